//! What stands now of items: computed from their facts, a batch at a time.

use std::collections::HashSet;

use domain::{
    AsOf, Currency, Money, PartialDate,
    check::{Method, Tier},
    custody::Place,
    identity::{Number, fold},
    item::{Condition, ItemKind},
    round::{Counted, LineState},
    unit::UnitKind,
};

use super::{
    Which,
    grants::{self, GrantItem},
    items_write,
    readers::{self, Reader},
};
use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    checks::Tiers,
    custody::{self, Stored},
    lines::Phases,
    merges::{agency_as, unit_as},
    query::{Query, ask},
    receipts::stands,
    units::grouped,
};

/// An item as it stands, with its newest line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemNow {
    pub item: i64,
    pub line: i64,
    pub round: i64,
    pub unit: i64,
    pub agency: i64,
    pub moved: bool,
    pub held: bool,
    pub elsewhere: Option<String>,
    pub broken: Option<String>,
    pub component: i64,
    pub phase: i64,
    pub delivered_phase: Option<i64>,
    pub kind: ItemKind,
    pub state: &'static str,
    pub dispatched: bool,
    /// It was invented to add up to a published value.
    pub illustrative: bool,
    pub counted: Sums,
    pub outstanding: i64,
    pub received_on: Option<String>,
    pub verified_on: Option<String>,
    pub condition: Option<Condition>,
    pub value: Money,
    /// Place, unit, agency (0: nobody's), pieces.
    pub holdings: Vec<(&'static str, i64, i64, i64)>,
    /// What each number is, and the number as it is compared.
    pub numbers: Vec<(Number, String)>,
    pub readers: Vec<Reader>,
    /// By grant.
    pub grants: Vec<GrantItem>,
}

/// The sums of all counts of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub received: i64,
    pub damaged: i64,
    pub refused: i64,
    pub surplus: i64,
    pub remarks: i64,
    pub counts: i64,
}

/// An item, its newest line and the round of it, as they were recorded.
#[derive(sqlx::FromRow)]
pub(super) struct Facts {
    pub id: i64,
    pub tag: String,
    pub kind: Parsed<ItemKind>,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub vin: Option<String>,
    pub chassis: Option<String>,
    pub plate: Option<String>,
    pub engine: Option<String>,
    pub phase_id: i64,
    pub category_id: Option<i64>,
    pub component_id: i64,
    pub component_code: String,
    pub value_minor: i64,
    pub currency: Parsed<Currency>,
    pub line_id: i64,
    pub round_id: i64,
    pub unit_id: i64,
    pub agency_id: i64,
    pub quantity: i64,
    pub illustrative: bool,
    pub round_code: String,
    pub round_title: String,
    pub occasion: Option<String>,
    pub place: Option<String>,
    pub announced: bool,
    pub dispatched: bool,
    pub cancelled: bool,
    pub round_day: Option<Parsed<PartialDate>>,
}

const FACTS: &str = concat!(
    "
  SELECT i.id, i.tag, i.kind, i.name, i.make, i.model, i.serial, i.vin, i.chassis, i.plate, i.engine, i.phase_id, i.category_id, p.component_id,
    k.code AS component_code, i.value_minor, i.currency, l.id AS line_id, l.round_id, ",
    unit_as!("l.unit_id"),
    " AS unit_id, ",
    agency_as!("l.agency_id"),
    " AS agency_id, l.quantity, i.illustrative,
    r.code AS round_code, r.title AS round_title, r.occasion, r.place,
    EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step IN ('scheduled', 'dispatched')) AS announced,
    EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step = 'dispatched') AS dispatched,
    EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step = 'cancelled') AS cancelled,
    COALESCE(r.held_on, r.planned_on) AS round_day
  FROM item i
  JOIN line l ON l.id = (SELECT MAX(x.id) FROM line x WHERE x.item_id = i.id)
  JOIN round r ON r.id = l.round_id
  JOIN phase p ON p.id = i.phase_id
  JOIN component k ON k.id = p.component_id
  WHERE i.id"
);

#[derive(sqlx::FromRow)]
struct CountRow {
    line_id: i64,
    received: i64,
    damaged: i64,
    refused: i64,
    surplus: i64,
    remarked: bool,
    condition: Parsed<Condition>,
    received_on: Parsed<PartialDate>,
}

const COUNTS: &str = concat!(
    "
  SELECT x.line_id, x.received, x.damaged, x.refused, x.surplus,
    (x.remark IS NOT NULL OR x.missing IS NOT NULL OR x.serial_found IS NOT NULL OR x.condition NOT IN ('new', 'good')) AS remarked,
    x.condition, t.received_on
  FROM line l JOIN receipt_line x ON x.line_id = l.id JOIN receipt t ON t.id = x.receipt_id WHERE ",
    stands!(),
    " AND l.item_id"
);

const SHARES: &str = "
  SELECT f.item_id, d.reader_id, f.value_minor FROM funding_share f JOIN grant_donor d ON d.grant_id = f.grant_id WHERE f.item_id";

const FUNDED: &str = "SELECT f.item_id, f.grant_id, f.value_minor FROM funding_share f WHERE f.item_id";

const VERIFIED: &str =
    "SELECT v.item_id, v.checked_on, v.condition, v.seen, v.method FROM verification v WHERE v.item_id";

/// The day of a check, the condition that was found, how it was made, and how many were seen.
pub(super) type Check = (PartialDate, Option<Condition>, Method, i64);

impl Which {
    /// Completes a query that ends with the column of the id.
    pub(crate) fn of(self, text: &'static str) -> Query {
        match self {
            Which::Stale(last) => {
                Query::new(text).with(" IN (SELECT item_id FROM item_stale WHERE item_id <= ?)", [Bind::from(last)])
            }
            Which::Range(first, last) => {
                Query::new(text).with(" BETWEEN ? AND ?", [Bind::from(first), Bind::from(last)])
            }
        }
    }
}

/// Computes these items anew and writes what differs.
pub(super) async fn renew(tx: &mut Tx, which: Which) -> Result<()> {
    let wanted = compute(tx, which).await?;
    items_write::write(tx, which, wanted).await
}

/// What the facts say of these items.
pub(super) async fn compute(tx: &mut Tx, which: Which) -> Result<Vec<ItemNow>> {
    let facts: Vec<Facts> = ask!(&mut *tx, which.of(FACTS), fetch_all)?;
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<CountRow> =
        ask!(&mut *tx, which.of(COUNTS).with(" ORDER BY x.line_id, x.sequence", []), fetch_all)?;
    let mut counts = grouped(counts.into_iter().map(|row| (row.line_id, row)));
    let shares: Vec<(i64, i64, i64)> = ask!(&mut *tx, which.of(SHARES), fetch_all)?;
    let mut shares = grouped(shares.into_iter().map(|(item, donor, value)| (item, (donor, value))));
    let funded: Vec<(i64, i64, i64)> =
        ask!(&mut *tx, which.of(FUNDED).with(" ORDER BY f.item_id, f.grant_id", []), fetch_all)?;
    let mut funded = grouped(funded.into_iter().map(|(item, grant, value)| (item, (grant, value))));
    type Verified = (i64, Parsed<PartialDate>, Option<Parsed<Condition>>, i64, Parsed<Method>);
    let verified: Vec<Verified> = ask!(&mut *tx, which.of(VERIFIED).with(" ORDER BY v.id", []), fetch_all)?;
    let verified =
        verified.into_iter().map(|(item, day, found, seen, how)| (item, (day.0, found.map(|c| c.0), how.0, seen)));
    let mut verified = grouped(verified);
    let mut histories = custody::histories_now(tx, which).await?;
    let phases = Phases::read(tx).await?;
    let names = readers::Names::read(tx).await?;
    let tiers = Tiers::read(tx).await?;
    let item = |facts: Facts| {
        let counts = counts.remove(&facts.line_id).unwrap_or_default();
        let shares = shares.remove(&facts.id).unwrap_or_default();
        let funded = funded.remove(&facts.id).unwrap_or_default();
        let verified = verified.remove(&facts.id).unwrap_or_default();
        let history = histories.remove(&facts.id);
        let mut item = stands(&facts, &counts, &shares, &verified, history.as_ref(), &phases, &names);
        item.grants = grants::of(&facts, &item, &funded, &verified, &names);
        let tier = tiers.of(facts.category_id, funded.iter().map(|(grant, _)| *grant));
        checked(&mut item, tier, counts.last().map(|count| count.received_on.0), &verified);
        item
    };
    Ok(facts.into_iter().map(item).collect())
}

fn stands(
    facts: &Facts,
    counts: &[CountRow],
    shares: &[(i64, i64)],
    verified: &[Check],
    history: Option<&Stored>,
    phases: &Phases,
    names: &readers::Names,
) -> ItemNow {
    let counted = counts.iter().fold(Sums::default(), |sums, count| Sums {
        received: sums.received + count.received,
        damaged: sums.damaged + count.damaged,
        refused: sums.refused + count.refused,
        surplus: sums.surplus + count.surplus,
        remarks: sums.remarks + i64::from(count.remarked),
        counts: sums.counts + 1,
    });
    let state = LineState::of(facts.dispatched, facts.quantity, counted.into());
    let received_on = counts.last().map(|count| count.received_on.0);
    let delivered = received_on.filter(|_| counted.received > 0);
    let whereabouts = Whereabouts::of(facts, history);
    let value = Money::new(facts.value_minor, facts.currency.0);
    ItemNow {
        item: facts.id,
        line: facts.line_id,
        round: facts.round_id,
        unit: whereabouts.unit,
        agency: whereabouts.agency,
        moved: whereabouts.moved,
        held: whereabouts.held,
        elsewhere: whereabouts.elsewhere.clone(),
        broken: whereabouts.broken.clone(),
        component: facts.component_id,
        phase: facts.phase_id,
        delivered_phase: delivered.and_then(|day| phases.id_on(facts.component_id, day)),
        kind: facts.kind.0,
        state: if facts.cancelled { "cancelled" } else { state.word() },
        dispatched: facts.dispatched,
        illustrative: facts.illustrative,
        outstanding: facts.quantity - counted.received - counted.damaged - counted.refused,
        counted,
        received_on: received_on.map(|day| day.to_string()),
        verified_on: verified.iter().map(|(day, ..)| *day).max_by_key(|day| day.start()).map(|day| day.to_string()),
        condition: condition(counts, verified, history),
        value,
        readers: readers::of(facts, &whereabouts, counted, state, shares, value, phases, delivered, names),
        holdings: whereabouts.holdings,
        numbers: numbers(facts),
        grants: Vec::new(),
    }
}

/// Says to each reader of what a unit has when it was seen last, and when it is to be checked. Whose thing it was once is not told.
fn checked(item: &mut ItemNow, tier: Option<Tier>, received: Option<PartialDate>, verified: &[Check]) {
    let (Some(received), true) = (received, item.held && item.counted.received > 0 && item.state != "cancelled") else {
        return;
    };
    let seen = verified.iter().filter(|(.., seen)| *seen > 0);
    let newest = |of: &mut dyn Iterator<Item = &Check>| {
        of.enumerate().max_by_key(|(place, (day, ..))| (day.start(), *place)).map(|(_, (day, _, how, _))| (*day, *how))
    };
    let last = newest(&mut seen.clone());
    let renewed = newest(&mut seen.filter(|(_, _, how, _)| how.renews()));
    let due = tier.map(|tier| tier.due(received, renewed.map(|(day, _)| day)).to_string()).unwrap_or_default();
    for reader in &mut item.readers {
        if matches!(reader.scope, readers::Scope::Agency(agency) if agency != reader.agency) {
            continue;
        }
        reader.due_on.clone_from(&due);
        reader.seen_on = last.map(|(day, _)| day.to_string()).unwrap_or_default();
        reader.seen_how = last.map_or("", |(_, how)| how.word());
    }
}

fn numbers(facts: &Facts) -> Vec<(Number, String)> {
    let written = [
        (Number::Serial, &facts.serial),
        (Number::Vin, &facts.vin),
        (Number::Chassis, &facts.chassis),
        (Number::Plate, &facts.plate),
        (Number::Engine, &facts.engine),
    ];
    let folded = written.into_iter().filter_map(|(what, written)| Some((what, fold(written.as_deref()?))));
    folded.filter(|(_, folded)| !folded.is_empty()).collect()
}

impl From<Sums> for Counted {
    fn from(sums: Sums) -> Self {
        Counted {
            received: sums.received,
            // Which state a line is in does not depend on what is short: see `LineState::of`.
            short: 0,
            damaged: sums.damaged,
            refused: sums.refused,
            surplus: sums.surplus,
            remarked: sums.remarks > 0,
        }
    }
}

/// As somebody last found it: with a receipt, a check or a return; of one day the later kind counts.
fn condition(counts: &[CountRow], verified: &[Check], history: Option<&Stored>) -> Option<Condition> {
    let received =
        counts.iter().filter(|count| count.received > 0).map(|count| (count.received_on.0, count.condition.0));
    let checked = verified.iter().filter_map(|(day, condition, ..)| Some((*day, (*condition)?)));
    let told = history.into_iter().flat_map(|stored| stored.history.events().iter().zip(&stored.told));
    let moved = told.filter_map(|(event, told)| Some((event.occurred_on, told.condition?)));
    let all = received.chain(checked).chain(moved).enumerate();
    all.max_by_key(|(place, (day, _))| (day.start(), *place)).map(|(_, (_, condition))| condition)
}

/// Where an item is.
#[derive(Debug, Clone)]
pub(super) struct Whereabouts {
    pub unit: i64,
    pub agency: i64,
    pub moved: bool,
    pub held: bool,
    pub elsewhere: Option<String>,
    pub broken: Option<String>,
    pub holdings: Vec<(&'static str, i64, i64, i64)>,
    /// Agencies to which it came otherwise than by its line.
    pub came_to: HashSet<i64>,
}

impl Whereabouts {
    fn of(facts: &Facts, history: Option<&Stored>) -> Self {
        let as_sent = Whereabouts {
            unit: facts.unit_id,
            agency: facts.agency_id,
            moved: false,
            held: true,
            elsewhere: None,
            broken: None,
            holdings: Vec::new(),
            came_to: HashSet::new(),
        };
        let Some(stored) = history else { return as_sent };
        let holdings = match stored.on(AsOf::default()) {
            Ok(holdings) => holdings,
            // It concerns this item alone: lists go on, its own page says so, and `portal verify` names it.
            Err(error) => return Whereabouts { broken: Some(error.to_string()), ..as_sent },
        };
        let places = holdings.iter().map(|(place, quantity)| {
            let (unit, agency) = place.keeper().map_or((0, 0), |keeper| (keeper.unit, keeper.agency));
            (custody::place_word(place), unit, agency, quantity)
        });
        let as_sent = Whereabouts { holdings: places.collect(), ..as_sent };
        if stored.told.iter().all(|told| told.of_line) {
            return as_sent;
        }
        let later = stored.history.events().iter().zip(&stored.told).filter(|(_, told)| !told.of_line);
        let came_to = later.filter_map(|(event, _)| event.to.keeper()).map(|keeper| keeper.agency).collect();
        let most = holdings
            .iter()
            .filter(|(place, _)| matches!(place, Place::Unit(_)))
            .max_by_key(|(place, quantity)| (*quantity, std::cmp::Reverse(*place)))
            .and_then(|(place, _)| place.keeper());
        Whereabouts {
            unit: most.map_or(facts.unit_id, |keeper| keeper.unit),
            agency: most.map_or(facts.agency_id, |keeper| keeper.agency),
            moved: true,
            held: most.is_some(),
            elsewhere: custody::elsewhere(&holdings),
            came_to,
            ..as_sent
        }
    }
}

/// A unit that donors read as a border and not as a post.
pub(super) fn is_post(kind: UnitKind) -> bool {
    kind == UnitKind::Blo
}
