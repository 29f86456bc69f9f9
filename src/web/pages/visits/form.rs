//! The forms that plan a visit and put it right.

use axum::extract::Path;
use domain::{Viewer, change::Entity, visit::Sample};
use leptos::prelude::*;
use store::{Tx, visits::VisitShow};

use crate::{AppError, Cx, cx::PageResult, kit::*, pages::changes::history};

/// `/visits/new`, or `/visits/new?unit=IMT-TER` from the page of a unit.
pub async fn new_page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let unit = cx.query.get("unit").unwrap_or_default().to_owned();
    let fresh = FormState::filled([("units", unit), ("sample", Sample::Due.word().to_owned())]);
    let form = cx.form(&mut tx, fresh).await?;
    let donors = donors(&mut tx, viewer).await?;
    let submission = cx.submission_key()?;
    cx.page("Plan a visit", move || {
        let samples = Sample::ALL.iter().map(|sample| Choice::new(sample.word(), sample.label())).collect();
        let lead = view! { <p>"What the visit expects is drawn now, from what the units have and agencies have signed for, and stays."</p> };
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="Plan a visit" lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/plan_visit" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Stands in its address, such as V-2021-1, and cannot be changed later"/>
                {fields(&form, donors)}
                <TextArea name="units" label="Units that are visited" state=form.clone() rows=3
                    hint="Their codes, one a line, such as IMT-TER"/>
                <Radios name="sample" legend="What is looked at" state=form.clone() choices=samples/>
                <Field name="size" label="How many are drawn" state=form.clone() kind=Input::Number width=Width::Short optional=true
                    hint="Of things that are drawn by lot"/>
                <Field name="seed" label="Seed" state=form width=Width::Medium optional=true autocomplete="off"
                    hint="The same number draws the same things again. Empty: one is chosen, and written down"/>
                <FormActions cancel="/visits"><SubmitButton text="Plan the visit"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::visits::show(&mut tx, viewer, &code).await?;
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let donors = donors(&mut tx, viewer).await?;
    let history = history(&mut tx, viewer, Entity::Visit, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit visit {code}"), move || {
        let version = form.version(shown.version);
        let back = format!("/visits/{code}");
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Visit" code=code.clone() title="Edit the visit"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_visit" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {fields(&form, donors)}
                <FormActions cancel=back><SubmitButton text="Save the visit"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn steps() -> Vec<(String, String)> {
    vec![("Visits".to_owned(), "/visits".to_owned())]
}

/// As its form would say what stands there.
pub(super) fn filled(shown: &VisitShow) -> FormState {
    FormState::filled([
        ("title", shown.row.title.clone()),
        ("planned_on", shown.row.planned_on.words()),
        ("team", shown.team.clone().unwrap_or_default()),
        ("donor", shown.row.donor.clone().map(|(code, _)| code).unwrap_or_default()),
        ("note", shown.note.clone().unwrap_or_default()),
    ])
}

async fn donors(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let donors = store::donors::list(tx, viewer).await?;
    Ok(donors.into_iter().map(|donor| (donor.code, donor.name)).collect())
}

fn fields(form: &FormState, donors: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    view! {
        <Field name="title" label="What it is called" state=state() hint="Such as “Termez, spring 2021”. A donor that joins it reads this"/>
        <DateField name="planned_on" label="Planned for" state=state()/>
        <TextArea name="team" label="Team" state=state() optional=true rows=3 hint="One name a line. For staff and administrators only"/>
        <Select name="donor" label="Together with the embassy of" state=state() options=donors blank="None" optional=true
            hint="It reads this visit, and what was found of what it paid for"/>
        <TextArea name="note" label="Note" state=state() optional=true rows=3 hint="For staff and administrators only"/>
    }
    .into_any()
}
