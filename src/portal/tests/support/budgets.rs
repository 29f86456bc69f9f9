//! Budgets of both donors, a locked period, and one that finance asks Dana to open again.

use domain::{
    Currency, Money, Viewer,
    budget::{NewBudgetLine, NewRevision},
};
use store::{Tx, budgets, people, periods};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH},
};

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    let finance = people::viewer(tx, "finance").await.expect("finance");
    for side in [&NORTH, &SOUTH] {
        let new = NewBudgetLine {
            code: "CARS".into(),
            title: marks.put("BudgetTitle", &[side.donor_login]),
            phase_id: None,
            amount: Money::new(50_000_000, Currency::Usd),
            effective_on: "2019-03-01".parse().expect("day"),
            document: marks.some("BudgetDocument", &[]),
        };
        budgets::create(tx, dana, NOW, side.grant, &new).await.expect("budget line");
        let revision = NewRevision {
            amount: Money::new(40_000_000, Currency::Usd),
            effective_on: "2019-09-01".parse().expect("day"),
            reason: marks.put("RevisionReason", &[]),
            document: None,
        };
        budgets::revise(tx, &finance, NOW, side.grant, "CARS", 1, &revision).await.expect("revision");
    }
    for (year, asked) in [(2017, false), (2018, true)] {
        let day = |text: &str| format!("{year}-{text}").parse().expect("day");
        let reason = marks.put("LockReason", &[]);
        let lock = periods::lock(tx, dana, NOW, Some(NORTH.grant), day("01-01"), day("12-31"), &reason).await;
        if asked {
            let reason = marks.put("ReopeningReason", &[]);
            periods::ask_reopening(tx, &finance, NOW, lock.expect("locked"), 24, &reason).await.expect("asked");
        }
    }
}
