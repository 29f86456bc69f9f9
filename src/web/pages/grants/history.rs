//! `/grants/{code}/history`: what was changed, by whom.

use axum::extract::Path;
use domain::{Timestamp, change::Entity};
use leptos::prelude::*;
use store::changes::ChangeRow;

use super::frame::{Asked, Part};
use crate::{Cx, cx::PageResult, kit::*};

/// How many of the latest changes stand on the page; the list of changes has all.
const LATEST: usize = 50;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = Asked::read(&cx, &mut tx, &code).await?;
    if let Some(page) = about.before(&cx, &mut tx).await? {
        return Ok(page);
    }
    let changes = store::changes::newest_of(&mut tx, viewer, Entity::Grant, &about.grant.row.code, LATEST).await?;
    about.page(&cx, Part::History, || {
        let all = format!("/changes?q={}", about.grant.row.code);
        let aside = view! { <a href=all>"All changes"</a> }.into_any();
        let entries: Vec<Happening> = changes.iter().map(happening).collect();
        let content = if entries.is_empty() {
            view! { <EmptyState things="changes" yet="What is changed of this grant stands here."/> }.into_any()
        } else {
            view! { <Timeline entries/> }.into_any()
        };
        view! { <Section title="Latest changes" id="changes" aside>{content}</Section> }.into_any()
    })
}

fn happening(change: &ChangeRow) -> Happening {
    let said =
        |key: &str| serde_json::from_str::<serde_json::Value>(&change.body).is_ok_and(|body| body.get(key).is_some());
    let what = if said("allocated_to_phase") {
        "Allocated to a phase".to_owned()
    } else if said("allocation") {
        "Allocation withdrawn".to_owned()
    } else if said("ceiling_source") && !said("title") {
        "Sources noted".to_owned()
    } else {
        format!("Grant {}", change.deed.label())
    };
    let who = change.person.clone().unwrap_or_else(|| "the command line".to_owned());
    Happening::at(Timestamp(change.recorded_at), what).who(who)
}
