//! What a person changes about being signed in. These functions act before anybody is known, or for nobody but oneself.

use domain::{
    Action::{ManageGrants, ManageOwnAccount},
    change::Entity,
    error::Checks,
    person::{check_password, parse_login},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::begin::{admit, checkable, count_failure, end_presented};
use crate::{
    AppError,
    access::Rule::{Needs, Public},
    address::safe_path,
    cookies,
    export::Separator,
    kit::Theme,
    page::THEME,
    passwords::token_hash,
    registry::Change,
    request::{self, Call, Done, Posted, Secret},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<SignIn>(Public),
    Change::of::<SetPassword>(Public),
    Change::of::<ChooseTheme>(Public),
    Change::of::<ChooseSeparator>(Needs(ManageOwnAccount)),
    Change::of::<Undo>(Needs(ManageOwnAccount)),
    Change::of::<TakeBackEntry>(Needs(ManageGrants)),
    Change::of::<SignOut>(Needs(ManageOwnAccount)),
    Change::of::<SignOutEverywhere>(Needs(ManageOwnAccount)),
    Change::of::<ChangePassword>(Needs(ManageOwnAccount)),
];

const A_YEAR: i64 = 365 * 24 * 3600;
/// The one answer to an unknown login, a wrong password, a closed account and an account that waits.
const WRONG: &str = "Login or password is wrong";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInForm {
    login: String,
    password: Secret,
    next: String,
}

#[server(prefix = "/api", endpoint = "sign_in", custom = Posted)]
pub async fn sign_in(form: SignInForm) -> Result<Done, AppError> {
    let call = request::call()?;
    let mut checks = Checks::default();
    checks.required("login", &form.login, "Enter your login");
    if form.password.is_empty() {
        checks.fail("password", "Enter your password");
    }
    checks.finish(())?;
    let login = parse_login(&form.login).unwrap_or_default();
    // No transaction is open while the password is checked: that takes long on purpose.
    let stored = checkable(&call, &login).await?;
    let right = call.app.passwords.check(form.password.to_string(), stored.clone()).await?;
    let proven = stored.filter(|_| right);
    let stronger = match &proven {
        Some(hash) if call.app.passwords.is_outdated(hash) => {
            Some(call.app.passwords.hash(form.password.to_string()).await?)
        }
        _ => None,
    };
    let begun = admit(&call, &login, proven, stronger).await?;
    let begun = begun.ok_or_else(|| AppError::invalid("password", WRONG))?;
    let secure = call.app.config.is_secure();
    request::set_cookie(cookies::set(cookies::session_name(secure), begun.token, None, secure))?;
    let own = if begun.first { "/first-steps" } else { "/" };
    // The form of the sign-in page names the first page where nothing else was asked for.
    Ok(Done::at(safe_path(&form.next).filter(|next| *next != "/").unwrap_or(own)))
}

/// A form that is nothing but its button.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ButtonForm {}

#[server(prefix = "/api", endpoint = "sign_out", custom = Posted)]
pub async fn sign_out(_form: ButtonForm) -> Result<Done, AppError> {
    let call = request::call()?;
    let mut tx = call.app.db.write().await?;
    end_presented(&mut tx, &call).await?;
    tx.commit().await?;
    request::set_cookie(cookies::end_of_session(call.app.config.is_secure()))?;
    Ok(Done::at("/sign-in").saying("You are signed out"))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubmissionForm {
    submission: String,
}

#[server(prefix = "/api", endpoint = "sign_out_everywhere", custom = Posted)]
pub async fn sign_out_everywhere(form: SubmissionForm) -> Result<Done, AppError> {
    let done = request::change(&form.submission, |tx, viewer, at| {
        Box::pin(async move {
            store::people::sign_out_everywhere(tx, viewer, at, viewer.person).await?;
            Ok(Done::at("/sign-in").saying("You are signed out on every device"))
        })
    })
    .await?;
    request::set_cookie(cookies::end_of_session(request::call()?.app.config.is_secure()))?;
    Ok(done)
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThemeForm {
    theme: String,
    back: String,
}

#[server(prefix = "/api", endpoint = "choose_theme", custom = Posted)]
pub async fn choose_theme(form: ThemeForm) -> Result<Done, AppError> {
    let secure = request::call()?.app.config.is_secure();
    match Theme::parse(&form.theme) {
        Theme::System => request::drop_cookie(THEME)?,
        theme => request::set_cookie(cookies::set(THEME, theme.word(), Some(A_YEAR), secure))?,
    }
    Ok(Done::at(safe_path(&form.back).unwrap_or("/")))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeparatorForm {
    separator: String,
}

/// Takes back what this person changed last (see [`crate::undo`]).
///
/// # Errors
/// There is nothing, it is too long ago, or somebody built on it.
#[server(prefix = "/api", endpoint = "undo", custom = Posted)]
pub async fn undo(_form: ButtonForm) -> Result<Done, AppError> {
    crate::undo::carry_out().await
}

/// An entry of a register: what it is, and its code.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntryForm {
    submission: String,
    entity: String,
    code: String,
}

impl EntryForm {
    /// What takes an entry back that is recorded.
    pub fn opposite(entity: Entity, code: &str) -> Opposite {
        Opposite::of("/api/take_back_entry", entity, code, &[("entity", entity.word()), ("code", code)])
    }
}

/// Takes an entry of a register back that was just recorded in error, while nothing names it.
///
/// # Errors
/// Somebody else recorded it, or long ago; it was changed since, or something names it.
#[server(prefix = "/api", endpoint = "take_back_entry", custom = Posted)]
pub async fn take_back_entry(form: EntryForm) -> Result<Done, AppError> {
    let entity: Entity = form.entity.parse().map_err(|_| AppError::NotFound)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::entries::take_back(tx, viewer, at, entity, &form.code).await?;
            let list = match entity {
                Entity::Donor => "/grants",
                Entity::Agency => "/agencies",
                Entity::Unit => "/units",
                Entity::Programme => "/programmes",
                Entity::Category => "/categories",
                Entity::Official => "/officials",
                _ => "/components",
            };
            Ok(Done::at(list).saying(format!("The {} is taken back.", entity.label())))
        })
    })
    .await
}

/// It belongs to the machine as much as to the person: a cookie, as the colours are.
#[server(prefix = "/api", endpoint = "choose_separator", custom = Posted)]
pub async fn choose_separator(form: SeparatorForm) -> Result<Done, AppError> {
    let secure = request::call()?.app.config.is_secure();
    let separator = Separator::parse(&form.separator)
        .ok_or_else(|| AppError::invalid("separator", "Choose a comma or a semicolon"))?;
    request::set_cookie(cookies::set(Separator::COOKIE, separator.word(), Some(A_YEAR), secure))?;
    Ok(Done::at("/account#files").saying("CSV files are written so from now on"))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordForm {
    token: Secret,
    password: Secret,
    password_again: Secret,
}

#[server(prefix = "/api", endpoint = "set_password", custom = Posted)]
pub async fn set_password(form: PasswordForm) -> Result<Done, AppError> {
    let call = request::call()?;
    // The page asks to sign out first: nobody sets another person's password by following a link.
    if call.viewer.is_some() {
        return Err(AppError::Forbidden);
    }
    let link = token_hash(&form.token);
    let login = login_of(&call, &link).await?;
    let mut checks = Checks::default();
    checks.take("password", check_password(&form.password, &login));
    if *form.password != *form.password_again {
        checks.fail("password_again", "Enter the same password twice");
    }
    checks.finish(())?;
    let hash = call.app.passwords.hash(form.password.to_string()).await?;
    let mut tx = call.app.db.write().await?;
    store::people::use_link(&mut tx, call.app.clock.now(), &link, &hash).await.map_err(unusable)?;
    tx.commit().await?;
    Ok(Done::at("/sign-in").saying("Your password is set. Sign in with it."))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangePasswordForm {
    present_password: Secret,
    new_password: Secret,
    new_password_again: Secret,
}

/// Has no submission key, whose digest would let whoever reads the table try passwords. Sent twice it is carried out once all
/// the same: the new password is then the present one.
#[server(prefix = "/api", endpoint = "change_password", custom = Posted)]
pub async fn change_password(form: ChangePasswordForm) -> Result<Done, AppError> {
    request::back_to("/account")?;
    let (call, viewer) = (request::call()?, request::viewer()?);
    let mut checks = Checks::default();
    if form.present_password.is_empty() {
        checks.fail("present_password", "Enter your present password");
    }
    checks.take("new_password", check_password(&form.new_password, &viewer.login));
    if *form.new_password != *form.new_password_again {
        checks.fail("new_password_again", "Enter the same password twice");
    }
    if *form.new_password == *form.present_password {
        checks.fail("new_password", "Enter another password than the present one");
    }
    checks.finish(())?;
    let done = Done::at("/account").saying("Your password is changed. Other devices are signed out.");
    let passwords = &call.app.passwords;
    // No transaction is open while passwords are checked: that takes long on purpose.
    let stored = checkable(&call, &viewer.login).await?;
    if !passwords.check(form.present_password.to_string(), stored.clone()).await? {
        if passwords.check(form.new_password.to_string(), stored).await? {
            return Ok(done);
        }
        count_failure(&call, &viewer.login).await?;
        return Err(AppError::invalid("present_password", "This is not your present password"));
    }
    let hash = passwords.hash(form.new_password.to_string()).await?;
    let proven = stored.unwrap_or_default();
    let mut tx = call.app.db.write().await?;
    store::people::change_password(&mut tx, &viewer, call.app.clock.now(), &proven, &hash).await?;
    tx.commit().await?;
    Ok(done)
}

async fn login_of(call: &Call, link: &str) -> Result<String, AppError> {
    let mut tx = call.app.db.read().await?;
    let login = store::people::link_login(&mut tx, call.app.clock.now(), link).await;
    login.map_err(unusable)
}

/// Unknown, used and expired links look the same. A conflict leads back to the page of the link, which says what to do.
fn unusable(error: store::Error) -> AppError {
    match error.into() {
        AppError::NotFound => {
            AppError::Conflict { message: "This link cannot be used. Ask an administrator for a new one.".to_owned() }
        }
        other => other,
    }
}
