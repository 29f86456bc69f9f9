//! `/quotes/new?for=component+IMT`: a published figure, kept as printed; and `/quotes/{id}/edit`: what stands around it.

use axum::extract::Path;
use domain::{
    change::Entity,
    quote::{Counted, Noun, Subject},
};
use leptos::prelude::*;
use store::quotes::QuoteRow;

use super::{address, kind};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        changes::history,
        grants::{amount_fields, source_fields, sources},
    },
};

pub async fn new_page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = cx.query.get("for").unwrap_or_default();
    let about: Subject = about.parse().map_err(|_| AppError::NotFound)?;
    store::quotes::about(&mut tx, viewer, &about).await?;
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Published figure about {}", about.code()), move || {
        let hint = "Where the figure was published: choose a source or enter a new one";
        view! {
            <Breadcrumb steps=steps(&about)/>
            <PageHeader kind=about.noun().label() code=about.code().to_owned() title="Record a published figure"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_quote" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="about" value=about.to_string()/>
                {what(&form, about.noun())}
                {figure(&form, about.noun())}
                {around(&form)}
                {note(&form, about.noun())}
                {source_fields(&form, sources, hint, false)}
                <FormActions cancel=address(&about)><SubmitButton text="Record the figure"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let (quote, about) = store::quotes::find(&mut tx, viewer, id).await?;
    let form = cx.form(&mut tx, filled(&quote)).await?;
    let history = history(&mut tx, viewer, Entity::Quote, &id.to_string()).await?;
    let version = form.version(quote.version);
    let submission = cx.submission_key()?;
    cx.page("Edit a published figure", move || {
        let lead = view! {
            <p>"The figure itself is " {quote.published.to_string()} ". One that is wrong is withdrawn, and recorded anew with its source."</p>
        };
        view! {
            <Breadcrumb steps=steps(&about)/>
            <PageHeader kind=about.noun().label() code=about.code().to_owned() title="Edit a published figure" lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_quote" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="quote" value=id.to_string()/>
                <HiddenInput name="version" value=version/>
                {what(&form, about.noun())}
                <Field name="qualifier" label="Words before the figure" state=form.clone() width=Width::Medium optional=true
                    autocomplete="off" hint="As printed: “over”, “nearly”, “approximately”"/>
                {around(&form)}
                {note(&form, about.noun())}
                <FormActions cancel=address(&about)><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

fn steps(about: &Subject) -> Vec<(String, String)> {
    let (list, name) = if let Subject::Donor(_) = about { ("/grants", "Grants") } else { kind(about) };
    vec![(name.to_owned(), list.to_owned()), (about.code().to_owned(), address(about))]
}

/// As its form would say what stands there.
pub(super) fn filled(quote: &QuoteRow) -> FormState {
    let words = &quote.words;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<domain::PartialDate>| date.map(|date| date.words()).unwrap_or_default();
    FormState::filled([
        ("what", words.what.clone()),
        ("counted", words.counted.map(|counted| counted.word().to_owned()).unwrap_or_default()),
        ("qualifier", text(&quote.published.qualifier)),
        ("as_published", text(&words.as_published)),
        ("as_of", date(words.as_of)),
        ("period", date(words.period)),
        ("topics", words.topics.join("\n")),
        ("note", text(&words.note)),
    ])
}

fn what(form: &FormState, noun: Noun) -> AnyView {
    let state = || form.clone();
    let counted = Counted::ALL.iter().filter(|counted| counted.is_of(noun));
    let options = counted.map(|counted| (counted.word().to_owned(), counted.label().to_owned())).collect();
    let example = match noun {
        Noun::Grant => "Such as “the grant”",
        Noun::Round => "Such as “thirty vehicles”",
        Noun::Agency => "Such as “off-road cars handed over to the agency”",
        Noun::Donor => "Such as “vehicles paid for since 2016”",
        _ => "In the words of the source, such as “specialised trainings conducted”",
    };
    view! {
        <Field name="what" label="What the figure is about" state=state() hint=example/>
        <Select name="counted" label="What is counted" state=state() options blank="Something else" optional=true
            hint="Beside these the portal shows what is recorded of the same"/>
    }
    .into_any()
}

fn figure(form: &FormState, noun: Noun) -> AnyView {
    let inside = form.clone();
    // Only a grant has a ledger that a figure can be held against.
    let whole = (noun == Noun::Grant).then(|| {
        view! {
            <Checkbox name="whole" label="It states the whole grant" state=form.clone()
                hint="Then it is compared with the ceiling now, and shown beside what is booked"/>
        }
        .into_any()
    });
    let money = amount_fields(&inside, "In digits, such as 6,800,000, in the currency in which it was printed", true);
    view! {
        <Fieldset legend="Figure" hint="One of the three: a number, a mass or an amount of money">
            <Field name="number" label="Number" state=inside.clone() kind=Input::Number width=Width::Short optional=true
                hint="Such as 12 courses: 12"/>
            <Field name="mass" label="Mass" state=inside width=Width::Medium optional=true autocomplete="off"
                hint="With its unit: 3 kg 689 g, or 230 kg"/>
            {money}
        </Fieldset>
        {whole}
    }
    .into_any()
}

fn around(form: &FormState) -> AnyView {
    let state = || form.clone();
    view! {
        <Field name="as_published" label="As printed" state=state() optional=true
            hint="The words of the source, such as “approximately 6.8 million US dollars”"/>
        <DateField name="as_of" label="As of" state=state() optional=true partial=true
            hint="All that there was until then, such as 10 Dec 2019, or Dec 2016"/>
        <DateField name="period" label="Or of the period" state=state() optional=true partial=true
            hint="What there was in it alone, such as 2018"/>
        <TextArea name="topics" label="Topics" state=state() optional=true rows=3 hint="One a line"/>
    }
    .into_any()
}

fn note(form: &FormState, noun: Noun) -> AnyView {
    let hint = match noun {
        Noun::Grant => {
            "Needed where a figure of the whole grant lies more than 5 % from the ceiling at the rate of its date: say why"
        }
        _ => "",
    };
    view! { <TextArea name="note" label="Note" state=form.clone() optional=true rows=2 hint=hint/> }.into_any()
}
