//! Milestones that count what the portal knows, wait for each other, and are met by a person on that evidence; and what lies on
//! the time axis beside them.

use domain::{
    PartialDate, Refusal, Role, Viewer,
    activity::{ActivityKind, BelongsTo, NewActivity},
    case::{CaseForm, NewCase, NewStage, SeizedFields, StageForm},
    phase::{Counted, Counts, MetOn, MilestoneForm, NewMilestone, NotMet, Progress},
};
use store::{
    Error, Tx, activities, cases,
    components::{self, Mark, MarkKind, MilestoneRow, SoFar},
    verify,
};

use crate::{
    chain::{self, HANDOVER, count_one_of_each, dispatch},
    programme::programme,
    support::{NOW, person},
};

fn new(title: &str, target: i64, counts: &str) -> NewMilestone {
    let form = MilestoneForm {
        component: "IMT".into(),
        phase: "1".into(),
        title: title.into(),
        target: target.to_string(),
        counts: counts.into(),
        ..Default::default()
    };
    NewMilestone::parse(&form).expect("a milestone")
}

async fn add(tx: &mut Tx, dana: &Viewer, new: &NewMilestone) -> i64 {
    components::add_milestone(tx, dana, NOW, new).await.expect("recorded")
}

async fn shown(tx: &mut Tx, viewer: &Viewer, id: i64) -> Option<MilestoneRow> {
    let show = components::show(tx, viewer, "IMT").await.ok()?;
    show.phases.into_iter().flat_map(|phase| phase.milestones).find(|milestone| milestone.id == id)
}

async fn so_far(tx: &mut Tx, viewer: &Viewer, id: i64) -> Option<(i64, Option<String>)> {
    let so_far = shown(tx, viewer, id).await?.so_far?;
    Some((so_far.number, so_far.reached_on.map(PartialDate::words)))
}

async fn train(tx: &mut Tx, dana: &Viewer, code: &str, agency: &str, day: &str) {
    let mut activity = NewActivity::held(ActivityKind::Training, code, &format!("Course {code}"));
    activity.starts_on = day.parse().ok();
    activity.belongs_to = Some(BelongsTo::Component("IMT".into()));
    activity.named.agency_codes = vec![agency.into()];
    activities::create(tx, dana, NOW, &activity).await.expect("activity");
}

both_databases!(a_milestone_counts_what_each_viewer_reads, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let teams = add(&mut tx, &dana, &new("Six teams at work", 6, "units:IMT")).await;
    let courses = add(&mut tx, &dana, &new("Two courses held", 2, "activities:training")).await;
    assert!(shown(&mut tx, &states, teams).await.is_none(), "the component is not hers");
    for viewer in [&dana, &japan, &malika] {
        assert_eq!(so_far(&mut tx, viewer, teams).await, Some((6, Some("2018".to_owned()))), "{}", viewer.login);
        assert_eq!(so_far(&mut tx, viewer, courses).await, Some((0, None)), "{}", viewer.login);
    }
    train(&mut tx, &dana, "T-1", "MIA", "2017-05").await;
    train(&mut tx, &dana, "T-2", "SCC", "2019-09-25").await;
    train(&mut tx, &dana, "T-3", "SCC", "2019-12-01").await;
    assert_eq!(so_far(&mut tx, &dana, courses).await, Some((3, Some("25 Sep 2019".to_owned()))), "the second one");
    assert_eq!(so_far(&mut tx, &malika, courses).await, Some((1, None)), "her agency was at one");
    assert_eq!(so_far(&mut tx, &japan, courses).await, Some((0, None)), "its grants pay for none of them");
});

both_databases!(the_lines_of_a_round_that_were_accepted_are_counted, async |db| {
    let people = chain::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let form = |round: &str| MilestoneForm {
        component: "IMT".into(),
        phase: "2".into(),
        title: "All lines accepted".into(),
        target: "3".into(),
        counts: "lines".into(),
        round: round.into(),
        ..Default::default()
    };
    let nowhere = NewMilestone::parse(&form("R-NOWHERE")).expect("a milestone");
    let refused = components::add_milestone(&mut tx, &people.dana, NOW, &nowhere).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Invalid(errors))) if errors[0].field == "round"));
    let id = add(&mut tx, &people.dana, &NewMilestone::parse(&form(HANDOVER)).expect("a milestone")).await;
    assert_eq!(so_far(&mut tx, &people.dana, id).await, Some((0, None)));
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    assert_eq!(so_far(&mut tx, &people.dana, id).await, Some((2, None)), "car and analyser, each with a remark");
    assert_eq!(so_far(&mut tx, &people.security, id).await, Some((2, None)));
    assert_eq!(so_far(&mut tx, &people.customs, id).await, Some((0, None)), "its own line is open");
});

both_databases!(a_milestone_is_met_by_a_person_on_what_was_counted, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let first = add(&mut tx, &dana, &new("Six teams at work", 6, "units:IMT")).await;
    let second = NewMilestone { waits_for: Some(first), ..new("Two courses held", 2, "activities:training") };
    let second = add(&mut tx, &dana, &second).await;
    let awaited = shown(&mut tx, &dana, second).await.and_then(|row| row.waits_for).expect("it waits");
    assert_eq!((awaited.id, awaited.title.as_str(), awaited.met), (first, "Six teams at work", false));
    let stated = MetOn { date: "2019-09-25".parse().expect("a day"), by: true };
    let early = components::meet_milestone(&mut tx, &dana, NOW, second, 1, stated, Some(2), None).await;
    assert!(matches!(early, Err(Error::Refused(Refusal::Conflict { .. }))), "what it waits for is not met");
    components::meet_milestone(&mut tx, &dana, NOW, first, 1, stated, Some(6), None).await.expect("met");
    components::meet_milestone(&mut tx, &dana, NOW, second, 1, stated, Some(2), None).await.expect("met");
    let met = shown(&mut tx, &dana, first).await.expect("the milestone");
    let computed = Some(SoFar { number: 6, reached_on: "2018".parse().ok() });
    assert_eq!((met.met_on, met.computed), (Some(stated), computed), "as stated, and as counted");

    // They would wait for each other, or for one of another component.
    let circle = NewMilestone { waits_for: Some(second), ..new("Six teams at work", 6, "units:IMT") };
    let refused = components::update_milestone(&mut tx, &dana, NOW, first, 2, &circle).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Invalid(errors))) if errors[0].field == "waits_for"));
    let other = NewMilestone { component_code: "BLO".into(), waits_for: Some(first), ..new("Offices", 4, "units:BLO") };
    assert!(components::add_milestone(&mut tx, &dana, NOW, &other).await.is_err());
    let plain = NewMilestone { counted: None, waits_for: None, ..new("Two courses held", 2, "units:IMT") };
    components::update_milestone(&mut tx, &dana, NOW, second, 2, &plain).await.expect("edited");
    let edited = shown(&mut tx, &dana, second).await.expect("the milestone");
    assert_eq!((edited.counted, edited.waits_for, edited.so_far), (None, None, None));
    let counted = shown(&mut tx, &dana, first).await.and_then(|row| row.counted);
    assert_eq!(counted, Some(Counted { counts: Counts::Units, what: "IMT".into() }));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

async fn marks(tx: &mut Tx, viewer: &Viewer) -> Vec<(MarkKind, Option<String>, String)> {
    let Ok(show) = components::show(tx, viewer, "IMT").await else { return Vec::new() };
    let marks = components::marks(tx, viewer, &show.component).await.expect("marks");
    marks.into_iter().map(|Mark { kind, code, on, .. }| (kind, code, on.words())).collect()
}

both_databases!(the_time_axis_of_a_component_has_what_each_viewer_reads, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    train(&mut tx, &dana, "T-1", "MIA", "2017-05").await;
    for (code, agency, source) in [("CASE-1", "MIA", "news"), ("CASE-2", "SCC", "")] {
        let case = CaseForm {
            code: code.into(),
            title: code.into(),
            component: "IMT".into(),
            state: "running".into(),
            ..Default::default()
        };
        cases::create(&mut tx, &dana, NOW, &NewCase::parse(&case).expect("case")).await.expect("recorded");
        let seized = SeizedFields { substance: "opium".into(), quantity: "3 kg".into(), ..Default::default() };
        let stage = StageForm {
            occurred_on: "2018-06-02".into(),
            place: "The road".into(),
            agencies: vec![agency.into()],
            seized: vec![seized],
            source: source.into(),
            ..Default::default()
        };
        cases::record_stage(&mut tx, &dana, NOW, code, &NewStage::parse(&stage).expect("stage"))
            .await
            .expect("recorded");
    }
    let result = |code: &str| (MarkKind::Result, Some(code.to_owned()), "2 Jun 2018".to_owned());
    let course = (MarkKind::Activity, Some("T-1".to_owned()), "May 2017".to_owned());
    assert_eq!(marks(&mut tx, &states).await, [], "the component is not hers");
    assert_eq!(marks(&mut tx, &dana).await, [result("CASE-1"), result("CASE-2"), course.clone()]);
    assert_eq!(marks(&mut tx, &malika).await, [result("CASE-1"), course]);
    assert_eq!(
        marks(&mut tx, &japan).await,
        [(MarkKind::Result, None, "2018".to_owned())],
        "of a year something was published"
    );
});

fn progress(number: i64, day: &str) -> Progress {
    Progress { number, counted_on: day.parse().expect("a day"), evidence: None }
}

async fn withdrawn(tx: &mut Tx, viewer: &Viewer) -> Vec<(String, Option<String>)> {
    let show = components::show(tx, viewer, "IMT").await.expect("the component");
    let rows = show.phases.into_iter().flat_map(|phase| phase.withdrawn);
    rows.map(|row| (row.title, row.withdrawn)).collect()
}

both_databases!(a_milestone_in_error_is_withdrawn_and_staff_go_on_to_read_it, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let first = add(&mut tx, &dana, &new("Six teams at work", 6, "units:IMT")).await;
    let second = NewMilestone { waits_for: Some(first), ..new("Two courses held", 2, "activities:training") };
    let second = add(&mut tx, &dana, &second).await;
    let before = components::show(&mut tx, &japan, "IMT").await.expect("show").component.milestones;
    let others = components::withdraw_milestone(&mut tx, &japan, NOW, second, 1, "No").await;
    assert!(matches!(others, Err(Error::Refused(Refusal::Forbidden))), "{others:?}");
    let awaited = components::withdraw_milestone(&mut tx, &dana, NOW, first, 1, "Entered twice").await;
    assert!(matches!(awaited, Err(Error::Refused(Refusal::Conflict { .. }))), "another one waits for it");
    let silent = components::withdraw_milestone(&mut tx, &dana, NOW, second, 1, "  ").await;
    assert!(matches!(silent, Err(Error::Refused(Refusal::Invalid(_)))), "no reason");
    components::withdraw_milestone(&mut tx, &dana, NOW, second, 1, "Entered twice").await.expect("withdrawn");
    for viewer in [&dana, &japan, &malika] {
        assert!(shown(&mut tx, viewer, second).await.is_none(), "{}", viewer.login);
        let show = components::show(&mut tx, viewer, "IMT").await.expect("show");
        assert_eq!(show.component.milestones, before - 1, "{}: it counts nowhere", viewer.login);
    }
    let why = [("Two courses held".to_owned(), Some("Entered twice".to_owned()))];
    assert_eq!(withdrawn(&mut tx, &dana).await, why);
    assert_eq!(withdrawn(&mut tx, &japan).await, []);
    assert_eq!(withdrawn(&mut tx, &malika).await, []);
    // Nothing is built on it, and nothing else happens to it.
    let met = MetOn { date: "2019".parse().expect("a year"), by: false };
    assert!(components::meet_milestone(&mut tx, &dana, NOW, second, 2, met, None, None).await.is_err());
    assert!(components::record_progress(&mut tx, &dana, NOW, second, 2, &progress(1, "2019")).await.is_err());
    let waiting = NewMilestone { waits_for: Some(second), ..new("Third", 1, "units:IMT") };
    assert!(components::add_milestone(&mut tx, &dana, NOW, &waiting).await.is_err(), "nothing waits for it");
    let again = components::withdraw_milestone(&mut tx, &dana, NOW, second, 2, "Again").await;
    assert!(matches!(again, Err(Error::Refused(Refusal::Conflict { .. }))));
    // What it waits for is withdrawn as well: it cannot stand alone.
    components::withdraw_milestone(&mut tx, &dana, NOW, first, 1, "Entered twice").await.expect("withdrawn");
    let alone = components::restore_milestone(&mut tx, &dana, NOW, second, 2).await;
    assert!(matches!(alone, Err(Error::Refused(Refusal::Conflict { .. }))));
    components::restore_milestone(&mut tx, &dana, NOW, first, 2).await.expect("stands again");
    components::restore_milestone(&mut tx, &dana, NOW, second, 2).await.expect("stands again");
    assert_eq!(withdrawn(&mut tx, &dana).await, []);
    assert!(shown(&mut tx, &japan, second).await.is_some());
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_was_said_of_a_milestone_in_error_is_taken_back, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    let id = add(&mut tx, &dana, &NewMilestone { counted: None, ..new("Six teams at work", 6, "units:IMT") }).await;
    let first = components::record_progress(&mut tx, &dana, NOW, id, 1, &progress(3, "2018")).await.expect("said");
    let second = components::record_progress(&mut tx, &dana, NOW, id, 2, &progress(5, "2019")).await.expect("said");
    components::withdraw_progress(&mut tx, &dana, NOW, id, 3, second, "Counted twice").await.expect("withdrawn");
    let row = shown(&mut tx, &dana, id).await.expect("the milestone");
    assert_eq!((row.actual, row.progress.len()), (Some(3), 2), "staff read both");
    assert_eq!(row.progress[1].withdrawn.as_deref(), Some("Counted twice"));
    assert_eq!(shown(&mut tx, &japan, id).await.expect("the milestone").progress.len(), 1);
    let stale = components::withdraw_progress(&mut tx, &dana, NOW, id, 3, first, "Another team").await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::Conflict { .. }))), "somebody changed it since");
    components::withdraw_progress(&mut tx, &dana, NOW, id, 4, first, "Another team").await.expect("withdrawn");
    assert_eq!(shown(&mut tx, &dana, id).await.expect("the milestone").actual, None);

    let stated = MetOn { date: "2019-09-25".parse().expect("a day"), by: true };
    components::meet_milestone(&mut tx, &dana, NOW, id, 5, stated, Some(6), None).await.expect("met");
    let not_met = NotMet { reason: "The sixth opened later".into(), actual: Some(5), evidence: None };
    components::unmeet_milestone(&mut tx, &dana, NOW, id, 6, &not_met).await.expect("not met");
    let row = shown(&mut tx, &dana, id).await.expect("the milestone");
    assert_eq!((row.met_on, row.actual, row.unmet.as_deref()), (None, Some(5), Some("The sixth opened later")));
    let twice = components::unmeet_milestone(&mut tx, &dana, NOW, id, 7, &not_met).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::Conflict { .. }))));
    components::meet_milestone(&mut tx, &dana, NOW, id, 7, stated, Some(6), None).await.expect("met");
    assert_eq!(shown(&mut tx, &dana, id).await.expect("the milestone").unmet, None);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
