//! Grants: one agreement with a ceiling in its own currency.

use crate::{
    code::{parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    money::{Currency, Money},
};

words! {
    /// What an allocated amount rests on.
    Basis {
        Quoted = "quoted", "quoted";
        Booked = "booked", "booked";
    }
}

/// What a person enters for a grant; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    pub code: String,
    pub title: String,
    pub donor_codes: Vec<String>,
    pub instrument: Option<String>,
    pub signed_on: Option<PartialDate>,
    pub announced_on: Option<PartialDate>,
    pub signatories: Option<String>,
    pub witness: Option<String>,
    /// The ceiling in the grant's own currency; unknown for grants of which only quotes were published.
    pub ceiling: Option<Money>,
    pub country_codes: Vec<String>,
}

/// The grant form as typed.
#[derive(Debug, Clone, Default)]
pub struct GrantForm<'a> {
    pub code: &'a str,
    pub title: &'a str,
    pub donor: &'a str,
    pub instrument: &'a str,
    pub signed_on: &'a str,
    pub announced_on: &'a str,
    pub signatories: &'a str,
    pub witness: &'a str,
    pub ceiling: &'a str,
    pub currency: &'a str,
    pub countries: &'a str,
}

impl NewGrant {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &GrantForm<'_>) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(form.code));
        let title = checks.required("title", form.title, "Enter the title of the agreement");
        let donor = checks.required("donor", form.donor, "Choose the donor");
        let instrument = checks.optional("instrument", form.instrument);
        let signed_on = optional_date(&mut checks, "signed_on", form.signed_on);
        let announced_on = optional_date(&mut checks, "announced_on", form.announced_on);
        let signatories = checks.optional("signatories", form.signatories);
        let witness = checks.optional("witness", form.witness);
        // Of some grants only quotes were published: no ceiling is better than an invented one.
        let ceiling = match form.ceiling.trim() {
            "" => None,
            typed => {
                let currency = checks.take("currency", form.currency.parse::<Currency>());
                currency.and_then(|c| checks.take("ceiling", Money::parse(typed, c)))
            }
        };
        if ceiling.is_some_and(|c| c.minor == 0) {
            checks.fail("ceiling", "Enter a ceiling above zero");
        }
        let country_codes = country_codes(&mut checks, form.countries);
        let grant = code.map(|code| NewGrant {
            code,
            title,
            donor_codes: vec![donor],
            instrument,
            signed_on,
            announced_on,
            signatories,
            witness,
            ceiling,
            country_codes,
        });
        checks.finish_some(grant)
    }
}

/// A date field that may stay empty.
pub fn optional_date(checks: &mut Checks, field: &str, typed: &str) -> Option<PartialDate> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, PartialDate::parse(typed))
}

fn country_codes(checks: &mut Checks, typed: &str) -> Vec<String> {
    let codes: Vec<String> =
        typed.split([',', ' ', ';']).map(|c| c.trim().to_ascii_uppercase()).filter(|c| !c.is_empty()).collect();
    if codes.iter().any(|c| c.len() != 2 || !c.chars().all(|c| c.is_ascii_uppercase())) {
        checks.fail("countries", "Enter two-letter country codes separated by commas, such as UZ, KG, TJ");
    }
    codes
}

/// Checks that funding shares are parts per million that make a whole.
///
/// # Errors
/// Says what the shares add up to.
pub fn check_shares(shares: &[(i64, i64)]) -> Result<(), String> {
    let total: i64 = shares.iter().map(|(_, ppm)| *ppm).sum();
    if shares.iter().any(|(_, ppm)| *ppm <= 0) {
        return Err("Every grant's share must be above zero".to_owned());
    }
    let mut grants: Vec<i64> = shares.iter().map(|(grant, _)| *grant).collect();
    grants.sort_unstable();
    grants.dedup();
    if grants.len() != shares.len() {
        return Err("Name each grant once".to_owned());
    }
    if total == 1_000_000 { Ok(()) } else { Err(format!("The shares add up to {} %, not to 100 %", percent(total))) }
}

/// Reads a share typed as a percentage with up to four decimals into parts per million: `62.5` → 625,000.
///
/// # Errors
/// A sentence with an example.
pub fn parse_share(typed: &str) -> Result<i64, String> {
    let text = typed.trim().trim_end_matches('%').trim().replace(',', ".");
    let bad = || "Enter a percentage such as 100 or 62.5".to_owned();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if whole.is_empty()
        || fraction.len() > 4
        || !whole.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit())
        || whole.len() > 3
    {
        return Err(bad());
    }
    let ppm: i64 = format!("{whole}{fraction:0<4}").parse().map_err(|_| bad())?;
    if ppm <= 1_000_000 { Ok(ppm) } else { Err("A share cannot be above 100 %".to_owned()) }
}

/// Parts per million as a percentage without trailing zeros: 625,000 → `62.5`.
pub fn percent(ppm: i64) -> String {
    let text = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_a_whole_exactly() {
        assert!(check_shares(&[(1, 625_000), (2, 375_000)]).is_ok());
        assert!(check_shares(&[(1, 333_333), (2, 333_333), (3, 333_333)]).unwrap_err().contains("99.9999 %"));
        assert!(check_shares(&[(1, 500_000), (1, 500_000)]).is_err());
        assert!(check_shares(&[(1, 1_000_000), (2, 0)]).is_err());
        assert_eq!((parse_share("62.5 %"), parse_share("100")), (Ok(625_000), Ok(1_000_000)));
        assert!(["", "abc", "100.1", "-1", "1.23456"].iter().all(|t| parse_share(t).is_err()));
        assert_eq!((percent(625_000), percent(1_000_000)), ("62.5".to_owned(), "100".to_owned()));
    }

    #[test]
    fn a_form_names_every_mistake_at_once() {
        let form = GrantForm {
            code: "?",
            ceiling: "1.5",
            currency: "JPY",
            signed_on: "09/25/19",
            countries: "Uzbekistan",
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewGrant::parse(&form) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["code", "title", "donor", "signed_on", "ceiling", "countries"]);
    }
}
