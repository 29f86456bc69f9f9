//! Visits are planned, with what they expect, and put right.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    check::draw,
    visit::{About, MOST_EXPECTED, NewVisit, Sample},
};

use super::open;
use crate::{
    Error, Result, Tx,
    batch::{Bind, insert_rows, row},
    changes::changed_meanwhile,
    db::{sql, touch},
    donors,
    error::unique,
    facts::{self, Table, ToldBy, list, rows},
    now,
    query::{Query, ask},
};

/// Plans a visit and draws what it expects: of what the units have and agencies have signed for.
///
/// # Errors
/// Staff only; the code is taken; no such unit or donor; the units have nothing of the kind, or more than one visit looks at.
pub async fn plan(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewVisit) -> Result<i64> {
    viewer.may(Action::ManageVisits)?;
    now::settle(tx).await?;
    let units = units(tx, &new.units).await?;
    let donor = donor(tx, &new.about).await?;
    let expected = drawn(tx, &units, new).await?;
    let (size, seed) = new.drawn.unzip();
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO visit (code, title, planned_on, team, donor_id, sample, size, seed, note, state, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'planned', $10) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.about.title)
    .bind(new.about.planned_on.to_string())
    .bind(&new.about.team)
    .bind(donor)
    .bind(new.sample.word())
    .bind(size)
    .bind(seed)
    .bind(&new.about.note)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", "There is already a visit with this code: choose another"))?;
    let unit_rows: Vec<Vec<Bind>> = units.iter().map(|unit| row![id, *unit]).collect();
    insert_rows(tx, "visit_unit (visit_id, unit_id)", &unit_rows).await?;
    let item_rows: Vec<Vec<Bind>> =
        expected.iter().map(|(item, unit, quantity)| row![id, *item, *unit, *quantity]).collect();
    insert_rows(tx, "visit_item (visit_id, item_id, unit_id, expected)", &item_rows).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &VISIT, id).await?;
    Ok(id)
}

async fn units(tx: &mut Tx, codes: &[String]) -> Result<Vec<i64>> {
    let mut units = Vec::new();
    for code in codes {
        let unit: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT as_id FROM unit WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
        let unit =
            unit.ok_or_else(|| Error::invalid("units", format!("There is no unit “{code}”: correct the code")))?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}

async fn donor(tx: &mut Tx, about: &About) -> Result<Option<i64>> {
    match &about.donor {
        Some(code) => donors::id_of(tx, code).await.map(Some),
        None => Ok(None),
    }
}

/// Item, unit, and how many of it are there.
async fn drawn(tx: &mut Tx, units: &[i64], new: &NewVisit) -> Result<Vec<(i64, i64, i64)>> {
    let mut query = Query::new(
        "SELECT h.item_id, h.unit_id, CAST(SUM(h.quantity) AS BIGINT) FROM item_holding h
         JOIN item_now n ON n.item_id = h.item_id AND n.received > 0 WHERE h.place = 'unit' AND h.quantity > 0 AND h.unit_id IN (",
    );
    query.push_ids(units.iter().copied());
    query.push(")", []);
    if new.sample == Sample::Due {
        query.push(
            " AND EXISTS (SELECT 1 FROM item_reader r WHERE r.scope = 'all' AND r.scope_id = 0 AND r.item_id = h.item_id
                AND r.due_on <> '' AND r.due_on <= ?)",
            [Bind::from(new.about.planned_on.to_string())],
        );
    }
    query.push(" GROUP BY h.item_id, h.unit_id ORDER BY h.item_id, h.unit_id", []);
    let all: Vec<(i64, i64, i64)> = ask!(tx, query, fetch_all)?;
    if all.is_empty() {
        let words = match new.sample {
            Sample::Due => "Nothing is to be checked there until that day: choose another sample, or another day",
            Sample::All | Sample::Random => "These units have nothing that was signed for: there is nothing to look at",
        };
        return Err(Error::invalid("sample", words));
    }
    let expected = match new.drawn {
        Some((size, seed)) => draw(&all, usize::try_from(size).unwrap_or(0), seed),
        None => all,
    };
    if i64::try_from(expected.len()).unwrap_or(i64::MAX) > MOST_EXPECTED {
        let words =
            format!("There are {} things: draw at most {MOST_EXPECTED} by lot, or visit fewer units", expected.len());
        return Err(Error::invalid("sample", words));
    }
    Ok(expected)
}

/// Puts right what a visit is called, when it is planned and who comes. What it expects was drawn and stays.
///
/// # Errors
/// Staff only; no such visit: "not found"; it is closed or cancelled; no such donor; somebody changed it meanwhile.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    about: &About,
) -> Result<()> {
    let known = open(tx, viewer, code).await?;
    if known.version != expected_version {
        return Err(changed_meanwhile(tx, viewer, Entity::Visit, code).await?);
    }
    let donor = donor(tx, about).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE visit SET title = $2, planned_on = $3, team = $4, donor_id = $5, note = $6, version = version + 1 WHERE id = $1"
    )
    .bind(known.id)
    .bind(&about.title)
    .bind(about.planned_on.to_string())
    .bind(&about.team)
    .bind(donor)
    .bind(&about.note)
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &VISIT, known.id).await
}

pub(crate) static VISIT: Table = Table::new(
    "visit",
    Entity::Visit,
    ToldBy::Key,
    rows!(
        "SELECT v.id AS _id, v.code AS _key, v.recorded_at AS _at, v.title, v.planned_on, v.team AS \"team[]\", d.code AS donor, v.sample,
           v.size, v.seed, v.note, v.state, v.held_on, v.reason,
           (SELECT string_agg(u.code, '\n') FROM visit_unit x JOIN unit u ON u.id = x.unit_id WHERE x.visit_id = v.id) AS \"units{}\"
         FROM visit v LEFT JOIN donor d ON d.id = v.donor_id",
        "v.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited, Deed::Ended, Deed::Cancelled])
.lists(&[list!(
    "expects",
    "SELECT e.visit_id AS _of, e.id AS row, i.tag, u.code AS unit, e.expected FROM visit_item e JOIN item i ON i.id = e.item_id
     JOIN unit u ON u.id = e.unit_id",
    "e.visit_id",
    "e.id"
)]);
