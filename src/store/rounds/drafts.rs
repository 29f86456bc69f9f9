//! The lines of a round that has not been dispatched.

use domain::{
    Action, Money, Timestamp, Viewer,
    change::{Deed, Entity},
    grant::check_shares,
    handover::round::Deed::ChangeLines,
    item::ItemKind,
    round::NewLine,
};
use serde_json::json;

use super::permitted;
use crate::{
    Error, Parsed, Result, Tx, changes, custody,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, list, rows},
};

/// Adds an item (or lot) with its line and its funding shares. Answers the item's tag.
///
/// # Errors
/// Staff only; the round is not editable; unknown unit, agency, phase or grant; a VIN that is registered already.
pub async fn add_line(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, new: &NewLine) -> Result<String> {
    let round = permitted(tx, viewer, code, ChangeLines).await?.id;
    insert_line(tx, viewer, at, round, new).await
}

/// Adds many lines; the round is asked once. Answers their tags.
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
    let mut tags = Vec::with_capacity(new.len());
    for (place, line) in new.iter().enumerate() {
        tags.push(insert_line(tx, viewer, at, round, line).await.map_err(|error| (place, error))?);
    }
    Ok(tags)
}

async fn insert_line(tx: &mut Tx, viewer: &Viewer, at: Timestamp, round: i64, new: &NewLine) -> Result<String> {
    if new.item.kind != ItemKind::Lot && new.quantity != 1 {
        return Err(Error::invalid(
            "quantity",
            "A single thing has quantity 1; for several equal things choose “Counted lot”",
        ));
    }
    let unit = lookup(tx, "SELECT id FROM unit WHERE code = $1", &new.unit_code, "unit").await?;
    let agency = lookup(tx, "SELECT id FROM agency WHERE code = $1", &new.agency_code, "agency").await?;
    let tag = insert_item(tx, at, new).await?;
    let item = lookup(tx, "SELECT id FROM item WHERE tag = $1", &tag, "tag").await?;
    insert_shares(tx, item, new).await?;
    let line: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO line (round_id, item_id, unit_id, agency_id, quantity, outstanding, note) VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING id"
    )
    .bind(round)
    .bind(item)
    .bind(unit)
    .bind(agency)
    .bind(new.quantity)
    .bind(&new.note)
    .fetch_one(c)
    })?;
    let rows = [(&LINE, line.into()), (&ITEM, item.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Created, &rows).await?;
    Ok(tag)
}

/// `round` is the code that the round had then: a draft can get another one. The shares are those with which the item came.
pub(crate) static LINE: Table = Table::new(
    "line",
    Entity::Line,
    ToldBy::Key,
    rows!(
        "SELECT l.id AS _id, l.id AS _key, 'created' AS _deed, r.code AS \"round~\", l.round_id, u.code AS unit,
           a.code AS agency, l.quantity, l.note FROM line l JOIN round r ON r.id = l.round_id
         JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id",
        "l.id"
    ),
)
.deeds(&[Deed::Created, Deed::Removed]);

/// An item comes with its line, and is told together with it.
pub(crate) static ITEM: Table = Table::new(
    "item",
    Entity::Line,
    ToldBy::Key,
    rows!(
        "SELECT i.id AS _id, l.id AS _key, i.tag AS _row, 'created' AS _deed, i.recorded_at AS _at, i.tag, i.kind, i.name, i.make,
           i.model, i.serial, i.vin, i.chassis, i.plate, i.quantity, i.unit_of_measure, i.phase_id AS phase,
           CAST(i.value_minor AS TEXT) AS value_minor, i.currency, i.illustrative AS \"illustrative!\", i.year, i.warranty_until,
           i.accessories, CAST(i.unit_price_minor AS TEXT) AS unit_price_minor
         FROM item i LEFT JOIN line l ON l.item_id = i.id",
        "i.id"
    ),
)
.deeds(&[Deed::Created, Deed::Removed])
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

/// Takes a line out of a round that has not been dispatched, with the item that it brought.
///
/// # Errors
/// Staff only; the round is not editable; no such line.
pub async fn remove_line(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, line: i64) -> Result<()> {
    let round = permitted(tx, viewer, code, ChangeLines).await?;
    let there: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM line WHERE id = $1 AND round_id = $2")
            .bind(line)
            .bind(round.id)
            .fetch_optional(c))?;
    custody::check_untouched(tx, there.ok_or_else(Error::not_found)?).await?;
    let item: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("DELETE FROM line WHERE id = $1 AND round_id = $2 RETURNING item_id")
            .bind(line)
            .bind(round.id)
            .fetch_optional(c))?;
    let item = item.ok_or_else(Error::not_found)?;
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

/// Replaces a line by a corrected one; both are in the audit chain.
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
    remove_line(tx, viewer, at, code, line).await?;
    add_line(tx, viewer, at, code, new).await
}

async fn insert_item(tx: &mut Tx, at: Timestamp, new: &NewLine) -> Result<String> {
    let component: Option<String> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT k.code FROM phase p JOIN component k ON k.id = p.component_id WHERE p.id = $1"
    )
    .bind(new.phase_id)
    .fetch_optional(c))?;
    let component = component.ok_or_else(|| Error::invalid("phase", "Choose the component and phase from the list"))?;
    // Writers are queued (see Db::write), so nobody else takes the same number.
    let number: i64 = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) + 1 FROM item").fetch_one(c))?;
    let tag = format!("{component}-{number:06}");
    let item = &new.item;
    let quantity = if item.kind == ItemKind::Lot { new.quantity } else { 1 };
    touch!(tx, |c| sqlx::query(
        "INSERT INTO item (id, tag, kind, name, make, model, serial, vin, chassis, plate, quantity, unit_of_measure, phase_id,
           value_minor, currency, illustrative, recorded_at, year, warranty_until, accessories, unit_price_minor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
    )
    .bind(number)
    .bind(&tag)
    .bind(item.kind.word())
    .bind(&item.name)
    .bind(&item.make)
    .bind(&item.model)
    .bind(&item.identity.serial)
    .bind(&item.identity.vin)
    .bind(&item.identity.chassis)
    .bind(&item.identity.plate)
    .bind(quantity)
    .bind(&item.unit_of_measure)
    .bind(new.phase_id)
    .bind(new.value.minor)
    .bind(new.value.currency.code())
    .bind(item.illustrative)
    .bind(at.0)
    .bind(item.details.year)
    .bind(item.details.warranty_until.map(Parsed))
    .bind(checklist(&item.details.accessories))
    .bind(item.details.unit_price.map(|price| price.minor))
    .execute(c))
    .map_err(unique("vin", "A vehicle with this VIN is registered already: check the number"))?;
    Ok(tag)
}

/// One a line, as it is stored.
fn checklist(accessories: &[String]) -> Option<String> {
    (!accessories.is_empty()).then(|| accessories.join("\n"))
}

async fn insert_shares(tx: &mut Tx, item: i64, new: &NewLine) -> Result<()> {
    // Positions stand in for grant ids; a grant that is named twice has one position.
    let first = |code: &str| new.shares.iter().position(|(other, _)| other == code).map_or(-1, |p| p as i64);
    let numbered: Vec<(i64, i64)> = new.shares.iter().map(|(code, ppm)| (first(code), *ppm)).collect();
    check_shares(&numbered).map_err(|words| Error::invalid("shares[0][percent]", words))?;
    let weights: Vec<i64> = new.shares.iter().map(|(_, ppm)| *ppm).collect();
    let parts: Vec<Money> = new
        .value
        .split(&weights)
        .ok_or_else(|| Error::invalid("shares[0][percent]", "Enter shares that add up to 100 %"))?;
    for (i, ((grant, ppm), part)) in new.shares.iter().zip(parts).enumerate() {
        let known: Option<i64> =
            sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
                .bind(grant)
                .fetch_optional(c))?;
        let grant =
            known.ok_or_else(|| Error::invalid(format!("shares[{i}][grant]"), "Choose a grant from the list"))?;
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO funding_share (item_id, grant_id, ppm, value_minor) VALUES ($1, $2, $3, $4)"
        )
        .bind(item)
        .bind(grant)
        .bind(*ppm)
        .bind(part.minor)
        .execute(c))?;
    }
    Ok(())
}

async fn lookup(tx: &mut Tx, query: &'static str, code: &str, field: &'static str) -> Result<i64> {
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar(query).bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("There is no “{code}”: choose from the list")))
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
