//! The ledger of a grant: money events, append-only, and the position that follows from them.
//! Rules: aid systems and money, §2.1–2.5.

use std::fmt;

use chrono::NaiveDate;

use crate::{
    code::words,
    date::{PartialDate, Timestamp},
};

pub mod doubt;
mod entered;
mod position;

pub use entered::{EventForm, NewEvent, RateChoice};
pub use position::{Entry, Position, Sum, Use, programme_support, yen_used};

words! {
    /// What happened to the money.
    EventKind {
        Pledge = "pledge", "Pledge";
        Ceiling = "ceiling", "Ceiling";
        CeilingRevision = "ceiling_revision", "Ceiling revision";
        Receipt = "receipt", "Receipt of funds";
        Expenditure = "expenditure", "Expenditure";
        Commitment = "open_commitment", "Open commitment";
        Release = "commitment_release", "Release of a commitment";
        /// Programme support cost: charged on expenditure, not on the contribution.
        Psc = "psc", "Programme support cost";
        Levy = "levy", "Coordination levy";
        Interest = "interest", "Interest";
        Revaluation = "fx_revaluation", "Exchange revaluation";
        Realised = "fx_realised", "Realised exchange difference";
        /// From one budget line to another: the ledger's sums stay.
        Reprogramming = "reprogramming", "Reprogramming";
        Refund = "refund_to_donor", "Refund to the donor";
    }
}

impl EventKind {
    /// In the currency of the agreement, and in no other.
    pub fn in_grant_currency(self) -> bool {
        matches!(self, Self::Pledge | Self::Ceiling | Self::CeilingRevision | Self::Receipt)
    }

    /// In US dollars, the currency of the accounts, and in no other.
    pub fn in_dollars(self) -> bool {
        matches!(
            self,
            Self::Psc | Self::Levy | Self::Interest | Self::Revaluation | Self::Realised | Self::Reprogramming
        )
    }

    /// It can go either way; the form asks which.
    pub fn has_direction(self) -> bool {
        matches!(self, Self::CeilingRevision | Self::Revaluation | Self::Realised)
    }

    /// A promise: it is not in the accounts.
    pub fn is_promise(self) -> bool {
        matches!(self, Self::Pledge | Self::Ceiling | Self::CeilingRevision)
    }

    /// How the form explains it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Pledge => "The donor announced it; nothing is signed yet",
            Self::Ceiling => "The upper limit of the signed agreement",
            Self::CeilingRevision => "The parties raised or lowered the limit",
            Self::Receipt => "The donor’s money reached the account",
            Self::Expenditure => "Paid for goods or services",
            Self::Commitment => "Ordered and not paid yet",
            Self::Release => "A commitment that was paid or given up",
            Self::Psc => "Charged on expenditure",
            Self::Levy => "Charged on earmarked contributions",
            Self::Interest => "Earned on the balance",
            Self::Revaluation => "Unspent money in another currency, valued anew",
            Self::Realised => "Gained or lost when money was changed or paid",
            Self::Reprogramming => "From one budget line to another, with the donor’s agreement",
            Self::Refund => "Unspent money given back",
        }
    }
}

words! {
    /// How far an entry may be relied on.
    Standing {
        Provisional = "provisional", "provisional";
        Approved = "approved", "approved";
        Rejected = "rejected", "rejected";
    }
}

/// The two clocks of a question: what was true on `day`, as far as the portal knew at `known`. Empty: now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AsOf {
    pub day: Option<NaiveDate>,
    pub known: Option<Timestamp>,
}

impl AsOf {
    /// The last day that counts, as text to compare with a stored date; `9999-12-31` when all do.
    pub fn day_text(self) -> String {
        self.day.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())
    }

    /// The last instant that counts.
    pub fn known_millis(self) -> i64 {
        self.known.map_or(i64::MAX, |known| known.0)
    }

    pub fn is_now(self) -> bool {
        self == AsOf::default()
    }

    /// Reads the two dates of an address: `as_of=2020-06-30`, `known=2020-12-31` (the whole day counts).
    ///
    /// # Errors
    /// Which of the two cannot be read.
    pub fn parse(as_of: &str, known: &str) -> Result<Self, String> {
        let day = |typed: &str, what: &str| match typed.trim() {
            "" => Ok(None),
            typed => PartialDate::parse_day(typed).map(Some).map_err(|error| format!("{what}: {error}")),
        };
        Ok(AsOf { day: day(as_of, "As of")?, known: day(known, "Known on")?.map(Timestamp::end_of_day) })
    }
}

/// `25 Sep 2019`, or `25 Sep 2019, as known on 3 Oct 2019`, or `today`.
impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day {
            Some(day) => f.write_str(&PartialDate::Day(day).words())?,
            None => f.write_str("today")?,
        }
        match self.known {
            Some(known) => write!(f, ", as known on {}", known.day_words()),
            None => Ok(()),
        }
    }
}
