//! Published totals: about any noun, beside what the portal itself counts of the same, as far as the viewer reads it.

use domain::{
    Role, Viewer,
    activity::{ActivityKind, BelongsTo, NewActivity},
    case::{CaseForm, NewCase, NewStage, SeizedFields, StageForm},
    change::Entity,
    quote::{Counted, NewQuote, QuoteForm, QuoteWords, Recorded, Subject},
};
use store::{
    Db, Tx, activities, agencies, cases, changes, components, donors,
    list::Asked,
    quotes::{self, QuoteRow},
    rounds, verify,
};

use crate::{
    chain, programme as reference,
    support::{NOW, asked, person, told},
};

fn total(about: &str, counted: &str) -> QuoteForm {
    QuoteForm {
        about: about.into(),
        what: "in the words of the source".into(),
        counted: counted.into(),
        source_title: "News of 10 December 2019".into(),
        ..Default::default()
    }
}

async fn enter(tx: &mut Tx, who: &Viewer, form: &QuoteForm) -> store::Result<i64> {
    let about: Subject = form.about.parse().expect("a subject");
    Ok(quotes::record(tx, who, NOW, &about, &NewQuote::parse(form).expect("a total")).await?.id)
}

async fn read(tx: &mut Tx, who: &Viewer, about: &str) -> Vec<QuoteRow> {
    quotes::about(tx, who, &about.parse().expect("a subject")).await.expect("read")
}

/// The one figure about it, as a page says it.
async fn beside(tx: &mut Tx, who: &Viewer, about: &str) -> String {
    let rows = read(tx, who, about).await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    let (counted, recorded) = (row.words.counted.expect("counted"), row.recorded.expect("beside it"));
    format!("{}. {}", row.published.beside(counted, recorded), row.published.explained(counted, recorded))
}

both_databases!(twelve_published_and_two_recorded_here, async |db: Db| {
    let dana = reference::programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let malika = person(&db, "malika", Role::Officer, Some("MIA")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let twelve = QuoteForm { number: "12".into(), as_of: "10 Dec 2019".into(), ..total("component IMT", "trainings") };
    for nobody in [&malika, &japan] {
        assert_eq!(told(enter(t, nobody, &twelve).await), "forbidden");
    }
    assert_eq!(
        told(enter(t, &dana, &QuoteForm { about: "component XYZ".into(), ..twelve.clone() }).await),
        "not found"
    );
    let id = enter(t, &dana, &twelve).await.expect("recorded");
    let phase = BelongsTo::Phase(components::phase_id(t, "IMT", 1).await.expect("phase"));
    for (code, kind, starts_on) in [
        ("T-2018", ActivityKind::Training, Some("2018")),
        ("T-2019-12", ActivityKind::Training, Some("2019-12")),
        ("T-LATER", ActivityKind::Training, Some("2019-12-11")),
        ("T-SOME-DAY", ActivityKind::Training, None),
        ("FORUM-2018", ActivityKind::Forum, Some("2018")),
    ] {
        let new = NewActivity {
            starts_on: starts_on.map(|date| date.parse().expect("date")),
            belongs_to: Some(phase.clone()),
            ..NewActivity::held(kind, code, "Risk assessment")
        };
        activities::create(t, &dana, NOW, &new).await.expect("activity");
    }
    let of_dana =
        "12 published, 2 recorded here. 10 known from the source alone. 1 training without such a date is not counted.";
    assert_eq!(beside(t, &dana, "component IMT").await, of_dana);
    let of_japan = of_dana.replace("alone. 1", "alone, or not among what you read here. 1");
    assert_eq!(beside(t, &japan, "component IMT").await, of_japan, "Japan pays for the phase");
    // An officer reads the component and none of its trainings; another donor reads neither.
    let of_malika = "12 published, 0 recorded here. 12 known from the source alone, or not among what you read here.";
    assert_eq!(beside(t, &malika, "component IMT").await, of_malika);
    assert_eq!(told(quotes::about(t, &states, &Subject::Component("IMT".into())).await), "not found");
    // The list of its activities is not empty without a word.
    let counted = [Counted::Trainings, Counted::Participations];
    for (viewer, listed) in [(&dana, 1), (&malika, 1), (&japan, 1), (&states, 0)] {
        let found = quotes::of_components(t, viewer, &counted, Some("IMT")).await.expect("listed");
        assert_eq!(found.len(), listed, "{}", viewer.login);
    }
    assert!(quotes::of_components(t, &dana, &[Counted::Seized], None).await.expect("none").is_empty());

    // What stands around it is put right; the figure and its source are not.
    let words = QuoteWords {
        as_of: None,
        period: "2018".parse().ok(),
        topics: vec!["risk".into()],
        ..QuoteWords::about("courses")
    };
    let right = (QuoteWords { counted: Some(Counted::Trainings), ..words }, Some("about".to_owned()));
    assert_eq!(told(quotes::update(t, &japan, NOW, id, 1, &right).await), "forbidden");
    assert_eq!(told(quotes::update(t, &dana, NOW, id + 9, 1, &right).await), "not found");
    quotes::update(t, &dana, NOW, id, 1, &right).await.expect("put right");
    assert_ne!(told(quotes::update(t, &dana, NOW, id, 1, &right).await), "done", "somebody was faster");
    let row = &read(t, &dana, "component IMT").await[0];
    assert_eq!((row.published.to_string(), row.words.when()), ("about 12".into(), Some("in 2018".into())));
    assert_eq!(row.recorded, Some(Recorded { amount: 1, aside: 1, partly: false }), "of that year alone");
    assert_eq!(changes::of(t, &dana, Entity::Quote, &id.to_string()).await.expect("history").len(), 2);
    quotes::withdraw(t, &dana, NOW, id, "Another component").await.expect("withdrawn");
    assert!(read(t, &dana, "component IMT").await.is_empty());
    assert!(quotes::of_components(t, &dana, &counted, None).await.expect("none").is_empty());
});

both_databases!(a_mass_of_one_year_stands_beside_what_was_seized_in_it, async |db: Db| {
    let dana = reference::programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for about in ["component IMT", "unit IMT-TER", "programme PCA-2015"] {
        let form = QuoteForm {
            mass: "230 kg".into(),
            qualifier: "over".into(),
            period: "2018".into(),
            ..total(about, "seized")
        };
        enter(t, &dana, &form).await.expect("recorded");
    }
    let case = CaseForm {
        code: "CASE-1".into(),
        title: "On the road".into(),
        component: "IMT".into(),
        state: "running".into(),
        ..Default::default()
    };
    cases::create(t, &dana, NOW, &NewCase::parse(&case).expect("a case")).await.expect("case");
    let stage = |on: &str, quantity: &str, source: &str| StageForm {
        occurred_on: on.into(),
        place: "Termez".into(),
        units: "IMT-TER".into(),
        agencies: vec!["MIA".into()],
        seized: vec![
            SeizedFields { substance: "opium".into(), quantity: quantity.into(), ..Default::default() },
            SeizedFields { substance: "tramadol".into(), quantity: "40 tablets".into(), ..Default::default() },
        ],
        source: source.into(),
        ..Default::default()
    };
    for (on, quantity, source) in
        [("2018-05", "20 kg 32 g", "news"), ("2019-05", "7 g", "news"), ("", "3 kg 689 gr", ""), ("2018", "1 kg", "")]
    {
        let new = NewStage::parse(&stage(on, quantity, source)).expect("a stage");
        cases::record_stage(t, &dana, NOW, "CASE-1", &new).await.expect("stage");
    }
    // Of a running case a donor's sums have what was published alone.
    for (viewer, recorded) in [
        (&dana, Recorded { amount: 21_032, aside: 3_689, partly: false }),
        (&japan, Recorded { amount: 20_032, aside: 0, partly: true }),
        (&aziz, Recorded { amount: 0, aside: 0, partly: true }),
    ] {
        for about in ["component IMT", "unit IMT-TER", "programme PCA-2015"] {
            let Ok(rows) = quotes::about(t, viewer, &about.parse().expect("a subject")).await else {
                assert_eq!((viewer.login.as_str(), about), ("aziz", "unit IMT-TER"));
                continue;
            };
            assert_eq!(rows[0].recorded, Some(recorded), "{} {about}", viewer.login);
        }
    }
    let said = beside(t, &dana, "unit IMT-TER").await;
    assert_eq!(
        said,
        "over 230 kg published, 21 kg 32 g recorded here. about 208 kg 968 g known from the source alone. 3 kg 689 g without such a date \
         are not counted."
    );
});

both_databases!(what_was_handed_over_stands_beside_what_was_published_of_it, async |db: Db| {
    let people = chain::programme(&db).await;
    let (dana, customs) = (&people.dana, &people.customs);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    chain::dispatch(t, &people).await;
    let nouns = ["component IMT".to_owned(), "grant JP-2020".to_owned(), format!("round {}", chain::HANDOVER)];
    for about in &nouns {
        let form = QuoteForm {
            amount: "190,000".into(),
            currency: "USD".into(),
            qualifier: "nearly".into(),
            ..total(about, "value")
        };
        enter(t, dana, &form).await.expect("recorded");
    }
    for about in &nouns {
        assert_eq!(read(t, dana, about).await[0].recorded, Some(Recorded::default()), "{about}: nobody signed");
    }
    chain::count_one_of_each(t, customs, NOW).await;
    let confirmed = rounds::front(t, dana, chain::HANDOVER).await.expect("round").confirmed.0[0].minor;
    assert!(confirmed > 0);
    for about in &nouns {
        assert_eq!(read(t, dana, about).await[0].recorded.map(|r| r.amount), Some(confirmed), "{about}");
    }
    // Money is not for officers.
    assert!(read(t, customs, "component IMT").await.is_empty());
});

both_databases!(offices_established_are_counted_as_of_a_day, async |db: Db| {
    let dana = reference::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let form = QuoteForm { number: "12".into(), as_of: "Dec 2016".into(), ..total("component BLO", "liaison offices") };
    enter(t, &dana, &form).await.expect("recorded");
    let row = &read(t, &dana, "component BLO").await[0];
    let recorded = row.recorded.expect("counted");
    assert_eq!(recorded.amount, 0, "none is known to have worked in 2016");
    let nobody = QuoteForm { number: "9".into(), ..total("activity C-NONE", "participations") };
    assert_eq!(told(enter(t, &dana, &nobody).await), "not found");
});

both_databases!(what_an_agency_received_and_a_donor_funded_is_published_and_counted, async |db: Db| {
    let people = chain::programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    chain::dispatch(t, &people).await;
    chain::count_one_of_each(t, &people.customs, NOW).await;
    chain::count_one_of_each(t, &people.security, NOW).await;
    for (about, counted) in
        [("agency SCC", "vehicles"), ("agency SSS", "vehicles"), ("donor JP", "vehicles"), ("donor US", "vehicles")]
    {
        enter(t, dana, &QuoteForm { number: "5".into(), ..total(about, counted) }).await.expect("recorded");
    }
    for about in ["agency SCC", "donor JP"] {
        let form = QuoteForm { amount: "1,000".into(), currency: "USD".into(), ..total(about, "value") };
        enter(t, dana, &form).await.expect("recorded");
    }
    assert!(NewQuote::parse(&QuoteForm { number: "5".into(), ..total("donor JP", "trainings") }).is_err());
    assert_eq!(told(enter(t, dana, &QuoteForm { number: "5".into(), ..total("donor XX", "") }).await), "not found");

    // What is shared with a donor opens nothing else to it.
    let seen = NewActivity::held(ActivityKind::Workshop, "C-SEEN", "Precursors");
    activities::create(t, dana, NOW, &seen).await.expect("activity");
    activities::share(t, dana, NOW, "C-SEEN", 1, "JP").await.expect("shared");

    // An officer reads its own agency, without money; a donor itself, and agencies to which what it pays for was sent.
    let count = async |t: &mut Tx, who: &Viewer, about: &str| {
        let rows = quotes::about(t, who, &about.parse().expect("a subject")).await;
        rows.map(|rows| rows.len()).map_err(|error| told(Err::<(), _>(error)))
    };
    assert_eq!(count(t, &people.customs, "agency SCC").await, Ok(1));
    assert_eq!(count(t, &people.customs, "agency SSS").await, Err("not found".into()));
    assert_eq!(count(t, &people.customs, "donor JP").await, Err("forbidden".into()));
    assert_eq!(count(t, &people.japan, "donor JP").await, Ok(2));
    assert_eq!(count(t, &people.usa, "donor JP").await, Err("not found".into()));
    assert_eq!(count(t, dana, "agency SCC").await, Ok(2));
    for row in read(t, dana, "donor JP").await {
        assert!(row.recorded.is_some_and(|recorded| recorded.amount > 0), "{row:?}");
    }

    // The list of all of them says the same.
    let all = quotes::list(t, dana, &Asked::default()).await.expect("list").rows;
    assert_eq!(all.len(), 6);
    let own = quotes::list(t, &people.customs, &Asked::default()).await.expect("list").rows;
    assert_eq!(own.iter().map(|row| row.about.to_string()).collect::<Vec<_>>(), ["agency SCC"]);
    let japan = quotes::list(t, &people.japan, &Asked::default()).await.expect("list").rows;
    assert!(japan.iter().any(|row| row.about.to_string() == "donor JP"));
    assert!(japan.iter().all(|row| row.about.to_string() != "donor US"));
    for row in &japan {
        let read = quotes::about(t, &people.japan, &row.about).await.expect("its page has it");
        let same = read.iter().find(|figure| figure.id == row.quote.id).expect("the same figure");
        assert_eq!(same.recorded, row.quote.recorded);
    }
    let narrowed = [("noun", "donor"), ("counted", "vehicles")];
    let found = quotes::list(t, dana, &asked(&narrowed)).await.expect("list").rows;
    assert_eq!(found.len(), 2);
    assert_eq!(quotes::list(t, dana, &asked(&[("q", "words of the source")])).await.expect("list").rows.len(), 6);
    let withdrawn = found[0].quote.id;
    quotes::withdraw(t, dana, NOW, withdrawn, "Another donor").await.expect("withdrawn");
    assert_eq!(quotes::list(t, dana, &asked(&[("state", "withdrawn")])).await.expect("list").rows.len(), 1);
    let filters = quotes::filters(t, dana).await.expect("filters");
    assert_eq!((filters.nouns.len(), filters.counted.len(), filters.has_withdrawn), (2, 2, true));

    let show = agencies::show(t, dana, "SCC").await.expect("agency");
    assert!(show.in_scope && show.rounds.as_ref().is_some_and(|rounds| rounds.len() == 1) && !show.sent.0.is_empty());
    let foreign = agencies::show(t, &people.security, "SCC").await.expect("its names");
    assert!(!foreign.in_scope && foreign.rounds.is_none());
    assert_eq!(told(donors::show(t, &people.usa, "JP").await.map(drop)), "not found");
    assert!(donors::show(t, &people.japan, "JP").await.expect("donor").items > 0);
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
