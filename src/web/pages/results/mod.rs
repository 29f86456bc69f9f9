//! Results: what was seized, added up, and case by case for those who may read that.

use axum::routing::get;
use domain::Action::{ManageCases, SeeCases, SeeResults};

use crate::{access::Rule::Needs, registry::Route};

mod api;
mod export;
mod form;
mod list;
mod photos;
mod show;
mod stage_form;
mod stages;
mod totals;
mod withdraw;

pub use api::CHANGES;
pub(super) use export::totals as totals_file;
pub(super) use list::short_table as case_table;
pub use stages::acted;
pub use totals::table as totals_table;

pub const ROUTES: &[Route] = &[
    ("/results", Needs(SeeResults), || get(list::page)),
    ("/results/totals.csv", Needs(SeeResults), || get(export::totals)),
    ("/results/totals.xlsx", Needs(SeeResults), || get(export::totals)),
    ("/results.csv", Needs(SeeCases), || get(export::cases)),
    ("/results.xlsx", Needs(SeeCases), || get(export::cases)),
    ("/results/new", Needs(ManageCases), || get(form::new_page)),
    ("/results/{code}", Needs(SeeCases), || get(show::page)),
    ("/results/{code}/edit", Needs(ManageCases), || get(form::edit_page)),
    ("/results/{code}/withdraw", Needs(ManageCases), || get(withdraw::of_case)),
    ("/results/{code}/stages/new", Needs(ManageCases), || get(stage_form::new_page)),
    ("/results/stages/{id}/edit", Needs(ManageCases), || get(stage_form::edit_page)),
    ("/results/stages/{id}/photos/{sha256}", Needs(SeeResults), || get(photos::file)),
    ("/results/stages/{id}/pictures/new", Needs(ManageCases), || get(photos::new_page)),
    ("/results/pictures/{id}/release", Needs(ManageCases), || get(photos::release_page)),
    ("/results/pictures/{id}/withdraw", Needs(ManageCases), || get(photos::withdraw_page)),
    ("/results/stages/{id}/withdraw", Needs(ManageCases), || get(withdraw::of_stage)),
];
