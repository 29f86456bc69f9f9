//! What the donors of a grant read: the portal as it stands, or the last state that staff released (see
//! [`domain::publication`]).
//!
//! `grant_donor.reader_id` is who reads a grant as it stands, and every question for a donor asks for it. Of a published grant
//! that is no donor, so nothing of it gets onto any page, list, sum, file or notice of theirs; what they read is what
//! [`pages`] keeps.

use domain::{
    Action, Role, Scope, Timestamp, Viewer,
    change::{Deed, Entity},
    publication::NewState,
};

use crate::{
    Error, Result, Tx,
    batch::{insert_rows, row},
    changes::hex,
    db::{sql, touch},
    facts::{self, Table, ToldBy, list, rows},
    now,
};

mod pages;

pub use pages::{Current, Page, Since, current, page, since, states};

/// Whether the donors of a grant read it as it stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// They read the last state that was released.
    pub published: bool,
    pub reason: String,
    pub person: String,
    pub recorded_at: i64,
}

/// A released state.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StateRow {
    pub number: i64,
    pub note: String,
    pub shows_changes: bool,
    pub released_by: String,
    pub recorded_at: i64,
    /// How many pages and files it has, of all donors that the viewer may know.
    pub pages: i64,
}

/// A donor of a grant, with the reader that reads the grant as it stands in its place.
#[derive(Debug, Clone)]
pub struct Audience {
    pub donor: i64,
    pub code: String,
    pub name: String,
    pub viewer: Viewer,
}

/// A page or a file as a donor could read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub donor: i64,
    pub path: String,
    pub title: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Who reads the grant as it stands follows from whether it is published.
pub(super) async fn set_readers(tx: &mut Tx, grant: i64) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "UPDATE grant_donor SET reader_id = CASE WHEN COALESCE((SELECT p.published FROM grant_publication p
             WHERE p.grant_id = $1 ORDER BY p.id DESC LIMIT 1), 0) = 1
           THEN -(grant_id * 100000 + donor_id) ELSE donor_id END WHERE grant_id = $1"
    )
    .bind(grant)
    .execute(c))?;
    Ok(())
}

/// Whether the grant is published; `None`: it never was.
///
/// # Errors
/// Staff and administrators ask; no such grant.
pub async fn standing(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<Standing>> {
    let grant = super::key(tx, viewer, code).await?.id;
    if !viewer.sees_everything() {
        return Err(Error::not_found());
    }
    newest(tx, grant).await
}

async fn newest(tx: &mut Tx, grant: i64) -> Result<Option<Standing>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
            "SELECT u.published = 1 AS published, u.reason, p.name AS person, u.recorded_at FROM grant_publication u
         JOIN person p ON p.id = u.person_id WHERE u.grant_id = $1 ORDER BY u.id DESC LIMIT 1",
        )
        .bind(grant)
        .fetch_optional(c)
    })?)
}

/// From now on the donors of the grant read what is released; nothing changes where they do already.
///
/// # Errors
/// Staff only; no such grant.
pub async fn publish(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, reason: &str) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?;
    if newest(tx, grant.id).await?.is_some_and(|standing| standing.published) {
        return Ok(());
    }
    turn(tx, viewer, at, grant.id, &grant.code, (true, reason)).await
}

/// The donors of the grant read it as it stands again. What was released stays readable.
///
/// # Errors
/// Staff only; no such grant; it is not published.
pub async fn go_live(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, reason: &str) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?;
    if !newest(tx, grant.id).await?.is_some_and(|standing| standing.published) {
        return Err(Error::conflict("The donors of this grant read it as it stands already."));
    }
    turn(tx, viewer, at, grant.id, &grant.code, (false, reason)).await
}

async fn turn(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant: i64,
    code: &str,
    (published, reason): (bool, &str),
) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO grant_publication (grant_id, published, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(grant)
    .bind(i64::from(published))
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    set_readers(tx, grant).await?;
    now::mark_grant(tx, grant).await?;
    // Rounds that are known from what was published alone.
    now::mark(tx, Entity::Grant, &[code]).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Changed, &PUBLICATION, id).await
}

/// The donors of a grant, each with whoever reads the grant as it stands in its place.
///
/// # Errors
/// Staff only; no such grant.
pub async fn audience(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<Audience>> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?.id;
    let rows: Vec<(i64, String, String, i64)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT d.donor_id, o.code, o.name, d.reader_id FROM grant_donor d JOIN donor o ON o.id = d.donor_id WHERE d.grant_id = $1
         ORDER BY o.code"
    )
    .bind(grant)
    .fetch_all(c)
    })?;
    let audience = |(donor, code, name, reader): (i64, String, String, i64)| Audience {
        donor,
        viewer: Viewer {
            person: viewer.person,
            session: viewer.session,
            name: name.clone(),
            login: String::new(),
            role: Role::Donor,
            scope: Scope::Donor(reader),
            scope_name: Some(name.clone()),
        },
        code,
        name,
    };
    Ok(rows.into_iter().map(audience).collect())
}

/// The number that the next state has.
///
/// # Errors
/// Staff only; no such grant.
pub async fn next_number(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?.id;
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM grant_state WHERE grant_id = $1")
        .bind(grant)
        .fetch_one(c))?)
}

/// The newest row of the audit chain.
///
/// # Errors
/// The database does not answer.
pub async fn chain_end(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(c))?)
}

/// Releases a state: what each donor of the grant could read of it when `end` was the end of the audit chain.
///
/// # Errors
/// Staff only; the grant is not published; something was recorded since, or another state released.
pub async fn release(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    new: &NewState,
    (number, end): (i64, i64),
    pages: &[Frozen],
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = super::key(tx, viewer, code).await?.id;
    let published = newest(tx, grant).await?.is_some_and(|standing| standing.published);
    if !published || pages.is_empty() || chain_end(tx).await? != end || next_number(tx, viewer, code).await? != number {
        return Err(Error::conflict(
            "Something was recorded while the state was being made. Look at it again, and release it then.",
        ));
    }
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO grant_state (grant_id, number, note, shows_changes, last_change, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(grant)
    .bind(number)
    .bind(&new.note)
    .bind(i64::from(new.shows_changes))
    .bind(end)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    let mut named = Vec::with_capacity(pages.len());
    for page in pages {
        let sha256 = keep(tx, &page.bytes).await?;
        named.push(row![id, page.donor, page.path.clone(), page.title.clone(), page.media_type.clone(), sha256]);
    }
    insert_rows(tx, "grant_state_page (state_id, donor_id, path, title, media_type, sha256)", &named).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Released, &STATE, id).await
}

/// The same bytes are kept once: most pages are the same in the next state.
async fn keep(tx: &mut Tx, bytes: &[u8]) -> Result<String> {
    use sha2::{Digest, Sha256};
    let sha256 = hex(&Sha256::digest(bytes));
    touch!(tx, |c| sqlx::query(
        "INSERT INTO grant_state_body (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING"
    )
    .bind(&sha256)
    .bind(bytes)
    .execute(c))?;
    Ok(sha256)
}

pub(crate) static PUBLICATION: Table = Table::new(
    "grant_publication",
    Entity::State,
    ToldBy::Number("publication"),
    rows!(
        "SELECT u.id AS _id, g.code AS _key, 'changed' AS _deed, u.person_id AS _person, u.recorded_at AS _at, u.id AS publication,
           g.code AS \"grant\", u.published AS \"published!\", u.reason
         FROM grant_publication u JOIN grant_agreement g ON g.id = u.grant_id",
        "u.id"
    ),
)
.deeds(&[Deed::Changed]);

pub(crate) static STATE: Table = Table::new(
    "grant_state",
    Entity::State,
    ToldBy::Key,
    rows!(
        "SELECT s.id AS _id, g.code || '/' || CAST(s.number AS TEXT) AS _key, 'released' AS _deed, s.person_id AS _person,
           s.recorded_at AS _at, g.code AS \"grant\", s.number, s.note, s.shows_changes AS \"shows_changes!\", s.last_change
         FROM grant_state s JOIN grant_agreement g ON g.id = s.grant_id",
        "s.id"
    ),
)
.deeds(&[Deed::Released])
.lists(&[list!(
    "pages",
    "SELECT p.state_id AS _of, o.code AS donor, p.path, p.title, p.media_type, p.sha256 FROM grant_state_page p
     JOIN donor o ON o.id = p.donor_id",
    "p.state_id",
    "o.code, p.path"
)]);
