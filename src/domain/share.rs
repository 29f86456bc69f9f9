//! Funding shares: which grant paid which part of an item. A change of them is a new dated fact.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    round::{ShareRow, parse_shares},
};

/// How the first entry of a history is explained: nobody gave a reason for what came with the item.
pub const AS_ENTERED: &str = "As entered with the item";

/// Who paid which part from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShares {
    /// (grant code, parts per million); they make a whole.
    pub shares: Vec<(String, i64)>,
    pub effective_on: NaiveDate,
    pub reason: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SharesForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub tag: String,
    pub shares: Vec<ShareRow>,
    pub effective_on: String,
    pub reason: String,
}

impl NewShares {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &SharesForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let shares = parse_shares(&mut checks, &form.shares);
        let effective_on = checks.take("effective_on", PartialDate::parse_day(&form.effective_on));
        let reason = checks.required("reason", &form.reason, "Say why, such as “Agreed with the donors on 3 Dec 2019”");
        checks.finish_some(effective_on.map(|effective_on| NewShares { shares, effective_on, reason }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_shares_names_every_mistake() {
        let thirds = ["JP-2016", "JP-2020", "US-2020"].map(|grant| ShareRow::from((grant, "33.3333")));
        let form = SharesForm {
            shares: thirds.to_vec(),
            effective_on: "Dec 2019".into(),
            reason: " ".into(),
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewShares::parse(&form) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["shares[0][percent]", "effective_on", "reason"]);
        assert_eq!(errors[0].message, "The shares add up to 99.9999 %, not to 100 %");
    }

    #[test]
    fn a_whole_is_accepted_and_a_grant_alone_pays_it() {
        let form = |shares| SharesForm {
            shares,
            effective_on: "3 Dec 2019".into(),
            reason: "Agreed with the donors".into(),
            ..Default::default()
        };
        let parsed =
            NewShares::parse(&form(vec![("JP-2020", "62.5").into(), ("US-2020", "37.5 %").into()])).expect("a whole");
        assert_eq!(parsed.shares, [("JP-2020".to_owned(), 625_000), ("US-2020".to_owned(), 375_000)]);
        let alone = NewShares::parse(&form(vec![("JP-2020", "").into(), ("", "").into()])).expect("alone");
        assert_eq!(alone.shares, [("JP-2020".to_owned(), 1_000_000)]);
    }
}
