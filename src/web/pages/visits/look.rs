//! `/visits/{code}/look/{row}`: what was found of a thing; and what was found that nobody expected.

use axum::extract::Path;
use domain::{
    check::{Method, Question, Reply},
    item::{Condition, ItemKind},
    verification::Finding,
};
use leptos::prelude::*;
use store::visits::{LookedAt, Target, ToLook};

use crate::{Cx, cx::PageResult, kit::*, pages::items::full_name};

pub async fn page(cx: Cx, Path((code, row)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let thing = store::visits::to_look(&mut tx, viewer, &code, &Target::Row(row)).await?;
    let before = store::visits::looks_of(&mut tx, viewer, row).await?;
    let form = cx.form(&mut tx, fresh(cx.today(), &thing.asked, before.as_ref())).await?;
    let submission = cx.submission_key()?;
    let hidden = vec![("submission", submission), ("visit", code.clone()), ("row", row.to_string())];
    let title = full_name(&thing.name, thing.make.as_deref(), thing.model.as_deref());
    cx.page(&format!("{} on visit {code}", thing.tag), move || {
        let unit = thing.unit.as_ref().map(|unit| unit.label.clone()).unwrap_or_default();
        let lead = view! { <p>{format!("{}, expected at {unit}", thing.tag)}</p> };
        let back = format!("/visits/{code}#expected");
        let steps = vec![("Visits".to_owned(), "/visits".to_owned()), (code.clone(), format!("/visits/{code}"))];
        let again = before.as_ref().map(|_| {
            view! { <p class="muted">"It was looked at already: what you record now stands, and the earlier word stays in its history."</p> }
                .into_any()
        });
        let hidden: Vec<_> =
            hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=thing.tag.clone() title lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            {again}
            <form class="form" method="post" action="/api/record_look" novalidate>
                {hidden}
                {fields(&form, &thing)}
                <FormActions cancel=back><SubmitButton text="Record what was found"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// `/visits/{code}/found`: a thing with a tag that was not expected, or something that no list has.
pub async fn found_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::visits::show(&mut tx, viewer, &code).await?;
    let form = cx.form(&mut tx, fresh(cx.today(), &[], None)).await?;
    let (first, second) = (cx.submission_key()?, cx.submission_key()?);
    cx.page("Found, and not expected", move || {
        let back = format!("/visits/{code}");
        let steps = vec![("Visits".to_owned(), "/visits".to_owned()), (code.clone(), back.clone())];
        let units: Vec<(String, String)> = shown
            .units
            .iter()
            .filter_map(|unit| Some((unit.code.clone()?, unit.label.clone())))
            .collect();
        let known = view! {
            <form class="form" method="post" action="/api/record_look" novalidate>
                <HiddenInput name="submission" value=first/>
                <HiddenInput name="visit" value=code.clone()/>
                <Field name="tag" label="Tag" state=form.clone() width=Width::Medium autocomplete="off" hint="Such as IMT-000123"/>
                {common(&form, 1)}
                <FormActions cancel=back.clone()><SubmitButton text="Record what was found"/></FormActions>
            </form>
        }
        .into_any();
        let unlisted = view! {
            <form class="form" method="post" action="/api/record_find" novalidate>
                <HiddenInput name="submission" value=second/>
                <HiddenInput name="visit" value=code.clone()/>
                <Select name="unit" label="Where" state=form.clone() options=units blank="Choose the unit"/>
                <TextArea name="words" label="What it is" state=form.clone() rows=3 hint="With the numbers that stand on it"/>
                <FormActions cancel=back><SubmitButton text="Write it down"/></FormActions>
            </form>
        }
        .into_any();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Visit" code title="Found, and not expected"/>
            <ErrorSummary state=form/>
            <Section title="It has a tag" id="with-a-tag">{known}</Section>
            <Section title="No list has it" id="unlisted">{unlisted}</Section>
        }
        .into_any()
    })
}

/// Today, seen where it stands; the answers as they were given before.
fn fresh(today: chrono::NaiveDate, asked: &[Question], before: Option<&LookedAt>) -> FormState {
    let mut values = vec![
        ("checked_on".to_owned(), domain::PartialDate::Day(today).words()),
        ("method".to_owned(), Method::Seen.word().to_owned()),
    ];
    for (place, question) in asked.iter().enumerate() {
        let known = before.and_then(|before| before.answers.iter().find(|(words, _)| *words == question.words));
        values.extend(known.map(|(_, answer)| (format!("answers[{place}][answer]"), answer.clone())));
    }
    FormState::filled(values)
}

fn common(form: &FormState, expected: i64) -> AnyView {
    let state = || form.clone();
    let findings = Finding::ALL.iter().map(|f| Choice::new(f.word(), f.label())).collect::<Vec<_>>();
    let conditions = Condition::ALL.iter().map(|c| (c.word().to_owned(), c.label().to_owned())).collect::<Vec<_>>();
    let methods = Method::ALL.iter().map(|m| (m.word().to_owned(), m.label().to_owned())).collect::<Vec<_>>();
    let seen = (expected > 1).then(|| {
        let hint = format!("Of {}. Empty: all of them", count(expected));
        view! { <Field name="seen" label="How many were seen" state=state() kind=Input::Number width=Width::Short hint optional=true/> }
            .into_any()
    });
    view! {
        <Radios name="finding" legend="What was found" state=state() choices=findings/>
        {seen}
        <Select name="condition" label="Condition of what was seen" state=state() options=conditions blank="Choose the condition" optional=true/>
        <DateField name="checked_on" label="Checked on" state=state()/>
        <Select name="method" label="How" state=state() options=methods/>
        <TextArea name="note" label="Note" state=state() optional=true rows=2
            hint="Needed when it was not seen: what was said of where it is. For staff and administrators only"/>
    }
    .into_any()
}

fn fields(form: &FormState, thing: &ToLook) -> AnyView {
    let state = || form.clone();
    let km = (thing.kind == ItemKind::Vehicle).then(|| {
        view! { <Field name="km" label="Odometer" state=state() kind=Input::Number width=Width::Short optional=true hint="In kilometres"/> }
            .into_any()
    });
    let questions: Vec<AnyView> =
        thing.asked.iter().enumerate().map(|(place, question)| asked(form, place, question)).collect();
    let checklist = (!questions.is_empty()).then(|| {
        let hint = "The visit is closed once all of it is answered.";
        view! { <h2>"Checklist"</h2> <p class="muted">{hint}</p> {questions} }.into_any()
    });
    view! {
        {common(form, thing.expected)}
        <DateField name="unused_since" label="Not in use since" state=state() partial=true optional=true/>
        <Field name="unused_because" label="Because" state=state() optional=true hint="Of what is in store: such as “no batteries since winter”"/>
        {km}
        {checklist}
    }
    .into_any()
}

fn asked(form: &FormState, place: usize, question: &Question) -> AnyView {
    let hidden = format!("answers[{place}][question]");
    let name = format!("answers[{place}][answer]");
    let words = question.words.clone();
    let field = if question.value {
        view! { <Field name label=words state=form.clone() width=Width::Medium optional=true/> }.into_any()
    } else {
        let choices = Reply::ALL.iter().map(|reply| Choice::new(reply.word(), reply.label())).collect();
        view! { <Radios name legend=words state=form.clone() choices optional=true/> }.into_any()
    };
    view! { <input type="hidden" name=hidden value=question.words.clone()/> {field} }.into_any()
}
