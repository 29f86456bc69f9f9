//! What a superseding rate would have made of booked money, and who reads it.

use domain::{Money, Role, ledger::Standing};
use store::{Db, rates};

use super::{LATER, approved, yen};
use crate::{
    chain::programme,
    support::{NOW, execute, number, person},
};

both_databases!(what_was_booked_stays_and_the_difference_is_listed, async |db: Db| {
    let people = programme(&db).await;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let old = approved(&mut tx, (&people.dana, &finance), &yen("104.50", "2020-03-16")).await;
    // Grant, number, yen, cents, whose money, decision.
    for (grant, number_in_grant, minor, cents, donor, decision) in [
        ("JP-2020", 1, 743_000_000, 711_004_785, None, Some("approved")),
        ("JP-2020", 2, 100_000_000, 95_693_780, None, None),
        ("JP-2020", 3, 1_000_000, 956_938, None, Some("rejected")),
        ("JOINT-2020", 1, 3_000_000, 2_870_813, Some("JP"), Some("approved")),
        ("JOINT-2020", 2, 5_000_000, 4_784_689, None, Some("approved")),
    ] {
        let donor = donor.map_or("NULL".to_owned(), |code| format!("(SELECT id FROM donor WHERE code = '{code}')"));
        let insert = format!(
            "INSERT INTO money_event (grant_id, number, kind, minor, currency, value_date, booked_cents, rate_id, rate,
               rate_source, rate_effective_on, donor_id, purpose, person_id, recorded_at)
             SELECT id, {number_in_grant}, 'receipt', {minor}, 'JPY', '2020-03-20', {cents}, {old}, '104.50', 'UNORE', '2020-03-16',
               {donor}, 'First instalment', {}, 1 FROM grant_agreement WHERE code = '{grant}'",
            people.dana.person
        );
        execute(&mut tx, &insert).await.expect("an event");
        if let Some(decision) = decision {
            let id = number(&mut tx, "SELECT MAX(id) FROM money_event").await;
            let decide = format!(
                "INSERT INTO money_decision (event_id, decision, person_id, recorded_at) VALUES ({id}, '{decision}', {}, 1)",
                finance.person
            );
            execute(&mut tx, &decide).await.expect("a decision");
        }
    }
    let new = rates::supersede(&mut tx, &people.dana, NOW, old, &yen("107.50", "2020-03-16"), "Circular 2").await;
    let new = new.expect("entered");
    // Staff see it before the approval, so that they know what they approve.
    let seen = rates::affected(&mut tx, &people.dana, new).await.expect("affected");
    let numbers = |seen: &rates::Affected| {
        seen.events.iter().map(|e| format!("{}/{}", e.grant, e.number)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(numbers(&seen), "JOINT-2020/1 JOINT-2020/2 JP-2020/1 JP-2020/2");
    let hundred_million = &seen.events[3];
    let figure = |money: Option<Money>| money.map(Money::figure).unwrap_or_default();
    assert_eq!(hundred_million.booked.figure(), "956,937.80");
    assert_eq!(
        (figure(hundred_million.would_be), figure(hundred_million.difference)),
        ("930,232.56".into(), "−26,705.24".into())
    );
    assert_eq!(hundred_million.standing, Standing::Provisional);
    let total = &seen.totals[1];
    assert_eq!((total.grant.as_str(), total.events, total.booked.figure()), ("JP-2020", 2, "8,066,985.65".to_owned()));
    assert_eq!(total.difference.map(|d| d.minor), Some(seen.events[2].difference.unwrap().minor - 2_670_524));

    rates::approve(&mut tx, &finance, LATER, new).await.expect("approved");
    let seen = rates::affected(&mut tx, &people.japan, new).await.expect("affected");
    assert_eq!(numbers(&seen), "JOINT-2020/1 JP-2020/1", "approved, and of a joint grant its own money");
    let seen = rates::affected(&mut tx, &people.usa, new).await.expect("affected");
    assert_eq!((numbers(&seen).as_str(), seen.totals.len()), ("", 0));
    let none = rates::affected(&mut tx, &people.dana, old).await.expect("affected");
    assert_eq!(none, rates::Affected::default(), "it supersedes nothing");
    assert_eq!(
        number(&mut tx, "SELECT COUNT(*) FROM money_event WHERE rate = '104.50'").await,
        5,
        "nothing booked is changed"
    );
});
