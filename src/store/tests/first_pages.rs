//! What officers, coordinators and administrators read first, and what is asked of whoever types a line.

use domain::{
    Money, Role,
    grant::{Basis, NewAllocation},
    item::ItemKind,
    round::NewLine,
    unit::{NewUnit, UnitKind},
};
use store::{
    Db, Tx, components, grants,
    overview::{Overview, overview},
    rounds, system, units,
};

use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, line, phase, programme},
    custody::later,
    support::{NOW, number, person, told},
};

both_databases!(an_officer_reads_which_units_need_care, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let before = units::care(&mut tx, &people.customs, NOW.day()).await.expect("units");
    assert_eq!(before.iter().map(|unit| (unit.coming, unit.needs_care())).collect::<Vec<_>>(), [(1, false)]);
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let after = units::care(&mut tx, &people.customs, NOW.day()).await.expect("units");
    assert_eq!((after.len(), after[0].discrepancies, after[0].broken, after[0].needs_care()), (1, 1, 0, true));
    assert_eq!(told(units::care(&mut tx, &people.dana, NOW.day()).await), "forbidden");
    let Overview::Officer(first) = overview(&mut tx, &people.customs, NOW).await.expect("overview") else {
        panic!("not of an officer")
    };
    assert_eq!(first.units, after);
});

both_databases!(a_coordinator_reads_where_its_teams_are_and_what_is_still_to_be_counted, async |db: Db| {
    let people = programme(&db).await;
    let nodira = person(&db, "nodira", Role::Coordinator, Some("UZ")).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let Overview::Coordinator(first) = overview(&mut tx, &nodira, NOW).await.expect("overview") else {
        panic!("not of a coordinator")
    };
    let open: Vec<(&str, i64)> = first.open.iter().map(|one| (one.agency.code.as_str(), one.lines)).collect();
    assert_eq!(open, [("SSS", 2), ("SCC", 1)]);
    assert_eq!(first.map.iter().map(|unit| unit.coming).sum::<i64>(), 3);
});

both_databases!(an_agency_that_does_not_man_the_unit_needs_a_reason, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let unit = NewUnit {
        code: "IMT-NUK".into(),
        kind: UnitKind::Imt,
        base: Some("Nukus".into()),
        crossing: None,
        border: None,
        country: None,
        since: None,
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: vec!["SCC".into()],
    };
    units::add(&mut tx, dana, NOW, &unit).await.expect("unit");
    let boots = NewLine {
        unit_code: "IMT-NUK".into(),
        phase_id: phase(&mut tx).await,
        ..line(ItemKind::Lot, "Boots", 4, 20_000, &[("JP-2020", 1_000_000)])
    };
    assert_eq!(boots.agency_code, "SSS");
    let refused = told(rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &boots, "").await);
    assert!(refused.starts_with("reason: ") && refused.contains("IMT-NUK is manned by SCC, not by SSS"), "{refused}");
    let tag = rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &boots, "They lend a man").await.expect("with it");
    let kept = rounds::line_of_tag(&mut tx, dana, "R-DRAFT", &tag).await.expect("the line");
    assert_eq!((kept.name.as_str(), kept.tag.as_str()), ("Boots", tag.as_str()));
    assert_eq!(told(rounds::line_of_tag(&mut tx, dana, HANDOVER, &tag).await), "not found");
    let own = NewLine { agency_code: "SCC".into(), ..boots };
    rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &own, "").await.expect("nothing is doubtful");
});

both_databases!(a_phase_that_the_grant_does_not_pay_needs_a_reason, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let first = domain::phase::NewPhase {
        component_code: "IMT".into(),
        number: 1,
        note: None,
        planned_from: None,
        planned_until: None,
        actual_from: None,
        actual_until: None,
    };
    components::add_phase(t, dana, NOW, &first).await.expect("phase");
    let one = number(t, "SELECT id FROM phase WHERE number = 1").await;
    let amount = Some((Money::new(100, domain::Currency::Usd), None, Basis::Quoted));
    let allocation = NewAllocation { phase_id: one, country: None, amount, source: None };
    grants::record_allocation(t, dana, NOW, "JP-2020", &allocation).await.expect("allocated");
    let boots =
        NewLine { phase_id: phase(t).await, ..line(ItemKind::Lot, "Boots", 4, 20_000, &[("JP-2020", 1_000_000)]) };
    let refused = told(rounds::add_typed_line(t, dana, NOW, "R-DRAFT", &boots, "").await);
    assert!(refused.contains("JP-2020 is allocated to IMT · Phase I, not to this phase"), "{refused}");
    let own = NewLine { phase_id: one, ..boots };
    rounds::add_typed_line(t, dana, NOW, "R-DRAFT", &own, "").await.expect("nothing is doubtful");
});

both_databases!(an_administrator_reads_the_state_of_the_portal, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    store::sessions::begin(&mut tx, NOW, people.dana.person, "token", None).await.expect("signed in");
    tx.commit().await.expect("commit");
    let read = async |tx: &mut Tx| system::system(tx, &admin, later(-1), later(-1)).await.expect("system");
    let first = read(&mut db.read().await.expect("read")).await;
    assert!(first.database.contains("SQLite 3.") || first.database.contains("PostgreSQL 1"), "{}", first.database);
    assert!(first.bytes > 100_000 && first.changes > 10 && first.check.is_none());
    assert_eq!((first.sessions, first.signed_in[0].name.as_str()), (1, people.dana.name.as_str()));
    system::check_chain(&db, Some(admin.person), NOW, || later(1)).await.expect("answered").expect("nothing is wrong");
    let check = read(&mut db.read().await.expect("read")).await.check.expect("kept");
    assert_eq!((check.finding, check.person, check.ended_at), (None, Some(admin.name.clone()), later(1)));
    assert_eq!(check.changes, first.changes);
    let mut tx = db.read().await.expect("read");
    assert_eq!(told(system::system(&mut tx, &people.dana, NOW, NOW).await), "forbidden");
});
