//! The forms that record an agency and give it its next name.

use axum::extract::Path;
use leptos::prelude::*;
use store::agencies::AgencyRow;

use super::{country, list::names_over_time};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn new_page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("New agency", move || {
        let state = || form.clone();
        view! {
            <PageHeader title="New agency"/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/create_agency" novalidate>
                <HiddenInput name="submission" value=submission/>
                <Field name="name" label="Name" state=state() autocomplete="off"
                    hint="As documents print it, such as State Customs Committee"/>
                <Field name="code" label="Code" state=state() width=Width::Short autocomplete="off"
                    hint="Stands in tables and addresses and does not change, such as SCC"/>
                <Field name="country" label="Country" state=state() width=Width::Tiny autocomplete="off"
                    hint="Two letters, such as UZ"/>
                <DateField name="valid_from" label="Name valid from" state=state() optional=true
                    hint="The day on which it got this name, such as 14 Mar 2018. Empty: it has always had it"/>
                <Field name="part" label="Part in the programme" state=state() optional=true
                    hint="Beyond receiving equipment, such as national coordinator"/>
                <FormActions cancel="/agencies"><SubmitButton text="Record the agency"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn rename_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let agencies = store::agencies::list(&mut tx, cx.viewer()?).await?;
    let agency = agencies.into_iter().find(|agency| agency.has_code(&code)).ok_or(AppError::NotFound)?;
    let code = agency.code.clone();
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(whole(agency.names.len()));
    let submission = cx.submission_key()?;
    cx.page(&format!("Rename agency {code}"), move || {
        let steps = vec![("Agencies".to_owned(), "/agencies".to_owned())];
        let back = format!("/agencies#{code}");
        let lead = format!("Documents of earlier days keep the name “{}”.", agency.current_name());
        let lead = view! { <p>{lead}</p> }.into_any();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Agency" code=code.clone() title=format!("Rename {}", agency.current_name()) lead/>
            <ErrorSummary state=form.clone()/>
            <div class="stack">
                {recorded(&agency)}
                <form method="post" action="/api/rename_agency" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="code" value=code/>
                    <HiddenInput name="version" value=version/>
                    <Field name="name" label="New name" state=form.clone() autocomplete="off"/>
                    <DateField name="valid_from" label="Valid from" state=form
                        hint="The first day on which documents print the new name, such as 14 Mar 2018"/>
                    <FormActions cancel=back><SubmitButton text="Rename the agency"/></FormActions>
                </form>
            </div>
        }
        .into_any()
    })
}

/// What is recorded now: also what a refused, stale form is compared with.
fn recorded(agency: &AgencyRow) -> AnyView {
    let facts = vec![
        Fact::text("Name now", agency.current_name()),
        Fact::text("Country", country(&agency.country)),
        Fact::view("Names over time", names_over_time(agency)),
    ];
    view! { <div class="panel stack"><SummaryList facts/></div> }.into_any()
}
