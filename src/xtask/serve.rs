//! From a fresh clone to a page in one command.

use crate::{
    Result,
    assets::{self, Mode},
    process,
    report::step,
    tools,
    workspace::{WASM, Workspace},
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

pub const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";
const SIGN_INS: &str = "demo-sign-ins.json";

pub fn run(workspace: &Workspace, address: &str) -> Result<ExitCode> {
    step(1, 4, "Rust target for the browser", || tools::ensure_wasm_target(WASM))?;
    step(2, 4, "browser part and style sheet", || assets::build(workspace, Mode::Dev))?;
    step(3, 4, "server", || process::run(workspace.cargo().args(["build", "--package", "portal"])))?;
    let data = workspace.root.join("data");
    let portal = workspace.binary("debug");
    step(4, 4, "data", || load_demonstration(&portal, &data))?;

    announce(address, &data)?;
    let mut serve = Command::new(portal);
    serve.current_dir(&workspace.root).arg("serve").arg("--data").arg(data).args(["--listen", address]);
    replace_with(&mut serve)
}

/// Loaded beside and then renamed: an interrupted first run leaves no half-filled database behind.
fn load_demonstration(portal: &Path, data: &Path) -> Result<()> {
    let is_new = fs::read_dir(data).map(|mut entries| entries.next().is_none()).unwrap_or(true);
    if !is_new {
        println!("      {} is kept as it is", data.display());
        return Ok(());
    }
    let part = data.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    create_private_folder(&part)?;
    let sign_ins = process::output(Command::new(portal).args(["demo", "--json", "--data"]).arg(&part))?;
    write_private(&part.join(SIGN_INS), &sign_ins)?;
    if data.exists() {
        fs::remove_dir(data)?;
    }
    fs::rename(&part, data)?;
    println!("      demonstration data loaded into {}", data.display());
    Ok(())
}

fn announce(address: &str, data: &Path) -> Result<()> {
    println!("\n  http://{address}\n");
    match fs::read_to_string(data.join(SIGN_INS)) {
        Ok(text) => print_sign_ins(&serde_json::from_str(&text)?),
        Err(_) => println!("  {} holds data of its own: sign in with the accounts made there.", data.display()),
    }
    println!("\n  Ctrl-C ends it. For a fresh start remove {}.\n", data.display());
    Ok(())
}

fn print_sign_ins(list: &serde_json::Value) {
    println!("  {:<14} {:<12} {:<28} password", "role", "scope", "login");
    for entry in list.as_array().into_iter().flatten() {
        let field = |key: &str| entry[key].as_str().unwrap_or("-").to_owned();
        println!("  {:<14} {:<12} {:<28} {}", field("role"), field("scope"), field("login"), field("password"));
    }
}

#[cfg(unix)]
fn create_private_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    Ok(fs::DirBuilder::new().mode(0o700).create(path)?)
}

#[cfg(not(unix))]
fn create_private_folder(path: &Path) -> Result<()> {
    Ok(fs::create_dir(path)?)
}

fn write_private(path: &PathBuf, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?.write_all(text.as_bytes())?)
}

/// The server takes the place of this process (as this process took cargo's), so signals reach it directly.
#[cfg(unix)]
fn replace_with(command: &mut Command) -> Result<ExitCode> {
    let error = std::os::unix::process::CommandExt::exec(command);
    Err(format!("could not start the server: {error}").into())
}

#[cfg(not(unix))]
fn replace_with(command: &mut Command) -> Result<ExitCode> {
    process::run(command).map(|()| ExitCode::SUCCESS)
}
