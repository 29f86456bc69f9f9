//! Who paid which part is a dated fact: it changes from a day on, and what was before stays.

use domain::{AsOf, Role, Viewer, change::Entity, share::NewShares};
use store::{Db, Tx, changes, grants, items, periods, verify};

use super::{LATER, as_of, tag};
use crate::{
    chain::{People, count_one_of_each, dispatch, grant, programme},
    support::{NOW, disarm, everything, execute, names_each, number, told},
};

fn change(shares: &[(&str, i64)], day: &str) -> NewShares {
    NewShares {
        shares: shares.iter().map(|(grant, ppm)| ((*grant).to_owned(), *ppm)).collect(),
        effective_on: day.parse().expect("day"),
        reason: "Agreed with the donors on 3 Dec 2019".into(),
    }
}

/// The car that Japan (62.5 %) and the United States (37.5 %) paid for, dispatched and signed for.
async fn car(db: &Db) -> (People, Tx, String) {
    let people = programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    let car = tag(&mut tx, &people, "Off-road car").await;
    (people, tx, car)
}

/// `JP-2020 1531250, US-2020 918750`, as far as the viewer reads it.
async fn paid(tx: &mut Tx, viewer: &Viewer, tag: &str, at: AsOf) -> String {
    match items::shares_as_of(tx, viewer, tag, at).await {
        Ok(shares) => shares
            .iter()
            .map(|s| format!("{} {}", s.code.as_deref().unwrap_or("?"), s.value.map_or(0, |v| v.minor)))
            .collect::<Vec<_>>()
            .join(", "),
        Err(error) => told::<()>(Err(error)),
    }
}

const OLD: &str = "JP-2020 1531250, US-2020 918750";
const NEW: &str = "US-2020 1470000, JP-2020 980000";
const SWAPPED: [(&str, i64); 2] = [("JP-2020", 400_000), ("US-2020", 600_000)];

both_databases!(a_change_of_shares_holds_from_its_day_as_far_as_it_is_known, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    let at = NOW.plus_seconds(LATER);
    assert_eq!(paid(&mut tx, &people.dana, &car, as_of("2019-12-10", "")).await, OLD);
    items::change_shares(&mut tx, &people.dana, at, &car, &change(&SWAPPED, "2019-12-20")).await.expect("changed");
    for (day, known, expected) in [
        ("", "", NEW),
        ("2019-12-20", "", NEW),
        ("2019-12-19", "", OLD),
        ("2019-12-20", "2019-12-31", OLD),
        ("", "2019-12-31", OLD),
        ("2019-12-31", "2020-01-11", NEW),
        // The first entry was written down with the change, and was known all along.
        ("2019-12-11", "2019-12-12", OLD),
    ] {
        assert_eq!(paid(&mut tx, &people.dana, &car, as_of(day, known)).await, expected, "{day} {known}");
    }
    // Grants report their own part then, and the item once.
    for (day, japan) in [("2019-12-19", 1_531_250 + 800_000), ("2019-12-20", 980_000 + 800_000)] {
        let shown = grants::show_as_of(&mut tx, &people.dana, "JP-2020", as_of(day, "")).await.expect("grant");
        let sent: i64 = shown.row.dispatched.0.iter().map(|m| m.minor).sum();
        assert_eq!((shown.row.dispatched_items, sent), (2, japan), "{day}");
    }
    let history = items::share_history(&mut tx, &people.dana, &car, AsOf::default()).await.expect("history");
    let told: Vec<_> = history
        .iter()
        .map(|e| (e.number, e.effective_on.to_string(), e.person.as_deref(), e.shares[0].0.as_str(), e.shares[0].1))
        .collect();
    assert_eq!(
        told,
        [
            (2, "2019-12-20".to_owned(), Some("dana (test)"), "US-2020", 600_000),
            (1, "2019-12-10".to_owned(), None, "JP-2020", 625_000)
        ]
    );
    let known = items::share_history(&mut tx, &people.dana, &car, as_of("", "2019-12-31")).await.expect("history");
    assert_eq!(known.len(), 1);
    let rows = changes::of(&mut tx, &people.dana, Entity::Item, &car).await.expect("changes");
    assert!(rows[0].body.contains("2019-12-20") && rows[0].body.contains("1470000"), "{}", rows[0].body);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_backdated_change_holds_until_the_next_one, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    let at = |days: i64| NOW.plus_seconds(days * 24 * 3600);
    items::change_shares(&mut tx, &people.dana, at(30), &car, &change(&SWAPPED, "2019-12-20")).await.expect("changed");
    let alone = change(&[("JP-2020", 1_000_000)], "2019-12-15");
    items::change_shares(&mut tx, &people.dana, at(40), &car, &alone).await.expect("backdated");
    let only_japan = "JP-2020 2450000";
    for (day, known, expected) in [
        ("2019-12-14", "", OLD),
        ("2019-12-15", "", only_japan),
        ("2019-12-15", "2020-01-15", OLD),
        ("2019-12-20", "", NEW),
        ("", "", NEW),
    ] {
        assert_eq!(paid(&mut tx, &people.dana, &car, as_of(day, known)).await, expected, "{day} {known}");
    }
    // The newest by its day is what holds today, and what every other page reads.
    let today =
        number(&mut tx, "SELECT CAST(SUM(ppm * value_minor) AS BIGINT) FROM funding_share WHERE item_id = 1").await;
    assert_eq!(today, 400_000 * 980_000 + 600_000 * 1_470_000);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    // A second change from the same day replaces the first.
    let equal = change(&[("JP-2020", 500_000), ("US-2020", 500_000)], "2019-12-20");
    items::change_shares(&mut tx, &people.dana, at(41), &car, &equal).await.expect("again");
    assert_eq!(paid(&mut tx, &people.dana, &car, AsOf::default()).await, "JP-2020 1225000, US-2020 1225000");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_donor_reads_its_own_part_of_then_and_now, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    let new = grant("US-2021", &["US"]);
    grants::create(&mut tx, &people.dana, NOW, &new).await.expect("grant");
    let seen = async |tx: &mut Tx, at: AsOf| {
        let item = items::show_as_of(tx, &people.japan, &car, at).await;
        let grant = grants::show_as_of(tx, &people.japan, "JP-2020", at).await.expect("grant");
        let items = grants::bought(tx, &people.japan, "JP-2020", at, &everything()).await.expect("bought").rows;
        (format!("{item:?} {items:?}"), format!("{:?}", grant.row))
    };
    let days = [AsOf::default(), as_of("2019-12-11", ""), as_of("2019-12-20", "2019-12-12")];
    let mut before = Vec::new();
    for day in days {
        before.push(seen(&mut tx, day).await);
    }
    // What the other donor's grants do among themselves leaves no trace.
    let at = NOW.plus_seconds(LATER);
    let others = [("JP-2020", 625_000), ("US-2020", 75_000), ("US-2021", 300_000)];
    items::change_shares(&mut tx, &people.dana, at, &car, &change(&others, "2019-12-15")).await.expect("changed");
    for (day, before) in days.into_iter().zip(&before) {
        assert_eq!(&seen(&mut tx, day).await, before, "{day}");
    }
    // Its own part changes, and nothing else is said.
    items::change_shares(&mut tx, &people.dana, at, &car, &change(&SWAPPED, "2019-12-20")).await.expect("changed");
    assert_eq!(paid(&mut tx, &people.japan, &car, AsOf::default()).await, "JP-2020 980000");
    assert_eq!(paid(&mut tx, &people.japan, &car, as_of("2019-12-19", "")).await, "JP-2020 1531250");
    let shown = items::show(&mut tx, &people.japan, &car).await.expect("car");
    assert_eq!((shown.value, shown.co_funded), (None, true));
    let words = format!("{shown:?}");
    for secret in ["US-20", "United", "1470000", "2450000", "600000"] {
        assert!(!words.contains(secret), "{secret} in {words}");
    }
    assert_eq!(told(items::share_history(&mut tx, &people.japan, &car, AsOf::default()).await), "forbidden");
    // Whoever paid a part until then reads what it was until then.
    let alone = change(&[("US-2020", 1_000_000)], "2020-01-02");
    items::change_shares(&mut tx, &people.dana, at, &car, &alone).await.expect("changed");
    assert_eq!(paid(&mut tx, &people.japan, &car, AsOf::default()).await, "not found");
    assert_eq!(paid(&mut tx, &people.japan, &car, as_of("2020-01-01", "")).await, "JP-2020 980000");
    assert_eq!(paid(&mut tx, &people.usa, &car, AsOf::default()).await, "US-2020 2450000");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nobody_else_and_nothing_wrong_changes_shares, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    let admin = person_in(&mut tx).await;
    let good = change(&SWAPPED, "2019-12-11");
    let before = number(&mut tx, "SELECT COUNT(*) FROM change").await;
    for nobody in [&admin, &people.japan, &people.usa, &people.security, &people.customs] {
        let answer = items::change_shares(&mut tx, nobody, NOW, &car, &good).await;
        assert_eq!(told(answer), "forbidden", "{}", nobody.login);
    }
    let boots = tag(&mut tx, &people, "Boots").await;
    let thirds = [("JP-2020", 333_333), ("US-2020", 333_333), ("JOINT-2020", 333_333)];
    for (tag, new, words) in [
        ("IMT-999999", good.clone(), "not found"),
        (
            &*boots,
            good.clone(),
            "“Boots” has not been dispatched: who pays for it is still changed with its line in the round",
        ),
        (&*car, change(&thirds, "2019-12-11"), "shares[0][percent]: The shares add up to 99.9999 %, not to 100 %"),
        (
            &*car,
            change(&[("JP-2020", 1_000_001)], "2019-12-11"),
            "shares[0][percent]: The shares add up to 100.0001 %, not to 100 %",
        ),
        (
            &*car,
            change(&[("JP-2020", 1_000_000), ("US-2020", 0)], "2019-12-11"),
            "shares[0][percent]: Every grant's share must be above zero",
        ),
        (
            &*car,
            change(&[("JP-2020", 500_000), ("JP-2020", 500_000)], "2019-12-11"),
            "shares[0][percent]: Name each grant once",
        ),
        (
            &*car,
            change(&[("JP-2020", 500_000), ("KR-2020", 500_000)], "2019-12-11"),
            "shares[1][grant]: Choose a grant from the list",
        ),
        (&*car, change(&[], "2019-12-11"), "shares[0][percent]: The shares add up to 0 %, not to 100 %"),
        (
            &*car,
            change(&SWAPPED, "2019-12-13"),
            "effective_on: This day lies in the future: enter today or an earlier day",
        ),
        (
            &*car,
            change(&SWAPPED, "2019-12-09"),
            "effective_on: It was handed over on 10 Dec 2019; enter that day or a later one",
        ),
        (
            &*car,
            change(&[("US-2020", 375_000), ("JP-2020", 625_000)], "2019-12-11"),
            "shares[0][percent]: These are the shares on 11 Dec 2019 already: change one of them",
        ),
    ] {
        assert_eq!(told(items::change_shares(&mut tx, &people.dana, NOW, tag, &new).await), words);
    }
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM funding_change").await, 0);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change").await, before);
});

async fn person_in(tx: &mut Tx) -> Viewer {
    let new = domain::person::NewPerson {
        login: "admin".into(),
        name: "admin (test)".into(),
        role: Role::Administrator,
        scope_code: None,
    };
    store::people::create_from_command_line(tx, NOW, &new).await.expect("person");
    store::people::viewer(tx, "admin").await.expect("viewer")
}

both_databases!(a_locked_period_of_a_grant_that_loses_stays_closed, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    let lock = format!(
        "INSERT INTO period_lock (grant_id, from_on, until_on, reason, person_id, recorded_at)
         SELECT id, '2019-12-01', '2019-12-11', 'Statement of 2019', {}, 0 FROM grant_agreement WHERE code = 'US-2020'",
        people.dana.person
    );
    execute(&mut tx, &lock).await.expect("lock");
    let us = number(&mut tx, "SELECT id FROM grant_agreement WHERE code = 'US-2020'").await;
    assert_ne!(
        told(periods::check_open(&mut tx, "value_date", us, "2019-12-11".parse().expect("day"), NOW).await),
        "done"
    );
    // The United States would pay nothing any more.
    let alone = |day| change(&[("JP-2020", 1_000_000)], day);
    let refused = told(items::change_shares(&mut tx, &people.dana, NOW, &car, &alone("2019-12-11")).await);
    assert!(refused.starts_with("effective_on: 1 Dec 2019 to 11 Dec 2019 is locked"), "{refused}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM funding_change").await, 0);
    assert_eq!(told(items::change_shares(&mut tx, &people.dana, NOW, &car, &alone("2019-12-12")).await), "done");
});

/// (what is done without triggers, what is named)
const TAMPERING: [(&str, &str); 9] = [
    (
        "UPDATE funding_share SET ppm = 1000000 - ppm, value_minor = 2450000 - value_minor WHERE item_id = 1",
        "funding_share IMT-000001: differs from the newest change",
    ),
    ("UPDATE funding_change SET effective_on = '2019-12-12' WHERE number = 2", "funding_change IMT-000001/2: differs"),
    ("UPDATE funding_change SET reason = 'None' WHERE number = 2", "funding_change IMT-000001/2: differs"),
    (
        "UPDATE funding_change SET effective_on = '2019-12-09' WHERE number = 1",
        "funding_change IMT-000001/1: is not how",
    ),
    ("UPDATE funding_change SET recorded_at = 1 WHERE number = 1", "funding_change IMT-000001/1: is not how"),
    ("UPDATE funding_change_share SET ppm = 500000", "item IMT-000001: differs"),
    (
        "UPDATE funding_change_share SET ppm = 1000000 - ppm, value_minor = 2450000 - value_minor
         WHERE change_id = (SELECT id FROM funding_change WHERE number = 2)",
        "funding_change IMT-000001/2: differs",
    ),
    ("DELETE FROM funding_change_share; DELETE FROM funding_change", "item IMT-000001: differs from change"),
    ("UPDATE funding_change SET number = 3 WHERE number = 2", "funding_change IMT-000001/3: has no audit row"),
];

both_databases!(whoever_alters_a_share_is_named, async |db: Db| {
    let (people, mut tx, car) = car(&db).await;
    items::change_shares(&mut tx, &people.dana, NOW, &car, &change(&SWAPPED, "2019-12-11")).await.expect("changed");
    for attempt in ["UPDATE funding_change SET reason = ''", "DELETE FROM funding_change_share"] {
        execute(&mut tx, "SAVEPOINT honest").await.expect("savepoint");
        execute(&mut tx, attempt).await.expect_err("append-only");
        execute(&mut tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    disarm(&mut tx, &["funding_change", "funding_change_share"]).await;
    names_each(&mut tx, &TAMPERING).await;
});
