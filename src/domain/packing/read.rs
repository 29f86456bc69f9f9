//! One row of a packing list as the lines that it becomes.

use super::{Column, Register, Values, expand, known::fold};
use crate::{
    error::{Checks, Refusal},
    grant::{check_shares, parse_share},
    item::{Details, Identity, ItemKind, accessories, warranty, year},
    money::{Currency, Money},
    round::{NewItem, NewLine, quantity},
};

/// The lines that a row becomes: one, or one for each serial number of a range.
///
/// # Errors
/// Every mistake, under the word of its column.
pub fn read_row(values: &Values, register: &Register) -> Result<Vec<NewLine>, Refusal> {
    let mut checks = Checks::default();
    let said = |column: Column| values.get(&column).map_or("", String::as_str);
    let name = checks.required("description", said(Column::Description), "Say what it is, such as “Off-road car”");
    let (make, model) = (checks.optional("make", said(Column::Make)), checks.optional("model", said(Column::Model)));
    let kind = kind(&mut checks, values);
    let identities = kind.map(|kind| identities(&mut checks, kind, values)).unwrap_or_default();
    let quantity = kind.and_then(|kind| match identities.len() {
        // Counted by their numbers; a quantity that was said is compared with them there.
        2.. => Some(1),
        _ => quantity(&mut checks, kind, said(Column::Quantity)),
    });
    let unit_of_measure =
        checks.optional("unit_of_measure", said(Column::Measure)).unwrap_or_else(|| "piece".to_owned());
    let unit_price = unit_price(&mut checks, values);
    let shares = shares(&mut checks, said(Column::Grants), register);
    let phase_id = looked_up(&mut checks, values, Column::Component, |typed| register.phase(typed));
    let unit_code = looked_up(&mut checks, values, Column::Unit, |typed| register.unit(typed).map(str::to_owned));
    let agency_code = looked_up(&mut checks, values, Column::Agency, |typed| register.agency(typed).map(str::to_owned));
    let details = Details {
        year: year(&mut checks, said(Column::Year)),
        warranty_until: warranty(&mut checks, said(Column::Warranty)),
        accessories: accessories(&mut checks, said(Column::Accessories)),
        unit_price,
    };
    let note = checks.optional("note", said(Column::Note));
    let value = unit_price.zip(quantity).and_then(|(price, n)| checks.take("unit_price", price.times(n)));
    let lines = match (kind, quantity, value, phase_id, unit_code, agency_code) {
        (Some(kind), Some(quantity), Some(value), Some(phase_id), Some(unit_code), Some(agency_code)) => {
            let line = |identity| {
                let (name, make, model) = (name.clone(), make.clone(), model.clone());
                let (unit_of_measure, details) = (unit_of_measure.clone(), details.clone());
                let item = NewItem { kind, name, make, model, identity, unit_of_measure, details, illustrative: false };
                let (unit_code, agency_code) = (unit_code.clone(), agency_code.clone());
                NewLine {
                    item,
                    unit_code,
                    agency_code,
                    phase_id,
                    quantity,
                    value,
                    shares: shares.clone(),
                    note: note.clone(),
                }
            };
            Some(identities.into_iter().map(line).collect())
        }
        _ => None,
    };
    checks.finish_some(lines)
}

/// As said; else by its numbers: a VIN, chassis or plate makes a vehicle, a serial number equipment, none a counted lot.
fn kind(checks: &mut Checks, values: &Values) -> Option<ItemKind> {
    let has = |column: Column| values.contains_key(&column);
    let Some(typed) = values.get(&Column::Kind) else {
        let vehicle = has(Column::Vin) || has(Column::Chassis) || has(Column::Plate);
        return Some(match (vehicle, has(Column::Serial)) {
            (true, _) => ItemKind::Vehicle,
            (false, true) => ItemKind::Equipment,
            (false, false) => ItemKind::Lot,
        });
    };
    let kind = match fold(typed).as_str() {
        "vehicle" | "car" | "truck" | "автомобиль" | "автотранспорт" | "транспорт" => {
            Some(ItemKind::Vehicle)
        }
        "equipment" | "device" | "piece" | "оборудование" | "прибор" => Some(ItemKind::Equipment),
        "lot" | "counted lot" | "consumable" | "партия" | "комплект" => Some(ItemKind::Lot),
        _ => None,
    };
    checks.take("kind", kind.ok_or("Choose vehicle, equipment or counted lot"))
}

/// One for each serial number of a range; else one.
fn identities(checks: &mut Checks, kind: ItemKind, values: &Values) -> Vec<Identity> {
    let said = |column: Column| values.get(&column).map_or("", String::as_str);
    let (serial, counted) = (said(Column::Serial), said(Column::Quantity).trim());
    let one = |checks: &mut Checks, serial: &str| {
        Identity::parse(checks, kind, serial, said(Column::Vin), said(Column::Chassis), said(Column::Plate))
    };
    // A quantity of one says that the text is one number, however it looks.
    if kind != ItemKind::Equipment || counted == "1" {
        return vec![one(checks, serial)];
    }
    let Some(serials) = checks.take("serial", expand(serial)) else {
        return Vec::new();
    };
    if serials.len() < 2 {
        return vec![one(checks, serials.first().map_or("", String::as_str))];
    }
    let agrees = counted.is_empty() || counted.parse() == Ok(serials.len());
    if !agrees {
        let words = format!(
            "“{serial}” is {} serial numbers, but the quantity is {counted}: change one of them",
            serials.len()
        );
        checks.fail("serial", words);
    }
    serials.iter().map(|serial| one(checks, serial)).collect()
}

fn unit_price(checks: &mut Checks, values: &Values) -> Option<Money> {
    let Some(typed) = values.get(&Column::UnitPrice) else {
        checks.fail("unit_price", "Enter the price of one; 0 if it cost nothing");
        return None;
    };
    // `USD 24,500` says its currency itself.
    let upper = typed.to_uppercase();
    let named = Currency::ALL.into_iter().find(|c| upper.contains(c.code()));
    let currency = match values.get(&Column::Currency) {
        Some(currency) => checks.take("currency", currency.parse::<Currency>())?,
        None => checks.take("currency", named.ok_or("Choose the currency of the price"))?,
    };
    checks.take("unit_price", Money::parse(typed, currency))
}

/// `JP-2020 60%; JP-2016 40%`; one grant without a share pays all.
///
/// # Errors
/// None: what cannot be read stands in the pairs as it was typed.
pub fn split_shares(typed: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for part in typed.split([';', '+', '\n']).flat_map(|part| part.split(", ")).map(str::trim).filter(|p| !p.is_empty())
    {
        let is_share = |word: &&str| word.ends_with('%') || word.starts_with(|c: char| c.is_ascii_digit());
        let spaced = part.replace('%', "% ").replace(" %", "%").replace([':', '='], " ");
        let (shares, codes): (Vec<&str>, Vec<&str>) = spaced.split_whitespace().partition(is_share);
        pairs.push((codes.join(" "), shares.join(" ")));
    }
    pairs
}

fn shares(checks: &mut Checks, typed: &str, register: &Register) -> Vec<(String, i64)> {
    let pairs = split_shares(typed);
    if pairs.is_empty() {
        checks.fail("grants", "Say which grant paid for it, such as “JP-2020” or “JP-2020 60%; JP-2016 40%”");
    }
    let mut shares: Vec<(String, i64)> = Vec::new();
    for (code, share) in &pairs {
        let share = if share.is_empty() && pairs.len() == 1 { "100" } else { share };
        let grant = checks.take("grants", register.grant(code).map(str::to_owned));
        let ppm = checks.take("grants", parse_share(share));
        shares.extend(grant.zip(ppm));
    }
    if !shares.is_empty() && shares.len() == pairs.len() {
        // Positions stand in for grant ids; a grant that is named twice has one position.
        let first = |code: &str| shares.iter().position(|(other, _)| other == code).map_or(-1, |p| p as i64);
        let numbered: Vec<(i64, i64)> = shares.iter().map(|(code, ppm)| (first(code), *ppm)).collect();
        checks.take("grants", check_shares(&numbered));
    }
    shares
}

fn looked_up<T>(
    checks: &mut Checks,
    values: &Values,
    column: Column,
    find: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let missing = match column {
        Column::Unit => "Choose the unit that will use it",
        Column::Agency => "Choose the agency that receives it",
        _ => "Choose the component and phase",
    };
    let found = values.get(&column).map_or_else(|| Err(missing.to_owned()), |typed| find(typed));
    checks.take(column.word(), found)
}
