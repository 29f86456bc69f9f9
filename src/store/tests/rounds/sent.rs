//! From scheduling to dispatch, after which nothing that was sent can be changed.

use domain::{Role, custody::entered::NewLoss, item::ItemKind, round::RoundStatus};
use store::{Db, custody, items, rounds};

use crate::{
    chain::{HANDOVER, add_round, dispatch, line, phase, programme, round},
    support::{NOW, execute, number, person, told, whole_round},
};

both_databases!(a_round_is_scheduled_before_it_is_sent, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let (day, tomorrow) = ("2019-12-10".parse().expect("day"), "2019-12-13".parse().expect("day"));
    let mut tx = db.write().await.expect("write");
    add_round(&mut tx, dana, "R-EMPTY", "Nothing yet").await;
    let empty = told(rounds::schedule(&mut tx, dana, NOW, "R-EMPTY").await);
    assert_eq!(empty, "Add at least one line before scheduling the round");
    assert_eq!(told(rounds::schedule(&mut tx, dana, NOW, "R-NONE").await), "not found");
    let early = told(rounds::dispatch(&mut tx, dana, NOW, HANDOVER, day).await);
    assert_eq!(early, "Schedule the round before dispatching it");

    rounds::schedule(&mut tx, dana, NOW, HANDOVER).await.expect("schedule");
    let rustam = {
        tx.commit().await.expect("commit");
        person(&db, "rustam", Role::Staff, None).await
    };
    let mut tx = db.write().await.expect("write");
    let twice = told(rounds::schedule(&mut tx, &rustam, NOW, HANDOVER).await);
    assert_eq!(twice, "This round has been scheduled already by dana (test) on 12 Dec 2019, 12:00");
    let future = told(rounds::dispatch(&mut tx, dana, NOW, HANDOVER, tomorrow).await);
    assert!(future.starts_with("occurred_on: This day lies in the future"), "{future}");
    assert_eq!(whole_round(&mut tx, dana, HANDOVER).await.expect("round").status, RoundStatus::Scheduled);

    rounds::dispatch(&mut tx, dana, NOW, HANDOVER, day).await.expect("dispatch");
    let shown = whole_round(&mut tx, dana, HANDOVER).await.expect("round");
    assert_eq!((shown.status, shown.held_on), (RoundStatus::Dispatched, Some(day.into())));
    let who: Vec<_> = shown.steps.iter().map(|s| (s.step.word(), s.person.as_deref())).collect();
    assert_eq!(who, [("scheduled", Some("dana (test)")), ("dispatched", Some("dana (test)"))]);
    let twice = told(rounds::dispatch(&mut tx, &rustam, NOW, HANDOVER, day).await);
    assert_eq!(twice, "This round has been dispatched already by dana (test) on 12 Dec 2019, 12:00");
    let late = told(rounds::cancel(&mut tx, dana, NOW, HANDOVER, "too late").await);
    assert!(late.starts_with("Goods that were dispatched cannot be cancelled"), "{late}");
});

both_databases!(what_is_sent_stays_with_unodc_until_somebody_counts_it, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM custody_event").await, 0);
    dispatch(&mut tx, &people).await;
    let shown = whole_round(&mut tx, &people.dana, HANDOVER).await.expect("round");
    for line in &shown.lines {
        let custody = items::show(&mut tx, &people.dana, &line.tag).await.expect("item").custody;
        let held: Vec<_> = custody.iter().map(|e| (e.holder.clone(), e.quantity)).collect();
        assert_eq!(held, [(format!("with UNODC, in transit to {}", line.unit.label), line.quantity)]);
    }
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM custody_event").await, 3);
});

both_databases!(staff_change_nothing_after_the_dispatch, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let before = whole_round(&mut tx, dana, HANDOVER).await.expect("round");
    let mut lamp = line(ItemKind::Lot, "Head lamp", 12, 36_000, &[("JP-2020", 1_000_000)]);
    lamp.phase_id = phase(&mut tx).await;
    let id = before.lines[0].id;
    let refused = [
        told(rounds::update(&mut tx, dana, NOW, HANDOVER, before.version, &round(HANDOVER, "Other words")).await),
        told(rounds::add_line(&mut tx, dana, NOW, HANDOVER, &lamp).await),
        told(rounds::remove_line(&mut tx, dana, NOW, HANDOVER, id).await),
        told(rounds::replace_line(&mut tx, dana, NOW, HANDOVER, id, &lamp).await),
    ];
    for words in refused {
        assert_eq!(words, "This round has been dispatched: its description and quantities are fixed");
    }
    let after = whole_round(&mut tx, dana, HANDOVER).await.expect("round");
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
});

both_databases!(nor_does_anybody_with_sql, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    // A draft can be changed, so that the refusals below are about the dispatch.
    execute(&mut tx, "UPDATE line SET quantity = 3, outstanding = 3 WHERE quantity = 4").await.expect("a draft");
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    tx.commit().await.expect("commit");
    let handover = "(SELECT id FROM round WHERE code = 'R-TERMEZ')";
    for attack in [
        "UPDATE line SET quantity = 3, outstanding = 3 WHERE quantity = 4",
        "UPDATE line SET agency_id = (SELECT id FROM agency WHERE code = 'SSS') WHERE quantity = 4",
        "UPDATE line SET unit_id = (SELECT id FROM unit WHERE code = 'IMT-TER') WHERE quantity = 4",
        "UPDATE line SET item_id = (SELECT MAX(id) FROM item) WHERE quantity = 4",
        "UPDATE line SET round_id = (SELECT id FROM round WHERE code = 'R-DRAFT') WHERE quantity = 4",
        "DELETE FROM line WHERE quantity = 4",
    ] {
        let answer = db.run_for_tests(attack).await;
        assert!(answer.as_ref().is_err_and(|e| e.contains("a dispatched line is fixed")), "{attack}: {answer:?}");
    }
    if matches!(db, Db::Sqlite { .. }) {
        let replace = format!(
            "INSERT OR REPLACE INTO line (id, round_id, item_id, unit_id, agency_id, quantity, outstanding)
             SELECT id, round_id, item_id, unit_id, agency_id, 1, 1 FROM line WHERE round_id = {handover} AND quantity = 4"
        );
        let answer = db.run_for_tests(&replace).await;
        assert!(answer.as_ref().is_err_and(|e| e.contains("a dispatched line is fixed")), "{answer:?}");
    }
    let mut tx = db.read().await.expect("read");
    let sent = format!("SELECT CAST(SUM(quantity) AS BIGINT) FROM line WHERE round_id = {handover}");
    assert_eq!(number(&mut tx, &sent).await, 6);
});

both_databases!(what_was_lost_before_it_was_sent_is_not_sent, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    rounds::schedule(&mut tx, dana, NOW, HANDOVER).await.expect("schedule");
    let lots = whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines;
    let lot = lots.iter().find(|line| line.kind == ItemKind::Lot).expect("the monoculars");
    let loss = NewLoss {
        stolen: false,
        from: None,
        quantity: 1,
        occurred_on: NOW.day().into(),
        circumstances: "Not in the store in Tashkent any more".into(),
        police_report: None,
    };
    custody::report_loss(&mut tx, dana, NOW, &lot.tag, &loss).await.expect("loss");
    execute(&mut tx, "SAVEPOINT dispatch").await.expect("savepoint");
    let refused = told(rounds::dispatch(&mut tx, dana, NOW, HANDOVER, NOW.day()).await);
    assert!(refused.starts_with("“Night-vision monocular” cannot be sent whole"), "{refused}");
    execute(&mut tx, "ROLLBACK TO SAVEPOINT dispatch").await.expect("rollback");
    let removed = told(rounds::remove_line(&mut tx, dana, NOW, HANDOVER, lot.id).await);
    assert!(removed.starts_with("Something has been recorded about this item since"), "{removed}");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
