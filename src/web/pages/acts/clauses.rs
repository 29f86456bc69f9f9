//! `/acts/clauses`: the wording of the undertakings, which staff can change; every wording is kept.

use documents::act::clauses::DEFAULTS;
use domain::Timestamp;
use leptos::prelude::*;
use store::acts::{self, ClausesRow};

use crate::{Cx, cx::PageResult, kit::*};

/// Letters of the clauses in one language.
pub const LONGEST: usize = 30_000;

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let wordings = acts::clauses(&mut tx, &viewer).await?;
    let newest = wordings.first();
    let texts = newest.map_or(DEFAULTS.map(str::to_owned), |row| [row.en.clone(), row.ru.clone(), row.uz.clone()]);
    let state = cx.form(&mut tx, FormState::filled(["en", "ru", "uz"].into_iter().zip(texts))).await?;
    let version = state.version(newest.map_or(0, |row| row.version));
    let key = cx.submission_key()?;
    cx.page("Clauses of the acts", move || {
        let lead = view! {
            <p>"Block 11 of every act. A new wording is used by acts that are made from now on; those that were issued keep theirs."</p>
        };
        view! {
            <Breadcrumb steps=vec![("Acts".to_owned(), "/acts".to_owned())]/>
            <PageHeader title="Clauses of the acts" lead=lead.into_any()/>
            <form class="form form-wide" method="post" action="/api/save_clauses" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="version" value=version/>
                <p class="hint">
                    "Each clause is a [[clause]] with a key and a text; the three languages hold the same keys in the same order. \
                     nature = \"title\" or \"custody\" keeps a clause to one kind of transfer. {days}, {copies} and {prevailing} are filled in."
                </p>
                <TextArea name="en" label="English" rows=24 state=state.clone()/>
                <TextArea name="ru" label="Russian" rows=24 state=state.clone()/>
                <TextArea name="uz" label="Uzbek" rows=24 state=state.clone()/>
                <Field name="reason" label="Reason" hint="Who decided it, and why" state=state.clone()/>
                <FormActions cancel="/acts"><SubmitButton text="Put this wording into force"/></FormActions>
            </form>
            {history(&wordings)}
        }
        .into_any()
    })
}

fn history(wordings: &[ClausesRow]) -> AnyView {
    let wording = |row: &ClausesRow| {
        let note = view! { <p>{row.reason.clone()}</p> }.into_any();
        let title = format!("Wording {}", row.version).into_any();
        Happening::at(Timestamp(row.recorded_at), title).who(Some(row.person.clone())).note(Some(note))
    };
    let mut entries: Vec<Happening> = wordings.iter().map(wording).collect();
    let first = view! { <p>"Draft wording: it needs a lawyer’s review."</p> }.into_any();
    entries.push(Happening::undated("The wording that came with the portal".into_any()).note(Some(first)));
    view! { <Section title="Wordings" id="wordings"><Timeline entries/></Section> }.into_any()
}

/// The field of the language that a message of the template names.
pub(super) fn field_of(message: &str) -> &'static str {
    ["ru", "uz"].into_iter().find(|language| message.contains(&format!(" in {language}"))).unwrap_or("en")
}
