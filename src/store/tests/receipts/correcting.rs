//! A receipt that is wrong: corrected freely for half an hour, later with a reason and the consent of staff; and everything that
//! follows from a count follows.

mod built_on;
mod later;
mod photos;

use domain::{
    AsOf, Timestamp,
    discrepancy::{Kind, NewAssignment, NewSettlement, Settlement, State as Matter},
    handover::correction::State,
    receipt::{Found, NewCorrection},
};
use store::{discrepancies, verify};

use super::*;
use crate::{
    custody::{MONOCULARS, inventory, places},
    support::{all_discrepancies, all_items, asked, whole_round},
};

pub const FIRST: &str = "first";

pub fn minutes(minutes: i64) -> Timestamp {
    NOW.plus_seconds(60 * minutes)
}

/// Three of four monoculars, signed by the customs at [`NOW`].
pub async fn three_of_four(tx: &mut Tx, people: &crate::chain::People) {
    dispatch(tx, people).await;
    let lines = form(tx, &people.customs).await;
    let new = receipt(vec![count(&lines[0], [3, 1, 0, 0])]);
    receipts::record(tx, &people.customs, NOW, HANDOVER, &new, FIRST).await.expect("signed");
}

/// Of the only line: `[received, short, damaged, refused]`.
pub async fn right(
    tx: &mut Tx,
    viewer: &Viewer,
    receipt: &str,
    [received, short, damaged, refused]: [i64; 4],
) -> NewCorrection {
    let shown = receipts::show(tx, viewer, receipt).await.expect("a receipt");
    let counted = &shown.lines[0];
    let remark = (damaged + refused > 0).then(|| "Cracked".to_owned());
    let count = Count {
        line: counted.line.id,
        expected: counted.expected,
        version: 0,
        received,
        short,
        damaged,
        refused,
        surplus: 0,
        condition: Condition::Good,
        remark,
        found: Found::default(),
    };
    let photos = String::new();
    NewCorrection {
        received_on: shown.head.received_on.start(),
        remark: None,
        reason: None,
        counts: vec![count],
        photos,
    }
}

pub async fn matters(tx: &mut Tx, viewer: &Viewer) -> Vec<(Kind, i64, i64, Matter)> {
    let rows = all_discrepancies(tx, viewer, NOW.day()).await.into_iter();
    rows.map(|row| (row.kind, row.quantity, row.left, row.state)).collect()
}

pub async fn nothing_is_wrong(tx: &mut Tx) {
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
}

both_databases!(a_slip_is_corrected_within_half_an_hour, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    assert_eq!(matters(t, dana).await, [(Kind::Short, 1, 1, Matter::Open)]);
    let new = right(t, customs, FIRST, [4, 0, 0, 0]).await;

    // Whoever may not, may not even look at what it would be.
    for (nobody, words) in [(dana, "forbidden"), (&people.japan, "forbidden"), (&people.security, "not found")] {
        assert_eq!(told(receipts::check_correction(t, nobody, minutes(5), FIRST, &new).await), words);
        assert_eq!(told(receipts::correct(t, nobody, minutes(5), FIRST, &new, "no").await), words);
        assert_eq!(told(receipts::correction_page(t, nobody, minutes(5), FIRST, "", 0).await), words);
    }
    let can = receipts::correctable(t, customs, minutes(5), FIRST).await.expect("correctable");
    assert_eq!((can.state, can.minutes_left, can.by_viewer), (State::Fresh, 25, true));
    let page = receipts::correction_page(t, customs, minutes(5), FIRST, "", 0).await.expect("the form");
    let counted = page.lines[0].count.as_ref().expect("as counted");
    assert_eq!((page.all, counted.received, counted.short, page.lines[0].expected), (1, 3, 1, 4));
    let changes = receipts::check_correction(t, customs, minutes(5), FIRST, &new).await.expect("possible");
    assert_eq!(changes.counts.iter().map(|c| (c.was.received, c.becomes.received)).collect::<Vec<_>>(), [(3, 4)]);
    let same = right(t, customs, FIRST, [3, 1, 0, 0]).await;
    let nothing = told(receipts::correct(t, customs, minutes(5), FIRST, &same, "no").await);
    assert_eq!(nothing, "Nothing differs from what was signed: change what is wrong");
    let unequal = right(t, customs, FIRST, [4, 1, 0, 0]).await;
    assert!(told(receipts::correct(t, customs, minutes(5), FIRST, &unequal, "no").await).contains("add up to 5"));

    receipts::correct(t, customs, minutes(10), FIRST, &new, "second").await.expect("corrected");
    // Two people who correct one version: one of them is too late.
    let twice = told(receipts::correct(t, customs, minutes(11), FIRST, &new, "twice").await);
    assert_eq!(twice, "This version was corrected already: look at the one that stands now");
    let (old, now) = (receipts::show(t, dana, FIRST).await, receipts::show(t, dana, "second").await);
    let (old, now) = (old.expect("the first version"), now.expect("the second one"));
    assert_eq!(old.head.superseded.as_ref().map(|by| (by.by.as_str(), by.at)), Some(("second", minutes(10))));
    assert_eq!(now.head.supersedes.as_deref(), Some(FIRST));
    assert_eq!((old.lines[0].received, now.lines[0].received, now.lines[0].sequence), (3, 4, 1));
    let shown = whole_round(t, customs, HANDOVER).await.expect("round");
    assert_eq!((shown.receipts.len(), shown.status), (1, RoundStatus::Closed), "one receipt stands");
    assert!(form(t, customs).await.is_empty(), "nothing is awaited");
    assert_eq!(places(t, dana, MONOCULARS, AsOf::default()).await, "4 with BLO Dustlik (SCC)");
    assert_eq!(matters(t, dana).await, [], "what was short was not");
    let listed = asked(&[("state", "superseded")]);
    let listed = discrepancies::list(t, dana, NOW.day(), &listed).await.expect("a list").rows;
    assert_eq!(listed.iter().map(|row| (row.state, row.left)).collect::<Vec<_>>(), [(Matter::Superseded, 1)]);
    assert_eq!(told(discrepancies::show(t, &people.usa, NOW.day(), &listed[0].public_id).await), "not found");
    nothing_is_wrong(t).await;
});

both_databases!(what_was_known_before_a_correction_stays_known, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let mut new = right(t, customs, FIRST, [2, 1, 1, 0]).await;
    new.received_on = "2019-12-12".parse().expect("day");
    receipts::correct(t, customs, minutes(10), FIRST, &new, "second").await.expect("corrected");
    let known = |minute| AsOf { day: None, known: Some(minutes(minute)) };
    assert_eq!(
        places(t, dana, MONOCULARS, known(9)).await,
        "1 with UNODC, in transit to BLO Dustlik (SCC), 3 with BLO Dustlik (SCC)"
    );
    for as_of in [known(10), AsOf::default()] {
        let now = "2 with UNODC, in transit to BLO Dustlik (SCC), 2 with BLO Dustlik (SCC)";
        assert_eq!(places(t, dana, MONOCULARS, as_of).await, now);
    }
    // On the first day nothing had arrived, as far as is known now.
    let day = AsOf { day: "2019-12-11".parse().ok(), known: None };
    assert_eq!(inventory(t, dana, "BLO-DUS", day).await, [""; 0]);
    let then = items::show_as_of(t, dana, MONOCULARS, known(9)).await.expect("then");
    let received = |item: &items::ItemShow| {
        let receipts = item.lines[0].receipts.iter();
        receipts.map(|r| (r.received, r.receipt.superseded.is_some())).collect::<Vec<_>>()
    };
    assert_eq!((received(&then), then.lines[0].line.counted.received), (vec![(3, false)], 3));
    let now = items::show(t, dana, MONOCULARS).await.expect("now");
    assert_eq!((received(&now), now.lines[0].line.counted.received), (vec![(3, true), (2, false)], 2));
    let standing = now.custody.iter().filter(|event| event.corrected_by.is_none()).count();
    assert_eq!((now.custody.len(), standing), (3, 2), "sent, counted wrongly, counted");
    let listed = all_items(t, dana).await;
    let listed = listed.iter().find(|item| item.line.tag == MONOCULARS).expect("listed");
    assert_eq!((listed.line.counted.received, listed.line.counted.damaged), (2, 1));
    nothing_is_wrong(t).await;
});

both_databases!(a_correction_is_corrected_and_the_half_hour_is_not_longer, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let none = right(t, customs, FIRST, [0, 4, 0, 0]).await;
    receipts::correct(t, customs, minutes(10), FIRST, &none, "second").await.expect("corrected");
    let two = right(t, customs, "second", [2, 2, 0, 0]).await;
    receipts::correct(t, customs, minutes(29), "second", &two, "third").await.expect("corrected again");
    let late = told(receipts::correct(t, customs, minutes(30), "third", &none, "fourth").await);
    assert!(late.starts_with("Half an hour has gone by since it was signed"), "{late}");
    assert_eq!(matters(t, customs).await, [(Kind::Short, 2, 2, Matter::Open)]);
    assert_eq!(form(t, customs).await[0].outstanding, 2);
    // What is still short is counted by a later receipt, as after every other one.
    let lines = form(t, customs).await;
    let rest = receipt(vec![count(&lines[0], [2, 0, 0, 0])]);
    receipts::record(t, customs, minutes(40), HANDOVER, &rest, "rest").await.expect("the rest");
    assert_eq!(matters(t, customs).await, [(Kind::Short, 2, 0, Matter::Settled)]);
    assert_eq!(places(t, customs, MONOCULARS, AsOf::default()).await, "4 with BLO Dustlik (SCC)");
    nothing_is_wrong(t).await;
});

both_databases!(the_same_matter_keeps_its_owner_and_its_remarks, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let first = all_discrepancies(t, dana, NOW.day()).await.remove(0).public_id;
    let due_on = "2020-01-10".parse().expect("day");
    let owner = NewAssignment { owner: customs.person, due_on, remark: None };
    discrepancies::assign(t, dana, NOW, &first, &owner).await.expect("assigned");
    let two = right(t, customs, FIRST, [2, 2, 0, 0]).await;
    receipts::correct(t, customs, minutes(10), FIRST, &two, "second").await.expect("corrected");
    let rows = all_discrepancies(t, dana, NOW.day()).await;
    let told_of: Vec<_> = rows.iter().map(|d| (d.kind, d.quantity, d.owner.as_deref(), d.due_on)).collect();
    assert_eq!(told_of, [(Kind::Short, 2, Some("customs (test)"), Some(due_on))]);
    let settles = NewSettlement {
        settlement: Settlement::Claim,
        settled_on: NOW.day(),
        reason: "The carrier pays".into(),
        document: None,
    };
    let old = told(discrepancies::settle(t, dana, minutes(11), &first, &settles).await);
    assert!(old.starts_with("The receipt that found it was corrected"), "{old}");
    discrepancies::settle(t, dana, minutes(11), &rows[0].public_id, &settles).await.expect("settled");
    assert_eq!(matters(t, dana).await, [(Kind::Short, 2, 0, Matter::Settled)]);
    let shown = discrepancies::show(t, dana, NOW.day(), &rows[0].public_id).await.expect("shown");
    assert_eq!(shown.events.len(), 2, "who looks after it, and how it ended");
    nothing_is_wrong(t).await;
});
