//! A published figure as a person enters it, and what of it can be put right.

use serde::{Deserialize, Serialize};

use super::{Counted, Measure, Published, Subject};
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{optional_amount, optional_date, qualifier},
    measured::{Measured, SeizedMeasure},
    number::optional_count,
    phase::MetOn,
    source::SourceChoice,
};

/// The longest list of topics that is kept.
const LONGEST_TOPICS: usize = 2_000;

/// A published figure that a person enters; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuote {
    pub words: QuoteWords,
    pub published: Published,
    /// A figure that nobody published is not one.
    pub source: SourceChoice,
    /// It states the whole grant: only then can it be held against the ledger.
    pub whole: bool,
}

/// What stands around a figure. It can be put right; the figure and its source cannot: a wrong one is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuoteWords {
    /// What was counted or valued: "the grant", "thirty vehicles".
    pub what: String,
    /// Where the portal counts the same.
    pub counted: Option<Counted>,
    /// The printed words.
    pub as_published: Option<String>,
    /// All that there was until then. Never together with a period.
    pub as_of: Option<PartialDate>,
    /// The figure of that year, month or day alone.
    pub period: Option<PartialDate>,
    pub topics: Vec<String>,
    pub note: Option<String>,
}

impl QuoteWords {
    pub fn about(what: impl Into<String>) -> Self {
        QuoteWords { what: what.into(), ..QuoteWords::default() }
    }

    /// `in 2018`, `as of 10 Dec 2019`; nothing where the source does not say.
    pub fn when(&self) -> Option<String> {
        let period = self.period.map(|date| MetOn { date, by: false }.when());
        period.or_else(|| self.as_of.map(|date| format!("as of {}", date.words())))
    }
}

/// The form of a published figure as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// What it is about: `component IMT`.
    pub about: String,
    pub what: String,
    pub counted: String,
    /// One of the three: an amount with its currency, a number, or a mass.
    pub amount: String,
    pub currency: String,
    pub number: String,
    pub mass: String,
    pub qualifier: String,
    pub as_published: String,
    pub as_of: String,
    pub period: String,
    /// One a line.
    pub topics: String,
    pub note: String,
    pub source: String,
    pub source_title: String,
    /// A box: anything but empty is yes.
    pub whole: String,
}

/// The form that puts right what stands around a figure.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteWordsForm {
    pub submission: String,
    pub quote: String,
    pub version: String,
    pub what: String,
    pub counted: String,
    pub qualifier: String,
    pub as_published: String,
    pub as_of: String,
    pub period: String,
    pub topics: String,
    pub note: String,
}

impl NewQuote {
    /// # Errors
    /// Every field that cannot be accepted: among them a figure that no source is named for, and one in another measure than what is
    /// counted has.
    pub fn parse(form: &QuoteForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let about: Option<Subject> = checks.take("about", form.about.parse());
        let words = words(&mut checks, about.as_ref(), &form.as_words());
        let figure = figure(&mut checks, form);
        let before = qualifier(&mut checks, &form.qualifier);
        if let (Some((measure, ..)), Some(counted)) = (figure, words.counted) {
            measured_alike(&mut checks, counted, measure);
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        if source.is_none() && !checks.failed("source") && !checks.failed("source_title") {
            checks.fail("source", "Choose where the figure was published, or enter the title of a new source");
        }
        let quote = figure.zip(source).map(|((measure, amount, currency), source)| NewQuote {
            words,
            published: Published { measure, amount, currency, qualifier: before },
            source,
            whole: !form.whole.trim().is_empty(),
        });
        checks.finish_some(quote)
    }
}

impl QuoteForm {
    fn as_words(&self) -> QuoteWordsForm {
        QuoteWordsForm {
            what: self.what.clone(),
            counted: self.counted.clone(),
            as_published: self.as_published.clone(),
            as_of: self.as_of.clone(),
            period: self.period.clone(),
            topics: self.topics.clone(),
            note: self.note.clone(),
            ..QuoteWordsForm::default()
        }
    }
}

impl QuoteWords {
    /// What is put right of a figure about this, with the words that stand before it.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(
        form: &QuoteWordsForm,
        about: &Subject,
        figure: &Published,
    ) -> Result<(Self, Option<String>), Refusal> {
        let mut checks = Checks::default();
        let words = words(&mut checks, Some(about), form);
        let before = qualifier(&mut checks, &form.qualifier);
        if let Some(counted) = words.counted {
            measured_alike(&mut checks, counted, figure.measure);
        }
        checks.finish((words, before))
    }
}

fn words(checks: &mut Checks, about: Option<&Subject>, form: &QuoteWordsForm) -> QuoteWords {
    let what = checks.required("what", &form.what, "Enter what the figure is about, such as “the grant”");
    let counted = match form.counted.trim() {
        "" => None,
        word => checks.take("counted", word.parse::<Counted>()),
    };
    if let (Some(counted), Some(about)) = (counted, about)
        && !counted.is_of(about.noun())
    {
        let noun = about.noun();
        checks.fail("counted", format!("“{}” is not counted here of a {noun}: choose another one", counted.label()));
    }
    let as_published = checks.optional("as_published", &form.as_published);
    let as_of = optional_date(checks, "as_of", &form.as_of);
    let period = optional_date(checks, "period", &form.period);
    if as_of.is_some() && period.is_some() {
        checks.fail("period", "Enter either the period that the figure is of, or the day as of which it holds");
    }
    let topics = checks.long_text("topics", &form.topics, LONGEST_TOPICS);
    let topics = topics.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let note = checks.optional("note", &form.note);
    QuoteWords { what, counted, as_published, as_of, period, topics, note }
}

/// Exactly one of an amount of money, a number and a mass.
fn figure(checks: &mut Checks, form: &QuoteForm) -> Option<(Measure, i64, Option<crate::Currency>)> {
    let typed = [("amount", &form.amount), ("number", &form.number), ("mass", &form.mass)];
    let typed: Vec<&str> =
        typed.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(field, _)| field).collect();
    match typed.as_slice() {
        [] => {
            checks.fail("amount", "Enter the published figure in digits: an amount, a number or a mass");
            None
        }
        ["amount"] => {
            let money = optional_amount(checks, "amount", &form.amount, &form.currency)?;
            Some((Measure::Money, money.minor, Some(money.currency)))
        }
        ["number"] => {
            let number = optional_count(checks, "number", &form.number, 1..=1_000_000_000)?;
            Some((Measure::Count, number, None))
        }
        ["mass"] => {
            let mass = checks.take("mass", form.mass.parse::<Measured>())?;
            if mass.measure != SeizedMeasure::Grams {
                checks.fail("mass", "Enter a mass, such as “3 kg 689 g” or “230 kg”");
                return None;
            }
            Some((Measure::Grams, mass.amount, None))
        }
        [.., last] => {
            checks.fail(*last, "Enter one figure: an amount, a number or a mass. Another figure is recorded by itself");
            None
        }
    }
}

fn measured_alike(checks: &mut Checks, counted: Counted, measure: Measure) {
    if counted.measure() != measure {
        let wanted = match counted.measure() {
            Measure::Money => "an amount of money",
            Measure::Count => "a number",
            Measure::Grams => "a mass",
        };
        checks.fail("counted", format!("“{}” is published as {wanted}: choose another one", counted.label()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_amount_is_kept_as_printed_with_its_source() {
        let form = QuoteForm {
            about: "grant JP-2020".into(),
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
        assert_eq!((quote.words.as_of, quote.words.note.clone()), ("2020-02".parse().ok(), None));
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
        assert_eq!(refused(QuoteForm::default()), ["about", "what", "amount", "source"]);
    }

    #[test]
    fn a_published_total_is_a_number_a_mass_or_money_of_a_period_or_until_a_day() {
        let form = QuoteForm {
            about: "component IMT".into(),
            what: "illicit drugs seized".into(),
            counted: "seized".into(),
            mass: "230 kg".into(),
            qualifier: "over".into(),
            period: "2018".into(),
            topics: "opium\r\n\r\n heroin ".into(),
            source: "news".into(),
            ..Default::default()
        };
        let quote = NewQuote::parse(&form).expect("accepted");
        assert_eq!(quote.published.to_string(), "over 230 kg");
        assert_eq!(quote.words.when().as_deref(), Some("in 2018"));
        assert_eq!(quote.words.topics, ["opium", "heroin"]);
        let trainings = QuoteForm {
            counted: "trainings".into(),
            mass: String::new(),
            number: "12".into(),
            period: String::new(),
            as_of: "10 Dec 2019".into(),
            ..form.clone()
        };
        let quote = NewQuote::parse(&trainings).expect("accepted");
        assert_eq!((quote.published.amount, quote.words.when().as_deref()), (12, Some("as of 10 Dec 2019")));

        let refused = |form: QuoteForm| match NewQuote::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.message)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        for (form, field, says) in [
            (QuoteForm { counted: "trainings".into(), ..form.clone() }, "counted", "published as a number"),
            (QuoteForm { number: "3".into(), ..form.clone() }, "mass", "one figure"),
            (QuoteForm { mass: "250 ml".into(), ..form.clone() }, "mass", "Enter a mass"),
            (QuoteForm { mass: "230".into(), ..form.clone() }, "mass", "Write the unit"),
            (QuoteForm { as_of: "2019".into(), ..form.clone() }, "period", "either the period"),
            (QuoteForm { about: "round R-1".into(), ..form.clone() }, "counted", "not counted here of a round"),
            (QuoteForm { number: "many".into(), mass: String::new(), ..form.clone() }, "number", ""),
        ] {
            let errors = refused(form);
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(errors[0].0 == field && errors[0].1.contains(says), "{errors:?}");
        }
    }
}
