//! What lies on the time axis of a component besides its phases and milestones, as far as the viewer reads it.

use domain::{Action, PartialDate, Viewer};

use crate::{
    Parsed, Result, Tx,
    activities::{activity_of_agency, activity_of_donor},
    batch::Bind,
    cases, now,
    query::{Query, ask},
};

use super::{ComponentRow, component_paid_by};

/// So many of each kind, the newest: each kind has a list that has all of them.
pub const MOST_MARKS: i64 = 60;

/// What a mark on the axis stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    Round,
    Activity,
    Result,
}

/// Something that happened, or is planned for, on a day as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub kind: MarkKind,
    /// How its address names it; nothing where the viewer reads that there was one and not which.
    pub code: Option<String>,
    pub title: String,
    pub on: PartialDate,
}

#[derive(sqlx::FromRow)]
struct Stored {
    what: String,
    code: String,
    title: String,
    day: Parsed<PartialDate>,
}

/// Rounds with something for the component, its activities and its results, of which a date is known, the newest first. The
/// caller has checked that the component is in scope.
pub(super) async fn marks(tx: &mut Tx, viewer: &Viewer, component: &ComponentRow) -> Result<Vec<Mark>> {
    now::settle(tx).await?;
    let scope = now::Scope::from(viewer);
    let id = || Bind::from(component.id);
    let mut query = Query::default().with(
        "SELECT * FROM (SELECT 'activity' AS what, t.code, t.title, t.starts_on AS day FROM activity t
           WHERE t.starts_on IS NOT NULL AND t.state <> 'cancelled'
             AND COALESCE(t.component_id, (SELECT p.component_id FROM phase p WHERE p.id = t.phase_id)) = ?",
        [id()],
    );
    query = query.for_reader(
        viewer,
        "",
        concat!(" AND ", activity_of_agency!("t.id")),
        concat!(" AND ", activity_of_donor!("t.id")),
    );
    query.push(" ORDER BY t.starts_on DESC, t.id DESC LIMIT ?) a", [Bind::from(MOST_MARKS)]);
    if viewer.may(Action::SeeRounds).is_ok() {
        query.push(
            " UNION ALL SELECT * FROM (SELECT 'round', o.code, o.title, COALESCE(o.held_on, o.planned_on) AS day
                FROM round_reader r JOIN round o ON o.id = r.round_id
                WHERE r.scope = ? AND r.scope_id = ? AND r.status <> 'cancelled' AND COALESCE(o.held_on, o.planned_on) IS NOT NULL
                  AND (EXISTS (SELECT 1 FROM round_part x WHERE x.scope = r.scope AND x.scope_id = r.scope_id
                         AND x.round_id = r.round_id AND x.component_id = ?)
                       OR EXISTS (SELECT 1 FROM round_component m WHERE m.round_id = r.round_id AND m.component_id = ?",
            [Bind::from(scope.word()), Bind::from(scope.id()), id(), id()],
        );
        // A round that is known from what was published alone is told to a donor with the components that it pays for.
        query = query.for_reader(viewer, "", " AND FALSE", concat!(" AND ", component_paid_by!("m.component_id", "?")));
        query.push(")) ORDER BY day DESC, o.id DESC LIMIT ?) b", [Bind::from(MOST_MARKS)]);
    }
    if viewer.may(Action::SeeResults).is_ok() {
        let columns = if viewer.may(Action::SeeCases).is_ok() {
            " UNION ALL SELECT * FROM (SELECT 'result', z.code, z.title, s.occurred_on AS day"
        } else {
            // Of a donor's results neither the case nor the day: only that something was published of that year.
            " UNION ALL SELECT * FROM (SELECT DISTINCT 'result', '', '', substr(s.occurred_on, 1, 4) AS day"
        };
        query.push(columns, []);
        query.push(" FROM case_stage s JOIN seizure_case z ON z.id = s.case_id", []);
        query = cases::of_viewer(query, viewer, cases::Of::Component(&component.code));
        query.push(" AND s.occurred_on IS NOT NULL ORDER BY day DESC LIMIT ?) c", [Bind::from(MOST_MARKS)]);
    }
    query.push(" ORDER BY day DESC, what, code", []);
    let rows: Vec<Stored> = ask!(tx, query, fetch_all)?;
    let mark = |row: Stored| {
        let kind = match row.what.as_str() {
            "round" => MarkKind::Round,
            "activity" => MarkKind::Activity,
            _ => MarkKind::Result,
        };
        let code = Some(row.code).filter(|code| !code.is_empty());
        let title = if row.title.is_empty() { "Results published".to_owned() } else { row.title };
        Mark { kind, code, title, on: row.day.0 }
    };
    Ok(rows.into_iter().map(mark).collect())
}
