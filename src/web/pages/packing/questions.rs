//! What has to be answered before a list is imported, and the rows that are no things.

use domain::packing::{Aside, Judged, Question};
use leptos::prelude::*;
use store::packing::{Staged, asks_for_headings};

use crate::{AppError, Cx, kit::*};

type Result<T> = std::result::Result<T, AppError>;

/// Each question with its answers as buttons; what is asked of columns leads to them.
pub fn section(cx: &Cx, code: &str, staged: &Staged) -> Result<Option<AnyView>> {
    let questions = staged.list.questions.iter().map(|question| one(cx, code, question)).collect::<Result<Vec<_>>>()?;
    let title = count_of(questions.len() as i64, "question is", "questions are");
    Ok((!questions.is_empty()).then(|| {
        view! {
            <Section title=format!("{title} open") id="questions">
                <p>"The list can be imported once they are answered."</p>
                <ol class="questions">{questions}</ol>
            </Section>
        }
        .into_any()
    }))
}

fn one(cx: &Cx, code: &str, question: &Question) -> Result<AnyView> {
    let words = question.words.clone();
    if question.answers.is_empty() {
        let (place, text) = match asks_for_headings(question) {
            true => ("#reading", "Choose the row of the headings"),
            false => ("#columns", "Say what the column means"),
        };
        return Ok(view! { <li><p>{words}</p> <p><a href=place>{text}</a></p></li> }.into_any());
    }
    let mut answers = Vec::new();
    for (answer, label) in &question.answers {
        let (key, code, question) = (cx.submission_key()?, code.to_owned(), question.key.clone());
        answers.push(
            view! {
                <form method="post" action="/api/answer_packing">
                    <HiddenInput name="submission" value=key/>
                    <HiddenInput name="round" value=code/>
                    <HiddenInput name="question" value=question/>
                    <HiddenInput name="answer" value=answer.clone()/>
                    <SubmitButton text=label.clone() quiet=true/>
                </form>
            }
            .into_any(),
        );
    }
    Ok(view! { <li><p>{words}</p> <div class="form-actions">{answers}</div></li> }.into_any())
}

/// What the rows make, beside what the list says itself.
pub fn stated(staged: &Staged) -> Vec<AnyView> {
    let said = staged.list.controls.stated.iter().flat_map(|stated| {
        let row = stated.row;
        let words = move |(said, made): &(String, String)| match said == made {
            true => format!("Row {row} of the list states {said}, as the rows make."),
            false => format!("Row {row} of the list states {said}; the rows make {made}."),
        };
        stated.all().map(move |(_, both)| words(both)).collect::<Vec<_>>()
    });
    said.map(|words| view! { <li>{words}</li> }.into_any()).collect()
}

/// Rows that are no things: they are left out together, and each can be taken in after all.
pub fn aside(cx: &Cx, code: &str, staged: &Staged) -> Result<Option<AnyView>> {
    let mut rows = Vec::new();
    for (row, aside) in staged.list.rows.iter().filter_map(|row| Some((row, row.aside?))) {
        rows.push(aside_row(cx.submission_key()?, code, row, aside));
    }
    let title = count_of(rows.len() as i64, "row is left out", "rows are left out");
    Ok((!rows.is_empty()).then(|| {
        view! {
            <Section title=title id="aside">
                <p>"They are no things: sums, headings of sections, signatures."</p>
                <ul>{rows}</ul>
            </Section>
        }
        .into_any()
    }))
}

fn aside_row(key: String, code: &str, row: &Judged, aside: Aside) -> AnyView {
    let words = row.values.values().take(4).cloned().collect::<Vec<_>>().join(" · ");
    let (code, number) = (code.to_owned(), row.number);
    view! {
        <li>
            <form method="post" action="/api/keep_packing_row">
                {format!("Row {number}: {words} ({}) ", aside.label())}
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code/>
                <HiddenInput name="row" value=number.to_string()/>
                <HiddenInput name="kept" value="true"/>
                <SubmitButton text=format!("Take row {number} in") quiet=true/>
            </form>
        </li>
    }
    .into_any()
}
