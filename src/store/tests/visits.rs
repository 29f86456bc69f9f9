//! Visits: planned with a sample, looked at, closed; who reads them.

use domain::{
    Role, Viewer,
    category::{CategoryForm, NewCategory},
    verification::Finding,
    visit::{About, AnswerFields, LookForm, NewLook, NewVisit, VisitForm, VisitState},
};
use store::{
    Db, Tx, categories, checks, items, verify,
    visits::{self, Target},
};

use crate::{
    custody::{CAR, MONOCULARS, Staffed, handed_over},
    support::{NOW, asked, everything, person, told},
};

fn form(code: &str, sample: &str) -> VisitForm {
    VisitForm {
        code: code.into(),
        title: "The north".into(),
        planned_on: "2019-12-12".into(),
        units: "IMT-TER, BLO-DUS".into(),
        sample: sample.into(),
        team: "Dana\nRustam".into(),
        donor: "JP".into(),
        note: "Begin at the river".into(),
        ..Default::default()
    }
}

fn new(form: &VisitForm) -> NewVisit {
    NewVisit::parse(form, 11).expect("a visit")
}

async fn plan(tx: &mut Tx, viewer: &Viewer, form: &VisitForm) -> String {
    told(visits::plan(tx, viewer, NOW, &new(form)).await.map(drop))
}

/// Vehicles with a checklist, checked every twelve months.
async fn with_checklist(db: &Db) -> Staffed {
    let all = handed_over(db).await;
    let mut tx = db.write().await.expect("write");
    let cars = CategoryForm {
        code: "CARS".into(),
        name: "Cars".into(),
        needs: "chassis".into(),
        check_every: "12".into(),
        questions: "Do the lights work?\nKilometres =".into(),
        ..Default::default()
    };
    categories::add(&mut tx, &all.people.dana, NOW, &NewCategory::parse(&cars).expect("cars")).await.expect("category");
    items::categorise(&mut tx, &all.people.dana, NOW, CAR, None, Some("CARS")).await.expect("categorised");
    tx.commit().await.expect("commit");
    all
}

fn look(finding: &str, answers: &[&str]) -> LookForm {
    let there = finding != "not seen";
    let questions = ["Do the lights work?", "Kilometres"];
    LookForm {
        checked_on: "2019-12-12".into(),
        finding: finding.into(),
        condition: if there { "good".into() } else { String::new() },
        note: if there { String::new() } else { "On patrol".into() },
        answers: questions
            .iter()
            .zip(answers)
            .map(|(question, answer)| AnswerFields { question: (*question).into(), answer: (*answer).into() })
            .collect(),
        ..Default::default()
    }
}

async fn record(tx: &mut Tx, viewer: &Viewer, visit: &str, target: &Target, form: &LookForm) -> String {
    let thing = match visits::to_look(tx, viewer, visit, target).await {
        Ok(thing) => thing,
        Err(error) => return told(Err::<(), _>(error)),
    };
    let asked = if matches!(target, Target::Row(_)) { thing.asked.as_slice() } else { &[] };
    match NewLook::parse(form, thing.expected, thing.joint, asked, NOW.day()) {
        Ok(new) => told(visits::look(tx, viewer, NOW, visit, target, &new).await.map(drop)),
        Err(refusal) => told(Err::<(), _>(refusal.into())),
    }
}

async fn expected(tx: &mut Tx, viewer: &Viewer, visit: &str) -> Vec<(i64, String)> {
    let rows = visits::expected(tx, viewer, visit, &everything()).await.expect("expected").rows;
    rows.into_iter().map(|row| (row.id, row.tag)).collect()
}

fn row_of(expected: &[(i64, String)], tag: &str) -> Target {
    Target::Row(expected.iter().find(|(_, known)| known == tag).expect("expected").0)
}

both_databases!(a_visit_is_planned_looked_at_and_closed, async |db: Db| {
    let all = with_checklist(&db).await;
    let (people, dana) = (&all.people, &all.people.dana);
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for nobody in [&people.customs, &people.japan, &admin] {
        assert_eq!(plan(t, nobody, &form("V-1", "all")).await, "forbidden", "{}", nobody.login);
    }
    let nowhere = VisitForm { units: "IMT-XX".into(), ..form("V-1", "all") };
    assert_eq!(plan(t, dana, &nowhere).await, "units: There is no unit “IMT-XX”: correct the code");
    assert!(plan(t, dana, &form("V-1", "due")).await.starts_with("sample: Nothing is to be checked there"));
    assert_eq!(plan(t, dana, &form("V-1", "all")).await, "done");
    let rows = expected(t, dana, "V-1").await;
    assert!(rows.iter().any(|(_, tag)| tag == CAR) && rows.iter().any(|(_, tag)| tag == MONOCULARS));

    // Nothing is said of what was not looked at.
    let close = async |t: &mut Tx, who: &Viewer| told(visits::close(t, who, NOW, "V-1", 1, NOW.day()).await);
    assert!(close(t, dana).await.starts_with("Nobody has looked at anything yet"));
    let car = row_of(&rows, CAR);
    assert_eq!(record(t, &people.customs, "V-1", &car, &look("in use", &[])).await, "forbidden");
    assert_eq!(record(t, dana, "V-1", &car, &look("in use", &["yes"])).await, "done");
    let refused = close(t, dana).await;
    assert_eq!(refused, format!("The checklist of {CAR} is not filled in: fill it in, then close the visit"));
    assert_eq!(visits::without_answers(t, dana, "V-1").await.expect("named"), [CAR]);
    let answered = LookForm { km: "120".into(), ..look("in use", &["yes", "120"]) };
    assert_eq!(record(t, dana, "V-1", &car, &answered).await, "done");
    assert!(visits::without_answers(t, dana, "V-1").await.expect("named").is_empty());
    assert_eq!(
        told(visits::cancel(t, dana, NOW, "V-1", 1, "Snow").await),
        "Something was looked at already: close the visit instead"
    );
    assert_eq!(
        told(visits::find_unlisted(t, dana, NOW, "V-1", "IMT-TER", " ").await),
        "words: Say what was found, with the number that stands on it"
    );
    visits::find_unlisted(t, dana, NOW, "V-1", "IMT-TER", "A generator without a tag").await.expect("written down");
    let missing = visits::close(t, dana, NOW, "V-1", 1, NOW.day()).await.expect("closed");
    assert_eq!(usize::try_from(missing).ok(), Some(rows.len() - 1));
    assert!(close(t, dana).await.starts_with("This visit is closed"));
    assert!(record(t, dana, "V-1", &car, &answered).await.starts_with("This visit is closed"));

    let shown = visits::show(t, dana, "V-1").await.expect("shown");
    let counts = (shown.row.expected, shown.row.looked, shown.row.missing);
    assert_eq!(counts, (rows.len() as i64, rows.len() as i64, rows.len() as i64 - 1));
    assert_eq!(
        (shown.row.state, shown.unexpected.len(), shown.team.as_deref()),
        (VisitState::Closed, 1, Some("Dana\nRustam"))
    );
    let there = visits::expected(t, dana, "V-1", &asked(&[("found", "seen")])).await.expect("list").rows;
    assert_eq!(there.iter().map(|row| row.tag.as_str()).collect::<Vec<_>>(), [CAR]);
    let gone = visits::expected(t, dana, "V-1", &asked(&[("found", "missing")])).await.expect("list").rows;
    assert!(gone.iter().all(|row| row.found.is_some_and(|found| found.missing && found.finding == Finding::NotSeen)));
    // The check of the car stands on its own page, and puts off when it is due.
    let due = checks::list(t, dana, NOW, &asked(&[("category", "CARS")])).await.expect("list").rows;
    assert_eq!(due[0].due_on.to_string(), "2020-12-12");
    assert_eq!(
        visits::last_of_unit(t, dana, "IMT-TER").await.expect("last").map(|(code, _)| code).as_deref(),
        Some("V-1")
    );
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_donor_reads_the_visits_that_its_embassy_joins_and_what_it_paid_for, async |db: Db| {
    let all = with_checklist(&db).await;
    let (people, dana) = (&all.people, &all.people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for (code, donor) in [("V-JAPAN", "JP"), ("V-USA", "US"), ("V-ALONE", "")] {
        assert_eq!(plan(t, dana, &VisitForm { donor: donor.into(), ..form(code, "all") }).await, "done");
    }
    let codes = async |t: &mut Tx, who: &Viewer| {
        let rows = visits::list(t, who, &everything()).await.expect("list").rows;
        let mut codes: Vec<String> = rows.into_iter().map(|row| row.code).collect();
        codes.sort();
        codes
    };
    assert_eq!(codes(t, dana).await, ["V-ALONE", "V-JAPAN", "V-USA"]);
    assert_eq!(
        (codes(t, &people.japan).await, codes(t, &people.usa).await),
        (vec!["V-JAPAN".into()], vec!["V-USA".into()])
    );
    assert_eq!(told(visits::list(t, &people.customs, &everything()).await), "forbidden");
    for (who, visit) in [(&people.japan, "V-USA"), (&people.usa, "V-ALONE"), (&people.usa, "V-NONE")] {
        assert_eq!(told(visits::show(t, who, visit).await.map(drop)), "not found");
        assert_eq!(told(visits::expected(t, who, visit, &everything()).await.map(drop)), "not found");
    }
    // The monoculars are Japan's alone: the other donor does not even learn how many things are expected.
    let japan = visits::show(t, &people.japan, "V-JAPAN").await.expect("shown");
    let usa = visits::show(t, &people.usa, "V-USA").await.expect("shown");
    let staff = visits::show(t, dana, "V-USA").await.expect("shown");
    assert!(usa.row.expected < staff.row.expected && usa.row.expected == 2, "{:?}", usa.row);
    assert_eq!((japan.team, japan.note, japan.reason), (None, None, None));
    assert_eq!(
        japan.units.iter().map(|unit| unit.label.as_str()).collect::<Vec<_>>(),
        ["BLO at the UZ–KG border", "IMT Termez"]
    );
    let rows = visits::expected(t, &people.usa, "V-USA", &everything()).await.expect("list").rows;
    let tags: Vec<&str> = rows.iter().map(|row| row.tag.as_str()).collect();
    assert!(tags.len() == 2 && tags.contains(&CAR) && !tags.contains(&MONOCULARS), "{tags:?}");
});

both_databases!(a_sample_is_drawn_by_lot_and_the_same_seed_draws_it_again, async |db: Db| {
    let all = with_checklist(&db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let drawn = |code: &str, seed: &str| VisitForm { size: "1".into(), seed: seed.into(), ..form(code, "random") };
    let mut tags = Vec::new();
    for (code, seed) in [("V-1", "7"), ("V-2", "7"), ("V-3", "")] {
        assert_eq!(plan(t, dana, &drawn(code, seed)).await, "done");
        tags.push(expected(t, dana, code).await.into_iter().map(|(_, tag)| tag).collect::<Vec<_>>());
    }
    assert_eq!((tags[0].len(), &tags[0]), (1, &tags[1]));
    assert_eq!(visits::show(t, dana, "V-3").await.expect("shown").drawn, Some((1, 11)), "the seed is written down");
    assert_eq!(
        plan(t, dana, &drawn("V-1", "7")).await,
        "code: There is already a visit with this code: choose another"
    );
});

both_databases!(a_visit_is_put_right_or_cancelled_before_it_is_held, async |db: Db| {
    let all = with_checklist(&db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(plan(t, dana, &form("V-1", "all")).await, "done");
    let about =
        About::parse(&VisitForm { title: "Termez".into(), donor: "US".into(), ..form("V-1", "all") }).expect("about");
    visits::update(t, dana, NOW, "V-1", 1, &about).await.expect("put right");
    assert!(told(visits::update(t, dana, NOW, "V-1", 1, &about).await).starts_with("Changed meanwhile"));
    let shown = visits::show(t, dana, "V-1").await.expect("shown");
    assert_eq!((shown.row.title.as_str(), shown.row.donor.map(|(code, _)| code)), ("Termez", Some("US".into())));
    // A thing that turns up where nobody expected it.
    assert_eq!(
        record(t, dana, "V-1", &Target::Unexpected("IMT-999999".into()), &look("in use", &[])).await.split(':').next(),
        Some("tag")
    );
    let later = NOW.plus_seconds(3 * 86_400);
    let late = store::tasks::list(t, dana, later, &asked(&[("kind", "visit")])).await.expect("tasks").page.rows;
    assert_eq!(late.iter().map(|task| task.subject.as_str()).collect::<Vec<_>>(), ["V-1"]);
    assert_eq!(told(visits::cancel(t, dana, NOW, "V-1", 2, " ").await), "reason: Say why it is not held");
    visits::cancel(t, dana, NOW, "V-1", 2, "The road is closed").await.expect("cancelled");
    assert!(told(visits::update(t, dana, NOW, "V-1", 3, &about).await).starts_with("This visit was cancelled"));
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
