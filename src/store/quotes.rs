//! Published figures, kept as printed. Any number of them for one thing; none is ever computed with. Beside one whose like the portal
//! counts stands what it counts itself.

use std::collections::HashMap;

use domain::{
    Action, Currency, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    quote::{Counted, Measure, NewQuote, Noun, Published, QuoteWords, Recorded},
};
use serde_json::{Map, Value, json};

pub use domain::quote::Subject;

use crate::{
    Error, Parsed, Result, Tx,
    components::{component_of_agency, component_of_donor},
    db::{once, sql},
    facts::{self, Table, ToldBy, rows},
    merges::{is_agency, is_unit},
    now,
    query::{Query, ask},
    rows::one_a_line,
    sources,
};

mod edit;
mod indicative;
mod listed;
mod recorded;
mod subject;
mod withdraw;
pub use edit::update;
pub(crate) use listed::{FOR_COUNTRY, FOR_DONORS, FOR_OFFICERS, FOR_STAFF, OF_AGENCY, OF_COUNTRY, OF_DONOR};
pub use listed::{Filters, TotalRow, filters, list};
use subject::Ids;
pub(crate) use withdraw::WITHDRAWAL;
pub use withdraw::{WithdrawnQuote, find, withdraw, withdrawn};

/// A published figure as shown: with its qualifier, date and source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    pub id: i64,
    pub words: QuoteWords,
    pub published: Published,
    /// The title of the source.
    pub source: Option<String>,
    /// It states the whole grant, and can be held against the ledger.
    pub whole: bool,
    pub version: i64,
    /// What the portal itself counts of the same, as far as the viewer reads it; `None`: it counts no such thing.
    pub recorded: Option<Recorded>,
}

/// What became of a figure that a person entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    pub id: i64,
    /// A figure of the whole grant that could not be compared with its ceiling: why, in a sentence.
    pub unchecked: Option<String>,
}

/// Records a published figure.
///
/// # Errors
/// Only staff do this; no such subject: "not found"; no such source; a figure of the whole grant lies too far from the
/// ceiling at the rate of its date.
pub async fn record(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    subject: &Subject,
    entered: &NewQuote,
) -> Result<Entered> {
    viewer.may(Action::ManageGrants)?;
    if (entered.published.measure == Measure::Money) != entered.published.currency.is_some() {
        return Err(Error::invalid("currency", "An amount has a currency; a number or a mass has none"));
    }
    let unchecked = match subject {
        Subject::Grant(code) => indicative::check(tx, code, entered).await?,
        _ => None,
    };
    let ids = Ids::of(tx, subject).await?;
    let source = sources::named(tx, viewer, at, &entered.source).await?;
    let source = sources::id(tx, &source).await?;
    let (words, published) = (&entered.words, &entered.published);
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO quote (grant_id, round_id, component_id, programme_id, unit_id, activity_id, agency_id, donor_id, what, counted, measure,
           amount, currency, qualifier, as_published, as_of, period, topics, note, source_id, whole)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) RETURNING id"
    )
    .bind(ids.grant)
    .bind(ids.round)
    .bind(ids.component)
    .bind(ids.programme)
    .bind(ids.unit)
    .bind(ids.activity)
    .bind(ids.agency)
    .bind(ids.donor)
    .bind(&words.what)
    .bind(words.counted.map(Counted::word))
    .bind(published.measure.word())
    .bind(published.amount)
    .bind(published.currency.map(Currency::code))
    .bind(&published.qualifier)
    .bind(&words.as_published)
    .bind(words.as_of.map(Parsed))
    .bind(words.period.map(Parsed))
    .bind(one_a_line(&words.topics))
    .bind(&words.note)
    .bind(source)
    // Nothing else has a ledger to be held against.
    .bind(i64::from(entered.whole && subject.noun() == Noun::Grant))
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &QUOTE, id).await?;
    Ok(Entered { id, unchecked })
}

/// `of` is the code that its subject had then: a round can get another one.
pub(crate) static QUOTE: Table = Table::new(
    "quote",
    Entity::Quote,
    ToldBy::Key,
    rows!(
        "SELECT q.id AS _id, q.id AS _key, COALESCE(g.code, r.code, k.code, o.code, u.code, t.code, y.code, d.code) AS \"of~\", q.grant_id,
           q.round_id, q.component_id, q.programme_id, q.unit_id, q.activity_id, q.agency_id, q.donor_id, q.what, q.counted, q.measure, q.amount, q.currency, q.qualifier,
           q.as_published, q.as_of, q.period, q.topics AS \"topics[]\", q.note, s.code AS source,
           q.whole AS \"whole!\"
         FROM quote q LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round r ON r.id = q.round_id
         LEFT JOIN component k ON k.id = q.component_id LEFT JOIN programme o ON o.id = q.programme_id
         LEFT JOIN unit u ON u.id = q.unit_id LEFT JOIN activity t ON t.id = q.activity_id
         LEFT JOIN agency y ON y.id = q.agency_id LEFT JOIN donor d ON d.id = q.donor_id LEFT JOIN source s ON s.id = q.source_id",
        "q.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited])
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

#[derive(Clone, sqlx::FromRow)]
struct Stored {
    id: i64,
    what: String,
    counted: Option<Parsed<Counted>>,
    measure: Parsed<Measure>,
    amount: i64,
    currency: Option<Parsed<Currency>>,
    qualifier: Option<String>,
    as_published: Option<String>,
    as_of: Option<Parsed<PartialDate>>,
    period: Option<Parsed<PartialDate>>,
    topics: Option<String>,
    note: Option<String>,
    source: Option<String>,
    whole: i64,
    version: i64,
}

impl From<Stored> for QuoteRow {
    fn from(row: Stored) -> Self {
        let published = Published {
            measure: row.measure.0,
            amount: row.amount,
            currency: row.currency.map(|c| c.0),
            qualifier: row.qualifier,
        };
        let words = QuoteWords {
            what: row.what,
            counted: row.counted.map(|c| c.0),
            as_published: row.as_published,
            as_of: row.as_of.map(|d| d.0),
            period: row.period.map(|d| d.0),
            topics: row.topics.unwrap_or_default().lines().map(str::to_owned).collect(),
            note: row.note,
        };
        let (source, whole) = (row.source, row.whole == 1);
        QuoteRow { id: row.id, words, published, source, whole, version: row.version, recorded: None }
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
        "SELECT q.id, q.round_id, q.what, q.counted, q.measure, q.amount, q.currency, q.qualifier, q.as_published, q.as_of,
           q.period, q.topics, q.note, s.title AS source, CAST(q.whole AS BIGINT) AS whole, q.version, w.reason, p.name AS person,
           w.recorded_at AS withdrawn_at
         FROM quote q LEFT JOIN source s ON s.id = q.source_id LEFT JOIN quote_withdrawal w ON w.quote_id = q.id
         LEFT JOIN person p ON p.id = w.person_id WHERE q."
    };
}

macro_rules! quotes_of {
    ($column:literal) => {
        quotes_of!(where concat!($column, " = $1"))
    };
    (where $condition:expr) => {
        concat!($crate::quotes::figures!(), $condition, " ORDER BY COALESCE(q.as_of, q.period) NULLS FIRST, q.id")
    };
}

use figures;

/// The figures published about one thing, for a viewer who reads it: [`Ids::in_scope`] says that of a code. Whoever reads no grants
/// reads no amounts of money either.
pub(crate) async fn of(tx: &mut Tx, viewer: &Viewer, noun: Noun, id: i64) -> Result<Vec<QuoteRow>> {
    let standing = any(tx, noun, id).await?.into_iter().filter(|row| row.withdrawn_at.is_none());
    let reads_money = viewer.may(Action::SeeGrants).is_ok();
    let read = standing.filter(|row| reads_money || row.quote.measure.0 != Measure::Money);
    let mut rows: Vec<QuoteRow> = read.map(|row| row.quote.into()).collect();
    recorded::beside(tx, viewer, noun, &mut rows).await?;
    Ok(rows)
}

/// The figures published about one thing, the oldest first.
///
/// # Errors
/// Not there or out of scope.
pub async fn about(tx: &mut Tx, viewer: &Viewer, subject: &Subject) -> Result<Vec<QuoteRow>> {
    let id = Ids::in_scope(tx, viewer, subject).await?;
    of(tx, viewer, subject.noun(), id).await
}

/// The figures published about each of these rounds, by its id, without what the portal counts. The caller has checked that the
/// viewer may see the rounds and money.
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

/// What was published of these about components in scope, by their code, or about one of them. Without amounts of money, which
/// stand on the pages of the components alone.
///
/// # Errors
/// The role sees no components.
pub async fn of_components(
    tx: &mut Tx,
    viewer: &Viewer,
    counted: &[Counted],
    component: Option<&str>,
) -> Result<Vec<(String, QuoteRow)>> {
    viewer.may(Action::SeeComponents)?;
    now::settle(tx).await?;
    let query = Query::new(
        "SELECT q.id, k.code FROM quote q JOIN component k ON k.id = q.component_id
         WHERE q.measure <> 'money' AND NOT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = q.id)",
    )
    .for_reader(
        viewer,
        "",
        concat!(" AND ", component_of_agency!("k.id")),
        concat!(" AND ", component_of_donor!("k.id")),
    );
    let mut query = match component {
        Some(code) => query.with(" AND k.code = ?", [code.into()]),
        None => query,
    };
    query.push(" AND q.counted IN (", []);
    for (place, counted) in counted.iter().enumerate() {
        query.push(if place == 0 { "?" } else { ", ?" }, [counted.word().into()]);
    }
    let codes: Vec<(i64, String)> = ask!(&mut *tx, query.with(")", []), fetch_all)?;
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let mut codes: HashMap<i64, String> = codes.into_iter().collect();
    let mut query = Query::new(concat!(figures!(), "id IN ("));
    query.push_ids(codes.keys().copied());
    let rows: Vec<Any> = ask!(&mut *tx, query.with(") ORDER BY q.component_id, q.id", []), fetch_all)?;
    let mut rows: Vec<QuoteRow> = rows.into_iter().map(|row| row.quote.into()).collect();
    recorded::beside(tx, viewer, Noun::Component, &mut rows).await?;
    Ok(rows.into_iter().filter_map(|row| Some((codes.remove(&row.id)?, row))).collect())
}

/// Those that stand and those that are withdrawn, asked for once.
async fn any(tx: &mut Tx, noun: Noun, subject: i64) -> Result<Vec<Any>> {
    let statement = match noun {
        Noun::Programme => quotes_of!("programme_id"),
        Noun::Component => quotes_of!("component_id"),
        // What was published about a twin is about the unit that it is read as.
        Noun::Unit => quotes_of!(where is_unit!("unit_id", "$1")),
        Noun::Round => quotes_of!("round_id"),
        Noun::Grant => quotes_of!("grant_id"),
        Noun::Activity => quotes_of!("activity_id"),
        Noun::Agency => quotes_of!(where is_agency!("agency_id", "$1")),
        Noun::Donor => quotes_of!("donor_id"),
    };
    Ok(once!(
        tx,
        format!("{statement} {subject}"),
        sql!(&mut *tx, |c| sqlx::query_as(statement).bind(subject).fetch_all(c))?
    ))
}
