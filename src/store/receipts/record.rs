//! The moment of a receipt: what was counted becomes a fact, with everything that follows from it.

use domain::{
    Action, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed as Done, Entity},
    handover::{Actor, line::check, round::Deed},
    receipt::{Count, NewReceipt},
    round::RoundStatus,
};

use super::{
    drafts::{self, DraftPhoto},
    last_of_line, photos,
};
use crate::{
    Error, LineRow, Parsed, Result, Tx,
    db::{sql, touch},
    discrepancies,
    facts::{self, Table, ToldBy, list, rows},
    notices, rounds,
};

/// Records what an officer counted. Of two officers who count the same line at once, one is recorded and the other gets a
/// conflict that names the first; nothing is counted twice.
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
    let agency = viewer.agency()?;
    let stands = rounds::stand(tx, viewer, round_code).await?;
    let (round, in_scope, actor) = (stands.id(), &stands.lines, stands.actor);
    let left = |l: &LineRow| new.counts.iter().find(|c| c.line == l.id).map_or(l.outstanding, |c| c.short);
    let rest = if in_scope.iter().all(|l| left(l) == 0) { Deed::CountRest } else { Deed::CountPart };
    match stands.check(rest) {
        // Which line was counted, by whom and when: that says more, and is said below.
        Err(_) if stands.status == RoundStatus::Closed && actor == Actor::Officer => {}
        told => {
            told?;
        }
    }
    let Some((_, held_on)) = rounds::dispatch_of(tx, round).await? else {
        return Err(Error::not_found());
    };
    if new.received_on < held_on.start() {
        return Err(Error::invalid(
            "received_on",
            format!("The goods were handed over on {}; enter that day or a later one", held_on.words()),
        ));
    }
    new.check(at.day())?;
    let photos = drafts::end(tx, viewer, &stands).await?;
    check_photos(in_scope, &photos, new)?;
    for count in &new.counts {
        let line = in_scope.iter().find(|l| l.id == count.line).ok_or_else(Error::not_found)?;
        check_found(in_scope, line, count)?;
        close_in(tx, viewer, actor, line, count).await?;
    }
    let day = PartialDate::Day(new.received_on);
    let receipt: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO receipt (public_id, round_id, agency_id, received_on, remark, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(public_id)
    .bind(round)
    .bind(agency)
    .bind(Parsed(day))
    .bind(&new.remark)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    for count in &new.counts {
        let line = in_scope.iter().find(|l| l.id == count.line).ok_or_else(Error::not_found)?;
        let counted = insert_count(tx, receipt, line, count).await?;
        photos::keep(tx, at, counted, photos.iter().filter(|photo| photo.line == line.id)).await?;
        if count.received > 0 {
            pass_custody(tx, at, receipt, line.id, count.received, day).await?;
        }
    }
    discrepancies::open(tx, receipt).await?;
    notices::answered(tx, at, round, agency).await?;
    facts::record(tx, Some(viewer.person), at, Done::Confirmed, &RECEIPT, receipt).await
}

/// With its counts. What an earlier portal did not ask for stands there only where it was found.
pub(crate) static RECEIPT: Table = Table::new(
    "receipt",
    Entity::Receipt,
    ToldBy::Key,
    rows!(
        "SELECT t.id AS _id, t.public_id AS _key, 'confirmed' AS _deed, t.person_id AS _person, t.recorded_at AS _at,
           r.code AS \"round\", t.agency_id AS agency, g.code AS \"agency_code~\", t.received_on, t.remark
         FROM receipt t JOIN round r ON r.id = t.round_id JOIN agency g ON g.id = t.agency_id",
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
fn check_photos(in_scope: &[LineRow], photos: &[DraftPhoto], new: &NewReceipt) -> Result<()> {
    let uncounted = |photo: &&DraftPhoto| new.counts.iter().all(|count| count.line != photo.line);
    let waits = |photo: &DraftPhoto| in_scope.iter().find(|l| l.id == photo.line && l.outstanding > 0);
    match photos.iter().filter(uncounted).find_map(waits) {
        Some(line) => Err(Error::invalid(
            "lines",
            format!("“{}” has photos and is not counted yet: count it, or remove its photos", line.name),
        )),
        None => Ok(()),
    }
}

/// What was found on a line belongs to this line and to no other.
fn check_found(in_scope: &[LineRow], line: &LineRow, count: &Count) -> Result<()> {
    if let Some(accessory) = count.found.missing.iter().find(|a| !line.details.accessories.contains(a)) {
        return Err(Error::invalid("lines", format!("“{accessory}” is no accessory of “{}”", line.name)));
    }
    let Some(found) = count.found.serial.as_ref().filter(|found| !has_number(line, found)) else {
        return Ok(());
    };
    match in_scope.iter().find(|l| l.id != line.id && l.outstanding > 0 && has_number(l, found)) {
        Some(other) => Err(Error::invalid(
            "lines",
            format!(
                "{found}, found with “{}”, is the one of {}, which is awaited as well: count it there",
                line.name, other.tag
            ),
        )),
        None => Ok(()),
    }
}

fn has_number(line: &LineRow, found: &str) -> bool {
    line.identity.as_ref().is_some_and(|identity| identity.has(found))
}

/// Asks the rules, and then makes sure that the line is still as they were told: the compare-and-set on which everything rests.
async fn close_in(tx: &mut Tx, viewer: &Viewer, actor: Actor, line: &LineRow, count: &Count) -> Result<()> {
    match check(line.at(), count, actor) {
        Ok(next) => {
            let touched = touch!(&mut *tx, |c| sqlx::query(
                "UPDATE line SET outstanding = $3, version = $4 WHERE id = $1 AND version = $2"
            )
            .bind(line.id)
            .bind(line.version)
            .bind(next.outstanding())
            .bind(next.version)
            .execute(c))?;
            if touched == 1 {
                return Ok(());
            }
        }
        Err(Refusal::Conflict(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let last = last_of_line(tx, viewer, line.id).await?;
    Err(match last {
        Some(r) => Error::conflict(format!(
            "“{}” was already confirmed by {} on {}. Open the form again to see what is still expected.",
            line.name,
            r.officer.as_deref().unwrap_or(&r.agency_name),
            r.recorded_at.words()
        )),
        None => Error::conflict(format!("“{}” has changed since the form was opened. Open the form again.", line.name)),
    })
}

async fn insert_count(tx: &mut Tx, receipt: i64, line: &LineRow, count: &Count) -> Result<i64> {
    let serial_found = count.found.serial.as_ref().filter(|found| !has_number(line, found));
    let missing = (!count.found.missing.is_empty()).then(|| count.found.missing.join("\n"));
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO receipt_line (receipt_id, line_id, sequence, expected, received, short, damaged, refused, surplus, condition,
           remark, serial_found, missing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id"
    )
    .bind(receipt)
    .bind(line.id)
    .bind(line.counts + 1)
    .bind(count.expected)
    .bind(count.received)
    .bind(count.short)
    .bind(count.damaged)
    .bind(count.refused)
    .bind(count.surplus)
    .bind(count.condition.word())
    .bind(&count.remark)
    .bind(serial_found)
    .bind(missing)
    .fetch_one(c)
    })?)
}

async fn pass_custody(
    tx: &mut Tx,
    at: Timestamp,
    receipt: i64,
    line: i64,
    quantity: i64,
    day: PartialDate,
) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO custody_event (item_id, line_id, receipt_id, holder, unit_id, quantity, occurred_on, recorded_at)
         SELECT item_id, id, $2, 'unit', unit_id, $3, $4, $5 FROM line WHERE id = $1"
    )
    .bind(line)
    .bind(receipt)
    .bind(quantity)
    .bind(Parsed(day))
    .bind(at.0)
    .execute(c))?;
    Ok(())
}
