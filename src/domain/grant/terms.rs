//! What an agreement says besides its ceiling: until when, at which charges, and what happens to the rest.

use chrono::NaiveDate;
use serde::Serialize;

use super::{GrantForm, optional_date, parse_share};
use crate::{date::PartialDate, error::Checks, money::Money};

/// `None` everywhere: not known. A charge that is not known is not zero.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Terms {
    pub available_from: Option<PartialDate>,
    pub available_to: Option<PartialDate>,
    /// Programme support cost on expenditure, in parts per million.
    pub psc_ppm: Option<i64>,
    /// Coordination levy, in parts per million.
    pub levy_ppm: Option<i64>,
    /// Is what is unspent at the end given back?
    pub refund_required: Option<bool>,
    /// The date at which a payment in another currency is valued, in the words of the agreement.
    pub valuation_basis: Option<String>,
    /// What a source calls the donors: "main", where there were others and no shares were published.
    pub donors_are: Option<String>,
    /// What the contribution buys, in words.
    pub buys: Option<String>,
}

impl Terms {
    /// Notes every field that cannot be accepted.
    pub fn parse(checks: &mut Checks, form: &GrantForm) -> Self {
        let available_from = optional_date(checks, "available_from", &form.available_from);
        let available_to = optional_date(checks, "available_to", &form.available_to);
        if available_from.zip(available_to).is_some_and(|(from, to)| to.surely_before(from)) {
            checks.fail("available_to", "The money cannot cease to be available before it is: change one of the dates");
        }
        let refund_required = match form.refund.trim() {
            "" => None,
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                checks.fail("refund", "Choose yes, no or not known");
                None
            }
        };
        Terms {
            available_from,
            available_to,
            psc_ppm: optional_share(checks, "psc", &form.psc),
            levy_ppm: optional_share(checks, "levy", &form.levy),
            refund_required,
            valuation_basis: checks.optional("valuation_basis", &form.valuation_basis),
            donors_are: checks.optional("donors_are", &form.donors_are),
            buys: checks.optional("buys", &form.buys),
        }
    }

    /// What is to be given back on `day` of what is unspent and not committed, and why (not), in words. Empty `day`: the
    /// end of the agreement is not asked about.
    pub fn refund_due(&self, available: Money, day: Option<NaiveDate>) -> (Option<Money>, String) {
        match (self.refund_required, self.available_to) {
            (None, _) => (None, "whether the agreement asks for the unspent rest is not recorded".to_owned()),
            (Some(false), _) => (None, "the agreement does not ask for the unspent rest".to_owned()),
            (Some(true), None) => (None, "the unspent rest, at an end of availability that is not recorded".to_owned()),
            (Some(true), Some(to)) if day.is_some_and(|day| day > last_day(to)) => {
                let due = Money::new(available.minor.max(0), available.currency);
                (Some(due), format!("the unspent rest, since the money ceased to be available ({})", to.words()))
            }
            (Some(true), Some(to)) => (None, format!("not before the money ceases to be available ({})", to.words())),
        }
    }

    /// Days until the money ceases to be available, below zero when it has; `None`: the date is not known.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        Some(last_day(self.available_to?).signed_duration_since(today).num_days())
    }
}

fn optional_share(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, parse_share(typed))
}

/// The last day that a date can mean.
fn last_day(date: PartialDate) -> NaiveDate {
    let next = match date {
        PartialDate::Day(day) => return day,
        PartialDate::Month(year, 12) | PartialDate::Year(year) => NaiveDate::from_ymd_opt(year + 1, 1, 1),
        PartialDate::Month(year, month) => NaiveDate::from_ymd_opt(year, month + 1, 1),
    };
    next.and_then(|next| next.pred_opt()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(form: &GrantForm) -> Result<Terms, Vec<String>> {
        let mut checks = Checks::default();
        let terms = Terms::parse(&mut checks, form);
        checks.finish(terms).map_err(|refusal| match refusal {
            crate::Refusal::Invalid(errors) => errors.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn what_is_not_known_stays_unknown() {
        assert_eq!(parsed(&GrantForm::default()), Ok(Terms::default()));
        let form = GrantForm {
            available_from: "27 Feb 2020".into(),
            available_to: "2023".into(),
            psc: "13".into(),
            levy: "1 %".into(),
            refund: "yes".into(),
            valuation_basis: " the date of payment ".into(),
            ..Default::default()
        };
        let terms = parsed(&form).expect("accepted");
        assert_eq!((terms.psc_ppm, terms.levy_ppm, terms.refund_required), (Some(130_000), Some(10_000), Some(true)));
        assert_eq!(terms.valuation_basis.as_deref(), Some("the date of payment"));
        let wrong = GrantForm {
            available_from: "2023".into(),
            available_to: "2020-02".into(),
            psc: "113".into(),
            levy: "-".into(),
            refund: "perhaps".into(),
            ..form.clone()
        };
        assert_eq!(parsed(&wrong), Err(["available_to", "refund", "psc", "levy"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn days_are_counted_to_the_last_that_a_date_can_mean() {
        let today = NaiveDate::from_ymd_opt(2023, 12, 30).expect("day");
        let left = |to: &str| Terms { available_to: to.parse().ok(), ..Default::default() }.days_left(today);
        assert_eq!(
            (left("2023"), left("2023-12"), left("2023-12-29"), left("2024-02")),
            (Some(1), Some(1), Some(-1), Some(61))
        );
        assert_eq!(Terms::default().days_left(today), None);
    }

    #[test]
    fn a_refund_falls_due_after_the_last_day() {
        let rest = Money::new(500, crate::Currency::Usd);
        let terms = Terms { available_to: "2023-06".parse().ok(), refund_required: Some(true), ..Default::default() };
        let on = |terms: &Terms, day: &str| terms.refund_due(rest, day.parse().ok());
        assert_eq!(
            (on(&terms, "2023-06-30").0, on(&terms, "2023-07-01").0, on(&terms, "").0),
            (None, Some(rest), None)
        );
        assert_eq!(
            terms.refund_due(Money::new(-5, crate::Currency::Usd), "2024-01-01".parse().ok()).0,
            Some(Money::zero(crate::Currency::Usd))
        );
        for required in [None, Some(false)] {
            assert_eq!(on(&Terms { refund_required: required, ..terms.clone() }, "2024-01-01").0, None);
        }
        assert!(on(&Terms { available_to: None, ..terms }, "2024-01-01").1.contains("not recorded"));
    }
}
