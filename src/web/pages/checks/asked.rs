//! `/grants/{code}/checks`: how often a grant asks that what it pays for is checked.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let code = store::grants::code_of(&mut tx, viewer, &code).await?;
    let asked = store::checks::asked_more(&mut tx, viewer, &code).await?;
    let every = asked.as_ref().and_then(|asked| asked.every).map(|months| months.to_string()).unwrap_or_default();
    let reason = asked.map(|asked| asked.reason).unwrap_or_default();
    let state = cx.form(&mut tx, FormState::filled([("check_every", every), ("reason", reason)])).await?;
    let submission = cx.submission_key()?;
    cx.page("Checks that the grant asks for", move || {
        let back = format!("/grants/{code}/agreement");
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), back.clone())]/>
            <PageHeader kind="Grant" code=code.clone() title="How often does it ask for checks?"/>
            <p>"Things are checked as often as their category says. Where a grant asks for more, what it pays for is checked as often as that."</p>
            <form class="form" method="post" action="/api/ask_checks" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <Field name="check_every" label="Every so many months" state=state.clone() kind=Input::Number width=Width::Short
                    optional=true hint="Empty: no more than the categories ask for"/>
                <Field name="reason" label="Where that is written" state=state hint="Such as “Exchange of Notes, article 4”"/>
                <FormActions cancel=back><SubmitButton text="Save"/></FormActions>
            </form>
        }
        .into_any()
    })
}
