//! Journeys in real Chromium against the real binary. Node runs them.

use crate::{
    Result, process,
    report::Count,
    test::{PDF, SERVER},
    tools,
    workspace::Workspace,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

const OLDEST_NODE: u32 = 20;

pub fn run(workspace: &Workspace) -> Result<Count> {
    let folder = workspace.root.join("end2end");
    let chromium = match ensure_node().and_then(|()| find_chromium()) {
        Ok(chromium) => chromium,
        Err(missing) if tools::is_ci() => return Err(missing),
        Err(missing) => {
            let line = "#".repeat(100);
            println!("{line}\n{missing}\nTHE BROWSER JOURNEYS DID NOT RUN.\n{line}");
            return Ok(Count::NOTHING);
        }
    };
    tools::ensure_poppler()?;
    install_packages(&folder)?;
    // The same selection as for the Rust tests, so that what they compiled is used again.
    process::run(workspace.cargo().arg("build").args(SERVER).args(PDF).args(["--bins", "--tests"]))?;

    let mut node = Command::new("node");
    // One file at a time: each has a server and a browser of its own, and there may be two cores.
    node.args(["--test", "--test-concurrency=1", "--test-timeout=900000", "--test-reporter=spec"]);
    node.args(test_files(&folder)?).current_dir(&folder);
    node.env("PORTAL_BINARY", workspace.binary("debug")).env("CHROMIUM", chromium);
    let mut count = Count::default();
    let ended_well = process::watch(&mut node, |line| count.add(count_of(line)))?;
    if !ended_well && count.failed == 0 {
        count.add(Count::ONE_FAILED);
    }
    Ok(count)
}

fn ensure_node() -> Result<()> {
    if tools::find(&["node"], &[]).is_none() || tools::find(&["npm"], &[]).is_none() {
        tools::apt_install(&["nodejs", "npm"])?;
    }
    let version = process::output(Command::new("node").arg("--version")).unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(OLDEST_NODE..) => Ok(()),
        Some(old) => Err(format!("Node {old} is too old: the browser journeys need {OLDEST_NODE} or newer.").into()),
        None => Err(format!("No Node: install Node {OLDEST_NODE} or newer with npm (Debian: nodejs npm).").into()),
    }
}

fn find_chromium() -> Result<PathBuf> {
    if let Some(chromium) = env::var_os("CHROMIUM").map(PathBuf::from) {
        let missing = format!("CHROMIUM names {}, where nothing is.", chromium.display());
        return if chromium.is_file() { Ok(chromium) } else { Err(missing.into()) };
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "Google Chrome", "Chromium"];
    let folders =
        ["/usr/bin", "/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS"];
    let folders = folders.map(PathBuf::from);
    if let Some(chromium) = tools::find(&names, &folders) {
        return Ok(chromium);
    }
    // Without any font the pages would have no letters, and screenshots nothing to show.
    tools::apt_install(&["chromium", "fonts-liberation"])?;
    tools::find(&names, &folders)
        .ok_or_else(|| "No Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM.".into())
}

/// npm writes a copy of the lock file into node_modules as its last act.
fn install_packages(folder: &Path) -> Result<()> {
    let changed = |file: PathBuf| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    let installed = changed(folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(folder.join("package-lock.json")) {
        return Ok(());
    }
    process::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder.join("tests"))? {
        let file = entry?.path();
        if file.to_string_lossy().ends_with(".test.mjs") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// `ℹ pass 12`, `ℹ fail 1`, `ℹ cancelled 0`: Node's closing lines, one figure each.
fn count_of(line: &str) -> Count {
    let Some((word, number)) = line.strip_prefix("ℹ ").and_then(|rest| rest.split_once(' ')) else {
        return Count::default();
    };
    match (word, number.parse().unwrap_or(0)) {
        ("pass", passed) => Count { passed, failed: 0 },
        ("fail" | "cancelled", failed) => Count { passed: 0, failed },
        _ => Count::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_closing_lines_of_node() {
        assert_eq!(count_of("ℹ pass 12"), Count { passed: 12, failed: 0 });
        assert_eq!(count_of("ℹ cancelled 2"), Count { passed: 0, failed: 2 });
        assert_eq!(count_of("ℹ duration_ms 132.4"), Count::default());
    }
}
