//! What stands before a number and is no part of it: `S/N: 1234` is `1234`, and `SN-1234` is itself.

/// Words that say what the number behind them is, without spaces and points.
const LABELS: &[&str] = &[
    "sn",
    "s/n",
    "с/н",
    "сн",
    "serial",
    "serialno",
    "serialnumber",
    "serialnum",
    "serno",
    "зав",
    "заводской",
    "заводскойномер",
    "завномер",
    "сер",
    "серийный",
    "серийныйномер",
    "сериял",
    "seriya",
    "seriyaraqami",
    "zavodraqami",
    "raqami",
    "рақами",
    "номер",
    "no",
    "imei",
    "vin",
    "vincode",
    "vinno",
    "вин",
    "chassis",
    "chassisno",
    "chassisnumber",
    "шасси",
    "номершасси",
    "engine",
    "engineno",
    "двигатель",
    "номердвигателя",
    "plate",
    "госномер",
    "гос",
];

/// The number behind `S/N:`, `зав. №`, `№` or `S/N`; every other text as it is. Only words that are known are taken away: the
/// `FE` of `FE:ED:01` and the `ТС` of `ТС № 12` are parts of their numbers.
pub(super) fn without_label(text: &str) -> &str {
    let plain = |label: &str| -> String {
        label.chars().filter(|c| !c.is_whitespace() && *c != '.').flat_map(char::to_lowercase).collect()
    };
    let is_label = |label: &str| {
        let label = plain(label);
        label.is_empty() || LABELS.contains(&label.as_str())
    };
    let behind = |sign: char| {
        let (label, number) = text.split_once(sign)?;
        (is_label(label) && (sign == '№' || !label.trim().is_empty())).then_some(number)
    };
    let spaced = || {
        let (label, number) = text.split_once(' ')?;
        matches!(plain(label).as_str(), "s/n" | "с/н").then_some(number)
    };
    let number =
        behind('№').or_else(|| behind(':')).or_else(spaced).map(|number| number.trim_start_matches([' ', ':', '№']));
    number.filter(|number| number.contains(|c: char| c.is_alphanumeric())).unwrap_or(text)
}

/// Cyrillic letters that some programs write as two: `и` and a breve for `й`.
pub(super) fn composed(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        let one = all.chars().next_back().and_then(|last| match (last, c) {
            ('и', '\u{306}') => Some('й'),
            ('И', '\u{306}') => Some('Й'),
            ('у', '\u{306}') => Some('ў'),
            ('У', '\u{306}') => Some('Ў'),
            ('е', '\u{308}') => Some('ё'),
            ('Е', '\u{308}') => Some('Ё'),
            _ => None,
        });
        match one {
            Some(one) => {
                all.pop();
                all.push(one);
            }
            None => all.push(c),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::without_label;

    #[test]
    fn only_known_words_are_taken_away() {
        for (text, number) in [
            ("S/N: 12", "12"),
            ("s/n 12", "12"),
            ("Serial No.: 12", "12"),
            ("зав.№12", "12"),
            ("№ 12", "12"),
            ("VIN: JT", "JT"),
            ("SN 12", "SN 12"),
            ("FE:ED:01", "FE:ED:01"),
            ("ТС № 12", "ТС № 12"),
            (": 12", ": 12"),
            ("S/N:", "S/N:"),
        ] {
            assert_eq!(without_label(text), number, "{text}");
        }
    }
}
