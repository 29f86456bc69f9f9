//! `rates.toml`: exchange rates, entered by one and approved by another.

use chrono::NaiveDate;
use domain::{
    Currency, Rate, Timestamp, Viewer,
    rate::{NewRate, RateSource},
};
use serde::Deserialize;

use super::data;
use crate::{Result, Tx, rates};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rates {
    rate: Vec<Entered>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entered {
    source: RateSource,
    currency: Currency,
    rate: Rate,
    effective_on: NaiveDate,
    published_on: Option<NaiveDate>,
    source_url: Option<String>,
    note: Option<String>,
}

pub(super) async fn load(tx: &mut Tx, staff: &Viewer, finance: &Viewer, at: Timestamp) -> Result<()> {
    let read: Rates = data::read("rates.toml", include_str!("rates.toml"))?;
    for entered in read.rate {
        let new = NewRate {
            source: entered.source,
            currency: entered.currency,
            rate: entered.rate,
            effective_on: entered.effective_on,
            published_on: entered.published_on,
            source_url: entered.source_url,
            note: entered.note,
        };
        let id = rates::enter(tx, staff, at, &new).await?;
        rates::approve(tx, finance, at, id).await?;
    }
    Ok(())
}
