//! Categories: who keeps them, the tree, and what a category asks of a thing.

use domain::{
    AsOf, Viewer,
    category::{CategoryForm, NewCategory},
    change::Entity,
    item::{Identity, ItemKind, correction::CorrectionForm},
    packing::Cell,
    round::NewLine,
};
use store::{
    Db, Tx, categories, changes, items,
    list::Asked,
    packing::{self, NewList},
    rounds, search, verify,
};

use crate::{
    chain::{line, phase, programme},
    support::{NOW, asked, told},
};

fn form(code: &str, name: &str, parent: &str, needs: &str) -> CategoryForm {
    CategoryForm {
        code: code.into(),
        name: name.into(),
        parent: parent.into(),
        needs: needs.into(),
        ..Default::default()
    }
}

async fn add(tx: &mut Tx, viewer: &Viewer, form: &CategoryForm) -> String {
    told(categories::add(tx, viewer, NOW, &NewCategory::parse(form).expect("a category")).await)
}

async fn update(tx: &mut Tx, viewer: &Viewer, form: &CategoryForm) -> String {
    let version = changes::version(tx, viewer, Entity::Category, &form.code).await.expect("version");
    told(categories::update(tx, viewer, NOW, version, &NewCategory::parse(form).expect("a category")).await)
}

both_databases!(a_tree_of_categories_is_kept_by_staff, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for nobody in [&people.customs, &people.japan] {
        assert_eq!(add(t, nobody, &form("RADIO", "Radios", "", "serial")).await, "forbidden");
        assert_eq!(told(categories::page(t, nobody, &Asked::default()).await), "forbidden");
    }
    assert_eq!(
        add(t, dana, &form("RADIO", "Radios", "DEVICES", "serial")).await,
        "parent: There is no category “DEVICES”: choose from the list"
    );
    for (code, name, parent, needs) in [
        ("DEVICES", "Devices", "", "nothing"),
        ("VEHICLES", "Vehicles", "", "chassis"),
        ("RADIO", "Radios", "DEVICES", "serial"),
        ("CARS", "Off-road cars", "VEHICLES", "chassis"),
        ("HAND", "Hand-held radios", "RADIO", "serial"),
    ] {
        assert_eq!(add(t, dana, &form(code, name, parent, needs)).await, "done", "{code}");
    }
    let rows = categories::page(t, dana, &Asked::default()).await.expect("the tree").rows;
    let tree: Vec<(&str, usize)> = rows.iter().map(|row| (row.code.as_str(), row.depth)).collect();
    assert_eq!(tree, [("DEVICES", 0), ("RADIO", 1), ("HAND", 2), ("VEHICLES", 0), ("CARS", 1)]);
    let found = categories::page(t, dana, &asked(&[("q", "off road")])).await.expect("found").rows;
    assert_eq!(found.len(), 1);

    assert_eq!(
        update(t, dana, &form("DEVICES", "Devices", "HAND", "nothing")).await,
        "parent: It is a part of Devices already: choose another one"
    );
    assert_eq!(update(t, dana, &form("HAND", "Hand-held sets", "DEVICES", "serial")).await, "done");
    let late = NewCategory::parse(&form("HAND", "Sets", "", "serial")).expect("a category");
    assert_eq!(told(categories::update(t, &people.customs, NOW, 0, &late).await), "forbidden");
    assert_ne!(told(categories::update(t, dana, NOW, 0, &late).await), "done", "somebody was faster");
    let history = changes::of(t, dana, Entity::Category, "HAND").await.expect("history");
    assert_eq!(history.len(), 2);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
    // What the database refuses ends the transaction.
    assert_eq!(
        add(t, dana, &form("RADIO", "Radios", "", "serial")).await,
        "code: There is already a category with this code"
    );
});

async fn generator(tx: &mut Tx, identity: Identity) -> NewLine {
    let mut new = line(ItemKind::Equipment, "Generator", 1, 90_000, &[("JP-2020", 1_000_000)]);
    new.phase_id = phase(tx).await;
    new.item.identity = identity;
    new.item.category = Some("GENERATORS".into());
    new
}

fn engine(number: &str) -> Identity {
    Identity { engine: Some(number.into()), ..Identity::default() }
}

both_databases!(a_thing_has_the_number_of_its_category_or_the_reason_that_stands_for_it, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(add(t, dana, &form("GENERATORS", "Generators", "", "engine")).await, "done");
    let serial = Identity { serial: Some("SN-1".into()), ..Identity::default() };
    let without = generator(t, serial.clone()).await;
    assert_eq!(
        told(rounds::add_line(t, dana, NOW, "R-DRAFT", &without).await),
        "engine: Enter the engine number",
        "a serial number is another number"
    );
    let mut unknown = without.clone();
    unknown.item.category = Some("BOATS".into());
    let refused = told(rounds::add_line(t, dana, NOW, "R-DRAFT", &unknown).await);
    assert_eq!(refused, "category: There is no category “BOATS”: choose from the list");
    let with = generator(t, engine("GX-390 7654321")).await;
    let tag = rounds::add_line(t, dana, NOW, "R-DRAFT", &with).await.expect("with its number");
    let twice = generator(t, engine("gx390-7654321")).await;
    let twice = told(rounds::add_line(t, dana, NOW, "R-DRAFT", &twice).await);
    assert!(twice.starts_with("engine: ") && twice.contains(&tag), "{twice}");
    // Found by it, and shown to staff alone.
    let answer = search::search(t, dana, "GX3907654321").await.expect("search").expect("words");
    let found: Vec<String> = answer.kinds.iter().flat_map(|hits| &hits.found).map(|hit| hit.handle.clone()).collect();
    assert!(found.contains(&tag), "{found:?}");
    let shown = items::show_as_of(t, dana, &tag, AsOf::default()).await.expect("the item");
    assert_eq!(shown.category.as_deref(), Some("Generators"));
    assert_eq!(shown.identity.expect("its numbers").engine.as_deref(), Some("GX-390 7654321"));

    // A number that was read wrongly is corrected, never taken away.
    let version = changes::version(t, dana, Entity::Item, &tag).await.expect("version");
    let wrong = CorrectionForm { tag: tag.clone(), reason: "Read off the thing".into(), ..Default::default() };
    let none = told(items::correct(t, dana, NOW, version, &wrong).await);
    assert_eq!(none, "engine: Enter the engine number");
    let right = CorrectionForm { engine: "GX-390-7654322".into(), ..wrong };
    assert_eq!(told(items::correct(t, dana, NOW, version, &right).await), "done");

    // Where a reason stands for it, it can be missing.
    let reason =
        CategoryForm { instead: "Small ones have none".into(), ..form("GENERATORS", "Generators", "", "engine") };
    assert_eq!(update(t, dana, &reason).await, "done");
    let small = generator(t, Identity::default()).await;
    rounds::add_line(t, dana, NOW, "R-DRAFT", &small).await.expect("without one");
    let rows = categories::page(t, dana, &Asked::default()).await.expect("the tree").rows;
    assert_eq!((rows[0].items, rows[0].instead.as_deref()), (2, Some("Small ones have none")));
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

/// With a row in each of the states of which a category can say something.
const LIST: &str =
    "Item description|Категория|Serial No.|Engine No.|Qty|Unit price (USD)|Grant|Component|End user|Agency
Generator|Generators||GX-390 7654321|1|900|JP-2020|IMT II|IMT-TER|SSS
Generator|generator|SN-4||1|900|JP-2020|IMT II|IMT-TER|SSS
Monocular|OPTICS|||1|900|JP-2020|IMT II|IMT-TER|SSS
Boat|Boats|||1|900|JP-2020|IMT II|IMT-TER|SSS";

both_databases!(a_packing_list_says_the_category_of_each_thing, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(add(t, dana, &form("GENERATORS", "Generators", "", "engine")).await, "done");
    let optics = CategoryForm { instead: "The tag is engraved".into(), ..form("OPTICS", "Optics", "", "serial") };
    assert_eq!(add(t, dana, &optics).await, "done");
    let rows = LIST.lines().zip(1..).map(|(line, n)| (n, line.split('|').map(Cell::from).collect()));
    let list = NewList { name: "list-9.csv".into(), rows: rows.collect(), bytes: LIST.into(), ..NewList::default() };
    packing::stage(t, dana, NOW, "R-DRAFT", &list).await.expect("staged");
    let staged = packing::find(t, dana, "R-DRAFT").await.expect("list").expect("staged");
    assert!(staged.list.questions.is_empty(), "{:?}", staged.list.questions);
    let wrong = staged.list.things().flat_map(|row| row.errors.iter().map(move |e| (row.number, e.message.as_str())));
    assert_eq!(
        wrong.collect::<Vec<_>>(),
        [(3, "Enter the engine number"), (5, "There is no category “Boats”: choose one from the list")]
    );
    for row in [3, 5] {
        packing::drop_row(t, dana, "R-DRAFT", row).await.expect("taken out");
    }
    let version = packing::find(t, dana, "R-DRAFT").await.expect("list").expect("staged").version;
    assert_eq!(packing::import(t, dana, NOW, "R-DRAFT", version, "").await.expect("imported"), 2);
    let categories = categories::list(t, dana).await.expect("categories");
    let counted: Vec<(&str, i64)> = categories.iter().map(|row| (row.code.as_str(), row.items)).collect();
    assert_eq!(counted, [("GENERATORS", 1), ("OPTICS", 1)]);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
