//! What must hold after every step, added up another way than the rules add: from the single counts and events, per piece.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    AsOf, Timestamp,
    custody::{Event, Place, movement::MovementState, title},
    discrepancy::Kind,
    round::{LineState, RoundStatus, Step},
};

use super::{Line, Model, dice::Dice};

impl Model {
    /// `touched`: the line that may have changed; `None`: all of them.
    ///
    /// # Panics
    /// Something does not balance.
    pub fn assert_balanced(&self, touched: Option<usize>, dice: &mut Dice) {
        let lines = self.lines.iter().enumerate().filter(|(place, _)| touched.is_none_or(|touched| touched == *place));
        for (place, line) in lines {
            self.assert_counts(place, line);
            assert_custody(line, AsOf::default());
            let (day, known) = (self.some_day(dice), self.some_time(dice));
            assert_custody(line, AsOf { day: Some(day), known: None });
            assert_custody(line, AsOf { day: Some(day), known: Some(known) });
            assert_title(line, AsOf::default());
            assert_title(line, AsOf { day: Some(day), known: Some(known) });
            self.assert_moves(place, line);
        }
        let left = self.lines.iter().any(|line| line.at(true).outstanding() > 0);
        let counted = self.lines.iter().any(|line| !line.counts.is_empty());
        let took = |step| self.taken.iter().filter(|(taken, _)| *taken == step).count();
        assert!([Step::Scheduled, Step::Dispatched, Step::Cancelled].into_iter().all(|step| took(step) <= 1));
        assert!(took(Step::Dispatched) + took(Step::Cancelled) <= 1, "what was sent is not called off");
        let expected = match (took(Step::Cancelled), took(Step::Dispatched), took(Step::Scheduled)) {
            (1, ..) => RoundStatus::Cancelled,
            (_, 1, _) if !left => RoundStatus::Closed,
            (_, 1, _) if counted => RoundStatus::Receiving,
            (_, 1, _) => RoundStatus::Dispatched,
            (_, _, 1) => RoundStatus::Scheduled,
            _ => RoundStatus::Draft,
        };
        assert_eq!(self.status(None), expected);
    }

    fn some_day(&self, dice: &mut Dice) -> NaiveDate {
        self.today() - Days::new(dice.below(40) as u64)
    }

    fn some_time(&self, dice: &mut Dice) -> Timestamp {
        self.now.plus_seconds(-dice.number(0, 40 * 86_400))
    }

    fn assert_counts(&self, place: usize, line: &Line) {
        let sum = |of: fn(&domain::receipt::Count) -> i64| line.counts.iter().map(of).sum::<i64>();
        let (received, damaged, refused) = (sum(|c| c.received), sum(|c| c.damaged), sum(|c| c.refused));
        let (surplus, last) = (sum(|c| c.surplus), line.counts.last().map_or(line.quantity, |c| c.short));
        assert_eq!(received + damaged + refused + last, line.quantity, "counts make what was sent");
        assert_eq!(line.at(true).outstanding(), last);
        let told = line.counted;
        assert_eq!((told.received, told.damaged, told.refused, told.surplus), (received, damaged, refused, surplus));
        let awaited = line.counts.iter().fold(line.quantity, |awaited, count| {
            assert_eq!(count.expected, awaited, "every count begins where the last one ended");
            assert!(awaited > 0, "nothing is counted twice");
            count.short
        });
        assert_eq!((awaited, line.version), (last, 1 + line.counts.len() as i64));
        let state = line.at(self.held_on.is_some()).state();
        let accepted = matches!(state, LineState::Accepted | LineState::AcceptedWithRemarks);
        assert_eq!(accepted, received == line.quantity, "{state}");
        assert_eq!(state == LineState::Refused, damaged + refused == line.quantity, "{state}");
        assert_eq!(state == LineState::PartlyAccepted, received > 0 && !accepted, "{state}");

        let of = |kind| self.discrepancies.iter().filter(move |d| d.line == place && d.kind == kind);
        for (kind, quantity) in [(Kind::Damaged, damaged), (Kind::Refused, refused), (Kind::Surplus, surplus)] {
            assert_eq!(of(kind).map(|d| d.quantity).sum::<i64>(), quantity, "{kind}");
        }
        assert!(of(Kind::Short).count() <= 1);
        let short = if line.counts.is_empty() { 0 } else { last };
        let left: i64 = of(Kind::Short).map(|d| d.quantity - d.found).sum();
        assert_eq!(left, short, "a shortage is what is still awaited");

        let handed_over = |event: &&Event| matches!((event.from, event.to), (Place::Transit(_), Place::Unit(_)));
        let events = line.history.events();
        assert_eq!(
            events.iter().filter(handed_over).map(|e| e.quantity).sum::<i64>(),
            received,
            "custody follows acceptance"
        );
    }

    fn assert_moves(&self, place: usize, line: &Line) {
        let moved = line.history.events().iter().filter(|e| {
            matches!((e.from, e.to), (_, Place::WrittenOff) | (Place::Unit(_), Place::Unit(_) | Place::Store))
        });
        let own = || self.movements.iter().filter(|m| m.line == place);
        let done = own().filter(|m| m.rules.state() == MovementState::Done);
        assert_eq!(moved.count(), done.count(), "custody passes with the last confirmation, and only then");
        let now = line.history.on(AsOf::default()).expect("adds up");
        let mut claimed: BTreeMap<Place, i64> = BTreeMap::new();
        for open in own().filter(|m| m.rules.state() == MovementState::Open) {
            *claimed.entry(open.rules.from).or_default() += open.quantity;
        }
        assert!(claimed.iter().all(|(from, n)| *n <= now.at(*from)), "nobody waits for what is not there");
    }
}

/// What came to a place less what left it; every piece is in one place, and nothing is less than nothing.
fn assert_custody(line: &Line, as_of: AsOf) {
    let counts = |e: &&Event| {
        as_of.day.is_none_or(|day| e.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| e.recorded_at <= known)
    };
    let mut places: BTreeMap<Place, i64> = BTreeMap::from([(Place::Store, line.quantity)]);
    for event in line.history.events().iter().filter(counts) {
        assert!(event.quantity > 0);
        *places.entry(event.from).or_default() -= event.quantity;
        *places.entry(event.to).or_default() += event.quantity;
    }
    places.retain(|_, quantity| *quantity != 0);
    assert!(places.values().all(|quantity| *quantity > 0), "{places:?}");
    assert_eq!(places.values().sum::<i64>(), line.quantity, "every piece has one holder");
    let told: BTreeMap<Place, i64> = line.history.on(as_of).expect("the events add up").iter().collect();
    assert_eq!(told, places);
}

/// Title passes by its own facts alone.
fn assert_title(line: &Line, as_of: AsOf) {
    let mut owners: BTreeMap<Option<i64>, i64> = BTreeMap::from([(None, line.quantity)]);
    for transfer in &line.titles {
        if as_of.day.is_none_or(|day| transfer.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| transfer.recorded_at <= known)
        {
            *owners.entry(transfer.from).or_default() -= transfer.quantity;
            *owners.entry(Some(transfer.to)).or_default() += transfer.quantity;
        }
    }
    owners.retain(|_, quantity| *quantity != 0);
    assert!(owners.values().all(|quantity| *quantity > 0), "{owners:?}");
    assert_eq!(owners.values().sum::<i64>(), line.quantity, "every piece has one owner");
    assert_eq!(title::owners(line.quantity, &line.titles, as_of).expect("the transfers add up"), owners);
}
