//! `cargo xtask bench`: what is claimed to be fast, measured in a release build on both databases.

use crate::{Result, postgres, process, workspace::Workspace};
use std::process::ExitCode;

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let postgres = postgres::provide()?;
    let mut command = workspace.cargo();
    command.args(["bench", "--package", "store", "--bench", "statement"]);
    if let Some(url) = postgres.url() {
        command.env(postgres::URL, url);
    }
    process::run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
