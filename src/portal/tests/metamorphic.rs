//! What others do changes nothing on the pages of a person: no count, no total, no "newest", no order.

use std::collections::BTreeMap;

use domain::{
    Currency, Money, Viewer,
    activity::{ActivityKind, BelongsTo, NewActivity, Numbers},
    document::{DocumentForm, NewDocument},
    grant::NewGrant,
    item::{Details, Identity, ItemKind},
    official::{AppearanceForm, NewAppearance},
    phase::MetOn,
    quote::{Counted, Measure, NewQuote, Published, QuoteWords},
    round::{NewItem, NewLine, NewRound},
    share::NewShares,
    source::SourceChoice,
};
use store::{
    Tx, activities, components, documents, grants, items, officials, people,
    quotes::{self, Subject},
    rounds,
};

use crate::{both_databases, support::*};

both_databases!(foreign_records_leave_no_trace, async |portal: &Portal| {
    let before = [pages_of(portal, &japan()).await, pages_of(portal, &customs_officer()).await];
    let taken_along = taken_along(portal).await;
    interior_counts_what_was_short(portal).await;
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    for number in 0..20 {
        a_foreign_grant(&mut tx, &dana, number).await;
        a_foreign_round(&mut tx, &dana, number).await;
        a_foreign_activity(&mut tx, &dana, number).await;
        a_foreign_document(&mut tx, &dana, number).await;
        a_foreign_signature(&mut tx, &dana, number).await;
    }
    change_what_was_there(&mut tx, &dana).await;
    tx.commit().await.expect("commit");
    let after = [pages_of(portal, &japan()).await, pages_of(portal, &customs_officer()).await];
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (address, page) in before {
            assert_eq!(page, &after[address], "{address}");
        }
    }
    let (briefing, pack) = self::taken_along(portal).await;
    assert_eq!(taken_along.0, briefing, "what the briefing is made of");
    assert!(taken_along.1 == pack, "the pack");
    // The other donor does see them, so there was something to see.
    assert!(portal.get(&usa(), "/grants").await.words().contains("US-NEW-19"));
});

/// What the briefing of Japan is made of, and its pack.
async fn taken_along(portal: &Portal) -> (String, Vec<u8>) {
    let mut tx = portal.db.read().await.expect("read");
    let viewer = people::viewer(&mut tx, "japan").await.expect("japan");
    let overview = store::overview::overview(&mut tx, &viewer, NOW).await.expect("the overview");
    drop(tx);
    (format!("{overview:#?}"), portal.download(&japan(), "/briefing/pack.zip").await)
}

async fn pages_of(portal: &Portal, person: &Person) -> BTreeMap<String, String> {
    let own = [
        "/",
        "/grants",
        "/grants/JP-2020",
        "/grants/JP-2020/money",
        "/grants/JP-2020/items",
        "/grants/JP-2020/agreement",
        "/donors/JP",
        "/agencies/SCC",
        "/agencies/SSS",
        "/totals.csv",
        "/grants/JOINT-2020",
        "/grants/JOINT-2020/money",
        "/questions",
        "/planned",
        "/rounds",
        "/rounds/R-NORTH",
        "/rounds/R-SHARED",
        "/items",
        "/items?sort=-value",
        "/units",
        "/totals",
        "/programmes",
        "/components",
        "/components/IMT",
        "/activities",
        "/activities/C-NORTH",
        "/documents",
        "/officials",
        "/officials.csv",
        "/documents.csv",
        "/documents/D-NORTH",
        "/documents/D-ALL",
        "/search?q=decree",
        "/search?q=Mark",
        "/receipts/r-shared-of-customs",
    ];
    let mut pages = BTreeMap::new();
    let cars = "SELECT tag FROM item WHERE kind = 'vehicle'";
    let car = portal.ask(cars).await;
    let cars =
        [format!("/items/{car}"), format!("/items/{car}?as_of=2019-12-11"), format!("/items/{car}?as_of=2019-12-10")];
    for address in own.into_iter().map(str::to_owned).chain(cars) {
        let page = portal.get(person, &address).await;
        pages.insert(address, page.steady());
    }
    pages
}

/// The pair of the other agency that was short in the round of both agencies arrives.
async fn interior_counts_what_was_short(portal: &Portal) {
    let line = "FROM line l JOIN round r ON r.id = l.round_id JOIN agency a ON a.id = l.agency_id
        WHERE r.code = 'R-SHARED' AND a.code = 'MIA'";
    let id = portal.ask(&format!("SELECT CAST(l.id AS TEXT) {line}")).await;
    let version = portal.ask(&format!("SELECT CAST(l.version AS TEXT) {line}")).await;
    let counted = [
        ("lines[0][line]", id.as_str()),
        ("lines[0][expected]", "1"),
        ("lines[0][version]", &version),
        ("lines[0][answer]", "all"),
    ];
    let answer = portal.count_and_sign(&interior_officer(), "R-SHARED", &counted).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn a_foreign_grant(tx: &mut Tx, dana: &Viewer, number: i64) {
    let new = NewGrant {
        code: format!("US-NEW-{number}"),
        title: format!("Grant {number}"),
        donor_codes: vec!["US".into()],
        instrument: None,
        signed_on: "2019-12-01".parse().ok(),
        announced_on: None,
        signed_at: None,
        ceiling: Some(Money::new(1_000_000, Currency::Usd)),
        country_codes: Vec::new(),
        terms: Default::default(),
    };
    grants::create(tx, dana, NOW, &new).await.expect("grant");
    let phase = components::phase_id(tx, "BLO", 1).await.expect("phase");
    grants::allocate(tx, dana, NOW, &new.code, phase, None, None).await.expect("allocation");
}

async fn a_foreign_round(tx: &mut Tx, dana: &Viewer, number: i64) {
    let code = format!("R-NEW-{number}");
    let round = NewRound {
        code: code.clone(),
        number: Some(number + 1),
        title: "Boots for the southern posts".into(),
        planned_on: "2019-12-11".parse().ok(),
        place: None,
        occasion: None,
        guests: None,
        present: None,
        shown: None,
    };
    rounds::create(tx, dana, NOW, &round).await.expect("round");
    let item = NewItem {
        kind: ItemKind::Lot,
        name: "Boots".into(),
        make: None,
        model: None,
        identity: Identity::default(),
        category: None,
        unit_of_measure: "pair".into(),
        details: Details::default(),
        illustrative: true,
    };
    let line = NewLine {
        item,
        unit_code: "IMT-NUK".into(),
        agency_code: "MIA".into(),
        phase_id: components::phase_id(tx, "BLO", 1).await.expect("phase"),
        quantity: 40,
        value: Money::new(200_000 + number, Currency::Usd),
        shares: vec![("US-2020".into(), 1_000_000)],
        note: None,
    };
    rounds::add_line(tx, dana, NOW, &code, &line).await.expect("line");
    rounds::schedule(tx, dana, NOW, &code).await.expect("scheduled");
    if number % 2 == 0 {
        rounds::dispatch(tx, dana, NOW, &code, "2019-12-11".parse().expect("day")).await.expect("dispatched");
    }
}

async fn a_foreign_activity(tx: &mut Tx, dana: &Viewer, number: i64) {
    let southern = components::phase_id(tx, "BLO", 1).await.expect("phase");
    let activity = NewActivity {
        starts_on: "2019-12".parse().ok(),
        belongs_to: Some(BelongsTo::Phase(southern)),
        numbers: Numbers { participations: Some(19), ..Numbers::default() },
        ..NewActivity::held(ActivityKind::Training, &format!("C-NEW-{number}"), "Risk assessment")
    };
    activities::create(tx, dana, NOW, &activity).await.expect("activity");
}

/// About the same kinds of things, and the shared round among them; for the other donor, the other agency and staff.
async fn a_foreign_document(tx: &mut Tx, dana: &Viewer, number: i64) {
    let readers = ["donors", "parties", "staff", "agencies"][number as usize % 4];
    let form = DocumentForm {
        code: format!("D-NEW-{number}"),
        kind: "decree".into(),
        title: "On the use of boots".into(),
        issued_on: "2019-12-01".into(),
        languages: vec!["tk".into()],
        readers: readers.into(),
        applies_to: format!("component BLO\ngrant US-NEW-{number}\nround R-NEW-{number}\nagency MIA"),
        ..Default::default()
    };
    let new = NewDocument::parse(&form).expect("a document");
    documents::create(tx, dana, NOW, &new, &[]).await.expect("document");
}

/// By those who signed the donor's own agreement as well.
async fn a_foreign_signature(tx: &mut Tx, dana: &Viewer, number: i64) {
    let known = officials::of_grant(tx, dana, "JP-2020").await.expect("who signed");
    let known = known.into_iter().find_map(|row| row.official).expect("somebody").0;
    for (name, is_new) in [(known, ""), (format!("Aziza {number}"), "true")] {
        let form = AppearanceForm {
            grant: format!("US-NEW-{number}"),
            part: "signed".into(),
            name,
            is_new: is_new.into(),
            post: format!("Director {number}"),
            ..Default::default()
        };
        officials::record(tx, dana, NOW, &NewAppearance::parse(&form).expect("a signature")).await.expect("signed");
    }
}

async fn change_what_was_there(tx: &mut Tx, dana: &Viewer) {
    let southern = components::show(tx, dana, "BLO").await.expect("BLO");
    let open = southern.phases.iter().flat_map(|p| &p.milestones).find(|m| m.met_on.is_none()).expect("a milestone");
    let met = MetOn { date: "2019-12".parse().expect("month"), by: false };
    components::meet_milestone(tx, dana, NOW, open.id, open.version, met, Some(13), None).await.expect("met");
    let quote = NewQuote {
        words: QuoteWords { counted: Some(Counted::Vehicles), ..QuoteWords::about("vehicles") },
        published: Published { measure: Measure::Count, amount: 9, currency: None, qualifier: None },
        source: SourceChoice::New("News of the south".into()),
        whole: false,
    };
    quotes::record(tx, dana, NOW, &Subject::Component("BLO".into()), &quote).await.expect("quote");
    rounds::cancel(tx, dana, NOW, "R-NEW-1", "Snow on the pass").await.expect("cancelled");
    // The other donor pays its part of the shared car from two grants.
    let parts = [("JP-2020", 625_000), ("US-2020", 200_000), ("US-NEW-0", 175_000)];
    let new = NewShares {
        shares: parts.iter().map(|(grant, ppm)| ((*grant).to_owned(), *ppm)).collect(),
        effective_on: "2019-12-11".parse().expect("day"),
        reason: "Agreed with the United States".into(),
    };
    let everything = store::list::Asked { most: Some(10_000), ..Default::default() };
    let all = items::list(tx, dana, &everything).await.expect("items").rows;
    let car = all.iter().find(|row| row.line.kind == ItemKind::Vehicle).expect("the car");
    items::change_shares(tx, dana, NOW, &car.line.tag, &new).await.expect("changed");
}
