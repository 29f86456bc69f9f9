//! The key with which cookies are signed. It stands in the database, so that all processes on it agree, and a restart forgets
//! nothing.

use std::sync::Arc;

use cookie::Key;
use store::{Db, secrets};
use tokio::sync::OnceCell;

use crate::AppError;

/// Read once in the life of a process. Cheap to clone.
#[derive(Clone, Default)]
pub struct CookieKey(Arc<OnceCell<Key>>);

impl CookieKey {
    /// # Errors
    /// The database does not answer.
    pub async fn get(&self, db: &Db) -> Result<&Key, AppError> {
        self.0.get_or_try_init(|| read(db)).await
    }
}

async fn read(db: &Db) -> Result<Key, AppError> {
    let mut tx = db.read().await?;
    let secret = secrets::cookies(&mut tx).await?;
    tx.rollback().await?;
    Key::try_from(secret.as_slice()).map_err(AppError::internal)
}
