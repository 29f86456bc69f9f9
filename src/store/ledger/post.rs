//! Posting a money event: what it would book is shown first, then pinned.

use domain::{
    Action, AsOf, Money, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    ledger::{
        Entry, EventKind, NewEvent, Position, RateChoice, Standing,
        doubt::{Beside, doubts},
    },
};

use super::{Pinned, own_currency, positions, rules};
use crate::{
    Error, Parsed, Result, Tx, budgets,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    grants::{self, Key},
    periods, rates,
};

/// What an event would book: shown before it is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub amount: Money,
    /// `None`: no rate is known, and totals will say that they leave this out.
    pub booked: Option<Money>,
    pub pinned: Option<Pinned>,
    /// What somebody should look at before posting. Nothing of it forbids to post.
    pub warnings: Vec<String>,
    /// What is doubtful: it is posted with a reason alone (see `domain::ledger::doubt`).
    pub doubts: Vec<String>,
}

impl Booking {
    /// The rate and the dollars as one word: what was shown must be what is posted.
    pub fn seal(&self) -> String {
        match (&self.pinned, self.booked) {
            (Some(pinned), Some(booked)) => format!("{}={}", pinned.rate, booked.minor),
            (_, Some(booked)) => booked.minor.to_string(),
            _ => "unknown".to_owned(),
        }
    }
}

/// An event that was checked, with the ids that it will be stored with.
pub(super) struct Checked {
    pub grant: Key,
    donor: Option<i64>,
    budget_line: Option<i64>,
    from_budget_line: Option<i64>,
    booking: Booking,
}

/// Checks an event against the rules and the ledger, and says what it would book. Changes nothing.
///
/// # Errors
/// Staff only; the grant is not there; whatever forbids to post it, under its field.
pub async fn check(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant_code: &str, new: &NewEvent) -> Result<Booking> {
    Ok(checked(tx, viewer, at, grant_code, new).await?.booking)
}

/// Posts an event; it is provisional until somebody else approves it. `shown` is the [`Booking::seal`] of what the person
/// saw. Answers its number.
///
/// # Errors
/// As [`check`]; another rate applies than was shown; something is doubtful, and no reason says why it is right.
pub async fn post(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    new: &NewEvent,
    shown: &str,
) -> Result<i64> {
    let checked = checked(tx, viewer, at, grant_code, new).await?;
    let booking = &checked.booking;
    if booking.seal() != shown {
        let now = match (&booking.pinned, booking.booked) {
            (Some(pinned), Some(booked)) => format!("{booked} at {}", pinned.rate),
            _ => "unknown: no rate applies any more".to_owned(),
        };
        return Err(Error::conflict(format!(
            "The booked amount is another one now than was shown: {now}. Check it again before you post."
        )));
    }
    if let Some(doubt) = booking.doubts.first().filter(|_| new.reason.is_none()) {
        return Err(Error::invalid(
            "reason",
            format!("Look at this before you post: {doubt}. If it is right, say here why"),
        ));
    }
    let row = NewRow {
        kind: new.kind,
        amount: new.amount,
        value_date: PartialDate::Day(new.value_date),
        booked: booking.booked,
        pinned: booking.pinned.clone(),
        donor: checked.donor,
        phase: new.phase_id,
        budget_line: checked.budget_line,
        from_budget_line: checked.from_budget_line,
        external_ref: new.external_ref.clone(),
        document: new.document.clone(),
        purpose: new.purpose.clone(),
        relates_to: new.relates_to,
        reverses: None,
        reason: new.reason.clone().filter(|_| !booking.doubts.is_empty()),
    };
    insert(tx, viewer, at, &checked.grant, &row).await
}

async fn checked(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant_code: &str, new: &NewEvent) -> Result<Checked> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    if new.value_date > at.day() {
        return Err(Error::invalid("value_date", "The value date lies in the future"));
    }
    periods::check_open(tx, "value_date", grant.id, new.value_date, at).await?;
    let currency = own_currency(tx, &grant).await?;
    rules::check_currency(&grant, currency, new)?;
    let donor = donor(tx, &grant, new).await?;
    if let Some(phase) = new.phase_id {
        phase_of(tx, &grant, phase).await?;
    }
    let budget_line = match &new.budget_line {
        Some(code) => Some(budgets::id(tx, grant.id, "budget_line", code).await?),
        None => None,
    };
    let from_budget_line = match &new.from_budget_line {
        Some(code) => Some(budgets::id(tx, grant.id, "from_budget_line", code).await?),
        None => None,
    };
    if let Some(line) = from_budget_line {
        budgets::check_reprogramming(tx, grant.id, line, new.amount.minor).await?;
    }
    let pinned = pin(tx, new).await?;
    let booked = booked(new, pinned.as_ref())?;
    let entry = Entry::one(new.kind, new.amount, booked, Standing::Provisional);
    let before = match positions(tx, viewer, grant_code, AsOf::default()).await? {
        Some((_, with_provisional)) => with_provisional,
        None => Position::nothing(currency.unwrap_or(new.amount.currency)),
    };
    let after = rules::after(&before, entry)?;
    rules::check_position(&grant, &before, &after, new.kind)?;
    let mut warnings = rules::warnings(&grant, &after, new, booked);
    warnings.extend(twin(tx, &grant, new).await?);
    warnings.extend(waiting_rate(tx, new, pinned.as_ref()).await?);
    let beside = Beside {
        grant: grant.code.clone(),
        signed_on: grant.signed_on,
        available_to: grant.terms.available_to,
        rate_of: pinned.as_ref().and_then(|pinned| pinned.effective_on),
        others: others(tx, &grant, new, budget_line).await?,
    };
    let booking = Booking { amount: new.amount, booked, pinned, warnings, doubts: doubts(new, &beside) };
    Ok(Checked { grant, donor, budget_line, from_budget_line, booking })
}

/// A rate that waits for approval would be used if it were approved first: an event keeps the rate with which it was posted.
async fn waiting_rate(tx: &mut Tx, new: &NewEvent, pinned: Option<&Pinned>) -> Result<Option<String>> {
    let RateChoice::Table(source) = &new.rate else { return Ok(None) };
    let used = pinned.and_then(|pinned| pinned.effective_on);
    let missed = rates::missed(tx, *source, new.amount.currency, new.value_date, used).await?;
    Ok(missed.map(|(rate, effective_on)| {
        format!(
            "The rate {rate} of {} ({}) waits for approval: once it is approved, an event posted after it is booked with it.",
            PartialDate::Day(effective_on).words(),
            source.label()
        )
    }))
}

/// How many events of this kind, currency and budget line there are, with the smallest and the largest amount.
async fn others(
    tx: &mut Tx,
    grant: &Key,
    new: &NewEvent,
    budget_line: Option<i64>,
) -> Result<Option<(i64, Money, Money)>> {
    let (number, least, most): (i64, Option<i64>, Option<i64>) = sql!(tx, |c| sqlx::query_as(
        "SELECT COUNT(*), MIN(ABS(e.minor)), MAX(ABS(e.minor)) FROM money_event e
         LEFT JOIN money_decision d ON d.event_id = e.id
         WHERE e.grant_id = $1 AND e.kind = $2 AND e.currency = $3 AND COALESCE(e.budget_line_id, 0) = $4
           AND e.reverses_id IS NULL AND COALESCE(d.decision, '') <> 'rejected'"
    )
    .bind(grant.id)
    .bind(new.kind.word())
    .bind(new.amount.currency.code())
    .bind(budget_line.unwrap_or(0))
    .fetch_one(c))?;
    let money = |minor| Money::new(minor, new.amount.currency);
    Ok(least.zip(most).map(|(least, most)| (number, money(least), money(most))))
}

/// The same kind, amount and day stands in the ledger already: perhaps twice the same paper.
async fn twin(tx: &mut Tx, grant: &Key, new: &NewEvent) -> Result<Option<String>> {
    let twin: Option<(i64, String)> = sql!(tx, |c| sqlx::query_as(
        "SELECT e.number, e.purpose FROM money_event e LEFT JOIN money_decision d ON d.event_id = e.id
         WHERE e.grant_id = $1 AND e.value_date = $2 AND e.kind = $3 AND e.minor = $4 AND e.currency = $5
           AND COALESCE(d.decision, '') <> 'rejected'
           AND NOT EXISTS (SELECT 1 FROM money_event n LEFT JOIN money_decision m ON m.event_id = n.id
             WHERE n.reverses_id = e.id AND COALESCE(m.decision, '') <> 'rejected')
         ORDER BY e.number LIMIT 1"
    )
    .bind(grant.id)
    .bind(new.value_date.to_string())
    .bind(new.kind.word())
    .bind(new.amount.minor)
    .bind(new.amount.currency.code())
    .fetch_optional(c))?;
    Ok(twin.map(|(number, purpose)| {
        format!(
            "{}/{number} has the same kind, amount and date: “{purpose}”. Post this only when it is another payment.",
            grant.code
        )
    }))
}

/// Where several donors give together, their promises and payments say whose they are.
async fn donor(tx: &mut Tx, grant: &Key, new: &NewEvent) -> Result<Option<i64>> {
    let Some(code) = &new.donor_code else {
        let needed = matches!(new.kind, EventKind::Pledge | EventKind::Receipt | EventKind::Refund);
        if grant.donors > 1 && needed {
            return Err(Error::invalid("donor", "Several donors give together: choose whose money it is"));
        }
        return Ok(None);
    };
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT o.id FROM donor o JOIN grant_donor d ON d.donor_id = o.id WHERE d.grant_id = $1 AND o.code = $2"
    )
    .bind(grant.id)
    .bind(code)
    .fetch_optional(c))?;
    id.map(Some).ok_or_else(|| Error::invalid("donor", "Choose one of the donors of this grant"))
}

async fn phase_of(tx: &mut Tx, grant: &Key, phase: i64) -> Result<()> {
    let known: i64 = sql!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM allocation a WHERE a.grant_id = $1 AND a.phase_id = $2
           AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)"
    )
    .bind(grant.id)
    .bind(phase)
    .fetch_one(c))?;
    if known > 0 {
        return Ok(());
    }
    Err(Error::invalid("phase", "The grant is not allocated to this phase: choose another one, or allocate it first"))
}

async fn pin(tx: &mut Tx, new: &NewEvent) -> Result<Option<Pinned>> {
    Ok(match &new.rate {
        RateChoice::None => None,
        RateChoice::Stated { source, rate, note } => {
            Some(Pinned { rate_id: None, rate: *rate, source: *source, effective_on: None, note: Some(note.clone()) })
        }
        RateChoice::Table(source) => {
            let found = rates::applying(tx, *source, new.amount.currency, new.value_date, None).await?;
            found.map(|found| Pinned {
                rate_id: Some(found.id),
                rate: found.rate,
                source: found.source,
                effective_on: Some(found.effective_on),
                note: None,
            })
        }
    })
}

fn booked(new: &NewEvent, pinned: Option<&Pinned>) -> Result<Option<Money>> {
    match (&new.rate, pinned) {
        (RateChoice::None, _) => Ok(Some(new.amount)),
        (_, Some(pinned)) => {
            let dollars = pinned.rate.dollars(new.amount).map_err(|words| Error::invalid("amount", words))?;
            Ok(Some(dollars))
        }
        (_, None) => Ok(None),
    }
}

/// A row of the ledger before it has a number.
#[derive(Debug)]
pub(super) struct NewRow {
    pub kind: EventKind,
    pub amount: Money,
    pub value_date: PartialDate,
    pub booked: Option<Money>,
    pub pinned: Option<Pinned>,
    pub donor: Option<i64>,
    pub phase: Option<i64>,
    pub budget_line: Option<i64>,
    pub from_budget_line: Option<i64>,
    pub external_ref: Option<String>,
    pub document: Option<String>,
    pub purpose: String,
    pub relates_to: Option<PartialDate>,
    /// The row that this one takes back.
    pub reverses: Option<i64>,
    pub reason: Option<String>,
}

pub(super) async fn insert(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant: &Key, row: &NewRow) -> Result<i64> {
    let number: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM money_event WHERE grant_id = $1"
    )
    .bind(grant.id)
    .fetch_one(c))?;
    let pinned = row.pinned.as_ref().filter(|_| row.booked.is_some());
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO money_event (grant_id, number, kind, minor, currency, value_date, booked_cents, rate_id, rate,
           rate_source, rate_effective_on, rate_note, donor_id, phase_id, budget_line_id, from_budget_line_id,
           external_ref, document, purpose, relates_to, reverses_id, person_id, recorded_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
         RETURNING id"
    )
    .bind(grant.id)
    .bind(number)
    .bind(row.kind.word())
    .bind(row.amount.minor)
    .bind(row.amount.currency.code())
    .bind(row.value_date.to_string())
    .bind(row.booked.map(|m| m.minor))
    .bind(pinned.and_then(|p| p.rate_id))
    .bind(pinned.map(|p| Parsed(p.rate)))
    .bind(pinned.map(|p| p.source.word()))
    .bind(pinned.and_then(|p| p.effective_on).map(|d| d.to_string()))
    .bind(pinned.and_then(|p| p.note.clone()))
    .bind(row.donor)
    .bind(row.phase)
    .bind(row.budget_line)
    .bind(row.from_budget_line)
    .bind(&row.external_ref)
    .bind(&row.document)
    .bind(&row.purpose)
    .bind(row.relates_to.map(Parsed))
    .bind(row.reverses)
    .bind(viewer.person)
    .bind(at.0)
    .bind(&row.reason)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Posted, &EVENT, id).await?;
    Ok(number)
}

pub(crate) static EVENT: Table = Table::new(
    "money_event",
    Entity::MoneyEvent,
    ToldBy::Key,
    rows!(
        "SELECT e.id AS _id, g.code || '/' || e.number AS _key, 'posted' AS _deed, e.person_id AS _person, e.recorded_at AS _at,
           e.kind, e.minor, e.currency, e.value_date, e.booked_cents, e.rate_id, e.rate, e.rate_source, e.rate_effective_on,
           e.rate_note, e.donor_id AS donor, e.phase_id AS phase, e.budget_line_id AS budget_line,
           e.from_budget_line_id AS from_budget_line, e.external_ref, e.document, e.purpose, e.relates_to,
           e.reverses_id AS reverses, e.reason FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id",
        "e.id"
    ),
)
.deeds(&[Deed::Posted]);
