//! What can be done about acts: staff enter the terms of a round, issue versions and word the clauses; below, an officer
//! hands over to a deputy.

use documents::act::{self, clauses::Template};
use domain::Action::{ManageActs, SignActs};
use domain::act::{Terms, TermsForm};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::acts::{self, NewClauses, NewVersion, Subject, Translation};

use crate::{
    AppError,
    access::Rule::Needs,
    clock::random_hex,
    papers,
    registry::Change,
    request::{self, Done, Posted},
    upload::Upload,
};

mod mandates;

use mandates::{WithdrawMandate, hand_over, mandate_fields};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<SaveTerms>(Needs(ManageActs)),
    Change::of::<IssueAct>(Needs(ManageActs)),
    Change::of::<WithdrawMandate>(Needs(SignActs)),
    Change::of::<TranslateAct>(Needs(ManageActs)),
    Change::of::<SaveClauses>(Needs(ManageActs)),
    Change::with_files(
        "/api/hand_over",
        Needs(SignActs),
        Upload { fields_too: mandate_fields, ..papers::form(hand_over) },
    ),
];

/// Replaces the terms of a round. What was issued before keeps its own.
///
/// # Errors
/// Mistakes field by field; somebody changed them since the form was opened.
#[server(prefix = "/api", endpoint = "save_terms", custom = Posted)]
pub async fn save_terms(form: TermsForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let terms = Terms::parse(&form)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            acts::save_terms(tx, viewer, at, &code, version, &terms).await?;
            Ok(Done::at(format!("/rounds/{code}#acts"))
                .saying("Terms saved. The acts of this round are made from them."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IssueFields {
    submission: String,
    round: String,
    agency: String,
    reason: String,
    /// The hash of what the page showed.
    shown: String,
}

/// Issues the first or the next version of the act of a round and an agency.
///
/// # Errors
/// Something is missing in the terms; nothing has changed; no reason for a new version; it would say something else than the
/// page showed: a conflict.
#[server(prefix = "/api", endpoint = "issue_act", custom = Posted)]
pub async fn issue_act(form: IssueFields) -> Result<Done, AppError> {
    let code = random_hex::<16>().map_err(AppError::internal)?;
    let origin = request::call()?.app.config.origin();
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let facts = acts::facts(tx, viewer, &form.round, &form.agency).await?;
            let template = template(tx, viewer).await?;
            let content = act::of_facts(&facts, &template).map_err(|words| AppError::invalid("", words))?;
            if !form.shown.is_empty() && act::content_hash(&content) != form.shown {
                let message =
                    "What the act would say has changed since you opened this page. Read it again, then issue it.";
                return Err(AppError::Conflict { message: message.to_owned() });
            }
            let content = serde_json::to_value(&content).map_err(AppError::internal)?;
            let new = NewVersion { facts: &facts, content, code: &code, origin: &origin, reason: &form.reason };
            let issued = acts::issue(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/acts/{}", issued.number))
                .saying(format!("Version {} of act {} is issued.", issued.version, issued.number)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordFields {
    subject: String,
    key: String,
    ru: String,
    uz: String,
    /// As the page showed them.
    ru_was: Option<String>,
    uz_was: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TranslationFields {
    submission: String,
    round: String,
    agency: String,
    words: Vec<WordFields>,
}

/// Says what the names on an act are in Russian and Uzbek. What was issued stays.
///
/// # Errors
/// Mistakes field by field; the round was not dispatched.
#[server(prefix = "/api", endpoint = "translate_act", custom = Posted)]
pub async fn translate_act(form: TranslationFields) -> Result<Done, AppError> {
    let mut checks = domain::Checks::default();
    let mut new = Vec::new();
    for (i, typed) in form.words.iter().enumerate() {
        // What was left as the page showed it is nobody's change: a colleague may have entered it meanwhile.
        if typed.ru_was.as_ref() == Some(&typed.ru) && typed.uz_was.as_ref() == Some(&typed.uz) {
            continue;
        }
        let ru = checks.optional(&format!("words[{i}][ru]"), &typed.ru);
        let uz = checks.optional(&format!("words[{i}][uz]"), &typed.uz);
        let subject = Subject::parse(&typed.subject).ok_or_else(|| AppError::unreadable(""))?;
        new.push(Translation { subject, key: typed.key.clone(), ru, uz });
    }
    let new = checks.finish(new)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let facts = acts::facts(tx, viewer, &form.round, &form.agency).await?;
            // Only what stands on this act: nobody adds words by adding a field.
            let known = super::words::on(&facts);
            let new: Vec<Translation> = new
                .into_iter()
                .filter(|one| known.iter().any(|(s, key, _)| *s == one.subject && *key == one.key))
                .collect();
            let changed = acts::translate(tx, viewer, at, facts.date, &new).await? as i64;
            let message = format!("{} saved.", crate::kit::count_of(changed, "translation is", "translations are"));
            Ok(Done::at(format!("/rounds/{}/acts/{}", form.round, form.agency)).saying(message))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClausesFields {
    submission: String,
    version: String,
    en: String,
    ru: String,
    uz: String,
    reason: String,
}

/// Puts a new wording of the clauses into force. Acts that were issued keep theirs.
///
/// # Errors
/// The texts do not fit each other, with the clause that does not; somebody worded them anew meanwhile.
#[server(prefix = "/api", endpoint = "save_clauses", custom = Posted)]
pub async fn save_clauses(form: ClausesFields) -> Result<Done, AppError> {
    let known = request::hidden(&form.version)?;
    let mut checks = domain::Checks::default();
    let [en, ru, uz] = [("en", &form.en), ("ru", &form.ru), ("uz", &form.uz)]
        .map(|(field, typed)| checks.long_text(field, typed, super::clauses::LONGEST));
    if checks.is_clean()
        && let Err(words) = Template::parse(&en, &ru, &uz)
    {
        checks.fail(super::clauses::field_of(&words), words);
    }
    let [en, ru, uz] = checks.finish([en, ru, uz])?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewClauses { en: &en, ru: &ru, uz: &uz, reason: &form.reason };
            let version = acts::save_clauses(tx, viewer, at, known, &new).await?;
            Ok(Done::at("/acts/clauses")
                .saying(format!("Wording {version} is in force. Acts that were issued keep theirs.")))
        })
    })
    .await
}

/// The clauses in force.
pub(super) async fn template(tx: &mut store::Tx, viewer: &domain::Viewer) -> Result<Template, AppError> {
    let newest = acts::clauses(tx, viewer).await?.into_iter().next();
    let template = match &newest {
        Some(row) => Template::parse(&row.en, &row.ru, &row.uz),
        None => Template::default_texts(),
    };
    template.map_err(AppError::internal)
}
