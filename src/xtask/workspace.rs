//! Where things are. Asked from cargo, because CARGO_TARGET_DIR and cargo's configuration may move the target folder.

use crate::{Result, process};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

pub const WASM: &str = "wasm32-unknown-unknown";

pub struct Workspace {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let mut metadata = cargo(Path::new("."));
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata: serde_json::Value = serde_json::from_str(&process::output(&mut metadata)?)?;
        let folder =
            |key: &str| metadata[key].as_str().map(PathBuf::from).ok_or(format!("cargo metadata has no {key}"));
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")? })
    }

    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// The folder that is embedded in the binary.
    pub fn site(&self) -> PathBuf {
        self.root.join(".site")
    }

    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(format!("portal{}", env::consts::EXE_SUFFIX))
    }
}

/// `cargo run`, which started us, describes this package in the environment. Passed on, it would make build scripts
/// that watch those variables (ring's does) run again, and much with them, at each change between xtask and a plain
/// `cargo build`.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command.current_dir(root);
    command
}
