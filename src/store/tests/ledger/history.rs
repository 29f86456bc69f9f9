//! What was true on a day, and what the portal knew then: two clocks, chosen each for itself.

use domain::{AsOf, Timestamp};

use super::*;

const DAY: i64 = 86_400_000;

both_databases!(both_clocks_can_be_turned_back, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    certified(tx, &office, GRANT, &receipt()).await;
    // Paid in September, recorded ten days after the receipt, approved eleven days after it, reversed after twenty.
    let (ten, eleven, twenty) = (NOW.0 + 10 * DAY, NOW.0 + 11 * DAY, NOW.0 + 20 * DAY);
    let late =
        NewEvent { value_date: "2019-09-20".parse().expect("day"), ..event(EventKind::Expenditure, usd(10_000)) };
    let shown = ledger::check(tx, dana, Timestamp(ten), GRANT, &late).await.expect("checked").seal();
    ledger::post(tx, dana, Timestamp(ten), GRANT, &late, &shown).await.expect("posted late");
    ledger::approve(tx, finance, Timestamp(eleven), GRANT, 2).await.expect("approved");
    let today = Timestamp(twenty).day();
    ledger::reverse(tx, dana, Timestamp(twenty), GRANT, 2, today, "Paid twice").await.expect("reversed");
    ledger::approve(tx, finance, Timestamp(twenty), GRANT, 3).await.expect("approved");

    let day = |text: &str| Some(text.parse().expect("day"));
    let known = |millis| Some(Timestamp(millis));
    // (value date, known at) → (events seen by staff, certified cents spent)
    for (as_of, events, spent) in [
        (AsOf::default(), 3, 0),
        (AsOf { day: day("2019-09-15"), known: None }, 0, 0),
        (AsOf { day: day("2019-09-16"), known: None }, 1, 0),
        (AsOf { day: day("2019-09-30"), known: None }, 2, 10_000),
        (AsOf { day: day("2019-09-30"), known: known(ten - 1) }, 1, 0),
        (AsOf { day: day("2019-09-30"), known: known(ten) }, 2, 0),
        (AsOf { day: day("2019-09-30"), known: known(eleven) }, 2, 10_000),
        (AsOf { day: None, known: known(eleven) }, 2, 10_000),
        (AsOf { day: None, known: known(twenty) }, 3, 0),
    ] {
        let list = ledger::list(tx, dana, GRANT, as_of, &crate::support::everything()).await.expect("list").rows;
        let sums = ledger::positions(tx, dana, GRANT, as_of).await.expect("sums").expect("yen");
        assert_eq!((list.len(), sums.0.spent.cents), (events, spent), "{as_of}");
        // What a donor sees is what was certified by then.
        let seen = ledger::list(tx, &office.people.japan, GRANT, as_of, &crate::support::everything())
            .await
            .expect("donor")
            .rows;
        let certified = list.iter().filter(|e| e.standing == Standing::Approved).count();
        assert_eq!(seen.len(), certified, "{as_of}");
    }
    let then = AsOf { day: None, known: known(ten) };
    let list = ledger::list(tx, dana, GRANT, then, &crate::support::everything()).await.expect("list").rows;
    let paid = list.iter().find(|e| e.number == 2).expect("the payment");
    assert_eq!((paid.standing, paid.reversed_by, paid.decided_at), (Standing::Provisional, None, None));
});

both_databases!(later_rates_change_no_booked_amount, async |db: Db| {
    let office = office(&db).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    certified(tx, &office, GRANT, &receipt()).await;
    let before = ledger::show(tx, &office.people.dana, GRANT, 1).await.expect("shown");
    for (rate, from) in [("105.20", "2019-09-01"), ("107.50", "2019-09-16"), ("90.00", "2019-01-01")] {
        add_rate(tx, &office.people.dana, &office.finance, rate, from).await;
    }
    let after = ledger::show(tx, &office.people.dana, GRANT, 1).await.expect("shown");
    assert_eq!((after.booked, after.pinned), (before.booked, before.pinned));
    store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});
