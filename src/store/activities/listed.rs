//! The list of activities.

use std::collections::HashMap;

use domain::{
    Action, Viewer,
    activity::{ActivityKind, ActivityState},
};

use super::{ActivityRow, Stored, activity_of_agency, activity_of_country, activity_of_donor};
use crate::{
    Result, Tx,
    agencies::{self, AgencyRef, AgencyRow},
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    query::{Query, ask},
    units::grouped,
};

/// The activities `t` with their words `w`; conditions follow.
macro_rules! activities {
    () => {
        activities!("w.sort_more, w.text")
    };
    ($words:literal) => {
        concat!(
            "(SELECT t.id, COALESCE(t.starts_on, '') AS starts_on, t.kind, t.state,
            COALESCE(t.component_id, (SELECT p.component_id FROM phase p WHERE p.id = t.phase_id)) AS component_id,
            COALESCE(t.participations, -1) AS participations, w.sort_name, ",
            $words,
            "
          FROM activity t JOIN register_now w ON w.noun = 'course' AND w.id = t.id"
        )
    };
}

/// The year, where a date is known.
macro_rules! year {
    () => {
        "CASE r.starts_on WHEN '' THEN 'unknown' ELSE substr(r.starts_on, 1, 4) END"
    };
}

macro_rules! list {
    ($from:expr, $given:expr) => {
        list!($from, $given, super::COLUMNS)
    };
    ($from:expr, $given:expr, $columns:expr) => {
        List {
            columns: $columns,
            from: $from,
            given: $given,
            joins: super::JOINS,
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.starts_on").down(),
                Sort::text("title", "r.sort_name"),
                Sort::text("kind", "r.kind"),
                Sort::text("place", "r.sort_more"),
                Sort::number("participations", "r.participations"),
            ],
            filters: &[
                Filter::new("kind", "r.kind = ?"),
                Filter::new("state", "r.state = ?"),
                Filter::new("component", "r.component_id = (SELECT y.id FROM component y WHERE y.code = ?)"),
                Filter::new("year", concat!(year!(), " = ?")),
                Filter::new(
                    "agency",
                    "EXISTS (SELECT 1 FROM agency y WHERE y.as_id = (SELECT as_id FROM agency WHERE code = ?)
                       AND (EXISTS (SELECT 1 FROM activity_agency m WHERE m.activity_id = r.id AND m.agency_id = y.id)
                         OR EXISTS (SELECT 1 FROM participation x WHERE x.activity_id = r.id AND x.agency_id = y.id)))",
                ),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(concat!(activities!(), ") r WHERE TRUE"), &[]);

/// Officers read the activities that their agency took part in.
pub(crate) static FOR_OFFICERS: List = list!(
    concat!(activities!(), " WHERE ", activity_of_agency!("t.id"), ") r WHERE TRUE"),
    &[Given::Reader, Given::Reader]
);

/// Donors read what one of their grants pays for, whose phase one is for, or what is shared with them.
pub(crate) static FOR_DONORS: List = list!(
    concat!(activities!("w.sort_more, w.donor_text AS text"), " WHERE ", activity_of_donor!("t.id"), ") r WHERE TRUE"),
    &[Given::Reader, Given::Reader, Given::Reader],
    super::COLUMNS_FOR_DONORS
);

/// A coordinator reads what its country took part in.
pub(crate) static FOR_COUNTRY: List =
    list!(concat!(activities!(), " WHERE ", activity_of_country!("t.id"), ") r WHERE TRUE"), &[Given::Country; 6]);

pub(super) fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        Scope::Agency(_) => &FOR_OFFICERS,
        Scope::Donor(_) => &FOR_DONORS,
        Scope::Country(_) => &FOR_COUNTRY,
    }
}

/// A page of the activities in scope, newest first; those without a date last.
///
/// # Errors
/// The role sees no activities.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ActivityRow>> {
    viewer.may(Action::SeeActivities)?;
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    let directory = agencies::directory(tx).await?;
    let ids: Vec<i64> = page.rows.iter().map(|activity| activity.id).collect();
    let mut query = Query::new("SELECT activity_id, agency_id FROM activity_agency WHERE activity_id IN (");
    query.push_ids(ids.iter().copied());
    query.push(
        ") UNION SELECT activity_id, agency_id FROM participation WHERE agency_id IS NOT NULL AND activity_id IN (",
        [],
    );
    query.push_ids(ids);
    let pairs: Vec<(i64, i64)> = ask!(tx, query.with(")", []), fetch_all)?;
    let mut agencies = grouped(pairs);
    Ok(page.map(|activity| {
        let took_part = agencies.remove(&activity.id).unwrap_or_default();
        let named = named(&took_part, &activity, &directory);
        activity.row(named)
    }))
}

fn named(took_part: &[i64], activity: &Stored, directory: &HashMap<i64, AgencyRow>) -> Vec<AgencyRef> {
    let day = activity.first_day();
    let mut agencies: Vec<AgencyRef> =
        took_part.iter().filter_map(|id| directory.get(id)).map(|agency| agency.mention(day)).collect();
    agencies.sort();
    agencies.dedup();
    agencies
}

/// What those of a list that were held say together. Persons are not added up: one person can have been at several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    pub activities: i64,
    pub participations: i64,
    /// How many of the activities state no number.
    pub silent: i64,
    /// Participations of women, and those whose sex is recorded at all: most lists of participants do not say.
    pub of_women: i64,
    pub of_known_sex: i64,
}

/// Of the whole list that is asked for.
///
/// # Errors
/// The role sees no activities.
pub async fn held(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Held> {
    viewer.may(Action::SeeActivities)?;
    let scope = Scope::from(viewer);
    let sums: Vec<(i64, i64, i64, i64, i64)> = list_for(scope)
        .over(
            tx,
            scope,
            asked,
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN r.participations > 0 THEN r.participations ELSE 0 END), 0) AS BIGINT),
               COUNT(CASE WHEN r.participations < 0 THEN 1 END),
               CAST(COALESCE(SUM((SELECT SUM(x.count) FROM participation x WHERE x.activity_id = r.id
                 AND x.sex = 'female')), 0) AS BIGINT),
               CAST(COALESCE(SUM((SELECT SUM(x.count) FROM participation x WHERE x.activity_id = r.id
                 AND x.sex <> 'not recorded')), 0) AS BIGINT) FROM ",
            " WHERE r.state = 'held'",
        )
        .await?;
    let (activities, participations, silent, of_women, of_known_sex) = sums.first().copied().unwrap_or_default();
    Ok(Held { activities, participations, silent, of_women, of_known_sex })
}

/// What the list of activities can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub kinds: Vec<ActivityKind>,
    pub states: Vec<ActivityState>,
    pub components: Vec<String>,
    /// The newest first; "unknown" where no date is known.
    pub years: Vec<String>,
    /// By code.
    pub agencies: Vec<String>,
}

/// # Errors
/// The role sees no activities.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeActivities)?;
    let scope = Scope::from(viewer);
    // One question for all of them: (which filter, its value).
    let found: Vec<(String, String)> = list_for(scope)
        .over(
            tx,
            scope,
            &Asked::default(),
            "WITH q AS (SELECT * FROM ",
            concat!(
                ") SELECT 'kind' AS filter, r.kind AS value FROM q r UNION SELECT 'state', r.state FROM q r
                 UNION SELECT 'year', ",
                year!(),
                " FROM q r UNION SELECT 'component', y.code FROM q r JOIN component y ON y.id = r.component_id
                 UNION SELECT 'agency', y.code FROM q r JOIN activity_agency m ON m.activity_id = r.id JOIN agency g ON g.id = m.agency_id JOIN agency y ON y.id = g.as_id
                 UNION SELECT 'agency', y.code FROM q r JOIN participation x ON x.activity_id = r.id JOIN agency g ON g.id = x.agency_id JOIN agency y ON y.id = g.as_id
                 ORDER BY 1, 2"
            ),
        )
        .await?;
    let of = |filter: &str| {
        let own = found.iter().filter(|(name, _)| name == filter);
        own.map(|(_, value)| value.clone()).collect::<Vec<String>>()
    };
    let mut years = of("year");
    // "unknown" stays behind all years.
    years.sort_by(|a, b| (a == "unknown", b).cmp(&(b == "unknown", a)));
    Ok(Filters {
        kinds: of("kind").iter().filter_map(|word| word.parse().ok()).collect(),
        states: of("state").iter().filter_map(|word| word.parse().ok()).collect(),
        components: of("component"),
        years,
        agencies: of("agency"),
    })
}
