//! Proposals: a reassignment, a return, a write-off. Nothing has moved yet.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    change::{Deed, Entity},
    custody::{
        Keeper, Place,
        entered::{Gone, NewReassignment, NewReturn, NewWriteOff, Source},
        movement::MovementKind,
    },
    item::Condition,
};

use super::{Names, append::check_free, movements, place_word};
use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    facts::{self, Table, ToldBy, rows},
    items,
};

/// What is proposed, whatever it is.
struct Proposal<'a> {
    kind: MovementKind,
    item: i64,
    from: Place,
    to: Place,
    quantity: i64,
    occurred_on: Option<PartialDate>,
    condition: Option<Condition>,
    reason: &'a str,
    document: Option<&'a str>,
}

/// From a unit to another. Who proposes and may confirm for the giving unit, or consent for the programme, has done so.
///
/// # Errors
/// Staff, and officers for their own agency; no such item, unit or agency; more than the unit has, or than open proposals
/// leave.
pub async fn propose_reassignment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    new: &NewReassignment,
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::MoveItems)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let from = Names::keeper(tx, &new.from, "holder").await?;
    own(viewer, from)?;
    let to = Names::keeper(tx, &new.to, "receiver").await?;
    if !super::known_keepers(tx).await?.contains(&to) {
        return Err(Error::invalid("receiver", "This agency does not man that unit: choose another"));
    }
    let proposal = Proposal {
        kind: MovementKind::Reassignment,
        item,
        from: Place::Unit(from),
        to: Place::Unit(to),
        quantity: new.quantity,
        occurred_on: None,
        condition: None,
        reason: &new.reason,
        document: new.document.as_deref(),
    };
    let id = insert(tx, viewer, at, &proposal, public_id).await?;
    if let Some(said) = movements::rules(tx, id).await?.said_by_proposing() {
        movements::insert_answer(tx, viewer, at, id, said, None).await?;
    }
    Ok(())
}

/// From a unit back to UNODC.
///
/// # Errors
/// Officers only, for their own agency; no such item or unit; more than the unit has.
pub async fn propose_return(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    new: &NewReturn,
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::ReturnItems)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    let from = Names::keeper(tx, &new.from, "holder").await?;
    own(viewer, from)?;
    let proposal = Proposal {
        kind: MovementKind::Return,
        item,
        from: Place::Unit(from),
        to: Place::Store,
        quantity: new.quantity,
        occurred_on: None,
        condition: Some(new.condition),
        reason: &new.reason,
        document: None,
    };
    insert(tx, viewer, at, &proposal, public_id).await.map(drop)
}

/// Given up, by a decision.
///
/// # Errors
/// Staff only; no such item or place; more than is there.
pub async fn propose_write_off(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    tag: &str,
    new: &NewWriteOff,
    public_id: &str,
) -> Result<()> {
    viewer.may(Action::WriteOffItems)?;
    let item = items::id_in_scope(tx, viewer, tag).await?;
    new.check(at.day())?;
    let from = match &new.from {
        Source::Store => Place::Store,
        Source::Unit(code) => Place::Unit(Names::keeper(tx, code, "holder").await?),
        Source::Gone(Gone { stolen, from }) => {
            let by = match from {
                Some(code) => Some(Names::keeper(tx, code, "holder").await?),
                None => None,
            };
            if *stolen { Place::Stolen(by) } else { Place::Lost(by) }
        }
    };
    let proposal = Proposal {
        kind: MovementKind::WriteOff,
        item,
        from,
        to: Place::WrittenOff,
        quantity: new.quantity,
        occurred_on: Some(new.decided_on.into()),
        condition: None,
        reason: &new.reason,
        document: Some(&new.document),
    };
    insert(tx, viewer, at, &proposal, public_id).await.map(drop)
}

/// An officer speaks for its own agency only; another one's unit looks as if it were not there.
fn own(viewer: &Viewer, keeper: Keeper) -> Result<()> {
    match viewer.agency() {
        Ok(agency) if agency != keeper.agency => Err(Error::not_found()),
        _ => Ok(()),
    }
}

async fn insert(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &Proposal<'_>, public_id: &str) -> Result<i64> {
    let names = Names::read(tx, viewer).await?;
    check_free(tx, new.item, new.from, new.quantity, &names).await?;
    let (giver, holder) = (new.from.keeper(), new.to.keeper());
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO movement (public_id, kind, item_id, quantity, giver, giver_unit_id, giver_agency_id, holder, unit_id,
           agency_id, occurred_on, condition, reason, document, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id"
    )
    .bind(public_id)
    .bind(new.kind.word())
    .bind(new.item)
    .bind(new.quantity)
    .bind(place_word(new.from))
    .bind(giver.map(|k| k.unit))
    .bind(giver.map(|k| k.agency))
    .bind(place_word(new.to))
    .bind(holder.map(|k| k.unit))
    .bind(holder.map(|k| k.agency))
    .bind(new.occurred_on.map(Parsed))
    .bind(new.condition.map(Condition::word))
    .bind(new.reason)
    .bind(new.document)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Proposed, &MOVEMENT, id).await?;
    Ok(id)
}

pub(crate) static MOVEMENT: Table = Table::new(
    "movement",
    Entity::Movement,
    ToldBy::Number("movement"),
    rows!(
        "SELECT m.id AS _id, m.public_id AS _key, 'proposed' AS _deed, m.person_id AS _person, m.recorded_at AS _at,
           m.id AS movement, m.kind, i.tag, m.quantity, m.giver, gu.code AS giver_unit, ga.code AS giver_agency, m.holder,
           u.code AS unit, a.code AS agency, m.occurred_on, m.condition, m.reason, m.document
         FROM movement m JOIN item i ON i.id = m.item_id LEFT JOIN unit gu ON gu.id = m.giver_unit_id
         LEFT JOIN agency ga ON ga.id = m.giver_agency_id LEFT JOIN unit u ON u.id = m.unit_id
         LEFT JOIN agency a ON a.id = m.agency_id",
        "m.id"
    ),
);
