//! `money.toml`, as it is written, and its way through the ledger: one person posts, another approves.

use chrono::NaiveDate;
use domain::{
    Currency, Rate, Timestamp, Viewer,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use serde::Deserialize;

use super::data;
use crate::{Error, Result, Tx, ledger};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    pub event: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub grant: String,
    pub kind: EventKind,
    pub amount: String,
    pub currency: Currency,
    pub value_date: NaiveDate,
    /// Implied by the printed dollars; without it the dollars stay unknown.
    pub rate: Option<Rate>,
    pub rate_note: Option<String>,
    /// The rate follows from a figure that was published approximately: the dollars are assumed.
    #[serde(default)]
    pub assumed: bool,
    pub purpose: String,
    /// The code of a source of `programme.toml`.
    pub source: String,
}

pub(super) async fn load(tx: &mut Tx, staff: &Viewer, finance: &Viewer, at: Timestamp) -> Result<()> {
    let sources = data::facts()?.sources;
    for event in data::ledger()?.event {
        let title = sources.get(&event.source);
        let title = title.ok_or_else(|| Error::Internal(format!("demo/money.toml: no source “{}”", event.source)))?;
        let new = event.entered(title)?;
        let booking = ledger::check(tx, staff, at, &event.grant, &new).await?;
        let number = ledger::post(tx, staff, at, &event.grant, &new, &booking.seal()).await?;
        ledger::approve(tx, finance, at, &event.grant, number).await?;
    }
    Ok(())
}

impl Event {
    fn entered(&self, source: &str) -> Result<NewEvent> {
        let rate = match (self.rate, &self.rate_note) {
            (Some(rate), Some(note)) => {
                let source = if self.assumed { RateSource::Quoted } else { RateSource::Implied };
                RateChoice::Stated { source, rate, note: note.clone() }
            }
            _ => RateChoice::Table(RateSource::UnOperational),
        };
        Ok(NewEvent {
            kind: self.kind,
            amount: data::money(&self.amount, self.currency)?,
            value_date: self.value_date,
            rate,
            purpose: self.purpose.clone(),
            donor_code: None,
            phase_id: None,
            budget_line: None,
            from_budget_line: None,
            external_ref: None,
            document: Some(source.to_owned()),
            relates_to: None,
            reason: Some("As it was published".to_owned()),
        })
    }
}
