//! The states that were released, the newest first.

use axum::extract::Path;
use domain::{Action, Timestamp};
use leptos::prelude::*;
use store::grants::publication::{self, Standing, StateRow};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let states = publication::states(&mut tx, viewer, &code).await?;
    let standing = if viewer.sees_everything() { publication::standing(&mut tx, viewer, &code).await? } else { None };
    let (inside, may) = (viewer.sees_everything(), viewer.role.may(Action::ManageGrants));
    cx.page(&format!("States of {code}"), move || {
        let published = standing.as_ref().is_some_and(|standing| standing.published);
        let actions = may.then(|| {
            let live = published.then(|| {
                view! { <ButtonLink href=format!("/grants/{code}/live") text="Show the grant as it stands again"/> }.into_any()
            });
            view! { <ButtonLink href=format!("/grants/{code}/publish") text="Release a state" primary=true/> {live} }
                .into_any()
        });
        let said = inside.then(|| said(standing));
        let content = if states.is_empty() {
            view! { <EmptyState things="states" yet="What staff release of this grant stands here, and stays as it was."/> }
                .into_any()
        } else {
            let entries: Vec<Happening> = states.into_iter().map(|state| entry(&code, state, inside)).collect();
            view! { <Timeline entries/> }.into_any()
        };
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), format!("/grants/{code}"))]/>
            <PageHeader kind="Grant" code=code.clone() title="States that were released" actions=actions/>
            {said}
            <Section title="Released" id="states">{content}</Section>
        }
        .into_any()
    })
}

/// What the donors read now.
fn said(standing: Option<Standing>) -> AnyView {
    match standing {
        Some(Standing { published: true, reason, person, recorded_at }) => view! {
            <p>
                "Its donors read the newest state that was released, since "<InstantView at=Timestamp(recorded_at)/>
                {format!(", by {person}: “{reason}”")}
            </p>
        }
        .into_any(),
        Some(Standing { reason, person, recorded_at, .. }) => view! {
            <p>
                "Its donors read the grant as it stands, again since "<InstantView at=Timestamp(recorded_at)/>
                {format!(", by {person}: “{reason}”")}
            </p>
        }
        .into_any(),
        None => view! { <p>"Its donors read the grant as it stands: every change at once."</p> }.into_any(),
    }
}

fn entry(code: &str, state: StateRow, inside: bool) -> Happening {
    let href = format!("/grants/{code}/states/{}", state.number);
    let mut more = vec![format!("“{}”", state.note)];
    if inside {
        more.push(count_of(state.pages, "page and file", "pages and files"));
        more.push(
            if state.shows_changes { "donors learn how much happened since" } else { "nothing later is told" }
                .to_owned(),
        );
    }
    Happening::at(
        Timestamp(state.recorded_at),
        view! { <a href=href>{format!("State {}", state.number)}</a> }.into_any(),
    )
    .who(state.released_by)
    .note(view! { <span>{more.join(" · ")}</span> }.into_any())
}
