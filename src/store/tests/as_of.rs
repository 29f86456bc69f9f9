//! Two clocks: what was true on a day, and what the portal knew of it then.

mod phases;
mod shares;

use domain::{
    AsOf, Timestamp, Viewer,
    change::Entity,
    item::Condition,
    receipt::{Count, NewReceipt},
    round::LineState,
    unit::change::{ChangeKind, NewChange},
};
use store::{
    Db, Tx, changes,
    grants::{self, NotYet},
    items,
    list::Asked,
    receipts, rounds, units,
};

use crate::{
    chain::{HANDOVER, People, dispatch, programme},
    support::{NOW, told},
};

/// 12 Dec 2019 is the day on which everything of the small programme is written down.
const LATER: i64 = 30 * 24 * 3600;

/// `as_of("2019-12-10", "")`
fn as_of(day: &str, known: &str) -> AsOf {
    AsOf::parse(day, known).expect("dates")
}

async fn tag(tx: &mut Tx, people: &People, name: &str) -> String {
    let all = crate::support::all_items(tx, &people.dana).await;
    all.into_iter().find(|row| row.line.name == name).expect(name).line.tag
}

/// The officer counts two of the monoculars, thirty days after they came.
async fn count_two_late(tx: &mut Tx, officer: &Viewer, at: Timestamp) {
    let line = rounds::lines_to_count(tx, officer, HANDOVER).await.expect("lines").remove(0);
    let count = Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received: 2,
        short: line.outstanding - 2,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::Good,
        remark: None,
        found: Default::default(),
    };
    let new = NewReceipt {
        received_on: "2019-12-20".parse().expect("day"),
        counts: vec![count],
        remark: Some("Late".into()),
    };
    receipts::record(tx, officer, at, HANDOVER, &new, "receipt-of-january").await.expect("receipt");
}

async fn state(tx: &mut Tx, viewer: &Viewer, tag: &str, at: AsOf) -> Option<(LineState, i64, i64)> {
    let shown = items::show_as_of(tx, viewer, tag, at).await.ok()?;
    let line = &shown.lines.last()?.line;
    Some((line.state, line.counted.received, line.outstanding))
}

both_databases!(before_and_after_a_dispatch, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let car = tag(&mut tx, &people, "Off-road car").await;
    let before = Some((LineState::Planned, 0, 1));
    let after = Some((LineState::Awaiting, 0, 1));
    for (day, known, expected) in [
        ("2019-12-09", "", before),
        ("2019-12-10", "", after),
        ("", "", after),
        // Nothing of it was written down on the day of the handover.
        ("", "2019-12-11", None),
        ("2019-12-10", "2019-12-11", None),
        ("2019-12-10", "2019-12-12", after),
    ] {
        assert_eq!(state(&mut tx, &people.dana, &car, as_of(day, known)).await, expected, "{day} {known}");
    }
    // A donor and an officer see then what they would have seen then.
    for (viewer, day, seen) in [
        (&people.japan, "2019-12-09", false),
        (&people.japan, "2019-12-10", true),
        (&people.security, "2019-12-09", true),
        (&people.customs, "2019-12-10", false),
    ] {
        let told = told(items::show_as_of(&mut tx, viewer, &car, as_of(day, "")).await);
        assert_eq!(told == "done", seen, "{} {day}: {told}", viewer.login);
    }
    let then = items::show_as_of(&mut tx, &people.dana, &car, as_of("2019-12-09", "")).await.expect("car");
    assert!(then.custody.is_empty() && then.lines[0].round.day.is_none());
    let now = items::show(&mut tx, &people.dana, &car).await.expect("car");
    assert_eq!((now.custody.len(), now.lines[0].round.day), (1, "2019-12-10".parse().ok()));
});

both_databases!(a_receipt_that_is_written_down_late, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_two_late(&mut tx, &people.customs, NOW.plus_seconds(LATER)).await;
    let monoculars = tag(&mut tx, &people, "Night-vision monocular").await;
    let (awaiting, counted) = (Some((LineState::Awaiting, 0, 4)), Some((LineState::PartlyAccepted, 2, 2)));
    for (day, known, expected) in [
        ("2019-12-19", "", awaiting),
        ("2019-12-20", "", counted),
        ("2019-12-31", "2019-12-31", awaiting),
        ("", "2019-12-31", awaiting),
        ("2019-12-31", "2020-01-31", counted),
        ("2019-12-19", "2020-01-31", awaiting),
        ("", "", counted),
    ] {
        assert_eq!(state(&mut tx, &people.customs, &monoculars, as_of(day, known)).await, expected, "{day} {known}");
    }
    let unknown = as_of("2019-12-31", "2019-12-31");
    let then = items::show_as_of(&mut tx, &people.dana, &monoculars, unknown).await.expect("monoculars");
    assert!(then.lines[0].receipts.is_empty());
    assert_eq!(then.custody.len(), 1, "only the transit");
    let held = units::sent(&mut tx, &people.dana, "BLO-DUS", unknown).await.expect("sent").coming.rows;
    assert!(held[0].receipt.is_none() && held[0].line.counted.received == 0);
    let held = units::sent(&mut tx, &people.dana, "BLO-DUS", AsOf::default()).await.expect("sent").coming.rows;
    assert!(held[0].receipt.is_some() && held[0].line.counted.received == 2);

    // The grant that paid for them counts along.
    let confirmed = async |tx: &mut Tx, at: AsOf| {
        let grant = grants::show_as_of(tx, &people.japan, "JP-2020", at).await.expect("grant");
        let items = grants::bought(tx, &people.japan, "JP-2020", at, &Asked::default()).await.expect("bought").rows;
        let signed = items.iter().filter(|item| item.signed.is_some()).count();
        (grant.row.dispatched_items, grant.row.confirmed.0.iter().map(|m| m.minor).sum::<i64>(), signed)
    };
    assert_eq!(confirmed(&mut tx, AsOf::default()).await, (2, 400_000, 1));
    assert_eq!(confirmed(&mut tx, unknown).await, (2, 0, 0));
    assert_eq!(confirmed(&mut tx, as_of("2019-12-20", "")).await, (2, 400_000, 1));
    assert_eq!(confirmed(&mut tx, as_of("2019-12-09", "")).await, (0, 0, 0));
});

both_databases!(a_round_is_called_off_from_when_it_was_known, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let boots = tag(&mut tx, &people, "Boots").await;
    rounds::cancel(&mut tx, &people.dana, NOW.plus_seconds(LATER), "R-DRAFT", "Snow on the pass").await.expect("off");
    for (known, cancelled) in [("2019-12-31", false), ("2020-01-31", true), ("", true)] {
        let then = items::show_as_of(&mut tx, &people.dana, &boots, as_of("", known)).await.expect("boots");
        assert_eq!(then.lines[0].round.cancelled, cancelled, "{known}");
    }
});

both_databases!(before_the_signing_nothing_of_a_grant_is_there, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    // Signed on 27 Feb 2019, written down on 12 Dec 2019.
    for (day, known, there) in [
        ("2019-02-26", "", Some(NotYet::Unsigned("2019-02-27".parse().expect("day")))),
        ("2019-02-27", "", None),
        ("", "2019-12-11", Some(NotYet::Unknown)),
        ("2019-12-10", "2019-12-12", None),
    ] {
        for viewer in [&people.dana, &people.japan] {
            let at = as_of(day, known);
            let grant = grants::show_as_of(&mut tx, viewer, "JP-2020", at).await.expect("grant");
            assert_eq!(grant.not_yet, there, "{day} {known}");
            let bought = grants::bought(&mut tx, viewer, "JP-2020", at, &Asked::default()).await.expect("bought");
            assert_eq!(grant.row.ceiling.is_none(), there.is_some(), "{day} {known}");
            if there.is_some() {
                let row = &grant.row;
                assert_eq!((row.items, row.dispatched_items, grant.units, bought.rows.len()), (0, 0, 0, 0));
                assert!(row.dispatched.0.is_empty() && grant.allocations.is_empty() && grant.quotes.is_empty());
                assert!(row.signed_on.is_none() && grant.signed_at.is_none() && bought.sums.0.is_empty());
            }
        }
    }
});

both_databases!(before_a_unit_worked_nothing_of_it_is_there, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let change = NewChange {
        kind: ChangeKind::Working,
        on: domain::PartialDate::Month(2018, 5).into(),
        planned_for: None,
        place: None,
        agency_codes: Vec::new(),
        reason: None,
        source: None,
    };
    let version = changes::version(&mut tx, &people.dana, Entity::Unit, "IMT-TER").await.expect("version");
    units::change(&mut tx, &people.dana, NOW, "IMT-TER", version, &change).await.expect("works");
    for (day, known, there) in
        [("2018-04-30", "", false), ("2018-05-01", "", true), ("", "2019-12-11", false), ("", "2019-12-12", true)]
    {
        let (unit, _) = units::show_as_of(&mut tx, &people.dana, "IMT-TER", as_of(day, known)).await.expect("unit");
        assert_eq!(unit.not_yet.is_none(), there, "{day} {known}");
        assert_eq!(unit.row.agencies.is_empty(), !there, "{day} {known}: {:?}", unit.row);
    }
});
