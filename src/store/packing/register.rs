//! What a packing list may refer to, as it stands now.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Action, Currency, Money, Viewer,
    packing::{Judged, Known, KnownPhase, LastPrice, Register},
    round::NewLine,
};

use crate::{
    Parsed, Result, Tx, agencies,
    batch::Bind,
    categories, components,
    db::sql,
    grants, items,
    query::{Query, ask},
    units,
};

/// Without the numbers that are taken: see [`with_taken`].
///
/// # Errors
/// Staff only.
pub async fn register(tx: &mut Tx, viewer: &Viewer) -> Result<Register> {
    viewer.may(Action::ManageRounds)?;
    let units = units::all(tx, viewer).await?;
    let agencies = agencies::list(tx, viewer).await?;
    let phases = components::phase_choices(tx, viewer).await?;
    let grants = grants::choices(tx, viewer).await?;
    let paid: Vec<(String, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT g.code, a.phase_id FROM allocation a JOIN grant_agreement g ON g.id = a.grant_id
         WHERE NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)"
    )
    .fetch_all(c))?;
    let mut phases_of: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (grant, phase) in paid {
        phases_of.entry(grant).or_default().push(phase);
    }
    let manned = units.iter().filter_map(|row| {
        let agencies = row.agencies.iter().map(|agency| agency.code.clone()).collect();
        row.unit.code.clone().map(|code| (code, agencies))
    });
    let manned = manned.collect();
    let unit = |row: units::UnitRow| {
        let names = [Some(row.unit.label), row.place].into_iter().flatten().chain(row.aliases).collect();
        row.unit.code.map(|code| Known { code, names })
    };
    let agency = |row: agencies::AgencyRow| {
        let names = row.names.iter().cloned().flat_map(|name| {
            let printed = name.note.as_deref().map(printed).unwrap_or_default();
            std::iter::once(name.dated.name).chain(printed)
        });
        let twins = row.twins.iter().flat_map(|twin| twin.words()).map(str::to_owned);
        let names = names.chain(twins).collect();
        Known { code: row.code, names }
    };
    Ok(Register {
        units: units.into_iter().filter_map(unit).collect(),
        agencies: agencies.into_iter().map(agency).collect(),
        phases: phases
            .into_iter()
            .map(|p| KnownPhase { id: p.id, component: p.component_code, label: p.label, number: p.number })
            .collect(),
        grants: grants.into_iter().map(|grant| grant.code).collect(),
        categories: categories::known(tx).await?,
        taken: Vec::new(),
        manned,
        paid: phases_of,
        prices: Vec::new(),
    })
}

/// Adds the numbers of these lines that are registered already: those of a list, never the whole register.
///
/// # Errors
/// The database does not answer.
pub(super) async fn with_taken(tx: &mut Tx, register: Register, lines: &[Judged]) -> Result<Register> {
    let (numbers, models) = named(lines);
    let taken = items::taken(tx, &numbers, None).await?;
    let prices = prices(tx, &models).await?;
    Ok(Register { taken, prices, ..register })
}

/// The numbers and the models that lines name.
fn named(lines: &[Judged]) -> (Vec<String>, Vec<String>) {
    let lines = || lines.iter().flat_map(|row| &row.lines);
    let numbers = lines().flat_map(|line| line.item.identity.all().map(|(_, written)| written.to_owned())).collect();
    let models: BTreeSet<String> = lines().filter_map(|line| line.item.model.clone()).collect();
    (numbers, models.into_iter().collect())
}

/// What these models cost when they were last registered, newest first.
async fn prices(tx: &mut Tx, models: &[String]) -> Result<Vec<LastPrice>> {
    let mut prices = Vec::new();
    for some in models.chunks(500) {
        let mut query = Query::new(
            "SELECT make, model, unit_price_minor, currency, tag FROM item WHERE unit_price_minor IS NOT NULL AND model IN (",
        );
        for (place, model) in some.iter().enumerate() {
            query.push(if place == 0 { "?" } else { ", ?" }, [Bind::from(model.as_str())]);
        }
        query.push(") ORDER BY id DESC", []);
        // Make, model, minor units, currency, tag.
        type Priced = (Option<String>, String, i64, Parsed<Currency>, String);
        let rows: Vec<Priced> = ask!(&mut *tx, query, fetch_all)?;
        prices.extend(rows.into_iter().map(|(make, model, minor, currency, tag)| LastPrice {
            make,
            model,
            price: Money::new(minor, currency.0),
            tag,
        }));
    }
    Ok(prices)
}

/// How sources print a name differently: what stands between quotation marks in its note.
fn printed(note: &str) -> Vec<String> {
    let pieces: Vec<&str> = note.split(['"', '“', '”', '„', '«', '»']).collect();
    pieces.iter().skip(1).step_by(2).map(|name| (*name).to_owned()).collect()
}

/// What is doubtful of a line that a person types: the same as of a row of a list.
///
/// # Errors
/// Staff only.
pub async fn line_doubts(tx: &mut Tx, viewer: &Viewer, new: &NewLine) -> Result<Vec<String>> {
    let register = register(tx, viewer).await?;
    let models: Vec<String> = new.item.model.iter().cloned().collect();
    let prices = prices(tx, &models).await?;
    Ok(domain::packing::doubts(new, &Register { prices, ..register }))
}
