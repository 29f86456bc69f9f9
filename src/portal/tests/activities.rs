//! What happens to activities of others changes nothing on the pages of a donor, down to the last byte.

use std::collections::BTreeMap;

use domain::{
    Currency, Money, Viewer,
    activity::{
        ActivityKind, ActivityState, BelongsTo, Named, NewActivity, NewDetails, NewFollowUp, NewFunding, NewSession,
        NewState, NewTest, Numbers, Participation, Sex, TestAverage,
    },
    document::{DocumentForm, NewDocument},
};
use store::{Tx, activities, components, documents, people};

use crate::{both_databases, sample, support::*};

/// How many changes are made.
pub fn changes() -> u64 {
    sample::figure("PORTAL_TEST_CHANGES", 60, 500)
}

/// A small generator (splitmix64): the same changes on both databases.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

both_databases!(changes_to_activities_of_others_leave_a_donors_pages_as_they_were, async |portal: &Portal| {
    let seed = sample::seed();
    println!("PORTAL_TEST_SEED={seed}");
    // One that both donors pay for: Japan goes on to read its own part of it.
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let shared = NewActivity::held(ActivityKind::Workshop, "C-SHARED", "Precursors");
    activities::create(&mut tx, &dana, NOW, &shared).await.expect("activity");
    let parts = vec![("JP-2020".to_owned(), 600_000), ("US-2020".to_owned(), 400_000)];
    let funding = NewFunding { cost: Some(Money::new(1_000_000, Currency::Usd)), shares: parts, reason: None };
    activities::fund(&mut tx, &dana, NOW, "C-SHARED", 1, &funding).await.expect("funding");
    tx.commit().await.expect("commit");

    let before = pages(portal).await;
    let american = portal.get(&usa(), "/activities").await.steady();
    let mut chance = Chance(seed);
    let mut tx = portal.db.write().await.expect("write");
    for number in 0..changes() {
        change(&mut tx, &dana, &mut chance, number).await;
    }
    tx.commit().await.expect("commit");
    let after = pages(portal).await;
    for (address, page) in &before {
        assert_eq!(page, &after[address], "{address}");
    }
    assert_ne!(american, portal.get(&usa(), "/activities").await.steady(), "the other donor does see them");
    // What is shared on purpose appears, and its funding stays with those who paid.
    let mut tx = portal.db.write().await.expect("write");
    let version = activities::show(&mut tx, &dana, "C-SOUTH").await.expect("southern").version;
    activities::share(&mut tx, &dana, NOW, "C-SOUTH", version, "JP").await.expect("shared");
    let funding = NewFunding {
        cost: Some(Money::new(777_700, Currency::Usd)),
        shares: vec![("US-2020".to_owned(), 1_000_000)],
        reason: Some("Billed".into()),
    };
    activities::fund(&mut tx, &dana, NOW, "C-SOUTH", version + 1, &funding).await.expect("funding");
    tx.commit().await.expect("commit");
    let page = portal.get(&japan(), "/activities/C-SOUTH").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("7,777") && !page.body.contains("US-2020"), "{}", page.words());
    assert!(portal.get(&usa(), "/activities/C-SOUTH").await.body.contains("7,777"));
});

async fn pages(portal: &Portal) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for address in [
        "/",
        "/activities",
        "/activities?sort=title",
        "/activities?year=2019",
        "/activities?kind=training",
        "/activities?q=risk",
        "/activities.csv",
        "/activities/C-NORTH",
        "/activities/C-SHARED",
        "/activities/C-SOUTH",
        "/activities/C-NEW-1",
        "/programmes",
        "/components",
        "/components/IMT",
        "/grants",
        "/grants/JP-2020",
        "/grants/JP-2020/items",
        "/documents",
        "/search?q=risk",
        "/search?q=C-NEW",
    ] {
        pages.insert(address.to_owned(), portal.get(&japan(), address).await.steady());
    }
    pages
}

/// One change, of whichever kind, to an activity that Japan does not pay for: the southern one, or one of those made here.
async fn change(tx: &mut Tx, dana: &Viewer, chance: &mut Chance, number: u64) {
    let code = match number / 6 {
        made if made > 0 && chance.below(3) > 0 => format!("C-NEW-{}", chance.below(made) * 6),
        _ => "C-SOUTH".to_owned(),
    };
    if number.is_multiple_of(6) {
        let new = activity(tx, chance, &format!("C-NEW-{number}")).await;
        activities::create(tx, dana, NOW, &new).await.expect("activity");
        return;
    }
    let shown = activities::show(tx, dana, &code).await.expect("activity");
    let version = shown.version;
    match chance.below(7) {
        0 => {
            let new = NewActivity { state: None, ..activity(tx, chance, &code).await };
            activities::update(tx, dana, NOW, &code, version, &new).await.expect("edited");
        }
        1 => {
            let others: Vec<ActivityState> =
                ActivityState::ALL.iter().copied().filter(|state| *state != shown.activity.state).collect();
            let new = NewState { state: chance.one(&others), stated_on: None, reason: Some("Snow on the pass".into()) };
            activities::change_state(tx, dana, NOW, &code, version, &new).await.expect("another state");
        }
        2 => {
            let details = NewDetails {
                sessions: vec![NewSession { title: format!("Session {number}"), held_on: None, participations: None }],
                test: Some(NewTest {
                    title: "Twenty questions".into(),
                    out_of: 20,
                    before: Some(TestAverage { average: chance.below(2_000) as i64, tested: None }),
                    after: None,
                }),
                qualifies_for: vec!["risk analysis".into()],
            };
            activities::update_details(tx, dana, NOW, &code, version, &details).await.expect("details");
        }
        3 if shown.activity.state == ActivityState::Held => {
            let found = NewFollowUp {
                done_on: "2019-12".parse().expect("month"),
                asked: Some(12),
                applying: Some(chance.below(13) as i64),
                finding: format!("Finding {number}"),
            };
            activities::follow_up(tx, dana, NOW, &code, version, &found).await.expect("followed up");
        }
        4 => {
            let cost = Money::new(chance.below(9_000_000) as i64, chance.one(&[Currency::Usd, Currency::Eur]));
            let shares = vec![("US-2020".to_owned(), 1_000_000)];
            let funding = NewFunding { cost: Some(cost), shares, reason: Some("Billed".into()) };
            activities::fund(tx, dana, NOW, &code, version, &funding).await.expect("funding");
        }
        5 => {
            let is_shared = shown.shared_with.iter().any(|row| row.ended.is_none());
            if is_shared {
                activities::end_share(tx, dana, NOW, &code, version, "US", "Over").await.expect("ended");
            } else {
                activities::share(tx, dana, NOW, &code, version, "US").await.expect("shared");
            }
        }
        _ => {
            let form = DocumentForm {
                code: format!("D-RISK-{number}"),
                kind: "paper".into(),
                title: "Risk handbook".into(),
                readers: chance.one(&["donors", "parties", "agencies", "staff"]).into(),
                applies_to: format!("activity {code}"),
                ..Default::default()
            };
            let new = NewDocument::parse(&form).expect("a document");
            documents::create(tx, dana, NOW, &new, &[]).await.expect("document");
        }
    }
}

/// Of the southern component, with whatever numbers.
async fn activity(tx: &mut Tx, chance: &mut Chance, code: &str) -> NewActivity {
    let kind = chance.one(ActivityKind::ALL);
    let title = format!("Risk assessment {}", chance.below(1_000));
    let southern = components::phase_id(tx, "BLO", 1).await.expect("phase");
    let dates = ["", "2016-09", "2018", "2019-09-25"];
    let count = chance.below(30) as i64 + 1;
    let row =
        Participation { row: 0, agency_code: Some("MIA".into()), unit_code: None, sex: chance.one(Sex::ALL), count };
    NewActivity {
        starts_on: chance.one(&dates).parse().ok(),
        place: Some("Dustlik".into()),
        belongs_to: Some(BelongsTo::Phase(southern)),
        topics: vec!["risk".into()],
        numbers: Numbers { participations: Some(count + chance.below(9) as i64), ..Numbers::default() },
        rows: vec![row],
        named: Named { agency_codes: vec!["MIA".into()], unit_codes: Vec::new() },
        ..NewActivity::held(kind, code, &title)
    }
}
