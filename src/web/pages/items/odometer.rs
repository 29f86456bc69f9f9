//! What the odometer of a vehicle showed: the readings on its page, and `/items/{tag}/odometer/new`.

use axum::extract::Path;
use domain::{Action, Viewer, item::ItemKind, odometer::km_words};
use leptos::prelude::*;
use store::{items::ItemShow, odometer::ReadingRow};

use super::parts::full_name;
use crate::{Cx, cx::PageResult, kit::*};

/// The section of a vehicle's page, newest first. On a page as of another day nothing is recorded.
pub fn section(viewer: &Viewer, item: &ItemShow, readings: &[ReadingRow], today: bool) -> Option<AnyView> {
    if item.kind != ItemKind::Vehicle || viewer.is_donor() {
        return None;
    }
    let may = today && viewer.role.may(Action::ReadOdometers);
    let href = format!("/items/{}/odometer/new", item.tag);
    let aside = may.then(|| view! { <ButtonLink href text="Record a reading"/> }.into_any());
    let happening = |reading: &ReadingRow| {
        let happening = Happening::on(reading.read_on, km_words(reading.km));
        let happening = happening.recorded(reading.recorded_at).who(reading.person.clone());
        match reading.remark.clone() {
            Some(remark) => happening.note(view! { {remark} }.into_any()),
            None => happening,
        }
    };
    let entries: Vec<Happening> = readings.iter().rev().map(happening).collect();
    let content = if entries.is_empty() {
        view! { <p class="muted">"Nobody has read it yet."</p> }.into_any()
    } else {
        view! { <Timeline entries/> }.into_any()
    };
    Some(view! { <Section title="Odometer" id="odometer" aside>{content}</Section> }.into_any())
}

pub async fn new(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    cx.page("Record what the odometer shows", move || {
        let page = format!("/items/{tag}");
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (tag.clone(), page.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=tag.clone() title=format!("What the odometer of {name} shows")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_odometer" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="item" value=tag/>
                <Field name="odometer_km" label="Kilometres" hint="As it shows, without tenths: such as 48,250"
                    width=Width::Short state=form.clone()/>
                <DateField name="read_on" label="Read on" state=form.clone()/>
                <Field name="remark" label="Remark" optional=true state=form
                    hint="Needed when it is less than before, or more than later: another instrument, or a mistake"/>
                <FormActions cancel=page><SubmitButton text="Record the reading"/></FormActions>
            </form>
        }
        .into_any()
    })
}
