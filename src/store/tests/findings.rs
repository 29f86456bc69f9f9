//! Findings: recorded with who looks after them, followed up, closed with evidence.

use domain::{
    Role,
    finding::{FindingForm, NewFinding},
};
use store::{Db, Tx, findings, verify};

use crate::{
    custody::{CAR, handed_over},
    support::{NOW, asked, everything, person, told},
};

fn form(person: i64, due_on: &str) -> FindingForm {
    FindingForm {
        unit: "IMT-TER".into(),
        item: CAR.into(),
        severity: "serious".into(),
        words: "No maintenance log is kept".into(),
        looked_after_by: person.to_string(),
        due_on: due_on.into(),
        ..Default::default()
    }
}

fn new(form: &FindingForm) -> NewFinding {
    NewFinding::parse(form).expect("a finding")
}

both_databases!(a_finding_is_looked_after_until_it_is_done, async |db: Db| {
    let all = handed_over(&db).await;
    let (people, dana) = (&all.people, &all.people.dana);
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let right = form(dana.person, "20 Dec 2019");
    for nobody in [&people.customs, &people.japan, &admin] {
        assert_eq!(told(findings::record(t, nobody, NOW, &new(&right)).await), "forbidden", "{}", nobody.login);
    }
    for (form, words) in [
        (FindingForm { unit: "IMT-XX".into(), ..right.clone() }, "unit: There is no unit"),
        (FindingForm { item: "IMT-999999".into(), ..right.clone() }, "item: There is no item"),
        (FindingForm { visit: "V-9".into(), ..right.clone() }, "visit: There is no visit"),
        (form(people.customs.person, "20 Dec 2019"), "looked_after_by: Choose somebody of the staff"),
        (form(dana.person, "1 Dec 2019"), "due_on: This is over already"),
    ] {
        let refused = told(findings::record(t, dana, NOW, &new(&form)).await);
        assert!(refused.starts_with(words), "{refused}");
    }
    let id = findings::record(t, dana, NOW, &new(&right)).await.expect("recorded");
    findings::follow_up(t, dana, NOW, id, "The unit was written to").await.expect("noted");
    let (row, notes) = findings::show(t, &admin, id).await.expect("shown");
    assert_eq!((row.item.map(|(tag, _)| tag).as_deref(), notes.len(), row.closed), (Some(CAR), 1, None));
    assert_eq!(told(findings::show(t, &people.japan, id).await.map(drop)), "forbidden");

    // Late: a task of whoever looks after it.
    let later = NOW.plus_seconds(20 * 86_400);
    let late = async |t: &mut Tx, pairs: &[(&str, &str)]| {
        let pairs = [&[("kind", "finding")][..], pairs].concat();
        store::tasks::list(t, dana, later, &asked(&pairs)).await.expect("tasks").page.rows.len()
    };
    assert_eq!(
        (late(t, &[]).await, late(t, &[("whose", "mine")]).await, late(t, &[("whose", "nobody")]).await),
        (1, 1, 0)
    );
    let overdue = findings::list(t, dana, later, &asked(&[("state", "overdue")])).await.expect("list").rows;
    assert_eq!(
        (overdue.len(), findings::list(t, dana, NOW, &asked(&[("state", "overdue")])).await.expect("list").rows.len()),
        (1, 0)
    );

    let put_off = new(&FindingForm { severity: "grave".into(), ..form(dana.person, "10 Jan 2020") });
    findings::update(t, dana, later, id, 1, &put_off).await.expect("put right");
    assert!(told(findings::update(t, dana, later, id, 1, &put_off).await).starts_with("Changed meanwhile"));
    assert_eq!(late(t, &[]).await, 0);
    findings::close(t, dana, later, id, 2, "Letter 12 with a copy of the log").await.expect("closed");
    assert_eq!(told(findings::close(t, dana, later, id, 3, "Again").await), "This finding is closed already");
    assert!(told(findings::follow_up(t, dana, later, id, "More").await).starts_with("This finding is closed"));
    findings::reopen(t, dana, later, id, 3).await.expect("open again");
    assert_eq!(findings::list(t, dana, NOW, &everything()).await.expect("list").rows[0].closed, None);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
