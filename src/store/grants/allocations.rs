//! What a grant is for: phases and countries with their amounts. An allocation is never edited: it is withdrawn, with a
//! reason, and another one is made.

use domain::{
    Action, AsOf, Currency, Money, Timestamp, Viewer,
    allocation::Unallocated,
    change::{Deed, Entity},
    grant::{Basis, NewAllocation},
    phase::phase_label,
};

use super::{AllocationRow, Key, key, write::money as as_money};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    ledger, sources,
};

#[derive(sqlx::FromRow)]
struct Allocated {
    id: i64,
    component_code: String,
    component_title: String,
    phase_id: i64,
    number: i64,
    country: Option<String>,
    amount_minor: Option<i64>,
    currency: Option<Parsed<Currency>>,
    qualifier: Option<String>,
    basis: Option<Parsed<Basis>>,
    source: Option<String>,
}

/// The allocations that stand. The caller has checked that the grant is in scope.
pub(super) async fn allocations(tx: &mut Tx, grant: i64) -> Result<Vec<AllocationRow>> {
    let rows: Vec<Allocated> = sql!(tx, |c| sqlx::query_as(
        "SELECT a.id, k.code AS component_code, k.title AS component_title, p.id AS phase_id, p.number, a.country,
           a.amount_minor, a.currency, a.qualifier, a.basis, s.title AS source
         FROM allocation a JOIN phase p ON p.id = a.phase_id JOIN component k ON k.id = p.component_id
         LEFT JOIN source s ON s.id = a.source_id
         WHERE a.grant_id = $1 AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)
         ORDER BY a.id"
    )
    .bind(grant)
    .fetch_all(c))?;
    let allocation = |row: Allocated| AllocationRow {
        id: row.id,
        component_code: row.component_code,
        component_title: row.component_title,
        phase_id: row.phase_id,
        phase: phase_label(row.number),
        country: row.country,
        amount: row.amount_minor.zip(row.currency).map(|(minor, currency)| Money::new(minor, currency.0)),
        qualifier: row.qualifier,
        basis: row.basis.map(|b| b.0),
        source: row.source,
    };
    Ok(rows.into_iter().map(allocation).collect())
}

/// What is booked against what is allocated. `None` before anything was received, and for a donor that shares the grant:
/// it sees its own receipts only, and what they are for is not told apart.
pub(super) async fn unallocated(
    tx: &mut Tx,
    viewer: &Viewer,
    code: &str,
    donors: i64,
    allocations: &[AllocationRow],
) -> Result<Option<Unallocated>> {
    if viewer.is_donor() && donors > 1 {
        return Ok(None);
    }
    let positions = ledger::positions(tx, viewer, code, AsOf::default()).await?;
    let received = positions.map(|(certified, _)| certified.received_usd);
    let parts = allocations.iter().filter_map(|a| a.amount.zip(a.basis));
    Ok(received.filter(|received| received.cents > 0).map(|booked| Unallocated::of(booked, parts)))
}

/// Says what a grant is for: a phase of a component, with its amount (and the qualifier that it was published with)
/// where one is known.
///
/// # Errors
/// Staff only; no such grant; no such phase or source; more than is booked.
pub async fn allocate(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    phase_id: i64,
    amount: Option<(Money, Option<String>, Basis)>,
    source_code: Option<&str>,
) -> Result<()> {
    let new = NewAllocation { phase_id, country: None, amount, source: None };
    insert(tx, viewer, at, grant_code, &new, source_code).await.map(drop)
}

/// Says what a grant is for, as a person entered it: with its source, which may be a new one.
///
/// # Errors
/// As [`allocate`]; a country that is not one of the grant's.
pub async fn record_allocation(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    new: &NewAllocation,
) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let source = match &new.source {
        Some(choice) => Some(sources::named(tx, viewer, at, choice).await?),
        None => None,
    };
    insert(tx, viewer, at, grant_code, new, source.as_deref()).await
}

async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    new: &NewAllocation,
    source_code: Option<&str>,
) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let phase: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM phase WHERE id = $1")
        .bind(new.phase_id)
        .fetch_optional(c))?;
    phase.ok_or_else(|| Error::invalid("phase", "Choose the component and phase"))?;
    check_country(&grant, new.country.as_deref())?;
    let source = sources::optional_id(tx, source_code).await?;
    let money = new.amount.as_ref().map(|(money, ..)| *money);
    let qualifier = new.amount.as_ref().and_then(|(_, qualifier, _)| qualifier.clone());
    let basis = new.amount.as_ref().map(|(.., basis)| *basis);
    if let Some(money) = money.filter(|_| basis == Some(Basis::Booked)) {
        check_booked(tx, viewer, &grant, money).await?;
    }
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO allocation (grant_id, phase_id, country, amount_minor, currency, qualifier, basis, source_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(grant.id)
    .bind(new.phase_id)
    .bind(&new.country)
    .bind(money.map(|m| m.minor))
    .bind(money.map(|m| m.currency.code()))
    .bind(&qualifier)
    .bind(basis.map(Basis::word))
    .bind(source)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ALLOCATION, id).await?;
    Ok(id)
}

pub(crate) static ALLOCATION: Table = Table::new(
    "allocation",
    Entity::Grant,
    ToldBy::Number("allocated_as"),
    rows!(
        "SELECT a.id AS _id, g.code AS _key, 'edited' AS _deed, a.recorded_at AS _at, a.id AS allocated_as,
           a.phase_id AS allocated_to_phase, a.country, a.amount_minor, a.currency, a.qualifier, a.basis, s.code AS source
         FROM allocation a JOIN grant_agreement g ON g.id = a.grant_id LEFT JOIN source s ON s.id = a.source_id",
        "a.id"
    ),
)
.deeds(&[Deed::Edited])
.earlier(ToldBy::Nth("allocated_to_phase"))
.shape(|body| as_money(body, "amount", "amount_minor", "currency"));

fn check_country(grant: &Key, country: Option<&str>) -> Result<()> {
    let Some(country) = country else { return Ok(()) };
    if grant.countries.iter().any(|known| known == country) {
        return Ok(());
    }
    let words = format!("{country} is not one of the countries of {}: choose one of them, or none", grant.code);
    Err(Error::invalid("country", words))
}

/// What is booked can be allocated once: approved receipts less the support cost and the levy that were charged on them.
async fn check_booked(tx: &mut Tx, viewer: &Viewer, grant: &Key, new: Money) -> Result<()> {
    if new.currency != Currency::Usd {
        return Err(Error::invalid("currency", "The accounts are kept in US dollars: choose USD for a booked amount"));
    }
    let usd = |cents: i64| Money::new(cents, Currency::Usd);
    let certified = ledger::positions(tx, viewer, &grant.code, AsOf::default()).await?.map(|(certified, _)| certified);
    let (received, charged) =
        certified.map_or((0, 0), |p| (p.received_usd.cents, p.support.cents.saturating_add(p.levy.cents)));
    let before: i64 = allocations(tx, grant.id)
        .await?
        .iter()
        .filter(|a| a.basis == Some(Basis::Booked))
        .filter_map(|a| a.amount)
        .fold(0, |sum: i64, amount| sum.saturating_add(amount.minor));
    let left = received.saturating_sub(charged).saturating_sub(before);
    if new.minor <= left {
        return Ok(());
    }
    let words = format!(
        "{} was received and approved, {} of it is charged as support cost and levy, and {} is allocated: at most {} can be allocated as booked",
        usd(received),
        usd(charged),
        usd(before),
        usd(left.max(0))
    );
    Err(Error::invalid("amount", words))
}

/// Takes an allocation back. It stays on record and counts nowhere any more; what donors see through it, they no longer see.
///
/// # Errors
/// Staff only; no such allocation of this grant; no reason; withdrawn already: says by whom and when.
pub async fn withdraw_allocation(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    allocation: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let found: Option<(Option<String>, Option<i64>)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT p.name, w.recorded_at FROM allocation a LEFT JOIN allocation_withdrawal w ON w.allocation_id = a.id
         LEFT JOIN person p ON p.id = w.person_id WHERE a.id = $1 AND a.grant_id = $2"
    )
    .bind(allocation)
    .bind(grant.id)
    .fetch_optional(c))?;
    if let (Some(person), Some(on)) = found.ok_or_else(Error::not_found)? {
        return Err(Error::conflict(format!("It was withdrawn already by {person} on {}.", Timestamp(on).words())));
    }
    let reason = reason_given(reason, "Enter why the allocation is withdrawn")?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO allocation_withdrawal (allocation_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(allocation)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &WITHDRAWAL, allocation).await
}

pub(crate) static WITHDRAWAL: Table = Table::new(
    "allocation_withdrawal",
    Entity::Grant,
    ToldBy::Number("allocation"),
    rows!(
        "SELECT w.allocation_id AS _id, g.code AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.allocation_id AS allocation, w.reason FROM allocation_withdrawal w
         JOIN allocation a ON a.id = w.allocation_id JOIN grant_agreement g ON g.id = a.grant_id",
        "w.allocation_id"
    ),
)
.deeds(&[Deed::Withdrawn]);
