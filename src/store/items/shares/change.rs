//! The change of shares: checked, written down, and made the newest where it is.

use chrono::NaiveDate;
use domain::{
    Action, AsOf, Money, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    grant::check_shares,
    share::{AS_ENTERED, NewShares},
};

use super::{Known, known, paid_as_of};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts::{self, Table, ToldBy, list, rows},
    periods,
};

/// A share with the id of its grant.
struct Part {
    grant: i64,
    ppm: i64,
    value: Money,
}

/// Writes down who paid which part of an item from a day on. The value is split by largest remainder; nothing that was
/// written before is altered.
///
/// # Errors
/// Staff only; no such item; it is not dispatched yet; no such grant; shares that do not make a whole; a day in the
/// future, before the handover or in a locked period of a grant that gains or loses by it; nothing would change.
pub async fn change_shares(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewShares) -> Result<()> {
    viewer.may(Action::ManageMoney)?;
    let item = known(tx, tag).await?;
    let Some(sent_on) = item.sent_on.map(|d| d.0) else {
        return Err(Error::conflict(format!(
            "“{}” has not been dispatched: who pays for it is still changed with its line in the round",
            item.name
        )));
    };
    check_day(new.effective_on, sent_on, at)?;
    let parts = split(tx, &item, &new.shares).await?;
    let day = AsOf { day: Some(new.effective_on), known: None };
    let mut before = in_force(tx, item.id, day).await?;
    let mut wanted: Vec<(i64, i64)> = parts.iter().map(|part| (part.grant, part.ppm)).collect();
    let mut concerned: Vec<i64> = before.iter().chain(&wanted).map(|(grant, _)| *grant).collect();
    before.sort_unstable();
    wanted.sort_unstable();
    concerned.sort_unstable();
    concerned.dedup();
    if before == wanted {
        let words = format!("These are the shares on {} already: change one of them", words(new.effective_on));
        return Err(Error::invalid("shares[0][percent]", words));
    }
    for grant in concerned {
        periods::check_open(tx, "effective_on", grant, new.effective_on, at).await?;
    }
    let newest = newest(tx, viewer, at, &item, sent_on).await?;
    let number = newest.0 + 1;
    let id = write(tx, viewer, at, &item, number, PartialDate::Day(new.effective_on), &new.reason).await?;
    for part in &parts {
        add_part(tx, item.id, number, part).await?;
    }
    if PartialDate::Day(new.effective_on).start() >= newest.1.start() {
        replace_current(tx, item.id, number).await?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &SHARES, id).await
}

/// The first entry of an item comes with the second and says what its line said.
pub(crate) static SHARES: Table = Table::new(
    "funding_change",
    Entity::Item,
    ToldBy::KeyAnd("shares_number"),
    rows!(
        "SELECT h.id AS _id, i.tag AS _key, 'edited' AS _deed, h.person_id AS _person, h.recorded_at AS _at,
           h.number AS shares_number, h.effective_on, h.reason FROM funding_change h JOIN item i ON i.id = h.item_id",
        "h.id",
        "h.number > 1"
    ),
)
.lists(&[list!(
    "shares{}",
    "SELECT v.change_id AS _of, g.code AS \"grant\", v.ppm, CAST(v.value_minor AS TEXT) AS value_minor, i.currency
     FROM funding_change_share v JOIN grant_agreement g ON g.id = v.grant_id
     JOIN funding_change h ON h.id = v.change_id JOIN item i ON i.id = h.item_id",
    "v.change_id",
    "g.code"
)]);

fn check_day(day: NaiveDate, sent_on: PartialDate, at: Timestamp) -> Result<()> {
    if day > at.day() {
        return Err(Error::invalid("effective_on", "This day lies in the future: enter today or an earlier day"));
    }
    if day < sent_on.start() {
        let words = format!("It was handed over on {}; enter that day or a later one", sent_on.words());
        return Err(Error::invalid("effective_on", words));
    }
    Ok(())
}

fn words(day: NaiveDate) -> String {
    PartialDate::Day(day).words()
}

async fn split(tx: &mut Tx, item: &Known, shares: &[(String, i64)]) -> Result<Vec<Part>> {
    let mut grants = Vec::new();
    for (i, (code, ppm)) in shares.iter().enumerate() {
        let id: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
        let unknown = || Error::invalid(format!("shares[{i}][grant]"), "Choose a grant from the list");
        grants.push((id.ok_or_else(unknown)?, *ppm));
    }
    let wrong = |words: String| Error::invalid("shares[0][percent]", words);
    check_shares(&grants).map_err(wrong)?;
    let weights: Vec<i64> = grants.iter().map(|(_, ppm)| *ppm).collect();
    let values = Money::new(item.value_minor, item.currency.0)
        .split(&weights)
        .ok_or_else(|| wrong("Enter shares that add up to 100 %".to_owned()))?;
    Ok(grants.into_iter().zip(values).map(|((grant, ppm), value)| Part { grant, ppm, value }).collect())
}

/// (grant, parts per million) as of then.
async fn in_force(tx: &mut Tx, item: i64, as_of: AsOf) -> Result<Vec<(i64, i64)>> {
    Ok(sql!(tx, |c| sqlx::query_as(concat!("SELECT f.grant_id, f.ppm FROM ", paid_as_of!("$1", "$2", "$3"), " f"))
        .bind(item)
        .bind(as_of.day_text())
        .bind(as_of.known_millis())
        .fetch_all(c))?)
}

/// The highest number so far and the newest effective date. Writes the first entry if there is none.
async fn newest(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    item: &Known,
    sent_on: PartialDate,
) -> Result<(i64, PartialDate)> {
    let known: Option<(i64, Parsed<PartialDate>)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
            "SELECT (SELECT MAX(number) FROM funding_change WHERE item_id = $1), effective_on FROM funding_change
         WHERE item_id = $1 ORDER BY effective_on DESC LIMIT 1",
        )
        .bind(item.id)
        .fetch_optional(c)
    })?;
    if let Some((number, day)) = known {
        return Ok((number, day.0));
    }
    write(tx, viewer, at, item, 1, sent_on, AS_ENTERED).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO funding_change_share (change_id, grant_id, ppm, value_minor)
         SELECT h.id, f.grant_id, f.ppm, f.value_minor FROM funding_change h JOIN funding_share f ON f.item_id = h.item_id
         WHERE h.item_id = $1 AND h.number = 1"
    )
    .bind(item.id)
    .execute(c)
    })?;
    Ok((1, sent_on))
}

async fn write(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    item: &Known,
    number: i64,
    effective_on: PartialDate,
    reason: &str,
) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar(
        "INSERT INTO funding_change (item_id, number, effective_on, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(item.id)
    .bind(number)
    .bind(Parsed(effective_on))
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?)
}

async fn add_part(tx: &mut Tx, item: i64, number: i64, part: &Part) -> Result<()> {
    touch!(tx, |c| sqlx::query(
        "INSERT INTO funding_change_share (change_id, grant_id, ppm, value_minor)
         SELECT h.id, $3, $4, $5 FROM funding_change h WHERE h.item_id = $1 AND h.number = $2"
    )
    .bind(item)
    .bind(number)
    .bind(part.grant)
    .bind(part.ppm)
    .bind(part.value.minor)
    .execute(c))?;
    Ok(())
}

async fn replace_current(tx: &mut Tx, item: i64, number: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM funding_share WHERE item_id = $1").bind(item).execute(c))?;
    touch!(tx, |c| sqlx::query(
        "INSERT INTO funding_share (item_id, grant_id, ppm, value_minor)
         SELECT h.item_id, v.grant_id, v.ppm, v.value_minor FROM funding_change h
         JOIN funding_change_share v ON v.change_id = h.id WHERE h.item_id = $1 AND h.number = $2"
    )
    .bind(item)
    .bind(number)
    .execute(c))?;
    Ok(())
}
