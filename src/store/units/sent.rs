//! What was sent to a unit: how much of it was signed for, what is on its way, what was not accepted.

use std::collections::HashMap;

use domain::{Action, AsOf, PartialDate, Viewer};

use super::find;
use crate::{
    LineRow, Parsed, Result, Tx, agencies,
    batch::Bind,
    items::{RoundRef, round_refs},
    lines::{self, Of, Phases, day_of_round, line_now, line_now_joins, lines_as_of},
    list::{self, Asked, Given, List, Page, Scope, Sort},
    merges::is_unit,
    query::{Query, ask},
    receipts::stands,
};

/// A line for a unit. What the unit holds today is its inventory.
#[derive(Debug, Clone)]
pub struct Holding {
    pub line: LineRow,
    pub round: RoundRef,
    /// The newest receipt that counted it: its id in addresses, and the day stated there.
    pub receipt: Option<(String, PartialDate)>,
}

/// What was sent to a unit, with the newest of it; cancelled rounds are left out.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Lines that were dispatched.
    pub lines: i64,
    /// Of them, those that some receipt has counted.
    pub signed: i64,
    /// Rounds with which they came.
    pub rounds: i64,
    /// The newest of these.
    pub round: Option<RoundRef>,
    /// Planned for it, or not counted to the end; the newest first.
    pub coming: Page<Holding>,
    /// Counted, and nothing of it accepted.
    pub refused: Page<Holding>,
}

/// The id and the day of the newest receipt that counted the line. Whoever may see a line may see the receipts that counted it.
macro_rules! newest_receipt {
    ($line:literal) => {
        concat!(
            "(SELECT t.public_id || ' ' || t.received_on FROM receipt_line x JOIN receipt t ON t.id = x.receipt_id WHERE x.line_id = ",
            $line,
            " AND ",
            stands!(),
            " ORDER BY x.sequence DESC LIMIT 1)"
        )
    };
}
pub(super) use newest_receipt;

/// So many lines stand beside what the unit holds.
const NEWEST: usize = 20;

macro_rules! list {
    ($condition:literal) => {
        List {
            columns: concat!(
                line_now!("r", "r", day_of_round!()),
                ", o.code AS round_code, o.title AS round_title, ",
                day_of_round!(),
                " AS round_day, ",
                newest_receipt!("r.line_id"),
                " AS receipt"
            ),
            from: concat!(
                "line l JOIN item_reader r ON r.item_id = l.item_id AND r.line_id = l.id JOIN item_now n ON n.item_id = r.item_id
                 WHERE r.scope = ? AND r.scope_id = ? AND ",
                is_unit!("l.unit_id", "?"),
                " AND r.of_line AND r.state <> 'cancelled' AND ",
                $condition
            ),
            given: &[Given::Word, Given::Reader, Given::Of],
            joins: concat!("JOIN line l ON l.id = r.line_id ", line_now_joins!("r", "l.unit_id", "l.agency_id")),
            id: "r.line_id",
            sorts: &[Sort::number("line", "r.line_id").down()],
            filters: &[],
            search: None,
            sums: None,
            total: None,
        }
    };
}

pub(crate) static COMING: List = list!("(NOT n.dispatched OR n.outstanding > 0)");
pub(crate) static REFUSED: List = list!("n.dispatched AND n.outstanding = 0 AND n.received = 0");

/// The round of a line.
#[derive(sqlx::FromRow)]
pub(super) struct Round {
    round_code: String,
    round_title: String,
    round_day: Option<Parsed<PartialDate>>,
}

impl Round {
    pub(super) fn mention(&self) -> RoundRef {
        RoundRef {
            code: self.round_code.clone(),
            title: self.round_title.clone(),
            day: self.round_day.map(|day| day.0),
            cancelled: false,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    line: lines::Row,
    #[sqlx(flatten)]
    round: Round,
    receipt: Option<String>,
}

/// What [`newest_receipt`] says.
pub(super) fn receipt_of(words: &str) -> Option<(String, PartialDate)> {
    let (id, day) = words.split_once(' ')?;
    Some((id.to_owned(), day.parse().ok()?))
}

#[derive(sqlx::FromRow)]
struct Sums {
    lines: i64,
    signed: i64,
    rounds: i64,
    coming: i64,
    refused: i64,
    round_code: Option<String>,
    round_title: Option<String>,
    round_day: Option<Parsed<PartialDate>>,
}

impl Sums {
    /// The newest round with which something came.
    fn round(self) -> Option<RoundRef> {
        let (code, title) = self.round_code.zip(self.round_title)?;
        Some(RoundRef { code, title, day: self.round_day.map(|day| day.0), cancelled: false })
    }
}

/// What had been sent to the unit by then.
///
/// # Errors
/// The unit is not there or out of scope.
pub async fn sent(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<Sent> {
    viewer.may(Action::SeeItems)?;
    let unit = find(tx, viewer, code).await?.id;
    if !as_of.is_now() {
        return Ok(summary(then(tx, viewer, unit, as_of).await?));
    }
    let scope = Scope::from(viewer);
    let sums = Query::default().with(
        concat!(
            "SELECT s.lines, s.signed, s.rounds, s.coming, s.refused, o.code AS round_code, o.title AS round_title,
               COALESCE(o.held_on, o.planned_on) AS round_day
             FROM (SELECT COUNT(CASE WHEN n.dispatched THEN 1 END) AS lines,
               COUNT(CASE WHEN n.dispatched AND n.counts > 0 THEN 1 END) AS signed,
               COUNT(DISTINCT CASE WHEN n.dispatched THEN n.round_id END) AS rounds,
               MAX(CASE WHEN n.dispatched THEN n.line_id END) AS newest,
               COUNT(CASE WHEN NOT n.dispatched OR n.outstanding > 0 THEN 1 END) AS coming,
               COUNT(CASE WHEN n.dispatched AND n.outstanding = 0 AND n.received = 0 THEN 1 END) AS refused
             FROM line l JOIN item_reader r ON r.item_id = l.item_id AND r.line_id = l.id JOIN item_now n ON n.item_id = r.item_id
             WHERE r.scope = ? AND r.scope_id = ? AND ",
            is_unit!("l.unit_id", "?"),
            " AND r.of_line AND r.state <> 'cancelled') s
             LEFT JOIN line y ON y.id = s.newest LEFT JOIN round o ON o.id = y.round_id"
        ),
        [Bind::from(scope.word()), Bind::from(scope.id()), Bind::from(unit)],
    );
    let sums: Sums = ask!(&mut *tx, sums, fetch_one)?;
    let coming = page(tx, viewer, &COMING, unit, sums.coming).await?;
    let refused = page(tx, viewer, &REFUSED, unit, sums.refused).await?;
    Ok(Sent { lines: sums.lines, signed: sums.signed, rounds: sums.rounds, round: sums.round(), coming, refused })
}

/// The newest of so many.
async fn page(tx: &mut Tx, viewer: &Viewer, list: &List, unit: i64, lines: i64) -> Result<Page<Holding>> {
    if lines == 0 {
        return Ok(list::cut(Vec::new(), &Asked::default(), |_| 0));
    }
    let asked = Asked { most: Some(NEWEST), ..Asked::default() };
    let page: Page<Listed> = list.page(tx, Scope::from(viewer).within(unit).counted(lines), &asked).await?;
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    Ok(page.map(|row| Holding {
        receipt: row.receipt.as_deref().and_then(receipt_of),
        round: row.round.mention(),
        line: row.line.cut(viewer.is_donor(), &names, &phases),
    }))
}

/// Line → the newest receipt then that counted it.
async fn newest_receipts(tx: &mut Tx, lines: &[i64], as_of: AsOf) -> Result<HashMap<i64, (String, PartialDate)>> {
    let known = || Bind::from(as_of.known_millis());
    let mut query = Query::default().with(
        concat!(
            "SELECT n.line_id, t.public_id, t.received_on FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
             WHERE t.received_on <= ? AND t.recorded_at <= ? AND ",
            stands!("?"),
            " AND n.line_id IN ("
        ),
        [Bind::from(as_of.day_text()), known(), known()],
    );
    query.push_ids(lines.iter().copied());
    query.push(") ORDER BY n.sequence", []);
    let rows: Vec<(i64, String, Parsed<PartialDate>)> = ask!(tx, query, fetch_all)?;
    // Later rows replace earlier ones.
    Ok(rows.into_iter().map(|(line, public_id, received_on)| (line, (public_id, received_on.0))).collect())
}

/// The lines for a unit as they stood then, the newest first.
pub(super) async fn then(tx: &mut Tx, viewer: &Viewer, unit: i64, as_of: AsOf) -> Result<Vec<Holding>> {
    let sent: Vec<(i64,)> = ask!(
        &mut *tx,
        Query::default().with(concat!("SELECT id FROM line WHERE ", is_unit!("unit_id", "?")), [Bind::from(unit)]),
        fetch_all
    )?;
    let sent: Vec<i64> = sent.into_iter().map(|(id,)| id).collect();
    let mut receipts = newest_receipts(tx, &sent, as_of).await?;
    let agency = viewer.agency().ok();
    let lines = lines_as_of(tx, viewer, Of::Unit(unit), as_of).await?;
    let rounds = round_refs(tx, lines.iter().map(|line| line.round_id), as_of).await?;
    let lines =
        lines.into_iter().filter(|line| sent.contains(&line.id) && agency.is_none_or(|own| own == line.agency_id));
    let holding = |line: LineRow| {
        let round = rounds.get(&line.round_id).filter(|round| !round.cancelled)?.clone();
        let receipt = receipts.remove(&line.id);
        Some(Holding { line, round, receipt })
    };
    let mut rows: Vec<Holding> = lines.filter_map(holding).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.line.id));
    Ok(rows)
}

fn summary(rows: Vec<Holding>) -> Sent {
    let dispatched = || rows.iter().filter(|row| row.line.dispatched);
    let mut rounds: Vec<&str> = dispatched().map(|row| row.round.code.as_str()).collect();
    rounds.sort_unstable();
    rounds.dedup();
    let part = |of: fn(&Holding) -> bool| {
        let rows = rows.iter().filter(|row| of(row)).cloned().collect();
        list::cut(rows, &Asked { most: Some(NEWEST), ..Asked::default() }, |row: &Holding| row.line.id)
    };
    Sent {
        lines: dispatched().count() as i64,
        signed: dispatched().filter(|row| row.receipt.is_some()).count() as i64,
        rounds: rounds.len() as i64,
        round: dispatched().next().map(|row| row.round.clone()),
        coming: part(|row| !row.line.dispatched || row.line.outstanding > 0),
        refused: part(|row| row.line.dispatched && row.line.outstanding == 0 && row.line.counted.received == 0),
    }
}
