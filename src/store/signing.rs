//! Signatures under the versions of acts. Each is a fact of one version and of the content that its signer was shown; the
//! state of a version follows from them.

use domain::{
    Action, PartialDate, Refusal, Role, Timestamp, Viewer,
    act::Side,
    signing::{Hindrance, Progress, State, Way, may_stand_for},
};

use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    query::{Query, ask},
};

mod append;
mod links;
mod one_time;
mod scans;
mod sign;
mod states;

pub(crate) use append::SIGNATURE;
pub(crate) use links::{LINK, LINK_EVENT};
pub use links::{LinkRow, NewLink, Withdrawn, links, make_link, withdraw_link};
pub use one_time::{Attempt, Opened, enter_code, link_state, opened, sign_by_link};
pub use scans::{Decision, ScanRow, decide_scan, record_scan, scan_page, scans};
pub(crate) use scans::{SCAN, SCAN_DECISION};
pub use sign::{Signed, sign};
pub use states::{VersionState, waiting};

/// An officer reads the acts of its agency, `a`.
pub(crate) const OWN_ACTS: &str = " AND a.agency_id IN (SELECT t_as.id FROM agency t_as WHERE t_as.as_id = ?)";
/// Donors read no act; see `acts::mention` for what they learn of one.
pub(crate) const NO_ACTS: &str = " AND FALSE";

/// A version of an act with whoever signs it, in order.
#[derive(Debug, Clone)]
pub struct Signing {
    pub number: String,
    pub version: i64,
    /// Of its content.
    pub hash: String,
    pub issued_at: Timestamp,
    /// The newest version of the act: this one, or the one that superseded it.
    pub newest: i64,
    pub newest_at: Timestamp,
    pub signatories: Vec<Signatory>,
    pub(crate) version_id: i64,
    issuer: i64,
    round: i64,
}

/// Somebody whom the act names as signing it.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// From 0: UNODC, the agency, the witnesses.
    pub position: usize,
    pub side: Side,
    pub name: String,
    pub post: String,
    /// The account of whoever signs here.
    pub person: Option<i64>,
    /// The account can sign in and sign here; nobody needs a link then.
    pub has_account: bool,
    pub signature: Option<Signature>,
}

/// A signature as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub way: Way,
    /// The `d` of an SVG path in the box of [`domain::signing`].
    pub drawing: Option<String>,
    pub hash: String,
    /// When it was recorded. Of a scan: when it was confirmed.
    pub signed_at: Timestamp,
    /// The scan that it is on, and the day that the uploader stated.
    pub scan: Option<(String, PartialDate)>,
    pub(crate) person: Option<i64>,
}

impl Signing {
    pub fn progress(&self) -> Progress {
        Progress {
            expected: self.signatories.len(),
            signed: self.signatories.iter().filter(|s| s.signature.is_some()).count(),
            superseded: self.newest > self.version,
        }
    }

    pub fn state(&self) -> State {
        self.progress().state()
    }

    /// Whose turn it is.
    pub fn next(&self) -> Option<&Signatory> {
        self.progress().next().and_then(|position| self.signatories.get(position))
    }

    /// When the last of all signatures was recorded; `None` while one is missing.
    pub fn signed_at(&self) -> Option<Timestamp> {
        let times: Option<Vec<i64>> =
            self.signatories.iter().map(|s| s.signature.as_ref().map(|s| s.signed_at.0)).collect();
        times?.into_iter().max().map(Timestamp)
    }

    /// The place at which this person is to sign now.
    ///
    /// # Errors
    /// Says why there is none.
    pub fn place_of(&self, viewer: &Viewer) -> Result<&Signatory> {
        let own: Vec<&Signatory> = self.signatories.iter().filter(|s| s.person == Some(viewer.person)).collect();
        let Some(first) = own.iter().find(|s| s.signature.is_none()).or(own.first()) else {
            let names: Vec<&str> = self.signatories.iter().map(|s| s.name.as_str()).collect();
            return Err(Error::conflict(format!(
                "This act is signed by {}. The accounts that sign stand in the terms of the round, and yours does not",
                names.join(", ")
            )));
        };
        self.admit(first.position)?;
        if !may_stand_for(viewer.role, first.side) {
            return Err(Error::conflict("Staff sign for UNODC or as a witness, officers for their own agency"));
        }
        if self.signatories.iter().any(|s| s.signature.as_ref().is_some_and(|s| s.person == Some(viewer.person))) {
            return Err(Error::conflict("You have signed this act already; nobody signs it twice"));
        }
        Ok(first)
    }

    /// Whether this place can be signed now.
    fn admit(&self, position: usize) -> Result<()> {
        self.progress().admit(position).map_err(|hindrance| self.say(hindrance, position))
    }

    fn say(&self, hindrance: Hindrance, position: usize) -> Error {
        let (number, version) = (&self.number, self.version);
        match hindrance {
            Hindrance::NoSuchPlace => Error::not_found(),
            Hindrance::Superseded => Error::conflict(format!(
                "Version {version} of act {number} was superseded by version {} on {}: read and sign that one, at /acts/{number}/sign",
                self.newest,
                self.newest_at.day_words()
            )),
            Hindrance::SignedAlready => {
                let by = self.signatories.get(position).and_then(|s| Some((s, s.signature.as_ref()?)));
                let by = by.map_or(String::new(), |(s, signature)| {
                    format!(" by {} on {}", s.name, signature.signed_at.words())
                });
                Error::conflict(format!("Already signed{by}"))
            }
            Hindrance::NotYet(first) => {
                let name = self.signatories.get(first).map_or("Somebody else", |s| s.name.as_str());
                Error::conflict(format!("{name} signs first: the act is signed in order"))
            }
        }
    }

    /// The signer was shown exactly this content.
    fn check_hash(&self, shown: &str) -> Result<()> {
        if self.hash == shown {
            return Ok(());
        }
        Err(Error::conflict("This act has changed since you opened it. Read it again before you sign"))
    }
}

/// A version of an act in scope, the newest when none is named.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn signing(tx: &mut Tx, viewer: &Viewer, number: &str, version: Option<i64>) -> Result<Signing> {
    viewer.may(Action::SeeActs)?;
    let mut query = Query::default()
        .with("SELECT v.id FROM act a JOIN act_version v ON v.act_id = a.id WHERE a.number = ?", [Bind::from(number)])
        .for_reader(viewer, "", OWN_ACTS, NO_ACTS);
    if let Some(version) = version {
        query.push(" AND v.version = ?", [Bind::from(version)]);
    }
    query.push(" ORDER BY v.version DESC LIMIT 1", []);
    let id: Option<(i64,)> = ask!(&mut *tx, query, fetch_optional)?;
    load(tx, id.ok_or_else(Error::not_found)?.0).await
}

/// A version for the command line, which sees everything.
///
/// # Errors
/// There is no such version.
pub async fn signing_from_command_line(tx: &mut Tx, version_id: i64) -> Result<Signing> {
    load(tx, version_id).await
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    number: String,
    version: i64,
    hash: String,
    issuer: i64,
    recorded_at: i64,
    round_id: i64,
    agency_id: i64,
    newest: i64,
    newest_at: i64,
}

#[derive(sqlx::FromRow)]
struct SignerRow {
    side: Parsed<Side>,
    name: String,
    post: String,
    person_id: Option<i64>,
    role: Option<Parsed<Role>>,
    own_agency: bool,
    signed_name: Option<String>,
    way: Option<Parsed<Way>>,
    drawing: Option<String>,
    hash: Option<String>,
    signed_at: Option<i64>,
    signed_by: Option<i64>,
    scan: Option<String>,
    signed_on: Option<Parsed<PartialDate>>,
}

/// Callers have checked the scope, or a link.
pub(crate) async fn load(tx: &mut Tx, version_id: i64) -> Result<Signing> {
    let head: Option<HeadRow> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT a.number, v.version, v.hash, v.person_id AS issuer, v.recorded_at, a.round_id,
           (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = a.agency_id) AS agency_id,
           n.version AS newest, n.recorded_at AS newest_at
         FROM act_version v JOIN act a ON a.id = v.act_id JOIN act_version n ON n.act_id = a.id
         WHERE v.id = $1 ORDER BY n.version DESC LIMIT 1"
    )
    .bind(version_id)
    .fetch_optional(c))?;
    let head = head.ok_or_else(Error::not_found)?;
    let rows: Vec<SignerRow> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT s.side, s.name, s.post, s.person_id, p.role, COALESCE((SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) = $2, FALSE) AS own_agency,
           g.name AS signed_name, g.way, g.drawing, g.hash, g.signed_at, g.person_id AS signed_by, c.public_id AS scan, c.signed_on
         FROM act_signer s LEFT JOIN person p ON p.id = s.person_id AND p.disabled_at IS NULL
         LEFT JOIN act_signature g ON g.act_version_id = s.act_version_id AND g.position = s.position
         LEFT JOIN act_scan c ON c.id = g.scan_id
         WHERE s.act_version_id = $1 ORDER BY s.position"
    )
    .bind(version_id)
    .bind(head.agency_id)
    .fetch_all(c)
    })?;
    Ok(Signing {
        number: head.number,
        version: head.version,
        hash: head.hash,
        issued_at: Timestamp(head.recorded_at),
        newest: head.newest,
        newest_at: Timestamp(head.newest_at),
        signatories: rows.into_iter().enumerate().map(|(position, row)| row.signatory(position)).collect(),
        version_id,
        issuer: head.issuer,
        round: head.round_id,
    })
}

impl SignerRow {
    fn signatory(self, position: usize) -> Signatory {
        let stands = self.role.is_some_and(|role| may_stand_for(role.0, self.side.0));
        let signature = match (self.signed_name, self.way, self.hash, self.signed_at) {
            (Some(name), Some(way), Some(hash), Some(at)) => Some(Signature {
                name,
                way: way.0,
                drawing: self.drawing,
                hash,
                signed_at: Timestamp(at),
                scan: self.scan.zip(self.signed_on.map(|d| d.0)),
                // Who confirmed a scan has not signed.
                person: self.signed_by.filter(|_| way.0 != Way::ScanOnFile),
            }),
            _ => None,
        };
        Signatory {
            position,
            side: self.side.0,
            name: self.name,
            post: self.post,
            person: self.person_id,
            has_account: stands && (self.side.0 != Side::Receiving || self.own_agency),
            signature,
        }
    }
}

/// A place in a form or address.
fn position(place: usize) -> Result<i64> {
    i64::try_from(place).map_err(|_| Refusal::NotFound.into())
}
