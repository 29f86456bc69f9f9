//! What stands now of rounds: each reader sees a round through its own lines; staff see those without any as well.

use std::collections::{BTreeMap, HashMap};

use domain::{
    PartialDate,
    round::{Progress, RoundStatus, Step},
};

use super::{
    Which,
    items_write::delete,
    readers::{Scope, whole_words},
};
use crate::{
    Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    query::{Query, ask},
    text::{fold, sort_key},
    units::grouped,
};

const READER: &str = "round_reader (id, scope, scope_id, round_id, status, lines, open_lines, quantity, outstanding, counts, \
                      illustrative, sort_day, sort_code, sort_title)";
const PART: &str =
    "round_part (scope, scope_id, round_id, agency_id, component_id, currency, lines, value_minor, confirmed_minor)";

/// A round as one reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoundReader {
    pub scope: Scope,
    pub round: i64,
    status: RoundStatus,
    lines: i64,
    open_lines: i64,
    progress: Progress,
    illustrative: bool,
    sort_day: String,
    sort_code: String,
    sort_title: String,
    text: String,
    /// Agency, component, currency → lines, value, confirmed value.
    parts: BTreeMap<(i64, i64, String), (i64, i64, i64)>,
}

#[derive(sqlx::FromRow)]
struct Facts {
    id: i64,
    code: String,
    title: String,
    occasion: Option<String>,
    place: Option<String>,
    day: Option<Parsed<PartialDate>>,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    scope: String,
    scope_id: i64,
    round_id: i64,
    agency_id: i64,
    component_id: i64,
    currency: String,
    lines: i64,
    value_minor: i64,
    confirmed_minor: i64,
    open_lines: i64,
    quantity: i64,
    outstanding: i64,
    counts: i64,
    illustrative: i64,
}

const PARTS: &str = "
  SELECT r.scope, r.scope_id, n.round_id, g.as_id AS agency_id, n.component_id, r.currency, COUNT(*) AS lines,
    CAST(SUM(r.value_minor) AS BIGINT) AS value_minor, CAST(SUM(r.confirmed_minor) AS BIGINT) AS confirmed_minor,
    CAST(SUM(CASE WHEN n.dispatched AND n.outstanding > 0 THEN 1 ELSE 0 END) AS BIGINT) AS open_lines,
    CAST(SUM(l.quantity) AS BIGINT) AS quantity, CAST(SUM(n.outstanding) AS BIGINT) AS outstanding,
    CAST(SUM(n.counts) AS BIGINT) AS counts, CAST(MAX(CASE WHEN i.illustrative THEN 1 ELSE 0 END) AS BIGINT) AS illustrative
  FROM item_now n JOIN item_reader r ON r.item_id = n.item_id JOIN line l ON l.id = n.line_id JOIN item i ON i.id = n.item_id
  JOIN agency g ON g.id = l.agency_id WHERE r.of_line AND n.round_id";

/// Who reads a round that is known from what was published alone: the donors whose grants pay for one of its components. Who
/// only takes part in a component (`components/reach.rs`) paid for nothing that was handed over.
const DONORS: &str = "
  SELECT s.round_id, d.reader_id FROM round_step s JOIN round_component m ON m.round_id = s.round_id
  JOIN phase p ON p.component_id = m.component_id JOIN allocation x ON x.phase_id = p.id
  JOIN grant_donor d ON d.grant_id = x.grant_id
  WHERE s.step = 'published' AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id)
    AND NOT EXISTS (SELECT 1 FROM round_step o WHERE o.round_id = s.round_id AND o.step = 'cancelled') AND s.round_id";

impl Which {
    /// Completes a query about rounds that ends with the column of the id.
    fn of_rounds(self, text: &'static str) -> Query {
        match self {
            Which::Stale(last) => {
                Query::new(text).with(" IN (SELECT round_id FROM round_stale WHERE round_id <= ?)", [Bind::from(last)])
            }
            Which::Range(..) => self.of(text),
        }
    }
}

/// Computes these rounds anew, from what stands now of their items, and writes what differs.
pub(super) async fn renew(tx: &mut Tx, which: Which) -> Result<()> {
    let wanted = compute(tx, which).await?;
    let mut stands: HashMap<(i64, Scope), (i64, RoundReader)> = HashMap::new();
    for (id, reader) in read(tx, which).await? {
        stands.insert((reader.round, reader.scope), (id, reader));
    }
    let (last,): (i64,) = ask!(&mut *tx, Query::new("SELECT COALESCE(MAX(id), 0) FROM round_reader"), fetch_one)?;
    let mut next = last + 1;
    let (mut gone, mut gone_words, mut rows, mut words, mut parts) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut gone_parts = Vec::new();
    for reader in &wanted {
        let before = stands.remove(&(reader.round, reader.scope));
        if before.as_ref().is_some_and(|(_, old)| old == reader) {
            continue;
        }
        let id = before.as_ref().map_or(next, |(id, _)| *id);
        match &before {
            Some(_) => gone.push(id),
            None => next += 1,
        }
        rows.push(reader.row(id));
        if before.as_ref().is_none_or(|(_, old)| old.text != reader.text) {
            gone_words.extend(before.as_ref().map(|_| id));
            words.push(row![id, reader.text.as_str()]);
        }
        if before.as_ref().is_none_or(|(_, old)| old.parts != reader.parts) {
            gone_parts.push((reader.scope, reader.round));
            parts.extend(reader.part_rows());
        }
    }
    for ((round, scope), (id, _)) in stands {
        gone.push(id);
        gone_words.push(id);
        gone_parts.push((scope, round));
    }
    delete(tx, "DELETE FROM round_reader WHERE id IN (", &gone).await?;
    delete(tx, "DELETE FROM round_search WHERE rowid IN (", &gone_words).await?;
    for (scope, round) in gone_parts {
        let query = "DELETE FROM round_part WHERE scope = $1 AND scope_id = $2 AND round_id = $3";
        crate::db::touch!(&mut *tx, |c| sqlx::query(query).bind(scope.word()).bind(scope.id()).bind(round).execute(c))?;
    }
    insert_rows(tx, READER, &rows).await?;
    insert_rows(tx, "round_search (rowid, text)", &words).await?;
    insert_rows(tx, PART, &parts).await?;
    Ok(())
}

/// What the facts of these rounds and their items say.
pub(super) async fn compute(tx: &mut Tx, which: Which) -> Result<Vec<RoundReader>> {
    let facts: Vec<Facts> = ask!(
        &mut *tx,
        which.of_rounds("SELECT r.id, r.code, r.title, r.occasion, r.place, COALESCE(r.held_on, r.planned_on) AS day FROM round r WHERE r.id"),
        fetch_all
    )?;
    let steps: Vec<(i64, Parsed<Step>)> =
        ask!(&mut *tx, which.of_rounds("SELECT s.round_id, s.step FROM round_step s WHERE s.round_id"), fetch_all)?;
    let mut steps = grouped(steps.into_iter().map(|(round, step)| (round, step.0)));
    let parts = which.of_rounds(PARTS).with(
        " GROUP BY r.scope, r.scope_id, n.round_id, g.as_id, n.component_id, r.currency
          ORDER BY r.scope, r.scope_id, n.round_id",
        [],
    );
    let parts: Vec<PartRow> = ask!(&mut *tx, parts, fetch_all)?;
    let mut parts = grouped(parts.into_iter().map(|part| (part.round_id, part)));
    let agencies: Vec<(i64, String)> = ask!(
        &mut *tx,
        Query::new(
            "SELECT a.as_id, a.code || ' ' || n.name FROM agency a JOIN agency_name n ON n.agency_id = a.id ORDER BY n.id"
        ),
        fetch_all
    )?;
    let agencies = grouped(agencies);
    let donors: Vec<(i64, i64)> = ask!(
        &mut *tx,
        which.of_rounds(DONORS).with(" GROUP BY s.round_id, d.reader_id ORDER BY s.round_id, d.reader_id", []),
        fetch_all
    )?;
    let mut donors = grouped(donors);
    let mut readers = Vec::new();
    for facts in facts {
        let steps = steps.remove(&facts.id).unwrap_or_default();
        // Staff see a round without lines as well.
        let mut by_reader: BTreeMap<Scope, Vec<PartRow>> = BTreeMap::from([(Scope::All, Vec::new())]);
        for part in parts.remove(&facts.id).unwrap_or_default() {
            by_reader.entry(Scope::read(&part.scope, part.scope_id)?).or_default().push(part);
        }
        for donor in donors.remove(&facts.id).unwrap_or_default() {
            by_reader.entry(Scope::Donor(donor)).or_default();
        }
        readers.extend(by_reader.into_iter().map(|(scope, parts)| seen_by(scope, &facts, &steps, parts, &agencies)));
    }
    Ok(readers)
}

fn seen_by(
    scope: Scope,
    facts: &Facts,
    steps: &[Step],
    parts: Vec<PartRow>,
    agencies: &HashMap<i64, Vec<String>>,
) -> RoundReader {
    let sum = |of: fn(&PartRow) -> i64| parts.iter().map(of).sum::<i64>();
    let progress = Progress {
        dispatched: sum(|part| part.quantity),
        outstanding: sum(|part| part.outstanding),
        receipts: sum(|part| part.counts),
    };
    let mut words = vec![facts.code.as_str(), &facts.title];
    words.extend(facts.occasion.as_deref());
    // A place is free text and can name an exact post: donors do not get it.
    words.extend(facts.place.as_deref().filter(|_| !matches!(scope, Scope::Donor(_))));
    let mut to: Vec<i64> = parts.iter().map(|part| part.agency_id).collect();
    to.sort_unstable();
    to.dedup();
    words.extend(to.iter().filter_map(|id| agencies.get(id)).flatten().map(String::as_str));
    let text: Vec<String> = words.into_iter().map(fold).collect();
    RoundReader {
        scope,
        round: facts.id,
        status: RoundStatus::of(steps, progress),
        lines: sum(|part| part.lines),
        open_lines: sum(|part| part.open_lines),
        illustrative: parts.iter().any(|part| part.illustrative > 0),
        progress,
        sort_day: facts.day.map(|day| day.0.to_string()).unwrap_or_default(),
        sort_code: sort_key(&facts.code),
        sort_title: sort_key(&facts.title),
        text: whole_words(scope, &text),
        parts: parts
            .into_iter()
            .map(|p| ((p.agency_id, p.component_id, p.currency), (p.lines, p.value_minor, p.confirmed_minor)))
            .collect(),
    }
}

impl RoundReader {
    fn row(&self, id: i64) -> Vec<Bind> {
        row![
            id,
            self.scope.word(),
            self.scope.id(),
            self.round,
            self.status.word(),
            self.lines,
            self.open_lines,
            self.progress.dispatched,
            self.progress.outstanding,
            self.progress.receipts,
            self.illustrative,
            self.sort_day.as_str(),
            self.sort_code.as_str(),
            self.sort_title.as_str(),
        ]
    }

    fn part_rows(&self) -> impl Iterator<Item = Vec<Bind>> {
        self.parts.iter().map(|((agency, component, currency), (lines, value, confirmed))| {
            row![
                self.scope.word(),
                self.scope.id(),
                self.round,
                *agency,
                *component,
                currency.as_str(),
                *lines,
                *value,
                *confirmed,
            ]
        })
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    scope: String,
    scope_id: i64,
    round_id: i64,
    status: Parsed<RoundStatus>,
    lines: i64,
    open_lines: i64,
    quantity: i64,
    outstanding: i64,
    counts: i64,
    illustrative: bool,
    sort_day: String,
    sort_code: String,
    sort_title: String,
    text: String,
}

/// What stands in the tables of these rounds, with the ids of the rows.
pub(super) async fn read(tx: &mut Tx, which: Which) -> Result<Vec<(i64, RoundReader)>> {
    let stored: Vec<Stored> = ask!(
        &mut *tx,
        which
            .of_rounds(
                "SELECT r.id, r.scope, r.scope_id, r.round_id, r.status, r.lines, r.open_lines, r.quantity, r.outstanding, r.counts,
                   r.illustrative, r.sort_day, r.sort_code, r.sort_title, COALESCE(s.text, '') AS text
                 FROM round_reader r LEFT JOIN round_search s ON s.rowid = r.id WHERE r.round_id"
            )
            .with(" ORDER BY r.round_id, r.scope, r.scope_id", []),
        fetch_all
    )?;
    type Part = (String, i64, i64, i64, i64, String, i64, i64, i64);
    let parts: Vec<Part> = ask!(
        &mut *tx,
        which.of_rounds(
            "SELECT scope, scope_id, round_id, agency_id, component_id, currency, lines, value_minor, confirmed_minor
             FROM round_part WHERE round_id"
        ),
        fetch_all
    )?;
    let mut by_reader: HashMap<(i64, Scope), BTreeMap<_, _>> = HashMap::new();
    for (scope, scope_id, round, agency, component, currency, lines, value, confirmed) in parts {
        let scope = Scope::read(&scope, scope_id)?;
        let parts = by_reader.entry((round, scope)).or_default();
        parts.insert((agency, component, currency), (lines, value, confirmed));
    }
    let mut readers = Vec::with_capacity(stored.len());
    for row in stored {
        let scope = Scope::read(&row.scope, row.scope_id)?;
        readers.push((
            row.id,
            RoundReader {
                scope,
                round: row.round_id,
                status: row.status.0,
                lines: row.lines,
                open_lines: row.open_lines,
                progress: Progress { dispatched: row.quantity, outstanding: row.outstanding, receipts: row.counts },
                illustrative: row.illustrative,
                sort_day: row.sort_day,
                sort_code: row.sort_code,
                sort_title: row.sort_title,
                text: row.text,
                parts: by_reader.remove(&(row.round_id, scope)).unwrap_or_default(),
            },
        ));
    }
    Ok(readers)
}
