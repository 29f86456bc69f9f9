//! What was recorded is put right or becomes different on a day, and its history stays on both clocks.

use domain::{
    AsOf, Role, Timestamp, Viewer,
    change::Entity,
    course::{AttendanceRow, CourseForm, Named, NewCourse},
    item::correction::{CorrectedField, CorrectionForm},
    phase::{NewMilestone, NewPhase, Progress},
    unit::{
        NewUnit, UnitKind, UnitNames,
        change::{ChangeKind, NewChange},
    },
};
use store::{
    Db, Result, Tx,
    agencies::{self, NewAgency, NewAgencyName},
    changes, components, courses, items,
    quotes::{self, NewQuote, Subject},
    rounds, units, verify,
};

use crate::{
    chain::{HANDOVER, programme, round},
    custody::{CAR, handed_over},
    support::{NOW, person, told},
};

const DAY: i64 = 24 * 60 * 60;

fn as_of(day: &str) -> AsOf {
    AsOf { day: day.parse().ok(), known: None }
}

fn known(at: Timestamp) -> AsOf {
    AsOf { day: None, known: Some(at) }
}

fn team() -> NewUnit {
    NewUnit {
        code: "IMT-TER".into(),
        kind: UnitKind::Imt,
        base: Some("Termez".into()),
        crossing: None,
        border: None,
        since: None,
        planned: None,
        aliases: vec!["Surkhandarya".into()],
        areas: vec!["Surkhandarya region".into()],
        agency_codes: vec!["SCC".into(), "SSS".into()],
    }
}

fn change(kind: ChangeKind, on: &str) -> NewChange {
    NewChange {
        kind,
        on: on.parse().expect("a date"),
        place: None,
        agency_codes: Vec::new(),
        reason: Some("Letter 17".into()),
    }
}

async fn version(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> i64 {
    changes::version(tx, viewer, entity, key).await.expect("version")
}

async fn record(tx: &mut Tx, dana: &Viewer, at: Timestamp, new: &NewChange) -> Result<()> {
    let version = version(tx, dana, Entity::Unit, "IMT-TER").await;
    units::change(tx, dana, at, "IMT-TER", version, new).await
}

/// Where it stands, since when it works, who mans it.
async fn stood(tx: &mut Tx, viewer: &Viewer, as_of: AsOf) -> String {
    let row = units::show_as_of(tx, viewer, "IMT-TER", as_of).await.expect("unit").0.row;
    let codes: Vec<&str> = row.agencies.iter().map(|agency| agency.code.as_str()).collect();
    format!("{}, {}, {}", row.unit.label, row.working().unwrap_or("not known".into()), codes.join("+"))
}

async fn clean(tx: &mut Tx) {
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
}

both_databases!(a_misspelt_unit_is_put_right_for_every_day, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let read = version(&mut tx, dana, Entity::Unit, "IMT-TER").await;
    let names = UnitNames { place_ru: Some("Термез".into()), ..UnitNames::default() };
    for nobody in [&people.customs, &people.japan] {
        let answer = units::update(&mut tx, nobody, NOW, read, &team(), &names).await;
        assert_eq!(told(answer), "forbidden", "{}", nobody.login);
    }
    units::update(&mut tx, dana, NOW, read, &team(), &names).await.expect("put right");
    let stale = units::update(&mut tx, dana, NOW, read, &team(), &names).await;
    assert!(told(stale).starts_with("Changed meanwhile by dana (test)"));
    let shown = units::show(&mut tx, dana, "IMT-TER").await.expect("unit").row;
    assert_eq!((shown.aliases, shown.areas), (vec!["Surkhandarya".to_owned()], vec!["Surkhandarya region".to_owned()]));
    assert_eq!(units::names(&mut tx, dana, "IMT-TER").await.expect("names"), names);
    let unknown = NewUnit { code: "IMT-XXX".into(), ..team() };
    assert_eq!(told(units::update(&mut tx, dana, NOW, 0, &unknown, &names).await), "not found");
    let history = changes::newest_of(&mut tx, dana, Entity::Unit, "IMT-TER", 10).await.expect("history");
    assert_eq!(history.iter().map(|c| c.deed.word()).collect::<Vec<_>>(), ["edited", "created"]);
    clean(&mut tx).await;
});

both_databases!(what_changes_of_a_unit_holds_from_its_day_on, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let later = NOW.plus_seconds(DAY);
    record(&mut tx, dana, NOW, &change(ChangeKind::Working, "2018")).await.expect("works");
    let moved = NewChange { place: Some("Denau".into()), ..change(ChangeKind::Moved, "2019-05") };
    record(&mut tx, dana, later, &moved).await.expect("moved");
    let manned = NewChange { agency_codes: vec!["SCC".into()], ..change(ChangeKind::Manned, "2019-06-15") };
    record(&mut tx, dana, later, &manned).await.expect("manned");
    for (at, said) in [
        (as_of("2017-12-31"), "IMT Termez, not known, SCC+SSS"),
        (as_of("2019-04-30"), "IMT Termez, working since 2018, SCC+SSS"),
        (as_of("2019-05-01"), "IMT Denau, working since 2018, SCC+SSS"),
        (as_of("2019-06-15"), "IMT Denau, working since 2018, SCC"),
        (AsOf::default(), "IMT Denau, working since 2018, SCC"),
        (known(NOW), "IMT Termez, working since 2018, SCC+SSS"),
        (known(NOW.plus_seconds(-DAY)), "IMT Termez, not known, SCC+SSS"),
    ] {
        assert_eq!(stood(&mut tx, dana, at).await, said, "{at:?}");
    }
    // Who looks for it under its old place finds it.
    let (shown, told_of) = units::show_as_of(&mut tx, dana, "IMT-TER", AsOf::default()).await.expect("unit");
    assert_eq!(shown.row.aliases, ["Termez"]);
    assert_eq!(told_of.len(), 3);
    record(&mut tx, dana, later, &change(ChangeKind::Closed, "2019-10")).await.expect("closed");
    assert_eq!(stood(&mut tx, dana, as_of("2019-09-30")).await, "IMT Denau, working since 2018, SCC");
    assert_eq!(stood(&mut tx, dana, AsOf::default()).await, "IMT Denau, closed Oct 2019, SCC");
    clean(&mut tx).await;
});

both_databases!(a_change_is_refused_that_cannot_be, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let here = NewChange { place: Some("Termez".into()), ..change(ChangeKind::Moved, "2019") };
    assert!(told(record(&mut tx, dana, NOW, &here).await).contains("It stands there already"));
    let there = NewChange { place: Some("Denau".into()), ..change(ChangeKind::Moved, "2019-05") };
    record(&mut tx, dana, NOW, &there).await.expect("moved");
    let earlier = NewChange { place: Some("Boysun".into()), ..change(ChangeKind::Moved, "2018") };
    assert!(told(record(&mut tx, dana, NOW, &earlier).await).contains("It changed on May 2019 already"));
    let same = NewChange { agency_codes: vec!["SSS".into(), "SCC".into()], ..change(ChangeKind::Manned, "2019") };
    assert!(told(record(&mut tx, dana, NOW, &same).await).contains("These agencies man it already"));
    let nobody = NewChange { agency_codes: vec!["XXX".into()], ..change(ChangeKind::Manned, "2019") };
    assert!(told(record(&mut tx, dana, NOW, &nobody).await).contains("There is no agency"));
    let stale = units::change(&mut tx, dana, NOW, "IMT-TER", 1, &change(ChangeKind::Working, "2018")).await;
    assert!(told(stale).starts_with("Changed meanwhile"));
    for person in [&people.customs, &people.usa] {
        let answer = units::change(&mut tx, person, NOW, "IMT-TER", 0, &change(ChangeKind::Closed, "2019")).await;
        assert_eq!(told(answer), "forbidden", "{}", person.login);
    }
});

both_databases!(a_change_in_error_is_taken_back_and_stays_as_withdrawn, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    for (place, on) in [("Denau", "2019-05"), ("Boysun", "2019-06")] {
        record(&mut tx, dana, NOW, &NewChange { place: Some(place.into()), ..change(ChangeKind::Moved, on) })
            .await
            .expect("moved");
    }
    let of = units::show_as_of(&mut tx, dana, "IMT-TER", AsOf::default()).await.expect("unit").1;
    let (first, second) = (of[0].id, of[1].id);
    let withdraw = async |tx: &mut Tx, viewer: &Viewer, id, reason: &str| {
        told(units::withdraw_change(tx, viewer, NOW.plus_seconds(DAY), "IMT-TER", id, reason).await)
    };
    assert_eq!(withdraw(&mut tx, &people.security, second, "Wrong").await, "forbidden");
    assert!(withdraw(&mut tx, dana, first, "Wrong").await.contains("A later change stands on this one"));
    assert!(withdraw(&mut tx, dana, second, "  ").await.contains("Say why it is wrong"));
    assert_eq!(withdraw(&mut tx, dana, 999, "Wrong").await, "not found");
    assert_eq!(withdraw(&mut tx, dana, second, "Another team").await, "done");
    assert!(withdraw(&mut tx, dana, second, "Again").await.contains("withdrawn already"));
    assert!(stood(&mut tx, dana, AsOf::default()).await.starts_with("IMT Denau"));
    assert!(stood(&mut tx, dana, known(NOW)).await.starts_with("IMT Boysun"), "it was believed then");
    let staff = units::show_as_of(&mut tx, dana, "IMT-TER", AsOf::default()).await.expect("unit").1;
    assert_eq!(staff[1].withdrawn.as_deref(), Some("Another team"));
    let officer = units::show_as_of(&mut tx, &people.security, "IMT-TER", AsOf::default()).await.expect("unit").1;
    assert_eq!(officer.len(), 1, "an officer reads what stands");
    assert_eq!((officer[0].person.as_deref(), officer[0].reason.as_deref()), (None, None));
    clean(&mut tx).await;
});

both_databases!(an_agency_that_left_a_unit_still_reads_what_it_received, async |db: Db| {
    let staffed = handed_over(&db).await;
    let people = &staffed.people;
    let mut tx = db.write().await.expect("write");
    let manned = NewChange { agency_codes: vec!["SCC".into()], ..change(ChangeKind::Manned, "2019-12-11") };
    record(&mut tx, &people.dana, NOW, &manned).await.expect("manned");
    // The security service signed for a car and an analyser here.
    let held = units::inventory_as_of(&mut tx, &people.security, "IMT-TER", AsOf::default()).await.expect("inventory");
    assert_eq!(held.len(), 2);
    items::show(&mut tx, &people.security, CAR).await.expect("its car");
    // An office where the customs alone have something is none of the security service’s any more.
    let office = NewChange { agency_codes: vec!["SCC".into()], ..change(ChangeKind::Manned, "2019-12-11") };
    let read = version(&mut tx, &people.dana, Entity::Unit, "BLO-DUS").await;
    units::change(&mut tx, &people.dana, NOW, "BLO-DUS", read, &office).await.expect("manned");
    assert_eq!(told(units::show(&mut tx, &people.security, "BLO-DUS").await), "not found");
    units::show(&mut tx, &people.customs, "BLO-DUS").await.expect("its own");
    // What a list calls the unit, it is called from now on.
    let moved = NewChange { place: Some("Denau".into()), ..change(ChangeKind::Moved, "2019-12-11") };
    record(&mut tx, &people.dana, NOW, &moved).await.expect("moved");
    clean(&mut tx).await;
});

both_databases!(a_corrected_number_stands_from_now_on_and_the_old_one_for_what_was_known, async |db: Db| {
    let staffed = handed_over(&db).await;
    let people = &staffed.people;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let right = CorrectionForm {
        tag: CAR.into(),
        vin: "JTMHV05J604123457".into(),
        plate: "01 123 AAA".into(),
        reason: "Read off the car".into(),
        ..Default::default()
    };
    let at = NOW.plus_seconds(DAY);
    let read = version(&mut tx, dana, Entity::Item, CAR).await;
    for nobody in [&people.security, &people.japan] {
        assert_eq!(told(items::correct(&mut tx, nobody, at, read, &right).await), "forbidden", "{}", nobody.login);
    }
    items::correct(&mut tx, dana, at, read, &right).await.expect("corrected");
    let again = items::correct(&mut tx, dana, at, read, &right).await;
    assert!(told(again).starts_with("Changed meanwhile"));
    let read = version(&mut tx, dana, Entity::Item, CAR).await;
    assert!(told(items::correct(&mut tx, dana, at, read, &right).await).contains("Nothing differs"));
    let vin = async |tx: &mut Tx, as_of| {
        let item = items::show_as_of(tx, dana, CAR, as_of).await.expect("car");
        item.identity.and_then(|identity| identity.vin).unwrap_or_default()
    };
    assert_eq!(vin(&mut tx, AsOf::default()).await, "JTMHV05J604123457");
    assert_eq!(vin(&mut tx, known(NOW)).await, "JTMHV05J604123456");
    let told_of = items::corrections(&mut tx, dana, CAR, AsOf::default()).await.expect("corrections");
    assert_eq!(told_of.iter().map(|row| row.field).collect::<Vec<_>>(), [CorrectedField::Plate, CorrectedField::Vin]);
    assert_eq!(told_of[1].was.as_deref(), Some("JTMHV05J604123456"));
    assert!(items::corrections(&mut tx, dana, CAR, known(NOW)).await.expect("none then").is_empty());
    assert!(items::corrections(&mut tx, &people.japan, CAR, AsOf::default()).await.expect("donor").is_empty());
    let officer = items::corrections(&mut tx, &people.security, CAR, AsOf::default()).await.expect("officer");
    assert_eq!(officer[0].person, "programme staff");
    assert_eq!(told(items::corrections(&mut tx, &people.customs, CAR, AsOf::default()).await), "not found");
    clean(&mut tx).await;
});

both_databases!(a_vin_of_another_car_is_refused, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let mut other = crate::chain::line(domain::item::ItemKind::Vehicle, "Van", 1, 100, &[("JP-2020", 1_000_000)]);
    other.item.identity.vin = Some("JTMHV05J604123999".into());
    other.phase_id = crate::chain::phase(&mut tx).await;
    let tag = rounds::add_line(&mut tx, &people.dana, NOW, "R-DRAFT", &other).await.expect("a van");
    let taken = CorrectionForm {
        tag: tag.clone(),
        vin: "JTMHV05J604123456".into(),
        reason: "Read off".into(),
        ..Default::default()
    };
    let read = version(&mut tx, &people.dana, Entity::Item, &tag).await;
    let answer = told(items::correct(&mut tx, &people.dana, NOW, read, &taken).await);
    assert!(answer.contains("registered already"), "{answer}");
});

both_databases!(a_dispatched_round_is_completed_and_nothing_that_was_sent_changes, async |db: Db| {
    let staffed = handed_over(&db).await;
    let dana = &staffed.people.dana;
    let mut tx = db.write().await.expect("write");
    let before = rounds::show(&mut tx, dana, HANDOVER).await.expect("round");
    let mut new = round("R-OTHER", "A car and monoculars for the south");
    (new.place, new.guests, new.number) = (Some("Termez".into()), Some("The ambassador".into()), Some(5));
    rounds::complete(&mut tx, dana, NOW, HANDOVER, before.version, &new).await.expect("completed");
    let after = rounds::show(&mut tx, dana, HANDOVER).await.expect("it keeps its code");
    assert_eq!((after.place.as_deref(), after.number, after.planned_on), (Some("Termez"), Some(5), before.planned_on));
    let pieces = |round: &rounds::RoundShow| round.lines.iter().map(|line| line.quantity).sum::<i64>();
    assert_eq!(pieces(&after), pieces(&before));
    let stale = rounds::complete(&mut tx, dana, NOW, HANDOVER, before.version, &new).await;
    assert!(told(stale).starts_with("Changed meanwhile"));
    let history = changes::newest_of(&mut tx, dana, Entity::Round, HANDOVER, 2).await.expect("history");
    assert!(history[0].body.contains("The ambassador") && history[0].deed.word() == "edited");
    clean(&mut tx).await;
});

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

both_databases!(a_withdrawn_figure_is_read_by_staff_alone, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let figure = NewQuote {
        subject: Subject::Grant("JP-2020".into()),
        what: "the grant".into(),
        published: domain::quote::Published {
            measure: domain::quote::Measure::Count,
            amount: 30,
            currency: None,
            qualifier: None,
        },
        as_published: None,
        as_of: None,
        note: None,
        source_code: None,
        whole: false,
    };
    let id = quotes::add(&mut tx, dana, NOW, &figure).await.expect("figure");
    let withdraw =
        async |tx: &mut Tx, viewer: &Viewer, reason: &str| told(quotes::withdraw(tx, viewer, NOW, id, reason).await);
    assert_eq!(withdraw(&mut tx, &people.japan, "Wrong").await, "forbidden");
    assert!(withdraw(&mut tx, dana, "").await.contains("Say why"));
    assert_eq!(withdraw(&mut tx, dana, "Another grant").await, "done");
    assert!(withdraw(&mut tx, dana, "Again").await.contains("withdrawn already"));
    assert_eq!(told(quotes::find(&mut tx, dana, id).await), "not found");
    for viewer in [dana, &people.japan] {
        let shown = store::grants::show(&mut tx, viewer, "JP-2020").await.expect("grant");
        assert!(shown.quotes.is_empty(), "{}", viewer.login);
    }
    let of = Subject::Grant("JP-2020".into());
    let read = quotes::withdrawn(&mut tx, dana, &of).await.expect("withdrawn");
    assert_eq!((read.len(), read[0].reason.as_str()), (1, "Another grant"));
    assert!(quotes::withdrawn(&mut tx, &people.japan, &of).await.expect("none").is_empty());
    clean(&mut tx).await;
});

both_databases!(a_course_keeps_who_took_part_without_a_number_and_names_who_is_dropped, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let mut form = CourseForm {
        code: "C-1".into(),
        title: "Profiling of risks".into(),
        starts_on: "Nov 2019".into(),
        attendance: vec![
            AttendanceRow { agency: "SCC".into(), count: "3".into(), ..Default::default() },
            AttendanceRow { agency: "SSS".into(), ..Default::default() },
            AttendanceRow { unit: "IMT-TER".into(), ..Default::default() },
        ],
        ..Default::default()
    };
    let new = NewCourse::parse(&form).expect("a course");
    let named = Named::read(&form);
    let extras = courses::NewCourseExtras {
        agency_codes: named.agency_codes.clone(),
        unit_codes: named.unit_codes.clone(),
        ..Default::default()
    };
    courses::create_with(&mut tx, dana, NOW, &new, &extras).await.expect("course");
    let took_part = async |tx: &mut Tx| {
        let show = courses::show(tx, dana, "C-1").await.expect("course");
        let agencies: Vec<String> = show.course.agencies.into_iter().map(|agency| agency.code).collect();
        (agencies.join("+"), show.units.len())
    };
    assert_eq!(took_part(&mut tx).await, ("SCC+SSS".to_owned(), 1));
    let dropped = courses::update(&mut tx, dana, NOW, "C-1", 1, &new, &named).await.expect("the same");
    assert!(dropped.is_empty(), "{dropped:?}");
    form.attendance.truncate(1);
    let dropped = courses::update(&mut tx, dana, NOW, "C-1", 2, &new, &Named::read(&form)).await.expect("fewer");
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

both_databases!(a_rate_that_waits_is_named_before_an_event_is_posted, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(store::rates::count_waiting(&mut tx, dana).await.expect("none").all, 0);
    let id = store::rates::enter(&mut tx, dana, NOW, &crate::rates::yen("104.50", "2019-03-01")).await.expect("rate");
    let waiting = store::rates::count_waiting(&mut tx, dana).await.expect("one");
    assert_eq!((waiting.all, waiting.for_viewer), (1, 0), "whoever entered it does not approve it");
    assert_eq!(store::rates::count_waiting(&mut tx, &finance).await.expect("one").for_viewer, 1);
    assert_eq!(store::rates::waiting(&mut tx, &finance, 10).await.expect("listed")[0].id, id);
    assert_eq!(told(store::rates::waiting(&mut tx, &people.japan, 10).await), "forbidden");
    let form = domain::ledger::EventForm {
        grant: "JP-2020".into(),
        kind: "receipt".into(),
        amount: "1,000,000".into(),
        currency: "JPY".into(),
        value_date: "5 Mar 2019".into(),
        purpose: "First part".into(),
        rate_source: "UNORE".into(),
        ..Default::default()
    };
    let event = domain::ledger::NewEvent::parse(&form, NOW.day()).expect("an event");
    let check = async |tx: &mut Tx| store::ledger::check(tx, dana, NOW, "JP-2020", &event).await.expect("checked");
    let booking = check(&mut tx).await;
    assert!(booking.warnings.iter().any(|words| words.contains("104.5") && words.contains("waits for approval")));
    store::rates::approve(&mut tx, &finance, NOW, id).await.expect("approved");
    let booking = check(&mut tx).await;
    assert!(!booking.warnings.iter().any(|words| words.contains("waits for approval")), "{:?}", booking.warnings);
});
