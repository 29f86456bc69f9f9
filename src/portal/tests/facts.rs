//! Every published fact of the programme stands on a page, with its qualifier, currency, source and precision, and those who
//! should read it do. The facts are in `facts.toml`; the demonstration records them through the functions of the forms.

use std::collections::HashMap;

use serde::Deserialize;

use crate::support::*;

#[derive(Deserialize)]
struct Checklist {
    fact: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    what: String,
    page: String,
    /// They stand on the page in this order, near each other.
    words: Vec<String>,
    readers: Vec<String>,
    /// Who does not get the page.
    #[serde(default)]
    not: Vec<String>,
    /// How many bytes lie at most between the first word and the last.
    #[serde(default = "one_row")]
    near: usize,
}

/// What a row of a table or a milestone takes.
fn one_row() -> usize {
    700
}

/// The number of facts in the programme's own publications; some take several rows here.
const PUBLISHED: usize = 81;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_published_fact_is_read_by_those_who_should_read_it() {
    let checklist: Checklist = toml::from_str(include_str!("facts.toml")).expect("facts.toml");
    assert!(checklist.fact.len() >= PUBLISHED, "{} facts", checklist.fact.len());
    for database in [Some(Database::published().await), Database::published_on_postgres().await].into_iter().flatten() {
        let portal = Portal::over(database);
        assert_eq!(wrong(&portal, &checklist.fact).await, Vec::<String>::new());
        portal.close().await;
    }
}

async fn wrong(portal: &Portal, facts: &[Fact]) -> Vec<String> {
    let mut read: HashMap<(String, String), Answer> = HashMap::new();
    let mut wrong = Vec::new();
    for fact in facts {
        for login in fact.readers.iter().chain(&fact.not) {
            let key = (login.clone(), fact.page.clone());
            if !read.contains_key(&key) {
                let answer = portal.get(&Person::named(login.clone().leak()), &fact.page).await;
                read.insert(key.clone(), answer);
            }
            let answer = &read[&key];
            let told = format!("{} ({login} at {})", fact.what, fact.page);
            if fact.not.contains(login) {
                // An officer reads no grants at all; another donor is not told that there is this one.
                if ![403, 404].contains(&answer.status) {
                    wrong.push(format!("{told}: {}", answer.status));
                }
            } else if answer.status != 200 {
                wrong.push(format!("{told}: {}", answer.status));
            } else if !stands(&answer.words(), fact) {
                wrong.push(format!("{told}: {:?} do not stand there together", fact.words));
            }
        }
    }
    wrong
}

/// Do the words stand on the page, one after the other and near each other?
fn stands(page: &str, fact: &Fact) -> bool {
    let (first, rest) = fact.words.split_first().expect("words");
    page.match_indices(first.as_str()).any(|(begin, _)| {
        let mut at = begin + first.len();
        rest.iter().all(|word| {
            let found = page[at..].find(word.as_str());
            at += found.map_or(0, |found| found + word.len());
            found.is_some() && at - begin <= fact.near + word.len()
        })
    })
}
