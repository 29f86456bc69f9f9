//! Signing acts: by people with an account, with a one-time link, and on paper.

use axum::routing::get;
use domain::Action::{ManageActs, SeeActs, SignActs};

use crate::{
    access::Rule::{Needs, Public},
    registry::Route,
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

pub use api::CHANGES;

pub const ROUTES: &[Route] = &[
    ("/acts/{number}/sign", Needs(SignActs), || get(sign::page)),
    ("/acts/{number}/links", Needs(ManageActs), || get(links::page)),
    ("/acts/{number}/paper", Needs(SeeActs), || get(paper::page)),
    ("/scans/{id}/{page}", Needs(SeeActs), || get(scan::download)),
    ("/sign/{token}", Public, || get(one_time::page)),
    ("/sign/{token}/pdf", Public, || get(one_time::file)),
];
