//! Published figures, kept as printed. They are shown with their qualifier and source, and never computed with.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{optional_amount, optional_date, qualifier},
    money::{Currency, Money, group_thousands},
    source::SourceChoice,
};

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

/// A published amount that a person enters; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuote {
    /// What was valued: "the grant", "thirty vehicles".
    pub what: String,
    pub published: Published,
    /// The printed words.
    pub as_published: Option<String>,
    pub as_of: Option<PartialDate>,
    pub note: Option<String>,
    pub source: SourceChoice,
    /// It states the whole grant: only then can it be held against the ledger.
    pub whole: bool,
}

/// The form of a published figure as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The grant or the round that the figure is about; the other one stays empty.
    pub grant: String,
    pub round: String,
    pub what: String,
    pub amount: String,
    pub currency: String,
    pub qualifier: String,
    pub as_published: String,
    pub as_of: String,
    pub note: String,
    pub source: String,
    pub source_title: String,
    /// A box: anything but empty is yes.
    pub whole: String,
}

impl NewQuote {
    /// # Errors
    /// Every field that cannot be accepted. A figure that nobody published is not one: the source is needed.
    pub fn parse(form: &QuoteForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let what = checks.required("what", &form.what, "Enter what the figure is about, such as “the grant”");
        if form.amount.trim().is_empty() {
            checks.fail("amount", "Enter the published amount in digits");
        }
        let money = optional_amount(&mut checks, "amount", &form.amount, &form.currency);
        let qualifier = qualifier(&mut checks, &form.qualifier);
        let as_published = checks.optional("as_published", &form.as_published);
        let as_of = optional_date(&mut checks, "as_of", &form.as_of);
        let note = checks.optional("note", &form.note);
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        if source.is_none() && !checks.failed("source") && !checks.failed("source_title") {
            checks.fail("source", "Choose where the figure was published, or enter the title of a new source");
        }
        let quote = money.zip(source).map(|(money, source)| NewQuote {
            what,
            published: Published {
                measure: Measure::Money,
                amount: money.minor,
                currency: Some(money.currency),
                qualifier,
            },
            as_published,
            as_of,
            note,
            source,
            whole: !form.whole.trim().is_empty(),
        });
        checks.finish_some(quote)
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
    #[test]
    fn a_published_amount_is_kept_as_printed_with_its_source() {
        let form = QuoteForm {
            what: "the grant".into(),
            amount: "$6,800,000".into(),
            currency: "USD".into(),
            qualifier: "approximately".into(),
            as_published: "approximately 6.8 million US dollars".into(),
            as_of: "Feb 2020".into(),
            source_title: "News of 3 March 2020".into(),
            ..Default::default()
        };
        let quote = NewQuote::parse(&form).expect("accepted");
        assert_eq!(quote.published.to_string(), "approximately USD 6,800,000");
        assert_eq!((quote.as_of, quote.note), ("2020-02".parse().ok(), None));
        assert_eq!(quote.source, SourceChoice::New("News of 3 March 2020".into()));

        let refused = |form: QuoteForm| match NewQuote::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(QuoteForm { amount: "1.5".into(), currency: "JPY".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(QuoteForm { amount: "6.8 million".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(QuoteForm { currency: "GBP".into(), ..form.clone() }), ["currency"]);
        assert_eq!(refused(QuoteForm { as_of: "03/03/20".into(), ..form.clone() }), ["as_of"]);
        assert_eq!(refused(QuoteForm { source: "grant_2020".into(), ..form.clone() }), ["source_title"]);
        assert_eq!(refused(QuoteForm::default()), ["what", "amount", "source"]);
    }
}
