//! Activities with everything that can be recorded of one.

use domain::{
    Currency, Money, Viewer,
    activity::{
        ActivityKind, ActivityState, BelongsTo, Named, NewActivity, NewDetails, NewFollowUp, NewFunding, NewSession,
        NewState, NewTest, Numbers, Participation, Sex, TestAverage,
    },
    source::SourceChoice,
};
use store::{Tx, activities, components};

use crate::support::NOW;

pub async fn recorded(t: &mut Tx, dana: &Viewer) {
    let activity = NewActivity {
        starts_on: "2019-11".parse().ok(),
        ends_on: "2019-12".parse().ok(),
        place: Some("Bukhara".into()),
        organisers: vec!["UNODC".into(), "Customs Institute".into()],
        trainers: vec!["experts".into()],
        topics: vec!["profiles".into()],
        hosts: vec!["UZ".into()],
        countries: vec!["UZ".into()],
        others: vec!["civil society".into()],
        numbers: Numbers { participations: Some(15), persons: Some(14), completed: Some(12), dropped: Some(1) },
        rows: vec![attended(Sex::Female, 3), attended(Sex::Male, 12)],
        named: Named { agency_codes: vec!["SCC".into()], unit_codes: vec!["IMT-BUK".into()] },
        belongs_to: Some(BelongsTo::Component("IMT".into())),
        source: Some(SourceChoice::Known("news".into())),
        ..NewActivity::held(ActivityKind::Training, "C-1", "Profiling of risks")
    };
    activities::create(t, dana, NOW, &activity).await.expect("activity");
    for (version, state, reason) in
        [(1, ActivityState::Cancelled, "Entered too early"), (2, ActivityState::Held, "It took place after all")]
    {
        let new = NewState { state, stated_on: "2019-12".parse().ok(), reason: Some(reason.into()) };
        activities::change_state(t, dana, NOW, "C-1", version, &new).await.expect("another state");
    }
    let phase = components::phase_id(t, "IMT", 2).await.expect("phase");
    more_of_it(t, dana).await;
    let second = NewActivity {
        belongs_to: Some(BelongsTo::Phase(phase)),
        ..NewActivity::held(ActivityKind::Forum, "F-1", "A forum")
    };
    activities::create(t, dana, NOW, &second).await.expect("activity");
}

fn attended(sex: Sex, count: i64) -> Participation {
    Participation { row: 0, agency_code: Some("SCC".into()), unit_code: Some("IMT-BUK".into()), sex, count }
}

/// Its sessions, its test, what came of it, what it cost and with whom it is shared.
async fn more_of_it(t: &mut Tx, dana: &Viewer) {
    let session = |title: &str, participations| NewSession {
        title: title.into(),
        held_on: "2019-11-05".parse().ok(),
        participations: Some(participations),
    };
    let measured = |average| Some(TestAverage { average, tested: Some(12) });
    let test = NewTest { title: "Twenty questions".into(), out_of: 20, before: measured(950), after: measured(1_625) };
    let details = NewDetails {
        sessions: vec![session("Papers", 8), session("Cargo", 7)],
        test: Some(test),
        qualifies_for: vec!["borescopes".into()],
    };
    activities::update_details(t, dana, NOW, "C-1", 3, &details).await.expect("details");
    let found = NewFollowUp {
        done_on: "2019-12".parse().expect("month"),
        asked: Some(10),
        applying: Some(8),
        finding: "Most of them use the profiles".into(),
    };
    activities::follow_up(t, dana, NOW, "C-1", 4, &found).await.expect("followed up");
    let shares = vec![("US-2020".to_owned(), 625_000), ("JP-2020".to_owned(), 375_000)];
    let funding =
        NewFunding { cost: Some(Money::new(1_285_025, Currency::Usd)), shares, reason: Some("As billed".into()) };
    activities::fund(t, dana, NOW, "C-1", 5, &funding).await.expect("funding");
    activities::share(t, dana, NOW, "C-1", 6, "US").await.expect("shared");
    activities::end_share(t, dana, NOW, "C-1", 7, "US", "Shared in error").await.expect("ended");
}
