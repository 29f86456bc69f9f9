//! Movements: changes of custody that more than one person decides. Custody passes with the last confirmation, not before.

use super::{Keeper, Place};
use crate::{access::Role, code::words, error::Refusal};

words! {
    /// What is proposed.
    MovementKind {
        /// From a unit to another; both heads confirm, and the programme consents when it leaves the agency.
        Reassignment = "reassignment", "Reassignment";
        /// From a unit back to UNODC; staff accept it.
        Return = "return", "Return to UNODC";
        /// Given up by a decision; a second member of staff approves.
        WriteOff = "write-off", "Write-off";
    }
}

words! {
    /// What a person (or, for the last, an event) says to a movement.
    AnswerKind {
        /// The unit that has it gives it.
        Giving = "giving", "Confirmed by the giving unit";
        /// The unit that gets it takes it.
        Receiving = "receiving", "Confirmed by the receiving unit";
        /// Staff consent, accept or approve.
        Programme = "programme", "Confirmed by the programme";
        Refused = "refused", "Refused";
        /// Taken back by the side that proposed it.
        Withdrawn = "withdrawn", "Withdrawn";
        /// Something else happened to the pieces meanwhile.
        Ended = "ended", "Ended";
    }
}

words! {
    MovementState {
        Open = "open", "Open";
        Done = "done", "Done";
        Refused = "refused", "Refused";
        Withdrawn = "withdrawn", "Withdrawn";
        Ended = "ended", "Ended";
    }
}

/// An answer that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub kind: AnswerKind,
    pub person: i64,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    pub person: i64,
    pub role: Role,
    /// The agency of an officer.
    pub agency: Option<i64>,
}

/// A proposed change of custody with what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub kind: MovementKind,
    pub from: Place,
    pub to: Place,
    pub proposer: Party,
    /// The account of the head of the giving unit, if the head has one: then nobody else confirms for it.
    pub giving_head: Option<i64>,
    pub receiving_head: Option<i64>,
    /// Oldest first.
    pub answers: Vec<Answer>,
}

impl Movement {
    pub fn giver(&self) -> Option<Keeper> {
        self.from.keeper()
    }

    pub fn receiver(&self) -> Option<Keeper> {
        self.to.keeper()
    }

    /// The confirmations without which custody does not pass.
    pub fn needed(&self) -> Vec<AnswerKind> {
        match self.kind {
            MovementKind::Reassignment => {
                let outside = self.giver().map(|k| k.agency) != self.receiver().map(|k| k.agency);
                let programme = outside.then_some(AnswerKind::Programme);
                [AnswerKind::Giving, AnswerKind::Receiving].into_iter().chain(programme).collect()
            }
            MovementKind::Return | MovementKind::WriteOff => vec![AnswerKind::Programme],
        }
    }

    /// Those of [`Movement::needed`] that nobody has given.
    pub fn missing(&self) -> Vec<AnswerKind> {
        self.needed().into_iter().filter(|kind| self.answer(*kind).is_none()).collect()
    }

    pub fn state(&self) -> MovementState {
        let said = |kind| self.answer(kind).is_some();
        if said(AnswerKind::Refused) {
            MovementState::Refused
        } else if said(AnswerKind::Withdrawn) {
            MovementState::Withdrawn
        } else if said(AnswerKind::Ended) {
            MovementState::Ended
        } else if self.missing().is_empty() {
            MovementState::Done
        } else {
            MovementState::Open
        }
    }

    /// May this person say this now? [`AnswerKind::Ended`] is said by nobody.
    ///
    /// # Errors
    /// The role or agency never says it ([`Refusal::Forbidden`]); it is not open any more, was said already, or has to be
    /// said by somebody else.
    pub fn may(&self, by: Party, say: AnswerKind) -> Result<(), Refusal> {
        if !self.concerns(by, say) {
            return Err(Refusal::Forbidden);
        }
        match self.state() {
            MovementState::Open => {}
            MovementState::Done => return Err(Refusal::conflict("Everybody has confirmed this; custody has passed")),
            over => return Err(Refusal::conflict(format!("This was {over} and cannot be answered any more"))),
        }
        if self.answer(say).is_some() {
            return Err(Refusal::conflict(format!("{} already", say.label())));
        }
        match say {
            AnswerKind::Giving => self.may_confirm(by, self.giving_head, AnswerKind::Receiving),
            AnswerKind::Receiving => self.may_confirm(by, self.receiving_head, AnswerKind::Giving),
            AnswerKind::Programme if self.kind == MovementKind::WriteOff && self.proposer.person == by.person => {
                Err(Refusal::conflict("You proposed this write-off; a second person of the staff has to approve it"))
            }
            _ => Ok(()),
        }
    }

    /// What this person can say now.
    pub fn open_to(&self, by: Party) -> Vec<AnswerKind> {
        AnswerKind::ALL.iter().copied().filter(|say| self.may(by, *say).is_ok()).collect()
    }

    /// The confirmation that the proposal itself is: who may confirm for the giving unit, or consent for the programme,
    /// and proposes, has said so. `None` where others have to.
    pub fn said_by_proposing(&self) -> Option<AnswerKind> {
        if self.kind != MovementKind::Reassignment {
            return None;
        }
        let needed = self.missing();
        [AnswerKind::Giving, AnswerKind::Programme]
            .into_iter()
            .find(|say| needed.contains(say) && self.may(self.proposer, *say).is_ok())
    }

    fn answer(&self, kind: AnswerKind) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.kind == kind)
    }

    /// Whether somebody of this role and agency ever says this.
    fn concerns(&self, by: Party, say: AnswerKind) -> bool {
        let officer_of = |keeper: Option<Keeper>| {
            by.role == Role::Officer && by.agency.is_some() && keeper.map(|k| k.agency) == by.agency
        };
        let needed = self.needed();
        match say {
            AnswerKind::Giving => needed.contains(&say) && officer_of(self.giver()),
            AnswerKind::Receiving => needed.contains(&say) && officer_of(self.receiver()),
            AnswerKind::Programme => needed.contains(&say) && by.role == Role::Staff,
            AnswerKind::Refused => [AnswerKind::Giving, AnswerKind::Receiving, AnswerKind::Programme]
                .into_iter()
                .any(|side| self.concerns(by, side)),
            AnswerKind::Withdrawn => by.role == self.proposer.role && by.agency == self.proposer.agency,
            AnswerKind::Ended => false,
        }
    }

    /// For the one side, when somebody else confirmed (or will confirm) for the other.
    fn may_confirm(&self, by: Party, head: Option<i64>, other: AnswerKind) -> Result<(), Refusal> {
        // Who heads both units confirms for one of them; a colleague does for the other.
        let spoke = |head: i64| self.answer(other).is_some_and(|answer| answer.person == head);
        if head.is_some_and(|head| head != by.person && !spoke(head)) {
            return Err(Refusal::conflict("The head of the unit confirms this with an account of their own"));
        }
        if self.answer(other).is_some_and(|answer| answer.person == by.person) {
            return Err(Refusal::conflict(
                "You confirmed for the other unit; somebody else has to confirm for this one",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMEZ: Keeper = Keeper { unit: 1, agency: 10 };
    const SAMARKAND: Keeper = Keeper { unit: 2, agency: 10 };
    const DUSTLIK: Keeper = Keeper { unit: 3, agency: 20 };

    fn officer(person: i64, agency: i64) -> Party {
        Party { person, role: Role::Officer, agency: Some(agency) }
    }

    fn staff(person: i64) -> Party {
        Party { person, role: Role::Staff, agency: None }
    }

    fn movement(kind: MovementKind, to: Place, proposer: Party) -> Movement {
        let from = Place::Unit(TERMEZ);
        Movement { kind, from, to, proposer, giving_head: None, receiving_head: None, answers: Vec::new() }
    }

    fn reassignment(to: Keeper, proposer: Party) -> Movement {
        movement(MovementKind::Reassignment, Place::Unit(to), proposer)
    }

    fn say(movement: &mut Movement, by: Party, kind: AnswerKind) -> String {
        match movement.may(by, kind) {
            Ok(()) => {
                movement.answers.push(Answer { kind, person: by.person });
                movement.state().word().to_owned()
            }
            Err(Refusal::Conflict(words)) => words,
            Err(Refusal::Forbidden) => "forbidden".to_owned(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn within_an_agency_two_people_confirm() {
        let (aziz, botir) = (officer(1, 10), officer(2, 10));
        let mut moving = reassignment(SAMARKAND, aziz);
        assert_eq!(moving.said_by_proposing(), Some(AnswerKind::Giving));
        assert_eq!(say(&mut moving, aziz, AnswerKind::Giving), "open");
        assert_eq!(
            say(&mut moving, aziz, AnswerKind::Receiving),
            "You confirmed for the other unit; somebody else has to confirm for this one"
        );
        assert_eq!(say(&mut moving, officer(3, 20), AnswerKind::Receiving), "forbidden");
        assert_eq!(say(&mut moving, staff(9), AnswerKind::Programme), "forbidden");
        assert_eq!(say(&mut moving, botir, AnswerKind::Receiving), "done");
        assert_eq!(say(&mut moving, botir, AnswerKind::Refused), "Everybody has confirmed this; custody has passed");
    }

    #[test]
    fn a_head_with_an_account_confirms_in_person() {
        let (aziz, botir) = (officer(1, 10), officer(2, 10));
        let mut moving = Movement { giving_head: Some(2), ..reassignment(SAMARKAND, aziz) };
        assert_eq!(moving.said_by_proposing(), None);
        assert_eq!(
            say(&mut moving, aziz, AnswerKind::Giving),
            "The head of the unit confirms this with an account of their own"
        );
        assert_eq!(say(&mut moving, botir, AnswerKind::Giving), "open");
    }

    #[test]
    fn who_heads_both_units_speaks_for_one_and_a_colleague_for_the_other() {
        let (aziz, botir) = (officer(1, 10), officer(2, 10));
        let mut moving = Movement { giving_head: Some(1), receiving_head: Some(1), ..reassignment(SAMARKAND, aziz) };
        assert_eq!(
            say(&mut moving, botir, AnswerKind::Receiving),
            "The head of the unit confirms this with an account of their own"
        );
        assert_eq!(say(&mut moving, aziz, AnswerKind::Giving), "open");
        assert!(say(&mut moving, aziz, AnswerKind::Receiving).starts_with("You confirmed for the other unit"));
        assert_eq!(say(&mut moving, botir, AnswerKind::Receiving), "done");
    }

    #[test]
    fn outside_the_agency_the_programme_consents_as_well() {
        let (aziz, nodira, dana) = (officer(1, 10), officer(3, 20), staff(9));
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let mut moving = reassignment(DUSTLIK, aziz);
            let said = [(aziz, AnswerKind::Giving), (nodira, AnswerKind::Receiving), (dana, AnswerKind::Programme)];
            let states: Vec<String> = order.iter().map(|i| say(&mut moving, said[*i].0, said[*i].1)).collect();
            assert_eq!(states, ["open", "open", "done"]);
        }
        assert_eq!(reassignment(DUSTLIK, dana).said_by_proposing(), Some(AnswerKind::Programme));
        assert_eq!(reassignment(SAMARKAND, dana).said_by_proposing(), None);
    }

    #[test]
    fn a_return_is_accepted_and_a_write_off_approved_by_somebody_else() {
        let (aziz, dana, timur) = (officer(1, 10), staff(9), staff(8));
        let mut back = movement(MovementKind::Return, Place::Store, aziz);
        assert_eq!(back.said_by_proposing(), None);
        assert_eq!(say(&mut back, aziz, AnswerKind::Programme), "forbidden");
        assert_eq!(say(&mut back, dana, AnswerKind::Programme), "done");
        let mut gone = movement(MovementKind::WriteOff, Place::WrittenOff, dana);
        assert_eq!(
            say(&mut gone, dana, AnswerKind::Programme),
            "You proposed this write-off; a second person of the staff has to approve it"
        );
        assert_eq!(say(&mut gone, timur, AnswerKind::Programme), "done");
    }

    #[test]
    fn who_could_confirm_can_refuse_and_who_proposed_can_withdraw() {
        let (aziz, botir, nodira) = (officer(1, 10), officer(2, 10), officer(3, 20));
        let mut moving = reassignment(DUSTLIK, aziz);
        assert_eq!(say(&mut moving, nodira, AnswerKind::Withdrawn), "forbidden");
        assert_eq!(moving.open_to(nodira), [AnswerKind::Receiving, AnswerKind::Refused]);
        assert_eq!(moving.open_to(staff(9)), [AnswerKind::Programme, AnswerKind::Refused]);
        assert!(moving.open_to(officer(4, 30)).is_empty());
        assert_eq!(say(&mut moving, nodira, AnswerKind::Refused), "refused");
        assert_eq!(say(&mut moving, aziz, AnswerKind::Giving), "This was refused and cannot be answered any more");
        let mut other = reassignment(DUSTLIK, aziz);
        assert_eq!(say(&mut other, botir, AnswerKind::Withdrawn), "withdrawn");
    }
}
