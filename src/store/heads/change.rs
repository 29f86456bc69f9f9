//! The change of a head: the whole inventory is accepted in one go, as one fact.

use domain::{
    Action, AsOf, PartialDate, Role, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::head::NewHead,
};

use super::{check_list, held_by, keeper};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts::{self, Table, ToldBy, list, rows},
    merges::{is_agency, is_unit},
};

/// An officer takes over in its own name; staff record it for somebody without an account.
///
/// # Errors
/// No such unit or agency; the day lies in the future, or not after the day of the present head; the list is not what was
/// held on that day.
pub async fn change(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewHead) -> Result<()> {
    viewer.may(Action::ChangeHeads)?;
    let keeper = keeper(tx, viewer, &new.of).await?;
    let account = (viewer.role == Role::Officer).then_some(viewer.person);
    new.check(account.is_none(), at.day())?;
    let present: Option<(String, Parsed<PartialDate>)> = sql!(&mut *tx, |c| sqlx::query_as(concat!(
        "SELECT name, from_on FROM unit_head WHERE ",
        is_unit!("unit_id", "$1"),
        " AND ",
        is_agency!("agency_id", "$2"),
        " ORDER BY from_on DESC LIMIT 1"
    ))
    .bind(keeper.unit)
    .bind(keeper.agency)
    .fetch_optional(c))?;
    if let Some((name, from)) = present.filter(|(_, from)| from.start() >= new.from) {
        let words = format!("{name} is its head from {}: enter a later day", from.words());
        return Err(Error::invalid("occurred_on", words));
    }
    let held = held_by(tx, keeper, AsOf { day: Some(new.from), known: None }).await?;
    check_list(new, &held)?;
    let name = new.name.as_ref().filter(|_| account.is_none()).unwrap_or(&viewer.name);
    let document = new.document.as_ref().filter(|_| account.is_none());
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO unit_head (unit_id, agency_id, name, post, account_id, from_on, document, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(keeper.unit)
    .bind(keeper.agency)
    .bind(name)
    .bind(&new.post)
    .bind(account)
    .bind(Parsed(PartialDate::Day(new.from)))
    .bind(document)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    for row in &held {
        let Some(looked) = new.items.iter().find(|item| item.tag == row.tag) else { continue };
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO unit_head_item (head_id, item_id, held, missing, remark) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(id)
        .bind(row.item)
        .bind(row.quantity)
        .bind(looked.missing)
        .bind(&looked.remark)
        .execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Accepted, &HEAD, id).await
}

pub(crate) static HEAD: Table = Table::new(
    "unit_head",
    Entity::UnitHead,
    ToldBy::Number("head"),
    rows!(
        "SELECT h.id AS _id, u.code || '/' || a.code AS _key, 'accepted' AS _deed, h.person_id AS _person, h.recorded_at AS _at,
           h.id AS head, u.code AS unit, a.code AS agency, h.name, h.post, h.account_id AS account, h.from_on, h.document
         FROM unit_head h JOIN unit u ON u.id = h.unit_id JOIN agency a ON a.id = h.agency_id",
        "h.id"
    ),
)
.lists(&[list!(
    "items",
    "SELECT n.head_id AS _of, i.tag, n.held, n.missing, n.remark FROM unit_head_item n JOIN item i ON i.id = n.item_id",
    "n.head_id",
    "n.id"
)]);
