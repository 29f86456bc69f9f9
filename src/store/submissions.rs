//! Submission keys: a form can be sent twice and counts once.

use domain::{Timestamp, Viewer};

use crate::{
    Error, Result, Tx,
    db::{sql, touch},
};

/// The first answer to this key, if it was sent before.
///
/// # Errors
/// The same key with other content is refused: it is not the same form.
pub async fn earlier_answer(tx: &mut Tx, viewer: &Viewer, key: &str, digest: &str) -> Result<Option<String>> {
    let earlier: Option<(String, String)> =
        sql!(tx, |c| sqlx::query_as("SELECT digest, answer FROM submission WHERE person_id = $1 AND key = $2")
            .bind(viewer.person)
            .bind(key)
            .fetch_optional(c))?;
    match earlier {
        Some((first, answer)) if first == digest => Ok(Some(answer)),
        Some(_) => {
            Err(Error::conflict("This form was already sent with other content. Open it again to make another change."))
        }
        None => Ok(None),
    }
}

/// Claims the key before anything is changed. Of two requests with the same key at the same time, the second waits here
/// for the first to commit and then fails, so that its caller asks [`earlier_answer`] again.
///
/// # Errors
/// The key is taken: the unique violation of the database.
pub async fn claim(tx: &mut Tx, viewer: &Viewer, at: Timestamp, key: &str, digest: &str) -> Result<bool> {
    let touched = touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO submission (person_id, key, digest, answer, recorded_at) VALUES ($1, $2, $3, '', $4) ON CONFLICT (person_id, key) DO NOTHING"
    )
    .bind(viewer.person)
    .bind(key)
    .bind(digest)
    .bind(at.0)
    .execute(c)
    })?;
    Ok(touched == 1)
}

/// Keeps the answer for whoever sends the same form again.
///
/// # Errors
/// The database does not answer.
pub async fn keep_answer(tx: &mut Tx, viewer: &Viewer, key: &str, answer: &str) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE submission SET answer = $3 WHERE person_id = $1 AND key = $2")
        .bind(viewer.person)
        .bind(key)
        .bind(answer)
        .execute(c))?;
    Ok(())
}
