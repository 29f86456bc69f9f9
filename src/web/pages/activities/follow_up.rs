//! `/activities/{code}/follow-up`: what came of it, half a year later.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Follow-up of {code}"), move || {
        let back = format!("/activities/{code}");
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="What came of it"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.activity.title.clone()}</p>
            <form class="form" method="post" action="/api/follow_up_activity" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                <DateField name="done_on" label="When you asked" state=form.clone() partial=true/>
                <Field name="asked" label="Persons asked" state=form.clone() kind=Input::Number width=Width::Tiny optional=true/>
                <Field name="applying" label="Persons who use what they learned" state=form.clone() kind=Input::Number
                    width=Width::Tiny optional=true/>
                <TextArea name="finding" label="What you found" state=form rows=4
                    hint="Whoever reads the activity reads it. People are not named"/>
                <FormActions cancel=back><SubmitButton text="Record the follow-up"/></FormActions>
            </form>
        }
        .into_any()
    })
}
