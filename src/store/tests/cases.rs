//! Results: a case in two stages, who reads what of it, and what the sums hold.

use domain::{
    Refusal, Role, Viewer,
    case::{CaseForm, HeldFields, NewCase, NewPhotos, NewStage, SeizedFields, StageForm, Substance},
    measured::{Measured, SeizedMeasure},
};
use store::{
    Error, Tx,
    cases::{self, HeldTotal, Of, PhotoRow, Sums},
    list::Asked,
};

use crate::{
    programme::programme,
    support::{NOW, person, told},
};

fn opium(quantity: &str) -> SeizedFields {
    SeizedFields { substance: "opium".into(), quantity: quantity.into(), ..Default::default() }
}

fn case(code: &str, component: &str) -> CaseForm {
    CaseForm {
        code: code.into(),
        title: format!("The case of {component}"),
        component: component.into(),
        state: "running".into(),
        source: "news".into(),
        ..Default::default()
    }
}

async fn record(tx: &mut Tx, dana: &Viewer, form: &CaseForm) {
    cases::create(tx, dana, NOW, &NewCase::parse(form).expect("a case")).await.expect("recorded");
}

async fn happened(tx: &mut Tx, dana: &Viewer, code: &str, form: &StageForm) -> i64 {
    cases::record_stage(tx, dana, NOW, code, &NewStage::parse(form).expect("a stage")).await.expect("recorded")
}

/// The case of Bukhara as it was published: an agency alone, then a team with three agencies.
async fn bukhara(tx: &mut Tx, dana: &Viewer) -> [i64; 2] {
    record(tx, dana, &CaseForm { published: "3 kg 689 g".into(), ..case("CASE-BUKHARA", "IMT") }).await;
    let first = StageForm {
        date_as_published: "17 April (year not stated)".into(),
        place: "Karakol district".into(),
        agencies: vec!["MIA".into()],
        seized: vec![opium("1 kg 681 g"), opium("1 kg 68 g")],
        held: vec![HeldFields { any: "true".into(), note: "a group".into(), ..Default::default() }],
        source: "news".into(),
        ..Default::default()
    };
    let second = StageForm {
        place: "Bukhara".into(),
        units: "IMT-BUK\nIMT-AND".into(),
        seized: vec![SeizedFields { offered: "2 500".into(), currency: "USD".into(), ..opium("940 gr") }],
        held: vec![HeldFields { number: "1".into(), nationality: "af".into(), ..Default::default() }],
        source: "news".into(),
        ..Default::default()
    };
    [happened(tx, dana, "CASE-BUKHARA", &first).await, happened(tx, dana, "CASE-BUKHARA", &second).await]
}

fn grams(amount: i64) -> Measured {
    Measured { amount, measure: SeizedMeasure::Grams }
}

async fn sums(tx: &mut Tx, viewer: &Viewer) -> Vec<(Substance, Measured)> {
    let totals = cases::totals(tx, viewer, Of::Everything).await.expect("totals");
    totals.into_iter().map(|total| (total.substance, total.quantity)).collect()
}

both_databases!(a_case_in_two_stages_keeps_its_grams_and_what_is_unknown, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    bukhara(&mut tx, &dana).await;
    let shown = cases::show(&mut tx, &dana, "CASE-BUKHARA").await.expect("the case");
    assert_eq!(shown.published.map(Measured::words).as_deref(), Some("3 kg 689 g"));
    let [first, second] = shown.case.stages.as_slice() else { panic!("two stages") };
    assert_eq!((first.number, first.date().as_str()), (1, "17 April (year not stated)"));
    assert_eq!(first.seized.iter().map(|row| row.quantity.amount).collect::<Vec<_>>(), [1_681, 1_068]);
    assert_eq!((first.held[0].number, first.held[0].note.as_deref()), (None, Some("a group")));
    assert_eq!((second.number, second.date().as_str()), (2, "date not stated"));
    assert_eq!(second.seized[0].offered.map(|money| money.minor), Some(250_000));
    assert_eq!((second.held[0].number, second.held[0].nationality.as_deref()), (Some(1), Some("AF")));
    assert_eq!(second.units.len(), 2);
    assert_eq!(sums(&mut tx, &dana).await, [(Substance::Opium, grams(3_689))], "once, although two teams acted");
    let by_unit = cases::by_unit(&mut tx, &dana).await.expect("by unit");
    assert_eq!(by_unit.iter().map(|row| row.quantity).collect::<Vec<_>>(), [grams(940), grams(940)]);
    let held = cases::held(&mut tx, &dana, Of::Component("IMT")).await.expect("held");
    assert_eq!(held, HeldTotal { people: 1, unknown: 1 });
    assert_eq!(cases::of_unit(&mut tx, &dana, "IMT-BUK", 5).await.expect("stages").len(), 1);
});

both_databases!(what_is_on_no_list_is_never_added_up, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    for (code, component, place, name, quantity) in [
        ("CASE-KETAMINE", "IMT", "Termez", "Ketamine from a parcel", "1 kg"),
        ("CASE-NASVAY", "BLO", "Denau", "Nasvay", "2 kg"),
        ("CASE-NASVAY-2", "IMT", "Gijduvon", "Nasvay", "500 g"),
    ] {
        record(&mut tx, &dana, &CaseForm { state: "over".into(), ..case(code, component) }).await;
        let found = SeizedFields { substance: "other".into(), name: name.into(), ..opium(quantity) };
        let stage =
            StageForm { place: place.into(), agencies: vec!["SCC".into()], seized: vec![found], ..Default::default() };
        happened(&mut tx, &dana, code, &stage).await;
    }
    let told = async |tx: &mut Tx, viewer: &Viewer| {
        let totals = cases::totals(tx, viewer, Of::Everything).await.expect("totals");
        let words =
            |sums: Vec<Sums>| sums.iter().map(|sum| format!("{} {}", sum.what(), sum.all.words())).collect::<Vec<_>>();
        let parts =
            cases::by_component(&totals).into_iter().map(|(code, sums)| (code.unwrap_or_default(), words(sums)));
        (words(cases::by_substance(&totals)), parts.collect::<Vec<_>>())
    };
    let (sums, parts) = told(&mut tx, &dana).await;
    assert_eq!(sums, ["Ketamine from a parcel 1 kg", "Nasvay 2 kg 500 g"]);
    assert_eq!(
        parts,
        [
            ("BLO".to_owned(), vec!["Nasvay 2 kg".to_owned()]),
            ("IMT".to_owned(), vec!["Ketamine from a parcel 1 kg".to_owned(), "Nasvay 500 g".to_owned()]),
        ]
    );
    for unit_or_agency in cases::by_agency(&mut tx, &dana).await.expect("by agency") {
        assert_ne!(unit_or_agency.what, "Another substance");
    }
    // Japan reads one component of the two. A free name can say more than a donor may know: things are told apart by a number.
    let (sums, _) = told(&mut tx, &japan).await;
    assert_eq!(sums, ["Another substance, no. 1 1 kg", "Another substance, no. 2 500 g"]);
});

both_databases!(who_reads_what_of_a_case, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    bukhara(&mut tx, &dana).await;
    // Nobody published it, and it is running.
    record(&mut tx, &dana, &CaseForm { source: String::new(), ..case("CASE-QUIET", "IMT") }).await;
    let heroin = SeizedFields { substance: "heroin".into(), ..opium("20 kg 32 g") };
    let quiet =
        StageForm { place: "Termez".into(), agencies: vec!["SCC".into()], seized: vec![heroin], ..Default::default() };
    happened(&mut tx, &dana, "CASE-QUIET", &quiet).await;

    // Nor this stage of the case that was published.
    let more = StageForm {
        place: "Gijduvon".into(),
        agencies: vec!["SCC".into()],
        seized: vec![opium("7 g")],
        held: vec![HeldFields { number: "3".into(), ..Default::default() }],
        ..Default::default()
    };
    happened(&mut tx, &dana, "CASE-BUKHARA", &more).await;

    // (who, cases, stages of the case of Bukhara, sums)
    let (opium, heroin) = ((Substance::Opium, grams(3_689)), (Substance::Heroin, grams(20_032)));
    for (viewer, listed, stages, expected) in [
        (&dana, Some(2), Some(3), vec![heroin, (Substance::Opium, grams(3_696))]),
        (&aziz, Some(2), Some(1), vec![heroin, (Substance::Opium, grams(7))]),
        (&malika, Some(1), Some(2), vec![opium]),
        (&japan, None, None, vec![opium]),
        (&states, None, None, vec![]),
    ] {
        let who = &viewer.login;
        let page = cases::list(&mut tx, viewer, &Asked::default()).await.ok();
        assert_eq!(page.map(|page| page.rows.len()), listed, "{who}");
        let shown = cases::show(&mut tx, viewer, "CASE-BUKHARA").await.ok();
        assert_eq!(shown.map(|shown| shown.case.stages.len()), stages, "{who}");
        assert_eq!(sums(&mut tx, viewer).await, expected, "{who}");
    }

    let held = async |tx: &mut Tx, viewer: &Viewer| cases::held(tx, viewer, Of::Everything).await.expect("held").people;
    assert_eq!((held(&mut tx, &dana).await, held(&mut tx, &aziz).await, held(&mut tx, &japan).await), (4, 3, 1));
    let by_agency = cases::by_agency(&mut tx, &aziz).await.expect("by agency");
    assert_eq!(by_agency.iter().map(|row| row.agency.code.as_str()).collect::<Vec<_>>(), ["SCC", "SCC"]);
    assert!(cases::by_agency(&mut tx, &japan).await.is_err() && cases::by_unit(&mut tx, &japan).await.is_err());
    // What is said of the whole case would tell what the other stages were.
    let shown = cases::show(&mut tx, &aziz, "CASE-BUKHARA").await.expect("his stage");
    assert_eq!((shown.whole, shown.published, shown.prosecuted), (false, None, None));
    let filters = cases::filters(&mut tx, &aziz).await.expect("filters");
    assert_eq!((filters.components.as_slice(), filters.substances.len()), (&["IMT".to_owned()][..], 0));
    let filters = cases::filters(&mut tx, &dana).await.expect("filters");
    assert_eq!((filters.substances, filters.years), (vec![Substance::Heroin, Substance::Opium], vec![None]));

    // An agency that follows the case up reads all of it.
    let form = CaseForm { handed_to: "SCC".into(), ..case("CASE-BUKHARA", "IMT") };
    cases::update(&mut tx, &dana, NOW, 1, &NewCase::parse(&form).expect("a case")).await.expect("handed on");
    let shown = cases::show(&mut tx, &aziz, "CASE-BUKHARA").await.expect("handed on");
    assert_eq!((shown.case.stages.len(), shown.whole), (3, true));
    // Once it is over it counts for donors.
    let over = CaseForm { state: "over".into(), source: String::new(), ..case("CASE-QUIET", "IMT") };
    cases::update(&mut tx, &dana, NOW, 1, &NewCase::parse(&over).expect("a case")).await.expect("over");
    assert_eq!(
        sums(&mut tx, &japan).await,
        [heroin, opium],
        "the stage of the running case that nobody published is in no sum"
    );
});

both_databases!(what_was_entered_in_error_is_corrected_or_withdrawn_and_counts_nowhere, async |db| {
    let dana = programme(&db).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let [first, second] = bukhara(&mut tx, &dana).await;
    let form = StageForm { place: "Bukhara".into(), seized: vec![opium("941 g")], ..Default::default() };
    let right = NewStage::parse(&form).expect("a stage");
    assert!(cases::update_stage(&mut tx, &malika, NOW, second, 1, &right).await.is_err(), "staff alone");
    cases::update_stage(&mut tx, &dana, NOW, second, 1, &right).await.expect("corrected");
    let late = cases::update_stage(&mut tx, &dana, NOW, second, 1, &right).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Conflict(_)))), "somebody was faster: {late:?}");
    assert_eq!(sums(&mut tx, &dana).await, [(Substance::Opium, grams(3_690))]);
    assert!(cases::withdraw_stage(&mut tx, &dana, NOW, first, 1, " ").await.is_err(), "a reason is needed");
    cases::withdraw_stage(&mut tx, &dana, NOW, first, 1, "Counted twice").await.expect("withdrawn");
    let late = cases::withdraw_stage(&mut tx, &dana, NOW, second, 1, "Counted twice").await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Conflict(_)))), "it was corrected meanwhile: {late:?}");
    assert!(cases::update_stage(&mut tx, &dana, NOW, first, 2, &right).await.is_err(), "it is withdrawn");
    assert_eq!(sums(&mut tx, &dana).await, [(Substance::Opium, grams(941))]);
    assert!(cases::show(&mut tx, &malika, "CASE-BUKHARA").await.is_err(), "no stage is left that is hers");
    cases::withdraw(&mut tx, &dana, NOW, "CASE-BUKHARA", 1, "Another country").await.expect("withdrawn");
    assert_eq!(sums(&mut tx, &dana).await, []);
    let shown = cases::show(&mut tx, &dana, "CASE-BUKHARA").await.expect("staff go on to read it");
    assert_eq!(shown.case.withdrawn.as_deref(), Some("Another country"));
    let again = NewCase::parse(&case("CASE-BUKHARA", "IMT")).expect("a case");
    assert!(cases::update(&mut tx, &dana, NOW, 2, &again).await.is_err(), "it is withdrawn");
    assert!(cases::filters(&mut tx, &dana).await.expect("filters").has_withdrawn);
    let more = NewStage::parse(&form).expect("a stage");
    assert!(cases::record_stage(&mut tx, &dana, NOW, "CASE-BUKHARA", &more).await.is_err());
});

both_databases!(years_stand_in_their_order_and_the_newest_stages_of_a_unit_first, async |db| {
    let dana = programme(&db).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &case("CASE-LONG", "IMT")).await;
    for (day, agency) in [("2019", "MIA"), ("", "MIA"), ("Apr 2020", "MIA"), ("May 2020", "SCC"), ("2017", "MIA")] {
        let stage = StageForm {
            occurred_on: day.into(),
            place: "Andijan".into(),
            units: "IMT-AND".into(),
            agencies: vec![agency.into()],
            seized: vec![opium("1 g")],
            ..Default::default()
        };
        happened(&mut tx, &dana, "CASE-LONG", &stage).await;
    }
    let totals = cases::totals(&mut tx, &dana, Of::Everything).await.expect("totals");
    let years: Vec<Option<&str>> = totals.iter().map(|total| total.year.as_deref()).collect();
    assert_eq!(
        years,
        [Some("2017"), Some("2019"), Some("2020"), None],
        "what has no year stands last on both databases"
    );
    let filters = cases::filters(&mut tx, &dana).await.expect("filters");
    assert_eq!(
        filters.years.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [Some("2020"), Some("2019"), Some("2017"), None]
    );
    let newest = cases::of_unit(&mut tx, &dana, "IMT-AND", 2).await.expect("stages");
    assert_eq!(newest.iter().map(|stage| stage.date()).collect::<Vec<_>>(), ["May 2020", "Apr 2020"]);
    // She mans the team and reads all of its stages; what is withdrawn takes no place.
    cases::withdraw_stage(&mut tx, &dana, NOW, newest[0].id, 1, "Another team").await.expect("withdrawn");
    let newest = cases::of_unit(&mut tx, &malika, "IMT-AND", 2).await.expect("stages");
    assert_eq!(newest.iter().map(|stage| stage.date()).collect::<Vec<_>>(), ["Apr 2020", "2019"]);
});

both_databases!(a_donor_sees_a_photo_once_it_is_released_and_the_case_is_over, async |db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let [first, _] = bukhara(t, &dana).await;
    let new = |stage: i64| NewPhotos { stage, caption: "Opium, weighed".into(), taken_on: "2020-04".parse().ok() };
    assert_eq!(told(cases::add_photos(t, &malika, NOW, &new(first), &[b"one"]).await.map(drop)), "forbidden");
    assert_eq!(told(cases::add_photos(t, &dana, NOW, &new(first + 99), &[b"one"]).await.map(drop)), "not found");
    assert_eq!(cases::add_photos(t, &dana, NOW, &new(first), &[b"one", b"two", b"one"]).await.expect("kept"), 2);
    assert_eq!(cases::add_photos(t, &dana, NOW, &new(first), &[b"one"]).await.expect("kept already"), 0);
    let photos = cases::photos_of_case(t, &dana, "CASE-BUKHARA").await.expect("photos");
    let [one, two] = photos.as_slice() else { panic!("{photos:?}") };
    assert_eq!((one.caption.as_str(), one.released.is_none()), ("Opium, weighed", true));
    // Whoever reads the stage reads its photos; nobody else.
    let file = async |t: &mut Tx, who: &Viewer, photo: &PhotoRow| {
        told(cases::photo_file(t, who, photo.stage, &photo.sha256).await.map(drop))
    };
    for (who, answer) in [(&dana, "done"), (&malika, "done"), (&japan, "not found"), (&states, "not found")] {
        assert_eq!(file(t, who, one).await, answer, "{}", who.login);
    }
    assert_eq!(cases::photos_of_case(t, &malika, "CASE-BUKHARA").await.expect("photos").len(), 2);
    assert!(cases::photos_of_case(t, &aziz, "CASE-NOTHING").await.expect("none").is_empty());
    assert_eq!(told(cases::photos_of_case(t, &japan, "CASE-BUKHARA").await.map(drop)), "forbidden");

    // Released while the case is running: still nothing for a donor.
    assert_eq!(told(cases::release_photo(t, &malika, NOW, one.id, true).await), "forbidden");
    cases::release_photo(t, &dana, NOW, one.id, true).await.expect("released");
    assert_eq!(told(cases::release_photo(t, &dana, NOW, one.id, true).await), "This photo is released already");
    assert_eq!(file(t, &japan, one).await, "not found");
    assert!(cases::released_photos(t, &japan).await.expect("none").is_empty());
    let shown = cases::show(t, &dana, "CASE-BUKHARA").await.expect("the case");
    let over = CaseForm { state: "over".into(), ..case("CASE-BUKHARA", "IMT") };
    let over = NewCase::parse(&over).expect("a case");
    cases::update(t, &dana, NOW, shown.version, &over).await.expect("over");
    let read = cases::released_photos(t, &japan).await.expect("photos");
    assert_eq!(read.iter().map(|photo| photo.id).collect::<Vec<_>>(), [one.id], "the other one is not released");
    assert_eq!(read[0].released.as_ref().map(|(name, _)| name.is_none()), Some(true), "who released it is for staff");
    assert_eq!((file(t, &japan, one).await.as_str(), file(t, &japan, two).await.as_str()), ("done", "not found"));
    assert!(cases::released_photos(t, &states).await.expect("none").is_empty(), "another donor's component");

    cases::release_photo(t, &dana, NOW, one.id, false).await.expect("hidden");
    assert_eq!(file(t, &japan, one).await, "not found");
    cases::release_photo(t, &dana, NOW, one.id, true).await.expect("released again");
    cases::withdraw_photo(t, &dana, NOW, one.id, "Another case").await.expect("withdrawn");
    assert_eq!(told(cases::withdraw_photo(t, &dana, NOW, one.id, "Again").await), "This photo is withdrawn already");
    for (who, answer) in [(&dana, "done"), (&malika, "not found"), (&japan, "not found")] {
        assert_eq!(file(t, who, one).await, answer, "{}", who.login);
    }
    // It stands again as it was: released.
    assert_eq!(told(cases::restore_photo(t, &malika, NOW, one.id).await.map(drop)), "forbidden");
    cases::restore_photo(t, &dana, NOW, one.id).await.expect("stands again");
    let again = cases::restore_photo(t, &dana, NOW, one.id).await.map(drop);
    assert_eq!(told(again), "This photo stands: there is nothing to take back");
    assert_eq!((file(t, &japan, one).await.as_str(), file(t, &malika, one).await.as_str()), ("done", "done"));
    store::verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
