//! What a person sees first: what waits for me, what happened, what it adds up to. Another page for every role.

use axum::routing::get;
use domain::Action;
use store::overview::Overview;

use crate::{Cx, access::Rule, cx::PageResult, pages::tasks, registry::Route};

mod administrator;
mod coordinator;
mod donor;
mod focal_point;
mod officer;
mod outcomes;
mod parts;
mod staff;

pub const ROUTES: &[Route] = &[("/", Rule::Needs(Action::SeeOverview), || get(page))];

async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let at = cx.now();
    let mut tx = cx.read().await?;
    let overview = store::overview::overview(&mut tx, &viewer, at).await?;
    match overview {
        Overview::Staff(overview) => {
            let keys = tasks::Keys::of(&cx, &overview.tasks.page.rows)?;
            cx.page("Overview", move || staff::view(overview, keys, at))
        }
        Overview::Officer(overview) => cx.page("To receive", move || officer::view(overview, &viewer)),
        Overview::Donor(overview) => {
            let filled = donor::Filled::of(&cx.query);
            cx.page("Overview", move || donor::view(overview, &viewer, at, filled))
        }
        Overview::Coordinator(overview) => {
            let filled = donor::Filled::of(&cx.query);
            cx.page("Overview", move || coordinator::view(overview, &viewer, filled))
        }
        Overview::FocalPoint(cases) => cx.page("Cases", move || focal_point::view(cases, &viewer)),
        Overview::Administrator(overview) => cx.page("Overview", move || administrator::view(overview, at)),
    }
}
