//! The second person: approving and rejecting, and taking an approved event back.

use chrono::NaiveDate;
use domain::{
    Action, AsOf, Money, PartialDate, Refusal, Timestamp, Viewer,
    change::{Deed, Entity},
    ledger::{Entry, Standing},
    rate::Decision,
};

use super::{EventRow, one, positions, post::NewRow, rules};
use crate::{
    Error, Result, Tx,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    grants::{self, Key},
    periods,
};

/// Approves an event: from now on it is certified and donors see it.
///
/// # Errors
/// Staff only, and another person than who entered it; decided already: says by whom and when; its period was locked since;
/// it rests on an event that is not approved yet.
pub async fn approve(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant_code: &str, number: i64) -> Result<()> {
    let (grant, event) = undecided(tx, viewer, grant_code, number).await?;
    event.check_approver(viewer.person)?;
    periods::check_open(tx, "value_date", grant.id, event.value_date, at)
        .await
        .map_err(|e| resting(e, "This event waits for its period to be reopened, or is rejected and posted again."))?;
    // Of what is certified, the rules hold at every moment: a receipt that replaces a reversed one waits for the reversal.
    if let Some((certified, _)) = positions(tx, viewer, grant_code, AsOf::default()).await? {
        let after = rules::after(&certified, Entry::one(event.kind, event.amount, event.booked, Standing::Approved))?;
        rules::check_position(&grant, &certified, &after, event.kind)
            .map_err(|e| resting(e, "Other events come first: approve or reject those before this one."))?;
    }
    decide(tx, viewer, at, &event, Decision::Approved, None).await
}

/// Rejects an event, or takes one's own back before it was approved. It stays in the ledger and counts nowhere.
///
/// # Errors
/// Staff only; no reason; decided already; other events rest on it.
pub async fn reject(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    number: i64,
    reason: &str,
) -> Result<()> {
    let (grant, event) = undecided(tx, viewer, grant_code, number).await?;
    let reason = reason_given(reason, "Enter why it is rejected")?;
    if let Some((_, before)) = positions(tx, viewer, grant_code, AsOf::default()).await? {
        let (amount, booked) = (opposite(event.amount), event.booked.map(opposite));
        let after = rules::after(&before, Entry::one(event.kind, amount, booked, Standing::Provisional))?;
        rules::check_position(&grant, &before, &after, event.kind)
            .map_err(|e| resting(e, "Other events rest on this one: reject or reverse those first."))?;
    }
    decide(tx, viewer, at, &event, Decision::Rejected, Some(&reason)).await
}

/// Takes an approved event back: posts its opposite, at the same pinned rate, with the reason. It needs an approval like
/// every event. Answers its number.
///
/// # Errors
/// Staff only; not approved, reversed already, or itself a reversal; a value date before the event's or after today; the
/// period is locked; what was built on the event (a receipt under its ceiling, releases of a commitment).
pub async fn reverse(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    number: i64,
    value_date: NaiveDate,
    reason: &str,
) -> Result<i64> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    let event = one(tx, viewer, grant.id, number).await?;
    let reason = reason_given(reason, "Enter why it is reversed")?;
    event.check_reversible(&grant.code)?;
    check_value_date(&event, value_date, at)?;
    periods::check_open(tx, "value_date", grant.id, value_date, at).await?;
    let amount = opposite(event.amount);
    let booked = event.booked.map(opposite);
    if let Some((_, before)) = positions(tx, viewer, grant_code, AsOf::default()).await? {
        let after = rules::after(&before, Entry::one(event.kind, amount, booked, Standing::Provisional))?;
        rules::check_position(&grant, &before, &after, event.kind)?;
    }
    let ids = ids(tx, event.id).await?;
    let row = NewRow {
        kind: event.kind,
        amount,
        value_date: PartialDate::Day(value_date),
        booked,
        pinned: event.pinned.clone(),
        donor: ids.donor_id,
        phase: ids.phase_id,
        budget_line: ids.budget_line_id,
        from_budget_line: ids.from_budget_line_id,
        external_ref: event.external_ref.clone(),
        document: event.document.clone(),
        purpose: format!("Reversal of {}/{number}: {reason}", grant.code),
        relates_to: event.relates_to,
        reverses: Some(event.id),
        reason: None,
    };
    super::post::insert(tx, viewer, at, &grant, &row).await
}

fn opposite(money: Money) -> Money {
    Money::new(-money.minor, money.currency)
}

/// A rule of the form, said of a decision: there is no field to mend, but something to do first.
fn resting(refusal: Error, first: &str) -> Error {
    match refusal {
        Error::Refused(Refusal::Invalid(mistakes)) => {
            let rule = mistakes.first().map(|mistake| mistake.message.clone()).unwrap_or_default();
            Error::conflict(format!("{first} {rule}."))
        }
        other => other,
    }
}

impl EventRow {
    /// Somebody who was slower reads who was faster, and when.
    ///
    /// # Errors
    /// Approved or rejected already.
    pub fn check_undecided(&self, grant_code: &str) -> Result<()> {
        if self.standing == Standing::Provisional {
            return Ok(());
        }
        let by = self.decided_by.as_deref().unwrap_or("somebody");
        let on = self.decided_at.map_or(String::new(), |at| format!(" on {}", at.words()));
        Err(Error::conflict(format!("{grant_code}/{} was {} already by {by}{on}.", self.number, self.standing)))
    }

    /// Two people: who entered an event does not approve it.
    ///
    /// # Errors
    /// They are one person.
    pub fn check_approver(&self, person: i64) -> Result<()> {
        if self.entered_by_id == person {
            return Err(Error::conflict("You entered this event: another member of staff approves it."));
        }
        Ok(())
    }

    /// # Errors
    /// Not approved, reversed already, or itself a reversal.
    pub fn check_reversible(&self, grant_code: &str) -> Result<()> {
        let name = format!("{grant_code}/{}", self.number);
        Err(Error::conflict(match (self.standing, self.reverses, self.reversed_by) {
            (_, Some(original), _) => {
                format!("{name} is itself a reversal of {grant_code}/{original}: post the amount again instead.")
            }
            (_, _, Some(reversal)) => format!("{name} was reversed already by {grant_code}/{reversal}."),
            (Standing::Provisional, ..) => format!("{name} is not approved yet: reject it instead of reversing it."),
            (Standing::Rejected, ..) => format!("{name} was rejected and counts nowhere."),
            (Standing::Approved, ..) => return Ok(()),
        }))
    }
}

/// A reversal lies between its event and today.
fn check_value_date(event: &EventRow, value_date: NaiveDate, at: Timestamp) -> Result<()> {
    if value_date < event.value_date {
        let words = PartialDate::Day(event.value_date).words();
        return Err(Error::invalid("value_date", format!("A reversal lies at or after its event: {words} or later")));
    }
    if value_date > at.day() {
        return Err(Error::invalid("value_date", "The value date lies in the future"));
    }
    Ok(())
}

async fn undecided(tx: &mut Tx, viewer: &Viewer, grant_code: &str, number: i64) -> Result<(Key, EventRow)> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    let event = one(tx, viewer, grant.id, number).await?;
    event.check_undecided(&grant.code)?;
    Ok((grant, event))
}

async fn decide(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    event: &EventRow,
    decision: Decision,
    reason: Option<&str>,
) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO money_decision (event_id, decision, reason, person_id, recorded_at) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(event.id)
    .bind(decision.word())
    .bind(reason)
    .bind(viewer.person)
    .bind(at.0)
    .execute(c))?;
    let deed = if decision == Decision::Approved { Deed::Approved } else { Deed::Rejected };
    facts::record(tx, Some(viewer.person), at, deed, &DECISION, event.id).await
}

pub(crate) static DECISION: Table = Table::new(
    "money_decision",
    Entity::MoneyEvent,
    ToldBy::Key,
    rows!(
        "SELECT d.event_id AS _id, g.code || '/' || e.number AS _key, d.decision AS _deed, d.person_id AS _person,
           d.recorded_at AS _at, d.reason
         FROM money_decision d JOIN money_event e ON e.id = d.event_id JOIN grant_agreement g ON g.id = e.grant_id",
        "d.event_id"
    ),
)
.deeds(&[Deed::Approved, Deed::Rejected]);

#[derive(sqlx::FromRow)]
struct Ids {
    donor_id: Option<i64>,
    phase_id: Option<i64>,
    budget_line_id: Option<i64>,
    from_budget_line_id: Option<i64>,
}

async fn ids(tx: &mut Tx, event: i64) -> Result<Ids> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT donor_id, phase_id, budget_line_id, from_budget_line_id FROM money_event WHERE id = $1"
    )
    .bind(event)
    .fetch_one(c))?)
}
