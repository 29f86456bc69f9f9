//! A past round of which nothing is known but what was published: a number, a day, a figure. It has no lines.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{NewRound, RoundForm};
use crate::{
    code::distinct,
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{optional_amount, optional_date},
    number::optional_count,
    quote::{Measure, Published},
    source::SourceChoice,
};

/// A round as a source tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPublishedRound {
    pub round: NewRound,
    /// As far as it is known.
    pub held_on: Option<PartialDate>,
    pub receiving_agencies: Option<i64>,
    /// For which components it was: their donors read it.
    pub component_codes: Vec<String>,
    /// What it was worth, and what was counted, each with what the figure is about.
    pub figures: Vec<(String, Published)>,
    pub source: SourceChoice,
}

/// The form of such a round as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublishedRoundForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub number: String,
    pub title: String,
    pub held_on: String,
    pub place: String,
    pub occasion: String,
    pub guests: String,
    pub present: String,
    pub shown: String,
    pub receiving_agencies: String,
    pub components: Vec<String>,
    pub currency: String,
    pub amount: String,
    pub qualifier: String,
    /// Such as "vehicles".
    pub things: String,
    pub things_count: String,
    pub things_qualifier: String,
    pub source: String,
    pub source_title: String,
}

impl NewPublishedRound {
    /// # Errors
    /// Every field that cannot be accepted: among them a day in the future, and a round that no source tells of.
    pub fn parse(form: &PublishedRoundForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let text = |text: &String| text.clone();
        let described = NewRound::parse(&RoundForm {
            code: text(&form.code),
            number: text(&form.number),
            title: text(&form.title),
            place: text(&form.place),
            occasion: text(&form.occasion),
            guests: text(&form.guests),
            present: text(&form.present),
            shown: text(&form.shown),
            ..RoundForm::default()
        });
        let round = match described {
            Ok(round) => Some(round),
            Err(Refusal::Invalid(errors)) => {
                for error in errors {
                    checks.fail(&error.field, error.message);
                }
                None
            }
            Err(other) => return Err(other),
        };
        let held_on = optional_date(&mut checks, "held_on", &form.held_on);
        if held_on.is_some_and(|day| day.start() > today) {
            checks.fail("held_on", "This day lies in the future: prepare a round with its lines instead");
        }
        let receiving_agencies = optional_count(&mut checks, "receiving_agencies", &form.receiving_agencies, 1..=99);
        let component_codes = distinct(form.components.iter().map(String::as_str));
        let worth = optional_amount(&mut checks, "amount", &form.amount, &form.currency);
        let before = checks.optional("qualifier", &form.qualifier);
        let things = checks.optional("things", &form.things);
        let number = optional_count(&mut checks, "things_count", &form.things_count, 1..=1_000_000);
        let things_before = checks.optional("things_qualifier", &form.things_qualifier);
        if number.is_some() && things.is_none() {
            checks.fail("things", "Enter what was counted, such as vehicles");
        } else if things.is_some() && number.is_none() && !checks.failed("things_count") {
            checks.fail("things_count", "Enter how many, or leave empty what was counted");
        }
        if before.is_some() && form.amount.trim().is_empty() {
            checks.fail("qualifier", "Enter the amount as well, or leave empty what stands before it");
        }
        if things_before.is_some() && things.is_none() && form.things_count.trim().is_empty() {
            checks.fail("things_qualifier", "Enter the number as well, or leave empty what stands before it");
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        if source.is_none() && !checks.failed("source_title") {
            checks.fail("source", "Choose the source that tells of the round, or enter the title of a new one");
        }
        let worth = worth.map(|money| {
            let (measure, currency) = (Measure::Money, Some(money.currency));
            ("handed over".to_owned(), Published { measure, amount: money.minor, currency, qualifier: before })
        });
        let counted = things.zip(number).map(|(things, amount)| {
            (things, Published { measure: Measure::Count, amount, currency: None, qualifier: things_before })
        });
        let figures = worth.into_iter().chain(counted).collect();
        let new = round.zip(source).map(|(round, source)| NewPublishedRound {
            round,
            held_on,
            receiving_agencies,
            component_codes,
            figures,
            source,
        });
        checks.finish_some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch() -> PublishedRoundForm {
        PublishedRoundForm {
            code: "r-2018-06".into(),
            title: "Launch of the teams".into(),
            held_on: "25 Jun 2018".into(),
            things: "vehicles".into(),
            things_count: "30".into(),
            source_title: "News of 2018".into(),
            ..Default::default()
        }
    }

    fn parse(form: &PublishedRoundForm) -> Result<NewPublishedRound, Refusal> {
        NewPublishedRound::parse(form, "2019-12-10".parse().expect("a day"))
    }

    fn wrong(form: &PublishedRoundForm) -> Vec<String> {
        match parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn thirty_vehicles_without_a_value_are_enough() {
        let round = parse(&launch()).expect("accepted");
        let figures: Vec<_> = round.figures.iter().map(|(what, figure)| format!("{figure} {what}")).collect();
        assert_eq!(
            (round.round.code.as_str(), round.round.number, figures),
            ("R-2018-06", None, vec!["30 vehicles".into()])
        );
        let worth = PublishedRoundForm {
            amount: "190,000".into(),
            currency: "USD".into(),
            qualifier: "nearly".into(),
            things: String::new(),
            things_count: String::new(),
            held_on: String::new(),
            ..launch()
        };
        let round = parse(&worth).expect("of an unknown day");
        assert_eq!((round.held_on, round.figures[0].1.to_string().as_str()), (None, "nearly USD 190,000"));
        assert!(
            parse(&PublishedRoundForm { amount: String::new(), qualifier: String::new(), ..worth })
                .expect("nothing but that it was")
                .figures
                .is_empty()
        );
    }

    #[test]
    fn what_nobody_published_is_no_such_round() {
        assert_eq!(wrong(&PublishedRoundForm { source_title: String::new(), ..launch() }), ["source"]);
        assert_eq!(wrong(&PublishedRoundForm { held_on: "2020".into(), ..launch() }), ["held_on"]);
        assert_eq!(wrong(&PublishedRoundForm { things: String::new(), ..launch() }), ["things"]);
        assert_eq!(wrong(&PublishedRoundForm { things_count: "thirty".into(), ..launch() }), ["things_count"]);
        assert_eq!(wrong(&PublishedRoundForm { things_count: String::new(), ..launch() }), ["things_count"]);
        assert_eq!(wrong(&PublishedRoundForm::default()), ["code", "title", "source"]);
    }

    #[test]
    fn a_word_before_a_figure_that_is_not_there_is_not_dropped() {
        assert_eq!(wrong(&PublishedRoundForm { qualifier: "over".into(), ..launch() }), ["qualifier"]);
        let alone = PublishedRoundForm {
            things: String::new(),
            things_count: String::new(),
            things_qualifier: "some".into(),
            ..launch()
        };
        assert_eq!(wrong(&alone), ["things_qualifier"]);
        assert_eq!(wrong(&PublishedRoundForm { things: "vehicles".into(), ..alone }), ["things_count"]);
    }
}
