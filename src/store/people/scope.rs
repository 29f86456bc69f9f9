//! For which agency, donor or country an account is.

use domain::{Country, Role, person::NewPerson};

use crate::{Error, Result, Tx, db::sql};

/// What an account is for: at most one of them.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) agency: Option<i64>,
    pub(super) donor: Option<i64>,
    pub(super) country: Option<String>,
}

/// # Errors
/// There is no such agency, donor or country.
pub(super) async fn scope_ids(tx: &mut Tx, new: &NewPerson) -> Result<Ids> {
    let Some(code) = &new.scope_code else {
        return Ok(Ids::default());
    };
    let missing = || Error::invalid("scope", format!("There is no “{code}”: choose from the list"));
    let known = match new.role {
        Role::Officer | Role::FocalPoint => "SELECT as_id FROM agency WHERE code = $1",
        Role::Donor => "SELECT id FROM donor WHERE code = $1",
        // A country is known by its agencies.
        Role::Coordinator => "SELECT MIN(id) FROM agency WHERE country = $1 HAVING COUNT(*) > 0",
        Role::Administrator | Role::Staff => return Err(missing()),
    };
    let known: Option<i64> = sql!(tx, |c| sqlx::query_scalar(known).bind(code).fetch_optional(c))?;
    let id = known.ok_or_else(missing)?;
    Ok(match new.role {
        Role::Donor => Ids { donor: Some(id), ..Ids::default() },
        Role::Coordinator => {
            let country: Country = code.parse().map_err(|_| missing())?;
            Ids { country: Some(country.to_string()), ..Ids::default() }
        }
        _ => Ids { agency: Some(id), ..Ids::default() },
    })
}
