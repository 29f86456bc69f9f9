//! Papers of a car and what was done to it: who records and reads them, what is due, and what was recorded in error.

use domain::{
    task::{TaskKind, Urgency},
    upkeep::{NewPaper, NewWork, PaperKind, WorkKind},
};
use store::{Db, list::Asked, odometer, tasks, upkeep, verify};

use crate::{
    custody::{CAR, handed_over, later},
    periods::day,
    support::{NOW, execute, told},
};

fn insurance(until: &str) -> NewPaper {
    NewPaper {
        kind: PaperKind::Insurance,
        number: Some("AA 0045812".into()),
        issuer: None,
        issued_on: None,
        valid_until: Some(day(until)),
        remark: None,
    }
}

fn service(done_on: &str, next_on: Option<&str>, next_km: Option<i64>) -> NewWork {
    NewWork {
        kind: WorkKind::Service,
        done_on: done_on.parse().expect("day"),
        km: Some(120),
        what: "Oil and filters".into(),
        workshop: None,
        cost: None,
        next_on: next_on.map(day),
        next_km,
    }
}

/// What waits of papers and services, as (urgency, subject).
async fn due(tx: &mut store::Tx, dana: &domain::Viewer, at: domain::Timestamp) -> Vec<(Urgency, String)> {
    let listed = tasks::list(tx, dana, at, &Asked::default()).await.expect("tasks");
    let of = |kind| matches!(kind, TaskKind::Paper | TaskKind::Service);
    listed.page.rows.into_iter().filter(|task| of(task.kind)).map(|task| (task.urgency, task.subject)).collect()
}

both_databases!(the_insurance_of_a_car_ends_and_is_renewed, async |db: Db| {
    let all = handed_over(&db).await;
    let (dana, security, customs, japan) =
        (&all.people.dana, &all.people.security, &all.people.customs, &all.people.japan);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    // Whoever has it keeps its papers; nobody else does, and a donor reads none.
    assert_eq!(told(upkeep::record_paper(t, japan, NOW, CAR, &insurance("2020-12-31")).await), "forbidden");
    assert_eq!(told(upkeep::record_paper(t, customs, NOW, CAR, &insurance("2020-12-31")).await), "not found");
    assert_eq!(told(upkeep::of_item(t, japan, CAR).await), "forbidden");
    assert_eq!(told(upkeep::of_item(t, customs, CAR).await), "not found");
    let first =
        upkeep::record_paper(t, security, NOW, CAR, &insurance(&later(10).day().to_string())).await.expect("recorded");
    assert_eq!(due(t, dana, NOW).await, [(Urgency::Next, format!("{CAR}/insurance"))]);
    assert_eq!(due(t, dana, later(11)).await, [(Urgency::Late, format!("{CAR}/insurance"))]);
    let renewed = insurance(&later(375).day().to_string());
    let second = upkeep::record_paper(t, dana, later(9), CAR, &renewed).await.expect("renewed");
    assert_eq!(due(t, dana, later(11)).await, []);

    let kept = upkeep::of_item(t, security, CAR).await.expect("read");
    assert_eq!(
        kept.papers.iter().map(|paper| (paper.id, kept.stands(paper))).collect::<Vec<_>>(),
        [(second, true), (first, false)]
    );
    assert_eq!(kept.papers[0].person, "programme staff");

    // The new one was another car's: the old one stands again, and is over.
    upkeep::take_back_paper(t, dana, later(12), CAR, second, "Of another car").await.expect("taken back");
    assert_eq!(
        told(upkeep::take_back_paper(t, dana, later(12), CAR, second, "Again").await),
        "This is taken back already"
    );
    assert_eq!(told(upkeep::take_back_paper(t, dana, later(12), CAR, 999, "No such").await), "not found");
    assert_eq!(due(t, dana, later(12)).await, [(Urgency::Late, format!("{CAR}/insurance"))]);
    let kept = upkeep::of_item(t, dana, CAR).await.expect("read");
    assert_eq!(kept.papers[0].taken_back.as_deref(), Some("Of another car"));
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_service_is_due_on_its_day_or_by_kilometres, async |db: Db| {
    let all = handed_over(&db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let work = service("2019-12-12", None, Some(10_000));
    upkeep::record_work(t, dana, NOW, CAR, &work).await.expect("recorded");
    assert_eq!(due(t, dana, NOW).await, []);
    let read = async |tx: &mut store::Tx, km, on| {
        let reading = domain::odometer::Reading { km, read_on: day(on) };
        let new = domain::odometer::NewReading { reading, remark: None };
        odometer::record(tx, dana, NOW, CAR, &new).await.expect("read");
    };
    read(t, 9_200, "2020-06-01").await;
    assert_eq!(due(t, dana, NOW).await, [(Urgency::Next, format!("{CAR}/service"))]);
    read(t, 10_050, "2020-07-01").await;
    assert_eq!(due(t, dana, NOW).await, [(Urgency::Late, format!("{CAR}/service"))]);
    let kept = upkeep::of_item(t, dana, CAR).await.expect("read");
    assert_eq!(kept.km, Some(10_050));

    // It is done, and the next one is planned by its day.
    let done = service("2020-07-02", Some(&later(20).day().to_string()), None);
    let done = upkeep::record_work(t, dana, NOW, CAR, &done).await.expect("done");
    assert_eq!(due(t, dana, NOW).await, [(Urgency::Next, format!("{CAR}/service"))]);
    assert_eq!(due(t, dana, later(21)).await, [(Urgency::Late, format!("{CAR}/service"))]);
    upkeep::take_back_work(t, dana, NOW, CAR, done, "Of another car").await.expect("taken back");
    assert_eq!(due(t, dana, NOW).await, [(Urgency::Late, format!("{CAR}/service"))]);
    for attempt in ["UPDATE item_work SET km = 1", "DELETE FROM item_work"] {
        execute(t, "SAVEPOINT honest").await.expect("savepoint");
        execute(t, attempt).await.expect_err("append-only");
        execute(t, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
