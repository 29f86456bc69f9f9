//! What a page may ask of its request: who asks, what stands in the address, what was typed before.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::{Timestamp, Viewer};
use leptos::prelude::AnyView;
use store::Tx;

use crate::{
    App, AppError,
    clock::random_hex,
    cookies,
    export::Separator,
    kit::{FormState, ListQuery, Theme},
    page::{self, Around, Content, Document},
    parked::{AGAIN, FLASH, PARKED, ParkedForNobody, Told},
    released::Without,
    session::{Asker, Unread},
};

/// The context of a page. Handlers take it first: `async fn page(cx: Cx, Path(code): Path<String>) -> PageResult`.
pub struct Cx {
    pub app: App,
    /// The path of this page.
    pub path: String,
    /// The state of a list, or whatever else stands after the `?`.
    pub query: ListQuery,
    asker: Option<Viewer>,
    unread: Option<i64>,
    pub(crate) theme: Theme,
    /// Of the person's CSV files.
    pub(crate) separator: Separator,
    flash: Option<Told>,
    again: bool,
    parked: Option<ParkedForNobody>,
    /// What the viewer reads as it was released, on a page that is without it.
    without: Option<Without>,
}

/// What a page handler answers.
pub type PageResult = Result<Response, AppError>;

impl FromRequestParts<App> for Cx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let raw = parts.uri.query().unwrap_or_default();
        let carried = Carried::read(&parts.headers, app).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "what the browser carries is not read");
            Carried::default()
        });
        Ok(Cx {
            path: parts.uri.path().to_owned(),
            query: ListQuery::parse(raw),
            asker: parts.extensions.get::<Asker>().and_then(|a| a.0.clone()),
            unread: parts.extensions.get::<Unread>().and_then(|u| u.0),
            theme: page::theme(&parts.headers),
            separator: Separator::of(&parts.headers),
            flash: carried.flash,
            again: raw.split('&').any(|pair| pair == AGAIN),
            parked: carried.parked,
            without: parts.extensions.get::<Without>().cloned(),
            app: app.clone(),
        })
    }
}

/// What the browser carries from the answer before.
#[derive(Default)]
struct Carried {
    flash: Option<Told>,
    parked: Option<ParkedForNobody>,
}

impl Carried {
    async fn read(headers: &HeaderMap, app: &App) -> Result<Self, AppError> {
        if cookies::get(headers, FLASH).or_else(|| cookies::get(headers, PARKED)).is_none() {
            return Ok(Self::default());
        }
        let key = app.cookie_key.get(&app.db).await?;
        let at = app.clock.now();
        let flash = cookies::signed(headers, FLASH, key, at);
        Ok(Carried { flash, parked: cookies::signed(headers, PARKED, key, at) })
    }
}

impl Cx {
    /// The signed-in person. Every page with a rule other than public has one.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn viewer(&self) -> Result<&Viewer, AppError> {
        self.asker.as_ref().ok_or(AppError::LoginRequired)
    }

    pub fn signed_in(&self) -> bool {
        self.asker.is_some()
    }

    /// The same person asking for another file, as it stands without a search or a filter.
    pub fn of(&self, path: &str) -> Cx {
        Cx {
            app: self.app.clone(),
            path: path.to_owned(),
            query: ListQuery::parse(""),
            asker: self.asker.clone(),
            unread: self.unread,
            theme: self.theme,
            separator: self.separator,
            flash: None,
            again: false,
            parked: None,
            without: None,
        }
    }

    /// One consistent snapshot of the data for this page.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(&self) -> Result<Tx, AppError> {
        Ok(self.app.db.read().await?)
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }

    /// The form as it was typed and refused, when this page is shown again for it; else `fresh`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn form(&self, tx: &mut Tx, fresh: FormState) -> Result<FormState, AppError> {
        if !self.again {
            return Ok(fresh);
        }
        if self.asker.is_some() {
            return Ok(self.kept(tx, &self.path).await?.unwrap_or(fresh));
        }
        Ok(match &self.parked {
            Some(parked) if parked.page == self.path => state(&parked.body, &parked.error),
            _ => fresh,
        })
    }

    /// What is kept of the viewer's for a page: a refused form, or what a function handed over to it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn kept(&self, tx: &mut Tx, page: &str) -> Result<Option<FormState>, AppError> {
        let Some(parked) = store::parked::find(tx, self.viewer()?, page).await? else {
            return Ok(None);
        };
        let error: AppError = serde_json::from_str(&parked.answer).map_err(AppError::internal)?;
        Ok(Some(state(&parked.body, &error)))
    }

    /// A key that lets a form be sent twice and count once: `<HiddenInput name="submission" value=…/>`.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn submission_key(&self) -> Result<String, AppError> {
        random_hex::<16>().map_err(AppError::internal)
    }

    /// The page in its frame.
    ///
    /// # Errors
    /// None; the result fits the end of a handler.
    pub fn page(&self, title: &str, body: impl FnOnce() -> AnyView) -> PageResult {
        self.document(title, Content::Still(body()))
    }

    /// A page that holds islands, in its frame.
    ///
    /// # Errors
    /// None; the result fits the end of a handler.
    pub fn page_with_islands(&self, title: &str, body: impl FnOnce() -> AnyView + Send + 'static) -> PageResult {
        self.document(title, Content::Islands(Box::new(body)))
    }

    fn document(&self, title: &str, body: Content) -> PageResult {
        let around = Around {
            viewer: self.asker.clone(),
            unread: self.unread,
            theme: self.theme,
            path: self.path.clone(),
            flash: self.flash.clone(),
            without: self.without.clone(),
        };
        let mut response = Document { title: title.to_owned(), around, body }.into_response();
        if self.flash.is_some() {
            cookies::append(response.headers_mut(), &cookies::set(FLASH, "", Some(0), self.app.config.is_secure()));
        }
        Ok(response)
    }
}

/// What was typed, with its mistakes. A form that was only too late (the session had ended) has none.
fn state(body: &str, error: &AppError) -> FormState {
    let errors = match error {
        AppError::LoginRequired => Vec::new(),
        error => error.field_errors(),
    };
    FormState::from_body(body.as_bytes()).with_errors(errors)
}

impl std::fmt::Debug for Cx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cx").field("path", &self.path).finish_non_exhaustive()
    }
}
