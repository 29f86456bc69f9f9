//! Budget lines of a grant and their revisions, in US cents. Every revision is a row; the first is the original budget.

use domain::{
    Action, AsOf, Currency, Money, Timestamp, Viewer,
    budget::{NewBudgetLine, NewRevision},
    change::{Deed, Entity},
};

use crate::{
    Error, Result, Tx, changes,
    db::sql,
    error::unique,
    facts::{self, Table, ToldBy, rows},
    grants::{self, Key},
    periods,
};

mod read;

pub use read::{BudgetRow, Means, RevisionRow, choices, history, list, means};

/// The id of a budget line of this grant.
///
/// # Errors
/// There is none with this code.
pub(crate) async fn id(tx: &mut Tx, grant: i64, field: &'static str, code: &str) -> Result<i64> {
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM budget_line WHERE grant_id = $1 AND code = $2")
            .bind(grant)
            .bind(code)
            .fetch_optional(c))?;
    id.ok_or_else(|| Error::invalid(field, format!("This grant has no budget line “{code}”")))
}

/// Adds a line with its original budget.
///
/// # Errors
/// Staff only; no such grant; the code is taken; no such phase; the date lies ahead or in a locked period.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant_code: &str, new: &NewBudgetLine) -> Result<()> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    check_date(tx, &grant, new.effective_on, at).await?;
    check_dollars(new.amount)?;
    if let Some(phase) = new.phase_id {
        let known: i64 = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM phase WHERE id = $1")
            .bind(phase)
            .fetch_one(c))?;
        if known == 0 {
            return Err(Error::invalid("phase", "Choose the phase from the list, or none"));
        }
    }
    let line: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO budget_line (grant_id, code, title, phase_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(grant.id)
    .bind(&new.code)
    .bind(&new.title)
    .bind(new.phase_id)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", "This grant has a budget line with this code already: choose another code"))?;
    let original = NewRevision {
        amount: new.amount,
        effective_on: new.effective_on,
        reason: String::new(),
        document: new.document.clone(),
    };
    let revision = insert(tx, viewer, at, line, 1, &original).await?;
    let rows = [(&LINE, line.into()), (&REVISION, revision.into())];
    facts::record_together(tx, Some(viewer.person), at, Deed::Created, &rows).await
}

pub(crate) static LINE: Table = Table::new(
    "budget_line",
    Entity::BudgetLine,
    ToldBy::Key,
    rows!(
        "SELECT b.id AS _id, g.code || '/' || b.code AS _key, 'created' AS _deed, b.person_id AS _person, b.recorded_at AS _at,
           b.title, b.phase_id AS phase FROM budget_line b JOIN grant_agreement g ON g.id = b.grant_id",
        "b.id"
    ),
)
.deeds(&[Deed::Created]);

/// The original budget is told together with its line.
pub(crate) static REVISION: Table = Table::new(
    "budget_revision",
    Entity::BudgetLine,
    ToldBy::KeyAnd("version"),
    rows!(
        "SELECT v.id AS _id, g.code || '/' || b.code AS _key, CASE WHEN v.version = 1 THEN 'created' ELSE 'edited' END AS _deed,
           v.person_id AS _person, v.recorded_at AS _at, v.version, CAST(v.cents AS TEXT) AS value_minor, 'USD' AS currency,
           v.effective_on, v.reason, v.document
         FROM budget_revision v JOIN budget_line b ON b.id = v.budget_line_id JOIN grant_agreement g ON g.id = b.grant_id",
        "v.id"
    ),
);

/// Gives a line another budget. `expected_version` is the one the form showed. Answers the new version.
///
/// # Errors
/// Staff only; no such grant or line; revised meanwhile by somebody else; before the last revision, ahead, or in a locked
/// period; less than what was reprogrammed out of the line.
pub async fn revise(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    line_code: &str,
    expected_version: i64,
    new: &NewRevision,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    let all = list(tx, viewer, grant_code, AsOf::default()).await?;
    let line = all.into_iter().find(|line| line.code == line_code).ok_or_else(Error::not_found)?;
    let key = key(&grant, line_code);
    if line.version != expected_version {
        return Err(changes::changed_meanwhile(tx, viewer, Entity::BudgetLine, &key).await?);
    }
    check_date(tx, &grant, new.effective_on, at).await?;
    check_dollars(new.amount)?;
    if new.effective_on < line.effective_on.start() {
        let words = format!(
            "Version {} applies from {}: enter that date or a later one",
            line.version,
            line.effective_on.words()
        );
        return Err(Error::invalid("effective_on", words));
    }
    let moved = line.standing.moved().minor;
    if new.amount.minor + moved < 0 {
        let out = Money::new(-moved, Currency::Usd);
        let words = format!("{out} more was reprogrammed out of this line than into it: enter at least that");
        return Err(Error::invalid("amount", words));
    }
    if new.reason.is_empty() {
        return Err(Error::invalid("reason", "Enter why the budget is revised"));
    }
    let version = line.version + 1;
    let revision = insert(tx, viewer, at, line.id, version, new).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &REVISION, revision).await?;
    Ok(version)
}

/// Whether a line holds what is to be reprogrammed away from it: its budget less what is spent, committed and reprogrammed
/// away, provisional events included, so that the same money does not leave twice.
///
/// # Errors
/// It holds less: says how much.
pub async fn check_reprogramming(tx: &mut Tx, grant_id: i64, from_line_id: i64, cents: i64) -> Result<()> {
    let (code, holds): (String, i64) = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT b.code, CAST(
           COALESCE((SELECT v.cents FROM budget_revision v WHERE v.budget_line_id = b.id ORDER BY v.version DESC LIMIT 1), 0)
           + COALESCE((SELECT SUM(CASE
               WHEN e.kind = 'reprogramming' AND e.budget_line_id = b.id AND d.decision IS NULL AND e.minor > 0 THEN 0
               WHEN e.kind = 'reprogramming' AND e.budget_line_id = b.id THEN e.booked_cents
               WHEN e.kind = 'reprogramming' AND d.decision IS NULL AND e.minor < 0 THEN 0
               WHEN e.kind IN ('reprogramming', 'expenditure', 'psc', 'levy', 'open_commitment') THEN -e.booked_cents
               WHEN e.kind = 'commitment_release' THEN e.booked_cents
               ELSE 0 END)
             FROM money_event e LEFT JOIN money_decision d ON d.event_id = e.id
             WHERE (e.budget_line_id = b.id OR e.from_budget_line_id = b.id) AND COALESCE(d.decision, '') <> 'rejected'), 0)
           AS BIGINT) AS holds
         FROM budget_line b WHERE b.grant_id = $1 AND b.id = $2"
    )
    .bind(grant_id)
    .bind(from_line_id)
    .fetch_one(c)
    })?;
    if cents <= holds {
        return Ok(());
    }
    let holds = Money::new(holds.max(0), Currency::Usd);
    Err(Error::invalid("amount", format!("Budget line {code} holds {holds}: no more than that can be reprogrammed")))
}

async fn check_date(tx: &mut Tx, grant: &Key, day: chrono::NaiveDate, at: Timestamp) -> Result<()> {
    if day > at.day() {
        return Err(Error::invalid("effective_on", "The date lies in the future"));
    }
    periods::check_open(tx, "effective_on", grant.id, day, at).await
}

/// The forms read dollars only; this holds for callers without a form.
fn check_dollars(amount: Money) -> Result<()> {
    if amount.currency != Currency::Usd {
        return Err(Error::invalid("amount", "A budget is kept in US dollars"));
    }
    if amount.minor < 0 {
        return Err(Error::invalid("amount", "A budget cannot be below zero"));
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    line: i64,
    version: i64,
    new: &NewRevision,
) -> Result<i64> {
    let reason = Some(&new.reason).filter(|reason| !reason.is_empty());
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO budget_revision (budget_line_id, version, cents, effective_on, reason, document, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(line)
    .bind(version)
    .bind(new.amount.minor)
    .bind(new.effective_on.to_string())
    .bind(reason)
    .bind(&new.document)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?)
}

/// `JP-2020/VEHICLES`
fn key(grant: &Key, line: &str) -> String {
    format!("{}/{line}", grant.code)
}
