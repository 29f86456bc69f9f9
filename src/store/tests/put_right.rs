//! What was recorded is put right or becomes different on a day, and its history stays on both clocks.

mod money;
mod programme;
mod things;
mod twin_dates;
mod twins;

use domain::{
    AsOf, PartialDate, Timestamp, Viewer,
    change::Entity,
    phase::MetOn,
    source::SourceChoice,
    unit::{
        NewUnit, UnitKind, UnitNames,
        change::{ChangeKind, NewChange},
    },
};
use store::{Db, Result, Tx, changes, items, units, verify};

use crate::{
    chain::programme,
    custody::{CAR, handed_over},
    support::{NOW, told},
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
        country: None,
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
        on: on.parse::<PartialDate>().expect("a date").into(),
        planned_for: None,
        place: None,
        agency_codes: Vec::new(),
        reason: Some("Letter 17".into()),
        source: None,
    }
}

async fn version(tx: &mut Tx, viewer: &Viewer, entity: Entity, key: &str) -> i64 {
    changes::version(tx, viewer, entity, key).await.expect("version")
}

async fn record(tx: &mut Tx, dana: &Viewer, at: Timestamp, new: &NewChange) -> Result<()> {
    let version = version(tx, dana, Entity::Unit, "IMT-TER").await;
    units::change(tx, dana, at, "IMT-TER", version, new).await.map(drop)
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
        // It did not work yet, or nobody had written it down: nobody manned it.
        (as_of("2017-12-31"), "IMT Termez, not known, "),
        (as_of("2019-04-30"), "IMT Termez, working since 2018, SCC+SSS"),
        (as_of("2019-05-01"), "IMT Denau, working since 2018, SCC+SSS"),
        (as_of("2019-06-15"), "IMT Denau, working since 2018, SCC"),
        (AsOf::default(), "IMT Denau, working since 2018, SCC"),
        (known(NOW), "IMT Termez, working since 2018, SCC+SSS"),
        (known(NOW.plus_seconds(-DAY)), "IMT Termez, not known, "),
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

both_databases!(a_unit_is_planned_announced_and_works_some_time_until_a_year, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let news = || Some(SourceChoice::New("News of 3 March 2020".into()));
    let planned = |year: &str| NewChange {
        planned_for: year.parse().ok(),
        source: news(),
        ..change(ChangeKind::Planned, "2019-05")
    };
    record(&mut tx, dana, NOW, &planned("2020")).await.expect("planned");
    assert!(told(record(&mut tx, dana, NOW, &planned("2020")).await).contains("It is planned for then already"));
    let announced = NewChange { source: news(), ..change(ChangeKind::Announced, "2019-06-03") };
    record(&mut tx, dana, NOW, &announced).await.expect("announced");
    let by = MetOn { by: true, ..PartialDate::Year(2019).into() };
    record(&mut tx, dana, NOW, &NewChange { on: by, ..change(ChangeKind::Working, "2019") }).await.expect("works");
    for (day, said) in [
        ("2019-04-30", "IMT Termez, not known, "),
        ("2019-05-01", "IMT Termez, planned 2020, SCC+SSS"),
        ("2019-06-03", "IMT Termez, announced 3 Jun 2019, SCC+SSS"),
        // What had happened by 2019 is known at its end.
        ("2019-12-30", "IMT Termez, announced 3 Jun 2019, SCC+SSS"),
        ("2019-12-31", "IMT Termez, working by the end of 2019, SCC+SSS"),
    ] {
        assert_eq!(stood(&mut tx, dana, as_of(day)).await, said, "{day}");
    }
    let (_, told_of) = units::show_as_of(&mut tx, &people.security, "IMT-TER", AsOf::default()).await.expect("unit");
    let read: Vec<_> = told_of.iter().map(|row| (row.dated.on.words(), row.source.clone())).collect();
    let news = Some("News of 3 March 2020".to_owned());
    assert_eq!(
        read,
        [("May 2019".into(), news.clone()), ("3 Jun 2019".into(), news), ("by the end of 2019".into(), None)],
        "an officer reads the sources"
    );
    let asked = crate::support::asked(&[("status", "working")]);
    assert_eq!(units::count(&mut tx, dana, &asked).await.expect("count"), 1);
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
    let asked = store::list::Asked::default();
    let held =
        units::inventory(&mut tx, &people.security, "IMT-TER", AsOf::default(), &asked).await.expect("inventory");
    assert_eq!(held.rows.len(), 2);
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
