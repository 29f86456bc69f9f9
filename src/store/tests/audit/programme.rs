//! What staff record of a component, of past rounds and of units over time, and what of it was wrong.

use domain::{
    Viewer,
    change::Entity,
    instalment::{InstalmentForm, NewInstalment},
    phase::{MetOn, MilestoneForm, NewMilestone, NewPart, NotMet, Progress, Who},
    quote::{NewQuote, QuoteForm, QuoteWords, Subject},
    round::{NewPublishedRound, PublishedRoundForm},
    source::SourceChoice,
    unit::{
        UnitKind,
        change::{ChangeKind, NewChange},
        known::{NewEquipment, NewGroup},
    },
};
use store::{Tx, changes, components, grants, quotes, rounds, units};

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

/// A total about each kind of thing, of a period or as of a day, and one that was put right.
pub async fn totals(t: &mut Tx, dana: &Viewer) {
    for (about, when) in [
        ("programme PCA-2015", "2018"),
        ("component IMT", "2019"),
        ("unit IMT-BUK", "2017"),
        ("unit IMT-BUK", "2018"),
        ("round R-2018-06", ""),
        ("agency SCC", "2018"),
        ("donor JP", "2019"),
    ] {
        let form = QuoteForm {
            about: about.into(),
            what: "things handed over".into(),
            counted: "vehicles".into(),
            number: "30".into(),
            period: when.into(),
            topics: "off-road cars\nminivans".into(),
            source: "news".into(),
            ..Default::default()
        };
        let subject: Subject = about.parse().expect("a subject");
        let new = NewQuote::parse(&form).expect("a total");
        let id = quotes::record(t, dana, NOW, &subject, &new).await.expect("recorded").id;
        let right = QuoteWords { topics: vec!["cars".into()], ..new.words };
        quotes::update(t, dana, NOW, id, 1, &(right, None)).await.expect("put right");
    }
}

/// Totals about an activity: they wait for one.
pub async fn totals_of_activities(t: &mut Tx, dana: &Viewer, code: &str) {
    for number in ["19", "20"] {
        let form = QuoteForm {
            about: format!("activity {code}"),
            what: "took part".into(),
            counted: "participations".into(),
            number: number.into(),
            period: "2018".into(),
            topics: "methods\nsubstances".into(),
            source: "news".into(),
            ..Default::default()
        };
        let new = NewQuote::parse(&form).expect("a total");
        quotes::record(t, dana, NOW, &Subject::Activity(code.into()), &new).await.expect("recorded");
    }
}

/// Units that are not named, and equipment without numbers: of each some that stands, that was put right and that was wrong.
pub async fn known(t: &mut Tx, dana: &Viewer) {
    let source = || SourceChoice::Known("news".into());
    for planned in 13..16 {
        let group = NewGroup {
            component_code: Some("IMT".into()),
            kind: UnitKind::Blo,
            borders: vec!["KG–TJ".into(), "UZ–AF".into()],
            as_of: "2016-12".parse().ok(),
            planned: Some(planned),
            established: Some(12),
            note: Some("Not named".into()),
            source: source(),
        };
        let id = units::record_group(t, dana, NOW, &group).await.expect("a group");
        let right = NewGroup { established: Some(11), ..group };
        units::update_group(t, dana, NOW, id, 1, &right).await.expect("put right");
        let known = NewEquipment {
            things: vec!["computers".into(), "detectors".into()],
            also: Some("premises renovated".into()),
            as_of: "2016-12".parse().ok(),
            source: source(),
        };
        let things = units::record_equipment(t, dana, NOW, "IMT-BUK", &known).await.expect("equipment");
        units::update_equipment(t, dana, NOW, things, 1, &known).await.expect("put right");
        if planned != 14 {
            units::withdraw_group(t, dana, NOW, id, "Another number").await.expect("withdrawn");
            units::withdraw_equipment(t, dana, NOW, things, "Another unit").await.expect("withdrawn");
        }
    }
}

/// A number that was withdrawn of a milestone with two, and another milestone that was met and is not, and is none.
pub async fn milestones_taken_back(t: &mut Tx, dana: &Viewer, id: i64) {
    for version in [3, 4] {
        let progress = Progress { number: 7, counted_on: "2019-09".parse().expect("month"), evidence: None };
        let number = components::record_progress(t, dana, NOW, id, 2 * version - 3, &progress).await.expect("progress");
        let withdrawn = components::withdraw_progress(t, dana, NOW, id, 2 * version - 2, number, "Counted twice").await;
        withdrawn.expect("withdrawn");
    }
    let form = MilestoneForm {
        component: "IMT".into(),
        phase: "2".into(),
        title: "Boots handed over".into(),
        ..Default::default()
    };
    let new = NewMilestone::parse(&form).expect("a milestone");
    let wrong = components::add_milestone(t, dana, NOW, &new).await.expect("milestone");
    let met_on = MetOn { date: "2019-09".parse().expect("month"), by: true };
    components::meet_milestone(t, dana, NOW, wrong, 1, met_on, Some(1), None).await.expect("met");
    let not_met = NotMet { reason: "Another round".into(), actual: None, evidence: None };
    components::unmeet_milestone(t, dana, NOW, wrong, 2, &not_met).await.expect("not met");
    components::withdraw_milestone(t, dana, NOW, wrong, 3, "Entered twice").await.expect("withdrawn");
}

/// What a grant is to be paid: on a day and after a milestone, one put right, one withdrawn.
pub async fn instalments(t: &mut Tx, dana: &Viewer) {
    let milestone = number(
        t,
        "SELECT CAST(MAX(m.id) AS BIGINT) FROM milestone m JOIN phase p ON p.id = m.phase_id
         WHERE p.number = 2 AND m.withdrawn IS NULL",
    )
    .await;
    let form = InstalmentForm {
        amount: "371,500,000".into(),
        currency: "JPY".into(),
        due_on: "2020".into(),
        milestone: milestone.to_string(),
        note: "First half".into(),
        source: "news".into(),
        ..Default::default()
    };
    let new = NewInstalment::parse(&form).expect("an instalment");
    for number in 1..=3 {
        assert_eq!(grants::record_instalment(t, dana, NOW, "JP-2020", &new).await.expect("recorded"), number);
    }
    let right = NewInstalment { due_on: "2021-03".parse().ok(), ..new };
    let version = changes::version(t, dana, Entity::Instalment, "JP-2020/1").await.expect("version");
    grants::update_instalment(t, dana, NOW, "JP-2020", 1, version, &right).await.expect("put right");
    grants::withdraw_instalment(t, dana, NOW, "JP-2020", 2, "Entered twice").await.expect("withdrawn");
}
