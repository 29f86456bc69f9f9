//! Programs that may be on the machine, and Debian's packages where they are not.

use crate::{Result, process};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The first of `names` in PATH or in one of `folders`.
pub fn find(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).chain(folders.iter().cloned()).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// Installs packages if this is a Debian where we may. False when it is not.
pub fn apt_install(packages: &[&str]) -> Result<bool> {
    if !is_root() || find(&["apt-get"], &[]).is_none() {
        return Ok(false);
    }
    println!("  installing with apt-get: {}", packages.join(" "));
    process::run(apt().args(["update", "-q"]))?;
    process::run(apt().args(["install", "-q", "-y", "--no-install-recommends"]).args(packages))?;
    Ok(true)
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).stdout(Stdio::null());
    command
}

pub fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

pub fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// The wasm target is part of the toolchain: rustup fetches it if it is not there.
pub fn ensure_wasm_target(target: &str) -> Result<()> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(());
    }
    if find(&["rustup", "rustup.exe"], &[]).is_none() {
        let message = "the browser part needs Rust's standard library for wasm, and this Rust was not installed with \
                       rustup. Install Rust with rustup, or add the target";
        return Err(format!("{message} `{target}` the way your Rust was installed").into());
    }
    println!("  adding the target {target}");
    process::run(Command::new("rustup").args(["target", "add", target]))
}

/// pdftotext and its kin, with which tests read PDF files again.
pub fn ensure_poppler() -> Result<()> {
    if find(&["pdftotext", "pdftotext.exe"], &[]).is_none() && !apt_install(&["poppler-utils"])? {
        return Err(
            "No pdftotext: the tests read PDF files with poppler (Debian: apt-get install poppler-utils).".into()
        );
    }
    Ok(())
}

/// npm brings the fonts of PDF files (`documents/build.rs`), unless PORTAL_FONTS names a folder that has them.
pub fn ensure_fonts() -> Result<()> {
    let has_npm = || find(&["npm", "npm.cmd"], &[]).is_some();
    if env::var_os("PORTAL_FONTS").is_some() || has_npm() {
        return Ok(());
    }
    apt_install(&["nodejs", "npm"])?;
    if has_npm() {
        return Ok(());
    }
    Err("No npm: it brings the fonts of PDF files (Debian: apt-get install nodejs npm). Or name a folder that has them in \
         PORTAL_FONTS."
        .into())
}
