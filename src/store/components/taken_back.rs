//! What was recorded of a milestone in error: the milestone itself, that it was met, or how far it had come. It is taken back with a
//! reason, and staff go on to read it.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    phase::NotMet,
};

use super::write::MILESTONE;
use crate::{
    Error, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
};

/// What is asked of a milestone before something of it is taken back.
#[derive(sqlx::FromRow)]
struct Known {
    withdrawn: bool,
    met: bool,
    actual: Option<i64>,
    version: i64,
    /// The title of one that waits for it, where there is one; and of one among them that is met.
    waiting: Option<String>,
    waiting_met: Option<String>,
    /// The title of the one that it waits for, where that is withdrawn.
    awaited_withdrawn: Option<String>,
    /// `JP-2020/1`: an instalment that waits for it.
    instalment: Option<String>,
}

async fn known(tx: &mut Tx, viewer: &Viewer, id: i64, expected_version: i64) -> Result<Known> {
    viewer.may(Action::ManageMilestones)?;
    let known: Option<Known> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT (m.withdrawn IS NOT NULL) AS withdrawn, (m.met_on IS NOT NULL) AS met, m.actual, m.version,
           (SELECT MIN(o.title) FROM milestone o WHERE o.waits_for_id = m.id AND o.withdrawn IS NULL) AS waiting,
           (SELECT MIN(o.title) FROM milestone o WHERE o.waits_for_id = m.id AND o.withdrawn IS NULL AND o.met_on IS NOT NULL)
             AS waiting_met,
           (SELECT a.title FROM milestone a WHERE a.id = m.waits_for_id AND a.withdrawn IS NOT NULL) AS awaited_withdrawn,
           (SELECT MIN(g.code || '/' || CAST(i.number AS TEXT)) FROM instalment i JOIN grant_agreement g ON g.id = i.grant_id
              WHERE i.milestone_id = m.id AND i.withdrawn IS NULL) AS instalment
         FROM milestone m WHERE m.id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    })?;
    let known = known.ok_or_else(Error::not_found)?;
    if known.version != expected_version {
        return Err(changed_meanwhile(tx, viewer, Entity::Milestone, &id.to_string()).await?);
    }
    Ok(known)
}

/// Withdraws a milestone that was recorded in error: it counts nowhere any more, and staff alone read it.
///
/// # Errors
/// Only staff do this; no such milestone; withdrawn already; another one, or an instalment, waits for it; no reason; somebody changed it since
/// `expected_version` was read.
pub async fn withdraw_milestone(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    reason: &str,
) -> Result<()> {
    let known = known(tx, viewer, id, expected_version).await?;
    if known.withdrawn {
        return Err(Error::conflict("This milestone is withdrawn already"));
    }
    if let Some(title) = known.waiting {
        return Err(Error::conflict(format!("“{title}” waits for it: edit first what that one waits for")));
    }
    if let Some(instalment) = known.instalment {
        let words =
            format!("Instalment {instalment} waits for it: say first when that one is due, or what else it waits for");
        return Err(Error::conflict(words));
    }
    let reason = reason_given(reason, "Say why it is no milestone")?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE milestone SET withdrawn = $2, version = version + 1 WHERE id = $1")
        .bind(id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &MILESTONE, id).await
}

/// Lets a withdrawn milestone stand again.
///
/// # Errors
/// Only staff do this; no such milestone; it stands; what it waits for is withdrawn; somebody changed it since `expected_version` was
/// read.
pub async fn restore_milestone(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
) -> Result<()> {
    let known = known(tx, viewer, id, expected_version).await?;
    if !known.withdrawn {
        return Err(Error::conflict("This milestone stands: there is nothing to take back"));
    }
    if let Some(title) = known.awaited_withdrawn {
        return Err(Error::conflict(format!("It waits for “{title}”, which is withdrawn: let that one stand first")));
    }
    touch!(&mut *tx, |c| sqlx::query("UPDATE milestone SET withdrawn = NULL, version = version + 1 WHERE id = $1")
        .bind(id)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &MILESTONE, id).await
}

/// Says that a milestone is not met after all, with what stands of it then.
///
/// # Errors
/// Only staff do this; no such milestone; it is not stated as met; another one that waits for it is met; somebody changed it since
/// `expected_version` was read.
pub async fn unmeet_milestone(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    new: &NotMet,
) -> Result<()> {
    let known = known(tx, viewer, id, expected_version).await?;
    if known.withdrawn || !known.met {
        return Err(Error::conflict("This milestone is not stated as met"));
    }
    if let Some(title) = known.waiting_met {
        return Err(Error::conflict(format!("“{title}” waits for it and is stated as met: take that back first")));
    }
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE milestone SET met_on = NULL, met_by = FALSE, actual = $2, evidence = $3, unmet = $4, computed = NULL,
           computed_on = NULL, version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .bind(new.actual)
    .bind(&new.evidence)
    .bind(&new.reason)
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &MILESTONE, id).await
}

/// Takes back how far a milestone was said to have come. The number that stands then is the one counted last of those that
/// are left, or the one that stood before all of them; a number that was stated since stays.
///
/// # Errors
/// Only staff do this; nothing such was said of this milestone; withdrawn already; no reason; somebody changed the milestone since
/// `expected_version` was read.
pub async fn withdraw_progress(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: i64,
    expected_version: i64,
    progress: i64,
    reason: &str,
) -> Result<()> {
    let known = known(tx, viewer, id, expected_version).await?;
    if known.withdrawn {
        return Err(Error::conflict("This milestone is withdrawn"));
    }
    type Said = (i64, i64, Option<i64>, bool);
    let said: Vec<Said> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT x.id, x.number, x.stood, EXISTS (SELECT 1 FROM milestone_progress_withdrawal w WHERE w.progress_id = x.id)
         FROM milestone_progress x WHERE x.milestone_id = $1 ORDER BY x.counted_on, x.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    let (.., gone) = *said.iter().find(|(number, ..)| *number == progress).ok_or_else(Error::not_found)?;
    if gone {
        return Err(Error::conflict("This is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO milestone_progress_withdrawal (progress_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(progress)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c)
    })?;
    let actual = standing(&said, progress, known.actual);
    touch!(&mut *tx, |c| sqlx::query("UPDATE milestone SET actual = $2, version = version + 1 WHERE id = $1")
        .bind(id)
        .bind(actual)
        .execute(c))?;
    let together = [(&MILESTONE, id.into()), (&WITHDRAWN_PROGRESS, progress.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Withdrawn, &together).await
}

/// The number that stands without this one. `said`, in the order in which it was counted: which, how many, what stood before, and
/// whether it is taken back.
fn standing(said: &[(i64, i64, Option<i64>, bool)], without: i64, actual: Option<i64>) -> Option<i64> {
    let last = |rest: &[&(i64, i64, Option<i64>, bool)]| rest.last().map(|(_, number, ..)| *number);
    let counting: Vec<_> = said.iter().filter(|(.., gone)| !gone).collect();
    if last(&counting) != actual {
        return actual;
    }
    let newest = said.iter().max_by_key(|(id, ..)| *id);
    if let Some((id, _, Some(stood), _)) = newest
        && *id == without
    {
        return Some(*stood);
    }
    let left: Vec<_> = counting.into_iter().filter(|(id, ..)| *id != without).collect();
    let first = said.iter().min_by_key(|(id, ..)| *id).and_then(|(_, _, stood, _)| *stood);
    last(&left).or(first)
}

pub(crate) static WITHDRAWN_PROGRESS: Table = Table::new(
    "milestone_progress_withdrawal",
    Entity::Milestone,
    ToldBy::Number("withdrawn_progress"),
    rows!(
        "SELECT w.progress_id AS _id, x.milestone_id AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.progress_id AS withdrawn_progress, w.reason FROM milestone_progress_withdrawal w
         JOIN milestone_progress x ON x.id = w.progress_id",
        "w.progress_id"
    ),
);

#[cfg(test)]
mod tests {
    use super::standing;

    #[test]
    fn what_stood_before_stands_again() {
        let first = (1, 3, Some(2), false);
        let second = (2, 5, Some(3), false);
        assert_eq!(standing(&[first], 1, Some(3)), Some(2));
        assert_eq!(standing(&[first, second], 2, Some(5)), Some(3));
        assert_eq!(standing(&[first, second], 1, Some(5)), Some(5), "the later count stays");
        assert_eq!(standing(&[first, (2, 5, Some(3), true)], 1, Some(3)), Some(2));
        assert_eq!(standing(&[first], 1, Some(6)), Some(6), "stated since");
        assert_eq!(
            standing(&[(1, 3, None, false)], 1, Some(3)),
            None,
            "what stood before an earlier portal did not keep"
        );
    }
}
