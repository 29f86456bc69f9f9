//! Two records of one thing are read as one, and parted again.

use domain::{
    PartialDate, Role, Viewer,
    agency::{NewAgency, NewAgencyName},
    change::Entity,
    item::Condition,
    phase::MetOn,
    quote::{NewQuote, QuoteForm},
    receipt::{Count, NewCorrection, NewReceipt},
    unit::{
        NewUnit, UnitKind,
        known::{EquipmentForm, GroupForm, NewEquipment, NewGroup},
    },
};
use store::{
    Db, Tx,
    acts::{self, NewVersion},
    agencies, changes, documents, heads, items,
    list::Asked,
    merges::{self, Noun},
    people, quotes, receipts, rounds, search, units,
};

use super::clean;
use crate::{
    acts::{complete, content},
    chain::{HANDOVER, People, count_one_of_each, dispatch, line, phase, programme},
    support::{NOW, asked, person, told},
};

pub(super) fn unit(code: &str, kind: UnitKind, base: &str) -> NewUnit {
    NewUnit {
        code: code.into(),
        kind,
        base: Some(base.into()),
        crossing: None,
        border: None,
        country: None,
        since: None,
        planned: None,
        aliases: vec!["Surxondaryo".into()],
        areas: Vec::new(),
        agency_codes: vec!["SSS".into()],
    }
}

/// What was sent is counted, so that things are where they were sent.
async fn received(db: &Db) -> People {
    let people = programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    tx.commit().await.expect("commit");
    people
}

/// The handles of what a search finds, by kind.
async fn found(tx: &mut Tx, viewer: &Viewer, typed: &str) -> Vec<String> {
    let answer = search::search(tx, viewer, typed).await.expect("search").expect("a word");
    answer.kinds.into_iter().flat_map(|hits| hits.found).map(|hit| hit.handle).collect()
}

async fn held(tx: &mut Tx, viewer: &Viewer, code: &str) -> Vec<String> {
    let page = units::inventory(tx, viewer, code, Default::default(), &Asked::default()).await.expect("inventory");
    page.rows.into_iter().map(|row| row.line.name).collect()
}

pub(super) async fn merge_units(tx: &mut Tx, viewer: &Viewer, code: &str, into: &str, why: &str) -> String {
    told(merges::merge(tx, viewer, NOW.plus_seconds(60), Noun::Unit, code, into, why).await)
}

/// The code under which a unit is read.
async fn leads_to(tx: &mut Tx, viewer: &Viewer, code: &str) -> String {
    units::show(tx, viewer, code).await.expect(code).row.unit.code.expect("a code")
}

both_databases!(a_unit_that_was_entered_twice_is_one, async |db: Db| {
    let people = received(&db).await;
    let (dana, security) = (&people.dana, &people.security);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    units::add(t, dana, NOW, &unit("IMT-TMZ", UnitKind::Imt, "Termiz")).await.expect("entered twice");
    for nobody in [security, &people.japan] {
        assert_eq!(merge_units(t, nobody, "IMT-TER", "IMT-TMZ", "Twice").await, "forbidden");
    }
    assert_eq!(merge_units(t, dana, "IMT-NONE", "IMT-TMZ", "Twice").await, "not found");
    assert!(merge_units(t, dana, "IMT-TER", "IMT-NONE", "Twice").await.starts_with("into: Choose the unit"));
    assert!(merge_units(t, dana, "IMT-TER", "IMT-TER", "Twice").await.starts_with("into: Choose another unit"));
    assert!(merge_units(t, dana, "IMT-TER", "IMT-TMZ", " ").await.contains("Say how it is known"));
    assert_eq!(
        merge_units(t, dana, "IMT-TER", "BLO-DUS", "Twice").await,
        "IMT-TER is IMT and BLO-DUS is BLO: put right with “Edit” what it is"
    );
    let before = held(t, dana, "IMT-TER").await;
    assert!(!before.is_empty());

    assert_eq!(merge_units(t, dana, "IMT-TER", "IMT-TMZ", "Entered twice").await, "done");
    // Both codes lead to the one, with everything that names the other.
    for viewer in [dana, security, &people.japan] {
        let shown = units::show(t, viewer, "IMT-TER").await.expect("by the old code").row;
        assert_eq!(shown.unit.code.as_deref(), Some("IMT-TMZ"), "{}", viewer.login);
        assert!(shown.aliases.contains(&"Termez".to_owned()), "{:?}", shown.aliases);
        assert!(!held(t, viewer, "IMT-TMZ").await.is_empty(), "{}", viewer.login);
        let listed = units::all(t, viewer).await.expect("units");
        let codes: Vec<String> = listed.into_iter().filter_map(|row| row.unit.code).collect();
        assert!(codes.contains(&"IMT-TMZ".to_owned()) && !codes.contains(&"IMT-TER".to_owned()), "{codes:?}");
    }
    assert_eq!(held(t, dana, "IMT-TMZ").await, before);
    let lines = rounds::lines(t, dana, HANDOVER, &asked(&[("unit", "IMT-TER")])).await.expect("lines").rows;
    assert!(!lines.is_empty());
    assert!(lines.iter().all(|line| line.unit.code.as_deref() == Some("IMT-TMZ")), "{lines:?}");
    let listed = items::list(t, dana, &asked(&[("unit", "IMT-TER")])).await.expect("items").rows;
    assert_eq!(listed.len(), items::list(t, dana, &asked(&[("unit", "IMT-TMZ")])).await.expect("items").rows.len());
    assert!(!listed.is_empty());
    for typed in ["imt-ter", "imt-tmz", "termiz", "surxondaryo"] {
        assert!(found(t, dana, typed).await.contains(&"IMT-TMZ".to_owned()), "{typed}");
    }
    let sent = units::sent(t, dana, "IMT-TMZ", Default::default()).await.expect("sent");
    assert!(sent.lines > 0 && sent.round.is_some());
    assert_eq!(heads::agencies_at(t, dana, "IMT-TMZ").await.expect("agencies").len(), 2);
    let then = domain::AsOf { day: "2019-12-12".parse().ok(), known: None };
    let (past, _) = units::show_as_of(t, dana, "IMT-TER", then).await.expect("then");
    assert_eq!(past.row.unit.code.as_deref(), Some("IMT-TMZ"));
    // What is written by the old code is written for the one that stays.
    let mut boots = line(domain::item::ItemKind::Lot, "Gloves", 10, 5_000, &[("JP-2020", 1_000_000)]);
    boots.phase_id = phase(t).await;
    rounds::add_line(t, dana, NOW, "R-DRAFT", &boots).await.expect("gloves");
    let draft = rounds::lines(t, dana, "R-DRAFT", &Asked::default()).await.expect("lines").rows;
    assert!(draft.iter().all(|line| line.unit.code.as_deref() == Some("IMT-TMZ")));
    assert!(documents::list(t, dana, &asked(&[("unit", "IMT-TER")])).await.is_ok());
    let version = changes::version(t, dana, Entity::Unit, "IMT-TER").await.expect("version");
    let edited = units::update(t, dana, NOW, version, &unit("IMT-TER", UnitKind::Imt, "X"), &Default::default()).await;
    assert_eq!(told(edited), "not found", "a twin is not edited");
    assert_eq!(merge_units(t, dana, "IMT-TER", "IMT-TMZ", "Again").await, "IMT-TER is read as another unit already");
    let twins = merges::twins(t, dana, Noun::Unit, "IMT-TMZ").await.expect("twins");
    assert_eq!((twins[0].code.as_str(), twins[0].reason.as_str()), ("IMT-TER", "Entered twice"));
    assert!(merges::twins(t, security, Noun::Unit, "IMT-TMZ").await.expect("none for officers").is_empty());
    clean(t).await;

    // They are two after all.
    let parted = merges::part(t, dana, NOW.plus_seconds(120), Noun::Unit, "IMT-TER", "Two teams").await;
    assert_eq!(parted.expect("parted"), "IMT-TMZ");
    assert_eq!(held(t, dana, "IMT-TER").await, before);
    assert!(held(t, dana, "IMT-TMZ").await.is_empty());
    assert!(found(t, dana, "imt-ter").await.contains(&"IMT-TER".to_owned()));
    let again = merges::part(t, dana, NOW, Noun::Unit, "IMT-TER", "Two teams").await;
    assert_eq!(told(again), "IMT-TER is not read as another unit");
    clean(t).await;
});

both_databases!(a_twin_of_a_twin_leads_to_the_one_that_stays, async |db: Db| {
    let people = received(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for code in ["IMT-A", "IMT-B"] {
        units::add(t, dana, NOW, &unit(code, UnitKind::Imt, code)).await.expect(code);
    }
    assert_eq!(merge_units(t, dana, "IMT-TER", "IMT-A", "Twice").await, "done");
    assert_eq!(merge_units(t, dana, "IMT-A", "IMT-B", "Three times").await, "done");
    assert_eq!(leads_to(t, dana, "IMT-TER").await, "IMT-B");
    let early = told(merges::part(t, dana, NOW, Noun::Unit, "IMT-TER", "Another one").await);
    assert_eq!(early, "IMT-A is read as another unit itself: part those two first");
    assert!(!held(t, dana, "IMT-B").await.is_empty());
    assert!(merge_units(t, dana, "IMT-B", "IMT-TER", "Round").await.starts_with("into: Choose another unit"));
    merges::part(t, dana, NOW, Noun::Unit, "IMT-A", "Another one").await.expect("parted");
    assert_eq!(leads_to(t, dana, "IMT-TER").await, "IMT-A");
    clean(t).await;
});

both_databases!(an_agency_that_was_entered_twice_is_one, async |db: Db| {
    let people = received(&db).await;
    let (dana, customs) = (&people.dana, &people.customs);
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let name = NewAgencyName { name: "Customs Committee".into(), ..Default::default() };
    let new = NewAgency { code: "NCC".into(), country: "UZ".into(), part: None, names: vec![name] };
    agencies::add(&mut tx, dana, NOW, &new).await.expect("entered twice");
    tx.commit().await.expect("commit");
    let officer = person(&db, "ncc", Role::Officer, Some("NCC")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let merge =
        async |t: &mut Tx| told(merges::merge(t, dana, NOW, Noun::Agency, "SCC", "NCC", "One and the same").await);
    assert_eq!(
        merge(t).await,
        "customs (test) signs in for it, and others sign in for the other: under “People”, give its accounts the other agency, or \
         close them, first"
    );
    people::set_disabled(t, &admin, NOW, officer.person, true).await.expect("closed");
    acts::save_terms(t, dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    let act = issue(t, dana, "SCC").await;
    let read_before = customs_reads(t, customs).await;
    assert_eq!(merge(t).await, "done");
    // Whoever signed in for the twin reads what it read, no more and no less, as what its agency is now.
    let customs = &people::viewer(t, "customs").await.expect("customs");
    assert_eq!(customs_reads(t, customs).await, read_before);
    assert_eq!(customs.agency().expect("an agency"), officer.agency().expect("an agency"));

    let listed = agencies::list(t, dana).await.expect("agencies");
    let codes: Vec<&str> = listed.iter().map(|agency| agency.code.as_str()).collect();
    assert_eq!(codes, ["NCC", "SSS"]);
    assert!(listed[0].has_code("SCC"));
    // The officers of the one read what the other was sent and counted.
    let rounds = rounds::list(t, customs, &Asked::default()).await.expect("rounds").rows;
    assert_eq!(rounds.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), [HANDOVER]);
    let seen = receipts::list(t, customs, &Asked::default()).await.expect("receipts").rows;
    assert_eq!(seen.len(), 1);
    assert!(receipts::show(t, customs, "receipt-of-customs").await.is_ok(), "by its address as well");
    assert_eq!(held(t, customs, "BLO-DUS").await, ["Night-vision monocular"]);
    let lines = rounds::lines(t, customs, HANDOVER, &Asked::default()).await.expect("lines").rows;
    assert!(lines.iter().all(|line| line.agency_code == "NCC") && !lines.is_empty());
    for (viewer, typed) in [(dana, "scc"), (dana, "state customs"), (customs, "customs committee")] {
        assert!(found(t, viewer, typed).await.contains(&"NCC".to_owned()), "{} {typed}", viewer.login);
    }
    let by_code = |code: &'static str| asked(&[("agency", code)]);
    let (old, new) = (
        items::list(t, dana, &by_code("SCC")).await.expect("items").rows.len(),
        items::list(t, dana, &by_code("NCC")).await.expect("items").rows.len(),
    );
    assert!(old == new && old > 0, "{old} {new}");
    let old = receipts::list(t, dana, &by_code("SCC")).await.expect("receipts").rows.len();
    assert_eq!(old, 1);
    clean(t).await;

    // What was signed and counted goes on under the code that stays.
    let facts = acts::facts(t, dana, HANDOVER, "NCC").await.expect("facts");
    assert_eq!((facts.number.as_str(), facts.version), (act.as_str(), 2));
    assert_eq!(acts::facts(t, dana, HANDOVER, "SCC").await.expect("by the old code").number, act);
    let remarked = NewCorrection {
        received_on: "2019-12-11".parse().expect("day"),
        remark: Some("One box was wet".into()),
        reason: None,
        counts: Vec::new(),
        photos: String::new(),
    };
    let soon = NOW.plus_seconds(300);
    receipts::correct(t, customs, soon, "receipt-of-customs", &remarked, "second").await.expect("corrected");
    assert_eq!(
        receipts::show(t, customs, "second").await.expect("the receipt").remark.as_deref(),
        Some("One box was wet")
    );
    let later = NewReceipt { counts: rest(t, customs).await, ..remaining() };
    receipts::record(t, customs, soon, HANDOVER, &later, "the-rest").await.expect("the rest arrived");
    assert_eq!(acts::facts(t, dana, HANDOVER, "NCC").await.expect("facts").version, 2);
    clean(t).await;

    merges::part(t, dana, NOW, Noun::Agency, "SCC", "Two after all").await.expect("parted");
    let customs = &people::viewer(t, "customs").await.expect("customs");
    assert_ne!(customs.agency().expect("an agency"), officer.agency().expect("an agency"));
    assert_eq!(customs_reads(t, customs).await.0, read_before.0);
    assert!(rounds::list(t, &officer, &Asked::default()).await.expect("rounds").rows.is_empty());
    assert_eq!(agencies::list(t, dana).await.expect("agencies").len(), 3);
    clean(t).await;
});

/// Rounds, receipts and items that an officer reads.
async fn customs_reads(tx: &mut Tx, customs: &Viewer) -> (Vec<String>, usize, Vec<String>) {
    let rounds = rounds::list(tx, customs, &Asked::default()).await.expect("rounds").rows;
    let receipts = receipts::list(tx, customs, &Asked::default()).await.expect("receipts").rows;
    let items = items::list(tx, customs, &Asked::default()).await.expect("items").rows;
    (
        rounds.into_iter().map(|row| row.code).collect(),
        receipts.len(),
        items.into_iter().map(|row| row.line.tag).collect(),
    )
}

/// Answers the number of the act.
async fn issue(tx: &mut Tx, dana: &Viewer, agency: &str) -> String {
    let facts = acts::facts(tx, dana, HANDOVER, agency).await.expect("facts");
    let code = "5f0d5a7c1b3e4f6a8c9d0e1f2a3b4c5d";
    let new =
        NewVersion { facts: &facts, content: content(&facts), code, origin: "https://portal.example", reason: "" };
    acts::issue(tx, dana, NOW, &new).await.expect("issued").number
}

fn remaining() -> NewReceipt {
    NewReceipt { received_on: "2019-12-12".parse().expect("day"), counts: Vec::new(), remark: None }
}

/// Everything that is still open, as arrived.
async fn rest(tx: &mut Tx, customs: &Viewer) -> Vec<Count> {
    let lines = rounds::lines_to_count(tx, customs, HANDOVER).await.expect("open lines");
    assert!(!lines.is_empty());
    let count = |line: store::LineRow| Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received: line.outstanding,
        short: 0,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::New,
        remark: None,
        found: Default::default(),
    };
    lines.into_iter().map(count).collect()
}

both_databases!(two_that_were_handed_things_together_are_not_one_agency, async |db: Db| {
    let people = received(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    people::set_disabled(t, &admin, NOW, people.customs.person, true).await.expect("closed");
    let merged = merges::merge(t, &people.dana, NOW, Noun::Agency, "SCC", "SSS", "One and the same").await;
    assert_eq!(
        told(merged),
        "R-TERMEZ was handed over to both, to each with its own receipts and act: what signed apart is not one agency"
    );
});

both_databases!(what_waits_for_an_agency_is_done_before_it_is_merged, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    people::set_disabled(t, &admin, NOW, people.customs.person, true).await.expect("closed");
    let merged = merges::merge(t, &people.dana, NOW, Noun::Agency, "SCC", "SSS", "One and the same").await;
    assert_eq!(told(merged), "R-TERMEZ has lines for it that are planned or not counted: change or count them first");
});

both_databases!(a_team_that_was_entered_twice_counts_once_and_keeps_what_was_published_of_it, async |db: Db| {
    let people = received(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let working = NewUnit {
        since: Some(MetOn::from("2018".parse::<PartialDate>().expect("a year"))),
        ..unit("IMT-TMZ", UnitKind::Imt, "Termiz")
    };
    units::add(t, dana, NOW, &working).await.expect("entered twice");
    let once = NewUnit {
        aliases: Vec::new(),
        ..NewUnit { code: "IMT-TRM".into(), base: Some("Termez II".into()), ..working }
    };
    units::add(t, dana, NOW, &once).await.expect("and once more");
    let figure = |about: &str, counted: &str| QuoteForm {
        about: about.into(),
        what: "teams".into(),
        counted: counted.into(),
        number: "13".into(),
        source_title: "News of 2020".into(),
        ..Default::default()
    };
    for (about, counted) in [("component IMT", "mobile teams"), ("unit IMT-TMZ", "")] {
        let new = NewQuote::parse(&figure(about, counted)).expect("a figure");
        quotes::record(t, dana, NOW, &about.parse().expect("a subject"), &new).await.expect("recorded");
    }
    let known = EquipmentForm {
        unit: "IMT-TMZ".into(),
        things: "computers".into(),
        source_title: "News of 2020".into(),
        ..Default::default()
    };
    let known = NewEquipment::parse(&known).expect("equipment");
    units::record_equipment(t, dana, NOW, "IMT-TMZ", &known).await.expect("recorded");
    let group = GroupForm {
        component: "IMT".into(),
        kind: "IMT".into(),
        planned: "13".into(),
        source_title: "News of 2020".into(),
        ..Default::default()
    };
    units::record_group(t, dana, NOW, &NewGroup::parse(&group).expect("a group")).await.expect("recorded");

    let before = teams(t, dana).await;
    assert_eq!(merge_units(t, dana, "IMT-TMZ", "IMT-TRM", "Entered twice").await, "done");
    let after = teams(t, dana).await;
    assert_eq!((after.0, after.1), (before.0 - 1, before.1 - 1), "beside the figure, and beside the group");
    let of_the_kept = quotes::about(t, dana, &"unit IMT-TRM".parse().expect("a subject")).await.expect("figures");
    assert_eq!(of_the_kept.len(), 1, "what was published of the twin");
    assert_eq!(units::equipment_of(t, dana, "IMT-TRM").await.expect("equipment").len(), 1);
});

/// How many teams stand beside the published figure, and beside the group of those that are not named.
async fn teams(tx: &mut Tx, dana: &Viewer) -> (i64, i64) {
    let figures = quotes::about(tx, dana, &"component IMT".parse().expect("a subject")).await.expect("figures");
    let groups = units::groups(tx, dana, Some("IMT")).await.expect("groups");
    (figures[0].recorded.expect("counted").amount, groups[0].named)
}

both_databases!(what_would_move_is_counted_before_two_are_one, async |db: Db| {
    let people = received(&db).await;
    let t = &mut db.write().await.expect("write");
    let agency = merges::moves(t, &people.dana, Noun::Agency, "SCC").await.expect("counted");
    assert!(
        agency.contains(&"1 receipt".to_owned()) && agency.iter().any(|words| words.contains("line")),
        "{agency:?}"
    );
    let unit = merges::moves(t, &people.dana, Noun::Unit, "IMT-TER").await.expect("counted");
    assert!(unit.iter().any(|words| words.contains("that it holds")), "{unit:?}");
    assert!(merges::moves(t, &people.dana, Noun::Unit, "IMT-NONE").await.expect("nothing").is_empty());
    assert_eq!(told(merges::moves(t, &people.customs, Noun::Unit, "IMT-TER").await), "forbidden");
});
