//! `/periods/{id}/reopenings/{reopening}`: the second person opens the period, or leaves it locked.

use axum::extract::Path;
use domain::period::Reopening;
use leptos::prelude::*;

use super::list::{period, scope};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((id, reopening)): Path<(String, String)>) -> PageResult {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let viewer = cx.viewer()?;
    let now = cx.now();
    let mut tx = cx.read().await?;
    let lock = store::periods::show(&mut tx, viewer, id).await?;
    let row = lock.reopenings.iter().find(|row| row.id.to_string() == reopening).ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let (approve, reject) = (cx.submission_key()?, cx.submission_key()?);
    let own = row.asked_by_id == viewer.person;
    let waits = row.state(now) == Reopening::Asked && !own;
    cx.page("Decide a reopening", || {
        let page = format!("/periods/{id}");
        let steps = vec![("Locked periods".to_owned(), "/periods".to_owned()), (period(&lock), page.clone())];
        let facts = vec![
            Fact::text("Period", period(&lock)),
            Fact::text("Of", scope(&lock)),
            Fact::text("Asked by", row.asked_by.clone()),
            Fact::view("Asked on", view! { <InstantView at=row.asked_at/> }.into_any()),
            Fact::text("For", count_of(row.hours, "hour", "hours")),
            Fact::text("Why", row.reason.clone()),
        ];
        let forms = waits.then(|| forms(&form, row.id, &page, [approve, reject]));
        let told = match (own, waits) {
            (_, true) => {
                let end = now.plus_seconds(row.hours * 3600).words();
                format!(
                    "Approved now, the period is open from {} until {end}; then it is locked again by itself.",
                    now.words()
                )
            }
            (true, _) => "You asked for this: another member of staff decides it.".to_owned(),
            (false, false) => "It is decided already.".to_owned(),
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Period" title="Open it again?"/>
            <ErrorSummary state=form.clone()/>
            <div class="stack"><SummaryList facts/><p>{told}</p></div>
            {forms}
        }
        .into_any()
    })
}

fn forms(form: &FormState, reopening: i64, page: &str, keys: [String; 2]) -> AnyView {
    let [approve, reject] = keys;
    let (cancel, id, state) = (page.to_owned(), reopening.to_string(), form.clone());
    view! {
        <p>"While it is open, events with a value date inside it can be posted and approved. Each still needs two people."</p>
        <form method="post" action="/api/approve_reopening">
            <HiddenInput name="submission" value=approve/>
            <HiddenInput name="reopening" value=id.clone()/>
            <FormActions cancel><SubmitButton text="Open the period"/></FormActions>
        </form>
        <Section title="Or leave it locked" id="reject">
            <form class="form" method="post" action="/api/reject_reopening">
                <HiddenInput name="submission" value=reject/>
                <HiddenInput name="reopening" value=id/>
                <Field name="reason" label="Reason" state=state hint="Read by whoever asked"/>
                <p><SubmitButton text="Leave it locked" quiet=true/></p>
            </form>
        </Section>
    }
    .into_any()
}
