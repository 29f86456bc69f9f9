//! The two annexes: the items, line by line, and what of them did not arrive whole.

use serde_json::{Value, json};

use super::{
    View,
    format::{amount, breakable, figure, percentage, short_date, short_digest},
};
use crate::act::{Discrepancy, Line, Sticker, labels};

impl View<'_> {
    pub(super) fn items(&self) -> Value {
        use labels::{CONDITION, DESCRIPTION, DOLLARS, LINE, MARKS, PRICE, QUANTITY, SHARES, TOTAL};
        let head = [LINE, DESCRIPTION, MARKS, QUANTITY, PRICE, TOTAL, DOLLARS, SHARES, CONDITION];
        let rows = self.content.lines.iter().map(|line| {
            json!([
                [line.number.to_string()],
                self.description(line),
                self.marks(line),
                [line.quantity.to_string(), self.both(&line.measure)],
                [line.unit_price.map_or_else(|| "–".to_owned(), amount)],
                [amount(line.total)],
                self.dollars(line),
                shares(line),
                self.condition(line),
            ])
        });
        let head = head.map(|label| self.label(label));
        json!({ "title": self.label(labels::ANNEX_1), "head": head, "rows": rows.collect::<Vec<_>>() })
    }

    fn description(&self, line: &Line) -> Vec<String> {
        let mut parts: Vec<String> = self.distinct(&line.description).iter().map(|text| breakable(text)).collect();
        let year = line.year.map(|year| year.to_string());
        let model: Vec<String> = line.make_model.iter().cloned().chain(year).collect();
        if !model.is_empty() {
            parts.push(breakable(&model.join(", ")));
        }
        if !line.accessories.is_empty() {
            let names = line.accessories.iter().map(|one| self.both(one)).collect::<Vec<_>>().join(", ");
            parts.push(breakable(&format!("{}: {names}", self.joined(labels::ACCESSORIES))));
        }
        parts
    }

    fn marks(&self, line: &Line) -> Vec<String> {
        let named = [
            (labels::SERIAL, &line.serial),
            (labels::VIN, &line.vin),
            (labels::CHASSIS, &line.chassis),
            (labels::ENGINE, &line.engine),
            (labels::PLATE, &line.plate),
            (labels::TAG, &line.tag),
        ];
        let named = named.into_iter().filter_map(|(label, mark)| Some((label, mark.as_ref()?)));
        let marks = named.map(|(label, mark)| breakable(&format!("{} {mark}", self.joined(label))));
        marks.chain(line.unit.iter().map(|unit| breakable(unit))).collect()
    }

    fn dollars(&self, line: &Line) -> Vec<String> {
        let Some(dollars) = &line.dollars else { return vec![self.joined(labels::UNKNOWN)] };
        let rate =
            dollars.rate.map(|(rate, day)| format!("{}/USD {rate}, {}", line.total.currency.code(), short_date(day)));
        [figure(dollars.amount)].into_iter().chain(rate).collect()
    }

    fn condition(&self, line: &Line) -> Vec<String> {
        let warranty = line.warranty_until.map(|day| format!("{} {}", self.joined(labels::WARRANTY), short_date(day)));
        let sticker = line.sticker.as_ref().map(|sticker| match sticker {
            Sticker::Affixed => self.joined(labels::STICKER),
            Sticker::Exempt(reason) => format!("{}: {}", self.joined(labels::NO_STICKER), self.both(reason)),
        });
        [self.both(&line.condition)].into_iter().chain(warranty).chain(sticker).map(|part| breakable(&part)).collect()
    }

    /// None when everything arrived whole: then there is no second annex.
    pub(super) fn discrepancies(&self) -> Option<Value> {
        use labels::{CAUSE, DAMAGED, DISPATCHED, LINE, RECEIVED, REFUSED, SHORT, SURPLUS};
        if self.content.discrepancies.is_empty() {
            return None;
        }
        let head = [LINE, DISPATCHED, RECEIVED, SHORT, DAMAGED, REFUSED, SURPLUS, CAUSE].map(|label| self.label(label));
        let rows = self.content.discrepancies.iter().map(|one| {
            let Discrepancy {
                line,
                dispatched,
                received,
                short,
                damaged,
                refused,
                surplus,
                cause,
                found,
                missing,
                photos,
            } = one;
            let counts = [i64::from(*line), *dispatched, *received, *short, *damaged, *refused, *surplus];
            let cause = cause.iter().map(|cause| self.both(cause));
            let listed = |label, words: &[String]| {
                (!words.is_empty()).then(|| format!("{} {}", self.joined(label), words.join(", ")))
            };
            let photos: Vec<String> = photos.iter().map(|digest| short_digest(digest)).collect();
            let others = [(labels::FOUND, found), (labels::MISSING, missing), (labels::PHOTO, &photos)];
            let others = others.into_iter().filter_map(|(label, words)| listed(label, words));
            let cause = cause.chain(others).collect::<Vec<_>>().join("; ");
            counts.iter().map(|count| vec![count.to_string()]).chain([vec![breakable(&cause)]]).collect::<Vec<_>>()
        });
        Some(json!({ "title": self.label(labels::ANNEX_2), "head": head, "rows": rows.collect::<Vec<_>>() }))
    }
}

fn shares(line: &Line) -> Vec<String> {
    let shares = line.shares.iter().map(|share| {
        let usd = share.usd.map_or_else(String::new, |usd| format!(", {}", figure(usd)));
        breakable(&format!("{} {}{usd}", share.grant, percentage(share.ppm)))
    });
    shares.collect()
}
