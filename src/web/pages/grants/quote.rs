//! `/grants/{code}/quotes/new` and `/rounds/{code}/quotes/new`: a published figure, kept as printed.

use axum::extract::Path;
use leptos::prelude::*;
use store::Tx;

use super::parts::{amount_fields, source_fields, sources};
use crate::{Cx, cx::PageResult, kit::*};

/// What the figure is about.
struct Subject {
    /// The hidden field that names it.
    field: &'static str,
    kind: &'static str,
    code: String,
    /// The first word of its address, and what people call the list.
    list: (&'static str, &'static str),
    example: &'static str,
    /// When a note is needed.
    note: &'static str,
}

pub async fn of_grant(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let code = store::grants::code_of(&mut tx, cx.viewer()?, &code).await?;
    let list = ("/grants", "Grants");
    page(&cx, &mut tx, Subject { field: "grant", kind: "Grant", code, list, example: "Such as “the grant”", note: "Needed where a figure of the whole grant lies more than 5 % from the ceiling at the rate of its date: say why" }).await
}

pub async fn of_round(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let code = store::rounds::front(&mut tx, cx.viewer()?, &code).await?.code;
    let list = ("/rounds", "Rounds");
    page(
        &cx,
        &mut tx,
        Subject { field: "round", kind: "Round", code, list, example: "Such as “thirty vehicles”", note: "" },
    )
    .await
}

async fn page(cx: &Cx, tx: &mut Tx, subject: Subject) -> PageResult {
    let sources = sources(tx, cx.viewer()?).await?;
    let form = cx.form(tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Published figure about {}", subject.code), || {
        let (list, name) = subject.list;
        let page = format!("{list}/{}", subject.code);
        let steps = vec![(name.to_owned(), list.to_owned()), (subject.code.clone(), page.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=subject.kind code=subject.code.clone() title="Record a published figure"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_quote">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name=subject.field value=subject.code.clone()/>
                {fields(&form, &subject, sources)}
                <FormActions cancel=page><SubmitButton text="Record the figure"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn fields(form: &FormState, subject: &Subject, sources: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    let inside = form.clone();
    // Only a grant has a ledger that a figure can be held against.
    let whole = (subject.field == "grant").then(|| {
        view! {
            <Checkbox name="whole" label="It states the whole grant" state=state()
                hint="Then it is compared with the ceiling now, and shown beside what is booked"/>
        }
        .into_any()
    });
    view! {
        <Field name="what" label="What the figure is about" state=state() hint=subject.example/>
        <Fieldset legend="Figure" hint="In the currency in which it was printed">
            {amount_fields(&inside, "In digits, such as 6,800,000", false)}
        </Fieldset>
        {whole}
        <Field name="as_published" label="As printed" state=state() optional=true
            hint="The words of the source, such as “approximately 6.8 million US dollars”"/>
        <DateField name="as_of" label="As of" state=state() optional=true partial=true/>
        <TextArea name="note" label="Note" state=state() optional=true rows=2
            hint=subject.note/>
        {source_fields(form, sources, "Where the figure was published: choose a source or enter a new one", false)}
    }
    .into_any()
}
