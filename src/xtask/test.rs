//! Everything that must hold before a change lands. Every step runs, even when an earlier one failed.

use crate::{
    Result,
    assets::{self, Mode},
    browser_tests, process,
    report::{Count, Report},
    rust_tests,
    timing::{self, Took},
    tools,
    workspace::{WASM, Workspace},
};
use std::{
    process::{Command, ExitCode},
    str::FromStr,
};

/// The crates of the server. `browser` turns on the other half of `islands` and is built for wasm only; `xtask` would
/// bring its own features of shared dependencies, and so compile them anew.
pub const SERVER: [&str; 5] = ["--workspace", "--exclude", "browser", "--exclude", "xtask"];

/// With PDF, for the Rust tests and the browser journeys alike, so that the typesetter compiles once.
pub const PDF: [&str; 2] = ["--features", "portal/pdf,documents/pdf"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Lint,
    Rust,
    Browser,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Lint, Self::Rust, Self::Browser];
}

impl FromStr for Part {
    type Err = String;

    fn from_str(word: &str) -> std::result::Result<Self, String> {
        match word {
            "lint" => Ok(Self::Lint),
            "rust" => Ok(Self::Rust),
            "browser" => Ok(Self::Browser),
            _ => Err(format!("there is no part `{word}` of the tests: lint, rust or browser")),
        }
    }
}

pub fn run(workspace: &Workspace, parts: &[Part]) -> Result<ExitCode> {
    let mut report = Report::begin();
    if parts.contains(&Part::Lint) {
        report.step("formatting", |_| check(workspace.cargo().args(["fmt", "--check"])));
    }
    // The server embeds these files: without them its crates do not even compile.
    report.step("browser files", |_| {
        tools::ensure_wasm_target(WASM)?;
        assets::build(workspace, Mode::Dev).map(|_| Count::ONE_PASSED)
    });
    if parts.contains(&Part::Lint) {
        let wasm = ["--package", "browser", "--package", "islands", "--features", "islands/hydrate", "--target", WASM];
        report.step("clippy: server", |parts| {
            tools::ensure_fonts()?;
            clippy(workspace, &[&SERVER[..], &PDF, &["--all-targets"]].concat(), parts)
        });
        report.step("clippy: browser", |parts| clippy(workspace, &wasm, parts));
        report.step("clippy: xtask", |parts| clippy(workspace, &["--package", "xtask", "--all-targets"], parts));
    }
    if parts.contains(&Part::Rust) {
        rust_tests::run(workspace, &mut report);
    }
    if parts.contains(&Part::Browser) {
        browser_tests::run(workspace, &mut report);
    }
    Ok(if report.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn clippy(workspace: &Workspace, which: &[&str], parts: &mut Vec<Took>) -> Result<Count> {
    let count = check(workspace.cargo().args(["clippy", "--timings"]).args(which).args(["--", "--deny", "warnings"]))?;
    parts.extend(timing::compiled(&workspace.target, "clippy"));
    Ok(count)
}

fn check(command: &mut Command) -> Result<Count> {
    process::run(command).map(|()| Count::ONE_PASSED)
}
