//! A grant on a day on which there was none.

use domain::{AsOf, change::Entity, grant::Terms};

use super::{GrantShow, NotYet, Row, listed};
use crate::{Result, Tx, changes};

pub(super) async fn not_yet(tx: &mut Tx, row: &Row, as_of: AsOf) -> Result<Option<NotYet>> {
    if !changes::was_known(tx, Entity::Grant, &row.code, as_of).await? {
        return Ok(Some(NotYet::Unknown));
    }
    let signed = row.signed_on.map(|day| day.0).filter(|signed| as_of.day.is_some_and(|day| day < signed.start()));
    Ok(signed.map(NotYet::Unsigned))
}

pub(super) fn nothing_yet(row: Row, not_yet: NotYet) -> GrantShow {
    let mut summary = row.summary(Vec::new(), listed::Sums::default());
    (summary.ceiling, summary.signed_on) = (None, None);
    GrantShow {
        row: summary,
        version: row.version,
        instrument: None,
        announced_on: None,
        signed_at: None,
        ceiling_source: None,
        source: None,
        countries: Vec::new(),
        quotes: Vec::new(),
        allocations: Vec::new(),
        unallocated: None,
        units: 0,
        unsigned: 0,
        open_discrepancies: 0,
        activities: 0,
        illustrative: false,
        terms: Terms::default(),
        not_yet: Some(not_yet),
    }
}
