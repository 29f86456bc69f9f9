//! What waits for staff: what is on the list and in which order, what is said of it, and that it is worked off.

use domain::{
    Refusal, Role, Timestamp, Viewer,
    task::{PutOff, TaskId, TaskKind, Urgency},
};
use store::{
    Db, Tx,
    list::{Asked, At},
    rates, rounds,
    tasks::{self, Listed, Task},
    verify,
};

use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, programme},
    custody::later,
    rates::yen,
    support::{NOW, asked, execute, names_each, number, person, told},
};

async fn listed(tx: &mut Tx, viewer: &Viewer, at: Timestamp, pairs: &[(&str, &str)]) -> Listed {
    tasks::list(tx, viewer, at, &asked(pairs)).await.expect("listed")
}

/// `late count R-TERMEZ/SCC 1`
fn line(task: &Task) -> String {
    format!("{} {} {} {}", task.urgency.word(), task.kind.word(), task.subject, task.number)
}

async fn lines(tx: &mut Tx, viewer: &Viewer, at: Timestamp, pairs: &[(&str, &str)]) -> Vec<String> {
    listed(tx, viewer, at, pairs).await.page.rows.iter().map(line).collect()
}

fn id(kind: TaskKind, subject: &str) -> TaskId {
    TaskId { kind, subject: subject.into() }
}

both_databases!(what_waits_is_one_list_the_most_serious_first, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let drafts = ["next round R-DRAFT 1".to_owned(), format!("next round {HANDOVER} 3")];
    assert_eq!(lines(t, dana, NOW, &[]).await, drafts);
    dispatch(t, &people).await;
    let rate = rates::enter(t, &finance, NOW, &yen("104.50", "2019-03-01")).await.expect("rate");
    let soon = [
        format!("decision rate {rate} 0"),
        format!("next count {HANDOVER}/SCC 1"),
        format!("next count {HANDOVER}/SSS 2"),
        format!("next acts {HANDOVER} 2"),
        "next round R-DRAFT 1".to_owned(),
    ];
    assert_eq!(lines(t, dana, NOW, &[]).await, soon);
    assert_eq!(lines(t, &finance, NOW, &[]).await, soon[1..], "whoever entered a rate does not approve it");
    // Two weeks later the agencies are late.
    let late = listed(t, dana, later(20), &[]).await;
    assert_eq!((late.number(Urgency::Late), late.number(Urgency::Decision), late.number(Urgency::Next)), (2, 1, 2));
    assert_eq!(line(&late.page.rows[0]), format!("late count {HANDOVER}/SCC 1"));
    let agency = late.page.rows[0].agency.as_ref().expect("its agency");
    assert_eq!(
        (agency.name.as_str(), late.page.rows[0].day.map(|day| day.words())),
        ("State Customs Committee", Some("10 Dec 2019".into()))
    );
    // What is counted short is a discrepancy.
    count_one_of_each(t, &people.customs, NOW).await;
    let short = lines(t, dana, NOW, &[("kind", "discrepancy")]).await;
    assert_eq!(short, ["next discrepancy receipt-of-customs-1-short 3"]);
    assert_eq!(lines(t, dana, NOW, &[("component", "IMT"), ("kind", "discrepancy")]).await, short);
    assert!(lines(t, dana, NOW, &[("component", "NONE")]).await.is_empty());
    assert!(
        lines(t, dana, NOW, &[("component", "IMT"), ("kind", "rate")]).await.is_empty(),
        "a rate is of no component"
    );
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(told(tasks::list(t, nobody, NOW, &Asked::default()).await), "forbidden");
    }
    // Worked off, it is gone.
    rates::approve(t, dana, NOW, rate).await.expect("approved");
    rounds::cancel(t, dana, NOW, "R-DRAFT", "Not needed").await.expect("cancelled");
    let left = lines(t, dana, NOW, &[]).await;
    assert!(!left.iter().any(|line| line.contains("rate") || line.contains("R-DRAFT")), "{left:?}");
});

both_databases!(what_is_said_of_a_task_holds_until_something_else_is, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    dispatch(t, &people).await;
    let counting = id(TaskKind::Count, "R-TERMEZ/SCC");
    let mine = &[("whose", "mine")];

    assert_eq!(told(tasks::assign(t, &people.customs, NOW, &counting, None).await), "forbidden");
    assert_eq!(told(tasks::assign(t, dana, NOW, &id(TaskKind::Count, "R-NONE/SCC"), None).await), "not found");
    let officer = Some(people.customs.person);
    assert_eq!(told(tasks::assign(t, dana, NOW, &counting, officer).await), "assignee: Choose somebody of the staff");
    tasks::assign(t, dana, NOW, &counting, Some(finance.person)).await.expect("assigned");
    let again = told(tasks::assign(t, dana, NOW, &counting, Some(finance.person)).await);
    assert_eq!(again, "finance (test) looks after it already");
    assert_eq!(lines(t, &finance, NOW, mine).await, ["next count R-TERMEZ/SCC 1"]);
    assert!(lines(t, dana, NOW, mine).await.is_empty());
    assert!(!lines(t, dana, NOW, &[("whose", "nobody")]).await.iter().any(|line| line.contains("/SCC")));
    tasks::assign(t, dana, NOW, &counting, None).await.expect("nobody any more");
    assert!(lines(t, &finance, NOW, mine).await.is_empty());

    let until = PutOff { until: later(10).day(), reason: "The carrier answers by then".into() };
    tasks::put_off(t, dana, NOW, &counting, &until).await.expect("put off");
    let has = |lines: &[String]| lines.iter().any(|line| line.contains("/SCC"));
    assert!(!has(&lines(t, dana, NOW, &[]).await));
    assert_eq!(lines(t, dana, NOW, &[("shown", "later")]).await, ["next count R-TERMEZ/SCC 1"]);
    let shown = tasks::find(t, dana, NOW, &counting).await.expect("found");
    assert_eq!(shown.put_off.map(|(_, why)| why).as_deref(), Some("The carrier answers by then"));
    assert!(has(&lines(t, dana, later(10), &[]).await), "on its day it is back");
    tasks::bring_back(t, dana, NOW, &counting).await.expect("back");
    assert!(has(&lines(t, dana, NOW, &[]).await));
    assert_eq!(told(tasks::bring_back(t, dana, NOW, &counting).await), "It is on the list already");

    assert_eq!(told(tasks::remind(t, dana, NOW, &id(TaskKind::Acts, HANDOVER)).await), "not found");
    assert_eq!(tasks::remind(t, dana, NOW, &counting).await.expect("reminded"), "State Customs Committee");
    assert!(told(tasks::remind(t, &finance, NOW, &counting).await).contains("was reminded at"));
    assert_eq!(number(t, "SELECT COUNT(*) FROM notice WHERE key LIKE 'asked:%'").await, 1);
    tasks::remind(t, dana, later(1), &counting).await.expect("another day");
    count_one_of_each(t, &people.customs, later(1)).await;
    assert_eq!(
        number(t, "SELECT COUNT(*) FROM notice n JOIN notice_read r ON r.notice_id = n.id WHERE n.key LIKE 'asked:%'")
            .await,
        2
    );
    assert_eq!(tasks::marks(t, dana, &counting).await.expect("history").len(), 6);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
    crate::support::disarm(t, &["task_mark"]).await;
    names_each(
        t,
        &[
            ("UPDATE task_mark SET reason = 'No' WHERE deed = 'put off'", "task_mark 3: differs from change"),
            ("DELETE FROM task_mark WHERE id = 1", "task_mark 1: is missing, but change"),
        ],
    )
    .await;
});

both_databases!(what_was_said_of_a_task_stays, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let draft = id(TaskKind::Round, "R-DRAFT");
    tasks::assign(&mut tx, &people.dana, NOW, &draft, Some(people.dana.person)).await.expect("assigned");
    for attempt in ["UPDATE task_mark SET about = 'x'", "DELETE FROM task_mark"] {
        execute(&mut tx, "SAVEPOINT honest").await.expect("savepoint");
        execute(&mut tx, attempt).await.expect_err("append-only");
        execute(&mut tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    assert!(matches!(TaskId::parse("nonsense", "x"), Err(Refusal::NotFound)));
});

both_databases!(the_pages_are_the_list, async |db: Db| {
    let mut tx = crate::demo::demonstration(&db).await;
    let staff = crate::demo::who(&mut tx, "staff").await;
    let at = crate::demo::LATER;
    let whole = tasks::list(&mut tx, &staff, at, &Asked { most: Some(500), ..Asked::default() }).await.expect("whole");
    let expected: Vec<String> = whole.page.rows.iter().map(line).collect();
    assert!(expected.len() > 10, "{expected:?}");
    assert_eq!(whole.waiting.iter().map(|waiting| waiting.number).sum::<i64>(), expected.len() as i64);
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    let mut position = At::First;
    let last = loop {
        let asked = Asked { most: Some(3), at: position, ..Asked::default() };
        let page = tasks::list(&mut tx, &staff, at, &asked).await.expect("page").page;
        forward.extend(page.rows.iter().map(line));
        match page.next {
            Some(key) => position = At::After(key),
            None => break page.previous,
        }
    };
    assert_eq!(forward, expected);
    let mut before = last;
    while let Some(key) = before {
        let asked = Asked { most: Some(3), at: At::Before(key), ..Asked::default() };
        let page = tasks::list(&mut tx, &staff, at, &asked).await.expect("page").page;
        backward.splice(0..0, page.rows.iter().map(line));
        before = page.previous;
    }
    assert_eq!(backward[..], expected[..backward.len()]);
    assert!(expected.len() - backward.len() <= 3, "the last page itself was not asked for again");
    for task in &whole.page.rows {
        assert_eq!(&tasks::find(&mut tx, &staff, at, &task.id()).await.expect("found"), task);
    }
});
