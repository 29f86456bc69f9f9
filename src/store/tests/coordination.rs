//! The coordinator of a country and the focal point for financial tracing: what they read, and that no amount is among it.

use domain::{
    Action, Refusal, Role, Viewer,
    activity::{ActivityKind, NewActivity},
    case::{CaseForm, NewCase, NewStage, SeizedFields, StageForm},
    custody::Kind,
    person::NewPerson,
    quote::{NewQuote, QuoteForm, Subject},
    unit::UnitKind,
};
use store::{
    Db, Error, Tx, activities,
    agencies::{self, NewAgency, NewAgencyName},
    cases::{self, Of},
    overview::{self, Overview},
    people, quotes, search,
    units::{self, NewUnit},
    verify,
};

use crate::{
    chain::{self, People, count_one_of_each, dispatch},
    support::{NOW, asked, everything, person},
};

/// The small programme in Uzbekistan with its handover counted, and a team of Tajikistan beside it.
async fn two_countries(db: &Db) -> (People, Viewer, Viewer) {
    let people = chain::programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    for officer in [&people.security, &people.customs] {
        count_one_of_each(&mut tx, officer, NOW).await;
    }
    let name = NewAgencyName { name: "Drug Control Agency".into(), from: None, until: None, note: None };
    let agency = NewAgency { code: "DCA".into(), country: "TJ".into(), part: None, names: vec![name] };
    agencies::add(&mut tx, &people.dana, NOW, &agency).await.expect("agency");
    let unit = NewUnit {
        code: "IMT-DUS".into(),
        kind: UnitKind::Imt,
        base: Some("Dushanbe".into()),
        crossing: None,
        border: None,
        country: Some("TJ".into()),
        since: None,
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: vec!["DCA".into()],
    };
    units::add(&mut tx, &people.dana, NOW, &unit).await.expect("unit");
    for (code, agency, quantity) in [("CASE-UZ", "SSS", "3 kg"), ("CASE-TJ", "DCA", "5 kg")] {
        let case = CaseForm {
            code: code.into(),
            title: format!("The case {code}"),
            component: "IMT".into(),
            state: "running".into(),
            ..Default::default()
        };
        cases::create(&mut tx, &people.dana, NOW, &NewCase::parse(&case).expect("case")).await.expect("recorded");
        let seized = SeizedFields {
            substance: "opium".into(),
            quantity: quantity.into(),
            offered: "2 500".into(),
            currency: "USD".into(),
            ..Default::default()
        };
        let stage = StageForm {
            place: "The road".into(),
            agencies: vec![agency.into()],
            seized: vec![seized],
            ..Default::default()
        };
        cases::record_stage(&mut tx, &people.dana, NOW, code, &NewStage::parse(&stage).expect("stage"))
            .await
            .expect("recorded");
        let mut activity =
            NewActivity::held(ActivityKind::Training, &format!("T-{code}"), &format!("Training of {agency}"));
        activity.named.agency_codes = vec![agency.into()];
        activities::create(&mut tx, &people.dana, NOW, &activity).await.expect("activity");
    }
    tx.commit().await.expect("commit");
    let nodira = person(db, "nodira", Role::Coordinator, Some("UZ")).await;
    let farhod = person(db, "farhod", Role::FocalPoint, Some("DCA")).await;
    (people, nodira, farhod)
}

fn codes(listed: &[units::ListedUnit]) -> Vec<&str> {
    listed.iter().filter_map(|unit| unit.row.unit.code.as_deref()).collect()
}

fn not_found<T>(result: store::Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::NotFound)))
}

fn forbidden<T>(result: store::Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Forbidden)))
}

both_databases!(a_coordinator_reads_the_units_of_its_country_and_what_they_hold, async |db| {
    let (people, nodira, _) = two_countries(&db).await;
    let mut tx = db.read().await.expect("read");
    let listed = units::list(&mut tx, &nodira, &everything()).await.expect("units").rows;
    assert_eq!(codes(&listed), ["IMT-TER", "BLO-DUS"], "where no country is recorded, the agencies that man it say it");
    let by_staff = units::list(&mut tx, &people.dana, &everything()).await.expect("units").rows;
    let held = |listed: &[units::ListedUnit], code: &str| {
        listed.iter().find(|unit| unit.row.unit.code.as_deref() == Some(code)).map(|unit| (unit.held, unit.coming))
    };
    for code in ["IMT-TER", "BLO-DUS"] {
        assert_eq!(held(&listed, code), held(&by_staff, code), "{code}");
    }
    assert!(not_found(units::show(&mut tx, &nodira, "IMT-DUS").await), "another country's team is not there");
    let inventory = units::inventory(&mut tx, &nodira, "IMT-TER", Default::default(), &everything()).await;
    let inventory = inventory.expect("what it holds").rows;
    let mut names: Vec<&str> = inventory.iter().map(|held| held.line.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Narcotics analyser", "Off-road car"]);
    for held in &inventory {
        assert_eq!((held.came, held.line.value.minor, held.line.co_funded), (Kind::HandedOver, 0, false));
        assert_eq!(held.line.details.unit_price, None);
    }
    let elsewhere = units::inventory(&mut tx, &nodira, "IMT-DUS", Default::default(), &everything()).await;
    assert!(not_found(elsewhere));
    let past = domain::AsOf::parse("2019-12-31", "").expect("a day");
    assert!(forbidden(units::inventory(&mut tx, &nodira, "IMT-TER", past, &everything()).await));
});

both_databases!(a_coordinator_reads_what_was_published_of_its_country_without_money, async |db| {
    let (people, nodira, farhod) = two_countries(&db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for (about, money) in [
        ("component IMT", false),
        ("component IMT", true),
        ("unit IMT-TER", false),
        ("unit IMT-DUS", false),
        ("agency SCC", false),
        ("agency SCC", true),
        ("agency DCA", false),
        ("activity T-CASE-UZ", false),
        ("activity T-CASE-TJ", false),
        ("grant JP-2020", false),
        ("donor JP", false),
    ] {
        let form = QuoteForm {
            about: about.into(),
            what: "in the words of the source".into(),
            number: if money { String::new() } else { "5".into() },
            amount: if money { "1,000".into() } else { String::new() },
            currency: if money { "USD".into() } else { String::new() },
            source_title: "News".into(),
            ..Default::default()
        };
        let subject: Subject = about.parse().expect("a subject");
        quotes::record(t, &people.dana, NOW, &subject, &NewQuote::parse(&form).expect("a total")).await.expect(about);
    }
    let read = quotes::list(t, &nodira, &everything()).await.expect("totals").rows;
    let mut about: Vec<String> = read.iter().map(|row| row.about.to_string()).collect();
    about.sort();
    assert_eq!(about, ["activity T-CASE-UZ", "agency SCC", "component IMT", "unit IMT-TER"]);
    assert!(read.iter().all(|row| row.quote.published.money().is_none()));
    let found = search::search(t, &nodira, "words of the source").await.expect("search").expect("words");
    assert_eq!(found.kinds.iter().map(|kind| kind.found.len()).collect::<Vec<_>>(), [4]);
    assert!(forbidden(quotes::list(t, &farhod, &everything()).await.map(drop)));
    let filters = quotes::filters(t, &nodira).await.expect("filters");
    assert!(!filters.has_withdrawn && filters.measures.len() == 1);
});

both_databases!(a_coordinator_reads_activities_and_results_of_its_country_without_prices, async |db| {
    let (people, nodira, _) = two_countries(&db).await;
    let mut tx = db.read().await.expect("read");
    let listed = activities::list(&mut tx, &nodira, &everything()).await.expect("activities").rows;
    assert_eq!(listed.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["T-CASE-UZ"]);
    assert!(not_found(activities::show(&mut tx, &nodira, "T-CASE-TJ").await));
    let page = cases::list(&mut tx, &nodira, &everything()).await.expect("cases").rows;
    assert_eq!(page.iter().map(|case| case.code.as_str()).collect::<Vec<_>>(), ["CASE-UZ"]);
    let shown = cases::show(&mut tx, &nodira, "CASE-UZ").await.expect("the case");
    assert_eq!((shown.whole, shown.case.stages[0].seized[0].offered), (false, None));
    assert!(
        cases::show(&mut tx, &people.dana, "CASE-UZ").await.expect("staff").case.stages[0].seized[0].offered.is_some()
    );
    assert!(not_found(cases::show(&mut tx, &nodira, "CASE-TJ").await));
    let totals = cases::totals(&mut tx, &nodira, Of::Everything).await.expect("totals");
    assert_eq!(totals.iter().map(|total| total.quantity.amount).collect::<Vec<_>>(), [3_000]);
    assert!(cases::of_unit(&mut tx, &nodira, "IMT-TER", 5).await.expect("stages").is_empty());

    let Overview::Coordinator(first) = overview::overview(&mut tx, &nodira, NOW).await.expect("overview") else {
        panic!("a coordinator")
    };
    assert_eq!(codes(&first.units), ["IMT-TER", "BLO-DUS"]);
    assert_eq!(
        first.arrivals.iter().map(|arrival| (arrival.pieces, arrival.units)).collect::<Vec<_>>(),
        [(1, 1), (2, 1)]
    );
    assert_eq!(
        (first.counts.discrepancies, first.counts.activities, first.counts.cases),
        (1, 1, 1),
        "three monoculars are short"
    );
});

both_databases!(a_focal_point_reads_what_was_handed_on_to_its_agency, async |db| {
    let (people, _, farhod) = two_countries(&db).await;
    let mut tx = db.write().await.expect("write");
    let first = async |tx: &mut Tx| match overview::overview(tx, &farhod, NOW).await.expect("overview") {
        Overview::FocalPoint(cases) => cases.rows.iter().map(|case| case.code.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(first(&mut tx).await, ["CASE-TJ"], "in which its agency acted");
    assert!(not_found(cases::show(&mut tx, &farhod, "CASE-UZ").await));
    let handed = CaseForm {
        code: "CASE-UZ".into(),
        title: "The case CASE-UZ".into(),
        component: "IMT".into(),
        state: "prosecuted".into(),
        handed_to: "DCA".into(),
        ..Default::default()
    };
    cases::update(&mut tx, &people.dana, NOW, 1, &NewCase::parse(&handed).expect("a case")).await.expect("handed on");
    let shown = cases::show(&mut tx, &farhod, "CASE-UZ").await.expect("handed on");
    assert!(shown.whole && shown.case.stages[0].seized[0].offered.is_some(), "he traces the money");
    let mut read = first(&mut tx).await;
    read.sort();
    assert_eq!(read, ["CASE-TJ", "CASE-UZ"]);
    assert!(forbidden(units::list(&mut tx, &farhod, &everything()).await));
    assert!(forbidden(activities::list(&mut tx, &farhod, &everything()).await));
});

both_databases!(neither_reads_money_items_or_rounds_nor_changes_anything, async |db| {
    let (_, nodira, farhod) = two_countries(&db).await;
    let mut tx = db.write().await.expect("write");
    for viewer in [&nodira, &farhod] {
        for word in ["monocular", "analyser", "JP-2020", "Termez"] {
            let found = search::search(&mut tx, viewer, word).await.expect("search");
            let titles: Vec<String> = found
                .into_iter()
                .flat_map(|answer| answer.kinds)
                .flat_map(|kind| kind.found)
                .map(|hit| hit.title)
                .collect();
            let own = viewer.role == Role::Coordinator && word == "Termez";
            assert_eq!(titles.len(), usize::from(own), "{} {word}: {titles:?}", viewer.login);
        }
        assert!(forbidden(store::items::list(&mut tx, viewer, &everything()).await));
        assert!(forbidden(store::rounds::list(&mut tx, viewer, &everything()).await));
        assert!(forbidden(store::grants::list(&mut tx, viewer, &everything()).await));
        assert!(forbidden(store::documents::list(&mut tx, viewer, &everything()).await));
        assert!(viewer.may(Action::ManageOwnAccount).is_ok());
    }
    let found = search::search(&mut tx, &nodira, "dushanbe").await.expect("search").expect("an answer");
    assert!(found.kinds.is_empty(), "{found:?}");
    assert_eq!(units::list(&mut tx, &nodira, &asked(&[("q", "dushanbe")])).await.expect("units").rows.len(), 0);
});

both_databases!(an_administrator_names_a_country_that_there_is, async |db| {
    let (_, nodira, _) = two_countries(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let new =
        |login: &str, country: &str| NewPerson::parse(login, "Somebody", "coordinator", country).expect("a person");
    assert!(people::create(&mut tx, &nodira, NOW, &new("own", "UZ")).await.is_err(), "not by herself");
    assert!(people::create(&mut tx, &admin, NOW, &new("kazakh", "KZ")).await.is_err(), "nothing is there");
    assert!(people::create(&mut tx, &admin, NOW, &new("customs", "SCC")).await.is_err(), "an agency is no country");
    let dilshod = people::create(&mut tx, &admin, NOW, &new("dilshod", "UZ")).await.expect("invited");
    people::update(&mut tx, &admin, NOW, dilshod, "Dilshod", Some("TJ")).await.expect("put right");
    let viewer = people::viewer(&mut tx, "dilshod").await.expect("viewer");
    assert_eq!(codes(&units::list(&mut tx, &viewer, &everything()).await.expect("units").rows), ["IMT-DUS"]);
    let row = people::show(&mut tx, &admin, NOW, dilshod).await.expect("the account");
    assert_eq!((row.scope_code.as_deref(), row.scope_name.as_deref()), (Some("TJ"), Some("TJ")));
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
