//! Two officers, a second click, an old form: one wins, the others are told who was faster.

use domain::{Role, Viewer, receipt::NewReceipt};
use store::{Db, receipts, rounds};

use super::{count, everything, form, receipt, record};
use crate::{
    chain::{HANDOVER, People, dispatch, programme},
    support::{NOW, number, person, told},
};

/// The programme, dispatched; a second officer of the security service; what both see in the form.
async fn opened_twice(db: &Db) -> (People, Viewer, NewReceipt) {
    let people = programme(db).await;
    let second = person(db, "second", Role::Officer, Some("SSS")).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let new = receipt(everything(&form(&mut tx, &people.security).await));
    tx.commit().await.expect("commit");
    (people, second, new)
}

/// What the officer is told; committed only when it was accepted.
async fn send(db: &Db, officer: &Viewer, new: &NewReceipt, public_id: &str) -> String {
    let mut tx = db.write().await.expect("write");
    let answer = receipts::record(&mut tx, officer, NOW, HANDOVER, new, public_id).await;
    if answer.is_ok() {
        tx.commit().await.expect("commit");
    } else {
        tx.rollback().await.expect("rollback");
    }
    told(answer)
}

async fn assert_counted_once(db: &Db) {
    let mut tx = db.read().await.expect("read");
    for (query, expected) in [
        ("SELECT COUNT(*) FROM receipt", 1),
        ("SELECT COUNT(*) FROM receipt_line", 2),
        ("SELECT COUNT(*) FROM custody_event WHERE holder = 'unit'", 2),
        ("SELECT COUNT(*) FROM change WHERE deed = 'confirmed'", 1),
    ] {
        assert_eq!(number(&mut tx, query).await, expected, "{query}");
    }
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
}

both_databases!(of_two_officers_at_once_one_is_recorded, async |db: Db| {
    let (people, second, new) = opened_twice(&db).await;
    let (one, other) = tokio::join!(send(&db, &people.security, &new, "one"), send(&db, &second, &new, "other"));
    let (winner, loser) = if one == "done" { ("security (test)", other) } else { ("second (test)", one) };
    let words = format!("“Off-road car” was already confirmed by {winner} on 12 Dec 2019, 12:00");
    assert!(loser.starts_with(&words), "{loser}");
    assert_counted_once(&db).await;
});

both_databases!(of_thirty_two_at_once_one_is_recorded, async |db: Db| {
    let (people, second, new) = opened_twice(&db).await;
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..32 {
        let (db, new) = (db.clone(), new.clone());
        let officer = if i % 2 == 0 { people.security.clone() } else { second.clone() };
        tasks.spawn(async move { send(&db, &officer, &new, &format!("receipt-{i}")).await });
    }
    let answers = tasks.join_all().await;
    let (done, late): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer == "done");
    assert_eq!((done.len(), late.len()), (1, 31));
    assert!(late.iter().all(|words| words.contains("was already confirmed by")), "{late:?}");
    assert_counted_once(&db).await;
});

both_databases!(officers_of_two_agencies_do_not_wait_for_each_other, async |db: Db| {
    let (people, _, new) = opened_twice(&db).await;
    let mut tx = db.read().await.expect("read");
    let other = receipt(everything(&form(&mut tx, &people.customs).await));
    drop(tx);
    let told = tokio::join!(send(&db, &people.security, &new, "one"), send(&db, &people.customs, &other, "other"));
    assert_eq!(told, ("done".to_owned(), "done".to_owned()));
});

both_databases!(an_old_form_is_not_counted, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    let mut invented = count(&line, [4, 0, 0, 0]);
    invented.version = 7;
    let unknown = told(record(&mut tx, customs, &receipt(vec![invented])).await);
    assert_eq!(unknown, "“Night-vision monocular” has changed since the form was opened. Open the form again.");
    let mut fewer = count(&line, [2, 0, 0, 0]);
    fewer.expected = 2;
    assert_eq!(told(record(&mut tx, customs, &receipt(vec![fewer])).await), unknown);
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    record(&mut tx, customs, &receipt(vec![count(&line, [3, 1, 0, 0])])).await.expect("three");
    // The same form again; then the rest with the version of the first form.
    let again = told(record(&mut tx, customs, &receipt(vec![count(&line, [3, 1, 0, 0])])).await);
    assert!(again.contains("was already confirmed by customs (test)"), "{again}");
    let rest = form(&mut tx, customs).await.remove(0);
    let mut stale = count(&rest, [1, 0, 0, 0]);
    stale.version = line.version;
    let refused = told(record(&mut tx, customs, &receipt(vec![stale])).await);
    assert!(refused.contains("Open the form again to see what is still expected"), "{refused}");
});

both_databases!(one_line_too_late_and_nothing_is_counted, async |db: Db| {
    let (people, second, new) = opened_twice(&db).await;
    let car = receipt(vec![new.counts[0].clone()]);
    assert_eq!(send(&db, &second, &car, "the-car").await, "done");
    let both = send(&db, &people.security, &new, "both").await;
    assert!(both.contains("“Off-road car” was already confirmed by second (test)"), "{both}");
    let twice = receipt(vec![new.counts[1].clone(), new.counts[1].clone()]);
    assert_ne!(send(&db, &people.security, &twice, "twice").await, "done");
    let mut tx = db.read().await.expect("read");
    let open = rounds::lines_to_count(&mut tx, &people.security, HANDOVER).await.expect("form");
    assert_eq!(open.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Narcotics analyser"]);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt").await, 1);
});
