//! The list of cases, for staff and for officers.

use domain::{
    Action, Viewer,
    case::{CaseState, Substance},
};

use super::{CaseRow, Stored, stages};
use crate::{
    Parsed, Result, Tx,
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    units::grouped,
};

/// A stage `s` is an agency's to read: it acted, it mans a unit that did, or the case was handed on to it; three places.
macro_rules! of_agency {
    () => {
        "(EXISTS (SELECT 1 FROM case_stage_agency m WHERE m.stage_id = s.id AND m.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?))
          OR EXISTS (SELECT 1 FROM case_stage_unit m JOIN unit_agency q ON q.unit_id = (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = m.unit_id)
              WHERE m.stage_id = s.id AND q.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?))
          OR EXISTS (SELECT 1 FROM seizure_case y WHERE y.id = s.case_id AND y.handed_to IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?)))"
    };
}
pub(super) use of_agency;

/// A stage `s` is a coordinator's to read: an agency of its country acted, or a unit that is there; three places.
macro_rules! of_country {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM case_stage_agency m JOIN agency g ON g.id = m.agency_id WHERE m.stage_id = s.id AND g.country = ?)
              OR EXISTS (SELECT 1 FROM case_stage_unit m JOIN unit t ON t.id = m.unit_id JOIN unit q ON q.id = t.as_id WHERE m.stage_id = s.id AND ",
            $crate::units::unit_of_country!("q"),
            "))"
        )
    };
}
pub(crate) use of_country;

/// Likewise.
pub(crate) const OF_COUNTRY: &str = concat!(
    " AND EXISTS (SELECT 1 FROM seizure_case z WHERE z.id = e.noun_id AND z.withdrawn IS NULL
        AND EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = z.id AND s.withdrawn IS NULL AND ",
    of_country!(),
    "))"
);

/// For the search, whose row is `e`.
pub(crate) const OF_AGENCY: &str = concat!(
    " AND EXISTS (SELECT 1 FROM seizure_case z WHERE z.id = e.noun_id AND z.withdrawn IS NULL
        AND EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = z.id AND s.withdrawn IS NULL AND ",
    of_agency!(),
    "))"
);

/// The cases `t` with their words `w` and the newest day of those stages that meet a condition; conditions follow.
macro_rules! cases {
    ($stages:expr) => {
        concat!(
            "(SELECT t.id, t.component_id, t.state, CASE WHEN t.withdrawn IS NULL THEN 'stands' ELSE 'withdrawn' END AS standing,
                w.sort_name, w.text, COALESCE((SELECT MAX(s.occurred_on) FROM case_stage s WHERE s.case_id = t.id
                  AND s.withdrawn IS NULL",
            $stages,
            "), '') AS newest
              FROM seizure_case t JOIN register_now w ON w.noun = 'case' AND w.id = t.id"
        )
    };
}

macro_rules! list {
    ($from:expr, $given:expr, $filters:expr) => {
        List {
            columns: super::COLUMNS,
            from: $from,
            given: $given,
            joins: super::JOINS,
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.newest").down(),
                Sort::text("title", "r.sort_name"),
                Sort::text("state", "r.state"),
            ],
            filters: $filters,
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

const COMPONENT: Filter =
    Filter::new("component", "EXISTS (SELECT 1 FROM component x WHERE x.id = r.component_id AND x.code = ?)");
const STATE: Filter = Filter::new("state", "r.state = ?");

/// What a stage that an officer does not read says must not be found out by narrowing the list: these are for staff.
pub(crate) static FOR_STAFF: List = list!(
    concat!(cases!(""), ") r WHERE TRUE"),
    &[],
    &[
        COMPONENT,
        STATE,
        Filter::new("withdrawn", "r.standing = ?"),
        Filter::new(
            "substance",
            "EXISTS (SELECT 1 FROM case_stage s JOIN seized x ON x.stage_id = s.id WHERE s.case_id = r.id AND x.substance = ?)"
        ),
        Filter::new(
            "year",
            "EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = r.id AND COALESCE(substr(s.occurred_on, 1, 4), 'none') = ?)"
        ),
        Filter::new(
            "unit",
            "EXISTS (SELECT 1 FROM case_stage s JOIN case_stage_unit m ON m.stage_id = s.id JOIN unit u ON u.id = m.unit_id
               WHERE s.case_id = r.id AND u.as_id = (SELECT o.as_id FROM unit o WHERE o.code = ?))"
        ),
        Filter::new(
            "agency",
            "EXISTS (SELECT 1 FROM case_stage s JOIN case_stage_agency m ON m.stage_id = s.id
               JOIN agency a ON a.id = m.agency_id WHERE s.case_id = r.id AND a.as_id = (SELECT o.as_id FROM agency o WHERE o.code = ?))"
        ),
    ]
);

pub(crate) static FOR_OFFICERS: List = list!(
    concat!(
        cases!(concat!(" AND ", of_agency!())),
        " WHERE t.withdrawn IS NULL AND EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = t.id AND s.withdrawn IS NULL AND ",
        of_agency!(),
        ")) r WHERE TRUE"
    ),
    &[Given::Reader, Given::Reader, Given::Reader, Given::Reader, Given::Reader, Given::Reader],
    &[COMPONENT, STATE]
);

pub(crate) static FOR_COUNTRY: List = list!(
    concat!(
        cases!(concat!(" AND ", of_country!())),
        " WHERE t.withdrawn IS NULL AND EXISTS (SELECT 1 FROM case_stage s WHERE s.case_id = t.id AND s.withdrawn IS NULL AND ",
        of_country!(),
        ")) r WHERE TRUE"
    ),
    &[Given::Country; 6],
    &[COMPONENT, STATE]
);

/// Donors read none: [`Action::SeeCases`] is asked first.
pub(super) fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        Scope::Agency(_) | Scope::Donor(_) => &FOR_OFFICERS,
        Scope::Country(_) => &FOR_COUNTRY,
    }
}

/// A page of the cases in scope, the newest first; those without a date last.
///
/// # Errors
/// The role sees no cases.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<CaseRow>> {
    viewer.may(Action::SeeCases)?;
    let scope = Scope::from(viewer);
    let mut page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    let stored = std::mem::take(&mut page.rows);
    let ids: Vec<i64> = stored.iter().map(|case| case.id).collect();
    let mut of = grouped(stages::of_cases(tx, viewer, &ids).await?);
    let row = |stored: Stored| {
        let stages = of.remove(&stored.id).unwrap_or_default();
        stored.row(stages.into_iter().filter(|stage| stage.withdrawn.is_none()).collect())
    };
    Ok(page.with_rows(stored.into_iter().map(row).collect()))
}

/// What the list can be narrowed to: only what occurs. Officers are offered components and states alone.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub components: Vec<String>,
    pub states: Vec<CaseState>,
    pub substances: Vec<Substance>,
    /// The newest first; `None`: a stage without a year.
    pub years: Vec<Option<String>>,
    pub has_withdrawn: bool,
}

/// # Errors
/// The role sees no cases.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeCases)?;
    let scope = Scope::from(viewer);
    let (list, all) = (list_for(scope), Asked::default());
    let of_component = " JOIN component y ON y.id = r.component_id ORDER BY 1";
    let components: Vec<(String,)> = list.over(tx, scope, &all, "SELECT DISTINCT y.code FROM ", of_component).await?;
    let states: Vec<(Parsed<CaseState>,)> =
        list.over(tx, scope, &all, "SELECT DISTINCT r.state FROM ", " ORDER BY 1").await?;
    let mut filters = Filters {
        components: components.into_iter().map(|(code,)| code).collect(),
        states: states.into_iter().map(|(state,)| state.0).collect(),
        ..Filters::default()
    };
    if viewer.sees_everything() {
        let of_stage = " JOIN case_stage s ON s.case_id = r.id JOIN seized x ON x.stage_id = s.id ORDER BY 1";
        let substances: Vec<(Parsed<Substance>,)> =
            list.over(tx, scope, &all, "SELECT DISTINCT x.substance FROM ", of_stage).await?;
        filters.substances = substances.into_iter().map(|(substance,)| substance.0).collect();
        let of_stage = " JOIN case_stage s ON s.case_id = r.id ORDER BY 1 DESC NULLS LAST";
        let years: Vec<(Option<String>,)> =
            list.over(tx, scope, &all, "SELECT DISTINCT substr(s.occurred_on, 1, 4) FROM ", of_stage).await?;
        filters.years = years.into_iter().map(|(year,)| year).collect();
        let standing: Vec<(i64,)> =
            list.over(tx, scope, &all, "SELECT COUNT(CASE WHEN r.standing = 'withdrawn' THEN 1 END) FROM ", "").await?;
        filters.has_withdrawn = standing.iter().any(|(number,)| *number > 0);
    }
    Ok(filters)
}
