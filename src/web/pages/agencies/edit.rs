//! `/agencies/{code}/edit`: what was misspelt of an agency is put right.

use axum::extract::Path;
use domain::{PartialDate, change::Entity};
use leptos::prelude::*;
use store::agencies::AgencyRow;

use crate::{AppError, Cx, cx::PageResult, kit::*, pages::changes::history};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let agencies = store::agencies::list(&mut tx, viewer).await?;
    // A twin is read as the other one.
    let agency = agencies.into_iter().find(|agency| agency.has_code(&code)).ok_or(AppError::NotFound)?;
    let code = agency.code.clone();
    let version = store::changes::version(&mut tx, viewer, Entity::Agency, &code).await?;
    let form = cx.form(&mut tx, recorded(&agency)).await?;
    let history = history(&mut tx, viewer, Entity::Agency, &code).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit agency {code}"), move || {
        let steps = vec![("Agencies".to_owned(), "/agencies".to_owned())];
        let back = format!("/agencies#{code}");
        let lead = view! {
            <p>
                "Put right here what was misspelt. A new name from a day on is "
                <a href=format!("/agencies/{code}/rename")>"another name"</a> ": documents of earlier days keep the old one."
            </p>
        };
        let state = || form.clone();
        let names: Vec<_> = (0..agency.names.len()).map(|i| name(i, agency.names.len(), state())).collect();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Agency" code=code.clone() title=format!("Edit {}", agency.current_name()) lead=lead.into_any()/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/update_agency" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=form.version(version)/>
                {names}
                <Field name="country" label="Country" state=state() width=Width::Tiny autocomplete="off"
                    hint="Two letters, such as UZ"/>
                <Field name="part" label="Part in the programme" state=state() optional=true
                    hint="Beyond receiving equipment, such as national coordinator"/>
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn name(i: usize, all: usize, state: FormState) -> AnyView {
    let field = move |name: &str| format!("names[{i}][{name}]");
    let legend = match (i, all) {
        (_, 1) => "Name".to_owned(),
        (i, all) if i + 1 == all => "Newest name".to_owned(),
        (i, _) => format!("{} earlier name", ["First", "Second", "Third"].get(i).copied().unwrap_or("Next")),
    };
    view! {
        <Fieldset legend>
            <Field name=field("name") label="As documents print it" state=state.clone() autocomplete="off"/>
            <DateField name=field("from") label="Valid from" state=state.clone() optional={i == 0}/>
            <Field name=field("note") label="Note" state optional=true hint="Such as how sources print it differently"/>
        </Fieldset>
    }
    .into_any()
}

/// What the form that edits it shows.
pub(super) fn recorded(agency: &AgencyRow) -> FormState {
    let mut values = vec![
        ("country".to_owned(), agency.country.clone()),
        ("part".to_owned(), agency.part.clone().unwrap_or_default()),
    ];
    for (i, name) in agency.names.iter().enumerate() {
        let from = name.dated.from.map(|day| PartialDate::Day(day).words()).unwrap_or_default();
        values.push((format!("names[{i}][name]"), name.dated.name.clone()));
        values.push((format!("names[{i}][from]"), from));
        values.push((format!("names[{i}][note]"), name.note.clone().unwrap_or_default()));
    }
    FormState::filled(values)
}
