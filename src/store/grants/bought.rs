//! What a grant bought: where each thing is and who signed for it.

use std::collections::BTreeSet;

use domain::{
    Action, AsOf, Viewer, discrepancy,
    unit::{UnitKind, UnitRef},
};

use super::{
    GrantItem, Row,
    details::{signatures, signatures_of},
    find,
    listed::Sums,
    not_yet,
};
use crate::{
    LineRow, Parsed, Result, Totals, Tx, agencies,
    batch::Bind,
    custody,
    items::{self, RoundRef, round_refs},
    lines::{self, Of, Phases, day_of_keeper, day_of_round, line_now, line_now_joins, lines_as_of},
    list::{self, Asked, Filter, Given, List, Page, Scope, Search, Sort},
    query::{Query, ask},
    receipts::stands,
    verifications,
};

macro_rules! list {
    ($rows:literal, $given:expr, $unit:literal, $unit_key:literal, $reader:literal) => {
        List {
            columns: concat!(
                line_now!("v", "r", "v.agency_id", day_of_keeper!()),
                ", o.code AS round_code, o.title AS round_title, ",
                day_of_round!(),
                " AS round_day, COALESCE(n.elsewhere, CASE WHEN n.broken IS NOT NULL THEN 'Its record does not add up' END) AS elsewhere"
            ),
            from: $rows,
            given: $given,
            joins: concat!(
                "JOIN item_reader v ON v.item_id = r.item_id AND ",
                $reader,
                " JOIN line l ON l.id = r.line_id ",
                line_now_joins!("v", "v.unit_id", "v.agency_id")
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
                Filter::new("agency", "r.agency_id = (SELECT id FROM agency WHERE code = ?)"),
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
    "r.unit_id = (SELECT id FROM unit WHERE code = ?)",
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
}

/// A page of what the grant had bought by then, the newest round first; nothing of cancelled rounds, with which nothing was
/// bought. Of a past day it cannot be narrowed: that is read from facts.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn bought(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf, asked: &Asked) -> Result<Page<GrantItem>> {
    viewer.may(Action::SeeGrants)?;
    let grant = find(tx, viewer, code).await?;
    if !as_of.is_now() {
        let items = match not_yet(tx, &grant, as_of).await? {
            Some(_) => Vec::new(),
            None => then(tx, viewer, &grant, as_of).await?,
        };
        let sums = Totals::of(items.iter().map(|item| item.line.value))?;
        return Ok(Page { sums, sort: ("round", true), ..list::cut(items, asked, |item| item.line.item_id) });
    }
    let scope = Scope::from(viewer);
    let page: Page<Listed> = list_for(scope).page(tx, scope.within(grant.id), asked).await?;
    let lines: Vec<i64> = page.rows.iter().map(|row| row.line.line_id()).collect();
    let mut signed = signatures_of(tx, viewer, &lines).await?;
    let (names, phases) = (agencies::names(tx).await?, Phases::read(tx).await?);
    Ok(page.map(|row| GrantItem {
        signed: signed.remove(&row.line.line_id()),
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
    let grant = find(tx, viewer, code).await?.id;
    let seen = if viewer.is_donor() { " AND i.sent" } else { "" };
    let of = |text: &'static str, end: &'static str| {
        Query::default().with(text, [Bind::from(grant)]).with(seen, []).with(end, [])
    };
    type Unit = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);
    let units: Vec<Unit> = ask!(
        &mut *tx,
        of(
            "SELECT u.code, u.kind, u.base, u.crossing, u.border FROM unit u
             WHERE EXISTS (SELECT 1 FROM grant_item i WHERE i.grant_id = ? AND i.unit_id = u.id",
            ")"
        ),
        fetch_all
    )?;
    let units = units.into_iter().map(|(code, kind, base, crossing, border)| {
        let unit =
            UnitRef::new(&code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), viewer.is_donor());
        (unit.label.clone(), unit.code.unwrap_or(unit.label))
    });
    let units: BTreeSet<(String, String)> = units.collect();
    let agencies: Vec<(String,)> = ask!(
        &mut *tx,
        of(
            "SELECT a.code FROM agency a WHERE a.id IN (SELECT DISTINCT i.agency_id FROM grant_item i WHERE i.grant_id = ?",
            ") ORDER BY a.code"
        ),
        fetch_all
    )?;
    let states: Vec<(String,)> =
        ask!(&mut *tx, of("SELECT DISTINCT i.state FROM grant_item i WHERE i.grant_id = ?", " ORDER BY 1"), fetch_all)?;
    Ok(BoughtFilters {
        units: units.into_iter().map(|(label, key)| (key, label)).collect(),
        agencies: agencies.into_iter().map(|(code,)| code).collect(),
        states: states.into_iter().map(|(word,)| word).collect(),
    })
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
    let open = open_discrepancies(tx, grant.id).await?;
    if as_of.is_now() {
        let sums = Sums::of(tx, viewer, &[grant.id]).await?.remove(&grant.id).unwrap_or_default();
        let seen = if viewer.is_donor() { " AND i.sent" } else { "" };
        let name = if viewer.is_donor() {
            "CASE WHEN u.kind = 'BLO' THEN 'BLO ' || COALESCE(u.border, '') ELSE u.code END"
        } else {
            "u.code"
        };
        let query = Query::new("SELECT COUNT(*) FROM (SELECT DISTINCT ")
            .with(name, [])
            .with(
                " FROM unit u WHERE EXISTS (SELECT 1 FROM grant_item i WHERE i.grant_id = ? AND i.unit_id = u.id",
                [Bind::from(grant.id)],
            )
            .with(seen, []);
        let (units,): (i64,) = ask!(tx, query.with(")) s", []), fetch_one)?;
        return Ok(Bought { sums, units: usize::try_from(units).unwrap_or_default(), open });
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
        let value = domain::Money::new(*parts.get(&line.item_id)?, line.value.currency);
        let line = LineRow { value, co_funded: line.co_funded || grant.donors_in_all > 1, ..line };
        Some(GrantItem { line, elsewhere, round, signed })
    });
    let mut items: Vec<GrantItem> = items.collect();
    items.sort_by_key(|item| std::cmp::Reverse((item.round.day.map(|day| day.start()), item.line.item_id)));
    Ok(items)
}

/// What did not arrive whole of what this grant paid for, and is not settled.
async fn open_discrepancies(tx: &mut Tx, grant: i64) -> Result<i64> {
    let rows: Vec<(i64, i64)> = ask!(
        tx,
        Query::default().with(
            concat!(
                "SELECT d.quantity, CAST(COALESCE((SELECT SUM(e.quantity) FROM discrepancy_event e JOIN receipt t ON t.id = e.receipt_id
                   WHERE e.discrepancy_id = COALESCE(d.first_id, d.id) AND e.kind = 'counted again' AND ",
                stands!(),
                "), 0) AS BIGINT) AS found
                 FROM discrepancy d JOIN receipt_line n ON n.id = d.receipt_line_id JOIN receipt t ON t.id = n.receipt_id
                 JOIN line l ON l.id = d.line_id JOIN grant_item i ON i.item_id = l.item_id AND i.grant_id = ?
                 WHERE ",
                stands!(),
                " AND NOT EXISTS (SELECT 1 FROM discrepancy_event s WHERE s.discrepancy_id = COALESCE(d.first_id, d.id)
                   AND s.kind = 'settled')"
            ),
            [Bind::from(grant)]
        ),
        fetch_all
    )?;
    let today = chrono::NaiveDate::MAX;
    let open = |(quantity, found): &&(i64, i64)| {
        discrepancy::State::of(false, (quantity - found).max(0), None, today) != discrepancy::State::Settled
    };
    Ok(rows.iter().filter(open).count() as i64)
}
