//! What a unit is known to have got, without numbers: a section of its page, and the forms.

use axum::extract::Path;
use domain::{Action, Viewer, change::Entity};
use leptos::prelude::*;
use store::{Tx, units::EquipmentRow};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        changes::history,
        grants::{source_fields, sources},
    },
};

/// Nothing where nothing is known and nothing can be recorded.
///
/// # Errors
/// The database does not answer.
pub(super) async fn section(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Option<AnyView>, AppError> {
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let rows = store::units::equipment_of(tx, viewer, code).await?;
    if rows.is_empty() && !may_record {
        return Ok(None);
    }
    let add = may_record.then(|| {
        let href = format!("/units/{code}/equipment/new");
        view! { <ButtonLink href text="Record equipment without numbers"/> }.into_any()
    });
    let content = if rows.is_empty() {
        view! { <p class="muted">"Nothing is recorded that it got in unknown numbers."</p> }.into_any()
    } else {
        let rows: Vec<_> = rows.iter().map(|row| one(row, may_record)).collect();
        view! { <ul class="stack">{rows}</ul> }.into_any()
    };
    Ok(Some(view! { <Section title="Known without numbers" id="equipment" aside=add>{content}</Section> }.into_any()))
}

/// `computers, chemical detectors; quantities not published; premises renovated`
pub(super) fn words(row: &EquipmentRow) -> String {
    let said = [Some(row.things.join(", ")), Some("quantities not published".to_owned()), row.also.clone()];
    said.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn one(row: &EquipmentRow, may_change: bool) -> AnyView {
    let as_of = row.as_of.map(|date| format!("as of {}", date.words()));
    let below: Vec<String> = [as_of, Some(row.source.0.clone())].into_iter().flatten().collect();
    let below = below.join(" · ");
    if let Some(why) = &row.withdrawn {
        let why = format!("Withdrawn: {why}");
        return view! { <li><del>{words(row)}</del> <span class="below">{why}</span></li> }.into_any();
    }
    let actions = may_change.then(|| {
        let link = |end: &str, said: &'static str| {
            let about = format!("{said}: {}", row.things.join(", "));
            view! { <a href=format!("/unit-equipment/{}/{end}", row.id) aria-label=about>{said}</a> }.into_any()
        };
        view! { <span class="below">{link("edit", "Edit")} " · " {link("withdraw", "Withdraw")}</span> }.into_any()
    });
    view! { <li>{words(row)} <span class="below">{below}</span> {actions}</li> }.into_any()
}

pub(super) fn address(unit: &str) -> String {
    format!("/units/{unit}#equipment")
}

fn steps(unit: &str) -> Vec<(String, String)> {
    vec![("Units".to_owned(), "/units".to_owned()), (unit.to_owned(), address(unit))]
}

pub async fn new_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    store::units::equipment_of(&mut tx, viewer, &code).await?;
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Equipment of {code} without numbers"), move || {
        view! {
            <Breadcrumb steps=steps(&code)/>
            <PageHeader kind="Unit" code=code.clone() title="Record equipment without numbers"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_unit_equipment" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="unit" value=code.clone()/>
                {fields(&form, sources)}
                <FormActions cancel=address(&code)><SubmitButton text="Record it"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let row = store::units::equipment(&mut tx, viewer, id).await?;
    if row.withdrawn.is_some() {
        return Err(AppError::NotFound);
    }
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&row)).await?;
    let history = history(&mut tx, viewer, Entity::UnitEquipment, &id.to_string()).await?;
    let version = form.version(row.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit equipment of {} without numbers", row.unit), move || {
        view! {
            <Breadcrumb steps=steps(&row.unit)/>
            <PageHeader kind="Unit" code=row.unit.clone() title="Edit equipment without numbers"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_unit_equipment" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="equipment" value=id.to_string()/>
                <HiddenInput name="version" value=version/>
                {fields(&form, sources)}
                <FormActions cancel=address(&row.unit)><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(row: &EquipmentRow) -> FormState {
    FormState::filled([
        ("things", row.things.join("\n")),
        ("also", row.also.clone().unwrap_or_default()),
        ("as_of", row.as_of.map(|date| date.words()).unwrap_or_default()),
        ("source", row.source.1.clone()),
    ])
}

fn fields(form: &FormState, sources: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    view! {
        <TextArea name="things" label="What it got" state=state()
            hint="One kind a line, such as computers. What has a number is handed over in a round"/>
        <Field name="also" label="Also" state=state() optional=true hint="Such as “premises renovated”"/>
        <DateField name="as_of" label="As of" state=state() optional=true partial=true/>
        {source_fields(form, sources, "Where it was published: choose a source or enter a new one", false)}
    }
    .into_any()
}

pub async fn withdraw_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let row = store::units::equipment(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw equipment without numbers", || {
        let hidden = [("submission", submission), ("known", id.to_string())];
        view! {
            <WithdrawPage form steps=steps(&row.unit) kind="Unit" code=row.unit.clone() title="Withdraw what was recorded in error?"
                what=words(&row) then="Programme staff go on to read it as withdrawn; nobody else does."
                action="/api/withdraw_unit_equipment" hidden=hidden.to_vec() button="Withdraw it" cancel=address(&row.unit)/>
        }
        .into_any()
    })
}
