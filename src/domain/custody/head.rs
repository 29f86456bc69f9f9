//! Heads of units: who answers for what an agency has at a unit. A new head accepts the whole inventory of a day in one go;
//! what is missing is marked, and stays a question until it is answered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::entered::KeeperCode;
use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
};

/// One item of the inventory that a new head looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The item's tag.
    pub tag: String,
    /// As the form showed it: what the unit held on that day.
    pub held: i64,
    pub missing: i64,
    /// What is known of what is missing.
    pub remark: Option<String>,
}

/// A new head with what was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHead {
    pub of: KeeperCode,
    /// `None`: whoever sends the form is the new head.
    pub name: Option<String>,
    pub post: String,
    pub from: NaiveDate,
    /// The signed paper, where staff record it for a head without an account.
    pub document: Option<String>,
    pub items: Vec<Looked>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookedForm {
    pub tag: String,
    pub held: String,
    pub missing: String,
    pub remark: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeadForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// `IMT-TER/SCC`
    pub keeper: String,
    pub name: String,
    pub post: String,
    pub occurred_on: String,
    pub document: String,
    /// `true`: "I accept everything that is not marked as missing".
    pub accepted: String,
    pub items: Vec<LookedForm>,
}

impl NewHead {
    /// `for_another`: staff record it for somebody without an account.
    ///
    /// # Errors
    /// Every field that cannot be accepted; a list that was not accepted is one.
    pub fn parse(form: &HeadForm, for_another: bool, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let of = checks.take("keeper", KeeperCode::parse(&form.keeper));
        let name = if for_another { checks.optional("name", &form.name) } else { None };
        check_name(&mut checks, for_another, name.as_deref());
        let post = checks.required("post", &form.post, "Enter the rank or post, such as “Major, head of the team”");
        let from = checks.take("occurred_on", PartialDate::parse_day(&form.occurred_on));
        check_from(&mut checks, from, today);
        let document = if for_another { checks.optional("document", &form.document) } else { None };
        check_paper(&mut checks, for_another, document.as_deref());
        let items = form.items.iter().enumerate().filter_map(|(i, item)| looked(&mut checks, i, item)).collect();
        if form.accepted != "true" {
            checks.fail("accepted", "Say that the list is accepted");
        }
        checks.finish_some(of.zip(from).map(|(of, from)| NewHead { of, name, post, from, document, items }))
    }

    /// The rules of [`NewHead::parse`] that need no form, wherever it was made.
    ///
    /// # Errors
    /// A day after `today`; for somebody without an account, no name or no signed paper.
    pub fn check(&self, for_another: bool, today: NaiveDate) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        check_name(&mut checks, for_another, self.name.as_deref());
        check_from(&mut checks, Some(self.from), today);
        check_paper(&mut checks, for_another, self.document.as_deref());
        checks.finish(())
    }
}

fn check_name(checks: &mut Checks, for_another: bool, name: Option<&str>) {
    if for_another && name.is_none() && !checks.failed("name") {
        checks.fail("name", "Enter the name of the new head");
    }
}

fn check_from(checks: &mut Checks, from: Option<NaiveDate>, today: NaiveDate) {
    if from.is_some_and(|day| day > today) {
        checks.fail("occurred_on", "This day lies in the future: enter the day on which the inventory was accepted");
    }
}

fn check_paper(checks: &mut Checks, for_another: bool, document: Option<&str>) {
    if for_another && document.is_none() && !checks.failed("document") {
        checks.fail("document", "Enter the number and date of the signed paper");
    }
}

fn looked(checks: &mut Checks, i: usize, form: &LookedForm) -> Option<Looked> {
    let field = |name: &str| format!("items[{i}][{name}]");
    let Some(held) = form.held.parse::<i64>().ok().filter(|held| *held > 0) else {
        checks.fail("items", "Open the form again: a part of the list could not be read");
        return None;
    };
    let typed = if form.missing.trim().is_empty() { "0" } else { form.missing.trim() };
    let missing = checks.take(&field("missing"), crate::number::count(typed, 0..=held))?;
    let remark = checks.optional(&field("remark"), &form.remark);
    if missing > 0 && remark.is_none() && !checks.failed(&field("remark")) {
        checks.fail(field("remark"), "Say what is known of where it is");
    }
    Some(Looked { tag: form.tag.to_owned(), held, missing, remark })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 10).expect("a date");

    fn form() -> HeadForm {
        HeadForm {
            keeper: "IMT-TER/SCC".into(),
            post: "Major".into(),
            occurred_on: "9 Jan 2020".into(),
            accepted: "true".into(),
            items: vec![LookedForm {
                tag: "IMT-000002".into(),
                held: "4".into(),
                missing: "".into(),
                remark: "".into(),
            }],
            ..Default::default()
        }
    }

    fn fields(form: &HeadForm, for_another: bool) -> Vec<String> {
        match NewHead::parse(form, for_another, TODAY) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_head_accepts_the_whole_list_in_one_go() {
        let head = NewHead::parse(&form(), false, TODAY).expect("accepted");
        assert_eq!((head.name, head.document, head.items[0].missing), (None, None, 0));
        assert_eq!(fields(&HeadForm { accepted: "".into(), ..form() }, false), ["accepted"]);
        assert_eq!(fields(&HeadForm { occurred_on: "11 Jan 2020".into(), ..form() }, false), ["occurred_on"]);
    }

    #[test]
    fn for_somebody_without_an_account_staff_name_the_paper() {
        assert_eq!(fields(&form(), true), ["name", "document"]);
        let head = HeadForm { name: "Major R. Tursunov".into(), document: "Act 3 of 9 Jan 2020".into(), ..form() };
        assert!(NewHead::parse(&head, true, TODAY).is_ok());
    }

    #[test]
    fn what_is_missing_is_said_with_words() {
        let missing = |missing: &str, remark: &str| {
            let items = vec![LookedForm { missing: missing.into(), remark: remark.into(), ..form().items[0].clone() }];
            NewHead::parse(&HeadForm { items, ..form() }, false, TODAY).is_ok()
        };
        assert!(missing("1", "Not in the cupboard"));
        assert!(!missing("1", "") && !missing("5", "x") && !missing("-1", "x") && !missing("all", "x"));
    }
}
