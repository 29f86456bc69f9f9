//! That an act is there: all that donors learn of it, and what pages of rounds and items link to.

use domain::{Action, Timestamp, Viewer, agency::name_on};

use crate::{
    Parsed, Result, Tx, agencies,
    batch::Bind,
    query::{Query, ask},
    signing::VersionState,
};

/// An act where it is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub number: String,
    pub agency_code: String,
    /// On the day of the handover.
    pub agency_name: String,
    pub version: i64,
    pub issued_at: Timestamp,
    /// Where its newest version stands.
    pub state: VersionState,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    agency_id: i64,
    agency_code: String,
    held_on: Option<Parsed<domain::PartialDate>>,
    version: i64,
    recorded_at: i64,
    expected: i64,
    signed: i64,
    last_at: Option<i64>,
}

fn mentions(viewer: &Viewer, which: &'static str, value: Bind) -> Query {
    Query::default()
        .with(
            "SELECT a.number, g.id AS agency_id, g.code AS agency_code, r.held_on, v.version, v.recorded_at,
               (SELECT COUNT(*) FROM act_signer s WHERE s.act_version_id = v.id) AS expected,
               (SELECT COUNT(*) FROM act_signature s WHERE s.act_version_id = v.id) AS signed,
               (SELECT MAX(s.signed_at) FROM act_signature s WHERE s.act_version_id = v.id) AS last_at
             FROM act a JOIN agency g ON g.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = a.agency_id) JOIN round r ON r.id = a.round_id
             JOIN act_version v ON v.act_id = a.id
               AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
             WHERE ",
            [],
        )
        .with(which, [value])
        // A donor learns of an act when it paid for a line on it.
        .for_reader(
            viewer,
            "",
            " AND a.agency_id IN (SELECT t_as.id FROM agency t_as WHERE t_as.as_id = ?)",
            " AND EXISTS (
               SELECT 1 FROM line l JOIN funding_share f ON f.item_id = l.item_id JOIN grant_donor d ON d.grant_id = f.grant_id
               WHERE l.round_id = a.round_id AND l.agency_id = a.agency_id AND d.reader_id = ?)",
        )
        .with(" ORDER BY a.number", [])
}

/// The acts of a round.
///
/// # Errors
/// The role sees no rounds.
pub async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<Mention>> {
    viewer.may(Action::SeeRounds)?;
    let rows: Vec<Row> = ask!(&mut *tx, mentions(viewer, "a.round_id = ?", round.into()), fetch_all)?;
    named(tx, rows).await
}

/// The acts that an item stands on. For a donor the item itself has to be in scope as well: callers have read it.
///
/// # Errors
/// The role sees no items.
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<Vec<Mention>> {
    viewer.may(Action::SeeItems)?;
    // From the item to its acts: the other way round every act would be looked at.
    let which = "a.id IN (SELECT n.id FROM item i JOIN line o ON o.item_id = i.id
      JOIN act n ON n.round_id = o.round_id AND n.agency_id = o.agency_id WHERE i.tag = ?)";
    let rows: Vec<Row> = ask!(&mut *tx, mentions(viewer, which, tag.into()), fetch_all)?;
    named(tx, rows).await
}

async fn named(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Mention>> {
    let names = agencies::names(tx).await?;
    let mention = |row: Row| {
        let name = row.held_on.zip(names.get(&row.agency_id)).and_then(|(day, names)| name_on(names, day.start()));
        Mention {
            agency_name: name.unwrap_or(&row.agency_code).to_owned(),
            number: row.number,
            agency_code: row.agency_code,
            version: row.version,
            issued_at: Timestamp(row.recorded_at),
            state: VersionState::of(row.expected, row.signed, row.last_at),
        }
    };
    Ok(rows.into_iter().map(mention).collect())
}
