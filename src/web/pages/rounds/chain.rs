//! The chain strip of a round: from who paid, through the round, to who has to sign.

use domain::round::RoundStatus;
use store::rounds::RoundShow;

use crate::kit::ChainLink;

pub fn links(round: &RoundShow) -> Vec<ChainLink> {
    let mut links = Vec::new();
    let mut donors: Vec<&str> = round.funders.iter().map(|f| f.donor.as_str()).collect();
    donors.dedup();
    match donors.as_slice() {
        [] => links.push(ChainLink::waiting("waits for lines with a grant")),
        donors => links.push(ChainLink::fact(donors.join(", "))),
    }
    let mut grants: Vec<&str> = round.funders.iter().filter_map(|f| f.grant_code.as_deref()).collect();
    grants.sort_unstable();
    grants.dedup();
    links.extend(grants.into_iter().map(|code| ChainLink::to(code, format!("/grants/{code}"))));
    let mut phases: Vec<(&str, &str)> =
        round.lines.iter().map(|l| (l.component_code.as_str(), l.phase.as_str())).collect();
    phases.sort_unstable();
    phases.dedup();
    links.extend(
        phases.into_iter().map(|(code, phase)| ChainLink::to(format!("{code} {phase}"), format!("/components/{code}"))),
    );
    links.push(ChainLink::here(round.code.clone()));
    links.push(signed(round));
    links.push(units(round));
    links
}

fn signed(round: &RoundShow) -> ChainLink {
    let agencies = distinct(round.lines.iter().map(|l| l.agency_code.as_str()));
    let done = agencies
        .iter()
        .filter(|code| round.lines.iter().filter(|l| l.agency_code == **code).all(|l| l.outstanding == 0))
        .count();
    match round.status {
        RoundStatus::Draft | RoundStatus::Scheduled => ChainLink::waiting("waits for the dispatch"),
        RoundStatus::Cancelled => ChainLink::fact("cancelled"),
        _ if round.receipts.is_empty() => ChainLink::waiting("waits for the agencies’ signatures"),
        _ if done < agencies.len() => {
            ChainLink::to(format!("{done} of {} agencies confirmed in full", agencies.len()), "#receipts")
        }
        _ => ChainLink::to(format!("{done} of {} agencies confirmed", agencies.len()), "#receipts"),
    }
}

fn units(round: &RoundShow) -> ChainLink {
    let units = distinct(round.lines.iter().map(|l| l.unit.label.as_str()));
    match units.as_slice() {
        [] => ChainLink::waiting("waits for lines with a unit"),
        [one] => ChainLink::fact((*one).to_owned()),
        many => ChainLink::fact(format!("{} units", many.len())),
    }
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}
