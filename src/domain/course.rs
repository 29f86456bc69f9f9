//! Training courses. Participants are counted, never named.

use crate::{
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
};
use serde::{Deserialize, Serialize};

words! {
    /// As recorded at the course; never inferred.
    Sex {
        Female = "female", "Women";
        Male = "male", "Men";
        NotRecorded = "not recorded", "Not recorded";
    }
}

/// How many took part, from which agency and unit (codes; empty when not known).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// The row of the form that it stood in, for messages about it.
    pub row: usize,
    pub agency_code: Option<String>,
    pub unit_code: Option<String>,
    pub sex: Sex,
    pub count: i64,
}

/// A course as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCourse {
    pub code: String,
    pub title: String,
    pub starts_on: PartialDate,
    pub ends_on: Option<PartialDate>,
    pub place: Option<String>,
    pub organisers: Option<String>,
    pub trainers: Option<String>,
    /// `None`: the source does not state a number.
    pub participants: Option<i64>,
    pub phase_id: Option<i64>,
    pub attendance: Vec<Attendance>,
}

/// A row of the course form as typed; one without a count says who took part: see [`Named`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttendanceRow {
    /// The code of an agency.
    pub agency: String,
    /// The code of a unit.
    pub unit: String,
    pub sex: String,
    pub count: String,
}

/// The course form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CourseForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub version: String,
    pub code: String,
    pub title: String,
    pub starts_on: String,
    pub ends_on: String,
    pub place: String,
    pub organisers: String,
    pub trainers: String,
    pub participants: String,
    pub phase: String,
    pub attendance: Vec<AttendanceRow>,
}

/// Who took part as far as no number was recorded: codes of agencies and of units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    pub agency_codes: Vec<String>,
    pub unit_codes: Vec<String>,
}

impl Named {
    /// The rows of a form that name somebody and no number.
    pub fn read(form: &CourseForm) -> Self {
        let silent = || form.attendance.iter().filter(|row| matches!(row.count.trim(), "" | "0"));
        Named {
            agency_codes: distinct(silent().map(|row| row.agency.as_str())),
            unit_codes: distinct(silent().map(|row| row.unit.as_str())),
        }
    }
}

impl NewCourse {
    /// # Errors
    /// Every field that cannot be accepted: among them more people in the rows than took part.
    pub fn parse(form: &CourseForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let title = checks.required("title", &form.title, "Enter the title of the course");
        let starts_on = checks.take("starts_on", PartialDate::parse(&form.starts_on));
        let ends_on = optional_date(&mut checks, "ends_on", &form.ends_on);
        if let (Some(start), Some(end)) = (starts_on, ends_on)
            && end.surely_before(start)
        {
            checks.fail("ends_on", "The last day lies before the first");
        }
        let place = checks.optional("place", &form.place);
        let organisers = checks.optional("organisers", &form.organisers);
        let trainers = checks.optional("trainers", &form.trainers);
        let participants = count(&mut checks, "participants", &form.participants);
        let phase_id = checks
            .optional("phase", &form.phase)
            .and_then(|p| checks.take("phase", p.parse::<i64>().map_err(|_| "Choose a phase")));
        let attendance = parse_attendance(&mut checks, &form.attendance);
        let counted: i64 = attendance.iter().map(|a| a.count).sum();
        match participants {
            Some(all) if counted > all => {
                checks.fail("participants", format!("The rows below add up to {counted} people; {all} took part"));
            }
            _ => {}
        }
        let course = code.zip(starts_on).map(|(code, starts_on)| NewCourse {
            code,
            title,
            starts_on,
            ends_on,
            place,
            organisers,
            trainers,
            participants,
            phase_id,
            attendance,
        });
        checks.finish_some(course)
    }
}

fn parse_attendance(checks: &mut Checks, rows: &[AttendanceRow]) -> Vec<Attendance> {
    let mut attendance = Vec::new();
    for (i, AttendanceRow { agency, unit, sex, count: typed }) in rows.iter().enumerate() {
        let field = |name: &str| format!("attendance[{i}][{name}]");
        let Some(count) = count(checks, &field("count"), typed).filter(|c| *c > 0) else { continue };
        let sex = if sex.is_empty() { Some(Sex::NotRecorded) } else { checks.take(&field("sex"), sex.parse::<Sex>()) };
        let (agency_code, unit_code) =
            (checks.optional(&field("agency"), agency), checks.optional(&field("unit"), unit));
        attendance.extend(sex.map(|sex| Attendance { row: i, agency_code, unit_code, sex, count }));
    }
    attendance
}

fn count(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, crate::number::count(typed, 0..=100_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(agency: &str, sex: &str, count: &str) -> AttendanceRow {
        AttendanceRow { agency: agency.into(), sex: sex.into(), count: count.into(), ..Default::default() }
    }

    #[test]
    fn rows_never_hold_more_people_than_took_part() {
        let mut form = CourseForm {
            code: "C-1".into(),
            title: "Risk assessment".into(),
            starts_on: "Sep 2016".into(),
            participants: "19".into(),
            ..Default::default()
        };
        form.attendance = vec![row("SCC", "female", "4"), row("MIA", "", "15"), row("", "", "")];
        let course = NewCourse::parse(&form).expect("19 of 19");
        assert_eq!((course.starts_on.words().as_str(), course.attendance.len()), ("Sep 2016", 2));
        form.attendance.push(row("BT", "male", "1"));
        assert!(NewCourse::parse(&form).is_err());
    }
}
