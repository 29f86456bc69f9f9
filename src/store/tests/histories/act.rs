//! A step of the model, taken with the store's own functions.

use domain::{
    custody::{
        Keeper, Place,
        entered::{Gone, KeeperCode, NewAnswer, NewFind, NewLoss, NewReassignment, NewReturn, NewWriteOff, Source},
        title::NewTitle,
    },
    discrepancy::{NewSettlement, Settlement},
    item::Condition,
    receipt::{Count, NewReceipt},
};
use store::{
    Result, Tx,
    custody::{self, MovementRow},
    discrepancies,
    list::{Asked, At},
    receipts, rounds, titles,
};

use super::{
    ROUND,
    model::{Model, Step},
    world::{World, agency, unit},
};
use crate::support::{all_discrepancies, told};

const REASON: &str = "As ordered on 12 Dec 2019";

pub fn movement_id(number: usize) -> String {
    format!("movement-{number}")
}

/// What the store says. `model` has taken the step already, when it could.
pub async fn act(tx: &mut Tx, world: &World, model: &Model, step: &Step, number: usize) -> String {
    told(attempt(tx, world, model, step, number).await)
}

async fn attempt(tx: &mut Tx, world: &World, model: &Model, step: &Step, number: usize) -> Result<()> {
    let at = model.now;
    let tag = |line: &usize| world.lines[*line].1.as_str();
    // A movement that the model has accepted is the last one of its list by now; a refused one gets no place there.
    let movement = movement_id(movements(tx, world).await.len());
    match step {
        Step::Schedule(by) => rounds::schedule(tx, world.viewer(*by), at, ROUND).await,
        Step::Dispatch(by, day) => rounds::dispatch(tx, world.viewer(*by), at, ROUND, *day).await,
        Step::Cancel(by) => rounds::cancel(tx, world.viewer(*by), at, ROUND, REASON).await,
        Step::Count(by, day, counts) => {
            let line = |count: &Count| Count { line: world.lines[count.line as usize].0, ..count.clone() };
            let new = NewReceipt { received_on: *day, counts: counts.iter().map(line).collect(), remark: None };
            receipts::record(tx, world.viewer(*by), at, ROUND, &new, &format!("receipt-{number}")).await
        }
        Step::Settle(by, place) => {
            let id = discrepancy_id(tx, world, model, *place).await;
            let new = NewSettlement {
                settlement: Settlement::Found,
                settled_on: model.today(),
                reason: REASON.into(),
                document: None,
            };
            discrepancies::settle(tx, world.viewer(*by), at, &id, &new).await
        }
        Step::Reassign { by, line, from, to, quantity } => {
            let new = NewReassignment {
                from: code(*from),
                to: code(*to),
                quantity: *quantity,
                reason: REASON.into(),
                document: None,
            };
            custody::propose_reassignment(tx, world.viewer(*by), at, tag(line), &new, &movement).await
        }
        Step::Return { by, line, from, quantity } => {
            let new =
                NewReturn { from: code(*from), quantity: *quantity, condition: Condition::Fair, reason: REASON.into() };
            custody::propose_return(tx, world.viewer(*by), at, tag(line), &new, &movement).await
        }
        Step::WriteOff { by, line, from, quantity, decided_on } => {
            let new = NewWriteOff {
                from: source(*from),
                quantity: *quantity,
                document: "PSB 14/2019".into(),
                decided_on: *decided_on,
                reason: REASON.into(),
            };
            custody::propose_write_off(tx, world.viewer(*by), at, tag(line), &new, &movement).await
        }
        Step::Answer { by, movement, say } => {
            let new = NewAnswer { kind: *say, words: Some(REASON.into()) };
            custody::answer(tx, world.viewer(*by), at, &movement_id(*movement), &new).await.map(drop)
        }
        Step::Lose { by, line, from, stolen, quantity, on } => {
            let new = NewLoss {
                stolen: *stolen,
                from: from.map(code),
                quantity: *quantity,
                occurred_on: (*on).into(),
                circumstances: REASON.into(),
                police_report: Some("1402".into()),
            };
            custody::report_loss(tx, world.viewer(*by), at, tag(line), &new).await
        }
        Step::Find { by, line, from, stolen, to_store, quantity, on } => {
            let new = NewFind {
                stolen: *stolen,
                from: from.map(code),
                to_store: *to_store,
                quantity: *quantity,
                occurred_on: (*on).into(),
                condition: Condition::Fair,
                circumstances: REASON.into(),
            };
            custody::report_find(tx, world.viewer(*by), at, tag(line), &new).await
        }
        Step::Pass { by, line, from, to, quantity, on } => {
            let new = NewTitle {
                from_code: from.map(|id| agency(id).to_owned()),
                agency_code: agency(*to).to_owned(),
                quantity: *quantity,
                occurred_on: (*on).into(),
                document: "Act R-HISTORY-SSS".into(),
            };
            titles::record(tx, world.viewer(*by), at, tag(line), &new).await
        }
    }
}

/// All of them, page by page.
pub async fn movements(tx: &mut Tx, world: &World) -> Vec<MovementRow> {
    let (mut rows, mut asked) = (Vec::new(), Asked::default());
    loop {
        let page = custody::movements(tx, &world.dana, &asked).await.expect("movements");
        rows.extend(page.rows);
        let Some(next) = page.next else { return rows };
        asked.at = At::After(next);
    }
}

/// The discrepancy that the model has in this place: of those of the same line and kind the one that opened as early.
async fn discrepancy_id(tx: &mut Tx, world: &World, model: &Model, place: usize) -> String {
    let wanted = &model.discrepancies[place];
    let alike = |line: usize, kind| line == wanted.line && kind == wanted.kind;
    let earlier = model.discrepancies[..place].iter().filter(|d| alike(d.line, d.kind)).count();
    let mut stored = all_discrepancies(tx, &world.dana, model.today()).await;
    // The newest day stands first, and of one day what was recorded last.
    stored.reverse();
    stored.sort_by_key(|row| row.recorded_at);
    let mut stored = stored.into_iter().filter(|d| alike(world.place_of(&d.tag), d.kind));
    stored.nth(earlier).expect("stored as well").public_id
}

fn code(keeper: Keeper) -> KeeperCode {
    KeeperCode { unit: unit(keeper.unit).to_owned(), agency: agency(keeper.agency).to_owned() }
}

fn source(place: Place) -> Source {
    let gone = |stolen, by: Option<Keeper>| Source::Gone(Gone { stolen, from: by.map(code) });
    match place {
        Place::Store => Source::Store,
        Place::Unit(keeper) => Source::Unit(code(keeper)),
        Place::Lost(by) => gone(false, by),
        Place::Stolen(by) => gone(true, by),
        // Nothing is written off from there: what was written off already, most of all.
        Place::Transit(_) | Place::WrittenOff => Source::Gone(Gone { stolen: true, from: None }),
    }
}
