//! Labels: a tag names one thing for good.

use domain::{item::ItemKind, round::NewLine};
use store::{
    Db, MIGRATIONS, Tx,
    components::{self, NewComponent, NewPhase},
    items, rounds, verify,
};

use crate::{
    chain::{HANDOVER, line, phase, programme},
    support::{NOW, execute, number, told, whole_round},
};

const ALL_FROM_JAPAN: &[(&str, i64)] = &[("JP-2020", 1_000_000)];

async fn lamp(tx: &mut Tx) -> NewLine {
    NewLine { phase_id: phase(tx).await, ..line(ItemKind::Lot, "Head lamp", 12, 36_000, ALL_FROM_JAPAN) }
}

async fn newest_line(tx: &mut Tx) -> i64 {
    number(tx, "SELECT MAX(id) FROM line").await
}

both_databases!(a_tag_is_never_given_to_another_thing, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let new = lamp(&mut tx).await;
    let first = rounds::add_line(&mut tx, dana, NOW, "R-DRAFT", &new).await.expect("lamps");
    let (id, item) = (newest_line(&mut tx).await, number(&mut tx, "SELECT MAX(id) FROM item").await);
    rounds::remove_line(&mut tx, dana, NOW, "R-DRAFT", id).await.expect("taken out");
    let second = rounds::add_line(&mut tx, dana, NOW, "R-DRAFT", &new).await.expect("other lamps");
    assert_eq!((first.as_str(), second.as_str()), ("IMT-000005", "IMT-000006"));
    assert_eq!(told(items::show(&mut tx, dana, &first).await), "not found", "the label leads nowhere else");
    assert!(newest_line(&mut tx).await > id && number(&mut tx, "SELECT MAX(id) FROM item").await > item);
    tx.commit().await.expect("commit");
    for backwards in [
        "UPDATE number_given SET last = last - 1",
        "UPDATE number_given SET thing = 'line' WHERE thing = 'item'",
        "DELETE FROM number_given",
    ] {
        let mut tx = db.write().await.expect("write");
        let refused = execute(&mut tx, backwards).await.expect_err(backwards).to_string();
        assert!(refused.contains("a number is given once"), "{refused}");
    }
});

both_databases!(a_corrected_line_keeps_its_tag_and_its_number, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let car = whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines[0].clone();
    let item = number(&mut tx, "SELECT MIN(id) FROM item").await;
    // Neither another value nor another component makes another thing of it.
    let borders = NewComponent {
        code: "BLO".into(),
        title: "Border Liaison Offices".into(),
        programme_code: None,
        countries: vec!["UZ".into()],
        agency_codes: vec!["SCC".into()],
    };
    components::add(&mut tx, dana, NOW, &borders).await.expect("another component");
    let phase_of_it = NewPhase {
        component_code: "BLO".into(),
        number: 1,
        note: None,
        planned_from: None,
        planned_until: None,
        actual_from: None,
        actual_until: None,
    };
    components::add_phase(&mut tx, dana, NOW, &phase_of_it).await.expect("its phase");
    let other = "SELECT MIN(p.id) FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code <> 'IMT'";
    let (imt, other) = (phase(&mut tx).await, number(&mut tx, other).await);
    for (phase_id, value) in [(imt, 2_600_000), (other, 2_600_000), (imt, 2_500_000)] {
        let corrected = NewLine { phase_id, ..line(ItemKind::Vehicle, "Off-road car, long", 1, value, ALL_FROM_JAPAN) };
        let tag = rounds::replace_line(&mut tx, dana, NOW, HANDOVER, car.id, &corrected).await.expect("corrected");
        assert_eq!(tag, car.tag);
        verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    }
    let lines = whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines;
    let now = lines.iter().find(|line| line.id == car.id).expect("the same line");
    assert_eq!(
        (now.tag.as_str(), now.name.as_str(), now.value.minor),
        (car.tag.as_str(), "Off-road car, long", 2_500_000)
    );
    assert_eq!(number(&mut tx, "SELECT MIN(id) FROM item").await, item);
    let new = lamp(&mut tx).await;
    let lamps = rounds::add_line(&mut tx, dana, NOW, HANDOVER, &new).await.expect("lamps");
    assert_eq!(lamps, "IMT-000005", "a correction uses up no number");
    // The VIN of another car stays that one's.
    let second = NewLine { phase_id: imt, ..line(ItemKind::Vehicle, "Car", 1, 1, ALL_FROM_JAPAN) };
    let id = newest_line(&mut tx).await;
    let refused = told(rounds::replace_line(&mut tx, dana, NOW, HANDOVER, id, &second).await);
    assert_eq!(refused, "vin: VIN JTMHV05J604123456 is registered already as IMT-000001");
});

both_databases!(a_portal_from_before_gives_no_tag_again_that_its_chain_knows, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let new = lamp(&mut tx).await;
    for _ in 0..3 {
        rounds::add_line(&mut tx, dana, NOW, "R-DRAFT", &new).await.expect("lamps");
        let id = newest_line(&mut tx).await;
        rounds::remove_line(&mut tx, dana, NOW, "R-DRAFT", id).await.expect("taken out");
    }
    tx.commit().await.expect("commit");
    db.run_for_tests("DROP TABLE number_given").await.expect("as it was");
    let (_, _, sqlite, postgres) = MIGRATIONS.iter().find(|(number, ..)| *number == 19).expect("the migration");
    let text = if matches!(db, Db::Sqlite { .. }) {
        (*sqlite).to_owned()
    } else {
        format!("DROP FUNCTION number_grows; {postgres}")
    };
    db.run_for_tests(&text).await.expect("migrated");
    let mut tx = db.write().await.expect("write");
    let tag = rounds::add_line(&mut tx, dana, NOW, "R-DRAFT", &new).await.expect("lamps");
    assert_eq!((tag.as_str(), newest_line(&mut tx).await), ("IMT-000008", 8));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
