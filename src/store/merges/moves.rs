//! What would be read as another record's if the two were one: counted, before anybody says so.

use domain::{Action, Viewer};

use super::Noun;
use crate::{
    Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// A kind of record with how many of it name the twin: one of them, and several.
type Named = (&'static str, &'static str, &'static str);

/// What names a unit, each with the place of its id.
const OF_UNITS: &[Named] = &[
    ("line", "lines", "SELECT COUNT(*) FROM line WHERE unit_id = ?"),
    ("item that it holds", "items that it holds", "SELECT COUNT(*) FROM item_now WHERE unit_id = ?"),
    ("movement", "movements", "SELECT COUNT(*) FROM movement WHERE unit_id = ? OR giver_unit_id = ?"),
    ("head", "heads", "SELECT COUNT(*) FROM unit_head WHERE unit_id = ?"),
    ("change on a day", "changes on a day", "SELECT COUNT(*) FROM unit_change WHERE unit_id = ?"),
    ("activity", "activities", "SELECT COUNT(DISTINCT activity_id) FROM activity_unit WHERE unit_id = ?"),
    ("stage of a case", "stages of cases", "SELECT COUNT(*) FROM case_stage_unit WHERE unit_id = ?"),
    ("published figure", "published figures", "SELECT COUNT(*) FROM quote WHERE unit_id = ?"),
    ("document", "documents", "SELECT COUNT(*) FROM document_link WHERE unit_id = ?"),
    (
        "piece of equipment known of it",
        "pieces of equipment known of it",
        "SELECT COUNT(*) FROM unit_equipment WHERE unit_id = ?",
    ),
];

/// What names an agency.
const OF_AGENCIES: &[Named] = &[
    ("line", "lines", "SELECT COUNT(*) FROM line WHERE agency_id = ?"),
    ("receipt", "receipts", "SELECT COUNT(*) FROM receipt WHERE agency_id = ?"),
    ("act", "acts", "SELECT COUNT(*) FROM act WHERE agency_id = ?"),
    ("unit that it mans", "units that it mans", "SELECT COUNT(*) FROM unit_agency WHERE agency_id = ?"),
    ("account", "accounts", "SELECT COUNT(*) FROM person WHERE agency_id = ?"),
    ("movement", "movements", "SELECT COUNT(*) FROM movement WHERE agency_id = ? OR giver_agency_id = ?"),
    ("component", "components", "SELECT COUNT(*) FROM component_agency WHERE agency_id = ?"),
    ("activity", "activities", "SELECT COUNT(DISTINCT activity_id) FROM activity_agency WHERE agency_id = ?"),
    ("stage of a case", "stages of cases", "SELECT COUNT(*) FROM case_stage_agency WHERE agency_id = ?"),
    ("published figure", "published figures", "SELECT COUNT(*) FROM quote WHERE agency_id = ?"),
    ("document", "documents", "SELECT COUNT(*) FROM document_link WHERE agency_id = ?"),
];

/// What would be read as the other's: `12 lines`, `3 receipts`; nothing of which there is none.
///
/// # Errors
/// Only staff do this.
pub async fn moves(tx: &mut Tx, viewer: &Viewer, noun: Noun, code: &str) -> Result<Vec<String>> {
    viewer.may(Action::ManageGrants)?;
    let Some((id, _)) = noun.find(tx, code).await? else { return Ok(Vec::new()) };
    let named = match noun {
        Noun::Unit => OF_UNITS,
        Noun::Agency => OF_AGENCIES,
    };
    let mut query = Query::default();
    for (place, (.., count)) in named.iter().enumerate() {
        query.push(if place == 0 { "SELECT (" } else { " UNION ALL SELECT (" }, []);
        query.push(count, std::iter::repeat_n(Bind::from(id), count.matches('?').count()));
        query.push(") AS many, ? AS place", [Bind::from(place as i64)]);
    }
    let counts: Vec<(i64, i64)> = ask!(tx, query.with(" ORDER BY place", []), fetch_all)?;
    let words = |((one, several, _), (many, _)): (&Named, (i64, i64))| match many {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {several}")),
    };
    Ok(named.iter().zip(counts).filter_map(words).collect())
}
