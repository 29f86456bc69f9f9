//! Brings the fonts for PDF files from the npm registry (style/fonts/package.json; their licence is the SIL Open Font
//! License 1.1), so that no font file is in this repository. Does nothing without the feature `pdf`.

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

/// Name for the code, package, file.
const FONTS: [[&str; 3]; 3] = [
    ["FONT_REGULAR", "noto-sans/400Regular", "NotoSans_400Regular.ttf"],
    ["FONT_BOLD", "noto-sans/700Bold", "NotoSans_700Bold.ttf"],
    ["FONT_JAPANESE", "noto-sans-jp/400Regular", "NotoSansJP_400Regular.ttf"],
];
/// A folder with the three files, for machines without npm.
const FOLDER: &str = "PORTAL_FONTS";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if env::var_os("CARGO_FEATURE_PDF").is_none() {
        return Ok(());
    }
    let packages = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../style/fonts");
    println!("cargo::rerun-if-changed={}", packages.join("package-lock.json").display());
    let own = env::var_os(FOLDER).map(PathBuf::from);
    let place = |[_, package, file]: [&str; 3]| match &own {
        Some(folder) => folder.join(file),
        None => packages.join("node_modules/@expo-google-fonts").join(package).join(file),
    };
    if own.is_none() && !FONTS.iter().all(|font| place(*font).is_file()) {
        install(&packages)?;
    }
    for font in FONTS {
        let file = place(font).canonicalize().map_err(|error| format!("{}: {error}", place(font).display()))?;
        println!("cargo::rerun-if-changed={}", file.display());
        println!("cargo::rustc-env={}={}", font[0], file.display());
    }
    Ok(())
}

/// npm checks each package against the hash in package-lock.json.
fn install(packages: &Path) -> Result<(), Box<dyn Error>> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let ended = Command::new(npm).args(arguments).current_dir(packages).status();
    let way_out = format!(
        "The fonts for PDF files come with npm (Debian: apt-get install nodejs npm). Without it, name a folder in \
         {FOLDER} that holds {}, {} and {}.",
        FONTS[0][2], FONTS[1][2], FONTS[2][2]
    );
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("npm ci: {status}. {way_out}").into()),
        Err(error) => Err(format!("npm: {error}. {way_out}").into()),
    }
}
