//! Grants: one agreement with a ceiling in its own currency.

use crate::{
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    money::{Currency, Money},
    number::{Digits, Unread},
    source::SourceChoice,
};
use serde::{Deserialize, Serialize};

mod terms;

pub use terms::Terms;

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
    /// Exactly these gave it.
    pub donor_codes: Vec<String>,
    pub instrument: Option<String>,
    pub signed_on: Option<PartialDate>,
    pub announced_on: Option<PartialDate>,
    /// The place.
    pub signed_at: Option<String>,
    /// The ceiling in the grant's own currency; unknown for grants of which only quotes were published.
    pub ceiling: Option<Money>,
    pub country_codes: Vec<String>,
    pub terms: Terms,
}

/// The grant form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GrantForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// What an edit has shown; empty for a new grant.
    pub version: String,
    pub code: String,
    pub title: String,
    pub donor: String,
    pub donor_2: String,
    pub donor_3: String,
    pub donor_4: String,
    pub donors_are: String,
    pub buys: String,
    pub instrument: String,
    pub signed_on: String,
    pub announced_on: String,
    pub signed_at: String,
    pub ceiling: String,
    pub currency: String,
    pub countries: String,
    pub available_from: String,
    pub available_to: String,
    pub psc: String,
    pub levy: String,
    pub refund: String,
    pub valuation_basis: String,
}

impl NewGrant {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &GrantForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let title = checks.required("title", &form.title, "Enter the title of the agreement");
        let donor_codes = donor_codes(&mut checks, form);
        let instrument = checks.optional("instrument", &form.instrument);
        let signed_on = optional_date(&mut checks, "signed_on", &form.signed_on);
        let announced_on = optional_date(&mut checks, "announced_on", &form.announced_on);
        let signed_at = checks.optional("signed_at", &form.signed_at);
        // Of some grants only quotes were published: no ceiling is better than an invented one.
        let ceiling = optional_amount(&mut checks, "ceiling", &form.ceiling, &form.currency);
        let country_codes = country_codes(&mut checks, "countries", &form.countries);
        let terms = Terms::parse(&mut checks, form);
        let grant = code.map(|code| NewGrant {
            code,
            title,
            donor_codes,
            instrument,
            signed_on,
            announced_on,
            signed_at,
            ceiling,
            country_codes,
            terms,
        });
        checks.finish_some(grant)
    }
}

/// What a grant is for: a phase of a component, with the amount that was quoted or booked for it where one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAllocation {
    pub phase_id: i64,
    /// One of the grant's countries; `None`: all of them.
    pub country: Option<String>,
    /// The amount, the words that were printed before it, and what it rests on.
    pub amount: Option<(Money, Option<String>, Basis)>,
    pub source: Option<SourceChoice>,
}

/// The allocation form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AllocationForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub phase: String,
    pub country: String,
    pub amount: String,
    pub currency: String,
    pub qualifier: String,
    pub basis: String,
    pub source: String,
    pub source_title: String,
}

impl NewAllocation {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &AllocationForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let phase =
            checks.take("phase", form.phase.trim().parse::<i64>().map_err(|_| "Choose the component and phase"));
        let country = checks.optional("country", &form.country);
        let money = optional_amount(&mut checks, "amount", &form.amount, &form.currency);
        let qualifier = qualifier(&mut checks, &form.qualifier);
        let unstated = form.amount.trim().is_empty();
        if let Some(words) = qualifier.as_ref().filter(|_| unstated) {
            checks.fail("amount", format!("Enter the amount that “{words}” belongs to, or leave both empty"));
        }
        // A radio button cannot be taken back: without an amount it says nothing.
        let basis = if unstated {
            None
        } else {
            checks.take("basis", form.basis.parse::<Basis>().map_err(|_| "Say whether the amount is quoted or booked"))
        };
        if basis == Some(Basis::Booked) && money.is_some_and(|money| money.currency != Currency::Usd) {
            checks.fail("currency", "The accounts are kept in US dollars: choose USD for a booked amount");
        }
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let amount = money.zip(basis).map(|(money, basis)| (money, qualifier, basis));
        checks.finish_some(phase.map(|phase_id| NewAllocation { phase_id, country, amount, source }))
    }
}

/// An amount that may stay empty, in the currency of the field `currency`, which then counts for nothing.
pub fn optional_amount(checks: &mut Checks, field: &str, typed: &str, currency: &str) -> Option<Money> {
    if typed.trim().is_empty() {
        return None;
    }
    let currency = checks.take("currency", currency.parse::<Currency>())?;
    let money = checks.take(field, Money::parse(typed, currency))?;
    if money.minor == 0 {
        checks.fail(field, "Enter an amount above zero");
    }
    Some(money)
}

/// The words before a published figure: "over", "nearly", "approximately". They are printed, never computed with.
pub fn qualifier(checks: &mut Checks, typed: &str) -> Option<String> {
    Some(checks.long_text("qualifier", typed, 60)).filter(|words| !words.is_empty())
}

/// One donor, or up to four that give together.
fn donor_codes(checks: &mut Checks, form: &GrantForm) -> Vec<String> {
    let first = checks.required("donor", &form.donor, "Choose the donor");
    let mut donors = vec![first];
    for (field, typed) in [("donor_2", &form.donor_2), ("donor_3", &form.donor_3), ("donor_4", &form.donor_4)] {
        match checks.optional(field, typed) {
            Some(donor) if donors.contains(&donor) => {
                checks.fail(field, "This donor is named already: choose another one, or none");
            }
            donor => donors.extend(donor),
        }
    }
    donors
}

/// A date field that may stay empty.
pub fn optional_date(checks: &mut Checks, field: &str, typed: &str) -> Option<PartialDate> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, PartialDate::parse(typed))
}

/// Two-letter codes in this field, each once.
pub(crate) fn country_codes(checks: &mut Checks, field: &str, typed: &str) -> Vec<String> {
    let codes = distinct(typed.to_ascii_uppercase().split([',', ' ', ';']));
    if codes.iter().any(|code| country_code(code).is_err()) {
        checks.fail(field, "Enter two-letter country codes separated by commas, such as UZ, KG, TJ");
    }
    codes
}

/// One of them, in capital letters.
///
/// # Errors
/// A sentence with an example.
pub(crate) fn country_code(typed: &str) -> Result<String, &'static str> {
    let code = typed.trim().to_ascii_uppercase();
    let is_one = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_one { Ok(code) } else { Err("Enter the two-letter code of the country, such as UZ") }
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
    let text = typed.trim().trim_end_matches('%').trim_end();
    let digits = Digits::read(text, 4).map_err(|unread| match unread {
        unclear @ Unread::Unclear(..) => unclear.to_string(),
        _ => "Enter a percentage such as 100 or 62.5".to_owned(),
    })?;
    let ppm = format!("{}{:0<4}", digits.whole, digits.fraction).parse::<i64>().ok();
    ppm.filter(|ppm| *ppm <= 1_000_000).ok_or_else(|| "A share cannot be above 100 %".to_owned())
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
            code: "?".into(),
            ceiling: "1.5".into(),
            currency: "JPY".into(),
            signed_on: "09/25/19".into(),
            countries: "Uzbekistan".into(),
            ..Default::default()
        };
        let Err(Refusal::Invalid(errors)) = NewGrant::parse(&form) else { panic!("accepted") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["code", "title", "donor", "signed_on", "ceiling", "countries"]);
    }
    #[test]
    fn a_grant_has_one_donor_or_two() {
        let form = |donor: &str, donor_2: &str| GrantForm {
            code: "KARAKOL-2016".into(),
            title: "Building".into(),
            donor: donor.into(),
            donor_2: donor_2.into(),
            ..Default::default()
        };
        let grant = NewGrant::parse(&form("RU", " US ")).expect("accepted");
        assert_eq!((grant.donor_codes, grant.ceiling), (vec!["RU".to_owned(), "US".to_owned()], None));
        assert_eq!(NewGrant::parse(&form("RU", "")).expect("accepted").donor_codes, ["RU"]);
        assert_eq!(mistakes(NewGrant::parse(&form("RU", "RU"))), ["donor_2"]);
        assert_eq!(mistakes(NewGrant::parse(&form("", "US"))), ["donor"]);
        let three = GrantForm { donor_3: "JP".into(), donors_are: "main".into(), ..form("RU", "US") };
        let grant = NewGrant::parse(&three).expect("accepted");
        assert_eq!(
            (grant.donor_codes.join("+").as_str(), grant.terms.donors_are.as_deref()),
            ("RU+US+JP", Some("main"))
        );
        assert_eq!(mistakes(NewGrant::parse(&GrantForm { donor_4: "US".into(), ..three })), ["donor_4"]);
    }

    #[test]
    fn an_allocation_has_an_amount_with_its_basis_or_none() {
        let form = AllocationForm {
            phase: "7".into(),
            amount: "4,500,000".into(),
            currency: "USD".into(),
            qualifier: "over".into(),
            basis: "quoted".into(),
            ..Default::default()
        };
        let parsed = NewAllocation::parse(&form).expect("accepted");
        let amount = (Money::new(450_000_000, Currency::Usd), Some("over".to_owned()), Basis::Quoted);
        assert_eq!((parsed.phase_id, parsed.amount, parsed.source), (7, Some(amount), None));
        let bare =
            AllocationForm { phase: "7".into(), currency: "USD".into(), basis: "booked".into(), ..Default::default() };
        assert_eq!(NewAllocation::parse(&bare).expect("accepted").amount, None);

        let refused = |form: AllocationForm| mistakes(NewAllocation::parse(&form));
        assert_eq!(refused(AllocationForm { phase: "".into(), ..form.clone() }), ["phase"]);
        assert_eq!(
            refused(AllocationForm { amount: "1.5".into(), currency: "JPY".into(), ..form.clone() }),
            ["amount"]
        );
        assert_eq!(refused(AllocationForm { amount: "0".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(AllocationForm { amount: "over 5".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(AllocationForm { currency: "".into(), ..form.clone() }), ["currency"]);
        assert_eq!(refused(AllocationForm { basis: "".into(), ..form.clone() }), ["basis"]);
        assert_eq!(
            refused(AllocationForm { basis: "booked".into(), currency: "JPY".into(), ..form.clone() }),
            ["currency"]
        );
        assert_eq!(refused(AllocationForm { amount: "".into(), ..form.clone() }), ["amount"]);
        assert_eq!(
            refused(AllocationForm { source: "a".into(), source_title: "b".into(), ..form.clone() }),
            ["source_title"]
        );
    }

    fn mistakes<T: std::fmt::Debug>(parsed: Result<T, Refusal>) -> Vec<String> {
        let Err(Refusal::Invalid(errors)) = parsed else { panic!("{parsed:?}") };
        errors.into_iter().map(|e| e.field).collect()
    }
}
