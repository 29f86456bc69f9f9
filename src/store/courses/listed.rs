//! The list of courses.

use domain::{Action, Viewer};

use super::{CourseRow, Stored};
use crate::{
    Result, Tx, agencies,
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    query::{Query, ask},
    units::grouped,
};

/// The courses `t` with their words `w`; conditions follow.
macro_rules! courses {
    () => {
        "(SELECT t.id, t.starts_on, t.phase_id, COALESCE(t.participants, -1) AS participants, w.sort_name, w.sort_more, w.text
          FROM course t JOIN register_now w ON w.noun = 'course' AND w.id = t.id"
    };
}

macro_rules! list {
    ($from:expr, $given:expr) => {
        List {
            columns: super::COLUMNS,
            from: $from,
            given: $given,
            joins: super::JOINS,
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.starts_on").down(),
                Sort::text("title", "r.sort_name"),
                Sort::text("place", "r.sort_more"),
                Sort::number("participants", "r.participants"),
            ],
            filters: &[
                Filter::new(
                    "component",
                    "r.phase_id IN (SELECT x.id FROM phase x JOIN component y ON y.id = x.component_id WHERE y.code = ?)",
                ),
                Filter::new("year", "substr(r.starts_on, 1, 4) = ?"),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(concat!(courses!(), ") r WHERE TRUE"), &[]);

/// Officers read the courses that their agency took part in.
pub(crate) static FOR_OFFICERS: List = list!(
    concat!(
        courses!(),
        " WHERE EXISTS (SELECT 1 FROM course_agency m WHERE m.course_id = t.id AND m.agency_id = ?)
            OR EXISTS (SELECT 1 FROM attendance x WHERE x.course_id = t.id AND x.agency_id = ?)) r WHERE TRUE"
    ),
    &[Given::Reader, Given::Reader]
);

/// Donors read courses of phases that one of their grants is for.
pub(crate) static FOR_DONORS: List = list!(
    concat!(
        courses!(),
        " WHERE EXISTS (SELECT 1 FROM allocation x JOIN grant_donor d ON d.grant_id = x.grant_id
            WHERE x.phase_id = t.phase_id AND d.donor_id = ?
              AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal v WHERE v.allocation_id = x.id))) r WHERE TRUE"
    ),
    &[Given::Reader]
);

pub(super) fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        Scope::Agency(_) => &FOR_OFFICERS,
        Scope::Donor(_) => &FOR_DONORS,
    }
}

/// A page of the courses in scope, newest first.
///
/// # Errors
/// The role sees no courses.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<CourseRow>> {
    viewer.may(Action::SeeCourses)?;
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    let directory = agencies::directory(tx).await?;
    let ids: Vec<i64> = page.rows.iter().map(|course| course.id).collect();
    let mut query = Query::new("SELECT course_id, agency_id FROM course_agency WHERE course_id IN (");
    query.push_ids(ids.iter().copied());
    query
        .push(") UNION SELECT course_id, agency_id FROM attendance WHERE agency_id IS NOT NULL AND course_id IN (", []);
    query.push_ids(ids);
    let pairs: Vec<(i64, i64)> = ask!(tx, query.with(")", []), fetch_all)?;
    let mut agencies = grouped(pairs);
    Ok(page.map(|course| {
        let took_part = agencies.remove(&course.id).unwrap_or_default();
        course.row(&took_part, &directory)
    }))
}

/// What the list of courses can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub components: Vec<String>,
    /// The newest first.
    pub years: Vec<String>,
}

/// # Errors
/// The role sees no courses.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeCourses)?;
    let scope = Scope::from(viewer);
    let (list, all) = (list_for(scope), Asked::default());
    let years = list.over(tx, scope, &all, "SELECT DISTINCT substr(r.starts_on, 1, 4) FROM ", " ORDER BY 1 DESC");
    let years: Vec<(String,)> = years.await?;
    let components: Vec<(String,)> = list
        .over(
            tx,
            scope,
            &all,
            "SELECT DISTINCT y.code FROM ",
            " JOIN phase x ON x.id = r.phase_id JOIN component y ON y.id = x.component_id ORDER BY 1",
        )
        .await?;
    let words = |words: Vec<(String,)>| words.into_iter().map(|(word,)| word).collect();
    Ok(Filters { components: words(components), years: words(years) })
}
