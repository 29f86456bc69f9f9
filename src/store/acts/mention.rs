//! That an act is there: all that donors learn of it, and what pages of rounds and items link to.

use domain::{Action, Timestamp, Viewer, agency::name_on};

use crate::{Binds, Parsed, Result, Tx, agencies, db::sql};

/// An act where it is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub number: String,
    pub agency_code: String,
    /// On the day of the handover.
    pub agency_name: String,
    pub version: i64,
    pub issued_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    agency_id: i64,
    agency_code: String,
    held_on: Option<Parsed<domain::PartialDate>>,
    version: i64,
    recorded_at: i64,
}

/// A donor learns of an act when it paid for a line on it.
macro_rules! mentions_where {
    ($condition:literal) => {
        concat!(
            "SELECT a.number, a.agency_id, g.code AS agency_code, r.held_on, v.version, v.recorded_at
             FROM act a JOIN agency g ON g.id = a.agency_id JOIN round r ON r.id = a.round_id
             JOIN act_version v ON v.act_id = a.id
               AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
             WHERE ($1 OR a.agency_id = $3 OR EXISTS (
               SELECT 1 FROM line l JOIN funding_share f ON f.item_id = l.item_id JOIN grant_donor d ON d.grant_id = f.grant_id
               WHERE l.round_id = a.round_id AND l.agency_id = a.agency_id AND d.donor_id = $2))
               AND ",
            $condition,
            " ORDER BY a.number"
        )
    };
}

/// The acts of a round.
///
/// # Errors
/// The role sees no rounds.
pub async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<Mention>> {
    viewer.may(Action::SeeRounds)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(mentions_where!("a.round_id = $4"))
        .bind(scope.all)
        .bind(scope.donor)
        .bind(scope.agency)
        .bind(round)
        .fetch_all(c))?;
    named(tx, rows).await
}

/// The acts that an item stands on. For a donor the item itself has to be in scope as well: callers have read it.
///
/// # Errors
/// The role sees no items.
pub async fn of_item(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<Vec<Mention>> {
    viewer.may(Action::SeeItems)?;
    let scope = Binds::from(viewer);
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(mentions_where!(
        "EXISTS (SELECT 1 FROM line o JOIN item i ON i.id = o.item_id
           WHERE o.round_id = a.round_id AND o.agency_id = a.agency_id AND i.tag = $4)"
    ))
    .bind(scope.all)
    .bind(scope.donor)
    .bind(scope.agency)
    .bind(tag)
    .fetch_all(c))?;
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
        }
    };
    Ok(rows.into_iter().map(mention).collect())
}
