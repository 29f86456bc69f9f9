//! The release: one binary that holds the browser's files.

use crate::{
    Result,
    assets::{self, Mode},
    first_page, process,
    report::step,
    tools,
    workspace::{WASM, Workspace},
};
use std::{fs, process::ExitCode};

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    step(1, 4, "Rust target for the browser", || tools::ensure_wasm_target(WASM))?;
    let assets = step(2, 4, "browser part and style sheet", || assets::build(workspace, Mode::Release))?;
    step(3, 4, "server", || {
        tools::ensure_fonts()?;
        // An empty value replaces the flags of .cargo/config.toml: views keep their types in a release.
        process::run(
            workspace
                .cargo()
                .args(["build", "--package", "portal", "--release", "--features", "pdf"])
                .env("RUSTFLAGS", ""),
        )
    })?;
    step(4, 4, "weight of the first page", || first_page::weigh(workspace, &assets))?;
    let binary = workspace.binary("release");
    println!("\n  {} ({} MB)", binary.display(), fs::metadata(&binary)?.len() / 1_000_000);
    Ok(ExitCode::SUCCESS)
}
