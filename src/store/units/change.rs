//! What became different of a unit on a day. Append-only: what stands now is in the unit itself, and a change says what it was
//! before and what it became. A change that was recorded in error is taken back by a withdrawal, the newest first.

use domain::{
    Action, AsOf, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    phase::MetOn,
    unit::change::{Aspect, ChangeKind, Dated, NewChange, Work},
};

use super::write::{UNIT, add_alias, id_in, set_manning};
use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    sources,
};

/// A change of a unit as it is read. Who recorded it and why is said to staff alone.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    pub id: i64,
    pub kind: ChangeKind,
    pub dated: Dated,
    pub reason: Option<String>,
    /// The title of the source, which everybody reads.
    pub source: Option<String>,
    pub person: Option<String>,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    kind: Parsed<ChangeKind>,
    changed_on: Parsed<PartialDate>,
    by_then: bool,
    was: Option<String>,
    became: Option<String>,
    reason: Option<String>,
    source: Option<String>,
    person: String,
    recorded_at: i64,
    withdrawn: Option<String>,
    withdrawn_at: Option<i64>,
}

/// What a unit is, as far as it can change.
struct Present {
    planned: Option<PartialDate>,
    announced: Option<PartialDate>,
    work: Work,
    place: Option<String>,
    is_office: bool,
    agencies: Vec<String>,
}

/// Records what became different of a unit on a day. `version` is the one that the form showed. Answers by which number it can
/// be [taken back](withdraw_change).
///
/// # Errors
/// Only staff do this; no such unit, agency or source; it is so already; it is not later than what changed before; it was planned
/// or announced when it worked already; somebody changed the unit meanwhile.
pub async fn change(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    new: &NewChange,
) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id = id_in(tx, code).await?;
    changes::unless_changed(tx, viewer, Entity::Unit, code, version).await?;
    let aspect = new.kind.aspect();
    let before = standing(tx, id, aspect).await?;
    let earlier = |before: &ChangeRow| new.on.date.start() < before.dated.on.date.start();
    if let Some(before) = before.filter(earlier) {
        let words = format!("It changed on {} already: enter that day or a later one", before.dated.on.date.words());
        return Err(Error::invalid("changed_on", words));
    }
    let present = present(tx, id).await?;
    let was = present.value(aspect);
    let became = match aspect {
        Aspect::Plan => {
            present.work.awaited(new.on.date)?;
            new.planned_for.map(|date| date.to_string())
        }
        Aspect::Announcement => {
            present.work.awaited(new.on.date)?;
            Some(new.on.date.to_string())
        }
        Aspect::Work => Some(present.work.after(new.kind, new.on)?.to_string()),
        Aspect::Place => new.place.clone(),
        Aspect::Agencies => codes(&new.agency_codes),
    };
    if was == became {
        let (field, words) = match aspect {
            Aspect::Agencies => ("agencies", "These agencies man it already"),
            Aspect::Plan => ("planned_for", "It is planned for then already"),
            Aspect::Announcement => ("changed_on", "It was announced then already"),
            _ => ("place", "It stands there already"),
        };
        return Err(Error::invalid(field, words));
    }
    set(tx, id, aspect, became.as_deref()).await?;
    // Whoever looks for it under the old name finds it.
    if let (Aspect::Place, Some(place)) = (aspect, &was) {
        add_alias(tx, id, place).await?;
    }
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    let change: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO unit_change (unit_id, kind, changed_on, by_then, was, became, reason, source_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(id)
    .bind(new.kind.word())
    .bind(Parsed(new.on.date))
    .bind(new.on.by)
    .bind(&was)
    .bind(&became)
    .bind(&new.reason)
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    let together = [(&UNIT, id.into()), (&UNIT_CHANGE, change.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Changed, &together).await?;
    Ok(change)
}

pub(crate) static UNIT_CHANGE: Table = Table::new(
    "unit_change",
    Entity::Unit,
    ToldBy::Number("unit_change"),
    rows!(
        "SELECT x.id AS _id, u.code AS _key, 'changed' AS _deed, x.person_id AS _person, x.recorded_at AS _at,
           x.id AS unit_change, x.kind AS change, x.changed_on, x.by_then AS \"by_then!\", x.was, x.became, x.reason,
           s.code AS source
         FROM unit_change x JOIN unit u ON u.id = x.unit_id LEFT JOIN source s ON s.id = x.source_id",
        "x.id"
    ),
);

/// Takes back a change that was recorded in error: what it was before stands again.
///
/// # Errors
/// Only staff do this; no such change of this unit; a newer one stands on it; the unit was edited since; no reason.
pub async fn withdraw_change(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    change: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = id_in(tx, code).await?;
    let all = stored(tx, id).await?;
    let row = all.iter().find(|row| row.id == change).ok_or_else(Error::not_found)?;
    if row.dated.withdrawn_at.is_some() {
        return Err(Error::conflict("This change is withdrawn already"));
    }
    let aspect = row.dated.aspect;
    let newest = all.iter().rev().find(|row| row.dated.aspect == aspect && row.dated.withdrawn_at.is_none());
    if newest.is_none_or(|newest| newest.id != change) {
        return Err(Error::conflict("A later change stands on this one: withdraw that first"));
    }
    if present(tx, id).await?.value(aspect) != row.dated.became {
        return Err(Error::conflict(
            "The unit was edited since: put right with “Edit” what is wrong, so that nothing of it is lost",
        ));
    }
    let reason = reason_given(reason, "Say why it is wrong")?;
    set(tx, id, aspect, row.dated.was.as_deref()).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO unit_change_withdrawal (unit_change_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(change)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    let together = [(&UNIT, id.into()), (&UNIT_CHANGE_WITHDRAWAL, change.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Withdrawn, &together).await
}

pub(crate) static UNIT_CHANGE_WITHDRAWAL: Table = Table::new(
    "unit_change_withdrawal",
    Entity::Unit,
    ToldBy::Number("withdrawn_change"),
    rows!(
        "SELECT w.unit_change_id AS _id, u.code AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.unit_change_id AS withdrawn_change, w.reason
         FROM unit_change_withdrawal w JOIN unit_change x ON x.id = w.unit_change_id JOIN unit u ON u.id = x.unit_id",
        "w.unit_change_id"
    ),
);

/// Everything that changed of a unit, the oldest first. Callers have checked that it is in scope.
pub(super) async fn of_unit(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<Vec<ChangeRow>> {
    let mut rows = stored(tx, id).await?;
    if !viewer.sees_everything() {
        rows.retain(|row| row.dated.withdrawn_at.is_none());
        for row in &mut rows {
            (row.reason, row.person) = (None, None);
        }
    }
    Ok(rows)
}

async fn stored(tx: &mut Tx, id: i64) -> Result<Vec<ChangeRow>> {
    let rows: Vec<Stored> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT x.id, x.kind, x.changed_on, x.by_then, x.was, x.became, x.reason, s.title AS source, p.name AS person,
           x.recorded_at, w.reason AS withdrawn, w.recorded_at AS withdrawn_at
         FROM unit_change x JOIN person p ON p.id = x.person_id LEFT JOIN source s ON s.id = x.source_id
         LEFT JOIN unit_change_withdrawal w ON w.unit_change_id = x.id WHERE x.unit_id = $1 ORDER BY x.id"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

impl From<Stored> for ChangeRow {
    fn from(row: Stored) -> Self {
        ChangeRow {
            id: row.id,
            kind: row.kind.0,
            dated: Dated {
                aspect: row.kind.aspect(),
                on: MetOn { date: row.changed_on.0, by: row.by_then },
                was: row.was,
                became: row.became,
                recorded_at: Timestamp(row.recorded_at),
                withdrawn_at: row.withdrawn_at.map(Timestamp),
            },
            reason: row.reason,
            source: row.source,
            person: Some(row.person),
            withdrawn: row.withdrawn,
        }
    }
}

/// The newest change of this sort that stands.
async fn standing(tx: &mut Tx, id: i64, aspect: Aspect) -> Result<Option<ChangeRow>> {
    let all = stored(tx, id).await?;
    Ok(all.into_iter().rev().find(|row| row.dated.aspect == aspect && row.dated.withdrawn_at.is_none()))
}

#[derive(sqlx::FromRow)]
struct Row {
    is_office: bool,
    base: Option<String>,
    crossing: Option<String>,
    planned: Option<Parsed<PartialDate>>,
    announced_on: Option<Parsed<PartialDate>>,
    since: Option<Parsed<PartialDate>>,
    since_by: bool,
    closed_on: Option<Parsed<PartialDate>>,
}

async fn present(tx: &mut Tx, id: i64) -> Result<Present> {
    let row: Row = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT kind = 'BLO' AS is_office, base, crossing, planned, announced_on, since, since_by, closed_on
         FROM unit WHERE id = $1"
    )
    .bind(id)
    .fetch_one(c))?;
    let agencies: Vec<String> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT a.code FROM unit_agency m JOIN agency a ON a.id = m.agency_id WHERE m.unit_id = $1"
    )
    .bind(id)
    .fetch_all(c))?;
    let since = row.since.map(|date| MetOn { date: date.0, by: row.since_by });
    Ok(Present {
        planned: row.planned.map(|d| d.0),
        announced: row.announced_on.map(|d| d.0),
        work: Work { since, closed: row.closed_on.map(|d| d.0) },
        place: if row.is_office { row.crossing } else { row.base },
        is_office: row.is_office,
        agencies,
    })
}

impl Present {
    fn value(&self, aspect: Aspect) -> Option<String> {
        let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
        match aspect {
            Aspect::Plan => text(self.planned),
            Aspect::Announcement => text(self.announced),
            Aspect::Work => Some(self.work.to_string()),
            Aspect::Place => self.place.clone(),
            Aspect::Agencies => codes(&self.agencies),
        }
    }
}

async fn set(tx: &mut Tx, id: i64, aspect: Aspect, value: Option<&str>) -> Result<()> {
    match aspect {
        Aspect::Plan => {
            touch!(tx, |c| sqlx::query("UPDATE unit SET planned = $2 WHERE id = $1").bind(id).bind(value).execute(c))?;
        }
        Aspect::Announcement => {
            let statement = "UPDATE unit SET announced_on = $2 WHERE id = $1";
            touch!(tx, |c| sqlx::query(statement).bind(id).bind(value).execute(c))?;
        }
        Aspect::Work => {
            let work: Work = value.unwrap_or("..").parse().map_err(Error::Internal)?;
            let statement = "UPDATE unit SET since = $2, since_by = $3, closed_on = $4 WHERE id = $1";
            touch!(tx, |c| sqlx::query(statement)
                .bind(id)
                .bind(work.since.map(|since| Parsed(since.date)))
                .bind(work.since.is_some_and(|since| since.by))
                .bind(work.closed.map(Parsed))
                .execute(c))?;
        }
        Aspect::Place => {
            let statement = if present(tx, id).await?.is_office {
                "UPDATE unit SET crossing = $2 WHERE id = $1"
            } else {
                "UPDATE unit SET base = $2 WHERE id = $1"
            };
            touch!(tx, |c| sqlx::query(statement).bind(id).bind(value).execute(c))?;
        }
        Aspect::Agencies => {
            let codes: Vec<String> = value.unwrap_or_default().lines().map(str::to_owned).collect();
            set_manning(tx, id, &codes).await?;
        }
    }
    Ok(())
}

/// One a line, in the order of the alphabet; none: nothing.
fn codes(agencies: &[String]) -> Option<String> {
    let mut codes = agencies.to_vec();
    codes.sort();
    (!codes.is_empty()).then(|| codes.join("\n"))
}

/// What of a unit could be different then.
pub(super) struct Then {
    pub planned: Option<PartialDate>,
    pub announced: Option<PartialDate>,
    pub work: Work,
    pub place: Option<String>,
    pub agency_codes: Vec<String>,
}

/// The values of a unit as of a day; `now` are those that stand.
pub(super) fn then(changes: &[ChangeRow], now: &Then, as_of: AsOf) -> Then {
    let dated: Vec<Dated> = changes.iter().map(|row| row.dated.clone()).collect();
    let value = |aspect, now| domain::unit::change::value_at(&dated, aspect, now, as_of);
    let work: Work =
        value(Aspect::Work, Some(now.work.to_string())).and_then(|text| text.parse().ok()).unwrap_or_default();
    let begun = |date: &PartialDate| as_of.day.is_none_or(|day| date.start() <= day);
    let known = |since: &MetOn| as_of.day.is_none_or(|day| since.known_from() <= day);
    let date = |aspect, now: Option<PartialDate>| {
        value(aspect, now.map(|date| date.to_string())).and_then(|text| text.parse::<PartialDate>().ok())
    };
    Then {
        planned: date(Aspect::Plan, now.planned),
        announced: date(Aspect::Announcement, now.announced).filter(begun),
        work: Work { since: work.since.filter(known), closed: work.closed.filter(begun) },
        place: value(Aspect::Place, now.place.clone()),
        agency_codes: value(Aspect::Agencies, codes(&now.agency_codes))
            .map(|codes| codes.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}
