//! `/questions/new?figure=…&at=…&grant=…`: asking about a figure that was read on a page.

use domain::{PartialDate, question::parse_address};
use leptos::prelude::*;

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let given = |name: &str| cx.query.get(name).unwrap_or_default().to_owned();
    let (figure, grant) = (given("figure"), given("grant"));
    let address = if given("at").is_empty() { "/".to_owned() } else { given("at") };
    let address = parse_address(&address).map_err(|_| AppError::NotFound)?;
    let day = PartialDate::Day(cx.today());
    let mut tx = cx.read().await?;
    // A grant that is not one's own is not found, like everywhere.
    if !grant.is_empty() {
        store::questions::about(&mut tx, cx.viewer()?, &grant).await?;
    }
    let filled = FormState::filled([("figure", figure.clone())]);
    let form = cx.form(&mut tx, filled).await?;
    let submission = cx.submission_key()?;
    cx.page("Ask about a figure", move || {
        let known = (!figure.is_empty()).then(|| {
            let facts = vec![
                Fact::view("Figure", link(figure.clone(), Some(&address))),
                Fact::text("As of", day.words()),
                Fact::text("Grant", (!grant.is_empty()).then(|| grant.clone())),
            ];
            view! { <SummaryList facts/> }.into_any()
        });
        let which = match known.is_some() {
            true => view! { <HiddenInput name="figure" value=figure.clone()/> }.into_any(),
            false => view! {
                <Field name="figure" label="Which figure?" state=form.clone() hint="Such as “Signed for: 22 items”" autocomplete="off"/>
            }
            .into_any(),
        };
        view! {
            <Breadcrumb steps=vec![("Questions".to_owned(), "/questions".to_owned())]/>
            <PageHeader title="Ask about a figure"/>
            <p>"Your question goes to whoever looks after the grant. The answer is kept with it, and only your embassy and programme \
                staff read both."</p>
            {known}
            <form class="form" method="post" action="/api/ask_question" novalidate>
                <ErrorSummary state=form.clone()/>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=grant/>
                <HiddenInput name="address" value=address.clone()/>
                <HiddenInput name="figure_day" value=day.words()/>
                {which}
                <TextArea name="words" label="Your question" state=form.clone()/>
                <FormActions cancel=address><SubmitButton text="Send the question"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// The way to the form, for the reader of a figure. `named` is the figure in few words: "Signed for".
pub fn ask_link(named: &str, figure: &str, at: &str, grant: Option<&str>) -> AnyView {
    let query = ListQuery::default().with("figure", figure);
    let query = ListQuery::parse(&query).with("at", at);
    let query = match grant {
        Some(code) => ListQuery::parse(&query).with("grant", code),
        None => query,
    };
    let about = format!("Ask about this figure: {named}");
    view! { <a class="ask" href=format!("/questions/new{query}") aria-label=about>"Ask"</a> }.into_any()
}
