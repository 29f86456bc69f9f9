//! `/grants/new` and `/grants/{code}/edit`.

use axum::extract::Path;
use domain::{PartialDate, grant::percent};
use leptos::prelude::*;
use store::{donors::DonorRow, grants::GrantShow};

use super::parts::currencies;
use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let donors = store::donors::list(&mut tx, cx.viewer()?).await?;
    // The donor that was recorded just now stands ready, with its currency.
    let asked = cx.query.get("donor");
    let donor = donors.iter().find(|donor| Some(donor.code.as_str()) == asked);
    let ready = Ready {
        donor: donor.map(|donor| donor.code.clone()),
        currency: donor.map(|donor| donor.currency.0.code().to_owned()),
    };
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Record a grant", || {
        let lead = (!donors.is_empty()).then(unlisted);
        let content = if donors.is_empty() {
            let yet = "A grant is an agreement with a donor: a government or an organisation that gives. Record the donor first.";
            let action = Some(("Record the first donor".to_owned(), "/donors/new".to_owned()));
            view! { <EmptyState things="donors" yet action/> }.into_any()
        } else {
            view! {
                <form class="form" method="post" action="/api/create_grant">
                    <HiddenInput name="submission" value=submission/>
                    <Field name="code" label="Code" state=form.clone() width=Width::Medium autocomplete="off"
                        hint="Letters, digits and hyphens, such as JP-2020. It stands on documents and cannot be changed later"/>
                    {fields(&form, options(donors), ready)}
                    <FormActions cancel="/grants"><SubmitButton text="Record the grant"/></FormActions>
                </form>
            }
            .into_any()
        };
        view! {
            <PageHeader title="Record a grant" lead/>
            <ErrorSummary state=form.clone()/>
            {content}
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
    let submission = cx.submission_key()?;
    let page = format!("/grants/{}", grant.row.code);
    cx.page(&format!("Edit {}", grant.row.code), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (grant.row.code.clone(), page.clone())];
        // Somebody was faster: what stands there now is one click away.
        let compare = form
            .error("")
            .map(|_| view! { <p><a href=page.clone()>"Open the grant as it is recorded now"</a></p> }.into_any());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=grant.row.code.clone() title="Edit the grant" lead=unlisted()/>
            <ErrorSummary state=form.clone()/>
            {compare}
            <form class="form" method="post" action="/api/update_grant">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=grant.row.code.clone()/>
                <HiddenInput name="version" value=form.version(grant.version)/>
                {fields(&form, options(donors), Ready::default())}
                <FormActions cancel=page><SubmitButton text="Save the changes"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What is chosen in a form before anything was typed.
#[derive(Default)]
struct Ready {
    donor: Option<String>,
    currency: Option<String>,
}

/// Stands before the fields: whoever follows it has typed nothing yet.
fn unlisted() -> AnyView {
    view! { <p>"Donor not in the list? " <a href="/donors/new">"Record it"</a></p> }.into_any()
}

fn fields(form: &FormState, donors: Vec<(String, String)>, ready: Ready) -> AnyView {
    let form = form.clone();
    let state = move || form.clone();
    let inside = state.clone();
    let terms = state.clone();
    view! {
        <Field name="title" label="Title of the agreement" state=state()/>
        <Select name="donor" label="Donor" state=state() options=donors.clone() blank="Choose the donor" value=ready.donor/>
        <Select name="donor_2" label="Second donor" state=state() options=donors.clone() blank="None" optional=true
            hint="Where several gave the grant together; each sees it"/>
        <Select name="donor_3" label="Third donor" state=state() options=donors.clone() blank="None" optional=true/>
        <Select name="donor_4" label="Fourth donor" state=state() options=donors blank="None" optional=true/>
        <Field name="donors_are" label="What the source calls them" state=state() optional=true width=Width::Medium
            hint="Such as “main”, where there were others and no shares were published"/>
        <Field name="instrument" label="Instrument" state=state() optional=true hint="Such as “Exchange of Notes”, or “contribution of sub-programme 1” where there is no agreement of its own"/>
        <TextArea name="buys" label="What it buys" state=state() optional=true rows=2/>
        <DateField name="signed_on" label="Signed on" state=state() optional=true partial=true/>
        <DateField name="announced_on" label="Announced on" state=state() optional=true partial=true/>
        <Field name="signed_at" label="Signed at" state=state() optional=true
            hint="The place. Who signed, and before whom, is recorded on the page of the grant"/>
        <Fieldset legend="Ceiling"
            hint="The most that the agreement allows, in its own currency. Leave the amount empty if only quoted figures were published">
            <Select name="currency" label="Currency" state=inside() options=currencies() blank="Choose a currency"
                value=ready.currency optional=true hint="Needed with an amount only"/>
            <Field name="ceiling" label="Amount" state=inside() kind=Input::Amount width=Width::Medium
                optional=true hint="Such as 743,000,000"/>
        </Fieldset>
        <Fieldset legend="Terms" hint="Leave empty what the agreement does not say or nobody knows">
            <DateField name="available_from" label="Available from" state=terms() optional=true partial=true/>
            <DateField name="available_to" label="Available to" state=terms() optional=true partial=true/>
            <Field name="psc" label="Programme support cost" state=terms() kind=Input::Amount width=Width::Tiny optional=true
                suffix="%" hint="Charged on expenditure, such as 13"/>
            <Field name="levy" label="Coordination levy" state=terms() kind=Input::Amount width=Width::Tiny optional=true
                suffix="%"/>
            <Select name="refund" label="Is the unspent rest given back?" state=terms() blank="Not known" optional=true
                options=vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())]/>
            <Field name="valuation_basis" label="Payments in another currency are valued at" state=terms() optional=true
                hint="In the words of the agreement, such as “the UN operational rate of the date of payment”"/>
        </Fieldset>
        <Field name="countries" label="Countries" state=state() optional=true width=Width::Medium
            hint="Two-letter codes separated by commas, such as UZ, KG, TJ"/>
    }
    .into_any()
}

pub(super) fn recorded(grant: &GrantShow, donors: &[DonorRow]) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<PartialDate>| date.map(PartialDate::words).unwrap_or_default();
    let donor = |place: usize| grant.row.donors.get(place).map(|d| d.code.clone()).unwrap_or_default();
    // Without a ceiling the currency in which the donor usually gives stands ready.
    let usual = || donors.iter().find(|d| d.code == donor(0)).map(|d| d.currency.0);
    let currency = grant.row.ceiling.map(|c| c.currency).or_else(usual);
    FormState::filled([
        ("title", grant.row.title.clone()),
        ("donor", donor(0)),
        ("donor_2", donor(1)),
        ("donor_3", donor(2)),
        ("donor_4", donor(3)),
        ("donors_are", text(&grant.terms.donors_are)),
        ("buys", text(&grant.terms.buys)),
        ("instrument", text(&grant.instrument)),
        ("signed_on", date(grant.row.signed_on)),
        ("announced_on", date(grant.announced_on)),
        ("signed_at", text(&grant.signed_at)),
        ("ceiling", grant.row.ceiling.map(|c| c.input()).unwrap_or_default()),
        ("currency", currency.map(|c| c.code().to_owned()).unwrap_or_default()),
        ("countries", grant.countries.join(", ")),
        ("available_from", date(grant.terms.available_from)),
        ("available_to", date(grant.terms.available_to)),
        ("psc", grant.terms.psc_ppm.map(percent).unwrap_or_default()),
        ("levy", grant.terms.levy_ppm.map(percent).unwrap_or_default()),
        (
            "refund",
            grant.terms.refund_required.map(|yes| if yes { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
        ),
        ("valuation_basis", text(&grant.terms.valuation_basis)),
    ])
}

fn options(donors: Vec<DonorRow>) -> Vec<(String, String)> {
    donors.into_iter().map(|donor| (donor.code, donor.name)).collect()
}
