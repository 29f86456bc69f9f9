//! Who reads a receipt, and how much of it; what was sent beside what was confirmed.

use domain::{Currency, Money, item::ItemKind, receipt::NewReceipt, round::NewLine};
use store::{Db, receipts, rounds};

use super::{count, everything, form, receipt, record};
use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, line, phase, programme},
    support::{NOW, told, whole_round},
};

both_databases!(each_reads_the_receipts_that_concern_them, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW.plus_seconds(60)).await;
    let (security, customs) = ("receipt-of-security", "receipt-of-customs");
    for (viewer, expected) in [
        (&people.dana, vec![customs, security]),
        (&people.security, vec![security]),
        (&people.customs, vec![customs]),
        (&people.japan, vec![customs, security]),
        (&people.usa, vec![security]),
    ] {
        let latest = receipts::latest(&mut tx, viewer, 10).await.expect("latest");
        let read: Vec<&str> = latest.iter().map(|r| r.public_id.as_str()).collect();
        assert_eq!(read, expected, "{}", viewer.login);
        for id in [security, customs] {
            let answer = told(receipts::show(&mut tx, viewer, id).await);
            assert_eq!(answer, if expected.contains(&id) { "done" } else { "not found" }, "{} {id}", viewer.login);
        }
    }
    assert_eq!(receipts::latest(&mut tx, &people.dana, 1).await.expect("one")[0].public_id, customs);
    assert_eq!(told(receipts::show(&mut tx, &people.dana, "receipt-of-nobody").await), "not found");
});

both_databases!(an_embassy_reads_what_arrived_without_officer_and_remark, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, &people.security).await;
    let mut counts = everything(&lines);
    counts[0].remark = Some("Scratched at the Dustlik post, Colonel K. saw it".into());
    let remark = Some("Signed for by Colonel K.".into());
    let new = NewReceipt { remark, ..receipt(counts) };
    receipts::record(&mut tx, &people.security, NOW, HANDOVER, &new, "receipt").await.expect("receipt");

    let own = receipts::show(&mut tx, &people.security, "receipt").await.expect("own");
    assert_eq!((own.head.officer.as_deref(), own.lines.len()), (Some("security (test)"), 2));
    assert!(own.remark.is_some() && own.lines[0].remark.is_some() && !own.still_open);
    assert_eq!(own.head.agency_name, "State Security Service");

    let embassy = receipts::show(&mut tx, &people.japan, "receipt").await.expect("the embassy's");
    assert_eq!((embassy.head.officer.as_deref(), embassy.remark.as_deref(), embassy.lines.len()), (None, None, 1));
    let car = &embassy.lines[0];
    assert_eq!((car.line.name.as_str(), car.received, car.expected), ("Off-road car", 1, 1));
    assert_eq!((car.line.value.to_string().as_str(), car.line.co_funded), ("USD 15,312.50", true));
    let sent = format!("{embassy:?} {:?}", receipts::latest(&mut tx, &people.japan, 9).await.expect("latest"));
    for secret in ["Colonel", "Dustlik", "(test)", "JTMHV05J604123456", "2450000", "analyser", "SN-88213"] {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }
});

both_databases!(what_is_still_awaited_is_said_with_the_receipt, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, &people.customs).await.remove(0);
    let new = receipt(vec![count(&line, [3, 1, 0, 0])]);
    receipts::record(&mut tx, &people.customs, NOW, HANDOVER, &new, "first").await.expect("receipt");
    assert!(receipts::show(&mut tx, &people.customs, "first").await.expect("first").still_open);
    let rest = form(&mut tx, &people.customs).await;
    receipts::record(&mut tx, &people.customs, NOW, HANDOVER, &receipt(everything(&rest)), "second")
        .await
        .expect("second");
    let first = receipts::show(&mut tx, &people.customs, "first").await.expect("first");
    let second = receipts::show(&mut tx, &people.customs, "second").await.expect("second");
    let told = |r: &store::receipts::ReceiptShow| {
        let c = &r.lines[0];
        (c.sequence, c.expected, c.received, c.short)
    };
    assert_eq!((told(&first), told(&second), first.still_open), ((1, 4, 3, 1), (2, 1, 1, 0), false));
});

both_databases!(dispatched_and_confirmed_values_never_mix_yen_and_dollars, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let new = NewLine {
        phase_id: phase(&mut tx).await,
        value: Money::new(1_000_000, Currency::Jpy),
        agency_code: "SCC".into(),
        ..line(ItemKind::Lot, "Head lamp", 3, 0, &[("JP-2020", 1_000_000)])
    };
    rounds::add_line(&mut tx, &people.dana, NOW, HANDOVER, &new).await.expect("line");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, &people.customs).await;
    let counts = vec![count(&lines[0], [1, 3, 0, 0]), count(&lines[1], [1, 1, 1, 0])];
    record(&mut tx, &people.customs, &receipt(counts)).await.expect("receipt");

    let figures = |totals: &store::Totals| totals.0.iter().map(ToString::to_string).collect::<Vec<_>>();
    for (viewer, value, confirmed) in [
        (&people.dana, ["¥1,000,000", "USD 33,500.00"], ["¥333,333", "USD 2,000.00"]),
        (&people.customs, ["¥1,000,000", "USD 8,000.00"], ["¥333,333", "USD 2,000.00"]),
        (&people.japan, ["¥1,000,000", "USD 23,312.50"], ["¥333,333", "USD 2,000.00"]),
    ] {
        let shown = whole_round(&mut tx, viewer, HANDOVER).await.expect("round");
        assert_eq!(figures(&shown.value), value, "{}", viewer.login);
        assert_eq!(figures(&shown.confirmed), confirmed, "{}", viewer.login);
    }
    let america = whole_round(&mut tx, &people.usa, HANDOVER).await.expect("round");
    assert_eq!(
        (figures(&america.value), figures(&america.confirmed)),
        (vec!["USD 10,187.50".into()], vec!["USD 0.00".into()])
    );
});
