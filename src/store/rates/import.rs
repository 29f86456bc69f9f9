//! Many rates at once, as a source publishes them: all or nothing.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::{
    Action, Currency, FieldError, Rate, Refusal, Timestamp, Viewer,
    rate::{NewRate, RateSource, RateStanding},
};

use super::{list, write};
use crate::{Error, Result, Tx, list::Asked};

/// How a row stands to what is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    New,
    /// The same rate is there already: it is skipped.
    Same(i64),
    /// Another rate is there, with what to do about it.
    Differs {
        id: i64,
        words: String,
    },
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The rates that now wait for approval.
    pub entered: Vec<i64>,
    /// How many were there already.
    pub skipped: usize,
}

/// Each row against the rates that are neither superseded nor rejected, in the order of the rows.
///
/// # Errors
/// Only staff import.
pub async fn compare(tx: &mut Tx, viewer: &Viewer, source: RateSource, rows: &[NewRate]) -> Result<Vec<Known>> {
    viewer.may(Action::ManageMoney)?;
    // A list is held against everything that is known of its source.
    let filters = vec![("source".to_owned(), source.word().to_owned())];
    let asked = Asked { filters, most: Some(1_000_000), ..Asked::default() };
    let recorded: HashMap<(Currency, NaiveDate), (i64, Rate, bool)> = list(tx, viewer, &asked)
        .await?
        .rows
        .into_iter()
        .filter(|row| matches!(row.standing(), RateStanding::InForce | RateStanding::Awaiting))
        // A rate that would supersede another one does not stand beside it yet.
        .filter(|row| row.supersedes.is_none() || row.standing() == RateStanding::InForce)
        .map(|row| ((row.currency, row.effective_on), (row.id, row.rate, row.decided.is_some())))
        .collect();
    let known = |row: &NewRate| match recorded.get(&(row.currency, row.effective_on)) {
        None => Known::New,
        Some((id, rate, _)) if *rate == row.rate => Known::Same(*id),
        Some((id, rate, approved)) => Known::Differs { id: *id, words: write::already_there(row, *rate, *approved) },
    };
    Ok(rows.iter().map(known).collect())
}

/// Enters every row that is not there yet; each waits for approval.
///
/// # Errors
/// Only staff import; a row of another source, one that stands twice, or one that differs from what is recorded: then
/// nothing is entered.
pub async fn import(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    source: RateSource,
    rows: &[NewRate],
) -> Result<Imported> {
    let known = compare(tx, viewer, source, rows).await?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut fail = |message: String| errors.push(FieldError { field: "text".to_owned(), message });
    let mut seen: HashSet<(Currency, NaiveDate)> = HashSet::new();
    for (row, known) in rows.iter().zip(&known) {
        if row.source != source {
            fail(format!("{} is of another source than the import", row.currency));
        }
        if !seen.insert((row.currency, row.effective_on)) {
            fail(format!("{} stands twice", write::named(source, (row.currency, row.effective_on))));
        }
        if let Known::Differs { words, .. } = known {
            fail(words.clone());
        }
    }
    if !errors.is_empty() {
        return Err(Error::Refused(Refusal::Invalid(errors)));
    }
    let mut imported = Imported::default();
    for (row, known) in rows.iter().zip(known) {
        match known {
            Known::New => imported.entered.push(write::insert(tx, viewer, at, row, None).await?),
            _ => imported.skipped += 1,
        }
    }
    Ok(imported)
}
