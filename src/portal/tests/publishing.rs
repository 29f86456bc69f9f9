//! What staff release of a grant is what its donors read of it, until the next release, whatever happens.

use std::collections::BTreeMap;

use domain::{
    Currency, Money, Viewer,
    document::{DocumentForm, NewDocument},
    item::{Details, Identity, ItemKind},
    ledger::{EventKind, NewEvent, RateChoice},
    quote::{Measure, NewQuote, Published, QuoteWords},
    round::{NewItem, NewLine, NewRound},
    source::SourceChoice,
    verification::{Finding, NewVerification},
};
use store::{
    Tx, components, documents, grants, ledger, people,
    quotes::{self, Subject},
    rounds, verifications,
};

use crate::{activities::Chance, both_databases, sample, support::*};

const GRANT: &str = "JP-2020";
/// How often something is changed; more of it in the soak.
fn changes() -> u64 {
    sample::figure("PORTAL_TEST_CHANGES", 200, 500)
}

async fn release(portal: &Portal, grant: &str, note: &str) -> Answer {
    let key = key();
    let fields = [("submission", key.as_str()), ("grant", grant), ("note", note), ("shows_changes", "")];
    portal.call(&staff(), "/api/publish_state", &fields).await
}

/// Every page of the state, under the address that it keeps.
async fn pages_of_state(portal: &Portal, number: i64) -> BTreeMap<String, String> {
    let paths = format!(
        "SELECT p.path FROM grant_state_page p JOIN grant_state s ON s.id = p.state_id JOIN grant_agreement g ON g.id = s.grant_id
         WHERE g.code = '{GRANT}' AND s.number = {number} AND p.media_type = 'text/html' ORDER BY p.path"
    );
    let mut pages = BTreeMap::new();
    for path in portal.db.ask_for_tests(&paths).await.expect("paths") {
        let below = match path.as_str() {
            "/" => "/overview".to_owned(),
            path if path.starts_with("/?") => format!("/overview{}", &path[1..]),
            path => match path.strip_prefix(&format!("/grants/{GRANT}")) {
                Some("") => String::new(),
                Some(part) => format!("/grant{part}"),
                None => path.to_owned(),
            },
        };
        let address = format!("/grants/{GRANT}/states/{number}{below}");
        let answer = portal.get(&japan(), &address).await;
        assert_eq!(answer.status, 200, "{address}");
        pages.insert(address, answer.steady());
    }
    pages
}

/// What the donor reads under the usual addresses: of the grant what was released, of everything else what stands.
async fn usual_pages(portal: &Portal) -> BTreeMap<String, String> {
    let car = portal.ask("SELECT tag FROM item WHERE kind = 'vehicle'").await;
    let mut pages = BTreeMap::new();
    let own = [
        "/",
        "/grants",
        "/grants.csv",
        "/grants/JP-2020",
        "/grants/JP-2020/money",
        "/grants/JP-2020/items",
        "/grants/JP-2020/agreement",
        "/grants/JP-2020/statement",
        "/grants/JP-2020/statement.csv",
        "/grants/JP-2020/ledger",
        "/grants/JP-2020/ledger.csv",
        "/grants/JP-2020/bought.csv",
        "/grants/JP-2020/states",
        "/grants/JOINT-2020",
        "/items",
        "/items.csv",
        "/rounds",
        "/rounds/R-NORTH",
        "/rounds/R-SHARED",
        "/receipts",
        "/receipts/r-shared-of-customs",
        "/discrepancies",
        "/units",
        "/units/IMT-TER",
        "/activities",
        "/components",
        "/results",
        "/totals",
        "/documents",
        "/officials",
        "/planned",
        "/planned.ics",
        "/donors/JP",
        "/agencies/SCC",
        "/questions",
        "/search?q=JP-2020",
        "/search?q=boots",
        "/notices",
    ];
    for address in own.into_iter().map(str::to_owned).chain([format!("/items/{car}")]) {
        let answer = portal.get(&japan(), &address).await;
        pages.insert(address, format!("{} {}", answer.status, answer.steady()));
    }
    pages
}

both_databases!(what_is_released_stays_until_the_next_release, async |portal: &Portal| {
    let live = portal.get(&japan(), "/grants/JP-2020").await;
    let answer = release(portal, GRANT, "The review of November").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    // One was released in the small programme already.
    let (state, usual) = (pages_of_state(portal, 2).await, usual_pages(portal).await);
    assert!(state.len() > 20, "{:?}", state.keys());
    let summary = &usual["/grants/JP-2020"];
    assert!(summary.starts_with("200") && summary.contains("The review of November"), "{summary}");
    // The same figures as before, and the chain to the signature below the state's own addresses.
    let funnel = |html: &str| html.split("class=\"funnel").nth(1).map(|rest| rest.len()).unwrap_or_default();
    assert!(funnel(&live.body) > 0 && funnel(summary) > 0);
    assert!(state.keys().any(|address| address.contains("/states/2/receipts/")), "{:?}", state.keys());
    let car = usual.iter().find(|(address, _)| address.starts_with("/items/")).expect("the car").1;
    assert!(car.starts_with("200") && car.contains("State 2 of JP-2020"), "{car}");
    assert!(usual["/items"].contains("in no figure of this page"), "{}", usual["/items"]);
    // No link of a state leads out of it, but to what is of no grant.
    for (address, page) in &state {
        let inside = page.split("class=\"released\"").nth(1).unwrap_or_default();
        let inside = inside.split("</main>").next().unwrap_or_default();
        for link in inside.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            let plain = ["/grants/JP-2020/states/2", "#", "/about-the-figures", "/questions/new", "/rates", "http"];
            assert!(plain.iter().any(|start| link.starts_with(start)), "{address}: {link}");
        }
    }

    let seed = sample::seed();
    println!("PORTAL_TEST_SEED={seed}");
    let mut chance = Chance(seed);
    for number in 0..changes() {
        let mut tx = portal.db.write().await.expect("write");
        let dana = people::viewer(&mut tx, "dana").await.expect("dana");
        change(&mut tx, &dana, number, chance.below(6)).await;
        tx.commit().await.expect("commit");
    }
    for (before, after) in [(&state, &pages_of_state(portal, 2).await), (&usual, &usual_pages(portal).await)] {
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (address, page) in before {
            assert_eq!(page, &after[address], "{address}");
        }
    }
    // There was something to see: staff read it, and the next state has it.
    assert!(portal.get(&staff(), "/grants/JP-2020/items").await.words().contains("Boots of"));
    let answer = release(portal, GRANT, "The review of December").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let next = portal.get(&japan(), "/grants/JP-2020/items").await;
    assert!(next.words().contains("Boots of") && next.body.contains("The review of December"), "{}", next.body);
    let older = pages_of_state(portal, 2).await;
    for (address, page) in &state {
        // It says that there is a newer one, and nothing else is different.
        let newer = " <a href=\"/grants/JP-2020/states\">A newer state was released.</a>";
        let (told, page) = (older[address].replace("<!>", ""), page.replace("<!>", ""));
        assert!(told.contains(newer), "{address}: {told}");
        let told = told.replace(newer, "");
        assert_eq!(told, page, "{address}");
    }
    let answer = portal
        .call(
            &staff(),
            "/api/show_grant_live",
            &[("submission", key()), ("grant", GRANT.into()), ("reason", "It is over".into())],
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let again = portal.get(&japan(), "/grants/JP-2020/items").await;
    assert!(again.words().contains("Boots of") && !again.body.contains("The review of December"), "{}", again.body);
});

/// Something that staff do with the grant.
async fn change(tx: &mut Tx, dana: &Viewer, number: u64, what: u64) {
    match what {
        0 => boots(tx, dana, number).await,
        1 => published(tx, dana, number).await,
        2 => money(tx, dana, number).await,
        3 => paper(tx, dana, number).await,
        4 => checked(tx, dana).await,
        _ => described(tx, dana, number).await,
    }
}

async fn boots(tx: &mut Tx, dana: &Viewer, number: u64) {
    let code = format!("R-LATER-{number}");
    let round = NewRound {
        code: code.clone(),
        number: None,
        title: format!("Boots of round {number}"),
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
        name: format!("Boots of {number}"),
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
        unit_code: "IMT-TER".into(),
        agency_code: "SCC".into(),
        phase_id: components::phase_id(tx, "IMT", 1).await.expect("phase"),
        quantity: 40,
        value: Money::new(200_000, Currency::Usd),
        shares: vec![(GRANT.into(), 1_000_000)],
        note: None,
    };
    rounds::add_line(tx, dana, NOW, &code, &line).await.expect("line");
    rounds::schedule(tx, dana, NOW, &code).await.expect("scheduled");
    if number.is_multiple_of(3) {
        let day = "2030-06-01".parse().expect("day");
        rounds::announce(tx, dana, NOW, &code, day, "Boots").await.expect("announced");
    } else {
        rounds::dispatch(tx, dana, NOW, &code, "2019-12-11".parse().expect("day")).await.expect("dispatched");
    }
}

async fn published(tx: &mut Tx, dana: &Viewer, number: u64) {
    let quote = NewQuote {
        words: QuoteWords::about("boots"),
        published: Published { measure: Measure::Count, amount: 9 + number as i64, currency: None, qualifier: None },
        source: SourceChoice::New(format!("News {number}")),
        whole: false,
    };
    quotes::record(tx, dana, NOW, &Subject::Grant(GRANT.into()), &quote).await.expect("quote");
}

async fn money(tx: &mut Tx, dana: &Viewer, number: u64) {
    let finance = people::viewer(tx, "finance").await.expect("finance");
    let new = NewEvent {
        kind: EventKind::Expenditure,
        amount: Money::new(1_000 + number as i64, Currency::Usd),
        value_date: "2019-09-16".parse().expect("day"),
        rate: RateChoice::None,
        purpose: format!("Boots of {number}"),
        donor_code: None,
        phase_id: None,
        budget_line: None,
        from_budget_line: None,
        external_ref: None,
        document: Some("Invoice".into()),
        relates_to: None,
        reason: Some("As the paper says".to_owned()),
    };
    let shown = ledger::check(tx, dana, NOW, GRANT, &new).await.expect("checked").seal();
    let posted = ledger::post(tx, dana, NOW, GRANT, &new, &shown).await.expect("posted");
    ledger::approve(tx, &finance, NOW, GRANT, posted).await.expect("approved");
}

async fn paper(tx: &mut Tx, dana: &Viewer, number: u64) {
    let form = DocumentForm {
        code: format!("D-LATER-{number}"),
        kind: "paper".into(),
        title: format!("On boots {number}"),
        issued_on: "2019-12-01".into(),
        languages: vec!["en".into()],
        readers: "donors".into(),
        applies_to: format!("grant {GRANT}"),
        ..Default::default()
    };
    let new = NewDocument::parse(&form).expect("a document");
    documents::create(tx, dana, NOW, &new, &[]).await.expect("document");
}

async fn checked(tx: &mut Tx, dana: &Viewer) {
    let all = store::list::Asked { most: Some(10_000), ..Default::default() };
    let items = store::items::list(tx, dana, &all).await.expect("items").rows;
    // Japan alone paid for it, and it arrived.
    let item = items.iter().find(|row| row.line.counts > 0 && row.round.code == "R-NORTH").expect("an item");
    let new = NewVerification {
        checked_on: "2019-12-12".parse().expect("day"),
        finding: Finding::InUse,
        seen: 1,
        condition: Some(domain::item::Condition::Good),
        joint: false,
        note: None,
        method: domain::check::Method::Seen,
    };
    verifications::record(tx, dana, NOW, &item.line.tag, &new).await.expect("checked");
}

async fn described(tx: &mut Tx, dana: &Viewer, number: u64) {
    let shown = grants::show(tx, dana, GRANT).await.expect("the grant");
    let new = domain::grant::NewGrant {
        code: GRANT.into(),
        title: format!("Boots and more {number}"),
        donor_codes: vec!["JP".into()],
        instrument: shown.instrument,
        signed_on: shown.row.signed_on,
        announced_on: shown.announced_on,
        signed_at: Some(format!("Hall {number}")),
        ceiling: Some(Money::new(743_000_000 + number as i64, Currency::Jpy)),
        country_codes: shown.countries,
        terms: shown.terms,
    };
    grants::update(tx, dana, NOW, GRANT, shown.version, &new).await.expect("edited");
}

both_databases!(a_calendar_is_read_by_its_address_until_it_is_stopped, async |portal: &Portal| {
    let calendar = |token: &str| format!("/calendar/{token}.ics");
    let first = portal.get(&anonymous(), &calendar(CALENDAR)).await;
    assert!(first.status == 200 && first.body.starts_with("BEGIN:VCALENDAR"), "{}", first.body);
    assert!(first.body.contains("DTSTART;VALUE=DATE:20300506") && !first.body.contains("R-PLAN"), "{}", first.body);
    for other in ["/calendar/calendar-of-japan", "/calendar/nothing.ics"] {
        assert_eq!(portal.get(&anonymous(), other).await.status, 404, "{other}");
    }
    let key = key();
    let made = portal.call(&japan(), "/api/make_calendar_address", &[("submission", key.as_str())]).await;
    let token = made.body.split("/calendar/").nth(1).and_then(|rest| rest.split(".ics").next()).expect("an address");
    assert_eq!(portal.get(&anonymous(), &calendar(CALENDAR)).await.status, 404, "the one before works no more");
    assert_eq!(portal.get(&anonymous(), &calendar(token)).await.body, first.body);
    // Sent twice it is not shown again, and nothing keeps it.
    let again = portal.call(&japan(), "/api/make_calendar_address", &[("submission", key.as_str())]).await;
    assert!(again.status == 200 && !again.body.contains(token), "{}", again.body);
    assert!(portal.contents().await.iter().all(|row| !row.contains(token)));
    // The other donor's plans are not in it.
    let made = portal.call(&usa(), "/api/make_calendar_address", &[("submission", crate::support::key())]).await;
    let of_usa = made.body.split("/calendar/").nth(1).and_then(|rest| rest.split(".ics").next()).expect("an address");
    assert!(!portal.get(&anonymous(), &calendar(of_usa)).await.body.contains("BEGIN:VEVENT"));
    let stopped = portal.call(&japan(), "/api/stop_calendar_address", &[("submission", crate::support::key())]).await;
    assert_eq!(stopped.status, 200, "{}", stopped.body);
    assert_eq!(portal.get(&anonymous(), &calendar(token)).await.status, 404);
});

/// Where the store asks for a donor itself and not for who reads a grant: (file, how often, what for).
const ASKS_FOR_THE_DONOR: &[(&str, usize, &str)] = &[
    ("activities/reach.rs", 1, "an activity that staff share with a donor, whatever it pays for"),
    ("components/reach.rs", 2, "a donor that takes part in a component, whatever it pays for"),
    ("donors/shown.rs", 1, "the parts that a donor has in components"),
    ("grants/publication/pages.rs", 5, "what was released to a donor"),
    ("grants/instalments/write.rs", 1, "whose instalment it is, as it is written"),
    ("overview/donor.rs", 1, "questions of the donor itself"),
    ("people/edit.rs", 1, "for whom an account is, as it is written"),
    ("questions.rs", 2, "questions of the donor itself, also about what it reads as it was released"),
    ("quotes/listed.rs", 1, "what was published about the donor itself"),
    ("search.rs", 1, "questions of the donor itself"),
    ("visits/listed.rs", 1, "visits that its embassy joins; of their things it reads its own part"),
    ("visits/plan.rs", 1, "whose embassy joins, as it is written"),
];

/// Of a published grant a donor reads nothing as it stands. A question that narrows grants to those of a donor asks for
/// `grant_donor.reader_id`, and whose an event is, for `ABS(?) % 100000` (`domain/publication.rs`).
#[test]
fn questions_for_a_donor_ask_who_reads_the_grant() {
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let skipped = ["tests", "demo", "benches", "examples"].iter().any(|end| path.ends_with(end));
            if path.is_dir() && !skipped {
                files(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../store");
    let mut found = Vec::new();
    files(&root, &mut found);
    let mut wrong = Vec::new();
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a file");
        let number = text.matches("donor_id = ?").count() + text.matches("donor_id = $").count();
        let name = path.strip_prefix(&root).expect("in the store").display().to_string();
        let known = ASKS_FOR_THE_DONOR.iter().find(|(file, ..)| *file == name).map_or(0, |(_, number, _)| *number);
        if number != known {
            wrong.push(format!(
                "{name} asks {number} times for a donor_id, {known} are known: ask for reader_id, or say why here"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
