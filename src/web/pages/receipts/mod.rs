//! Receipts: the officer's counting form and what was counted.

mod api;
mod count;
mod photo;
mod show;

use axum::routing::get;
use domain::Action::{ConfirmReceipt, SeeReceipts};
pub use photo::photos;

use super::Route;
use crate::{
    access::Rule::Needs,
    upload::{self, Upload},
};

pub fn routes() -> Vec<Route> {
    vec![
        ("/rounds/{code}/receipt", Needs(ConfirmReceipt), get(count::page)),
        ("/rounds/{code}/receipt/discard", Needs(ConfirmReceipt), get(count::discard)),
        ("/rounds/{code}/receipt/photos/{sha256}", Needs(ConfirmReceipt), get(photo::of_draft)),
        ("/receipts/{id}", Needs(SeeReceipts), get(show::page)),
        ("/receipts/{id}/photos/{sha256}", Needs(SeeReceipts), get(photo::of_receipt)),
    ]
}

pub fn uploads() -> Vec<(&'static str, Upload)> {
    vec![("/api/add_receipt_photos", upload::photos(api::add_receipt_photos))]
}
