//! The moment of a receipt: what was counted becomes a fact, with everything that follows from it.

use std::collections::HashMap;

use domain::{
    Action, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed as Done, Entity},
    handover::{Actor, line::check, round::Deed},
    receipt::{Count, Found, NewReceipt},
    round::RoundStatus,
};

use super::{
    drafts::{self, DraftPhoto},
    last_of_line, photos,
    standing::{Standing, standing},
};
use crate::{
    Error, LineRow, Parsed, Result, Tx,
    batch::{Bind, insert_rows, row, with_rows},
    db::{sql, touch},
    discrepancies,
    facts::{self, Table, ToldBy, list, rows},
    lines::{Of, lines},
    notices,
};

/// Records what an officer counted. Of two officers who count the same line at once, one is recorded and the other gets a
/// conflict that names the first; nothing is counted twice. (People sign by way of a review: [`super::sign`].)
///
/// # Errors
/// Only officers, only lines for their agency ("not found" otherwise), never whoever dispatched the round; a day before
/// the handover; a line that was counted since the form was opened; a count that a colleague has begun; a number that is
/// another awaited line's.
pub async fn record(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round_code: &str,
    new: &NewReceipt,
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::ConfirmReceipt)?;
    let stands = standing(tx, viewer, round_code).await?;
    let in_scope: HashMap<i64, LineRow> =
        lines(tx, viewer, Of::Round(stands.round)).await?.into_iter().map(|line| (line.id, line)).collect();
    let short: HashMap<i64, i64> = new.counts.iter().map(|count| (count.line, count.short)).collect();
    let all = in_scope.values().all(|line| short.get(&line.id).copied().unwrap_or(line.outstanding) == 0);
    match stands.check(if all { Deed::CountRest } else { Deed::CountPart }) {
        // Which line was counted, by whom and when: that says more, and is said below.
        Err(_) if stands.status == RoundStatus::Closed && stands.actor == Actor::Officer => {}
        told => {
            told?;
        }
    }
    drafts::check_day(new.received_on, stands.held_on.ok_or_else(Error::not_found)?)?;
    new.check(at.day())?;
    let photos = drafts::end(tx, viewer, &stands).await?;
    check_photos(&in_scope, &photos, new)?;
    let mut next = Vec::with_capacity(new.counts.len());
    for count in &new.counts {
        let line = in_scope.get(&count.line).ok_or_else(Error::not_found)?;
        next.push(after(tx, viewer, &stands, line, count).await?);
    }
    close(tx, &next).await?;
    let receipt = insert(tx, at, viewer, &stands, &in_scope, new, public_id).await?;
    photos::keep(tx, at, receipt, &photos).await?;
    discrepancies::open(tx, receipt).await?;
    notices::answered(tx, at, stands.round, stands.agency).await?;
    facts::record(tx, Some(viewer.person), at, Done::Confirmed, &RECEIPT, receipt).await
}

/// With its counts. Of a version that staff agreed to, they are who made it stand, and the officer is told beside. What an earlier portal did not ask for stands there only where it was found.
pub(crate) static RECEIPT: Table = Table::new(
    "receipt",
    Entity::Receipt,
    ToldBy::Key,
    rows!(
        "SELECT t.id AS _id, t.public_id AS _key, CASE WHEN t.supersedes_id IS NULL THEN 'confirmed' ELSE 'corrected' END AS _deed,
           COALESCE(w.person_id, t.person_id) AS _person, t.recorded_at AS _at, r.code AS \"round\", t.agency_id AS agency,
           g.code AS \"agency_code~\", t.received_on, t.remark, o.public_id AS \"supersedes?\", f.public_id AS \"first?\",
           CASE WHEN w.person_id IS NULL THEN NULL ELSE t.person_id END AS \"officer?\"
         FROM receipt t JOIN round r ON r.id = t.round_id JOIN agency g ON g.id = t.agency_id
         LEFT JOIN receipt o ON o.id = t.supersedes_id LEFT JOIN receipt f ON f.id = t.first_id
         LEFT JOIN receipt_correction_answer w ON w.receipt_id = t.id",
        "t.id"
    ),
)
.lists(&[list!(
    "lines",
    "SELECT n.receipt_id AS _of, n.line_id AS line, n.sequence, n.expected, n.received, n.short, n.damaged, n.refused,
       n.surplus, n.condition, n.remark, n.serial_found AS \"serial_found?\", n.missing AS \"missing?\",
       (SELECT string_agg(f.sha256, '\n' ORDER BY f.place, f.sha256) FROM receipt_photo f
         WHERE f.receipt_line_id = n.id) AS \"photos[]\" FROM receipt_line n",
    "n.receipt_id",
    "n.id"
)]);

/// Photos of a line that nobody counts now would be lost with the draft.
fn check_photos(in_scope: &HashMap<i64, LineRow>, photos: &[DraftPhoto], new: &NewReceipt) -> Result<()> {
    let uncounted = |photo: &&DraftPhoto| new.counts.iter().all(|count| count.line != photo.line);
    let waits = |photo: &DraftPhoto| in_scope.get(&photo.line).filter(|line| line.outstanding > 0);
    match photos.iter().filter(uncounted).find_map(waits) {
        Some(line) => Err(Error::invalid(
            "lines",
            format!("“{}” has photos and is not counted yet: count it, or remove its photos", line.name),
        )),
        None => Ok(()),
    }
}

/// Asks the rules about one line: its id, the version that they were told of, and what it will be.
async fn after(tx: &mut Tx, viewer: &Viewer, stands: &Standing, line: &LineRow, count: &Count) -> Result<Vec<Bind>> {
    if !count.found.is_as_sent() {
        let accessories = line.details.accessories.iter().map(String::as_str).collect();
        let identity = line.identity.clone().unwrap_or_default();
        let thing = drafts::Thing { line: line.id, name: &line.name, identity, accessories };
        drafts::check_found(tx, stands, &thing, count).await?;
    }
    match check(line.at(), count, stands.actor) {
        Ok(then) => Ok(row![line.id, line.version, then.outstanding(), then.version]),
        Err(Refusal::Conflict(_)) => Err(already_confirmed(tx, viewer, line).await?),
        Err(other) => Err(other.into()),
    }
}

/// Makes sure that every line is still as the rules were told: the compare-and-set on which everything rests.
async fn close(tx: &mut Tx, next: &[Vec<Bind>]) -> Result<()> {
    let touched = with_rows(
        tx,
        "WITH v (id, version, outstanding, next) AS (VALUES ",
        next,
        ") UPDATE line SET outstanding = v.outstanding, version = v.next FROM v WHERE line.id = v.id AND line.version = v.version",
    )
    .await?;
    if touched == next.len() as u64 {
        return Ok(());
    }
    Err(Error::conflict("A line has changed since the form was opened. Open the form again."))
}

async fn already_confirmed(tx: &mut Tx, viewer: &Viewer, line: &LineRow) -> Result<Error> {
    let last = last_of_line(tx, viewer, line.id).await?;
    Ok(match last {
        Some(r) => Error::conflict(format!(
            "“{}” was already confirmed by {} on {}. Open the form again to see what is still expected.",
            line.name,
            r.officer.as_deref().unwrap_or(&r.agency_name),
            r.recorded_at.words()
        )),
        None => Error::conflict(format!("“{}” has changed since the form was opened. Open the form again.", line.name)),
    })
}

/// The receipt, its counts, and the custody that passes with what was accepted.
async fn insert(
    tx: &mut Tx,
    at: Timestamp,
    viewer: &Viewer,
    stands: &Standing,
    in_scope: &HashMap<i64, LineRow>,
    new: &NewReceipt,
    public_id: &str,
) -> Result<i64> {
    let day = PartialDate::Day(new.received_on);
    // For the agency to which the round was sent: of twins that is one of them, with its act.
    let receipt: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO receipt (public_id, round_id, agency_id, received_on, remark, person_id, recorded_at)
         VALUES ($1, $2, (SELECT MIN(l.agency_id) FROM line l JOIN agency a ON a.id = l.agency_id
           WHERE l.round_id = $2 AND a.as_id = $3), $4, $5, $6, $7) RETURNING id"
    )
    .bind(public_id)
    .bind(stands.round)
    .bind(stands.agency)
    .bind(Parsed(day))
    .bind(&new.remark)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    let counts: Vec<Vec<Bind>> = new
        .counts
        .iter()
        .filter_map(|count| in_scope.get(&count.line).map(|line| counted(receipt, line, count)))
        .collect();
    insert_rows(tx, COUNT, &counts).await?;
    pass_custody(tx, at, receipt, day).await?;
    Ok(receipt)
}

pub(super) const COUNT: &str = "receipt_line (receipt_id, sequence, line_id, expected, received, short, damaged, refused, surplus, \
                                condition, remark, serial_found, missing)";

/// What was accepted is with its units from that day on.
pub(super) async fn pass_custody(tx: &mut Tx, at: Timestamp, receipt: i64, day: PartialDate) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO custody_event (item_id, line_id, receipt_id, holder, unit_id, quantity, occurred_on, recorded_at)
         SELECT l.item_id, l.id, n.receipt_id, 'unit', l.unit_id, n.received, $2, $3
         FROM receipt_line n JOIN line l ON l.id = n.line_id WHERE n.receipt_id = $1 AND n.received > 0 ORDER BY n.id"
    )
    .bind(receipt)
    .bind(Parsed(day))
    .bind(at.0)
    .execute(c))?;
    Ok(())
}

fn counted(receipt: i64, line: &LineRow, count: &Count) -> Vec<Bind> {
    let is_own = |found: &String| line.identity.as_ref().is_some_and(|identity| identity.has(found));
    let serial = count.found.serial.clone().filter(|found| !is_own(found));
    let found = Found { serial, ..count.found.clone() };
    row(receipt, line.counts + 1, &Count { found, ..count.clone() })
}

/// A row of [`COUNT`].
pub(super) fn row(receipt: i64, sequence: i64, count: &Count) -> Vec<Bind> {
    let mut row = counts(receipt, count);
    row.insert(1, Bind::from(sequence));
    row
}

/// What was counted of a line, for the receipt or the request with this id.
pub(super) fn counts(of: i64, count: &Count) -> Vec<Bind> {
    row![
        of,
        count.line,
        count.expected,
        count.received,
        count.short,
        count.damaged,
        count.refused,
        count.surplus,
        count.condition.word(),
        count.remark.clone(),
        count.found.serial.clone(),
        (!count.found.missing.is_empty()).then(|| count.found.missing.join("\n")),
    ]
}
