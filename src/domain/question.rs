//! Questions: what a donor asks about a figure that it read, and what staff answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
};

/// A page of the portal with its filter is no longer than this.
const MOST_ADDRESS: usize = 400;

/// A question as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// The grant that it is about; `None`: no grant alone.
    pub grant: Option<String>,
    /// As it was read: `Signed for: US$228,000.00`.
    pub figure: String,
    /// The page with its filter, from `/` on.
    pub address: String,
    /// The day whose figure it is.
    pub figure_day: NaiveDate,
    pub words: String,
}

/// The form of a question as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuestionForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub figure: String,
    pub address: String,
    pub figure_day: String,
    pub words: String,
}

/// The form of an answer as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The number of the question.
    pub question: String,
    pub words: String,
}

impl NewQuestion {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &QuestionForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let grant = checks.optional("grant", &form.grant);
        let figure = checks.required("figure", &form.figure, "Say which figure you ask about");
        let address = checks.take("address", parse_address(&form.address));
        let figure_day = checks.take("figure_day", PartialDate::parse_day(&form.figure_day));
        let words = checks.required("words", &form.words, "Enter your question");
        let new = address.zip(figure_day).map(|(address, figure_day)| NewQuestion {
            grant,
            figure,
            address,
            figure_day,
            words,
        });
        checks.finish_some(new)
    }
}

/// An answer is words alone.
///
/// # Errors
/// There are none.
pub fn parse_answer(form: &AnswerForm) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let words = checks.required("words", &form.words, "Enter the answer");
    checks.finish(words)
}

/// A page of this portal: never another site, whatever the address of the form said.
///
/// # Errors
/// A sentence.
pub fn parse_address(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    let own = typed.starts_with('/') && !typed.starts_with("//") && !typed.contains('\\');
    let plain = typed.chars().all(|c| c.is_ascii_graphic());
    if own && plain && typed.len() <= MOST_ADDRESS {
        Ok(typed.to_owned())
    } else {
        Err("This is no page of the portal: open the form beside the figure".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> QuestionForm {
        QuestionForm {
            submission: String::new(),
            grant: "JP-2020".into(),
            figure: " Signed for: 22 items ".into(),
            address: "/grants/JP-2020/items?sort=-signed".into(),
            figure_day: "6 May 2021".into(),
            words: "Where are the boots?".into(),
        }
    }

    #[test]
    fn a_question_keeps_figure_day_and_filter() {
        let new = NewQuestion::parse(&form()).expect("accepted");
        assert_eq!((new.figure.as_str(), new.grant.as_deref()), ("Signed for: 22 items", Some("JP-2020")));
        assert_eq!(new.figure_day.to_string(), "2021-05-06");
        let Err(Refusal::Invalid(errors)) = NewQuestion::parse(&QuestionForm::default()) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["figure", "address", "figure_day", "words"]);
    }

    #[test]
    fn an_address_is_of_this_portal() {
        for bad in [
            "",
            "grants",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "https://elsewhere.example",
            "/a b",
            "javascript:1",
        ] {
            assert!(parse_address(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_address("/results?year=2020#sums").as_deref(), Ok("/results?year=2020#sums"));
    }
}
