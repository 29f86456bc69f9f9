//! What can be changed: a donor asks, staff answer.

use domain::{
    Action::{AnswerQuestions, AskQuestions},
    question::{AnswerForm, NewQuestion, QuestionForm, parse_answer},
};
use leptos::prelude::server;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<AskQuestion>(Needs(AskQuestions)), Change::of::<AnswerQuestion>(Needs(AnswerQuestions))];

/// Asks about a figure.
///
/// # Errors
/// Mistakes field by field; a grant of another donor.
#[server(prefix = "/api", endpoint = "ask_question", custom = Posted)]
pub async fn ask_question(form: QuestionForm) -> Result<Done, AppError> {
    let new = NewQuestion::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let id = store::questions::ask(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/questions/{id}"))
                .saying("Your question is sent. You get a notice when it is answered."))
        })
    })
    .await
}

/// Answers a question; the newest answer stands.
///
/// # Errors
/// Nothing was written; no such question.
#[server(prefix = "/api", endpoint = "answer_question", custom = Posted)]
pub async fn answer_question(form: AnswerForm) -> Result<Done, AppError> {
    let question: i64 = request::hidden(&form.question)?;
    let words = parse_answer(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::questions::answer(tx, viewer, at, question, &words).await?;
            Ok(Done::at(format!("/questions/{question}")).saying("The answer is sent."))
        })
    })
    .await
}
