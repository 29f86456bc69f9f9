//! `/sign/{token}`: a named person without an account reads one act and signs it.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use domain::{Refusal, signing::LinkState};
use leptos::prelude::*;
use store::signing::{self, Opened};

use super::{form, pieces, stranger};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::acts::{asked_language, languages, pdf_of},
    passwords::token_hash,
};

pub async fn page(cx: Cx, Path(token): Path<String>, headers: HeaderMap) -> PageResult {
    shown(cx, token, &headers).await.map(stranger::keep_to_itself)
}

/// `/sign/{token}/pdf`: the act as a file, for the browser that has signed it.
pub async fn file(cx: Cx, Path(token): Path<String>, headers: HeaderMap) -> PageResult {
    if cx.signed_in() {
        return Err(AppError::NotFound);
    }
    let browser = stranger::browser_secret(&cx.app, &headers).ok_or(AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let opened = signing::opened(&mut tx, cx.now(), &token_hash(&token), &token_hash(&browser)).await?;
    tx.rollback().await?;
    let opened = opened.ok_or(AppError::NotFound)?;
    pdf_of(&cx, &opened.version, &opened.signing).await.map(stranger::keep_to_itself)
}

async fn shown(cx: Cx, token: String, headers: &HeaderMap) -> PageResult {
    if !stranger::is_token(&token) {
        return unknown(&cx);
    }
    let hash = token_hash(&token);
    let mut tx = cx.read().await?;
    let state = match signing::link_state(&mut tx, cx.now(), &hash).await {
        Err(store::Error::Refused(Refusal::NotFound)) => return unknown(&cx),
        state => state?,
    };
    if cx.signed_in() {
        return signed_in(&cx);
    }
    let browser = stranger::browser_secret(&cx.app, headers);
    let opened = match &browser {
        Some(secret) => signing::opened(&mut tx, cx.now(), &hash, &token_hash(secret)).await?,
        None => None,
    };
    match (opened, state, browser) {
        (Some(opened), LinkState::Used, _) => thanks(&cx, opened, token),
        (Some(opened), _, Some(secret)) => {
            let form = cx.form(&mut tx, FormState::default()).await?;
            read_and_sign(&cx, opened, token, secret, form)
        }
        (_, LinkState::Open, _) => {
            let form = cx.form(&mut tx, FormState::default()).await?;
            ask_code(&cx, token, form)
        }
        (_, state, _) => ended(&cx, state),
    }
}

/// Nothing of the act is said before the code.
fn ask_code(cx: &Cx, token: String, state: FormState) -> PageResult {
    cx.page("Enter your code", move || {
        view! {
            <ErrorSummary state=state.clone()/>
            <PageHeader title="Enter your code"/>
            <p class="measure">"You were sent this link to read and sign one document. The code of eight digits was told to you on another \
                channel, such as by telephone. Five wrong codes lock the link."</p>
            <form class="form" method="post" action="/api/open_signing_link" novalidate>
                <HiddenInput name="link_secret" value=token/>
                <Field name="code_secret" label="Code" state=state kind=Input::Code width=Width::Short/>
                <FormActions><SubmitButton text="Open the document"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn read_and_sign(cx: &Cx, opened: Opened, token: String, secret: String, state: FormState) -> PageResult {
    let language = asked_language(cx);
    let content = pieces::content(&opened.version, &opened.signing, language)?;
    let title = format!("Read and sign act {}", opened.signing.number);
    let waits = opened.signing.next().filter(|next| next.position < opened.position).map(|next| next.name.clone());
    let signs = waits.is_none();
    let body = move || {
        let signing = &opened.signing;
        let page = format!("/sign/{token}?");
        let (start, end) = match (waits, signing.signatories.get(opened.position)) {
            (None, Some(signatory)) => {
                let form = view! {
                    <form class="form" method="post" action="/api/sign_by_link" novalidate>
                        <HiddenInput name="link_secret" value=token/>
                        <HiddenInput name="browser_secret" value=secret/>
                        {form::fields(signing, signatory, &state)}
                    </form>
                }
                .into_any();
                (pieces::to_signature(), view! { <Section title="Sign" id="sign">{form}</Section> }.into_any())
            }
            (next, _) => {
                let words = format!("{} signs first. Open this link again afterwards.", next.unwrap_or_default());
                (view! { <Notice title="It is not your turn yet"><p>{words}</p></Notice> }.into_any(), ().into_any())
            }
        };
        view! {
            <PageHeader kind="Act" code=signing.number.clone() title=format!("Read and sign version {}", signing.version)/>
            <ErrorSummary state=state.clone()/>
            {start}
            <div class="cluster act-switch">{languages(&page, language)}</div>
            {content}
            {end}
        }
        .into_any()
    };
    if signs { cx.page_with_islands(&title, body) } else { cx.page(&title, body) }
}

fn thanks(cx: &Cx, opened: Opened, token: String) -> PageResult {
    let until = opened.expires_at.words();
    let language = asked_language(cx);
    let content = pieces::content(&opened.version, &opened.signing, language)?;
    let signing = opened.signing;
    cx.page("Signed", move || {
        let given = signing.signatories.get(opened.position).and_then(|s| s.signature.clone());
        let at = given.map_or(String::new(), |s| s.signed_at.words());
        let facts = vec![
            Fact::text("Act", format!("{}, version {}", signing.number, signing.version)),
            Fact::text("Signed", at),
            Fact::view("Content, SHA-256", view! { <span class="code hash">{signing.hash.clone()}</span> }.into_any()),
        ];
        let file = format!("/sign/{token}/pdf");
        let next = signing.next().map(|next| view! { <p>{format!("{} signs next.", next.name)}</p> }.into_any());
        view! {
            <PageHeader title="You have signed"/>
            <SummaryList facts/>
            <div class="stack measure">
                {next}
                <p><a class="button" href=file>"Download the act (PDF)"</a></p>
                <p>{format!("Print or save this page if you want to keep the act: this browser shows it for half an hour after the code, and not after {until}.")}</p>
            </div>
            {languages(&format!("/sign/{token}?"), language)}
            {content}
        }
        .into_any()
    })
}

fn unknown(cx: &Cx) -> PageResult {
    let words = "Check that the address is complete: it is long, and mail programs break it. Whoever sent it can make another one.";
    notice(cx, StatusCode::NOT_FOUND, "This link is not known", words)
}

/// What has ended says so, and nothing about what it was for.
fn ended(cx: &Cx, state: LinkState) -> PageResult {
    let (title, words) = match state {
        LinkState::Used => {
            ("This link has been used", "A link signs once. If it was not you, tell whoever sent it to you at once.")
        }
        LinkState::Withdrawn => (
            "This link was withdrawn",
            "Whoever sent it to you has ended it, or has made another one. Use the newest, or ask for one.",
        ),
        LinkState::Superseded => (
            "This link is for an older version",
            "The document was replaced by a newer version, or signed in another way. Ask whoever sent the link what to sign.",
        ),
        LinkState::Locked => (
            "This link is locked",
            "Five wrong codes were entered. Whoever sent you the link can make a new one, with a new code.",
        ),
        LinkState::Expired | LinkState::Open => {
            ("This link has expired", "A link works for a limited time. Ask whoever sent it for a new one.")
        }
    };
    notice(cx, StatusCode::GONE, title, words)
}

fn signed_in(cx: &Cx) -> PageResult {
    let words = "This link is for somebody without an account. Sign out before you open it; with your account you sign on the page of the act.";
    notice(cx, StatusCode::OK, "You are signed in", words)
}

fn notice(cx: &Cx, status: StatusCode, title: &'static str, words: &'static str) -> Result<Response, AppError> {
    let mut response = cx.page(title, move || {
        view! {
            <PageHeader title=title/>
            <p class="measure">{words}</p>
        }
        .into_any()
    })?;
    *response.status_mut() = status;
    Ok(response)
}
