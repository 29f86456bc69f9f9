//! Invented histories of a handover of fifty steps each, on the rules alone: schedule, dispatch, count, refuse, count again,
//! settle, reassign, return, lose, find, write off, pass title. After every step everything balances.
//!
//! A history that fails is made as short as it can be and printed with its seed. `PORTAL_TEST_HISTORIES` is how many are
//! played (a hundred thousand in a soak), `PORTAL_TEST_SEED` the first one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use domain::{Timestamp, custody::Keeper};

use crate::{
    handover_model::{Model, Step, dice::Dice, generate},
    sample,
};

const STEPS: usize = 50;
/// 10 Dec 2019, 12:00 in Tashkent.
const BEGIN: Timestamp = Timestamp(1_575_961_200_000);

/// A history so far: the lines, and each step with the seconds that went by before it.
#[derive(Debug, Default)]
struct History {
    lines: Vec<(Keeper, i64)>,
    steps: Vec<(i64, Step)>,
}

#[derive(Debug, Default)]
struct Figures {
    accepted: AtomicU64,
    refused: AtomicU64,
}

fn play(seed: u64, figures: &Figures) -> Result<(), History> {
    let mut dice = Dice::new(seed);
    let mut history = History { lines: generate::lines(&mut dice), steps: Vec::new() };
    let mut model = Model::new(BEGIN, &history.lines);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..STEPS {
        let passed = if dice.one_in(2) { 60 } else { 86_400 };
        model.now = model.now.plus_seconds(passed);
        let step = model.next(&mut dice);
        history.steps.push((passed, step));
        let (_, step) = history.steps.last().expect("just pushed");
        let last = history.steps.len() == STEPS;
        match catch_unwind(AssertUnwindSafe(|| try_step(&mut model, step, last, &mut dice))) {
            Ok(true) => accepted += 1,
            Ok(false) => refused += 1,
            Err(_) => return Err(history),
        }
    }
    figures.accepted.fetch_add(accepted, Ordering::Relaxed);
    figures.refused.fetch_add(refused, Ordering::Relaxed);
    Ok(())
}

fn try_step(model: &mut Model, step: &Step, last: bool, dice: &mut Dice) -> bool {
    let done = model.take(step).is_ok();
    // What was refused changed nothing: it was balanced before. At the end everything is looked at once more.
    if last {
        model.assert_balanced(None, dice);
    } else if done {
        model.assert_balanced(model.line_of(step), dice);
    }
    done
}

fn fails(lines: &[(Keeper, i64)], steps: &[(i64, Step)], seed: u64) -> bool {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let (mut model, mut dice) = (Model::new(BEGIN, lines), Dice::new(seed));
        for (passed, step) in steps {
            model.now = model.now.plus_seconds(*passed);
            try_step(&mut model, step, true, &mut dice);
        }
    }));
    played.is_err()
}

/// Leaves out every step without which it still fails.
fn shortest(mut history: History, seed: u64) -> History {
    let mut at = 0;
    while at < history.steps.len() {
        let mut fewer = history.steps.clone();
        let (passed, _) = fewer.remove(at);
        if let Some(next) = fewer.get_mut(at) {
            next.0 += passed;
        }
        if fails(&history.lines, &fewer, seed) {
            history.steps = fewer;
        } else {
            at += 1;
        }
    }
    history
}

#[test]
fn everything_balances_whatever_people_do() {
    let (histories, first) = (sample::figure("PORTAL_TEST_HISTORIES", 5_000, 100_000), sample::seed());
    let (next, figures) = (AtomicU64::new(first), Figures::default());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let failed = thread::scope(|scope| {
        let work = || loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + histories {
                return None;
            }
            if let Err(history) = play(seed, &figures) {
                next.store(u64::MAX / 2, Ordering::Relaxed);
                return Some((seed, history));
            }
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().find_map(|worker| worker.join().expect("a worker"))
    });
    if let Some((seed, history)) = failed {
        let history = shortest(history, seed);
        panic!("history {seed} does not balance; PORTAL_TEST_SEED={seed} plays it again:\n{history:#?}");
    }
    let (accepted, refused) = (figures.accepted.into_inner(), figures.refused.into_inner());
    println!("{histories} histories: {accepted} steps accepted, {refused} refused");
    // Both have to happen often, or the histories say nothing.
    let steps = histories * STEPS as u64;
    assert_eq!(accepted + refused, steps);
    assert!(accepted > steps / 4 && refused > steps / 10, "{accepted} accepted, {refused} refused");
}
