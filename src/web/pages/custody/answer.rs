//! `/custody/missing/{id}`: where is what a new head did not find?

use axum::extract::Path;
use leptos::prelude::*;
use store::Error;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let questions = store::heads::open_questions(&mut tx, viewer).await?;
    let found = questions.into_iter().find(|q| q.id.to_string() == id);
    let question = found.ok_or_else(Error::not_found)?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Say where it is", move || {
        let loss = format!("/items/{}/loss", question.tag);
        let facts = vec![
            Fact::link("Item", question.item.clone(), format!("/items/{}", question.tag)),
            Fact::text("Missing", quantity(question.missing, &question.unit_of_measure)),
            Fact::text("At", question.keeper.clone()),
            Fact::text("Said by the new head", format!("{}: {}", question.head, question.remark)),
        ];
        view! {
            <Breadcrumb steps=vec![("Movements".to_owned(), "/custody".to_owned())]/>
            <PageHeader kind="Item" code=question.tag.clone() title="Say where it is"/>
            <ErrorSummary state=state.clone()/>
            <SummaryList facts/>
            <p>"If it is gone, an officer of the agency " <a href=loss>"reports it as lost or stolen"</a> ": that answers the question as well."</p>
            <form class="form" method="post" action="/api/answer_missing" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="question" value=id/>
                <TextArea name="note" label="Where it is" state rows=3/>
                <FormActions cancel="/custody"><SubmitButton text="It is there"/></FormActions>
            </form>
        }
        .into_any()
    })
}
