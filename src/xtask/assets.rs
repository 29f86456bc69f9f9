//! The files that a browser fetches: wasm, its glue, the style sheet, the icon. They lie in `.site/pkg` under names that
//! hold a hash of their content, and `.site/manifest.json` tells the server the names.

use crate::{
    Result,
    compress::{self, Level},
    css, process,
    workspace::{WASM, Workspace},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Dev,
    Release,
}

pub struct Asset {
    pub name: String,
    pub raw: usize,
    pub brotli: usize,
}

pub fn build(workspace: &Workspace, mode: Mode) -> Result<Vec<Asset>> {
    let glue = bind(&compile(workspace, mode)?, &workspace.target.join("xtask").join("browser"))?;
    let style = workspace.root.join("style");
    let css = css::bundle(&style.join("main.css"))?;

    let mut site = Site::open(workspace.site().join("pkg"), mode)?;
    let assets = vec![
        site.add("browser", "js", &glue.js)?,
        site.add("browser", "wasm", &glue.wasm)?,
        site.add("style", "css", css.as_bytes())?,
        site.add("favicon", "svg", &read(&style.join("favicon.svg"))?)?,
    ];
    site.remove_others()?;
    let names: Vec<&str> = assets.iter().map(|asset| asset.name.as_str()).collect();
    let manifest = json!({ "js": names[0], "wasm": names[1], "css": names[2], "favicon": names[3] });
    write_if_changed(&workspace.site().join("manifest.json"), format!("{manifest:#}\n").as_bytes())?;
    Ok(assets)
}

/// In development the wasm is built in the same profile as the server: a profile of its own would compile every macro
/// and build script a second time.
fn compile(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--package", "browser", "--target", WASM]);
    let folder = match mode {
        Mode::Dev => "debug",
        Mode::Release => {
            cargo.args(["--profile", "wasm-release"]).env("RUSTFLAGS", "");
            "wasm-release"
        }
    };
    process::run(&mut cargo)?;
    Ok(workspace.target.join(WASM).join(folder).join("browser.wasm"))
}

struct Glue {
    js: Vec<u8>,
    wasm: Vec<u8>,
}

fn bind(wasm: &Path, out: &Path) -> Result<Glue> {
    let stamp = out.join("made-from");
    let made_from = format!("{wasm:?} {:?}", fs::metadata(wasm)?.modified()?);
    if fs::read_to_string(&stamp).is_ok_and(|text| text == made_from) {
        return read_glue(out);
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("browser").typescript(false).remove_name_section(true);
    bindgen.remove_producers_section(true).web(true).map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    bindgen.generate(out).map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    let glue = read_glue(out)?;
    fs::write(stamp, made_from)?;
    Ok(glue)
}

/// The loader tells the glue where the wasm is. Anything else that the glue imported would miss among our hashed files.
fn read_glue(folder: &Path) -> Result<Glue> {
    let glue = Glue { js: read(&folder.join("browser.js"))?, wasm: read(&folder.join("browser_bg.wasm"))? };
    let imports = |line: &str| line.starts_with("import ") || line.contains("import(");
    match String::from_utf8_lossy(&glue.js).lines().find(|line| imports(line)) {
        Some(line) => Err(format!("the wasm glue imports another file, which is not served: {line}").into()),
        None => Ok(glue),
    }
}

/// Collects the files of this build; a file that is there already is not touched, so that cargo sees no change.
struct Site {
    folder: PathBuf,
    mode: Mode,
    kept: BTreeSet<String>,
}

impl Site {
    fn open(folder: PathBuf, mode: Mode) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, mode, kept: BTreeSet::new() })
    }

    fn add(&mut self, stem: &str, extension: &str, bytes: &[u8]) -> Result<Asset> {
        let name = format!("{stem}.{}.{extension}", short_hash(bytes));
        let level = match self.mode {
            Mode::Dev => Level::QUICK,
            Mode::Release => Level::BEST,
        };
        write_if_changed(&self.folder.join(&name), bytes)?;
        self.kept.insert(name.clone());
        // In development the wasm is large, and loopback is faster than the compression.
        if self.mode == Mode::Dev && extension == "wasm" {
            return Ok(Asset { name, raw: bytes.len(), brotli: bytes.len() });
        }
        let brotli = compress::brotli(bytes, &level)?;
        let gzip = compress::gzip(bytes, &level)?;
        for (suffix, bytes) in [("br", &brotli), ("gz", &gzip)] {
            write_if_changed(&self.folder.join(format!("{name}.{suffix}")), bytes)?;
            self.kept.insert(format!("{name}.{suffix}"));
        }
        Ok(Asset { name, raw: bytes.len(), brotli: brotli.len() })
    }

    fn remove_others(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !self.kept.contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn write_if_changed(file: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(file, bytes).map_err(|error| format!("cannot write {}: {error}", file.display()).into())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()).into())
}
