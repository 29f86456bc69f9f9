//! Every line, its item and its funding stand as they were written down.

use std::collections::{BTreeMap, HashMap};

use domain::{Currency, Money};
use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{Parsed, Result, Tx, db::sql};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    item_id: i64,
    tag: String,
    kind: String,
    name: String,
    make: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    plate: Option<String>,
    unit_of_measure: String,
    phase_id: i64,
    value_minor: i64,
    currency: Parsed<Currency>,
    illustrative: bool,
    year: Option<i64>,
    warranty_until: Option<String>,
    accessories: Option<String>,
    unit_price_minor: Option<i64>,
    unit: String,
    agency: String,
    quantity: i64,
    note: Option<String>,
}

const LINES: &str = "SELECT l.id, l.item_id, i.tag, i.kind, i.name, i.make, i.model, i.serial, i.vin, i.chassis, i.plate,
    i.unit_of_measure, i.phase_id, i.value_minor, i.currency, i.illustrative, i.year, i.warranty_until, i.accessories, i.unit_price_minor, u.code AS unit, a.code AS agency, l.quantity, l.note
  FROM line l JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id ORDER BY l.id";

/// The shares that came with each item: those of today, or, where they were changed since, the first of its history.
const ENTERED: &str = "
  SELECT f.item_id, g.code, f.ppm, f.value_minor FROM funding_share f JOIN grant_agreement g ON g.id = f.grant_id
  WHERE NOT EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = f.item_id)
  UNION ALL SELECT h.item_id, g.code, v.ppm, v.value_minor FROM funding_change h
  JOIN funding_change_share v ON v.change_id = h.id JOIN grant_agreement g ON g.id = v.grant_id WHERE h.number = 1";

/// (item, grant code, parts per million, minor units)
type Share = (i64, String, i64, i64);

pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<()>> {
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(LINES).fetch_all(c))?;
    let shares: Vec<Share> = sql!(tx, |c| sqlx::query_as(ENTERED).fetch_all(c))?;
    Ok(compare(&rows, &shares, chain))
}

fn compare(rows: &[Row], shares: &[Share], chain: &[ChainRow]) -> Checked<()> {
    // The last word on each line. (SQLite once gave the number of a removed line to the next one.)
    let mut written: HashMap<&str, &ChainRow> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "line") {
        written.insert(&change.entity_key, change);
    }
    let mut parts: HashMap<i64, BTreeMap<&str, (i64, i64)>> = HashMap::new();
    for (item, grant, ppm, minor) in shares {
        parts.entry(*item).or_default().insert(grant, (*ppm, *minor));
    }
    for row in rows {
        let id = row.id.to_string();
        match written.remove(id.as_str()) {
            Some(change) if stands(change) => {
                row.is_as_written(change, parts.get(&row.item_id))?;
            }
            _ => return finding("line", id, "has no audit row"),
        }
    }
    match written.into_values().filter(|c| stands(c)).min_by_key(|c| c.seq) {
        Some(change) => {
            finding("line", &change.entity_key, format!("is missing, but change {} recorded it", change.seq))
        }
        None => Ok(()),
    }
}

/// Not the last word on a line that was removed.
fn stands(change: &ChainRow) -> bool {
    matches!(change.deed.as_str(), "created" | "edited")
}

impl Row {
    fn is_as_written(&self, change: &ChainRow, shares: Option<&BTreeMap<&str, (i64, i64)>>) -> Checked<()> {
        let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        let item = json!({
            "tag": self.tag, "kind": self.kind, "name": self.name, "make": self.make, "model": self.model,
            "serial": self.serial, "vin": self.vin, "chassis": self.chassis, "plate": self.plate,
            "unit_of_measure": self.unit_of_measure, "phase": self.phase_id,
            "value_minor": self.value_minor.to_string(), "currency": self.currency.0, "illustrative": self.illustrative,
            "year": self.year, "warranty_until": self.warranty_until, "accessories": self.accessories,
            "unit_price_minor": self.unit_price_minor.map(|minor| minor.to_string()),
        });
        let line = json!({ "unit": self.unit, "agency": self.agency, "quantity": self.quantity, "note": self.note });
        let line_id = self.id.to_string();
        for (table, row, now) in [("item", &self.tag, item), ("line", &line_id, line)] {
            for (field, is) in now.as_object().into_iter().flatten() {
                let was = &body[field];
                if was != is {
                    let words = format!("differs from change {}: {field} was {was} and is {is}", change.seq);
                    return finding(table, row, words);
                }
            }
        }
        let expected = self.shares_as_written(&body);
        if expected.as_ref() != shares {
            let words = format!("differs from change {}: its grants or their parts are others", change.seq);
            return finding("funding_share", &self.tag, words);
        }
        Ok(())
    }

    /// Grant → (parts per million, its part of the value), computed from the audit row.
    fn shares_as_written<'a>(&self, body: &'a Value) -> Option<BTreeMap<&'a str, (i64, i64)>> {
        let shares: Vec<(&str, i64)> =
            body["shares"].as_array()?.iter().map(|s| Some((s[0].as_str()?, s[1].as_i64()?))).collect::<Option<_>>()?;
        let weights: Vec<i64> = shares.iter().map(|(_, ppm)| *ppm).collect();
        let parts = Money::new(self.value_minor, self.currency.0).split(&weights)?;
        Some(shares.iter().zip(parts).map(|((grant, ppm), part)| (*grant, (*ppm, part.minor))).collect())
    }
}
