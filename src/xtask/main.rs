//! All automation of the project: `cargo xtask serve`, `test`, `bench`, `build`. No tool has to be installed for `serve` and
//! `build` beyond Rust and a C compiler; `test` brings the rest where it can.

mod assets;
mod bench;
mod browser_tests;
mod compress;
mod css;
mod first_page;
mod http;
mod new;
mod postgres;
mod process;
mod release;
mod report;
mod rust_tests;
mod serve;
mod test;
mod timing;
mod tools;
mod workspace;

use std::{env, error::Error, process::ExitCode};
use workspace::Workspace;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "\
cargo xtask serve [--listen ADDR]   build for development, load the demonstration data, serve on 127.0.0.1:3000
cargo xtask test [lint|rust|browser]  formatting, clippy, Rust tests on SQLite and PostgreSQL, browser journeys
cargo xtask soak                    the largest figures whole of which `test` takes a sample: histories, races, amounts
cargo xtask bench [--items N] [--full] [--only-pages]
                                    measures what is claimed to be fast, in a release build on both databases, with 100,000
                                    items or as many as one likes; --full: with 1,000,000 as well
cargo xtask build                   one release binary with the browser files inside, and what a phone must fetch
cargo xtask new NOUN NOUNS WHAT     writes the ordinary files of a noun, and says what is left to do by hand

PORTAL_TEST_SEED          where invented histories and random cuts begin: plays a failure again
PORTAL_TEST_POSTGRES_URL  a PostgreSQL server for the tests; without it a private one is started
CHROMIUM                  the browser for the journeys; without it Chromium is looked for
SHOTS=1                   the journeys save screenshots in end2end/shots";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["serve"] => serve::run(&Workspace::find()?, serve::DEFAULT_ADDRESS),
        ["serve", "--listen", address] => serve::run(&Workspace::find()?, address),
        ["test"] => test::run(&Workspace::find()?, &test::Part::ALL),
        ["test", part] => test::run(&Workspace::find()?, &[part.parse()?]),
        ["soak"] => rust_tests::soak(&Workspace::find()?).map(exit_code),
        ["new", noun, nouns, what] => new::run(&Workspace::find()?, noun, nouns, what).map(|()| ExitCode::SUCCESS),
        ["bench", options @ ..] => bench::run(&Workspace::find()?, bench::Wanted::parse(options)?),
        ["build"] => release::run(&Workspace::find()?),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("unknown command `{}`\n\n{HELP}", args.join(" ")).into()),
    }
}

fn exit_code(well: bool) -> ExitCode {
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
