//! `/periods/new`

use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn new(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let grants = store::grants::choices(&mut tx, cx.viewer()?).await?;
    let grants: Vec<_> = grants.into_iter().map(|g| (g.code.clone(), format!("{} · {}", g.code, g.title))).collect();
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let asked = cx.query.get("grant").map(str::to_owned);
    cx.page("Lock a period", || {
        let state = || form.clone();
        let lead = view! {
            <p>"From then on nothing is posted or approved with a value date inside it. A lock is not taken back; two people can open the period again for some hours."</p>
        }
        .into_any();
        view! {
            <Breadcrumb steps=vec![("Locked periods".to_owned(), "/periods".to_owned())]/>
            <PageHeader title="Lock a period" lead/>
            <ErrorSummary state=state()/>
            <form class="form" method="post" action="/api/lock_period">
                <HiddenInput name="submission" value=submission/>
                <Select name="grant" label="Grant" state=state() options=grants blank="All grants" value=asked/>
                <DateField name="from_on" label="First day" state=state()/>
                <DateField name="until_on" label="Last day" state=state() hint="Not in the future. For example 30 Jun 2020 or 2020-06-30"/>
                <Field name="reason" label="Reason" state=state() hint="Such as “The statement of the half-year is certified”"/>
                <FormActions cancel="/periods"><SubmitButton text="Lock the period"/></FormActions>
            </form>
        }
        .into_any()
    })
}
