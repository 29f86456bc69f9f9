//! One-time links as staff see and make them. The address and the code are never stored, only what they hash to.

use domain::{
    Action, Timestamp, Viewer,
    act::Side,
    change::{Deed, Entity},
    signing::{LinkFacts, LinkState},
};

use super::{Signing, position, sign::has_sent, signing};
use crate::{
    Error, Result, Tx,
    db::sql,
    facts::{self, Table, ToldBy, rows},
};

/// A link that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    pub public_id: &'a str,
    pub token_hash: &'a str,
    pub code_hash: &'a str,
    pub expires_at: Timestamp,
}

/// A link in the list of its act, newest first.
#[derive(Debug, Clone)]
pub struct LinkRow {
    pub public_id: String,
    pub position: usize,
    /// For whom.
    pub name: String,
    pub state: LinkState,
    pub wrong_codes: i64,
    pub expires_at: Timestamp,
    pub made_by: String,
    pub made_at: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(super) struct FactsRow {
    pub(super) id: i64,
    pub(super) public_id: String,
    pub(super) act_version_id: i64,
    pub(super) position: i64,
    name: String,
    expires_at: i64,
    made_by: String,
    recorded_at: i64,
    wrong_codes: i64,
    withdrawn: bool,
    used: bool,
    superseded: bool,
}

macro_rules! links_where {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.public_id, k.act_version_id, k.position, s.name, k.expires_at, p.name AS made_by, k.recorded_at,
               (SELECT COUNT(*) FROM signing_link_event e WHERE e.link_id = k.id AND e.kind = 'wrong code') AS wrong_codes,
               EXISTS (SELECT 1 FROM signing_link_event e WHERE e.link_id = k.id AND e.kind = 'withdrawn') AS withdrawn,
               EXISTS (SELECT 1 FROM act_signature g WHERE g.link_id = k.id) AS used,
               EXISTS (SELECT 1 FROM act_version n WHERE n.act_id = v.act_id AND n.version > v.version)
                 OR EXISTS (SELECT 1 FROM act_signature g WHERE g.act_version_id = k.act_version_id AND g.position = k.position
                   AND (g.link_id IS NULL OR g.link_id <> k.id)) AS superseded
             FROM signing_link k JOIN act_version v ON v.id = k.act_version_id JOIN person p ON p.id = k.person_id
             JOIN act_signer s ON s.act_version_id = k.act_version_id AND s.position = k.position
             WHERE ",
            $condition,
            " ORDER BY k.id DESC"
        )
    };
}

impl FactsRow {
    pub(super) fn expires_at(&self) -> Timestamp {
        Timestamp(self.expires_at)
    }

    pub(super) fn state(&self, at: Timestamp) -> LinkState {
        let facts = LinkFacts {
            expires_at: self.expires_at(),
            used: self.used,
            withdrawn: self.withdrawn,
            superseded: self.superseded,
            wrong_codes: self.wrong_codes,
        };
        LinkState::of(facts, at)
    }

    pub(super) fn wrong_codes(&self) -> i64 {
        self.wrong_codes
    }
}

/// The links to one version of an act.
///
/// # Errors
/// Staff only; not found.
pub async fn links(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    number: &str,
    version: Option<i64>,
) -> Result<Vec<LinkRow>> {
    viewer.may(Action::ManageActs)?;
    let signing = signing(tx, viewer, number, version).await?;
    let rows: Vec<FactsRow> =
        sql!(tx, |c| sqlx::query_as(links_where!("k.act_version_id = $1")).bind(signing.version_id).fetch_all(c))?;
    let link = |row: FactsRow| LinkRow {
        state: row.state(at),
        position: usize::try_from(row.position).unwrap_or_default(),
        public_id: row.public_id,
        name: row.name,
        wrong_codes: row.wrong_codes,
        expires_at: Timestamp(row.expires_at),
        made_by: row.made_by,
        made_at: Timestamp(row.recorded_at),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// The link with this token, if there ever was one.
pub(super) async fn by_token(tx: &mut Tx, token_hash: &str) -> Result<Option<FactsRow>> {
    Ok(sql!(tx, |c| sqlx::query_as(links_where!("k.token_hash = $1")).bind(token_hash).fetch_optional(c))?)
}

/// Makes a link for a signatory without an account. One that was made before for the same place ends.
///
/// # Errors
/// Staff only; not found; superseded; signed already; whoever signs there has an account. Answers the signatory's name.
pub async fn make_link(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    number: &str,
    version: i64,
    place: usize,
    new: &NewLink<'_>,
) -> Result<String> {
    viewer.may(Action::ManageActs)?;
    let signing = signing(tx, viewer, number, Some(version)).await?;
    let signatory = signing.signatories.get(place).ok_or_else(Error::not_found)?;
    // Whose turn it is does not matter yet: a link may be made before the others have signed.
    match signing.progress().admit(place) {
        Ok(()) | Err(domain::signing::Hindrance::NotYet(_)) => {}
        Err(hindrance) => return Err(signing.say(hindrance, place)),
    }
    if signatory.has_account {
        return Err(Error::conflict(format!(
            "{} has an account and signs with it: a link is for people without one",
            signatory.name
        )));
    }
    // Whoever makes a link knows its address and its code, and could sign with them.
    if signatory.side == Side::Receiving && has_sent(tx, viewer, &signing).await? {
        return Err(Error::conflict(
            "You dispatched these goods or issued this act: another member of staff makes the link for the agency",
        ));
    }
    end_earlier(tx, viewer, at, &signing, place).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO signing_link (public_id, act_version_id, position, token_hash, code_hash, expires_at, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(new.public_id)
    .bind(signing.version_id)
    .bind(position(place)?)
    .bind(new.token_hash)
    .bind(new.code_hash)
    .bind(new.expires_at.0)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &LINK, id).await?;
    Ok(signatory.name.clone())
}

pub(crate) static LINK: Table = Table::new(
    "signing_link",
    Entity::SigningLink,
    ToldBy::Number("link"),
    rows!(
        "SELECT k.id AS _id, k.public_id AS _key, 'created' AS _deed, k.person_id AS _person, k.recorded_at AS _at, k.id AS link,
           k.public_id, k.act_version_id AS version_id, k.position, k.token_hash, k.code_hash, k.expires_at, a.number AS \"act~\"
         FROM signing_link k JOIN act_version v ON v.id = k.act_version_id JOIN act a ON a.id = v.act_id",
        "k.id"
    ),
);

async fn end_earlier(tx: &mut Tx, viewer: &Viewer, at: Timestamp, signing: &Signing, place: usize) -> Result<()> {
    let earlier: Vec<FactsRow> =
        sql!(&mut *tx, |c| sqlx::query_as(links_where!("k.act_version_id = $1 AND k.position = $2"))
            .bind(signing.version_id)
            .bind(position(place)?)
            .fetch_all(c))?;
    for link in earlier.into_iter().filter(|link| !link.withdrawn) {
        withdraw(tx, viewer, at, &link).await?;
    }
    Ok(())
}

/// Ends a link that was not used.
///
/// # Errors
/// Staff only; not found; used, or withdrawn before.
pub async fn withdraw_link(tx: &mut Tx, viewer: &Viewer, at: Timestamp, public_id: &str) -> Result<Withdrawn> {
    viewer.may(Action::ManageActs)?;
    let link: Option<FactsRow> =
        sql!(&mut *tx, |c| sqlx::query_as(links_where!("k.public_id = $1")).bind(public_id).fetch_optional(c))?;
    let link = link.ok_or_else(Error::not_found)?;
    if let LinkState::Used | LinkState::Withdrawn = link.state(at) {
        return Err(Error::conflict("This link was used or withdrawn already"));
    }
    withdraw(tx, viewer, at, &link).await?;
    let signing = super::load(tx, link.act_version_id).await?;
    Ok(Withdrawn { number: signing.number, name: link.name })
}

/// Of which act, and for whom the link was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub number: String,
    pub name: String,
}

async fn withdraw(tx: &mut Tx, viewer: &Viewer, at: Timestamp, link: &FactsRow) -> Result<()> {
    note(tx, at, link, "withdrawn", None, Some(viewer.person)).await
}

/// An event of a link, with its audit row.
pub(super) async fn note(
    tx: &mut Tx,
    at: Timestamp,
    link: &FactsRow,
    kind: &str,
    key_hash: Option<&str>,
    person: Option<i64>,
) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO signing_link_event (link_id, kind, key_hash, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(link.id)
    .bind(kind)
    .bind(key_hash)
    .bind(person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    let deed = match kind {
        "opened" => Deed::Opened,
        "withdrawn" => Deed::Withdrawn,
        _ => Deed::CodeRefused,
    };
    facts::record(tx, person, at, deed, &LINK_EVENT, id).await
}

pub(crate) static LINK_EVENT: Table = Table::new(
    "signing_link_event",
    Entity::SigningLink,
    ToldBy::Number("event"),
    rows!(
        "SELECT e.id AS _id, k.public_id AS _key, CASE e.kind WHEN 'wrong code' THEN 'code refused' ELSE e.kind END AS _deed,
           e.person_id AS _person, e.recorded_at AS _at, e.id AS event, k.public_id AS of_link, e.kind, e.key_hash, a.number AS \"act~\"
         FROM signing_link_event e JOIN signing_link k ON k.id = e.link_id JOIN act_version v ON v.id = k.act_version_id
         JOIN act a ON a.id = v.act_id",
        "e.id"
    ),
);
