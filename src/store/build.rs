//! Lists the migrations: whoever adds a pair of files adds nothing else.

use std::{collections::BTreeSet, env, fmt::Write, fs, io, path::Path};

fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&here).join("../../migrations").canonicalize()?;
    let names = names(&folder.join("sqlite"))?;
    let others = names_differ(&names, &folder.join("postgres"))?;
    if let Some(name) = others {
        return Err(io::Error::other(format!("migrations/sqlite and migrations/postgres differ in {name}")));
    }
    let mut list = String::from("&[\n");
    for name in &names {
        let version: i64 = name.split('_').next().and_then(|number| number.parse().ok()).ok_or_else(|| {
            io::Error::other(format!("the name of a migration begins with its number, such as 0001_people: {name}"))
        })?;
        let text = |database: &str| folder.join(database).join(format!("{name}.sql")).display().to_string();
        let (sqlite, postgres) = (text("sqlite"), text("postgres"));
        writeln!(list, "({version}, {name:?}, include_str!({sqlite:?}), include_str!({postgres:?})),")
            .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("migrations.rs"), list)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

/// The names in a folder, in the order in which they run.
fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let name = name.strip_suffix(".sql").ok_or_else(|| io::Error::other(format!("{name} is no .sql file")))?;
        names.insert(name.to_owned());
    }
    Ok(names)
}

/// The first name that only one of the folders has.
fn names_differ(names_of_one: &BTreeSet<String>, other: &Path) -> io::Result<Option<String>> {
    Ok(names(other)?.symmetric_difference(names_of_one).next().cloned())
}
