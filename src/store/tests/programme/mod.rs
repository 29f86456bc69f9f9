//! A small part of the real programme, recorded by staff, to read it as other people.

use domain::{
    Currency, Timestamp, Viewer,
    grant::NewGrant,
    source::SourceChoice,
    unit::UnitKind::{self, Blo, Imt, Oct},
};
use store::{
    Db, Tx,
    agencies::{self, NewAgency, NewAgencyName},
    components::{self, NewComponent, NewPhase},
    donors::{self, NewDonor},
    grants,
    programmes::{self, NewProgramme},
    sources,
    units::{self, NewUnit},
};

use crate::support::{NOW, staff};

/// Two donors, four agencies, eighteen units, two components; Japan pays for the teams, the United States for the border
/// offices. Answers the member of staff who recorded them.
pub async fn programme(db: &Db) -> Viewer {
    let dana = staff(db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    sources::add(t, &dana, NOW, "news", "UNODC ROCA, news of 10 December 2019").await.expect("source");
    for (code, name, currency) in
        [("JP", "Government of Japan", Currency::Jpy), ("US", "Government of the United States", Currency::Usd)]
    {
        let new = NewDonor { code: code.into(), name: name.into(), currency, iati_ref: None };
        donors::add(t, &dana, NOW, &new).await.expect("donor");
    }
    agencies(t, &dana, NOW).await;
    teams_and_offices(t, &dana, NOW).await;
    let new = NewProgramme {
        code: "PCA-2015".into(),
        title: "UNODC Programme for Central Asia (2015-2019)".into(),
        part_of: None,
        sub_programme: None,
        source: Some(SourceChoice::Known("news".into())),
    };
    programmes::add(t, &dana, NOW, &new).await.expect("programme");
    for (code, title, countries, taking_part) in [
        ("IMT", "Interagency Mobile Teams in Uzbekistan", &["UZ"][..], &["SSS", "MIA", "SCC"][..]),
        ("BLO", "Border Liaison Offices", &["KG", "TJ", "UZ"][..], &["SCC", "BT"][..]),
    ] {
        let new = NewComponent {
            code: code.into(),
            title: title.into(),
            programme_code: Some("PCA-2015".into()),
            countries: owned(countries),
            agency_codes: owned(taking_part),
        };
        components::add(t, &dana, NOW, &new).await.expect("component");
        for number in [1, 2] {
            let new = NewPhase {
                component_code: code.into(),
                number,
                note: (code == "IMT" && number == 1).then(|| "about two and a half years".into()),
                planned_from: None,
                planned_until: None,
                actual_from: (code == "IMT" && number == 1).then(|| "2016-10-20".parse().expect("date")),
                actual_until: None,
            };
            components::add_phase(t, &dana, NOW, &new).await.expect("phase");
        }
    }
    for (code, donor, component) in [("JP-2016", "JP", "IMT"), ("US-2015", "US", "BLO")] {
        grants::create(t, &dana, NOW, &grant(code, donor)).await.expect("grant");
        let phase = components::phase_id(t, component, 1).await.expect("phase");
        grants::allocate(t, &dana, NOW, code, phase, None, None).await.expect("allocation");
    }
    tx.commit().await.expect("commit");
    dana
}

async fn agencies(tx: &mut Tx, dana: &Viewer, at: Timestamp) {
    let change = "2018-03-14".parse().ok();
    let plain = |name: &str| vec![NewAgencyName { name: name.into(), ..Default::default() }];
    let security = vec![
        NewAgencyName { name: "National Security Service".into(), until: change, ..Default::default() },
        NewAgencyName { name: "State Security Service".into(), from: change, ..Default::default() },
    ];
    let mut interior = plain("Ministry of Internal Affairs");
    interior[0].note = Some("also printed as Ministry of Interior".into());
    for (code, names) in [
        ("SSS", security),
        ("MIA", interior),
        ("SCC", plain("State Customs Committee")),
        ("BT", plain("Border Troops of the State Security Service")),
    ] {
        let new = NewAgency { code: code.into(), country: "UZ".into(), part: None, names };
        agencies::add(tx, dana, at, &new).await.expect("agency");
    }
}

async fn teams_and_offices(tx: &mut Tx, dana: &Viewer, at: Timestamp) {
    for (code, base) in [
        ("IMT-TAS", "Tashkent"),
        ("IMT-SAM", "Samarkand"),
        ("IMT-NUK", "Nukus"),
        ("IMT-TER", "Termez"),
        ("IMT-FER", "Fergana"),
        ("IMT-SYR", "Gulistan"),
    ] {
        let mut new = unit(code, Imt, Some(base));
        new.since = "2018".parse::<domain::PartialDate>().ok().map(Into::into);
        new.agency_codes = owned(&["SSS", "MIA"]);
        if code == "IMT-SYR" {
            new.aliases = owned(&["Gulistan", "Syrdarya"]);
            new.areas = owned(&["Syrdarya"]);
        }
        units::add(tx, dana, at, &new).await.expect("team");
    }
    for base in ["Andijan", "Bukhara", "Jizzakh", "Karshi", "Namangan", "Navoi", "Urgench"] {
        let code = format!("IMT-{}", base[..3].to_uppercase());
        let mut new = unit(&code, Imt, Some(base));
        new.planned = "2020".parse().ok();
        new.agency_codes = owned(&["MIA"]);
        units::add(tx, dana, at, &new).await.expect("team");
    }
    units::add(tx, dana, at, &unit("OCT", Oct, Some("Tashkent"))).await.expect("coordination");
    for (code, crossing, border) in [
        ("BLO-DUS", "Dustlik", "UZ–KG"),
        ("BLO-OYB", "Oybek", "UZ–TJ"),
        ("BLO-SAR", "Sariosiyo", "UZ–TJ"),
        ("BLO-AYR", "Ayritom", "UZ–AF"),
    ] {
        let mut new = unit(code, Blo, None);
        new.crossing = Some(crossing.into());
        new.border = Some(border.into());
        new.agency_codes = owned(&["SCC", "BT"]);
        units::add(tx, dana, at, &new).await.expect("office");
    }
}

fn unit(code: &str, kind: UnitKind, base: Option<&str>) -> NewUnit {
    NewUnit {
        code: code.into(),
        kind,
        base: base.map(Into::into),
        crossing: None,
        border: None,
        country: None,
        since: None,
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: Vec::new(),
    }
}

fn grant(code: &str, donor: &str) -> NewGrant {
    NewGrant {
        code: code.into(),
        title: format!("The grant of {donor}"),
        donor_codes: owned(&[donor]),
        instrument: None,
        signed_on: "2016-10-20".parse().ok(),
        announced_on: None,
        signed_at: None,
        ceiling: None,
        country_codes: owned(&["UZ"]),
        terms: Default::default(),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}
