//! Donors: who gives.

use crate::{
    code::parse_code,
    error::{Checks, Refusal},
    money::Currency,
};
use serde::{Deserialize, Serialize};

/// What a person enters for a donor; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDonor {
    pub code: String,
    pub name: String,
    /// The currency in which it usually gives.
    pub currency: Currency,
    /// Its identifier as an organisation in IATI; confirmed before anything is published.
    pub iati_ref: Option<String>,
}

/// The donor form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DonorForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub version: String,
    pub code: String,
    pub name: String,
    pub currency: String,
}

impl NewDonor {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &DonorForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code).map_err(|_| WORDS_OF_CODE));
        let name = checks.required("name", &form.name, "Enter the donor’s name");
        let currency = checks.take("currency", form.currency.parse::<Currency>());
        let donor = code.zip(currency).map(|(code, currency)| NewDonor { code, name, currency, iati_ref: None });
        checks.finish_some(donor)
    }
}

const WORDS_OF_CODE: &str = "Enter a code of 2 to 24 letters, digits and hyphens, such as JP";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_donor_has_a_code_a_name_and_a_currency() {
        let donor = NewDonor::parse(&DonorForm {
            code: "jp".into(),
            name: " Government of Japan ".into(),
            currency: "JPY".into(),
            ..Default::default()
        });
        let donor = donor.expect("accepted");
        assert_eq!((donor.code.as_str(), donor.name.as_str()), ("JP", "Government of Japan"));
        assert_eq!((donor.currency, donor.iati_ref), (Currency::Jpy, None));
        let Err(Refusal::Invalid(errors)) = NewDonor::parse(&DonorForm { code: "J".into(), ..Default::default() })
        else {
            panic!("accepted")
        };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["code", "name", "currency"]);
        assert!(errors[0].message.contains("such as JP"), "{}", errors[0].message);
    }
}
