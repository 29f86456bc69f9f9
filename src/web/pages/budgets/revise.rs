//! `/grants/{code}/budget/{line}/revise`: another budget for a line, over the ones that it had.

use axum::extract::Path;
use domain::AsOf;
use leptos::prelude::*;
use store::budgets::RevisionRow;

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((code, line)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let lines = store::budgets::list(&mut tx, viewer, &code, AsOf::default()).await?;
    let row = lines.into_iter().find(|row| row.code == line).ok_or(AppError::NotFound)?;
    let history = store::budgets::history(&mut tx, viewer, &code, &line).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Revise {line}"), || {
        let page = format!("/grants/{code}/budget");
        let steps = vec![
            ("Grants".to_owned(), "/grants".to_owned()),
            (code.clone(), format!("/grants/{code}")),
            ("Budget".to_owned(), page.clone()),
        ];
        let amount = |money| view! { <MoneyView money/> }.into_any();
        let facts = vec![
            Fact::view("Budget now", amount(row.standing.budget())),
            Fact::view("Reprogrammed, in less out", amount(row.standing.moved())),
            Fact::view("Spent", amount(row.standing.spent.money())),
            Fact::view("Committed", amount(row.standing.committed.money())),
            Fact::view("Balance", amount(row.standing.balance())),
        ];
        let state = || form.clone();
        let entries: Vec<Happening> = history.iter().map(happening).collect();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Budget line" code=line.clone() title=format!("Revise “{}”", row.title)/>
            <ErrorSummary state=state()/>
            <div class="stack">
                <div class="panel"><SummaryList facts/></div>
                <form class="form" method="post" action="/api/revise_budget_line">
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="grant" value=code.clone()/>
                    <HiddenInput name="line" value=line.clone()/>
                    <HiddenInput name="version" value=form.version(row.version)/>
                    <Field name="amount" label="Revised budget" state=state() kind=Input::Amount width=Width::Medium
                        prefix="USD" autocomplete="off" hint="The whole budget of the line without reprogramming, not the difference"/>
                    <DateField name="effective_on" label="Applies from" state=state()/>
                    <Field name="reason" label="Reason" state=state()/>
                    <Field name="document" label="Document" state=state() optional=true hint="Where the donor agreed, with its date"/>
                    <FormActions cancel=page><SubmitButton text="Revise the budget line"/></FormActions>
                </form>
            </div>
            <Section title="Budgets that it had" id="history"><Timeline entries/></Section>
        }
        .into_any()
    })
}

fn happening(row: &RevisionRow) -> Happening {
    let kind = if row.version == 1 { "original".to_owned() } else { format!("version {}", row.version) };
    let title = view! { <MoneyView money=row.amount/> " " <span class="muted">{kind}</span> }.into_any();
    let words: Vec<_> = [row.reason.clone(), row.document.as_ref().map(|document| format!("Document: {document}"))]
        .into_iter()
        .flatten()
        .map(|line| view! { <p>{line}</p> }.into_any())
        .collect();
    Happening::on(row.effective_on, title)
        .recorded(row.recorded_at)
        .who(row.recorded_by.clone())
        .note(view! { {words} }.into_any())
}
