//! The lines of a round that has not been dispatched.

use domain::{
    Action, Checks, Timestamp, Viewer,
    change::{Deed, Entity},
    handover::round::Deed::ChangeLines,
    item::ItemKind,
    round::NewLine,
};
use serde_json::json;

use self::known::{Found, Known};
use super::permitted;
use crate::{
    Error, Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    changes, custody,
    db::{sql, touch},
    error::unique,
    facts::{self, Id, Table, ToldBy, list, rows},
    numbers::{self, Thing},
    packing,
    rows::one_a_line,
};

mod known;

const VIN_IS_TAKEN: &str = "A vehicle with this VIN is registered already: check the number";

/// Adds an item (or lot) with its line and its funding shares. Answers the item's tag.
///
/// # Errors
/// Staff only; the round is not editable; unknown unit, agency, phase or grant; a number that another thing
/// has.
pub async fn add_line(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, new: &NewLine) -> Result<String> {
    let tags = add_lines(tx, viewer, at, code, std::slice::from_ref(new)).await.map_err(|(_, error)| error)?;
    tags.into_iter().next().ok_or_else(Error::not_found)
}

/// Adds many lines, in a few statements however many there are. Answers their tags.
///
/// # Errors
/// As [`add_line`], with the place of the line in the list; the caller throws the transaction away then.
pub(crate) async fn add_lines(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    new: &[NewLine],
) -> std::result::Result<Vec<String>, (usize, Error)> {
    let start = |error: Error| (0, error);
    let round = permitted(tx, viewer, code, ChangeLines).await.map_err(start)?.id;
    let mut known = Known::read(tx, new, None).await.map_err(start)?;
    let find = |(place, line)| known.find(line).map_err(|error| (place, error));
    let found = new.iter().enumerate().map(find).collect::<std::result::Result<Vec<Found>, _>>()?;
    insert(tx, viewer, at, round, &new.iter().zip(&found).collect::<Vec<_>>(), None).await.map_err(start)
}

/// [`add_line`] for a person who types it: what is doubtful (see `domain::packing::doubts`) needs a reason, which stays with the
/// line.
///
/// # Errors
/// As [`add_line`]; something is doubtful, and `reason` is empty.
pub async fn add_typed_line(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    new: &NewLine,
    reason: &str,
) -> Result<String> {
    let round = permitted(tx, viewer, code, ChangeLines).await?.id;
    let reason = why(tx, viewer, new, reason).await?;
    let found = Known::read(tx, std::slice::from_ref(new), None).await?.find(new)?;
    let tags = insert(tx, viewer, at, round, &[(new, &found)], reason.as_deref()).await?;
    tags.into_iter().next().ok_or_else(Error::not_found)
}

/// The reason that a doubtful line has to have; of one that is not doubtful none is kept.
async fn why(tx: &mut Tx, viewer: &Viewer, new: &NewLine, reason: &str) -> Result<Option<String>> {
    let mut checks = Checks::default();
    let reason = checks.optional("reason", reason);
    let doubts = packing::line_doubts(tx, viewer, new).await?;
    if let (Some(doubt), None) = (doubts.first(), &reason) {
        checks.fail("reason", format!("Look at this before you save: {doubt}. If it is right, say here why"));
    }
    checks.finish(())?;
    Ok(reason.filter(|_| !doubts.is_empty()))
}

async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    round: i64,
    lines: &[(&NewLine, &Found)],
    reason: Option<&str>,
) -> Result<Vec<String>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let item = numbers::take(tx, Thing::Item, lines.len()).await?;
    let line = numbers::take(tx, Thing::Line, lines.len()).await?;
    let (mut items, mut shares, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut tags = Vec::with_capacity(lines.len());
    for (((new, found), item), line) in lines.iter().zip(item..).zip(line..) {
        let tag = format!("{}-{item:06}", found.component);
        items.push(item_row(item, &tag, at, new, found));
        shares.extend(share_rows(item, found));
        rows.push(row![
            line,
            round,
            item,
            found.unit,
            found.agency,
            new.quantity,
            new.quantity,
            new.note.as_deref(),
            reason
        ]);
        tags.push(tag);
    }
    insert_rows(
        tx,
        "item (id, tag, kind, name, make, model, serial, vin, chassis, plate, engine, category_id, quantity, unit_of_measure, phase_id, value_minor,
           currency, illustrative, recorded_at, year, warranty_until, accessories, unit_price_minor)",
        &items,
    )
    .await
    .map_err(unique("vin", VIN_IS_TAKEN))?;
    insert_rows(tx, SHARES, &shares).await?;
    insert_rows(tx, "line (id, round_id, item_id, unit_id, agency_id, quantity, outstanding, note, reason)", &rows)
        .await?;
    let last = lines.len() as i64 - 1;
    let together = [(&LINE, Id::Numbers(line, line + last)), (&ITEM, Id::Numbers(item, item + last))];
    facts::record_together(tx, Some(viewer.person), at, Deed::Created, &together).await?;
    Ok(tags)
}

const SHARES: &str = "funding_share (item_id, grant_id, ppm, value_minor)";

fn share_rows(item: i64, found: &Found) -> impl Iterator<Item = Vec<Bind>> {
    found.shares.iter().map(move |(grant, ppm, minor)| row![item, *grant, *ppm, *minor])
}

fn item_row(number: i64, tag: &str, at: Timestamp, new: &NewLine, found: &Found) -> Vec<Bind> {
    let (item, details) = (&new.item, &new.item.details);
    row![
        number,
        tag,
        item.kind.word(),
        item.name.as_str(),
        item.make.as_deref(),
        item.model.as_deref(),
        item.identity.serial.as_deref(),
        item.identity.vin.as_deref(),
        item.identity.chassis.as_deref(),
        item.identity.plate.as_deref(),
        item.identity.engine.as_deref(),
        found.category,
        pieces(new),
        item.unit_of_measure.as_str(),
        new.phase_id,
        new.value.minor,
        new.value.currency.code(),
        item.illustrative,
        at.0,
        details.year,
        details.warranty_until.map(|day| day.to_string()),
        one_a_line(&details.accessories),
        details.unit_price.map(|price| price.minor),
    ]
}

/// How many there are of the item itself.
fn pieces(new: &NewLine) -> i64 {
    if new.item.kind == ItemKind::Lot { new.quantity } else { 1 }
}

/// `round` is the code that the round had then: a draft can get another one. The shares are those with which the item came.
pub(crate) static LINE: Table = Table::new(
    "line",
    Entity::Line,
    ToldBy::Key,
    rows!(
        "SELECT l.id AS _id, l.id AS _key, r.code AS \"round~\", l.round_id, u.code AS unit,
           a.code AS agency, l.quantity, l.note, l.reason FROM line l JOIN round r ON r.id = l.round_id
         JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id",
        "l.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited, Deed::Removed]);

/// An item comes with its line, and is told together with it.
pub(crate) static ITEM: Table = Table::new(
    "item",
    Entity::Line,
    ToldBy::Key,
    rows!(
        "SELECT i.id AS _id, l.id AS _key, i.tag AS _row, i.recorded_at AS _at, i.tag, i.kind, i.name, i.make,
           i.model, i.serial, i.vin, i.chassis, i.plate, i.engine AS \"engine?\",
           (SELECT y.code FROM category y WHERE y.id = i.category_id) AS \"category?\", i.quantity, i.unit_of_measure, i.phase_id AS phase,
           CAST(i.value_minor AS TEXT) AS value_minor, i.currency, i.illustrative AS \"illustrative!\", i.year, i.warranty_until,
           i.accessories, CAST(i.unit_price_minor AS TEXT) AS unit_price_minor
         FROM item i LEFT JOIN line l ON l.item_id = i.id",
        "i.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited, Deed::Removed])
.lists(&[list!(
    "shares{}",
    "SELECT s.item_id AS _of, g.code AS \"0\", s.ppm AS \"1\" FROM (
       SELECT f.item_id, f.grant_id, f.ppm FROM funding_share f
       WHERE NOT EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = f.item_id)
       UNION ALL SELECT h.item_id, v.grant_id, v.ppm FROM funding_change h
       JOIN funding_change_share v ON v.change_id = h.id WHERE h.number = 1) s JOIN grant_agreement g ON g.id = s.grant_id",
    "s.item_id",
    "g.code"
)]);

/// Takes a line out of a round that has not been dispatched, with the item that it brought. Their numbers and the tag are never
/// given to anything else.
///
/// # Errors
/// Staff only; the round is not editable; no such line.
pub async fn remove_line(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, line: i64) -> Result<()> {
    let (item, _) = editable(tx, viewer, code, line).await?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM line WHERE id = $1").bind(line).execute(c))?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM funding_share WHERE item_id = $1").bind(item).execute(c))?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM item WHERE id = $1").bind(item).execute(c))?;
    changes::record(
        tx,
        Some(viewer.person),
        at,
        Deed::Removed,
        Entity::Line,
        &line.to_string(),
        &json!({ "round": code }),
    )
    .await
}

/// Corrects a line, its item and who pays for it. The item keeps its number and its tag, also when it turns out to belong to
/// another component: the label on the thing stays right. Answers the tag.
///
/// # Errors
/// As [`add_line`] and [`remove_line`]; then nothing is changed.
pub async fn replace_line(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    line: i64,
    new: &NewLine,
) -> Result<String> {
    replace(tx, viewer, at, code, line, new, None).await
}

/// [`replace_line`] for a person who types it: see [`add_typed_line`].
///
/// # Errors
/// As both.
pub async fn replace_typed_line(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    line: i64,
    new: &NewLine,
    reason: &str,
) -> Result<String> {
    permitted(tx, viewer, code, ChangeLines).await?;
    let reason = why(tx, viewer, new, reason).await?;
    replace(tx, viewer, at, code, line, new, reason.as_deref()).await
}

async fn replace(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    line: i64,
    new: &NewLine,
    reason: Option<&str>,
) -> Result<String> {
    let (item, tag) = editable(tx, viewer, code, line).await?;
    let found = Known::read(tx, std::slice::from_ref(new), Some(item)).await?.find(new)?;
    update_item(tx, item, new, found.category).await?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM funding_share WHERE item_id = $1").bind(item).execute(c))?;
    insert_rows(tx, SHARES, &share_rows(item, &found).collect::<Vec<_>>()).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE line SET unit_id = $2, agency_id = $3, quantity = $4, outstanding = $4, note = $5, reason = $6 WHERE id = $1"
    )
    .bind(line)
    .bind(found.unit)
    .bind(found.agency)
    .bind(new.quantity)
    .bind(&new.note)
    .bind(reason)
    .execute(c)
    })?;
    let together = [(&LINE, line.into()), (&ITEM, item.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Edited, &together).await?;
    Ok(tag)
}

async fn update_item(tx: &mut Tx, id: i64, new: &NewLine, category: Option<i64>) -> Result<()> {
    let (item, details) = (&new.item, &new.item.details);
    touch!(tx, |c| sqlx::query(
        "UPDATE item SET kind = $2, name = $3, make = $4, model = $5, serial = $6, vin = $7, chassis = $8, plate = $9,
           quantity = $10, unit_of_measure = $11, phase_id = $12, value_minor = $13, currency = $14, illustrative = $15,
           year = $16, warranty_until = $17, accessories = $18, unit_price_minor = $19, engine = $20,
           category_id = $21 WHERE id = $1"
    )
    .bind(id)
    .bind(item.kind.word())
    .bind(&item.name)
    .bind(&item.make)
    .bind(&item.model)
    .bind(&item.identity.serial)
    .bind(&item.identity.vin)
    .bind(&item.identity.chassis)
    .bind(&item.identity.plate)
    .bind(pieces(new))
    .bind(&item.unit_of_measure)
    .bind(new.phase_id)
    .bind(new.value.minor)
    .bind(new.value.currency.code())
    .bind(item.illustrative)
    .bind(details.year)
    .bind(details.warranty_until.map(Parsed))
    .bind(one_a_line(&details.accessories))
    .bind(details.unit_price.map(|price| price.minor))
    .bind(&item.identity.engine)
    .bind(category)
    .execute(c))
    .map_err(unique("vin", VIN_IS_TAKEN))?;
    Ok(())
}

/// The item of a line that may still be changed, and its tag.
async fn editable(tx: &mut Tx, viewer: &Viewer, code: &str, line: i64) -> Result<(i64, String)> {
    let round = permitted(tx, viewer, code, ChangeLines).await?;
    let there: Option<(i64, String)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT i.id, i.tag FROM line l JOIN item i ON i.id = l.item_id WHERE l.id = $1 AND l.round_id = $2"
    )
    .bind(line)
    .bind(round.id)
    .fetch_optional(c))?;
    let there = there.ok_or_else(Error::not_found)?;
    custody::check_untouched(tx, line).await?;
    Ok(there)
}

/// The funding shares of a line's item as (grant code, parts per million), for the form that corrects it.
///
/// # Errors
/// Staff only.
pub async fn shares_of(tx: &mut Tx, viewer: &Viewer, line: i64) -> Result<Vec<(String, i64)>> {
    viewer.may(Action::ManageRounds)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT g.code, f.ppm FROM line l JOIN funding_share f ON f.item_id = l.item_id JOIN grant_agreement g ON g.id = f.grant_id
         WHERE l.id = $1 ORDER BY f.ppm DESC, g.code"
    )
    .bind(line)
    .fetch_all(c)
    })?)
}
