//! `/activities/{code}/state`: it was held, it is cancelled, or it is planned after all.

use axum::extract::Path;
use domain::activity::ActivityState;
use leptos::prelude::*;

use super::state_tag;
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("State of {code}"), move || {
        let back = format!("/activities/{code}");
        let now = shown.activity.state;
        let others = ActivityState::ALL.iter().filter(|state| **state != now);
        let choices = others.map(|state| Choice::new(state.word(), words(*state))).collect();
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="Held, planned or cancelled" status=Some(state_tag(now))/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.activity.title.clone()}</p>
            <form class="form" method="post" action="/api/change_activity_state" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                <Radios name="state" legend="It" state=form.clone() choices/>
                <DateField name="stated_on" label="Since when" state=form.clone() optional=true partial=true/>
                <TextArea name="reason" label="Why" state=form rows=2 optional=true
                    hint="Asked for, unless something planned was held. Programme staff and administrators read it"/>
                <FormActions cancel=back><SubmitButton text="Record it"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn words(state: ActivityState) -> &'static str {
    match state {
        ActivityState::Planned => "is planned, and was not held",
        ActivityState::Held => "was held",
        ActivityState::Cancelled => "is cancelled",
    }
}
