//! A small programme for the tests of grants and items: two donors and a joint grant, two agencies, a round with a car that
//! both donors paid for, a lot and a device, and a draft.

use domain::{
    Currency, Money, Role, Timestamp, Viewer,
    grant::NewGrant,
    item::{Condition, Details, Identity, ItemKind},
    receipt::{Count, NewReceipt},
    round::{NewItem, NewLine, NewRound},
    unit::UnitKind,
};
use store::{
    Db, Tx,
    agencies::{self, NewAgency, NewAgencyName},
    components::{self, NewComponent, NewPhase},
    donors::{self, NewDonor},
    grants, receipts, rounds,
    units::{self, NewUnit},
};

use crate::support::{NOW, person, staff};

/// The people of the small programme.
pub struct People {
    pub dana: Viewer,
    pub japan: Viewer,
    pub usa: Viewer,
    pub security: Viewer,
    pub customs: Viewer,
}

impl People {
    pub fn all(&self) -> [&Viewer; 5] {
        [&self.dana, &self.japan, &self.usa, &self.security, &self.customs]
    }
}

pub const HANDOVER: &str = "R-TERMEZ";

/// Reference data, three grants, the handover with its lines (a draft yet), another draft.
pub async fn programme(db: &Db) -> People {
    let dana = staff(db).await;
    let mut tx = db.write().await.expect("write");
    add_reference(&mut tx, &dana).await;
    for (code, donor_codes) in [("JP-2020", vec!["JP"]), ("US-2020", vec!["US"]), ("JOINT-2020", vec!["JP", "US"])] {
        grants::create(&mut tx, &dana, NOW, &grant(code, &donor_codes)).await.expect(code);
    }
    let (japan, america) = ("JP-2020", "US-2020");
    add_round(&mut tx, &dana, HANDOVER, "A car and monoculars for the south").await;
    let car = line(ItemKind::Vehicle, "Off-road car", 1, 2_450_000, &[(japan, 625_000), (america, 375_000)]);
    let monoculars = NewLine {
        unit_code: "BLO-DUS".into(),
        agency_code: "SCC".into(),
        ..line(ItemKind::Lot, "Night-vision monocular", 4, 800_000, &[(japan, 1_000_000)])
    };
    let analyser = line(ItemKind::Equipment, "Narcotics analyser", 1, 100_000, &[(america, 1_000_000)]);
    for mut new in [car, monoculars, analyser] {
        new.phase_id = phase(&mut tx).await;
        rounds::add_line(&mut tx, &dana, NOW, HANDOVER, &new).await.expect("line");
    }
    add_round(&mut tx, &dana, "R-DRAFT", "Boots for the northern posts").await;
    let mut boots = line(ItemKind::Lot, "Boots", 40, 200_000, &[(japan, 1_000_000)]);
    boots.phase_id = phase(&mut tx).await;
    rounds::add_line(&mut tx, &dana, NOW, "R-DRAFT", &boots).await.expect("boots");
    tx.commit().await.expect("commit");
    People {
        japan: person(db, "japan", Role::Donor, Some("JP")).await,
        usa: person(db, "usa", Role::Donor, Some("US")).await,
        security: person(db, "security", Role::Officer, Some("SSS")).await,
        customs: person(db, "customs", Role::Officer, Some("SCC")).await,
        dana,
    }
}

pub fn grant(code: &str, donor_codes: &[&str]) -> NewGrant {
    NewGrant {
        code: code.into(),
        title: format!("Agreement {code}"),
        donor_codes: donor_codes.iter().map(|code| (*code).to_owned()).collect(),
        instrument: Some("Exchange of Notes".into()),
        signed_on: Some("2019-02-27".parse().expect("day")),
        announced_on: None,
        signed_at: None,
        ceiling: Some(Money::new(743_000_000, Currency::Jpy)),
        country_codes: vec!["UZ".into()],
        terms: Default::default(),
    }
}

/// Dispatches the handover.
pub async fn dispatch(tx: &mut Tx, people: &People) {
    rounds::schedule(tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    rounds::dispatch(tx, &people.dana, NOW, HANDOVER, "2019-12-10".parse().expect("day")).await.expect("dispatch");
}

/// The officer counts every open line: one piece of each, the rest short.
pub async fn count_one_of_each(tx: &mut Tx, officer: &Viewer, at: Timestamp) {
    let lines = rounds::lines_to_count(tx, officer, HANDOVER).await.expect("open lines");
    let count = |line: &store::LineRow| Count {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        received: 1,
        short: line.outstanding - 1,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::New,
        remark: Some(format!("Counted by {} at Dustlik", officer.name)),
        found: Default::default(),
    };
    let new = NewReceipt {
        received_on: "2019-12-11".parse().expect("day"),
        counts: lines.iter().map(count).collect(),
        remark: None,
    };
    receipts::record(tx, officer, at, HANDOVER, &new, &format!("receipt-of-{}", officer.login)).await.expect("receipt");
}

async fn add_reference(tx: &mut Tx, dana: &Viewer) {
    for (code, name, currency) in
        [("JP", "Government of Japan", Currency::Jpy), ("US", "Government of the United States", Currency::Usd)]
    {
        let new = NewDonor { code: code.into(), name: name.into(), currency, iati_ref: None };
        donors::add(tx, dana, NOW, &new).await.expect("donor");
    }
    let change = Some("2018-03-14".parse().expect("day"));
    let name = |name: &str, from, until| NewAgencyName { name: name.into(), from, until, note: None };
    let security = vec![name("National Security Service", None, change), name("State Security Service", change, None)];
    for (code, names) in [("SSS", security), ("SCC", vec![name("State Customs Committee", None, None)])] {
        let new = NewAgency { code: code.into(), country: "UZ".into(), part: None, names };
        agencies::add(tx, dana, NOW, &new).await.expect("agency");
    }
    let component = NewComponent {
        code: "IMT".into(),
        title: "Interagency Mobile Teams".into(),
        programme_code: None,
        countries: vec!["UZ".into()],
        agency_codes: vec!["SSS".into(), "SCC".into()],
    };
    components::add(tx, dana, NOW, &component).await.expect("component");
    let phase = NewPhase {
        component_code: "IMT".into(),
        number: 2,
        note: None,
        planned_from: None,
        planned_until: None,
        actual_from: None,
        actual_until: None,
    };
    components::add_phase(tx, dana, NOW, &phase).await.expect("phase");
    for (code, kind, base, crossing) in
        [("IMT-TER", UnitKind::Imt, Some("Termez"), None), ("BLO-DUS", UnitKind::Blo, None, Some("Dustlik"))]
    {
        let new = NewUnit {
            code: code.into(),
            kind,
            base: base.map(Into::into),
            crossing: crossing.map(Into::into),
            border: crossing.map(|_| "UZ–KG".into()),
            country: None,
            since: None,
            planned: None,
            aliases: Vec::new(),
            areas: Vec::new(),
            agency_codes: vec!["SSS".into(), "SCC".into()],
        };
        units::add(tx, dana, NOW, &new).await.expect("unit");
    }
}

/// Creates a draft without lines.
pub async fn add_round(tx: &mut Tx, dana: &Viewer, code: &str, title: &str) {
    rounds::create(tx, dana, NOW, &round(code, title)).await.expect("round");
}

pub fn round(code: &str, title: &str) -> NewRound {
    NewRound {
        code: code.into(),
        number: None,
        title: title.into(),
        planned_on: None,
        place: None,
        occasion: None,
        guests: None,
        present: None,
        shown: None,
    }
}

/// The phase that every line here belongs to.
pub async fn phase(tx: &mut Tx) -> i64 {
    components::phase_id(tx, "IMT", 2).await.expect("phase")
}

/// A line for the security service in Termez; its phase is still open (see [`phase`]).
pub fn line(kind: ItemKind, name: &str, quantity: i64, cents: i64, shares: &[(&str, i64)]) -> NewLine {
    let identity = match kind {
        ItemKind::Vehicle => Identity { vin: Some("JTMHV05J604123456".into()), ..Identity::default() },
        ItemKind::Equipment => Identity { serial: Some("SN-88213".into()), ..Identity::default() },
        ItemKind::Lot => Identity::default(),
    };
    let item = NewItem {
        kind,
        name: name.into(),
        make: None,
        model: None,
        identity,
        category: None,
        unit_of_measure: "piece".into(),
        details: Details::default(),
        illustrative: false,
    };
    NewLine {
        item,
        unit_code: "IMT-TER".into(),
        agency_code: "SSS".into(),
        phase_id: 0,
        quantity,
        value: Money::new(cents, Currency::Usd),
        shares: shares.iter().map(|(grant, ppm)| ((*grant).to_owned(), *ppm)).collect(),
        note: Some("Ask for Colonel K. at the Dustlik post".into()),
    }
}
