//! Somebody changes what happened after the receipt: `portal verify` names the row.

use domain::custody::{head::NewHead, title::NewTitle};
use store::{Db, custody, heads, titles};

use crate::{
    custody::{MONOCULARS, at, handed_over, later, say, stolen, to_termez},
    support::{NOW, disarm, names_each},
};

const TABLES: [&str; 7] =
    ["custody_event", "movement", "movement_answer", "title_transfer", "unit_head", "unit_head_item", "missing_answer"];

/// (what is done, what is named); the reassignment is event 7, the theft event 8.
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE custody_event SET quantity = 1 WHERE id = 7", "custody_event 7: differs from change"),
    ("UPDATE custody_event SET occurred_on = '2019-12-12' WHERE id = 8", "custody_event 8: differs from change"),
    ("UPDATE custody_event SET police_report = '1' WHERE id = 8", "custody_event 8: differs from change"),
    ("UPDATE custody_event SET holder = 'lost' WHERE id = 8", "custody_event 8: differs from change"),
    ("DELETE FROM custody_event WHERE id = 8", "custody_event 8: is missing, but change"),
    (
        "INSERT INTO custody_event (id, item_id, holder, quantity, occurred_on, recorded_at, giver, person_id)
         VALUES (44, 2, 'written off', 1, '2019-12-14', 1, 'store', 1)",
        "custody_event 44: has no audit row",
    ),
    ("UPDATE movement SET quantity = 1", "movement 1: differs from change"),
    ("UPDATE movement SET reason = 'Sold'", "movement 1: differs from change"),
    ("DELETE FROM movement_answer WHERE kind = 'receiving'", "movement_answer 2: is missing, but change"),
    ("UPDATE movement_answer SET person_id = person_id + 1 WHERE kind = 'giving'", "movement_answer 1: differs"),
    ("UPDATE title_transfer SET document = 'Another act'", "title_transfer 1: differs from change"),
    ("UPDATE title_transfer SET quantity = 9", "title_transfer 1: differs from change"),
    ("UPDATE unit_head SET name = 'Somebody else'", "unit_head 1: differs from change"),
    ("UPDATE unit_head_item SET held = 9", "unit_head 1: differs from change"),
    ("DELETE FROM unit_head_item", "unit_head 1: differs from change"),
];

both_databases!(what_happened_after_the_receipt_is_held_against_the_chain, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, dana) = (&all.people.customs, &all.people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(2), "m1").await.expect("proposed");
    say(t, &all.aziz, "m1", "receiving", "").await.expect("confirmed");
    custody::report_loss(t, customs, later(2), MONOCULARS, &stolen(1, "2019-12-14")).await.expect("stolen");
    let title = NewTitle {
        from_code: None,
        agency_code: "SCC".into(),
        quantity: 4,
        occurred_on: "2019-12-11".parse().expect("day"),
        document: "Act 1".into(),
    };
    titles::record(t, dana, NOW, MONOCULARS, &title).await.expect("title");
    let list = heads::inventory(t, dana, &at("IMT-TER", "SCC"), Default::default()).await.expect("list");
    let items = list.iter().map(|row| domain::custody::head::Looked {
        tag: row.tag.clone(),
        held: row.quantity,
        missing: 0,
        remark: None,
    });
    let head = NewHead {
        of: at("IMT-TER", "SCC"),
        name: Some("Captain N. Yusupova".into()),
        post: "Captain".into(),
        from: later(2).day(),
        document: Some("Acceptance 1".into()),
        items: items.collect(),
    };
    heads::change(t, dana, later(2), &head).await.expect("head");
    tx.commit().await.expect("commit");

    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &TABLES).await;
    names_each(&mut tx, TAMPERING).await;
});

both_databases!(facts_after_the_receipt_are_append_only, async |db: Db| {
    let all = handed_over(&db).await;
    let mut tx = db.write().await.expect("write");
    custody::propose_reassignment(&mut tx, &all.people.customs, NOW, MONOCULARS, &to_termez(2), "m1")
        .await
        .expect("m1");
    tx.commit().await.expect("commit");
    for attack in ["UPDATE movement SET quantity = 1", "DELETE FROM movement", "UPDATE movement_answer SET words = 'x'"]
    {
        let refused = db.run_for_tests(attack).await.expect_err(attack);
        assert!(refused.contains("is never"), "{attack}: {refused}");
    }
});
