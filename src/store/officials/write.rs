//! Recording officials.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    official::{NewOfficial, code_of},
};

use crate::{
    Error, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    text::fold,
};

const TAKEN: &str = "There is already an official with this code: choose another";

/// Records an official.
///
/// # Errors
/// Only staff do this; the code is taken.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewOfficial) -> Result<i64> {
    viewer.may(Action::ManageOfficials)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO official (code, name, note, recorded_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.name)
    .bind(&new.note)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", TAKEN))?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE official SET as_id = id WHERE id = $1").bind(id).execute(c))?;
    set_aliases(tx, id, &new.aliases).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &OFFICIAL, id).await?;
    Ok(id)
}

/// Corrects a name, or adds how else it is printed. The code stays: it stands in addresses.
///
/// # Errors
/// Only staff do this; no such official; somebody changed it since `expected_version` was read.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    expected_version: i64,
    new: &NewOfficial,
) -> Result<()> {
    viewer.may(Action::ManageOfficials)?;
    let id: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM official WHERE code = $1 AND as_id = id")
            .bind(&new.code)
            .fetch_optional(c))?;
    let id = id.ok_or_else(Error::not_found)?;
    let touched = touch!(&mut *tx, |c| sqlx::query(
        "UPDATE official SET name = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id)
    .bind(expected_version)
    .bind(&new.name)
    .bind(&new.note)
    .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Official, &new.code).await?);
    }
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM official_alias WHERE official_id = $1").bind(id).execute(c))?;
    set_aliases(tx, id, &new.aliases).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &OFFICIAL, id).await
}

async fn set_aliases(tx: &mut Tx, official: i64, aliases: &[String]) -> Result<()> {
    for alias in aliases {
        let statement = "INSERT INTO official_alias (official_id, name) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(official).bind(alias).execute(c))?;
    }
    Ok(())
}

/// The official of this name, however it is written; with `is_new` a new one where nobody has it.
///
/// # Errors
/// Under `name`: nobody is known by this name and none is asked for, or several are; their code is taken as well.
pub(super) async fn named(tx: &mut Tx, viewer: &Viewer, at: Timestamp, name: &str, is_new: bool) -> Result<i64> {
    let known: Vec<(i64, String, String)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT f.as_id, f.code, f.name FROM official f
         UNION SELECT f.as_id, f.code, l.name FROM official_alias l JOIN official f ON f.id = l.official_id"
    )
    .fetch_all(c))?;
    let asked = fold(name);
    let mut found: Vec<(i64, &str)> = known
        .iter()
        .filter(|(_, code, printed)| fold(printed) == asked || code.eq_ignore_ascii_case(name))
        .map(|(id, code, _)| (*id, code.as_str()))
        .collect();
    found.sort_unstable();
    // Whatever of theirs is named, twins are one.
    found.dedup_by_key(|(id, _)| *id);
    match found.as_slice() {
        [(id, _)] => return Ok(*id),
        [] if is_new => {}
        [] => {
            let words =
                format!("Nobody is known here as “{name}”: choose from the list, or say that this is somebody new");
            return Err(Error::invalid("name", words));
        }
        several => {
            let codes: Vec<&str> = several.iter().map(|(_, code)| *code).collect();
            let words = format!("Several are called “{name}”: enter the code instead, {}", codes.join(" or "));
            return Err(Error::invalid("name", words));
        }
    }
    let base = code_of(name);
    let numbered = (2..)
        .map(|number: usize| format!("{}-{number}", base.chars().take(20).collect::<String>().trim_end_matches('-')));
    let free = |code: &String| known.iter().all(|(_, taken, _)| taken != code);
    // Writers are queued (see Db::write), so nobody else takes the same code.
    let code = std::iter::once(base.clone()).chain(numbered).find(free).unwrap_or(base.clone());
    create(tx, viewer, at, &NewOfficial { code, name: name.to_owned(), aliases: Vec::new(), note: None }).await
}

pub(crate) static OFFICIAL: Table = Table::new(
    "official",
    Entity::Official,
    ToldBy::Key,
    rows!(
        "SELECT f.id AS _id, f.code AS _key, f.recorded_at AS _at, f.name, f.note,
           (SELECT s.code FROM official s WHERE s.id = f.as_id AND s.id <> f.id) AS read_as,
           (SELECT string_agg(s.code, '\n') FROM official s WHERE s.as_id = f.id AND s.id <> f.id) AS \"twins{}\",
           (SELECT string_agg(l.name, '\n') FROM official_alias l WHERE l.official_id = f.id) AS \"aliases{}\"
         FROM official f",
        "f.id"
    ),
);
