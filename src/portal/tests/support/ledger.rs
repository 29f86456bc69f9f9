//! Money events in every standing: each donor's own, those of the joint grant, and what only staff read.

use domain::{
    Currency, Money, Viewer,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use store::{Tx, ledger, people};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH},
};

/// What somebody checked and did not post yet.
pub const CHECKED: &str = "grant=JP-2020&kind=expenditure&amount=100.00&currency=USD&value_date=16+Sep+2019&purpose=";

pub async fn record(tx: &mut Tx, marks: &mut Marks) {
    let dana = people::viewer(tx, "dana").await.expect("dana");
    let finance = people::viewer(tx, "finance").await.expect("finance");
    for side in [&NORTH, &SOUTH] {
        let own = [side.donor_login];
        // 1: received and approved. 2: finance waits for dana. 3: taken back.
        let receipt = yen(marks, 743_000, &own);
        approved(tx, &dana, &finance, side.grant, &receipt).await;
        let waits = dollars(marks, 31_007, &[]);
        assert_eq!(posted(tx, &finance, side.grant, &waits).await, 2);
        let rejected = dollars(marks, 31_009, &[]);
        let number = posted(tx, &finance, side.grant, &rejected).await;
        let reason = marks.put("Rejected", &[]);
        ledger::reject(tx, &finance, NOW, side.grant, number, &reason).await.expect("rejected");
    }
    for (code, login, amount) in [("JP", "japan", 210_011), ("US", "usa", 320_017)] {
        let receipt = NewEvent { donor_code: Some(code.into()), ..yen(marks, amount, &[login]) };
        approved(tx, &dana, &finance, "JOINT-2020", &receipt).await;
    }
    // Whose money it was is not said: each donor of a joint grant reads only what is its own.
    let shared = dollars(marks, 31_013, &[]);
    approved(tx, &dana, &finance, "JOINT-2020", &shared).await;
    let body = format!("{CHECKED}{}", marks.put("Checked", &[]));
    let answer = r#"{"error":"invalid","fields":[]}"#;
    let page = "/grants/JP-2020/ledger/check";
    store::parked::park(tx, dana.person, NOW, page, &body, answer).await.expect("checked");
}

async fn posted(tx: &mut Tx, by: &Viewer, grant: &str, new: &NewEvent) -> i64 {
    let shown = ledger::check(tx, by, NOW, grant, new).await.expect("checked").seal();
    ledger::post(tx, by, NOW, grant, new, &shown).await.expect("posted")
}

async fn approved(tx: &mut Tx, by: &Viewer, second: &Viewer, grant: &str, new: &NewEvent) {
    let number = posted(tx, by, grant, new).await;
    ledger::approve(tx, second, NOW, grant, number).await.expect("approved");
}

fn yen(marks: &mut Marks, minor: i64, readers: &[&'static str]) -> NewEvent {
    let rate = "104.50".parse().expect("rate");
    let note = marks.put("RateNote", readers);
    let amount = Money::new(minor, Currency::Jpy);
    NewEvent {
        kind: EventKind::Receipt,
        rate: RateChoice::Stated { source: RateSource::Agreement, rate, note },
        ..event(marks, amount, readers)
    }
}

fn dollars(marks: &mut Marks, cents: i64, readers: &[&'static str]) -> NewEvent {
    event(marks, Money::new(cents, Currency::Usd), readers)
}

fn event(marks: &mut Marks, amount: Money, readers: &[&'static str]) -> NewEvent {
    NewEvent {
        kind: EventKind::Expenditure,
        amount,
        value_date: "2019-09-16".parse().expect("day"),
        rate: RateChoice::None,
        purpose: marks.put("Purpose", readers),
        donor_code: None,
        phase_id: None,
        budget_line: None,
        from_budget_line: None,
        external_ref: marks.some("Reference", readers),
        document: marks.some("Paper", readers),
        relates_to: None,
        reason: Some("As the paper says".to_owned()),
    }
}
