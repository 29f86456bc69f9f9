//! What an act states of each of its lines: everything is read for all of them together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{Currency, Money, Rate, item::Condition, rate::RateSource};

use super::{
    facts::{Count, LineFacts},
    words::Words,
};
use crate::{
    LineRow, Parsed, Result, Tx,
    batch::Bind,
    items::change_as_of,
    query::{Query, ask},
    rates,
    receipts::stands,
    units::grouped,
};

pub(super) struct Known {
    /// Item → who had paid for it on the day of the handover, the largest share first.
    shares: HashMap<i64, Vec<Share>>,
    /// Line → its counts, the first one first.
    counts: HashMap<i64, Vec<CountRow>>,
    /// Of the day of the handover, with the day from which each holds.
    rates: BTreeMap<&'static str, (Rate, NaiveDate)>,
}

#[derive(sqlx::FromRow)]
struct Share {
    item_id: i64,
    code: String,
    ppm: i64,
    value_minor: i64,
    /// The names of those who gave the grant, each on a line.
    donors: Option<String>,
}

/// Who gave the grant `g`.
macro_rules! donors {
    () => {
        "(SELECT string_agg(s.name, '\n') FROM (SELECT d.name FROM grant_donor x JOIN donor d ON d.id = x.donor_id
          WHERE x.grant_id = g.id ORDER BY d.name) s) AS donors"
    };
}

const SHARES: &str = concat!(
    "
  SELECT f.item_id, g.code, f.ppm, f.value_minor, ",
    donors!(),
    " FROM funding_share f JOIN grant_agreement g ON g.id = f.grant_id
  WHERE NOT EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = f.item_id) AND f.item_id IN ("
);

/// Where shares were changed: those of the day `?`, as far as is known now.
const SHARES_THEN: &str = concat!(
    ") UNION ALL SELECT i.id, g.code, v.ppm, v.value_minor, ",
    donors!(),
    " FROM item i JOIN funding_change_share v ON v.change_id = ",
    change_as_of!("i.id", "?", "9223372036854775807"),
    " JOIN grant_agreement g ON g.id = v.grant_id WHERE i.id IN ("
);

#[derive(sqlx::FromRow)]
struct CountRow {
    line_id: i64,
    condition: Parsed<Condition>,
    remark: Option<String>,
    serial_found: Option<String>,
    missing: Option<String>,
    /// The digests of its photos, with a space between two.
    photos: Option<String>,
}

impl Known {
    pub(super) async fn read(tx: &mut Tx, date: NaiveDate, lines: &[LineRow]) -> Result<Self> {
        let items = || lines.iter().map(|line| line.item_id);
        let mut query = Query::new(SHARES);
        query.push_ids(items());
        query.push(SHARES_THEN, [Bind::from(date.to_string())]);
        query.push_ids(items());
        query.push(") ORDER BY 3 DESC, 2", []);
        let shares: Vec<Share> = ask!(&mut *tx, query, fetch_all)?;

        let ids = || lines.iter().map(|line| line.id);
        let mut query = Query::new(concat!(
            "SELECT n.line_id, n.condition, n.remark, n.serial_found, n.missing,
               (SELECT string_agg(s.sha256, ' ') FROM (SELECT p.sha256 FROM receipt_photo p WHERE p.receipt_line_id = n.id
                 ORDER BY p.place) s) AS photos
             FROM receipt_line n
             JOIN receipt t ON t.id = n.receipt_id WHERE ",
            stands!(),
            " AND n.line_id IN ("
        ));
        query.push_ids(ids());
        query.push(") ORDER BY n.line_id, n.sequence", []);
        let counts: Vec<CountRow> = ask!(&mut *tx, query, fetch_all)?;

        let currencies: BTreeSet<Currency> = lines.iter().map(|line| line.value.currency).collect();
        let mut rates = BTreeMap::new();
        for currency in currencies.into_iter().filter(|currency| *currency != Currency::Usd) {
            if let Some(rate) = rates::applying(tx, RateSource::UnOperational, currency, date, None).await? {
                rates.insert(currency.code(), (rate.rate, rate.effective_on));
            }
        }
        Ok(Known {
            shares: grouped(shares.into_iter().map(|share| (share.item_id, share))),
            counts: grouped(counts.into_iter().map(|count| (count.line_id, count))),
            rates,
        })
    }

    /// Code of a grant that had paid for something on the act → its donors by name.
    pub(super) fn grants(&self) -> BTreeMap<&str, Vec<&str>> {
        let shares = self.shares.values().flatten();
        shares
            .map(|share| (share.code.as_str(), share.donors.iter().flat_map(|names| names.lines()).collect()))
            .collect()
    }

    pub(super) fn line(&self, words: &Words, line: LineRow) -> LineFacts {
        let dollars = self.dollars(line.value);
        let shares = self.shares.get(&line.item_id).map(Vec::as_slice).unwrap_or_default();
        let weights: Vec<i64> = shares.iter().map(|share| share.ppm).collect();
        let parts = dollars.and_then(|(amount, _)| amount.split(&weights));
        // Dollars were split when they were booked: splitting them again could give the odd cent to another grant.
        let booked = line.value.currency == Currency::Usd;
        let part = |i: usize, minor: i64| match booked {
            true => Some(Money::new(minor, Currency::Usd)),
            false => parts.as_ref().and_then(|parts| parts.get(i).copied()),
        };
        let unit_price =
            line.details.unit_price.filter(|price| price.times(line.quantity) == Ok(line.value)).or_else(|| {
                let even = line.value.minor % line.quantity == 0;
                even.then(|| Money::new(line.value.minor / line.quantity, line.value.currency))
            });
        let make_model: Vec<&str> = [line.make.as_deref(), line.model.as_deref()].into_iter().flatten().collect();
        let counted = self.count(&line);
        LineFacts {
            shares: shares
                .iter()
                .enumerate()
                .map(|(i, share)| (share.code.clone(), share.ppm, part(i, share.value_minor)))
                .collect(),
            tag: line.tag,
            name: words.of(&line.name),
            make_model: Some(make_model.join(" ")).filter(|words| !words.is_empty()),
            year: line.details.year,
            identity: line.identity.unwrap_or_default(),
            unit: line.unit.code.unwrap_or_default(),
            quantity: line.quantity,
            measure: words.of(&line.unit_of_measure),
            unit_price,
            value: line.value,
            dollars,
            condition: counted.as_ref().map(|(condition, _)| *condition),
            accessories: line.details.accessories.iter().map(|name| words.of(name)).collect(),
            warranty_until: line.details.warranty_until,
            count: counted.map(|(_, count)| count),
        }
    }

    /// At the UN rate of the day of the handover, as it is known now; nothing without one.
    fn dollars(&self, value: Money) -> Option<(Money, Option<(Rate, NaiveDate)>)> {
        if value.currency == Currency::Usd {
            return Some((value, None));
        }
        let (rate, day) = self.rates.get(value.currency.code())?;
        Some((rate.dollars(value).ok()?, Some((*rate, *day))))
    }

    fn count(&self, line: &LineRow) -> Option<(Condition, Count)> {
        let rows = self.counts.get(&line.id)?;
        let condition = rows.last()?.condition.0;
        let missing = rows.iter().filter_map(|row| row.missing.as_deref()).flat_map(str::lines).map(str::to_owned);
        let counted = line.counted;
        let count = Count {
            received: counted.received,
            short: counted.short,
            damaged: counted.damaged,
            refused: counted.refused,
            surplus: counted.surplus,
            missing: missing.collect(),
            found: rows.iter().filter_map(|row| row.serial_found.clone()).collect(),
            remarks: rows.iter().filter_map(|row| row.remark.clone()).collect(),
            photos: (rows.iter().filter_map(|row| row.photos.as_deref()).flat_map(str::split_whitespace))
                .map(str::to_owned)
                .collect(),
        };
        Some((condition, count))
    }
}
