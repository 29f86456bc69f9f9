//! `/activities/{code}/funding`: what it cost, and which grants paid which part.

use axum::extract::Path;
use domain::{Currency, grant::percent};
use leptos::prelude::*;
use store::activities::ActivityShow;

use crate::{Cx, cx::PageResult, kit::*};

/// Grants that can share one activity.
const SHARES: usize = 3;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, viewer, &code).await?;
    let grants = store::grants::choices(&mut tx, viewer).await?;
    let grants: Vec<(String, String)> =
        grants.into_iter().map(|grant| (grant.code.clone(), format!("{} · {}", grant.code, grant.title))).collect();
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Cost of {code}"), move || {
        let back = format!("/activities/{code}");
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        let known = shown.funding.first().map_or(0, |funding| funding.parts.len());
        let rows: Vec<AnyView> = (0..SHARES.max(known)).map(|i| share(i, &form, grants.clone())).collect();
        let currencies = Currency::ALL.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
        // What is recorded first needs no explanation.
        let reason = (!shown.funding.is_empty()).then(|| {
            view! {
                <Field name="reason" label="Why it is other than before" state=form.clone()
                    hint="What was recorded before stays in the history"/>
            }
            .into_any()
        });
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="Cost and who paid"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.activity.title.clone()}</p>
            <form class="form" method="post" action="/api/fund_activity" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                <div class="grid-2">
                    <Field name="cost" label="Cost" state=form.clone() kind=Input::Amount width=Width::Medium optional=true
                        hint="Empty: not known"/>
                    <Select name="currency" label="Currency" state=form.clone() options=currencies value="USD"/>
                </div>
                <Fieldset legend="Who pays" hint="The shares add up to 100 %. The donor of each grant then reads the activity, with its own \
                    part alone">{rows}</Fieldset>
                {reason}
                <FormActions cancel=back><SubmitButton text="Record the cost"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// What the form shows of what is recorded.
pub(super) fn filled(shown: &ActivityShow) -> FormState {
    let Some(funding) = shown.funding.first() else { return FormState::default() };
    let mut values = Vec::new();
    if let Some(cost) = funding.cost {
        values.push(("cost".to_owned(), cost.input()));
        values.push(("currency".to_owned(), cost.currency.code().to_owned()));
    }
    for (i, part) in funding.parts.iter().enumerate() {
        values.push((format!("shares[{i}][grant]"), part.grant.clone()));
        values.push((format!("shares[{i}][percent]"), percent(part.ppm)));
    }
    FormState::filled(values)
}

fn share(i: usize, form: &FormState, grants: Vec<(String, String)>) -> AnyView {
    let (grant, percent) = (format!("shares[{i}][grant]"), format!("shares[{i}][percent]"));
    let label = if i == 0 { "Grant".to_owned() } else { format!("Grant {}", i + 1) };
    let share = if i == 0 { "Share in %".to_owned() } else { format!("Share of grant {} in %", i + 1) };
    view! {
        <div class="grid-2">
            <Select name=grant label=label state=form.clone() options=grants blank="None" optional=true/>
            <Field name=percent label=share optional=true kind=Input::Amount width=Width::Short state=form.clone()/>
        </div>
    }
    .into_any()
}
