//! `/visits/{code}/close` and `/visits/{code}/cancel`: how a visit ends.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::visits::show(&mut tx, viewer, &code).await?;
    let lacking = store::visits::without_answers(&mut tx, viewer, &code).await?;
    let today = domain::PartialDate::Day(cx.today()).words();
    let form = cx.form(&mut tx, FormState::filled([("held_on", today)])).await?;
    let submission = cx.submission_key()?;
    cx.page("Close the visit", move || {
        let row = &shown.row;
        let open = row.expected - row.looked;
        let back = format!("/visits/{code}");
        let steps = vec![("Visits".to_owned(), "/visits".to_owned()), (code.clone(), back.clone())];
        let version = form.version(shown.version);
        let missing = if open == 0 {
            "Everything that was expected was looked at.".to_owned()
        } else {
            let things = count_of(open, "thing that nobody looked at is", "things that nobody looked at are");
            format!("{things} missing from then on: each gets a check that says that it was not there.")
        };
        let checklist = (!lacking.is_empty()).then(|| {
            let words = format!("Not filled in yet: the checklist of {}.", lacking.join(", "));
            view! { <Notice tone=Tone::Warn title="A checklist is not filled in"><p>{words}</p></Notice> }.into_any()
        });
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Visit" code=code.clone() title="Close the visit?"/>
            <ErrorSummary state=form.clone()/>
            {checklist}
            <ul>
                <li>{format!("{} of {} seen.", count(row.looked - row.missing), count_of(row.expected, "thing", "things"))}</li>
                <li>{missing}</li>
                <li>"What was found stands from then on. A thing that turns up later gets another check on its own page."</li>
            </ul>
            <form class="form" method="post" action="/api/close_visit" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                <DateField name="held_on" label="Held on" state=form/>
                <FormActions cancel=back><SubmitButton text="Close the visit"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn cancel_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::visits::show(&mut tx, viewer, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Cancel the visit", move || {
        let version = form.version(shown.version);
        let hidden = vec![("submission", submission), ("code", code.clone()), ("version", version)];
        let back = format!("/visits/{code}");
        view! {
            <WithdrawPage form kind="Visit" code=code title="Cancel the visit?" what=shown.row.title.clone()
                then="It stays on the list as cancelled. What it expected is drawn anew with the next visit." action="/api/cancel_visit"
                hidden why="Why it is not held" button="Cancel the visit" cancel=back/>
        }
        .into_any()
    })
}
