//! Issuing a version: the one write of an act.

use domain::{
    Action, Timestamp, Viewer,
    act::{Side, Terms},
    change::{Deed, Entity},
};
use serde_json::Value;

use super::{Facts, content_hash};
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self as audit, Table, ToldBy, list, rows},
    notices,
};

/// A version as it is to be issued, made from [`Facts`] in the same transaction.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    pub facts: &'a Facts,
    /// `documents::act::Content` of exactly these facts.
    pub content: Value,
    /// 128 random bits or more, as letters and digits.
    pub code: &'a str,
    /// Where the portal is reached now.
    pub origin: &'a str,
    /// Why it supersedes the version before; not read for the first one.
    pub reason: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub number: String,
    pub version: i64,
}

/// # Errors
/// Staff only; something is missing in the terms; nothing has changed since the newest version; no reason for a new one.
pub async fn issue(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewVersion<'_>) -> Result<Issued> {
    viewer.may(Action::ManageActs)?;
    let facts = new.facts;
    let missing = facts.terms.missing(&facts.agency_code);
    if let Some(first) = missing.first() {
        return Err(Error::invalid("", format!("The act cannot be made: {} is not entered", first.words)));
    }
    if new.content["number"] != *facts.number || new.content["version"] != facts.version {
        return Err(Error::Internal("the content is not of these facts".to_owned()));
    }
    let reason = match &facts.newest {
        None => None,
        Some(newest) if without_version(&newest.content) == without_version(&new.content) => {
            return Err(Error::conflict(format!(
                "Nothing has changed since version {}: a new version would say the same",
                newest.version
            )));
        }
        Some(_) => Some(reason_given(new.reason, "Say why a new version is needed: it is kept with the act")?),
    };
    let act = act_id(tx, facts).await?;
    let hash = content_hash(&new.content);
    let version: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO act_version (act_id, version, content, hash, code, origin, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(act)
    .bind(facts.version)
    .bind(new.content.to_string())
    .bind(&hash)
    .bind(new.code)
    .bind(new.origin)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))
    .map_err(crate::unique("", "Somebody else has just issued this version: open the page again"))?;
    write_signers(tx, version, facts).await?;
    if facts.version > 1 {
        notices::superseded(tx, at, act, &facts.number, facts.version).await?;
    }
    audit::record(tx, Some(viewer.person), at, Deed::Issued, &VERSION, version).await?;
    Ok(Issued { number: facts.number.clone(), version: facts.version })
}

/// The hash stands for the content.
pub(crate) static VERSION: Table = Table::new(
    "act_version",
    Entity::Act,
    ToldBy::Number("id"),
    rows!(
        "SELECT v.id AS _id, a.number AS _key, a.number || ' version ' || v.version AS _row, 'issued' AS _deed,
           v.person_id AS _person, v.recorded_at AS _at, v.id, r.code AS \"round\", g.code AS agency, v.version, v.hash, v.code,
           v.origin, v.reason FROM act_version v JOIN act a ON a.id = v.act_id JOIN round r ON r.id = a.round_id
         JOIN agency g ON g.id = a.agency_id",
        "v.id"
    ),
)
.lists(&[list!(
    "signers",
    "SELECT s.act_version_id AS _of, s.position, s.side, s.name, s.post, s.person_id AS person FROM act_signer s",
    "s.act_version_id",
    "s.position"
)]);

/// What an act says apart from which version of it says so.
fn without_version(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(members) = content.as_object_mut() {
        members.remove("version");
        members.remove("supersedes");
    }
    content
}

async fn act_id(tx: &mut Tx, facts: &Facts) -> Result<i64> {
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO act (number, round_id, agency_id)
         SELECT $1, r.id, a.id FROM round r, agency a WHERE r.code = $2 AND a.code = $3
           AND NOT EXISTS (SELECT 1 FROM act x WHERE x.number = $1)
         ON CONFLICT (round_id, agency_id) DO NOTHING"
    )
    .bind(&facts.number)
    .bind(&facts.round_code)
    .bind(&facts.agency_code)
    .execute(c))?;
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM act WHERE number = $1").bind(&facts.number).fetch_optional(c))?;
    id.ok_or_else(|| Error::conflict("Somebody else has just issued this act: open the page again"))
}

async fn write_signers(tx: &mut Tx, version: i64, facts: &Facts) -> Result<()> {
    for (position, (side, signatory)) in (0_i64..).zip(signers(&facts.terms, &facts.agency_code)) {
        let (name, post) = signatory.signer();
        touch!(&mut *tx, |c| {
            sqlx::query(
            "INSERT INTO act_signer (act_version_id, position, side, name, post, person_id) VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(version)
        .bind(position)
        .bind(side.word())
        .bind(&name.en)
        .bind(&post.en)
        .bind(signatory.account())
        .execute(c)
        })?;
    }
    Ok(())
}

/// In the order of signing.
fn signers<'a>(terms: &'a Terms, agency: &'a str) -> impl Iterator<Item = (Side, &'a domain::act::Signatory)> {
    let first = terms.transferring.iter().map(|one| (Side::Transferring, one));
    let second = terms.receiving(agency).into_iter().map(|one| (Side::Receiving, one));
    first.chain(second).chain(terms.witnesses.iter().map(|one| (Side::Witness, one)))
}
