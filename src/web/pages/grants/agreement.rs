//! `/grants/{code}/agreement`: what was agreed, what it is for, and the papers.

use axum::extract::Path;
use domain::{Action, Viewer, document::Subject as Noun};
use leptos::prelude::*;
use store::{
    checks::AskedByGrant,
    grants::{GrantRow, OwnerRow},
};

use super::{
    figures,
    frame::{Asked, Part, aside},
};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{documents, officials},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = Asked::read(&cx, &mut tx, &code).await?;
    if let Some(page) = about.before(&cx, &mut tx).await? {
        return Ok(page);
    }
    let grant = &about.grant;
    let row = &grant.row;
    let statement = store::statements::statement(&mut tx, viewer, &code, about.asked.as_of).await?;
    let signing = store::officials::of_grant(&mut tx, viewer, &row.code).await?;
    let documents = documents::section(&mut tx, viewer, Noun::Grant, &row.code).await?;
    let owner = store::grants::owner(&mut tx, viewer, &row.code).await?;
    let asked = store::checks::asked_more(&mut tx, viewer, &row.code).await?;
    about.page(&cx, Part::Agreement, || {
        let mut facts = figures::agreement(grant, &signing, viewer.role.may(Action::ManageOfficials));
        if viewer.sees_everything() {
            facts.push(Fact::view("Looked after by", Some(owned(owner, row, viewer))));
        }
        if asked.is_some() || viewer.role.may(Action::ManageGrants) {
            facts.push(Fact::view("Checks", Some(checked(asked, row, viewer))));
        }
        let lacks = viewer.role.may(Action::ManageGrants).then(|| format!("/grants/{}/edit", row.code));
        let allocations = figures::allocations(grant, viewer, statement.assumed().is_some());
        view! {
            <Section title="Agreement" id="agreement" aside=aside(viewer, row, "signed/new", "Record who signed")>
                <RecordedFacts facts add=lacks/>
                {officials::withdrawn(&signing)}
            </Section>
            <Section title="What it is for" id="allocations" aside=aside(viewer, row, "allocations/new", "Allocate it to a phase")>
                {allocations}
            </Section>
            {documents}
        }
        .into_any()
    })
}

/// Who looks after it, and for staff the way to change that.
fn owned(owner: Option<OwnerRow>, grant: &GrantRow, viewer: &Viewer) -> AnyView {
    let name =
        owner.map_or_else(|| "nobody in particular: all staff are told of questions".to_owned(), |owner| owner.name);
    let change = viewer.role.may(Action::ManageGrants).then(|| {
        let href = format!("/grants/{}/owner", grant.code);
        view! { " " <a href=href aria-label="Change who looks after the grant">"Change"</a> }.into_any()
    });
    view! { {name} {change} }.into_any()
}

/// How often it asks that what it pays for is checked, and for staff the way to say so.
fn checked(asked: Option<AskedByGrant>, grant: &GrantRow, viewer: &Viewer) -> AnyView {
    let words = match asked.and_then(|asked| asked.every.zip(Some(asked.reason))) {
        Some((every, reason)) => format!("it asks for one every {} ({reason})", count_of(every, "month", "months")),
        None => "as often as the categories of its things say".to_owned(),
    };
    let change = viewer.role.may(Action::ManageGrants).then(|| {
        let href = format!("/grants/{}/checks", grant.code);
        view! { " " <a href=href aria-label="Change how often the grant asks for checks">"Change"</a> }.into_any()
    });
    view! { {words} {change} }.into_any()
}
