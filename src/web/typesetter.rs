//! Files that are set on demand: off the async threads, a bounded number at a time.

use std::sync::Arc;

use documents::{
    act::{ActData, Languages, PdfError, pdf},
    certificate::{Certificate, certificate},
};
use tokio::sync::Semaphore;

use crate::AppError;

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
