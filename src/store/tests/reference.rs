//! Who reads and records donors, agencies and units.

use crate::programme::programme;
use crate::support::{NOW, person};
use domain::{
    Currency, Money, Refusal, Role,
    change::Entity,
    item::{Identity, ItemKind},
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

both_databases!(thirteen_teams_six_of_them_existing_in_2019, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    let rows = units::list(&mut tx, &dana).await.expect("units");
    let teams: Vec<&UnitRow> = rows.iter().filter(|u| u.kind == UnitKind::Imt).collect();
    assert_eq!((rows.len(), teams.len()), (18, 13));
    assert_eq!(teams.iter().filter(|u| u.existing_in(2019)).count(), 6);
    assert_eq!(teams.iter().filter(|u| u.existing_in(2017)).count(), 0);
    let words = |code: &str| teams.iter().find(|u| u.unit.code.as_deref() == Some(code)).and_then(|u| u.working());
    assert_eq!(words("IMT-TER").as_deref(), Some("working since 2018"));
    assert_eq!(words("IMT-BUK").as_deref(), Some("planned 2020"));
});

both_databases!(gulistan_and_syrdarya_find_the_same_team, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    let rows = units::list(&mut tx, &dana).await.expect("units");
    for word in ["gulistan", "syrdarya"] {
        let found: Vec<_> =
            rows.iter().filter(|u| u.search_text().contains(word)).map(|u| u.unit.code.clone()).collect();
        assert_eq!(found, [Some("IMT-SYR".to_owned())], "{word}");
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
    let rows = units::list(&mut tx, &embassy).await.expect("units");
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

both_databases!(an_officer_sees_the_units_of_the_agency_and_where_its_goods_go, async |db| {
    let dana = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    assert!(not_found(units::show(&mut tx, &aziz, "IMT-TER").await));
    assert_eq!(codes(&units::list(&mut tx, &aziz).await.expect("units")), ["BLO-AYR", "BLO-DUS", "BLO-OYB", "BLO-SAR"]);

    goods_for_customs_in_termez(&mut tx, &dana).await;
    assert!(not_found(units::show(&mut tx, &aziz, "IMT-TER").await), "a draft announces nothing");
    rounds::schedule(&mut tx, &dana, NOW, "R-1").await.expect("schedule");
    assert_eq!(units::show(&mut tx, &aziz, "IMT-TER").await.expect("announced").row.unit.label, "IMT Termez");
    assert!(codes(&units::list(&mut tx, &aziz).await.expect("units")).contains(&"IMT-TER".to_owned()));
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
    };
    rounds::create(tx, dana, NOW, &round).await.expect("round");
    let line = NewLine {
        item: NewItem {
            kind: ItemKind::Lot,
            name: "Borescopes".into(),
            make: None,
            model: None,
            identity: Identity::default(),
            unit_of_measure: "piece".into(),
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

both_databases!(a_unit_of_an_unknown_agency_is_refused, async |db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let new = NewUnit {
        code: "IMT-NEW".into(),
        kind: UnitKind::Imt,
        base: Some("Zarafshan".into()),
        crossing: None,
        border: None,
        since: None,
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: vec!["XYZ".into()],
    };
    assert_eq!(field(units::add(&mut tx, &dana, NOW, &new).await), "agencies");
});

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
