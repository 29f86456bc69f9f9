//! How far a milestone has come by what the portal knows, and the day on which it came so far.

use std::collections::HashMap;

use domain::{
    PartialDate, Viewer,
    phase::{Counted, Counts},
};

use crate::{
    Parsed, Result, Tx,
    activities::{activity_of_agency, activity_of_donor},
    batch::Bind,
    documents, now,
    query::{Query, ask},
    units::unit_of_agency,
};

/// So many are looked at to find the day on which a target was reached.
const MOST: i64 = 200;

/// What stands behind a milestone that counts something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SoFar {
    pub number: i64,
    /// The day of the one with which the target was reached, where it was and the day is known.
    pub reached_on: Option<PartialDate>,
}

/// A milestone, what it counts, and how many are to be reached.
pub(super) type Counting = (i64, Counted, Option<i64>);

/// What there is now of what these milestones count, as far as the viewer reads it, in one question.
pub(super) async fn so_far(
    tx: &mut Tx,
    viewer: &Viewer,
    component: i64,
    counting: &[Counting],
) -> Result<HashMap<i64, SoFar>> {
    if counting.is_empty() {
        return Ok(HashMap::new());
    }
    now::settle(tx).await?;
    let mut query = Query::default();
    for (place, (milestone, counted, target)) in counting.iter().enumerate() {
        query.push(if place == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" }, []);
        query.push("SELECT CAST(? AS BIGINT) AS milestone, x.day, x.number FROM (", [Bind::from(*milestone)]);
        let what = Bind::from(counted.what.as_str());
        query = match counted.counts {
            Counts::Units => units(query, viewer, what),
            Counts::Activities => activities(query, viewer, component, what),
            Counts::Documents => documents(query, viewer, component, what),
            Counts::Lines => lines(query, viewer, what),
        };
        // As many as are to be reached, in the order of their days: the last of them is the one with which it was reached.
        query.push(" ORDER BY day NULLS LAST LIMIT ?) x) y", [Bind::from(target.unwrap_or(1).clamp(1, MOST))]);
    }
    let days: Vec<(i64, Option<Parsed<PartialDate>>, i64)> = ask!(tx, query, fetch_all)?;
    let mut so_far = HashMap::new();
    for (milestone, _, target) in counting {
        let own: Vec<_> = days.iter().filter(|(of, ..)| of == milestone).collect();
        let number = own.first().map_or(0, |(.., number)| *number);
        let reached = target.is_some_and(|target| number >= target && target <= MOST);
        // Where the day of one of them is not known, nobody knows with which it was reached.
        let days: Option<Vec<PartialDate>> = own.iter().map(|(_, day, _)| day.as_ref().map(|day| day.0)).collect();
        let reached_on = days.filter(|_| reached).and_then(|days| days.into_iter().max_by_key(|day| day.end()));
        so_far.insert(*milestone, SoFar { number, reached_on });
    }
    Ok(so_far)
}

/// An officer reads those of its list; a donor all, though of offices only how many.
fn units(query: Query, viewer: &Viewer, kind: Bind) -> Query {
    query
        .with(
            "SELECT u.since AS day, COUNT(*) OVER () AS number FROM unit u
             WHERE u.kind = ? AND u.as_id = u.id AND u.since IS NOT NULL AND u.closed_on IS NULL",
            [kind],
        )
        .for_reader(viewer, "", concat!(" AND ", unit_of_agency!("u.id")), "")
}

fn activities(query: Query, viewer: &Viewer, component: i64, kind: Bind) -> Query {
    query
        .with(
            "SELECT COALESCE(t.ends_on, t.starts_on) AS day, COUNT(*) OVER () AS number FROM activity t
             WHERE t.kind = ? AND t.state = 'held'
               AND COALESCE(t.component_id, (SELECT p.component_id FROM phase p WHERE p.id = t.phase_id)) = ?",
            [kind, Bind::from(component)],
        )
        .for_reader(
            viewer,
            "",
            concat!(" AND ", activity_of_agency!("t.id")),
            concat!(" AND ", activity_of_donor!("t.id")),
        )
}

fn documents(query: Query, viewer: &Viewer, component: i64, kind: Bind) -> Query {
    query
        .with(
            "SELECT e.issued_on AS day, COUNT(*) OVER () AS number FROM (SELECT d.id AS noun_id, d.issued_on FROM document d
             WHERE d.kind = ? AND d.withdrawn IS NULL AND EXISTS (SELECT 1 FROM document_link y WHERE y.document_id = d.id
               AND (y.component_id = ? OR EXISTS (SELECT 1 FROM phase p WHERE p.component_id = ? AND (p.id = y.phase_id
                 OR p.id = (SELECT m.phase_id FROM milestone m WHERE m.id = y.milestone_id)))))) e WHERE TRUE",
            [kind, Bind::from(component), Bind::from(component)],
        )
        .for_reader(viewer, "", documents::OF_AGENCY, documents::OF_DONOR)
}

fn lines(query: Query, viewer: &Viewer, round: Bind) -> Query {
    let scope = now::Scope::from(viewer);
    query.with(
        "SELECT n.received_on AS day, COUNT(*) OVER () AS number FROM item_reader v JOIN item_now n ON n.item_id = v.item_id
         WHERE v.scope = ? AND v.scope_id = ? AND v.of_line AND v.round_id = (SELECT o.id FROM round o WHERE o.code = ?)
           AND v.state IN ('accepted', 'accepted with remarks')",
        [Bind::from(scope.word()), Bind::from(scope.id()), round],
    )
}
