//! The demonstration data: the published facts of the programme, loaded through the same functions that the pages use.
//!
//! `demo/programme.toml` holds what was published, `demo/rates.toml` the exchange rates that are known, `demo/money.toml`
//! what the ledger holds, and `demo/illustrative.toml` the invented lines that add up to it. A demonstration member of staff
//! records everything, the finance officer approves, and the agencies' demonstration officers sign the receipts.

use std::collections::HashMap;

use domain::{Role, Timestamp, person::NewPerson};

use crate::{Error, Result, Tx, db::sql, people};

mod cases;
mod categories;
mod data;
mod documents;
mod handover;
mod illustration;
mod money;
mod rates;
mod reference;
mod scale;

pub use scale::{BLOCK, SIGN_INS as SCALED_SIGN_INS, Scale, scale};

/// Login, name, role, and the code of the agency, donor or country.
pub type SignIn = (&'static str, &'static str, Role, Option<&'static str>);

/// Who can sign in to the demonstration. The national coordinator's officer is there because the fifth round went to four
/// agencies, and the border troops' because the Border Liaison Offices are theirs too.
pub const SIGN_INS: &[SignIn] = &[
    ("admin", "Administrator (demonstration)", Role::Administrator, None),
    (STAFF, "Programme officer (demonstration)", Role::Staff, None),
    (FINANCE, "Finance officer (demonstration)", Role::Staff, None),
    ("japan", "Embassy viewer of Japan (demonstration)", Role::Donor, Some("JP")),
    ("usa", "Embassy viewer of the United States (demonstration)", Role::Donor, Some("US")),
    ("russia", "Embassy viewer of the Russian Federation (demonstration)", Role::Donor, Some("RU")),
    ("security", "Logistics officer, state security (demonstration)", Role::Officer, Some("SSS")),
    ("interior", "Logistics officer, internal affairs (demonstration)", Role::Officer, Some("MIA")),
    ("customs", "Logistics officer, customs (demonstration)", Role::Officer, Some("SCC")),
    ("border", "Logistics officer, border troops (demonstration)", Role::Officer, Some("BT")),
    ("coordinator", "Logistics officer, national coordinator (demonstration)", Role::Officer, Some("NCDC")),
    ("ncdc", "National coordinator, Uzbekistan (demonstration)", Role::Coordinator, Some("UZ")),
    ("dcec", "Focal point for financial tracing (demonstration)", Role::FocalPoint, Some("DCEC")),
];

/// The sign-in that records the data.
const STAFF: &str = "staff";
/// The sign-in that approves what the other has entered.
const FINANCE: &str = "finance";

/// Does the database hold nothing yet? Anybody, any donor or any change counts as something.
///
/// # Errors
/// The database does not answer.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM donor) AND NOT EXISTS (SELECT 1 FROM change)"
    )
    .fetch_one(c)
    })?)
}

/// Loads everything. `password_hashes`: login → argon2id PHC string, one for each of [`SIGN_INS`].
///
/// # Errors
/// A database that holds data is refused; otherwise only a slip in the data files, then nothing must be committed.
pub async fn load(tx: &mut Tx, at: Timestamp, password_hashes: &HashMap<String, String>) -> Result<()> {
    if !is_empty(tx).await? {
        return Err(Error::conflict(
            "This database holds data already: the demonstration is loaded into a new one only",
        ));
    }
    fill(tx, at, password_hashes).await.map_err(|error| match error {
        Error::Refused(refusal) => Error::Internal(format!("the demonstration data are refused: {refusal:?}")),
        other => other,
    })
}

async fn fill(tx: &mut Tx, at: Timestamp, password_hashes: &HashMap<String, String>) -> Result<()> {
    let facts = data::facts()?;
    let illustration = data::illustration()?;
    let without_scope = SIGN_INS.iter().filter(|(.., scope)| scope.is_none());
    create_people(tx, at, without_scope, password_hashes).await?;
    let staff = people::viewer(tx, STAFF).await?;
    let finance = people::viewer(tx, FINANCE).await?;
    reference::load(tx, &staff, at, &facts).await?;
    rates::load(tx, &staff, &finance, at).await?;
    let with_scope = SIGN_INS.iter().filter(|(.., scope)| scope.is_some());
    create_people(tx, at, with_scope, password_hashes).await?;
    documents::load_officials(tx, &staff, at, &facts).await?;
    categories::load(tx, &staff, at).await?;
    handover::load(tx, &staff, at, &facts, &illustration).await?;
    documents::load_documents(tx, &staff, at, &facts).await?;
    reference::load_figures(tx, &staff, at, &facts).await?;
    let finance = people::viewer(tx, FINANCE).await?;
    money::load(tx, &staff, &finance, at).await
}

async fn create_people(
    tx: &mut Tx,
    at: Timestamp,
    sign_ins: impl Iterator<Item = &SignIn>,
    password_hashes: &HashMap<String, String>,
) -> Result<()> {
    for (login, name, role, scope) in sign_ins {
        let missing = || Error::Internal(format!("no password was given for the demonstration sign-in {login}"));
        let hash = password_hashes.get(*login).ok_or_else(missing)?;
        let new = NewPerson {
            login: (*login).to_owned(),
            name: (*name).to_owned(),
            role: *role,
            scope_code: scope.map(str::to_owned),
        };
        let person = people::create_from_command_line(tx, at, &new).await?;
        people::set_password(tx, at, person, hash).await?;
    }
    Ok(())
}
