//! Budget lines of a grant in US dollars, and what they hold. Rules: aid systems and money, §2.4 and §7 case 5.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::parse_code,
    date::PartialDate,
    error::{Checks, Refusal},
    ledger::Sum,
    money::{Currency, Money},
};

/// A new line, with its original budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBudgetLine {
    pub code: String,
    pub title: String,
    pub phase_id: Option<i64>,
    /// In US dollars. Nothing is allowed: a line that waits for a reprogramming.
    pub amount: Money,
    pub effective_on: NaiveDate,
    pub document: Option<String>,
}

/// Another budget for a line; what was before stays on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRevision {
    /// In US dollars: the whole budget of the line, not the difference.
    pub amount: Money,
    pub effective_on: NaiveDate,
    pub reason: String,
    pub document: Option<String>,
}

/// The form of a line as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BudgetLineForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub code: String,
    pub title: String,
    pub phase: String,
    pub amount: String,
    pub effective_on: String,
    pub document: String,
}

/// The form of a revision as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RevisionForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub grant: String,
    pub line: String,
    /// What the form has shown.
    pub version: String,
    pub amount: String,
    pub effective_on: String,
    pub reason: String,
    pub document: String,
}

impl NewBudgetLine {
    /// # Errors
    /// Every field that cannot be accepted; a date after `today` is one.
    pub fn parse(form: &BudgetLineForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let title = checks.required("title", &form.title, "Enter what the line pays for");
        let phase_id = match form.phase.trim() {
            "" => None,
            phase => checks.take("phase", phase.parse().map_err(|_| "Choose the phase from the list, or none")),
        };
        let amount = checks.take("amount", Money::parse(&form.amount, Currency::Usd));
        let effective_on = effective_on(&mut checks, &form.effective_on, today);
        let document = checks.optional("document", &form.document);
        let line = code.zip(amount).zip(effective_on).map(|((code, amount), effective_on)| NewBudgetLine {
            code,
            title,
            phase_id,
            amount,
            effective_on,
            document,
        });
        checks.finish_some(line)
    }
}

impl NewRevision {
    /// # Errors
    /// Every field that cannot be accepted; a date after `today` is one.
    pub fn parse(form: &RevisionForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let amount = checks.take("amount", Money::parse(&form.amount, Currency::Usd));
        let effective_on = effective_on(&mut checks, &form.effective_on, today);
        let reason = checks.required("reason", &form.reason, "Enter why the budget is revised");
        let document = checks.optional("document", &form.document);
        let revision =
            amount.zip(effective_on).map(|(amount, day)| NewRevision { amount, effective_on: day, reason, document });
        checks.finish_some(revision)
    }
}

fn effective_on(checks: &mut Checks, typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let day = checks.take("effective_on", PartialDate::parse_day(typed))?;
    if day > today {
        let words = PartialDate::Day(today).words();
        checks.fail("effective_on", format!("The date lies in the future: enter {words} or an earlier date"));
    }
    Some(day)
}

/// What a line was given and what became of it, in US cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub original: i64,
    /// The newest revision.
    pub revised: i64,
    /// Reprogrammed to the line, and away from it.
    pub moved_in: i64,
    pub moved_out: i64,
    pub spent: Sum,
    /// Open commitments less their releases.
    pub committed: Sum,
}

impl Standing {
    /// What may be used: the revised budget and what was reprogrammed.
    pub fn budget(&self) -> Money {
        dollars(self.revised + self.moved_in - self.moved_out)
    }

    /// Neither spent nor committed.
    pub fn balance(&self) -> Money {
        dollars(self.budget().minor - self.spent.cents - self.committed.cents)
    }

    /// Reprogrammed to the line less away from it.
    pub fn moved(&self) -> Money {
        dollars(self.moved_in - self.moved_out)
    }

    /// Events on the line whose dollars are unknown; they are in none of the sums.
    pub fn without_rate(&self) -> usize {
        self.spent.unknown + self.committed.unknown
    }

    /// The sum of all lines. Reprogramming comes to nothing in it: what leaves a line enters another.
    pub fn total<'a>(lines: impl IntoIterator<Item = &'a Standing>) -> Standing {
        let mut total = Standing::default();
        for line in lines {
            total.original += line.original;
            total.revised += line.revised;
            total.moved_in += line.moved_in;
            total.moved_out += line.moved_out;
            for (sum, part) in [(&mut total.spent, line.spent), (&mut total.committed, line.committed)] {
                sum.cents += part.cents;
                sum.events += part.events;
                sum.unknown += part.unknown;
            }
        }
        total
    }
}

fn dollars(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 12, 1).expect("a date");

    fn mistakes<T: std::fmt::Debug>(parsed: Result<T, Refusal>) -> Vec<String> {
        let Err(Refusal::Invalid(errors)) = parsed else { panic!("{parsed:?}") };
        errors.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_line_starts_with_its_original_budget() {
        let form = BudgetLineForm {
            code: "vehicles".into(),
            title: "Vehicles".into(),
            amount: "USD 1,200,000".into(),
            effective_on: "16 Mar 2020".into(),
            ..Default::default()
        };
        let line = NewBudgetLine::parse(&form, TODAY).expect("accepted");
        assert_eq!((line.amount.to_string().as_str(), line.phase_id), ("USD 1,200,000.00", None));
        let nothing = BudgetLineForm { amount: "0".into(), ..form.clone() };
        assert_eq!(NewBudgetLine::parse(&nothing, TODAY).expect("accepted").amount.minor, 0);
        let all = ["code", "title", "amount", "effective_on"];
        assert_eq!(mistakes(NewBudgetLine::parse(&BudgetLineForm::default(), TODAY)), all);
        let refused = |form: BudgetLineForm| mistakes(NewBudgetLine::parse(&form, TODAY));
        assert_eq!(refused(BudgetLineForm { amount: "-1".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(BudgetLineForm { amount: "¥1,000".into(), ..form.clone() }), ["amount"]);
        assert_eq!(refused(BudgetLineForm { phase: "two".into(), ..form.clone() }), ["phase"]);
        assert_eq!(refused(BudgetLineForm { effective_on: "2 Dec 2020".into(), ..form.clone() }), ["effective_on"]);
    }

    #[test]
    fn a_revision_says_why() {
        let form = RevisionForm {
            amount: "1,000,000.50".into(),
            effective_on: "1 Dec 2020".into(),
            reason: "Fewer cars".into(),
            document: "".into(),
            ..Default::default()
        };
        let revision = NewRevision::parse(&form, TODAY).expect("accepted");
        assert_eq!(
            (revision.amount.minor, revision.reason.as_str(), revision.document),
            (100_000_050, "Fewer cars", None)
        );
        assert_eq!(
            mistakes(NewRevision::parse(&RevisionForm { reason: " ".into(), ..form.clone() }, TODAY)),
            ["reason"]
        );
    }

    /// Reference §7 case 5: five times USD 22,800 go to protective equipment.
    #[test]
    fn reprogramming_moves_money_and_makes_none() {
        let sum = |cents| Sum { cents, events: 1, unknown: 0 };
        let training =
            Standing { original: 30_000_000, revised: 25_000_000, moved_out: 11_400_000, ..Default::default() };
        let covid =
            Standing { moved_in: 5 * 2_280_000, spent: sum(10_000_000), committed: sum(400_000), ..Default::default() };
        assert_eq!((training.budget().minor, training.balance().minor), (13_600_000, 13_600_000));
        assert_eq!((covid.budget().minor, covid.balance().minor), (11_400_000, 1_000_000));
        let total = Standing::total([&training, &covid]);
        assert_eq!((total.moved().minor, total.budget().minor, total.revised), (0, 25_000_000, 25_000_000));
        assert_eq!(total.balance().minor, 14_600_000);
    }
}
