//! Law enforcement agencies and their names over time.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;
use domain::{
    Action, Timestamp, Viewer,
    agency::{self, DatedName, NextName},
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx,
    changes::{self, changed_meanwhile},
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, list, rows},
    list::{Asked, Order, Page, Register},
    reference,
    text::sort_key,
};

mod reach;
mod shown;
pub(crate) use reach::agency_of_donor;
pub(crate) use shown::key;
pub use shown::{AgencyRound, AgencyShow, show};

pub use domain::agency::{NewAgency, NewAgencyName};

#[derive(Debug, Clone)]
pub struct AgencyRow {
    pub id: i64,
    pub code: String,
    pub country: String,
    pub part: Option<String>,
    /// Oldest first.
    pub names: Vec<AgencyName>,
    /// Records that are read as this one.
    pub twins: Vec<TwinName>,
}

/// A record that is read as another one: the code and the names that it had.
#[derive(Debug, Clone)]
pub struct TwinName {
    pub code: String,
    pub names: Vec<String>,
}

impl TwinName {
    /// Everything by which it is found.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.code.as_str()).chain(self.names.iter().map(String::as_str))
    }
}

/// A name and how sources print it differently.
#[derive(Debug, Clone)]
pub struct AgencyName {
    pub dated: DatedName,
    pub note: Option<String>,
}

/// An agency where it is mentioned, with the name that fits the day of the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgencyRef {
    pub code: String,
    pub name: String,
}

impl AgencyRow {
    /// Whether the code is its own, or that of a record that is read as it.
    pub fn has_code(&self, code: &str) -> bool {
        self.code == code || self.twins.iter().any(|twin| twin.code == code)
    }

    /// The name that stands today.
    pub fn current_name(&self) -> &str {
        let open = self.names.iter().rev().find(|n| n.dated.until.is_none()).or(self.names.last());
        open.map_or(&self.code, |n| &n.dated.name)
    }

    /// The name that a document of that day prints.
    pub fn name_on(&self, day: NaiveDate) -> &str {
        let valid = self.names.iter().find(|n| n.dated.valid_on(day));
        let before_all = || self.names.first().filter(|n| n.dated.from.is_some_and(|from| day < from));
        valid.or_else(before_all).or(self.names.last()).map_or(&self.code, |n| &n.dated.name)
    }

    /// How it is mentioned in a record of that day, or today.
    pub fn mention(&self, day: Option<NaiveDate>) -> AgencyRef {
        let name = day.map_or_else(|| self.current_name(), |day| self.name_on(day));
        AgencyRef { code: self.code.clone(), name: name.to_owned() }
    }
}

/// # Errors
/// Only staff do this; the code is taken; an agency needs a name.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewAgency) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    if new.names.is_empty() {
        return Err(Error::invalid("names", "Enter the name of the agency"));
    }
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO agency (code, country, part) VALUES ($1, $2, $3) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.country)
    .bind(&new.part)
    .fetch_one(c))
    .map_err(unique("code", "There is already an agency with this code"))?;
    for name in &new.names {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO agency_name (agency_id, name, valid_from, valid_until, note) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(id)
        .bind(&name.name)
        .bind(name.from.map(|d| d.to_string()))
        .bind(name.until.map(|d| d.to_string()))
        .bind(&name.note)
        .execute(c))?;
    }
    touch!(&mut *tx, |c| sqlx::query("UPDATE agency SET as_id = id WHERE id = $1").bind(id).execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &AGENCY, id).await?;
    Ok(id)
}

/// With its names, in every language. An earlier portal told of a new name and of a translation without the others.
pub(crate) static AGENCY: Table = Table::new(
    "agency",
    Entity::Agency,
    ToldBy::Key,
    rows!(
        "SELECT a.id AS _id, a.code AS _key, a.country, a.part,
           (SELECT s.code FROM agency s WHERE s.id = a.as_id AND s.id <> a.id) AS read_as,
           (SELECT string_agg(s.code, '\n') FROM agency s WHERE s.as_id = a.id AND s.id <> a.id) AS \"twins{}\" FROM agency a",
        "a.id"
    ),
)
.forgets(&[("earlier_name", "names"), ("translation", "names")])
.lists(&[list!(
    "names",
    "SELECT n.agency_id AS _of, n.name, n.valid_from AS \"from\", n.valid_until AS until, n.note,
       n.name_ru AS \"name_ru?\", n.name_uz AS \"name_uz?\" FROM agency_name n",
    "n.agency_id",
    "n.id"
)]);

/// Gives the agency its next name; the present one ends where it begins. `known` is how many names were read with the form.
///
/// # Errors
/// Only staff do this; no such agency; somebody gave it a name meanwhile; the name cannot follow those that it had.
pub async fn rename(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    known: usize,
    next: &NextName,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let agency = directory(tx).await?.values().find(|a| a.code == code).cloned().ok_or_else(Error::not_found)?;
    if agency.names.len() != known {
        return Err(changed_meanwhile(tx, viewer, Entity::Agency, code).await?);
    }
    let names: Vec<DatedName> = agency.names.into_iter().map(|n| n.dated).collect();
    next.follows(&names)?;
    let from = next.from.to_string();
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE agency_name SET valid_until = $2 WHERE agency_id = $1 AND valid_until IS NULL"
    )
    .bind(agency.id)
    .bind(&from)
    .execute(c))?;
    touch!(&mut *tx, |c| sqlx::query("INSERT INTO agency_name (agency_id, name, valid_from) VALUES ($1, $2, $3)")
        .bind(agency.id)
        .bind(&next.name)
        .bind(&from)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &AGENCY, agency.id).await
}

/// What was misspelt of an agency, put right: its names keep their order and their number.
///
/// # Errors
/// Only staff do this; no such agency; the names do not follow one another; somebody changed it meanwhile.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewAgency) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let agency = directory(tx).await?.values().find(|a| a.code == new.code).cloned().ok_or_else(Error::not_found)?;
    changes::unless_changed(tx, viewer, Entity::Agency, &new.code, version).await?;
    let ids: Vec<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT id FROM agency_name WHERE agency_id = $1 ORDER BY valid_from NULLS FIRST, id"
    )
    .bind(agency.id)
    .fetch_all(c))?;
    if ids.len() != new.names.len() {
        return Err(changed_meanwhile(tx, viewer, Entity::Agency, &new.code).await?);
    }
    touch!(&mut *tx, |c| sqlx::query("UPDATE agency SET country = $2, part = $3 WHERE id = $1")
        .bind(agency.id)
        .bind(&new.country)
        .bind(&new.part)
        .execute(c))?;
    for (id, name) in ids.into_iter().zip(&new.names) {
        touch!(&mut *tx, |c| sqlx::query(
            "UPDATE agency_name SET name = $2, valid_from = $3, valid_until = $4, note = $5 WHERE id = $1"
        )
        .bind(id)
        .bind(&name.name)
        .bind(name.from.map(|d| d.to_string()))
        .bind(name.until.map(|d| d.to_string()))
        .bind(&name.note)
        .execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &AGENCY, agency.id).await
}

/// Every agency with its names: reference data that every role reads.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<AgencyRow>> {
    viewer.may(Action::SeeAgencies)?;
    let directory = directory(tx).await?;
    let mut rows: Vec<AgencyRow> =
        directory.iter().filter(|(id, row)| **id == row.id).map(|(_, row)| row.clone()).collect();
    rows.sort_by_cached_key(|row| sort_key(row.current_name()));
    Ok(rows)
}

/// A few dozen with their names: read whole.
const REGISTER: Register<AgencyRow> = Register {
    text: |agency| {
        let names = agency.names.iter().map(|n| n.dated.name.as_str());
        let notes = agency.names.iter().filter_map(|n| n.note.as_deref());
        let own = [agency.code.as_str(), &agency.country, agency.part.as_deref().unwrap_or_default()];
        let twins = agency.twins.iter().flat_map(TwinName::words);
        own.into_iter().chain(names).chain(notes).chain(twins).collect::<Vec<_>>().join(" ")
    },
    filters: &[("country", |agency, country| agency.country == country)],
    orders: &[
        Order::words("name", AgencyRow::current_name),
        Order::words("code", |agency| &agency.code),
        Order::words("country", |agency| &agency.country),
    ],
    id: |agency| agency.id,
};

/// A page of the agencies, by their present names, with the countries that occur.
///
/// # Errors
/// The database does not answer.
pub async fn page(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<(Page<AgencyRow>, Vec<String>)> {
    let rows = list(tx, viewer).await?;
    let countries: BTreeSet<String> = rows.iter().map(|row| row.country.clone()).collect();
    Ok((REGISTER.page(rows, asked), countries.into_iter().collect()))
}

/// The names of every agency by its id, oldest first: one query for whole lists of documents.
///
/// # Errors
/// The database does not answer.
pub async fn names(tx: &mut Tx) -> Result<HashMap<i64, Vec<DatedName>>> {
    let rows = directory(tx).await?;
    Ok(rows.iter().map(|(id, row)| (*id, row.names.iter().map(|n| n.dated.clone()).collect())).collect())
}

/// The name that a document of that day prints.
///
/// # Errors
/// There is no such agency.
pub async fn name_on(tx: &mut Tx, agency: i64, day: NaiveDate) -> Result<String> {
    let names = names(tx).await?.remove(&agency).unwrap_or_default();
    agency::name_on(&names, day).map(str::to_owned).ok_or_else(Error::not_found)
}

/// # Errors
/// There is no such agency; the message stands under `field`.
pub async fn id_of(tx: &mut Tx, code: &str, field: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT as_id FROM agency WHERE code = $1").bind(code).fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("There is no agency “{code}”: choose from the list")))
}

/// The code of what an agency is read as; its own where it is no twin.
///
/// # Errors
/// There is no such agency.
pub(crate) async fn read_as(tx: &mut Tx, code: &str) -> Result<String> {
    let directory = directory(tx).await?;
    let agency = directory.values().find(|agency| agency.has_code(code)).ok_or_else(Error::not_found)?;
    Ok(agency.code.clone())
}

/// Every agency by its id, read once in a transaction. Under the id of a twin stands what it is read as.
pub(crate) async fn directory(tx: &mut Tx) -> Result<Arc<HashMap<i64, AgencyRow>>> {
    Ok(Arc::clone(&reference::read(tx).await?.agencies))
}
