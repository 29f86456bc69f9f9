//! The README tells every setting as the portal itself does.

use web::Config;

/// The block of the README that begins with the first setting.
fn block(readme: &str) -> Option<&str> {
    let start = readme.split("```toml\n").skip(1).find(|rest| rest.starts_with("# Address and port to serve on"))?;
    start.split("```").next()
}

#[test]
fn the_readme_lists_every_setting() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(path).expect("there is no README.md yet");
    let block =
        block(&readme).expect("the README has no ```toml block that begins with “# Address and port to serve on”");
    assert_eq!(block, Config::print(), "left: README.md, right: portal --print-config");
}

#[test]
fn the_binary_prints_the_same() {
    let printed =
        std::process::Command::new(env!("CARGO_BIN_EXE_portal")).arg("--print-config").output().expect("runs");
    assert_eq!(String::from_utf8_lossy(&printed.stdout), Config::print());
}
