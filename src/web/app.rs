//! What the portal shares between requests, and the order of its layers.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get},
};
use documents::{papers::Papers, pictures::Pictures, table_in::Reader};
use store::Db;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer,
};

use crate::{
    Clock, Config, api, assets, guard, health, pages, passwords::Passwords, session, throttle::Throttle,
    typesetter::Typesetter, upload,
};

/// The largest form that is read. Files have their own routes, each with its own limit.
pub const LARGEST_FORM: usize = 256 * 1024;

#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub passwords: Passwords,
    /// Reads spreadsheets, in children of this program.
    pub tables: Reader,
    /// Draws pictures anew, in children of this program.
    pub pictures: Pictures,
    /// Looks through PDFs, in children of this program.
    pub papers: Papers,
    /// Sets acts as PDF.
    pub typesetter: Typesetter,
    /// How often people without an account ask.
    pub strangers: Throttle,
    /// Turned off when the portal is asked to stop, so that a balancer sends nobody here any more.
    pub ready: Arc<std::sync::atomic::AtomicBool>,
    /// Sessions that are to be noted as used.
    pub seen: session::Seen,
}

impl App {
    /// # Errors
    /// The password settings cannot be used.
    pub fn new(db: Db, clock: Clock, config: Config) -> Result<Self, String> {
        let passwords = Passwords::new(&config)?;
        Ok(App {
            db,
            clock,
            config: Arc::new(config),
            passwords,
            tables: Reader::own()?,
            pictures: Pictures::own()?,
            papers: Papers::own()?,
            typesetter: Typesetter::default(),
            strangers: Throttle::default(),
            ready: Arc::new(true.into()),
            seen: session::Seen::default(),
        })
    }
}

impl FromRef<App> for Clock {
    fn from_ref(app: &App) -> Clock {
        app.clock.clone()
    }
}

/// Everything that answers, with its layers; the last layer added is the outermost.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for (path, _, handler) in pages::routes() {
        router = router.route(path, handler);
    }
    let mut uploads = Router::new();
    for (path, upload) in pages::uploads() {
        uploads = uploads.route(path, upload::route(upload));
    }
    router
        .route("/api/{*function}", any(api::handle))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .merge(uploads)
        .fallback(|| async { crate::AppError::NotFound })
        .layer(from_fn_with_state(app.clone(), guard::check_access))
        .layer(from_fn_with_state(app.clone(), session::identify))
        .layer(from_fn_with_state(app.clone(), guard::refuse_without_origin))
        .layer(csrf(&app.config))
        .layer(from_fn(guard::name_csrf_refusals))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Duration::from_secs(app.config.request_seconds), guard::limit_time))
        // Outside of what needs a session: files of the browser part, and the questions of a process manager.
        .route("/pkg/{file}", get(assets::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::finish))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn(guard::number_and_log))
        .with_state(app)
}

fn csrf(config: &Config) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &config.public_origin {
        Some(origin) => layer.add_trusted_origin(origin).unwrap_or_else(|_| CsrfLayer::new()),
        None => layer,
    }
}
