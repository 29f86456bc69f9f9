//! What an activity cost, and which grants paid which part of it.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Checks, Refusal},
    money::{Currency, Money},
    round::{ShareRow, parse_shares},
};

/// What stands from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFunding {
    /// `None`: not known.
    pub cost: Option<Money>,
    /// (grant code, parts per million); they make a whole, or nobody says who paid.
    pub shares: Vec<(String, i64)>,
    /// Asked for where something stood before.
    pub reason: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FundingForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub code: String,
    pub version: String,
    pub cost: String,
    pub currency: String,
    pub shares: Vec<ShareRow>,
    pub reason: String,
}

impl NewFunding {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &FundingForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let cost = cost(&mut checks, form);
        let named = form.shares.iter().any(|row| !row.grant.trim().is_empty() || !row.percent.trim().is_empty());
        let shares = if named { parse_shares(&mut checks, &form.shares) } else { Vec::new() };
        let reason = checks.optional("reason", &form.reason);
        if form.cost.trim().is_empty() && !named {
            checks.fail("cost", "Enter what it cost, who paid for it, or both");
        }
        checks.finish(NewFunding { cost, shares, reason })
    }
}

fn cost(checks: &mut Checks, form: &FundingForm) -> Option<Money> {
    if form.cost.trim().is_empty() {
        return None;
    }
    let currency = checks.take("currency", form.currency.parse::<Currency>().map_err(|_| "Choose the currency"))?;
    checks.take("cost", Money::parse(&form.cost, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_exact_and_its_shares_make_a_whole() {
        let form = FundingForm {
            cost: "12,850.25".into(),
            currency: "USD".into(),
            shares: vec![("JP-2020", "62.5").into(), ("US-2020", "37.5").into(), ("", "").into()],
            ..Default::default()
        };
        let new = NewFunding::parse(&form).expect("accepted");
        assert_eq!(new.cost, Some(Money::new(1_285_025, Currency::Usd)));
        assert_eq!(new.shares, [("JP-2020".to_owned(), 625_000), ("US-2020".to_owned(), 375_000)]);
        let wrong = |form: FundingForm| match NewFunding::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(FundingForm { currency: String::new(), ..form.clone() }), "currency");
        assert_eq!(wrong(FundingForm { currency: "JPY".into(), ..form.clone() }), "cost");
        assert_eq!(
            wrong(FundingForm { shares: vec![("JP-2020", "60").into(), ("US-2020", "30").into()], ..form }),
            "shares[0][percent]"
        );
        assert_eq!(wrong(FundingForm::default()), "cost");
    }
}
