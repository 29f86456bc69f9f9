//! Grants: what a donor gave, and the way from there to every signed receipt.

use std::collections::HashMap;

use domain::{
    Action, AsOf, Currency, Money, PartialDate, Timestamp, Viewer,
    allocation::Unallocated,
    grant::{Basis, Terms},
};

use crate::{
    Binds, Error, LineRow, Parsed, Result, Totals, Tx, custody,
    db::sql,
    items::{self, RoundRef, round_refs, round_refs_as_of},
    lines::{Of, lines, lines_as_of},
    quotes::{self, QuoteRow},
    verifications,
};

mod allocations;
mod details;
mod terms;
mod write;

pub(crate) use allocations::{ALLOCATION, WITHDRAWAL};
pub use allocations::{allocate, record_allocation, withdraw_allocation};
pub(crate) use details::heading;
use details::{countries, courses, donors_by_grant, shares, signatures};
pub(crate) use terms::terms;
pub(crate) use write::GRANT;
pub use write::{GrantSource, create, set_sources, update};

/// A donor of a grant, as far as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DonorRef {
    pub code: String,
    pub name: String,
}

/// A grant in a list.
#[derive(Debug, Clone)]
pub struct GrantRow {
    pub code: String,
    pub title: String,
    /// All of them for staff; a donor reads its own name only.
    pub donors: Vec<DonorRef>,
    /// Several donors gave together; for a donor, who the others are stays unsaid.
    pub co_funded: bool,
    pub ceiling: Option<Money>,
    pub signed_on: Option<PartialDate>,
    /// Items it paid for, wholly or in part; for staff also those of drafts, never of cancelled rounds.
    pub items: usize,
    pub dispatched_items: usize,
    /// Items that were received whole.
    pub confirmed_items: usize,
    /// The grant's own part of what was dispatched, as entered.
    pub dispatched: Totals,
    /// The part of it that agencies signed for.
    pub confirmed: Totals,
}

/// A grant for a form's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct GrantChoice {
    pub code: String,
    pub title: String,
}

/// A grant with everything the viewer may see of it.
#[derive(Debug, Clone)]
pub struct GrantShow {
    /// Code, title, donors, ceiling, counts and totals.
    pub row: GrantRow,
    pub version: i64,
    pub instrument: Option<String>,
    pub announced_on: Option<PartialDate>,
    pub signatories: Option<String>,
    pub witness: Option<String>,
    /// Where the ceiling is published; then where the grant is.
    pub ceiling_source: Option<String>,
    pub source: Option<String>,
    pub countries: Vec<String>,
    pub quotes: Vec<QuoteRow>,
    pub allocations: Vec<AllocationRow>,
    /// What is booked against what is allocated, once something was received.
    pub unallocated: Option<Unallocated>,
    pub items: Vec<GrantItem>,
    /// What was seen at the newest verification of each item: items seen whole, and this grant's part of what was seen.
    /// `None`: no item of it was ever checked.
    pub verified: Option<(usize, Totals)>,
    /// Training courses of the phases that it pays for.
    pub courses: i64,
    pub terms: Terms,
}

/// What a grant is for.
#[derive(Debug, Clone)]
pub struct AllocationRow {
    pub id: i64,
    pub component_code: String,
    pub component_title: String,
    pub phase_id: i64,
    /// `Phase II`
    pub phase: String,
    /// `UZ`; `None`: all countries of the grant.
    pub country: Option<String>,
    pub amount: Option<Money>,
    pub qualifier: Option<String>,
    pub basis: Option<Basis>,
    pub source: Option<String>,
}

/// Something the grant bought: where it is and who signed for it.
#[derive(Debug, Clone)]
pub struct GrantItem {
    /// `value` is the part that this grant paid; unit and agency are those that had it then.
    pub line: LineRow,
    /// `Lost`, `1 returned to UNODC`: what was not with a unit any more.
    pub elsewhere: Option<String>,
    pub round: RoundRef,
    /// The newest receipt of the line.
    pub signed: Option<Signature>,
}

/// Who signed for a line, and when.
#[derive(Debug, Clone)]
pub struct Signature {
    pub receipt: String,
    pub received_on: PartialDate,
    /// The agency's name on that day.
    pub agency_name: String,
    /// Said to staff only.
    pub officer: Option<String>,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    title: String,
    instrument: Option<String>,
    signed_on: Option<Parsed<PartialDate>>,
    announced_on: Option<Parsed<PartialDate>>,
    signatories: Option<String>,
    witness: Option<String>,
    ceiling_minor: Option<i64>,
    ceiling_currency: Option<Parsed<Currency>>,
    ceiling_source: Option<String>,
    source: Option<String>,
    version: i64,
    donors_in_all: i64,
}

macro_rules! grants_where {
    ($condition:literal) => {
        concat!(
            "SELECT g.id, g.code, g.title, g.instrument, g.signed_on, g.announced_on, g.signatories, g.witness,
               g.ceiling_minor, g.ceiling_currency, w.title AS ceiling_source, s.title AS source, g.version,
               (SELECT COUNT(*) FROM grant_donor d WHERE d.grant_id = g.id) AS donors_in_all
             FROM grant_agreement g LEFT JOIN source w ON w.id = g.ceiling_source_id LEFT JOIN source s ON s.id = g.source_id
             WHERE ($1 OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.donor_id = $2)) AND ",
            $condition,
            " ORDER BY COALESCE(g.signed_on, '') DESC, g.code"
        )
    };
}

/// The grants in scope, the newest signature first.
///
/// # Errors
/// Officers see no grants.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<GrantRow>> {
    viewer.may(Action::SeeGrants)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(grants_where!("g.id > $3"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(0_i64)
        .fetch_all(c))?;
    let mut donors = donors_by_grant(tx, viewer).await?;
    let rounds = round_refs(tx).await?;
    let lines: HashMap<i64, LineRow> =
        lines(tx, viewer, Of::All).await?.into_iter().map(|line| (line.item_id, line)).collect();
    let mut by_grant: HashMap<i64, Vec<LineRow>> = HashMap::new();
    for share in shares(tx, viewer).await? {
        if let Some(line) = lines.get(&share.item_id) {
            by_grant.entry(share.grant_id).or_default().push(part_of(line.clone(), share.value_minor, false));
        }
    }
    rows.iter()
        .map(|row| {
            let lines = by_grant.remove(&row.id).unwrap_or_default();
            row.summary(donors.remove(&row.id).unwrap_or_default(), lines.iter(), &rounds)
        })
        .collect()
}

/// What the ledger asks of a grant.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Key {
    pub id: i64,
    pub code: String,
    pub ceiling_minor: Option<i64>,
    pub ceiling_currency: Option<Parsed<Currency>>,
    /// How many donors gave it together.
    pub donors: i64,
    pub psc_ppm: Option<i64>,
}

/// The grant with this code, when it is in scope.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Key> {
    viewer.may(Action::SeeGrants)?;
    let scope = Binds::from(viewer);
    let key: Option<Key> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT g.id, g.code, g.ceiling_minor, g.ceiling_currency, g.psc_ppm,
           (SELECT COUNT(*) FROM grant_donor d WHERE d.grant_id = g.id) AS donors
         FROM grant_agreement g
         WHERE g.code = $3 AND ($1 OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.donor_id = $2))"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .bind(code)
    .fetch_optional(c)
    })?;
    key.ok_or_else(Error::not_found)
}

/// Codes and titles of the grants in scope, for a form's list.
///
/// # Errors
/// Officers see no grants.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<GrantChoice>> {
    viewer.may(Action::SeeGrants)?;
    let scope = Binds::from(viewer);
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT g.code, g.title FROM grant_agreement g
         WHERE $1 OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.donor_id = $2) ORDER BY g.code"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .fetch_all(c))?)
}

/// One grant, with what it bought, where each thing is and who signed for it.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<GrantShow> {
    show_as_of(tx, viewer, code, AsOf::default()).await
}

/// One grant with what it had bought by then: items, their states, receipts and totals. What the agreement says is of today.
///
/// # Errors
/// As [`show`].
pub async fn show_as_of(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<GrantShow> {
    viewer.may(Action::SeeGrants)?;
    let row = find(tx, viewer, code).await?;
    let donors = donors_by_grant(tx, viewer).await?.remove(&row.id).unwrap_or_default();
    let rounds = round_refs_as_of(tx, as_of).await?;
    let items = bought(tx, viewer, &row, &rounds, as_of).await?;
    let allocations = allocations::allocations(tx, row.id).await?;
    let verified = verified(tx, &items, as_of).await?;
    Ok(GrantShow {
        verified,
        row: row.summary(donors, items.iter().map(|i| &i.line), &rounds)?,
        countries: countries(tx, row.id).await?,
        quotes: quotes::of_grant(tx, row.id).await?,
        unallocated: allocations::unallocated(tx, viewer, &row.code, row.donors_in_all, &allocations).await?,
        allocations,
        courses: courses(tx, row.id).await?,
        terms: terms(tx, row.id).await?,
        items,
        version: row.version,
        instrument: row.instrument,
        announced_on: row.announced_on.map(|d| d.0),
        signatories: row.signatories,
        witness: row.witness,
        ceiling_source: row.ceiling_source,
        source: row.source,
    })
}

async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Row> {
    let scope = Binds::from(viewer);
    let row: Option<Row> = sql!(tx, |c| sqlx::query_as(grants_where!("g.code = $3"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(code)
        .fetch_optional(c))?;
    row.ok_or_else(Error::not_found)
}

async fn bought(
    tx: &mut Tx,
    viewer: &Viewer,
    grant: &Row,
    rounds: &HashMap<i64, RoundRef>,
    as_of: AsOf,
) -> Result<Vec<GrantItem>> {
    let mut signed = signatures(tx, viewer, grant.id, as_of).await?;
    let parts = items::of_grant(tx, grant.id, as_of).await?;
    let moved = custody::moved(tx, viewer, as_of).await?;
    let items = lines_as_of(tx, viewer, Of::Grant(grant.id), as_of).await?.into_iter().filter_map(|mut line| {
        let elsewhere = moved.get(&line.item_id).and_then(|at| at.place(&mut line));
        let round = rounds.get(&line.round_id)?.clone();
        let signed = signed.remove(&line.id);
        let part = *parts.get(&line.item_id)?;
        Some(GrantItem { line: part_of(line, part, grant.donors_in_all > 1), elsewhere, round, signed })
    });
    Ok(items.collect())
}

async fn verified(tx: &mut Tx, items: &[GrantItem], as_of: AsOf) -> Result<Option<(usize, Totals)>> {
    let seen = verifications::seen(tx, as_of).await?;
    let checked = items.iter().filter(|item| item.line.dispatched && !item.round.cancelled);
    let checked: Vec<(&LineRow, i64)> =
        checked.filter_map(|item| Some((&item.line, *seen.get(&item.line.item_id)?))).collect();
    if checked.is_empty() {
        return Ok(None);
    }
    let whole = checked.iter().filter(|(line, seen)| *seen >= line.quantity).count();
    let values = checked.iter().map(|(line, seen)| line.value_of(*seen));
    Ok(Some((whole, Totals::of(values)?)))
}

/// The line as one grant sees it: its own part of the value.
fn part_of(line: LineRow, value_minor: i64, several_donors: bool) -> LineRow {
    let value = Money::new(value_minor, line.value.currency);
    LineRow { value, co_funded: line.co_funded || several_donors, ..line }
}

impl Row {
    fn summary<'a>(
        &self,
        donors: Vec<DonorRef>,
        lines: impl Iterator<Item = &'a LineRow>,
        rounds: &HashMap<i64, RoundRef>,
    ) -> Result<GrantRow> {
        let live = |line: &&LineRow| rounds.get(&line.round_id).is_some_and(|round| !round.cancelled);
        let lines: Vec<&LineRow> = lines.filter(live).collect();
        let sent = || lines.iter().filter(|l| l.dispatched);
        Ok(GrantRow {
            code: self.code.clone(),
            title: self.title.clone(),
            donors,
            co_funded: self.donors_in_all > 1,
            ceiling: self.ceiling_minor.zip(self.ceiling_currency).map(|(minor, c)| Money::new(minor, c.0)),
            signed_on: self.signed_on.map(|d| d.0),
            items: lines.len(),
            dispatched_items: sent().count(),
            confirmed_items: sent().filter(|l| l.counted.received >= l.quantity).count(),
            dispatched: Totals::of(sent().map(|l| l.value))?,
            confirmed: Totals::of(sent().map(|l| l.confirmed()))?,
        })
    }
}
