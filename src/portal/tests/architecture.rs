//! The rules of the layout, held by reading the source: who may name what.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

struct File {
    /// `web/pages/rounds/api.rs`
    path: String,
    text: String,
}

impl File {
    fn member(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// The code without its comments.
    fn code(&self) -> String {
        let lines = self.text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The files below `src` that end so, without the tests of the portal, which name everything.
fn files(end: &str) -> Vec<File> {
    let src = root().join("src");
    let (mut open, mut found) = (vec![src.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(end) && !name.starts_with("portal/tests/") {
                found.push(File { path: name, text: std::fs::read_to_string(&path).expect("text") });
            }
        }
    }
    assert!(found.len() > 3, "no files");
    found
}

/// The files that contain the word outside of comments.
fn naming(word: &str) -> Vec<String> {
    files(".rs").into_iter().filter(|file| file.code().contains(word)).map(|file| file.path).collect()
}

fn nobody_but(word: &str, allowed: &[&str]) {
    let strangers: Vec<String> =
        naming(word).into_iter().filter(|path| !allowed.iter().any(|allowed| path.starts_with(allowed))).collect();
    assert!(strangers.is_empty(), "{word} is named in {strangers:?}, allowed is {allowed:?}");
}

/// The members whose Cargo.toml names the dependency.
fn depending_on(name: &str) -> Vec<String> {
    let names = |file: &File| {
        let table: toml::Table = file.text.parse().expect("Cargo.toml");
        let has =
            |part: &str| table.get(part).and_then(toml::Value::as_table).is_some_and(|part| part.contains_key(name));
        has("dependencies") || has("build-dependencies")
    };
    let mut members: Vec<String> =
        files("Cargo.toml").iter().filter(|file| names(file)).map(|file| file.member().to_owned()).collect();
    members.sort();
    members
}

#[test]
fn only_the_store_speaks_sql() {
    assert_eq!(depending_on("sqlx"), ["store"]);
    assert_eq!(depending_on("libsqlite3-sys"), ["store"]);
    // The bench counts statements by the name under which sqlx tells them to the log.
    nobody_but("sqlx::", &["store/", "xtask/bench/"]);
    // Text that is made where it runs: of names of our own tables and of numbers.
    let made = [
        "store/db.rs",
        "store/batch.rs",
        "store/query.rs",
        "store/demo/scale/copy.rs",
        "store/examples/",
        "store/tests/",
    ];
    nobody_but("AssertSqlSafe", &made);
}

#[test]
fn only_the_edge_speaks_http() {
    assert_eq!(depending_on("axum"), ["portal", "web"]);
    assert_eq!(depending_on("tower-http"), ["web"]);
    // The example is what the portal is measured against.
    nobody_but("axum::", &["web/", "portal/", "store/examples/bare.rs"]);
}

#[test]
fn files_are_read_and_written_by_the_documents() {
    // The portal alone starts the child process in which the documents read what people send.
    assert_eq!(depending_on("documents"), ["portal", "web"]);
    for name in ["web", "islands", "axum", "sqlx", "leptos"] {
        assert!(!depending_on(name).contains(&"documents".to_owned()), "documents depends on {name}");
    }
    // The lists of pages are written where they are shown; everything else goes through the documents.
    assert_eq!(depending_on("csv"), ["documents", "web"]);
}

#[test]
fn the_rules_know_neither_clock_nor_machine() {
    let text = std::fs::read_to_string(root().join("src/domain/Cargo.toml")).expect("domain");
    let table: toml::Table = text.parse().expect("Cargo.toml");
    let dependencies = table["dependencies"].as_table().expect("dependencies");
    for name in dependencies.keys() {
        assert!(["serde", "chrono", "rust_decimal", "uuid"].contains(&name.as_str()), "domain depends on {name}");
    }
    for member in ["domain", "store", "documents", "islands"] {
        assert!(!depending_on("web").contains(&member.to_owned()), "{member} depends on web");
    }
    assert!(!depending_on("store").contains(&"domain".to_owned()));
}

#[test]
fn code_for_the_browser_alone_stands_in_the_islands() {
    // Typst costs half an hour of compiling: the documents leave it out where nobody asks for PDF.
    nobody_but("cfg(feature", &["islands/", "documents/"]);
    nobody_but("cfg_attr(feature", &["islands/"]);
}

#[test]
fn text_reaches_a_page_escaped() {
    // The page's own script and its rendered body are exceptions, and pages that were made by it and kept.
    nobody_but("inner_html", &["web/page.rs", "web/released.rs"]);
    nobody_but("<textarea", &["web/kit/"]);
    nobody_but("<noscript", &[]);
    nobody_but("<style", &[]);
    nobody_but("style=\"", &["web/kit/render_test.rs"]);
}

#[test]
fn errors_are_our_own() {
    nobody_but("ServerFnError>", &[]);
    nobody_but("ServerFnError::", &[]);
    nobody_but("GetUrl", &[]);
    nobody_but("MultipartFormData", &[]);
}

/// What a function answers is its result; where the browser goes is said by the door. One owner for all requests, and scripts
/// that show the nonce, are traps of this release of the framework.
#[test]
fn the_door_alone_calls_functions() {
    nobody_but("handle_server_fns", &["web/api.rs"]);
    nobody_but("leptos_axum::redirect", &[]);
    nobody_but("LeptosContextLayer", &[]);
    nobody_but("HydrationScripts", &[]);
}

#[test]
fn changes_stand_in_the_api_files() {
    for path in naming("#[server") {
        let api = path.ends_with("/api.rs") || path.contains("/api/");
        assert!(path.starts_with("web/pages/") && api, "{path}");
    }
}

/// What a folder of pages gives to the others stands in its `mod.rs`; a path that goes deeper needs a module that is not there
/// for them.
#[test]
fn no_page_folder_reaches_into_another() {
    let folders: Vec<String> = files("/mod.rs").iter().filter_map(|file| folder_of(&file.path)).collect();
    assert!(folders.len() > 20, "{folders:?}");
    for module in files("/mod.rs").iter().filter(|file| folder_of(&file.path).is_some()) {
        let code = module.code();
        let is_open = |line: &&str| line.starts_with("pub") && line.contains(" mod ");
        let opened: Vec<&str> = code.lines().filter(is_open).collect();
        assert!(opened.is_empty(), "{}: {opened:?}", module.path);
    }
}

/// `web/pages/rounds/mod.rs` → `rounds`.
fn folder_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("web/pages/")?.strip_suffix("/mod.rs")?;
    (!inside.contains('/')).then(|| inside.to_owned())
}

/// The layers, the door and what they share import no page: the rules reach them as state.
#[test]
fn only_the_router_names_the_pages() {
    let naming =
        files(".rs").into_iter().filter(|file| file.path.starts_with("web/") && !file.path.starts_with("web/pages/"));
    let naming: Vec<String> = naming.filter(|file| file.code().contains("pages::")).map(|file| file.path).collect();
    assert_eq!(naming, ["web/router.rs"]);
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = files(".rs")
        .iter()
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
    let mut lengths: Vec<usize> = files(".rs").iter().map(|file| file.text.lines().count()).collect();
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 130, "the median file has {} lines", lengths[lengths.len() / 2]);
}

#[test]
fn nothing_is_unsafe() {
    let workspace: toml::Table =
        std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml").parse().expect("Cargo.toml");
    assert_eq!(workspace["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for file in files("Cargo.toml") {
        let table: toml::Table = file.text.parse().expect("Cargo.toml");
        let taken_over = table.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(taken_over, Some(true), "{} does not take over the lints", file.path);
        assert_eq!(table["package"]["publish"]["workspace"].as_bool(), Some(true), "{}", file.path);
    }
}

#[test]
fn the_dangerous_parts_are_pinned() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    // SQLite before 3.51.3 can lose committed writes; leptos before 0.9 prints textareas unescaped.
    assert!(workspace.contains("libsqlite3-sys = \"=0.37.0\""));
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let version_of = |name: &str| {
        let block =
            lock.split("[[package]]").find(|block| block.contains(&format!("\nname = \"{name}\"\n"))).expect("locked");
        block.split("version = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    assert_eq!(version_of("libsqlite3-sys"), "0.37.0");
    assert!(
        version_of("leptos").starts_with("0.9.") || version_of("leptos").starts_with('1'),
        "{}",
        version_of("leptos")
    );
}
