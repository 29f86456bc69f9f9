//! The forms that record and correct a case.

use axum::extract::Path;
use domain::{Viewer, case::CaseState};
use leptos::prelude::*;
use store::{Tx, cases::CaseShow};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::grants::{source_fields, sources},
};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let choices = Choices::load(&mut tx, cx.viewer()?).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a case", move || {
        let steps = vec![("Results".to_owned(), "/results".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Record a case"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_case">
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Stands in its address, such as CASE-BUKHARA"/>
                {fields(&form, choices)}
                <FormActions cancel="/results"><SubmitButton text="Record the case"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::cases::show(&mut tx, viewer, &code).await?;
    let choices = Choices::load(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit case {code}"), move || {
        let back = format!("/results/{code}");
        let steps = vec![("Results".to_owned(), "/results".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Case" code=code.clone() title="Edit the case"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_case">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {fields(&form, choices)}
                <FormActions cancel=back><SubmitButton text="Save the case"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What the lists of the form offer, as (value, label).
struct Choices {
    components: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    sources: Vec<(String, String)>,
}

impl Choices {
    async fn load(tx: &mut Tx, viewer: &Viewer) -> Result<Self, AppError> {
        let agencies = store::agencies::list(tx, viewer).await?;
        let agency = |agency: &store::agencies::AgencyRow| {
            (agency.code.clone(), format!("{} ({})", agency.current_name(), agency.code))
        };
        let mut components: Vec<(String, String)> = Vec::new();
        for phase in store::components::phase_choices(tx, viewer).await? {
            if components.last().is_none_or(|(code, _)| *code != phase.component_code) {
                components.push((phase.component_code.clone(), phase.component_code));
            }
        }
        Ok(Choices { components, agencies: agencies.iter().map(agency).collect(), sources: sources(tx, viewer).await? })
    }
}

/// As its form would say what stands there.
pub(super) fn filled(shown: &CaseShow) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    FormState::filled([
        ("title", shown.case.title.clone()),
        ("component", text(&shown.case.component)),
        ("state", shown.case.state.word().to_owned()),
        ("case_at", text(&shown.case_at)),
        ("handed_to", shown.handed_to.as_ref().map(|agency| agency.code.clone()).unwrap_or_default()),
        ("prosecuted", shown.prosecuted.map(|number| number.to_string()).unwrap_or_default()),
        ("published", shown.published.map(|quantity| quantity.typed()).unwrap_or_default()),
        ("note", text(&shown.note)),
        ("source", shown.source.clone().map(|(_, code)| code).unwrap_or_default()),
    ])
}

fn fields(form: &FormState, choices: Choices) -> AnyView {
    let state = || form.clone();
    let states = CaseState::ALL.iter().map(|state| Choice::new(state.word(), state.label())).collect();
    view! {
        <Field name="title" label="What the case is called" state=state() hint="No person is named in it"/>
        <Select name="component" label="Component" state=state() options=choices.components optional=true
            blank="Not known" hint="Its donors read the sums of it"/>
        <Radios name="state" legend="How far it is" state=state() choices=states/>
        <Field name="case_at" label="At which body the case is" state=state() optional=true
            hint="As the source names it: an investigation department, a court"/>
        <Select name="handed_to" label="Agency that follows it up" state=state() options=choices.agencies optional=true
            blank="None" hint="It reads the whole case"/>
        <Field name="prosecuted" label="People prosecuted" state=state() kind=Input::Number width=Width::Tiny optional=true
            hint="Leave empty when the source states no number"/>
        <Field name="published" label="Published for the whole case" state=state() width=Width::Medium optional=true
            hint="Such as “3 kg 689 g”. It stands beside what the stages add up to, never instead of it"/>
        <TextArea name="note" label="Note" state=state() optional=true rows=2 hint="Programme staff and administrators read it"/>
        {source_fields(form, choices.sources, "Where the case was published", true)}
    }
    .into_any()
}
