//! The ledger of money stands as it was posted and decided: every row against its audit row, every reversal against its
//! event, every booked amount against its pinned rate.

use std::collections::HashMap;

use domain::{Currency, Money, PartialDate, ledger::EventKind, rate::Decision};
use serde_json::{Value, json};

use super::{ChainRow, Checked, finding};
use crate::{
    Parsed, Result, Tx,
    db::sql,
    ledger::{NewRow, Pinned, PinnedColumns, facts},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    grant_id: i64,
    grant_code: String,
    number: i64,
    kind: Parsed<EventKind>,
    minor: i64,
    currency: Parsed<Currency>,
    value_date: Parsed<PartialDate>,
    booked_cents: Option<i64>,
    #[sqlx(flatten)]
    rate: PinnedColumns,
    /// The row of the rate says the same as the pinned one, and applied to the value date.
    rate_is_its_own: bool,
    donor_id: Option<i64>,
    phase_id: Option<i64>,
    budget_line_id: Option<i64>,
    from_budget_line_id: Option<i64>,
    external_ref: Option<String>,
    document: Option<String>,
    purpose: String,
    relates_to: Option<Parsed<PartialDate>>,
    reverses_id: Option<i64>,
    person_id: i64,
    recorded_at: i64,
    decision: Option<Parsed<Decision>>,
    reason: Option<String>,
    decider: Option<i64>,
    decided_at: Option<i64>,
}

const EVENTS: &str = "SELECT e.id, e.grant_id, g.code AS grant_code, e.number, e.kind, e.minor, e.currency, e.value_date,
    e.booked_cents, e.rate_id, e.rate, e.rate_source, e.rate_effective_on, e.rate_note,
    (e.rate_id IS NULL OR COALESCE(r.units_per_usd = e.rate AND r.source = e.rate_source AND r.currency = e.currency
      AND r.effective_on = e.rate_effective_on AND r.effective_on <= e.value_date, FALSE)) AS rate_is_its_own,
    e.donor_id, e.phase_id, e.budget_line_id, e.from_budget_line_id, e.external_ref, e.document, e.purpose, e.relates_to,
    e.reverses_id, e.person_id, e.recorded_at, d.decision, d.reason, d.person_id AS decider, d.recorded_at AS decided_at
  FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id LEFT JOIN fx_rate r ON r.id = e.rate_id
  LEFT JOIN money_decision d ON d.event_id = e.id ORDER BY e.grant_id, e.number";

/// Answers how many events there are.
pub(super) async fn check(tx: &mut Tx, chain: &[ChainRow]) -> Result<Checked<i64>> {
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(EVENTS).fetch_all(c))?;
    Ok(compare(&rows, chain).map(|()| rows.len() as i64))
}

fn compare(rows: &[Row], chain: &[ChainRow]) -> Checked<()> {
    let mut written: HashMap<(String, bool), Vec<&ChainRow>> = HashMap::new();
    for change in chain.iter().filter(|c| c.entity == "money event") {
        written.entry((change.entity_key.clone(), change.deed == "posted")).or_default().push(change);
    }
    let by_id: HashMap<i64, &Row> = rows.iter().map(|row| (row.id, row)).collect();
    let mut taken_back: HashMap<i64, &Row> = HashMap::new();
    let mut before: Option<&Row> = None;
    for row in rows {
        let expected = before.filter(|b| b.grant_id == row.grant_id).map_or(1, |b| b.number + 1);
        before = Some(row);
        if row.number != expected {
            return finding("money_event", format!("{}/{expected}", row.grant_code), "is missing from the ledger");
        }
        let name = row.name();
        row.is_as_posted(written.remove(&(name.clone(), true)).as_deref())?;
        row.is_as_decided(written.remove(&(name.clone(), false)).as_deref())?;
        row.is_booked_at_its_rate()?;
        if let Some(original) = row.reverses_id {
            row.takes_back(by_id.get(&original).copied())?;
            let counts = row.decision.is_none_or(|d| d.0 == Decision::Approved);
            if counts && let Some(twin) = taken_back.insert(original, row) {
                return finding("money_event", name, format!("takes back the same event as {}", twin.name()));
            }
        }
    }
    match written.into_values().flatten().min_by_key(|c| c.seq) {
        Some(change) => {
            finding("money_event", &change.entity_key, format!("is missing, but change {} recorded it", change.seq))
        }
        None => Ok(()),
    }
}

impl Row {
    fn name(&self) -> String {
        format!("{}/{}", self.grant_code, self.number)
    }

    fn amount(&self) -> Money {
        Money::new(self.minor, self.currency.0)
    }

    fn booked(&self) -> Option<Money> {
        self.booked_cents.map(|cents| Money::new(cents, Currency::Usd))
    }

    fn pinned(&self) -> Option<Pinned> {
        self.rate.clone().pinned()
    }

    fn is_as_posted(&self, changes: Option<&[&ChainRow]>) -> Checked<()> {
        let Some([change]) = changes else {
            let words = if changes.is_none() { "has no audit row" } else { "has several audit rows" };
            return finding("money_event", self.name(), words);
        };
        if change.person_id != Some(self.person_id) || change.recorded_at != self.recorded_at {
            let words = format!("differs from change {}: its person or its time is another one", change.seq);
            return finding("money_event", self.name(), words);
        }
        let now = facts(&NewRow {
            kind: self.kind.0,
            amount: self.amount(),
            value_date: self.value_date.0,
            booked: self.booked(),
            pinned: self.pinned(),
            donor: self.donor_id,
            phase: self.phase_id,
            budget_line: self.budget_line_id,
            from_budget_line: self.from_budget_line_id,
            external_ref: self.external_ref.clone(),
            document: self.document.clone(),
            purpose: self.purpose.clone(),
            relates_to: self.relates_to.map(|d| d.0),
            reverses: self.reverses_id,
        });
        differs(&self.name(), "money_event", change, &now)
    }

    fn is_as_decided(&self, changes: Option<&[&ChainRow]>) -> Checked<()> {
        let (Some(decision), Some(changes)) = (self.decision, changes) else {
            return match (self.decision, changes) {
                (None, None) => Ok(()),
                (None, Some(_)) => finding("money_decision", self.name(), "is missing, but the chain has it"),
                (Some(_), _) => finding("money_decision", self.name(), "has no audit row"),
            };
        };
        let [change] = changes else {
            return finding("money_decision", self.name(), "has several audit rows");
        };
        if change.deed != decision.word()
            || change.person_id != self.decider
            || Some(change.recorded_at) != self.decided_at
        {
            let words = format!("differs from change {}: its word, its person or its time is another one", change.seq);
            return finding("money_decision", self.name(), words);
        }
        if decision.0 == Decision::Approved && self.decider == Some(self.person_id) {
            return finding("money_decision", self.name(), "was approved by the person who entered the event");
        }
        differs(&self.name(), "money_decision", change, &json!({ "reason": self.reason }))
    }

    fn is_booked_at_its_rate(&self) -> Checked<()> {
        let computed = match (self.currency.0, self.pinned()) {
            (Currency::Usd, _) => Some(self.amount()),
            (_, None) => None,
            (_, Some(pinned)) => pinned.rate.dollars(self.amount()).ok(),
        };
        if computed != self.booked() {
            return finding("money_event", self.name(), "is not booked at its pinned rate");
        }
        if !self.rate_is_its_own {
            return finding("money_event", self.name(), "names a rate that says something else, or did not apply");
        }
        Ok(())
    }

    /// The exact opposite of an approved event of the same grant, which is no reversal itself.
    fn takes_back(&self, original: Option<&Row>) -> Checked<()> {
        let is_opposite = original.is_some_and(|o| {
            o.grant_id == self.grant_id
                && o.reverses_id.is_none()
                && o.decision.is_some_and(|d| d.0 == Decision::Approved)
                && (o.kind, o.currency) == (self.kind, self.currency)
                && o.minor == -self.minor
                && o.booked_cents == self.booked_cents.map(|cents| -cents)
                && o.pinned() == self.pinned()
                && (o.donor_id, o.phase_id) == (self.donor_id, self.phase_id)
                && (o.budget_line_id, o.from_budget_line_id) == (self.budget_line_id, self.from_budget_line_id)
        });
        if is_opposite {
            return Ok(());
        }
        finding("money_event", self.name(), "is not the exact opposite of the approved event that it takes back")
    }
}

fn differs(name: &str, table: &'static str, change: &ChainRow, now: &Value) -> Checked<()> {
    let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
    let different = now.as_object().into_iter().flatten().find(|(field, is)| body[field.as_str()] != **is);
    match different {
        Some((field, is)) => {
            let was = &body[field.as_str()];
            finding(table, name, format!("differs from change {}: {field} was {was} and is {is}", change.seq))
        }
        None => Ok(()),
    }
}
