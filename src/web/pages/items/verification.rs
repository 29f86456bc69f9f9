//! Checks of an item where it stands: the list on its page, and `/items/{tag}/verifications/new`.

use axum::extract::Path;
use domain::{
    Action, Viewer,
    check::Method,
    item::{Condition, ItemKind},
    verification::Finding,
};
use leptos::prelude::*;
use store::verifications::VerificationRow;

use super::parts::full_name;
use crate::{Cx, cx::PageResult, kit::*};

/// The section of the item's page. When nothing was checked, only staff have a place to record it.
/// On a page as of another day nothing is recorded.
pub fn section(viewer: &Viewer, tag: &str, checks: &[VerificationRow], today: bool) -> Option<AnyView> {
    let may = today && viewer.role.may(Action::VerifyItems);
    let href = format!("/items/{tag}/verifications/new");
    let aside = may.then(|| view! { <ButtonLink href text="Record a verification"/> }.into_any());
    if checks.is_empty() && !may {
        return None;
    }
    let content = if checks.is_empty() {
        view! { <p class="muted">"Nobody has checked it where it stands yet."</p> }.into_any()
    } else {
        table(viewer, checks)
    };
    Some(view! { <Section title="Verified" id="verifications" aside>{content}</Section> }.into_any())
}

fn table(viewer: &Viewer, checks: &[VerificationRow]) -> AnyView {
    let inside = viewer.sees_everything();
    let mut columns = vec![
        Column::text("Checked on"),
        Column::text("Found"),
        Column::number("Seen"),
        Column::text("Condition"),
        Column::text("How"),
        Column::text("With"),
    ];
    if inside {
        columns.extend([Column::text("Note"), Column::text("Recorded by")]);
    }
    let rows = checks
        .iter()
        .rev()
        .map(|check| {
            let mut cells = vec![
                view! { <span class="nowrap"><DateView date=Some(check.checked_on)/></span> }.into_any(),
                cell(check.finding.label()),
                number_cell(check.seen),
                cell(check.condition.map(Condition::label)),
                cell(check.method.label()),
                cell(check.joint.then_some("the donor’s embassy")),
            ];
            if inside {
                cells.extend([cell(check.note.clone()), cell(check.person.clone())]);
            }
            Row::new(cells)
        })
        .collect();
    view! { <DataTable caption="Checks where it stands" columns rows/> }.into_any()
}

pub async fn new(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let form = cx.form(&mut tx, FormState::filled([("method", Method::Seen.word().to_owned())])).await?;
    let submission = cx.submission_key()?;
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    cx.page("Record a verification", move || {
        let page = format!("/items/{tag}");
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (tag.clone(), page.clone())];
        let lot = item.kind == ItemKind::Lot;
        let seen = lot.then(|| {
            let hint = format!("Of {}. Leave it empty when all of them were seen", quantity(item.quantity, &item.unit_of_measure));
            view! { <Field name="seen" label="How many were seen" state=form.clone() kind=Input::Number width=Width::Short hint optional=true/> }
                .into_any()
        });
        let findings = Finding::ALL.iter().map(|f| Choice::new(f.word(), f.label())).collect::<Vec<_>>();
        let methods = Method::ALL.iter().map(|method| Choice::new(method.word(), method.label())).collect::<Vec<_>>();
        let conditions = Condition::ALL.iter().map(|c| (c.word().to_owned(), c.label().to_owned())).collect::<Vec<_>>();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Record a verification of {name}")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_verification">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="item" value=tag/>
                <DateField name="checked_on" label="Checked on" state=form.clone() partial=true/>
                <Radios name="finding" legend="What was found" state=form.clone() choices=findings/>
                {seen}
                <Select name="condition" label="Condition of what was seen" state=form.clone() options=conditions
                    blank="Choose the condition" optional=true/>
                <Radios name="method" legend="How it was checked" state=form.clone() choices=methods/>
                <Checkbox name="joint" label="Together with the donor’s embassy" state=form.clone()/>
                <TextArea name="note" label="Note" state=form optional=true rows=3
                    hint="Needed when it was not seen: what was said of where it is. For staff and administrators only"/>
                <FormActions cancel=page><SubmitButton text="Record the verification"/></FormActions>
            </form>
        }
        .into_any()
    })
}
