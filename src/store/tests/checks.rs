//! Checks: when each thing is due follows from its receipt, its checks, its category and its grants; what that adds up to.

use domain::{
    Role, Viewer,
    category::{CategoryForm, NewCategory},
    change::Entity,
    check::Method,
    item::Condition,
    verification::{Finding, NewVerification},
};
use store::{Db, Tx, categories, changes, checks, items, verifications, verify};

use crate::{
    custody::{self, CAR, MONOCULARS, handed_over, later, stolen, to_termez},
    support::{NOW, asked, person, told},
};

fn category(code: &str, parent: &str, first: &str, every: &str) -> NewCategory {
    let form = CategoryForm {
        code: code.into(),
        name: format!("Things of {code}"),
        parent: parent.into(),
        needs: "nothing".into(),
        check_first: first.into(),
        check_every: every.into(),
        ..Default::default()
    };
    NewCategory::parse(&form).expect("a category")
}

fn check(on: &str, seen: i64, method: Method) -> NewVerification {
    NewVerification {
        checked_on: on.parse().expect("a date"),
        finding: if seen > 0 { Finding::InUse } else { Finding::NotSeen },
        seen,
        condition: (seen > 0).then_some(Condition::Good),
        method,
        joint: false,
        note: (seen == 0).then(|| "Said to be on patrol".to_owned()),
    }
}

/// `IMT-000001 2020-06-11`, what was due first on top.
async fn due(tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]) -> Vec<String> {
    let page = checks::list(tx, viewer, NOW, &asked(pairs)).await.expect("list");
    page.rows.iter().map(|row| format!("{} {}", row.tag, row.due_on)).collect()
}

/// Vehicles every twelve months, cars among them first after six; the monoculars every six.
async fn kept(db: &Db) -> custody::Staffed {
    let all = handed_over(db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for new in
        [category("VEHICLES", "", "", "12"), category("CARS", "VEHICLES", "", ""), category("OPTICS", "", "", "6")]
    {
        categories::add(t, dana, NOW, &new).await.expect("category");
    }
    // Their lines were typed without one.
    for (code, tag) in [("CARS", CAR), ("OPTICS", MONOCULARS)] {
        for nobody in [&all.people.japan, &all.people.customs] {
            assert_eq!(told(items::categorise(t, nobody, NOW, tag, None, Some(code)).await), "forbidden");
        }
        items::categorise(t, dana, NOW, tag, None, Some(code)).await.expect("categorised");
    }
    let late = told(items::categorise(t, dana, NOW, CAR, None, Some("OPTICS")).await);
    assert!(late.starts_with("Somebody has put it into another category"), "{late}");
    assert!(
        told(items::categorise(t, dana, NOW, CAR, Some("CARS"), Some("CARS")).await).starts_with("category: It is in")
    );
    tx.commit().await.expect("commit");
    all
}

both_databases!(a_check_is_due_after_the_receipt_and_after_each_check, async |db: Db| {
    let all = kept(&db).await;
    let (dana, people) = (&all.people.dana, &all.people);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(due(t, dana, &[]).await, [format!("{MONOCULARS} 2020-06-11"), format!("{CAR} 2020-12-11")]);
    // An agency reads what it has, a donor what it paid for; the car both donors paid for.
    assert_eq!(due(t, &people.customs, &[]).await, [format!("{MONOCULARS} 2020-06-11")]);
    assert_eq!(due(t, &people.security, &[]).await, [format!("{CAR} 2020-12-11")]);
    assert_eq!(due(t, &people.usa, &[]).await, [format!("{CAR} 2020-12-11")]);

    verifications::record(t, dana, NOW, MONOCULARS, &check("2020-01-20", 3, Method::Seen)).await.expect("seen");
    assert_eq!(due(t, dana, &[("category", "OPTICS")]).await, [format!("{MONOCULARS} 2020-07-20")]);
    // What is only said, or was not seen, puts nothing off.
    verifications::record(t, dana, NOW, MONOCULARS, &check("2020-03-01", 4, Method::Call)).await.expect("said");
    verifications::record(t, dana, NOW, MONOCULARS, &check("2020-04-01", 0, Method::Seen)).await.expect("not seen");
    let page = checks::list(t, dana, NOW, &asked(&[("how", "call")])).await.expect("list");
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].seen.map(|(day, how)| (day.to_string(), how)), Some(("2020-03-01".into(), Method::Call)));
    assert_eq!(due(t, dana, &[("unit", "BLO-DUS")]).await, [format!("{MONOCULARS} 2020-07-20")]);

    // A wider category that says something else, and a grant that asks for more.
    let version = changes::version(t, dana, Entity::Category, "VEHICLES").await.expect("version");
    categories::update(t, dana, NOW, version, &category("VEHICLES", "", "3", "12")).await.expect("edited");
    assert_eq!(due(t, dana, &[("grant", "US-2020")]).await, [format!("{CAR} 2020-03-11")]);
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(told(checks::ask_more(t, nobody, NOW, "JP-2020", Some(2), "Article 4").await), "forbidden");
    }
    assert_eq!(
        told(checks::ask_more(t, dana, NOW, "JP-2020", Some(2), " ").await),
        "reason: Say where that is written"
    );
    checks::ask_more(t, dana, NOW, "JP-2020", Some(2), "Article 4").await.expect("asked");
    assert!(
        told(checks::ask_more(t, dana, NOW, "JP-2020", Some(2), "Again").await).starts_with("check_every: It says so")
    );
    assert_eq!(due(t, dana, &[]).await, [format!("{CAR} 2020-02-11"), format!("{MONOCULARS} 2020-03-20")]);
    let known = checks::asked_more(t, &people.japan, "JP-2020").await.expect("read by its donor").expect("asked");
    assert_eq!((known.every, known.reason.as_str()), (Some(2), "Article 4"));
    assert_eq!(told(checks::asked_more(t, &people.usa, "JP-2020").await.map(drop)), "not found");
    checks::ask_more(t, dana, NOW, "JP-2020", None, "Article 4 was deleted").await.expect("no more");
    assert_eq!(due(t, dana, &[]).await, [format!("{CAR} 2020-03-11"), format!("{MONOCULARS} 2020-07-20")]);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_is_not_with_a_unit_is_not_due, async |db: Db| {
    let all = kept(&db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    custody::nothing_is_wrong(t).await;
    store::custody::report_loss(t, &all.people.customs, later(9), MONOCULARS, &stolen(4, "2019-12-13"))
        .await
        .expect("stolen");
    assert_eq!(due(t, dana, &[]).await, [format!("{CAR} 2020-12-11")]);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_moves_is_due_where_it_is, async |db: Db| {
    let all = kept(&db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let customs = &all.people.customs;
    store::custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(4), "m1").await.expect("proposed");
    custody::say(t, &all.aziz, "m1", "receiving", "").await.expect("confirmed");
    assert_eq!(due(t, &all.people.dana, &[("unit", "IMT-TER")]).await.len(), 2);
    assert!(due(t, &all.people.dana, &[("unit", "BLO-DUS")]).await.is_empty());
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(shares_of_what_was_seen_and_of_what_is_overdue_are_kept_sums, async |db: Db| {
    let all = kept(&db).await;
    let nodira = person(&db, "nodira", Role::Coordinator, Some("UZ")).await;
    let (dana, people) = (&all.people.dana, &all.people);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let then = NOW.plus_seconds(200 * 86_400);
    assert_eq!(then.day().to_string(), "2020-06-29");
    verifications::record(t, dana, then, CAR, &check("2020-05", 1, Method::Photo)).await.expect("a photo");
    let standing = checks::standing(t, dana, then).await.expect("standing");
    assert_eq!((standing.held.items, standing.ruled.items, standing.overdue.items), (3, 2, 1), "{standing:?}");
    assert_eq!(standing.since.to_string(), "2019-06-01");
    let seen: Vec<(Method, i64)> = standing.seen.iter().map(|by| (by.method, by.sum.items)).collect();
    assert_eq!(seen, [(Method::Photo, 1)]);
    // Of the car the other donor reads its own part; the monoculars, which are overdue, are Japan's.
    let usa = checks::standing(t, &people.usa, then).await.expect("standing");
    assert_eq!((usa.held.items, usa.overdue.items, usa.seen_in_all()), (2, 0, 1));
    assert!(usa.held.value.0[0].minor < standing.held.value.0[0].minor);
    assert_eq!(told(checks::standing(t, &nodira, then).await.map(drop)), "forbidden");

    let units = checks::by_unit(t, dana, then).await.expect("units");
    let said: Vec<(String, i64, i64)> =
        units.iter().map(|row| (row.unit.label.clone(), row.overdue.items, row.ruled)).collect();
    assert_eq!(said, [("BLO Dustlik".to_owned(), 1, 1)]);
    let donor = checks::by_unit(t, &people.japan, then).await.expect("units");
    assert_eq!(donor[0].unit.label, "BLO at the UZ–KG border");
    let months = checks::by_month(t, dana, NOW).await.expect("months");
    let said: Vec<(String, i64)> = months.iter().map(|month| (month.month.to_string(), month.items)).collect();
    assert_eq!(said, [("2020-06".to_owned(), 1), ("2021-05".to_owned(), 1)]);
    let calendar = checks::calendar(t, &people.japan, NOW).await.expect("calendar");
    assert_eq!(
        calendar.iter().map(|(_, unit, _)| unit.as_str()).collect::<Vec<_>>(),
        ["BLO at the UZ–KG border", "IMT Termez"]
    );
    // A task for the unit, from the month after on.
    let july = NOW.plus_seconds(220 * 86_400);
    let tasks = store::tasks::list(t, dana, july, &asked(&[("kind", "check")])).await.expect("tasks").page.rows;
    assert_eq!(tasks.iter().map(|task| (task.subject.as_str(), task.number)).collect::<Vec<_>>(), [("BLO-DUS", 1)]);
    assert_eq!(due(t, dana, &[("state", "later")]).await.len(), 2);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nothing_is_checked_that_nobody_signed_for, async |db: Db| {
    let people = crate::chain::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    crate::chain::dispatch(t, &people).await;
    let refused = told(verifications::record(t, &people.dana, NOW, CAR, &check("2019-12-12", 1, Method::Seen)).await);
    assert!(refused.starts_with("Nobody has signed for it yet"), "{refused}");
});
