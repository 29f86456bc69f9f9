//! An administrator: who can sign in, and what was changed.

use domain::Timestamp;
use leptos::prelude::*;
use store::overview::AdministratorOverview;

use super::parts::{as_of, changes};
use crate::kit::{ButtonLink, PageHeader, StatTile, StatTiles, number_cell};

pub fn view(overview: AdministratorOverview, at: Timestamp) -> AnyView {
    let people = overview.people;
    let tile = |label: &str, number: i64, status: &str| {
        StatTile::new(label, number_cell(number)).href(format!("/people?status={status}"))
    };
    let tiles = vec![
        tile("People who can sign in", people.active, "active"),
        tile("Invited, no password yet", people.invited, "invited"),
        tile("Closed accounts", people.disabled, "closed"),
    ];
    let action = view! { <ButtonLink href="/people/new" text="Invite a person" primary=true/> }.into_any();
    view! {
        <PageHeader title="Overview" lead=as_of(at) actions=action/>
        <StatTiles tiles/>
        {changes(&overview.changes)}
    }
    .into_any()
}
