//! Names and posts that forms offer, so that the same person is written alike.

use domain::{Action, Viewer};

use crate::{Result, Tx, db::sql};

/// So many are offered, the newest first: more would be a list to read.
const MOST: i64 = 200;

/// What is offered while somebody types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    pub names: Vec<String>,
    pub posts: Vec<String>,
}

/// # Errors
/// The role does not record officials.
pub async fn offered(tx: &mut Tx, viewer: &Viewer) -> Result<Offered> {
    viewer.may(Action::ManageOfficials)?;
    let names =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT name FROM official WHERE as_id = id ORDER BY id DESC LIMIT $1")
            .bind(MOST)
            .fetch_all(c))?;
    let posts = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT post FROM appearance WHERE post IS NOT NULL AND withdrawn IS NULL GROUP BY post ORDER BY MAX(id) DESC LIMIT $1"
    )
    .bind(MOST)
    .fetch_all(c)
    })?;
    Ok(Offered { names, posts })
}

/// Code and name of every official, for choosing one from.
///
/// # Errors
/// The role does not record officials.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::ManageOfficials)?;
    Ok(sql!(tx, |c| sqlx::query_as("SELECT code, name FROM official WHERE as_id = id ORDER BY name, code LIMIT $1")
        .bind(MOST)
        .fetch_all(c))?)
}
