//! Everything that answers, and the order of its layers.

use std::time::Duration;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state, map_request},
    routing::{any, get},
};
use domain::Viewer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    request_id::{PropagateRequestIdLayer, SetRequestIdLayer},
};

use crate::{
    App, Config, api, assets, guard,
    headers::{self, Numbers},
    health, page, pages,
    registry::Rules,
    released,
    session::{self, Asker, Unread},
    upload,
};

/// Everything that answers, with its layers; the last layer added is the outermost.
pub fn router(app: App) -> Router {
    // Rendering waits for one turn of the executor; only the first call chooses it, and tests make many routers.
    let _chosen = any_spawner::Executor::init_tokio();
    let rules = Rules::of(pages::routes(), pages::changes());
    let mut router = Router::new();
    for (path, _, handler) in pages::routes() {
        router = router.route(path, handler());
    }
    let mut uploads = Router::new();
    for change in pages::changes() {
        if let Some(upload) = change.files {
            uploads = uploads.route(change.path, upload::route(upload));
        }
    }
    let most = Duration::from_secs(app.config.request_seconds);
    router
        .route("/api/{*function}", any(api::handle))
        .layer(RequestBodyLimitLayer::new(upload::LARGEST_FORM))
        .merge(uploads)
        .fallback(|| async { crate::AppError::NotFound })
        .layer(from_fn_with_state(app.clone(), released::serve))
        .layer(from_fn_with_state((app.clone(), rules), guard::check_access))
        .layer(from_fn_with_state(app.clone(), session::identify))
        .layer(from_fn_with_state(app.clone(), guard::refuse_without_origin))
        .layer(csrf(&app.config))
        .layer(from_fn(guard::name_csrf_refusals))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(most, guard::limit_time))
        // Outside of what needs a session: files of the browser part, and the questions of a process manager.
        .route("/pkg/{file}", get(assets::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(from_fn(page::render))
        .layer(CompressionLayer::new())
        .layer(from_fn(guard::finish))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn(guard::log))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(Numbers))
        .layer(map_request(guard::without_number))
        .layer(headers::unless_said())
        .layer(headers::always(app.config.is_secure()))
        .with_state(app)
}

/// Every page as this reader gets it, without a session, frames and files around it: what the portal asks of itself.
pub fn inside(app: App, viewer: Viewer) -> Router {
    let rules = Rules::of(pages::routes(), std::iter::empty());
    let mut router = Router::new();
    for (path, _, handler) in pages::routes() {
        router = router.route(path, handler());
    }
    router
        .layer(from_fn_with_state((app.clone(), rules), guard::check_access))
        .layer(Extension(Asker(Some(viewer))))
        .layer(Extension(Unread(None)))
        .with_state(app)
}

fn csrf(config: &Config) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &config.public_origin {
        Some(origin) => layer.add_trusted_origin(origin).unwrap_or_else(|_| CsrfLayer::new()),
        None => layer,
    }
}
