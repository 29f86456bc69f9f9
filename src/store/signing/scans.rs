//! The paper fallback: a scan of the act as it was signed by hand. It counts when a second person has compared it with the
//! act; until then it waits, and after a rejection it stays as it is, with the reason.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    file::MediaType,
    signing::{MOST_PAGES, NewScan, ScanForm, ScanState, may_decide},
};

use super::{
    NO_ACTS, OWN_ACTS, Signing,
    append::{By, append},
    load, position,
    sign::{Signed, signed},
    signing,
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::{sql, touch},
    error::{reason_given, taken},
    facts::{self, Table, ToldBy, list, rows},
    files::{self, StoredFile},
    name_for,
    query::{Query, ask},
};

/// A scan with what became of it.
#[derive(Debug, Clone)]
pub struct ScanRow {
    pub public_id: String,
    pub version: i64,
    pub state: ScanState,
    /// What each page is.
    pub pages: Vec<MediaType>,
    /// Whose signatures the uploader says are on it.
    pub positions: Vec<usize>,
    pub signed_on: PartialDate,
    pub uploader_id: i64,
    pub uploader: String,
    pub uploaded_at: Timestamp,
    /// Who confirmed or rejected it, and when.
    pub decided: Option<(String, Timestamp)>,
    pub reason: Option<String>,
}

/// What the second person finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    Confirmed,
    /// With the reason, as typed.
    Rejected(&'a str),
}

/// Keeps a scan of a signed version. `pages` are pictures that were drawn anew, or one PDF that was looked through.
///
/// # Errors
/// Staff, and officers for their own agency; not found; superseded; signed already by those who are ticked; mistakes field
/// by field.
pub async fn record_scan(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    (number, version): (&str, i64),
    form: &ScanForm,
    pages: &[(MediaType, &[u8])],
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::SignActs)?;
    let signing = signing(tx, viewer, number, Some(version)).await?;
    let progress = signing.progress();
    if progress.next().is_none() {
        return match progress.superseded {
            true => signing.admit(0),
            false => Err(Error::conflict("Everybody has signed this version already")),
        };
    }
    let new = NewScan::parse(form, progress, signing.issued_at.day(), at.day())?;
    signing.check_hash(&new.hash)?;
    if pages.is_empty() || pages.len() > MOST_PAGES {
        return Err(Error::invalid("file", format!("A scan has 1 to {MOST_PAGES} pages")));
    }
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO act_scan (public_id, act_version_id, signed_on, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(public_id)
    .bind(signing.version_id)
    .bind(Parsed(PartialDate::Day(new.signed_on)))
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    for (page, (media_type, bytes)) in (1_i64..).zip(pages) {
        let sha256 = files::keep(tx, at, *media_type, bytes).await?;
        touch!(&mut *tx, |c| sqlx::query("INSERT INTO act_scan_page (scan_id, number, sha256) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(page)
            .bind(&sha256)
            .execute(c))?;
    }
    for place in &new.positions {
        let place = position(*place)?;
        touch!(&mut *tx, |c| sqlx::query("INSERT INTO act_scan_signer (scan_id, position) VALUES ($1, $2)")
            .bind(id)
            .bind(place)
            .execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Uploaded, &SCAN, id).await
}

/// The files stand there by their digests; that their bytes still have them is checked with all files.
pub(crate) static SCAN: Table = Table::new(
    "act_scan",
    Entity::Scan,
    ToldBy::Number("scan"),
    rows!(
        "SELECT c.id AS _id, c.public_id AS _key, 'uploaded' AS _deed, c.person_id AS _person, c.recorded_at AS _at, c.id AS scan,
           c.public_id, c.act_version_id AS version_id, a.number AS \"act~\", c.signed_on,
           (SELECT string_agg(p.sha256, '\n' ORDER BY p.number) FROM act_scan_page p WHERE p.scan_id = c.id) AS \"pages[]\"
         FROM act_scan c JOIN act_version v ON v.id = c.act_version_id JOIN act a ON a.id = v.act_id",
        "c.id"
    ),
)
.lists(&[list!(
    "positions",
    "SELECT s.scan_id AS _of, s.position AS _value FROM act_scan_signer s",
    "s.scan_id",
    "s.position"
)]);

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    public_id: String,
    act_version_id: i64,
    version: i64,
    signed_on: Parsed<PartialDate>,
    uploader_id: i64,
    uploader: String,
    uploader_agency: Option<i64>,
    recorded_at: i64,
    decision: Option<Parsed<ScanState>>,
    reason: Option<String>,
    decider: Option<String>,
    decided_at: Option<i64>,
}

const SCANS: &str = "SELECT s.id, s.public_id, s.act_version_id, v.version, s.signed_on, s.person_id AS uploader_id, p.name AS uploader,
               (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) AS uploader_agency, s.recorded_at, d.decision, d.reason, o.name AS decider, d.recorded_at AS decided_at
             FROM act_scan s JOIN act_version v ON v.id = s.act_version_id JOIN act a ON a.id = v.act_id
             JOIN person p ON p.id = s.person_id LEFT JOIN act_scan_decision d ON d.scan_id = s.id
             LEFT JOIN person o ON o.id = d.person_id WHERE TRUE";

/// The scans of an act, newest first.
///
/// # Errors
/// The role does not read acts; out of scope there are none.
pub async fn scans(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<Vec<ScanRow>> {
    viewer.may(Action::SeeActs)?;
    let query = in_scope(viewer, " AND a.number = ? ORDER BY s.id DESC", number);
    let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
    let mut scans = Vec::new();
    for row in rows {
        let positions = positions(tx, row.id).await?;
        let pages: Vec<Parsed<MediaType>> = sql!(&mut *tx, |c| sqlx::query_scalar(
            "SELECT f.media_type FROM act_scan_page g JOIN stored_file f ON f.sha256 = g.sha256
             WHERE g.scan_id = $1 ORDER BY g.number"
        )
        .bind(row.id)
        .fetch_all(c))?;
        scans.push(ScanRow {
            public_id: row.public_id,
            version: row.version,
            state: row.decision.map_or(ScanState::Waiting, |d| d.0),
            pages: pages.into_iter().map(|page| page.0).collect(),
            positions,
            signed_on: row.signed_on.0,
            uploader_id: row.uploader_id,
            uploader: name_for(viewer, row.uploader, row.uploader_agency, of_unodc),
            uploaded_at: Timestamp(row.recorded_at),
            // Staff decide.
            decided: (row.decider.map(|name| name_for(viewer, name, None, of_unodc)))
                .zip(row.decided_at.map(Timestamp)),
            reason: row.reason,
        });
    }
    Ok(scans)
}

fn of_unodc() -> String {
    "UNODC".to_owned()
}

async fn positions(tx: &mut Tx, scan: i64) -> Result<Vec<usize>> {
    let positions: Vec<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT position FROM act_scan_signer WHERE scan_id = $1 ORDER BY position")
            .bind(scan)
            .fetch_all(c))?;
    Ok(positions.into_iter().filter_map(|position| usize::try_from(position).ok()).collect())
}

fn in_scope(viewer: &Viewer, which: &'static str, value: &str) -> Query {
    Query::new(SCANS).for_reader(viewer, "", OWN_ACTS, NO_ACTS).with(which, [Bind::from(value)])
}

async fn find(tx: &mut Tx, viewer: &Viewer, public_id: &str) -> Result<Row> {
    viewer.may(Action::SeeActs)?;
    let row: Option<Row> = ask!(tx, in_scope(viewer, " AND s.public_id = ?", public_id), fetch_optional)?;
    row.ok_or_else(Error::not_found)
}

/// A page of a scan, counted from 1.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn scan_page(tx: &mut Tx, viewer: &Viewer, public_id: &str, page: i64) -> Result<StoredFile> {
    let row = find(tx, viewer, public_id).await?;
    let sha256: Option<String> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT sha256 FROM act_scan_page WHERE scan_id = $1 AND number = $2")
            .bind(row.id)
            .bind(page)
            .fetch_optional(c))?;
    files::read(tx, &sha256.ok_or_else(Error::not_found)?).await
}

/// Confirms a scan, whereby its signatures count, or rejects it. Answers the number of its act and what has come of it.
///
/// # Errors
/// Staff only, never whoever uploaded it; not found; decided before; superseded or signed otherwise meanwhile; a rejection
/// without a reason.
pub async fn decide_scan(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    decision: Decision<'_>,
) -> Result<(String, Option<Signed>)> {
    viewer.may(Action::ManageActs)?;
    let row = find(tx, viewer, public_id).await?;
    if let Some((by, when)) = row.decider.as_ref().zip(row.decided_at) {
        return Err(Error::conflict(format!("Already decided by {by} on {}", Timestamp(when).words())));
    }
    may_decide(row.uploader_id, viewer.person)?;
    let signing = load(tx, row.act_version_id).await?;
    let positions = positions(tx, row.id).await?;
    let reason = match decision {
        Decision::Confirmed => {
            check_countable(&signing, &positions)?;
            None
        }
        Decision::Rejected(reason) => {
            Some(reason_given(reason, "Say what is wrong with the scan: whoever uploaded it reads it")?)
        }
    };
    write_decision(tx, viewer, at, &row, reason.as_deref()).await?;
    let number = signing.number.clone();
    if reason.is_some() {
        return Ok((number, None));
    }
    for place in &positions {
        let signatory = signing.signatories.get(*place).ok_or_else(Error::not_found)?;
        let by = By::Scan { scan: row.id, confirmer: viewer.person };
        append(tx, at, &signing, signatory, by, &signatory.name, None).await?;
    }
    Ok((number, Some(signed(&signing, positions.len()))))
}

fn check_countable(signing: &Signing, positions: &[usize]) -> Result<()> {
    let progress = signing.progress();
    if progress.superseded {
        return signing.admit(0);
    }
    if !progress.admits_scan(positions) {
        return Err(Error::conflict(
            "Somebody on this scan has signed in another way meanwhile, so that it cannot be counted: reject it, and have it \
             uploaded again with those who are still missing",
        ));
    }
    Ok(())
}

async fn write_decision(tx: &mut Tx, viewer: &Viewer, at: Timestamp, row: &Row, reason: Option<&str>) -> Result<()> {
    let state = if reason.is_none() { ScanState::Confirmed } else { ScanState::Rejected };
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO act_scan_decision (scan_id, uploader_id, decision, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(row.id)
    .bind(row.uploader_id)
    .bind(state.word())
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))
    .map_err(taken("Somebody else has just decided this"))?;
    let deed = if reason.is_none() { Deed::Confirmed } else { Deed::Rejected };
    facts::record(tx, Some(viewer.person), at, deed, &SCAN_DECISION, row.id).await
}

pub(crate) static SCAN_DECISION: Table = Table::new(
    "act_scan_decision",
    Entity::Scan,
    ToldBy::Number("decided"),
    rows!(
        "SELECT d.scan_id AS _id, c.public_id AS _key, d.decision AS _deed, d.person_id AS _person, d.recorded_at AS _at,
           d.scan_id AS decided, d.decision, d.reason, d.uploader_id AS uploader, a.number AS \"act~\"
         FROM act_scan_decision d JOIN act_scan c ON c.id = d.scan_id JOIN act_version v ON v.id = c.act_version_id
         JOIN act a ON a.id = v.act_id",
        "d.scan_id"
    ),
);
