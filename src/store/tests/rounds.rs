//! Rounds: staff draft them, agencies are told when they are scheduled, and the dispatch fixes what was sent.

mod lines;
mod published;
mod seen;
mod sent;
mod table;
mod tags;

use domain::{Role, round::RoundStatus};
use store::{Db, Error, rounds};

use crate::{
    chain::{HANDOVER, programme, round},
    support::{NOW, person, told, whole_round},
};

both_databases!(only_staff_write_a_round_down, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let new = round("R-2020-01", "Radios for the border");
    for nobody in [&people.security, &people.customs, &people.japan, &people.usa, &admin] {
        let mut tx = db.write().await.expect("write");
        let day = "2019-12-10".parse().expect("day");
        let told = [
            told(rounds::create(&mut tx, nobody, NOW, &new).await),
            told(rounds::update(&mut tx, nobody, NOW, HANDOVER, 1, &new).await),
            told(rounds::remove_line(&mut tx, nobody, NOW, HANDOVER, 1).await),
            told(rounds::schedule(&mut tx, nobody, NOW, HANDOVER).await),
            told(rounds::dispatch(&mut tx, nobody, NOW, HANDOVER, day).await),
            told(rounds::cancel(&mut tx, nobody, NOW, HANDOVER, "no budget").await),
            told(rounds::shares_of(&mut tx, nobody, 1).await),
        ];
        assert!(told.iter().all(|words| words == "forbidden"), "{}: {told:?}", nobody.login);
    }
    let mut tx = db.write().await.expect("write");
    rounds::create(&mut tx, &people.dana, NOW, &new).await.expect("round");
    let shown = whole_round(&mut tx, &people.dana, "R-2020-01").await.expect("round");
    assert_eq!((shown.title.as_str(), shown.status), ("Radios for the border", RoundStatus::Draft));
    assert!(shown.lines.is_empty() && shown.value.0.is_empty() && shown.held_on.is_none());
});

both_databases!(a_code_that_is_taken_is_said_under_its_field, async |db: Db| {
    let people = programme(&db).await;
    let taken = "code: A round with this code exists already: choose another code";
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(rounds::create(&mut tx, &people.dana, NOW, &round(HANDOVER, "Again")).await), taken);
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(rounds::update(&mut tx, &people.dana, NOW, "R-DRAFT", 1, &round(HANDOVER, "")).await), taken);
});

both_databases!(a_stale_form_learns_who_was_faster, async |db: Db| {
    let people = programme(&db).await;
    let rustam = person(&db, "rustam", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let opened = whole_round(&mut tx, &people.dana, "R-DRAFT").await.expect("round").version;
    let mut corrected = round("R-2020-02", "Boots and socks");
    corrected.planned_on = "2020-02".parse().ok();
    rounds::update(&mut tx, &rustam, NOW, "R-DRAFT", opened, &round("R-DRAFT", "Boots for everybody"))
        .await
        .expect("the first");
    let late = told(rounds::update(&mut tx, &people.dana, NOW, "R-DRAFT", opened, &corrected).await);
    assert!(late.starts_with("Changed meanwhile by rustam (test) on 12 Dec 2019, 12:00"), "{late}");

    let now = whole_round(&mut tx, &people.dana, "R-DRAFT").await.expect("round");
    assert_eq!(now.title, "Boots for everybody");
    rounds::update(&mut tx, &people.dana, NOW, "R-DRAFT", now.version, &corrected).await.expect("the second");
    assert_eq!(told(whole_round(&mut tx, &people.dana, "R-DRAFT").await), "not found");
    let now = whole_round(&mut tx, &people.dana, "R-2020-02").await.expect("under its new code");
    assert_eq!(
        (now.title.as_str(), now.planned_on.map(|d| d.words()).as_deref()),
        ("Boots and socks", Some("Feb 2020"))
    );
});

both_databases!(a_round_is_called_off_with_a_reason_before_anything_is_sent, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let silent = told(rounds::cancel(&mut tx, dana, NOW, HANDOVER, "  ").await);
    assert_eq!(silent, "reason: Say why the round is called off");
    rounds::schedule(&mut tx, dana, NOW, HANDOVER).await.expect("schedule");
    assert!(whole_round(&mut tx, &people.security, HANDOVER).await.is_ok());
    rounds::cancel(&mut tx, dana, NOW, HANDOVER, " The car was not delivered ").await.expect("cancel");

    let shown = whole_round(&mut tx, dana, HANDOVER).await.expect("round");
    let last = shown.steps.last().expect("step");
    assert_eq!((shown.status, last.reason.as_deref()), (RoundStatus::Cancelled, Some("The car was not delivered")));
    for viewer in [&people.security, &people.customs, &people.japan, &people.usa] {
        assert_eq!(told(whole_round(&mut tx, viewer, HANDOVER).await), "not found", "{}", viewer.login);
        assert!(crate::support::all_rounds(&mut tx, viewer).await.is_empty(), "{}", viewer.login);
    }
    let again = [
        told(rounds::cancel(&mut tx, dana, NOW, HANDOVER, "twice").await),
        told(rounds::schedule(&mut tx, dana, NOW, HANDOVER).await),
        told(rounds::dispatch(&mut tx, dana, NOW, HANDOVER, NOW.day()).await),
        told(rounds::update(&mut tx, dana, NOW, HANDOVER, shown.version, &round(HANDOVER, "Again")).await),
        told(rounds::remove_line(&mut tx, dana, NOW, HANDOVER, shown.lines[0].id).await),
    ];
    assert!(again.iter().all(|words| words.starts_with("This round has been cancelled")), "{again:?}");
});

both_databases!(nothing_is_written_while_reading, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    let answer = rounds::create(&mut tx, &people.dana, NOW, &round("R-2020-01", "Radios")).await;
    assert!(matches!(answer, Err(Error::Database(_))), "{answer:?}");
    drop(tx);
    let mut tx = db.read().await.expect("read");
    assert_eq!(told(whole_round(&mut tx, &people.dana, "R-2020-01").await), "not found");
});
