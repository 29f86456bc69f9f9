//! One row of a packing list as the lines that it becomes: each is the form of a line by hand, filled in, so that a row of a
//! list and a line that somebody types are read by the same rules.

use super::{Column, KnownCategory, Register, Values, known::fold, serials};
use crate::{
    category::Needs,
    error::{Checks, FieldError, Refusal},
    identity::{is_placeholder, look_alikes},
    item::ItemKind,
    money::{Currency, Money, split_currency},
    number::count,
    round::{LineForm, NewLine, ShareRow},
};

/// What texts that look like several serial numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Several {
    /// A line for each of them.
    Each,
    /// One number, as it is written.
    One,
}

/// What came of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    pub lines: Vec<NewLine>,
    /// Under the words of the columns.
    pub errors: Vec<FieldError>,
    /// What is said of it, and keeps it from nothing.
    pub notices: Vec<String>,
    /// The numbers that its serial number can stand for, where nothing in the row says whether it does.
    pub several: Option<(String, Vec<String>)>,
}

/// What holds for the whole list.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    /// The currencies that the headings of the prices name.
    pub priced_in: Vec<Currency>,
    /// As a person answered.
    pub several: Option<Several>,
}

/// The lines that a row becomes: one, or one for each serial number of a range.
pub fn read_row(values: &Values, register: &Register, whole: &Whole) -> Read {
    let mut read = Read::default();
    let mut checks = Checks::default();
    let said = |column: Column| values.get(&column).map_or("", String::as_str);
    let mut form = LineForm {
        name: said(Column::Description).to_owned(),
        make: said(Column::Make).to_owned(),
        model: said(Column::Model).to_owned(),
        vin: said(Column::Vin).to_owned(),
        chassis: said(Column::Chassis).to_owned(),
        plate: said(Column::Plate).to_owned(),
        engine: said(Column::Engine).to_owned(),
        quantity: said(Column::Quantity).to_owned(),
        unit_of_measure: said(Column::Measure).to_owned(),
        year: said(Column::Year).to_owned(),
        warranty: said(Column::Warranty).to_owned(),
        accessories: said(Column::Accessories).to_owned(),
        note: said(Column::Note).to_owned(),
        ..LineForm::default()
    };
    if !form.name.trim().is_empty() && !form.name.contains(char::is_alphabetic) {
        let words = format!("“{}” is no name of a thing: enter what it is", form.name.trim());
        checks.fail(Column::Description.word(), words);
    }
    let (kind, category) = kind_and_category(&mut checks, values, register);
    form.kind = kind.map(|kind| kind.word().to_owned()).unwrap_or_default();
    form.category = category.map(|category| category.known.code.clone()).unwrap_or_default();
    form.phase =
        looked_up(&mut checks, values, Column::Component, |typed| register.phase(typed).map(|id| id.to_string()));
    form.unit = looked_up(&mut checks, values, Column::Unit, |typed| register.unit(typed).map(str::to_owned));
    form.agency = looked_up(&mut checks, values, Column::Agency, |typed| register.agency(typed).map(str::to_owned));
    form.shares = shares(&mut checks, said(Column::Grants), register);
    let serials = serials(&mut checks, &mut read, values, &form, whole);
    price(&mut checks, &mut read, values, &mut form, whole, serials.len());
    if serials.len() > 1 {
        // Counted by their numbers; a quantity that was said has been compared with them.
        form.quantity = "1".to_owned();
    }
    for serial in serials {
        match NewLine::parse(&LineForm { serial, ..form.clone() }) {
            Ok(line) => {
                let missing = category.and_then(|category| category.missing(&line.item.identity));
                if let Some((field, words)) = missing.filter(|(field, _)| !checks.failed(field)) {
                    checks.fail(field, words);
                }
                read.lines.push(line);
            }
            Err(Refusal::Invalid(errors)) => {
                // A field that is empty because its column could not be read is said already.
                for error in errors.into_iter().map(of_column) {
                    if !checks.failed(&error.field) {
                        checks.fail(error.field, error.message);
                    }
                }
            }
            Err(_) => checks.fail(Column::Description.word(), "This row cannot be read"),
        }
    }
    notices(values, &mut read);
    if let Err(Refusal::Invalid(errors)) = checks.finish(()) {
        read.lines.clear();
        read.errors = errors;
        // In the order of the columns, whatever was read first.
        read.errors.sort_by_key(|error| Column::ALL.iter().position(|column| column.word() == error.field));
    }
    read
}

/// A mistake of the form stands under the column that filled the field.
fn of_column(error: FieldError) -> FieldError {
    let field = match error.field.as_str() {
        "name" => Column::Description.word(),
        "phase" => Column::Component.word(),
        "value" => Column::UnitPrice.word(),
        field if field.starts_with("shares") => Column::Grants.word(),
        _ => return error,
    };
    FieldError { field: field.to_owned(), ..error }
}

/// What it is, and the category that says which number it must have. A column of kinds can name categories and one of categories
/// kinds, as people write them; what is neither is a mistake of its column.
fn kind_and_category<'a>(
    checks: &mut Checks,
    values: &Values,
    register: &'a Register,
) -> (Option<ItemKind>, Option<&'a KnownCategory>) {
    let (mut kind, mut category) = (None, None);
    if let Some(typed) = values.get(&Column::Category) {
        match (register.category(typed), kind_of(typed)) {
            (Ok(found), _) => category = Some(found),
            (Err(_), Some(named)) => kind = Some(named),
            (Err(words), None) => checks.fail(Column::Category.word(), words),
        }
    }
    if let Some(typed) = values.get(&Column::Kind) {
        match (kind_of(typed), register.category(typed)) {
            (Some(named), _) => kind = Some(named),
            (None, Ok(found)) => category = category.or(Some(found)),
            (None, Err(_)) => {
                checks.fail(Column::Kind.word(), "Choose vehicle, equipment or counted lot");
                return (None, category);
            }
        }
    }
    (Some(kind.unwrap_or_else(|| by_numbers(values, category))), category)
}

/// A VIN, chassis or plate makes a vehicle, a serial number equipment, none a counted lot. What must have a chassis or an engine
/// number is a vehicle without one as well: the number is asked for.
fn by_numbers(values: &Values, category: Option<&KnownCategory>) -> ItemKind {
    let has = |column: Column| values.get(&column).is_some_and(|text| !is_placeholder(text));
    let vehicle = has(Column::Vin) || has(Column::Chassis) || has(Column::Plate);
    match (vehicle, has(Column::Serial), category.map(|category| category.needs)) {
        (true, ..) | (_, _, Some(Needs::Chassis | Needs::Engine)) => ItemKind::Vehicle,
        (false, true, _) => ItemKind::Equipment,
        // Several without numbers are a lot, whatever stands for the number.
        (false, false, Some(Needs::Serial)) if !counts_several(values) => ItemKind::Equipment,
        (false, false, _) => ItemKind::Lot,
    }
}

fn counts_several(values: &Values) -> bool {
    values.get(&Column::Quantity).and_then(|typed| count(typed, 1..=1_000_000).ok()).is_some_and(|number| number > 1)
}

fn kind_of(typed: &str) -> Option<ItemKind> {
    match fold(typed).as_str() {
        "vehicle" | "car" | "truck" | "автомобиль" | "автотранспорт" | "транспорт" | "transport" | "avtomobil" => {
            Some(ItemKind::Vehicle)
        }
        "equipment" | "device" | "piece" | "оборудование" | "прибор" | "jihoz" | "uskuna" => {
            Some(ItemKind::Equipment)
        }
        "lot" | "counted lot" | "consumable" | "партия" | "комплект" | "toplam" => Some(ItemKind::Lot),
        _ => None,
    }
}

/// The serial number of each line. What looks like several is counted out where the quantity says so, or a person did.
fn serials(checks: &mut Checks, read: &mut Read, values: &Values, form: &LineForm, whole: &Whole) -> Vec<String> {
    let serial = values.get(&Column::Serial).map_or("", String::as_str).trim();
    let one = || vec![serial.to_owned()];
    if form.kind != ItemKind::Equipment.word() || is_placeholder(serial) {
        return one();
    }
    let counted = count(&form.quantity, 1..=1_000_000).ok();
    // A quantity of one says that the text is one number, however it looks.
    if counted == Some(1) {
        return one();
    }
    let Some(several) = checks.take("serial", serials::several(serial)) else { return Vec::new() };
    let Some(several) = several else { return one() };
    match (counted, whole.several) {
        (Some(counted), _) if counted == several.len() as i64 => several,
        (Some(counted), _) => {
            let words = format!(
                "“{serial}” is {} serial numbers, but the quantity is {counted}: change one of them",
                several.len()
            );
            checks.fail("serial", words);
            several
        }
        (None, Some(Several::Each)) => several,
        (None, Some(Several::One)) => one(),
        (None, None) => {
            read.several = Some((serial.to_owned(), several.clone()));
            several
        }
    }
}

/// The price of one and its currency: of the row, of the heading, or of the cell itself, which must agree. A total stands for
/// the price where there is none; beside it, it is compared.
fn price(checks: &mut Checks, read: &mut Read, values: &Values, form: &mut LineForm, whole: &Whole, lines: usize) {
    let cell = |column: Column| values.get(&column).map(String::as_str);
    let column = if cell(Column::UnitPrice).is_some() { Column::UnitPrice } else { Column::Total };
    let Some(typed) = cell(column) else {
        checks.fail("unit_price", "Enter the price of one; 0 if it cost nothing");
        form.unit_price = "0".to_owned();
        form.currency = Currency::Usd.code().to_owned();
        return;
    };
    let Some(currency) = currency(checks, column, typed, values, whole) else {
        form.unit_price = "0".to_owned();
        form.currency = Currency::Usd.code().to_owned();
        return;
    };
    form.currency = currency.code().to_owned();
    let pieces = match lines {
        0 | 1 if form.quantity.trim().is_empty() => Some(1),
        0 | 1 => count(&form.quantity, 1..=1_000_000).ok(),
        lines => Some(lines as i64),
    };
    let total = cell(Column::Total).and_then(|typed| checks.take(Column::Total.word(), Money::parse(typed, currency)));
    if column == Column::UnitPrice {
        form.unit_price = typed.to_owned();
        let whole = Money::parse(typed, currency).ok().zip(pieces).and_then(|(price, pieces)| price.times(pieces).ok());
        if let Some((total, whole)) = total.zip(whole).filter(|(total, whole)| total != whole) {
            read.notices.push(format!("The total price says {total}; quantity times unit price is {whole}"));
        }
        return;
    }
    match total.zip(pieces) {
        Some((total, 1)) => form.value = total.input(),
        // A lot is worth its total; what one piece costs is not said.
        Some((total, _)) if lines <= 1 => form.value = total.input(),
        Some((total, pieces)) if total.minor % pieces == 0 => {
            form.unit_price = Money::new(total.minor / pieces, currency).input();
        }
        Some((total, pieces)) => {
            checks.fail(
                Column::Total.word(),
                format!("{total} cannot be split into {pieces} equal prices: enter the price of one"),
            );
        }
        None => {}
    }
}

fn currency(checks: &mut Checks, column: Column, typed: &str, values: &Values, whole: &Whole) -> Option<Currency> {
    let row = match values.get(&Column::Currency) {
        Some(text) => {
            Some(checks.take("currency", crate::money::currency_of(text).ok_or("Choose a currency from the list"))?)
        }
        None => None,
    };
    if let [one, other, ..] = whole.priced_in.as_slice() {
        checks.fail(
            "currency",
            format!("The headings of the prices name {one} and {other}: leave one of the columns out"),
        );
        return None;
    }
    let heading = whole.priced_in.first().copied();
    if let Some((heading, row)) = heading.zip(row).filter(|(heading, row)| heading != row) {
        let words = format!("The heading of the price says {heading}, and the row says {row}: one of them is wrong");
        checks.fail("currency", words);
        return None;
    }
    let (_, named) = split_currency(typed);
    let currency = row.or(heading).or(named.first().copied());
    if let Some((other, currency)) = named.iter().find(|named| Some(**named) != currency).zip(currency) {
        checks.fail(column.word(), format!("This says {other}, but the amount is in {currency}"));
        return None;
    }
    checks.take("currency", currency.ok_or("Choose the currency of the price"))
}

fn notices(values: &Values, read: &mut Read) {
    for column in Column::IDENTIFIERS {
        let Some(text) = values.get(column) else { continue };
        if is_placeholder(text) {
            read.notices.push(format!("{}: “{text}” is read as: it has none", column.label()));
        } else if let Some(places) = look_alikes(text).filter(|_| read.lines.len() < 2) {
            read.notices.push(format!("{} {text} has letters that look Latin: {places}", column.label()));
        }
    }
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

fn shares(checks: &mut Checks, typed: &str, register: &Register) -> Vec<ShareRow> {
    let pairs = split_shares(typed);
    if pairs.is_empty() {
        checks.fail("grants", "Say which grant paid for it, such as “JP-2020” or “JP-2020 60%; JP-2016 40%”");
    }
    let row = |(code, share): &(String, String)| {
        let grant = checks.take("grants", register.grant(code).map(str::to_owned));
        ShareRow { grant: grant.unwrap_or_default(), percent: share.clone() }
    };
    pairs.iter().map(row).collect()
}

fn looked_up(
    checks: &mut Checks,
    values: &Values,
    column: Column,
    find: impl FnOnce(&str) -> Result<String, String>,
) -> String {
    let missing = match column {
        Column::Unit => "Choose the unit that will use it",
        Column::Agency => "Choose the agency that receives it",
        _ => "Choose the component and phase",
    };
    let found = values.get(&column).map_or_else(|| Err(missing.to_owned()), |typed| find(typed));
    checks.take(column.word(), found).unwrap_or_default()
}
