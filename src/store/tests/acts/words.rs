//! Names on an act are those of its day, in every language.

use store::acts::{Subject, Translation};

use super::*;

fn say(subject: Subject, key: &str, ru: &str) -> Translation {
    Translation { subject, key: key.into(), ru: Some(ru.into()), uz: None }
}

both_databases!(an_old_handover_keeps_the_old_name_in_russian_too, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("day");
    let old = [say(Subject::Agency, "SSS", "Служба национальной безопасности")];
    let new = [
        say(Subject::Agency, "SSS", "Служба государственной безопасности"),
        say(Subject::UnitName, "IMT-TER", "ММГ «Термез»"),
        say(Subject::UnitPlace, "IMT-TER", "г. Термез"),
        say(Subject::Word, "Off-road car", "Автомобиль повышенной проходимости"),
    ];
    assert_eq!(acts::translate(&mut tx, &people.dana, NOW, day("2017-01-01"), &old).await.expect("old"), 1);
    assert_eq!(acts::translate(&mut tx, &people.dana, NOW, day("2019-12-10"), &new).await.expect("new"), 4);
    assert_eq!(acts::translate(&mut tx, &people.dana, NOW, day("2019-12-10"), &new).await.expect("again"), 0);
    store::rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("scheduled");
    store::rounds::dispatch(&mut tx, &people.dana, NOW, HANDOVER, day("2017-05-01")).await.expect("dispatched");
    let facts = acts::facts(&mut tx, &people.dana, HANDOVER, "SSS").await.expect("facts");
    assert_eq!(facts.number, "HA-2017-001");
    assert_eq!(
        (facts.agency.en.as_str(), facts.agency.ru.as_deref()),
        ("National Security Service", Some("Служба национальной безопасности"))
    );
    assert_eq!(facts.units[0].name.ru.as_deref(), Some("ММГ «Термез»"));
    assert_eq!(facts.lines[0].name.ru.as_deref(), Some("Автомобиль повышенной проходимости"));
    assert_eq!(told(acts::translate(&mut tx, &people.security, NOW, NOW.day(), &new).await), "forbidden");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
