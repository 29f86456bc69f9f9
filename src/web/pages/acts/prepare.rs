//! `/rounds/{code}/acts/{agency}`: what the next version would say, what it lacks, and the button that issues it.

use axum::extract::Path;
use documents::act::{self, ActData, Language, Verify};
use leptos::prelude::*;
use store::acts::{self, Facts};

use super::{api::template, sheet, words};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((code, agency)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let facts = acts::facts(&mut tx, &viewer, &code, &agency).await?;
    let template = template(&mut tx, &viewer).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let content = act::of_facts(&facts, &template).ok();
    let shown = content.as_ref().map(act::content_hash).unwrap_or_default();
    let preview = content.map(preview).transpose()?;
    cx.page("Prepare an act", move || {
        let title = match facts.version {
            1 => format!("Act for {}", facts.agency.en),
            version => format!("Act for {}: version {version}", facts.agency.en),
        };
        let body = match preview {
            None => missing(&facts),
            Some(preview) => view! {
                {form(&facts, &state, key, shown)}
                {untranslated(&facts)}
                <p class="muted">"This is what it will say:"</p>
                {preview}
            }
            .into_any(),
        };
        view! {
            <Breadcrumb steps=vec![
                ("Rounds".to_owned(), "/rounds".to_owned()),
                (facts.round_title.clone(), format!("/rounds/{}", facts.round_code)),
            ]/>
            <PageHeader kind="Act" code=facts.number.clone() title/>
            {body}
        }
        .into_any()
    })
}

fn preview(content: act::Content) -> Result<AnyView, AppError> {
    let verify = Verify { code: String::new(), url: String::new() };
    let data = ActData { content, signatures: Vec::new(), verify };
    let shown = act::sheet(&data, Language::English).map_err(AppError::internal)?;
    Ok(sheet::view(shown, Language::English))
}

fn missing(facts: &Facts) -> AnyView {
    let terms = format!("/rounds/{}/terms", facts.round_code);
    let links: Vec<_> = (facts.terms.missing(&facts.agency_code).into_iter())
        .map(|missing| {
            let href = format!("{terms}#{}", field_id(missing.field));
            view! { <li><a href=href>{missing.words}</a></li> }.into_any()
        })
        .collect();
    view! {
        <Notice tone=Tone::Warn title="The act cannot be made yet">
            <p>"The terms of the round do not say:"</p>
            <ul>{links}</ul>
        </Notice>
        <p><ButtonLink href=terms text="Enter the terms" primary=true/></p>
    }
    .into_any()
}

fn form(facts: &Facts, state: &FormState, key: String, shown: String) -> AnyView {
    let version = facts.version;
    let reason = (version > 1).then(|| {
        view! {
            <Field name="reason" label="Reason for the new version" hint="Kept with the act and shown to its readers"
                state=state.clone()/>
        }
        .into_any()
    });
    let then = match version {
        1 => "Its content is fixed from then on. A correction is a new version; this one stays readable.".to_owned(),
        _ => format!(
            "Version {} stays readable and is marked as superseded; its signatures do not pass over.",
            version - 1
        ),
    };
    let button = format!("Issue version {version} of {}", facts.number);
    view! {
        <form class="form" method="post" action="/api/issue_act" novalidate>
            <ErrorSummary state=state.clone()/>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=facts.round_code.clone()/>
            <HiddenInput name="agency" value=facts.agency_code.clone()/>
            <HiddenInput name="shown" value=shown/>
            <p>{then}</p>
            {reason}
            <FormActions cancel=format!("/rounds/{}", facts.round_code)>
                <SubmitButton text=button/>
            </FormActions>
        </form>
    }
    .into_any()
}

/// Names that the Russian column would show in English.
fn untranslated(facts: &Facts) -> Option<AnyView> {
    let names = words::on(facts);
    let lacking: Vec<&str> = names.iter().filter(|(.., name)| name.ru.is_none()).map(|(.., name)| &*name.en).collect();
    let count = lacking.len() as i64;
    let href = format!("/rounds/{}/acts/{}/words", facts.round_code, facts.agency_code);
    (count > 0).then(|| {
        let title = format!("{} in English only", count_of(count, "name is", "names are"));
        let words = format!("The Russian text prints as in English: {}.", lacking.join(", "));
        view! {
            <Notice tone=Tone::Accent title=title>
                <p>{words} " " <a href=href>"Enter Russian and Uzbek names"</a></p>
            </Notice>
        }
        .into_any()
    })
}
