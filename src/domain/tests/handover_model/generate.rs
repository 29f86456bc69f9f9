//! Steps as people might take them: mostly what is possible and who may do it, now and then something old, foreign, too much
//! or too late.

use chrono::{Days, NaiveDate};
use domain::{
    AsOf,
    custody::{Keeper, Place, movement::AnswerKind},
    item::Condition,
    receipt::Count,
    round::RoundStatus,
};

use super::{CUSTOMS, KEEPERS, Model, SECURITY, Step, Who, dice::Dice};

/// What the lines of a history are: a single thing or a lot, for some unit.
pub fn lines(dice: &mut Dice) -> Vec<(Keeper, i64)> {
    (0..dice.number(2, 4)).map(|_| (dice.of(&KEEPERS), if dice.one_in(3) { 1 } else { dice.number(2, 9) })).collect()
}

impl Model {
    /// The next step, and how many days went by before it.
    pub fn next(&self, dice: &mut Dice) -> Step {
        match self.status(None) {
            RoundStatus::Draft if !dice.one_in(6) => Step::Schedule(staff(dice)),
            RoundStatus::Scheduled if !dice.one_in(4) => Step::Dispatch(staff(dice), self.day(dice)),
            // Called off early now and then; the things stay in store and live on.
            RoundStatus::Draft | RoundStatus::Scheduled if dice.one_in(8) => Step::Cancel(staff(dice)),
            RoundStatus::Dispatched | RoundStatus::Receiving if dice.one_in(3) => self.counting(dice),
            _ => self.later(dice),
        }
    }

    fn later(&self, dice: &mut Dice) -> Step {
        let line = dice.below(self.lines.len());
        match dice.below(21) {
            0 => self.counting(dice),
            1 => Step::Schedule(dice.of(&Who::ALL)),
            2 => Step::Dispatch(dice.of(&Who::ALL), self.day(dice)),
            3 if dice.one_in(3) => Step::Cancel(dice.of(&Who::ALL)),
            4 | 5 if !self.discrepancies.is_empty() => Step::Settle(staff(dice), dice.below(self.discrepancies.len())),
            6..=8 => {
                let (from, quantity) = self.held_by_a_unit(line, dice);
                let by = if dice.one_in(4) { staff(dice) } else { officer(from, dice) };
                let others: Vec<Keeper> = KEEPERS.into_iter().filter(|keeper| *keeper != from).collect();
                Step::Reassign { by, line, from, to: dice.of(&others), quantity }
            }
            9 => {
                let (from, quantity) = self.held_by_a_unit(line, dice);
                Step::Return { by: officer(from, dice), line, from, quantity }
            }
            10 | 11 => {
                let (from, quantity) = self.somewhere(line, dice);
                Step::WriteOff { by: staff(dice), line, from, quantity, decided_on: self.day(dice) }
            }
            12..=15 if !self.movements.is_empty() => self.answering(dice),
            16 | 17 => {
                let (from, quantity) = self.held_by_a_unit(line, dice);
                let (stolen, on) = (dice.one_in(3), self.day(dice));
                if dice.one_in(6) {
                    return Step::Lose { by: staff(dice), line, from: None, stolen, quantity, on };
                }
                Step::Lose { by: officer(from, dice), line, from: Some(from), stolen, quantity, on }
            }
            18 => self.finding(line, dice),
            _ => {
                let (agencies, on) = ([None, Some(SECURITY), Some(CUSTOMS)], self.day(dice));
                let most = self.lines[line].quantity + i64::from(dice.one_in(9));
                let quantity = dice.number(1, most);
                let (from, to) = (dice.of(&agencies), dice.of(&[SECURITY, CUSTOMS]));
                Step::Pass { by: staff(dice), line, from, to, quantity, on }
            }
        }
    }

    /// Mostly today or the last days, now and then in the future.
    fn day(&self, dice: &mut Dice) -> NaiveDate {
        let today = self.today();
        if dice.one_in(25) {
            return today + Days::new(1);
        }
        today - Days::new(if dice.one_in(2) { 0 } else { dice.below(12) as u64 })
    }

    /// Where pieces of a line's item are with a unit, and some of them; a unit that has none now and then.
    fn held_by_a_unit(&self, line: usize, dice: &mut Dice) -> (Keeper, i64) {
        let now = self.lines[line].history.on(AsOf::default()).expect("adds up");
        let held: Vec<(Keeper, i64)> =
            KEEPERS.into_iter().map(|k| (k, now.at(Place::Unit(k)))).filter(|(_, n)| *n > 0).collect();
        if held.is_empty() || dice.one_in(10) {
            return (dice.of(&KEEPERS), dice.number(1, self.lines[line].quantity));
        }
        let (keeper, there) = dice.of(&held);
        (keeper, some(there, dice))
    }

    fn somewhere(&self, line: usize, dice: &mut Dice) -> (Place, i64) {
        let now = self.lines[line].history.on(AsOf::default()).expect("adds up");
        let places: Vec<(Place, i64)> =
            now.iter().filter(|(place, _)| !matches!(place, Place::Transit(_) | Place::WrittenOff)).collect();
        if places.is_empty() || dice.one_in(10) {
            return (dice.of(&[Place::Store, Place::Lost(None), Place::Unit(KEEPERS[0])]), 1);
        }
        let (place, there) = dice.of(&places);
        (place, some(there, dice))
    }

    fn finding(&self, line: usize, dice: &mut Dice) -> Step {
        let now = self.lines[line].history.on(AsOf::default()).expect("adds up");
        let gone: Vec<(Place, i64)> =
            now.iter().filter(|(place, _)| matches!(place, Place::Lost(_) | Place::Stolen(_))).collect();
        let on = self.day(dice);
        let (place, there) = if gone.is_empty() { (Place::Lost(Some(KEEPERS[0])), 1) } else { dice.of(&gone) };
        let (from, stolen, quantity) = (place.keeper(), matches!(place, Place::Stolen(_)), some(there, dice));
        let to_store = from.is_none() || dice.one_in(4);
        let by = match from {
            Some(keeper) if !to_store => officer(keeper, dice),
            _ => staff(dice),
        };
        Step::Find { by, line, from, stolen, to_store, quantity, on }
    }

    fn answering(&self, dice: &mut Dice) -> Step {
        // Mostly one of the newest.
        let movement = self.movements.len() - 1 - dice.below(self.movements.len().min(3));
        let missing = self.movements[movement].rules.missing();
        let say = if missing.is_empty() || dice.one_in(5) { dice.of(AnswerKind::ALL) } else { dice.of(&missing) };
        let rules = &self.movements[movement].rules;
        let by = match (say, rules.giver(), rules.receiver()) {
            _ if dice.one_in(12) => dice.of(&Who::ALL[..8]),
            (AnswerKind::Giving, Some(keeper), _) | (AnswerKind::Receiving, _, Some(keeper)) => officer(keeper, dice),
            (AnswerKind::Programme, ..) => staff(dice),
            _ => dice.of(&Who::ALL[..8]),
        };
        Step::Answer { by, movement, say }
    }

    /// A receipt of one to three lines.
    fn counting(&self, dice: &mut Dice) -> Step {
        let first = dice.below(self.lines.len());
        let agency = self.lines[first].keeper.agency;
        let mut counts = vec![self.count_of(first, dice)];
        for place in 0..self.lines.len() {
            let fits = self.lines[place].keeper.agency == agency || dice.one_in(20);
            if fits && dice.one_in(3) && (place != first || dice.one_in(20)) {
                counts.push(self.count_of(place, dice));
            }
        }
        let by = if dice.one_in(15) { dice.of(&Who::ALL) } else { officer(self.lines[first].keeper, dice) };
        Step::Count(by, self.day(dice), counts)
    }

    fn count_of(&self, place: usize, dice: &mut Dice) -> Count {
        let line = &self.lines[place];
        let awaited = line.at(true).outstanding();
        let expected = if dice.one_in(30) { line.quantity } else { awaited };
        // Mostly a part only, so that a line is counted more than once.
        let most = if dice.one_in(3) { expected } else { (expected + 1) / 2 };
        let received = dice.number(0, most);
        let short = if dice.one_in(4) { dice.number(0, expected - received) } else { expected - received };
        let damaged = dice.number(0, expected - received - short);
        Count {
            line: place as i64,
            expected,
            version: line.version - i64::from(dice.one_in(30)),
            received,
            short,
            damaged,
            refused: expected - received - short - damaged + i64::from(dice.one_in(30)),
            surplus: i64::from(dice.one_in(10)),
            condition: dice.of(Condition::ALL),
            found: Default::default(),
            remark: dice.one_in(4).then(|| "Box 7 was open".to_owned()),
        }
    }
}

fn some(there: i64, dice: &mut Dice) -> i64 {
    if dice.one_in(12) { there + 1 } else { dice.number(1, there) }
}

fn staff(dice: &mut Dice) -> Who {
    if dice.one_in(15) { dice.of(&Who::ALL[..8]) } else { dice.of(&[Who::Dana, Who::Rustam]) }
}

/// Somebody of the agency, or (rarely) of another.
fn officer(keeper: Keeper, dice: &mut Dice) -> Who {
    if dice.one_in(15) {
        return dice.of(&Who::ALL[..8]);
    }
    if keeper.agency == SECURITY { dice.of(&[Who::Aziz, Who::Botir]) } else { dice.of(&[Who::Kamola, Who::Lola]) }
}
