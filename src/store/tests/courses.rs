//! Recording courses, and who reads them.

use crate::programme::programme;
use crate::support::{NOW, person};
use domain::{
    Refusal, Role,
    change::Entity,
    course::{Attendance, NewCourse, Sex},
};
use store::{
    Error, Tx, changes, components,
    courses::{self, NewCourseExtras},
};

both_databases!(risk_assessment_for_the_termez_team, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let course = termez(&mut tx).await;
    let refused = courses::create(&mut tx, &aziz, NOW, &course).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    courses::create(&mut tx, &dana, NOW, &course).await.expect("course");

    let shown = courses::show(&mut tx, &dana, "RISK-2019").await.expect("shown");
    assert_eq!(shown.course.dates(), "15 Apr 2019 to 17 Apr 2019");
    assert_eq!(shown.course.phase.as_ref().map(|p| p.label.as_str()), Some("IMT · Phase I"));
    assert_eq!(shown.course.participants, Some(25));
    assert_eq!((shown.count(Sex::Female), shown.count(Sex::Male), shown.count(Sex::NotRecorded)), (4, 15, 0));
    let first = &shown.attendance[0];
    assert_eq!(first.agency.as_ref().map(|a| a.name.as_str()), Some("State Security Service"));
    assert_eq!(first.unit.as_ref().and_then(|u| u.code.as_deref()), Some("IMT-TER"));
    assert_eq!(shown.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["IMT Termez"]);
    assert_eq!(shown.version, 1);
    let history = changes::of(&mut tx, &dana, Entity::Course, "RISK-2019").await.expect("history");
    assert!(history[0].body.contains("\"count\":15"), "{}", history[0].body);
});

both_databases!(nineteen_participants_in_september_2016, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let (course, extras) = psychoactive(&mut tx).await;
    courses::create_with(&mut tx, &dana, NOW, &course, &extras).await.expect("course");

    for stranger in [&malika, &japan] {
        assert!(not_found(courses::show(&mut tx, stranger, "NPS-2016").await), "{}", stranger.login);
        assert!(
            courses::list(&mut tx, stranger, &crate::support::everything()).await.expect("list").rows.is_empty(),
            "{}",
            stranger.login
        );
    }
    for viewer in [&dana, &aziz, &states] {
        let row = &courses::list(&mut tx, viewer, &crate::support::everything()).await.expect("list").rows[0];
        assert_eq!((row.dates().as_str(), row.participants), ("Sep 2016", Some(19)), "{}", viewer.login);
        assert_eq!(row.starts_on.day(), None, "no day is invented");
        let named: Vec<&str> = row.agencies.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(
            named,
            ["Border Troops of the State Security Service", "State Customs Committee", "National Security Service"]
        );
    }
    let staff = courses::show(&mut tx, &dana, "NPS-2016").await.expect("staff");
    assert_eq!(staff.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["BLO Oybek", "BLO Sariosiyo"]);
    assert_eq!(staff.countries, ["RU", "UZ"]);
    assert_eq!(staff.source.as_deref(), Some("UNODC ROCA, news of 10 December 2019"));
    assert_eq!(staff.attendance.len(), 2);

    let donor = courses::show(&mut tx, &states, "NPS-2016").await.expect("donor");
    let sent = format!("{donor:?}");
    assert!(!["Oybek", "Sariosiyo", "BLO-OYB", "BLO-SAR"].iter().any(|post| sent.contains(post)), "{sent}");
    assert_eq!(donor.units.iter().map(|u| u.label.as_str()).collect::<Vec<_>>(), ["BLO at the UZ–TJ border"]);
    assert_eq!(donor.attendance.iter().map(|a| a.count).collect::<Vec<_>>(), [10], "two posts read as one border");
});

both_databases!(an_officer_whose_agency_is_only_counted_sees_the_course, async |db| {
    let dana = programme(&db).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let course = termez(&mut tx).await;
    courses::create(&mut tx, &dana, NOW, &course).await.expect("course");
    assert!(not_found(courses::show(&mut tx, &aziz, "RISK-2019").await));
    assert_eq!(courses::show(&mut tx, &malika, "RISK-2019").await.expect("own").course.code, "RISK-2019");
    assert!(not_found(courses::show(&mut tx, &dana, "").await));
});

both_databases!(what_cannot_be_recorded_stands_under_its_field, async |db| {
    let dana = programme(&db).await;
    for (expected, spoil) in [
        ("attendance[1][agency]", (|c| c.attendance[1].agency_code = Some("XYZ".into())) as fn(&mut NewCourse)),
        ("attendance[0][unit]", |c| c.attendance[0].unit_code = Some("IMT-XX".into())),
        ("phase", |c| c.phase_id = Some(999)),
        ("code", |_| {}),
    ] {
        let mut tx = db.write().await.expect("write");
        let mut course = termez(&mut tx).await;
        courses::create(&mut tx, &dana, NOW, &course).await.expect("the first");
        if expected != "code" {
            course.code = "RISK-2020".into();
        }
        spoil(&mut course);
        let refused = courses::create(&mut tx, &dana, NOW, &course).await;
        let Err(Error::Refused(Refusal::Invalid(errors))) = refused else { panic!("{expected} was accepted") };
        assert_eq!(errors[0].field, expected);
    }
});

both_databases!(two_people_correct_the_same_course, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let mut course = termez(&mut tx).await;
    courses::create(&mut tx, &dana, NOW, &course).await.expect("course");
    course.participants = Some(24);
    course.attendance.truncate(1);
    let refused = courses::update(&mut tx, &aziz, NOW, "RISK-2019", 1, &course).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    assert!(not_found(courses::update(&mut tx, &dana, NOW, "RISK-2031", 1, &course).await));
    courses::update(&mut tx, &dana, NOW, "RISK-2019", 1, &course).await.expect("the first");

    let mut stale = course.clone();
    stale.participants = Some(30);
    let refused = courses::update(&mut tx, &dana, NOW, "RISK-2019", 1, &stale).await;
    let Err(Error::Refused(Refusal::Conflict(words))) = refused else { panic!("overwritten") };
    assert!(words.contains("dana (test)"), "{words}");
    stale.code = "RISK-2020".into();
    assert!(matches!(
        courses::update(&mut tx, &dana, NOW, "RISK-2019", 2, &stale).await,
        Err(Error::Refused(Refusal::Invalid(_)))
    ));
    let shown = courses::show(&mut tx, &dana, "RISK-2019").await.expect("shown");
    assert_eq!((shown.course.participants, shown.attendance.len(), shown.version), (Some(24), 1, 2));
});

async fn termez(tx: &mut Tx) -> NewCourse {
    let row = |row, agency: &str, sex, count| Attendance {
        row,
        agency_code: Some(agency.into()),
        unit_code: Some("IMT-TER".into()),
        sex,
        count,
    };
    NewCourse {
        code: "RISK-2019".into(),
        title: "Risk assessment for the Termez team".into(),
        starts_on: "2019-04-15".parse().expect("date"),
        ends_on: "2019-04-17".parse().ok(),
        place: Some("Termez".into()),
        organisers: Some("UNODC".into()),
        trainers: None,
        participants: Some(25),
        phase_id: Some(components::phase_id(tx, "IMT", 1).await.expect("phase")),
        attendance: vec![row(0, "SSS", Sex::Female, 4), row(1, "MIA", Sex::Male, 15)],
    }
}

async fn psychoactive(tx: &mut Tx) -> (NewCourse, NewCourseExtras) {
    let row = |row, unit: &str, count| Attendance {
        row,
        agency_code: Some("SCC".into()),
        unit_code: Some(unit.into()),
        sex: Sex::NotRecorded,
        count,
    };
    let course = NewCourse {
        code: "NPS-2016".into(),
        title: "New psychoactive substances".into(),
        starts_on: "2016-09".parse().expect("date"),
        ends_on: None,
        place: Some("Higher Military Customs Institute, Tashkent".into()),
        organisers: None,
        trainers: None,
        participants: Some(19),
        phase_id: Some(components::phase_id(tx, "BLO", 1).await.expect("phase")),
        attendance: vec![row(0, "BLO-OYB", 6), row(1, "BLO-SAR", 4)],
    };
    let extras = NewCourseExtras {
        agency_codes: vec!["BT".into(), "SSS".into()],
        unit_codes: vec!["BLO-OYB".into()],
        countries: vec!["UZ".into(), "RU".into()],
        source_code: Some("news".into()),
    };
    (course, extras)
}

fn not_found<T>(answer: store::Result<T>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::NotFound)))
}
