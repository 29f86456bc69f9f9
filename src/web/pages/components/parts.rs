//! Who takes part in a component, as what and through which office: on its page, and the forms that record and withdraw it.

use axum::extract::Path;
use domain::phase::phase_label;
use leptos::prelude::*;
use store::components::{ComponentShow, PartRow};

use super::form::steps;
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::agency_options,
        grants::{source_fields, sources},
    },
};

/// On the page of the component; nothing where nobody is named and nobody can be.
pub(super) fn section(code: &str, parts: &[PartRow], may_record: bool) -> Option<AnyView> {
    if parts.is_empty() && !may_record {
        return None;
    }
    let file = |end: &str| format!("/components/{code}/parts.{end}");
    let files = (!parts.is_empty()).then(|| crate::export::both(file("csv"), file("xlsx")));
    let add = may_record.then(|| {
        let href = format!("/components/{code}/parts/new");
        view! { <ButtonLink href text="Record who takes part"/> }.into_any()
    });
    let aside = view! { {files} {add} }.into_any();
    let content = if parts.is_empty() {
        view! { <p class="muted">"No part of a donor or an agency is recorded."</p> }.into_any()
    } else {
        table(code, parts, may_record)
    };
    Some(view! { <Section title="Who takes part" id="parts" aside=aside>{content}</Section> }.into_any())
}

fn table(code: &str, parts: &[PartRow], may_record: bool) -> AnyView {
    let mut columns = vec![
        Column::text("Who"),
        Column::text("Through"),
        Column::text("As"),
        Column::text("In"),
        Column::text("Source"),
    ];
    columns.extend(may_record.then(|| Column::text("Actions")));
    let rows = parts.iter().map(|part| row(code, part, may_record)).collect();
    view! { <DataTable caption="Donors and agencies of this component" columns rows/> }.into_any()
}

fn row(code: &str, part: &PartRow, may_record: bool) -> Row {
    let who = match &part.withdrawn {
        Some(why) => {
            let why = format!("Withdrawn: {why}");
            view! { <span><del>{part.who()}</del> <span class="below">{why}</span></span> }.into_any()
        }
        None => cell(part.who()),
    };
    let mut cells = vec![
        who,
        cell(part.office.clone()),
        cell(part.part.clone()),
        cell(part.phase.clone()),
        cell(part.source.clone()),
    ];
    cells.extend(may_record.then(|| match part.withdrawn {
        Some(_) => none(),
        None => {
            let about = format!("Withdraw: {}", words(part));
            let href = format!("/components/{code}/parts/{}/withdraw", part.id);
            view! { <a href=href aria-label=about>"Withdraw"</a> }.into_any()
        }
    }));
    Row::new(cells)
}

/// `Government of Japan, main donor`
fn words(part: &PartRow) -> String {
    let parts = [Some(part.who()), part.office.clone(), part.part.clone(), part.phase.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub async fn new_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let donors = store::donors::list(&mut tx, viewer).await?;
    let donors: Vec<(String, String)> = donors.into_iter().map(|donor| (donor.code, donor.name)).collect();
    let agencies = agency_options(store::agencies::list(&mut tx, viewer).await?);
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Who takes part in {code}"), move || {
        let state = || form.clone();
        let back = format!("/components/{code}#parts");
        let phases = phases(&show);
        view! {
            <Breadcrumb steps=steps(&show)/>
            <PageHeader kind="Component" code=code.clone() title="Who takes part"/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/record_component_part" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="component" value=code/>
                <Select name="donor" label="Donor" state=state() options=donors blank="None" optional=true
                    hint="Whatever agreement there is or is not. It reads the component from then on"/>
                <Select name="agency" label="Agency" state=state() options=agencies blank="None" optional=true
                    hint="Instead of a donor. Its officers read the component from then on"/>
                <Field name="office" label="Through which office of theirs" state=state() optional=true
                    hint="Such as “Export Control and Related Border Security Program (EXBS)”"/>
                <Field name="part" label="As what" state=state() optional=true
                    hint="Such as “main donor” or “financial backtracking of significant cases”"/>
                <Select name="phase" label="In" state=state() options=phases blank="All of it" optional=true/>
                {source_fields(&form, sources, "Where it was published: choose a source or enter a new one", true)}
                <FormActions cancel=back><SubmitButton text="Record it"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn phases(show: &ComponentShow) -> Vec<(String, String)> {
    show.phases.iter().map(|phase| (phase.number.to_string(), phase_label(phase.number))).collect()
}

pub async fn withdraw_page(cx: Cx, Path((code, id)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let stands = |part: &&PartRow| part.id == id && part.withdrawn.is_none();
    let part = show.parts.iter().find(stands).cloned().ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw a part", move || {
        let back = format!("/components/{code}#parts");
        let hidden = [("submission", submission), ("component", code.clone()), ("part", id.to_string())];
        view! {
            <WithdrawPage form steps=steps(&show) kind="Component" code title="Withdraw what was recorded in error?" what=words(&part)
                then="Programme staff go on to read it as withdrawn; nobody else does."
                action="/api/withdraw_component_part" hidden=hidden.to_vec() button="Withdraw it" cancel=back/>
        }
        .into_any()
    })
}
