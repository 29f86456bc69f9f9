//! What was wrong in the description of an item: `/items/{tag}/correct`, and the corrections on its page.

use axum::extract::Path;
use domain::{
    change::Entity,
    item::{ItemKind, correction::Described},
};
use leptos::prelude::*;
use store::items::CorrectionRow;

use super::parts::full_name;
use crate::{Cx, cx::PageResult, kit::*};

/// What was corrected, newest first; nothing where nothing was.
pub fn section(corrections: &[CorrectionRow]) -> Option<AnyView> {
    let words = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let happening = |row: &CorrectionRow| {
        let title = view! {
            {row.field.label()} ": " <del>{words(&row.was)}</del> " → " <ins>{words(&row.became)}</ins>
        };
        Happening::at(row.recorded_at, title.into_any())
            .who(row.person.clone())
            .note(view! { <p>{row.reason.clone()}</p> }.into_any())
    };
    let entries: Vec<Happening> = corrections.iter().map(happening).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="Corrected" id="corrections"><Timeline entries/></Section> }.into_any())
}

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let (kind, described) = store::items::to_correct(&mut tx, viewer, &tag).await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let version = store::changes::version(&mut tx, viewer, Entity::Item, &tag).await?;
    let form = cx.form(&mut tx, recorded(&described)).await?;
    let submission = cx.submission_key()?;
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    cx.page(&format!("Correct {tag}"), move || {
        let page = format!("/items/{tag}");
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (tag.clone(), page.clone())];
        let lead = view! {
            <p>"What is put right here is said from now on; a page of an earlier day goes on to say what was known then. An act that says it otherwise needs a new version."</p>
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Correct what is recorded of {name}") lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/correct_item" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="tag" value=tag/>
                <HiddenInput name="version" value=form.version(version)/>
                {numbers(kind, &form)}
                <Field name="make" label="Make" state=form.clone() optional=true/>
                <Field name="model" label="Model" state=form.clone() optional=true/>
                <Field name="reason" label="How it is known" state=form
                    hint="Such as “read off the thing itself” or the number of a letter"/>
                <FormActions cancel=page><SubmitButton text="Record the correction"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// The numbers that a thing of this kind has.
fn numbers(kind: ItemKind, form: &FormState) -> AnyView {
    let (vehicle, state) = (kind == ItemKind::Vehicle, || form.clone());
    let serial = (kind != ItemKind::Lot)
        .then(|| view! { <Field name="serial" label="Serial number" state=state() optional=vehicle/> }.into_any());
    let vehicle = vehicle.then(|| {
        view! {
            <Field name="vin" label="VIN" state=state() optional=true/>
            <Field name="chassis" label="Chassis number" state=state() optional=true/>
            <Field name="plate" label="Plate" state=state() optional=true width=Width::Medium/>
            <Field name="engine" label="Engine number" state=state() optional=true/>
        }
        .into_any()
    });
    view! { {serial} {vehicle} }.into_any()
}

/// As its form would say what stands there.
pub(super) fn recorded(described: &Described) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let identity = &described.identity;
    FormState::filled([
        ("serial", text(&identity.serial)),
        ("vin", text(&identity.vin)),
        ("chassis", text(&identity.chassis)),
        ("plate", text(&identity.plate)),
        ("engine", text(&identity.engine)),
        ("make", text(&described.make)),
        ("model", text(&described.model)),
    ])
}
