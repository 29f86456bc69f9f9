//! A packing list from the file to the lines of a draft.

use std::collections::BTreeMap;

use domain::{
    Role, Viewer,
    change::Entity,
    item::ItemKind,
    packing::{Cell, Column, Mapping, Use, Values},
};
use store::{
    Db, Tx, changes, items,
    packing::{self, NewList},
    rounds,
};

use crate::{
    chain::{HANDOVER, line, phase, programme},
    support::{NOW, number, person, told, whole_round},
};

const DRAFT: &str = "R-DRAFT";

/// Three of the five rows are wrong: no unit, a quantity in words, a serial number that is registered.
const LIST: &str = "PACKING LIST|No 7
Item description|Make|Serial No.|Q-ty|Unit price (USD)|Grant|Component|End user|Agency|Accessories
Winter boots|Lowa||40|50.25|JP-2020|IMT II|IMT-TER|SSS|
Night-vision monocular|Pulsar|MON-0098–MON-0100|3|2000|JP-2020 60%; US-2020 40%|IMT Phase II|IMT Termez|SSS|Case; charger
Head lamp|||12|30|JP-2020|IMT II||SCC|
Thermos|||a dozen|18|JP-2020|IMT II|BLO-DUS|SCC|
Narcotics analyser||SN-88213|1|1000|US-2020|IMT II|IMT-TER|SSS|";

fn list(text: &str) -> NewList {
    let rows = text.lines().zip(1..).map(|(line, n)| (n, line.split('|').map(Cell::from).collect()));
    NewList { name: "list-7.xlsx".into(), rows: rows.collect(), bytes: text.into(), ..NewList::default() }
}

async fn wrong(tx: &mut Tx, viewer: &Viewer) -> Vec<(i64, String)> {
    let staged = packing::find(tx, viewer, DRAFT).await.expect("list").expect("staged");
    staged
        .list
        .rows
        .into_iter()
        .filter(|row| !row.is_ready())
        .map(|row| (row.number, row.errors[0].field.clone()))
        .collect()
}

async fn mend(tx: &mut Tx, viewer: &Viewer, row: i64, column: Column, value: &str) {
    let staged = packing::find(tx, viewer, DRAFT).await.expect("list").expect("staged");
    let mut typed = staged.list.rows.into_iter().find(|r| r.number == row).expect("row").values;
    typed.insert(column, value.to_owned());
    let judged = packing::edit_row(tx, viewer, DRAFT, row, &typed).await.expect("edited");
    assert!(judged.is_ready(), "{:?}", judged.errors);
}

async fn version(tx: &mut Tx, viewer: &Viewer) -> i64 {
    packing::find(tx, viewer, DRAFT).await.expect("list").expect("staged").version
}

both_databases!(three_bad_rows_are_mended_and_imported, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("staged");
    assert_eq!(
        wrong(&mut tx, dana).await,
        [(5, "unit".to_owned()), (6, "quantity".to_owned()), (7, "serial".to_owned())]
    );
    let before = number(&mut tx, "SELECT COUNT(*) FROM item").await;
    let version_now = version(&mut tx, dana).await;
    let refused = told(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await);
    assert_eq!(refused, "3 rows have mistakes still; nothing was imported. Mend them, or take them out");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM item").await, before, "nothing is written before");
    mend(&mut tx, dana, 5, Column::Unit, "IMT Termez").await;
    mend(&mut tx, dana, 6, Column::Quantity, "12").await;
    mend(&mut tx, dana, 7, Column::Serial, "SN-88214").await;
    let old = told(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await);
    assert_eq!(old, "The list was changed in another window. Look at it again, then import it");
    let version_now = version(&mut tx, dana).await;
    assert_eq!(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await.expect("imported"), 7);
    let shown = whole_round(&mut tx, dana, DRAFT).await.expect("round");
    let lines: Vec<(ItemKind, i64, i64)> =
        shown.lines.iter().skip(1).map(|l| (l.kind, l.quantity, l.value.minor)).collect();
    let monocular = (ItemKind::Equipment, 1, 200_000);
    assert_eq!(
        lines,
        [
            (ItemKind::Lot, 40, 201_000),
            monocular,
            monocular,
            monocular,
            (ItemKind::Lot, 12, 36_000),
            (ItemKind::Lot, 12, 21_600),
            (ItemKind::Equipment, 1, 100_000),
        ]
    );
    let item = items::show(&mut tx, dana, &shown.lines[3].tag).await.expect("item");
    assert_eq!(item.identity.and_then(|i| i.serial).as_deref(), Some("MON-0099"));
    assert_eq!(item.details.accessories, ["Case", "charger"]);
    assert_eq!(item.details.unit_price.map(|p| p.minor), Some(200_000));
    let trace = changes::of(&mut tx, dana, Entity::Round, DRAFT).await.expect("changes");
    assert_eq!(trace[0].deed.word(), "imported");
    assert!(trace[0].body.contains("\"lines\":7"), "{}", trace[0].body);
    assert!(packing::find(&mut tx, dana, DRAFT).await.expect("list").is_none());
    let twice = told(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await);
    assert_eq!(twice, "There is no packing list here any more: it was imported or thrown away");
    assert!(store::verify::verify(&mut tx).await.expect("read").is_ok(), "the chain and the lines agree");
});

both_databases!(a_car_that_was_registered_meanwhile_imports_nothing, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let cars = "Item|VIN|Qty|Price|Currency|Grant|Component|Unit|Agency
Car|JTMHV05J604123001|1|20000|USD|JP-2020|IMT 2|IMT-TER|SSS
Car|JTMHV05J604123002|1|20000|USD|JP-2020|IMT 2|IMT-TER|SSS";
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(cars)).await.expect("staged");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    // Somebody else registers the second car meanwhile.
    let mut car = line(ItemKind::Vehicle, "Car", 1, 2_000_000, &[("JP-2020", 1_000_000)]);
    car.phase_id = phase(&mut tx).await;
    car.item.identity.vin = Some("JTMHV05J604123002".into());
    rounds::add_line(&mut tx, dana, NOW, HANDOVER, &car).await.expect("car");
    let refused = told(packing::import(&mut tx, dana, NOW, DRAFT, NOW.0, "").await);
    assert_eq!(refused, "One row has a mistake still; nothing was imported. Mend it, or take it out");
    drop(tx);
    let mut tx = db.read().await.expect("read");
    assert_eq!(whole_round(&mut tx, dana, DRAFT).await.expect("round").lines.len(), 1);
    assert!(packing::find(&mut tx, dana, DRAFT).await.expect("list").is_some());
});

both_databases!(an_old_page_imports_no_list_that_it_did_not_show, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("staged");
    let shown = packing::find(&mut tx, dana, DRAFT).await.expect("list").expect("a list").version;
    packing::stage(&mut tx, dana, NOW.plus_seconds(1), DRAFT, &list(LIST)).await.expect("in another window");
    let old = told(packing::import(&mut tx, dana, NOW, DRAFT, shown, "").await);
    assert!(old.contains("changed"), "{old}");
});

both_databases!(a_list_is_its_owners_alone, async |db: Db| {
    let people = programme(&db).await;
    let (dana, finance) = (&people.dana, person(&db, "finance", Role::Staff, None).await);
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("staged");
    let gone = "There is no packing list here any more: it was imported or thrown away";
    assert!(packing::find(&mut tx, &finance, DRAFT).await.expect("list").is_none());
    assert_eq!(told(packing::edit_row(&mut tx, &finance, DRAFT, 3, &Values::new()).await), gone);
    assert_eq!(told(packing::drop_row(&mut tx, &finance, DRAFT, 3).await), gone);
    assert_eq!(told(packing::remap(&mut tx, &finance, DRAFT, &Mapping::default()).await), gone);
    assert_eq!(told(packing::import(&mut tx, &finance, NOW, DRAFT, 1, "").await), gone);
    assert_eq!(told(packing::discard(&mut tx, &finance, DRAFT).await), "not found");
    for viewer in [&people.japan, &people.usa, &people.security, &people.customs] {
        assert_eq!(told(packing::find(&mut tx, viewer, DRAFT).await), "forbidden");
        assert_eq!(told(packing::stage(&mut tx, viewer, NOW, DRAFT, &list(LIST)).await), "forbidden");
        assert_eq!(told(packing::edit_row(&mut tx, viewer, DRAFT, 3, &Values::new()).await), "forbidden");
        assert_eq!(told(packing::import(&mut tx, viewer, NOW, DRAFT, 1, "").await), "forbidden");
        assert_eq!(told(packing::discard(&mut tx, viewer, DRAFT).await), "forbidden");
        assert_eq!(told(packing::register(&mut tx, viewer).await), "forbidden");
    }
    assert_eq!(wrong(&mut tx, dana).await.len(), 3, "still there");
});

both_databases!(only_drafts_take_lists, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("staged");
    rounds::schedule(&mut tx, dana, NOW, DRAFT).await.expect("scheduled");
    let words =
        "Packing lists are for drafts; this round is no draft any more. Add single lines to it while it is scheduled";
    assert_eq!(told(packing::import(&mut tx, dana, NOW, DRAFT, 1, "").await), words);
    assert_eq!(told(packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await), words);
    assert_eq!(told(packing::stage(&mut tx, dana, NOW, "R-NONE", &list(LIST)).await), "not found");
    assert_eq!(told(packing::discard(&mut tx, dana, DRAFT).await), "done");
    packing::stage(&mut tx, dana, NOW, HANDOVER, &list(LIST)).await.expect("another draft");
});

both_databases!(columns_can_mean_something_else, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    // Nothing is understood: letters stand over the columns.
    packing::stage(&mut tx, dana, NOW, DRAFT, &list("Boots|40|50\nThermos|12|18")).await.expect("staged");
    let staged = packing::find(&mut tx, dana, DRAFT).await.expect("list").expect("staged");
    assert_eq!(staged.head.join(" "), "Column A Column B Column C");
    assert!(staged.list.rows.is_empty(), "one sentence, not seven mistakes a row");
    assert!(packing::asks_for_headings(&staged.list.questions[0]));
    let version_now = version(&mut tx, dana).await;
    let refused = told(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await);
    assert_eq!(refused, "One question is open still; nothing was imported. Answer it first");
    packing::set_head(&mut tx, dana, DRAFT, 0).await.expect("there are none");
    let used = |columns: &[Column]| columns.iter().map(|column| Use::As(*column)).collect::<Vec<_>>();
    let twice = Mapping { columns: used(&[Column::Quantity, Column::Quantity]), ..Mapping::default() };
    let refused = told(packing::remap(&mut tx, dana, DRAFT, &twice).await);
    assert_eq!(refused, "columns[1]: “Column A” means this already: choose another meaning for one of them");
    let columns = used(&[Column::Description, Column::Quantity, Column::UnitPrice]);
    let for_all = [
        (Column::Currency, "USD"),
        (Column::Grants, "JP-2020"),
        (Column::Component, "IMT II"),
        (Column::Unit, "IMT-TER"),
        (Column::Agency, "SSS"),
    ];
    let for_all: BTreeMap<_, _> = for_all.into_iter().map(|(column, value)| (column, value.to_owned())).collect();
    packing::remap(&mut tx, dana, DRAFT, &Mapping { columns, for_all, why: Vec::new() }).await.expect("mapped");
    assert_eq!(wrong(&mut tx, dana).await, []);
    packing::drop_row(&mut tx, dana, DRAFT, 2).await.expect("dropped");
    assert_eq!(told(packing::drop_row(&mut tx, dana, DRAFT, 2).await), "not found");
    let version_now = version(&mut tx, dana).await;
    assert_eq!(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await.expect("imported"), 1);
});

both_databases!(what_is_not_clear_is_asked_once_and_remembered, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let numbered = |serials: [&str; 2]| {
        let row = |serial: &str| format!("Radio|Orion|{serial}|1|1000|USD|JP-2020|IMT II|IMT-TER|SSS");
        let head = "Thing|Make|Mark on it|Qty|Unit price|Currency|Grant|Component|Unit|Agency";
        list(&format!("{head}\n{}\n{}\nTotal|||2|||||", row(serials[0]), row(serials[1])))
    };
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &numbered(["M-1", "M-2"])).await.expect("staged");
    let staged = packing::find(&mut tx, dana, DRAFT).await.expect("list").expect("staged");
    assert_eq!(staged.list.questions.len(), 2, "two headings that are not known: {:?}", staged.list.questions);
    assert_eq!(staged.samples[2], ["M-1", "M-2"]);
    let mut mapping = staged.mapping;
    (mapping.columns[0], mapping.columns[2]) = (Use::As(Column::Description), Use::As(Column::Serial));
    packing::remap(&mut tx, dana, DRAFT, &mapping).await.expect("answered");
    let version_now = version(&mut tx, dana).await;
    assert_eq!(packing::import(&mut tx, dana, NOW, DRAFT, version_now, "").await.expect("imported"), 2);
    tx.commit().await.expect("committed");

    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &numbered(["M-3", "M-4"])).await.expect("the next one");
    let staged = packing::find(&mut tx, dana, DRAFT).await.expect("list").expect("staged");
    assert_eq!(staged.list.questions, []);
    assert_eq!(staged.mapping.why[2], "so it was answered for the last list with these headings");
    assert_eq!(staged.list.controls.stated[0].pieces, Some(("2 pieces".to_owned(), "2 pieces".to_owned())));
    // The sum at the end is set aside, until somebody says that it is a thing.
    assert_eq!(staged.list.things().count(), 2);
    packing::keep_row(&mut tx, dana, DRAFT, 4, true).await.expect("kept");
    assert_eq!(wrong(&mut tx, dana).await.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [4]);
    packing::keep_row(&mut tx, dana, DRAFT, 4, false).await.expect("none after all");
    // The numbers of the first list are registered.
    packing::stage(&mut tx, dana, NOW, DRAFT, &numbered(["m 1", "M-5"])).await.expect("a third one");
    assert_eq!(wrong(&mut tx, dana).await, [(2, "serial".to_owned())]);
});

both_databases!(a_file_is_read_anew_with_what_was_mended, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("staged");
    mend(&mut tx, dana, 6, Column::Quantity, "12").await;
    let before = version(&mut tx, dana).await;
    let kept = packing::file(&mut tx, dana, DRAFT).await.expect("the file");
    assert_eq!((kept.name.as_str(), kept.bytes.as_slice()), ("list-7.xlsx", LIST.as_bytes()));
    packing::stage_again(&mut tx, dana, NOW, DRAFT, &list(LIST)).await.expect("read anew");
    assert_eq!(wrong(&mut tx, dana).await, [(5, "unit".to_owned()), (7, "serial".to_owned())]);
    assert!(version(&mut tx, dana).await > before, "an old page imports nothing");
    packing::set_head(&mut tx, dana, DRAFT, 1).await.expect("another row of headings");
    let staged = packing::find(&mut tx, dana, DRAFT).await.expect("list").expect("staged");
    assert_eq!((staged.head_at, staged.head[0].as_str()), (1, "PACKING LIST"));
    assert!(staged.list.questions.len() > 1);
    packing::discard(&mut tx, dana, DRAFT).await.expect("thrown away");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM packing_file").await, 0);
});

/// A list of 1,000 rows: lots, and every tenth a device with its serial number.
fn long_list() -> NewList {
    let head = LIST.lines().nth(1).expect("headings");
    let row = |number: usize| match number % 10 {
        0 => {
            format!("Monocular|Pulsar|SN-{number:05}|1|2000|JP-2020 60%; US-2020 40%|IMT II|IMT-TER|SSS|Case; charger")
        }
        _ => format!("Boots, box {number}|Lowa||12|30|JP-2020|IMT II|BLO-DUS|SCC|"),
    };
    list(&std::iter::once(head.to_owned()).chain((1..=1000).map(row)).collect::<Vec<_>>().join("\n"))
}

async fn import_long_list(db: &Db, dana: &Viewer) {
    let mut tx = db.write().await.expect("write");
    packing::stage(&mut tx, dana, NOW, DRAFT, &long_list()).await.expect("staged");
    let seen = version(&mut tx, dana).await;
    assert_eq!(packing::import(&mut tx, dana, NOW, DRAFT, seen, "").await.expect("imported"), 1000);
    tx.commit().await.expect("commit");
}

both_databases!(a_thousand_rows_become_a_thousand_lines_in_their_order, async |db: Db| {
    let people = programme(&db).await;
    import_long_list(&db, &people.dana).await;
    let mut tx = db.read().await.expect("read");
    let shown = whole_round(&mut tx, &people.dana, DRAFT).await.expect("round");
    let imported: Vec<(String, String)> = shown.lines.iter().skip(1).map(|l| (l.tag.clone(), l.name.clone())).collect();
    assert_eq!(imported.len(), 1000);
    for ((tag, name), number) in imported.iter().zip(1..) {
        let wanted = if number % 10 == 0 { "Monocular".to_owned() } else { format!("Boots, box {number}") };
        assert_eq!((tag, name), (&format!("IMT-{:06}", 4 + number), &wanted));
    }
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE entity = 'line'").await, 1004, "one audit row each");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

/// Over a slow line every question costs its journey: 1,000 rows took more than 8,000 of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_rows_are_imported_in_a_few_journeys_to_the_server() {
    let Some(database) = crate::support::TestDatabase::postgres().await else { return };
    let people = programme(&database.db).await;
    let far = crate::support::Journeys::to(&database).await;
    let before = far.made();
    import_long_list(&far.db, &people.dana).await;
    let made = far.made() - before;
    assert!((20..500).contains(&made), "{made} journeys");
    far.db.close().await;
    database.drop_it().await;
}
