//! Who sees which events: donors approved ones of their own money, officers none.

use super::*;

both_databases!(a_donor_sees_approved_events_of_its_own_grants, async |db: Db| {
    let office = office(&db).await;
    let People { dana, japan, usa, customs, .. } = &office.people;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    certified(tx, &office, GRANT, &receipt()).await;
    let number = posted(tx, dana, GRANT, &event(EventKind::Expenditure, usd(100))).await.expect("provisional");
    let now = domain::AsOf::default();
    let numbers = |list: &[ledger::EventRow]| list.iter().map(|e| e.number).collect::<Vec<_>>();
    assert_eq!(
        numbers(&ledger::list(tx, dana, GRANT, now, &crate::support::everything()).await.expect("staff").rows),
        [2, 1]
    );
    let seen = ledger::list(tx, japan, GRANT, now, &crate::support::everything()).await.expect("donor").rows;
    assert_eq!(numbers(&seen), [1]);
    assert_eq!((seen[0].entered_by.as_deref(), seen[0].decided_by.as_deref()), (None, None), "no names for donors");
    assert_eq!(told(ledger::show(tx, japan, GRANT, number).await), "not found");
    for grant in [GRANT, "NO-SUCH"] {
        assert_eq!(told(ledger::list(tx, usa, grant, now, &crate::support::everything()).await), "not found");
        assert_eq!(told(ledger::show(tx, usa, grant, 1).await), "not found");
        assert_eq!(told(ledger::currency(tx, usa, grant).await), "not found");
        assert_eq!(told(store::budgets::choices(tx, usa, grant).await), "not found");
    }
    assert_eq!(told(ledger::list(tx, customs, GRANT, now, &crate::support::everything()).await), "forbidden");
    assert_eq!(told(ledger::show(tx, customs, GRANT, 1).await), "forbidden");
    assert_eq!(told(ledger::groups(tx, customs, GRANT, now).await), "forbidden");
    assert_eq!(told(ledger::positions(tx, customs, GRANT, now).await), "forbidden");
    // The sums of the donor are those of what it sees.
    let (_, all) = ledger::positions(tx, japan, GRANT, now).await.expect("sums").expect("yen");
    assert_eq!((all.received, all.spent.events), (743_000_000, 0));
});

both_databases!(of_a_joint_grant_each_donor_sees_its_own_money, async |db: Db| {
    let office = office(&db).await;
    let People { dana, japan, usa, .. } = &office.people;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    for (donor, amount) in [("JP", 400_000_000), ("US", 343_000_000)] {
        let new = NewEvent { donor_code: Some(donor.into()), ..event(EventKind::Receipt, yen(amount)) };
        certified(tx, &office, "JOINT-2020", &new).await;
    }
    certified(tx, &office, "JOINT-2020", &event(EventKind::Expenditure, usd(100))).await;
    let now = domain::AsOf::default();
    for (donor, number, amount, foreign) in [(japan, 1, 400_000_000, 2), (usa, 2, 343_000_000, 1)] {
        let seen = ledger::list(tx, donor, "JOINT-2020", now, &crate::support::everything()).await.expect("list").rows;
        assert_eq!(seen.iter().map(|e| (e.number, e.amount)).collect::<Vec<_>>(), [(number, yen(amount))]);
        assert_eq!(told(ledger::show(tx, donor, "JOINT-2020", foreign).await), "not found");
        let (sure, _) = ledger::positions(tx, donor, "JOINT-2020", now).await.expect("sums").expect("yen");
        assert_eq!((sure.received, sure.spent.events), (amount, 0));
        let groups = ledger::groups(tx, donor, "JOINT-2020", now).await.expect("groups");
        assert_eq!(groups.iter().map(|g| g.entry.amount).collect::<Vec<_>>(), [yen(amount)]);
    }
    assert_eq!(
        ledger::list(tx, dana, "JOINT-2020", now, &crate::support::everything()).await.expect("staff").rows.len(),
        3
    );
    assert_eq!(ledger::choices(tx, dana, "JOINT-2020").await.expect("choices").donors.len(), 2);
});

both_databases!(what_waits_is_listed_with_what_one_may_approve_first, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    posted(tx, dana, GRANT, &receipt()).await.expect("of dana");
    posted(tx, finance, GRANT, &event(EventKind::Expenditure, usd(100))).await.expect("of finance");
    certified(tx, &office, GRANT, &event(EventKind::Psc, usd(13))).await;
    let of_dana = ledger::waiting(tx, dana, &Default::default()).await.expect("waiting").rows;
    assert_eq!(of_dana.iter().map(|e| (e.number, e.own)).collect::<Vec<_>>(), [(2, false), (1, true)]);
    assert_eq!((of_dana[1].booked, of_dana[0].entered_by.as_str()), (Some(usd(711_004_785)), "finance (test)"));
    let of_finance = ledger::waiting(tx, finance, &Default::default()).await.expect("waiting").rows;
    assert_eq!(of_finance.iter().map(|e| (e.number, e.own)).collect::<Vec<_>>(), [(1, false), (2, true)]);
    for nobody in [&office.people.japan, &office.people.customs] {
        assert_eq!(told(ledger::waiting(tx, nobody, &Default::default()).await), "forbidden");
        assert_eq!(told(ledger::choices(tx, nobody, GRANT).await), "forbidden");
    }
    let choices = ledger::choices(tx, dana, GRANT).await.expect("choices");
    assert_eq!((choices.currency, choices.donors.len()), (Some(Currency::Jpy), 0));
    assert_eq!(choices.phases.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), ["IMT Phase II"]);
    let lines = store::budgets::choices(tx, dana, GRANT).await.expect("lines");
    assert_eq!(lines, [("A".to_owned(), "Vehicles".to_owned()), ("B".to_owned(), "Training".to_owned())]);
});
