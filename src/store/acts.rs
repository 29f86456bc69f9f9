//! Handover and acceptance acts: one for each round and agency, in versions that are never changed.
//!
//! The content of a version is made elsewhere (`documents::act`) from [`facts`], in the transaction that issues it; what is
//! stored is its JSON with the hash that its signers sign. Donors learn that an act is there, never what it says.

use domain::{Action, PartialDate, Timestamp, Viewer};
use serde_json::Value;

use crate::{Error, Result, Tx, db::sql, signing::VersionState};

mod clauses;
mod facts;
mod for_donor;
mod hash;
mod issue;
mod lines;
mod listed;
mod mandate_reads;
mod mandates;
mod mention;
mod public;
mod terms;
mod words;

pub(crate) use clauses::CLAUSES;
pub use clauses::{ClausesRow, NewClauses, clauses, save_clauses};
pub use facts::{Count, Facts, GrantFacts, LineFacts, Newest, UnitFacts, facts};
pub use for_donor::{ForDonor, for_donor};
pub use hash::content_hash;
pub(crate) use issue::VERSION;
pub use issue::{Issued, NewVersion, issue};
pub(crate) use listed::LIST;
pub use listed::{choices, list};
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
    /// Where its newest version stands.
    pub state: VersionState,
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

/// One act with all of its versions.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<ActShow> {
    viewer.may(Action::SeeActs)?;
    let row = listed::find(tx, viewer, number).await?;
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
