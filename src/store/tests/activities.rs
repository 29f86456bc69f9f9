//! Recording activities, and who reads them.

use crate::programme::programme;
use crate::support::{NOW, person};
use domain::{
    Refusal, Role,
    activity::{ActivityKind, ActivityState, BelongsTo, Named, NewActivity, NewState, Numbers, Participation, Sex},
    change::Entity,
    source::SourceChoice,
};
use store::{
    Error, Tx, activities, changes, components,
    list::Asked,
    search::{Kind, Noun},
};

both_databases!(risk_assessment_for_the_termez_team, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let activity = termez(&mut tx).await;
    let refused = activities::create(&mut tx, &aziz, NOW, &activity).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    activities::create(&mut tx, &dana, NOW, &activity).await.expect("activity");

    let shown = activities::show(&mut tx, &dana, "RISK-2019").await.expect("shown");
    assert_eq!(shown.activity.dates().as_deref(), Some("15 Apr 2019 to 17 Apr 2019"));
    assert_eq!(shown.activity.belongs_to.as_ref().map(|b| b.label()).as_deref(), Some("IMT · Phase I"));
    assert_eq!(shown.numbers.participations, Some(25));
    assert_eq!((shown.count(Sex::Female), shown.count(Sex::Male), shown.count(Sex::NotRecorded)), (4, 15, 0));
    let first = &shown.rows[0];
    assert_eq!(first.agency.as_ref().map(|a| a.name.as_str()), Some("State Security Service"));
    assert_eq!(first.unit.as_ref().and_then(|u| u.code.as_deref()), Some("IMT-TER"));
    assert_eq!(shown.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["IMT Termez"]);
    assert_eq!(shown.version, 1);
    let history = changes::of(&mut tx, &dana, Entity::Activity, "RISK-2019").await.expect("history");
    assert!(history[0].body.contains("\"count\":15"), "{}", history[0].body);
});

both_databases!(nineteen_participants_in_september_2016, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let activity = psychoactive(&mut tx).await;
    activities::create(&mut tx, &dana, NOW, &activity).await.expect("activity");

    for stranger in [&malika, &japan] {
        assert!(not_found(activities::show(&mut tx, stranger, "NPS-2016").await), "{}", stranger.login);
        assert!(
            activities::list(&mut tx, stranger, &crate::support::everything()).await.expect("list").rows.is_empty(),
            "{}",
            stranger.login
        );
    }
    for viewer in [&dana, &aziz, &states] {
        let row = &activities::list(&mut tx, viewer, &crate::support::everything()).await.expect("list").rows[0];
        assert_eq!((row.dates().as_deref(), row.participations), (Some("Sep 2016"), Some(19)), "{}", viewer.login);
        assert_eq!(row.starts_on.and_then(|date| date.day()), None, "no day is invented");
        let named: Vec<&str> = row.agencies.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(
            named,
            ["Border Troops of the State Security Service", "State Customs Committee", "National Security Service"]
        );
    }
    let staff = activities::show(&mut tx, &dana, "NPS-2016").await.expect("staff");
    assert_eq!(staff.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["BLO Oybek", "BLO Sariosiyo"]);
    assert_eq!(staff.countries, ["RU", "UZ"]);
    assert_eq!(staff.source.as_ref().map(|(title, _)| title.as_str()), Some("UNODC ROCA, news of 10 December 2019"));
    assert_eq!(staff.rows.len(), 2);

    let donor = activities::show(&mut tx, &states, "NPS-2016").await.expect("donor");
    let sent = format!("{donor:?}");
    assert!(!["Oybek", "Sariosiyo", "BLO-OYB", "BLO-SAR"].iter().any(|post| sent.contains(post)), "{sent}");
    assert_eq!(donor.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["BLO at the UZ–TJ border"]);
    assert_eq!(donor.rows.iter().map(|a| a.count).collect::<Vec<_>>(), [10], "two posts read as one border");
    assert_eq!(donor.activity.place.as_deref(), Some("Higher Military Customs Institute, Tashkent"));
});

both_databases!(where_a_post_is_stands_in_no_place_that_a_donor_reads, async |db| {
    let dana = programme(&db).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let inside = NewActivity { place: Some("The post of oybek".into()), ..psychoactive(&mut tx).await };
    activities::create(&mut tx, &dana, NOW, &inside).await.expect("activity");
    for (viewer, place, found) in [(&dana, Some("The post of oybek"), 1), (&states, None, 0)] {
        let everything = crate::support::everything();
        let row = &activities::list(&mut tx, viewer, &everything).await.expect("list").rows[0];
        assert_eq!(row.place.as_deref(), place, "{}", viewer.login);
        let shown = activities::show(&mut tx, viewer, "NPS-2016").await.expect("shown");
        assert_eq!(shown.activity.place.as_deref(), place, "{}", viewer.login);
        let narrowed = crate::support::asked(&[("q", "oybek")]);
        assert_eq!(
            activities::list(&mut tx, viewer, &narrowed).await.expect("list").rows.len(),
            found,
            "{}",
            viewer.login
        );
        let answer = store::search::search(&mut tx, viewer, "oybek").await.expect("searched").expect("a word");
        let activities = answer.kinds.iter().filter(|hits| hits.kind == Kind::Other(Noun::Activity));
        assert_eq!(activities.count(), found, "{}", viewer.login);
    }
});

both_databases!(an_officer_whose_agency_is_only_counted_sees_the_activity, async |db| {
    let dana = programme(&db).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let activity = termez(&mut tx).await;
    activities::create(&mut tx, &dana, NOW, &activity).await.expect("activity");
    assert!(not_found(activities::show(&mut tx, &aziz, "RISK-2019").await));
    assert_eq!(activities::show(&mut tx, &malika, "RISK-2019").await.expect("own").activity.code, "RISK-2019");
    assert!(not_found(activities::show(&mut tx, &dana, "").await));
});

both_databases!(what_cannot_be_recorded_stands_under_its_field, async |db| {
    let dana = programme(&db).await;
    for (expected, spoil) in [
        ("participation[1][agency]", (|c| c.rows[1].agency_code = Some("XYZ".into())) as fn(&mut NewActivity)),
        ("participation[0][unit]", |c| c.rows[0].unit_code = Some("IMT-XX".into())),
        ("belongs_to", |c| c.belongs_to = Some(BelongsTo::Phase(999))),
        ("belongs_to", |c| c.belongs_to = Some(BelongsTo::Component("XYZ".into()))),
        ("state", |c| c.state = None),
        ("code", |_| {}),
    ] {
        let mut tx = db.write().await.expect("write");
        let mut activity = termez(&mut tx).await;
        activities::create(&mut tx, &dana, NOW, &activity).await.expect("the first");
        if expected != "code" {
            activity.code = "RISK-2020".into();
        }
        spoil(&mut activity);
        let refused = activities::create(&mut tx, &dana, NOW, &activity).await;
        let Err(Error::Refused(Refusal::Invalid(errors))) = refused else { panic!("{expected} was accepted") };
        assert_eq!(errors[0].field, expected);
    }
});

both_databases!(two_people_correct_the_same_activity, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let mut activity = termez(&mut tx).await;
    activities::create(&mut tx, &dana, NOW, &activity).await.expect("activity");
    activity.numbers.participations = Some(24);
    activity.rows.truncate(1);
    let refused = activities::update(&mut tx, &aziz, NOW, "RISK-2019", 1, &activity).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    assert!(not_found(activities::update(&mut tx, &dana, NOW, "RISK-2031", 1, &activity).await));
    activities::update(&mut tx, &dana, NOW, "RISK-2019", 1, &activity).await.expect("the first");

    let mut stale = activity.clone();
    stale.numbers.participations = Some(30);
    let refused = activities::update(&mut tx, &dana, NOW, "RISK-2019", 1, &stale).await;
    let Err(Error::Refused(Refusal::Conflict(words))) = refused else { panic!("overwritten") };
    assert!(words.contains("dana (test)"), "{words}");
    stale.code = "RISK-2020".into();
    assert!(matches!(
        activities::update(&mut tx, &dana, NOW, "RISK-2019", 2, &stale).await,
        Err(Error::Refused(Refusal::Invalid(_)))
    ));
    let shown = activities::show(&mut tx, &dana, "RISK-2019").await.expect("shown");
    assert_eq!((shown.numbers.participations, shown.rows.len(), shown.version), (Some(24), 1, 2));
});

async fn termez(tx: &mut Tx) -> NewActivity {
    let row = |row, agency: &str, sex, count| Participation {
        row,
        agency_code: Some(agency.into()),
        unit_code: Some("IMT-TER".into()),
        sex,
        count,
    };
    NewActivity {
        starts_on: "2019-04-15".parse().ok(),
        ends_on: "2019-04-17".parse().ok(),
        place: Some("Termez".into()),
        organisers: vec!["UNODC".into()],
        numbers: Numbers { participations: Some(25), ..Numbers::default() },
        belongs_to: Some(BelongsTo::Phase(components::phase_id(tx, "IMT", 1).await.expect("phase"))),
        rows: vec![row(0, "SSS", Sex::Female, 4), row(1, "MIA", Sex::Male, 15)],
        ..NewActivity::held(ActivityKind::Training, "RISK-2019", "Risk assessment for the Termez team")
    }
}

async fn psychoactive(tx: &mut Tx) -> NewActivity {
    let row = |row, unit: &str, count| Participation {
        row,
        agency_code: Some("SCC".into()),
        unit_code: Some(unit.into()),
        sex: Sex::NotRecorded,
        count,
    };
    NewActivity {
        starts_on: "2016-09".parse().ok(),
        place: Some("Higher Military Customs Institute, Tashkent".into()),
        numbers: Numbers { participations: Some(19), ..Numbers::default() },
        belongs_to: Some(BelongsTo::Phase(components::phase_id(tx, "BLO", 1).await.expect("phase"))),
        rows: vec![row(0, "BLO-OYB", 6), row(1, "BLO-SAR", 4)],
        named: Named { agency_codes: vec!["BT".into(), "SSS".into()], unit_codes: vec!["BLO-OYB".into()] },
        countries: vec!["UZ".into(), "RU".into()],
        source: Some(SourceChoice::Known("news".into())),
        ..NewActivity::held(ActivityKind::Training, "NPS-2016", "New psychoactive substances")
    }
}

fn not_found<T>(answer: store::Result<T>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::NotFound)))
}

both_databases!(a_study_visit_without_a_date_is_planned_held_and_cancelled, async |db| {
    let dana = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let visit = NewActivity {
        state: Some(ActivityState::Planned),
        hosts: vec!["IR".into(), "ES".into()],
        others: vec!["civil society".into()],
        belongs_to: Some(BelongsTo::Component("IMT".into())),
        ..NewActivity::held(ActivityKind::StudyVisit, "V-1", "Planning of therapy")
    };
    activities::create(&mut tx, &dana, NOW, &visit).await.expect("visit");
    let training = termez(&mut tx).await;
    activities::create(&mut tx, &dana, NOW, &training).await.expect("training");
    let became = |state, reason: Option<&str>| NewState { state, stated_on: None, reason: reason.map(str::to_owned) };
    let held = became(ActivityState::Held, None);
    assert!(matches!(
        activities::change_state(&mut tx, &admin, NOW, "V-1", 1, &held).await,
        Err(Error::Refused(Refusal::Forbidden))
    ));
    activities::change_state(&mut tx, &dana, NOW, "V-1", 1, &held).await.expect("held");
    let without = became(ActivityState::Cancelled, None);
    let refused = activities::change_state(&mut tx, &dana, NOW, "V-1", 2, &without).await;
    let Err(Error::Refused(Refusal::Invalid(errors))) = refused else { panic!("accepted without a reason") };
    assert_eq!(errors[0].field, "reason");
    let stale =
        activities::change_state(&mut tx, &dana, NOW, "V-1", 1, &became(ActivityState::Planned, Some("No"))).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::Conflict(_)))));
    drop(tx);
    let mut tx = db.write().await.expect("write");
    activities::create(&mut tx, &dana, NOW, &visit).await.expect("visit");
    let training = termez(&mut tx).await;
    activities::create(&mut tx, &dana, NOW, &training).await.expect("training");
    activities::change_state(&mut tx, &dana, NOW, "V-1", 1, &held).await.expect("held");
    activities::change_state(&mut tx, &dana, NOW, "V-1", 2, &became(ActivityState::Cancelled, Some("Floods")))
        .await
        .expect("cancelled");
    let shown = activities::show(&mut tx, &dana, "V-1").await.expect("shown");
    assert_eq!((shown.activity.dates(), shown.numbers.participations), (None, None));
    let told: Vec<(&str, Option<&str>)> = shown.states.iter().map(|s| (s.state.word(), s.person.as_deref())).collect();
    assert_eq!(told, [("cancelled", Some("dana (test)")), ("held", Some("dana (test)")), ("planned", None)]);

    let asked =
        |name: &str, value: &str| Asked { filters: vec![(name.into(), value.into())], ..crate::support::everything() };
    for (name, value, codes) in [
        ("kind", "study visit", &["V-1"][..]),
        ("state", "held", &["RISK-2019"]),
        ("year", "unknown", &["V-1"]),
        ("year", "2019", &["RISK-2019"]),
        ("component", "IMT", &["RISK-2019", "V-1"]),
        ("agency", "MIA", &["RISK-2019"]),
    ] {
        let rows = activities::list(&mut tx, &dana, &asked(name, value)).await.expect("list").rows;
        assert_eq!(rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), codes, "{name} {value}");
    }
    let held = activities::held(&mut tx, &dana, &Asked::default()).await.expect("held");
    assert_eq!((held.activities, held.participations, held.silent), (1, 25, 0), "what is cancelled counts for nothing");
    assert_eq!((held.of_women, held.of_known_sex), (4, 19), "of six the list does not say it");
    let filters = activities::filters(&mut tx, &dana).await.expect("filters");
    assert_eq!(filters.years, ["2019", "unknown"]);
    assert_eq!((filters.agencies, filters.components), (vec!["MIA".to_owned(), "SSS".into()], vec!["IMT".to_owned()]));
});
