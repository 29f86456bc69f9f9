//! The first page of a donor and the counting of an officer on a phone with a bad line, in real Chromium.

use super::{figures::Table, scaled::Scaled};
use crate::{Result, browser_tests, process, workspace::Workspace};
use serde_json::{Value, json};
use std::{path::Path, process::Command};

struct Page {
    what: &'static str,
    login: &'static str,
    path: &'static str,
    /// Milliseconds, and of what.
    most: u64,
    until: &'static str,
    goal: &'static str,
    most_bytes: u64,
}

const PAGES: [Page; 2] = [
    Page {
        what: "donor's first page on a phone",
        login: "japan",
        path: "/",
        most: 2_000,
        until: "readable",
        goal: "readable ≤ 2 s",
        most_bytes: u64::MAX,
    },
    Page {
        what: "counting on a phone",
        login: "kz.interior",
        path: "/rounds/HR-00005/receipt",
        most: 3_000,
        until: "live",
        goal: "live ≤ 3 s, ≤ 100 KB",
        most_bytes: 100_000,
    },
];

pub fn measure(workspace: &Workspace, scaled: &Scaled, table: &mut Table) -> Result<()> {
    let folder = workspace.root.join("end2end");
    let Some(chromium) = browser_tests::ready(&folder)? else { return Ok(()) };
    let portal = scaled.serve()?;
    let mut pages = Vec::new();
    for page in &PAGES {
        let client = scaled.signed_in(&portal, page.login)?;
        pages.push(json!({ "path": page.path, "cookie": client.cookie() }));
    }
    let asked = json!({ "url": format!("http://{}", portal.address), "pages": pages });
    let told = open(&folder, &chromium, &asked)?;
    for (page, answer) in PAGES.iter().zip(told.as_array().into_iter().flatten()) {
        let bytes = answer["bytes"].as_u64().unwrap_or(u64::MAX);
        let good = answer[page.until].as_u64().is_some_and(|time| time <= page.most) && bytes <= page.most_bytes;
        let measured = format!(
            "readable {}, live {}, {} KB",
            milliseconds(&answer["readable"]),
            milliseconds(&answer["live"]),
            bytes / 1_000
        );
        table.add(&scaled.name(), page.what, measured, page.goal, Some(good));
    }
    Ok(())
}

fn open(folder: &Path, chromium: &Path, asked: &Value) -> Result<Value> {
    let mut node = Command::new("node");
    node.arg("bench/phone.mjs").arg(asked.to_string()).current_dir(folder).env("CHROMIUM", chromium);
    Ok(serde_json::from_str(&process::output(&mut node)?)?)
}

fn milliseconds(time: &Value) -> String {
    time.as_u64().map_or_else(|| "–".to_owned(), |time| format!("{time} ms"))
}
