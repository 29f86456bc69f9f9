//! What a donor reads of a grant that is published: the pages of a released state.

use domain::{Action, Scope, Timestamp, Viewer};

use super::StateRow;
use crate::{
    Error, Result, Tx,
    batch::Bind,
    db::sql,
    query::{Query, ask},
};

/// The newest state of a published grant that its donor may read.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Current {
    pub grant: String,
    pub number: i64,
    pub note: String,
    pub shows_changes: bool,
    /// A donor learns that staff did it, not who.
    pub released_by: String,
    pub recorded_at: i64,
    /// How many other grants the donor reads as they stand.
    pub live: i64,
}

/// A page of a state.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Page {
    pub title: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// How much happened since a state was released, in words that say no figure of money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Since {
    pub handovers: i64,
    pub receipts: i64,
    pub money: i64,
    pub checks: i64,
}

impl Since {
    /// Nothing of it happened.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Since::default()
    }
}

/// The newest states of the published grants of the donor who asks, by grant.
///
/// # Errors
/// The viewer is no donor.
pub async fn current(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Current>> {
    let Scope::Donor(donor) = viewer.scope else { return Err(Error::not_found()) };
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT g.code AS \"grant\", s.number, s.note, s.shows_changes = 1 AS shows_changes, 'programme staff' AS released_by,
           s.recorded_at, (SELECT COUNT(*) FROM grant_donor l WHERE l.reader_id = $1) AS live
         FROM grant_donor d JOIN grant_agreement g ON g.id = d.grant_id JOIN grant_state s ON s.id = (
           SELECT MAX(x.id) FROM grant_state x WHERE x.grant_id = d.grant_id
             AND EXISTS (SELECT 1 FROM grant_state_page y WHERE y.state_id = x.id AND y.donor_id = $1))
         WHERE d.donor_id = $1 AND d.reader_id < 0 ORDER BY g.code"
    )
    .bind(donor)
    .fetch_all(c)
    })?)
}

/// The states of a grant, the newest first: all for staff and administrators, for a donor those that were released to it.
///
/// # Errors
/// The role sees no grants; not there, or nothing was released to this donor: "not found".
pub async fn states(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<StateRow>> {
    viewer.may(Action::SeeGrants)?;
    let query = Query::new(
        "SELECT s.number, s.note, s.shows_changes = 1 AS shows_changes, s.recorded_at, ",
    )
    // Who of the staff it was is theirs to know.
    .for_reader(viewer, "p.name", "''", "'programme staff'")
    .with(" AS released_by, (SELECT COUNT(*) FROM grant_state_page y WHERE y.state_id = s.id", [])
    .for_reader(viewer, "", " AND FALSE", " AND y.donor_id = ?")
    .with(
        ") AS pages FROM grant_state s JOIN grant_agreement g ON g.id = s.grant_id JOIN person p ON p.id = s.person_id
         WHERE g.code = ?",
        [Bind::from(code)],
    )
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM grant_state_page y WHERE y.state_id = s.id AND y.donor_id = ?)",
    )
    .with(" ORDER BY s.number DESC LIMIT 500", []);
    let states: Vec<StateRow> = ask!(&mut *tx, query, fetch_all)?;
    if states.is_empty() && viewer.is_donor() {
        // Its own grant of which nothing was released; another donor's is not found.
        super::super::key(tx, viewer, code).await?;
    }
    Ok(states)
}

/// A page of a state by the address that it had. Staff read those of the first donor, or of the one that they name.
///
/// # Errors
/// The role sees no grants; no such page was released to this donor: "not found".
pub async fn page(
    tx: &mut Tx,
    viewer: &Viewer,
    code: &str,
    number: i64,
    path: &str,
    donor: Option<&str>,
) -> Result<Page> {
    viewer.may(Action::SeeGrants)?;
    let query = Query::default()
        .with(
            "SELECT y.title, y.media_type, b.bytes FROM grant_agreement g JOIN grant_state s ON s.grant_id = g.id
             JOIN grant_state_page y ON y.state_id = s.id JOIN grant_state_body b ON b.sha256 = y.sha256
             JOIN donor o ON o.id = y.donor_id WHERE g.code = ? AND s.number = ? AND y.path = ? AND o.code = COALESCE(?, o.code)",
            [Bind::from(code), Bind::from(number), Bind::from(path), Bind::from(donor)],
        )
        .for_reader(viewer, "", " AND FALSE", " AND y.donor_id = ?")
        .with(" ORDER BY o.code LIMIT 1", []);
    let page: Option<Page> = ask!(tx, query, fetch_optional)?;
    page.ok_or_else(Error::not_found)
}

/// How much happened to the grant since. The caller asks where staff allow it, or for staff.
///
/// # Errors
/// The role sees no grants.
pub async fn since(tx: &mut Tx, viewer: &Viewer, code: &str, at: Timestamp) -> Result<Since> {
    viewer.may(Action::SeeGrants)?;
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT
           (SELECT COUNT(DISTINCT s.round_id) FROM round_step s JOIN line l ON l.round_id = s.round_id
             JOIN funding_share f ON f.item_id = l.item_id WHERE f.grant_id = g.id AND s.step = 'dispatched' AND s.recorded_at > $2)
             AS handovers,
           (SELECT COUNT(DISTINCT t.id) FROM funding_share f JOIN line l ON l.item_id = f.item_id
             JOIN receipt_line n ON n.line_id = l.id JOIN receipt t ON t.id = n.receipt_id
             WHERE f.grant_id = g.id AND t.recorded_at > $2) AS receipts,
           (SELECT COUNT(*) FROM money_event e JOIN money_decision d ON d.event_id = e.id
             WHERE e.grant_id = g.id AND d.decision = 'approved' AND d.recorded_at > $2) AS money,
           (SELECT COUNT(*) FROM verification v JOIN funding_share f ON f.item_id = v.item_id
             WHERE f.grant_id = g.id AND v.recorded_at > $2) AS checks
         FROM grant_agreement g WHERE g.code = $1"
    )
    .bind(code)
    .bind(at.0)
    .fetch_optional(c))?
    .unwrap_or_default())
}
