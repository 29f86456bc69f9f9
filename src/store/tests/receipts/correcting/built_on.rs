//! What was built on a receipt forbids to change what it was built on, and says so.

use domain::custody::head::{Looked, NewHead};
use store::{custody, heads};

use super::*;
use crate::custody::{at, to_termez};

both_databases!(a_later_count_rests_on_what_was_short, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let lines = form(t, customs).await;
    let rest = receipt(vec![count(&lines[0], [1, 0, 0, 0])]);
    receipts::record(t, customs, minutes(5), HANDOVER, &rest, "rest").await.expect("the rest");
    let all = right(t, customs, FIRST, [4, 0, 0, 0]).await;
    let words = told(receipts::correct(t, customs, minutes(10), FIRST, &all, "no").await);
    assert!(words.contains("the 1 that was short here was counted by customs (test) on 12 Dec 2019, 12:05"), "{words}");
    // One of the three was damaged: that changes nothing of what was counted later.
    let damaged = right(t, customs, FIRST, [2, 1, 1, 0]).await;
    receipts::correct(t, customs, minutes(10), FIRST, &damaged, "second").await.expect("corrected");
    // And it was the later count that was wrong: the piece was refused.
    let refused = right(t, customs, "rest", [0, 0, 0, 1]).await;
    receipts::correct(t, customs, minutes(11), "rest", &refused, "rest-2").await.expect("corrected");
    let mut matters = matters(t, customs).await;
    matters.sort();
    let (settled, open) = (Matter::Settled, Matter::Open);
    assert_eq!(matters, [(Kind::Short, 1, 0, settled), (Kind::Damaged, 1, 1, open), (Kind::Refused, 1, 1, open)]);
    assert_eq!(
        places(t, customs, MONOCULARS, AsOf::default()).await,
        "2 with UNODC, in transit to BLO Dustlik (SCC), 2 with BLO Dustlik (SCC)"
    );
    // Nothing of it came at all: it is awaited again.
    let short = right(t, customs, "rest-2", [0, 1, 0, 0]).await;
    receipts::correct(t, customs, minutes(12), "rest-2", &short, "rest-3").await.expect("corrected");
    assert_eq!(form(t, customs).await[0].outstanding, 1);
    nothing_is_wrong(t).await;
});

both_databases!(what_was_settled_is_not_counted_otherwise, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let short = all_discrepancies(t, dana, NOW.day()).await.remove(0).public_id;
    let settles = NewSettlement {
        settlement: Settlement::AcceptedAsIs,
        settled_on: NOW.day(),
        reason: "It was given to another post".into(),
        document: None,
    };
    discrepancies::settle(t, dana, minutes(1), &short, &settles).await.expect("settled");
    let all = right(t, customs, FIRST, [4, 0, 0, 0]).await;
    let words = told(receipts::correct(t, customs, minutes(10), FIRST, &all, "no").await);
    assert!(
        words.contains("what was counted as “short” was settled by programme staff on 12 Dec 2019, 12:01"),
        "{words}"
    );
    let damaged = right(t, customs, FIRST, [2, 1, 1, 0]).await;
    receipts::correct(t, customs, minutes(10), FIRST, &damaged, "second").await.expect("the rest can be corrected");
    let mut matters = matters(t, customs).await;
    matters.sort();
    assert_eq!(matters, [(Kind::Short, 1, 0, Matter::Settled), (Kind::Damaged, 1, 1, Matter::Open)]);
    nothing_is_wrong(t).await;
});

both_databases!(what_moved_on_was_there, async |db: Db| {
    let people = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    custody::propose_reassignment(t, customs, minutes(1), MONOCULARS, &to_termez(2), "move").await.expect("proposed");
    let one = right(t, customs, FIRST, [1, 3, 0, 0]).await;
    let words = told(receipts::correct(t, customs, minutes(2), FIRST, &one, "no").await);
    assert!(words.contains("an open proposal speaks for pieces that would not be there any more"), "{words}");
    let confirms = domain::custody::entered::NewAnswer::parse("receiving", "").expect("an answer");
    custody::answer(t, &aziz, minutes(3), "move", &confirms).await.expect("confirmed");
    let now = places(t, dana, MONOCULARS, AsOf::default()).await;
    assert!(now.contains("1 with BLO Dustlik (SCC)") && now.contains("2 with IMT Termez (SCC)"), "{now}");
    let words = told(receipts::correct(t, customs, minutes(4), FIRST, &one, "no").await);
    assert!(words.contains("with this correction only 1 would have been there for that"), "{words}");
    let two = right(t, customs, FIRST, [2, 2, 0, 0]).await;
    receipts::correct(t, customs, minutes(5), FIRST, &two, "second").await.expect("two were there, and went on");
    nothing_is_wrong(t).await;
});

both_databases!(a_head_has_accepted_what_was_signed_for, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let head = NewHead {
        of: at("BLO-DUS", "SCC"),
        name: None,
        post: "Major".into(),
        from: "2019-12-12".parse().expect("day"),
        document: None,
        items: vec![Looked { tag: MONOCULARS.into(), held: 3, missing: 0, remark: None }],
    };
    heads::change(t, customs, minutes(1), &head).await.expect("accepted");
    let all = right(t, customs, FIRST, [4, 0, 0, 0]).await;
    let words = told(receipts::correct(t, customs, minutes(10), FIRST, &all, "no").await);
    assert!(
        words
            .contains("customs (test), head of BLO Dustlik from 12 Dec 2019 on, has accepted it as it was signed here"),
        "{words}"
    );
    let new = NewCorrection { remark: Some("In the rain".into()), counts: Vec::new(), ..all };
    receipts::correct(t, customs, minutes(10), FIRST, &new, "second").await.expect("a remark changes nothing of it");
    nothing_is_wrong(t).await;
});
