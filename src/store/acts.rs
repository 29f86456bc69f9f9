//! Handover and acceptance acts: one for each round and agency, in versions that are never changed.
//!
//! The content of a version is made elsewhere (`documents::act`) from [`facts`], in the transaction that issues it; what is
//! stored is its JSON with the hash that its signers sign. Donors learn that an act is there, never what it says.

use domain::{Action, PartialDate, Timestamp, Viewer, agency::name_on};
use serde_json::Value;

use crate::{Binds, Error, Parsed, Result, Tx, agencies, db::sql};

mod clauses;
mod facts;
mod hash;
mod issue;
mod mandate_reads;
mod mandates;
mod mention;
mod public;
mod terms;
mod words;

pub(crate) use clauses::CLAUSES;
pub use clauses::{ClausesRow, NewClauses, clauses, save_clauses};
pub use facts::{Count, Facts, GrantFacts, LineFacts, Newest, UnitFacts, facts};
pub use hash::content_hash;
pub(crate) use issue::VERSION;
pub use issue::{Issued, NewVersion, issue};
pub use mandate_reads::{ActStand, MandateShow, NamedSigner, mandate, mandate_file, mandates, named_signers};
pub(crate) use mandates::MANDATE;
pub use mandates::{hand_over, withdraw_mandate};
pub use mention::{Mention, of_item, of_round};
pub use public::{Genuineness, check_code};
pub(crate) use terms::TERMS;
use terms::stored as stored_terms;
pub use terms::{Account, TermsShow, accounts, save_terms, terms};
pub(crate) use words::WORD;
pub use words::{Subject, Translation, translate};

/// An act in a list.
#[derive(Debug, Clone)]
pub struct ActRow {
    pub number: String,
    pub round_code: String,
    pub round_title: String,
    pub held_on: Option<PartialDate>,
    pub agency_code: String,
    /// On the day of the handover.
    pub agency_name: String,
    /// Of the newest version.
    pub version: i64,
    pub issued_at: Timestamp,
    /// A receipt that was recorded after the newest version, so that it is not in it: the day stated there.
    pub later_receipt: Option<PartialDate>,
}

/// An act with its versions, newest first.
#[derive(Debug, Clone)]
pub struct ActShow {
    pub row: ActRow,
    pub versions: Vec<VersionRow>,
}

/// A version as it was issued.
#[derive(Debug, Clone)]
pub struct VersionRow {
    pub id: i64,
    pub version: i64,
    /// `documents::act::Content`.
    pub content: Value,
    pub hash: String,
    /// Under `/verify/…` anybody can ask for it.
    pub code: String,
    /// Where the portal was reached then.
    pub origin: String,
    /// Why it supersedes the version before.
    pub reason: Option<String>,
    /// Who issued it: said to staff and administrators.
    pub person: Option<String>,
    pub issued_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    round_code: String,
    round_title: String,
    held_on: Option<Parsed<PartialDate>>,
    agency_id: i64,
    agency_code: String,
    version: i64,
    recorded_at: i64,
    later_receipt: Option<Parsed<PartialDate>>,
}

macro_rules! acts_where {
    ($condition:literal) => {
        concat!(
            "SELECT a.number, r.code AS round_code, r.title AS round_title, r.held_on, a.agency_id, g.code AS agency_code,
               v.version, v.recorded_at,
               (SELECT MAX(t.received_on) FROM receipt t WHERE t.round_id = a.round_id AND t.agency_id = a.agency_id
                 AND t.recorded_at > v.recorded_at) AS later_receipt
             FROM act a JOIN round r ON r.id = a.round_id JOIN agency g ON g.id = a.agency_id
             JOIN act_version v ON v.act_id = a.id
               AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
             WHERE ($1 OR a.agency_id = $3) AND $2 < 0 AND ",
            $condition,
            " ORDER BY a.number DESC"
        )
    };
}

/// The acts in scope, newest number first.
///
/// # Errors
/// The role does not read acts.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ActRow>> {
    viewer.may(Action::SeeActs)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(acts_where!("a.id > $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(0_i64)
        .fetch_all(c))?;
    named(tx, rows).await
}

/// One act with all of its versions.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<ActShow> {
    viewer.may(Action::SeeActs)?;
    let scope = Binds::from(viewer);
    let row: Option<Row> = sql!(&mut *tx, |c| sqlx::query_as(acts_where!("a.number = $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(number)
        .fetch_optional(c))?;
    let row = row.ok_or_else(Error::not_found)?;
    let row = named(tx, vec![row]).await?.pop().ok_or_else(Error::not_found)?;
    let mut versions = versions(tx, number).await?;
    for version in versions.iter_mut().filter(|_| !viewer.sees_everything()) {
        version.person = None;
    }
    Ok(ActShow { row, versions })
}

#[derive(sqlx::FromRow)]
struct StoredVersion {
    id: i64,
    version: i64,
    content: String,
    hash: String,
    code: String,
    origin: String,
    reason: Option<String>,
    person: String,
    recorded_at: i64,
}

/// The versions of an act, newest first. Callers have checked the scope.
async fn versions(tx: &mut Tx, number: &str) -> Result<Vec<VersionRow>> {
    let rows: Vec<StoredVersion> = sql!(tx, |c| sqlx::query_as(
        "SELECT v.id, v.version, v.content, v.hash, v.code, v.origin, v.reason, p.name AS person, v.recorded_at
         FROM act_version v JOIN act a ON a.id = v.act_id JOIN person p ON p.id = v.person_id
         WHERE a.number = $1 ORDER BY v.version DESC"
    )
    .bind(number)
    .fetch_all(c))?;
    let read = |row: StoredVersion| {
        Ok(VersionRow {
            content: serde_json::from_str(&row.content)
                .map_err(|e| Error::Internal(format!("act {number}, version {}: {e}", row.version)))?,
            id: row.id,
            version: row.version,
            hash: row.hash,
            code: row.code,
            origin: row.origin,
            reason: row.reason,
            person: Some(row.person),
            issued_at: Timestamp(row.recorded_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The versions of an act for the command line, which sees everything.
///
/// # Errors
/// A stored content that cannot be read.
pub async fn versions_from_command_line(tx: &mut Tx, number: &str) -> Result<Vec<VersionRow>> {
    versions(tx, number).await
}

/// The numbers of all acts for the command line, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn numbers_from_command_line(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT number FROM act ORDER BY id DESC").fetch_all(c))?)
}

async fn named(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<ActRow>> {
    let names = agencies::names(tx).await?;
    let row = |row: Row| {
        let name = row.held_on.zip(names.get(&row.agency_id)).and_then(|(day, names)| name_on(names, day.start()));
        ActRow {
            agency_name: name.unwrap_or(&row.agency_code).to_owned(),
            number: row.number,
            round_code: row.round_code,
            round_title: row.round_title,
            held_on: row.held_on.map(|d| d.0),
            agency_code: row.agency_code,
            version: row.version,
            issued_at: Timestamp(row.recorded_at),
            later_receipt: row.later_receipt.map(|d| d.0),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
