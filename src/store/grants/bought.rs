//! What a grant bought: where each thing is and who signed for it.

use std::collections::BTreeSet;

use domain::{
    Action, AsOf, Money, Viewer,
    unit::{UnitKind, UnitRef},
};

use super::{
    GrantItem, Row,
    details::{Signed, signatures},
    find,
    listed::{Stored, Sums},
    not_yet::not_yet,
};
use crate::{
    Error, LineRow, Parsed, Result, Totals, Tx, agencies,
    batch::Bind,
    custody,
    db::once,
    items::{self, RoundRef, round_refs},
    lines::{self, Of, Phases, day_of_keeper, day_of_round, line_now, line_now_joins, lines_as_of},
    list::{self, Asked, Count, Filter, Given, List, Page, Scope, Search, Sort},
    now,
    query::{Query, ask},
    receipts::stands,
    verifications,
};

macro_rules! list {
    ($rows:literal, $given:expr, $unit:literal, $unit_key:literal, $reader:literal) => {
        List {
            columns: concat!(
                line_now!("v", "r", day_of_keeper!()),
                ", o.code AS round_code, o.title AS round_title, ",
                day_of_round!(),
                " AS round_day, COALESCE(n.elsewhere, CASE WHEN n.broken IS NOT NULL THEN 'Its record does not add up' END) AS elsewhere,
                  e.public_id AS receipt, e.received_on AS signed_on, f.id AS signed_by, f.code AS signed_by_code,
                  h.name AS officer, e.recorded_at AS signed_at"
            ),
            from: $rows,
            given: $given,
            joins: concat!(
                "JOIN item_reader v ON v.item_id = r.item_id AND ",
                $reader,
                " JOIN line l ON l.id = r.line_id ",
                line_now_joins!("v", "v.unit_id", "v.agency_id"),
                " LEFT JOIN receipt e ON e.id = (SELECT t.id FROM receipt_line x JOIN receipt t ON t.id = x.receipt_id
                    WHERE x.line_id = r.line_id AND ",
                stands!(),
                " ORDER BY x.sequence DESC LIMIT 1)
                  LEFT JOIN agency f ON f.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = e.agency_id) LEFT JOIN person h ON h.id = e.person_id"
            ),
            id: "r.item_id",
            sorts: &[
                Sort::text("round", "r.sort_day").down(),
                Sort::text("name", "r.sort_name"),
                Sort::text("unit", $unit_key),
                Sort::text("signed", "r.sort_signed"),
                Sort::text("value", "r.sort_value"),
            ],
            filters: &[
                Filter::new("unit", $unit),
                Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
                Filter::new("state", "r.state = ?"),
            ],
            search: Some(Search::Indexed {
                found: "SELECT x.item_id FROM item_search s JOIN item_reader x ON x.id = s.rowid WHERE s.text LIKE ?",
                texts: "SELECT s.text FROM item_search s WHERE s.text LIKE ?",
                among: " AND r.item_id IN (",
                each: concat!(
                    " AND EXISTS (SELECT 1 FROM item_reader v JOIN item_search s ON s.rowid = v.id WHERE v.item_id = r.item_id AND ",
                    $reader,
                    " AND s.text || '' LIKE ?"
                ),
            }),
            sums: Some("r.currency AS currency, r.value_minor AS minor"),
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(
    "grant_item r WHERE r.grant_id = ?",
    &[Given::Of],
    "r.unit_id = (SELECT as_id FROM unit WHERE code = ?)",
    "r.sort_unit",
    "v.scope = 'all' AND v.scope_id = 0"
);

/// A donor reads what was sent. Offices at the border are one for each border.
pub(crate) static FOR_DONORS: List = list!(
    "(SELECT g.*, CAST(? AS BIGINT) AS donor_id FROM grant_item g) r WHERE r.grant_id = ? AND r.sent",
    &[Given::Reader, Given::Of],
    "r.unit_id IN (SELECT x.id FROM unit x WHERE
       CASE WHEN x.kind = 'BLO' THEN COALESCE('BLO at the ' || x.border || ' border', 'Border Liaison Office') ELSE x.code END = ?)",
    "r.sort_donor_unit",
    "v.scope = 'donor' AND v.scope_id = r.donor_id"
);

fn list_for(scope: Scope) -> &'static List {
    if matches!(scope, Scope::Donor(_)) { &FOR_DONORS } else { &FOR_STAFF }
}

#[derive(sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    line: lines::Row,
    round_code: String,
    round_title: String,
    round_day: Option<Parsed<domain::PartialDate>>,
    elsewhere: Option<String>,
    /// The newest receipt of the line.
    receipt: Option<String>,
    signed_on: Option<Parsed<domain::PartialDate>>,
    signed_by: Option<i64>,
    signed_by_code: Option<String>,
    officer: Option<String>,
    signed_at: Option<i64>,
}

impl Listed {
    fn signed(&self) -> Option<Signed> {
        Some(Signed {
            line_id: self.line.line_id(),
            public_id: self.receipt.clone()?,
            received_on: self.signed_on?,
            agency_id: self.signed_by?,
            agency_code: self.signed_by_code.clone()?,
            officer: self.officer.clone()?,
            recorded_at: self.signed_at?,
        })
    }
}

/// A page of what the grant had bought by then, the newest round first; nothing of cancelled rounds, with which nothing was
/// bought. Of a past day it cannot be narrowed: that is read from facts.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn bought(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf, asked: &Asked) -> Result<Page<GrantItem>> {
    viewer.may(Action::SeeGrants)?;
    let grant = find(tx, viewer, code).await?.row;
    if !as_of.is_now() {
        let items = match not_yet(tx, &grant, as_of).await? {
            Some(_) => Vec::new(),
            None => then(tx, viewer, &grant, as_of).await?,
        };
        let sums = Totals::of(items.iter().map(|item| item.line.value))?;
        return Ok(Page { sums, sort: ("round", true), ..list::cut(items, asked, |item| item.line.item_id) });
    }
    let scope = Scope::from(viewer);
    let list = list_for(scope);
    let parts =
        if asked.most.is_none() && list.is_whole(asked) { Some(parts(tx, viewer, grant.id).await?) } else { None };
    // Where nothing narrows it, the list is counted and summed with the rest of the page.
    let most = if parts.is_some() { Some(list::PER_PAGE) } else { asked.most };
    let asked = Asked { most, ..asked.clone() };
    let mut page: Page<Listed> = list.page(tx, scope.within(grant.id), &asked).await?;
    if let Some(Parts { listed: (rows, sums), .. }) = parts {
        (page.count, page.sums) = (Count::Exactly(rows), sums);
    }
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    Ok(page.map(|row| GrantItem {
        signed: row.signed().map(|signed| signed.signature(viewer, &names)),
        line: row.line.cut(viewer.is_donor(), &names, &phases),
        elsewhere: row.elsewhere,
        round: RoundRef {
            code: row.round_code,
            title: row.round_title,
            day: row.round_day.map(|day| day.0),
            cancelled: false,
        },
    }))
}

/// What the list of what a grant bought can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct BoughtFilters {
    /// Value in an address, and what people read.
    pub units: Vec<(String, String)>,
    pub agencies: Vec<String>,
    /// Words of `LineState`.
    pub states: Vec<String>,
}

/// # Errors
/// As [`bought`].
pub async fn bought_filters(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<BoughtFilters> {
    viewer.may(Action::SeeGrants)?;
    let grant = find(tx, viewer, code).await?.row.id;
    Ok(parts(tx, viewer, grant).await?.filters)
}

/// What is said of all that a grant bought besides its sums.
#[derive(Debug, Clone)]
struct Parts {
    filters: BoughtFilters,
    sums: Sums,
    /// Of what the list has when nothing narrows it: how many there are, and the grant's part of their value.
    listed: (i64, Totals),
    /// Discrepancies of today that are not settled.
    open: i64,
}

/// A word of one of the parts, which `what` names, or a number.
#[derive(Clone, sqlx::FromRow)]
struct Part {
    what: String,
    word: Option<String>,
    kind: Option<Parsed<UnitKind>>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    number: i64,
    #[sqlx(flatten)]
    kept: Stored,
}

const PARTS: [&str; 4] = [
    "WITH seen AS (SELECT p.unit_id, p.agency_id, p.state, p.currency, p.items, p.value_minor FROM grant_part p
       WHERE p.grant_id = ? AND ",
    ") SELECT 'unit' AS what, u.code AS word, u.kind, u.base, u.crossing, u.border, CAST(0 AS BIGINT) AS number,
       CAST(0 AS BIGINT) AS items, CAST(0 AS BIGINT) AS sent, CAST(0 AS BIGINT) AS counted, CAST(0 AS BIGINT) AS whole,
       CAST(0 AS BIGINT) AS checked, CAST(0 AS BIGINT) AS seen_whole, CAST(0 AS BIGINT) AS sent_minor,
       CAST(0 AS BIGINT) AS confirmed_minor, CAST(0 AS BIGINT) AS seen_minor FROM unit u
       WHERE u.id IN (SELECT m.unit_id FROM seen m)
     UNION ALL SELECT 'agency', a.code, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM agency a
       WHERE a.id IN (SELECT m.agency_id FROM seen m)
     UNION ALL SELECT DISTINCT 'state', m.state, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM seen m
     UNION ALL SELECT 'listed', m.currency, NULL, NULL, NULL, NULL, CAST(SUM(m.items) AS BIGINT), 0, 0, 0, 0, 0, 0,
       CAST(SUM(m.value_minor) AS BIGINT), 0, 0 FROM seen m GROUP BY m.currency",
    // What did not arrive whole, is not settled, and was not counted again since; of what was accepted without a remark nothing is.
    concat!(
        " UNION ALL SELECT 'open', NULL, NULL, NULL, NULL, NULL, COUNT(*), 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM grant_item m JOIN line l ON l.item_id = m.item_id
            JOIN discrepancy d ON d.line_id = l.id JOIN receipt_line n ON n.id = d.receipt_line_id
            JOIN receipt t ON t.id = n.receipt_id WHERE m.grant_id = ? AND m.state <> 'accepted' AND ",
        stands!(),
        " AND NOT EXISTS (SELECT 1 FROM discrepancy_event s WHERE s.discrepancy_id = COALESCE(d.first_id, d.id)
              AND s.kind = 'settled')
            AND d.quantity > COALESCE((SELECT SUM(e.quantity) FROM discrepancy_event e JOIN receipt t ON t.id = e.receipt_id
              WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'counted again' AND ",
        stands!(),
        "), 0)"
    ),
    " UNION ALL SELECT 'total', t.currency, NULL, NULL, NULL, NULL, 0, t.items, t.sent, t.counted, t.whole, t.checked, t.seen_whole,
       t.sent_minor, t.confirmed_minor, t.seen_minor FROM grant_total t WHERE t.grant_id = ? ORDER BY what, word",
];

async fn parts(tx: &mut Tx, viewer: &Viewer, grant: i64) -> Result<Parts> {
    now::settle(tx).await?;
    let [mine, listed, open, kept] = PARTS;
    // A donor reads what was sent.
    let seen = if viewer.is_donor() { "sent" } else { "TRUE" };
    let query = Query::default().with(mine, [Bind::from(grant)]).with(seen, []).with(listed, []);
    let query = query.with(open, [Bind::from(grant)]);
    let query = query.with(kept, [Bind::from(grant)]);
    let rows: Vec<Part> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?);
    let (filters, sums, listed) = (BoughtFilters::default(), Sums::default(), (0, Totals::default()));
    let mut parts = Parts { filters, sums, listed, open: 0 };
    let money = |word: &str| word.parse().map_err(|_| Error::Internal(format!("{word} is no currency")));
    let mut units: BTreeSet<(String, String)> = BTreeSet::new();
    for row in rows {
        let word = row.word.unwrap_or_default();
        match (row.what.as_str(), row.kind) {
            ("unit", Some(kind)) => {
                let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
                let unit = UnitRef::new(&word, kind.0, base, crossing, border, viewer.is_donor());
                units.insert((unit.label.clone(), unit.code.unwrap_or(unit.label)));
            }
            ("agency", _) => parts.filters.agencies.push(word),
            ("state", _) => parts.filters.states.push(word),
            ("listed", _) => {
                parts.listed.0 += row.number;
                parts.listed.1.add(Money::new(row.kept.sent_minor, money(&word)?))?;
            }
            ("total", _) => parts.sums.add(viewer, money(&word)?, &row.kept)?,
            _ => parts.open += row.number,
        }
    }
    parts.filters.units = units.into_iter().map(|(label, key)| (key, label)).collect();
    Ok(parts)
}

/// What a grant had bought by then, added up.
pub(super) struct Bought {
    pub sums: Sums,
    /// Units that have something of it; to a donor the offices of one border are one.
    pub units: usize,
    /// Discrepancies of today that are not settled.
    pub open: i64,
}

pub(super) async fn added_up(tx: &mut Tx, viewer: &Viewer, grant: &Row, as_of: AsOf) -> Result<Bought> {
    let parts = parts(tx, viewer, grant.id).await?;
    let open = parts.open;
    if as_of.is_now() {
        return Ok(Bought { sums: parts.sums, units: parts.filters.units.len(), open });
    }
    let items = then(tx, viewer, grant, as_of).await?;
    let units: BTreeSet<&UnitRef> = items.iter().map(|item| &item.line.unit).collect();
    let seen = verifications::seen(tx, as_of).await?;
    let sent = || items.iter().map(|item| &item.line).filter(|line| line.dispatched);
    let checked: Vec<(&LineRow, i64)> = sent().filter_map(|line| Some((line, *seen.get(&line.item_id)?))).collect();
    let sums = Sums {
        items: items.len() as i64,
        sent: sent().count() as i64,
        counted: sent().filter(|line| line.counts > 0).count() as i64,
        whole: sent().filter(|line| line.counted.received >= line.quantity).count() as i64,
        checked: checked.len() as i64,
        seen_whole: checked.iter().filter(|(line, seen)| *seen >= line.quantity).count() as i64,
        dispatched: Totals::of(sent().map(|line| line.value))?,
        confirmed: Totals::of(sent().map(LineRow::confirmed))?,
        seen: Totals::of(checked.iter().map(|(line, seen)| line.value_of(*seen)))?,
    };
    Ok(Bought { units: units.len(), sums, open })
}

/// From the facts as they were known then, the newest round first.
async fn then(tx: &mut Tx, viewer: &Viewer, grant: &Row, as_of: AsOf) -> Result<Vec<GrantItem>> {
    let lines = lines_as_of(tx, viewer, Of::Grant(grant.id), as_of).await?;
    let rounds = round_refs(tx, lines.iter().map(|line| line.round_id), as_of).await?;
    let mut signed = signatures(tx, viewer, grant.id, as_of).await?;
    let parts = items::of_grant(tx, grant.id, as_of).await?;
    let moved = custody::moved(tx, viewer, custody::Of::Grant(grant.id), as_of).await?;
    let items = lines.into_iter().filter_map(|mut line| {
        let elsewhere = moved.get(&line.item_id).and_then(|at| at.place(&mut line));
        let round = rounds.get(&line.round_id).filter(|round| !round.cancelled)?.clone();
        let signed = signed.remove(&line.id);
        let value = Money::new(*parts.get(&line.item_id)?, line.value.currency);
        let line = LineRow { value, co_funded: line.co_funded || grant.donors_in_all > 1, ..line };
        Some(GrantItem { line, elsewhere, round, signed })
    });
    let mut items: Vec<GrantItem> = items.collect();
    items.sort_by_key(|item| std::cmp::Reverse((item.round.day.map(|day| day.start()), item.line.item_id)));
    Ok(items)
}
