//! What happens to things after they were received.

use super::*;

impl Model {
    /// Movements of an item that wait, with what they speak for.
    pub(super) fn claims(&self, line: usize) -> Vec<Claim> {
        let open = self.movements.iter().enumerate();
        let open = open.filter(|(_, m)| m.line == line && m.rules.state() == MovementState::Open);
        open.map(|(place, m)| Claim { movement: place as i64, place: m.rules.from, quantity: m.quantity }).collect()
    }

    #[expect(clippy::too_many_arguments, reason = "one proposal, spelled out where it is made")]
    pub(super) fn propose(
        &mut self,
        by: Who,
        line: usize,
        kind: MovementKind,
        from: Place,
        to: Place,
        quantity: i64,
        decided_on: Option<NaiveDate>,
    ) -> Done {
        let now = self.lines[line].history.on(Default::default()).expect("adds up");
        if custody::free(&now, from, &self.claims(line)) < quantity {
            return Err(Refusal::invalid("quantity", "More than is free"));
        }
        let rules = Movement {
            kind,
            from,
            to,
            proposer: by.party(),
            giving_head: None,
            receiving_head: None,
            answers: Vec::new(),
        };
        self.movements.push(Proposed { line, quantity, decided_on, rules });
        Ok(())
    }

    pub(super) fn answer(&mut self, by: Who, place: usize, say: AnswerKind) -> Done {
        allowed(by, &[Role::Staff, Role::Officer])?;
        let today = self.today();
        let moving = self.movements.get_mut(place).ok_or(Refusal::NotFound)?;
        moving.rules.may(by.party(), say)?;
        moving.rules.answers.push(Answer { kind: say, person: by.person() });
        if moving.rules.state() != MovementState::Done {
            return Ok(());
        }
        let (line, quantity) = (moving.line, moving.quantity);
        let (from, to, day) = (moving.rules.from, moving.rules.to, moving.decided_on.unwrap_or(today));
        self.append(line, from, to, quantity, day)
    }

    /// The one way in which custody changes.
    pub(super) fn append(&mut self, line: usize, from: Place, to: Place, quantity: i64, on: NaiveDate) -> Done {
        self.past(on)?;
        let moved = &mut self.lines[line];
        let event = Event { from, to, quantity, occurred_on: PartialDate::Day(on), recorded_at: self.now };
        moved.history.check(&event, &|_| String::new())?;
        let events = moved.history.events().iter().copied().chain([event]).collect();
        moved.history = History::new(moved.quantity, events);
        let now = moved.history.on(Default::default()).expect("adds up");
        for ended in custody::overtaken(&now, &self.claims(line)) {
            let answers = &mut self.movements[ended as usize].rules.answers;
            answers.push(Answer { kind: AnswerKind::Ended, person: -1 });
        }
        Ok(())
    }

    pub(super) fn pass(
        &mut self,
        by: Who,
        line: usize,
        from: Option<i64>,
        to: i64,
        quantity: i64,
        on: NaiveDate,
    ) -> Done {
        allowed(by, &[Role::Staff])?;
        self.past(on)?;
        let occurred_on = PartialDate::Day(on);
        let new = Transfer { from, to, quantity, occurred_on, recorded_at: self.now };
        let line = &mut self.lines[line];
        title::check(line.quantity, &line.titles, &new, &|_| String::new())?;
        line.titles.push(new);
        Ok(())
    }

    /// An officer reports for its own agency, staff what UNODC had.
    pub(super) fn reporter(&self, by: Who, from: Option<Keeper>) -> Done {
        allowed(by, &[Role::Staff, Role::Officer])?;
        match from {
            None => allowed(by, &[Role::Staff]),
            Some(keeper) => allowed(by, &[Role::Officer]).and_then(|()| own(by, keeper)),
        }
    }
}
