//! The phase in which something was delivered. What paid for it is another question: at the boundary of two phases an item
//! can be bought in the first and received in the second.

use std::collections::HashMap;

use domain::{
    PartialDate,
    phase::{Span, phase_label},
};

use crate::{Result, Tx, reference};

/// The phases of each component with the time in which they ran.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phases(HashMap<i64, Vec<Phase>>);

#[derive(Debug, Clone)]
struct Phase {
    id: i64,
    number: i64,
    ran: Span,
}

/// From and until.
type Days = (Option<PartialDate>, Option<PartialDate>);

impl Phases {
    /// Read once in a transaction.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        Ok(reference::read(tx).await?.phases.clone())
    }

    /// One more phase, as it was planned and as it ran.
    pub(crate) fn add(&mut self, component: i64, id: i64, number: i64, planned: Days, ran: Days) {
        let span = |(from, until): Days| Span { from, until };
        let phase = Phase { id, number, ran: Span::of(span(ran), span(planned)) };
        self.0.entry(component).or_default().push(phase);
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
