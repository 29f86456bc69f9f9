//! What is kept for a time only is purged by age while the portal serves, in steps between which everybody else writes.

use std::time::Duration;

use store::retention::purge;

use crate::App;

const EVERY: Duration = Duration::from_secs(3600);
/// Rows of each kind in one transaction.
const STEP: i64 = 300;
const PAUSE: Duration = Duration::from_millis(100);

/// Looks every hour, for as long as the portal serves.
pub async fn work(app: App) {
    let mut look = tokio::time::interval(EVERY);
    loop {
        look.tick().await;
        match clean(&app).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "what was old enough is purged"),
            Err(error) => tracing::warn!(%error, "what is old was not purged"),
        }
    }
}

/// Purges what is old enough by the clock of the portal. Answers how many rows went.
///
/// # Errors
/// The database does not answer; what went before is gone.
pub async fn clean(app: &App) -> store::Result<u64> {
    let mut all = 0;
    loop {
        let mut tx = app.db.write().await?;
        let gone = purge(&mut tx, app.clock.now(), &app.config.kept, STEP).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(all);
        }
        all += gone;
        tokio::time::sleep(PAUSE).await;
    }
}
