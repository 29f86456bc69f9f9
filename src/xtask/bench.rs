//! `cargo xtask bench`: what is claimed to be fast, measured in a release build on both databases, beside a bare axum + sqlx
//! page on the same rows.
//!
//! `--items N` measures another size than 100,000, `--full` 1,000,000 as well. Databases are made once a run in a temporary
//! folder, and removed.

mod client;
mod export;
mod figures;
mod form;
mod lists;
mod load;
mod pages;
mod phone;
mod scaled;
mod writes;

use crate::{
    Result,
    assets::{self, Mode},
    postgres, process, tools,
    workspace::{WASM, Workspace},
};
use figures::Table;
use scaled::{Engine, Scaled};
use std::process::ExitCode;

const USUAL: u64 = 100_000;
const FULL: u64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub items: u64,
    pub full: bool,
    /// The benches of single functions, which compile the typesetter.
    pub functions: bool,
}

impl Wanted {
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let mut wanted = Wanted { items: USUAL, full: false, functions: true };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--full" => wanted.full = true,
                "--only-pages" => wanted.functions = false,
                "--items" => wanted.items = rest.next().ok_or("--items needs a number")?.parse()?,
                other => return Err(format!("unknown option `{other}`").into()),
            }
        }
        Ok(wanted)
    }
}

pub fn run(workspace: &Workspace, wanted: Wanted) -> Result<ExitCode> {
    // Durable: what is written is on the disk before it is answered, as with SQLite.
    let postgres = postgres::provide_durable()?;
    if wanted.functions {
        measure_functions(workspace, &postgres)?;
    }
    build(workspace)?;
    let mut table = Table::default();
    // The smallest size says what the larger ones may cost.
    let mut sizes = vec![wanted.items.min(10_000), wanted.items];
    sizes.extend(wanted.full.then_some(FULL));
    sizes.dedup();
    for engine in [Some(Engine::Sqlite), postgres.url().map(|url| Engine::Postgres(url.to_owned()))] {
        let Some(engine) = engine else {
            println!("  {}", postgres::HOW_TO_GET);
            continue;
        };
        for items in &sizes {
            let scaled = Scaled::make(workspace, &engine, *items)?;
            measure(workspace, &scaled, *items == wanted.items, &mut table)?;
        }
    }
    table.compare_sizes();
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// Everything at the usual size, the lists alone at the others.
fn measure(workspace: &Workspace, scaled: &Scaled, everything: bool, table: &mut Table) -> Result<()> {
    lists::measure(scaled, table)?;
    if everything || scaled.items == FULL {
        export::measure(scaled, table)?;
    }
    if everything {
        pages::measure(scaled, table)?;
        phone::measure(workspace, scaled, table)?;
        load::measure(scaled, table)?;
        writes::measure(scaled, table)?;
    }
    Ok(())
}

fn build(workspace: &Workspace) -> Result<()> {
    // What a phone fetches is as small as in the release.
    tools::ensure_wasm_target(WASM)?;
    assets::build(workspace, Mode::Release)?;
    // Views keep their types, as in the release (see `release`); the PDF typesetter is no part of a page.
    let mut portal = workspace.cargo();
    process::run(portal.args(["build", "--profile", "measured", "--package", "portal"]).env("RUSTFLAGS", ""))?;
    let mut bare = workspace.cargo();
    let bare = bare.args(["build", "--profile", "measured", "--package", "store", "--example", "bare"]);
    process::run(bare.env("RUSTFLAGS", ""))
}

fn measure_functions(workspace: &Workspace, postgres: &postgres::Server) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["bench", "--package", "store", "--bench", "statement"]);
    if let Some(url) = postgres.url() {
        command.env(postgres::URL, url);
    }
    process::run(&mut command)?;
    tools::ensure_fonts()?;
    // The act of 40 lines; compiles the typesetter with optimisation, some 1,800 CPU-seconds the first time.
    process::run(workspace.cargo().args(["bench", "--package", "documents", "--bench", "act", "--features", "pdf"]))
}
