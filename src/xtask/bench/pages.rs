//! Every kind of page: how long it takes, how many statements it asks, how many rows come back, how large it is.

use super::{
    client::Client,
    figures::{Table, millis},
    form, lists,
    scaled::{Running, Scaled},
};
use crate::Result;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Seek, SeekFrom},
    thread,
    time::Duration,
};

/// Every page and who opens it stands there, by hand; `{…}` is a word of its own.
const KINDS: &str = include_str!("../../portal/tests/access.toml");
const MOST_QUERIES: usize = 12;
const MOST_ROWS: u64 = 200;
const MOST_BYTES: usize = 150_000;
const MOST_TIME: Duration = Duration::from_millis(25);

pub fn measure(scaled: &Scaled, table: &mut Table) -> Result<()> {
    let samples = {
        let portal = scaled.serve()?;
        find(&mut scaled.signed_in(&portal, "staff")?)?
    };
    let portal = scaled.serve_aloud()?;
    let mut client = scaled.signed_in(&portal, "staff")?;
    let mut asked = BTreeMap::new();
    for (kind, path) in &samples {
        asked.insert(kind.clone(), Asked::count(&portal, &mut client, path)?);
    }
    drop(portal);
    let portal = scaled.serve()?;
    let mut client = scaled.signed_in(&portal, "staff")?;
    for (kind, path) in &samples {
        let times = lists::repeat(&mut client, path, lists::BRIEFLY)?;
        let asked = &asked[kind];
        let good = times.p50() <= MOST_TIME && asked.is_little();
        let measured = format!("{} · {asked}", millis(times.p50()));
        table.add(&scaled.name(), kind, measured, "≤ 25 ms, 12 queries, 200 rows, 150 KB", Some(good));
        if !good {
            println!("      {path}: {}", asked.slowest());
        }
    }
    let missing: Vec<&str> = kinds().into_iter().filter(|kind| !samples.contains_key(*kind)).collect();
    println!("  {}: no link leads to {}", scaled.name(), missing.join(", "));
    Ok(())
}

/// The kinds of pages that show something; files are measured elsewhere.
fn kinds() -> BTreeSet<&'static str> {
    let pages = KINDS.split("[[").filter(|part| part.starts_with("page]]"));
    let kinds = pages.filter_map(|page| page.split("path = \"").nth(1)?.split('"').next());
    kinds.filter(|kind| !kind.contains(['.']) && !kind.contains("/pdf") && !kind.contains("photos")).collect()
}

fn is_of(path: &str, kind: &str) -> bool {
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    let (words, pattern): (Vec<&str>, Vec<&str>) = (plain.split('/').collect(), kind.split('/').collect());
    words.len() == pattern.len() && words.iter().zip(&pattern).all(|(word, part)| part.starts_with('{') || word == part)
}

/// One page of each kind, found by following links from the front page. Pages of one kind are looked at until they lead
/// nowhere new, three of them at most.
fn find(client: &mut Client) -> Result<BTreeMap<String, String>> {
    let kinds = kinds();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut looked: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open = vec!["/".to_owned(), "/search?q=radio".to_owned()];
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(path) = open.pop() {
        // The plainest kind that it is of: `/rounds/new` is no round.
        let of = kinds.iter().copied().filter(|kind| is_of(&path, kind)).min_by_key(|kind| kind.matches('{').count());
        let Some(kind) = of else { continue };
        let looked = looked.entry(kind).or_default();
        if *looked == 3 {
            continue;
        }
        *looked += 1;
        let reply = client.get(&path)?;
        if reply.status != 200 {
            continue;
        }
        found.entry(kind.to_owned()).or_insert(path);
        let links =
            form::links(&reply.body).into_iter().filter(|link| !link.contains("?sort=") && !link.contains("?page="));
        open.extend(links.filter(|link| seen.insert(link.clone())));
    }
    Ok(found)
}

#[derive(Default)]
struct Asked {
    queries: usize,
    rows: u64,
    bytes: usize,
    slowest: Option<(u128, String)>,
}

impl Asked {
    /// Opens the page once more, so that what is prepared once is prepared, and reads what the log says meanwhile.
    fn count(portal: &Running, client: &mut Client, path: &str) -> Result<Self> {
        client.get(path)?;
        thread::sleep(Duration::from_millis(60));
        let begin = fs::metadata(&portal.log)?.len();
        let mut asked = Asked { bytes: client.get(path)?.body.len(), ..Asked::default() };
        thread::sleep(Duration::from_millis(60));
        let mut log = fs::File::open(&portal.log)?;
        log.seek(SeekFrom::Start(begin))?;
        let mut lines = String::new();
        log.read_to_string(&mut lines)?;
        for line in lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
            if line["target"] == "sqlx::query" {
                asked.add(&line["fields"]);
            }
        }
        Ok(asked)
    }

    fn add(&mut self, statement: &serde_json::Value) {
        let seconds = statement["elapsed_secs"].as_f64().filter(|seconds| (0.0..1e6).contains(seconds));
        let micros = Duration::from_secs_f64(seconds.unwrap_or_default()).as_micros();
        self.queries += 1;
        self.rows += statement["rows_returned"].as_u64().unwrap_or_default();
        if self.slowest.as_ref().is_none_or(|(slowest, _)| *slowest < micros) {
            let text = [&statement["db.statement"], &statement["summary"]].into_iter().filter_map(|text| text.as_str());
            let text = text.max_by_key(|text| text.len()).unwrap_or_default();
            self.slowest = Some((micros, text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }

    fn is_little(&self) -> bool {
        self.queries <= MOST_QUERIES && self.rows <= MOST_ROWS && self.bytes <= MOST_BYTES
    }

    fn slowest(&self) -> String {
        self.slowest.as_ref().map_or_else(String::new, |(micros, text)| format!("{micros} µs in {text}"))
    }
}

impl std::fmt::Display for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} queries, {} rows, {} KB", self.queries, self.rows, self.bytes / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_of_the_plainest_kind() {
        assert!(is_of("/rounds/HR-00001?again", "/rounds/{code}") && is_of("/rounds/new", "/rounds/{code}"));
        assert!(!is_of("/rounds", "/rounds/{code}") && !is_of("/rounds/a/b", "/rounds/{code}"));
        assert!(
            kinds().contains("/rounds/new") && kinds().contains("/units/{code}") && !kinds().contains("/items.csv")
        );
    }
}
