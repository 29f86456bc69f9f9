//! The store against the model of `domain/tests/handover_model`: invented histories of fifty steps, from the draft to the
//! write-off. Every step is accepted or refused by both alike, what is refused changes nothing, and afterwards both say the same
//! of every line, piece, owner, discrepancy and movement.
//!
//! `PORTAL_TEST_STORE_HISTORIES` is how many are played on each database, `PORTAL_TEST_SEED` the first one.

mod act;
#[path = "../../domain/tests/handover_model/mod.rs"]
mod model;
mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use domain::{AsOf, custody::Place, custody::title, round::RoundStatus};
use store::{
    Db, LineRow, Totals, Tx, custody,
    rounds::{Tally, TallyAgency},
    titles,
};

use crate::{
    sample,
    support::{NOW, all_discrepancies, execute, whole_round},
};
use model::{Model, Step, dice::Dice, generate};
use world::World;

/// As many as a test run has patience for, and as many as a soak has.
const SAMPLE: u64 = 20;
const WHOLE: u64 = 500;
const STEPS: usize = 50;
const ROUND: &str = "R-HISTORY";

async fn play(db: &Db, world: &mut World, seed: u64, told: &mut Vec<(Step, bool)>) {
    let mut dice = Dice::new(seed);
    let mut tx = db.write().await.expect("write");
    let lines = generate::lines(&mut dice);
    world.begin(&mut tx, &lines).await;
    let mut model = Model::new(NOW, &lines);
    for number in 0..STEPS {
        model.now = model.now.plus_seconds(if dice.one_in(2) { 60 } else { 86_400 });
        let step = model.next(&mut dice);
        told.push((step.clone(), false));
        let expected = model.take(&step);
        execute(&mut tx, "SAVEPOINT step").await.expect("savepoint");
        let before = changes(&mut tx).await;
        let answer = act::act(&mut tx, world, &model, &step, number).await;
        assert_eq!(answer == "done", expected.is_ok(), "the store says: {answer}; the model: {expected:?}");
        if answer == "done" {
            execute(&mut tx, "RELEASE SAVEPOINT step").await.expect("release");
            assert!(changes(&mut tx).await > before, "an audit row stands beside the fact");
            told.last_mut().expect("just pushed").1 = true;
            compare_line(&mut tx, world, &model, model.line_of(&step)).await;
        } else {
            execute(&mut tx, "ROLLBACK TO SAVEPOINT step").await.expect("rollback");
        }
    }
    model.assert_balanced(None, &mut dice);
    compare(&mut tx, world, &model).await;
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    tx.rollback().await.expect("rollback");
}

async fn changes(tx: &mut Tx) -> i64 {
    crate::support::number(tx, "SELECT COUNT(*) FROM change").await
}

async fn compare(tx: &mut Tx, world: &World, model: &Model) {
    for place in 0..model.lines.len() {
        compare_line(tx, world, model, Some(place)).await;
    }
    world.assert_registers_follow(tx).await;
    let stored = all_discrepancies(tx, &world.dana, model.today()).await;
    let mut stored: Vec<_> = stored.iter().map(|d| (world.place_of(&d.tag), d.kind, d.quantity, d.left)).collect();
    let mut modelled: Vec<_> = model.discrepancies.iter().map(|d| (d.line, d.kind, d.quantity, d.left())).collect();
    stored.sort_unstable();
    modelled.sort_unstable();
    assert_eq!(stored, modelled);
    let moving = act::movements(tx, world).await;
    for (number, movement) in model.movements.iter().enumerate() {
        let id = act::movement_id(number);
        let row = moving.iter().find(|row| row.public_id == id).expect("stored as well");
        assert_eq!((row.state, row.quantity), (movement.rules.state(), movement.quantity), "{id}");
    }
    assert_eq!(moving.len(), model.movements.len());
}

/// One line with its item; the round as all see it.
async fn compare_line(tx: &mut Tx, world: &World, model: &Model, place: Option<usize>) {
    let round = whole_round(tx, &world.dana, ROUND).await.expect("round");
    assert_eq!(round.status, model.status(None));
    assert_eq!(round.tally, tally(&round.lines));
    assert_eq!(round.value, Totals::of(round.lines.iter().map(|line| line.value)).expect("a sum"));
    assert_eq!(round.confirmed, Totals::of(round.lines.iter().map(LineRow::confirmed)).expect("a sum"));
    let sent = !matches!(round.status, RoundStatus::Draft | RoundStatus::Scheduled | RoundStatus::Cancelled);
    assert_eq!(round.lines.len(), model.lines.len());
    for (row, line) in round.lines.iter().zip(&model.lines) {
        let at = line.at(sent);
        assert_eq!((row.state, row.outstanding, row.version), (at.state(), at.outstanding(), line.version));
        assert_eq!((row.quantity, row.counts), (line.quantity, line.counts.len() as i64));
        let (told, counted) = (row.counted, line.counted);
        let figures = |c: domain::round::Counted| (c.received, c.damaged, c.refused, c.surplus, c.remarked);
        assert_eq!(figures(told), figures(counted));
    }
    let Some(place) = place else { return };
    let (row, line) = (&round.lines[place], &model.lines[place]);
    let held = custody::held_of(tx, &world.dana, row.item_id, AsOf::default()).await.expect("holdings");
    let held: Vec<(Place, i64)> = held.iter().map(|held| (world.modelled(held.place), held.quantity)).collect();
    let holdings = line.history.on(AsOf::default()).expect("adds up");
    let mut expected: Vec<(Place, i64)> = holdings.iter().collect();
    expected.sort_unstable();
    let mut held = held;
    held.sort_unstable();
    assert_eq!(held, expected, "who holds {}", row.tag);
    let owned = titles::of_item(tx, &world.dana, &row.tag, AsOf::default()).await.expect("title");
    let mut owned: Vec<_> = owned.owners.iter().map(|(_, code, quantity)| (code.clone(), *quantity)).collect();
    let owners = title::owners(line.quantity, &line.titles, AsOf::default()).expect("adds up");
    let mut expected: Vec<_> =
        owners.into_iter().map(|(owner, n)| (owner.map(|id| world::agency(id).to_owned()), n)).collect();
    owned.sort_unstable();
    expected.sort_unstable();
    assert_eq!(owned, expected, "who owns {}", row.tag);
}

/// What lines add up to, one by one.
fn tally(lines: &[LineRow]) -> Tally {
    let open = || lines.iter().filter(|line| line.dispatched && line.outstanding > 0);
    let mut agencies: BTreeMap<&str, TallyAgency> = BTreeMap::new();
    for line in lines {
        let (code, name) = (line.agency_code.clone(), line.agency_name.clone());
        let agency = agencies.entry(&line.agency_code).or_insert(TallyAgency { code, name, done: true });
        agency.done &= line.outstanding == 0;
    }
    let phases: BTreeSet<_> = lines.iter().map(|line| (line.component_code.clone(), line.phase.clone())).collect();
    let units: BTreeSet<String> = lines.iter().map(|line| line.unit.label.clone()).collect();
    Tally {
        lines: lines.len() as i64,
        counted: lines.iter().filter(|line| line.outstanding == 0).count() as i64,
        open_lines: open().count() as i64,
        expected: open().map(|line| line.outstanding).sum(),
        missing: lines.iter().map(|l| l.counted.short + l.counted.damaged + l.counted.refused).sum(),
        phases: phases.into_iter().collect(),
        agencies: agencies.into_values().collect(),
        units: units.into_iter().collect(),
    }
}

/// Prints the history when it is dropped before its end.
struct Printed<'a> {
    seed: u64,
    steps: &'a mut Vec<(Step, bool)>,
}

impl Drop for Printed<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("history {} (PORTAL_TEST_SEED plays it again), accepted or not:", self.seed);
            self.steps.iter().for_each(|(step, done)| println!("{done:<5} {step:?}"));
        }
    }
}

both_databases!(the_store_does_what_the_rules_say, async |db: Db| {
    let mut world = World::make(&db).await;
    let (histories, first) = (sample::figure("PORTAL_TEST_STORE_HISTORIES", SAMPLE, WHOLE), sample::seed());
    let (start, mut accepted) = (Instant::now(), 0);
    for seed in first..first + histories {
        let mut steps = Vec::new();
        let printed = Printed { seed, steps: &mut steps };
        play(&db, &mut world, seed, printed.steps).await;
        accepted += printed.steps.iter().filter(|(_, done)| *done).count();
        drop(printed);
    }
    println!("{histories} histories, {accepted} steps accepted, in {:.1?}", start.elapsed());
    assert!(accepted as u64 > histories * 10, "the histories are too short to say anything: {accepted}");
});
