//! `/activities/{code}/readers`: which donors read it although no grant of theirs pays for it.

use axum::extract::Path;
use leptos::prelude::*;
use store::activities::{ActivityShow, SharedWith};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, viewer, &code).await?;
    let donors = store::donors::list(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Donors who read {code}"), move || {
        let back = format!("/activities/{code}");
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        let reads = |donor: &str| standing(&shown).any(|row| row.donor == donor);
        let others = donors.into_iter().filter(|donor| !reads(&donor.code));
        let others: Vec<(String, String)> = others.map(|donor| (donor.code, donor.name)).collect();
        let shared: Vec<_> = standing(&shown).map(|row| shared_with(row, &code)).collect();
        let shared = (!shared.is_empty())
            .then(|| view! { <Section title="Shared with" id="shared"><ul class="stack-tight">{shared}</ul></Section> }.into_any());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="Share with a donor"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.activity.title.clone()}</p>
            <p>"A donor reads an activity that its grants pay for, or whose phase they pay for. Another one reads it when you share it: \
                without the cost, and without the parts of others."</p>
            <form class="form" method="post" action="/api/share_activity" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version.clone()/>
                <Select name="donor" label="Donor" state=form.clone() options=others blank="Choose the donor"/>
                <FormActions cancel=back><SubmitButton text="Share the activity"/></FormActions>
            </form>
            {shared}
        }
        .into_any()
    })
}

fn standing(shown: &ActivityShow) -> impl Iterator<Item = &SharedWith> {
    shown.shared_with.iter().filter(|row| row.ended.is_none())
}

fn shared_with(row: &SharedWith, code: &str) -> AnyView {
    let words = format!("{}, since {} by {}. ", row.name, row.recorded_at.day_words(), row.person);
    let href = format!("/activities/{code}/readers/{}", row.donor);
    view! { <li>{words} <a href=href>{format!("Share it with {} no longer", row.donor)}</a></li> }.into_any()
}

/// `/activities/{code}/readers/{donor}`: shared no longer.
pub async fn end_page(cx: Cx, Path((code, donor)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    let row = standing(&shown).find(|row| row.donor == donor).cloned().ok_or_else(store::Error::not_found)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Share {code} no longer"), move || {
        let back = format!("/activities/{code}/readers");
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), format!("/activities/{code}"))];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title=format!("Share it with {donor} no longer?")/>
            <ErrorSummary state=form.clone()/>
            <p>{format!("{} goes on to read it where its own grants pay for it.", row.name)}</p>
            <form class="form" method="post" action="/api/end_activity_share" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                <HiddenInput name="donor" value=donor.clone()/>
                <Field name="reason" label="Why" state=form/>
                <FormActions cancel=back><SubmitButton text="Share it no longer"/></FormActions>
            </form>
        }
        .into_any()
    })
}
