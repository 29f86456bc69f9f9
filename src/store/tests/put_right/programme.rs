//! Components, phases, milestones, agencies, donors, activities, people.

use domain::{
    Role,
    activity::{ActivityForm, NewActivity, ParticipationRow},
    change::Entity,
    phase::{NewMilestone, NewPhase, Progress},
};
use store::{
    Db, Tx, activities,
    agencies::{self, NewAgency, NewAgencyName},
    changes, components,
};

use super::{clean, version};
use crate::{
    chain::programme,
    support::{NOW, person, told},
};

both_databases!(phases_and_milestones_are_put_right_and_progress_adds_up_over_time, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let read = components::phase_version(&mut tx, dana, "IMT", 2).await.expect("version");
    let phase = NewPhase {
        component_code: "IMT".into(),
        number: 2,
        note: Some("closed early".into()),
        planned_from: None,
        planned_until: None,
        actual_from: "2016-10".parse().ok(),
        actual_until: "2019-11".parse().ok(),
    };
    assert_eq!(told(components::update_phase(&mut tx, &people.customs, NOW, read, &phase).await), "forbidden");
    components::update_phase(&mut tx, dana, NOW, read, &phase).await.expect("closed");
    assert!(told(components::update_phase(&mut tx, dana, NOW, read, &phase).await).starts_with("Changed meanwhile"));
    let other = NewPhase { number: 9, ..phase };
    assert_eq!(told(components::update_phase(&mut tx, dana, NOW, 0, &other).await), "not found");
    let mut milestone = NewMilestone {
        component_code: "IMT".into(),
        phase: 2,
        title: "Seven teems".into(),
        due_on: None,
        met_on: None,
        target: Some(6),
        actual: None,
        evidence: None,
        source_code: None,
        counted: None,
        waits_for: None,
    };
    let id = components::add_milestone(&mut tx, dana, NOW, &milestone).await.expect("milestone");
    (milestone.title, milestone.target) = ("Seven teams".into(), Some(7));
    components::update_milestone(&mut tx, dana, NOW, id, 1, &milestone).await.expect("put right");
    assert!(told(components::update_milestone(&mut tx, dana, NOW, id, 1, &milestone).await).starts_with("Changed"));
    let so_far = |number, on: &str| Progress { number, counted_on: on.parse().expect("a date"), evidence: None };
    // Said later of an earlier day: the one counted last stands.
    components::record_progress(&mut tx, dana, NOW, id, 2, &so_far(5, "2019-10")).await.expect("five");
    components::record_progress(&mut tx, dana, NOW, id, 3, &so_far(3, "2018")).await.expect("three before");
    let answer = components::record_progress(&mut tx, &people.japan, NOW, id, 4, &so_far(7, "2019-11")).await;
    assert_eq!(told(answer), "forbidden");
    let shown = components::show(&mut tx, dana, "IMT").await.expect("component").phases.remove(0);
    assert_eq!(shown.actual_until.map(|d| d.words()).as_deref(), Some("Nov 2019"));
    let milestone = &shown.milestones[0];
    assert_eq!((milestone.title.as_str(), milestone.target, milestone.actual), ("Seven teams", Some(7), Some(5)));
    assert_eq!(milestone.progress.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 5]);
    clean(&mut tx).await;
});

both_databases!(a_component_an_agency_and_a_donor_are_put_right, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let component = components::NewComponent {
        code: "IMT".into(),
        title: "Interagency Mobile Teams of Uzbekistan".into(),
        programme_code: None,
        countries: vec!["UZ".into()],
        agency_codes: vec!["SCC".into()],
    };
    let read = version(&mut tx, dana, Entity::Component, "IMT").await;
    assert_eq!(told(components::update(&mut tx, &people.usa, NOW, read, &component).await), "forbidden");
    components::update(&mut tx, dana, NOW, read, &component).await.expect("component");
    assert_eq!(components::show(&mut tx, dana, "IMT").await.expect("component").agencies.len(), 1);

    let name = |name: &str, from: Option<&str>, until: Option<&str>| NewAgencyName {
        name: name.into(),
        from: from.and_then(|day| day.parse().ok()),
        until: until.and_then(|day| day.parse().ok()),
        note: None,
    };
    let security = NewAgency {
        code: "SSS".into(),
        country: "UZ".into(),
        part: Some("national coordinator".into()),
        names: vec![
            name("National Security Service", None, Some("2018-03-15")),
            name("State Security Service of Uzbekistan", Some("2018-03-15"), None),
        ],
    };
    let read = version(&mut tx, dana, Entity::Agency, "SSS").await;
    assert_eq!(told(agencies::update(&mut tx, &people.security, NOW, read, &security).await), "forbidden");
    agencies::update(&mut tx, dana, NOW, read, &security).await.expect("agency");
    let one = NewAgency { names: vec![name("One name", None, None)], ..security };
    let read = version(&mut tx, dana, Entity::Agency, "SSS").await;
    assert!(told(agencies::update(&mut tx, dana, NOW, read, &one).await).starts_with("Changed meanwhile"));
    let id = agencies::id_of(&mut tx, "SSS", "").await.expect("agency");
    for (day, called) in
        [("2018-03-14", "National Security Service"), ("2018-03-15", "State Security Service of Uzbekistan")]
    {
        let day = day.parse().expect("a day");
        assert_eq!(agencies::name_on(&mut tx, id, day).await.expect("name"), called);
    }

    let japan = store::donors::NewDonor {
        code: "JP".into(),
        name: "The Government of Japan".into(),
        currency: domain::Currency::Jpy,
        iati_ref: None,
    };
    let read = version(&mut tx, dana, Entity::Donor, "JP").await;
    assert_eq!(told(store::donors::update(&mut tx, &people.japan, NOW, read, &japan).await), "forbidden");
    store::donors::update(&mut tx, dana, NOW, read, &japan).await.expect("donor");
    let listed = store::donors::list(&mut tx, &people.japan).await.expect("donors");
    assert_eq!(listed[0].name, "The Government of Japan");
    clean(&mut tx).await;
});

both_databases!(an_activity_keeps_who_took_part_without_a_number_and_names_who_is_dropped, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let mut form = ActivityForm {
        code: "C-1".into(),
        kind: "training".into(),
        state: "held".into(),
        title: "Profiling of risks".into(),
        starts_on: "Nov 2019".into(),
        participation: vec![
            ParticipationRow { agency: "SCC".into(), count: "3".into(), ..Default::default() },
            ParticipationRow { agency: "SSS".into(), ..Default::default() },
            ParticipationRow { unit: "IMT-TER".into(), ..Default::default() },
        ],
        ..Default::default()
    };
    let new = NewActivity::parse(&form).expect("an activity");
    activities::create(&mut tx, dana, NOW, &new).await.expect("activity");
    let took_part = async |tx: &mut Tx| {
        let show = activities::show(tx, dana, "C-1").await.expect("activity");
        let agencies: Vec<String> = show.activity.agencies.into_iter().map(|agency| agency.code).collect();
        (agencies.join("+"), show.units.len())
    };
    assert_eq!(took_part(&mut tx).await, ("SCC+SSS".to_owned(), 1));
    let dropped = activities::update(&mut tx, dana, NOW, "C-1", 1, &new).await.expect("the same");
    assert!(dropped.is_empty(), "{dropped:?}");
    form.participation.truncate(1);
    let fewer = NewActivity::parse(&form).expect("an activity");
    let dropped = activities::update(&mut tx, dana, NOW, "C-1", 2, &fewer).await.expect("fewer");
    assert_eq!(dropped, ["IMT-TER", "SSS"]);
    assert_eq!(took_part(&mut tx).await, ("SCC".to_owned(), 0));
    clean(&mut tx).await;
});

both_databases!(a_person_is_put_right_and_keeps_the_role, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let officer = people.customs.person;
    let answer = store::people::update(&mut tx, &people.dana, NOW, officer, "Aziz", Some("SSS")).await;
    assert_eq!(told(answer), "forbidden");
    let none = store::people::update(&mut tx, &admin, NOW, officer, "Aziz", None).await;
    assert!(told(none).contains("Choose the agency"));
    store::people::update(&mut tx, &admin, NOW, officer, "Aziz Karimov", Some("SSS")).await.expect("put right");
    let staff = store::people::update(&mut tx, &admin, NOW, people.dana.person, "Dana", Some("SCC")).await;
    assert!(told(staff).contains("leave this empty"));
    let history = changes::of(&mut tx, &admin, Entity::Person, &officer.to_string()).await.expect("history");
    assert_eq!((history[0].deed.word(), history[0].body.contains("\"SSS\"")), ("edited", true));
    clean(&mut tx).await;
});
