//! Items and rounds.

use domain::{
    AsOf,
    change::Entity,
    item::correction::{CorrectedField, CorrectionForm},
};
use store::{Db, Tx, changes, items, rounds};

use super::{DAY, clean, known, version};
use crate::{
    chain::{HANDOVER, programme, round},
    custody::{CAR, handed_over},
    support::{NOW, WholeRound, told, whole_round},
};

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
    // However it is written; and a chassis number is of the same numbering.
    let (vin, chassis) = (String::new(), "jtmhv05j-604 123456".to_owned());
    let written_otherwise = CorrectionForm { vin, chassis, ..taken };
    let answer = told(items::correct(&mut tx, &people.dana, NOW, read, &written_otherwise).await);
    assert!(answer.contains("registered already"), "{answer}");
});

both_databases!(a_dispatched_round_is_completed_and_nothing_that_was_sent_changes, async |db: Db| {
    let staffed = handed_over(&db).await;
    let dana = &staffed.people.dana;
    let mut tx = db.write().await.expect("write");
    let before = whole_round(&mut tx, dana, HANDOVER).await.expect("round");
    let mut new = round("R-OTHER", "A car and monoculars for the south");
    (new.place, new.guests, new.number) = (Some("Termez".into()), Some("The ambassador".into()), Some(5));
    rounds::complete(&mut tx, dana, NOW, HANDOVER, before.version, &new).await.expect("completed");
    let after = whole_round(&mut tx, dana, HANDOVER).await.expect("it keeps its code");
    assert_eq!((after.place.as_deref(), after.number, after.planned_on), (Some("Termez"), Some(5), before.planned_on));
    let pieces = |round: &WholeRound| round.lines.iter().map(|line| line.quantity).sum::<i64>();
    assert_eq!(pieces(&after), pieces(&before));
    let stale = rounds::complete(&mut tx, dana, NOW, HANDOVER, before.version, &new).await;
    assert!(told(stale).starts_with("Changed meanwhile"));
    let history = changes::newest_of(&mut tx, dana, Entity::Round, HANDOVER, 2).await.expect("history");
    assert!(history[0].body.contains("The ambassador") && history[0].deed.word() == "edited");
    clean(&mut tx).await;
});
