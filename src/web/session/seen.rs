//! That a session is in use, noted beside the answers: a page writes nothing before it is answered.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::Timestamp;
use store::Db;

/// What is still to be noted: session → when it was seen. One task writes all of it, however many pages are asked for while
/// the writer is taken.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    sessions: BTreeMap<i64, Timestamp>,
    is_written: bool,
}

impl Seen {
    /// Notes it soon. What cannot be noted is let go: the next page of the session notes it again.
    pub fn note(&self, db: &Db, session: i64, at: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.sessions.insert(session, at);
        if !std::mem::replace(&mut waiting.is_written, true) {
            tokio::spawn(write_all(self.clone(), db.clone()));
        }
    }

    /// What is to be written now; with nothing left the writing ends.
    fn take(&self) -> Option<BTreeMap<i64, Timestamp>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sessions = std::mem::take(&mut waiting.sessions);
        waiting.is_written = !sessions.is_empty();
        Some(sessions).filter(|sessions| !sessions.is_empty())
    }
}

async fn write_all(seen: Seen, db: Db) {
    while let Some(sessions) = seen.take() {
        if let Err(error) = write(&db, &sessions).await {
            tracing::warn!(%error, "it was not noted that sessions are in use");
        }
    }
}

async fn write(db: &Db, sessions: &BTreeMap<i64, Timestamp>) -> store::Result<()> {
    let mut tx = db.write().await?;
    for (session, at) in sessions {
        store::sessions::seen(&mut tx, *at, *session).await?;
    }
    tx.commit().await
}
