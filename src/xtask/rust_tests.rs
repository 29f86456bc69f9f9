//! The Rust tests on both databases: SQLite is always there, PostgreSQL is given, found or installed.

use crate::{
    Result,
    postgres::{self, Server},
    process,
    report::{Count, Report},
    test::{PDF, SERVER},
    timing::{self, Schedule, Took},
    tools,
    workspace::Workspace,
};
use std::{path::PathBuf, process::Command, thread, time::Instant};

const XTASK: [&str; 2] = ["--package", "xtask"];

pub fn run(workspace: &Workspace, report: &mut Report) {
    let (mut server, mut programs) = (Server::Missing, Vec::new());
    report.step("PostgreSQL and tools", |_| {
        server = provide_postgres()?;
        tools::ensure_poppler()?;
        tools::ensure_fonts()?;
        Ok(if server.url().is_some() { Count::ONE_PASSED } else { Count::NOTHING })
    });
    report.step("compile: Rust tests", |parts| {
        programs = compile(workspace, &[&SERVER[..], &PDF].concat(), parts)?;
        programs.extend(compile(workspace, &XTASK, parts)?);
        Ok(Count::ONE_PASSED)
    });
    for program in &programs {
        report.step(&format!("tests: {}", program.name), |parts| program.run(&server, &[], parts));
    }
    report.step("tests: in documentation", |_| documentation(workspace));
}

/// The tests of which `run` takes a sample (`domain/tests/sample.rs`), by the package and the beginning of their names.
const SAMPLED: [(&str, &[&str]); 3] = [
    ("domain", &["handover_histories::", "money_properties::", "random_lists::"]),
    ("store", &["histories::", "receipts::history::", "receipts::signing::thousands_"]),
    ("portal", &["concurrency::", "activities::changes_", "foreign::changes_", "results::cases_"]),
];

/// `cargo xtask soak`: what `run` takes a sample of, whole.
pub fn soak(workspace: &Workspace) -> Result<bool> {
    let (server, mut report) = (provide_postgres()?, Report::begin());
    for (package, names) in SAMPLED {
        let mut programs = Vec::new();
        report.step(&format!("compile: {package}"), |parts| {
            programs = compile(workspace, &["--package", package, "--test", package], parts)?;
            Ok(Count::ONE_PASSED)
        });
        for program in &programs {
            report.step(&format!("soak: {}", program.name), |parts| program.run(&server, names, parts));
        }
    }
    Ok(report.close())
}

fn provide_postgres() -> Result<Server> {
    let server = postgres::provide()?;
    if matches!(server, Server::Missing) {
        if tools::is_ci() {
            return Err(postgres::HOW_TO_GET.into());
        }
        let line = "#".repeat(100);
        println!("{line}\n{}\nTHE TESTS RUN ON SQLITE ALONE.\n{line}", postgres::HOW_TO_GET);
    }
    Ok(server)
}

/// A compiled program of tests.
#[derive(Debug, PartialEq)]
struct Program {
    name: String,
    file: PathBuf,
    /// Its package: where cargo starts it as well.
    folder: PathBuf,
}

/// Compiles the selection once and answers its programs.
fn compile(workspace: &Workspace, which: &[&str], parts: &mut Vec<Took>) -> Result<Vec<Program>> {
    let mut command = workspace.cargo();
    command.arg("test").args(which).args(["--no-run", "--timings", "--message-format", "json-render-diagnostics"]);
    let messages = process::output_aloud(&mut command)?;
    parts.extend(timing::compiled(&workspace.target, "compile"));
    Ok(messages.lines().filter_map(program).collect())
}

/// What cargo says about a compiled test program; `None` for everything else that it says.
fn program(message: &str) -> Option<Program> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    if !message["profile"]["test"].as_bool()? {
        return None;
    }
    let file = PathBuf::from(message["executable"].as_str()?);
    let folder = PathBuf::from(message["manifest_path"].as_str()?).parent()?.to_owned();
    let (package, kind) = (folder.file_name()?.to_string_lossy(), message["target"]["kind"][0].as_str()?);
    // What stands in the sources themselves; tests of their own are named like the file.
    let name = match (kind, message["target"]["name"].as_str()?) {
        ("test", name) if name == package => format!("{package}/tests"),
        ("test", name) => format!("{package}/tests/{name}"),
        _ => package.into_owned(),
    };
    Some(Program { name, file, folder })
}

impl Program {
    /// All its tests with a sample of the largest figures; or, with words, only the tests whose names hold one of them, whole.
    fn run(&self, server: &Server, words: &[&str], parts: &mut Vec<Took>) -> Result<Count> {
        let list = process::output(self.command().args(["--list", "--format", "terse"]).args(words))?;
        let tests = list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned);
        let threads = threads();
        let mut command = self.command();
        command.arg(format!("--test-threads={threads}")).args(words);
        if !words.is_empty() {
            command.env("PORTAL_TEST_SOAK", "1");
        }
        if let Some(url) = server.url() {
            command.env(postgres::URL, url);
        }
        let mut schedule = Schedule::new(&self.name, tests, threads, Instant::now());
        watch(&mut command, |line| parts.extend(schedule.ended(line, Instant::now())))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// One more than there are cores: a test waits for its database at times.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from) + 1
}

fn documentation(workspace: &Workspace) -> Result<Count> {
    watch(workspace.cargo().arg("test").args(SERVER).args(PDF).args(["--doc", "--no-fail-fast"]), |_| ())
}

fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<Count> {
    let mut count = Count::default();
    let ended_well = process::watch(command, |line| {
        count.add(count_of(line));
        look(line);
    })?;
    // A test program that was aborted tells no figures.
    if !ended_well && count.failed == 0 {
        count.add(Count::ONE_FAILED);
    }
    Ok(count)
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn count_of(line: &str) -> Count {
    let Some((_, figures)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
        return Count::default();
    };
    let figure = |word: &str| {
        let part = figures.split("; ").find_map(|part| part.strip_suffix(word));
        part.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    Count { passed: figure("passed"), failed: figure("failed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_closing_line_of_a_test_program() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(count_of(line), Count { passed: 12, failed: 3 });
        assert_eq!(count_of("test store::finds_a_round ... ok"), Count::default());
    }

    #[test]
    fn cargo_names_the_programs_that_it_compiled() {
        let message = |kind: &str, name: &str, test: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/p/src/store/Cargo.toml","target":{{"kind":["{kind}"],
                "name":"{name}"}},"profile":{{"test":{test}}},"executable":"/t/{name}-1"}}"#
            )
        };
        let named = |kind, name| program(&message(kind, name, true)).map(|program| program.name);
        assert_eq!(named("lib", "store").as_deref(), Some("store"));
        assert_eq!(named("test", "store").as_deref(), Some("store/tests"));
        assert_eq!(named("test", "money").as_deref(), Some("store/tests/money"));
        assert_eq!(program(&message("bin", "portal", false)), None);
        assert_eq!(program(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
