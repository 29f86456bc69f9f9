//! Instalments of a grant: what is to be paid when, or after which milestone. A donor reads those of its grants; of an agreement that
//! several donors signed, those that are marked as its own. None is ever added to received money.

use std::collections::HashMap;

use domain::{Action, Currency, Money, PartialDate, Viewer, rate::Decision};

use super::key;
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    components::{self, AwaitedMilestone, phase_of_donor},
    db::sql,
    ledger,
    query::{Query, ask},
};

mod write;
pub(crate) use write::INSTALMENT;
pub use write::{instalment_key, record_instalment, update_instalment, withdraw_instalment};

/// An instalment, as far as the viewer may see it.
#[derive(Debug, Clone)]
pub struct InstalmentRow {
    /// Within the grant.
    pub number: i64,
    pub amount: Money,
    /// Code and name, where several donors give together.
    pub donor: Option<(String, String)>,
    pub due_on: Option<PartialDate>,
    /// What it waits for; a donor who does not read the phase of it learns that there is one.
    pub milestone: Option<AwaitedMilestone>,
    pub waits: bool,
    /// The receipt of funds that answers it: for donors once it is approved.
    pub receipt: Option<Answer>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub source_code: Option<String>,
    /// Why it does not stand any more: for staff alone.
    pub withdrawn: Option<String>,
}

/// A receipt of funds that answers an instalment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Within the ledger of the grant.
    pub number: i64,
    pub value_date: PartialDate,
    pub amount: Money,
    /// A second person has approved it, and nobody has taken it back.
    pub stands: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    minor: i64,
    currency: Parsed<Currency>,
    donor_code: Option<String>,
    donor_name: Option<String>,
    due_on: Option<Parsed<PartialDate>>,
    milestone_id: Option<i64>,
    milestone_read: bool,
    receipt: Option<i64>,
    receipt_on: Option<Parsed<PartialDate>>,
    receipt_minor: Option<i64>,
    receipt_currency: Option<Parsed<Currency>>,
    decision: Option<Parsed<Decision>>,
    taken_back: bool,
    note: Option<String>,
    source: Option<String>,
    source_code: Option<String>,
    withdrawn: Option<String>,
}

/// The instalments of a grant in their order; staff read those that are withdrawn as well.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn instalments(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<Vec<InstalmentRow>> {
    let grant = key(tx, viewer, grant_code).await?;
    let query = Query::new(
        "SELECT i.number, i.minor, i.currency, o.code AS donor_code, o.name AS donor_name, i.due_on, i.milestone_id,
           e.number AS receipt, e.value_date AS receipt_on, e.minor AS receipt_minor, e.currency AS receipt_currency, d.decision,
           EXISTS (SELECT 1 FROM money_event v JOIN money_decision w ON w.event_id = v.id
             WHERE v.reverses_id = e.id AND w.decision = 'approved') AS taken_back,
           i.note, s.title AS source, s.code AS source_code, i.withdrawn, ",
    )
    .for_reader(viewer, "TRUE", "FALSE", concat!("COALESCE(", phase_of_donor!("p"), ", FALSE)"))
    .with(
        " AS milestone_read
         FROM instalment i LEFT JOIN donor o ON o.id = i.donor_id LEFT JOIN milestone m ON m.id = i.milestone_id
         LEFT JOIN phase p ON p.id = m.phase_id LEFT JOIN money_event e ON e.id = i.receipt_id
         LEFT JOIN money_decision d ON d.event_id = e.id LEFT JOIN source s ON s.id = i.source_id WHERE i.grant_id = ?",
        [Bind::from(grant.id)],
    )
    .for_reader(
        viewer,
        "",
        " AND FALSE",
        " AND i.withdrawn IS NULL
          AND (i.donor_id = ABS(?) % 100000 OR (SELECT COUNT(*) FROM grant_donor q WHERE q.grant_id = i.grant_id) = 1)",
    )
    .with(" ORDER BY i.number", []);
    let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
    let awaited: Vec<i64> = rows.iter().filter(|row| row.milestone_read).filter_map(|row| row.milestone_id).collect();
    let awaited = components::awaited(tx, viewer, &awaited).await?;
    Ok(rows.into_iter().map(|row| row.read(viewer, &awaited)).collect())
}

impl Row {
    fn read(self, viewer: &Viewer, awaited: &HashMap<i64, AwaitedMilestone>) -> InstalmentRow {
        let money = |minor: i64, currency: Parsed<Currency>| Money::new(minor, currency.0);
        let stands = self.decision.is_some_and(|decision| decision.0 == Decision::Approved) && !self.taken_back;
        let sum = self.receipt_minor.zip(self.receipt_currency).map(|(minor, currency)| money(minor, currency));
        let receipt = self.receipt.zip(self.receipt_on).zip(sum);
        let receipt = receipt.map(|((number, day), amount)| Answer { number, value_date: day.0, amount, stands });
        InstalmentRow {
            number: self.number,
            amount: money(self.minor, self.currency),
            donor: self.donor_code.zip(self.donor_name),
            due_on: self.due_on.map(|day| day.0),
            waits: self.milestone_id.is_some(),
            milestone: self.milestone_id.and_then(|id| awaited.get(&id)).cloned(),
            // What is not approved a donor does not see at all.
            receipt: receipt.filter(|receipt| receipt.stands || !viewer.is_donor()),
            note: self.note,
            source: self.source,
            source_code: self.source_code,
            withdrawn: self.withdrawn,
        }
    }
}

/// What the form of an instalment offers.
#[derive(Debug, Clone)]
pub struct InstalmentChoices {
    /// The currency of the agreement, when it is known.
    pub currency: Option<Currency>,
    /// Code and name; empty unless several donors give together.
    pub donors: Vec<(String, String)>,
    /// The milestones of the phases that the grant pays for: their number, and `IMT · Seven teams work`.
    pub milestones: Vec<(i64, String)>,
    /// Receipts of funds of the grant that nobody rejected or took back.
    pub receipts: Vec<(i64, PartialDate, Money)>,
}

/// # Errors
/// Staff only; the grant is not there.
pub async fn instalment_choices(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<InstalmentChoices> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let offered = ledger::choices(tx, viewer, grant_code).await?;
    let milestones: Vec<(i64, String, String)> =
        sql!(&mut *tx, |c| sqlx::query_as(paid_for!("m.id, k.code, m.title", "")).bind(grant.id).fetch_all(c))?;
    let receipts: Vec<(i64, Parsed<PartialDate>, i64, Parsed<Currency>)> =
        sql!(tx, |c| sqlx::query_as(receipts!("e.number, e.value_date, e.minor, e.currency", ""))
            .bind(grant.id)
            .fetch_all(c))?;
    let receipt = |(number, day, minor, currency): (i64, Parsed<PartialDate>, i64, Parsed<Currency>)| {
        (number, day.0, Money::new(minor, currency.0))
    };
    Ok(InstalmentChoices {
        currency: offered.currency,
        donors: offered.donors,
        milestones: milestones.into_iter().map(|(id, code, title)| (id, format!("{code} · {title}"))).collect(),
        receipts: receipts.into_iter().map(receipt).collect(),
    })
}

/// Milestones of the phases that a grant is allocated to.
macro_rules! paid_for {
    ($columns:literal, $which:literal) => {
        concat!(
            "SELECT DISTINCT ",
            $columns,
            " FROM allocation a JOIN milestone m ON m.phase_id = a.phase_id JOIN phase p ON p.id = m.phase_id
             JOIN component k ON k.id = p.component_id
             WHERE a.grant_id = $1 AND m.withdrawn IS NULL
               AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)",
            $which,
            " ORDER BY 2, 1"
        )
    };
}

/// Receipts of funds of a grant that nobody rejected or took back, or wants to.
macro_rules! receipts {
    ($columns:literal, $which:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM money_event e WHERE e.grant_id = $1 AND e.kind = 'receipt' AND e.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = e.id AND d.decision = 'rejected')
               AND NOT EXISTS (SELECT 1 FROM money_event v WHERE v.reverses_id = e.id AND NOT EXISTS
                 (SELECT 1 FROM money_decision d WHERE d.event_id = v.id AND d.decision = 'rejected'))",
            $which,
            " ORDER BY e.number"
        )
    };
}
pub(super) use {paid_for, receipts};
