//! Training courses. Participants are counted, never named.

use std::collections::{BTreeSet, HashMap};

use domain::{Action, PartialDate, Viewer, course::Sex, phase::phase_label, unit::UnitRef};

use crate::{
    Error, Parsed, Result, Tx,
    agencies::{self, AgencyRef, AgencyRow},
    components::PhaseChoice,
    db::sql,
    list::Scope,
    text::sort_key,
    units,
};

mod listed;
mod write;
pub(crate) use listed::{FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub use listed::{Filters, filters, list};
pub(crate) use write::COURSE;
pub use write::{NewCourseExtras, create, create_with, update};

/// A course in a list.
#[derive(Debug, Clone)]
pub struct CourseRow {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub starts_on: PartialDate,
    pub ends_on: Option<PartialDate>,
    pub place: Option<String>,
    /// `None`: the source does not state a number.
    pub participants: Option<i64>,
    /// The phase that paid for it.
    pub phase: Option<PhaseChoice>,
    /// The agencies that took part, under the names of the first day.
    pub agencies: Vec<AgencyRef>,
}

/// A course with everything the viewer may see of it.
#[derive(Debug, Clone)]
pub struct CourseShow {
    pub course: CourseRow,
    pub organisers: Option<String>,
    pub trainers: Option<String>,
    pub countries: Vec<String>,
    /// The units that took part; for donors without exact posts.
    pub units: Vec<UnitRef>,
    pub attendance: Vec<AttendanceRow>,
    /// The title of the source.
    pub source: Option<String>,
    pub version: i64,
}

/// How many of one sex came from one agency and unit, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceRow {
    pub agency: Option<AgencyRef>,
    pub unit: Option<UnitRef>,
    pub sex: Sex,
    pub count: i64,
}

impl CourseRow {
    /// `15 Apr 2019 to 17 Apr 2019`, `Sep 2016`.
    pub fn dates(&self) -> String {
        match self.ends_on.filter(|end| *end != self.starts_on) {
            Some(end) => format!("{} to {}", self.starts_on.words(), end.words()),
            None => self.starts_on.words(),
        }
    }
}

impl CourseShow {
    /// How many of this sex the rows hold.
    pub fn count(&self, sex: Sex) -> i64 {
        self.attendance.iter().filter(|a| a.sex == sex).map(|a| a.count).sum()
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    title: String,
    starts_on: Parsed<PartialDate>,
    ends_on: Option<Parsed<PartialDate>>,
    place: Option<String>,
    organisers: Option<String>,
    trainers: Option<String>,
    participants: Option<i64>,
    phase_id: Option<i64>,
    component_code: Option<String>,
    phase_number: Option<i64>,
    source: Option<String>,
    version: i64,
}

/// Agency, unit, sex, how many.
type Counted = (Option<i64>, Option<i64>, Parsed<Sex>, i64);

/// Of a course `t`, which stands at the row `r` of its list.
const COLUMNS: &str =
    "t.id, t.code, t.title, t.starts_on, t.ends_on, t.place, t.organisers, t.trainers, t.participants, t.phase_id,
  k.code AS component_code, p.number AS phase_number, s.title AS source, t.version";
const JOINS: &str =
    "JOIN course t ON t.id = r.id LEFT JOIN phase p ON p.id = t.phase_id LEFT JOIN component k ON k.id = p.component_id
  LEFT JOIN source s ON s.id = t.source_id";

/// One course with its attendance.
///
/// # Errors
/// Not there or out of scope.
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<CourseShow> {
    viewer.may(Action::SeeCourses)?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM course WHERE code = $1").bind(code).fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let stored: Option<Stored> = listed::list_for(scope).one(tx, scope, known.ok_or_else(Error::not_found)?).await?;
    let stored = stored.ok_or_else(Error::not_found)?;
    let directory = agencies::directory(tx).await?;
    let counted: Vec<Counted> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT agency_id, unit_id, sex, count FROM attendance WHERE course_id = $1 ORDER BY id"
    )
    .bind(stored.id)
    .fetch_all(c))?;
    let mut agency_ids = ids(tx, "SELECT agency_id FROM course_agency WHERE course_id = $1", stored.id).await?;
    agency_ids.extend(counted.iter().filter_map(|(agency, ..)| *agency));
    let mut unit_ids = ids(tx, "SELECT unit_id FROM course_unit WHERE course_id = $1", stored.id).await?;
    unit_ids.extend(counted.iter().filter_map(|(_, unit, ..)| *unit));
    let units = units::mentions(tx, viewer, unit_ids.iter().copied()).await?;
    let countries: Vec<String> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT country FROM course_country WHERE course_id = $1 ORDER BY country"
    )
    .bind(stored.id)
    .fetch_all(c))?;
    let day = Some(stored.starts_on.start());
    let attendance = counted.into_iter().map(|(agency, unit, sex, count)| AttendanceRow {
        agency: agency.and_then(|id| directory.get(&id)).map(|a| a.mention(day)),
        unit: unit.and_then(|id| units.get(&id)).cloned(),
        sex: sex.0,
        count,
    });
    Ok(CourseShow {
        countries,
        units: without_repeats(unit_ids.iter().filter_map(|id| units.get(id)).cloned()),
        attendance: merged(attendance),
        organisers: stored.organisers.clone(),
        trainers: stored.trainers.clone(),
        source: stored.source.clone(),
        version: stored.version,
        course: stored.row(&agency_ids.into_iter().collect::<Vec<_>>(), &directory),
    })
}

async fn ids(tx: &mut Tx, statement: &'static str, course: i64) -> Result<BTreeSet<i64>> {
    let ids: Vec<i64> = sql!(tx, |c| sqlx::query_scalar(statement).bind(course).fetch_all(c))?;
    Ok(ids.into_iter().collect())
}

/// Two offices on one border read the same to a donor: they are named once.
fn without_repeats(units: impl Iterator<Item = UnitRef>) -> Vec<UnitRef> {
    let mut named: Vec<UnitRef> = Vec::new();
    for unit in units {
        if !named.contains(&unit) {
            named.push(unit);
        }
    }
    named.sort_by_cached_key(|unit| sort_key(&unit.label));
    named
}

/// Rows that read the same become one with their sum.
fn merged(rows: impl Iterator<Item = AttendanceRow>) -> Vec<AttendanceRow> {
    let mut merged: Vec<AttendanceRow> = Vec::new();
    for row in rows {
        match merged.iter_mut().find(|m| (&m.agency, &m.unit, m.sex) == (&row.agency, &row.unit, row.sex)) {
            Some(same) => same.count += row.count,
            None => merged.push(row),
        }
    }
    merged
}

impl Stored {
    fn row(self, took_part: &[i64], directory: &HashMap<i64, AgencyRow>) -> CourseRow {
        let day = Some(self.starts_on.start());
        let mut agencies: Vec<AgencyRef> =
            took_part.iter().filter_map(|id| directory.get(id)).map(|a| a.mention(day)).collect();
        agencies.sort();
        let phase = self.phase_id.zip(self.component_code).zip(self.phase_number);
        let phase = phase.map(|((id, component_code), number)| PhaseChoice {
            id,
            label: format!("{component_code} · {}", phase_label(number)),
            component_code,
            number,
        });
        CourseRow {
            id: self.id,
            code: self.code,
            title: self.title,
            starts_on: self.starts_on.0,
            ends_on: self.ends_on.map(|d| d.0),
            place: self.place,
            participants: self.participants,
            phase,
            agencies,
        }
    }
}
