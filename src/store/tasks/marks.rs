//! What people say of a task: who looks after it, until when it is put off, that an agency was reminded.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    task::{MarkDeed, PutOff, TaskId, TaskKind},
};

use super::{Task, find};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    notices,
    query::{Query, ask},
};

/// A day of the clock, in milliseconds.
const DAY: i64 = 86_400_000;

/// What was said of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    pub deed: MarkDeed,
    pub assignee: Option<String>,
    pub until: Option<PartialDate>,
    pub reason: Option<String>,
    pub person: String,
    pub recorded_at: Timestamp,
}

/// Who can look after a task: number and name, by name.
///
/// # Errors
/// Staff only.
pub async fn colleagues(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(i64, String)>> {
    viewer.may(Action::ShareTasks)?;
    let query =
        Query::new("SELECT id, name FROM person WHERE role = 'staff' AND disabled_at IS NULL ORDER BY name, id");
    Ok(ask!(tx, query, fetch_all)?)
}

/// What was said of a task so far, the newest first.
///
/// # Errors
/// Staff only.
pub async fn marks(tx: &mut Tx, viewer: &Viewer, id: &TaskId) -> Result<Vec<MarkRow>> {
    viewer.may(Action::SeeTasks)?;
    let query = Query::default().with(
        "SELECT z.deed, y.name, z.until_on, z.reason, p.name, z.recorded_at FROM task_mark z JOIN person p ON p.id = z.person_id
         LEFT JOIN person y ON y.id = z.assignee_id WHERE z.kind = ? AND z.subject = ? ORDER BY z.id DESC LIMIT 50",
        [Bind::from(id.kind.word()), Bind::from(id.subject.as_str())],
    );
    type Row = (Parsed<MarkDeed>, Option<String>, Option<Parsed<PartialDate>>, Option<String>, String, i64);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let mark = |(deed, assignee, until, reason, person, at): Row| MarkRow {
        deed: deed.0,
        assignee,
        until: until.map(|until| until.0),
        reason,
        person,
        recorded_at: Timestamp(at),
    };
    Ok(rows.into_iter().map(mark).collect())
}

/// Names who looks after it, or that nobody in particular does. Answers the name.
///
/// # Errors
/// Staff only, for staff; it does not wait; a discrepancy names its owner itself; whoever is named looks after it already.
pub async fn assign(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    id: &TaskId,
    assignee: Option<i64>,
) -> Result<Option<String>> {
    viewer.may(Action::ShareTasks)?;
    let task = find(tx, viewer, at, id).await?;
    if id.kind == TaskKind::Discrepancy {
        return Err(Error::conflict("A discrepancy has an owner and a due day: name them on its page"));
    }
    let name = match assignee {
        None => None,
        Some(person) => {
            let found = colleagues(tx, viewer).await?.into_iter().find(|(id, _)| *id == person);
            Some(found.ok_or_else(|| Error::invalid("assignee", "Choose somebody of the staff"))?.1)
        }
    };
    if task.assignee == name {
        let words = name.map_or("Nobody in particular looks after it already".to_owned(), |name| {
            format!("{name} looks after it already")
        });
        return Err(Error::conflict(words));
    }
    append(tx, viewer, at, &task, &Mark { assignee, ..Mark::of(MarkDeed::Assigned) }).await?;
    Ok(name)
}

/// Takes it off the list until a day.
///
/// # Errors
/// Staff only; it does not wait.
pub async fn put_off(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: &TaskId, new: &PutOff) -> Result<()> {
    viewer.may(Action::ShareTasks)?;
    let task = find(tx, viewer, at, id).await?;
    let mark =
        Mark { until: Some(PartialDate::Day(new.until)), reason: Some(&new.reason), ..Mark::of(MarkDeed::PutOff) };
    append(tx, viewer, at, &task, &mark).await
}

/// Puts it back on the list before its day.
///
/// # Errors
/// Staff only; it does not wait; it is not put off.
pub async fn bring_back(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: &TaskId) -> Result<()> {
    viewer.may(Action::ShareTasks)?;
    let task = find(tx, viewer, at, id).await?;
    if task.put_off.is_none() {
        return Err(Error::conflict("It is on the list already"));
    }
    append(tx, viewer, at, &task, &Mark::of(MarkDeed::BroughtBack)).await
}

/// Reminds the officers of an agency that a round waits for their count; once a day. Answers the name of the agency.
///
/// # Errors
/// Staff only; the agency has nothing to count; it was reminded within a day; nobody of it can be told.
pub async fn remind(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: &TaskId) -> Result<String> {
    viewer.may(Action::ShareTasks)?;
    if id.kind != TaskKind::Count {
        return Err(Error::not_found());
    }
    let task = find(tx, viewer, at, id).await?;
    let agency = task.agency.as_ref().ok_or_else(Error::not_found)?;
    if let Some(last) = task.reminded_at.filter(|last| at.0 - last.0 < DAY) {
        return Err(Error::conflict(format!("{} was reminded at {} already", agency.name, last.words())));
    }
    if notices::ask_again(tx, at, &task.what, &agency.code).await? == 0 {
        let words =
            format!("{} has no officer with an account: call them, or ask an administrator to invite one", agency.name);
        return Err(Error::conflict(words));
    }
    append(tx, viewer, at, &task, &Mark::of(MarkDeed::Reminded)).await?;
    Ok(agency.name.clone())
}

struct Mark<'a> {
    deed: MarkDeed,
    assignee: Option<i64>,
    until: Option<PartialDate>,
    reason: Option<&'a str>,
}

impl Mark<'_> {
    fn of(deed: MarkDeed) -> Self {
        Mark { deed, assignee: None, until: None, reason: None }
    }
}

/// What waits, in words that stay right when its record is called otherwise.
fn about(task: &Task) -> String {
    let agency = task.agency.as_ref().map(|agency| agency.code.as_str());
    match task.kind {
        TaskKind::Correction | TaskKind::Count => {
            [Some(task.what.as_str()), agency].map(Option::unwrap_or_default).join(" · ")
        }
        TaskKind::Movement | TaskKind::Discrepancy => task.more.clone().unwrap_or_default(),
        TaskKind::Rate => {
            let currency = task.amount.map(|money| money.currency.code()).unwrap_or_default();
            format!("{} {currency}", task.what)
        }
        TaskKind::Reopening if task.what.is_empty() => "locked period".to_owned(),
        TaskKind::Reopening
        | TaskKind::Milestone
        | TaskKind::Scan
        | TaskKind::Sign
        | TaskKind::Act
        | TaskKind::Question
        | TaskKind::Finding => task.what.clone(),
        TaskKind::Money
        | TaskKind::Round
        | TaskKind::Acts
        | TaskKind::Warranty
        | TaskKind::Paper
        | TaskKind::Service
        | TaskKind::Check
        | TaskKind::Visit => task.subject.clone(),
    }
}

async fn append(tx: &mut Tx, viewer: &Viewer, at: Timestamp, task: &Task, mark: &Mark<'_>) -> Result<()> {
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO task_mark (kind, subject, about, deed, assignee_id, until_on, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(task.kind.word())
    .bind(&task.subject)
    .bind(about(task))
    .bind(mark.deed.word())
    .bind(mark.assignee)
    .bind(mark.until.map(Parsed))
    .bind(mark.reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    let deed = match mark.deed {
        MarkDeed::Assigned => Deed::Assigned,
        MarkDeed::PutOff => Deed::PutOff,
        MarkDeed::BroughtBack => Deed::BroughtBack,
        MarkDeed::Reminded => Deed::Reminded,
    };
    facts::record(tx, Some(viewer.person), at, deed, &MARK, id).await
}

pub(crate) static MARK: Table = Table::new(
    "task_mark",
    Entity::Task,
    ToldBy::Number("mark"),
    rows!(
        "SELECT z.id AS _id, z.kind || '/' || z.subject AS _key, z.deed AS _deed, z.person_id AS _person, z.recorded_at AS _at,
           z.id AS mark, z.about, z.assignee_id AS assignee, z.until_on, z.reason FROM task_mark z",
        "z.id"
    ),
);
