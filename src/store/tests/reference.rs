//! Who reads and records donors, agencies and units.

use crate::programme::programme;
use crate::support::{NOW, asked, number, person, told};
use domain::{
    AsOf, Currency, Money, Refusal, Role,
    agency::NextName,
    change::Entity,
    item::{Details, Identity, ItemKind},
    round::{NewItem, NewLine, NewRound},
    unit::UnitKind,
};
use store::{
    Error, Tx, agencies, changes, components,
    donors::{self, NewDonor},
    rounds, sources,
    units::{self, NewUnit, UnitRow},
};

both_databases!(only_staff_record_reference_data, async |db| {
    let dana = programme(&db).await;
    let embassy = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let korea =
        NewDonor { code: "KR".into(), name: "Republic of Korea".into(), currency: Currency::Usd, iati_ref: None };
    let mut tx = db.write().await.expect("write");
    for nobody in [&embassy, &aziz, &admin] {
        let refused = donors::add(&mut tx, nobody, NOW, &korea).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{}", nobody.login);
        let refused = sources::add(&mut tx, nobody, NOW, "x", "X").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{}", nobody.login);
    }
    let id = donors::add(&mut tx, &dana, NOW, &korea).await.expect("staff may");
    assert_eq!(donors::id_of(&mut tx, "KR").await.expect("found"), id);
    let history = changes::of(&mut tx, &dana, Entity::Donor, "KR").await.expect("history");
    assert_eq!(history.len(), 1);
    assert!(history[0].body.contains("Republic of Korea"));
    assert_eq!(history[0].person_id, Some(dana.person));
});

both_databases!(a_code_that_is_taken_says_so_under_its_field, async |db| {
    let dana = programme(&db).await;
    let again = NewDonor { code: "JP".into(), name: "Japan".into(), currency: Currency::Jpy, iati_ref: None };
    let mut tx = db.write().await.expect("write");
    assert_eq!(field(donors::add(&mut tx, &dana, NOW, &again).await), "code");
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    assert_eq!(field(sources::id(&mut tx, "rumour").await), "source");
    assert_eq!(field(donors::id_of(&mut tx, "XX").await), "donor");
    assert_eq!(field(agencies::id_of(&mut tx, "XX", "lines[0][agency]").await), "lines[0][agency]");
    assert_eq!(field(units::id_of(&mut tx, "IMT-XX", "unit").await), "unit");
});

both_databases!(an_embassy_finds_itself_and_no_other_donor, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let embassy = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.read().await.expect("read");
    let refused = donors::list(&mut tx, &aziz).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))));
    let own = donors::list(&mut tx, &embassy).await.expect("donors");
    assert_eq!(own.iter().map(|d| (d.code.as_str(), d.currency.0)).collect::<Vec<_>>(), [("JP", Currency::Jpy)]);
    assert_eq!(donors::list(&mut tx, &dana).await.expect("donors").len(), 2);
});

both_databases!(documents_print_the_agency_name_of_their_day, async |db| {
    programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.read().await.expect("read");
    let rows = agencies::list(&mut tx, &aziz).await.expect("agencies");
    assert_eq!(rows.len(), 4);
    let security = rows.iter().find(|a| a.code == "SSS").expect("SSS");
    assert_eq!(security.current_name(), "State Security Service");
    assert_eq!(security.name_on(day("2016-10-20")), "National Security Service");
    for (on, name) in [
        ("2016-10-20", "National Security Service"),
        ("2018-03-13", "National Security Service"),
        ("2018-03-14", "State Security Service"),
        ("2019-09-25", "State Security Service"),
    ] {
        assert_eq!(agencies::name_on(&mut tx, security.id, day(on)).await.expect("name"), name, "{on}");
    }
    let interior = rows.iter().find(|a| a.code == "MIA").expect("MIA");
    assert_eq!(interior.names[0].note.as_deref(), Some("also printed as Ministry of Interior"));
    assert_eq!(agencies::names(&mut tx).await.expect("names")[&security.id].len(), 2);
});

fn next(name: &str, from: &str) -> NextName {
    NextName { name: name.into(), from: day(from) }
}

both_databases!(a_new_name_ends_the_present_one_and_rewrites_no_document, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let customs = next("Customs Committee", "2019-12-01");
    agencies::rename(&mut tx, &dana, NOW, "SCC", 1, &customs).await.expect("renamed");
    // The name that is there already has had a beginning: it is followed later, or not at all.
    let service = next("Customs Service", "2019-12-02");
    agencies::rename(&mut tx, &dana, NOW, "SCC", 2, &service).await.expect("renamed again");
    let rows = agencies::list(&mut tx, &dana).await.expect("agencies");
    let row = rows.iter().find(|a| a.code == "SCC").expect("SCC");
    let named: Vec<_> = row.names.iter().map(|n| (n.dated.name.as_str(), n.dated.from, n.dated.until)).collect();
    assert_eq!(
        named,
        [
            ("State Customs Committee", None, Some(day("2019-12-01"))),
            ("Customs Committee", Some(day("2019-12-01")), Some(day("2019-12-02"))),
            ("Customs Service", Some(day("2019-12-02")), None),
        ]
    );
    assert_eq!((row.current_name(), row.name_on(day("2019-11-30"))), ("Customs Service", "State Customs Committee"));
    assert_eq!(row.name_on(day("2019-12-01")), "Customs Committee");
    let other = rows.iter().find(|a| a.code == "SSS").expect("SSS");
    assert_eq!(other.current_name(), "State Security Service");
    let history = changes::of(&mut tx, &dana, Entity::Agency, "SCC").await.expect("history");
    assert_eq!(history.iter().map(|h| h.deed.word()).collect::<Vec<_>>(), ["edited", "edited", "created"]);
    assert!(history[0].body.contains("Customs Service") && history[0].body.contains("2019-12-02"));
    assert_eq!(history[0].person_id, Some(dana.person));
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_name_that_cannot_follow_is_refused_and_changes_nothing, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    let before = number(&mut tx, "SELECT COUNT(*) FROM agency_name").await;
    let began = "valid_from: “State Security Service” is its name from 14 Mar 2018: enter a later day";
    for (name, from, answer) in [
        ("Security Service", "2018-03-13", began),
        ("Security Service", "2018-03-14", began),
        ("State Security Service", "2019-01-01", "name: This is its name already"),
    ] {
        let next = next(name, from);
        assert_eq!(told(agencies::rename(&mut tx, &dana, NOW, "SSS", 2, &next).await), answer, "{from}");
    }
    let service = next("Security Service", "2019-01-01");
    assert_eq!(told(agencies::rename(&mut tx, &aziz, NOW, "SCC", 1, &service).await), "forbidden");
    assert_eq!(told(agencies::rename(&mut tx, &dana, NOW, "XX", 1, &service).await), "not found");
    // The form was opened before somebody gave it the second name.
    let stale = told(agencies::rename(&mut tx, &dana, NOW, "SSS", 1, &service).await);
    assert!(stale.starts_with("Changed meanwhile by dana (test) on 12 Dec 2019"), "{stale}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM agency_name").await, before);
    assert_eq!(changes::of(&mut tx, &dana, Entity::Agency, "SSS").await.expect("history").len(), 1);
});

both_databases!(an_agency_is_recorded_once, async |db| {
    let dana = programme(&db).await;
    let new = |code: &str| agencies::NewAgency {
        code: code.into(),
        country: "KG".into(),
        part: None,
        names: vec![agencies::NewAgencyName { name: "State Border Guard Service".into(), ..Default::default() }],
    };
    let mut tx = db.write().await.expect("write");
    agencies::add(&mut tx, &dana, NOW, &new("SBGS")).await.expect("recorded");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    let again = told(agencies::add(&mut tx, &dana, NOW, &new("SBGS")).await);
    assert_eq!(again, "code: There is already an agency with this code");
});

both_databases!(thirteen_teams_six_of_them_existing_in_2019, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    let rows = units::all(&mut tx, &dana).await.expect("units");
    let teams: Vec<&UnitRow> = rows.iter().filter(|u| u.kind == UnitKind::Imt).collect();
    assert_eq!((rows.len(), teams.len()), (18, 13));
    for (year, existing) in [("2019", 6), ("2017", 0)] {
        let asked = asked(&[("kind", "IMT"), ("year", year)]);
        assert_eq!(units::count(&mut tx, &dana, &asked).await.expect("count"), existing, "{year}");
    }
    let words = |code: &str| teams.iter().find(|u| u.unit.code.as_deref() == Some(code)).and_then(|u| u.working());
    assert_eq!(words("IMT-TER").as_deref(), Some("working since 2018"));
    assert_eq!(words("IMT-BUK").as_deref(), Some("planned 2020"));
});

both_databases!(gulistan_and_syrdarya_find_the_same_team, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    for word in ["gulistan", "Syrdarya"] {
        let found = units::list(&mut tx, &dana, &asked(&[("q", word)])).await.expect("units");
        let found: Vec<_> = found.rows.iter().map(|u| u.row.unit.code.as_deref()).collect();
        assert_eq!(found, [Some("IMT-SYR")], "{word}");
    }
    let team = units::show(&mut tx, &dana, "IMT-SYR").await.expect("team").row;
    assert_eq!(team.unit.label, "IMT Gulistan");
    assert_eq!(team.areas, ["Syrdarya"]);
    let manned: Vec<&str> = team.agencies.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(manned, ["Ministry of Internal Affairs", "State Security Service"]);
});

both_databases!(a_donor_learns_no_border_post, async |db| {
    let dana = programme(&db).await;
    let embassy = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.read().await.expect("read");
    assert!(not_found(units::show(&mut tx, &embassy, "BLO-OYB").await));
    let rows = units::all(&mut tx, &embassy).await.expect("units");
    let sent = format!("{rows:?}");
    for post in ["Dustlik", "Oybek", "Sariosiyo", "Ayritom", "BLO-DUS", "BLO-OYB", "BLO-SAR", "BLO-AYR"] {
        assert!(!sent.contains(post), "{post}");
    }
    let offices: Vec<(&str, usize)> =
        rows.iter().filter(|u| u.kind == UnitKind::Blo).map(|u| (u.unit.label.as_str(), u.count)).collect();
    assert_eq!(
        offices,
        [("BLO at the UZ–AF border", 1), ("BLO at the UZ–KG border", 1), ("BLO at the UZ–TJ border", 2)]
    );
    assert_eq!(units::show(&mut tx, &embassy, "IMT-TER").await.expect("a team").row.unit.label, "IMT Termez");
    let office = units::show(&mut tx, &dana, "BLO-OYB").await.expect("staff").row;
    assert_eq!((office.unit.label.as_str(), office.place.as_deref()), ("BLO Oybek", Some("Oybek")));
});

both_databases!(the_offices_of_a_border_are_in_no_one_country, async |db| {
    let dana = programme(&db).await;
    let embassy = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    for (code, crossing, country) in [("BLO-ZHI", "Zhibek Zholy", "KZ"), ("BLO-YAL", "Yallama", "UZ")] {
        let office = NewUnit {
            code: code.into(),
            kind: UnitKind::Blo,
            base: None,
            crossing: Some(crossing.into()),
            border: Some("UZ–KZ".into()),
            country: Some(country.into()),
            ..unit_of("SCC")
        };
        units::add(&mut tx, &dana, NOW, &office).await.expect("office");
    }
    let team = NewUnit { country: Some("UZ".into()), ..unit_of("SSS") };
    units::add(&mut tx, &dana, NOW, &team).await.expect("team");
    for (viewer, country, found) in [
        (&dana, "KZ", &["BLO Zhibek Zholy"][..]),
        (&dana, "UZ", &["IMT Zarafshan", "BLO Yallama"]),
        (&embassy, "KZ", &[]),
        (&embassy, "UZ", &["IMT Zarafshan"]),
    ] {
        let rows = units::list(&mut tx, viewer, &asked(&[("country", country)])).await.expect("units").rows;
        let labels: Vec<&str> = rows.iter().map(|unit| unit.row.unit.label.as_str()).collect();
        assert_eq!(labels, found, "{} asks for {country}", viewer.login);
    }
    let rows = units::all(&mut tx, &embassy).await.expect("units");
    let offices = rows.iter().find(|unit| unit.border.as_deref() == Some("UZ–KZ")).expect("a row for the border");
    assert_eq!((offices.count, offices.country.as_deref()), (2, None));
});

both_databases!(an_officer_sees_the_units_of_the_agency_and_where_its_goods_go, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    assert!(not_found(units::show(&mut tx, &aziz, "IMT-TER").await));
    assert_eq!(codes(&units::all(&mut tx, &aziz).await.expect("units")), ["BLO-AYR", "BLO-DUS", "BLO-OYB", "BLO-SAR"]);

    goods_for_customs_in_termez(&mut tx, &dana).await;
    assert!(not_found(units::show(&mut tx, &aziz, "IMT-TER").await), "a draft announces nothing");
    rounds::schedule(&mut tx, &dana, NOW, "R-1").await.expect("schedule");
    assert_eq!(units::show(&mut tx, &aziz, "IMT-TER").await.expect("announced").row.unit.label, "IMT Termez");
    assert!(codes(&units::all(&mut tx, &aziz).await.expect("units")).contains(&"IMT-TER".to_owned()));
});

async fn goods_for_customs_in_termez(tx: &mut Tx, dana: &domain::Viewer) {
    let round = NewRound {
        code: "R-1".into(),
        number: None,
        title: "Borescopes for Termez".into(),
        planned_on: None,
        place: None,
        occasion: None,
        guests: None,
        present: None,
        shown: None,
    };
    rounds::create(tx, dana, NOW, &round).await.expect("round");
    let line = NewLine {
        item: NewItem {
            kind: ItemKind::Lot,
            name: "Borescopes".into(),
            make: None,
            model: None,
            identity: Identity::default(),
            category: None,
            unit_of_measure: "piece".into(),
            details: Details::default(),
            illustrative: false,
        },
        unit_code: "IMT-TER".into(),
        agency_code: "SCC".into(),
        phase_id: components::phase_id(tx, "IMT", 1).await.expect("phase"),
        quantity: 3,
        value: Money::new(90_000, Currency::Usd),
        shares: vec![("JP-2016".into(), 1_000_000)],
        note: None,
    };
    rounds::add_line(tx, dana, NOW, "R-1", &line).await.expect("line");
}

both_databases!(what_a_unit_holds_is_told_to_those_who_may_see_the_lines, async |db| {
    let people = crate::chain::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    crate::chain::dispatch(&mut tx, &people).await;
    crate::chain::count_one_of_each(&mut tx, &people.customs, NOW).await;
    for (viewer, unit, lines) in [
        // The newest first.
        (&people.dana, "IMT-TER", &["Boots", "Narcotics analyser", "Off-road car"][..]),
        (&people.dana, "BLO-DUS", &["Night-vision monocular"]),
        (&people.security, "IMT-TER", &["Narcotics analyser", "Off-road car"]),
        (&people.security, "BLO-DUS", &[]),
        (&people.customs, "BLO-DUS", &["Night-vision monocular"]),
        (&people.customs, "IMT-TER", &[]),
        (&people.japan, "IMT-TER", &["Off-road car"]),
        (&people.usa, "IMT-TER", &["Narcotics analyser", "Off-road car"]),
    ] {
        let sent = units::sent(&mut tx, viewer, unit, AsOf::default()).await.expect("sent");
        let names: Vec<&str> = sent.coming.rows.iter().map(|h| h.line.name.as_str()).collect();
        assert_eq!(names, lines, "{} {unit}", viewer.login);
    }
    for donor in [&people.japan, &people.usa] {
        assert_eq!(told(units::sent(&mut tx, donor, "BLO-DUS", AsOf::default()).await), "not found");
    }
    let sent = units::sent(&mut tx, &people.customs, "BLO-DUS", AsOf::default()).await.expect("sent");
    assert_eq!((sent.lines, sent.signed, sent.rounds), (1, 1, 1));
    let held = &sent.coming.rows;
    let (receipt, received_on) = held[0].receipt.clone().expect("counted");
    assert_eq!((receipt.as_str(), received_on.words().as_str()), ("receipt-of-customs", "11 Dec 2019"));
    assert_eq!((held[0].line.counted.received, held[0].line.outstanding), (1, 3));
    let open = units::sent(&mut tx, &people.security, "IMT-TER", AsOf::default()).await.expect("sent");
    assert_eq!((open.lines, open.signed), (2, 0));
    assert!(open.coming.rows.iter().all(|h| h.receipt.is_none() && h.round.code == crate::chain::HANDOVER));
});

both_databases!(a_cancelled_round_is_not_on_its_way, async |db| {
    let people = crate::chain::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    rounds::schedule(&mut tx, &people.dana, NOW, "R-DRAFT").await.expect("schedule");
    let names = async |tx: &mut Tx, viewer| {
        let sent = units::sent(tx, viewer, "IMT-TER", AsOf::default()).await.expect("sent");
        sent.coming.rows.into_iter().map(|h| h.line.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut tx, &people.security).await, ["Boots"]);
    rounds::cancel(&mut tx, &people.dana, NOW, "R-DRAFT", "The posts have boots").await.expect("cancel");
    for viewer in [&people.dana, &people.security] {
        assert!(!names(&mut tx, viewer).await.contains(&"Boots".to_owned()), "{}", viewer.login);
    }
});

both_databases!(a_unit_is_recorded_once, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let new = NewUnit { code: "IMT-TER".into(), agency_codes: Vec::new(), ..unit_of("SSS") };
    assert_eq!(told(units::add(&mut tx, &dana, NOW, &new).await), "code: There is already a unit with this code");
});

both_databases!(a_unit_of_an_unknown_agency_is_refused, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let new = unit_of("XYZ");
    assert_eq!(field(units::add(&mut tx, &dana, NOW, &new).await), "agencies");
});

fn unit_of(agency: &str) -> NewUnit {
    NewUnit {
        code: "IMT-NEW".into(),
        kind: UnitKind::Imt,
        base: Some("Zarafshan".into()),
        crossing: None,
        border: None,
        country: None,
        since: None,
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: vec![agency.into()],
    }
}

fn codes(rows: &[UnitRow]) -> Vec<String> {
    rows.iter().filter_map(|u| u.unit.code.clone()).collect()
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("day")
}

fn not_found<T>(answer: store::Result<T>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::NotFound)))
}

fn field<T: std::fmt::Debug>(answer: store::Result<T>) -> String {
    match answer {
        Err(Error::Refused(Refusal::Invalid(errors))) => errors[0].field.clone(),
        other => panic!("{other:?}"),
    }
}
