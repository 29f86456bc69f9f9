//! `/rounds/{code}/acts/{agency}/words`: what the names on an act are in Russian and Uzbek.

use axum::extract::Path;
use domain::act::Wording;
use leptos::prelude::*;
use store::acts::{self, Facts, Subject};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((code, agency)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let facts = acts::facts(&mut tx, &viewer, &code, &agency).await?;
    let names = on(&facts);
    let stored = names.iter().enumerate().flat_map(|(i, (.., name))| {
        [("ru", &name.ru), ("uz", &name.uz)]
            .map(|(language, text)| (format!("words[{i}][{language}]"), text.clone().unwrap_or_default()))
    });
    let state = cx.form(&mut tx, FormState::filled(stored)).await?;
    let key = cx.submission_key()?;
    cx.page("Names in Russian and Uzbek", move || {
        let back = format!("/rounds/{code}/acts/{agency}");
        let lead = view! { <p>"They are used by every act that is made from now on. What is left empty is printed as in English."</p> };
        let rows: Vec<_> = names.iter().enumerate().map(|(i, name)| row(i, name, &state)).collect();
        view! {
            <Breadcrumb steps=vec![
                ("Rounds".to_owned(), "/rounds".to_owned()),
                (facts.round_title.clone(), format!("/rounds/{code}")),
                (format!("Act for {}", facts.agency.en), back.clone()),
            ]/>
            <PageHeader kind="Act" code=facts.number.clone() title="Names in Russian and Uzbek" lead=lead.into_any()/>
            <form class="form" method="post" action="/api/translate_act" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code.clone()/>
                <HiddenInput name="agency" value=agency.clone()/>
                {rows}
                <FormActions cancel=back><SubmitButton text="Save the names"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn row(i: usize, (subject, key, name): &(Subject, String, Wording), state: &FormState) -> AnyView {
    let field = |part: &str| format!("words[{i}][{part}]");
    let content = view! {
        <HiddenInput name=field("subject") value=subject.word()/>
        <HiddenInput name=field("key") value=key.clone()/>
        <HiddenInput name=field("ru_was") value=name.ru.clone().unwrap_or_default()/>
        <HiddenInput name=field("uz_was") value=name.uz.clone().unwrap_or_default()/>
        <div class="grid-2">
            <Field name=field("ru") label="In Russian" optional=true state=state.clone()/>
            <Field name=field("uz") label="In Uzbek" optional=true state=state.clone()/>
        </div>
    }
    .into_any();
    let legend = match subject {
        Subject::UnitPlace => format!("{} (place of {key})", name.en),
        _ => name.en.clone(),
    };
    view! { <Fieldset legend=legend>{content}</Fieldset> }.into_any()
}

/// Every name on an act that can be said in another language, each once.
pub(super) fn on(facts: &Facts) -> Vec<(Subject, String, Wording)> {
    let mut names = vec![(Subject::Agency, facts.agency_code.clone(), facts.agency.clone())];
    for unit in &facts.units {
        names.push((Subject::UnitName, unit.code.clone(), unit.name.clone()));
        names.extend(unit.place.clone().map(|place| (Subject::UnitPlace, unit.code.clone(), place)));
    }
    let of_lines = facts.lines.iter().flat_map(|line| [&line.name, &line.measure].into_iter().chain(&line.accessories));
    let words = of_lines.chain(facts.grants.iter().flat_map(|grant| &grant.donors));
    for word in words {
        if !names.iter().any(|(subject, key, _)| *subject == Subject::Word && *key == word.en) {
            names.push((Subject::Word, word.en.clone(), word.clone()));
        }
    }
    names
}
