//! Milestones for which something else waits, such as an instalment: how far each has come, for whoever reads its phase.

use std::collections::HashMap;

use domain::{
    PartialDate, Viewer,
    phase::{Counted, Counts, MetOn, progress},
};

use super::{SoFar, counted, in_scope};
use crate::{
    Parsed, Result, Tx,
    query::{Query, ask},
};

/// A milestone as something waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedMilestone {
    pub id: i64,
    pub component_code: String,
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub met_on: Option<MetOn>,
    pub target: Option<i64>,
    /// What was said of it, where the portal counts nothing for it.
    pub actual: Option<i64>,
    pub so_far: Option<SoFar>,
    /// It was recorded in error: staff alone read it.
    pub withdrawn: bool,
}

impl AwaitedMilestone {
    /// `6 of 13`, `target 13`; nothing where nothing is counted.
    pub fn progress(&self) -> Option<String> {
        progress(self.target, self.so_far.map(|so_far| so_far.number).or(self.actual))
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    component_id: i64,
    component_code: String,
    title: String,
    due_on: Option<Parsed<PartialDate>>,
    met_on: Option<Parsed<PartialDate>>,
    met_by: bool,
    target: Option<i64>,
    actual: Option<i64>,
    counts: Option<Parsed<Counts>>,
    counts_what: Option<String>,
    withdrawn: bool,
}

/// Those of these milestones that the viewer reads, by their ids.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn awaited(tx: &mut Tx, viewer: &Viewer, ids: &[i64]) -> Result<HashMap<i64, AwaitedMilestone>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Query::new(
        "SELECT m.id, p.component_id, k.code AS component_code, m.title, m.due_on, m.met_on, m.met_by, m.target, m.actual, m.counts,
           m.counts_what, (m.withdrawn IS NOT NULL) AS withdrawn
         FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id WHERE ",
    );
    let query = in_scope(tx, viewer, query).await?;
    let query = if viewer.sees_everything() { query } else { query.with(" AND m.withdrawn IS NULL", []) };
    let mut query = query.with(" AND m.id IN (", []);
    query.push_ids(ids.iter().copied());
    let rows: Vec<Row> = ask!(&mut *tx, query.with(")", []), fetch_all)?;
    // Of what is met it is known that it has come so far.
    let mut counting: HashMap<i64, Vec<counted::Counting>> = HashMap::new();
    for row in rows.iter().filter(|row| row.met_on.is_none() && !row.withdrawn) {
        if let Some((counts, what)) = row.counts.as_ref().zip(row.counts_what.clone()) {
            let counted = Counted { counts: counts.0, what };
            counting.entry(row.component_id).or_default().push((row.id, counted, row.target));
        }
    }
    let mut so_far = HashMap::new();
    for (component, counting) in counting {
        so_far.extend(counted::so_far(tx, viewer, component, &counting).await?);
    }
    let awaited = |row: Row| AwaitedMilestone {
        id: row.id,
        component_code: row.component_code,
        title: row.title,
        due_on: row.due_on.map(|day| day.0),
        met_on: row.met_on.map(|day| MetOn { date: day.0, by: row.met_by }),
        target: row.target,
        actual: row.actual,
        so_far: so_far.get(&row.id).copied(),
        withdrawn: row.withdrawn,
    };
    Ok(rows.into_iter().map(|row| (row.id, awaited(row))).collect())
}
