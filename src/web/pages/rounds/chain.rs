//! The chain strip of a round: from who paid, through the round, to who has to sign.

use domain::round::RoundStatus;
use store::rounds::RoundShow;

use crate::kit::ChainLink;

pub fn links(round: &RoundShow) -> Vec<ChainLink> {
    if round.status == RoundStatus::Published {
        let components = round.components.iter().map(|code| ChainLink::to(code.clone(), format!("/components/{code}")));
        let here = [ChainLink::here(round.code.clone()), ChainLink::waiting("no lines recorded")];
        return components.chain(here).collect();
    }
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
    links.extend(
        round
            .tally
            .phases
            .iter()
            .map(|(code, phase)| ChainLink::to(format!("{code} {phase}"), format!("/components/{code}"))),
    );
    links.push(ChainLink::here(round.code.clone()));
    links.push(signed(round));
    links.push(units(round));
    links
}

fn signed(round: &RoundShow) -> ChainLink {
    let agencies = &round.tally.agencies;
    let done = agencies.iter().filter(|agency| agency.done).count();
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
    match round.tally.units.as_slice() {
        [] => ChainLink::waiting("waits for lines with a unit"),
        [one] => ChainLink::fact(one.clone()),
        many => ChainLink::fact(format!("{} units", many.len())),
    }
}
