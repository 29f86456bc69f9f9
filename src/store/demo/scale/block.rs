//! The block that is copied: rounds of the first country with their lines, and what its officers counted.

use domain::{
    PartialDate, Timestamp, Viewer,
    item::Condition,
    receipt::{Count, NewReceipt},
    round::{NewLine, NewRound},
};
use sha2::{Digest, Sha256};

use super::{Chance, countries::COUNTRIES, day, goods};
use crate::{Error, LineRow, Result, Tx, changes::hex, components, people, receipts, rounds};

/// How far a round came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Scheduled,
    /// Some agencies have counted.
    OnItsWay,
    Counted,
}

/// Month and day, lines, title before the place, occasion.
type Round = (Stage, (u32, u32), i64, &'static str, &'static str);

#[rustfmt::skip]
const ROUNDS: [Round; 6] = [
    (Stage::Counted, (3, 14), 200, "Handover of vehicles and communications", "Opening of the regional training centre"),
    (Stage::Counted, (4, 25), 200, "Handover of inspection equipment", "Second meeting of the heads of Border Liaison Offices"),
    (Stage::Counted, (6, 12), 200, "Handover to the Interagency Mobile Teams", "Day of the fight against drugs"),
    (Stage::Counted, (8, 8), 200, "Handover of night vision and radios", "Visit of the donors' ambassadors"),
    (Stage::OnItsWay, (10, 17), 160, "Handover of detection equipment", "Regional exercise of the mobile teams"),
    (Stage::Scheduled, (12, 20), 40, "Replacement of worn equipment", "End of the year"),
];

/// The copies count on from here; the demonstration has none like them.
pub(super) const ROUND_CODES: [&str; 6] = ["HR-00001", "HR-00002", "HR-00003", "HR-00004", "HR-00005", "HR-00006"];

/// The 128 bits of a record that is copied: 22 digits of its own, then the number of the block.
pub(super) fn public_id(what: &str) -> String {
    format!("{}{:010}", &hex(&Sha256::digest(format!("scaled {what}")))[..22], 0)
}

pub(super) async fn officers(tx: &mut Tx) -> Result<Vec<Viewer>> {
    let mut officers = Vec::new();
    for number in 0..3 {
        officers.push(people::viewer(tx, &COUNTRIES[0].officer(number)).await?);
    }
    Ok(officers)
}

pub(super) async fn write(tx: &mut Tx, at: Timestamp, chance: &mut Chance) -> Result<()> {
    let staff = people::viewer(tx, super::super::STAFF).await?;
    let officers = officers(tx).await?;
    let phases = [("IMT", 1), ("IMT", 2), ("BLO", 1), ("BLO", 2)];
    let mut phase_ids = Vec::new();
    for (component, number) in phases {
        phase_ids.push(components::phase_id(tx, component, number).await?);
    }
    let mut number = 0;
    for (code, (stage, held, lines, title, occasion)) in ROUND_CODES.into_iter().zip(ROUNDS) {
        let held = day(held.0, held.1);
        let new = NewRound {
            code: code.to_owned(),
            number: None,
            title: format!("{title}, {}", COUNTRIES[0].capital),
            planned_on: Some(PartialDate::Day(held)),
            place: Some(COUNTRIES[0].capital.to_owned()),
            occasion: Some(occasion.to_owned()),
            guests: None,
            present: None,
            shown: None,
        };
        rounds::create(tx, &staff, at, &new).await?;
        let new: Vec<NewLine> = (1..=lines).map(|place| line(chance, number + place, &phase_ids)).collect();
        rounds::add_lines(tx, &staff, at, code, &new).await.map_err(|(_, error)| error)?;
        number += lines;
        rounds::schedule(tx, &staff, at, code).await?;
        if stage == Stage::Scheduled {
            continue;
        }
        rounds::dispatch(tx, &staff, at, code, held).await?;
        let counting = if stage == Stage::Counted { 3 } else { 2 };
        for (agency, officer) in officers.iter().take(counting).enumerate() {
            let arrived = held + chrono::Days::new(2 + chance.below(7));
            let what = format!("{code} {agency}");
            count(tx, at, (officer, code), (arrived, &what), |line| differing(chance, line)).await?;
        }
    }
    // What was short in the first round came later.
    for (agency, officer) in officers.iter().enumerate() {
        let what = format!("{} {agency} again", ROUND_CODES[0]);
        count(tx, at, (officer, ROUND_CODES[0]), (day(5, 21), &what), whole).await?;
    }
    if number != super::BLOCK {
        return Err(Error::Internal(format!("a block has {number} items")));
    }
    Ok(())
}

fn line(chance: &mut Chance, number: i64, phases: &[i64]) -> NewLine {
    let country = &COUNTRIES[0];
    let (item, quantity, value) = goods::pick(chance, number);
    // Offices are manned by customs and the border guard, teams by all three.
    let unit = chance.below(8) as usize;
    let agency = chance.below(if unit < 6 { 3 } else { 2 }) as usize;
    let phase = phases[if unit < 6 { 0 } else { 2 } + chance.below(2) as usize];
    let whole = |grant| vec![(country.grant(grant), 1_000_000)];
    let shares = match chance.below(100) {
        0..70 => whole(0),
        70..82 => whole(1),
        82..90 => whole(2),
        90..96 => vec![(country.grant(0), 600_000), (country.grant(1), 400_000)],
        _ => whole(3),
    };
    NewLine {
        item,
        unit_code: country.unit(unit),
        agency_code: country.agency(agency),
        phase_id: phase,
        quantity,
        value,
        shares,
        note: None,
    }
}

/// One receipt of everything that the officer's agency is still to count.
async fn count(
    tx: &mut Tx,
    at: Timestamp,
    (officer, code): (&Viewer, &str),
    (received_on, what): (chrono::NaiveDate, &str),
    mut found: impl FnMut(&LineRow) -> Count,
) -> Result<()> {
    let lines = rounds::lines_to_count(tx, officer, code).await?;
    if lines.is_empty() {
        return Ok(());
    }
    let counts = lines.iter().map(&mut found).collect();
    receipts::record(tx, officer, at, code, &NewReceipt { received_on, counts, remark: None }, &public_id(what)).await
}

fn whole(line: &LineRow) -> Count {
    Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received: line.outstanding,
        short: 0,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::Good,
        remark: None,
        found: Default::default(),
    }
}

/// What an officer finds: most is as it was sent.
fn differing(chance: &mut Chance, line: &LineRow) -> Count {
    let mut count = whole(line);
    count.condition = *chance.of(&[Condition::New, Condition::New, Condition::Good]);
    let lot = line.outstanding > 1;
    let other = |count: &mut Count, condition: Condition, words: &str| {
        count.received -= count.short + count.damaged + count.refused;
        count.condition = condition;
        count.remark = Some(words.to_owned());
    };
    match chance.below(1_000) {
        0..10 => {
            count.damaged = 1;
            other(&mut count, Condition::Damaged, "Housing cracked on arrival; photographed and set aside");
        }
        10..16 => {
            count.refused = 1;
            other(&mut count, Condition::Unserviceable, "Not the model of the packing list: refused");
        }
        16..20 => {
            count.short = count.received;
            other(&mut count, Condition::Good, "Not in the crate: expected with the next delivery");
        }
        20..120 if lot => {
            count.short = 1;
            other(&mut count, Condition::Good, "One less than on the packing list");
        }
        120..150 if lot => {
            count.surplus = 1;
            count.remark = Some("One more than on the packing list".to_owned());
        }
        150..155 if !lot => count.found.serial = Some(format!("READ AS {}", 1_000 + line.id % 9_000)),
        155..185 => count.remark = Some(chance.of(&REMARKS).to_string()),
        185..205 => count.condition = Condition::Fair,
        _ => {}
    }
    count
}

const REMARKS: [&str; 4] = [
    "Manual in English only",
    "Box opened at customs, contents whole",
    "Charger has another plug: adapter needed",
    "Small scratches on the cover",
];
