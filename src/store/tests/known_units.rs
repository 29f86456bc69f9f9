//! Units that are not named, and equipment of which no number is published: who records and reads them, and that nothing counts them.

use domain::{
    Role,
    change::Entity,
    source::SourceChoice,
    unit::{
        UnitKind,
        known::{EquipmentForm, GroupForm, NewEquipment, NewGroup},
    },
};
use store::{Db, Tx, changes, items, list::Asked, units};

use crate::{
    programme::programme,
    support::{NOW, person, told},
};

fn offices() -> NewGroup {
    let form = GroupForm {
        component: "BLO".into(),
        kind: "BLO".into(),
        borders: "KG–TJ\nUZ–AF".into(),
        as_of: "Dec 2016".into(),
        planned: "13".into(),
        established: "12".into(),
        note: "posts outside Uzbekistan are not named".into(),
        source_title: "Newsletter of 2016".into(),
        ..Default::default()
    };
    NewGroup::parse(&form).expect("a group")
}

both_databases!(twelve_of_thirteen_offices_that_are_not_named, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let borders = person(&db, "borders", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for nobody in [&japan, &malika] {
        assert_eq!(told(units::record_group(t, nobody, NOW, &offices()).await), "forbidden");
    }
    let nowhere = NewGroup { component_code: Some("XYZ".into()), ..offices() };
    assert!(told(units::record_group(t, &dana, NOW, &nowhere).await).starts_with("component: "));
    let before = units::count(t, &dana, &Asked::default()).await.expect("count");
    let id = units::record_group(t, &dana, NOW, &offices()).await.expect("recorded");
    let centre = NewGroup {
        component_code: None,
        kind: UnitKind::SituationCentre,
        borders: Vec::new(),
        planned: None,
        established: None,
        source: SourceChoice::Known("news".into()),
        ..offices()
    };
    units::record_group(t, &dana, NOW, &centre).await.expect("of no component");
    assert_eq!(units::count(t, &dana, &Asked::default()).await.expect("count"), before, "it is in no count of units");

    // Who reads the component reads its groups; those of none are everybody's.
    for (viewer, of_offices, all) in [(&dana, 1, 2), (&states, 1, 2), (&borders, 1, 2), (&japan, 0, 1), (&malika, 0, 1)]
    {
        let mut read = async |component| units::groups(t, viewer, component).await.expect("groups").len();
        assert_eq!((read(Some("BLO")).await, read(None).await), (of_offices, all), "{}", viewer.login);
    }
    let row = units::groups(t, &dana, Some("BLO")).await.expect("groups").remove(0);
    assert_eq!((row.planned, row.established, row.borders), (Some(13), Some(12), vec!["KG–TJ".into(), "UZ–AF".into()]));
    assert_eq!(
        (row.source.0.as_str(), row.as_of.map(|date| date.words()).as_deref()),
        ("Newsletter of 2016", Some("Dec 2016"))
    );
    let named = units::all(t, &dana).await.expect("units").iter().filter(|unit| unit.kind == UnitKind::Blo).count();
    assert!(named > 0);
    assert_eq!(row.named, named as i64, "those that are named stand beside it");

    let right = NewGroup { established: Some(13), ..offices() };
    assert_eq!(told(units::update_group(t, &states, NOW, id, 1, &right).await), "forbidden");
    units::update_group(t, &dana, NOW, id, 1, &right).await.expect("put right");
    assert_ne!(told(units::update_group(t, &dana, NOW, id, 1, &right).await), "done", "somebody was faster");
    assert!(told(units::withdraw_group(t, &dana, NOW, id, " ").await).contains("Say why"));
    units::withdraw_group(t, &dana, NOW, id, "Another number").await.expect("withdrawn");
    assert_eq!(told(units::update_group(t, &dana, NOW, id, 3, &right).await), "not found");
    assert!(units::groups(t, &states, Some("BLO")).await.expect("groups").is_empty());
    let kept = units::groups(t, &dana, Some("BLO")).await.expect("groups").remove(0);
    assert_eq!(kept.withdrawn.as_deref(), Some("Another number"));
    assert_eq!(changes::of(t, &dana, Entity::UnitGroup, &id.to_string()).await.expect("history").len(), 3);
});

fn computers() -> NewEquipment {
    let form = EquipmentForm {
        things: "computers\nchemical detectors".into(),
        also: "premises renovated".into(),
        source_title: "Newsletter of 2016".into(),
        ..Default::default()
    };
    NewEquipment::parse(&form).expect("equipment")
}

async fn read(t: &mut Tx, viewer: &domain::Viewer, unit: &str) -> String {
    match units::equipment_of(t, viewer, unit).await {
        Ok(rows) => rows.iter().map(|row| row.things.join(", ")).collect::<Vec<_>>().join("; "),
        Err(refused) => told(Err::<(), _>(refused)),
    }
}

both_databases!(computers_whose_number_is_not_published, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let borders = person(&db, "borders", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(told(units::record_equipment(t, &malika, NOW, "IMT-TER", &computers()).await), "forbidden");
    assert_eq!(told(units::record_equipment(t, &dana, NOW, "IMT-XYZ", &computers()).await), "not found");
    let items_before = items::list(t, &dana, &Asked::default()).await.expect("items").rows.len();
    let id = units::record_equipment(t, &dana, NOW, "IMT-TER", &computers()).await.expect("recorded");
    let office = units::record_equipment(t, &dana, NOW, "BLO-DUS", &computers()).await.expect("recorded");
    assert_eq!(
        items::list(t, &dana, &Asked::default()).await.expect("items").rows.len(),
        items_before,
        "no number is invented"
    );
    let words = "computers, chemical detectors";
    for viewer in [&dana, &japan, &malika] {
        assert_eq!(read(t, viewer, "IMT-TER").await, words, "{}", viewer.login);
    }
    assert_eq!(read(t, &borders, "IMT-TER").await, "not found", "it does not man the team");
    assert_eq!(read(t, &japan, "BLO-DUS").await, "not found", "a donor reads no single office");
    let right = NewEquipment { things: vec!["computers".into()], ..computers() };
    assert_eq!(told(units::update_equipment(t, &japan, NOW, id, 1, &right).await), "forbidden");
    assert_eq!(units::update_equipment(t, &dana, NOW, id, 1, &right).await.expect("put right"), "IMT-TER");
    assert_ne!(told(units::update_equipment(t, &dana, NOW, id, 1, &right).await), "done", "somebody was faster");
    assert_eq!(read(t, &japan, "IMT-TER").await, "computers");
    units::withdraw_equipment(t, &dana, NOW, id, "Another unit").await.expect("withdrawn");
    assert_eq!(
        (read(t, &japan, "IMT-TER").await.as_str(), read(t, &dana, "IMT-TER").await.as_str()),
        ("", "computers")
    );
    assert!(told(units::withdraw_equipment(t, &dana, NOW, id, "Again").await).contains("withdrawn already"));
    assert_eq!(told(units::withdraw_equipment(t, &japan, NOW, office, "Wrong").await), "forbidden");
});
