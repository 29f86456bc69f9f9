//! A page costs what it shows, whatever there is besides: of every page, as those who read it, the statements that it runs, the
//! rows that it shows and the bytes that it sends are counted, over the demonstration with invented items and over the small programme.
//!
//! What follows is how to stay below: a page asks for what it is about once (`store/db/snapshot.rs`), for its counts in one
//! statement, and for nothing that it knows there is none of.

use std::collections::BTreeMap;

use crate::support::*;

mod statements;

/// Statements of one page, the session's among them.
const MOST_STATEMENTS: usize = 12;
const MOST_BYTES: usize = 150_000;
/// Of all the tables of a page, with their heads and sums.
const MOST_ROWS: usize = 200;
/// Pages of one kind that are asked for as one person: the first that the links lead to.
const OF_A_KIND: usize = 3;

/// Pages that cost more, with what they cost at most, and why.
const EXCEPTIONS: &[(&str, usize, &str)] = &[
    ("/activities/{code}/edit", 14, "it offers phases, agencies, units and sources beside the activity as it stands"),
    (
        "/components/{code}",
        16,
        "phases, milestones with what they count, marks of the ribbon, parts, published figures, results and documents, each in one \
         statement",
    ),
    ("/components/{code}/edit", 15, "reads the component as its page does, and the programmes that it can belong to"),
    ("/components/{code}/milestones/{id}/edit", 14, "reads the component as its page does"),
    ("/components/{code}/parts/new", 14, "reads the component as its page does"),
    ("/components/{code}/phases/{number}/edit", 15, "reads the component as its page does"),
    ("/items/{tag}", 13, "custody, receipts, acts and documents of one item, each in one statement"),
    ("/items/{tag}/category", 13, "reads the item as its page does, and the categories that it can be of"),
    ("/items/{tag}/correct", 13, "reads the item as its page does, and the categories that it can be of"),
    ("/items/{tag}/reassign", 13, "it offers the units of the agency beside the item, its custody and what waits"),
    ("/results", 20, "sums by substance, unit and agency, and the list of cases with the parts of their stages"),
    ("/rounds/{code}", 14, "lines, filters, counts of agencies, acts, guests and documents, each in one statement"),
    (
        "/rounds/{code}/acts/{agency}",
        16,
        "an act to prepare reads whatever it prints: terms, words, heads, mandates, lines",
    ),
    ("/rounds/{code}/acts/{agency}/words", 15, "reads what the act prints"),
    ("/rounds/{code}/lines/{line}", 13, "it offers phases, agencies, units, grants beside the line as it stands"),
    (
        "/rounds/{code}/packing",
        21,
        "each row of a list is held against the register: serials, units, agencies, phases, grants, shares, categories",
    ),
    ("/rounds/{code}/packing/{row}", 21, "the same of one row"),
    ("/rounds/{code}/terms", 13, "the terms, what they offer, and who signs for each agency"),
    (
        "/units/{code}",
        18,
        "what it holds, what is on its way, life, heads, results, documents and history, each in one statement",
    ),
];

/// What the dearest page of a kind costs, and its address.
#[derive(Default, Debug)]
struct Cost {
    statements: (usize, String),
    /// How the statements of that page begin.
    which: Vec<String>,
    rows: (usize, String),
    bytes: (usize, String),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_cheap() {
    statements::listen();
    let mut costs: BTreeMap<String, Cost> = BTreeMap::new();
    let demonstration = Portal::over_the_demonstration().await;
    for login in ["staff", "security", "kz.customs", "japan", "ncdc", "dcec"] {
        crawl(&demonstration, &Person::named(login), &mut costs).await;
    }
    demonstration.close().await;
    let programme = Portal::open().await;
    for row in access_table().pages.iter().filter(|row| is_page(&row.path)) {
        let address = row.filled(&programme).await.replace(' ', "+");
        for person in [staff(), customs_officer(), japan(), administrator(), coordinator(), focal_point()] {
            read(&programme, &person, &row.path, &address, &mut costs).await;
        }
    }
    programme.close().await;
    let wrong = too_dear(&costs);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn too_dear(costs: &BTreeMap<String, Cost>) -> Vec<String> {
    // An exception that nothing is held against would excuse whatever the page comes to cost.
    let unreached = EXCEPTIONS.iter().filter(|(kind, ..)| !costs.contains_key(*kind));
    let mut wrong: Vec<String> = unreached
        .map(|(kind, ..)| format!("{kind}: no page of this kind was reached, an exception is for nothing"))
        .collect();
    for (kind, cost) in costs {
        let (statements, address) = &cost.statements;
        let (bytes, longest) = &cost.bytes;
        let (rows, fullest) = &cost.rows;
        let exception = EXCEPTIONS.iter().find(|(of, ..)| of == kind);
        let most = exception.map_or(MOST_STATEMENTS, |(_, most, _)| *most);
        if *statements > most {
            let which = cost.which.join("\n  ");
            wrong.push(format!("{kind}: {statements} statements at {address}, {most} are allowed:\n  {which}"));
        }
        // One more or less: a session says once a while when it was seen.
        if exception.is_some() && *statements + 1 < most {
            wrong.push(format!("{kind}: an exception allows {most} statements, {statements} are enough: lower it"));
        }
        if *bytes > MOST_BYTES {
            wrong.push(format!("{kind}: {bytes} bytes at {longest}, {MOST_BYTES} are allowed"));
        }
        if *rows > MOST_ROWS {
            wrong.push(format!("{kind}: {rows} rows at {fullest}, {MOST_ROWS} are allowed"));
        }
    }
    wrong
}

/// A page for people: files are streamed, pictures and papers are made by another process, and what a donor would read of a
/// state is asked of the page that it reads.
fn is_page(path: &str) -> bool {
    let file = ["/publish", ".csv", ".xlsx", ".zip", "/pdf", "{sha256}", "/{page}", "/files/{edition}/{number}"];
    !file.iter().any(|end| path.ends_with(end))
}

/// Follows the links from the front page to a few pages of every kind.
async fn crawl(portal: &Portal, person: &Person, costs: &mut BTreeMap<String, Cost>) {
    let kinds: Vec<String> = access_table().page_paths().into_iter().filter(|path| is_page(path)).collect();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: Vec<String> = vec!["/".to_owned(), "/search?q=radio".to_owned()];
    let mut next = 0;
    while let Some(address) = seen.get(next).cloned() {
        next += 1;
        let Some(kind) = kind_of(&kinds, &address) else { continue };
        let times = asked.entry(kind.clone()).or_default();
        *times += 1;
        if *times > OF_A_KIND {
            continue;
        }
        let answer = read(portal, person, &kind, &address, costs).await;
        for link in links(&answer.body) {
            if !link.contains("?sort=") && !link.contains("?page=") && !seen.contains(&link) {
                seen.push(link);
            }
        }
    }
    // Who reads for a country, or the cases of an agency, has few pages.
    let least = if ["ncdc", "dcec"].contains(&person.login) { 5 } else { 21 };
    assert!(asked.len() >= least, "{} reaches pages of {} kinds", person.login, asked.len());
}

async fn read(
    portal: &Portal,
    person: &Person,
    kind: &str,
    address: &str,
    costs: &mut BTreeMap<String, Cost>,
) -> Answer {
    let (answer, statements) = statements::of(portal.get(person, address)).await;
    if answer.status == 200 {
        let cost = costs.entry(kind.to_owned()).or_default();
        let who = format!("{address} for {}", person.login);
        if statements.len() > cost.statements.0 {
            cost.statements = (statements.len(), who.clone());
            cost.which = statements;
        }
        cost.rows = cost.rows.clone().max((answer.body.matches("<tr").count(), who.clone()));
        cost.bytes = cost.bytes.clone().max((answer.body.len(), who));
    }
    answer
}

/// The pattern of an address: of several that fit, the one with the fewest gaps.
fn kind_of(kinds: &[String], address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |kind: &&String| {
        let pattern: Vec<&str> = kind.split('/').collect();
        pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(word, part)| word.starts_with('{') || word == part)
    };
    kinds.iter().filter(fits).min_by_key(|kind| kind.matches('{').count()).cloned()
}

fn links(page: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(page);
    let anchors = scraper::Selector::parse("a[href^=\"/\"]").expect("a selector");
    page.select(&anchors).filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
}
