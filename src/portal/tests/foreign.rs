//! What is recorded of results, instalments and published figures of others changes nothing on the pages of a donor, down to the last byte.

use std::collections::BTreeMap;

use domain::{
    Viewer,
    case::{CaseForm, NewCase, NewPhotos, NewStage, SeizedFields, StageForm},
    instalment::{InstalmentForm, NewInstalment},
    quote::{NewQuote, QuoteForm, QuoteWords, Subject},
};
use store::{Tx, cases, changes, grants, people, quotes};

use crate::{
    activities::{Chance, changes as how_many},
    both_databases, sample,
    support::*,
};

both_databases!(
    changes_to_results_and_promises_of_others_leave_a_donors_pages_as_they_were,
    async |portal: &Portal| {
        let seed = sample::seed();
        println!("PORTAL_TEST_SEED={seed}");
        let before = pages(portal).await;
        let american = [portal.get(&usa(), "/results").await.steady(), portal.get(&usa(), "/totals").await.steady()];
        let mut chance = Chance(seed);
        let mut tx = portal.db.write().await.expect("write");
        let dana = people::viewer(&mut tx, "dana").await.expect("dana");
        for number in 0..how_many() {
            match number % 3 {
                0 => result(&mut tx, &dana, &mut chance, number).await,
                1 => instalment(&mut tx, &dana, &mut chance).await,
                _ => figure(&mut tx, &dana, &mut chance, number).await,
            }
        }
        tx.commit().await.expect("commit");
        let after = pages(portal).await;
        for (address, page) in &before {
            assert_eq!(page, &after[address], "{address}");
        }
        let now = [portal.get(&usa(), "/results").await.steady(), portal.get(&usa(), "/totals").await.steady()];
        assert!(american[0] != now[0] && american[1] != now[1], "the other donor does see them");
        assert!(portal.get(&usa(), "/grants/US-2020/money").await.words().contains("Part of the south"));
    }
);

async fn pages(portal: &Portal) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for address in [
        "/",
        "/results",
        "/results/totals.csv",
        "/results/CASE-SOUTH",
        "/results/CASE-NEW-0",
        "/totals",
        "/totals?sort=what",
        "/totals?noun=donor",
        "/totals?q=south",
        "/totals.csv",
        "/programmes",
        "/programmes/PCA",
        "/components",
        "/components/IMT",
        "/components/BLO",
        "/donors/JP",
        "/donors/US",
        "/grants",
        "/grants/JP-2020",
        "/grants/JP-2020/money",
        "/grants/JOINT-2020",
        "/grants/US-2020",
        "/grants/US-2020/money",
        "/agencies/SCC",
        "/search?q=south",
        "/search?q=CASE-NEW",
    ] {
        pages.insert(address.to_owned(), portal.get(&japan(), address).await.steady());
    }
    pages
}

/// A case of the southern component, or another stage of one, withdrawn or not; with a photo, released or not.
async fn result(tx: &mut Tx, dana: &Viewer, chance: &mut Chance, number: u64) {
    let made = number / 9;
    let code = format!("CASE-NEW-{}", chance.below(made + 1) * 9);
    if number.is_multiple_of(9) {
        let form = CaseForm {
            code: format!("CASE-NEW-{number}"),
            title: format!("At the southern post {number}"),
            component: "BLO".into(),
            state: chance.one(&["running", "prosecuted", "over"]).into(),
            source: chance.one(&["south", ""]).into(),
            ..Default::default()
        };
        cases::create(tx, dana, NOW, &NewCase::parse(&form).expect("a case")).await.expect("recorded");
        return;
    }
    let shown = cases::show(tx, dana, &code).await.expect("the case");
    let standing: Vec<_> = shown.case.stages.iter().filter(|stage| stage.withdrawn.is_none()).cloned().collect();
    match (chance.below(4), standing.first()) {
        (0, Some(stage)) => {
            cases::withdraw_stage(tx, dana, NOW, stage.id, stage.version, "Another place").await.expect("withdrawn");
        }
        (1, Some(stage)) => {
            let photos = NewPhotos { stage: stage.id, caption: format!("South {number}"), taken_on: None };
            let jpeg = number.to_le_bytes();
            cases::add_photos(tx, dana, NOW, &photos, &[&jpeg]).await.expect("kept");
            let all = cases::photos_of_case(tx, dana, &code).await.expect("photos");
            let photo = all.last().expect("one").id;
            cases::release_photo(tx, dana, NOW, photo, true).await.expect("released");
            if chance.below(2) == 0 {
                cases::withdraw_photo(tx, dana, NOW, photo, "Another case").await.expect("withdrawn");
            }
        }
        _ => {
            let seized = SeizedFields {
                substance: chance.one(&["opium", "heroin", "hashish"]).into(),
                quantity: format!("{} g", chance.below(9_000) + 1),
                ..Default::default()
            };
            let form = StageForm {
                occurred_on: chance.one(&["", "2018", "2019-05"]).into(),
                place: "Dustlik".into(),
                agencies: vec!["MIA".into()],
                seized: vec![seized],
                source: chance.one(&["south", ""]).into(),
                ..Default::default()
            };
            cases::record_stage(tx, dana, NOW, &code, &NewStage::parse(&form).expect("a stage"))
                .await
                .expect("recorded");
        }
    }
}

/// An instalment of the southern grant, put right or withdrawn.
async fn instalment(tx: &mut Tx, dana: &Viewer, chance: &mut Chance) {
    let form = InstalmentForm {
        amount: (chance.below(9_000_000) + 1).to_string(),
        currency: "JPY".into(),
        due_on: chance.one(&["2019", "2020-05", "2021-01-31"]).into(),
        note: "Part of the south".into(),
        source: "south".into(),
        ..Default::default()
    };
    let new = NewInstalment::parse(&form).expect("an instalment");
    let known = grants::instalments(tx, dana, "US-2020").await.expect("instalments");
    let standing: Vec<i64> = known.iter().filter(|row| row.withdrawn.is_none()).map(|row| row.number).collect();
    match chance.below(3) {
        0 if standing.len() > 1 => {
            let number = chance.one(&standing);
            grants::withdraw_instalment(tx, dana, NOW, "US-2020", number, "Renegotiated").await.expect("withdrawn");
        }
        1 if !standing.is_empty() => {
            let number = chance.one(&standing);
            let key = grants::instalment_key("US-2020", number);
            let version = changes::version(tx, dana, domain::change::Entity::Instalment, &key).await.expect("version");
            grants::update_instalment(tx, dana, NOW, "US-2020", number, version, &new).await.expect("put right");
        }
        _ => {
            grants::record_instalment(tx, dana, NOW, "US-2020", &new).await.expect("recorded");
        }
    }
}

/// A figure about the other donor, its grant or its component; some put right, some withdrawn.
async fn figure(tx: &mut Tx, dana: &Viewer, chance: &mut Chance, number: u64) {
    let about = chance.one(&["donor US", "grant US-2020", "component BLO"]);
    let form = QuoteForm {
        about: about.into(),
        what: format!("Cars in the south {number}"),
        counted: "vehicles".into(),
        number: (chance.below(90) + 1).to_string(),
        period: chance.one(&["", "2018", "2019"]).into(),
        source: "south".into(),
        ..Default::default()
    };
    let subject: Subject = about.parse().expect("a subject");
    let new = NewQuote::parse(&form).expect("a figure");
    let id = quotes::record(tx, dana, NOW, &subject, &new).await.expect("recorded").id;
    match chance.below(3) {
        0 => quotes::withdraw(tx, dana, NOW, id, "Another year").await.map(drop).expect("withdrawn"),
        1 => {
            let words = QuoteWords { note: Some("South".into()), ..new.words };
            quotes::update(tx, dana, NOW, id, 1, &(words, Some("over".into()))).await.map(drop).expect("put right");
        }
        _ => {}
    }
}
