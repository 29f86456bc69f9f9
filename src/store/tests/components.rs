//! Who reads what of components, phases, milestones, published figures.

use crate::programme::programme;
use crate::support::{NOW, person, staff, told};
use domain::{
    Currency, Refusal, Role, Viewer,
    change::Entity,
    phase::{MetOn, NewPart, Who, progress},
    quote::{Measure, NewQuote, Published, QuoteWords},
    source::SourceChoice,
};
use store::{
    Db, Error, changes,
    components::{self, ComponentShow, NewComponent, NewMilestone, NewPhase},
    quotes::{self, Subject},
};

both_databases!(a_donor_without_an_agreement_reads_its_own_part_and_nobody_elses, async |db| {
    let dana = programme(&db).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let bekzod = person(&db, "bekzod", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let part = |who: Who, phase: Option<i64>, office: Option<&str>| NewPart {
        component_code: "IMT".into(),
        who,
        office: office.map(Into::into),
        part: Some("main".into()),
        phase,
        source: Some(SourceChoice::New("Milestones".into())),
    };
    let own = part(Who::Donor("US".into()), None, Some("EXBS"));
    for nobody in [&states, &bekzod] {
        assert_eq!(told(components::record_part(tx, nobody, NOW, &own).await), "forbidden", "{}", nobody.login);
    }
    assert!(not_found(components::show(tx, &states, "IMT").await), "it pays for nothing there");
    let id = components::record_part(tx, &dana, NOW, &own).await.expect("recorded");
    components::record_part(tx, &dana, NOW, &part(Who::Donor("JP".into()), None, None)).await.expect("recorded");
    let tracing = part(Who::Agency("BT".into()), Some(2), None);
    components::record_part(tx, &dana, NOW, &tracing).await.expect("recorded");
    let read = |show: ComponentShow| -> (String, usize) {
        let who = |part: &components::PartRow| match &part.donor {
            Some((code, _)) => code.clone(),
            None => part.agency.as_ref().expect("an agency").code.clone(),
        };
        (show.parts.iter().map(who).collect::<Vec<_>>().join("+"), show.phases.len())
    };
    for (viewer, parts, phases) in
        [(&dana, "US+JP+BT", 2), (&states, "US+BT", 2), (&japan, "JP+BT", 2), (&bekzod, "BT", 1)]
    {
        let shown = read(components::show(tx, viewer, "IMT").await.expect("component"));
        assert_eq!(shown, (parts.to_owned(), phases), "{}", viewer.login);
    }
    let shown = components::show(tx, &states, "IMT").await.expect("component").parts.remove(0);
    assert_eq!((shown.office.as_deref(), shown.source.as_deref()), (Some("EXBS"), Some("Milestones")));
    let nobody = part(Who::Donor("XX".into()), None, None);
    assert!(told(components::record_part(tx, &dana, NOW, &nobody).await).starts_with("donor: There is no donor"));
    let other = NewPart { component_code: "XX".into(), ..own.clone() };
    assert_eq!(told(components::record_part(tx, &dana, NOW, &other).await), "not found");
    let withdraw = async |tx: &mut store::Tx, viewer: &Viewer, component: &str, reason: &str| {
        told(components::withdraw_part(tx, viewer, NOW, component, id, reason).await)
    };
    assert_eq!(withdraw(tx, &states, "IMT", "Wrong").await, "forbidden");
    assert_eq!(withdraw(tx, &dana, "BLO", "Wrong").await, "not found");
    assert!(withdraw(tx, &dana, "IMT", " ").await.contains("Say why it is wrong"));
    assert_eq!(withdraw(tx, &dana, "IMT", "Another component").await, "done");
    assert!(withdraw(tx, &dana, "IMT", "Again").await.contains("withdrawn already"));
    assert!(not_found(components::show(tx, &states, "IMT").await), "what was recorded in error opens nothing");
    store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nobody_reads_who_takes_part_in_a_phase_that_they_do_not_read, async |db| {
    let dana = programme(&db).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let bobur = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    // Japan pays for Phase I; the ministry belongs to the component and reads both phases.
    for (who, phase) in [
        (Who::Agency("BT".into()), Some(1)),
        (Who::Agency("SCC".into()), Some(2)),
        (Who::Agency("SSS".into()), None),
        (Who::Donor("US".into()), Some(2)),
    ] {
        let part =
            NewPart { component_code: "IMT".into(), who, office: None, part: Some("main".into()), phase, source: None };
        components::record_part(tx, &dana, NOW, &part).await.expect("recorded");
    }
    for (viewer, read) in [
        (&dana, "BT in Phase I, SCC in Phase II, SSS, US in Phase II"),
        (&japan, "BT in Phase I, SSS"),
        (&bobur, "BT in Phase I, SSS"),
        (&states, "SCC in Phase II, SSS, US in Phase II"),
        (&malika, "BT in Phase I, SCC in Phase II, SSS"),
    ] {
        let parts = components::show(tx, viewer, "IMT").await.expect("component").parts;
        let words = parts.iter().map(|part| {
            let donor = part.donor.as_ref().map(|(code, _)| code);
            let who = donor.or(part.agency.as_ref().map(|agency| &agency.code)).expect("somebody");
            part.phase.as_ref().map_or(who.clone(), |phase| format!("{who} in {phase}"))
        });
        assert_eq!(words.collect::<Vec<_>>().join(", "), read, "{}", viewer.login);
    }
});

both_databases!(each_person_finds_their_components, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    for (viewer, expected) in [
        (&japan, &["IMT · Phase I"][..]),
        (&states, &["BLO · Phase I"]),
        (&malika, &["IMT · Phase I", "IMT · Phase II"]),
        (&aziz, &["IMT · Phase I", "IMT · Phase II", "BLO · Phase I", "BLO · Phase II"]),
        (&dana, &["IMT · Phase I", "IMT · Phase II", "BLO · Phase I", "BLO · Phase II"]),
    ] {
        let mut tx = db.read().await.expect("read");
        let choices = components::phase_choices(&mut tx, viewer).await.expect("phases");
        assert_eq!(choices.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(), expected, "{}", viewer.login);
        let rows = components::list(&mut tx, viewer).await.expect("components");
        let listed: Vec<String> = rows.iter().flat_map(|c| c.phases.iter().map(|p| p.label.clone())).collect();
        assert_eq!(listed, expected, "{}", viewer.login);
    }
    let mut tx = db.read().await.expect("read");
    assert!(not_found(components::show(&mut tx, &japan, "BLO").await));
    assert!(not_found(components::show(&mut tx, &malika, "BLO").await));
    let teams = components::show(&mut tx, &japan, "IMT").await.expect("own");
    assert_eq!(
        teams.component.programme.map(|(_, title)| title).as_deref(),
        Some("UNODC Programme for Central Asia (2015-2019)")
    );
    assert_eq!(teams.component.countries, ["UZ"]);
    assert_eq!(teams.phases[0].note.as_deref(), Some("about two and a half years"));
    assert_eq!(teams.phases[0].actual_from.map(|d| d.words()).as_deref(), Some("20 Oct 2016"));
    assert_eq!(teams.agencies.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(), ["MIA", "SCC", "SSS"]);
});

both_databases!(a_phase_leads_to_the_grants_that_one_may_see, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.read().await.expect("read");
    let grants = |show: &ComponentShow| show.phases[0].grants.iter().map(|g| g.code.clone()).collect::<Vec<_>>();
    let shown = components::show(&mut tx, &malika, "IMT").await.expect("officer");
    assert!(grants(&shown).is_empty());
    for viewer in [&japan, &dana] {
        let shown = components::show(&mut tx, viewer, "IMT").await.expect("component");
        assert_eq!(grants(&shown), ["JP-2016"], "{}", viewer.login);
    }
});

both_databases!(milestones_say_only_what_their_source_knows, async |db| {
    let dana = programme(&db).await;
    milestones(&db, &dana).await;
    let mut tx = db.read().await.expect("read");
    let offices = components::show(&mut tx, &dana, "BLO").await.expect("component");
    assert_eq!((offices.component.milestones, offices.component.milestones_met), (3, 2));
    let first = &offices.phases[0].milestones;
    let words: Vec<String> = first.iter().filter_map(|m| m.met_on.map(MetOn::words)).collect();
    assert_eq!(words, ["by the end of 2016", "by 25 Sep 2019"]);
    assert_eq!(progress(first[0].target, first[0].actual).as_deref(), Some("12 of 13"));
    assert_eq!(first[0].source.as_deref(), Some("UNODC ROCA, news of 10 December 2019"));
    assert!(offices.phases[1].milestones[0].met_on.is_none());
});

both_databases!(staff_record_components_phases_and_milestones, async |db| {
    let dana = staff(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let training = NewComponent {
        code: "TRAIN".into(),
        title: "Training of border officers".into(),
        programme_code: None,
        countries: vec!["UZ".into()],
        agency_codes: Vec::new(),
    };
    let second = NewPhase {
        component_code: "TRAIN".into(),
        number: 2,
        note: None,
        planned_from: "2020".parse().ok(),
        planned_until: "2021-06".parse().ok(),
        actual_from: None,
        actual_until: None,
    };
    let activities = |phase| NewMilestone {
        component_code: "TRAIN".into(),
        phase,
        title: "Twelve activities".into(),
        due_on: "2021".parse().ok(),
        met_on: None,
        target: Some(12),
        actual: None,
        evidence: None,
        source_code: None,
        counted: None,
        waits_for: None,
    };
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(components::add(&mut tx, &admin, NOW, &training).await), "forbidden");
    components::add(&mut tx, &dana, NOW, &training).await.expect("component");
    assert_eq!(told(components::add_phase(&mut tx, &admin, NOW, &second).await), "forbidden");
    let phase = components::add_phase(&mut tx, &dana, NOW, &second).await.expect("phase");
    assert_eq!(told(components::add_milestone(&mut tx, &admin, NOW, &activities(2)).await), "forbidden");
    let milestone = components::add_milestone(&mut tx, &dana, NOW, &activities(2)).await.expect("milestone");
    assert_eq!(
        told(components::add_milestone(&mut tx, &dana, NOW, &activities(1)).await),
        "phase: There is no phase 1 of “TRAIN”"
    );
    for (entity, key) in [(Entity::Component, "TRAIN".into()), (Entity::Phase, phase.to_string())] {
        assert_eq!(changes::of(&mut tx, &dana, entity, &key).await.expect("history").len(), 1, "{entity}");
    }
    assert_eq!(changes::of(&mut tx, &dana, Entity::Milestone, &milestone.to_string()).await.expect("history").len(), 1);
    let shown = components::show(&mut tx, &dana, "TRAIN").await.expect("component");
    let (phase, met) = (&shown.phases[0], shown.component.milestones_met);
    assert_eq!((phase.number, phase.planned_until.map(|d| d.words()).as_deref()), (2, Some("Jun 2021")));
    assert_eq!(
        (phase.milestones[0].title.as_str(), phase.milestones[0].target, met),
        ("Twelve activities", Some(12), 0)
    );
    tx.commit().await.expect("commit");

    let mut tx = db.write().await.expect("write");
    let again = told(components::add_phase(&mut tx, &dana, NOW, &second).await);
    assert_eq!(again, "number: The component already has a phase with this number");
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    let again = told(components::add(&mut tx, &dana, NOW, &training).await);
    assert_eq!(again, "code: There is already a component with this code");
});

both_databases!(only_staff_meet_a_milestone_and_the_second_one_is_told, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    milestones(&db, &dana).await;
    let met_on = MetOn { date: "2020-11-20".parse().expect("date"), by: false };
    let mut tx = db.write().await.expect("write");
    let centre = components::show(&mut tx, &dana, "BLO").await.expect("component").phases[1].milestones[0].clone();

    let refused = components::meet_milestone(&mut tx, &aziz, NOW, centre.id, 1, met_on, None, None).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    assert!(not_found(components::meet_milestone(&mut tx, &dana, NOW, 999, 1, met_on, None, None).await));
    let evidence = Some("Opening protocol");
    components::meet_milestone(&mut tx, &dana, NOW, centre.id, centre.version, met_on, Some(1), evidence)
        .await
        .expect("met");
    let stale = components::meet_milestone(&mut tx, &dana, NOW, centre.id, centre.version, met_on, None, None).await;
    let Err(Error::Refused(Refusal::Conflict(words))) = stale else { panic!("counted twice: {stale:?}") };
    assert!(words.contains("dana (test)") && words.contains("12 Dec 2019"), "{words}");

    let met = components::show(&mut tx, &dana, "BLO").await.expect("component").phases[1].milestones[0].clone();
    assert_eq!(met.met_on.map(MetOn::words).as_deref(), Some("20 Nov 2020"));
    assert_eq!((met.actual, met.evidence.as_deref(), met.version), (Some(1), Some("Opening protocol"), 2));
    let history = changes::of(&mut tx, &dana, Entity::Milestone, &centre.id.to_string()).await.expect("history");
    assert_eq!(history.iter().map(|h| h.deed.word()).collect::<Vec<_>>(), ["met", "created"]);
});

both_databases!(published_figures_keep_their_words_and_officers_see_no_money, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let imt = Subject::Component("IMT".into());
    for new in [
        figure("equipment and vehicles procured", Measure::Money, 127_000_000, Some(Currency::Usd), None),
        figure("training activities delivered", Measure::Count, 12, None, None),
        figure("illicit drugs seized", Measure::Grams, 230_000, None, Some("over")),
    ] {
        let refused = quotes::record(&mut tx, &malika, NOW, &imt, &new).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
        quotes::record(&mut tx, &dana, NOW, &imt, &new).await.expect("quote");
    }
    let nameless = figure("equipment", Measure::Money, 1, None, None);
    assert!(matches!(
        quotes::record(&mut tx, &dana, NOW, &imt, &nameless).await,
        Err(Error::Refused(Refusal::Invalid(_)))
    ));
    for viewer in [&dana, &japan] {
        let shown = components::show(&mut tx, viewer, "IMT").await.expect("component").quotes;
        let figures: Vec<String> = shown.iter().map(|q| q.published.to_string()).collect();
        assert_eq!(figures, ["USD 1,270,000", "12", "over 230 kg"], "{}", viewer.login);
        assert_eq!(shown[0].words.as_of.map(|d| d.words()).as_deref(), Some("10 Dec 2019"));
        assert_eq!(shown[0].source.as_deref(), Some("UNODC ROCA, news of 10 December 2019"));
    }
    let shown = components::show(&mut tx, &malika, "IMT").await.expect("component").quotes;
    assert_eq!(shown.iter().map(|q| q.published.to_string()).collect::<Vec<_>>(), ["12", "over 230 kg"]);
});

async fn milestones(db: &Db, dana: &Viewer) {
    let mut tx = db.write().await.expect("write");
    let new = |phase, title: &str, target, actual, met_on: Option<&str>| NewMilestone {
        component_code: "BLO".into(),
        phase,
        title: title.into(),
        due_on: None,
        met_on: met_on.map(|date| MetOn { date: date.parse().expect("date"), by: true }),
        target,
        actual,
        evidence: None,
        source_code: Some("news".into()),
        counted: None,
        waits_for: None,
    };
    for milestone in [
        new(1, "Fifteen Border Liaison Offices in Central Asia", Some(15), Some(15), Some("2019-09-25")),
        new(1, "Thirteen Border Liaison Offices planned, twelve established", Some(13), Some(12), Some("2016")),
        new(2, "Situation Centre established in Uzbekistan", None, None, None),
    ] {
        components::add_milestone(&mut tx, dana, NOW, &milestone).await.expect("milestone");
    }
    tx.commit().await.expect("commit");
}

fn figure(what: &str, measure: Measure, amount: i64, currency: Option<Currency>, qualifier: Option<&str>) -> NewQuote {
    NewQuote {
        words: QuoteWords { as_of: "2019-12-10".parse().ok(), ..QuoteWords::about(what) },
        published: Published { measure, amount, currency, qualifier: qualifier.map(Into::into) },
        source: SourceChoice::Known("news".into()),
        whole: false,
    }
}

fn not_found<T>(answer: store::Result<T>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::NotFound)))
}
