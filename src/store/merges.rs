//! Twins: two records of one unit, or of one agency. From the merger on the one is read as the other, wherever a fact names it;
//! the facts stay as they were written, so that two that were no twins can be parted again.
//!
//! `as_id` says what a record is read as, itself where it is no twin; it is a column of the register, so that every question finds
//! it by an index. (Rejected: to write the survivor into the facts, which would say something that nobody recorded.)

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx,
    agencies::AGENCY,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Id, Table, ToldBy, rows},
    now,
    units::{self, UNIT},
};

/// What the unit with this id is read as.
macro_rules! unit_as {
    ($id:expr) => {
        concat!("(SELECT as_u.as_id FROM unit as_u WHERE as_u.id = ", $id, ")")
    };
}

/// What the agency with this id is read as.
macro_rules! agency_as {
    ($id:expr) => {
        concat!("(SELECT as_a.as_id FROM agency as_a WHERE as_a.id = ", $id, ")")
    };
}

/// Is it read as this one? The second is a place for a value, or a column.
macro_rules! is_unit {
    ($id:expr, $other:literal) => {
        concat!($id, " IN (SELECT as_u.id FROM unit as_u WHERE as_u.as_id = ", $other, ")")
    };
}

/// The same of agencies.
macro_rules! is_agency {
    ($id:expr, $other:literal) => {
        concat!($id, " IN (SELECT as_a.id FROM agency as_a WHERE as_a.as_id = ", $other, ")")
    };
}
pub(crate) use {agency_as, is_agency, is_unit, unit_as};

mod moves;
pub use moves::moves;

/// Of what there can be twins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Unit,
    Agency,
}

/// A record that is read as another one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TwinRow {
    pub code: String,
    /// Why the two are one, who recorded it, and when: for staff.
    pub reason: String,
    pub person: String,
    pub recorded_at: i64,
}

/// Records that two are one: `code` is read as `into` from then on. Answers the code that it is read as.
///
/// # Errors
/// Only staff do this; there are no such two; something has to be done first, which is said; no reason.
pub async fn merge(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    noun: Noun,
    code: &str,
    into: &str,
    reason: &str,
) -> Result<String> {
    viewer.may(Action::ManageGrants)?;
    let (twin, own) = noun.find(tx, code).await?.ok_or_else(Error::not_found)?;
    if twin != own {
        return Err(Error::conflict(format!("{code} is read as another {} already", noun.word())));
    }
    let missing = || Error::invalid("into", format!("Choose the {} that it is the same as", noun.word()));
    let (_, survivor) = noun.find(tx, into.trim()).await?.ok_or_else(missing)?;
    if survivor == twin {
        return Err(Error::invalid("into", format!("Choose another {} than {code} itself", noun.word())));
    }
    if let Some(words) = noun.obstacle(tx, twin, survivor).await? {
        return Err(Error::conflict(words));
    }
    let reason = reason_given(reason, "Say how it is known that the two are one")?;
    let (insert, taken) = match noun {
        Noun::Unit => (
            "INSERT INTO merger (unit_id, into_unit_id, taken, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
             RETURNING id",
            units::take_over(tx, twin, survivor).await?,
        ),
        Noun::Agency => (
            "INSERT INTO merger (agency_id, into_agency_id, taken, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
             RETURNING id",
            Vec::new(),
        ),
    };
    let merger: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(insert)
        .bind(twin)
        .bind(survivor)
        .bind((!taken.is_empty()).then(|| taken.join("\n")))
        .bind(&reason)
        .bind(viewer.person)
        .bind(at.0)
        .fetch_one(c))?;
    noun.read_anew(tx).await?;
    noun.record(tx, viewer, at, Deed::Merged, twin, (noun.mergers(), merger)).await?;
    noun.told(tx, viewer, at, survivor).await
}

/// Records that the two are two after all: what names the one is read as that one again.
///
/// # Errors
/// Only staff do this; it is no twin; what it is read as is read as another one itself; no reason.
pub async fn part(tx: &mut Tx, viewer: &Viewer, at: Timestamp, noun: Noun, code: &str, reason: &str) -> Result<String> {
    viewer.may(Action::ManageGrants)?;
    let (twin, survivor) = noun.find(tx, code).await?.ok_or_else(Error::not_found)?;
    let reason = reason_given(reason, "Say how it is known that they are two")?;
    let standing = match noun {
        Noun::Unit => {
            "SELECT m.id, s.id, s.code, m.taken FROM merger m JOIN unit s ON s.id = m.into_unit_id WHERE m.unit_id = $1
               AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)"
        }
        Noun::Agency => {
            "SELECT m.id, s.id, s.code, m.taken FROM merger m JOIN agency s ON s.id = m.into_agency_id WHERE m.agency_id = $1
               AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)"
        }
    };
    let standing: Option<Standing> = sql!(&mut *tx, |c| sqlx::query_as(standing).bind(twin).fetch_optional(c))?;
    let (merger, into, into_code, taken) =
        standing.ok_or_else(|| Error::conflict(format!("{code} is not read as another {}", noun.word())))?;
    if into != survivor {
        return Err(Error::conflict(format!(
            "{into_code} is read as another {} itself: part those two first",
            noun.word()
        )));
    }
    if let Some(taken) = &taken {
        units::give_back(tx, into, taken).await?;
    }
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO merger_withdrawal (merger_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(merger)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    noun.read_anew(tx).await?;
    noun.record(tx, viewer, at, Deed::Withdrawn, twin, (noun.partings(), merger)).await?;
    noun.told(tx, viewer, at, survivor).await
}

/// What is read as this record, with why; staff alone are told.
///
/// # Errors
/// The database does not answer.
pub async fn twins(tx: &mut Tx, viewer: &Viewer, noun: Noun, code: &str) -> Result<Vec<TwinRow>> {
    // What there is none of is not asked for.
    if !viewer.sees_everything() || noun == Noun::Unit && !units::more(tx, viewer, code).await?.twinned {
        return Ok(Vec::new());
    }
    let query = match noun {
        Noun::Unit => "SELECT u.code, m.reason, p.name AS person, m.recorded_at FROM unit s JOIN unit u ON u.as_id = s.id AND u.id <> s.id
          JOIN merger m ON m.unit_id = u.id JOIN person p ON p.id = m.person_id
          WHERE s.code = $1 AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id) ORDER BY u.code",
        Noun::Agency => "SELECT u.code, m.reason, p.name AS person, m.recorded_at FROM agency s JOIN agency u ON u.as_id = s.id AND u.id <> s.id
          JOIN merger m ON m.agency_id = u.id JOIN person p ON p.id = m.person_id
          WHERE s.code = $1 AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id) ORDER BY u.code",
    };
    Ok(sql!(tx, |c| sqlx::query_as(query).bind(code).fetch_all(c))?)
}

/// A merger that stands: its id, what the twin is read as with its code, and what that one took over.
type Standing = (i64, i64, String, Option<String>);

impl Noun {
    fn word(self) -> &'static str {
        match self {
            Noun::Unit => "unit",
            Noun::Agency => "agency",
        }
    }

    /// Its id, and that of what it is read as.
    async fn find(self, tx: &mut Tx, code: &str) -> Result<Option<(i64, i64)>> {
        let query = match self {
            Noun::Unit => "SELECT id, as_id FROM unit WHERE code = $1",
            Noun::Agency => "SELECT id, as_id FROM agency WHERE code = $1",
        };
        Ok(sql!(tx, |c| sqlx::query_as(query).bind(code).fetch_optional(c))?)
    }

    /// What has to be done before the two can be one.
    async fn obstacle(self, tx: &mut Tx, twin: i64, survivor: i64) -> Result<Option<String>> {
        now::settle(tx).await?;
        let questions: &[(&'static str, &str)] = match self {
            Noun::Unit => &[
                (UNLIKE, "{}: put right with “Edit” what it is"),
                (MOVING, "{} waits for an answer: have it answered or withdrawn first"),
            ],
            Noun::Agency => &[
                (
                    OFFICERS,
                    "{}, and others sign in for the other: under “People”, give its accounts the other agency, or close them, first",
                ),
                (COUNTING, "{} is being counted for it: have the count signed or thrown away first"),
                (OUTSTANDING, "{} has lines for it that are planned or not counted: change or count them first"),
                (
                    TOGETHER,
                    "{} was handed over to both, to each with its own receipts and act: what signed apart is not one agency",
                ),
                (TURNING, "{} waits for an answer: have it answered or withdrawn first"),
                (ASKED, "{} waits for staff: agree or refuse first"),
            ],
        };
        for (question, words) in questions {
            let found: Option<String> =
                sql!(&mut *tx, |c| sqlx::query_scalar(*question).bind(twin).bind(survivor).fetch_optional(c))?;
            if let Some(found) = found {
                return Ok(Some(words.replace("{}", &found)));
            }
        }
        Ok(None)
    }

    /// What each is read as, by the mergers that stand.
    async fn read_anew(self, tx: &mut Tx) -> Result<()> {
        // A survivor can be merged itself: as often as it takes.
        let (own, follow) = match self {
            Noun::Unit => (
                "UPDATE unit SET as_id = COALESCE((SELECT m.into_unit_id FROM merger m WHERE m.unit_id = unit.id
                   AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)), id)
                 WHERE id IN (SELECT m.unit_id FROM merger m)",
                "UPDATE unit SET as_id = (SELECT s.as_id FROM unit s WHERE s.id = unit.as_id)
                 WHERE as_id <> (SELECT s.as_id FROM unit s WHERE s.id = unit.as_id)",
            ),
            Noun::Agency => (
                "UPDATE agency SET as_id = COALESCE((SELECT m.into_agency_id FROM merger m WHERE m.agency_id = agency.id
                   AND NOT EXISTS (SELECT 1 FROM merger_withdrawal w WHERE w.merger_id = m.id)), id)
                 WHERE id IN (SELECT m.agency_id FROM merger m)",
                "UPDATE agency SET as_id = (SELECT s.as_id FROM agency s WHERE s.id = agency.as_id)
                 WHERE as_id <> (SELECT s.as_id FROM agency s WHERE s.id = agency.as_id)",
            ),
        };
        touch!(&mut *tx, |c| sqlx::query(own).execute(c))?;
        while touch!(&mut *tx, |c| sqlx::query(follow).execute(c))? > 0 {}
        Ok(())
    }

    fn table(self) -> &'static Table {
        match self {
            Noun::Unit => &UNIT,
            Noun::Agency => &AGENCY,
        }
    }

    fn mergers(self) -> &'static Table {
        match self {
            Noun::Unit => &UNIT_MERGER,
            Noun::Agency => &AGENCY_MERGER,
        }
    }

    fn partings(self) -> &'static Table {
        match self {
            Noun::Unit => &UNIT_PARTED,
            Noun::Agency => &AGENCY_PARTED,
        }
    }

    async fn record(
        self,
        tx: &mut Tx,
        viewer: &Viewer,
        at: Timestamp,
        deed: Deed,
        twin: i64,
        (table, merger): (&Table, i64),
    ) -> Result<()> {
        let together: [(&Table, Id<'_>); 2] = [(self.table(), twin.into()), (table, merger.into())];
        facts::record_together(tx, Some(viewer.person), at, deed, &together).await
    }

    /// The other one has other twins now, and says so in the chain. Answers its code.
    async fn told(self, tx: &mut Tx, viewer: &Viewer, at: Timestamp, survivor: i64) -> Result<String> {
        facts::record(tx, Some(viewer.person), at, Deed::Edited, self.table(), survivor).await?;
        let code = match self {
            Noun::Unit => "SELECT code FROM unit WHERE id = $1",
            Noun::Agency => "SELECT code FROM agency WHERE id = $1",
        };
        Ok(sql!(tx, |c| sqlx::query_scalar(code).bind(survivor).fetch_one(c))?)
    }
}

const UNLIKE: &str =
    "SELECT a.code || ' is ' || a.kind || ' and ' || b.code || ' is ' || b.kind FROM unit a JOIN unit b ON b.id = $2
  WHERE a.id = $1 AND a.kind <> b.kind";
const MOVING: &str = "SELECT 'A movement of ' || i.tag FROM movement m JOIN item i ON i.id = m.item_id
  JOIN noun_reader r ON r.noun = 'movement' AND r.noun_id = m.id AND r.scope = 'all' AND r.state = 'open'
  WHERE (m.unit_id = $1 OR m.giver_unit_id = $1) AND $2 > 0 ORDER BY m.id LIMIT 1";
/// Whoever signs in for the one would read and sign what the other's people do.
const OFFICERS: &str =
    "SELECT p.name || ' signs in for it' FROM person p WHERE p.agency_id = $1 AND p.disabled_at IS NULL
    AND EXISTS (SELECT 1 FROM person o JOIN agency b ON b.id = o.agency_id WHERE b.as_id = $2 AND o.disabled_at IS NULL)
  ORDER BY p.name LIMIT 1";
/// Receipts, acts and signatories are one for each agency of a round.
const TOGETHER: &str = "SELECT r.code FROM round r
  WHERE (EXISTS (SELECT 1 FROM line l JOIN agency a ON a.id = l.agency_id WHERE l.round_id = r.id AND a.as_id = $1)
      OR EXISTS (SELECT 1 FROM round_signatory s JOIN agency a ON a.id = s.agency_id WHERE s.round_id = r.id AND a.as_id = $1))
    AND (EXISTS (SELECT 1 FROM line l JOIN agency a ON a.id = l.agency_id WHERE l.round_id = r.id AND a.as_id = $2)
      OR EXISTS (SELECT 1 FROM round_signatory s JOIN agency a ON a.id = s.agency_id WHERE s.round_id = r.id AND a.as_id = $2))
  ORDER BY r.id LIMIT 1";
const COUNTING: &str =
    "SELECT r.code FROM receipt_draft d JOIN round r ON r.id = d.round_id WHERE d.agency_id = $1 AND $2 > 0 LIMIT 1";
const OUTSTANDING: &str =
    "SELECT r.code FROM line l JOIN round r ON r.id = l.round_id JOIN item_now n ON n.line_id = l.id
  WHERE l.agency_id = $1 AND n.state <> 'cancelled' AND n.counts = 0 AND $2 > 0 ORDER BY r.id LIMIT 1";
const TURNING: &str = "SELECT 'A movement of ' || i.tag FROM movement m JOIN item i ON i.id = m.item_id
  JOIN noun_reader r ON r.noun = 'movement' AND r.noun_id = m.id AND r.scope = 'all' AND r.state = 'open'
  WHERE (m.agency_id = $1 OR m.giver_agency_id = $1) AND $2 > 0 ORDER BY m.id LIMIT 1";
const ASKED: &str =
    "SELECT 'A correction in ' || r.code FROM receipt_correction c JOIN receipt t ON t.id = c.receipt_id
  JOIN round r ON r.id = t.round_id WHERE t.agency_id = $1 AND $2 > 0
    AND NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.correction_id = c.id) ORDER BY c.id LIMIT 1";

macro_rules! mergers {
    ($of:literal, $table:literal, $entity:expr) => {
        Table::new(
            "merger",
            $entity,
            ToldBy::Number("merger"),
            rows!(
                concat!(
                    "SELECT m.id AS _id, t.code AS _key, 'merged' AS _deed, m.person_id AS _person, m.recorded_at AS _at, m.id AS merger,
                       s.code AS into_code, m.taken AS \"taken?\", m.reason FROM merger m JOIN ", $table, " t ON t.id = m.", $of,
                    " JOIN ", $table, " s ON s.id = m.into_", $of
                ),
                "m.id"
            ),
        )
    };
}

macro_rules! withdrawals {
    ($of:literal, $table:literal, $entity:expr) => {
        Table::new(
            "merger_withdrawal",
            $entity,
            ToldBy::Number("withdrawn_merger"),
            rows!(
                concat!(
                    "SELECT w.merger_id AS _id, t.code AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
                       w.merger_id AS withdrawn_merger, w.reason FROM merger_withdrawal w JOIN merger m ON m.id = w.merger_id
                     JOIN ", $table, " t ON t.id = m.", $of
                ),
                "w.merger_id"
            ),
        )
    };
}

pub(crate) static UNIT_MERGER: Table = mergers!("unit_id", "unit", Entity::Unit);
pub(crate) static AGENCY_MERGER: Table = mergers!("agency_id", "agency", Entity::Agency);
pub(crate) static UNIT_PARTED: Table = withdrawals!("unit_id", "unit", Entity::Unit);
pub(crate) static AGENCY_PARTED: Table = withdrawals!("agency_id", "agency", Entity::Agency);
