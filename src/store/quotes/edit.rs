//! What stands around a published figure is put right; a wrong figure is withdrawn and recorded anew.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    quote::{Counted, NewQuote, QuoteWords, Subject},
    source::SourceChoice,
};

use super::{QUOTE, find, indicative};
use crate::{Parsed, Result, Tx, changes::changed_meanwhile, db::touch, facts, rows::one_a_line};

/// Puts right the words of a figure, and those that stand before it. Answers what it is about.
///
/// # Errors
/// Only staff do this; no such figure, or it is withdrawn: "not found"; somebody changed it since `expected_version` was read; with
/// its new date a figure of the whole grant lies too far from the ceiling.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    quote: i64,
    expected_version: i64,
    (words, qualifier): &(QuoteWords, Option<String>),
) -> Result<Subject> {
    viewer.may(Action::ManageGrants)?;
    let (known, about) = find(tx, viewer, quote).await?;
    if let Subject::Grant(code) = &about {
        let (words, published, whole) = (words.clone(), known.published.clone(), known.whole);
        let source = SourceChoice::New(known.source.clone().unwrap_or_default());
        indicative::check(tx, code, &NewQuote { words, published, source, whole }).await?;
    }
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE quote SET what = $3, counted = $4, qualifier = $5, as_published = $6, as_of = $7, period = $8, topics = $9,
           note = $10, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(quote)
    .bind(expected_version)
    .bind(&words.what)
    .bind(words.counted.map(Counted::word))
    .bind(qualifier)
    .bind(&words.as_published)
    .bind(words.as_of.map(Parsed))
    .bind(words.period.map(Parsed))
    .bind(one_a_line(&words.topics))
    .bind(&words.note)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Quote, &quote.to_string()).await?);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &QUOTE, quote).await?;
    Ok(about)
}
