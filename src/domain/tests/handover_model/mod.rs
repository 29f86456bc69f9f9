//! A handover from the draft to the write-off as a model of one screen after the other: the rules of `domain` joined up, without
//! a database. The pure histories run on it alone, and the store is held against it.

use chrono::NaiveDate;
use domain::{
    PartialDate, Refusal, Role, Timestamp,
    custody::{
        self, Claim, Event, History, Keeper, Place,
        movement::{Answer, AnswerKind, Movement, MovementKind, MovementState, Party},
        title::{self, Transfer},
    },
    discrepancy::{Kind, State},
    handover::{Actor, discrepancy, line, round},
    receipt::Count,
    round::{Counted, Progress, RoundStatus, Step as RoundStep},
};

mod after;
pub mod balance;
pub mod dice;
pub mod generate;
mod steps;

pub use steps::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub keeper: Keeper,
    pub quantity: i64,
    pub counted: Counted,
    pub version: i64,
    /// Every count that was accepted.
    pub counts: Vec<Count>,
    /// Of its item.
    pub history: History,
    pub titles: Vec<Transfer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    pub line: usize,
    pub kind: Kind,
    pub quantity: i64,
    /// No longer short, by later counts.
    pub found: i64,
    pub settled: bool,
}

impl Discrepancy {
    pub fn left(&self) -> i64 {
        if self.settled { 0 } else { self.quantity - self.found }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub line: usize,
    pub quantity: i64,
    pub decided_on: Option<NaiveDate>,
    pub rules: Movement,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub now: Timestamp,
    /// With who took it.
    pub taken: Vec<(RoundStep, Who)>,
    pub held_on: Option<NaiveDate>,
    pub lines: Vec<Line>,
    pub discrepancies: Vec<Discrepancy>,
    pub movements: Vec<Proposed>,
}

type Done = Result<(), Refusal>;

impl Model {
    /// A draft with these lines.
    pub fn new(now: Timestamp, lines: &[(Keeper, i64)]) -> Self {
        let line = |(keeper, quantity): &(Keeper, i64)| Line {
            keeper: *keeper,
            quantity: *quantity,
            counted: Counted::default(),
            version: 1,
            counts: Vec::new(),
            history: History::new(*quantity, Vec::new()),
            titles: Vec::new(),
        };
        Model {
            now,
            taken: Vec::new(),
            held_on: None,
            lines: lines.iter().map(line).collect(),
            discrepancies: Vec::new(),
            movements: Vec::new(),
        }
    }

    /// Tries a step. What is refused leaves everything as it was.
    ///
    /// # Errors
    /// The rules refuse it.
    pub fn take(&mut self, step: &Step) -> Done {
        let mut next = self.clone();
        next.attempt(step)?;
        *self = next;
        Ok(())
    }

    fn attempt(&mut self, step: &Step) -> Done {
        match step {
            Step::Schedule(by) => self.step(*by, RoundStep::Scheduled),
            Step::Cancel(by) => self.step(*by, RoundStep::Cancelled),
            Step::Dispatch(by, day) => self.dispatch(*by, *day),
            Step::Count(by, day, counts) => self.count(*by, *day, counts),
            Step::Settle(by, place) => self.settle(*by, *place),
            Step::Reassign { by, line, from, to, quantity } => {
                allowed(*by, &[Role::Staff, Role::Officer])?;
                own(*by, *from)?;
                self.propose(
                    *by,
                    *line,
                    MovementKind::Reassignment,
                    Place::Unit(*from),
                    Place::Unit(*to),
                    *quantity,
                    None,
                )?;
                let rules = &mut self.movements.last_mut().expect("just proposed").rules;
                if let Some(kind) = rules.said_by_proposing() {
                    rules.answers.push(Answer { kind, person: by.person() });
                }
                Ok(())
            }
            Step::Return { by, line, from, quantity } => {
                allowed(*by, &[Role::Officer])?;
                own(*by, *from)?;
                self.propose(*by, *line, MovementKind::Return, Place::Unit(*from), Place::Store, *quantity, None)
            }
            Step::WriteOff { by, line, from, quantity, decided_on } => {
                allowed(*by, &[Role::Staff])?;
                self.past(*decided_on)?;
                self.propose(*by, *line, MovementKind::WriteOff, *from, Place::WrittenOff, *quantity, Some(*decided_on))
            }
            Step::Answer { by, movement, say } => self.answer(*by, *movement, *say),
            Step::Lose { by, line, from, stolen, quantity, on } => {
                self.reporter(*by, *from)?;
                let to = if *stolen { Place::Stolen(*from) } else { Place::Lost(*from) };
                self.append(*line, from.map_or(Place::Store, Place::Unit), to, *quantity, *on)
            }
            Step::Find { by, line, from, stolen, to_store, quantity, on } => {
                if by.role() != Role::Staff || from.is_none() || !to_store {
                    self.reporter(*by, *from)?;
                }
                if *to_store && by.role() != Role::Staff {
                    return Err(Refusal::Forbidden);
                }
                let gone = if *stolen { Place::Stolen(*from) } else { Place::Lost(*from) };
                let to = from.filter(|_| !to_store).map_or(Place::Store, Place::Unit);
                self.append(*line, gone, to, *quantity, *on)
            }
            Step::Pass { by, line, from, to, quantity, on } => self.pass(*by, *line, *from, *to, *quantity, *on),
        }
    }

    pub fn today(&self) -> NaiveDate {
        self.now.day()
    }

    /// The line that a step is about; `None`: several.
    pub fn line_of(&self, step: &Step) -> Option<usize> {
        match step {
            Step::Schedule(_) | Step::Dispatch(..) | Step::Cancel(_) | Step::Count(..) => None,
            Step::Settle(_, place) => self.discrepancies.get(*place).map(|found| found.line),
            Step::Answer { movement, .. } => self.movements.get(*movement).map(|moving| moving.line),
            Step::Reassign { line, .. }
            | Step::Return { line, .. }
            | Step::WriteOff { line, .. }
            | Step::Lose { line, .. }
            | Step::Find { line, .. }
            | Step::Pass { line, .. } => Some(*line),
        }
    }

    /// The lines of an agency, or all.
    pub fn status(&self, agency: Option<i64>) -> RoundStatus {
        let lines = || self.lines.iter().filter(|l| agency.is_none_or(|agency| l.keeper.agency == agency));
        let steps: Vec<RoundStep> = self.taken.iter().map(|(step, _)| *step).collect();
        let progress = Progress {
            dispatched: lines().map(|l| l.quantity).sum(),
            outstanding: lines().map(|l| l.at(true).outstanding()).sum(),
            receipts: lines().map(|l| l.counts.len() as i64).sum(),
        };
        RoundStatus::of(&steps, progress)
    }

    fn actor(&self, who: Who) -> Actor {
        let dispatched =
            self.taken.iter().any(|(step, by)| *step == RoundStep::Dispatched && by.person() == who.person());
        match (who.role(), dispatched) {
            (Role::Administrator, _) => Actor::Administrator,
            (Role::Donor, _) => Actor::Donor,
            (Role::Coordinator | Role::FocalPoint, _) => Actor::Stranger,
            (Role::Staff, true) => Actor::Dispatcher,
            (Role::Staff, false) => Actor::Staff,
            (Role::Officer, _) if self.lines.iter().all(|l| Some(l.keeper.agency) != who.agency()) => Actor::Outsider,
            (Role::Officer, true) => Actor::TurnedOfficer,
            (Role::Officer, false) => Actor::Officer,
        }
    }

    fn check_round(&self, by: Who, deed: round::Deed) -> Done {
        let at = round::At { status: self.status(by.agency()), has_lines: !self.lines.is_empty() };
        round::check(at, deed, self.actor(by)).map(drop)
    }

    fn step(&mut self, by: Who, step: RoundStep) -> Done {
        self.check_round(by, round::Deed::of(step).expect("a step of a round that has lines"))?;
        self.taken.push((step, by));
        Ok(())
    }

    fn dispatch(&mut self, by: Who, day: NaiveDate) -> Done {
        self.step(by, RoundStep::Dispatched)?;
        self.past(day)?;
        self.held_on = Some(day);
        for place in 0..self.lines.len() {
            let (keeper, quantity) = (self.lines[place].keeper, self.lines[place].quantity);
            self.append(place, Place::Store, Place::Transit(keeper), quantity, day)?;
        }
        Ok(())
    }

    fn count(&mut self, by: Who, day: NaiveDate, counts: &[Count]) -> Done {
        let actor = self.actor(by);
        self.check_round(by, round::Deed::CountPart)?;
        self.past(day)?;
        if self.held_on.is_none_or(|held| day < held) || counts.is_empty() {
            return Err(Refusal::invalid("received_on", "Not on this day"));
        }
        for count in counts {
            let place = count.line as usize;
            let line = self.lines.get_mut(place).filter(|l| Some(l.keeper.agency) == by.agency());
            let line = line.ok_or(Refusal::NotFound)?;
            let next = line::check(line.at(true), count, actor)?;
            (line.counted, line.version) = (next.counted, next.version);
            line.counts.push(count.clone());
            let (keeper, sequence) = (line.keeper, line.counts.len());
            self.differ(place, count, sequence);
            if count.received > 0 {
                self.append(place, Place::Transit(keeper), Place::Unit(keeper), count.received, day)?;
            }
        }
        Ok(())
    }

    /// What is short in the second and later counts of a line was short in the first.
    fn differ(&mut self, line: usize, count: &Count, sequence: usize) {
        let short = if sequence == 1 { count.short } else { 0 };
        let differences = [
            (Kind::Short, short),
            (Kind::Surplus, count.surplus),
            (Kind::Damaged, count.damaged),
            (Kind::Refused, count.refused),
        ];
        if sequence > 1 {
            let was = self.discrepancies.iter_mut().find(|d| d.line == line && d.kind == Kind::Short);
            was.expect("a second count follows a short one").found += count.expected - count.short;
        }
        let new = differences.into_iter().filter(|(_, quantity)| *quantity > 0);
        self.discrepancies.extend(new.map(|(kind, quantity)| Discrepancy {
            line,
            kind,
            quantity,
            found: 0,
            settled: false,
        }));
    }

    fn settle(&mut self, by: Who, place: usize) -> Done {
        let actor = self.actor(by);
        let today = self.today();
        let found = self.discrepancies.get_mut(place).ok_or(Refusal::NotFound)?;
        let state = State::of(found.settled, found.left(), None, today);
        discrepancy::check(state, discrepancy::Deed::Settle, actor)?;
        found.settled = true;
        Ok(())
    }

    fn past(&self, day: NaiveDate) -> Done {
        if day > self.today() { Err(Refusal::invalid("occurred_on", "In the future")) } else { Ok(()) }
    }
}

impl Line {
    pub fn at(&self, sent: bool) -> line::At {
        line::At { sent: Some(sent), quantity: self.quantity, counted: self.counted, version: self.version }
    }
}

fn allowed(by: Who, roles: &[Role]) -> Done {
    if roles.contains(&by.role()) { Ok(()) } else { Err(Refusal::Forbidden) }
}

fn own(by: Who, keeper: Keeper) -> Done {
    if by.agency().is_some_and(|agency| agency != keeper.agency) { Err(Refusal::NotFound) } else { Ok(()) }
}
