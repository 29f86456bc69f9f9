//! `portal verify`: recomputes the audit chain, compares every fact with what the chain recorded of it, and names the first
//! row that is wrong.

use crate::{Result, Tx, db::sql, facts, ledger, now, receipts};

mod acts;
mod chain;
mod custody_adds_up;
mod files;
mod money;
mod rules;
mod shares;
mod told;

/// Nothing was wrong; how much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    pub changes: i64,
    pub rounds: i64,
    pub receipts: i64,
    pub items: i64,
    pub money_events: i64,
}

/// The first row that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub table: &'static str,
    pub row: String,
    pub words: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.table, self.row, self.words)
    }
}

pub(crate) type Checked<T> = std::result::Result<T, Finding>;

pub(crate) fn finding<T>(table: &'static str, row: impl ToString, words: impl Into<String>) -> Checked<T> {
    Err(Finding { table, row: row.to_string(), words: words.into() })
}

/// Checks everything.
///
/// # Errors
/// The database does not answer. What is wrong with the data is the inner result.
pub async fn verify(tx: &mut Tx) -> Result<Checked<Verified>> {
    now::settle(tx).await?;
    macro_rules! checked {
        ($check:expr) => {
            match $check {
                Ok(value) => value,
                Err(found) => return Ok(Err(found)),
            }
        };
    }
    let mut verified = Verified { changes: checked!(chain::check(tx).await?), ..Verified::default() };
    for table in facts::ALL {
        let rows = checked!(told::check(tx, table).await?);
        if std::ptr::eq(*table, &receipts::RECEIPT) {
            verified.receipts = rows;
        } else if std::ptr::eq(*table, &ledger::EVENT) {
            verified.money_events = rows;
        }
    }
    checked!(rules::check(tx).await?);
    checked!(shares::check(tx).await?);
    checked!(custody_adds_up::check(tx).await?);
    checked!(acts::check(tx).await?);
    checked!(money::check(tx).await?);
    checked!(files::check(tx).await?);
    // Last: where a fact was altered, that is what is wrong.
    checked!(now::check(tx).await?);
    (verified.items, verified.rounds) = sql!(tx, |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM item), (SELECT COUNT(*) FROM round_step WHERE step = 'dispatched')"
    )
    .fetch_one(c))?;
    Ok(Ok(verified))
}
