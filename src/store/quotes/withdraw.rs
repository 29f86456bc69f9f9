//! A published figure that was entered in error is withdrawn: it counts nowhere, and staff read it with the reason.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

use super::{Any, QuoteRow, Subject, any, figures, subject::Ids};
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    rounds,
};

/// A withdrawn figure, as staff and administrators read it.
#[derive(Debug, Clone)]
pub struct WithdrawnQuote {
    pub quote: QuoteRow,
    pub reason: String,
    pub person: String,
    pub recorded_at: Timestamp,
}

/// A figure that stands, with what it is about, for whoever may withdraw it.
///
/// # Errors
/// Only staff do this; no such figure, or it is withdrawn: "not found".
pub async fn find(tx: &mut Tx, viewer: &Viewer, quote: i64) -> Result<(QuoteRow, Subject)> {
    viewer.may(Action::ManageGrants)?;
    let row: Option<Any> =
        sql!(&mut *tx, |c| sqlx::query_as(concat!(figures!(), "id = $1")).bind(quote).fetch_optional(c))?;
    let row = row.filter(|row| row.withdrawn_at.is_none()).ok_or_else(Error::not_found)?;
    Ok((row.quote.into(), subject(tx, quote).await?))
}

async fn subject(tx: &mut Tx, quote: i64) -> Result<Subject> {
    let row: Option<(String, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT CASE WHEN q.grant_id IS NOT NULL THEN 'grant' WHEN q.round_id IS NOT NULL THEN 'round'
             WHEN q.component_id IS NOT NULL THEN 'component' WHEN q.programme_id IS NOT NULL THEN 'programme'
             WHEN q.unit_id IS NOT NULL THEN 'unit' WHEN q.agency_id IS NOT NULL THEN 'agency'
             WHEN q.donor_id IS NOT NULL THEN 'donor' ELSE 'activity' END,
           COALESCE(g.code, r.code, k.code, o.code, u.code, t.code, y.code, d.code)
         FROM quote q LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round r ON r.id = q.round_id
         LEFT JOIN component k ON k.id = q.component_id LEFT JOIN programme o ON o.id = q.programme_id
         LEFT JOIN unit u ON u.id = q.unit_id LEFT JOIN activity t ON t.id = q.activity_id
         LEFT JOIN agency y ON y.id = q.agency_id LEFT JOIN donor d ON d.id = q.donor_id WHERE q.id = $1"
    )
    .bind(quote)
    .fetch_optional(c))?;
    let (noun, code) = row.ok_or_else(Error::not_found)?;
    let noun = noun.parse().map_err(Error::Internal)?;
    Ok(Subject::new(noun, code))
}

/// Withdraws a figure; what is right is recorded anew, with its own source. Answers what it was about.
///
/// # Errors
/// Only staff do this; no such figure: "not found"; withdrawn already; no reason.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, at: Timestamp, quote: i64, reason: &str) -> Result<Subject> {
    viewer.may(Action::ManageGrants)?;
    let about = subject(tx, quote).await?;
    let withdrawn: bool = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = $1)"
    )
    .bind(quote)
    .fetch_one(c))?;
    if withdrawn {
        return Err(Error::conflict("This figure is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why the figure is wrong")?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO quote_withdrawal (quote_id, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(quote)
    .bind(&reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &WITHDRAWAL, quote).await?;
    Ok(about)
}

pub(crate) static WITHDRAWAL: Table = Table::new(
    "quote_withdrawal",
    Entity::Quote,
    ToldBy::Number("withdrawn_quote"),
    rows!(
        "SELECT w.quote_id AS _id, w.quote_id AS _key, 'withdrawn' AS _deed, w.person_id AS _person, w.recorded_at AS _at,
           w.quote_id AS withdrawn_quote, w.reason, q.what AS \"what~\",
           COALESCE(g.code, r.code, k.code, o.code, u.code, t.code, y.code, d.code) AS \"of~\"
         FROM quote_withdrawal w JOIN quote q ON q.id = w.quote_id LEFT JOIN grant_agreement g ON g.id = q.grant_id
         LEFT JOIN round r ON r.id = q.round_id LEFT JOIN component k ON k.id = q.component_id
         LEFT JOIN programme o ON o.id = q.programme_id LEFT JOIN unit u ON u.id = q.unit_id
         LEFT JOIN activity t ON t.id = q.activity_id LEFT JOIN agency y ON y.id = q.agency_id
         LEFT JOIN donor d ON d.id = q.donor_id",
        "w.quote_id"
    ),
)
.deeds(&[Deed::Withdrawn]);

/// The withdrawn figures about a subject, the newest first: nothing for whoever does not read everything.
///
/// # Errors
/// No such subject.
pub async fn withdrawn(tx: &mut Tx, viewer: &Viewer, subject: &Subject) -> Result<Vec<WithdrawnQuote>> {
    if !viewer.sees_everything() {
        return Ok(Vec::new());
    }
    let id = match subject {
        // Of most rounds nothing was published.
        Subject::Round(code) => match rounds::quoted(tx, code).await? {
            Some(id) => id,
            None => return Ok(Vec::new()),
        },
        _ => Ids::in_scope(tx, viewer, subject).await?,
    };
    let figures = any(tx, subject.noun(), id).await?;
    let row = |row: Any| {
        let quote = row.quote.into();
        let (reason, person, recorded_at) = (row.reason?, row.person?, Timestamp(row.withdrawn_at?));
        Some(WithdrawnQuote { quote, reason, person, recorded_at })
    };
    let mut rows: Vec<WithdrawnQuote> = figures.into_iter().filter_map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.recorded_at, row.quote.id)));
    Ok(rows)
}
