//! The acts of a round or an item, where they are mentioned.

use std::collections::HashMap;

use domain::{Action, Viewer, round::RoundStatus};
use leptos::prelude::*;
use store::{
    acts::{Mention, NamedSigner},
    rounds::RoundShow,
    signing::VersionState,
};

use super::mandate;
use crate::{kit::*, pages::signing::act_tag};

/// Where the newest version of each act stands, by number.
type States = HashMap<String, VersionState>;

/// The section of a round: for staff with every agency that has no act yet. Donors read that an act is there.
pub(crate) fn mention(
    viewer: &Viewer,
    round: &RoundShow,
    (acts, states): (&[Mention], &States),
    signers: &[NamedSigner],
) -> Option<AnyView> {
    let manages = viewer.role.may(Action::ManageActs);
    let reads = viewer.role.may(Action::SeeActs);
    let off = matches!(round.status, RoundStatus::Cancelled | RoundStatus::Published);
    let who = mandate::who_signs(viewer, &round.code, signers);
    if off || (acts.is_empty() && !manages && who.is_none()) {
        return None;
    }
    let dispatched = !round.status.is_planned();
    let columns = vec![
        Column::text("Act"),
        Column::text("Agency"),
        Column::number("Version"),
        Column::text("Issued"),
        Column::text("State"),
    ];
    let mut rows: Vec<Row> = acts.iter().map(|act| row(act, states.get(&act.number), reads)).collect();
    if manages && dispatched {
        let without =
            round.tally.agencies.iter().filter(|agency| acts.iter().all(|act| act.agency_code != agency.code));
        rows.extend(without.map(|agency| {
            let href = format!("/rounds/{}/acts/{}", round.code, agency.code);
            Row::new(vec![link_cell("Prepare the act", href), cell(agency.name.clone()), none(), none(), none()])
        }));
    }
    let aside = manages.then(|| {
        view! { <ButtonLink href=format!("/rounds/{}/terms", round.code) text="Terms of the acts"/> }.into_any()
    });
    let content = if rows.is_empty() {
        let words = match manages {
            true => "Acts are made after the dispatch. Their terms can be entered now.",
            false => "The act of your agency has not been made yet.",
        };
        view! { <p class="muted">{words}</p> }.into_any()
    } else {
        view! { <DataTable caption="Acts of this round" columns rows/> }.into_any()
    };
    Some(view! { <Section title="Acts" id="acts" aside>{who} {content}</Section> }.into_any())
}

fn row(act: &Mention, state: Option<&VersionState>, reads: bool) -> Row {
    let number =
        if reads { link_cell(act.number.clone(), format!("/acts/{}", act.number)) } else { cell(act.number.clone()) };
    Row::new(vec![
        number,
        cell(act.agency_name.clone()),
        number_cell(act.version),
        view! { <InstantView at=act.issued_at/> }.into_any(),
        act_tag(state),
    ])
}

/// The acts that an item stands on, each in a sentence.
pub(crate) fn on_acts(viewer: &Viewer, acts: &[Mention]) -> Option<AnyView> {
    let reads = viewer.role.may(Action::SeeActs);
    let one = |act: &Mention| {
        let href = reads.then(|| format!("/acts/{}", act.number));
        let words = format!(", version {}, issued on {}", act.version, act.issued_at.day_words());
        view! { <p>"Act " {link(act.number.clone(), href.as_deref())} {words}</p> }.into_any()
    };
    (!acts.is_empty()).then(|| acts.iter().map(one).collect::<Vec<_>>().into_any())
}
