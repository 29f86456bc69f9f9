//! Receipts: the officer's counting form and what was counted.

mod api;
mod count;
mod show;

use axum::routing::get;
use domain::Action::{ConfirmReceipt, SeeReceipts};

use super::Route;
use crate::access::Rule::Needs;

pub fn routes() -> Vec<Route> {
    vec![
        ("/rounds/{code}/receipt", Needs(ConfirmReceipt), get(count::page)),
        ("/receipts/{id}", Needs(SeeReceipts), get(show::page)),
    ]
}
