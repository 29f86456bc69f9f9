//! Receipts: an officer counts what arrived, line by line; what was counted is never counted twice.

mod correcting;
mod drafts;
mod history;
mod meanwhile;
mod read;
mod signing;
mod together;

use std::sync::atomic::{AtomicU32, Ordering};

use domain::{
    Role, Scope, Viewer,
    item::Condition,
    receipt::{Count, NewReceipt},
    round::{LineState, RoundStatus},
};
use store::{Db, LineRow, Result, Tx, items, people, receipts, rounds};

use crate::{
    chain::{HANDOVER, dispatch, programme},
    support::{NOW, number, person, told, whole_round},
};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// `[received, short, damaged, refused]` of what the form shows.
fn count(line: &LineRow, [received, short, damaged, refused]: [i64; 4]) -> Count {
    Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received,
        short,
        damaged,
        refused,
        surplus: 0,
        condition: Condition::Good,
        remark: None,
        found: Default::default(),
    }
}

/// "Everything arrived" for the whole list.
fn everything(lines: &[LineRow]) -> Vec<Count> {
    lines.iter().map(|line| count(line, [line.outstanding, 0, 0, 0])).collect()
}

fn receipt(counts: Vec<Count>) -> NewReceipt {
    NewReceipt { received_on: "2019-12-11".parse().expect("day"), counts, remark: None }
}

async fn record(tx: &mut Tx, officer: &Viewer, new: &NewReceipt) -> Result<()> {
    let public_id = format!("receipt-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    receipts::record(tx, officer, NOW, HANDOVER, new, &public_id).await
}

/// The lines that the officer finds in the counting form.
async fn form(tx: &mut Tx, officer: &Viewer) -> Vec<LineRow> {
    rounds::lines_to_count(tx, officer, HANDOVER).await.expect("form")
}

both_databases!(only_an_officer_of_the_agency_confirms, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, &people.customs).await;
    let new = receipt(everything(&lines));
    for nobody in [&people.dana, &admin, &people.japan, &people.usa] {
        assert_eq!(told(record(&mut tx, nobody, &new).await), "forbidden", "{}", nobody.login);
        assert_eq!(told(rounds::lines_to_count(&mut tx, nobody, HANDOVER).await), "forbidden", "{}", nobody.login);
    }
    let nowhere = Viewer { scope: Scope::Agency(-1), ..people.customs.clone() };
    let everywhere = Viewer { scope: Scope::Everything, ..people.customs.clone() };
    assert_eq!(told(record(&mut tx, &nowhere, &new).await), "not found");
    assert_eq!(told(record(&mut tx, &everywhere, &new).await), "forbidden");
    // Another agency's officer has the round open, but not this line.
    assert_eq!(told(record(&mut tx, &people.security, &new).await), "not found");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    rounds::schedule(&mut tx, &people.dana, NOW, "R-DRAFT").await.expect("schedule");
    rounds::dispatch(&mut tx, &people.dana, NOW, "R-DRAFT", NOW.day()).await.expect("dispatch");
    let told = [
        told(rounds::lines_to_count(&mut tx, &people.customs, "R-DRAFT").await),
        told(receipts::record(&mut tx, &people.customs, NOW, "R-DRAFT", &new, "receipt").await),
        told(receipts::record(&mut tx, &people.customs, NOW, "R-NONE", &new, "receipt").await),
    ];
    assert_eq!(told, ["not found", "not found", "not found"]);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt").await, 0);
});

both_databases!(the_whole_list_in_one_go, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, &people.security).await;
    assert_eq!(lines.len(), 2);
    record(&mut tx, &people.security, &receipt(everything(&lines))).await.expect("receipt");
    assert!(form(&mut tx, &people.security).await.is_empty());
    let shown = whole_round(&mut tx, &people.security, HANDOVER).await.expect("round");
    assert_eq!((shown.status, shown.receipts.len()), (RoundStatus::Closed, 1));
    assert!(shown.lines.iter().all(|l| l.state == LineState::Accepted) && shown.confirmed == shown.value);
});

both_databases!(three_of_four_and_later_the_rest, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    record(&mut tx, customs, &receipt(vec![count(&line, [3, 1, 0, 0])])).await.expect("three");
    let shown = whole_round(&mut tx, customs, HANDOVER).await.expect("round");
    let now = &shown.lines[0];
    assert_eq!((now.quantity, now.outstanding, now.counted.short, now.state), (4, 1, 1, LineState::PartlyAccepted));
    assert_eq!((shown.status, shown.confirmed.0[0].to_string().as_str()), (RoundStatus::Receiving, "USD 6,000.00"));

    let rest = form(&mut tx, customs).await.remove(0);
    assert_eq!((rest.outstanding, rest.version), (1, 2));
    record(&mut tx, customs, &receipt(vec![count(&rest, [1, 0, 0, 0])])).await.expect("the fourth");
    let shown = whole_round(&mut tx, customs, HANDOVER).await.expect("round");
    let now = &shown.lines[0];
    assert_eq!((now.quantity, now.outstanding, now.counts, now.state), (4, 0, 2, LineState::Accepted));
    assert_eq!((shown.status, shown.confirmed == shown.value), (RoundStatus::Closed, true));
    let item = items::show(&mut tx, &people.dana, &line.tag).await.expect("item");
    let held: Vec<_> = item.custody.iter().map(|e| (e.holder.as_str(), e.quantity)).collect();
    assert_eq!(held, [("with UNODC, in transit to BLO Dustlik", 4), ("BLO Dustlik", 3), ("BLO Dustlik", 1)]);
    let third = told(record(&mut tx, customs, &receipt(vec![count(&rest, [1, 0, 0, 0])])).await);
    assert!(third.contains("“Night-vision monocular” was already confirmed by customs (test)"), "{third}");
});

both_databases!(damaged_refused_and_surplus_goods, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    for (parts, surplus, state, received, worth) in [
        ([4, 0, 0, 0], 0, LineState::Accepted, 4, 800_000),
        ([4, 0, 0, 0], 2, LineState::AcceptedWithRemarks, 4, 800_000),
        ([1, 0, 2, 1], 0, LineState::PartlyAccepted, 1, 200_000),
        ([0, 0, 0, 4], 0, LineState::Refused, 0, 0),
        ([0, 0, 4, 0], 0, LineState::Refused, 0, 0),
        ([0, 4, 0, 0], 0, LineState::Awaiting, 0, 0),
    ] {
        let mut tx = db.write().await.expect("write");
        dispatch(&mut tx, &people).await;
        let line = form(&mut tx, customs).await.remove(0);
        let counted = Count { surplus, ..count(&line, parts) };
        record(&mut tx, customs, &receipt(vec![counted])).await.expect("receipt");
        let now = whole_round(&mut tx, customs, HANDOVER).await.expect("round").lines.remove(0);
        assert_eq!((now.state, now.counted.received, now.confirmed().minor), (state, received, worth), "{parts:?}");
        assert_eq!((now.outstanding, now.counted.surplus), (parts[1], surplus));
        // Custody passes for what was received, and for nothing else.
        let query = "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM custody_event WHERE holder = 'unit'";
        assert_eq!(number(&mut tx, query).await, received);
        store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
        tx.rollback().await.expect("rollback");
    }
});

both_databases!(every_piece_is_accounted_for, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, &people.customs).await.remove(0);
    for parts in [[3, 0, 0, 0], [4, 1, 0, 0], [5, -1, 0, 0], [0, 0, 0, 0]] {
        let refused = told(record(&mut tx, &people.customs, &receipt(vec![count(&line, parts)])).await);
        assert!(refused.contains("add up to") && refused.contains("4 were sent"), "{parts:?}: {refused}");
    }
    let surplus = Count { surplus: -1, ..count(&line, [4, 0, 0, 0]) };
    assert_ne!(told(record(&mut tx, &people.customs, &receipt(vec![surplus])).await), "done");
    let nothing = told(record(&mut tx, &people.customs, &receipt(Vec::new())).await);
    assert!(nothing.starts_with("lines: Count at least one line"), "{nothing}");
});

both_databases!(goods_arrive_between_the_dispatch_and_today, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, &people.customs).await;
    let on = |day: &str| NewReceipt { received_on: day.parse().expect("day"), ..receipt(everything(&lines)) };
    let before = told(record(&mut tx, &people.customs, &on("2019-12-09")).await);
    assert_eq!(before, "received_on: The goods were handed over on 10 Dec 2019; enter that day or a later one");
    let tomorrow = told(record(&mut tx, &people.customs, &on("2019-12-13")).await);
    assert!(tomorrow.starts_with("received_on: This day lies in the future"), "{tomorrow}");
    record(&mut tx, &people.customs, &on("2019-12-10")).await.expect("the same day");
});

both_databases!(nobody_confirms_what_was_not_sent_or_what_they_sent_themselves, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let unsent = receipt(everything(&whole_round(&mut tx, &people.dana, HANDOVER).await.expect("round").lines));
    assert_eq!(told(record(&mut tx, &people.security, &unsent).await), "not found");
    rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    let early = told(record(&mut tx, &people.security, &unsent).await);
    assert_eq!(early, "This round has not been dispatched yet; there is nothing to count");
    rounds::dispatch(&mut tx, &people.dana, NOW, HANDOVER, NOW.day()).await.expect("dispatch");
    tx.commit().await.expect("commit");

    let moved = "UPDATE person SET role = 'officer', agency_id = (SELECT id FROM agency WHERE code = 'SSS')";
    db.run_for_tests(&format!("{moved} WHERE login = 'dana'")).await.expect("changes sides");
    let mut tx = db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let lines = form(&mut tx, &people.security).await;
    let new = NewReceipt { received_on: NOW.day(), ..receipt(everything(&lines)) };
    let words = "You dispatched this round; somebody else of the agency has to confirm it";
    assert_eq!(
        told(rounds::lines_to_count(&mut tx, &dana, HANDOVER).await),
        words,
        "said before the form is filled in"
    );
    assert_eq!(told(record(&mut tx, &dana, &new).await), words);
    record(&mut tx, &people.security, &new).await.expect("somebody else");
});
