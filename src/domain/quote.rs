//! Published figures, kept as printed. They are shown with their qualifier and source, and never computed with.

use std::fmt;

use crate::{
    code::words,
    money::{Currency, Money, group_thousands},
};

mod counted;
mod entered;
pub use counted::{Counted, Noun, Recorded, Subject};
pub use entered::{NewQuote, QuoteForm, QuoteWords, QuoteWordsForm};

words! {
    Measure {
        Money = "money", "Amount";
        Count = "count", "Number";
        Grams = "grams", "Mass";
    }
}

/// A figure somebody published: "over 4.5 million dollars", "nineteen participants", "more than 150 kg".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub measure: Measure,
    /// Minor units, a count, or grams.
    pub amount: i64,
    pub currency: Option<Currency>,
    /// "nearly", "over", "approximately": part of the figure, printed before it.
    pub qualifier: Option<String>,
}

impl Published {
    pub fn money(self: &Published) -> Option<Money> {
        self.currency.map(|currency| Money::new(self.amount, currency))
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(qualifier) = &self.qualifier {
            write!(f, "{qualifier} ")?;
        }
        match (self.measure, self.money()) {
            (Measure::Money, Some(money)) => write!(f, "{}{}", money.currency.prefix(), money.short_figure()),
            (Measure::Grams, _) => f.write_str(&mass(self.amount)),
            _ => f.write_str(&group_thousands(self.amount.unsigned_abs())),
        }
    }
}

/// Grams as people say them: `3 kg 689 g`, `224 g`, `230 kg`. Always whole grams underneath.
pub fn mass(grams: i64) -> String {
    let grams = grams.unsigned_abs();
    match (grams / 1000, grams % 1000) {
        (0, rest) => format!("{rest} g"),
        (kilograms, 0) => format!("{} kg", group_thousands(kilograms)),
        (kilograms, rest) => format!("{} kg {rest} g", group_thousands(kilograms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_is_part_of_the_figure() {
        let quote = Published {
            measure: Measure::Money,
            amount: 250_000_000,
            currency: Some(Currency::Usd),
            qualifier: Some("approximately".into()),
        };
        assert_eq!(quote.to_string(), "approximately USD 2,500,000");
    }

    #[test]
    fn three_kilograms_and_689_grams_stay_whole() {
        assert_eq!(
            (mass(3689), mass(224), mass(150_000), mass(1068)),
            ("3 kg 689 g".into(), "224 g".into(), "150 kg".into(), "1 kg 68 g".into())
        );
    }
}
