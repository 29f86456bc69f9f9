//! The programme in which the histories play, and which of its records are which of the model's.

use domain::{
    Role, Scope, Viewer,
    custody::{Keeper, Place},
    item::ItemKind,
    round::NewLine,
};
use store::{Db, Tx, rounds};

use super::{
    ROUND,
    model::{CUSTOMS, DUSTLIK, SECURITY, TERMEZ, Who},
};
use crate::{
    chain::{add_round, line, phase, programme},
    support::{NOW, number, person, whole_round},
};

pub struct World {
    pub dana: Viewer,
    people: Vec<(Who, Viewer)>,
    /// (model, store)
    units: [(i64, i64); 2],
    agencies: [(i64, i64); 2],
    /// Of the round that is played, in the order of its lines: the line and the tag of its item.
    pub lines: Vec<(i64, String)>,
}

pub fn unit(model: i64) -> &'static str {
    if model == TERMEZ { "IMT-TER" } else { "BLO-DUS" }
}

pub fn agency(model: i64) -> &'static str {
    if model == SECURITY { "SSS" } else { "SCC" }
}

impl World {
    pub async fn make(db: &Db) -> Self {
        let known = programme(db).await;
        let security = agency(SECURITY);
        let mut people = vec![
            (Who::Dana, known.dana.clone()),
            (Who::Rustam, person(db, "rustam", Role::Staff, None).await),
            (Who::Admin, person(db, "admin", Role::Administrator, None).await),
            (Who::Aziz, person(db, "aziz", Role::Officer, Some(security)).await),
            (Who::Botir, person(db, "botir", Role::Officer, Some(security)).await),
            (Who::Kamola, person(db, "kamola", Role::Officer, Some(agency(CUSTOMS))).await),
            (Who::Lola, person(db, "lola", Role::Officer, Some(agency(CUSTOMS))).await),
            (Who::Japan, known.japan),
        ];
        let mut tx = db.read().await.expect("read");
        let mut id = async |table: &str, code: &str| {
            number(&mut tx, &format!("SELECT id FROM {table} WHERE code = '{code}'")).await
        };
        let units = [(TERMEZ, id("unit", unit(TERMEZ)).await), (DUSTLIK, id("unit", unit(DUSTLIK)).await)];
        let agencies = [(SECURITY, id("agency", security).await), (CUSTOMS, id("agency", agency(CUSTOMS)).await)];
        let scope = Scope::Agency(agencies[0].1);
        people.push((Who::DanaTurned, Viewer { role: Role::Officer, scope, ..known.dana.clone() }));
        World { dana: known.dana, people, units, agencies, lines: Vec::new() }
    }

    /// A draft with these lines.
    pub async fn begin(&mut self, tx: &mut Tx, lines: &[(Keeper, i64)]) {
        add_round(tx, &self.dana, ROUND, "A history").await;
        for (place, (keeper, quantity)) in lines.iter().enumerate() {
            let new = NewLine {
                phase_id: phase(tx).await,
                unit_code: unit(keeper.unit).into(),
                agency_code: agency(keeper.agency).into(),
                ..line(ItemKind::Lot, &format!("Lot {place}"), *quantity, 100 * quantity, &[("JP-2020", 1_000_000)])
            };
            rounds::add_line(tx, &self.dana, NOW, ROUND, &new).await.expect("line");
        }
        let shown = whole_round(tx, &self.dana, ROUND).await.expect("round");
        self.lines = shown.lines.into_iter().map(|line| (line.id, line.tag)).collect();
    }

    /// What the registers say follows from the facts, whoever reads.
    pub async fn assert_registers_follow(&self, tx: &mut Tx) {
        for (_, viewer) in &self.people {
            let units = [unit(TERMEZ), unit(DUSTLIK)];
            crate::registers::assert_follow(tx, viewer, &units, &["JP-2020"]).await;
        }
    }

    pub fn viewer(&self, who: Who) -> &Viewer {
        &self.people.iter().find(|(known, _)| *known == who).expect("somebody").1
    }

    pub fn place_of(&self, tag: &str) -> usize {
        self.lines.iter().position(|(_, known)| known == tag).expect("an item of the round")
    }

    /// A place of the store, as the model names it.
    pub fn modelled(&self, place: Place) -> Place {
        let other = |pairs: &[(i64, i64)], id: i64| pairs.iter().find(|(_, stored)| *stored == id).expect("known").0;
        let keeper = |k: Keeper| Keeper { unit: other(&self.units, k.unit), agency: other(&self.agencies, k.agency) };
        match place {
            Place::Transit(k) => Place::Transit(keeper(k)),
            Place::Unit(k) => Place::Unit(keeper(k)),
            Place::Lost(by) => Place::Lost(by.map(keeper)),
            Place::Stolen(by) => Place::Stolen(by.map(keeper)),
            Place::Store => Place::Store,
            Place::WrittenOff => Place::WrittenOff,
        }
    }
}
