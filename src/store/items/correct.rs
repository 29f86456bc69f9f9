//! What was wrong in the description of an item is corrected by facts with a reason: one for each field. The item has what is
//! right, and what the portal believed before is read from the corrections.

use std::collections::HashMap;

use domain::{
    Action, AsOf, Timestamp, Viewer,
    change::{Deed, Entity},
    identity::{Number, Twins},
    item::{
        Identity, ItemKind,
        correction::{Corrected, CorrectedField, CorrectionForm, Described},
    },
};

use crate::{
    Error, LineRow, Parsed, Result, Tx,
    batch::Bind,
    categories, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Id, Table, ToldBy, rows},
    items,
    query::{Query, ask},
    rounds::ITEM,
    signing::{NO_ACTS, OWN_ACTS},
};

/// A corrected field of an item. Who corrected it and why is said to those who read names.
#[derive(Debug, Clone)]
pub struct CorrectionRow {
    pub field: CorrectedField,
    pub was: Option<String>,
    pub became: Option<String>,
    pub reason: String,
    pub person: String,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Stored {
    kind: Parsed<ItemKind>,
    make: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    plate: Option<String>,
    engine: Option<String>,
    category: Option<String>,
}

/// Corrects the numbers, the plate, the make or the model of an item. An act that was issued before says the wrong ones: see
/// [`corrected_after`].
///
/// # Errors
/// Only staff do this; no such item: "not found"; mistakes field by field; nothing differs; another thing has this number;
/// somebody corrected it meanwhile.
pub async fn correct(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, form: &CorrectionForm) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    let item = items::id_in_scope(tx, viewer, &form.tag).await?;
    let (kind, was, category) = described(tx, item).await?;
    let (right, reason) = form.parse(kind, category.is_some())?;
    if let Some(code) = category {
        let rules = categories::rules(tx).await?;
        rules.get(&code).map_or(Ok(()), |rule| rule.check(&right.identity))?;
    }
    changes::unless_changed(tx, viewer, Entity::Item, &form.tag, version).await?;
    let differences = was.differences(&right);
    if differences.is_empty() {
        return Err(Error::invalid("", "Nothing differs from what is recorded: change what is wrong"));
    }
    check_numbers(tx, item, kind, &right, &differences).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE item SET make = $2, model = $3, serial = $4, vin = $5, chassis = $6, plate = $7, engine = $8 WHERE id = $1"
    )
    .bind(item)
    .bind(&right.make)
    .bind(&right.model)
    .bind(&right.identity.serial)
    .bind(&right.identity.vin)
    .bind(&right.identity.chassis)
    .bind(&right.identity.plate)
    .bind(&right.identity.engine)
    .execute(c))
    .map_err(unique("vin", "A vehicle with this VIN is registered already: check the number"))?;
    let mut ids = Vec::new();
    for (field, was, became) in &differences {
        let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
            "INSERT INTO item_correction (item_id, field, was, became, reason, person_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        )
        .bind(item)
        .bind(field.word())
        .bind(was)
        .bind(became)
        .bind(&reason)
        .bind(viewer.person)
        .bind(at.0)
        .fetch_one(c))?;
        ids.push(id);
    }
    let all = Id::Numbers(ids.first().copied().unwrap_or_default(), ids.last().copied().unwrap_or_default());
    facts::record(tx, Some(viewer.person), at, Deed::Corrected, &CORRECTION, all).await?;
    // The item itself is told with its line.
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &ITEM, item).await
}

/// A number that is corrected is nobody else's, by the rule of every way in. What stays as it was is not asked about: of two
/// things that had one number all along, either can be put right.
async fn check_numbers(
    tx: &mut Tx,
    item: i64,
    kind: ItemKind,
    right: &Described,
    differences: &[Corrected],
) -> Result<()> {
    let numbers: Vec<String> = right.identity.all().map(|(_, written)| written.to_owned()).collect();
    let mut registered = Twins::new(items::taken(tx, &numbers, Some(item)).await?);
    let clashes = registered.meet(&right.identity, kind, right.make.as_deref(), "");
    // Another maker's thing has other serial numbers.
    let concerns = |field: CorrectedField, what: Number| {
        field.word() == what.word() || (field == CorrectedField::Make && what == Number::Serial)
    };
    let new = clashes.into_iter().find(|(what, _)| differences.iter().any(|(field, ..)| concerns(*field, *what)));
    new.map_or(Ok(()), |(what, words)| Err(Error::invalid(what.word(), words)))
}

pub(crate) static CORRECTION: Table = Table::new(
    "item_correction",
    Entity::Item,
    ToldBy::Number("correction"),
    rows!(
        "SELECT x.id AS _id, i.tag AS _key, 'corrected' AS _deed, x.person_id AS _person, x.recorded_at AS _at,
           x.id AS correction, x.field, x.was, x.became, x.reason
         FROM item_correction x JOIN item i ON i.id = x.item_id",
        "x.id"
    ),
);

/// What is recorded of an item, for the form that corrects it, with its kind.
///
/// # Errors
/// Only staff correct; no such item: "not found".
pub async fn to_correct(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<(ItemKind, Described)> {
    viewer.may(Action::ManageRounds)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let (kind, described, _) = described(tx, item).await?;
    Ok((kind, described))
}

/// With the code of its category.
pub(super) async fn described(tx: &mut Tx, item: i64) -> Result<(ItemKind, Described, Option<String>)> {
    let row: Stored = sql!(tx, |c| sqlx::query_as(
        "SELECT i.kind, i.make, i.model, i.serial, i.vin, i.chassis, i.plate, i.engine, y.code AS category
         FROM item i LEFT JOIN category y ON y.id = i.category_id WHERE i.id = $1"
    )
    .bind(item)
    .fetch_one(c))?;
    let Stored { serial, vin, chassis, plate, engine, category, .. } = row;
    let identity = Identity { serial, vin, chassis, plate, engine };
    Ok((row.kind.0, Described { make: row.make, model: row.model, identity }, category))
}

/// What was corrected of an item, the newest first. Donors read no numbers, and so no corrections.
///
/// # Errors
/// The item is not there or out of scope: "not found".
pub async fn corrections(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Vec<CorrectionRow>> {
    let item = items::in_scope_as_of(tx, viewer, tag, AsOf::default()).await?;
    if viewer.is_donor() || !item.corrected {
        return Ok(Vec::new());
    }
    type Row = (Parsed<CorrectedField>, Option<String>, Option<String>, String, String, i64);
    let rows: Vec<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT x.field, x.was, x.became, x.reason, p.name, x.recorded_at
         FROM item_correction x JOIN person p ON p.id = x.person_id
         WHERE x.item_id = $1 AND x.recorded_at <= $2 ORDER BY x.id DESC"
    )
    .bind(item.id)
    .bind(as_of.known_millis())
    .fetch_all(c))?;
    let for_staff = viewer.sees_everything();
    let row = |(field, was, became, reason, person, at): Row| CorrectionRow {
        field: field.0,
        was,
        became,
        reason,
        person: if for_staff { person } else { "programme staff".to_owned() },
        recorded_at: Timestamp(at),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Lines as the portal knew their items then: what was corrected later is said as it was believed.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn as_believed(tx: &mut Tx, lines: &mut [LineRow], as_of: AsOf) -> Result<()> {
    let Some(known) = as_of.known.filter(|_| !lines.is_empty()) else { return Ok(()) };
    // The newest first, so that the oldest one after that time has the last word.
    let mut query = Query::default()
        .with("SELECT item_id, field, was FROM item_correction WHERE recorded_at > ?", [known.0.into()]);
    query.push(" AND item_id IN (", []);
    query.push_ids(lines.iter().map(|line| line.item_id));
    query.push(") ORDER BY id DESC", []);
    let later: Vec<(i64, Parsed<CorrectedField>, Option<String>)> = ask!(tx, query, fetch_all)?;
    let mut of: HashMap<i64, Vec<(CorrectedField, Option<String>)>> = HashMap::new();
    for (item, field, was) in later {
        of.entry(item).or_default().push((field.0, was));
    }
    for line in lines {
        for (field, was) in of.get(&line.item_id).into_iter().flatten() {
            match (field, &mut line.identity) {
                (CorrectedField::Make, _) => line.make.clone_from(was),
                (CorrectedField::Model, _) => line.model.clone_from(was),
                (CorrectedField::Serial, Some(identity)) => identity.serial.clone_from(was),
                (CorrectedField::Vin, Some(identity)) => identity.vin.clone_from(was),
                (CorrectedField::Chassis, Some(identity)) => identity.chassis.clone_from(was),
                (CorrectedField::Plate, Some(identity)) => identity.plate.clone_from(was),
                (CorrectedField::Engine, Some(identity)) => identity.engine.clone_from(was),
                // Numbers are not even read for donors.
                (_, None) => {}
            }
        }
    }
    Ok(())
}

/// The tags of the items on an act's lines that were corrected after its newest version was issued. The caller has checked that
/// the act is in scope.
///
/// # Errors
/// The database does not answer.
pub async fn corrected_after(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<Vec<String>> {
    viewer.may(Action::SeeActs)?;
    let query = Query::default()
        .with(
            "SELECT DISTINCT i.tag FROM act a JOIN line l ON l.round_id = a.round_id AND l.agency_id = a.agency_id
             JOIN item i ON i.id = l.item_id JOIN item_correction x ON x.item_id = i.id
             WHERE a.number = ? AND x.recorded_at > (SELECT MAX(v.recorded_at) FROM act_version v WHERE v.act_id = a.id)",
            [Bind::from(number)],
        )
        .for_reader(viewer, "", OWN_ACTS, NO_ACTS)
        .with(" ORDER BY i.tag", []);
    let tags: Vec<(String,)> = ask!(tx, query, fetch_all)?;
    Ok(tags.into_iter().map(|(tag,)| tag).collect())
}
