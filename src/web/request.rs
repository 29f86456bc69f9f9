//! What a server function may ask of its request, and the one way in which it changes anything.

use std::{
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::{Arc, Mutex},
};

use axum::{
    body::Bytes,
    http::{header::USER_AGENT, request::Parts},
};
use cookie::Cookie;
use domain::{Timestamp, Viewer};
use leptos::{
    prelude::{Owner, provide_context, use_context},
    reactive::computed::ScopedFuture,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use store::Tx;

use crate::{
    App, AppError,
    access::Rule,
    cookies,
    registry::Rules,
    session::Asker,
    undo::{self, Opposite},
};

/// What a form posted, as the one argument of a server function: `#[server(…, custom = Posted)] fn verb_noun(form: NounForm)`.
///
/// The framework keeps the arguments of a function in a struct of its own, so the fields of a form would be called
/// `form[title]` instead of `title`. This wrapper reads the form itself, flat, with its own rules: its fields are texts, parsed by
/// the domain afterwards, so that every mistake gets its own words; a field that it does not know is refused (nobody sets an
/// owner or a state by adding a field). `#[serde(flatten)]` would let unknown fields pass.
#[derive(Debug)]
pub struct Posted<F>(pub F);

impl<'de, F, Form> Deserialize<'de> for Posted<F>
where
    F: Deref<Target = Form> + From<Form>,
    Form: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(fields: D) -> Result<Self, D::Error> {
        Form::deserialize(fields).map(|form| Posted(form.into()))
    }
}

/// Asked for by the framework, which could also call a function from afar.
impl<F, Form> Serialize for Posted<F>
where
    F: Deref<Target = Form>,
    Form: Serialize,
{
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.deref().serialize(to)
    }
}

/// A field that is a key to something: it is read, and never shown by what prints a form.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// The request around a server function, which has it as its context.
#[derive(Clone)]
pub struct Call {
    pub app: App,
    /// Its path, `/api/<verb_noun>`, and what it needs.
    pub function: String,
    pub rule: Rule,
    /// What every change needs.
    pub rules: Rules,
    pub viewer: Option<Viewer>,
    pub body: Bytes,
    /// SHA-256 of function and body: the same submission key with another body is another form.
    pub digest: String,
    pub device: Option<String>,
    cookies: Arc<Mutex<Vec<Cookie<'static>>>>,
    back: Arc<Mutex<Option<String>>>,
}

/// Where to go after a change, and what to say there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub location: String,
    pub message: Option<String>,
    /// It can be taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
    /// What takes it back; kept with the change.
    #[serde(skip)]
    opposite: Option<Opposite>,
}

impl Done {
    pub fn at(location: impl Into<String>) -> Self {
        Done { location: location.into(), message: None, undo: false, opposite: None }
    }

    pub fn saying(self, message: impl Into<String>) -> Self {
        Done { message: Some(message.into()), ..self }
    }

    /// Offers to take it back.
    pub fn undone_by(self, opposite: Opposite) -> Self {
        Done { opposite: Some(opposite), ..self }
    }
}

impl Call {
    pub fn new(app: App, request: &Parts, rule: Rule, body: Bytes) -> Self {
        let function = request.uri.path().to_owned();
        let viewer = request.extensions.get::<Asker>().and_then(|asker| asker.0.clone());
        let device = request.headers.get(USER_AGENT).and_then(|device| device.to_str().ok());
        let device = device.map(|device| device.chars().take(200).collect());
        let digest = digest(&function, &body);
        let rules = request.extensions.get::<Rules>().cloned().unwrap_or_default();
        Call { app, function, rule, rules, viewer, body, digest, device, cookies: Arc::default(), back: Arc::default() }
    }

    /// Another change inside this one, by the same person and with what it needs itself.
    ///
    /// # Errors
    /// There is no such change.
    pub fn inside(&self, function: &str, body: Bytes) -> Result<Self, AppError> {
        let rule = self.rules.change(function).ok_or(AppError::NotFound)?;
        let digest = digest(function, &body);
        Ok(Call { function: function.to_owned(), rule, body, digest, ..self.clone() })
    }

    /// Whether whoever asks has what the function needs.
    pub fn is_admitted(&self) -> bool {
        self.rule.admits(self.viewer.as_ref().map(|viewer| viewer.role))
    }

    /// Runs what is no server function (the work of an upload) inside this call.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        let owner = Owner::new();
        let inside = owner.with(|| {
            provide_context(self);
            ScopedFuture::new(work)
        });
        inside.await
    }

    /// The page that the function named as the one of its form.
    pub fn back(&self) -> Option<String> {
        self.back.lock().ok().and_then(|back| back.clone())
    }

    /// Names the page of the form before the function does.
    pub(crate) fn go_back_to(&self, page: String) {
        if let Ok(mut back) = self.back.lock() {
            *back = Some(page);
        }
    }

    /// The cookies that the function set.
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        self.cookies.lock().map(|c| c.clone()).unwrap_or_default()
    }
}

/// The same fields are the same form, however they are written: a browser and the queue of one escape differently.
fn digest(function: &str, body: &[u8]) -> String {
    let fields = form_urlencoded::parse(body).map(|(name, value)| (name, value.replace("\r\n", "\n")));
    let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let digest = Sha256::new().chain_update(function.as_bytes()).chain_update([0]).chain_update(fields).finalize();
    crate::clock::hex(&digest)
}

/// # Errors
/// Called outside of a request: a bug.
pub fn call() -> Result<Call, AppError> {
    use_context::<Call>().ok_or_else(|| AppError::internal("no call around this function"))
}

/// The signed-in person.
///
/// # Errors
/// Nobody is.
pub fn viewer() -> Result<Viewer, AppError> {
    call()?.viewer.ok_or(AppError::LoginRequired)
}

/// The text fields of a form with files. A server function has its form as its argument (see [`Posted`]).
///
/// # Errors
/// The form cannot be read.
pub fn form<T: DeserializeOwned>() -> Result<T, AppError> {
    let call = call()?;
    serde_qs::Config::new().use_form_encoding(true).max_depth(4).deserialize_bytes(&call.body).map_err(|error| {
        tracing::debug!(%error, "unreadable form");
        AppError::unreadable("")
    })
}

/// A hidden field that the page wrote itself: a number, mostly a version.
///
/// # Errors
/// It does not read as one: no page of the portal made this form.
pub fn hidden<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
    // Pages write versions and ids, and none of them is below zero.
    text.parse().ok().filter(|_| !text.starts_with('-')).ok_or_else(|| AppError::unreadable(""))
}

/// Names the page of the form, where browsers are told not to: a refused form goes back to it.
///
/// # Errors
/// Called outside of a request: a bug.
pub fn back_to(page: &str) -> Result<(), AppError> {
    *call()?.back.lock().map_err(AppError::internal)? = Some(page.to_owned());
    Ok(())
}

pub fn set_cookie(cookie: Cookie<'static>) -> Result<(), AppError> {
    let call = call()?;
    call.cookies.lock().map_err(AppError::internal)?.push(cookie);
    Ok(())
}

/// Removes a cookie.
pub fn drop_cookie(name: &'static str) -> Result<(), AppError> {
    let secure = call()?.app.config.is_secure();
    set_cookie(cookies::set(name, "", Some(0), secure))
}

/// Keeps the posted form for another page, which reads it with [`crate::Cx::kept`]: nothing is wrong with it.
///
/// # Errors
/// The database does not answer.
pub async fn keep_for(page: &str) -> Result<(), AppError> {
    let call = call()?;
    let person = viewer()?.person;
    let body = crate::parked::without_secrets(&call.body);
    let answer = serde_json::to_string(&AppError::Invalid { fields: Vec::new() }).map_err(AppError::internal)?;
    let mut tx = call.app.db.write().await?;
    store::parked::park(&mut tx, person, call.app.clock.now(), page, &body, &answer).await?;
    Ok(tx.commit().await?)
}

/// # Errors
/// No page of the portal made this key.
pub fn check_key(submission: &str) -> Result<(), AppError> {
    let plain = submission.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain && (16..=64).contains(&submission.len()) { Ok(()) } else { Err(AppError::unreadable("")) }
}

type Work<'a> = Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send + 'a>>;

/// Makes a change: one transaction, with its audit row, safe to send twice. `submission` is the key that was made with the
/// form; the second request with it gets the first one's answer and changes nothing.
///
/// # Errors
/// What the work refuses; then nothing was changed.
pub async fn change(
    submission: &str,
    work: impl for<'a> FnOnce(&'a mut Tx, &'a Viewer, Timestamp) -> Work<'a> + Send,
) -> Result<Done, AppError> {
    let call = call()?;
    let viewer = call.viewer.clone().ok_or(AppError::LoginRequired)?;
    check_key(submission)?;
    let at = call.app.clock.now();
    let mut tx = call.app.db.write().await?;
    // On PostgreSQL and SQLite alike writers queue in `write()`, so a twin has committed or has not begun.
    if let Some(answer) = store::submissions::earlier_answer(&mut tx, &viewer, submission, &call.digest).await? {
        return serde_json::from_str(&answer).map_err(AppError::internal);
    }
    store::submissions::claim(&mut tx, &viewer, at, submission, &call.digest).await?;
    let mut done = work(&mut tx, &viewer, at).await?;
    if let Some(opposite) = done.opposite.take() {
        if !call.rules.is_undone_by(&call.function, opposite.path) {
            return Err(AppError::internal("the registry does not know how this is undone"));
        }
        undo::keep(&mut tx, &viewer, at, opposite).await?;
        done.undo = true;
    }
    let answer = serde_json::to_string(&done).map_err(AppError::internal)?;
    store::submissions::keep_answer(&mut tx, &viewer, submission, &answer).await?;
    tx.commit().await?;
    Ok(done)
}
