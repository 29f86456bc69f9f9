//! The rules of the programme. Pure: no I/O, no clock, no randomness; time and random values are arguments.
//!
//! The chain that everything serves:
//! donor → grant → phase and component → item → handover round → line → receipt → unit → agency.
//! One file per word of that vocabulary; `store` and `web` use the same file names.

pub mod access;
pub mod act;
pub mod activity;
pub mod agency;
pub mod allocation;
pub mod budget;
pub mod case;
pub mod category;
pub mod change;
pub mod check;
pub mod code;
pub mod country;
pub mod custody;
pub mod date;
pub mod discrepancy;
pub mod document;
pub mod donor;
pub mod error;
pub mod file;
pub mod finding;
pub mod grant;
pub mod handover;
pub mod identity;
pub mod instalment;
pub mod item;
pub mod ledger;
pub mod measured;
pub mod money;
pub mod notice;
pub mod number;
pub mod odometer;
pub mod official;
pub mod packing;
pub mod period;
pub mod person;
pub mod phase;
pub mod programme;
pub mod publication;
pub mod question;
pub mod quote;
pub mod rate;
pub mod receipt;
pub mod reconcile;
pub mod round;
pub mod share;
pub mod signing;
pub mod source;
pub mod task;
pub mod unit;
pub mod upkeep;
pub mod verification;
pub mod visit;

pub use access::{Action, Role, Scope, Viewer};
pub use country::Country;
pub use date::{PartialDate, Timestamp};
pub use error::{Checks, FieldError, Refusal};
pub use ledger::AsOf;
pub use money::{Currency, Money};
pub use rate::Rate;
