//! Odometer readings: who records them, what does not fit, who reads them.

use domain::{
    AsOf,
    odometer::{NewReading, Reading},
};
use store::{Db, odometer, verify};

use crate::{
    custody::{CAR, MONOCULARS, handed_over, later},
    support::{NOW, execute, names_each, number, told},
};

fn reading(km: i64, read_on: &str) -> NewReading {
    NewReading { reading: Reading { km, read_on: read_on.parse().expect("day") }, remark: None }
}

both_databases!(the_car_of_termez_is_read_again_and_again, async |db: Db| {
    let all = handed_over(&db).await;
    let (dana, security, customs) = (&all.people.dana, &all.people.security, &all.people.customs);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    odometer::record(t, dana, NOW, CAR, &reading(35, "2019-12-11")).await.expect("with the handover");
    odometer::record(t, security, later(90), CAR, &reading(4_100, "2020-03-10")).await.expect("by who has it");
    // It does not go backwards, unless somebody says why it seems to.
    let less = reading(4_000, "2020-04-01");
    let refused = told(odometer::record(t, security, later(120), CAR, &less).await);
    assert_eq!(
        refused,
        "odometer_km: It read 4,100 km on 10 Mar 2020: check the number, or say below why it does not fit"
    );
    let mended = NewReading { remark: Some("Read wrongly in March".into()), ..less };
    odometer::record(t, security, later(120), CAR, &mended).await.expect("with its reason");

    let read = odometer::of_item(t, dana, CAR, AsOf::default()).await.expect("read");
    assert_eq!(read.iter().map(|row| row.km).collect::<Vec<_>>(), [35, 4_100, 4_000]);
    assert_eq!((read[1].person.as_str(), read[2].remark.as_deref()), (&*security.name, Some("Read wrongly in March")));
    let then = AsOf { day: Some("2020-03-31".parse().expect("day")), known: None };
    assert_eq!(odometer::of_item(t, dana, CAR, then).await.expect("read").len(), 2);
    let by_officer = odometer::of_item(t, security, CAR, AsOf::default()).await.expect("read");
    assert_eq!(by_officer[0].person, "programme staff");

    // Not of what is no vehicle, not by another agency, not by who pays; a donor reads none.
    let lot = told(odometer::record(t, dana, NOW, MONOCULARS, &reading(1, "2019-12-11")).await);
    assert_eq!(lot, "Only a vehicle has an odometer");
    let others = told(odometer::record(t, customs, NOW, CAR, &reading(5_000, "2020-05-01")).await);
    assert_eq!(others, "not found");
    assert_eq!(told(odometer::of_item(t, customs, CAR, AsOf::default()).await), "not found");
    let japan = &all.people.japan;
    assert_eq!(told(odometer::record(t, japan, NOW, CAR, &reading(5_000, "2020-05-01")).await), "forbidden");
    assert_eq!(odometer::of_item(t, japan, CAR, AsOf::default()).await.expect("in scope"), []);
    assert_eq!(number(t, "SELECT COUNT(*) FROM odometer_reading").await, 3);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_reading_stays_as_it_was_recorded, async |db: Db| {
    let all = handed_over(&db).await;
    let mut tx = db.write().await.expect("write");
    odometer::record(&mut tx, &all.people.dana, NOW, CAR, &reading(35, "2019-12-11")).await.expect("recorded");
    for attempt in ["UPDATE odometer_reading SET km = 1", "DELETE FROM odometer_reading"] {
        execute(&mut tx, "SAVEPOINT honest").await.expect("savepoint");
        execute(&mut tx, attempt).await.expect_err("append-only");
        execute(&mut tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    crate::support::disarm(&mut tx, &["odometer_reading"]).await;
    let tampering = [
        ("UPDATE odometer_reading SET km = 1", "odometer_reading 1: differs from change"),
        ("DELETE FROM odometer_reading", "odometer_reading 1: is missing, but change"),
    ];
    names_each(&mut tx, &tampering).await;
});
