//! The fields of the terms. Every text is asked for in three languages; English is the one that is needed.

use domain::act::{ImportKind, Language, Nature, Terms};
use leptos::prelude::*;
use store::acts::Account;

use super::mandate;
use crate::{
    kit::*,
    pages::officials::{NAMES, POSTS},
};

/// Empty rows after what is entered already.
const MORE: usize = 2;

pub fn general(state: &FormState) -> AnyView {
    let natures = Nature::ALL.iter().map(|nature| Choice::new(nature.word(), nature.label())).collect();
    let languages = Language::ALL.iter().map(|l| Choice::new(l.word(), l.label())).collect();
    let transfer = view! {
        <Radios name="nature" legend="What passes" state=state.clone() choices=natures
            hint="There is no default: take it from the programme document or ask legal affairs"/>
        {wording(state, "risk", "Moment at which the risk passes", Some("Such as “on signature of this Act”"), true)}
        {wording(state, "place", "Place", None, false)}
        {wording(state, "occasion", "Occasion", Some("Empty: the title of the round"), true)}
    };
    let paper = view! {
        <Radios name="prevailing" legend="Text that prevails where the languages differ" state=state.clone() choices=languages/>
        <Field name="copies" label="Copies" state=state.clone() kind=Input::Number width=Width::Tiny/>
        <Field name="report_days" label="Loss, theft and damage are reported within" state=state.clone() kind=Input::Number
            width=Width::Tiny suffix="days"/>
    };
    fields([("The transfer".to_owned(), None, transfer.into_any()), ("The paper".to_owned(), None, paper.into_any())])
}

pub fn basis(state: &FormState, legal: usize, imports: usize) -> AnyView {
    let kinds: Vec<(String, String)> =
        ImportKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let legal: Vec<_> = (0..rows(state, "legal", "en", legal))
        .map(|i| {
            let hint = (i == 0)
                .then_some("With its date, such as “Exchange of Notes between Japan and UNODC of 27 February 2020”");
            wording(state, &format!("legal[{i}]"), &format!("Legal basis {}", i + 1), hint, i > 0)
        })
        .collect();
    let imports: Vec<_> = (0..rows(state, "imports", "number", imports))
        .map(|i| {
            let name = |part: &str| format!("imports[{i}][{part}]");
            view! {
                <div class="grid-3">
                    <Select name=name("kind") label=format!("Import document {}", i + 1) state=state.clone() options=kinds.clone()/>
                    <Field name=name("number") label="Number" state=state.clone() optional=true/>
                    <DateField name=name("dated") label="Dated" state=state.clone() optional=true/>
                </div>
            }
            .into_any()
        })
        .collect();
    fields([
        ("Legal basis".to_owned(), Some("Exchange of Notes, programme document, memorandum"), legal.into_any()),
        ("Import documents".to_owned(), Some("Rows without a number are left out"), imports.into_any()),
    ])
}

pub fn unodc(state: &FormState, accounts: &[Account]) -> AnyView {
    let own = view! {
        {wording(state, "transferring[organisation]", "Transferring party", None, false)}
        {person(state, "transferring", "Name of the signatory")}
        {account(state, "transferring", options(accounts, None))}
    };
    fields([("For UNODC".to_owned(), None, own.into_any())])
}

pub fn receiving(state: &FormState, terms: &Terms, agencies: &[(String, String)], accounts: &[Account]) -> AnyView {
    let parts: Vec<(String, Option<&'static str>, AnyView)> = (agencies.iter().enumerate())
        .map(|(i, (code, name))| {
            let field = format!("receiving[{i}]");
            let part = |part: &str| format!("receiving[{i}][{part}]");
            let has_deputy = state.value(&part("mandate")).is_some_and(|v| !v.is_empty())
                || state.errors().iter().any(|e| e.field.starts_with(&part("mandate")) || e.field.starts_with(&part("deputy")));
            let own = view! {
                <HiddenInput name=part("agency") value=code.clone()/>
                {person(state, &field, "Name of the signatory")}
                {account(state, &field, options(accounts, Some(code)))}
                <details class="more" open=has_deputy>
                    <summary>"A deputy signs instead"</summary>
                    <div class="stack">
                        {wording(state, &part("deputy"), "Name of the deputy", None, true)}
                        {wording(state, &part("deputy_post"), "Post of the deputy", None, true)}
                        <Field name=part("mandate") label="Number of the mandate" state=state.clone() optional=true width=Width::Medium/>
                        <DateField name=part("mandate_on") label="Date of the mandate" state=state.clone() optional=true/>
                        <Select name=part("deputy_person") label="Account of the deputy" state=state.clone()
                            options=options(accounts, Some(code)) optional=true blank="None: signs on paper or by a one-time link"/>
                        {document(terms, code)}
                    </div>
                </details>
            };
            (format!("For {name}"), None, own.into_any())
        })
        .collect();
    if parts.is_empty() {
        return view! { <p class="muted">"Add the lines of the round first: for each receiving agency its signatory is asked here."</p> }
            .into_any();
    }
    fields(parts)
}

/// The document that the officer handed in with the mandate. It is not part of this form, and stays with the deputy's name.
fn document(terms: &Terms, agency: &str) -> Option<AnyView> {
    let mandate = terms.receiving(agency)?.mandate.as_ref()?;
    let pages = mandate::pages(mandate.document.as_ref()?);
    let words =
        format!("Document of the mandate. It stays until somebody else than {} is named here:", mandate.deputy.en);
    Some(view! { <div><p class="muted">{words}</p> {pages}</div> }.into_any())
}

/// Groups of fields: legend, hint, content.
fn fields(groups: impl IntoIterator<Item = (String, Option<&'static str>, AnyView)>) -> AnyView {
    let group = |(legend, hint, content): (String, Option<&'static str>, AnyView)| {
        view! { <Fieldset legend=legend hint=hint>{content}</Fieldset> }.into_any()
    };
    groups.into_iter().map(group).collect::<Vec<_>>().into_any()
}

pub fn witnesses(state: &FormState, known: usize) -> AnyView {
    let parts: Vec<_> = (0..rows_of(state, "witnesses", "name", known))
        .map(|i| {
            let field = format!("witnesses[{i}]");
            view! {
                <div class="stack">
                    {wording_of(state, &format!("{field}[name]"), &format!("Witness {}", i + 1), None, true, Some(NAMES))}
                    {wording_of(state, &format!("{field}[post]"), "Post", None, true, Some(POSTS))}
                    {wording(state, &format!("{field}[organisation]"), "For whom", None, true)}
                </div>
            }
            .into_any()
        })
        .collect();
    fields([("Witnesses".to_owned(), Some("Such as the embassy of the donor"), parts.into_any())])
}

fn person(state: &FormState, field: &str, label: &str) -> AnyView {
    let part = |part: &str| format!("{field}[{part}]");
    let hint = "Statute, order, or power of attorney with number and date";
    view! {
        {wording_of(state, &part("name"), label, None, false, Some(NAMES))}
        {wording_of(state, &part("post"), "Post", None, false, Some(POSTS))}
        {wording(state, &part("authority"), "Authority rests on", Some(hint), true)}
    }
    .into_any()
}

fn account(state: &FormState, field: &str, options: Vec<(String, String)>) -> AnyView {
    view! {
        <Select name=format!("{field}[person]") label="Account in the portal" state=state.clone() options=options optional=true
            blank="None: signs on paper or by a one-time link"/>
    }
    .into_any()
}

fn options(accounts: &[Account], agency: Option<&str>) -> Vec<(String, String)> {
    let fitting = accounts.iter().filter(|account| account.agency_code.as_deref() == agency);
    fitting.map(|account| (account.id.to_string(), account.name.clone())).collect()
}

/// One text in three languages. The translations are folded away until one is there.
pub(super) fn wording(
    state: &FormState,
    name: &str,
    label: &str,
    hint: Option<&'static str>,
    optional: bool,
) -> AnyView {
    wording_of(state, name, label, hint, optional, None)
}

/// The same with words that are offered: see [`offers`](crate::pages::officials::offers).
fn wording_of(
    state: &FormState,
    name: &str,
    label: &str,
    hint: Option<&'static str>,
    optional: bool,
    list: Option<&'static str>,
) -> AnyView {
    let translated = ["ru", "uz"].into_iter().any(|language| {
        let field = format!("{name}[{language}]");
        state.value(&field).is_some_and(|value| !value.is_empty()) || state.error(&field).is_some()
    });
    let words = label.to_lowercase();
    view! {
        <div class="wording">
            <Field name=format!("{name}[en]") label=label.to_owned() hint=hint optional=optional list=list state=state.clone()/>
            <details class="more" open=translated>
                <summary>{format!("Russian and Uzbek: {words}")}</summary>
                <div class="grid-2">
                    <Field name=format!("{name}[ru]") label=format!("{label}, in Russian") optional=true state=state.clone()/>
                    <Field name=format!("{name}[uz]") label=format!("{label}, in Uzbek") optional=true state=state.clone()/>
                </div>
            </details>
        </div>
    }
    .into_any()
}

/// How many rows a list has: those that were typed or stored, and some more.
fn rows(state: &FormState, name: &str, part: &str, known: usize) -> usize {
    let typed = (0..).take_while(|i| state.value(&format!("{name}[{i}][{part}]")).is_some()).count();
    typed.max(known + MORE)
}

fn rows_of(state: &FormState, name: &str, part: &str, known: usize) -> usize {
    let typed = (0..).take_while(|i| state.value(&format!("{name}[{i}][{part}][en]")).is_some()).count();
    typed.max(known + 1)
}
