//! Journeys in real Chromium against the real binary. Node runs them.

use crate::{
    Result, process,
    report::{Count, Report},
    test::{PDF, SERVER},
    timing::{self, Took},
    tools,
    workspace::Workspace,
};
use std::{
    cmp::Reverse,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

const OLDEST_NODE: u32 = 20;

pub fn run(workspace: &Workspace, report: &mut Report) {
    let folder = workspace.root.join("end2end");
    let mut prepared = None;
    report.step("compile: portal", |parts| {
        let Some(chromium) = ready(&folder)? else { return Ok(Count::NOTHING) };
        tools::ensure_poppler()?;
        // The same selection as for the Rust tests, so that what they compiled is used again.
        let mut build = workspace.cargo();
        process::run(build.arg("build").args(SERVER).args(PDF).args(["--bins", "--tests", "--timings"]))?;
        parts.extend(timing::compiled(&workspace.target, "compile"));
        prepared = Some((chromium, Demonstration::load(&workspace.binary("debug"))?));
        Ok(Count::ONE_PASSED)
    });
    let Some((chromium, demonstration)) = prepared else { return };
    report.step("browser journeys", |parts| {
        let node = |file: &Path| {
            let mut node = Command::new("node");
            node.args(["--test", "--test-timeout=1500000", "--test-reporter=spec"]).arg(file).current_dir(&folder);
            node.env("PORTAL_BINARY", workspace.binary("debug")).env("CHROMIUM", &chromium);
            node.env(DEMONSTRATION, &demonstration.folder);
            node
        };
        side_by_side(&test_files(&folder)?, node, parts)
    });
}

/// Chromium, once Node has what it needs to drive it.
pub fn ready(folder: &Path) -> Result<Option<PathBuf>> {
    let chromium = chromium()?;
    if chromium.is_some() {
        install_packages(folder)?;
    }
    Ok(chromium)
}

/// `None` when the journeys cannot run here, which is said loudly.
fn chromium() -> Result<Option<PathBuf>> {
    match ensure_node().and_then(|()| find_chromium()) {
        Ok(chromium) => Ok(Some(chromium)),
        Err(missing) if tools::is_ci() => Err(missing),
        Err(missing) => {
            let line = "#".repeat(100);
            println!("{line}\n{missing}\nTHE BROWSER JOURNEYS DID NOT RUN.\n{line}");
            Ok(None)
        }
    }
}

/// A data folder with the demonstration in it, and its sign-ins: each file of journeys begins with a copy.
struct Demonstration {
    folder: PathBuf,
}

const DEMONSTRATION: &str = "PORTAL_TEST_DEMONSTRATION";

impl Demonstration {
    fn load(portal: &Path) -> Result<Self> {
        let folder = env::temp_dir().join(format!("portal-demonstration-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let made = Self { folder };
        // As cheap as a password may be hashed: hundreds of sign-ins check one.
        let cheap = [("PORTAL_HASH_MEMORY_KIB", "19456"), ("PORTAL_HASH_ROUNDS", "2")];
        let mut demo = Command::new(portal);
        let sign_ins =
            process::output(demo.args(["demo", "--json", "--data"]).arg(made.folder.join("data")).envs(cheap))?;
        fs::write(made.folder.join("sign-ins.json"), sign_ins)?;
        Ok(made)
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        // A folder in the temporary one that stays is no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// As many files at a time as there are cores, the largest first; each has a server and a browser of its own.
fn side_by_side(files: &[PathBuf], node: impl Fn(&Path) -> Command + Sync, parts: &mut Vec<Took>) -> Result<Count> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new((Count::default(), Vec::new()));
    let work = || -> Result<()> {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let start = Instant::now();
            let (ended_well, told) = process::captured(&mut node(file))?;
            let mut count = Count::default();
            told.lines().for_each(|line| count.add(count_of(line)));
            if !ended_well && count.failed == 0 {
                count.add(Count::ONE_FAILED);
            }
            let took = start.elapsed();
            let mut done = done.lock().map_err(|_| "another thread of the journeys panicked")?;
            println!("--- {name}, {:.1} s\n{told}", took.as_secs_f64());
            done.0.add(count);
            done.1.push(Took { name: format!("journeys {name}"), took });
        }
        Ok(())
    };
    let failed = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores()).map(|_| scope.spawn(|| work().map_err(|error| error.to_string()))).collect();
        workers.into_iter().find_map(|worker| worker.join().unwrap_or_else(|_| Err("a thread panicked".into())).err())
    });
    let (count, took) = done.into_inner().map_err(|_| "a thread of the journeys panicked")?;
    parts.extend(took);
    failed.map_or(Ok(count), |error| Err(error.into()))
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from).max(2)
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
    // A long file that begins last would run alone at the end.
    files.sort_by_cached_key(|file| Reverse(fs::metadata(file).map_or(0, |metadata| metadata.len())));
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
