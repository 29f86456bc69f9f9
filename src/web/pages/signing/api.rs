//! Everything that changes about signing: signatures, one-time links, scans.

use domain::{
    Action::{ManageActs, SignActs},
    signing::{LinkState, ScanForm, SignatureForm, parse_code},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::signing::{self, Attempt, Decision, Signed};

use super::{
    links::NewSecrets,
    stranger::{self, browser_cookie},
};
use crate::{
    AppError,
    access::Rule::{Needs, Public},
    clock::random_hex,
    papers,
    passwords::token_hash,
    registry::Change,
    request::{self, Done, Posted, Secret},
    upload::{File, Later},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<SignAct>(Needs(SignActs)),
    Change::of::<MakeSigningLink>(Needs(ManageActs)),
    Change::of::<WithdrawSigningLink>(Needs(ManageActs)),
    Change::of::<OpenSigningLink>(Public),
    Change::of::<SignByLink>(Public),
    Change::of::<ConfirmScan>(Needs(ManageActs)),
    Change::of::<RejectScan>(Needs(ManageActs)),
    Change::with_files("/api/upload_scan", Needs(SignActs), papers::form(upload_scan)),
];

/// Signs a version of an act at one's own place.
///
/// # Errors
/// Not named in it, not one's turn, superseded, changed since it was opened; mistakes field by field.
#[server(prefix = "/api", endpoint = "sign_act", custom = Posted)]
pub async fn sign_act(form: SignatureForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let signed = signing::sign(tx, viewer, at, &form.act, version, &form).await?;
            Ok(Done::at(format!("/acts/{}#signatures", form.act)).saying(words(&signed)))
        })
    })
    .await
}

fn words(signed: &Signed) -> String {
    match &signed.next {
        Some(next) => format!("Signed. {next} signs next."),
        None => "Signed. Everybody has signed this act.".to_owned(),
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkPlace {
    submission: String,
    act: String,
    version: String,
    place: String,
}

/// Makes a one-time link for a signatory without an account; an earlier one for the same place ends.
///
/// # Errors
/// Superseded, signed already, or the signatory has an account.
#[server(prefix = "/api", endpoint = "make_signing_link", custom = Posted)]
pub async fn make_signing_link(form: LinkPlace) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let place = request::hidden::<usize>(&form.place)?;
    let secrets = NewSecrets::make()?;
    let own = secrets.clone();
    let done = request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let page = format!("/acts/{}/links", form.act);
            own.store(tx, viewer, at, (&form.act, version, place)).await?;
            // Kept as the answer to the same form sent again: the secrets are not in it.
            Ok(Done::at(page).saying("The link and its code were shown once, when they were made. Make another one."))
        })
    })
    .await?;
    Ok(secrets.shown_in(done))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OneLink {
    submission: String,
    link: String,
}

/// Ends a link that was not used.
///
/// # Errors
/// Used or withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_signing_link", custom = Posted)]
pub async fn withdraw_signing_link(form: OneLink) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let link = signing::withdraw_link(tx, viewer, at, &form.link).await?;
            let message = format!("The link for {} is withdrawn.", link.name);
            Ok(Done::at(format!("/acts/{}/links", link.number)).saying(message))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenFields {
    link_secret: Secret,
    code_secret: Secret,
}

/// Opens a one-time link in this browser, with the code.
///
/// # Errors
/// No such link; a code that is none, or wrong. What has ended is said on the page of the link.
#[server(prefix = "/api", endpoint = "open_signing_link", custom = Posted)]
pub async fn open_signing_link(form: OpenFields) -> Result<Done, AppError> {
    let call = request::call()?;
    let page = stranger::page(&call, &form.link_secret)?;
    let code = parse_code(&form.code_secret).map_err(|words| AppError::invalid("code_secret", words))?;
    let browser = random_hex::<32>().map_err(AppError::internal)?;
    let (token, code) = (token_hash(&form.link_secret), stranger::code_hash(&form.link_secret, &code));
    let mut tx = call.app.db.write().await?;
    let attempt = signing::enter_code(&mut tx, call.app.clock.now(), &token, &code, &token_hash(&browser)).await?;
    tx.commit().await?;
    match attempt {
        Attempt::Opened => request::set_cookie(browser_cookie(&call.app, &form.link_secret, &browser))?,
        Attempt::Wrong { left: 0 } | Attempt::Closed(_) => {}
        Attempt::Wrong { left: 1 } => {
            return Err(AppError::invalid(
                "code_secret",
                "This code is wrong. After one more wrong code the link is locked",
            ));
        }
        Attempt::Wrong { left } => {
            return Err(AppError::invalid("code_secret", format!("This code is wrong. You can try {left} more times")));
        }
    }
    Ok(Done::at(page))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkSignFields {
    link_secret: Secret,
    browser_secret: Secret,
    hash: String,
    name: String,
    agreed: String,
    drawing: String,
}

/// Signs with a one-time link. Sent twice, the second answer is the page that says so: the link is used up.
///
/// # Errors
/// This browser has not entered the code, or too long ago; not this signatory's turn yet; mistakes field by field.
#[server(prefix = "/api", endpoint = "sign_by_link", custom = Posted)]
pub async fn sign_by_link(form: LinkSignFields) -> Result<Done, AppError> {
    let call = request::call()?;
    let page = stranger::page(&call, &form.link_secret)?;
    let (token, browser) = (token_hash(&form.link_secret), token_hash(&form.browser_secret));
    let typed = SignatureForm {
        name: form.name,
        agreed: form.agreed,
        drawing: form.drawing,
        hash: form.hash,
        ..SignatureForm::default()
    };
    let at = call.app.clock.now();
    let mut tx = call.app.db.write().await?;
    if signing::link_state(&mut tx, at, &token).await? != LinkState::Open {
        return Ok(Done::at(page));
    }
    match signing::sign_by_link(&mut tx, at, &token, &browser, &typed).await {
        Ok(_) => tx.commit().await?,
        // The half hour is over: the page asks for the code again.
        Err(store::Error::Refused(domain::Refusal::NotFound)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Done::at(page))
}

/// Keeps the scan of a signed act (see [`crate::upload`]).
pub fn upload_scan(files: Vec<File>) -> Later<Done> {
    Box::pin(async move {
        let form: ScanForm = request::form()?;
        let version = request::hidden(&form.version)?;
        let id = random_hex::<16>().map_err(AppError::internal)?;
        papers::pages(&files)?;
        request::change(&form.submission.clone(), move |tx, viewer, at| {
            Box::pin(async move {
                let pages = papers::pages(&files)?;
                signing::record_scan(tx, viewer, at, (&form.act, version), &form, &pages, &id).await?;
                Ok(Done::at(format!("/acts/{}/paper#scans", form.act))
                    .saying("The scan is uploaded. It counts when a second person has compared it with the act."))
            })
        })
        .await
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionFields {
    submission: String,
    scan: String,
    reason: String,
}

/// Confirms a scan that somebody else uploaded: its signatures count.
///
/// # Errors
/// One's own scan; decided before; superseded or signed otherwise meanwhile.
#[server(prefix = "/api", endpoint = "confirm_scan", custom = Posted)]
pub async fn confirm_scan(form: DecisionFields) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let (act, signed) = signing::decide_scan(tx, viewer, at, &form.scan, Decision::Confirmed).await?;
            let message = signed.map_or(String::new(), |signed| match signed.next {
                Some(next) => format!("Confirmed: the signatures on the scan count. {next} signs next."),
                None => "Confirmed. Everybody has signed this act.".to_owned(),
            });
            Ok(Done::at(format!("/acts/{act}#signatures")).saying(message))
        })
    })
    .await
}

/// Rejects a scan, with a reason.
///
/// # Errors
/// One's own scan; decided before; no reason.
#[server(prefix = "/api", endpoint = "reject_scan", custom = Posted)]
pub async fn reject_scan(form: DecisionFields) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let decision = Decision::Rejected(&form.reason);
            let (act, _) = signing::decide_scan(tx, viewer, at, &form.scan, decision).await?;
            Ok(Done::at(format!("/acts/{act}/paper#scans")).saying("The scan is rejected. It stays with its reason."))
        })
    })
    .await
}
