//! The rate of an event, as it was pinned when the event was posted.

use chrono::NaiveDate;
use domain::{PartialDate, Rate, rate::RateSource};

use crate::Parsed;

/// The pinned rate. Later rates do not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// Its row in the table of rates; `None`: it stood in a document.
    pub rate_id: Option<i64>,
    pub rate: Rate,
    pub source: RateSource,
    pub effective_on: Option<NaiveDate>,
    pub note: Option<String>,
}

/// The columns of a pinned rate, for the rows of queries: `#[sqlx(flatten)] rate: PinnedColumns`.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct PinnedColumns {
    rate_id: Option<i64>,
    rate: Option<Parsed<Rate>>,
    rate_source: Option<Parsed<RateSource>>,
    rate_effective_on: Option<Parsed<PartialDate>>,
    rate_note: Option<String>,
}

impl PinnedColumns {
    /// `None`: no rate was known, or the amount is in dollars.
    pub fn pinned(self) -> Option<Pinned> {
        self.rate.zip(self.rate_source).map(|(rate, source)| Pinned {
            rate_id: self.rate_id,
            rate: rate.0,
            source: source.0,
            effective_on: self.rate_effective_on.and_then(|d| d.0.day()),
            note: self.rate_note,
        })
    }
}
