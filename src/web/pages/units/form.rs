//! The form that records a unit.

use domain::unit::UnitKind;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*, pages::agencies::agency_choices};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let agencies = agency_choices(store::agencies::list(&mut tx, cx.viewer()?).await?);
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("New unit", move || {
        let lead = view! {
            <p>"A unit is a team, an office or a centre. When it was planned, announced and closed, with the sources, is recorded on its page."</p>
        }
        .into_any();
        view! {
            <PageHeader title="New unit" lead/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action="/api/create_unit" novalidate>
                <HiddenInput name="submission" value=submission/>
                {what(&form, false)}
                {whereabouts(form.clone())}
                {times(&form)}
                {manned(&form, agencies)}
                <FormActions cancel="/units"><SubmitButton text="Record the unit"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// The code of what is there already stands in its head.
pub(super) fn what(form: &FormState, is_recorded: bool) -> AnyView {
    let kinds = UnitKind::ALL.iter().map(|kind| match kind.short() {
        short if short == kind.label() => Choice::new(kind.word(), short),
        short => Choice::new(kind.word(), format!("{} ({short})", kind.label())),
    });
    let code = (!is_recorded).then(|| {
        view! {
            <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                hint="Stands in tables and addresses and does not change, such as IMT-TER"/>
        }
        .into_any()
    });
    view! {
        <Radios name="kind" legend="Kind" state=form.clone() choices=kinds.collect()/>
        {code}
    }
    .into_any()
}

pub(super) fn whereabouts(form: FormState) -> AnyView {
    let state = move || form.clone();
    view! {
        <Fieldset legend="Where it stands" hint="A team has a base; a Border Liaison Office \
            has a crossing or a border; of a building or a centre the country is enough. What the unit does not have stays empty.">
            <Field name="base" label="Base of a team" state=state() hint="The town or the port, such as Termez"/>
            <Field name="country" label="Country" state=state() width=Width::Tiny autocomplete="off" optional=true
                hint="Two letters, such as UZ"/>
            <Field name="crossing" label="Crossing of an office" state=state()
                hint="Such as Oybek. Donors do not read it"/>
            <Field name="border" label="Border of an office" state=state() width=Width::Short
                hint="The own country first, such as UZ–KG"/>
            <Field name="areas" label="Answers for" state=state() optional=true
                hint="Regions, separated by commas, such as Syrdarya, Jizzakh"/>
            <Field name="aliases" label="Also known as" state=state() optional=true
                hint="Other names that people search for, separated by commas"/>
        </Fieldset>
    }
    .into_any()
}

pub(super) fn times(form: &FormState) -> AnyView {
    view! {
        <DateField name="since" label="Working since" state=form.clone() partial=true optional=true/>
        <Checkbox name="since_by" label="Some time until then: the source does not say since when" state=form.clone()/>
        <DateField name="planned" label="Planned for" state=form.clone() partial=true optional=true
            hint="For a unit that does not work yet, such as 2027"/>
    }
    .into_any()
}

pub(super) fn manned(form: &FormState, agencies: Vec<Choice>) -> AnyView {
    if agencies.is_empty() {
        return view! {
            <p class="muted">"No agency is recorded yet that could man it. " <a href="/agencies/new">"New agency"</a></p>
        }
        .into_any();
    }
    view! { <Checkboxes name="agencies" legend="Manned by" state=form.clone() choices=agencies optional=true/> }
        .into_any()
}
