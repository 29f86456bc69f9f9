//! Later than half an hour after it was signed: the agency says what is wrong and why, and staff agree or refuse.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed as Done, Entity},
    handover::correction::{self, Deed},
    receipt::{Count, NewCorrection},
};

use super::{
    super::{ReceiptRef, page::CountRow, record, refs},
    ChangedCount, ChangedPhotos, Version, apply, looked_at, photos,
    prepare::{self, counted},
    reason, version,
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::{Bind, insert_rows},
    db::sql,
    error::{reason_given, taken},
    facts::{self, Table, ToldBy, list, rows},
    name_for, notices, nouns,
    query::{Query, ask},
};

/// A request with what it would change, and its answer.
#[derive(Debug, Clone)]
pub struct AskedShow {
    pub receipt: ReceiptRef,
    pub reason: String,
    pub received_on: PartialDate,
    pub remark: Option<String>,
    /// What the receipt says beside what is asked for.
    pub was_remark: Option<String>,
    pub counts: Vec<ChangedCount>,
    pub photos: Vec<ChangedPhotos>,
    pub person: String,
    pub recorded_at: Timestamp,
    pub answer: Option<Answered>,
    /// What the viewer can do: agree and refuse, or withdraw.
    pub answers: bool,
    pub withdraws: bool,
    /// Why it cannot be agreed to any more.
    pub impossible: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Answered {
    pub kind: String,
    pub words: Option<String>,
    /// The corrected version.
    pub receipt: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    receipt: String,
    received_on: Parsed<PartialDate>,
    remark: Option<String>,
    reason: String,
    person_id: i64,
    person: String,
    agency_id: i64,
    recorded_at: i64,
    kind: Option<String>,
    words: Option<String>,
    corrected: Option<String>,
    answered_by: Option<String>,
    answerer_agency: Option<i64>,
    answered_at: Option<i64>,
}

/// Asks for a correction; `asked_id` names the request.
///
/// # Errors
/// As [`super::correct`], and: no reason is given; the half hour is not over; a request waits already.
pub async fn ask(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    new: &NewCorrection,
    asked_id: &str,
) -> Result<()> {
    let version = version(tx, viewer, at, public_id).await?;
    correction::check(version.state, Deed::Ask, version.actor)?;
    let photos = looked_at(tx, viewer, &version, new).await?;
    let lines = prepare::prepare(tx, viewer, at, &version, new, &photos).await?;
    photos::keep(tx, viewer, at, version.row.id).await?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO receipt_correction (public_id, receipt_id, received_on, remark, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(asked_id)
    .bind(version.row.id)
    .bind(Parsed(PartialDate::Day(new.received_on)))
    .bind(&new.remark)
    .bind(reason(new)?)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    let rows: Vec<Vec<Bind>> = lines.iter().map(|line| record::counts(id, &line.becomes)).collect();
    insert_rows(
        tx,
        "receipt_correction_line (correction_id, line_id, expected, received, short, damaged, refused, surplus, condition, remark, \
         serial_found, missing)",
        &rows,
    )
    .await?;
    photos::record(tx, id, &photos).await?;
    photos::discard(tx, version.row.id, Some(viewer)).await?;
    notices::correction_asked(tx, at, id).await?;
    facts::record(tx, Some(viewer.person), at, Done::Proposed, &CORRECTION, id).await
}

pub(crate) static CORRECTION: Table = Table::new(
    "receipt_correction",
    Entity::Correction,
    ToldBy::Number("correction"),
    rows!(
        "SELECT c.id AS _id, c.public_id AS _key, 'proposed' AS _deed, c.person_id AS _person, c.recorded_at AS _at,
           c.id AS correction, t.public_id AS receipt, r.code AS \"round\", g.code AS \"agency_code~\", c.received_on, c.remark, c.reason
         FROM receipt_correction c JOIN receipt t ON t.id = c.receipt_id JOIN round r ON r.id = t.round_id
         JOIN agency g ON g.id = t.agency_id",
        "c.id"
    ),
)
.deeds(&[Done::Proposed])
.lists(&[
    list!(
        "lines",
        "SELECT n.correction_id AS _of, n.id, n.line_id AS line, n.expected, n.received, n.short, n.damaged, n.refused, n.surplus, n.condition,
           n.remark, n.serial_found AS \"serial_found?\", n.missing AS \"missing?\" FROM receipt_correction_line n",
        "n.correction_id",
        "n.id"
    ),
    list!(
        "photos?",
        "SELECT x.correction_id AS _of, x.line_id AS line, x.sha256, x.place FROM receipt_correction_photo x",
        "x.correction_id",
        "x.line_id, x.sha256"
    ),
]);

/// Agrees: the corrected version stands from now on, signed by who asked. `new_id` names it.
///
/// # Errors
/// Staff only; not there: "not found"; answered already; something was built on the receipt since it was asked: a conflict that
/// says what.
pub async fn agree(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked_id: &str, new_id: &str) -> Result<()> {
    viewer.may(Action::AnswerCorrections)?;
    let (row, version) = open(tx, viewer, at, asked_id, Deed::Agree).await?;
    let new = row.correction(tx).await?;
    let photos = photos::asked(tx, row.id).await?;
    let lines = prepare::prepare(tx, viewer, at, &version, &new, &photos).await?;
    let signed = apply::Signed { officer: row.person_id, received_on: new.received_on, remark: new.remark.as_deref() };
    let receipt = apply::apply(tx, at, &version, &signed, (&lines, &photos), new_id).await?;
    answer(tx, viewer, at, row.id, Deed::Agree, None, Some(receipt)).await?;
    apply::tell(tx, viewer, at, receipt).await?;
    notices::correction_answered(tx, at, row.id).await
}

/// Refuses: the receipt stays as it is.
///
/// # Errors
/// Staff only; not there: "not found"; answered already; no reason is given.
pub async fn refuse(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked_id: &str, typed: &str) -> Result<()> {
    viewer.may(Action::AnswerCorrections)?;
    let (row, _) = open(tx, viewer, at, asked_id, Deed::Refuse).await?;
    let words = reason_given(typed, "Say why the receipt stays as it is: the officer reads this")?;
    answer(tx, viewer, at, row.id, Deed::Refuse, Some(&words), None).await?;
    notices::correction_answered(tx, at, row.id).await
}

/// The agency takes its request back.
///
/// # Errors
/// Officers of the agency; not there: "not found"; answered already.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked_id: &str) -> Result<()> {
    viewer.may(Action::ConfirmReceipt)?;
    let (row, _) = open(tx, viewer, at, asked_id, Deed::Withdraw).await?;
    answer(tx, viewer, at, row.id, Deed::Withdraw, None, None).await
}

async fn answer(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    correction: i64,
    deed: Deed,
    words: Option<&str>,
    receipt: Option<i64>,
) -> Result<()> {
    let (kind, done) = match deed {
        Deed::Agree => ("agreed", Done::Accepted),
        Deed::Refuse => ("refused", Done::Rejected),
        Deed::Withdraw | Deed::Correct | Deed::Ask => ("withdrawn", Done::Withdrawn),
    };
    sql!(&mut *tx, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO receipt_correction_answer (correction_id, kind, receipt_id, words, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING correction_id"
    )
    .bind(correction)
    .bind(kind)
    .bind(receipt)
    .bind(words)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))
    .map_err(taken("Somebody else has just answered this"))?;
    facts::record(tx, Some(viewer.person), at, done, &ANSWER, correction).await
}

pub(crate) static ANSWER: Table = Table::new(
    "receipt_correction_answer",
    Entity::Correction,
    ToldBy::Number("correction"),
    rows!(
        "SELECT a.correction_id AS _id, c.public_id AS _key,
           CASE a.kind WHEN 'agreed' THEN 'accepted' WHEN 'refused' THEN 'rejected' ELSE a.kind END AS _deed,
           a.person_id AS _person, a.recorded_at AS _at, a.correction_id AS correction, o.public_id AS \"corrected?\",
           r.code AS \"round\", g.code AS \"agency_code~\", a.words
         FROM receipt_correction_answer a JOIN receipt_correction c ON c.id = a.correction_id JOIN receipt t ON t.id = c.receipt_id
         JOIN round r ON r.id = t.round_id JOIN agency g ON g.id = t.agency_id LEFT JOIN receipt o ON o.id = a.receipt_id",
        "a.correction_id"
    ),
)
.deeds(&[Done::Accepted, Done::Rejected, Done::Withdrawn]);

/// A request.
///
/// # Errors
/// Donors, not there, or out of scope: "not found".
pub async fn asked(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked_id: &str) -> Result<AskedShow> {
    let row = find(tx, viewer, asked_id).await?;
    let version = version(tx, viewer, at, &row.receipt).await?;
    let new = row.correction(tx).await?;
    let may = |deed| row.kind.is_none() && correction::check(version.state, deed, version.actor).is_ok();
    let (answers, withdraws) = (may(Deed::Agree), may(Deed::Withdraw));
    let photos = photos::asked(tx, row.id).await?;
    let impossible = match answers {
        true => prepare::prepare(tx, viewer, at, &version, &new, &photos).await.err().map(words),
        false => None,
    };
    let lines = prepare::read(tx, counted(version.row.id).with(LINES, [Bind::from(row.id)])).await?;
    let right = |line: &Count| new.counts.iter().find(|count| count.line == line.line).cloned();
    let counts = lines.into_iter().filter_map(|line| {
        let becomes = right(&line.was)?;
        Some(prepare::Line { becomes, ..line }.change())
    });
    let counts = counts.collect();
    let photos = photos::named(tx, version.row.id, &photos).await?;
    let was_remark = version.row.remark.clone();
    let receipt = refs(tx, viewer, vec![version.row]).await?.pop().ok_or_else(Error::not_found)?;
    Ok(AskedShow {
        receipt,
        received_on: row.received_on.0,
        answer: row.answered(viewer),
        person: name_for(viewer, row.person, Some(row.agency_id), || "the agency".to_owned()),
        reason: row.reason,
        remark: row.remark,
        was_remark,
        counts,
        photos,
        recorded_at: Timestamp(row.recorded_at),
        answers,
        withdraws,
        impossible,
    })
}

const LINES: &str =
    " AND n.line_id IN (SELECT x.line_id FROM receipt_correction_line x WHERE x.correction_id = ?) ORDER BY n.id";

fn words(error: Error) -> String {
    match error {
        Error::Refused(domain::Refusal::Invalid(errors)) => {
            errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(". ")
        }
        other => other.to_string(),
    }
}

/// The request and its receipt, when this can be done with it now.
async fn open(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked_id: &str, deed: Deed) -> Result<(Row, Version)> {
    let row = find(tx, viewer, asked_id).await?;
    if let (Some(kind), Some(answered_at)) = (&row.kind, row.answered_at) {
        return Err(Error::conflict(format!("It was {kind} on {} already", Timestamp(answered_at).words())));
    }
    let version = version(tx, viewer, at, &row.receipt).await?;
    correction::check(version.state, deed, version.actor)?;
    Ok((row, version))
}

/// The id of a request that the viewer reads.
pub(super) async fn readable(tx: &mut Tx, viewer: &Viewer, asked_id: &str) -> Result<i64> {
    Ok(find(tx, viewer, asked_id).await?.id)
}

async fn find(tx: &mut Tx, viewer: &Viewer, asked_id: &str) -> Result<Row> {
    viewer.may(Action::SeeReceipts)?;
    if viewer.is_donor() {
        return Err(Error::not_found());
    }
    let query = Query::default()
        .with(
            "SELECT c.id, t.public_id AS receipt, c.received_on, c.remark, c.reason, c.person_id, p.name AS person,
               (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.agency_id) AS agency_id,
               c.recorded_at, a.kind, a.words, o.public_id AS corrected, w.name AS answered_by, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = w.agency_id) AS answerer_agency,
               a.recorded_at AS answered_at
             FROM receipt_correction c JOIN receipt t ON t.id = c.receipt_id JOIN person p ON p.id = c.person_id
             LEFT JOIN receipt_correction_answer a ON a.correction_id = c.id LEFT JOIN person w ON w.id = a.person_id
             LEFT JOIN receipt o ON o.id = a.receipt_id
             WHERE c.public_id = ?",
            [Bind::from(asked_id)],
        )
        .with(
            " AND EXISTS (SELECT 1 FROM noun_reader r WHERE r.noun = 'receipt' AND r.noun_id = t.id AND r.scope = ? AND r.scope_id = ?)",
            nouns::scope(tx, viewer).await?,
        );
    let row: Option<Row> = ask!(tx, query, fetch_optional)?;
    row.ok_or_else(Error::not_found)
}

impl Row {
    /// As it was asked for.
    async fn correction(&self, tx: &mut Tx) -> Result<NewCorrection> {
        let rows: Vec<CountRow> = sql!(tx, |c| {
            sqlx::query_as(
            "SELECT line_id, CAST(0 AS BIGINT) AS version, expected, received, short, damaged, refused, surplus, condition, remark,
               serial_found, missing FROM receipt_correction_line WHERE correction_id = $1 ORDER BY id"
        )
        .bind(self.id)
        .fetch_all(c)
        })?;
        Ok(NewCorrection {
            received_on: self.received_on.start(),
            remark: self.remark.clone(),
            reason: Some(self.reason.clone()),
            photos: String::new(),
            counts: rows.into_iter().map(CountRow::count).collect(),
        })
    }

    fn answered(&self, viewer: &Viewer) -> Option<Answered> {
        let person = self.answered_by.clone()?;
        Some(Answered {
            kind: self.kind.clone()?,
            words: self.words.clone(),
            receipt: self.corrected.clone(),
            person: name_for(viewer, person, self.answerer_agency, || "programme staff".to_owned()),
            recorded_at: Timestamp(self.answered_at?),
        })
    }
}
