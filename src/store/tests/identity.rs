//! A number is one thing's, whichever way it comes in and however it is written.

use domain::item::{Identity, ItemKind};
use store::{Db, Tx, items, rounds};

use crate::{
    chain::{line, phase, programme},
    support::{NOW, execute, number, told},
};

const DRAFT: &str = "R-DRAFT";
const ALL_FROM_JAPAN: &[(&str, i64)] = &[("JP-2020", 1_000_000)];

async fn radio(tx: &mut Tx, serial: &str, make: Option<&str>) -> domain::round::NewLine {
    let mut radio = line(ItemKind::Equipment, "Radio", 1, 100_000, ALL_FROM_JAPAN);
    radio.phase_id = phase(tx).await;
    radio.item.make = make.map(str::to_owned);
    radio.item.identity = Identity { serial: Some(serial.to_owned()), ..Identity::default() };
    radio
}

both_databases!(a_line_by_hand_takes_no_number_twice, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let first = radio(&mut tx, "ab 1234", Some("Orion")).await;
    let tag = rounds::add_line(&mut tx, dana, NOW, DRAFT, &first).await.expect("the first");
    let kept = items::show(&mut tx, dana, &tag).await.expect("item").identity.and_then(|identity| identity.serial);
    assert_eq!(kept.as_deref(), Some("ab 1234"), "as it was written");
    for copy in ["AB-1234", "АВ1234", "ＡＢ–1234", "AB\u{200b}1234"] {
        let again = radio(&mut tx, copy, Some("ORION")).await;
        let refused = told(rounds::add_line(&mut tx, dana, NOW, DRAFT, &again).await);
        assert!(
            refused.starts_with(&format!("serial: Serial number {copy} is registered already as {tag}")),
            "{refused}"
        );
    }
    for other in ["AB-1235", "AB.1234"] {
        let new = radio(&mut tx, other, Some("Orion")).await;
        rounds::add_line(&mut tx, dana, NOW, DRAFT, &new).await.expect(other);
    }
    let makers_own = radio(&mut tx, "AB-1234", Some("Beta")).await;
    rounds::add_line(&mut tx, dana, NOW, DRAFT, &makers_own).await.expect("another maker's");
    tx.commit().await.expect("committed");

    let mut tx = db.write().await.expect("write");
    let cars: Vec<_> = ["01 A 123 BC", "01a123bc"]
        .into_iter()
        .zip(["JTMHV05J604120001", "JTMHV05J604120002"])
        .map(|(plate, vin)| {
            let mut car = line(ItemKind::Vehicle, "Car", 1, 1, ALL_FROM_JAPAN);
            car.phase_id = first.phase_id;
            car.item.identity.vin = Some(vin.to_owned());
            car.item.identity.plate = Some(plate.to_owned());
            car
        })
        .collect();
    let car = rounds::add_line(&mut tx, dana, NOW, DRAFT, &cars[0]).await.expect("a car");
    let refused = told(rounds::add_line(&mut tx, dana, NOW, DRAFT, &cars[1]).await);
    assert_eq!(refused, format!("plate: Plate 01a123bc is registered already as {car}, written “01 A 123 BC”"));
    // The car's own line can be corrected: its numbers are its own.
    let id = number(&mut tx, "SELECT MAX(id) FROM line").await;
    rounds::replace_line(&mut tx, dana, NOW, DRAFT, id, &cars[0]).await.expect("corrected");
    rounds::remove_line(&mut tx, dana, NOW, DRAFT, id).await.expect("removed");
    rounds::add_line(&mut tx, dana, NOW, DRAFT, &cars[1]).await.expect("nobody has the plate any more");
    assert!(store::verify::verify(&mut tx).await.expect("read").is_ok());
});

both_databases!(numbers_of_before_are_compared_as_well, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let old = radio(&mut tx, "OLD-7", None).await;
    let tag = rounds::add_line(&mut tx, &people.dana, NOW, DRAFT, &old).await.expect("an old one");
    tx.commit().await.expect("committed");
    // As a portal of before left it.
    let mut tx = db.write().await.expect("write");
    execute(&mut tx, "DELETE FROM item_number").await.expect("emptied");
    execute(&mut tx, "DELETE FROM now_made").await.expect("made by older rules");
    tx.commit().await.expect("committed");
    db.migrate().await.expect("brought up to date");
    let mut tx = db.write().await.expect("write");
    let again = radio(&mut tx, "old 7", Some("Orion")).await;
    let refused = told(rounds::add_line(&mut tx, &people.dana, NOW, DRAFT, &again).await);
    assert_eq!(refused, format!("serial: Serial number old 7 is registered already as {tag}, written “OLD-7”"));
});
