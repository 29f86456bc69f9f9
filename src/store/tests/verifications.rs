//! Checks of items where they stand.

use domain::{
    AsOf, Role,
    item::Condition,
    verification::{Finding, NewVerification},
};
use store::{demo, verifications};

use crate::support::*;

/// 1 June 2021, after the last published handover.
const LATER: domain::Timestamp = domain::Timestamp(1_622_530_800_000);

fn check(on: &str, finding: Finding, seen: i64) -> NewVerification {
    NewVerification {
        checked_on: on.parse().expect("a date"),
        finding,
        seen,
        condition: (seen > 0).then_some(Condition::Good),
        method: domain::check::Method::Seen,
        joint: true,
        note: Some("Guard said it is on patrol".into()),
    }
}

both_databases!(staff_record_what_they_saw_and_donors_read_it_without_the_note, async |db: store::Db| {
    let staff = with_demonstration(&db).await;
    let mut tx = db.write().await.expect("write");
    let items = crate::support::all_items(&mut tx, &staff).await;
    let lot = items.iter().find(|i| i.line.quantity > 1 && i.line.dispatched).expect("a lot");
    let tag = lot.line.tag.clone();
    for login in ["japan", "admin", "customs"] {
        let viewer = store::people::viewer(&mut tx, login).await.expect("viewer");
        let answer = verifications::record(&mut tx, &viewer, LATER, &tag, &check("2019-11", Finding::InUse, 1)).await;
        assert_eq!(told(answer), "forbidden", "{login}");
    }
    let all = lot.line.quantity;
    let too_many =
        verifications::record(&mut tx, &staff, LATER, &tag, &check("2019-11", Finding::InUse, all + 1)).await;
    assert!(told(too_many).starts_with("seen: Enter a number"));
    let nothing =
        verifications::record(&mut tx, &staff, LATER, "IMT-999999", &check("2019-11", Finding::InUse, 1)).await;
    assert_eq!(told(nothing), "not found");
    verifications::record(&mut tx, &staff, LATER, &tag, &check("2019-11", Finding::InUse, all))
        .await
        .expect("recorded");
    verifications::record(&mut tx, &staff, LATER, &tag, &check("2019-12-01", Finding::NotSeen, 0))
        .await
        .expect("recorded");
    let read = verifications::of_item(&mut tx, &staff, &tag, AsOf::default()).await.expect("read");
    assert_eq!(read.iter().map(|v| v.seen).collect::<Vec<_>>(), [all, 0]);
    assert!(read[0].note.is_some() && read[0].person.is_some());
    let before = AsOf { day: chrono::NaiveDate::from_ymd_opt(2019, 11, 30), known: None };
    assert_eq!(verifications::of_item(&mut tx, &staff, &tag, before).await.expect("read").len(), 1);
    let japan = store::people::viewer(&mut tx, "japan").await.expect("viewer");
    let seen = verifications::of_item(&mut tx, &japan, &tag, AsOf::default()).await.expect("Japan paid for it");
    assert!(seen.iter().all(|v| v.note.is_none() && v.person.is_none()));
    assert!(execute(&mut tx, "UPDATE verification SET seen = 1").await.is_err());
});

async fn with_demonstration(db: &store::Db) -> domain::Viewer {
    let mut tx = db.write().await.expect("write");
    let hashes = demo::SIGN_INS.iter().map(|s| (s.0.to_owned(), "$argon2id$unused".to_owned())).collect();
    demo::load(&mut tx, LATER, &hashes).await.expect("demonstration");
    let staff = store::people::viewer(&mut tx, "staff").await.expect("staff");
    assert_eq!(staff.role, Role::Staff);
    tx.commit().await.expect("commit");
    staff
}

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE verification SET note = 'All is well'", "verification 1: differs from change"),
    ("UPDATE verification SET checked_on = '2020'", "verification 1: differs from change"),
    ("UPDATE verification SET joint = 0", "verification 1: differs from change"),
    ("UPDATE fx_rate SET units_per_usd = '104.5' WHERE units_per_usd = '104.50'", "fx_rate 1: differs from change"),
    ("UPDATE fx_rate SET effective_on = '2020-03-01' WHERE units_per_usd = '104.50'", "fx_rate 1: differs from change"),
    ("UPDATE fx_rate SET note = NULL", "fx_rate 1: differs from change"),
    ("UPDATE fx_rate_decision SET decision = 'rejected'", "fx_rate_decision 1: differs from change"),
    ("UPDATE fx_rate_decision SET person_id = person_id + 1", "fx_rate_decision 1: differs from change"),
];

both_databases!(what_is_altered_in_rates_and_checks_is_named, async |db: store::Db| {
    let staff = with_demonstration(&db).await;
    let mut tx = db.write().await.expect("write");
    let items = crate::support::all_items(&mut tx, &staff).await;
    let tag = items.iter().find(|i| i.line.dispatched).expect("an item").line.tag.clone();
    verifications::record(&mut tx, &staff, LATER, &tag, &check("2019-11", Finding::InUse, 1)).await.expect("recorded");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &["verification", "fx_rate", "fx_rate_decision"]).await;
    names_each(&mut tx, TAMPERING).await;
});
