//! The chain: grants, rounds with their invented lines, and the receipts that the officers sign.

use std::collections::HashMap;

use domain::{
    Currency, Timestamp, Viewer,
    grant::{NewGrant, Terms},
    item::{Condition, Details, Identity, ItemKind},
    official::Part,
    receipt::{Count, NewReceipt},
    round::{NewItem, NewLine, NewPublishedRound, NewRound, PublishedRoundForm},
};
use sha2::{Digest, Sha256};

use super::{
    SIGN_INS,
    data::{self, Facts, money},
    documents::load_signing,
    illustration::{self, Illustration},
    reference::phase_id,
};
use crate::{
    Error, LineRow, Result, Tx,
    changes::hex,
    grants::{self, GrantSource},
    people, receipts,
    rounds::{self, RoundSource},
};

pub(super) async fn load(
    tx: &mut Tx,
    staff: &Viewer,
    at: Timestamp,
    facts: &Facts,
    illustration: &Illustration,
) -> Result<()> {
    for grant in &facts.grant {
        load_grant(tx, staff, at, grant).await?;
    }
    let invented: HashMap<&str, &illustration::Round> =
        illustration.round.iter().map(|round| (round.code.as_str(), round)).collect();
    for round in &facts.round {
        let missing = || Error::Internal(format!("illustrative.toml has no lines for {}", round.code));
        let invented = invented.get(round.code.as_str()).ok_or_else(missing)?;
        load_round(tx, staff, at, round, invented).await?;
        for receipt in &invented.receipts {
            record_receipt(tx, at, &round.code, receipt).await?;
        }
    }
    for round in &facts.known_round {
        let form = PublishedRoundForm {
            code: round.code.clone(),
            title: round.title.clone(),
            components: round.components.clone(),
            source: round.source.clone(),
            ..PublishedRoundForm::default()
        };
        rounds::record_published(tx, staff, at, &NewPublishedRound::parse(&form, at.day())?).await?;
    }
    Ok(())
}

async fn load_grant(tx: &mut Tx, staff: &Viewer, at: Timestamp, grant: &data::Grant) -> Result<()> {
    let ceiling = grant.ceiling.as_ref().map(|c| money(&c.amount, c.currency)).transpose()?;
    let new = NewGrant {
        code: grant.code.clone(),
        title: grant.title.clone(),
        donor_codes: grant.donors.clone(),
        instrument: grant.instrument.clone(),
        signed_on: grant.signed_on,
        announced_on: grant.announced_on,
        signed_at: grant.signed_at.clone(),
        ceiling,
        country_codes: grant.countries.clone(),
        terms: Terms { donors_are: grant.donors_are.clone(), buys: grant.buys.clone(), ..Terms::default() },
    };
    grants::create(tx, staff, at, &new).await?;
    let source = GrantSource {
        source_code: grant.source.clone(),
        ceiling_source_code: grant.ceiling.as_ref().and_then(|c| c.source.clone()),
    };
    grants::set_sources(tx, staff, at, &grant.code, &source).await?;
    for who in [(Part::Signed, &grant.signed_by[..]), (Part::Witnessed, &grant.witnessed_by[..])] {
        load_signing(tx, staff, at, (&grant.code, ""), who, grant.source.as_deref()).await?;
    }
    for allocation in &grant.allocations {
        let phase = phase_id(tx, &allocation.phase).await?;
        let amount = match (&allocation.amount, allocation.currency, allocation.basis) {
            (Some(typed), Some(currency), Some(basis)) => {
                Some((money(typed, currency)?, allocation.qualifier.clone(), basis))
            }
            _ => None,
        };
        grants::allocate(tx, staff, at, &grant.code, phase, amount, grant.source.as_deref()).await?;
    }
    Ok(())
}

async fn load_round(
    tx: &mut Tx,
    staff: &Viewer,
    at: Timestamp,
    round: &data::Round,
    invented: &illustration::Round,
) -> Result<()> {
    let new = NewRound {
        code: round.code.clone(),
        number: round.number,
        title: round.title.clone(),
        planned_on: None,
        place: round.place.clone(),
        occasion: round.occasion.clone(),
        guests: round.guests.clone(),
        present: round.present.clone(),
        shown: round.shown.clone(),
    };
    rounds::create(tx, staff, at, &new).await?;
    let source = RoundSource { source_code: round.source.clone(), receiving_agencies: round.receiving_agencies };
    rounds::note_source(tx, staff, at, &round.code, &source).await?;
    let spoke = (Part::Spoke, &round.spoke[..]);
    load_signing(tx, staff, at, ("", &round.code), spoke, round.source.as_deref()).await?;
    for line in &invented.lines {
        let new = new_line(tx, invented, line).await?;
        rounds::add_line(tx, staff, at, &round.code, &new).await?;
    }
    rounds::schedule(tx, staff, at, &round.code).await?;
    rounds::dispatch(tx, staff, at, &round.code, round.held_on).await
}

/// As `categories.rs` has them. Of what is counted without numbers only optics need none.
fn category(kind: ItemKind, name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let optics = ["monocular", "binocular", "borescope"].iter().any(|word| name.contains(word));
    match kind {
        ItemKind::Vehicle if name.contains("off-road") => Some("CARS"),
        ItemKind::Vehicle => Some("VEHICLES"),
        ItemKind::Equipment | ItemKind::Lot if optics => Some("OPTICS"),
        ItemKind::Equipment if name.contains("radio") => Some("RADIOS"),
        ItemKind::Equipment => Some("DEVICES"),
        ItemKind::Lot => Some("TOOLS"),
    }
}

async fn new_line(tx: &mut Tx, round: &illustration::Round, line: &illustration::Line) -> Result<NewLine> {
    let id = line.id.clone();
    let identity = match line.kind {
        ItemKind::Vehicle => Identity { vin: id, ..Identity::default() },
        ItemKind::Equipment => Identity { serial: id, ..Identity::default() },
        ItemKind::Lot => Identity::default(),
    };
    let item = NewItem {
        kind: line.kind,
        name: line.name.clone(),
        make: None,
        model: None,
        identity,
        category: category(line.kind, &line.name).map(str::to_owned),
        unit_of_measure: line.measure.clone(),
        details: Details::default(),
        illustrative: true,
    };
    Ok(NewLine {
        item,
        unit_code: line.unit.clone(),
        agency_code: line.agency.clone(),
        phase_id: phase_id(tx, line.phase.as_ref().unwrap_or(&round.phase)).await?,
        quantity: line.quantity,
        value: money(&line.value, Currency::Usd)?,
        shares: vec![(round.grant.clone(), 1_000_000)],
        note: Some(line.note.clone().unwrap_or_else(|| round.note.clone())),
    })
}

/// The agency's demonstration officer counts.
async fn record_receipt(tx: &mut Tx, at: Timestamp, round: &str, receipt: &illustration::Receipt) -> Result<()> {
    let officer = SIGN_INS.iter().find(|(.., scope)| *scope == Some(receipt.agency.as_str()));
    let (login, ..) = officer.ok_or_else(|| Error::Internal(format!("{} has no officer", receipt.agency)))?;
    let officer = people::viewer(tx, login).await?;
    let mut counts = Vec::new();
    let mut used = 0;
    for line in rounds::lines_to_count(tx, &officer, round).await? {
        let unit = line.unit.code.clone().unwrap_or_default();
        if receipt.not_yet.contains(&unit) {
            continue;
        }
        let difference = receipt.differs.iter().find(|d| d.line == format!("{}, {unit}", line.name));
        used += usize::from(difference.is_some());
        counts.push(count(&line, difference));
    }
    if used != receipt.differs.len() {
        return Err(Error::Internal(format!("{round}, {}: a differing line was not found", receipt.agency)));
    }
    let new = NewReceipt { received_on: receipt.on, counts, remark: None };
    receipts::record(tx, &officer, at, round, &new, &public_id(round, &receipt.agency)).await
}

fn count(line: &LineRow, difference: Option<&illustration::Difference>) -> Count {
    Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received: difference.map_or(line.outstanding, |d| d.received),
        short: difference.map_or(0, |d| d.short),
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: difference.map_or(Condition::Good, |d| d.condition),
        remark: difference.and_then(|d| d.remark.clone()),
        found: Default::default(),
    }
}

/// 128 bits like those of every receipt, but the same on every load, so that scripts find the page again.
fn public_id(round: &str, agency: &str) -> String {
    let digest = Sha256::digest(format!("demonstration receipt {round} {agency}"));
    hex(&digest[..16])
}
