//! What an officer can do: record what arrived.

use domain::receipt::{CountForm, NewReceipt, ReceiptForm};
use leptos::prelude::server;
use serde::Deserialize;

use crate::{
    AppError,
    clock::random_hex,
    request::{self, Done},
};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct CountFields {
    line: String,
    expected: String,
    version: String,
    answer: String,
    received: String,
    short: String,
    damaged: String,
    refused: String,
    surplus: String,
    condition: String,
    remark: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ReceiptFields {
    submission: String,
    round: String,
    received_on: String,
    all: String,
    remark: String,
    lines: Vec<CountFields>,
}

#[server(prefix = "/api", endpoint = "record_receipt")]
pub async fn record_receipt() -> Result<Done, AppError> {
    let form: ReceiptFields = request::form()?;
    let new = NewReceipt::parse(&as_typed(&form), request::call()?.app.clock.now().day())?;
    let public_id = random_hex::<16>().map_err(AppError::internal)?;
    let code = form.round.clone();
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::receipts::record(tx, viewer, at, &code, &new, &public_id).await?;
            let short: i64 = new.counts.iter().map(|c| c.short).sum();
            let counted =
                if new.counts.len() == 1 { "1 line".to_owned() } else { format!("{} lines", new.counts.len()) };
            let message = match short {
                0 => format!("Confirmed {counted}."),
                short => format!("Confirmed {counted}; {short} still expected. Come back to count what was short."),
            };
            Ok(Done::at(format!("/receipts/{public_id}")).saying(message))
        })
    })
    .await
}

fn as_typed(form: &ReceiptFields) -> ReceiptForm<'_> {
    ReceiptForm {
        received_on: &form.received_on,
        remark: &form.remark,
        all: form.all == "yes",
        lines: form
            .lines
            .iter()
            .map(|l| CountForm {
                line: &l.line,
                expected: &l.expected,
                version: &l.version,
                answer: &l.answer,
                received: &l.received,
                short: &l.short,
                damaged: &l.damaged,
                refused: &l.refused,
                surplus: &l.surplus,
                condition: &l.condition,
                remark: &l.remark,
            })
            .collect(),
    }
}
