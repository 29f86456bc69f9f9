//! What stands now of what grants paid for.

use domain::{Currency, Money};

use super::{
    Which,
    items::{Check, Facts, ItemNow},
    readers::{Names, part},
};
use crate::{
    Parsed, Result, Tx,
    batch::{Bind, row},
    query::ask,
    text::{money_key, sort_key},
};

pub(super) const GRANT: &str = "grant_item (grant_id, item_id, line_id, unit_id, agency_id, state, sent, counted, whole, checked, seen_whole, \
                                currency, value_minor, confirmed_minor, seen_minor, sort_day, sort_name, sort_unit, \
                                sort_donor_unit, sort_signed, sort_value)";

/// An item as a grant that paid for it has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GrantItem {
    pub grant: i64,
    pub line: i64,
    pub unit: i64,
    pub agency: i64,
    pub state: String,
    pub sent: bool,
    pub counted: bool,
    pub whole: bool,
    pub checked: bool,
    pub seen_whole: bool,
    pub value: Money,
    pub confirmed: i64,
    pub seen: i64,
    pub sort_day: String,
    pub sort_name: String,
    pub sort_unit: String,
    pub sort_donor_unit: String,
    pub sort_signed: String,
    pub sort_value: String,
}

/// As each of the grants has it: nothing of cancelled rounds, with which nothing was bought.
pub(super) fn of(
    facts: &Facts,
    item: &ItemNow,
    funded: &[(i64, i64)],
    verified: &[Check],
    names: &Names,
) -> Vec<GrantItem> {
    if facts.cancelled {
        return Vec::new();
    }
    // Of two checks on one day the later entry counts.
    let newest = verified.iter().enumerate().max_by_key(|(place, (day, ..))| (day.to_string(), *place));
    let seen = newest.map(|(_, (.., seen))| *seen);
    let grant = |(grant, minor): &(i64, i64)| {
        let value = Money::new(*minor, item.value.currency);
        GrantItem {
            grant: *grant,
            line: item.line,
            unit: item.unit,
            agency: item.agency,
            state: item.state.to_owned(),
            sent: item.dispatched,
            counted: item.counted.counts > 0,
            whole: item.counted.received >= facts.quantity,
            checked: seen.is_some(),
            seen_whole: seen.is_some_and(|seen| seen >= facts.quantity),
            value,
            confirmed: part(value, item.counted.received, facts.quantity),
            seen: seen.map_or(0, |seen| part(value, seen, facts.quantity)),
            sort_day: facts.round_day.map(|day| day.0.to_string()).unwrap_or_default(),
            sort_name: sort_key(&facts.name),
            sort_unit: names.unit_key(item.unit, false),
            sort_donor_unit: names.unit_key(item.unit, true),
            sort_signed: item.received_on.clone().unwrap_or_default(),
            sort_value: money_key(value.currency.code(), value.minor),
        }
    };
    funded.iter().map(grant).collect()
}

impl GrantItem {
    pub(super) fn row(&self, item: i64) -> Vec<Bind> {
        row![
            self.grant,
            item,
            self.line,
            self.unit,
            self.agency,
            self.state.as_str(),
            self.sent,
            self.counted,
            self.whole,
            self.checked,
            self.seen_whole,
            self.value.currency.code(),
            self.value.minor,
            self.confirmed,
            self.seen,
            self.sort_day.as_str(),
            self.sort_name.as_str(),
            self.sort_unit.as_str(),
            self.sort_donor_unit.as_str(),
            self.sort_signed.as_str(),
            self.sort_value.as_str(),
        ]
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    grant_id: i64,
    item_id: i64,
    line_id: i64,
    unit_id: i64,
    agency_id: i64,
    state: String,
    sent: bool,
    counted: bool,
    whole: bool,
    checked: bool,
    seen_whole: bool,
    currency: Parsed<Currency>,
    value_minor: i64,
    confirmed_minor: i64,
    seen_minor: i64,
    sort_day: String,
    sort_name: String,
    sort_unit: String,
    sort_donor_unit: String,
    sort_signed: String,
    sort_value: String,
}

/// What stands in the table for these items: item and row, by grant.
pub(super) async fn read(tx: &mut Tx, which: Which) -> Result<Vec<(i64, GrantItem)>> {
    let query = which.of("SELECT * FROM grant_item WHERE item_id").with(" ORDER BY item_id, grant_id", []);
    let rows: Vec<Stored> = ask!(tx, query, fetch_all)?;
    let item = |row: Stored| {
        let item = GrantItem {
            grant: row.grant_id,
            line: row.line_id,
            unit: row.unit_id,
            agency: row.agency_id,
            state: row.state,
            sent: row.sent,
            counted: row.counted,
            whole: row.whole,
            checked: row.checked,
            seen_whole: row.seen_whole,
            value: Money::new(row.value_minor, row.currency.0),
            confirmed: row.confirmed_minor,
            seen: row.seen_minor,
            sort_day: row.sort_day,
            sort_name: row.sort_name,
            sort_unit: row.sort_unit,
            sort_donor_unit: row.sort_donor_unit,
            sort_signed: row.sort_signed,
            sort_value: row.sort_value,
        };
        (row.item_id, item)
    };
    Ok(rows.into_iter().map(item).collect())
}
