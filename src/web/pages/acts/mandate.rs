//! `/rounds/{code}/mandates/{agency}`: who signs for an agency. The officer whom the terms name hands over to a deputy here,
//! and takes it back.

use axum::{extract::Path, response::Response};
use documents::act::short_digest;
use domain::{
    Action, FieldError, PartialDate, Refusal, Viewer,
    act::{Mandate, MandateDeed, MandateDocument, Signatory},
};
use leptos::prelude::*;
use store::acts::{self, ActStand, MandateShow, NamedSigner};

use super::terms_form::wording;
use crate::{AppError, Cx, cx::PageResult, kit::*, papers, upload::FILE};

pub async fn page(cx: Cx, Path((code, agency)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let show = acts::mandate(&mut tx, &viewer, &code, &agency).await?;
    let state = file_again(cx.form(&mut tx, FormState::default()).await?);
    let key = cx.submission_key()?;
    let title = format!("Who signs for {}", show.agency_name);
    cx.page(&title.clone(), move || {
        let back = format!("/rounds/{}", show.round_code);
        let steps = vec![("Rounds".to_owned(), "/rounds".to_owned()), (show.round_title.clone(), back)];
        let terms = viewer.role.may(Action::ManageActs).then(|| {
            let href = format!("/rounds/{}/terms", show.round_code);
            view! { <ButtonLink href text="Terms of the acts"/> }.into_any()
        });
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Round" code=show.round_code.clone() title actions=terms/>
            <ErrorSummary state=state.clone()/>
            {next_version(&show)}
            {show.signatory.as_ref().map(|one| facts(one, &show))}
            {what_to_do(&viewer, &show, &state, key)}
        }
        .into_any()
    })
}

/// A browser does not keep a chosen file: when the form comes back for whatever reason, it is said where it stood.
fn file_again(state: FormState) -> FormState {
    let chosen = state.value(FILE).is_some_and(|names| !names.is_empty());
    if !chosen || !state.has_errors() || state.error(FILE).is_some() {
        return state;
    }
    let message = "Choose the document again: a browser does not keep a chosen file".to_owned();
    let again = FieldError { field: FILE.to_owned(), message };
    let errors = state.errors().iter().cloned().chain([again]).collect();
    state.with_errors(errors)
}

/// An act that was issued before somebody else was named stays as it is.
fn next_version(show: &MandateShow) -> Option<AnyView> {
    let (act, one) = (show.act.as_ref()?, show.signatory.as_ref()?);
    let signer = &one.signer().0.en;
    let (title, href) =
        (format!("Act {}, version {}, names {}", act.number, act.version, act.name), format!("/acts/{}", act.number));
    let words = format!(
        "{signer} stands on its next version, which programme staff issue. Version {} stays as it is.",
        act.version
    );
    (act.name != *signer).then(|| {
        view! {
            <Notice tone=Tone::Accent title=title>
                <p>{words} " " <a href=href>"See the act"</a></p>
            </Notice>
        }
        .into_any()
    })
}

fn facts(one: &Signatory, show: &MandateShow) -> AnyView {
    let mut facts = vec![Fact::text("Named in the terms", one.name.en.clone())];
    match &one.mandate {
        None => facts.push(Fact::text("Deputy", "None")),
        Some(mandate) => {
            let account =
                show.account.clone().unwrap_or_else(|| "None: signs on paper or by a one-time link".to_owned());
            facts.extend([
                Fact::text("Deputy", format!("{}, {}", mandate.deputy.en, mandate.post.en)),
                Fact::text("Mandate", mandate_words(mandate)),
                Fact::view("Document of the mandate", mandate.document.as_ref().map(pages)),
                Fact::text("Account of the deputy", account),
            ]);
        }
    }
    facts.push(Fact::view("Act", show.act.as_ref().map(act)));
    view! { <SummaryList facts/> }.into_any()
}

fn act(act: &ActStand) -> AnyView {
    let state = match act.signed() {
        Some(at) => format!(", version {}: signed for the agency on {}", act.version, at.words()),
        None => format!(", version {}: not signed for the agency yet", act.version),
    };
    view! { <a href=format!("/acts/{}", act.number)>{act.number.clone()}</a> {state} }.into_any()
}

fn mandate_words(mandate: &Mandate) -> String {
    format!("No. {} of {}", mandate.number, PartialDate::Day(mandate.dated).words())
}

/// The pages of a document, each with the beginning of its digest, as the act prints it.
pub fn pages(document: &MandateDocument) -> AnyView {
    let count = document.pages.len();
    let links: Vec<_> = (1..)
        .zip(&document.pages)
        .map(|(number, sha256)| {
            let words = if count == 1 { "The document".to_owned() } else { format!("Page {number}") };
            let digest = short_digest(sha256);
            let href = format!("/mandates/{}/{number}", document.id);
            view! { <p><a href=href>{words}</a> " " <span class="muted">"SHA-256 " <span class="code">{digest}"…"</span></span></p> }
                .into_any()
        })
        .collect();
    view! { <div class="stack-tight">{links}</div> }.into_any()
}

/// The form that fits, or why there is none.
fn what_to_do(viewer: &Viewer, show: &MandateShow, state: &FormState, key: String) -> AnyView {
    let deed = if show.standing.deputy.is_some() { MandateDeed::Withdraw } else { MandateDeed::HandOver };
    match (show.check(deed, viewer), deed) {
        (Ok(()), MandateDeed::HandOver) => hand_over(show, state, key),
        (Ok(()), MandateDeed::Withdraw) => withdraw(show, state, key),
        (Err(Refusal::Conflict(words)), _) => view! {
            <Section title="Deputy" id="deputy">
                <Notice title="There is nothing for you to change here now"><p>{words}"."</p></Notice>
            </Section>
        }
        .into_any(),
        // Staff have the terms for it.
        (Err(_), _) => ().into_any(),
    }
}

fn hidden(show: &MandateShow, state: &FormState, key: String) -> AnyView {
    view! {
        <HiddenInput name="submission" value=key/>
        <HiddenInput name="round" value=show.round_code.clone()/>
        <HiddenInput name="agency" value=show.agency_code.clone()/>
        <HiddenInput name="version" value=state.version(show.version)/>
    }
    .into_any()
}

fn hand_over(show: &MandateShow, state: &FormState, key: String) -> AnyView {
    let options = show.accounts.iter().map(|account| (account.id.to_string(), account.name.clone())).collect();
    let later = show.act.as_ref().map(|act| {
        let words = format!(
            "Act {}, version {}, was issued with your name. The deputy will stand on its next version: programme staff are told, \
             and issue it.",
            act.number, act.version
        );
        view! { <p>{words}</p> }.into_any()
    });
    let form = view! {
        <form class="form" method="post" action="/api/hand_over" enctype="multipart/form-data" novalidate>
            {hidden(show, state, key)}
            {wording(state, "deputy", "Name of the deputy", None, false)}
            {wording(state, "deputy_post", "Post of the deputy", None, false)}
            <Field name="mandate" label="Number of the mandate" state=state.clone() width=Width::Medium/>
            <DateField name="mandate_on" label="Date of the mandate" state=state.clone()/>
            <Select name="deputy_person" label="Account of the deputy in the portal" state=state.clone() options=options optional=true
                blank="None: signs on paper or by a one-time link"/>
            <FileField name=FILE label="Document of the mandate" accept=".pdf,.jpg,.jpeg,.png,image/jpeg,image/png,application/pdf"
                multiple=true state=state.clone()
                hint="One PDF of up to 15 MB, or a picture of each page in their order (JPEG or PNG, up to 20 MB each)"/>
            <FormActions cancel=format!("/rounds/{}", show.round_code)><SubmitButton text="Hand over to the deputy"/></FormActions>
        </form>
    }
    .into_any();
    view! {
        <Section title="Hand over to a deputy" id="hand-over">
            <div class="stack">
                <p>"The deputy signs the act of your agency instead of you, and the act names the mandate. You can withdraw it \
                    until your agency has signed."</p>
                {later}
                {form}
            </div>
        </Section>
    }
    .into_any()
}

fn withdraw(show: &MandateShow, state: &FormState, key: String) -> AnyView {
    let form = view! {
        <form class="stack" method="post" action="/api/withdraw_mandate" novalidate>
            {hidden(show, state, key)}
            <p>"You sign for your agency again, and the terms of the round no longer name the deputy. The document stays on file."</p>
            <div><SubmitButton text="Withdraw the mandate" quiet=true/></div>
        </form>
    }
    .into_any();
    view! { <Section title="Sign yourself again" id="withdraw">{form}</Section> }.into_any()
}

/// On the page of a round: who signs for the agencies that concern the viewer.
pub fn who_signs(viewer: &Viewer, round: &str, signers: &[NamedSigner]) -> Option<AnyView> {
    let sentences: Vec<_> = signers
        .iter()
        .filter(|one| !viewer.role.may(Action::ManageActs) || one.signatory.mandate.is_some())
        .map(|one| {
            let href = format!("/rounds/{round}/mandates/{}", one.agency_code);
            let (name, agency) = (&one.signatory.name.en, &one.agency_name);
            let own = one.signatory.person == Some(viewer.person);
            let (words, more) = match &one.signatory.mandate {
                Some(m) => (format!("{} signs for {agency}, in place of {name}. ", m.deputy.en), "Deputy and mandate"),
                None if own => (format!("You sign for {agency}. "), "Hand over to a deputy"),
                None => (format!("{name} signs for {agency}. "), "Who signs"),
            };
            view! { <p>{words} <a href=href>{more}</a></p> }.into_any()
        })
        .collect();
    (!sentences.is_empty()).then(|| sentences.into_any())
}

/// `/mandates/{id}/{page}`: never shown inside the portal, always saved.
pub async fn download(cx: Cx, Path((id, page)): Path<(String, String)>) -> Result<Response, AppError> {
    let number: i64 = page.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = cx.read().await?;
    papers::saved(acts::mandate_file(&mut tx, cx.viewer()?, &id, number).await?, &format!("mandate-{number}"))
}
