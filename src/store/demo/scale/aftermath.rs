//! What came of a block's handovers: discrepancies, movements, losses, checks, changes of shares, title, money, activities.

use domain::{
    Currency, Money, Rate, Timestamp, Viewer,
    activity::{ActivityKind, BelongsTo, NewActivity, Numbers, Participation, Sex},
    custody::{
        entered::{KeeperCode, NewAnswer, NewFind, NewLoss, NewReassignment, NewReturn, NewWriteOff, Source},
        movement::AnswerKind,
        title::NewTitle,
    },
    discrepancy::{NewAssignment, NewSettlement, Settlement},
    item::Condition,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
    share::NewShares,
    verification::{Finding, NewVerification},
};

use super::{
    Chance,
    block::{officers, public_id},
    countries::COUNTRIES,
    day,
};
use crate::{
    Error, Result, Tx, activities, components, custody, db::sql, discrepancies, items, ledger, people, titles,
    verifications,
};

/// Events that a block adds to the ledger of each grant; the numbers of the next block count on by it.
pub(super) const EVENTS_OF_A_GRANT: i64 = 5;
pub(super) const ACTIVITIES: i64 = 2;

pub(super) async fn write(tx: &mut Tx, at: Timestamp, chance: &mut Chance) -> Result<()> {
    let people = People {
        staff: people::viewer(tx, super::super::STAFF).await?,
        finance: people::viewer(tx, super::super::FINANCE).await?,
        officers: officers(tx).await?,
    };
    settle(tx, at, &people).await?;
    let mut held = single_things(tx).await?;
    movements(tx, at, &people, &mut held).await?;
    losses(tx, at, &people, &mut held).await?;
    checks(tx, at, &people, chance, &held).await?;
    shares_and_title(tx, at, &people, &mut held).await?;
    money(tx, at, &people, chance).await?;
    train(tx, at, &people, chance).await
}

struct People {
    staff: Viewer,
    finance: Viewer,
    officers: Vec<Viewer>,
}

/// A thing that a unit accepted.
struct Thing {
    tag: String,
    unit: String,
    /// Position among the agencies of the country.
    agency: usize,
}

impl Thing {
    fn keeper(&self) -> KeeperCode {
        KeeperCode { unit: self.unit.clone(), agency: COUNTRIES[0].agency(self.agency) }
    }
}

/// Single things that their units have accepted whole, paid by the first grant alone.
async fn single_things(tx: &mut Tx) -> Result<Vec<Thing>> {
    let rows: Vec<(String, String, String)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT i.tag, u.code, a.code FROM receipt_line n JOIN line l ON l.id = n.line_id JOIN round r ON r.id = l.round_id
         JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = l.unit_id JOIN agency a ON a.id = l.agency_id
         JOIN funding_share f ON f.item_id = i.id AND f.ppm = 1000000 JOIN grant_agreement g ON g.id = f.grant_id
         WHERE r.code LIKE 'HR-%' AND l.quantity = 1 AND n.received = 1 AND u.kind = 'IMT' AND g.code = $1 ORDER BY n.id"
    )
    .bind(COUNTRIES[0].grant(0))
    .fetch_all(c)
    })?;
    let position = |code: &str| (0..3).find(|n| COUNTRIES[0].agency(*n) == code);
    let thing = |(tag, unit, agency): (String, String, String)| Some(Thing { tag, unit, agency: position(&agency)? });
    Ok(rows.into_iter().filter_map(thing).collect())
}

fn taken<T>(from: &mut Vec<T>, many: usize) -> Result<Vec<T>> {
    if from.len() < many {
        return Err(Error::Internal("a block has too few things that were accepted whole".to_owned()));
    }
    Ok(from.drain(..many).collect())
}

/// Most get an owner; some are settled.
async fn settle(tx: &mut Tx, at: Timestamp, people: &People) -> Result<()> {
    let rows: Vec<(String, String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT d.public_id, d.kind, l.agency_id FROM discrepancy d JOIN line l ON l.id = d.line_id JOIN round r ON r.id = l.round_id
         WHERE r.code LIKE 'HR-%' AND l.outstanding = 0 AND d.kind <> 'short' OR r.code = 'HR-00003' ORDER BY d.id"
    )
    .fetch_all(c)
    })?;
    for (place, (public_id, kind, agency)) in rows.into_iter().enumerate() {
        let new = NewAssignment {
            owner: people.staff.person,
            due_on: at.day() + chrono::Days::new(30),
            remark: Some("Ask the supplier".to_owned()),
        };
        discrepancies::assign(tx, &people.staff, at, &public_id, &new).await?;
        if let Some(officer) = people.officers.iter().find(|officer| officer.agency().ok() == Some(agency)) {
            discrepancies::remark(tx, officer, at, &public_id, "The crate was sealed when it came").await?;
        }
        if place % 2 == 0 {
            let settlement = match kind.as_str() {
                "damaged" => Settlement::Claim,
                "refused" => Settlement::Replacement,
                "short" => Settlement::Found,
                _ => Settlement::AcceptedAsIs,
            };
            let new = NewSettlement {
                settlement,
                settled_on: day(11, 20),
                reason: "Agreed with the supplier".to_owned(),
                document: None,
            };
            discrepancies::settle(tx, &people.staff, at, &public_id, &new).await?;
        }
    }
    Ok(())
}

async fn movements(tx: &mut Tx, at: Timestamp, people: &People, held: &mut Vec<Thing>) -> Result<()> {
    let (staff, finance) = (&people.staff, &people.finance);
    let say = |kind, words: Option<&str>| NewAnswer { kind, words: words.map(str::to_owned) };
    for (place, thing) in taken(held, 9)?.into_iter().enumerate() {
        let to = (thing.agency + 1) % 3;
        let (giver, receiver) = (&people.officers[thing.agency], &people.officers[to]);
        let id = public_id(&format!("reassignment {place}"));
        let new = NewReassignment {
            from: thing.keeper(),
            to: KeeperCode { unit: COUNTRIES[0].unit((place + 1) % 6), agency: COUNTRIES[0].agency(to) },
            quantity: 1,
            reason: "The post was strengthened".to_owned(),
            document: Some(format!("Order {} of 12 November 2018", 40 + place)),
        };
        custody::propose_reassignment(tx, giver, at, &thing.tag, &new, &id).await?;
        match place {
            0..5 => {
                custody::answer(tx, receiver, at, &id, &say(AnswerKind::Receiving, None)).await?;
                custody::answer(tx, staff, at, &id, &say(AnswerKind::Programme, None)).await?;
            }
            5 => {
                let words = Some("We have no room for it");
                custody::answer(tx, receiver, at, &id, &say(AnswerKind::Refused, words)).await?;
            }
            6 => {
                custody::answer(tx, giver, at, &id, &say(AnswerKind::Withdrawn, Some("Needed here after all"))).await?;
            }
            _ => {}
        }
    }
    for (place, thing) in taken(held, 4)?.into_iter().enumerate() {
        let id = public_id(&format!("return {place}"));
        let new = NewReturn {
            from: thing.keeper(),
            quantity: 1,
            condition: Condition::Damaged,
            reason: "Needs a repair that only the supplier can do".to_owned(),
        };
        custody::propose_return(tx, &people.officers[thing.agency], at, &thing.tag, &new, &id).await?;
        if place < 3 {
            custody::answer(tx, staff, at, &id, &say(AnswerKind::Programme, None)).await?;
        }
    }
    for (place, thing) in taken(held, 3)?.into_iter().enumerate() {
        let id = public_id(&format!("write-off {place}"));
        let new = NewWriteOff {
            from: Source::Unit(thing.keeper()),
            quantity: 1,
            document: format!("Decision {} of the property board", 7 + place),
            decided_on: day(11, 26),
            reason: "Beyond repair after an accident".to_owned(),
        };
        custody::propose_write_off(tx, staff, at, &thing.tag, &new, &id).await?;
        if place < 2 {
            custody::answer(tx, finance, at, &id, &say(AnswerKind::Programme, None)).await?;
        }
    }
    Ok(())
}

async fn losses(tx: &mut Tx, at: Timestamp, people: &People, held: &mut Vec<Thing>) -> Result<()> {
    for (place, thing) in taken(held, 4)?.into_iter().enumerate() {
        let officer = &people.officers[thing.agency];
        let stolen = place == 0;
        let new = NewLoss {
            stolen,
            from: Some(thing.keeper()),
            quantity: 1,
            occurred_on: day(11, 18).into(),
            circumstances: "Missing after the night patrol".to_owned(),
            police_report: stolen.then(|| "Report 1184".to_owned()),
        };
        custody::report_loss(tx, officer, at, &thing.tag, &new).await?;
        if place == 3 {
            let new = NewFind {
                stolen,
                from: Some(thing.keeper()),
                to_store: false,
                quantity: 1,
                occurred_on: day(11, 28).into(),
                condition: Condition::Fair,
                circumstances: "Under the seat of another vehicle".to_owned(),
            };
            custody::report_find(tx, officer, at, &thing.tag, &new).await?;
        }
    }
    Ok(())
}

async fn checks(tx: &mut Tx, at: Timestamp, people: &People, chance: &mut Chance, held: &[Thing]) -> Result<()> {
    for thing in held.iter().take(60) {
        let finding = *chance.of(&[Finding::InUse, Finding::InUse, Finding::InUse, Finding::InStore, Finding::NotSeen]);
        let seen = finding != Finding::NotSeen;
        let new = NewVerification {
            checked_on: day(11, chance.between(2, 29) as u32).into(),
            finding,
            seen: i64::from(seen),
            condition: seen.then(|| *chance.of(&[Condition::Good, Condition::Good, Condition::Fair])),
            method: domain::check::Method::Seen,
            joint: chance.below(5) == 0,
            note: None,
        };
        verifications::record(tx, &people.staff, at, &thing.tag, &new).await?;
    }
    Ok(())
}

async fn shares_and_title(tx: &mut Tx, at: Timestamp, people: &People, held: &mut Vec<Thing>) -> Result<()> {
    for thing in taken(held, 3)? {
        let new = NewShares {
            shares: vec![(COUNTRIES[0].grant(0), 700_000), (COUNTRIES[0].grant(1), 300_000)],
            effective_on: day(11, 1),
            reason: "Agreed with both donors".to_owned(),
        };
        items::change_shares(tx, &people.staff, at, &thing.tag, &new).await?;
    }
    for thing in taken(held, 3)? {
        let new = NewTitle {
            from_code: None,
            agency_code: COUNTRIES[0].agency(thing.agency),
            quantity: 1,
            occurred_on: day(11, 5).into(),
            document: "Letter 318 of UNODC".to_owned(),
        };
        titles::record(tx, &people.staff, at, &thing.tag, &new).await?;
    }
    Ok(())
}

/// A tranche of every grant, and what became of it. The last event waits for its approval.
async fn money(tx: &mut Tx, at: Timestamp, people: &People, chance: &mut Chance) -> Result<()> {
    let yen: Rate = "110.00".parse().map_err(Error::Internal)?;
    for grant in 0..4 {
        let code = COUNTRIES[0].grant(grant);
        let tranche = if grant == 0 {
            let stated = RateChoice::Stated {
                source: RateSource::Agreement,
                rate: yen,
                note: "As the agreement states it".to_owned(),
            };
            (Money::new(9_900_000, Currency::Jpy), stated)
        } else {
            (Money::new(9_000_000, Currency::Usd), RateChoice::None)
        };
        let spent =
            |chance: &mut Chance| (Money::new(chance.between(400_000, 2_000_000), Currency::Usd), RateChoice::None);
        let events: [(EventKind, (Money, RateChoice), &str); EVENTS_OF_A_GRANT as usize] = [
            (EventKind::Receipt, tranche, "Tranche of the year"),
            (EventKind::Expenditure, spent(chance), "Vehicles and communications"),
            (EventKind::Expenditure, spent(chance), "Inspection equipment"),
            (EventKind::Expenditure, spent(chance), "Transport and insurance"),
            (EventKind::Commitment, spent(chance), "Detection equipment, ordered"),
        ];
        for (place, (kind, (amount, rate), purpose)) in events.into_iter().enumerate() {
            let new = NewEvent {
                kind,
                amount,
                value_date: day(2 + 2 * place as u32, chance.between(1, 28) as u32),
                rate,
                purpose: purpose.to_owned(),
                donor_code: (grant == 3).then(|| "JP".to_owned()),
                phase_id: None,
                budget_line: None,
                from_budget_line: None,
                external_ref: None,
                document: None,
                relates_to: None,
                reason: Some("Invented".to_owned()),
            };
            let booking = ledger::check(tx, &people.staff, at, &code, &new).await?;
            let number = ledger::post(tx, &people.staff, at, &code, &new, &booking.seal()).await?;
            if kind != EventKind::Commitment {
                ledger::approve(tx, &people.finance, at, &code, number).await?;
            }
        }
    }
    Ok(())
}

async fn train(tx: &mut Tx, at: Timestamp, people: &People, chance: &mut Chance) -> Result<()> {
    let phase = components::phase_id(tx, "IMT", 1).await?;
    let titles = ["Search of vehicles", "Controlled deliveries"];
    for (place, title) in titles.iter().enumerate().take(ACTIVITIES as usize) {
        let begun = day(5 + 4 * place as u32, 14);
        let row = |row: usize, sex: Sex, count: i64| Participation {
            row,
            agency_code: Some(COUNTRIES[0].agency(row % 3)),
            unit_code: Some(COUNTRIES[0].unit(row)),
            sex,
            count,
        };
        let rows = vec![
            row(0, Sex::Male, chance.between(3, 9)),
            row(1, Sex::Female, chance.between(1, 5)),
            row(2, Sex::Male, 4),
        ];
        let new = NewActivity {
            starts_on: Some(begun.into()),
            ends_on: Some((begun + chrono::Days::new(4)).into()),
            place: Some(COUNTRIES[0].capital.to_owned()),
            belongs_to: Some(BelongsTo::Phase(phase)),
            organisers: vec!["UNODC".to_owned()],
            numbers: Numbers { participations: Some(rows.iter().map(|row| row.count).sum()), ..Numbers::default() },
            rows,
            ..NewActivity::held(
                ActivityKind::Training,
                &format!("TC-{:05}", place + 1),
                &format!("{title}, {}", COUNTRIES[0].capital),
            )
        };
        activities::create(tx, &people.staff, at, &new).await?;
    }
    Ok(())
}
