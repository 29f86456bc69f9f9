//! Units as a map shows them: where they are, and what of the things that the viewer reads is with them.

use domain::{
    Action, Scope, Viewer,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    nouns, now,
    query::{Query, ask},
};

use super::unit_of_country;

/// So many are drawn; the list of units has all of them.
const MOST_DRAWN: i64 = 200;

/// A unit on the map. To a donor the offices of one border are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnMap {
    pub unit: UnitRef,
    /// The town of its base; of an office at a border the border, such as `UZ–TJ`.
    pub place: Option<String>,
    /// Items that it signed for and has.
    pub held: i64,
    /// Of these, the items that were checked where they stand.
    pub checked: i64,
    /// Items that were sent to it and are not counted to the end.
    pub coming: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    held: i64,
    coming: i64,
    checked: i64,
}

const OF_COUNTRY: &str = concat!(" AND ", unit_of_country!("u"));

/// The units that have something, or wait for something, that the viewer reads.
///
/// # Errors
/// The role sees no units.
pub async fn on_map(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<OnMap>> {
    viewer.may(Action::SeeUnits)?;
    let mut query = Query::default().with(
        "SELECT u.code, u.kind, u.base, u.crossing, u.border, t.held, t.coming, t.checked FROM unit_total t
         JOIN unit u ON u.id = t.unit_id WHERE t.scope = ? AND t.scope_id = ? AND t.held + t.coming > 0",
        match viewer.scope {
            // No sums are kept for a country: its units are those of all readers, cut to it.
            Scope::Country(_) => {
                now::settle(tx).await?;
                [Bind::from("all"), Bind::from(0)]
            }
            _ => nouns::scope(tx, viewer).await?,
        },
    );
    if let Scope::Country(country) = viewer.scope {
        query.push(OF_COUNTRY, [Bind::from(country.to_string()), Bind::from(country.to_string())]);
    }
    let query = query.with(" ORDER BY t.unit_id LIMIT ?", [Bind::from(MOST_DRAWN)]);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let mut drawn: Vec<OnMap> = Vec::new();
    for row in rows {
        let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
        let unit = UnitRef::new(&row.code, row.kind.0, base, crossing, border, viewer.is_donor());
        match drawn.iter_mut().find(|drawn| unit.code.is_none() && drawn.unit == unit) {
            Some(office) => {
                office.held += row.held;
                office.coming += row.coming;
                office.checked += row.checked;
            }
            None => {
                let place = if row.kind.0.has_base() { row.base } else { row.border };
                drawn.push(OnMap { unit, place, held: row.held, checked: row.checked, coming: row.coming });
            }
        }
    }
    Ok(drawn)
}
