//! What staff record of a component, of past rounds and of units over time, and what of it was wrong.

use domain::{
    Viewer,
    change::Entity,
    phase::{MetOn, NewPart, Who},
    round::{NewPublishedRound, PublishedRoundForm},
    source::SourceChoice,
    unit::change::{ChangeKind, NewChange},
};
use store::{Tx, changes, components, rounds, units};

use crate::support::{NOW, number};

/// A donor and agencies, of which one was named in error.
pub async fn take_part(t: &mut Tx, dana: &Viewer) {
    for (who, phase) in
        [(Who::Donor("JP".into()), Some(2)), (Who::Agency("SCC".into()), None), (Who::Agency("SSS".into()), None)]
    {
        let part = NewPart {
            component_code: "IMT".into(),
            who,
            office: Some("Head office".into()),
            part: Some("main".into()),
            phase,
            source: Some(SourceChoice::Known("news".into())),
        };
        let id = components::record_part(t, dana, NOW, &part).await.expect("recorded");
        if phase.is_none() {
            components::withdraw_part(t, dana, NOW, "IMT", id, "Another component").await.expect("withdrawn");
        }
    }
}

/// Rounds of which nothing is known but what was published: of several components, since one row alone shows no order.
pub async fn past_rounds(t: &mut Tx, dana: &Viewer) {
    for (code, components) in [("R-2018-01", &["IMT", "BLO"][..]), ("R-2018-06", &["IMT"][..])] {
        let form = PublishedRoundForm {
            code: code.into(),
            title: "Launch of the teams".into(),
            held_on: "2018-06".into(),
            receiving_agencies: "4".into(),
            components: components.iter().map(|code| (*code).to_owned()).collect(),
            source: "news".into(),
            ..Default::default()
        };
        let new = NewPublishedRound::parse(&form, NOW.day()).expect("a round");
        rounds::record_published(t, dana, NOW, &new).await.expect("recorded");
    }
}

/// What became different of a unit, and what was said of it in error.
pub async fn changed(t: &mut Tx, dana: &Viewer) {
    let kinds = [
        (ChangeKind::Planned, None, &[][..]),
        (ChangeKind::Announced, None, &[][..]),
        (ChangeKind::Moved, Some("Gijduvon"), &[][..]),
        (ChangeKind::Manned, None, &["SSS"][..]),
        (ChangeKind::Closed, None, &[][..]),
    ];
    for (kind, place, agencies) in kinds {
        let change = NewChange {
            kind,
            on: MetOn { date: "2019-10".parse().expect("month"), by: kind == ChangeKind::Manned },
            planned_for: "2020".parse().ok(),
            place: place.map(str::to_owned),
            agency_codes: agencies.iter().map(|code| (*code).to_owned()).collect(),
            reason: Some("Letter 17".into()),
            source: Some(SourceChoice::Known("news".into())),
        };
        let version = changes::version(t, dana, Entity::Unit, "IMT-BUK").await.expect("version");
        units::change(t, dana, NOW, "IMT-BUK", version, &change).await.expect("changed");
    }
    for kind in ["moved", "manned"] {
        let change = number(t, &format!("SELECT id FROM unit_change WHERE kind = '{kind}'")).await;
        units::withdraw_change(t, dana, NOW, "IMT-BUK", change, "Another team").await.expect("withdrawn");
    }
}
