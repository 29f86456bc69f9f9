//! Keeps what was counted: the lines that were sent, and no others.

use std::collections::HashMap;

use domain::{
    PartialDate, Refusal, Timestamp, Viewer,
    handover::{Actor, draft::Deed},
    item::Identity,
    receipt::{Count, CountEdit, DraftEdit, Rest},
};

use super::permitted;
use crate::{
    Error, Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    db::{sql, touch},
    now,
    query::{Query, act, ask},
    receipts::{
        last_of_line,
        page::CountRow,
        standing::{Standing, standing},
    },
    text,
};

/// Keeps what was counted, and begins the draft if there is none.
///
/// # Errors
/// As [`super::find`]; a colleague counts, or a line was confirmed since the form was opened: a conflict that says who and
/// when; a day before the handover; a number that is another awaited line's.
pub async fn save(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, edit: &DraftEdit) -> Result<()> {
    let (stands, draft) = open(tx, viewer, at, code, edit).await?;
    let lines = named(tx, viewer, &stands, &edit.lines).await?;
    for (place, count) in edit.lines.iter().enumerate().filter_map(|(place, line)| Some((place, line.count.as_ref()?)))
    {
        let line = lines.get(&count.line).ok_or_else(Error::not_found)?;
        check_found(tx, &stands, &line.thing(), count).await.map_err(|error| at_line(error, place))?;
    }
    keep(tx, draft, &edit.lines).await
}

/// What is wrong with a number is said where it was typed.
fn at_line(error: Error, place: usize) -> Error {
    match error {
        Error::Refused(Refusal::Invalid(mistakes)) => {
            let words = mistakes.into_iter().map(|mistake| mistake.message).collect::<Vec<_>>().join(" ");
            Error::invalid(format!("lines[{place}][serial]"), words)
        }
        other => other,
    }
}

/// The draft with its head as sent, begun if there is none. What is as it was does not count as a change.
pub(super) async fn open(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    edit: &DraftEdit,
) -> Result<(Standing, i64)> {
    let stands = standing(tx, viewer, code).await?;
    if stands.is_done() && stands.actor == Actor::Officer {
        // Which line was confirmed, by whom and when: that says more than that nothing is awaited.
        named(tx, viewer, &stands, &edit.lines).await?;
    }
    let (stands, row) = permitted(tx, viewer, code, Deed::Save).await?;
    if let (Some(day), Some(held_on)) = (edit.received_on, stands.held_on) {
        check_day(day, held_on)?;
    }
    let day = edit.received_on.map(|day| Parsed(PartialDate::Day(day)));
    let remark = match &edit.remark {
        Some(remark) => Some(remark.clone()).filter(|remark| !remark.is_empty()),
        None => row.as_ref().and_then(|row| row.remark.clone()),
    };
    let Some(row) = row else {
        let id: i64 = sql!(&mut *tx, |c| {
            sqlx::query_scalar(
                "INSERT INTO receipt_draft (round_id, agency_id, person_id, since, saved_at, received_on, remark, rest, reason)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8) RETURNING id",
            )
            .bind(stands.round)
            .bind(stands.agency)
            .bind(viewer.person)
            .bind(at.0)
            .bind(day)
            .bind(&remark)
            .bind(edit.rest.unwrap_or(Rest::Open).word())
            .bind(&edit.reason)
            .fetch_one(c)
        })?;
        return Ok((stands, id));
    };
    let (rest, reason) = match edit.rest {
        Some(rest) => (rest, edit.reason.as_ref()),
        None => (row.rest.0, row.reason.as_ref()),
    };
    let stood = row.received_on.as_ref().map(|day| day.0);
    let differs = edit.received_on.is_some_and(|day| Some(PartialDate::Day(day)) != stood)
        || (&remark, rest, reason) != (&row.remark, row.rest.0, row.reason.as_ref());
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE receipt_draft SET received_on = COALESCE($2, received_on), remark = $3, rest = $4, reason = $5, saved_at = $6,
           revision = revision + $7 WHERE id = $1"
    )
    .bind(row.id)
    .bind(day)
    .bind(&remark)
    .bind(rest.word())
    .bind(reason)
    .bind(at.0)
    .bind(i64::from(differs))
    .execute(c)
    })?;
    Ok((stands, row.id))
}

/// # Errors
/// The day lies before the handover.
pub(in crate::receipts) fn check_day(day: chrono::NaiveDate, held_on: PartialDate) -> Result<()> {
    if day >= held_on.start() {
        return Ok(());
    }
    let words = format!("The goods were handed over on {}; enter that day or a later one", held_on.words());
    Err(Error::invalid("received_on", words))
}

/// What a count of a line is compared with.
pub(in crate::receipts) struct Thing<'a> {
    pub(in crate::receipts) line: i64,
    pub(in crate::receipts) name: &'a str,
    pub(in crate::receipts) identity: Identity,
    pub(in crate::receipts) accessories: Vec<&'a str>,
}

/// A line that a form names.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::receipts) struct Named {
    pub(in crate::receipts) id: i64,
    quantity: i64,
    outstanding: i64,
    version: i64,
    pub(in crate::receipts) name: String,
    pub(in crate::receipts) tag: String,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    engine: Option<String>,
    accessories: Option<String>,
}

impl Named {
    /// Version and pieces that are expected.
    pub(super) fn as_awaited(&self) -> (i64, i64) {
        (self.version, self.outstanding)
    }

    fn thing(&self) -> Thing<'_> {
        let accessories = self.accessories.iter().flat_map(|text| text.lines()).collect();
        Thing { line: self.id, name: &self.name, identity: self.identity(), accessories }
    }

    fn identity(&self) -> Identity {
        let (serial, vin, chassis) = (self.serial.clone(), self.vin.clone(), self.chassis.clone());
        Identity { serial, vin, chassis, plate: None, engine: self.engine.clone() }
    }
}

/// The lines that a form names, as they stand.
///
/// # Errors
/// One is not for the agency: "not found"; some were confirmed since: a conflict that names each, by whom and when.
pub(super) async fn named(
    tx: &mut Tx,
    viewer: &Viewer,
    stands: &Standing,
    edits: &[CountEdit],
) -> Result<HashMap<i64, Named>> {
    let mut query = Query::new(
        "SELECT l.id, l.quantity, l.outstanding, l.version, i.name, i.tag, i.serial, i.vin, i.chassis, i.engine, i.accessories
         FROM line l JOIN item i ON i.id = l.item_id WHERE l.round_id = ",
    )
    .with(
        "? AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?) AND l.id IN (",
        [Bind::from(stands.round), Bind::from(stands.agency)],
    );
    query.push_ids(edits.iter().map(|edit| edit.line));
    query.push(")", []);
    let lines: Vec<Named> = ask!(&mut *tx, query, fetch_all)?;
    let lines: HashMap<i64, Named> = lines.into_iter().map(|line| (line.id, line)).collect();
    let mut sentences = Vec::new();
    for edit in edits {
        let line = lines.get(&edit.line).ok_or_else(Error::not_found)?;
        if edit.version != line.version || edit.expected != line.outstanding {
            sentences.push(since_confirmed(tx, viewer, line).await?);
        }
    }
    if sentences.is_empty() { Ok(lines) } else { Err(Error::conflict(sentences.join(" "))) }
}

/// What happened to a line since a form showed it.
async fn since_confirmed(tx: &mut Tx, viewer: &Viewer, line: &Named) -> Result<String> {
    let (name, tag) = (&line.name, &line.tag);
    let Some(last) = last_of_line(tx, viewer, line.id).await? else {
        return Ok(format!("“{name}” ({tag}) has changed since the form was opened. Open the form again."));
    };
    let by = last.officer.as_deref().unwrap_or(&last.agency_name);
    let rest = match line.outstanding {
        0 => "nothing of it is awaited any more".to_owned(),
        left => format!("{left} of {} still expected", line.quantity),
    };
    let when = last.recorded_at.words();
    Ok(format!("“{name}” ({tag}) was confirmed by {by} on {when}; {rest}. What was typed for it is left out."))
}

/// What was found on a line belongs to this line and to no other.
///
/// # Errors
/// A number that another awaited line has; an accessory that the item does not have.
pub(in crate::receipts) async fn check_found(
    tx: &mut Tx,
    stands: &Standing,
    thing: &Thing<'_>,
    count: &Count,
) -> Result<()> {
    let name = thing.name;
    if let Some(accessory) = count.found.missing.iter().find(|a| !thing.accessories.contains(&a.as_str())) {
        return Err(Error::invalid("lines", format!("“{accessory}” is no accessory of “{name}”")));
    }
    let Some(found) = count.found.serial.as_ref().filter(|found| !thing.identity.has(found)) else {
        return Ok(());
    };
    match has_number(tx, stands, thing.line, found).await? {
        Some(other) => Err(Error::invalid(
            "lines",
            format!(
                "{found}, found with “{name}”, is the one of {}, which is awaited as well: count it there",
                other.tag
            ),
        )),
        None => Ok(()),
    }
}

/// Another line that is awaited and has this number, however it was copied.
pub(in crate::receipts) async fn has_number(
    tx: &mut Tx,
    stands: &Standing,
    but: i64,
    number: &str,
) -> Result<Option<Named>> {
    let bare: String = text::fold(number).chars().filter(|c| c.is_alphanumeric()).collect();
    if bare.is_empty() {
        return Ok(None);
    }
    now::settle(tx).await?;
    let found: Vec<Named> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT l.id, l.quantity, l.outstanding, l.version, i.name, i.tag, i.serial, i.vin, i.chassis, i.engine, i.accessories
         FROM item_reader r JOIN item_search s ON s.rowid = r.id JOIN line l ON l.id = r.line_id JOIN item i ON i.id = l.item_id
         WHERE r.scope = 'agency' AND r.scope_id = $2 AND r.round_id = $1 AND s.text || '' LIKE $4
           AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) AND l.outstanding > 0 AND l.id <> $3 ORDER BY l.id"
    )
    .bind(stands.round)
    .bind(stands.agency)
    .bind(but)
    .bind(format!("%{bare}%"))
    .fetch_all(c)
    })?;
    Ok(found.into_iter().find(|line| line.identity().has(number)))
}

/// The rows of these lines as sent. Whoever saves the same once more changes nothing.
pub(super) async fn keep(tx: &mut Tx, draft: i64, edits: &[CountEdit]) -> Result<()> {
    let mut query = Query::new(
        "SELECT line_id, version, expected, received, short, damaged, refused, surplus, condition, remark, serial_found, missing
         FROM receipt_draft_line WHERE draft_id = ",
    )
    .with("? AND line_id IN (", [Bind::from(draft)]);
    query.push_ids(edits.iter().map(|edit| edit.line));
    query.push(")", []);
    let stood: Vec<CountRow> = ask!(&mut *tx, query, fetch_all)?;
    let stood: HashMap<i64, Count> = stood.into_iter().map(|row| (row.line_id, row.count())).collect();
    let different: Vec<&CountEdit> = edits.iter().filter(|edit| stood.get(&edit.line) != edit.count.as_ref()).collect();
    if different.is_empty() {
        return Ok(());
    }
    let mut gone =
        Query::new("DELETE FROM receipt_draft_line WHERE draft_id = ").with("? AND line_id IN (", [Bind::from(draft)]);
    gone.push_ids(different.iter().map(|edit| edit.line));
    gone.push(")", []);
    act!(&mut *tx, gone)?;
    let rows: Vec<Vec<Bind>> =
        different.iter().filter_map(|edit| edit.count.as_ref()).map(|c| line(draft, c)).collect();
    insert_rows(tx, LINE, &rows).await?;
    super::changed(tx, draft).await
}

pub(super) const LINE: &str = "receipt_draft_line (draft_id, line_id, version, expected, received, short, damaged, refused, surplus, \
                               condition, remark, serial_found, missing)";

pub(super) fn line(draft: i64, count: &Count) -> Vec<Bind> {
    row![
        draft,
        count.line,
        count.version,
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
