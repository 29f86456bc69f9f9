//! Takes an entry of a register back that was recorded in error a moment ago: a second donor, an agency under a wrong code. It is
//! possible while nobody has changed it and nothing names it; what stood there stays in the audit chain. Later, and where something
//! was built on it, an entry is edited, closed, or read as another one.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};
use serde_json::json;

use crate::{
    Error, Result, Tx,
    batch::Bind,
    changes,
    db::sql,
    query::{Query, act, ask},
};

/// So long an entry is one that was just recorded, in seconds.
const KEPT_FOR: i64 = 10 * 60;

/// A register, and what belongs to an entry of it alone.
struct Register {
    needs: Action,
    id: &'static str,
    /// Each ends with the place of the id; the last one takes the entry itself.
    rows: &'static [&'static str],
}

fn register(entity: Entity) -> Option<Register> {
    let staff = |id, rows| Register { needs: Action::ManageGrants, id, rows };
    Some(match entity {
        Entity::Donor => staff("SELECT id FROM donor WHERE code = ?", &["DELETE FROM donor WHERE id = ?"]),
        Entity::Agency => staff(
            "SELECT id FROM agency WHERE code = ?",
            &["DELETE FROM agency_name WHERE agency_id = ?", "DELETE FROM agency WHERE id = ?"],
        ),
        Entity::Unit => staff(
            "SELECT id FROM unit WHERE code = ?",
            &[
                "DELETE FROM unit_alias WHERE unit_id = ?",
                "DELETE FROM unit_area WHERE unit_id = ?",
                "DELETE FROM unit_agency WHERE unit_id = ?",
                "DELETE FROM unit WHERE id = ?",
            ],
        ),
        Entity::Component => staff(
            "SELECT id FROM component WHERE code = ?",
            &[
                "DELETE FROM component_country WHERE component_id = ?",
                "DELETE FROM component_agency WHERE component_id = ?",
                "DELETE FROM component WHERE id = ?",
            ],
        ),
        Entity::Phase => staff("SELECT id FROM phase WHERE CAST(id AS TEXT) = ?", &["DELETE FROM phase WHERE id = ?"]),
        Entity::Programme => staff("SELECT id FROM programme WHERE code = ?", &["DELETE FROM programme WHERE id = ?"]),
        Entity::Category => Register {
            needs: Action::ManageRounds,
            id: "SELECT id FROM category WHERE code = ?",
            rows: &["DELETE FROM category WHERE id = ?"],
        },
        Entity::Official => Register {
            needs: Action::ManageOfficials,
            id: "SELECT id FROM official WHERE code = ?",
            rows: &["DELETE FROM official_alias WHERE official_id = ?", "DELETE FROM official WHERE id = ?"],
        },
        _ => return None,
    })
}

/// Takes the entry with this key (a code; of a phase its number in the chain) back.
///
/// # Errors
/// Only who records such entries does this; there is none; somebody else recorded it, or longer ago than ten minutes; it was
/// changed since, or something names it. The caller throws the transaction away then.
pub async fn take_back(tx: &mut Tx, viewer: &Viewer, at: Timestamp, entity: Entity, key: &str) -> Result<()> {
    let register = register(entity).ok_or_else(Error::not_found)?;
    viewer.may(register.needs)?;
    let id: Option<(i64,)> = ask!(&mut *tx, Query::default().with(register.id, [Bind::from(key)]), fetch_optional)?;
    let (id,) = id.ok_or_else(Error::not_found)?;
    let newest: Option<(String, Option<i64>, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT deed, person_id, recorded_at FROM change WHERE entity = $1 AND entity_key = $2 ORDER BY seq DESC LIMIT 1"
    )
    .bind(entity.word())
    .bind(key)
    .fetch_optional(c)
    })?;
    let (deed, person, recorded) = newest.ok_or_else(Error::not_found)?;
    if deed != Deed::Created.word() {
        return Err(Error::conflict(
            "It was changed since it was recorded: it is not taken back. Edit it where it is wrong",
        ));
    }
    if person != Some(viewer.person) {
        return Err(Error::conflict("Somebody else recorded it: it is not taken back. Edit it where it is wrong"));
    }
    if Timestamp(recorded).plus_seconds(KEPT_FOR).0 < at.0 {
        return Err(Error::conflict(
            "It can be taken back for ten minutes, and they are over. Edit it where it is wrong",
        ));
    }
    // The chain first: what stands now is found by the entry while it is there.
    changes::record(tx, Some(viewer.person), at, Deed::Removed, entity, key, &json!({})).await?;
    for statement in register.rows {
        act!(&mut *tx, Query::default().with(statement, [Bind::from(id)])).map_err(named)?;
    }
    Ok(())
}

/// A row that names the entry keeps it.
fn named(error: sqlx::Error) -> Error {
    match error.as_database_error() {
        Some(database) if database.is_foreign_key_violation() => {
            Error::conflict("Something was recorded for it since: it is not taken back. Edit it where it is wrong")
        }
        _ => error.into(),
    }
}
