//! `/grants/{code}/publish`: what its donors would read, and the button that releases it; `/grants/{code}/live`: back to the
//! portal as it stands.

use axum::extract::Path;
use domain::Timestamp;
use leptos::prelude::*;
use store::grants::publication;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    released::{as_it_was, happened, preview},
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let standing = publication::standing(&mut tx, viewer, &code).await?;
    let published = standing.is_some_and(|standing| standing.published);
    let states = publication::states(&mut tx, viewer, &code).await?;
    let audience = publication::audience(&mut tx, viewer, &code).await?;
    let last = states.into_iter().next();
    let since = match &last {
        Some(last) => Some(publication::since(&mut tx, viewer, &code, Timestamp(last.recorded_at)).await?),
        None => None,
    };
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    drop(tx);
    let mut previews = Vec::new();
    for one in &audience {
        previews.push((one.name.clone(), preview(&cx.app, &code, one).await?));
    }
    cx.page("Release a state", move || {
        let back = format!("/grants/{code}/states");
        let last = last.zip(since).map(|(last, since)| {
            view! {
                <p>
                    {format!("State {} was released on ", last.number)}<InstantView at=Timestamp(last.recorded_at)/>
                    ". Since then: "{happened(since)}
                </p>
            }
            .into_any()
        });
        let happens = if published {
            "The donors of this grant read the new state instead of the one before, which stays readable."
        } else {
            "From then on the donors of this grant read what was released, and no later change until you release the next state."
        };
        let previews: Vec<AnyView> = previews
            .into_iter()
            .enumerate()
            .map(|(place, (name, html))| {
                // The page brings its own first heading.
                let html = html.replace("<h1", "<h3").replace("</h1>", "</h3>").replace(" id=\"", " data-was=\"");
                view! {
                    <Section title=format!("What {name} would read first") id=format!("preview-{place}")>
                        {as_it_was(html, "released panel")}
                    </Section>
                }
                .into_any()
            })
            .collect();
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), format!("/grants/{code}"))]/>
            <PageHeader kind="Grant" code=code.clone() title="Release a state"/>
            <div class="stack">
                <p>{happens}" The grant with its money, items, papers and files, and every round, item, receipt and unit that they lead to, \
                    are kept as the donor can open them now."</p>
                {last}
                <form class="form" method="post" action="/api/publish_state" novalidate>
                    <ErrorSummary state=state.clone()/>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="grant" value=code.clone()/>
                    <TextArea name="note" label="Why this state is released" state=state.clone()
                        hint="The donors read it above each page, such as “Figures of the review of November 2026”"/>
                    <Checkbox name="shows_changes" label="Tell the donors how much happened since (numbers of handovers, receipts, money events and checks, without amounts)"
                        state=state/>
                    <FormActions cancel=back><SubmitButton text="Release this state"/></FormActions>
                </form>
                {previews}
            </div>
        }
        .into_any()
    })
}

pub async fn live(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let standing = publication::standing(&mut tx, viewer, &code).await?;
    let published = standing.is_some_and(|standing| standing.published);
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Show the grant as it stands again", move || {
        let back = format!("/grants/{code}/states");
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), format!("/grants/{code}"))]/>
            <PageHeader kind="Grant" code=code.clone() title="Show the grant as it stands again"/>
            <p>
                {(!published).then_some("The donors of this grant read it as it stands already. ")}
                "Its donors read every change at once from then on. The states that were released stay readable."
            </p>
            <form class="form" method="post" action="/api/show_grant_live" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <TextArea name="reason" label="Why" state=state/>
                <FormActions cancel=back><SubmitButton text="Show it as it stands"/></FormActions>
            </form>
        }
        .into_any()
    })
}
