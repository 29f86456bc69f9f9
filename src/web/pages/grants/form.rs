//! `/grants/new` and `/grants/{code}/edit`.

use axum::extract::Path;
use domain::{Currency, PartialDate};
use leptos::prelude::*;
use store::{donors::DonorRow, grants::GrantShow};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let donors = options(store::donors::list(&mut tx, cx.viewer()?).await?);
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a grant", || {
        view! {
            <PageHeader title="Record a grant"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/create_grant">
                <HiddenInput name="submission" value=submission/>
                <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                    hint="Letters, digits and hyphens, such as JP-2020. It stands on documents and cannot be changed later"/>
                {fields(&form, donors, None)}
                <FormActions cancel="/grants"><SubmitButton text="Record the grant"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let grant = store::grants::show(&mut tx, viewer, &code).await?;
    let donors = store::donors::list(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, recorded(&grant, &donors)).await?;
    let donors = options(donors);
    let submission = cx.submission_key()?;
    let page = format!("/grants/{}", grant.row.code);
    cx.page(&format!("Edit {}", grant.row.code), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (grant.row.code.clone(), page.clone())];
        let several = (grant.row.donors.len() > 1)
            .then_some("Several donors gave this grant together: choosing one of them keeps the others");
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=grant.row.code.clone() title="Edit the grant"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_grant">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=grant.row.code.clone()/>
                <HiddenInput name="version" value=form.version(grant.version)/>
                {fields(&form, donors, several)}
                <FormActions cancel=page><SubmitButton text="Save the changes"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn fields(form: &FormState, donors: Vec<(String, String)>, several: Option<&'static str>) -> AnyView {
    let form = form.clone();
    let state = move || form.clone();
    let inside = state.clone();
    let currencies = Currency::ALL.map(|c| (c.code().to_owned(), c.code().to_owned())).to_vec();
    view! {
        <Field name="title" label="Title of the agreement" state=state()/>
        <Select name="donor" label="Donor" state=state() options=donors blank="Choose the donor" hint=several/>
        <Field name="instrument" label="Instrument" state=state() optional=true hint="Such as “Exchange of Notes”"/>
        <DateField name="signed_on" label="Signed on" state=state() optional=true partial=true/>
        <DateField name="announced_on" label="Announced on" state=state() optional=true partial=true/>
        <TextArea name="signatories" label="Signatories" state=state() optional=true rows=2/>
        <TextArea name="witness" label="Witness" state=state() optional=true rows=2/>
        <Fieldset legend="Ceiling" hint="The most that the agreement allows, in its own currency">
            <Select name="currency" label="Currency" state=inside() options=currencies blank="Choose a currency"/>
            <Field name="ceiling" label="Amount" state=inside() kind=Input::Amount width=Width::Medium
                optional=true
                hint="Such as 743,000,000. Leave it empty where no ceiling is published"/>
        </Fieldset>
        <Field name="countries" label="Countries" state=state() optional=true width=Width::Medium
            hint="Two-letter codes separated by commas, such as UZ, KG, TJ"/>
    }
    .into_any()
}

fn recorded(grant: &GrantShow, donors: &[DonorRow]) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<PartialDate>| date.map(PartialDate::words).unwrap_or_default();
    let donor = grant.row.donors.first().map(|d| d.code.as_str()).unwrap_or_default();
    // Without a ceiling the currency in which the donor usually gives stands ready.
    let usual = || donors.iter().find(|d| d.code == donor).map(|d| d.currency.0);
    let currency = grant.row.ceiling.map(|c| c.currency).or_else(usual);
    FormState::filled([
        ("title", grant.row.title.clone()),
        ("donor", donor.to_owned()),
        ("instrument", text(&grant.instrument)),
        ("signed_on", date(grant.row.signed_on)),
        ("announced_on", date(grant.announced_on)),
        ("signatories", text(&grant.signatories)),
        ("witness", text(&grant.witness)),
        ("ceiling", grant.row.ceiling.map(|c| c.input()).unwrap_or_default()),
        ("currency", currency.map(|c| c.code().to_owned()).unwrap_or_default()),
        ("countries", grant.countries.join(", ")),
    ])
}

fn options(donors: Vec<DonorRow>) -> Vec<(String, String)> {
    donors.into_iter().map(|donor| (donor.code, donor.name)).collect()
}
