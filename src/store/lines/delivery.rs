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
    i64,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
    Option<Parsed<PartialDate>>,
);

/// The phases of each component with the time in which they ran.
pub(crate) struct Phases(HashMap<i64, Vec<Phase>>);

struct Phase {
    id: i64,
    number: i64,
    ran: Span,
}

impl Phases {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let rows: Vec<Stored> = sql!(tx, |c| sqlx::query_as(
            "SELECT component_id, id, number, planned_from, planned_until, actual_from, actual_until FROM phase"
        )
        .fetch_all(c))?;
        let span = |from: Option<Parsed<PartialDate>>, until: Option<Parsed<PartialDate>>| Span {
            from: from.map(|d| d.0),
            until: until.map(|d| d.0),
        };
        let phase = |(component, id, number, planned_from, planned_until, from, until): Stored| {
            (component, Phase { id, number, ran: Span::of(span(from, until), span(planned_from, planned_until)) })
        };
        Ok(Phases(grouped(rows.into_iter().map(phase))))
    }

    /// `Phase II`: the phase of the component that ran on this day; of several the one that began last.
    pub(super) fn on(&self, component: i64, day: PartialDate) -> Option<String> {
        Some(phase_label(self.running(component, day)?.number))
    }

    /// The id of the phase that [`Phases::on`] names.
    pub(crate) fn id_on(&self, component: i64, day: PartialDate) -> Option<i64> {
        Some(self.running(component, day)?.id)
    }

    fn running(&self, component: i64, day: PartialDate) -> Option<&Phase> {
        let running = self.0.get(&component)?.iter().filter(|phase| phase.ran.contains(day));
        running.max_by_key(|phase| (phase.ran.from.map(PartialDate::start), phase.number))
    }
}
