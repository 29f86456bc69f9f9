//! The phases that a donor pays for, with their milestones, in one statement: what lies on the axis of its first page, and what
//! comes next.

use domain::{
    PartialDate, Viewer,
    phase::{MetOn, phase_label},
};

use super::NextMilestone;
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// More phases and milestones than fit on an axis are not drawn: the pages of the components have all of them.
const MOST: i64 = 80;

/// A phase of a component on the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidPhase {
    pub component_code: String,
    pub number: i64,
    pub planned_from: Option<PartialDate>,
    pub planned_until: Option<PartialDate>,
    pub actual_from: Option<PartialDate>,
    pub actual_until: Option<PartialDate>,
    pub milestones: Vec<PaidMilestone>,
}

/// A milestone of a phase that the donor pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidMilestone {
    pub id: i64,
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub met_on: Option<MetOn>,
    pub target: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    component_code: String,
    number: i64,
    planned_from: Option<Parsed<PartialDate>>,
    planned_until: Option<Parsed<PartialDate>>,
    actual_from: Option<Parsed<PartialDate>>,
    actual_until: Option<Parsed<PartialDate>>,
    milestone: Option<i64>,
    title: Option<String>,
    due_on: Option<Parsed<PartialDate>>,
    met_on: Option<Parsed<PartialDate>>,
    met_by: i64,
    target: Option<i64>,
}

/// Open milestones first among what is read, so that none that comes next is missed.
pub(super) async fn paid(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PaidPhase>> {
    let query = Query::new(
        "SELECT k.code AS component_code, p.number, p.planned_from, p.planned_until, p.actual_from, p.actual_until, m.id AS milestone,
           m.title, m.due_on, m.met_on, CAST(CASE WHEN m.met_by THEN 1 ELSE 0 END AS BIGINT) AS met_by, m.target
         FROM phase p JOIN component k ON k.id = p.component_id LEFT JOIN milestone m ON m.phase_id = p.id AND m.withdrawn IS NULL WHERE TRUE",
    )
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM allocation a JOIN grant_donor d ON d.grant_id = a.grant_id
           WHERE a.phase_id = p.id AND d.reader_id = ?
             AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id))",
    )
    .with(
        " ORDER BY CASE WHEN m.id IS NOT NULL AND m.met_on IS NULL THEN 0 ELSE 1 END, COALESCE(m.due_on, m.met_on, '9999'), m.id LIMIT ?",
        [Bind::from(MOST)],
    );
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let mut phases: Vec<PaidPhase> = Vec::new();
    for row in rows {
        let milestone = row.milestone.zip(row.title).map(|(id, title)| PaidMilestone {
            id,
            title,
            due_on: row.due_on.map(|day| day.0),
            met_on: row.met_on.map(|day| MetOn { date: day.0, by: row.met_by != 0 }),
            target: row.target,
        });
        let same = |phase: &&mut PaidPhase| phase.component_code == row.component_code && phase.number == row.number;
        match phases.iter_mut().find(same) {
            Some(phase) => phase.milestones.extend(milestone),
            None => phases.push(PaidPhase {
                component_code: row.component_code,
                number: row.number,
                planned_from: row.planned_from.map(|day| day.0),
                planned_until: row.planned_until.map(|day| day.0),
                actual_from: row.actual_from.map(|day| day.0),
                actual_until: row.actual_until.map(|day| day.0),
                milestones: milestone.into_iter().collect(),
            }),
        }
    }
    phases.sort_by(|a, b| (&a.component_code, a.number).cmp(&(&b.component_code, b.number)));
    Ok(phases)
}

/// What is not met yet, the next first; what has no date comes last.
pub(super) fn next(phases: &[PaidPhase], most: usize) -> Vec<NextMilestone> {
    let mut open: Vec<(&PaidPhase, &PaidMilestone)> = phases
        .iter()
        .flat_map(|phase| phase.milestones.iter().map(move |milestone| (phase, milestone)))
        .filter(|(_, milestone)| milestone.met_on.is_none())
        .collect();
    open.sort_by_key(|(_, milestone)| {
        (milestone.due_on.is_none(), milestone.due_on.map(PartialDate::start), milestone.id)
    });
    let next = |(phase, milestone): (&PaidPhase, &PaidMilestone)| NextMilestone {
        component_code: phase.component_code.clone(),
        phase: phase_label(phase.number),
        title: milestone.title.clone(),
        due_on: milestone.due_on,
        target: milestone.target,
    };
    open.into_iter().take(most).map(next).collect()
}
