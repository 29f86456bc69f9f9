//! The phase in which something was delivered. What paid for it is another question: at the boundary of two phases an item
//! can be bought in the first and received in the second.

use std::collections::HashMap;

use domain::{
    PartialDate,
    phase::{Span, phase_label},
};

use crate::{Parsed, Result, Tx, db::sql, units::grouped};

type Stored = (
    i64,
    i64,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
);

/// The phases of each component with the time in which they ran.
pub(super) struct Phases(HashMap<i64, Vec<(i64, Span)>>);

impl Phases {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        let rows: Vec<Stored> = sql!(tx, |c| sqlx::query_as(
            "SELECT component_id, number, planned_from, planned_until, actual_from, actual_until FROM phase"
        )
        .fetch_all(c))?;
        let span = |from: Option<Parsed<PartialDate>>, until: Option<Parsed<PartialDate>>| Span {
            from: from.map(|d| d.0),
            until: until.map(|d| d.0),
        };
        let phase = |(component, number, planned_from, planned_until, from, until): Stored| {
            (component, (number, Span::of(span(from, until), span(planned_from, planned_until))))
        };
        Ok(Phases(grouped(rows.into_iter().map(phase))))
    }

    /// `Phase II`: the phase of the component that ran on this day; of several the one that began last.
    pub(super) fn on(&self, component: i64, day: PartialDate) -> Option<String> {
        let running = self.0.get(&component)?.iter().filter(|(_, span)| span.contains(day));
        let newest = running.max_by_key(|(number, span)| (span.from.map(PartialDate::start), *number))?;
        Some(phase_label(newest.0))
    }
}
