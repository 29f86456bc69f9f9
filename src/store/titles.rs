//! Title: who owns an item. A fact of its own: neither a receipt nor a movement makes it pass, and it moves nothing.

use domain::{
    Action, AsOf, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::title::{self, NewTitle, Transfer},
};

use crate::{
    Parsed, Result, Tx, agencies,
    custody::Names,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    items,
};

/// A transfer, as it is read on the item's page.
#[derive(Debug, Clone)]
pub struct TransferRow {
    /// `UNODC`, or the agency under its name of that day.
    pub from: String,
    pub to: String,
    pub quantity: i64,
    pub occurred_on: PartialDate,
    pub recorded_at: Timestamp,
    /// `None` for donors, like the person.
    pub document: Option<String>,
    pub person: Option<String>,
}

/// Who owns an item, and how it came to that.
#[derive(Debug, Clone, Default)]
pub struct Title {
    /// (`UNODC` or the agency's name, its code, pieces)
    pub owners: Vec<(String, Option<String>, i64)>,
    /// Oldest first.
    pub transfers: Vec<TransferRow>,
}

/// What passes, by ids.
#[derive(Debug, Clone, Copy)]
struct Passed<'a> {
    item: i64,
    /// `None`: UNODC.
    from: Option<i64>,
    to: i64,
    quantity: i64,
    occurred_on: PartialDate,
    /// What it rests on, such as the number of the act.
    document: &'a str,
}

/// Records that title passed. Callers have checked that the viewer is staff.
///
/// # Errors
/// A day in the future; more than the owner has on that day; a later transfer would be left without its pieces.
async fn pass(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &Passed<'_>) -> Result<()> {
    if new.occurred_on.start() > at.day() {
        return Err(crate::Error::invalid("occurred_on", "This lies in the future: enter the day on which it passed"));
    }
    let names = Names::read(tx, viewer).await?;
    let name = |agency: Option<i64>| match agency {
        Some(id) => names.agency(id).map_or_else(String::new, |agency| agency.name),
        None => "UNODC".to_owned(),
    };
    let quantity: i64 =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT quantity FROM item WHERE id = $1").bind(new.item).fetch_one(c))?;
    let transfer =
        Transfer { from: new.from, to: new.to, quantity: new.quantity, occurred_on: new.occurred_on, recorded_at: at };
    title::check(quantity, &transfers(tx, new.item).await?, &transfer, &name)?;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO title_transfer (item_id, quantity, giver_agency_id, agency_id, occurred_on, document, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(new.item)
    .bind(new.quantity)
    .bind(new.from)
    .bind(new.to)
    .bind(Parsed(new.occurred_on))
    .bind(new.document)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Passed, &TRANSFER, id).await
}

pub(crate) static TRANSFER: Table = Table::new(
    "title_transfer",
    Entity::Title,
    ToldBy::Number("transfer"),
    rows!(
        "SELECT t.id AS _id, i.tag AS _key, 'passed' AS _deed, t.person_id AS _person, t.recorded_at AS _at, t.id AS transfer,
           i.tag, t.quantity, g.code AS giver_agency, a.code AS agency, t.occurred_on, t.document
         FROM title_transfer t JOIN item i ON i.id = t.item_id LEFT JOIN agency g ON g.id = t.giver_agency_id
         JOIN agency a ON a.id = t.agency_id",
        "t.id"
    ),
);

/// Staff record a transfer of title.
///
/// # Errors
/// Staff only; no such item or agency; a day in the future; more than the owner has on that day; a later transfer would be
/// left without its pieces.
pub async fn record(tx: &mut Tx, viewer: &Viewer, at: Timestamp, tag: &str, new: &NewTitle) -> Result<()> {
    viewer.may(Action::PassTitle)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let from = match &new.from_code {
        Some(code) => Some(agencies::id_of(tx, code, "giver").await?),
        None => None,
    };
    let to = agencies::id_of(tx, &new.agency_code, "agency").await?;
    let (quantity, occurred_on) = (new.quantity, new.occurred_on);
    pass(tx, viewer, at, &Passed { item, from, to, quantity, occurred_on, document: &new.document }).await
}

/// Who owned the item then. Its scope decides who reads it.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Title> {
    let item = items::in_scope_as_of(tx, viewer, tag, AsOf::default()).await?;
    let told = if item.passed { told(tx, item.id).await? } else { Vec::new() };
    let names = Names::among(tx, viewer, []).await?;
    let (all, told): (Vec<Transfer>, Vec<(String, String)>) =
        told.into_iter().map(|row| (row.transfer(), (row.document, row.person))).unzip();
    let owners = title::owners(item.quantity, &all, as_of)
        .map_err(|_| crate::Error::Internal(format!("the title of {tag} does not add up")))?;
    let inside = !viewer.is_donor();
    let owner =
        |id: Option<i64>, day: PartialDate| id.map_or_else(|| "UNODC".to_owned(), |id| names.agency_on(id, day));
    let rows = all.iter().zip(told).filter(|(transfer, _)| {
        as_of.day.is_none_or(|day| transfer.occurred_on.start() <= day)
            && as_of.known.is_none_or(|known| transfer.recorded_at <= known)
    });
    let mut transfers: Vec<TransferRow> = rows
        .map(|(transfer, (document, person))| TransferRow {
            from: owner(transfer.from, transfer.occurred_on),
            to: owner(Some(transfer.to), transfer.occurred_on),
            quantity: transfer.quantity,
            occurred_on: transfer.occurred_on,
            recorded_at: transfer.recorded_at,
            document: Some(document).filter(|_| inside),
            // Officers read no names of staff.
            person: Some(person).filter(|_| viewer.sees_everything()),
        })
        .collect();
    transfers.sort_by_key(|transfer| transfer.occurred_on.start());
    let owners = owners
        .into_iter()
        .map(|(id, quantity)| match id.and_then(|id| names.agency(id)) {
            Some(agency) => (agency.name, Some(agency.code), quantity),
            None => ("UNODC".to_owned(), None, quantity),
        })
        .collect();
    Ok(Title { owners, transfers })
}

pub(crate) async fn transfers(tx: &mut Tx, item: i64) -> Result<Vec<Transfer>> {
    Ok(told(tx, item).await?.iter().map(Row::transfer).collect())
}

/// A transfer with what it rests on and who recorded it.
#[derive(sqlx::FromRow)]
struct Row {
    giver_agency_id: Option<i64>,
    agency_id: i64,
    quantity: i64,
    occurred_on: Parsed<PartialDate>,
    recorded_at: i64,
    document: String,
    person: String,
}

async fn told(tx: &mut Tx, item: i64) -> Result<Vec<Row>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.giver_agency_id) AS giver_agency_id,
           (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = t.agency_id) AS agency_id, t.quantity, t.occurred_on, t.recorded_at, t.document, p.name AS person
         FROM title_transfer t JOIN person p ON p.id = t.person_id WHERE t.item_id = $1 ORDER BY t.id"
    )
    .bind(item)
    .fetch_all(c)
    })?)
}

impl Row {
    fn transfer(&self) -> Transfer {
        Transfer {
            from: self.giver_agency_id,
            to: self.agency_id,
            quantity: self.quantity,
            occurred_on: self.occurred_on.0,
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}
