//! Sessions, the test and what equipment it qualifies for.

use domain::{
    Action, Checks, PartialDate, Timestamp, Viewer,
    activity::{NewDetails, NewSession, NewTest, Numbers, TestAverage},
    change::Deed,
};

use super::{
    fact::ACTIVITY,
    write::{grow, text},
};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts,
};

/// Records what else is known of an activity, in the place of what was recorded of that before.
///
/// # Errors
/// Only staff do this; no such activity; more were tested, or came to a session, than took part; somebody changed it since
/// `expected_version` was read.
pub async fn update_details(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewDetails,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    let id = grow(tx, viewer, code, expected_version).await?;
    check(tx, id, new).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE activity SET qualifies_for = $2 WHERE id = $1")
        .bind(id)
        .bind(text(&new.qualifies_for))
        .execute(c))?;
    for statement in
        ["DELETE FROM activity_session WHERE activity_id = $1", "DELETE FROM activity_test WHERE activity_id = $1"]
    {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).execute(c))?;
    }
    for session in &new.sessions {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO activity_session (activity_id, title, held_on, participations) VALUES ($1, $2, $3, $4)"
        )
        .bind(id)
        .bind(&session.title)
        .bind(session.held_on.map(Parsed))
        .bind(session.participations)
        .execute(c))?;
    }
    if let Some(test) = &new.test {
        touch!(&mut *tx, |c| {
            sqlx::query(
            "INSERT INTO activity_test (activity_id, title, out_of, before_average, before_tested, after_average, after_tested)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(id)
        .bind(&test.title)
        .bind(test.out_of)
        .bind(test.before.map(|measured| measured.average))
        .bind(test.before.and_then(|measured| measured.tested))
        .bind(test.after.map(|measured| measured.average))
        .bind(test.after.and_then(|measured| measured.tested))
        .execute(c)
        })?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ACTIVITY, id).await
}

/// Nobody was tested, and nobody came to a session, who did not take part.
async fn check(tx: &mut Tx, id: i64, new: &NewDetails) -> Result<()> {
    let (participations, persons): (Option<i64>, Option<i64>) =
        sql!(tx, |c| sqlx::query_as("SELECT participations, persons FROM activity WHERE id = $1")
            .bind(id)
            .fetch_one(c))?;
    if let Some(all) = persons.or(participations)
        && let Some(test) = &new.test
    {
        for (field, measured) in [("before_tested", test.before), ("after_tested", test.after)] {
            if measured.and_then(|measured| measured.tested).is_some_and(|tested| tested > all) {
                return Err(Error::invalid(field, format!("{all} took part")));
            }
        }
    }
    let counted = came_to(&new.sessions);
    match participations {
        Some(all) if counted > all => Err(Error::invalid(
            "sessions[0][participations]",
            format!("The sessions add up to {counted} participations; {all} are stated for the activity"),
        )),
        _ => Ok(()),
    }
}

/// The same where the numbers of the whole are what is entered.
pub(super) async fn check_numbers(tx: &mut Tx, id: i64, numbers: Numbers) -> Result<()> {
    let mut checks = Checks::default();
    let counted = came_to(&sessions(tx, id).await?);
    if let Some(all) = numbers.participations
        && counted > all
    {
        let words = format!("Its sessions add up to {counted} participations: correct them first");
        checks.fail("participations", words);
    }
    let tested = test(tx, id).await?.and_then(|test| most_tested(&test)).unwrap_or_default();
    let (field, all) = match numbers {
        Numbers { persons: Some(all), .. } => ("persons", Some(all)),
        numbers => ("participations", numbers.participations),
    };
    if all.is_some_and(|all| tested > all) && !checks.failed(field) {
        checks.fail(field, format!("Its test was taken by {tested}: correct that first"));
    }
    Ok(checks.finish(())?)
}

fn came_to(sessions: &[NewSession]) -> i64 {
    sessions.iter().filter_map(|session| session.participations).sum()
}

fn most_tested(test: &NewTest) -> Option<i64> {
    [test.before, test.after].into_iter().flatten().filter_map(|measured| measured.tested).max()
}

pub(super) async fn sessions(tx: &mut Tx, activity: i64) -> Result<Vec<NewSession>> {
    let rows: Vec<(String, Option<Parsed<PartialDate>>, Option<i64>)> = sql!(tx, |c| sqlx::query_as(
        "SELECT title, held_on, participations FROM activity_session WHERE activity_id = $1 ORDER BY id"
    )
    .bind(activity)
    .fetch_all(c))?;
    let session = |(title, held_on, participations): (String, Option<Parsed<PartialDate>>, Option<i64>)| NewSession {
        title,
        held_on: held_on.map(|date| date.0),
        participations,
    };
    Ok(rows.into_iter().map(session).collect())
}

pub(super) async fn test(tx: &mut Tx, activity: i64) -> Result<Option<NewTest>> {
    type Row = (String, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let row: Option<Row> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT title, out_of, before_average, before_tested, after_average, after_tested FROM activity_test WHERE activity_id = $1"
    )
    .bind(activity)
    .fetch_optional(c)
    })?;
    let measured = |average: Option<i64>, tested| average.map(|average| TestAverage { average, tested });
    Ok(row.map(|(title, out_of, before, tested_before, after, tested_after)| NewTest {
        title,
        out_of,
        before: measured(before, tested_before),
        after: measured(after, tested_after),
    }))
}
