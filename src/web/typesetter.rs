//! Files that are set on demand: off the async threads, a bounded number at a time.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use documents::{
    PdfError,
    act::{ActData, Languages, pdf},
    briefing::{Briefing, briefing},
    certificate::{Certificate, certificate},
};
use leptos::prelude::*;
use tokio::sync::Semaphore;

use crate::{AppError, Cx, cx::PageResult, kit::*};

/// Files set at the same time, and how many may wait for their turn.
const PARALLEL: usize = 2;
const WAITING: usize = 32;

/// Cheap to clone.
#[derive(Clone)]
pub struct Typesetter {
    permits: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(PARALLEL)), waiting: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Typesetter {
    /// The act as a file; `None` where the program was built without PDF.
    ///
    /// # Errors
    /// Too many at once; the act contradicts itself, which is logged.
    pub async fn act(&self, act: ActData, languages: Languages) -> Result<Option<Vec<u8>>, AppError> {
        self.set(move || pdf(&act, languages)).await
    }

    /// The certificate of an activity as a file; `None` where the program was built without PDF.
    ///
    /// # Errors
    /// Too many at once; the typesetter refused, which is logged.
    pub async fn certificate(&self, of: Certificate) -> Result<Option<Vec<u8>>, AppError> {
        self.set(move || certificate(&of)).await
    }

    /// A briefing as a file; `None` where the program was built without PDF.
    ///
    /// # Errors
    /// Too many at once; the typesetter refused, which is logged.
    pub async fn briefing(&self, of: Briefing) -> Result<Option<Vec<u8>>, AppError> {
        self.set(move || briefing(&of)).await
    }

    async fn set(
        &self,
        file: impl FnOnce() -> Result<Vec<u8>, PdfError> + Send + 'static,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| AppError::Busy)?;
        let permit = self.permits.clone().acquire_owned().await.map_err(AppError::internal)?;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            file()
        });
        match work.await.map_err(AppError::internal)? {
            Ok(bytes) => Ok(Some(bytes)),
            Err(PdfError::NotBuilt) => Ok(None),
            Err(PdfError::Refused(words)) => Err(AppError::internal(words)),
        }
    }
}

/// The file as it is shown in the browser, under a name of letters, digits and hyphens for whoever keeps it; where this program
/// sets none, a page that says so.
pub fn answer(cx: &Cx, name: &str, file: Option<Vec<u8>>) -> PageResult {
    let Some(bytes) = file else { return not_built(cx) };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn not_built(cx: &Cx) -> PageResult {
    let mut response = cx.page("No PDF here", || {
        view! {
            <PageHeader title="This server was built without PDF"/>
            <p>"Use "<code>"cargo xtask build"</code>", which brings it. What the file would say can be read on its page, and everything \
                else works."</p>
        }
        .into_any()
    })?;
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    Ok(response)
}
