//! Who does what in a history.

use super::*;

pub const SECURITY: i64 = 1;
pub const CUSTOMS: i64 = 2;
pub const TERMEZ: i64 = 1;
pub const DUSTLIK: i64 = 2;

pub const KEEPERS: [Keeper; 4] = [
    Keeper { unit: TERMEZ, agency: SECURITY },
    Keeper { unit: DUSTLIK, agency: SECURITY },
    Keeper { unit: TERMEZ, agency: CUSTOMS },
    Keeper { unit: DUSTLIK, agency: CUSTOMS },
];

/// Who can do something in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Dana,
    Rustam,
    Admin,
    Aziz,
    Botir,
    Kamola,
    Lola,
    Japan,
    /// Dana, were she an officer of the security service by now.
    DanaTurned,
}

impl Who {
    pub const ALL: [Who; 9] = [
        Who::Dana,
        Who::Rustam,
        Who::Admin,
        Who::Aziz,
        Who::Botir,
        Who::Kamola,
        Who::Lola,
        Who::Japan,
        Who::DanaTurned,
    ];

    pub fn role(self) -> Role {
        match self {
            Who::Dana | Who::Rustam => Role::Staff,
            Who::Admin => Role::Administrator,
            Who::Aziz | Who::Botir | Who::Kamola | Who::Lola | Who::DanaTurned => Role::Officer,
            Who::Japan => Role::Donor,
        }
    }

    pub fn agency(self) -> Option<i64> {
        match self {
            Who::Aziz | Who::Botir | Who::DanaTurned => Some(SECURITY),
            Who::Kamola | Who::Lola => Some(CUSTOMS),
            _ => None,
        }
    }

    /// One account, whatever it is now.
    pub fn person(self) -> i64 {
        if self == Who::DanaTurned { Who::Dana as i64 } else { self as i64 }
    }

    pub fn party(self) -> Party {
        Party { person: self.person(), role: self.role(), agency: self.agency() }
    }
}

/// What somebody tries. Lines, discrepancies and movements are named by their place in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Schedule(Who),
    Dispatch(Who, NaiveDate),
    Cancel(Who),
    /// `Count::line` is the place of the line.
    Count(Who, NaiveDate, Vec<Count>),
    Settle(Who, usize),
    Reassign {
        by: Who,
        line: usize,
        from: Keeper,
        to: Keeper,
        quantity: i64,
    },
    Return {
        by: Who,
        line: usize,
        from: Keeper,
        quantity: i64,
    },
    WriteOff {
        by: Who,
        line: usize,
        from: Place,
        quantity: i64,
        decided_on: NaiveDate,
    },
    Answer {
        by: Who,
        movement: usize,
        say: AnswerKind,
    },
    /// From a unit, or (`None`) from UNODC's store.
    Lose {
        by: Who,
        line: usize,
        from: Option<Keeper>,
        stolen: bool,
        quantity: i64,
        on: NaiveDate,
    },
    Find {
        by: Who,
        line: usize,
        from: Option<Keeper>,
        stolen: bool,
        to_store: bool,
        quantity: i64,
        on: NaiveDate,
    },
    Pass {
        by: Who,
        line: usize,
        from: Option<i64>,
        to: i64,
        quantity: i64,
        on: NaiveDate,
    },
}
