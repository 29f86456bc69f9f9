//! Signing acts: by people with an account, with a one-time link, and on paper.

use axum::routing::get;
use documents::papers;
use domain::{
    Action::{ManageActs, SeeActs, SignActs},
    signing::MOST_PAGES,
};

use super::Route;
use crate::{
    access::Rule::{Needs, Public},
    request::Done,
    upload::{File, Later, Upload, nothing_more},
};

mod api;
mod form;
mod links;
mod one_time;
mod paper;
mod pieces;
mod scan;
mod sign;
mod stranger;

pub(crate) use pieces::{act_tag, signatures, tone};
pub(crate) use scan::{pages as pages_of, saved};

pub fn routes() -> Vec<Route> {
    vec![
        ("/acts/{number}/sign", Needs(SignActs), get(sign::page)),
        ("/acts/{number}/links", Needs(ManageActs), get(links::page)),
        ("/acts/{number}/paper", Needs(SeeActs), get(paper::page)),
        ("/scans/{id}/{page}", Needs(SeeActs), get(scan::download)),
        ("/sign/{token}", Public, get(one_time::page)),
        ("/sign/{token}/pdf", Public, get(one_time::file)),
    ]
}

pub fn uploads() -> Vec<(&'static str, Upload)> {
    vec![("/api/upload_scan", papers(api::upload_scan))]
}

/// A form with a paper: one PDF, or a picture of each page.
pub(crate) const fn papers(work: fn(Vec<File>) -> Later<Done>) -> Upload {
    Upload {
        fields: 40,
        files: MOST_PAGES,
        largest: papers::LARGEST_FILE,
        request: 60 * 1024 * 1024,
        too_large: "is larger than 15 MB. Scan with a lower resolution",
        prepare: scan::as_page,
        fields_too: nothing_more,
        work,
    }
}
