//! One question with its answer; staff answer here.

use axum::extract::Path;
use domain::{Action, Timestamp};
use leptos::prelude::*;

use super::list::figure;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let row = store::questions::show(&mut tx, viewer, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let may_answer = viewer.role.may(Action::AnswerQuestions);
    let submission = cx.submission_key()?;
    cx.page("Question", move || {
        let facts = vec![
            Fact::view("Figure", figure(&row)),
            Fact::text("Asked by", format!("{}, {}", row.asked_by, row.donor)),
            Fact::view("Asked", view! { <InstantView at=Timestamp(row.recorded_at)/> }.into_any()),
        ];
        let answer = match &row.answer {
            Some(answer) => {
                let by = row.answered_by.clone().unwrap_or_else(|| "UNODC".to_owned());
                let at = row.answered_at.map(|at| view! { ", " <InstantView at=Timestamp(at)/> }.into_any());
                view! { <div class="stack-tight"><p class="said">{answer.clone()}</p><p class="muted">{by} {at}</p></div> }
                    .into_any()
            }
            None => view! { <p class="muted">"Not answered yet."</p> }.into_any(),
        };
        let write = may_answer.then(|| {
            let again = row.answer.is_some();
            let label = if again { "Another answer, which replaces this one" } else { "Answer" };
            let text = if again { "Replace the answer" } else { "Send the answer" };
            view! {
                <form class="form" method="post" action="/api/answer_question" novalidate>
                    <ErrorSummary state=form.clone()/>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="question" value=row.id.to_string()/>
                    <TextArea name="words" label state=form.clone()
                        hint="The donor reads it with the figure, and gets a notice. Do not name people, plates or serial numbers"/>
                    <FormActions cancel="/questions"><SubmitButton text/></FormActions>
                </form>
            }
            .into_any()
        });
        view! {
            <Breadcrumb steps=vec![("Questions".to_owned(), "/questions".to_owned())]/>
            <PageHeader kind="Question" title=row.words.clone()/>
            <SummaryList facts/>
            <Section title="Answer" id="answer">{answer}</Section>
            {write}
        }
        .into_any()
    })
}
