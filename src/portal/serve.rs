//! `portal serve`: migrate, listen, and on SIGTERM stop taking requests, finish what was begun, and leave.

use std::{sync::atomic::Ordering, time::Duration};

use store::Db;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};
use web::{App, Clock, Config};

/// What was begun may take this long to finish.
const DRAIN: Duration = Duration::from_secs(10);

pub fn start_log(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log).map_err(|e| format!("log: {e}"))?;
    let registry = tracing_subscriber::registry().with(filter);
    // No colours: log lines end in files, and escape codes in them can hide what happened.
    if config.json_log {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).init();
    } else {
        registry.with(fmt::layer().with_ansi(false).with_writer(std::io::stderr)).init();
    }
    Ok(())
}

pub async fn serve(db: Db, config: Config) -> Result<(), String> {
    db.migrate().await.map_err(|e| e.to_string())?;
    let listen = config.listen;
    let app = App::new(db, Clock::System, config)?;
    let ready = app.ready.clone();
    let carrier = web::mail::Carrier::of(&app.config)?;
    let mail = tokio::spawn(web::mail::work(app.clone(), carrier));
    let retention = tokio::spawn(web::retention::work(app.clone()));
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| format!("{listen}: {e}"))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    println!("Serving on http://{address}");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let service = web::router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        ready.store(false, Ordering::Relaxed);
        tracing::info!("stopping: no new requests");
        stop.send(()).ok();
    });
    let too_long = async {
        stopped.await.ok();
        tokio::time::sleep(DRAIN).await;
    };
    let done = tokio::select! {
        done = server => done.map_err(|e| e.to_string()),
        () = too_long => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    };
    // A mail that is under way is claimed: after its time another server, or this one when it is back, sends it.
    mail.abort();
    retention.abort();
    done
}

async fn asked_to_stop() {
    let interrupt = async {
        tokio::signal::ctrl_c().await.ok();
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
