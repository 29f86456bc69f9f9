//! What stands beside a heading, in brackets or behind a comma: harmless, or something that makes other numbers of its column.

use super::Column;
use crate::{money::currency_of, packing::known::fold};

/// Says nothing of what the column holds, whichever it is.
const HARMLESS: &[&str] = &[
    "required",
    "mandatory",
    "optional",
    "if",
    "any",
    "available",
    "applicable",
    "as",
    "text",
    "the",
    "a",
    "and",
    "or",
    "in",
    "обязательно",
    "при",
    "наличии",
    "если",
    "есть",
    "текст",
    "в",
    "и",
    "bolsa",
    "mavjud",
    "агар",
    "бўлса",
];

/// Says the same of its column as the heading does.
fn same(column: Column) -> &'static [&'static str] {
    match column {
        Column::Quantity => &[
            "pcs",
            "pc",
            "pieces",
            "piece",
            "units",
            "each",
            "ea",
            "no",
            "шт",
            "штук",
            "штуки",
            "ед",
            "единиц",
            "количество",
            "dona",
            "дона",
            "number",
        ],
        Column::UnitPrice | Column::Total => &[
            "us",
            "usa",
            "сша",
            "aqsh",
            "ақш",
            "dollar",
            "dollars",
            "долл",
            "доллар",
            "доллары",
            "dollari",
            "доллари",
            "japanese",
            "yen",
            "euro",
            "евро",
            "currency",
            "валюта",
            "per",
            "unit",
            "piece",
            "pc",
            "pcs",
            "each",
            "one",
            "1",
            "for",
            "за",
            "ед",
            "единицу",
            "шт",
            "штуку",
            "одну",
            "1шт",
            "dona",
            "дона",
            "bir",
            "total",
            "всего",
            "jami",
            "vat",
            "incl",
            "including",
            "excl",
            "excluding",
            "with",
            "without",
            "с",
            "без",
            "ндс",
            "учетом",
            "qqs",
            "bilan",
            "ққс",
            "билан",
            "тг",
            "руб",
            "р",
        ],
        Column::Serial => &[
            "s",
            "n",
            "sn",
            "no",
            "nos",
            "number",
            "numbers",
            "номер",
            "номера",
            "серийный",
            "заводской",
            "factory",
            "manufacturer",
            "manufacturers",
            "zavod",
            "raqami",
            "serial",
        ],
        Column::Vin | Column::Chassis | Column::Engine | Column::Plate => {
            &["no", "number", "номер", "vin", "code", "код", "raqami", "chassis", "шасси", "state", "гос"]
        }
        Column::Year => {
            &["of", "manufacture", "production", "make", "выпуска", "производства", "изготовления", "yyyy", "гггг"]
        }
        Column::Warranty => &[
            "until", "to", "date", "end", "expiry", "до", "дата", "dd", "mm", "yyyy", "дд", "мм", "гггг", "gacha",
            "sana",
        ],
        Column::Currency => &["iso", "code", "код", "usd", "uzs", "jpy", "eur"],
        Column::Grants => &["share", "shares", "percent", "доля", "доли", "code", "код", "ulushi"],
        Column::Component => &["phase", "этап", "фаза", "bosqich", "code", "код"],
        Column::Unit | Column::Agency => {
            &["code", "код", "kodi", "name", "название", "receiving", "recipient", "получатель", "end", "user", "team"]
        }
        Column::Measure => &["uom", "pcs", "шт", "etc", "и", "т", "д"],
        Column::Kind | Column::Category => &["code", "код", "vehicle", "equipment", "lot"],
        Column::Make => &["brand", "manufacturer", "бренд", "марка", "производитель", "name", "country"],
        Column::Model => &["no", "number", "name", "номер", "модель"],
        Column::Description | Column::Accessories | Column::Note => &[],
    }
}

/// The words beside a heading that are not understood. A description holds whatever is in it.
pub(super) fn stranger(column: Column, beside: &str) -> Option<String> {
    if matches!(column, Column::Description | Column::Accessories | Column::Note) {
        return None;
    }
    let strange: Vec<String> = beside
        .split(['(', ')', '[', ']', ',', ';'])
        // `долл. США` is a currency as a whole.
        .filter(|part| currency_of(part.trim()).is_none())
        .map(fold)
        .filter(|part| currency_of(part).is_none())
        .flat_map(|part| part.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty() && currency_of(word).is_none())
        .filter(|word| !HARMLESS.contains(&word.as_str()) && !same(column).contains(&word.as_str()))
        .collect();
    (!strange.is_empty()).then(|| strange.join(" "))
}
