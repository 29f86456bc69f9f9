//! `/rounds/known/new`: a past round of which nothing is known but what was published.

use leptos::prelude::*;

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::grants::{amount_fields, source_fields, sources},
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let sources = sources(&mut tx, viewer).await?;
    let components = store::components::list(&mut tx, viewer).await?;
    let components = components.into_iter().map(|component| Choice::new(component.code.clone(), component.code));
    let components: Vec<Choice> = components.collect();
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    cx.page("A past round, as published", move || {
        let lead = view! {
            <p>"For a handover of which no lines are known. Its figures are kept as printed and enter no sum. What is not known stays empty."</p>
        };
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader title="A past round, as published" lead=lead.into_any()/>
            <form class="form" method="post" action="/api/record_published_round" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                {what(&state, components)}
                {figures(&state)}
                {about(&state)}
                {source_fields(&state, sources, "Who tells of it: choose a source or enter a new one", false)}
                <FormActions cancel="/rounds"><SubmitButton text="Record the round"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn what(form: &FormState, components: Vec<Choice>) -> AnyView {
    let state = || form.clone();
    let components = (!components.is_empty()).then(|| {
        view! {
            <Checkboxes name="components" legend="For which components" state=state() choices=components optional=true
                hint="The donors whose grants pay for one of these components read the round"/>
        }
        .into_any()
    });
    view! {
        <Field name="code" label="Code" hint="Stands in addresses, such as R-2018-06" width=Width::Short state=state()/>
        <Field name="title" label="Title" state=state() hint="Such as “Launch of the teams and thirty vehicles”"/>
        <Field name="number" label="Round number" optional=true width=Width::Short state=state()
            hint="Only where a source says it: the fifth round is number 5"/>
        <DateField name="held_on" label="Held on" optional=true partial=true state=state()/>
        {components}
    }
    .into_any()
}

fn figures(form: &FormState) -> AnyView {
    let (worth, counted) = (form.clone(), form.clone());
    view! {
        <Fieldset legend="What it was worth" hint="Empty where it was not published">
            {amount_fields(&worth, "In digits, such as 190,000", true)}
        </Fieldset>
        <Fieldset legend="What was counted" hint="Such as thirty vehicles; empty where it was not published">
            <Field name="things" label="What" state=counted.clone() optional=true hint="Such as vehicles"/>
            <Field name="things_count" label="How many" state=counted.clone() optional=true kind=Input::Number width=Width::Short/>
            <Field name="things_qualifier" label="Words before the number" state=counted optional=true width=Width::Medium
                hint="As printed, such as “over”"/>
        </Fieldset>
    }
    .into_any()
}

fn about(form: &FormState) -> AnyView {
    let state = || form.clone();
    view! {
        <Field name="place" label="Place" optional=true state=state()/>
        <Field name="occasion" label="Occasion" optional=true state=state()/>
        <Field name="guests" label="Guests" optional=true state=state() hint="How many, such as “over a hundred”"/>
        <Field name="present" label="Present" optional=true state=state() hint="As a source names them"/>
        <Field name="shown" label="Shown" optional=true state=state()/>
        <Field name="receiving_agencies" label="Receiving agencies" optional=true kind=Input::Number width=Width::Tiny state=state()
            hint="How many, where the source says it"/>
    }
    .into_any()
}

/// What a round is that has nothing but published figures.
pub(super) fn no_lines() -> AnyView {
    view! {
        <p class="panel">"Published figure, no lines recorded. Of this round nothing is known but what its source says; it enters no sum."</p>
    }
    .into_any()
}
