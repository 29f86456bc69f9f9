//! What can be changed in a component: milestones are stated as met.

use chrono::NaiveDate;
use domain::{Checks, PartialDate, Refusal, phase::MetOn};
use leptos::prelude::server;
use serde::Deserialize;

use crate::{
    AppError,
    request::{self, Done},
};

/// States that a milestone was met, or corrects what was stated before.
///
/// # Errors
/// Mistakes field by field; somebody changed the milestone since the form was opened.
#[server(prefix = "/api", endpoint = "meet_milestone")]
pub async fn meet_milestone() -> Result<Done, AppError> {
    let form: Form = request::form()?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let component = store::components::show(tx, viewer, &form.component).await?;
            let milestone = component
                .phases
                .into_iter()
                .flat_map(|phase| phase.milestones)
                .find(|m| m.id.to_string() == form.milestone)
                .ok_or(AppError::NotFound)?;
            let facts = Facts::parse(&form, at.day())?;
            let evidence = facts.evidence.as_deref();
            store::components::meet_milestone(
                tx,
                viewer,
                at,
                milestone.id,
                facts.version,
                facts.met_on,
                facts.actual,
                evidence,
            )
            .await?;
            let location = format!("/components/{}#milestone-{}", component.component.code, milestone.id);
            Ok(Done::at(location).saying(format!("“{}” is recorded as met {}.", milestone.title, on(facts.met_on))))
        })
    })
    .await
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Form {
    submission: String,
    component: String,
    milestone: String,
    version: String,
    met_on: String,
    by: String,
    actual: String,
    evidence: String,
}

#[derive(Debug)]
struct Facts {
    version: i64,
    met_on: MetOn,
    actual: Option<i64>,
    evidence: Option<String>,
}

impl Facts {
    fn parse(form: &Form, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let date = checks.take("met_on", PartialDate::parse(&form.met_on));
        if date.is_some_and(|date| date.start() > today) {
            checks.fail("met_on", "This date lies in the future: a milestone is met when it has been reached");
        }
        let actual = if form.actual.trim().is_empty() {
            None
        } else {
            let number = form.actual.trim().parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n));
            checks.take("actual", number.ok_or("Enter a whole number, such as 12"))
        };
        let evidence = Some(checks.long_text("evidence", &form.evidence, 2000)).filter(|text| !text.is_empty());
        let version = checks.take(
            "",
            form.version.parse::<i64>().map_err(|_| "The form could not be read. Open it again and send it once more."),
        );
        let by = form.by == "true";
        let facts =
            version.zip(date).map(|(version, date)| Facts { version, met_on: MetOn { date, by }, actual, evidence });
        checks.finish_some(facts)
    }
}

/// `on 25 Sep 2019`, `in Sep 2019`, `by 25 Sep 2019`.
fn on(met: MetOn) -> String {
    match (met.by, met.date) {
        (true, _) => met.words(),
        (false, PartialDate::Day(_)) => format!("on {}", met.words()),
        (false, _) => format!("in {}", met.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(met_on: &str, by: &str, actual: &str) -> Result<Facts, Refusal> {
        let form = Form {
            version: "1".into(),
            met_on: met_on.into(),
            by: by.into(),
            actual: actual.into(),
            ..Default::default()
        };
        Facts::parse(&form, "2019-12-10".parse().expect("a day"))
    }

    #[test]
    fn a_milestone_is_met_as_exactly_as_it_is_known() {
        let words = |met_on, by| on(parse(met_on, by, "12").expect("accepted").met_on);
        assert_eq!(words("25 Sep 2019", "true"), "by 25 Sep 2019");
        assert_eq!(words("2018", ""), "in 2018");
        assert_eq!(words("2016", "true"), "by the end of 2016");
    }

    #[test]
    fn a_milestone_is_not_met_in_the_future_or_by_half() {
        for (met_on, actual) in [("11 Dec 2019", ""), ("2020", ""), ("", ""), ("09/25/19", ""), ("2019", "12.5")] {
            assert!(parse(met_on, "", actual).is_err(), "{met_on} {actual}");
        }
        assert_eq!(parse("10 Dec 2019", "", "").expect("accepted").actual, None);
    }
}
