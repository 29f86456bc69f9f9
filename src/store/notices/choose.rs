//! What a person chooses about notices.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    notice::{Kind, NewPreferences, Preference},
};
use serde_json::json;

use super::wanted;
use crate::{
    Result, Tx, changes,
    db::{sql, touch},
};

/// One's own address and choices, for the kinds that concern one's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub email: Option<String>,
    pub kinds: Vec<Preference>,
}

/// # Errors
/// The role is never told anything.
pub async fn settings(tx: &mut Tx, viewer: &Viewer) -> Result<Settings> {
    viewer.may(Action::SeeNotices)?;
    let mut kinds = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| kind.concerns(viewer.role)) {
        kinds.push(wanted(tx, viewer.person, *kind).await?.1);
    }
    let email =
        sql!(tx, |c| sqlx::query_scalar("SELECT email FROM person WHERE id = $1").bind(viewer.person).fetch_one(c))?;
    Ok(Settings { email, kinds })
}

/// Keeps one's own address and choices. The audit row says that they were changed, not the address.
///
/// # Errors
/// The role is never told anything.
pub async fn choose(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewPreferences) -> Result<()> {
    viewer.may(Action::SeeNotices)?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE person SET email = $2 WHERE id = $1")
        .bind(viewer.person)
        .bind(&new.email)
        .execute(c))?;
    for chosen in new.kinds.iter().filter(|chosen| chosen.kind.concerns(viewer.role)) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO notice_preference (person_id, kind, in_portal, by_email) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person_id, kind) DO UPDATE SET in_portal = excluded.in_portal, by_email = excluded.by_email"
        )
        .bind(viewer.person)
        .bind(chosen.kind.word())
        .bind(i64::from(chosen.in_portal))
        .bind(i64::from(chosen.by_email))
        .execute(c))?;
    }
    let kinds: Vec<_> = new
        .kinds
        .iter()
        .map(|c| json!({ "notice": c.kind.word(), "in_portal": c.in_portal, "by_email": c.by_email }))
        .collect();
    let body = json!({ "id": viewer.person, "has_address": new.email.is_some(), "notices": kinds });
    let key = viewer.person.to_string();
    changes::record(tx, Some(viewer.person), at, Deed::Edited, Entity::Person, &key, &body).await
}
