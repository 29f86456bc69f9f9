//! What waits for staff, as one list: approvals, rounds with their next step, agencies that have not counted, acts, discrepancies,
//! milestones, warranties. Nothing is kept of it: each branch ([`branches`]) reads the records themselves, the database puts them
//! in order and pages them, and what was said of one (`task_mark`) is looked up beside it.

use domain::{
    Action, Currency, Money, PartialDate, Timestamp, Viewer,
    task::{Horizon, TaskId, TaskKind, Urgency},
};

use crate::{
    Error, Parsed, Result, Totals, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    list::{Asked, At, Count, Page},
    now,
    query::{Query, ask},
};

mod branches;
mod marks;
mod question;

pub(crate) use marks::MARK;
pub use marks::{MarkRow, assign, bring_back, colleagues, marks, put_off, remind};
use question::{Narrowed, Place, PutOff, Whose};

/// Tasks on a page.
pub const PER_PAGE: usize = 25;
/// So many of a branch are counted; where there are more, it is said so.
const MOST_COUNTED: i64 = 1_000;

/// One thing that waits. What the texts say depends on its kind, see [`branches`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub kind: TaskKind,
    pub urgency: Urgency,
    /// How its address names it.
    pub subject: String,
    /// The day that it is about, as far as it is known.
    pub day: Option<PartialDate>,
    pub what: String,
    pub who: Option<String>,
    pub more: Option<String>,
    pub agency: Option<AgencyRef>,
    pub number: i64,
    pub amount: Option<Money>,
    /// Who looks after it.
    pub assignee: Option<String>,
    /// When its agency was reminded last.
    pub reminded_at: Option<Timestamp>,
    /// Until when it is put off, and why.
    pub put_off: Option<(PartialDate, String)>,
}

impl Task {
    pub fn id(&self) -> TaskId {
        TaskId { kind: self.kind, subject: self.subject.clone() }
    }
}

/// How many of a kind wait, as urgently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub kind: TaskKind,
    pub urgency: Urgency,
    pub number: i64,
}

/// A page of what waits, and how much there is.
#[derive(Debug, Clone)]
pub struct Listed {
    pub page: Page<Task>,
    /// Of what is asked for, by kind and urgency; none of nothing.
    pub waiting: Vec<Waiting>,
}

impl Listed {
    pub fn number(&self, urgency: Urgency) -> i64 {
        self.waiting.iter().filter(|waiting| waiting.urgency == urgency).map(|waiting| waiting.number).sum()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: Parsed<TaskKind>,
    urgency: Parsed<Urgency>,
    place: String,
    subject: String,
    day: Option<Parsed<PartialDate>>,
    what: String,
    who: Option<String>,
    more: Option<String>,
    agency_id: i64,
    number: i64,
    minor: i64,
    currency: Option<Parsed<Currency>>,
    assignee: Option<String>,
    reminded_at: Option<i64>,
    until_on: Option<Parsed<PartialDate>>,
    reason: Option<String>,
}

/// What waits for the viewer or for staff as a whole, the most serious and the oldest first; what is put off is left out unless it is
/// asked for (`shown=later`). Filters: `kind`, `component` (its code), `whose` (`mine`, `nobody`).
///
/// # Errors
/// Staff only.
pub async fn list(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked: &Asked) -> Result<Listed> {
    viewer.may(Action::SeeTasks)?;
    now::settle(tx).await?;
    let filter = |name: &str| asked.filters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let component = match filter("component") {
        Some(code) => Some(component(tx, code).await?),
        None => None,
    };
    let narrowed = Narrowed {
        viewer,
        horizon: Horizon::of(at.day()),
        kind: filter("kind").and_then(|kind| kind.parse().ok()),
        subject: None,
        component,
        whose: match filter("whose") {
            Some("mine") => Whose::Mine,
            Some("nobody") => Whose::Nobodys,
            _ => Whose::Everybodys,
        },
        put_off: if filter("shown") == Some("later") { PutOff::Alone } else { PutOff::Hidden },
    };
    let most = asked.most.unwrap_or(PER_PAGE);
    let (key, back) = match &asked.at {
        At::First => (None, false),
        At::After(key) => (Place::parse(key), false),
        At::Before(key) => (Place::parse(key), true),
    };
    let mut rows = narrowed.rows(tx, key.as_ref(), back, most + 1).await?;
    let more = rows.len() > most;
    rows.truncate(most);
    if back {
        rows.reverse();
    }
    let (before, behind) = match (&key, back) {
        (None, _) => (false, more),
        (Some(_), false) => (true, more),
        (Some(_), true) => (more, true),
    };
    let place = |row: Option<&Row>| row.map(key_of);
    let (previous, next) = (place(rows.first()).filter(|_| before), place(rows.last()).filter(|_| behind));
    let waiting = narrowed.count(tx).await?;
    let number = waiting.iter().map(|waiting| waiting.number).sum();
    let count = match waiting.iter().any(|waiting| waiting.number > MOST_COUNTED) {
        true => Count::Over(number - 1),
        false => Count::Exactly(number),
    };
    let rows = tasks(tx, rows).await?;
    let page = Page { rows, count, sums: Totals::default(), sort: ("urgency", false), previous, next, instead: None };
    Ok(Listed { page, waiting })
}

/// One task that waits, put off or not.
///
/// # Errors
/// Staff only; it does not wait (any more): "not found".
pub async fn find(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: &TaskId) -> Result<Task> {
    viewer.may(Action::SeeTasks)?;
    now::settle(tx).await?;
    let narrowed = Narrowed {
        viewer,
        horizon: Horizon::of(at.day()),
        kind: Some(id.kind),
        subject: Some(&id.subject),
        component: None,
        whose: Whose::Everybodys,
        put_off: PutOff::Shown,
    };
    let rows = narrowed.rows(tx, None, false, 1).await?;
    tasks(tx, rows).await?.pop().ok_or_else(Error::not_found)
}

/// The components to which the list can be narrowed: code and title.
///
/// # Errors
/// Staff only.
pub async fn components(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeTasks)?;
    Ok(ask!(tx, Query::new("SELECT code, title FROM component ORDER BY code"), fetch_all)?)
}

/// 0, which no component has, where there is none with this code.
async fn component(tx: &mut Tx, code: &str) -> Result<i64> {
    let query = Query::default().with("SELECT id FROM component WHERE code = ?", [Bind::from(code)]);
    let id: Option<(i64,)> = ask!(tx, query, fetch_optional)?;
    Ok(id.map_or(0, |(id,)| id))
}

fn key_of(row: &Row) -> String {
    format!("{}~{}~{}~{}", row.urgency.0.place(), row.kind.0.place(), row.place, row.subject)
}

async fn tasks(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Task>> {
    let directory = agencies::directory(tx).await?;
    let task = |row: Row| Task {
        kind: row.kind.0,
        urgency: row.urgency.0,
        subject: row.subject,
        day: row.day.map(|day| day.0),
        what: row.what,
        who: row.who,
        more: row.more,
        agency: directory.get(&row.agency_id).map(|agency| agency.mention(None)),
        number: row.number,
        amount: row.currency.map(|currency| Money::new(row.minor, currency.0)),
        assignee: row.assignee,
        reminded_at: row.reminded_at.map(Timestamp),
        put_off: row.until_on.map(|day| day.0).zip(row.reason),
    };
    Ok(rows.into_iter().map(task).collect())
}
