//! `money.toml`, as it is written, and its way through the ledger: one person posts, another approves.

use chrono::NaiveDate;
use domain::{
    Currency, Rate, Timestamp, Viewer,
    instalment::NewInstalment,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use serde::Deserialize;

use super::data;
use crate::{Error, Result, Tx, grants};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    pub event: Vec<Event>,
    #[serde(default)]
    pub instalment: Vec<Instalment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Instalment {
    pub grant: String,
    pub amount: String,
    pub currency: Currency,
    /// The milestone that it waits for, as the form offers it.
    pub waits_for: String,
    /// The number of the receipt of funds that answers it.
    pub receipt: Option<i64>,
    pub note: String,
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
    let ledger = data::ledger()?;
    for event in ledger.event {
        let title = sources.get(&event.source);
        let title = title.ok_or_else(|| Error::Internal(format!("demo/money.toml: no source “{}”", event.source)))?;
        let new = event.entered(title)?;
        let booking = crate::ledger::check(tx, staff, at, &event.grant, &new).await?;
        let number = crate::ledger::post(tx, staff, at, &event.grant, &new, &booking.seal()).await?;
        crate::ledger::approve(tx, finance, at, &event.grant, number).await?;
    }
    for instalment in ledger.instalment {
        let offered = grants::instalment_choices(tx, staff, &instalment.grant).await?.milestones;
        let milestone = offered.into_iter().find(|(_, words)| *words == instalment.waits_for);
        let unknown = || Error::Internal(format!("demo/money.toml: no milestone “{}”", instalment.waits_for));
        let new = NewInstalment {
            amount: data::money(&instalment.amount, instalment.currency)?,
            donor: None,
            due_on: None,
            milestone: Some(milestone.ok_or_else(unknown)?.0),
            receipt: instalment.receipt,
            note: Some(instalment.note.clone()),
            source: None,
        };
        grants::record_instalment(tx, staff, at, &instalment.grant, &new).await?;
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
