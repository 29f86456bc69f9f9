//! `cargo test` on both databases: SQLite is always there, PostgreSQL is given, found or installed.

use crate::{
    Result,
    postgres::{self, Server},
    process,
    report::Count,
    test::{PDF, SERVER},
    tools,
    workspace::Workspace,
};

pub fn run(workspace: &Workspace) -> Result<Count> {
    let postgres = postgres::provide()?;
    if matches!(postgres, Server::Missing) {
        if tools::is_ci() {
            return Err(postgres::HOW_TO_GET.into());
        }
        let line = "#".repeat(100);
        println!("{line}\n{}\nTHE TESTS RUN ON SQLITE ALONE.\n{line}", postgres::HOW_TO_GET);
    }
    tools::ensure_poppler()?;
    tools::ensure_fonts()?;
    let mut count = cargo_test(workspace, &[&SERVER[..], &PDF].concat(), &postgres)?;
    count.add(cargo_test(workspace, &["--package", "xtask"], &postgres)?);
    Ok(count)
}

fn cargo_test(workspace: &Workspace, which: &[&str], postgres: &Server) -> Result<Count> {
    let mut command = workspace.cargo();
    command.arg("test").args(which).arg("--no-fail-fast");
    if let Some(url) = postgres.url() {
        command.env(postgres::URL, url);
    }
    let mut count = Count::default();
    let ended_well = process::watch(&mut command, |line| count.add(count_of(line)))?;
    // A test program that did not compile, or was aborted, tells no figures.
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
}
