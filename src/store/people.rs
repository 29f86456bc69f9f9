//! People, their passwords and their one-time links.

use domain::{
    Action, Role, Timestamp, Viewer,
    change::{Deed, Entity},
    person::NewPerson,
};
use serde_json::json;

use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
};

mod edit;
mod scope;
pub use edit::update;
use scope::{Ids, scope_ids};

/// An account as administrators see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PersonRow {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub role: Parsed<Role>,
    /// The code of the agency, donor or country.
    pub scope_code: Option<String>,
    pub scope_name: Option<String>,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    pub has_password: bool,
    pub live_sessions: i64,
}

/// What checking a password needs. Deliberately not serialisable, and nothing but sign-in reads it.
#[derive(Clone, sqlx::FromRow)]
pub struct Credentials {
    pub id: i64,
    pub password_hash: Option<String>,
    pub disabled_at: Option<i64>,
    pub failed_sign_ins: i64,
    pub failed_at: Option<i64>,
}

pub(crate) static LIST: List = List {
    columns: "p.id, p.login, p.name, p.role, COALESCE(a.code, d.code, p.country) AS scope_code,
      COALESCE((SELECT n.name FROM agency_name n WHERE n.agency_id = a.id ORDER BY COALESCE(n.valid_from, '') DESC LIMIT 1), d.name,
        p.country) AS scope_name,
      p.created_at, p.disabled_at, p.password_hash IS NOT NULL AS has_password, r.live_sessions",
    from: "(SELECT x.id, x.role, x.created_at, w.sort_name, w.sort_more, w.text,
        CASE WHEN x.disabled_at IS NOT NULL THEN 'closed' WHEN x.password_hash IS NOT NULL THEN 'active' ELSE 'invited' END AS status,
        (SELECT COUNT(*) FROM session s WHERE s.person_id = x.id AND s.ended_at IS NULL AND s.created_at > ?) AS live_sessions
      FROM person x JOIN register_now w ON w.noun = 'person' AND w.id = x.id) r WHERE TRUE",
    given: &[Given::Of],
    joins: "JOIN person p ON p.id = r.id LEFT JOIN agency a ON a.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) LEFT JOIN donor d ON d.id = p.donor_id",
    id: "r.id",
    sorts: &[
        Sort::text("name", "r.sort_name"),
        Sort::text("role", "r.role"),
        Sort::text("scope", "r.sort_more"),
        Sort::number("since", "r.created_at"),
        Sort::number("sessions", "r.live_sessions"),
    ],
    filters: &[
        Filter::new("role", "r.role = ?"),
        Filter::new("status", "r.status = ?"),
    ],
    search: Some(Search::InRow("r.text")),
    sums: None,
    total: None,
};

/// A page of the accounts, by name. `since`: sessions begun before it have expired and are not counted as live.
///
/// # Errors
/// Only administrators manage people.
pub async fn list(tx: &mut Tx, viewer: &Viewer, since: Timestamp, asked: &Asked) -> Result<Page<PersonRow>> {
    viewer.may(Action::ManagePeople)?;
    LIST.page(tx, Scope::from(viewer).within(since.0), asked).await
}

/// One account; `since` as for [`list`].
///
/// # Errors
/// Only administrators manage people; no such person.
pub async fn show(tx: &mut Tx, viewer: &Viewer, since: Timestamp, id: i64) -> Result<PersonRow> {
    viewer.may(Action::ManagePeople)?;
    LIST.one(tx, Scope::from(viewer).within(since.0), id).await?.ok_or_else(Error::not_found)
}

/// Creates an account without a password; the person sets it through a one-time link.
///
/// # Errors
/// Only administrators do this ([`invite`] adds the command line); the login is taken; the scope does not exist.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewPerson) -> Result<i64> {
    viewer.may(Action::ManagePeople)?;
    insert(tx, Some(viewer.person), at, new).await
}

/// The same from the command line of the machine, where the first administrator is made.
///
/// # Errors
/// The login is taken; the scope does not exist.
pub async fn create_from_command_line(tx: &mut Tx, at: Timestamp, new: &NewPerson) -> Result<i64> {
    insert(tx, None, at, new).await
}

async fn insert(tx: &mut Tx, by: Option<i64>, at: Timestamp, new: &NewPerson) -> Result<i64> {
    let Ids { agency, donor, country } = scope_ids(tx, new).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO person (login, name, role, agency_id, donor_id, country, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    )
    .bind(&new.login)
    .bind(&new.name)
    .bind(new.role.word())
    .bind(agency)
    .bind(donor)
    .bind(country)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("login", "Somebody already has this login: choose another"))?;
    facts::record(tx, by, at, Deed::Created, &PERSON, id).await?;
    Ok(id)
}

/// People appear by their number alone: names can be taken out of the portal, the chain cannot.
pub(crate) static PERSON: Table = Table::new(
    "person",
    Entity::Person,
    ToldBy::Key,
    rows!(
        "SELECT p.id AS _id, p.id AS _key, p.created_at AS _at, p.id, p.role, COALESCE(a.code, d.code, p.country) AS scope,
           p.disabled_at
         FROM person p LEFT JOIN agency a ON a.id = p.agency_id LEFT JOIN donor d ON d.id = p.donor_id",
        "p.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited, Deed::Disabled, Deed::Enabled]);

/// Stores a single-use link (its hash) with which the person sets a password. Older unused links of the person die.
///
/// # Errors
/// Only administrators do this; no such person.
pub async fn invite(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    person: i64,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<()> {
    viewer.may(Action::ManagePeople)?;
    store_link(tx, Some(viewer.person), at, person, token_hash, expires_at).await
}

/// The same from the command line.
///
/// # Errors
/// No such person.
pub async fn invite_from_command_line(
    tx: &mut Tx,
    at: Timestamp,
    person: i64,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<()> {
    store_link(tx, None, at, person, token_hash, expires_at).await
}

async fn store_link(
    tx: &mut Tx,
    by: Option<i64>,
    at: Timestamp,
    person: i64,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM person WHERE id = $1").bind(person).fetch_optional(c))?;
    known.ok_or_else(Error::not_found)?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE sign_in_link SET expires_at = $2 WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2"
    )
    .bind(person)
    .bind(at.0)
    .execute(c))?;
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO sign_in_link (token_hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(token_hash)
    .bind(person)
    .bind(at.0)
    .bind(expires_at.0)
    .execute(c))?;
    changes::record(
        tx,
        by,
        at,
        Deed::Invited,
        Entity::Person,
        &person.to_string(),
        &json!({ "expires_at": expires_at.0 }),
    )
    .await
}

/// The login that a live one-time link is for, to greet its holder.
///
/// # Errors
/// Unknown, used and expired links all answer "not found".
pub async fn link_login(tx: &mut Tx, at: Timestamp, token_hash: &str) -> Result<String> {
    let login: Option<String> = sql!(tx, |c| sqlx::query_scalar(
        "SELECT p.login FROM sign_in_link l JOIN person p ON p.id = l.person_id
         WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND p.disabled_at IS NULL"
    )
    .bind(token_hash)
    .bind(at.0)
    .fetch_optional(c))?;
    login.ok_or_else(Error::not_found)
}

/// Uses up a one-time link: sets the password and ends every session of the person.
///
/// # Errors
/// Unknown, used and expired links all answer "not found".
pub async fn use_link(tx: &mut Tx, at: Timestamp, token_hash: &str, password_hash: &str) -> Result<i64> {
    let person: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "UPDATE sign_in_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
         AND person_id IN (SELECT id FROM person WHERE disabled_at IS NULL) RETURNING person_id"
    )
    .bind(token_hash)
    .bind(at.0)
    .fetch_optional(c))?;
    let person = person.ok_or_else(Error::not_found)?;
    set_password(tx, at, person, password_hash).await?;
    Ok(person)
}

/// Sets the password of a person (an argon2id PHC string) and ends all sessions.
///
/// # Errors
/// The database does not answer.
pub async fn set_password(tx: &mut Tx, at: Timestamp, person: i64, password_hash: &str) -> Result<()> {
    store_password(tx, at, person, password_hash).await?;
    end_sessions(tx, at, person, None).await
}

/// Sets another password of one's own. Every other session ends: whoever knew the old password is out.
///
/// # Errors
/// `proven` is not the hash of the password any more: it was changed meanwhile.
pub async fn change_password(tx: &mut Tx, viewer: &Viewer, at: Timestamp, proven: &str, new: &str) -> Result<()> {
    viewer.may(Action::ManageOwnAccount)?;
    let stands = credentials(tx, &viewer.login).await?.and_then(|stands| stands.password_hash);
    if stands.as_deref() != Some(proven) {
        return Err(Error::conflict("Your password was changed meanwhile. Sign in with the new one."));
    }
    store_password(tx, at, viewer.person, new).await?;
    end_sessions(tx, at, viewer.person, Some(viewer.session)).await
}

async fn store_password(tx: &mut Tx, at: Timestamp, person: i64, password_hash: &str) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE person SET password_hash = $2, failed_sign_ins = 0, failed_at = NULL WHERE id = $1"
    )
    .bind(person)
    .bind(password_hash)
    .execute(c))?;
    changes::record(tx, Some(person), at, Deed::PasswordSet, Entity::Person, &person.to_string(), &json!({})).await
}

/// Replaces a hash that was made with weaker settings; not a change that anybody decided, so it is not audited.
///
/// # Errors
/// The database does not answer.
pub async fn rehash(tx: &mut Tx, person: i64, password_hash: &str) -> Result<()> {
    touch!(tx, |c| sqlx::query("UPDATE person SET password_hash = $2 WHERE id = $1")
        .bind(person)
        .bind(password_hash)
        .execute(c))?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn credentials(tx: &mut Tx, login: &str) -> Result<Option<Credentials>> {
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT id, password_hash, disabled_at, failed_sign_ins, failed_at FROM person WHERE login = $1"
    )
    .bind(login)
    .fetch_optional(c))?)
}

/// Counts a failed sign-in; failures before `forgotten_before` no longer count.
///
/// # Errors
/// The database does not answer.
pub async fn count_failure(tx: &mut Tx, at: Timestamp, person: i64, forgotten_before: Timestamp) -> Result<()> {
    touch!(tx, |c| {
        sqlx::query(
        "UPDATE person SET failed_at = $2, failed_sign_ins = CASE WHEN failed_at > $3 THEN failed_sign_ins + 1 ELSE 1 END WHERE id = $1"
    )
    .bind(person)
    .bind(at.0)
    .bind(forgotten_before.0)
    .execute(c)
    })?;
    Ok(())
}

/// Closes or reopens an account. Closing ends its sessions at once.
///
/// # Errors
/// Only administrators do this, and not to themselves; no such person.
pub async fn set_disabled(tx: &mut Tx, viewer: &Viewer, at: Timestamp, person: i64, disabled: bool) -> Result<()> {
    viewer.may(Action::ManagePeople)?;
    if person == viewer.person {
        return Err(Error::conflict("You cannot close your own account; ask another administrator"));
    }
    let touched = touch!(&mut *tx, |c| sqlx::query("UPDATE person SET disabled_at = $2 WHERE id = $1")
        .bind(person)
        .bind(disabled.then_some(at.0))
        .execute(c))?;
    if touched == 0 {
        return Err(Error::not_found());
    }
    if disabled {
        end_sessions(tx, at, person, None).await?;
    }
    let deed = if disabled { Deed::Disabled } else { Deed::Enabled };
    facts::record(tx, Some(viewer.person), at, deed, &PERSON, person).await
}

/// Ends every session of a person.
///
/// # Errors
/// Administrators for anybody, everybody for themselves.
pub async fn sign_out_everywhere(tx: &mut Tx, viewer: &Viewer, at: Timestamp, person: i64) -> Result<()> {
    if person != viewer.person {
        viewer.may(Action::ManagePeople)?;
    }
    end_sessions(tx, at, person, None).await?;
    changes::record(tx, Some(viewer.person), at, Deed::SessionsEnded, Entity::Person, &person.to_string(), &json!({}))
        .await
}

/// All of a person's, or all but one.
async fn end_sessions(tx: &mut Tx, at: Timestamp, person: i64, but: Option<i64>) -> Result<()> {
    // No session has the number 0.
    touch!(tx, |c| sqlx::query(
        "UPDATE session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL AND id <> $3"
    )
    .bind(person)
    .bind(at.0)
    .bind(but.unwrap_or_default())
    .execute(c))?;
    Ok(())
}

/// Is there anybody at all? A portal without people offers no sign-in but the command line.
///
/// # Errors
/// The database does not answer.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    let count: i64 = sql!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM person").fetch_one(c))?;
    Ok(count > 0)
}

/// The viewer that this person would be: for the demonstration data and for tests.
///
/// # Errors
/// No such person.
pub async fn viewer(tx: &mut Tx, login: &str) -> Result<Viewer> {
    let row: Option<crate::sessions::ViewerRow> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT p.id AS person, CAST(0 AS BIGINT) AS session, p.name, p.login, p.role, g.as_id AS agency_id, p.donor_id, p.country,
         NULL AS scope_name FROM person p LEFT JOIN agency g ON g.id = p.agency_id WHERE p.login = $1"
    )
    .bind(login)
    .fetch_optional(c)
    })?;
    row.map(Into::into).ok_or_else(Error::not_found)
}
