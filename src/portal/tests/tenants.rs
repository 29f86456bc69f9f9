//! Nothing of another donor or agency leaves the portal, in no byte of no answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::{both_databases, support::*};

fn with_a_scope() -> [Person; 4] {
    [customs_officer(), interior_officer(), japan(), usa()]
}

both_databases!(each_person_reads_exactly_what_is_theirs, async |portal: &Portal| {
    let mut deviations = Vec::new();
    for person in with_a_scope() {
        let read = portal.read_everything(&person).await;
        assert!(read.len() > 60, "{}: only {} pages", person.login, read.len());
        println!("{}: {} addresses", person.login, read.len());
        for mark in &portal.marks {
            let on: Vec<&String> =
                read.iter().filter(|(_, answer)| answer.everything().contains(&mark.word)).map(|(at, _)| at).collect();
            match (mark.readers.contains(&person.login), on.is_empty()) {
                (false, false) => deviations.push(format!("{} reads {} on {:?}", person.login, mark.word, on)),
                (true, true) => deviations.push(format!("{} never reads {}", person.login, mark.word)),
                _ => {}
            }
        }
    }
    assert_eq!(deviations, Vec::<String>::new());
});

both_databases!(
    who_reads_for_a_country_or_traces_money_reads_a_part_of_what_the_agency_there_reads,
    async |portal: &Portal| {
        for (person, agency, least) in [(coordinator(), customs_officer(), 20), (focal_point(), interior_officer(), 10)]
        {
            let read = portal.read_everything(&person).await;
            let on = |word: &str| -> Vec<&String> {
                read.iter().filter(|(_, answer)| answer.everything().contains(word)).map(|(at, _)| at).collect()
            };
            let mut own = 0;
            for mark in &portal.marks {
                let found = on(&mark.word);
                let theirs = mark.readers.contains(&agency.login) || mark.readers.contains(&person.login);
                assert!(found.is_empty() || theirs, "{} reads {} on {found:?}", person.login, mark.word);
                own += usize::from(!found.is_empty());
            }
            assert!(own >= least, "{} reads {own} words", person.login);
        }
        let read = portal.read_everything(&coordinator()).await;
        for money in ["USD", "JPY", "¥", "US$", "24,500", "9,100"] {
            // A spreadsheet is packed: what is in it stands in the file of its words as well.
            let written = read.iter().filter(|(at, _)| !at.contains(".xlsx"));
            let on: Vec<&String> =
                written.filter(|(_, answer)| answer.words().contains(money)).map(|(at, _)| at).collect();
            assert!(on.is_empty(), "a coordinator reads {money} on {on:?}");
        }
        assert!(
            read["/"].words().contains("What came to them") && read["/units/IMT-TER"].words().contains("What it holds")
        );
    }
);

#[tokio::test]
async fn a_stranger_reads_nothing_and_staff_everything() {
    let portal = Portal::open().await;
    let read = portal.read_everything(&anonymous()).await;
    let leaked: Vec<&Mark> = portal
        .marks
        .iter()
        .filter(|mark| read.values().any(|answer| answer.everything().contains(&mark.word)))
        .collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    let mut read: Vec<Answer> = portal.read_everything(&staff()).await.into_values().collect();
    read.extend(portal.read_everything(&administrator()).await.into_values());
    // Words that no page shows to these: the device of a session and a draft but to their owners, and these.
    let hidden = ["Device", "Iati", "Sub", "Draft", "DraftOfAziz"];
    let unread: Vec<&str> = portal
        .marks
        .iter()
        .filter(|mark| !hidden.iter().any(|place| mark.word.ends_with(place)))
        .filter(|mark| !read.iter().any(|answer| answer.body.contains(&mark.word)))
        .map(|mark| mark.word.as_str())
        .collect();
    assert_eq!(unread, Vec::<&str>::new(), "no page shows these, so the search for them proves nothing");
    portal.close().await;
}

#[tokio::test]
async fn searching_and_filtering_find_nothing_foreign() {
    let portal = Portal::open().await;
    let lists = [
        "/grants",
        "/rounds",
        "/items",
        "/units",
        "/totals",
        "/programmes",
        "/components",
        "/activities",
        "/documents",
        "/officials",
        "/rounds/R-SHARED",
        "/grants/JOINT-2020/ledger",
    ];
    for person in with_a_scope() {
        let foreign: Vec<&Mark> = portal.marks.iter().filter(|mark| !mark.readers.contains(&person.login)).collect();
        // The search for everything is asked for every word, each list for some of them.
        for (list, step) in lists.into_iter().map(|list| (list, 7)).chain([("/search", 1)]) {
            // A word that is nowhere: what the answer looks like when there is nothing.
            let nothing = portal.get(&person, &format!("{list}?q=Mark999Nothing")).await;
            for mark in foreign.iter().step_by(step) {
                let found = portal.get(&person, &format!("{list}?q={}", mark.word)).await;
                let found = found.steady().replace(&mark.word, "#");
                assert_eq!(
                    found,
                    nothing.steady().replace("Mark999Nothing", "#"),
                    "{} {list} {}",
                    person.login,
                    mark.word
                );
            }
        }
    }
    portal.close().await;
}

both_databases!(who_shares_a_car_learns_nothing_of_the_other, async |portal: &Portal| {
    let car = portal.ask("SELECT tag FROM item WHERE kind = 'vehicle'").await;
    let of_japan = portal.read_everything(&japan()).await;
    let of_usa = portal.read_everything(&usa()).await;
    let page = format!("/items/{car}");
    assert!(of_japan[&page].words().contains("15,312.50"), "{}", of_japan[&page].words());
    assert!(of_usa[&page].words().contains("9,187.50"), "{}", of_usa[&page].words());
    for (read, foreign) in [
        (&of_japan, ["US-2020", "9,187.50", "37.5", "24,500", "BLO-DUS", "R-SOUTH", "C-SOUTH"]),
        (&of_usa, ["JP-2020", "15,312.50", "62.5", "24,500", "BLO-OYB", "R-NORTH", "C-NORTH"]),
    ] {
        for (address, answer) in read.iter().filter(|(address, _)| !foreign.iter().any(|word| address.contains(word))) {
            for word in foreign {
                assert!(!without_drawings(&answer.everything()).contains(word), "{word} on {address}");
            }
        }
        assert!(read[&page].words().contains("o-funded"), "it says that others paid too");
    }
});

#[tokio::test]
async fn foreign_and_absent_look_the_same() {
    let portal = Portal::open().await;
    let car = portal.ask("SELECT tag FROM item WHERE kind = 'vehicle'").await;
    let northern = portal.ask("SELECT i.tag FROM item i JOIN line l ON l.item_id = i.id ORDER BY i.id").await;
    let absent = format!("{}999999", &northern[..northern.len() - 6]);
    let pairs = [
        (usa(), "/grants/JP-2020".to_owned(), "/grants/JP-2999".to_owned()),
        (usa(), "/grants/JP-2020/ledger".to_owned(), "/grants/JP-2999/ledger".to_owned()),
        (usa(), "/grants/JP-2020/ledger/1".to_owned(), "/grants/JP-2020/ledger/9".to_owned()),
        (japan(), "/grants/JP-2020/ledger/2".to_owned(), "/grants/JP-2020/ledger/9".to_owned()),
        (japan(), "/grants/JOINT-2020/ledger/2".to_owned(), "/grants/JOINT-2020/ledger/9".to_owned()),
        (usa(), "/rounds/R-NORTH".to_owned(), "/rounds/R-NOWHR".to_owned()),
        (usa(), "/receipts/r-north-of-customs".to_owned(), "/receipts/r-never-of-customs".to_owned()),
        (usa(), format!("/items/{northern}"), format!("/items/{absent}")),
        (usa(), "/components/IMT".to_owned(), "/components/ABC".to_owned()),
        (usa(), "/activities/C-NORTH".to_owned(), "/activities/C-NOWHR".to_owned()),
        (usa(), "/documents/D-NORTH".to_owned(), "/documents/D-NOWHR".to_owned()),
        (interior_officer(), "/documents/D-NORTH/files/1/1".to_owned(), "/documents/D-NOWHR/files/1/1".to_owned()),
        (japan(), "/units/BLO-OYB".to_owned(), "/units/BLO-XXX".to_owned()),
        (interior_officer(), "/rounds/R-NORTH/receipt".to_owned(), "/rounds/R-NOWHR/receipt".to_owned()),
        (interior_officer(), "/rounds/R-NORTH/receipt/review".to_owned(), "/rounds/R-NOWHR/receipt/review".to_owned()),
        (interior_officer(), "/units/IMT-TER".to_owned(), "/units/IMT-XXX".to_owned()),
        (interior_officer(), format!("/items/{car}"), format!("/items/{absent}")),
        (customs_officer(), "/rounds/R-DRAFT".to_owned(), "/rounds/R-NOWHR".to_owned()),
    ];
    for (person, foreign, absent) in pairs {
        let (found, nothing) = (portal.get(&person, &foreign).await, portal.get(&person, &absent).await);
        assert_eq!(found.status, 404, "{foreign}");
        let found = without_changing_headers(&found, &foreign);
        assert_eq!(found, without_changing_headers(&nothing, &absent), "{foreign}");
    }
    portal.close().await;
}

#[tokio::test]
async fn functions_do_not_tell_foreign_from_absent() {
    let portal = Portal::open().await;
    let open = "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'";
    let (line, before) = (portal.ask(open).await, portal.contents().await);
    let mut answers = BTreeSet::new();
    // A round of another agency, none at all, a line of another agency in one's own round, one that is not there.
    for (round, line) in
        [("R-OPEN", line.as_str()), ("R-NOWHR", "1"), ("R-SOUTH", line.as_str()), ("R-SOUTH", "999999")]
    {
        let (key, number) = (key(), line.to_owned());
        let fields = [
            ("submission", key.as_str()),
            ("round", round),
            ("received_on", "12 Dec 2019"),
            ("lines[0][line]", &number),
            ("lines[0][expected]", "4"),
            ("lines[0][version]", "1"),
            ("lines[0][answer]", "all"),
        ];
        let answer = portal.call(&interior_officer(), "/api/save_receipt_draft", &fields).await;
        assert_eq!(answer.status, 404, "{round} {line}: {}", answer.body);
        answers.insert(answer.body);
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(portal.contents().await, before);
    portal.close().await;
}

#[tokio::test]
async fn answers_of_functions_hold_nothing_foreign() {
    let portal = Portal::open().await;
    for person in with_a_scope() {
        let foreign: Vec<&Mark> = portal.marks.iter().filter(|mark| !mark.readers.contains(&person.login)).collect();
        // Signing in or out would change who asks.
        for row in access_table().functions.iter().filter(|row| !row.path.starts_with("/api/sign_")) {
            let body = row.filled(&portal).await;
            for accept in ["application/json", "text/html"] {
                let request = portal.request(&person, "POST", &row.path).header("accept", accept);
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let request = request.header("referer", "http://portal.example/rounds");
                let answer = portal.send(request.body(body.clone().into()).unwrap()).await.everything();
                for mark in &foreign {
                    assert!(!answer.contains(&mark.word), "{} learns {} from {}", person.login, mark.word, row.path);
                }
            }
        }
    }
    portal.close().await;
}

/// The answer without the address that was asked for and without random numbers.
fn without_changing_headers(answer: &Answer, address: &str) -> (u16, BTreeMap<String, String>, String) {
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), format!("{value:?}")));
    let headers = headers.filter(|(name, _)| name != "x-request-id" && name != "content-security-policy").collect();
    (answer.status, headers, answer.steady().replace(address, "ADDRESS"))
}

/// The coordinates of a map are numbers like any other: what is said beside them stays.
fn without_drawings(answer: &str) -> String {
    let mut parts = answer.split(" d=\"");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        said.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    said
}
