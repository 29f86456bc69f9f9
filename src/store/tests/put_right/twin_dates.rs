//! What a twin brings to the record that stays.

use domain::{
    PartialDate,
    phase::MetOn,
    unit::{NewUnit, UnitKind},
};
use store::{
    Db, Tx,
    merges::{self, Noun},
    units,
};

use super::{
    clean,
    twins::{merge_units, unit},
};
use crate::{
    chain::programme,
    support::{NOW, told},
};

both_databases!(a_twin_brings_the_dates_that_the_other_one_has_not, async |db: Db| {
    let dana = programme(&db).await.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let since = |year: &str| Some(MetOn { date: year.parse().expect("a year"), by: true });
    let works = NewUnit { since: since("2017"), ..unit("IMT-JIZ", UnitKind::Imt, "Jizzakh") };
    units::add(t, &dana, NOW, &works).await.expect("works");
    let planned = NewUnit { planned: "2016".parse().ok(), ..unit("IMT-JZX", UnitKind::Imt, "Jizzax") };
    units::add(t, &dana, NOW, &planned).await.expect("planned");
    let dates = async |t: &mut Tx, code: &str| {
        let row = units::show(t, &dana, code).await.expect(code).row;
        (row.since, row.planned.map(PartialDate::words))
    };
    assert_eq!(merge_units(t, &dana, "IMT-JIZ", "IMT-JZX", "Entered twice").await, "done");
    assert_eq!(dates(t, "IMT-JZX").await, (since("2017"), Some("2016".to_owned())));
    clean(t).await;
    let apart = merges::part(t, &dana, NOW.plus_seconds(120), Noun::Unit, "IMT-JIZ", "Two towns").await;
    assert_eq!(told(apart), "done");
    assert_eq!(dates(t, "IMT-JZX").await, (None, Some("2016".to_owned())));
    assert_eq!(dates(t, "IMT-JIZ").await.0, since("2017"));
    clean(t).await;
});
