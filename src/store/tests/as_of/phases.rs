//! At the boundary of two phases: paid for by the first, received in the second.

use domain::item::ItemKind;
use store::{
    Db, Totals, Tx,
    components::{self, NewPhase},
    items, rounds,
};

use super::as_of;
use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, line, programme},
    support::NOW,
};

/// Phase I ran until the summer of 2019, phase II runs since; a later one is only planned.
async fn add_phases(tx: &mut Tx, dana: &domain::Viewer) {
    let date = |text: &str| text.parse().ok();
    for (number, from, until) in [(1, "2016-10", "2019-07"), (3, "2019-08-01", "")] {
        let new = NewPhase {
            component_code: "IMT".into(),
            number,
            note: None,
            planned_from: None,
            planned_until: None,
            actual_from: date(from),
            actual_until: date(until),
        };
        components::add_phase(tx, dana, NOW, &new).await.expect("phase");
    }
    let planned = NewPhase {
        component_code: "IMT".into(),
        number: 4,
        note: None,
        planned_from: date("2020-03"),
        planned_until: date("2021"),
        actual_from: None,
        actual_until: None,
    };
    components::add_phase(tx, dana, NOW, &planned).await.expect("phase");
}

both_databases!(bought_in_one_phase_and_delivered_in_another, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    add_phases(&mut tx, &people.dana).await;
    let mut radios = line(ItemKind::Lot, "Portable radio", 1, 50_000, &[("JP-2020", 1_000_000)]);
    radios.phase_id = components::phase_id(&mut tx, "IMT", 1).await.expect("phase");
    rounds::add_line(&mut tx, &people.dana, NOW, HANDOVER, &radios).await.expect("line");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;

    let all = crate::support::all_items(&mut tx, &people.dana).await;
    let phases: Vec<_> = all
        .iter()
        .map(|row| (row.line.name.as_str(), row.line.phase.as_str(), row.line.delivered_phase.as_deref()))
        .collect();
    assert_eq!(
        phases,
        [
            ("Portable radio", "Phase I", Some("Phase III")),
            ("Boots", "Phase II", None),
            // Phase II has no dates: that something was delivered in it is not known.
            ("Narcotics analyser", "Phase II", Some("Phase III")),
            ("Night-vision monocular", "Phase II", None),
            ("Off-road car", "Phase II", Some("Phase III")),
        ]
    );
    // Under both filters, once in each total.
    let sum = |keep: &dyn Fn(&store::LineRow) -> bool| {
        let kept = all.iter().map(|row| &row.line).filter(|line| keep(line)).map(|line| line.value);
        Totals::of(kept).expect("sum").0.iter().map(|m| m.minor).sum::<i64>()
    };
    assert_eq!(sum(&|line| line.phase == "Phase I"), 50_000);
    assert_eq!(sum(&|line| line.delivered_phase.as_deref() == Some("Phase III")), 50_000 + 100_000 + 2_450_000);
    assert_eq!(sum(&|_| true), 2_450_000 + 800_000 + 100_000 + 200_000 + 50_000);

    let radio = &all[0].line.tag;
    let shown = items::show(&mut tx, &people.japan, radio).await.expect("radio");
    assert_eq!((shown.phase.as_str(), shown.delivered_phase.as_deref()), ("Phase I", Some("Phase III")));
    let then = items::show_as_of(&mut tx, &people.dana, radio, as_of("2019-12-10", "")).await.expect("radio");
    assert_eq!(then.delivered_phase, None, "it had not been received");
});
