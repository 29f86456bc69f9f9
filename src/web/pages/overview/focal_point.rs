//! The focal point for financial tracing: the cases that were handed on to its agency.

use domain::Viewer;
use leptos::prelude::*;
use store::{cases::CaseRow, list::Page};

use crate::{kit::*, pages::results};

pub fn view(cases: Page<CaseRow>, viewer: &Viewer) -> AnyView {
    let agency = viewer.scope_name.clone().unwrap_or_default();
    let content = if cases.rows.is_empty() {
        let yet = format!("A case stands here once staff record that it was handed on to {agency}.");
        view! { <EmptyState things="cases" yet/> }.into_any()
    } else {
        results::case_table(&cases.rows)
    };
    let all = cases.next.is_some().then(|| view! { <p><a href="/results#cases">"All cases"</a></p> }.into_any());
    view! {
        <PageHeader title="Cases handed on to you" lead=view! { <p>{agency}</p> }.into_any()/>
        {content}
        {all}
    }
    .into_any()
}
