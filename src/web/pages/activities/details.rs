//! `/activities/{code}/details`: sessions, the test before and after, what equipment it qualifies for.

use axum::extract::Path;
use domain::activity::{MOST_SESSIONS, TestAverage, mark};
use leptos::prelude::*;
use store::activities::ActivityShow;

use crate::{Cx, cx::PageResult, kit::*};

/// Rows for sessions that stand open behind those that are filled.
const FREE_ROWS: usize = 3;

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, filled(&shown)).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Sessions and test of {code}"), move || {
        let back = format!("/activities/{code}");
        let steps = vec![("Activities".to_owned(), "/activities".to_owned()), (code.clone(), back.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=shown.activity.kind.label() code=code.clone() title="Sessions, test, equipment"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.activity.title.clone()}</p>
            <form class="form" method="post" action="/api/update_activity_details" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                {sessions(&form)}
                {test(&form)}
                <TextArea name="qualifies_for" label="Qualifies for" state=form.clone() optional=true rows=3
                    hint="Kinds of equipment, one a line, such as “chemical detectors”"/>
                <FormActions cancel=back><SubmitButton text="Save"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(shown: &ActivityShow) -> FormState {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut values = vec![("qualifies_for".to_owned(), shown.qualifies_for.join("\n"))];
    for (index, session) in shown.sessions.iter().enumerate() {
        values.extend([
            (field(index, "title"), session.title.clone()),
            (field(index, "held_on"), session.held_on.map(|date| date.words()).unwrap_or_default()),
            (field(index, "participations"), number(session.participations)),
        ]);
    }
    if let Some(test) = &shown.test {
        let average = |measured: Option<TestAverage>| measured.map(|m| mark(m.average)).unwrap_or_default();
        let tested = |measured: Option<TestAverage>| number(measured.and_then(|m| m.tested));
        let own = [
            ("test", test.title.clone()),
            ("out_of", test.out_of.to_string()),
            ("before_average", average(test.before)),
            ("before_tested", tested(test.before)),
            ("after_average", average(test.after)),
            ("after_tested", tested(test.after)),
        ];
        values.extend(own.map(|(name, value)| (name.to_owned(), value)));
    }
    FormState::filled(values)
}

fn sessions(form: &FormState) -> AnyView {
    let stands = |index: usize| {
        let typed = |name: &&str| form.value(&field(index, name)).is_some_and(|typed| !typed.trim().is_empty());
        ["title", "held_on", "participations"].iter().any(typed)
    };
    let filled = (0..MOST_SESSIONS).rev().find(|index| stands(*index)).map_or(0, |last| last + 1);
    let rows: Vec<_> = (0..(filled + FREE_ROWS).min(MOST_SESSIONS)).map(|index| session(index, form)).collect();
    view! {
        <Fieldset legend="Sessions" hint="Where somebody came to several, each of them is a participation of the same person. Empty rows are \
            left out">
            <div class="stack">{rows}</div>
        </Fieldset>
    }
    .into_any()
}

fn session(index: usize, form: &FormState) -> AnyView {
    let state = || form.clone();
    view! {
        <fieldset>
            <legend class="strong">{format!("Session {}", index + 1)}</legend>
            <div class="cluster">
                <Field name=field(index, "title") label="About" state=state() width=Width::Medium optional=true/>
                <Field name=field(index, "held_on") label="Day" state=state() width=Width::Short optional=true autocomplete="off"/>
                <Field name=field(index, "participations") label="Participations" state=state() kind=Input::Number
                    width=Width::Tiny optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn test(form: &FormState) -> AnyView {
    let (which, most) = (form.clone(), form.clone());
    let pair = |when: &'static str, average: &'static str, tested: &'static str| {
        view! {
            <div class="cluster">
                <Field name=average label=format!("Average {when}") state=form.clone() kind=Input::Amount width=Width::Short
                    optional=true/>
                <Field name=tested label=format!("Tested {when}") state=form.clone() kind=Input::Number width=Width::Tiny
                    optional=true/>
            </div>
        }
        .into_any()
    };
    let (before, after) =
        (pair("before", "before_average", "before_tested"), pair("after", "after_average", "after_tested"));
    view! {
        <Fieldset legend="Test" hint="The same test before and after: two different ones say nothing about each other">
            <Field name="test" label="Which test" state=which optional=true/>
            <Field name="out_of" label="Highest mark" state=most kind=Input::Number width=Width::Tiny optional=true/>
            {before}
            {after}
        </Fieldset>
    }
    .into_any()
}

fn field(index: usize, name: &str) -> String {
    format!("sessions[{index}][{name}]")
}
