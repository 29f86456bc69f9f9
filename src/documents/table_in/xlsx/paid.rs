//! Which money a number format names.

/// The money that a format names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paid {
    Unsaid,
    /// A sign or code that the portal knows.
    In(String),
    /// One that it does not know.
    Unknown(String),
}

/// Codes of money that the portal does not keep, as a format writes them out. `SET` and `PCS` are none.
const OTHERS: &[&str] = &[
    "CNY", "RMB", "CHF", "GBP", "AED", "TRY", "KRW", "CAD", "AUD", "INR", "AFN", "AZN", "GEL", "UAH", "BYN", "SEK",
    "NOK", "DKK", "PLN", "CZK", "ILS", "SAR", "SGD", "HKD", "THB", "PKR", "IRR", "TWD", "MYR", "MNT",
];

/// The currency that a code shows beside the number: `[$¥-411]#,##0`, `#,##0" сум"`, `"USD" 0.00`. The sign of the yen is the one of
/// China as well, and a dollar that of many: the country behind it counts.
pub fn money(code: &str) -> Paid {
    let first = code.split(';').next().unwrap_or_default();
    let bracket = first.split("[$").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let (sign, country) = bracket.split_once('-').unwrap_or((bracket, ""));
    let (sign, country) = (sign.trim(), country.to_uppercase());
    // A number of Windows or a tag; F800 and nothing: as the machine has it.
    let at_home = |homes: &[&str]| {
        let plain = country.trim_start_matches('0');
        matches!(plain, "" | "F800") || homes.iter().any(|home| plain == *home || plain.ends_with(&format!("-{home}")))
    };
    match sign {
        "" => {}
        "¥" | "￥" if !at_home(&["411", "JA", "JP"]) => return Paid::Unknown(format!("{sign} ({country})")),
        "$" if !at_home(&["409", "US"]) => return Paid::Unknown(format!("{sign} ({country})")),
        sign if domain::money::currency_of(sign).is_some() => return Paid::In(sign.to_owned()),
        sign => return Paid::Unknown(sign.to_owned()),
    }
    let mut quoted = first.split('"').skip(1).step_by(2).map(|words| words.trim().to_owned()).collect::<Vec<_>>();
    // `[$-409]` names a language, and no dollar.
    let outside: String = first.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
    quoted.push(outside.chars().filter(|c| matches!(c, '$' | '¥' | '€' | '£' | '₽')).take(1).collect());
    match quoted.iter().find(|word| domain::money::currency_of(word).is_some()) {
        Some(known) => Paid::In(known.clone()),
        None => quoted
            .into_iter()
            .find(|word| word == "£" || OTHERS.contains(&word.trim_end_matches('.').to_uppercase().as_str()))
            .map_or(Paid::Unsaid, Paid::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_behind_a_sign_says_whose_money_it_is() {
        for (code, paid) in [
            ("[$¥-411]#,##0", Paid::In("¥".into())),
            ("[$¥-ja-JP]#,##0", Paid::In("¥".into())),
            ("[$¥-804]#,##0", Paid::Unknown("¥ (804)".into())),
            ("[$¥-zh-CN]#,##0", Paid::Unknown("¥ (ZH-CN)".into())),
            ("[$$-409]#,##0.00", Paid::In("$".into())),
            ("[$$-en-US]#,##0.00", Paid::In("$".into())),
            ("[$$-1009]#,##0.00", Paid::Unknown("$ (1009)".into())),
            ("[$CHF] #,##0.00", Paid::Unknown("CHF".into())),
            ("[$USD] #,##0.00", Paid::In("USD".into())),
            ("[$£-809]#,##0.00", Paid::Unknown("£".into())),
            ("\"GBP\" 0.00", Paid::Unknown("GBP".into())),
            ("0\" set\"", Paid::Unsaid),
            ("#,##0\" сум\"", Paid::In("сум".into())),
            ("[$-409]0", Paid::Unsaid),
            ("\"$\"#,##0_);(\"$\"#,##0)", Paid::In("$".into())),
        ] {
            assert_eq!(money(code), paid, "{code}");
        }
    }
}
