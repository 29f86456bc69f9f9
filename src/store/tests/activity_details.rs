//! What an activity showed, what came of it, what it cost, and which donors read it.

use domain::{
    Currency, Money, Role, Viewer,
    activity::{
        ActivityKind, ActivityState, NewActivity, NewDetails, NewFollowUp, NewFunding, NewSession, NewState, NewTest,
        Numbers, TestAverage,
    },
    change::Entity,
};
use store::{Db, Tx, activities, changes, verify};

use crate::{
    programme::programme,
    support::{NOW, everything, person, told},
};

const FORUM: &str = "F-2016";

async fn forum(db: &Db) -> Viewer {
    let dana = programme(db).await;
    let mut tx = db.write().await.expect("write");
    let new = NewActivity {
        starts_on: "2016-11-17".parse().ok(),
        ends_on: "2016-11-18".parse().ok(),
        numbers: Numbers { participations: Some(19), persons: Some(12), ..Numbers::default() },
        ..NewActivity::held(ActivityKind::Forum, FORUM, "Sixth Expert Forum")
    };
    activities::create(&mut tx, &dana, NOW, &new).await.expect("forum");
    tx.commit().await.expect("commit");
    dana
}

fn funding(minor: i64, shares: &[(&str, i64)], reason: Option<&str>) -> NewFunding {
    NewFunding {
        cost: Some(Money::new(minor, Currency::Usd)),
        shares: shares.iter().map(|(grant, ppm)| ((*grant).to_owned(), *ppm)).collect(),
        reason: reason.map(str::to_owned),
    }
}

async fn codes(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let rows = activities::list(tx, viewer, &everything()).await.expect("list").rows;
    rows.into_iter().map(|row| row.code).collect()
}

both_databases!(a_donor_reads_its_own_part_of_the_cost_and_nobody_elses, async |db: Db| {
    let dana = forum(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(activities::show(&mut tx, &japan, FORUM).await), "not found");
    let thirds = [("JP-2016", 333_333), ("US-2015", 666_667)];
    let refused = activities::fund(&mut tx, &japan, NOW, FORUM, 1, &funding(10_000, &thirds, None)).await;
    assert_eq!(told(refused), "forbidden");
    activities::fund(&mut tx, &dana, NOW, FORUM, 1, &funding(10_000, &thirds, None)).await.expect("funding");

    let whole = &activities::show(&mut tx, &dana, FORUM).await.expect("staff").funding[0];
    let minor: Vec<i64> = whole.parts.iter().filter_map(|part| part.value).map(|value| value.minor).collect();
    assert_eq!((minor.iter().sum::<i64>(), whole.co_funded), (10_000, false), "a split loses nothing");
    let own = &activities::show(&mut tx, &japan, FORUM).await.expect("japan").funding[0];
    assert_eq!((own.cost, own.co_funded, own.recorded.clone()), (None, true, None));
    let told_of: Vec<(&str, i64)> = own.parts.iter().map(|part| (part.grant.as_str(), part.ppm)).collect();
    assert_eq!(told_of, [("JP-2016", 333_333)]);
    assert_eq!(codes(&mut tx, &states).await, [FORUM]);
    assert_eq!(told(activities::show(&mut tx, &aziz, FORUM).await), "not found");

    let body = changes::of(&mut tx, &dana, Entity::Activity, FORUM).await.expect("history").remove(0).body;
    for part in [
        r#""grant":"JP-2016","ppm":333333"#,
        r#""value_minor":"3333""#,
        r#""value_minor":"6667""#,
        r#""cost_minor":"10000""#,
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }

    // The newest fact stands: who pays no longer reads no longer.
    let alone = funding(9_000, &[("US-2015", 1_000_000)], None);
    let refused = activities::fund(&mut tx, &dana, NOW, FORUM, 2, &alone).await;
    assert_eq!(told(refused), "reason: Say why it is other than before");
    drop(tx);
    let mut tx = db.write().await.expect("write");
    activities::fund(&mut tx, &dana, NOW, FORUM, 1, &funding(10_000, &thirds, None)).await.expect("funding");
    let alone = NewFunding { reason: Some("Billed to one grant".into()), ..alone };
    activities::fund(&mut tx, &dana, NOW, FORUM, 2, &alone).await.expect("funding");
    assert_eq!(told(activities::show(&mut tx, &japan, FORUM).await), "not found");
    assert!(codes(&mut tx, &japan).await.is_empty());
    let paid = &activities::show(&mut tx, &states, FORUM).await.expect("states").funding;
    assert_eq!((paid.len(), paid[0].cost.map(|cost| cost.minor)), (1, Some(9_000)), "earlier facts are for staff");
    assert_eq!(activities::show(&mut tx, &dana, FORUM).await.expect("staff").funding.len(), 2);
    let unknown = NewFunding { shares: vec![("XX-1".into(), 1_000_000)], ..alone };
    assert!(told(activities::fund(&mut tx, &dana, NOW, FORUM, 3, &unknown).await).starts_with("shares[0][grant]: "));
});

both_databases!(what_is_shared_is_read_until_it_is_shared_no_longer, async |db: Db| {
    let dana = forum(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    activities::share(&mut tx, &dana, NOW, FORUM, 1, "JP").await.expect("shared");
    let shown = activities::show(&mut tx, &japan, FORUM).await.expect("shared");
    assert!(shown.funding.is_empty() && shown.shared_with.is_empty());
    assert_eq!(codes(&mut tx, &japan).await, [FORUM]);
    tx.commit().await.expect("commit");

    let mut tx = db.write().await.expect("write");
    assert_eq!(told(activities::share(&mut tx, &dana, NOW, FORUM, 2, "JP").await), "It is shared with JP already");
    drop(tx);
    let mut tx = db.write().await.expect("write");
    let silent = activities::end_share(&mut tx, &dana, NOW, FORUM, 2, "JP", " ").await;
    assert_eq!(told(silent), "reason: Say why it is shared no longer");
    activities::end_share(&mut tx, &dana, NOW, FORUM, 2, "JP", "Shared in error").await.expect("ended");
    assert_eq!(told(activities::show(&mut tx, &japan, FORUM).await), "not found");
    activities::share(&mut tx, &dana, NOW, FORUM, 3, "JP").await.expect("shared again");
    assert_eq!(activities::show(&mut tx, &dana, FORUM).await.expect("staff").shared_with.len(), 2);
    assert!(verify::verify(&mut tx).await.expect("verify").is_ok());
});

both_databases!(a_test_before_and_after_sessions_and_what_came_of_it, async |db: Db| {
    let dana = forum(&db).await;
    let mut tx = db.write().await.expect("write");
    let session = |title: &str, participations| NewSession { title: title.into(), held_on: None, participations };
    let measured = |average, tested| Some(TestAverage { average, tested: Some(tested) });
    let test =
        NewTest { title: "Twenty questions".into(), out_of: 20, before: measured(950, 12), after: measured(1_625, 11) };
    let details = NewDetails {
        sessions: vec![session("Precursors", Some(12)), session("The Internet", Some(7))],
        test: Some(test.clone()),
        qualifies_for: vec!["chemical detectors".into()],
    };
    activities::update_details(&mut tx, &dana, NOW, FORUM, 1, &details).await.expect("details");
    let shown = activities::show(&mut tx, &dana, FORUM).await.expect("shown");
    assert_eq!(
        (shown.sessions, shown.test, shown.qualifies_for),
        (details.sessions.clone(), Some(test.clone()), details.qualifies_for.clone())
    );
    tx.commit().await.expect("commit");

    for (spoil, expected) in [
        (
            NewDetails { test: Some(NewTest { after: measured(1_625, 13), ..test.clone() }), ..details.clone() },
            "after_tested: 12 took part",
        ),
        (
            NewDetails { sessions: vec![session("Precursors", Some(20))], ..details.clone() },
            "sessions[0][participations]: The sessions add up to 20 participations; 19 are stated for the activity",
        ),
    ] {
        let mut tx = db.write().await.expect("write");
        assert_eq!(told(activities::update_details(&mut tx, &dana, NOW, FORUM, 2, &spoil).await), expected);
    }
    let mut tx = db.write().await.expect("write");
    let found = NewFollowUp {
        done_on: "2017-05".parse().expect("month"),
        asked: Some(10),
        applying: Some(8),
        finding: "The kit is used daily".into(),
    };
    let tomorrow = NewFollowUp { done_on: "2031".parse().expect("year"), ..found.clone() };
    assert_eq!(
        told(activities::follow_up(&mut tx, &dana, NOW, FORUM, 2, &tomorrow).await),
        "done_on: This day has yet to come"
    );
    activities::follow_up(&mut tx, &dana, NOW, FORUM, 2, &found).await.expect("followed up");
    let shown = activities::show(&mut tx, &dana, FORUM).await.expect("shown");
    assert_eq!((shown.follow_ups.len(), shown.follow_ups[0].applying, shown.version), (1, Some(8), 3));
    assert!(verify::verify(&mut tx).await.expect("verify").is_ok());
});

both_databases!(no_fewer_take_part_than_came_to_its_sessions_and_were_tested, async |db: Db| {
    let dana = forum(&db).await;
    let mut tx = db.write().await.expect("write");
    let session = NewSession { title: "Precursors".into(), held_on: None, participations: Some(12) };
    let test = NewTest {
        title: "Twenty questions".into(),
        out_of: 20,
        before: Some(TestAverage { average: 950, tested: Some(11) }),
        after: None,
    };
    let details = NewDetails { sessions: vec![session], test: Some(test), qualifies_for: Vec::new() };
    activities::update_details(&mut tx, &dana, NOW, FORUM, 1, &details).await.expect("details");
    tx.commit().await.expect("commit");
    for (participations, persons, expected) in [
        (Some(11), None, "participations: Its sessions add up to 12 participations: correct them first"),
        (Some(19), Some(10), "persons: Its test was taken by 11: correct that first"),
        (None, Some(10), "persons: Its test was taken by 11: correct that first"),
        (Some(12), Some(11), "done"),
        (None, None, "done"),
    ] {
        let mut tx = db.write().await.expect("write");
        let numbers = Numbers { participations, persons, ..Numbers::default() };
        let fewer = NewActivity { numbers, ..NewActivity::held(ActivityKind::Forum, FORUM, "Sixth Expert Forum") };
        assert_eq!(told(activities::update(&mut tx, &dana, NOW, FORUM, 2, &fewer).await), expected);
    }
});

both_databases!(nothing_came_of_what_was_not_held, async |db: Db| {
    let dana = forum(&db).await;
    let mut tx = db.write().await.expect("write");
    let cancelled =
        NewState { state: ActivityState::Cancelled, stated_on: None, reason: Some("Snow on the pass".into()) };
    activities::change_state(&mut tx, &dana, NOW, FORUM, 1, &cancelled).await.expect("cancelled");
    let found = NewFollowUp {
        done_on: "2017-05".parse().expect("month"),
        asked: None,
        applying: None,
        finding: "The kit is used daily".into(),
    };
    assert_eq!(
        told(activities::follow_up(&mut tx, &dana, NOW, FORUM, 2, &found).await),
        "It is recorded as cancelled: nothing can have come of it"
    );
});
