//! Published figures, kept as printed. Any number of them for one grant, round or component; none is ever computed with.

use domain::{
    Action, Currency, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    quote::{Measure, Published},
};
use serde_json::{Map, Value, json};

use crate::{
    Error, Parsed, Result, Tx,
    db::{once, sql},
    facts::{self, Table, ToldBy, rows},
    query::{Query, ask},
    sources,
};

mod indicative;
mod withdraw;
pub(crate) use withdraw::WITHDRAWAL;
pub use withdraw::{WithdrawnQuote, find, withdraw, withdrawn};

/// What a figure is about, by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Grant(String),
    Round(String),
    Component(String),
}

/// A published figure as recorded.
#[derive(Debug, Clone)]
pub struct NewQuote {
    pub subject: Subject,
    /// What was counted or valued.
    pub what: String,
    pub published: Published,
    /// The printed words.
    pub as_published: Option<String>,
    pub as_of: Option<PartialDate>,
    pub note: Option<String>,
    pub source_code: Option<String>,
    /// It states the whole grant.
    pub whole: bool,
}

/// A published figure as shown: with its qualifier, date and source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    pub id: i64,
    pub what: String,
    pub published: Published,
    pub as_published: Option<String>,
    pub as_of: Option<PartialDate>,
    pub note: Option<String>,
    /// The title of the source.
    pub source: Option<String>,
    /// It states the whole grant, and can be held against the ledger.
    pub whole: bool,
}

/// What became of a figure that a person entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub id: i64,
    /// A figure of the whole grant that could not be compared with its ceiling: why, in a sentence.
    pub unchecked: Option<String>,
}

/// Records what a person entered in the form of a published figure.
///
/// # Errors
/// Only staff do this; no such subject: "not found"; no such source; a figure of the whole grant lies too far from the
/// ceiling at the rate of its date.
pub async fn record(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    subject: Subject,
    entered: &domain::quote::NewQuote,
) -> Result<Recorded> {
    viewer.may(Action::ManageGrants)?;
    let unchecked = match &subject {
        Subject::Grant(code) => indicative::check(tx, code, entered).await?,
        Subject::Round(_) | Subject::Component(_) => None,
    };
    let of_grant = matches!(subject, Subject::Grant(_));
    let source = sources::named(tx, viewer, at, &entered.source).await?;
    let new = NewQuote {
        subject,
        what: entered.what.clone(),
        published: entered.published.clone(),
        as_published: entered.as_published.clone(),
        as_of: entered.as_of,
        note: entered.note.clone(),
        source_code: Some(source),
        // A round or a component has no ledger to be held against.
        whole: entered.whole && of_grant,
    };
    let id = add(tx, viewer, at, &new).await?;
    Ok(Recorded { id, unchecked })
}

/// # Errors
/// Only staff do this; no such subject or source; an amount without currency, or a count with one.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewQuote) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let published = &new.published;
    if (published.measure == Measure::Money) != published.currency.is_some() {
        return Err(Error::invalid("currency", "An amount has a currency; a number or a mass has none"));
    }
    let (grant, round, component) = subject_ids(tx, &new.subject).await?;
    let source = sources::optional_id(tx, new.source_code.as_deref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO quote (grant_id, round_id, component_id, what, measure, amount, currency, qualifier,
           as_published, as_of, note, source_id, whole)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id"
    )
    .bind(grant)
    .bind(round)
    .bind(component)
    .bind(&new.what)
    .bind(published.measure.word())
    .bind(published.amount)
    .bind(published.currency.map(Currency::code))
    .bind(&published.qualifier)
    .bind(&new.as_published)
    .bind(new.as_of.map(Parsed))
    .bind(&new.note)
    .bind(source)
    .bind(i64::from(new.whole))
    .fetch_one(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &QUOTE, id).await?;
    Ok(id)
}

/// `of` is the code that its subject had then: a round can get another one.
pub(crate) static QUOTE: Table = Table::new(
    "quote",
    Entity::Quote,
    ToldBy::Key,
    rows!(
        "SELECT q.id AS _id, q.id AS _key, COALESCE(g.code, r.code, k.code) AS \"of~\", q.grant_id, q.round_id, q.component_id,
           q.what, q.measure, q.amount, q.currency, q.qualifier, q.as_published, q.as_of, q.note, s.code AS source,
           q.whole AS \"whole!\"
         FROM quote q LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round r ON r.id = q.round_id
         LEFT JOIN component k ON k.id = q.component_id LEFT JOIN source s ON s.id = q.source_id",
        "q.id"
    ),
)
.deeds(&[Deed::Created])
.shape(figure);

/// Adds the figure in words.
fn figure(body: &mut Map<String, Value>) {
    let text = |field: &str| body.get(field).and_then(Value::as_str);
    let Some(measure) = text("measure").and_then(|word| word.parse::<Measure>().ok()) else { return };
    let published = Published {
        measure,
        amount: body.get("amount").and_then(Value::as_i64).unwrap_or_default(),
        currency: text("currency").and_then(|code| code.parse().ok()),
        qualifier: text("qualifier").map(str::to_owned),
    };
    body.insert("figure".to_owned(), json!(published.to_string()));
}

/// Grant, round and component id, of which one is there.
async fn subject_ids(tx: &mut Tx, subject: &Subject) -> Result<(Option<i64>, Option<i64>, Option<i64>)> {
    let (statement, code) = match subject {
        Subject::Grant(code) => ("SELECT id FROM grant_agreement WHERE code = $1", code),
        Subject::Round(code) => ("SELECT id FROM round WHERE code = $1", code),
        Subject::Component(code) => ("SELECT id FROM component WHERE code = $1", code),
    };
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar(statement).bind(code).fetch_optional(c))?;
    let id = Some(id.ok_or_else(Error::not_found)?);
    Ok(match subject {
        Subject::Grant(_) => (id, None, None),
        Subject::Round(_) => (None, id, None),
        Subject::Component(_) => (None, None, id),
    })
}

#[derive(Clone, sqlx::FromRow)]
struct Stored {
    id: i64,
    what: String,
    measure: Parsed<Measure>,
    amount: i64,
    currency: Option<Parsed<Currency>>,
    qualifier: Option<String>,
    as_published: Option<String>,
    as_of: Option<Parsed<PartialDate>>,
    note: Option<String>,
    source: Option<String>,
    whole: i64,
}

impl From<Stored> for QuoteRow {
    fn from(row: Stored) -> Self {
        let published = Published {
            measure: row.measure.0,
            amount: row.amount,
            currency: row.currency.map(|c| c.0),
            qualifier: row.qualifier,
        };
        QuoteRow {
            id: row.id,
            what: row.what,
            published,
            as_published: row.as_published,
            as_of: row.as_of.map(|d| d.0),
            note: row.note,
            source: row.source,
            whole: row.whole == 1,
        }
    }
}

/// A figure, and why it is withdrawn where it is.
#[derive(Clone, sqlx::FromRow)]
struct Any {
    #[sqlx(flatten)]
    quote: Stored,
    round_id: Option<i64>,
    reason: Option<String>,
    person: Option<String>,
    withdrawn_at: Option<i64>,
}

/// Figures `q` as [`Any`] reads them; a condition on a column of theirs follows.
macro_rules! figures {
    () => {
        "SELECT q.id, q.round_id, q.what, q.measure, q.amount, q.currency, q.qualifier, q.as_published, q.as_of, q.note,
           s.title AS source, CAST(q.whole AS BIGINT) AS whole, w.reason, p.name AS person, w.recorded_at AS withdrawn_at
         FROM quote q LEFT JOIN source s ON s.id = q.source_id LEFT JOIN quote_withdrawal w ON w.quote_id = q.id
         LEFT JOIN person p ON p.id = w.person_id WHERE q."
    };
}

macro_rules! quotes_of {
    ($column:literal) => {
        concat!($crate::quotes::figures!(), $column, " = $1 ORDER BY q.as_of NULLS FIRST, q.id")
    };
}

use {figures, quotes_of};

/// The figures published about a grant. The caller has checked that the viewer may see the grant.
pub(crate) async fn of_grant(tx: &mut Tx, grant: i64) -> Result<Vec<QuoteRow>> {
    Ok(standing(any(tx, quotes_of!("grant_id"), grant).await?))
}

/// The figures published about a round. The caller has checked that the viewer may see the round and money.
pub(crate) async fn of_round(tx: &mut Tx, round: i64) -> Result<Vec<QuoteRow>> {
    Ok(standing(any(tx, quotes_of!("round_id"), round).await?))
}

/// The figures published about each of these rounds, by its id. The caller has checked as for one.
pub(crate) async fn of_rounds(tx: &mut Tx, rounds: &[i64]) -> Result<Vec<(i64, QuoteRow)>> {
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(concat!(figures!(), "round_id IN ("));
    query.push_ids(rounds.iter().copied());
    let rows: Vec<Any> = ask!(tx, query.with(") ORDER BY q.as_of NULLS FIRST, q.id", []), fetch_all)?;
    let standing = rows.into_iter().filter(|row| row.withdrawn_at.is_none());
    Ok(standing.filter_map(|row| Some((row.round_id?, row.quote.into()))).collect())
}

/// The figures published about a component. The caller has checked that the viewer may see the component.
pub(crate) async fn of_component(tx: &mut Tx, component: i64) -> Result<Vec<QuoteRow>> {
    Ok(standing(any(tx, quotes_of!("component_id"), component).await?))
}

/// Those that stand and those that are withdrawn, asked for once.
async fn any(tx: &mut Tx, statement: &'static str, subject: i64) -> Result<Vec<Any>> {
    Ok(once!(
        tx,
        format!("{statement} {subject}"),
        sql!(&mut *tx, |c| sqlx::query_as(statement).bind(subject).fetch_all(c))?
    ))
}

fn standing(rows: Vec<Any>) -> Vec<QuoteRow> {
    rows.into_iter().filter(|row| row.withdrawn_at.is_none()).map(|row| row.quote.into()).collect()
}
