//! Amounts in words, as an act states them next to the figures: English, Russian and Uzbek (Latin).
//!
//! Whole units and hundredths are always written out, so that neither can be added to afterwards. Pure: no floats.

mod english;
mod russian;
#[cfg(test)]
mod tests;
mod uzbek;

use super::Language;
use domain::money::Money;

/// The amount in words, in lower case: `twenty-one US dollars and forty-five cents`.
pub fn amount(money: Money, language: Language) -> String {
    let base = 10_u64.pow(money.currency.exponent());
    let absolute = money.minor.unsigned_abs();
    let parts = Parts { whole: absolute / base, hundredths: (base > 1).then_some(absolute % base) };
    let words = match language {
        Language::English => english::amount(parts, money.currency),
        Language::Russian => russian::amount(parts, money.currency),
        Language::Uzbek => uzbek::amount(parts, money.currency),
    };
    match (money.minor < 0, language) {
        (false, _) => words,
        (true, Language::English | Language::Uzbek) => format!("minus {words}"),
        (true, Language::Russian) => format!("минус {words}"),
    }
}

/// A whole number in words: `twenty-one`, `двадцать один`, `yigirma bir`.
pub fn number(number: u64, language: Language) -> String {
    match language {
        Language::English => english::number(number),
        Language::Russian => russian::number(number, russian::Gender::Masculine),
        Language::Uzbek => uzbek::number(number),
    }
}

/// An amount without its sign.
#[derive(Debug, Clone, Copy)]
struct Parts {
    whole: u64,
    /// None where the currency has no smaller unit.
    hundredths: Option<u64>,
}

/// The number in groups of three digits, the largest first, each with its power of 1,000. Zero has no group.
fn groups(number: u64) -> Vec<(usize, usize)> {
    let mut rest = number;
    let mut groups = Vec::new();
    for power in 0.. {
        if rest == 0 {
            break;
        }
        let group = usize::try_from(rest % 1000).unwrap_or_default();
        if group > 0 {
            groups.push((group, power));
        }
        rest /= 1000;
    }
    groups.reverse();
    groups
}
