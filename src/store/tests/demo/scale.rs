//! A scaled database holds what any other must: it is verified as a whole, and everybody finds their part of it.

use std::collections::HashMap;

use domain::Timestamp;
use store::{Db, demo, verify};

use crate::support::number;

/// 1 June 2021
const LATER: Timestamp = Timestamp(1_622_530_800_000);

both_databases!(two_thousand_items_are_verified_and_seen, async |db: Db| {
    let mut hashes: HashMap<String, String> =
        demo::SIGN_INS.iter().map(|(login, ..)| ((*login).to_owned(), format!("hash of {login}"))).collect();
    hashes.extend(demo::SCALED_SIGN_INS.iter().map(|(login, ..)| ((*login).to_owned(), format!("hash of {login}"))));
    let mut tx = db.write().await.expect("write");
    demo::load(&mut tx, LATER, &hashes).await.expect("the demonstration");
    tx.commit().await.expect("commit");
    let mut told = Vec::new();
    let wanted = demo::Scale { items: 1_900, seed: 7 };
    let added = demo::scale(&db, LATER, wanted, &hashes, |items| told.push(items)).await.expect("scale");
    assert_eq!((added, told), (2_000, vec![1_000, 2_000]), "whole blocks");

    let mut tx = db.read().await.expect("read");
    let verified = verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    assert_eq!((verified.items, verified.rounds), (134 + 2_000, 6 + 10));
    // The second block went to the second country, later, with numbers of its own.
    let customs = store::people::viewer(&mut tx, "kg.customs").await.expect("an officer of Kyrgyzstan");
    let round = store::rounds::front(&mut tx, &customs, "HR-00007").await.expect("the first round of the copy");
    assert_eq!(round.title, "Handover of vehicles and communications, Bishkek");
    let elsewhere = "SELECT COUNT(*) FROM line l JOIN round r ON r.id = l.round_id JOIN unit u ON u.id = l.unit_id
       WHERE r.code = 'HR-00007' AND u.code NOT LIKE '%-KG-%'";
    let events =
        "SELECT COUNT(*) FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id WHERE g.code = 'JP-KG-2018'";
    for (question, answer) in [
        ("SELECT COUNT(DISTINCT code) FROM round WHERE code LIKE 'HR-%'", 12),
        ("SELECT COUNT(serial) - COUNT(DISTINCT serial) FROM item WHERE serial LIKE '%-_______'", 0),
        (elsewhere, 0),
        (events, 5),
    ] {
        assert_eq!(number(&mut tx, question).await, answer, "{question}");
    }
    let received = number(&mut tx, "SELECT CAST(SUM(received) AS BIGINT) FROM receipt_line").await;
    let sent = number(&mut tx, "SELECT CAST(SUM(quantity) AS BIGINT) FROM line").await;
    assert!((85..=95).contains(&(received * 100 / sent)), "{received} of {sent}");
});
