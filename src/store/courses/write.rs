//! What staff record of courses.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    course::{Named, NewCourse},
};

use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, list, rows},
    sources,
};

/// What a published source says of a course beyond the form: who was there, without numbers.
#[derive(Debug, Clone, Default)]
pub struct NewCourseExtras {
    pub agency_codes: Vec<String>,
    pub unit_codes: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    pub source_code: Option<String>,
}

const TAKEN: &str = "There is already a course with this code: choose another";

/// Records a course.
///
/// # Errors
/// Only staff do this; the code is taken; no such phase, agency or unit.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewCourse) -> Result<i64> {
    create_with(tx, viewer, at, new, &NewCourseExtras::default()).await
}

/// Records a course as a published source describes it.
///
/// # Errors
/// As [`create`]; no such source.
pub async fn create_with(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    new: &NewCourse,
    extras: &NewCourseExtras,
) -> Result<i64> {
    viewer.may(Action::ManageCourses)?;
    check_phase(tx, new).await?;
    let codes = Codes::load(tx).await?;
    let source = sources::optional_id(tx, extras.source_code.as_deref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO course (code, title, starts_on, ends_on, place, organisers, trainers, participants, phase_id,
           source_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.title)
    .bind(Parsed(new.starts_on))
    .bind(new.ends_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.organisers)
    .bind(&new.trainers)
    .bind(new.participants)
    .bind(new.phase_id)
    .bind(source)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", TAKEN))?;
    insert_named(tx, &codes, id, &extras.agency_codes, &extras.unit_codes).await?;
    for country in &extras.countries {
        let statement = "INSERT INTO course_country (course_id, country) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(country).execute(c))?;
    }
    insert_attendance(tx, &codes, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &COURSE, id).await?;
    Ok(id)
}

/// Corrects a course, its attendance, and who took part without a number. The code stays: it stands in addresses. Answers the
/// codes of those who were named before and are not any more, so that nobody is dropped unseen.
///
/// # Errors
/// Only staff do this; no such course; another code; somebody changed it since `expected_version` was read; no such
/// phase, agency or unit.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewCourse,
    named: &Named,
) -> Result<Vec<String>> {
    viewer.may(Action::ManageCourses)?;
    let id: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM course WHERE code = $1").bind(code).fetch_optional(c))?;
    let id = id.ok_or_else(Error::not_found)?;
    if new.code != code {
        return Err(Error::invalid("code", format!("This course is {code} in addresses and documents: keep its code")));
    }
    check_phase(tx, new).await?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE course SET title = $3, starts_on = $4, ends_on = $5, place = $6, organisers = $7, trainers = $8,
           participants = $9, phase_id = $10, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(&new.title)
    .bind(Parsed(new.starts_on))
    .bind(new.ends_on.map(Parsed))
    .bind(&new.place)
    .bind(&new.organisers)
    .bind(&new.trainers)
    .bind(new.participants)
    .bind(new.phase_id)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Course, code).await?);
    }
    let before = part_takers(tx, id).await?;
    // Whoever is counted now stays named where a source named it.
    let counted: HashSet<String> =
        new.attendance.iter().flat_map(|row| [row.agency_code.clone(), row.unit_code.clone()]).flatten().collect();
    let (agencies, units) = named_of(tx, id).await?;
    let stay = |known: Vec<String>, named: &[String]| {
        let known = known.into_iter().filter(|code| counted.contains(code));
        let all: BTreeSet<String> = known.chain(named.iter().cloned()).collect();
        all.into_iter().collect::<Vec<String>>()
    };
    let (agencies, units) = (stay(agencies, &named.agency_codes), stay(units, &named.unit_codes));
    for statement in [
        "DELETE FROM attendance WHERE course_id = $1",
        "DELETE FROM course_agency WHERE course_id = $1",
        "DELETE FROM course_unit WHERE course_id = $1",
    ] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    let codes = Codes::load(tx).await?;
    insert_named(tx, &codes, id, &agencies, &units).await?;
    insert_attendance(tx, &codes, id, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &COURSE, id).await?;
    let after = part_takers(tx, id).await?;
    Ok(before.difference(&after).cloned().collect())
}

/// The codes of everybody who took part, counted or named.
async fn part_takers(tx: &mut Tx, course: i64) -> Result<BTreeSet<String>> {
    let codes: Vec<String> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT a.code FROM course_agency m JOIN agency a ON a.id = m.agency_id WHERE m.course_id = $1
         UNION SELECT u.code FROM course_unit m JOIN unit u ON u.id = m.unit_id WHERE m.course_id = $1
         UNION SELECT a.code FROM attendance t JOIN agency a ON a.id = t.agency_id WHERE t.course_id = $1
         UNION SELECT u.code FROM attendance t JOIN unit u ON u.id = t.unit_id WHERE t.course_id = $1"
    )
    .bind(course)
    .fetch_all(c))?;
    Ok(codes.into_iter().collect())
}

/// The codes of agencies and of units that are named without a number.
async fn named_of(tx: &mut Tx, course: i64) -> Result<(Vec<String>, Vec<String>)> {
    let agencies: Vec<String> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT a.code FROM course_agency m JOIN agency a ON a.id = m.agency_id WHERE m.course_id = $1"
    )
    .bind(course)
    .fetch_all(c))?;
    let units: Vec<String> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT u.code FROM course_unit m JOIN unit u ON u.id = m.unit_id WHERE m.course_id = $1"
    )
    .bind(course)
    .fetch_all(c))?;
    Ok((agencies, units))
}

async fn insert_named(tx: &mut Tx, codes: &Codes, id: i64, agencies: &[String], units: &[String]) -> Result<()> {
    for code in agencies {
        let agency = codes.agency(code, "agencies")?;
        let statement = "INSERT INTO course_agency (course_id, agency_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(agency).execute(c))?;
    }
    for code in units {
        let unit = codes.unit(code, "units")?;
        let statement = "INSERT INTO course_unit (course_id, unit_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(unit).execute(c))?;
    }
    Ok(())
}

pub(crate) static COURSE: Table = Table::new(
    "course",
    Entity::Course,
    ToldBy::Key,
    rows!(
        "SELECT c.id AS _id, c.code AS _key, c.recorded_at AS _at, c.title, c.starts_on, c.ends_on, c.place, c.organisers,
           c.trainers, c.participants, c.phase_id, s.code AS source,
           (SELECT string_agg(a.code, '\n') FROM course_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.course_id = c.id) AS \"agencies{}\",
           (SELECT string_agg(u.code, '\n') FROM course_unit m JOIN unit u ON u.id = m.unit_id
             WHERE m.course_id = c.id) AS \"units{}\",
           (SELECT string_agg(m.country, '\n') FROM course_country m WHERE m.course_id = c.id) AS \"countries{}\"
         FROM course c LEFT JOIN source s ON s.id = c.source_id",
        "c.id"
    ),
)
.lists(&[list!(
    "attendance",
    "SELECT t.course_id AS _of, a.code AS agency, u.code AS unit, t.sex, t.count FROM attendance t
     LEFT JOIN agency a ON a.id = t.agency_id LEFT JOIN unit u ON u.id = t.unit_id",
    "t.course_id",
    "t.id"
)]);

async fn check_phase(tx: &mut Tx, new: &NewCourse) -> Result<()> {
    let Some(phase) = new.phase_id else { return Ok(()) };
    let known: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM phase WHERE id = $1").bind(phase).fetch_optional(c))?;
    known.map(|_| ()).ok_or_else(|| Error::invalid("phase", "Choose a phase from the list"))
}

async fn insert_attendance(tx: &mut Tx, codes: &Codes, course: i64, new: &NewCourse) -> Result<()> {
    for row in &new.attendance {
        let i = row.row;
        let agency = row.agency_code.as_deref().map(|code| codes.agency(code, &format!("attendance[{i}][agency]")));
        let unit = row.unit_code.as_deref().map(|code| codes.unit(code, &format!("attendance[{i}][unit]")));
        let (agency, unit) = (agency.transpose()?, unit.transpose()?);
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO attendance (course_id, agency_id, unit_id, sex, count) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(course)
        .bind(agency)
        .bind(unit)
        .bind(row.sex.word())
        .bind(row.count)
        .execute(c))?;
    }
    Ok(())
}

/// The ids of agencies and units by their codes: a form names many of them.
struct Codes {
    agencies: HashMap<String, i64>,
    units: HashMap<String, i64>,
}

impl Codes {
    async fn load(tx: &mut Tx) -> Result<Self> {
        let agencies: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, id FROM agency").fetch_all(c))?;
        let units: Vec<(String, i64)> = sql!(&mut *tx, |c| sqlx::query_as("SELECT code, id FROM unit").fetch_all(c))?;
        Ok(Codes { agencies: agencies.into_iter().collect(), units: units.into_iter().collect() })
    }

    fn agency(&self, code: &str, field: &str) -> Result<i64> {
        let missing = || Error::invalid(field, format!("There is no agency “{code}”: choose from the list"));
        self.agencies.get(code).copied().ok_or_else(missing)
    }

    fn unit(&self, code: &str, field: &str) -> Result<i64> {
        let missing = || Error::invalid(field, format!("There is no unit “{code}”: choose from the list"));
        self.units.get(code).copied().ok_or_else(missing)
    }
}
