//! Custody after the receipt: reassignments, returns, losses, write-offs, title; each on both databases and on both clocks.

mod heads;
mod moves;
mod reports;

use domain::{
    AsOf, Role, Timestamp, Viewer,
    custody::entered::{KeeperCode, NewAnswer, NewLoss, NewReassignment},
    item::Condition,
    receipt::{Count, NewReceipt},
};
use store::{Db, Result, Tx, custody, items, receipts, rounds, units, verify};

use crate::{
    chain::{HANDOVER, People, dispatch, programme},
    support::{NOW, person},
};

pub const CAR: &str = "IMT-000001";
/// Four of them, with the customs at Dustlik.
pub const MONOCULARS: &str = "IMT-000002";

/// The people of the small programme with a colleague for each side; everything was received on 11 December.
pub struct Staffed {
    pub people: People,
    pub timur: Viewer,
    pub aziz: Viewer,
}

pub async fn handed_over(db: &Db) -> Staffed {
    let people = programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    for officer in [&people.customs, &people.security] {
        let lines = rounds::lines_to_count(&mut tx, officer, HANDOVER).await.expect("lines");
        let count = |line: &store::LineRow| Count {
            line: line.id,
            expected: line.outstanding,
            version: line.version,
            received: line.outstanding,
            short: 0,
            damaged: 0,
            refused: 0,
            surplus: 0,
            condition: Condition::New,
            remark: None,
            found: Default::default(),
        };
        let counts = lines.iter().map(count).collect();
        let new = NewReceipt { received_on: "2019-12-11".parse().expect("day"), counts, remark: None };
        let id = format!("receipt-of-{}", officer.login);
        receipts::record(&mut tx, officer, NOW, HANDOVER, &new, &id).await.expect("receipt");
    }
    tx.commit().await.expect("commit");
    Staffed {
        people,
        timur: person(db, "timur", Role::Staff, None).await,
        aziz: person(db, "aziz", Role::Officer, Some("SCC")).await,
    }
}

pub fn at(unit: &str, agency: &str) -> KeeperCode {
    KeeperCode { unit: unit.into(), agency: agency.into() }
}

pub fn later(days: i64) -> Timestamp {
    NOW.plus_seconds(days * 86_400)
}

pub fn to_termez(quantity: i64) -> NewReassignment {
    NewReassignment {
        from: at("BLO-DUS", "SCC"),
        to: at("IMT-TER", "SCC"),
        quantity,
        reason: "Searches on the river at night".into(),
        document: Some("Order 7 of 12 Dec 2019".into()),
    }
}

pub fn stolen(quantity: i64, day: &str) -> NewLoss {
    NewLoss {
        stolen: true,
        from: Some(at("BLO-DUS", "SCC")),
        quantity,
        occurred_on: day.parse().expect("date"),
        circumstances: "Taken from the cupboard at the Dustlik post".into(),
        police_report: Some("01-1147".into()),
    }
}

pub async fn say(tx: &mut Tx, who: &Viewer, id: &str, kind: &str, words: &str) -> Result<String> {
    let new = NewAnswer::parse(kind, words).expect("an answer");
    custody::answer(tx, who, later(1), id, &new).await.map(|state| state.word().to_owned())
}

/// Where the item is, in words.
pub async fn places(tx: &mut Tx, who: &Viewer, tag: &str, as_of: AsOf) -> String {
    let item = items::show_as_of(tx, who, tag, as_of).await.expect("item");
    item.held.iter().map(|held| format!("{} {}", held.quantity, held.words)).collect::<Vec<_>>().join(", ")
}

/// `4 × IMT-000002 (SCC)` of a unit.
pub async fn inventory(tx: &mut Tx, who: &Viewer, unit: &str, as_of: AsOf) -> Vec<String> {
    let page = units::inventory(tx, who, unit, as_of, &crate::support::everything()).await.expect("inventory");
    page.rows.iter().map(|row| format!("{} × {} ({})", row.quantity, row.line.tag, row.agency.code)).collect()
}

pub fn on(day: &str) -> AsOf {
    AsOf { day: day.parse().ok(), known: None }
}

pub async fn nothing_is_wrong(tx: &mut Tx) {
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
}
