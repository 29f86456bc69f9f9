//! Every change of an exchange rate. Staff only.

use documents::rates_in::{self, Published, Reading};
use domain::Action::ManageMoney;
use domain::rate::{NewRate, RateForm, RateSource};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::{parts, preview::KEPT};
use crate::{
    AppError,
    access::Rule::Needs,
    kit::{count_of, whole},
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<EnterRate>(Needs(ManageMoney)),
    Change::of::<SupersedeRate>(Needs(ManageMoney)),
    Change::of::<ApproveRates>(Needs(ManageMoney)),
    Change::of::<RejectRate>(Needs(ManageMoney)),
    Change::of::<CheckRates>(Needs(ManageMoney)),
    Change::of::<ImportRates>(Needs(ManageMoney)),
];

#[server(prefix = "/api", endpoint = "enter_rate", custom = Posted)]
pub async fn enter_rate(form: RateForm) -> Result<Done, AppError> {
    let new = NewRate::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = store::rates::enter(tx, viewer, at, &new).await?;
            Ok(entered(id, &new))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "supersede_rate", custom = Posted)]
pub async fn supersede_rate(form: RateForm) -> Result<Done, AppError> {
    let old: i64 = form.old.parse().map_err(|_| AppError::NotFound)?;
    let new = match (NewRate::parse(&form), form.reason.trim()) {
        (Ok(new), _) => new,
        (Err(domain::Refusal::Invalid(mut fields)), "") => {
            // Everything that is to be mended at once.
            let message = "Say why the rate is superseded; the reason stays with it".to_owned();
            fields.push(domain::FieldError { field: "reason".to_owned(), message });
            return Err(AppError::Invalid { fields });
        }
        (Err(refusal), _) => return Err(refusal.into()),
    };
    let reason = form.reason;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = store::rates::supersede(tx, viewer, at, old, &new, &reason).await?;
            Ok(entered(id, &new))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Approval {
    submission: String,
    /// Each rate that was ticked.
    rates: Vec<String>,
    /// The button that approves everything that the page shows, with commas.
    all: String,
}

#[server(prefix = "/api", endpoint = "approve_rates", custom = Posted)]
pub async fn approve_rates(form: Approval) -> Result<Done, AppError> {
    let typed: Vec<&str> = match form.all.as_str() {
        "" => form.rates.iter().map(String::as_str).collect(),
        all => all.split(',').collect(),
    };
    let mut ids = Vec::new();
    for id in typed {
        ids.push(id.parse::<i64>().map_err(|_| AppError::NotFound)?);
    }
    ids.sort_unstable();
    ids.dedup();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let approved = store::rates::approve_all(tx, viewer, at, &ids).await?;
            let page = if let [id] = ids.as_slice() { parts::address(*id) } else { "/rates".to_owned() };
            let count = count_of(whole(approved), "rate", "rates");
            Ok(Done::at(page).saying(format!("{count} approved.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rejection {
    submission: String,
    rate: String,
    reason: String,
}

#[server(prefix = "/api", endpoint = "reject_rate", custom = Posted)]
pub async fn reject_rate(form: Rejection) -> Result<Done, AppError> {
    let id: i64 = form.rate.parse().map_err(|_| AppError::NotFound)?;
    let reason = form.reason;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::rates::reject(tx, viewer, at, id, &reason).await?;
            Ok(Done::at(parts::address(id)).saying("Rate rejected: it is not used."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct List {
    submission: String,
    source: String,
    source_url: String,
    text: String,
    /// Why doubtful rates are right all the same.
    note: String,
}

/// Reads a pasted list and keeps it for the page that shows its rows. No rate is entered.
#[server(prefix = "/api", endpoint = "check_rates", custom = Posted)]
pub async fn check_rates(form: List) -> Result<Done, AppError> {
    form.read()?;
    let call = request::call()?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let body = String::from_utf8_lossy(&call.body);
            store::parked::park(tx, viewer.person, at, KEPT, &body, "").await?;
            Ok(Done::at("/rates/import/preview"))
        })
    })
    .await
}

/// Enters every rate of a list that is in order, or none.
#[server(prefix = "/api", endpoint = "import_rates", custom = Posted)]
pub async fn import_rates(form: List) -> Result<Done, AppError> {
    let (source, reading) = form.read()?;
    let mut checks = domain::Checks::default();
    let note = checks.optional("note", &form.note);
    checks.finish(())?;
    let mut rates = reading.rates().ok_or_else(|| {
        let rows = count_of(whole(reading.mistakes()), "row", "rows");
        AppError::invalid("text", format!("Mend {rows} of the list; nothing was entered"))
    })?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let doubts = store::rates::doubts(tx, viewer, source, &rates).await?;
            for (rate, _) in rates.iter_mut().zip(doubts).filter(|(_, doubt)| doubt.is_some()) {
                rate.note.clone_from(&note);
            }
            let done = store::rates::import(tx, viewer, at, source, &rates).await?;
            store::parked::forget(tx, viewer, KEPT).await?;
            let entered = count_of(whole(done.entered.len()), "rate", "rates");
            let skipped = match done.skipped {
                0 => String::new(),
                skipped => format!(" {skipped} there already and skipped."),
            };
            let words = format!("{entered} imported, waiting for the approval of another member of staff.{skipped}");
            Ok(Done::at("/rates#waiting").saying(words))
        })
    })
    .await
}

impl List {
    fn read(&self) -> Result<(RateSource, Reading), AppError> {
        let source: RateSource =
            self.source.parse().map_err(|_| AppError::invalid("source", "Choose who states the rates"))?;
        let mut checks = domain::Checks::default();
        let source_url = checks.optional("source_url", &self.source_url);
        if source_url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            checks.fail("source_url", "Enter an address that starts with https://, or leave it empty");
        }
        let reading = checks.take("text", rates_in::read(&self.text, &Published { source, source_url }));
        Ok((source, checks.finish_some(reading)?))
    }
}

fn entered(id: i64, new: &NewRate) -> Done {
    let rate = parts::stated(new.rate, new.currency);
    Done::at(parts::address(id)).saying(format!("Rate entered: {rate}. Another member of staff approves it."))
}
