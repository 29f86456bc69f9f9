//! Lists sort as people do, and find what people meant, on both databases alike.

use domain::{
    Role, Viewer,
    agency::{NewAgency, NewAgencyName},
    item::ItemKind,
    unit::UnitKind,
};
use store::{
    Db, Tx, agencies, items,
    list::{Asked, Count},
    people, rounds, search, units,
};

use crate::{
    chain::{self, line, phase, programme},
    support::{NOW, asked, person},
};

/// As they stand in a list.
const SORTED: [&str; 9] = ["apple", "R-2", "R-10", "Zebra", "Ели", "Ёлка", "Ель", "Жук", "Қарши"];

/// In the order in which nobody wants them.
fn shuffled() -> impl Iterator<Item = (usize, &'static str)> {
    [4, 8, 2, 6, 0, 7, 3, 5, 1].into_iter().map(|place| (place, SORTED[place]))
}

fn by(sort: &str) -> Asked {
    asked(&[("sort", sort)])
}

/// Those of the names that were made here, as the list has them.
fn own(names: impl Iterator<Item = String>) -> Vec<String> {
    names.filter(|name| SORTED.iter().any(|sorted| name.starts_with(sorted))).collect()
}

fn assert_sorted(what: &str, names: impl Iterator<Item = String>) {
    let names = own(names);
    assert_eq!(names, SORTED, "{what}");
}

async fn name_everything(tx: &mut Tx, dana: &Viewer) {
    let imt = phase(tx).await;
    for (place, name) in shuffled() {
        chain::add_round(tx, dana, &format!("R-2026-{}", 20 - place * 2), name).await;
        let mut thing = line(ItemKind::Equipment, name, 1, 10_000, &[("JP-2020", 1_000_000)]);
        thing.item.identity.serial = Some(format!("NO-{place}"));
        thing.phase_id = imt;
        rounds::add_line(tx, dana, NOW, "R-DRAFT", &thing).await.expect("thing");
        let unit = units::NewUnit {
            code: format!("IMT-{place}"),
            kind: UnitKind::Imt,
            base: Some(name.into()),
            crossing: None,
            border: None,
            country: None,
            since: None,
            planned: None,
            aliases: Vec::new(),
            areas: Vec::new(),
            agency_codes: Vec::new(),
        };
        units::add(tx, dana, NOW, &unit).await.expect("unit");
        let agency = NewAgency {
            code: format!("AG-{place}"),
            country: "UZ".into(),
            part: None,
            names: vec![NewAgencyName { name: name.into(), ..NewAgencyName::default() }],
        };
        agencies::add(tx, dana, NOW, &agency).await.expect("agency");
    }
}

both_databases!(every_list_sorts_as_people_do, async |db: Db| {
    let people_of = programme(&db).await;
    let dana = &people_of.dana;
    let mut tx = db.write().await.expect("write");
    name_everything(&mut tx, dana).await;
    let rows = rounds::list(&mut tx, dana, &by("title")).await.expect("rounds").rows;
    assert_sorted("titles of rounds", rows.into_iter().map(|row| row.title));
    let rows = rounds::list(&mut tx, dana, &by("round")).await.expect("rounds").rows;
    let codes: Vec<String> = rows.into_iter().map(|row| row.code).filter(|code| code.starts_with("R-2026-")).collect();
    assert_eq!(
        codes,
        (2..=10).map(|place| format!("R-2026-{}", place * 2)).collect::<Vec<_>>(),
        "R-2026-4 before R-2026-10"
    );
    let rows = items::list(&mut tx, dana, &by("name")).await.expect("items").rows;
    assert_sorted("names of items", rows.into_iter().map(|row| row.line.name));
    let rows = items::list(&mut tx, dana, &by("-name")).await.expect("items").rows;
    let mut down = own(rows.into_iter().map(|row| row.line.name));
    down.reverse();
    assert_eq!(down, SORTED, "from the top down");
    let rows = rounds::lines(&mut tx, dana, "R-DRAFT", &by("item")).await.expect("lines").rows;
    assert_sorted("lines of a round", rows.into_iter().map(|row| row.name));
    for sort in ["unit", "place"] {
        let rows = units::list(&mut tx, dana, &by(sort)).await.expect("units").rows;
        assert_sorted(sort, rows.into_iter().filter_map(|row| row.row.place));
    }
    let (page, _) = agencies::page(&mut tx, dana, &by("name")).await.expect("agencies");
    assert_sorted("agencies", page.rows.iter().map(|row| row.current_name().to_owned()));
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(people_are_sorted_by_their_names, async |db: Db| {
    programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    for (place, name) in shuffled() {
        let mut tx = db.write().await.expect("write");
        let new = domain::person::NewPerson {
            login: format!("login-{place}"),
            name: name.into(),
            role: Role::Staff,
            scope_code: None,
        };
        people::create(&mut tx, &admin, NOW, &new).await.expect(name);
        tx.commit().await.expect("commit");
    }
    let mut tx = db.read().await.expect("read");
    let rows = people::list(&mut tx, &admin, NOW, &by("name")).await.expect("people").rows;
    assert_sorted("people", rows.into_iter().map(|row| row.name));
});

both_databases!(what_is_spelt_otherwise_is_found, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let phase = phase(&mut tx).await;
    for (number, name) in [(1, "Ёлка светодиодная"), (2, "Радиостанция для Қарши"), (3, "Cafe\u{301} set")]
    {
        let mut thing = line(ItemKind::Equipment, name, 1, 10_000, &[("JP-2020", 1_000_000)]);
        thing.item.identity.serial = Some(format!("SP-{number}"));
        thing.phase_id = phase;
        rounds::add_line(&mut tx, dana, NOW, "R-DRAFT", &thing).await.expect("thing");
    }
    for (typed, found, meant) in [
        ("елка", 1, None),
        ("ЁЛКА", 1, None),
        ("karshi", 1, None),
        ("Qarshi", 1, None),
        ("café", 1, None),
        ("ｃａｆｅ", 1, None),
        ("Термез", 3, None),
        ("monoculr", 3, Some("monocular")),
        ("Termiz boots", 4, Some("termez boots")),
        ("monxxxlar", 0, None),
        // The number of another thing is not what somebody meant.
        ("SP-4", 0, None),
    ] {
        let page = items::list(&mut tx, dana, &asked(&[("q", typed)])).await.expect("items");
        let names: Vec<&str> = page.rows.iter().map(|row| row.line.name.as_str()).collect();
        assert_eq!((page.rows.len() >= found, page.rows.is_empty()), (true, found == 0), "{typed}: {names:?}");
        assert_eq!(page.instead.as_deref(), meant, "{typed}");
        if found == 1 {
            assert_eq!(page.count, Count::Exactly(1), "{typed}: {names:?}");
        }
    }
    let answer = search::search(&mut tx, dana, "Термиз").await.expect("search").expect("an answer");
    assert_eq!(answer.instead.as_deref(), Some("termez"));
    assert!(answer.kinds.iter().any(|hits| hits.kind == search::Kind::Other(search::Noun::Unit)));
    // Words of what a donor may not read are suggested to nobody.
    let answer = search::search(&mut tx, &people.japan, "svetodiodnaja").await.expect("search").expect("an answer");
    assert!(answer.instead.is_none() && answer.kinds.is_empty());
    let units = units::list(&mut tx, dana, &asked(&[("q", "termez")])).await.expect("units");
    let near = units::list(&mut tx, dana, &asked(&[("q", "termes")])).await.expect("units");
    assert_eq!((near.rows.len(), near.instead.as_deref()), (units.rows.len(), Some("termez")));
});
