//! A line of a round as entered: the item that it brings, for whom, at whose expense.

use crate::{
    error::{Checks, Refusal},
    grant::{check_shares, parse_share},
    identity::check_words,
    item::{Details, Identity, ItemKind, TypedNumbers, accessories, warranty, year},
    money::{Currency, Money},
    number::count,
};
use serde::{Deserialize, Serialize};

/// A line as entered: the item or lot, for whom, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    pub item: NewItem,
    pub unit_code: String,
    pub agency_code: String,
    pub phase_id: i64,
    pub quantity: i64,
    /// For the whole quantity.
    pub value: Money,
    /// (grant code, parts per million); they make a whole.
    pub shares: Vec<(String, i64)>,
    pub note: Option<String>,
}

/// An item that a line brings with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    pub kind: ItemKind,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub identity: Identity,
    /// The code of its category, which says what number it must have.
    pub category: Option<String>,
    pub unit_of_measure: String,
    pub details: Details,
    /// Invented to add up to a published value whose item list was not published.
    pub illustrative: bool,
}

/// A row of a form that says who pays: a grant and its percentage, as typed. Rows without a grant are skipped.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShareRow {
    pub grant: String,
    pub percent: String,
}

/// The line form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LineForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub round: String,
    pub line: String,
    pub kind: String,
    pub name: String,
    pub make: String,
    pub model: String,
    pub serial: String,
    pub vin: String,
    pub chassis: String,
    pub plate: String,
    pub engine: String,
    pub category: String,
    pub quantity: String,
    pub unit_of_measure: String,
    pub year: String,
    pub warranty: String,
    pub accessories: String,
    pub unit: String,
    pub agency: String,
    pub phase: String,
    pub value: String,
    /// Of one piece; the value follows from it when that is left empty.
    pub unit_price: String,
    pub currency: String,
    pub note: String,
    /// Why it is right in spite of what is doubtful.
    pub reason: String,
    pub shares: Vec<ShareRow>,
    /// The button that was pressed: another one like it is to be entered next.
    pub another: String,
}

impl From<(&str, &str)> for ShareRow {
    fn from((grant, percent): (&str, &str)) -> Self {
        ShareRow { grant: grant.into(), percent: percent.into() }
    }
}

impl NewLine {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &LineForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<ItemKind>().map_err(|_| "Choose what it is"));
        let name = checks.required("name", &form.name, "Enter what it is, such as “Off-road car”");
        let (make, model) = (checks.optional("make", &form.make), checks.optional("model", &form.model));
        for (field, text) in [("name", &form.name), ("make", &form.make), ("model", &form.model)] {
            checks.take(field, check_words(text));
        }
        let category = checks.optional("category", &form.category);
        let typed = TypedNumbers {
            serial: &form.serial,
            vin: &form.vin,
            chassis: &form.chassis,
            plate: &form.plate,
            engine: &form.engine,
        };
        let identity = kind
            .map(|kind| if category.is_some() { Identity::read } else { Identity::parse }(&mut checks, kind, typed))
            .unwrap_or_default();
        let quantity = kind.and_then(|kind| quantity(&mut checks, kind, &form.quantity));
        let unit_of_measure =
            checks.optional("unit_of_measure", &form.unit_of_measure).unwrap_or_else(|| "piece".to_owned());
        let unit_code = checks.required("unit", &form.unit, "Choose the unit that will use it");
        let agency_code = checks.required("agency", &form.agency, "Choose the agency that receives it");
        let phase_id = checks.take("phase", form.phase.parse::<i64>().map_err(|_| "Choose the component and phase"));
        let currency = checks.take("currency", form.currency.parse::<Currency>());
        let unit_price = currency.filter(|_| !form.unit_price.trim().is_empty());
        let unit_price = unit_price.and_then(|c| checks.take("unit_price", Money::parse(&form.unit_price, c)));
        let value = match (currency, unit_price.zip(quantity)) {
            (_, Some((price, quantity))) => whole_value(&mut checks, &form.value, price, quantity),
            // The value would follow from a price or a quantity that is wrong: that is said there, once.
            (Some(_), None) if form.value.trim().is_empty() && !form.unit_price.trim().is_empty() => None,
            (Some(currency), None) => checks.take("value", Money::parse(&form.value, currency)),
            (None, _) => None,
        };
        let details = Details {
            year: year(&mut checks, &form.year),
            warranty_until: warranty(&mut checks, &form.warranty),
            accessories: accessories(&mut checks, &form.accessories),
            unit_price,
        };
        let shares = parse_shares(&mut checks, &form.shares);
        let note = checks.optional("note", &form.note);
        let line = match (kind, quantity, phase_id, value) {
            (Some(kind), Some(quantity), Some(phase_id), Some(value)) => {
                let illustrative = false;
                let item =
                    NewItem { kind, name, make, model, identity, category, unit_of_measure, details, illustrative };
                Some(NewLine { item, unit_code, agency_code, phase_id, quantity, value, shares, note })
            }
            _ => None,
        };
        checks.finish_some(line)
    }
}

/// Unit price times quantity, exactly. A value that was typed as well must say the same.
fn whole_value(checks: &mut Checks, typed: &str, price: Money, quantity: i64) -> Option<Money> {
    let whole = checks.take("unit_price", price.times(quantity))?;
    if !typed.trim().is_empty() {
        let value = checks.take("value", Money::parse(typed, price.currency))?;
        if value != whole {
            checks.fail("value", format!("{quantity} times {price} is {whole}, not {value}: change one of them"));
        }
    }
    Some(whole)
}

pub(crate) fn quantity(checks: &mut Checks, kind: ItemKind, typed: &str) -> Option<i64> {
    let typed = if typed.trim().is_empty() && kind != ItemKind::Lot { "1" } else { typed };
    let quantity = checks.take("quantity", count(typed, 1..=1_000_000))?;
    if kind != ItemKind::Lot && quantity != 1 {
        checks.fail("quantity", "A single thing has quantity 1; for several equal things choose “Counted lot”");
    }
    Some(quantity)
}

/// Rows of (grant code, percentage) in the fields `shares[0][grant]`, `shares[0][percent]` …; rows without a grant are skipped,
/// and a grant that stands alone pays all unless it says otherwise.
pub(crate) fn parse_shares(checks: &mut Checks, rows: &[ShareRow]) -> Vec<(String, i64)> {
    let mut shares = Vec::new();
    let named = |row: &ShareRow| !row.grant.trim().is_empty();
    let alone = rows.iter().filter(|row| named(row)).count() == 1;
    for (i, ShareRow { grant, percent }) in rows.iter().enumerate().filter(|(_, row)| named(row)) {
        let typed = if percent.trim().is_empty() && alone { "100" } else { percent };
        if let Some(ppm) = checks.take(&format!("shares[{i}][percent]"), parse_share(typed)) {
            shares.push((grant.trim().to_owned(), ppm));
        }
    }
    if shares.is_empty() {
        checks.fail("shares[0][grant]", "Choose the grant that paid for it");
    } else if checks.is_clean() || !shares.is_empty() {
        let mut seen: Vec<&str> = shares.iter().map(|(grant, _)| grant.as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        // Positions stand in for grant ids, which only the store knows; naming one grant twice must still be noticed.
        let positions: Vec<(i64, i64)> =
            shares.iter().map(|(g, ppm)| (seen.binary_search(&g.as_str()).map_or(-1, |p| p as i64), *ppm)).collect();
        checks.take("shares[0][percent]", check_shares(&positions));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_every_mistake() {
        let form = LineForm {
            kind: "lot".into(),
            name: "Borescope".into(),
            quantity: "0".into(),
            value: "1.555".into(),
            currency: "USD".into(),
            unit: "IMT-TER".into(),
            agency: "SCC".into(),
            phase: "1".into(),
            shares: [("JP-2020", "60"), ("JP-2020", "40")].map(ShareRow::from).into(),
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewLine::parse(&form) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["quantity", "value", "shares[0][percent]"]);
    }

    #[test]
    fn one_grant_without_a_percentage_pays_all() {
        let form = LineForm {
            kind: "lot".into(),
            name: "Borescope".into(),
            quantity: "33".into(),
            value: "16,500".into(),
            currency: "USD".into(),
            unit: "IMT-TER".into(),
            agency: "SCC".into(),
            phase: "1".into(),
            shares: vec![("JP-2020", "").into(), ("", "").into()],
            ..Default::default()
        };
        assert_eq!(NewLine::parse(&form).expect("line").shares, [("JP-2020".to_owned(), 1_000_000)]);
    }

    #[test]
    fn a_value_follows_from_the_price_of_one() {
        let form = |value: &str, price: &str| LineForm {
            kind: "lot".into(),
            name: "Borescope".into(),
            quantity: "33".into(),
            value: value.into(),
            unit_price: price.into(),
            currency: "USD".into(),
            unit: "IMT-TER".into(),
            agency: "SCC".into(),
            phase: "1".into(),
            shares: vec![("JP-2020", "").into()],
            ..Default::default()
        };
        let line = NewLine::parse(&form("", "500.33")).expect("line");
        assert_eq!((line.value.minor, line.item.details.unit_price.map(|p| p.minor)), (1_651_089, Some(50_033)));
        assert!(NewLine::parse(&form("16,510.89", "500.33")).is_ok());
        let Err(Refusal::Invalid(errors)) = NewLine::parse(&form("16,500", "500.33")) else { panic!("accepted") };
        assert_eq!(errors[0].message, "33 times USD 500.33 is USD 16,510.89, not USD 16,500.00: change one of them");
        let Err(Refusal::Invalid(errors)) =
            NewLine::parse(&LineForm { quantity: "a dozen".into(), ..form("", "500.33") })
        else {
            panic!("accepted")
        };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["quantity"]);
    }
}
