//! What the lines of a round add up to for one reader, and what they can be narrowed to, in one question.

use std::collections::BTreeSet;

use domain::{
    Currency, Viewer,
    round::RoundStatus,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Error, Result, Tx,
    batch::Bind,
    db::once,
    list::Scope,
    merges::is_agency,
    now,
    query::{Query, ask},
};

/// A donor who paid for lines of a round, the first link of its chain, and, for whoever may see grants, the grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funder {
    pub donor: String,
    pub grant_code: Option<String>,
}

/// As far as the reader sees the lines.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub status: RoundStatus,
    pub lines: i64,
    /// Lines that are counted to the end.
    pub counted: i64,
    /// Lines that are dispatched and not counted to the end, and their pieces.
    pub open_lines: i64,
    pub expected: i64,
    /// Pieces that were short, damaged or refused.
    pub missing: i64,
    /// Value in an address, and what people read; by what they read.
    pub units: Vec<(String, String)>,
    /// Id and code, and how many lines are not counted to the end; by code.
    pub agencies: Vec<(i64, String, i64)>,
    /// Words of `LineState`.
    pub states: Vec<String>,
    /// Component and number of what paid.
    pub phases: Vec<(String, i64)>,
    /// Currency, value and what of it was confirmed.
    pub sums: Vec<(Currency, i64, i64)>,
    pub funders: Vec<Funder>,
    /// Some of its lines are invented for demonstration.
    pub illustrative: bool,
}

/// A row of one of the parts, which `what` names.
#[derive(sqlx::FromRow)]
struct Row {
    what: String,
    word: Option<String>,
    more: Option<String>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    one: i64,
    two: i64,
    three: i64,
    four: i64,
    five: i64,
}

/// The lines of the round that the reader sees.
const MINE: &str = "WITH mine AS MATERIALIZED (SELECT (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id) AS unit_id,
    (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = l.agency_id) AS agency_id, r.state, r.phase_id, n.outstanding, n.dispatched, n.damaged,
    n.refused, n.counts
  FROM item_reader r JOIN line l ON l.id = r.line_id JOIN item_now n ON n.item_id = r.item_id
  WHERE r.scope = ? AND r.scope_id = ? AND r.round_id = ? AND r.of_line) ";

const PARTS: &str = "SELECT 'counts' AS what, z.status AS word, CASE WHEN z.illustrative THEN 'illustrative' END AS more, CAST(NULL AS TEXT) AS base,
    CAST(NULL AS TEXT) AS crossing, CAST(NULL AS TEXT) AS border, z.lines AS one,
    (SELECT COUNT(*) FROM mine m WHERE m.outstanding = 0) AS two,
    (SELECT COUNT(*) FROM mine m WHERE m.dispatched AND m.outstanding > 0) AS three,
    CAST(COALESCE((SELECT SUM(m.outstanding) FROM mine m WHERE m.dispatched), 0) AS BIGINT) AS four,
    CAST(COALESCE((SELECT SUM(m.damaged + m.refused + CASE WHEN m.counts > 0 THEN m.outstanding ELSE 0 END) FROM mine m), 0)
      AS BIGINT) AS five
  FROM round_reader z WHERE z.scope = ? AND z.scope_id = ? AND z.round_id = ?
  UNION ALL SELECT 'unit', u.code, u.kind, u.base, u.crossing, u.border, 0, 0, 0, 0, 0 FROM unit u
    WHERE u.id IN (SELECT m.unit_id FROM mine m)
  UNION ALL SELECT 'agency', a.code, NULL, NULL, NULL, NULL, a.id, COUNT(CASE WHEN m.outstanding <> 0 THEN 1 END), 0, 0, 0
    FROM mine m JOIN agency a ON a.id = m.agency_id GROUP BY a.id, a.code
  UNION ALL SELECT DISTINCT 'state', m.state, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0 FROM mine m
  UNION ALL SELECT 'phase', k.code, NULL, NULL, NULL, NULL, p.number, 0, 0, 0, 0 FROM phase p
    JOIN component k ON k.id = p.component_id WHERE p.id IN (SELECT m.phase_id FROM mine m)
  UNION ALL SELECT 'sum', q.currency, NULL, NULL, NULL, NULL, CAST(SUM(q.value_minor) AS BIGINT),
      CAST(SUM(q.confirmed_minor) AS BIGINT), 0, 0, 0 FROM round_part q
    WHERE q.scope = ? AND q.scope_id = ? AND q.round_id = ? GROUP BY q.currency";

/// The parts of a round for one reader.
///
/// # Errors
/// None of its lines is in scope: "not found".
pub(super) async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Parts> {
    Ok(once!(tx, question(viewer, round), read(tx, viewer, round).await?))
}

/// The same, where this snapshot was asked already.
pub(super) fn heard(tx: &mut Tx, viewer: &Viewer, round: i64) -> Option<Parts> {
    tx.heard(&question(viewer, round))
}

fn question(viewer: &Viewer, round: i64) -> String {
    format!("parts of round {round} for {:?}", viewer.scope)
}

async fn read(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Parts> {
    now::settle(tx).await?;
    let scope = Scope::from(viewer);
    let mine = || [Bind::from(scope.word()), Bind::from(scope.id()), Bind::from(round)];
    let query = Query::default()
        .with(MINE, mine())
        .with(PARTS, mine().into_iter().chain(mine()))
        // Officers learn the donor's name, not the grant; donors learn of themselves only.
        .with(" UNION ALL SELECT DISTINCT 'funder', d.name, ", [])
        .for_reader(viewer, "g.code", "NULL", "g.code")
        .with(
            ", NULL, NULL, NULL, 0, 0, 0, 0, 0 FROM line l JOIN funding_share f ON f.item_id = l.item_id
               JOIN grant_agreement g ON g.id = f.grant_id JOIN grant_donor x ON x.grant_id = g.id
               JOIN donor d ON d.id = x.donor_id WHERE l.round_id = ?",
            [Bind::from(round)],
        )
        .for_reader(viewer, "", concat!(" AND ", is_agency!("l.agency_id", "?")), " AND x.reader_id = ?")
        .with(" ORDER BY what, word, more, one", []);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    Parts::of(rows, viewer.is_donor())
}

impl Parts {
    fn of(rows: Vec<Row>, for_donor: bool) -> Result<Self> {
        let counts = rows.iter().find(|row| row.what == "counts").ok_or_else(Error::not_found)?;
        let status = counts.word.as_deref().unwrap_or_default().parse();
        let mut parts = Parts {
            status: status.map_err(|_| Error::Internal("a round has an unknown status".to_owned()))?,
            lines: counts.one,
            counted: counts.two,
            open_lines: counts.three,
            expected: counts.four,
            missing: counts.five,
            units: Vec::new(),
            agencies: Vec::new(),
            states: Vec::new(),
            phases: Vec::new(),
            sums: Vec::new(),
            funders: Vec::new(),
            illustrative: counts.more.is_some(),
        };
        let mut units = BTreeSet::new();
        for row in rows {
            let word = row.word.clone().unwrap_or_default();
            match row.what.as_str() {
                "unit" => {
                    let unit = row.unit(for_donor)?;
                    units.insert((unit.label.clone(), unit.code.unwrap_or(unit.label)));
                }
                "agency" => parts.agencies.push((row.one, word, row.two)),
                "state" => parts.states.push(word),
                "phase" => parts.phases.push((word, row.one)),
                "sum" => {
                    let unknown = |_| Error::Internal(format!("{word} is no currency"));
                    parts.sums.push((word.parse().map_err(unknown)?, row.one, row.two));
                }
                "funder" => parts.funders.push(Funder { donor: word, grant_code: row.more }),
                _ => {}
            }
        }
        parts.units = units.into_iter().map(|(label, key)| (key, label)).collect();
        Ok(parts)
    }
}

impl Row {
    /// To a donor the offices of one border are one.
    fn unit(&self, for_donor: bool) -> Result<UnitRef> {
        let code = self.word.as_deref().unwrap_or_default();
        let kind: std::result::Result<UnitKind, _> = self.more.as_deref().unwrap_or_default().parse();
        let kind = kind.map_err(|_| Error::Internal(format!("{code} is of no kind of unit")))?;
        let (base, crossing, border) = (self.base.as_deref(), self.crossing.as_deref(), self.border.as_deref());
        Ok(UnitRef::new(code, kind, base, crossing, border, for_donor))
    }
}
