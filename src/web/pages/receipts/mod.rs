//! Receipts: the officer's counting form, the review before it is signed, what was counted, and its correction.

mod api;
mod correct;
mod corrections;
mod count;
mod export;
mod list;
mod photo;
mod review;
mod show;

use axum::routing::get;
pub use corrections::tile;
use domain::Action::{ConfirmReceipt, SeeReceipts};
pub(super) use export::file;
pub use photo::photos;

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/rounds/{code}/receipt", Needs(ConfirmReceipt), || get(count::page)),
    ("/rounds/{code}/receipt/review", Needs(ConfirmReceipt), || get(review::page)),
    ("/rounds/{code}/receipt/discard", Needs(ConfirmReceipt), || get(count::discard)),
    ("/rounds/{code}/receipt/photos/{sha256}", Needs(ConfirmReceipt), || get(photo::of_draft)),
    ("/receipts", Needs(SeeReceipts), || get(list::page)),
    ("/receipts/{id}", Needs(SeeReceipts), || get(show::page)),
    ("/receipts/{id}/correct", Needs(ConfirmReceipt), || get(correct::page)),
    ("/receipts/{id}/correct/review", Needs(ConfirmReceipt), || get(correct::review)),
    ("/receipts/{id}/correct/photos/{sha256}", Needs(ConfirmReceipt), || get(photo::of_correction)),
    ("/corrections/{id}/photos/{sha256}", Needs(SeeReceipts), || get(photo::of_request)),
    ("/corrections", Needs(SeeReceipts), || get(corrections::list)),
    ("/corrections/{id}", Needs(SeeReceipts), || get(corrections::page)),
    ("/receipts/{id}/photos/{sha256}", Needs(SeeReceipts), || get(photo::of_receipt)),
    ("/receipts.csv", Needs(SeeReceipts), || get(export::file)),
    ("/receipts.xlsx", Needs(SeeReceipts), || get(export::file)),
];
