//! Items: every vehicle, device and counted lot, with the chain back to the grant that paid for it.

use std::collections::HashMap;

use domain::{
    Action, AsOf, Currency, Money, PartialDate, Refusal, Viewer,
    item::{Condition, Details, Identity, ItemKind},
    unit::UnitRef,
};

use crate::{
    Error, LineRow, Parsed, Result, Tx,
    agencies::AgencyRef,
    batch::Bind,
    custody::{self, CustodyRow, Held},
    db::{once, sql},
    lines::{Of, lines_as_of, took},
    query::{Query, ask},
    receipts::ReceiptRef,
};

mod categorise;
mod chain;
mod correct;
mod listed;
mod shares;
mod taken;

pub use categorise::{categorise, category_of};
pub(crate) use correct::{CORRECTION, as_believed};
pub use correct::{CorrectionRow, correct, corrected_after, corrections, to_correct};
pub use listed::{Choices, choices, list};
pub(crate) use listed::{FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub(crate) use shares::{SHARES, change_as_of, of_grant, paid_as_of, paid_now};
pub use shares::{SharesEntry, change_shares, share_history, shares_as_of};
pub(crate) use taken::taken;

/// A round where it is mentioned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundRef {
    pub code: String,
    pub title: String,
    /// The day it was held, or is planned for.
    pub day: Option<PartialDate>,
    pub cancelled: bool,
}

/// An item in a list, with its line in the newest round. Unit and agency of the line are those that have it now.
#[derive(Debug, Clone)]
pub struct ItemRow {
    pub line: LineRow,
    pub round: RoundRef,
    /// `Lost`, `1 returned to UNODC`: what is not with a unit any more.
    pub elsewhere: Option<String>,
    /// Once it was accepted: some unit still has some of it.
    pub held: bool,
}

/// An item with the chain in both directions.
#[derive(Debug, Clone)]
pub struct ItemShow {
    pub tag: String,
    pub kind: ItemKind,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub details: Details,
    pub quantity: i64,
    pub unit_of_measure: String,
    /// `None` for donors: serial numbers, VINs and plates are not even read for them.
    pub identity: Option<Identity>,
    pub category: Option<String>,
    pub component_code: String,
    pub component_title: String,
    /// `Phase I`: the one that paid for it.
    pub phase: String,
    /// `Phase II`: see [`LineRow::delivered_phase`].
    pub delivered_phase: Option<String>,
    /// The whole value. A donor gets it only when nobody else paid a part.
    pub value: Option<Money>,
    pub co_funded: bool,
    pub illustrative: bool,
    /// The unit and agency that had most of it then; of what no unit had, those of its line.
    pub unit: UnitRef,
    pub agency: AgencyRef,
    pub grants: Vec<ItemGrant>,
    /// Oldest first.
    pub lines: Vec<ItemLine>,
    /// Oldest first.
    pub custody: Vec<CustodyRow>,
    /// Where its parts are; nowhere when its history does not add up.
    pub held: Vec<Held>,
    /// Its history is one that can have happened. `false`: somebody changed the database, and `portal verify` names the row.
    pub adds_up: bool,
}

/// Who paid. Staff read everything; a donor its own grants and its own part; an officer the donors' names.
#[derive(Debug, Clone)]
pub struct ItemGrant {
    pub code: Option<String>,
    pub title: Option<String>,
    pub donors: Vec<String>,
    pub ppm: Option<i64>,
    pub value: Option<Money>,
}

/// The item in a round.
#[derive(Debug, Clone)]
pub struct ItemLine {
    pub line: LineRow,
    pub round: RoundRef,
    /// Oldest first.
    pub receipts: Vec<ItemReceipt>,
}

/// What was counted of it in one receipt.
#[derive(Debug, Clone)]
pub struct ItemReceipt {
    pub receipt: ReceiptRef,
    pub expected: i64,
    pub received: i64,
    pub short: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub condition: Condition,
    /// May name people and posts: never said to donors.
    pub remark: Option<String>,
}

/// One item with its chain: grants, rounds, receipts, custody.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<ItemShow> {
    show_as_of(tx, viewer, tag, AsOf::default()).await
}

/// One item as it stood then: who had paid, where it was, what had been counted. What it is, it was from the beginning.
///
/// # Errors
/// Not there, not known yet, or out of scope then: "not found".
pub async fn show_as_of(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<ItemShow> {
    viewer.may(Action::SeeItems)?;
    let Known { id, component_title, .. } = known(tx, tag).await?;
    let in_scope = lines_as_of(tx, viewer, Of::Item(id), as_of).await?;
    let mut newest = in_scope.last().ok_or_else(Error::not_found)?.clone();
    let stored = custody::history_of(tx, id).await?;
    let names = custody::Names::of(tx, viewer, [&stored]).await?;
    if let Some(at) = custody::moved_to(viewer, &names, &stored, as_of) {
        at.place(&mut newest);
    }
    let (grants, together) = chain::grants(tx, viewer, id, newest.value.currency, as_of).await?;
    // A grant of several donors is funded together, even where no other grant paid a part.
    let co_funded = newest.co_funded || together;
    let held = match custody::held_in(viewer, &names, &stored, as_of) {
        Ok(held) => Some(held),
        Err(Error::Refused(Refusal::Conflict(_))) => None,
        Err(error) => return Err(error),
    };
    Ok(ItemShow {
        component_title,
        grants,
        custody: chain::custody(viewer, &names, stored, as_of),
        adds_up: held.is_some(),
        held: held.unwrap_or_default(),
        lines: chain::item_lines(tx, viewer, in_scope, as_of).await?,
        value: (!viewer.is_donor() || !co_funded).then_some(newest.value),
        co_funded,
        tag: newest.tag,
        kind: newest.kind,
        name: newest.name,
        make: newest.make,
        model: newest.model,
        details: newest.details,
        quantity: newest.quantity,
        unit_of_measure: newest.unit_of_measure,
        identity: newest.identity,
        category: newest.category,
        component_code: newest.component_code,
        phase: newest.phase,
        delivered_phase: newest.delivered_phase,
        illustrative: newest.illustrative,
        unit: newest.unit,
        agency: AgencyRef { code: newest.agency_code, name: newest.agency_name },
    })
}

/// The item with this tag.
///
/// # Errors
/// Not there or out of scope: "not found".
pub(crate) async fn id_in_scope(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<i64> {
    Ok(in_scope_as_of(tx, viewer, tag, AsOf::default()).await?.id)
}

/// What is known of the item with this tag, where it was in scope then.
///
/// # Errors
/// Not there or out of scope: "not found".
pub(crate) async fn in_scope_as_of(tx: &mut Tx, viewer: &Viewer, tag: &str, as_of: AsOf) -> Result<Known> {
    viewer.may(Action::SeeItems)?;
    let known = known(tx, tag).await?;
    let lines = lines_as_of(tx, viewer, Of::Item(known.id), as_of).await?;
    if lines.is_empty() { Err(Error::not_found()) } else { Ok(known) }
}

/// What the parts of an item's page ask of the item itself. Its scope is its lines'.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Known {
    pub id: i64,
    pub name: String,
    pub quantity: i64,
    pub value_minor: i64,
    pub currency: Parsed<Currency>,
    pub component_title: String,
    /// The day of the first dispatch.
    pub sent_on: Option<Parsed<PartialDate>>,
    /// There are verifications, readings, corrections, transfers of title, changes of its shares: what there is none of is not
    /// asked for.
    pub verified: bool,
    pub driven: bool,
    pub corrected: bool,
    pub passed: bool,
    pub reshared: bool,
}

pub(super) async fn known(tx: &mut Tx, tag: &str) -> Result<Known> {
    Ok(once!(tx, format!("item {tag}"), {
        let known: Option<Known> = sql!(&mut *tx, |c| {
            sqlx::query_as(
                "SELECT i.id, i.name, i.quantity, i.value_minor, i.currency, k.title AS component_title,
                   (SELECT MIN(s.occurred_on) FROM line l JOIN round_step s ON s.round_id = l.round_id AND s.step = 'dispatched'
                     WHERE l.item_id = i.id) AS sent_on,
                   EXISTS (SELECT 1 FROM verification v WHERE v.item_id = i.id) AS verified,
                   EXISTS (SELECT 1 FROM odometer_reading o WHERE o.item_id = i.id) AS driven,
                   EXISTS (SELECT 1 FROM item_correction x WHERE x.item_id = i.id) AS corrected,
                   EXISTS (SELECT 1 FROM title_transfer t WHERE t.item_id = i.id) AS passed,
                   EXISTS (SELECT 1 FROM funding_change h WHERE h.item_id = i.id) AS reshared
                 FROM item i JOIN phase p ON p.id = i.phase_id JOIN component k ON k.id = p.component_id WHERE i.tag = $1",
            )
            .bind(tag)
            .fetch_optional(c)
        })?;
        known.ok_or_else(Error::not_found)?
    }))
}

/// How many pieces the item with this tag is: 1, or those of the lot.
///
/// # Errors
/// Not there or out of scope: "not found".
pub async fn pieces(tx: &mut Tx, viewer: &Viewer, tag: &str) -> Result<i64> {
    Ok(in_scope_as_of(tx, viewer, tag, AsOf::default()).await?.quantity)
}

/// These rounds as they stood then. Callers look up the rounds of lines in scope.
pub(crate) async fn round_refs(
    tx: &mut Tx,
    rounds: impl Iterator<Item = i64>,
    as_of: AsOf,
) -> Result<HashMap<i64, RoundRef>> {
    const ROUNDS: &str = concat!(
        "SELECT r.id, r.code, r.title, CASE WHEN ",
        took!("'dispatched'", "$1", "$2"),
        " THEN COALESCE(r.held_on, r.planned_on) ELSE r.planned_on END AS day, ",
        took!("'cancelled'", "$1", "$2"),
        " AS cancelled FROM round r WHERE r.id IN ("
    );
    let mut query = Query::new(ROUNDS).numbered(vec![Bind::from(as_of.day_text()), Bind::from(as_of.known_millis())]);
    query.push_ids(rounds);
    query.push(")", []);
    let rows: Vec<Mentioned> = ask!(tx, query, fetch_all)?;
    let mention = |row: Mentioned| RoundRef {
        code: row.code,
        title: row.title,
        day: row.day.map(|d| d.0),
        cancelled: row.cancelled,
    };
    Ok(rows.into_iter().map(|row| (row.id, mention(row))).collect())
}

#[derive(sqlx::FromRow)]
struct Mentioned {
    id: i64,
    code: String,
    title: String,
    day: Option<Parsed<PartialDate>>,
    cancelled: bool,
}
