//! `cargo xtask new <noun> <nouns> <what it is>`: the ordinary files of a noun, with a code, a title and a note, and its tests.
//! What makes it more than that, and who may see it, is written by hand; what is left is printed.

use crate::{Result, process, workspace::Workspace};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const ARGUMENTS: &str = "\
say the word, its plural and what it is: cargo xtask new visit visits \"A planned inspection with a sample.\"
(words of small letters; a sentence without quotation marks, braces and backslashes)";

/// Where each file goes, and its text. `{{noun}}` and its kin stand for the words.
const FILES: [(&str, &str); 10] = [
    ("migrations/sqlite/{{number}}_{{nouns}}.sql", include_str!("noun/sqlite.sql.txt")),
    ("migrations/postgres/{{number}}_{{nouns}}.sql", include_str!("noun/postgres.sql.txt")),
    ("src/domain/{{noun}}.rs", include_str!("noun/domain.rs.txt")),
    ("src/store/{{nouns}}.rs", include_str!("noun/store.rs.txt")),
    ("src/store/tests/{{nouns}}.rs", include_str!("noun/store_test.rs.txt")),
    ("src/web/pages/{{nouns}}/mod.rs", include_str!("noun/mod.rs.txt")),
    ("src/web/pages/{{nouns}}/list.rs", include_str!("noun/list.rs.txt")),
    ("src/web/pages/{{nouns}}/show.rs", include_str!("noun/show.rs.txt")),
    ("src/web/pages/{{nouns}}/form.rs", include_str!("noun/form.rs.txt")),
    ("src/web/pages/{{nouns}}/api.rs", include_str!("noun/api.rs.txt")),
];

const LEFT: &str = include_str!("noun/left.txt");

pub fn run(workspace: &Workspace, noun: &str, nouns: &str, what: &str) -> Result<()> {
    let words = Words::new(noun, nouns, what, next_number(&workspace.root.join("migrations/sqlite"))?)?;
    let files: Vec<(PathBuf, String)> =
        FILES.iter().map(|(path, text)| (workspace.root.join(words.put_into(path)), words.put_into(text))).collect();
    // All or nothing: half a noun beside an old one would be hard to take apart.
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(format!("{} is there already: nothing was written", there.display()).into());
    }
    for (path, text) in &files {
        fs::create_dir_all(path.parent().unwrap_or(&workspace.root))?;
        fs::write(path, text)?;
        println!("  {}", path.strip_prefix(&workspace.root).unwrap_or(path).display());
    }
    let rust =
        files.iter().map(|(path, _)| path.as_path()).filter(|path| path.extension().is_some_and(|end| end == "rs"));
    format(&rust.collect::<Vec<_>>(), &workspace.root)?;
    println!("\n{}", words.put_into(LEFT));
    Ok(())
}

/// Words of other lengths break lines elsewhere, and names sort differently. cargo would not find files that nothing names yet.
fn format(files: &[&Path], root: &Path) -> Result<()> {
    process::run(Command::new("rustfmt").args(["--edition", "2024", "--config-path"]).arg(root).args(files))
}

struct Words {
    noun: String,
    nouns: String,
    what: String,
    number: String,
}

impl Words {
    fn new(noun: &str, nouns: &str, what: &str, number: u32) -> Result<Self> {
        let word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !word(noun) || !word(nouns) || noun == nouns || what.is_empty() || what.contains(['"', '{', '}', '\\', '\n'])
        {
            return Err(ARGUMENTS.into());
        }
        Ok(Self { noun: noun.into(), nouns: nouns.into(), what: what.into(), number: format!("{number:04}") })
    }

    fn put_into(&self, text: &str) -> String {
        text.replace("{{noun}}", &self.noun)
            .replace("{{nouns}}", &self.nouns)
            .replace("{{Noun}}", &capital(&self.noun))
            .replace("{{Nouns}}", &capital(&self.nouns))
            .replace("{{NOUN}}", &self.noun.to_uppercase())
            .replace("{{number}}", &self.number)
            .replace("{{what}}", &self.what)
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// The number after the last migration's.
fn next_number(folder: &Path) -> Result<u32> {
    let mut last = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_string_lossy().split('_').next().and_then(|digits| digits.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io::Write, process::Stdio};

    fn words() -> Words {
        Words::new("visit", "visits", "A planned inspection with a sample.", 19).expect("words")
    }

    #[test]
    fn a_noun_has_its_files_in_every_room() {
        let paths: Vec<String> = FILES.iter().map(|(path, _)| words().put_into(path)).collect();
        for expected in [
            "migrations/sqlite/0019_visits.sql",
            "migrations/postgres/0019_visits.sql",
            "src/domain/visit.rs",
            "src/store/visits.rs",
            "src/store/tests/visits.rs",
            "src/web/pages/visits/api.rs",
        ] {
            assert!(paths.iter().any(|path| path == expected), "{expected} is not among {paths:?}");
        }
        for (path, text) in FILES.iter().chain(&[("what is left", LEFT)]) {
            let text = words().put_into(text);
            assert!(!text.contains("{{") && !text.contains("}}"), "{path} holds a placeholder");
            assert!(text.contains("visit"), "{path}");
        }
    }

    #[test]
    fn words_that_would_not_make_a_noun_are_refused() {
        for (noun, nouns, what) in
            [("Visit", "visits", "An inspection."), ("visit", "visit", "One."), ("visit", "visits", "A \"visit\".")]
        {
            assert!(Words::new(noun, nouns, what, 1).is_err(), "{noun} {nouns} {what}");
        }
    }

    #[test]
    fn rustfmt_accepts_every_file() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        for (path, text) in FILES.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let mut rustfmt = Command::new("rustfmt");
            rustfmt.args(["--edition", "2024", "--config-path", root]).stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut rustfmt = rustfmt.spawn().expect("rustfmt");
            let text = words().put_into(text);
            rustfmt.stdin.take().expect("its input").write_all(text.as_bytes()).expect("written");
            let formatted = rustfmt.wait_with_output().expect("rustfmt ends");
            assert!(formatted.status.success(), "{path}");
        }
    }
}
