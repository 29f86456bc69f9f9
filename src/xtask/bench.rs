//! `cargo xtask bench`: what is claimed to be fast, measured in a release build on both databases.

use crate::{Result, postgres, process, tools, workspace::Workspace};
use std::process::ExitCode;

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let postgres = postgres::provide()?;
    let mut command = workspace.cargo();
    command.args(["bench", "--package", "store", "--bench", "statement"]);
    if let Some(url) = postgres.url() {
        command.env(postgres::URL, url);
    }
    process::run(&mut command)?;
    tools::ensure_fonts()?;
    // The act of 40 lines; compiles the typesetter with optimisation, some 1,800 CPU-seconds the first time.
    process::run(workspace.cargo().args(["bench", "--package", "documents", "--bench", "act", "--features", "pdf"]))?;
    Ok(ExitCode::SUCCESS)
}
