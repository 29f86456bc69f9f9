//! Own session table: hashed tokens, idle and absolute expiry, sessions that can be listed and ended.

use domain::{
    Action, Country, Role, Scope, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::json;

use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
};

/// How long sessions live, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    pub idle: i64,
    pub absolute: i64,
}

/// A live session of the person who asks.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SessionRow {
    pub id: i64,
    pub created_at: i64,
    pub seen_at: i64,
    pub device: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ViewerRow {
    person: i64,
    session: i64,
    name: String,
    login: String,
    role: Parsed<Role>,
    agency_id: Option<i64>,
    donor_id: Option<i64>,
    country: Option<Parsed<Country>>,
    scope_name: Option<String>,
}

/// Who asks, with what each of their pages says besides: one question for all of it.
#[derive(Debug, Clone)]
pub struct Asking {
    pub viewer: Viewer,
    /// When the session was last noted as used.
    pub seen_at: Timestamp,
    /// Notices not read yet; `None` for roles that have none.
    pub unread: Option<i64>,
    /// A donor's viewer: some of its grants are read as they were released.
    pub reads_states: bool,
}

#[derive(sqlx::FromRow)]
struct AskingRow {
    #[sqlx(flatten)]
    viewer: ViewerRow,
    seen_at: i64,
    unread: i64,
    published: i64,
}

impl From<ViewerRow> for Viewer {
    fn from(row: ViewerRow) -> Self {
        let scope = match (row.agency_id, row.donor_id, row.country) {
            (Some(agency), ..) => Scope::Agency(agency),
            (_, Some(donor), _) => Scope::Donor(donor),
            (.., Some(country)) => Scope::Country(country.0),
            _ => Scope::Everything,
        };
        Viewer {
            person: row.person,
            session: row.session,
            name: row.name,
            login: row.login,
            role: row.role.0,
            scope,
            scope_name: row.scope_name,
        }
    }
}

/// Did this person never sign in before?
///
/// # Errors
/// The database does not answer.
pub async fn is_first(tx: &mut Tx, person: i64) -> Result<bool> {
    let earlier: Option<i64> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT seq FROM change WHERE person_id = $1 AND deed = $2 ORDER BY seq LIMIT 1"
    )
    .bind(person)
    .bind(Deed::SignedIn.word())
    .fetch_optional(c))?;
    Ok(earlier.is_none())
}

/// Begins a session after a correct password. Every sign-in makes a new token (no fixation).
///
/// # Errors
/// The database does not answer.
pub async fn begin(tx: &mut Tx, at: Timestamp, person: i64, token_hash: &str, device: Option<&str>) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO session (token_hash, person_id, created_at, seen_at, device) VALUES ($1, $2, $3, $3, $4) RETURNING id"
    )
    .bind(token_hash)
    .bind(person)
    .bind(at.0)
    .bind(device)
    .fetch_one(c)
    })?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE person SET failed_sign_ins = 0, failed_at = NULL WHERE id = $1")
        .bind(person)
        .execute(c))?;
    changes::record(
        tx,
        Some(person),
        at,
        Deed::SignedIn,
        Entity::Person,
        &person.to_string(),
        &json!({ "session": id }),
    )
    .await
}

const ASKING: &str = "SELECT p.id AS person, s.id AS session, p.name, p.login, p.role, g.as_id AS agency_id, p.donor_id, p.country,
    COALESCE((SELECT n.name FROM agency_name n WHERE n.agency_id = g.as_id ORDER BY COALESCE(n.valid_from, '') DESC LIMIT 1),
             (SELECT d.name FROM donor d WHERE d.id = p.donor_id), p.country) AS scope_name,
    s.seen_at, (SELECT COUNT(*) FROM notice n WHERE n.person_id = p.id AND n.in_portal = 1
      AND NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id)) AS unread,
    (SELECT COUNT(*) FROM grant_donor d WHERE d.donor_id = p.donor_id AND d.reader_id < 0) AS published
  FROM session s JOIN person p ON p.id = s.person_id LEFT JOIN agency g ON g.id = p.agency_id
  WHERE s.token_hash = $1 AND s.ended_at IS NULL AND p.disabled_at IS NULL AND s.seen_at > $2 AND s.created_at > $3";

/// Who asks? Read on every request, so that a closed account, a new role or an ended session counts at once.
///
/// # Errors
/// The database does not answer; nobody is `Ok(None)`.
pub async fn asking(tx: &mut Tx, at: Timestamp, token_hash: &str, life: Lifetime) -> Result<Option<Asking>> {
    let row: Option<AskingRow> = sql!(tx, |c| sqlx::query_as(ASKING)
        .bind(token_hash)
        .bind(at.plus_seconds(-life.idle).0)
        .bind(at.plus_seconds(-life.absolute).0)
        .fetch_optional(c))?;
    Ok(row.map(|row| {
        let viewer = Viewer::from(row.viewer);
        let unread = viewer.role.may(Action::SeeNotices).then_some(row.unread);
        Asking { viewer, seen_at: Timestamp(row.seen_at), unread, reads_states: row.published > 0 }
    }))
}

/// Whose token was this, if it has only expired? For keeping a form that was sent a minute too late. Ended sessions and
/// closed accounts answer nobody.
///
/// # Errors
/// The database does not answer.
pub async fn expired_owner(tx: &mut Tx, at: Timestamp, token_hash: &str) -> Result<Option<i64>> {
    let a_week_ago = at.plus_seconds(-7 * 24 * 3600).0;
    Ok(sql!(tx, |c| sqlx::query_scalar(
        "SELECT s.person_id FROM session s JOIN person p ON p.id = s.person_id
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND p.disabled_at IS NULL AND s.seen_at > $2"
    )
    .bind(token_hash)
    .bind(a_week_ago)
    .fetch_optional(c))?)
}

/// Notes that the session is in use, at most once a minute: reading pages should not cost a write each.
///
/// # Errors
/// The database does not answer.
pub async fn seen(tx: &mut Tx, at: Timestamp, session: i64) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $3")
        .bind(session)
        .bind(at.0)
        .bind(at.plus_seconds(-60).0)
        .execute(c))?;
    Ok(())
}

/// Own live sessions, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn own(tx: &mut Tx, viewer: &Viewer, at: Timestamp, life: Lifetime) -> Result<Vec<SessionRow>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT id, created_at, seen_at, device FROM session
         WHERE person_id = $1 AND ended_at IS NULL AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC"
    )
    .bind(viewer.person)
    .bind(at.plus_seconds(-life.idle).0)
    .bind(at.plus_seconds(-life.absolute).0)
    .fetch_all(c))?)
}

/// Ends one session of one's own (signing out).
///
/// # Errors
/// Not one's own session: "not found".
pub async fn end(tx: &mut Tx, viewer: &Viewer, at: Timestamp, session: i64) -> Result<()> {
    let touched = touch!(tx, |c| sqlx::query(
        "UPDATE session SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL"
    )
    .bind(session)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    if touched == 1 { Ok(()) } else { Err(Error::not_found()) }
}
