//! `/rounds/{code}/terms`: what holds for every act of a round.

use axum::extract::Path;
use domain::act::{ImportDocument, Mandate, Signatory, Terms, Wording};
use leptos::prelude::*;
use store::{acts, rounds};

use super::terms_form;
use crate::{Cx, cx::PageResult, kit::*, pages::officials::offers};

/// Who hands over, until something else was entered.
const UNODC: [&str; 3] = [
    "United Nations Office on Drugs and Crime, Regional Office for Central Asia",
    "Управление Организации Объединённых Наций по наркотикам и преступности, Региональное представительство в Центральной Азии",
    "Birlashgan Millatlar Tashkilotining Giyohvandlik va jinoyatchilik boʻyicha boshqarmasi, Markaziy Osiyodagi mintaqaviy vakolatxonasi",
];

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let stored = acts::terms(&mut tx, &viewer, &code).await?;
    let accounts = acts::accounts(&mut tx, &viewer).await?;
    let offered = store::officials::offered(&mut tx, &viewer).await?;
    let issued = acts::of_round(&mut tx, &viewer, round.id).await?;
    let mut agencies: Vec<(String, String)> =
        round.tally.agencies.iter().map(|agency| (agency.code.clone(), agency.name.clone())).collect();
    agencies.sort();
    agencies.dedup_by(|a, b| a.0 == b.0);
    let mut fields = filled(&stored.terms, &agencies);
    if stored.version == 0 {
        // What the round says already.
        fields.extend(round.place.clone().map(|place| ("place[en]".to_owned(), place)));
        fields.extend(round.occasion.clone().map(|occasion| ("occasion[en]".to_owned(), occasion)));
    }
    if stored.terms.transferring.is_none() {
        // Who always hands over.
        let unodc = ["en", "ru", "uz"].into_iter().zip(UNODC);
        fields
            .extend(unodc.map(|(language, name)| (format!("transferring[organisation][{language}]"), name.to_owned())));
    }
    let state = cx.form(&mut tx, FormState::filled(fields)).await?;
    let version = state.version(stored.version);
    let key = cx.submission_key()?;
    cx.page("Terms of the acts", move || {
        let back = format!("/rounds/{code}");
        let lead = match issued.len() {
            0 => "They hold for the acts of every agency of this round.".to_owned(),
            count => format!(
                "{} already. What was issued stays; a change here leads to a new version.",
                count_of(count as i64, "act is issued", "acts are issued")
            ),
        };
        let lead = view! { <p>{lead}</p> }.into_any();
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), back.clone())]/>
            <PageHeader kind="Round" code=code.clone() title="Terms of the acts" lead=lead/>
            <form class="form" method="post" action="/api/save_terms" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                {offers(&offered)}
                {terms_form::general(&state)}
                {terms_form::basis(&state, stored.terms.legal_basis.len(), stored.terms.imports.len())}
                {terms_form::unodc(&state, &accounts)}
                {terms_form::receiving(&state, &stored.terms, &agencies, &accounts)}
                {terms_form::witnesses(&state, stored.terms.witnesses.len())}
                <FormActions cancel=back><SubmitButton text="Save the terms"/></FormActions>
            </form>
        }
        .into_any()
    })
}

type Fields = Vec<(String, String)>;

/// The terms as the form shows them.
fn filled(terms: &Terms, agencies: &[(String, String)]) -> Fields {
    let mut fields = vec![
        ("copies".to_owned(), terms.copies.to_string()),
        ("report_days".to_owned(), terms.report_days.to_string()),
    ];
    fields.extend(terms.nature.map(|nature| ("nature".to_owned(), nature.word().to_owned())));
    fields.extend(terms.prevailing.map(|language| ("prevailing".to_owned(), language.word().to_owned())));
    for (name, text) in [("risk", &terms.risk), ("place", &terms.place), ("occasion", &terms.occasion)] {
        wording(&mut fields, name, text.as_ref());
    }
    for (i, basis) in terms.legal_basis.iter().enumerate() {
        wording(&mut fields, &format!("legal[{i}]"), Some(basis));
    }
    for (i, ImportDocument { kind, number, dated }) in terms.imports.iter().enumerate() {
        fields.push((format!("imports[{i}][kind]"), kind.word().to_owned()));
        fields.push((format!("imports[{i}][number]"), number.clone()));
        fields.extend(dated.map(|day| (format!("imports[{i}][dated]"), domain::PartialDate::Day(day).words())));
    }
    if let Some(one) = &terms.transferring {
        signatory(&mut fields, "transferring", one);
    }
    for (i, (agency, _)) in agencies.iter().enumerate() {
        if let Some(one) = terms.receiving(agency) {
            signatory(&mut fields, &format!("receiving[{i}]"), one);
        }
    }
    for (i, one) in terms.witnesses.iter().enumerate() {
        signatory(&mut fields, &format!("witnesses[{i}]"), one);
    }
    fields
}

fn wording(fields: &mut Fields, name: &str, text: Option<&Wording>) {
    let Some(Wording { en, ru, uz }) = text else { return };
    fields.push((format!("{name}[en]"), en.clone()));
    fields.extend(ru.clone().map(|ru| (format!("{name}[ru]"), ru)));
    fields.extend(uz.clone().map(|uz| (format!("{name}[uz]"), uz)));
}

fn signatory(fields: &mut Fields, name: &str, one: &Signatory) {
    wording(fields, &format!("{name}[name]"), Some(&one.name));
    wording(fields, &format!("{name}[post]"), Some(&one.post));
    wording(fields, &format!("{name}[organisation]"), one.organisation.as_ref());
    wording(fields, &format!("{name}[authority]"), one.authority.as_ref());
    fields.extend(one.person.map(|person| (format!("{name}[person]"), person.to_string())));
    if let Some(Mandate { deputy, post, number, dated, person, document: _ }) = &one.mandate {
        wording(fields, &format!("{name}[deputy]"), Some(deputy));
        wording(fields, &format!("{name}[deputy_post]"), Some(post));
        fields.push((format!("{name}[mandate]"), number.clone()));
        fields.push((format!("{name}[mandate_on]"), domain::PartialDate::Day(*dated).words()));
        fields.extend(person.map(|person| (format!("{name}[deputy_person]"), person.to_string())));
    }
}
