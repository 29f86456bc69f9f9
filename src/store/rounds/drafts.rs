//! The lines of a round that has not been dispatched.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    handover::round::Deed::ChangeLines,
    item::ItemKind,
    round::NewLine,
};
use serde_json::{Value, json};

use self::known::{Found, Known};
use super::permitted;
use crate::{
    Error, Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    changes, custody,
    db::{sql, touch},
    error::unique,
    numbers::{self, Thing},
};

mod known;

const VIN_IS_TAKEN: &str = "A vehicle with this VIN is registered already: check the number";

/// Adds an item (or lot) with its line and its funding shares. Answers the item's tag.
///
/// # Errors
/// Staff only; the round is not editable; unknown unit, agency, phase or grant; a VIN that is registered already.
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
    insert(tx, viewer, at, (round, code), &new.iter().zip(&found).collect::<Vec<_>>()).await.map_err(start)
}

async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    (round, code): (i64, &str),
    lines: &[(&NewLine, &Found)],
) -> Result<Vec<String>> {
    let item = numbers::take(tx, Thing::Item, lines.len()).await?;
    let line = numbers::take(tx, Thing::Line, lines.len()).await?;
    let (mut items, mut shares, mut rows, mut bodies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tags = Vec::with_capacity(lines.len());
    for (((new, found), item), line) in lines.iter().zip(item..).zip(line..) {
        let tag = format!("{}-{item:06}", found.component);
        items.push(item_row(item, &tag, at, new));
        shares.extend(share_rows(item, found));
        rows.push(row![line, round, item, found.unit, found.agency, new.quantity, new.quantity, new.note.as_deref()]);
        bodies.push((line.to_string(), body(code, &tag, new)));
        tags.push(tag);
    }
    insert_rows(
        tx,
        "item (id, tag, kind, name, make, model, serial, vin, chassis, plate, quantity, unit_of_measure, phase_id, value_minor,
           currency, illustrative, recorded_at, year, warranty_until, accessories, unit_price_minor)",
        &items,
    )
    .await
    .map_err(unique("vin", VIN_IS_TAKEN))?;
    insert_rows(tx, SHARES, &shares).await?;
    insert_rows(tx, "line (id, round_id, item_id, unit_id, agency_id, quantity, outstanding, note)", &rows).await?;
    changes::record_many(tx, Some(viewer.person), at, Deed::Created, Entity::Line, &bodies).await?;
    Ok(tags)
}

const SHARES: &str = "funding_share (item_id, grant_id, ppm, value_minor)";

fn share_rows(item: i64, found: &Found) -> impl Iterator<Item = Vec<Bind>> {
    found.shares.iter().map(move |(grant, ppm, minor)| row![item, *grant, *ppm, *minor])
}

fn item_row(number: i64, tag: &str, at: Timestamp, new: &NewLine) -> Vec<Bind> {
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
        pieces(new),
        item.unit_of_measure.as_str(),
        new.phase_id,
        new.value.minor,
        new.value.currency.code(),
        item.illustrative,
        at.0,
        details.year,
        details.warranty_until.map(|day| day.to_string()),
        checklist(&details.accessories),
        details.unit_price.map(|price| price.minor),
    ]
}

/// How many there are of the item itself.
fn pieces(new: &NewLine) -> i64 {
    if new.item.kind == ItemKind::Lot { new.quantity } else { 1 }
}

/// One a line, as it is stored.
fn checklist(accessories: &[String]) -> Option<String> {
    (!accessories.is_empty()).then(|| accessories.join("\n"))
}

/// The facts of a line with its item and who pays for it.
fn body(code: &str, tag: &str, new: &NewLine) -> Value {
    let (item, details) = (&new.item, &new.item.details);
    json!({
        "round": code, "tag": tag, "kind": item.kind, "name": item.name, "make": item.make, "model": item.model,
        "serial": item.identity.serial, "vin": item.identity.vin, "chassis": item.identity.chassis,
        "plate": item.identity.plate, "unit": new.unit_code, "agency": new.agency_code, "quantity": new.quantity,
        "value_minor": new.value.minor.to_string(), "currency": new.value.currency, "shares": new.shares,
        "illustrative": item.illustrative, "note": new.note, "unit_of_measure": item.unit_of_measure, "phase": new.phase_id,
        "year": details.year, "warranty_until": details.warranty_until, "accessories": checklist(&details.accessories),
        "unit_price_minor": details.unit_price.map(|price| price.minor.to_string()),
    })
}

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
    let (item, tag) = editable(tx, viewer, code, line).await?;
    let found = Known::read(tx, std::slice::from_ref(new), Some(item)).await?.find(new)?;
    update_item(tx, item, new).await?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM funding_share WHERE item_id = $1").bind(item).execute(c))?;
    insert_rows(tx, SHARES, &share_rows(item, &found).collect::<Vec<_>>()).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE line SET unit_id = $2, agency_id = $3, quantity = $4, outstanding = $4, note = $5 WHERE id = $1"
    )
    .bind(line)
    .bind(found.unit)
    .bind(found.agency)
    .bind(new.quantity)
    .bind(&new.note)
    .execute(c))?;
    let (key, body) = (line.to_string(), body(code, &tag, new));
    changes::record(tx, Some(viewer.person), at, Deed::Edited, Entity::Line, &key, &body).await?;
    Ok(tag)
}

async fn update_item(tx: &mut Tx, id: i64, new: &NewLine) -> Result<()> {
    let (item, details) = (&new.item, &new.item.details);
    touch!(tx, |c| sqlx::query(
        "UPDATE item SET kind = $2, name = $3, make = $4, model = $5, serial = $6, vin = $7, chassis = $8, plate = $9,
           quantity = $10, unit_of_measure = $11, phase_id = $12, value_minor = $13, currency = $14, illustrative = $15,
           year = $16, warranty_until = $17, accessories = $18, unit_price_minor = $19 WHERE id = $1"
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
    .bind(checklist(&details.accessories))
    .bind(details.unit_price.map(|price| price.minor))
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
