//! The one question that the list of tasks is: its branches, each narrowed, in order and cut to a page, put together by the database.

use domain::{
    Viewer,
    task::{Horizon, TaskKind, Urgency},
};

use super::{
    MOST_COUNTED, Row, Waiting,
    branches::{Branch, Given, branches},
};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// What narrows the list, read from what an address asks.
pub(super) struct Narrowed<'a> {
    pub viewer: &'a Viewer,
    pub horizon: Horizon,
    pub kind: Option<TaskKind>,
    pub subject: Option<&'a str>,
    pub component: Option<i64>,
    pub whose: Whose,
    pub put_off: PutOff,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Everybodys,
    Mine,
    Nobodys,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PutOff {
    Hidden,
    Alone,
    Shown,
}

/// Where a page begins or ends: the key of a task.
pub(super) struct Place<'a> {
    urgency: i64,
    place: &'a str,
    kind: i64,
    subject: &'a str,
}

impl<'a> Place<'a> {
    /// What no page of ours says begins the list.
    pub(super) fn parse(key: &'a str) -> Option<Self> {
        let mut parts = key.splitn(4, '~');
        let urgency = parts.next()?.parse().ok()?;
        let kind = parts.next()?.parse().ok()?;
        Some(Place { urgency, kind, place: parts.next()?, subject: parts.next()? })
    }
}

/// The newest word of a kind about a task of the page.
macro_rules! newest {
    ($column:literal, $deeds:literal) => {
        concat!(
            "(SELECT z.id FROM task_mark z WHERE z.kind = ",
            $column,
            ".kind AND z.subject = ",
            $column,
            ".subject AND z.deed IN (",
            $deeds,
            ") ORDER BY z.id DESC LIMIT 1)"
        )
    };
}

/// What was said of the tasks of a page, and the page in its order.
const MARKS: &str = concat!(
    ") b LEFT JOIN task_mark x ON x.id = ",
    newest!("b", "'assigned'"),
    " LEFT JOIN person y ON y.id = COALESCE(b.owner_id, x.assignee_id) LEFT JOIN task_mark r ON r.id = ",
    newest!("b", "'reminded'"),
    " LEFT JOIN task_mark l ON l.id = ",
    newest!("b", "'put off', 'brought back'"),
    " AND l.until_on > ?"
);

impl Narrowed<'_> {
    fn branches(&self) -> impl Iterator<Item = &'static Branch> {
        branches().filter(|branch| self.kind.is_none_or(|kind| kind == branch.kind))
    }

    pub(super) async fn rows(&self, tx: &mut Tx, key: Option<&Place<'_>>, back: bool, most: usize) -> Result<Vec<Row>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut query = Query::new(
            "SELECT b.kind, b.urgency, b.place, b.subject, b.day, b.what, b.who, b.more, b.agency_id, b.number, b.minor, b.currency,
               y.name AS assignee, r.recorded_at AS reminded_at, l.until_on, l.reason FROM (SELECT * FROM (",
        );
        let mut first = true;
        for branch in self.branches() {
            let Some(from) = begins(branch, key, back) else { continue };
            query.push(if first { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" }, []);
            first = false;
            self.branch(&mut query, branch, "t.*");
            match (from, key) {
                (From::Behind, Some(key)) => {
                    let words =
                        if back { " AND (t.place, t.subject) < (?, ?)" } else { " AND (t.place, t.subject) > (?, ?)" };
                    query.push(words, [Bind::from(key.place), Bind::from(key.subject)]);
                }
                (From::After, Some(key)) => {
                    query.push(if back { " AND t.place < ?" } else { " AND t.place > ?" }, [Bind::from(key.place)]);
                }
                (From::At, Some(key)) => {
                    query.push(if back { " AND t.place <= ?" } else { " AND t.place >= ?" }, [Bind::from(key.place)]);
                }
                _ => {}
            }
            let order = if back { " ORDER BY t.place DESC, t.subject DESC" } else { " ORDER BY t.place, t.subject" };
            query.push(order, []);
            query.push(" LIMIT ?) s", [Bind::from(most)]);
        }
        if first {
            return Ok(Vec::new());
        }
        let order = if back {
            " ORDER BY u.urgency_place DESC, u.place DESC, u.kind_place DESC, u.subject DESC"
        } else {
            " ORDER BY u.urgency_place, u.place, u.kind_place, u.subject"
        };
        query.push(") u", []);
        query.push(order, []);
        query.push(" LIMIT ?", [Bind::from(most)]);
        query.push(MARKS, [Bind::from(self.horizon.today.to_string())]);
        let order = if back {
            " ORDER BY b.urgency_place DESC, b.place DESC, b.kind_place DESC, b.subject DESC"
        } else {
            " ORDER BY b.urgency_place, b.place, b.kind_place, b.subject"
        };
        query.push(order, []);
        Ok(ask!(tx, query, fetch_all)?)
    }

    /// How many there are of each branch.
    pub(super) async fn count(&self, tx: &mut Tx) -> Result<Vec<Waiting>> {
        let mut query = Query::new("SELECT c.kind, c.urgency, c.number FROM (");
        for (place, branch) in self.branches().enumerate() {
            query.push(if place == 0 { "SELECT " } else { " UNION ALL SELECT " }, []);
            query.push(
                "CAST(? AS TEXT) AS kind, CAST(? AS TEXT) AS urgency, COUNT(*) AS number FROM (",
                [Bind::from(branch.kind.word()), Bind::from(branch.urgency.word())],
            );
            self.branch(&mut query, branch, "1 AS one");
            query.push(" LIMIT ?) s", [Bind::from(MOST_COUNTED + 1)]);
        }
        query.push(") c WHERE c.number > 0", []);
        let rows: Vec<(Parsed<TaskKind>, Parsed<Urgency>, i64)> = ask!(tx, query, fetch_all)?;
        Ok(rows
            .into_iter()
            .map(|(kind, urgency, number)| Waiting { kind: kind.0, urgency: urgency.0, number })
            .collect())
    }

    /// The rows of a branch as the table `t`, open at the end of its conditions.
    fn branch(&self, query: &mut Query, branch: &Branch, columns: &'static str) {
        query.push("SELECT ", []);
        query.push(columns, []);
        query.push(
            " FROM (SELECT CAST(? AS TEXT) AS kind, CAST(? AS TEXT) AS urgency, CAST(? AS BIGINT) AS kind_place,
                CAST(? AS BIGINT) AS urgency_place, ",
            [
                Bind::from(branch.kind.word()),
                Bind::from(branch.urgency.word()),
                Bind::from(branch.kind.place()),
                Bind::from(branch.urgency.place()),
            ],
        );
        let given = |given: &Given| match given {
            Given::Viewer => Bind::from(self.viewer.person),
            Given::Today => Bind::from(self.horizon.today.to_string()),
            Given::Soon => Bind::from(self.horizon.soon.to_string()),
            Given::Patient => Bind::from(self.horizon.patient.to_string()),
        };
        query.push(branch.text, branch.given.iter().map(given));
        if let Some(component) = self.component {
            query.push(
                branch.component,
                std::iter::repeat_n(Bind::from(component), branch.component.matches('?').count()),
            );
        }
        query.push(branch.grouped, []);
        query.push(") t WHERE 1 = 1", []);
        if let Some(subject) = self.subject {
            query.push(" AND t.subject = ?", [Bind::from(subject)]);
        }
        self.marked(query, branch);
    }

    /// What was said of it decides whether it is listed.
    fn marked(&self, query: &mut Query, branch: &Branch) {
        let word = || Bind::from(branch.kind.word());
        if self.put_off != PutOff::Shown {
            let words = match self.put_off {
                PutOff::Alone => " AND EXISTS (",
                _ => " AND NOT EXISTS (",
            };
            query.push(words, []);
            query.push(PUT_OFF, [word(), Bind::from(self.horizon.today.to_string())]);
        }
        match self.whose {
            Whose::Everybodys => {}
            Whose::Mine if branch.owned => query.push(" AND t.owner_id = ?", [Bind::from(self.viewer.person)]),
            Whose::Nobodys if branch.owned => query.push(" AND t.owner_id IS NULL", []),
            Whose::Mine => {
                query.push(" AND EXISTS (", []);
                query.push(ASSIGNED, [word()]);
                query.push(" AND z.assignee_id = ?)", [Bind::from(self.viewer.person)]);
            }
            Whose::Nobodys => {
                query.push(" AND NOT EXISTS (", []);
                query.push(ASSIGNED, [word()]);
                query.push(" AND z.assignee_id IS NOT NULL)", []);
            }
        }
    }
}

const PUT_OFF: &str =
    "SELECT 1 FROM task_mark z WHERE z.kind = ? AND z.subject = t.subject AND z.deed = 'put off' AND z.until_on > ?
    AND NOT EXISTS (SELECT 1 FROM task_mark y WHERE y.kind = z.kind AND y.subject = z.subject AND y.id > z.id
      AND y.deed IN ('put off', 'brought back')))";

const ASSIGNED: &str = "SELECT 1 FROM task_mark z WHERE z.kind = ? AND z.subject = t.subject AND z.deed = 'assigned'
    AND NOT EXISTS (SELECT 1 FROM task_mark y WHERE y.kind = z.kind AND y.subject = z.subject AND y.id > z.id AND y.deed = 'assigned')";

/// What of a branch lies on the far side of a key.
enum From {
    /// All of it.
    Beginning,
    /// What is older or younger than the key's day.
    After,
    /// That, and what is of the same day.
    At,
    /// Behind the task of the key itself.
    Behind,
}

fn begins(branch: &Branch, key: Option<&Place<'_>>, back: bool) -> Option<From> {
    let Some(key) = key else { return Some(From::Beginning) };
    let order = |of: i64, than: i64| if back { than.cmp(&of) } else { of.cmp(&than) };
    use std::cmp::Ordering::{Equal, Greater, Less};
    match (order(branch.urgency.place(), key.urgency), order(branch.kind.place(), key.kind)) {
        (Less, _) => None,
        (Greater, _) => Some(From::Beginning),
        (Equal, Less) => Some(From::After),
        (Equal, Equal) => Some(From::Behind),
        (Equal, Greater) => Some(From::At),
    }
}
