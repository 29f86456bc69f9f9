//! What an activity cost, and which grants paid which part of it: the newest fact stands.

use domain::{Action, Currency, Money, Timestamp, Viewer, activity::NewFunding, change::Deed};

use super::{fact::ACTIVITY, write::grow};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::{sql, touch},
    facts,
    query::{Query, ask},
};

/// What was known of a cost, cut to the viewer: a donor gets the parts of its own grants, officers nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    /// The whole; for a donor where its grants paid all of it.
    pub cost: Option<Money>,
    /// The largest first.
    pub parts: Vec<FundingPart>,
    /// Others paid the rest, and are not named.
    pub co_funded: bool,
    /// Why, who recorded it and when: told to those who read everything.
    pub recorded: Option<(Option<String>, String, Timestamp)>,
}

/// What one grant paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingPart {
    pub grant: String,
    /// Parts per million.
    pub ppm: i64,
    /// `None`: the cost is not known.
    pub value: Option<Money>,
}

/// Records what an activity cost and who paid for it, from now on in the place of what was known before.
///
/// # Errors
/// Only staff do this; no such activity or grant; something stood there and no reason is given; somebody changed it since
/// `expected_version` was read.
pub async fn fund(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewFunding,
) -> Result<()> {
    viewer.may(Action::ManageActivities)?;
    let activity = grow(tx, viewer, code, expected_version).await?;
    let before: i64 =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM activity_funding WHERE activity_id = $1")
            .bind(activity)
            .fetch_one(c))?;
    if before > 0 && new.reason.is_none() {
        return Err(Error::invalid("reason", "Say why it is other than before"));
    }
    let funding: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO activity_funding (activity_id, cost_minor, currency, reason, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(activity)
    .bind(new.cost.map(|cost| cost.minor))
    .bind(new.cost.map(|cost| cost.currency.code()))
    .bind(&new.reason)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    let weights: Vec<i64> = new.shares.iter().map(|(_, ppm)| *ppm).collect();
    let parts = new.cost.and_then(|cost| cost.split(&weights));
    for (place, (grant, ppm)) in new.shares.iter().enumerate() {
        let known: Option<i64> =
            sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
                .bind(grant)
                .fetch_optional(c))?;
        let missing = || Error::invalid(format!("shares[{place}][grant]"), format!("There is no grant “{grant}”"));
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO activity_funding_share (funding_id, grant_id, ppm, value_minor) VALUES ($1, $2, $3, $4)"
        )
        .bind(funding)
        .bind(known.ok_or_else(missing)?)
        .bind(ppm)
        .bind(parts.as_ref().and_then(|parts| parts.get(place)).map(|part| part.minor))
        .execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Changed, &ACTIVITY, activity).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    cost_minor: Option<i64>,
    currency: Option<Parsed<Currency>>,
    reason: Option<String>,
    person: String,
    recorded_at: i64,
    grant_code: Option<String>,
    ppm: Option<i64>,
    value_minor: Option<i64>,
}

impl Row {
    fn money(&self, minor: Option<i64>) -> Option<Money> {
        minor.zip(self.currency.as_ref()).map(|(minor, currency)| Money::new(minor, currency.0))
    }
}

/// What stands, and for those who read everything what was known before; the newest first.
pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, activity: i64) -> Result<Vec<Funding>> {
    let query = Query::default()
        .with(
            "SELECT f.id, f.cost_minor, f.currency, f.reason, p.name AS person, f.recorded_at, g.code AS grant_code, s.ppm,
               s.value_minor
             FROM activity_funding f JOIN person p ON p.id = f.person_id
             LEFT JOIN activity_funding_share s ON s.funding_id = f.id LEFT JOIN grant_agreement g ON g.id = s.grant_id
             WHERE f.activity_id = ?",
            [Bind::from(activity)],
        )
        .for_reader(
            viewer,
            "",
            " AND FALSE",
            " AND NOT EXISTS (SELECT 1 FROM activity_funding n WHERE n.activity_id = f.activity_id AND n.id > f.id)
              AND EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = s.grant_id AND d.reader_id = ?)",
        )
        .with(" ORDER BY f.id DESC, s.ppm DESC, g.code", []);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    Ok(rows.chunk_by(|a, b| a.id == b.id).filter_map(|rows| funding(viewer, rows)).collect())
}

fn funding(viewer: &Viewer, rows: &[Row]) -> Option<Funding> {
    let first = rows.first()?;
    let part = |row: &Row| {
        Some(FundingPart { grant: row.grant_code.clone()?, ppm: row.ppm?, value: row.money(row.value_minor) })
    };
    let parts: Vec<FundingPart> = rows.iter().filter_map(part).collect();
    let paid: i64 = parts.iter().map(|part| part.ppm).sum();
    let all = viewer.sees_everything();
    Some(Funding {
        cost: first.money(first.cost_minor).filter(|_| all || paid == 1_000_000),
        co_funded: !all && paid < 1_000_000,
        recorded: all.then(|| (first.reason.clone(), first.person.clone(), Timestamp(first.recorded_at))),
        parts,
    })
}
