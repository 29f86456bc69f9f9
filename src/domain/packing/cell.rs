//! A cell as it was read: what it is worth, what it shows, and why it cannot be believed.

use serde::{Deserialize, Serialize};

use crate::identity::is_error_cell;

/// A cell of a table. Most are a text and nothing else, and are kept as that.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Cell {
    /// What is computed with.
    pub text: String,
    /// What the spreadsheet shows, where that differs: `00001234`, `2028-03`.
    pub shown: Option<String>,
    /// Why nothing can be taken from it, whatever its column means: an error, a formula without a value.
    pub fault: Option<String>,
    /// Why it identifies nothing: digits that are lost, a date that was none.
    pub damage: Option<String>,
    /// First and last row of the merged cell that it belongs to.
    pub merged: Option<(u64, u64)>,
}

/// As it is kept: a text where that is all.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Text(String),
    Cell {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        damage: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged: Option<(u64, u64)>,
    },
}

impl From<Kept> for Cell {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Text(text) => Cell { text, ..Cell::default() },
            Kept::Cell { text, shown, fault, damage, merged } => Cell { text, shown, fault, damage, merged },
        }
    }
}

impl From<Cell> for Kept {
    fn from(cell: Cell) -> Self {
        let Cell { text, shown, fault, damage, merged } = cell;
        if shown.is_none() && fault.is_none() && damage.is_none() && merged.is_none() {
            return Kept::Text(text);
        }
        Kept::Cell { text, shown, fault, damage, merged }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::from(text.to_owned())
    }
}

/// A text that a spreadsheet writes for its own faults is one in a CSV file as well, whatever its column means.
impl From<String> for Cell {
    fn from(text: String) -> Self {
        let text = as_written(&text).unwrap_or(text);
        let fault = fault(&text);
        Cell { text, fault, ..Cell::default() }
    }
}

/// `="00123"`: how programs make a spreadsheet keep the zeros of a number.
fn as_written(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    (!inside.contains('"')).then(|| inside.to_owned())
}

/// What nobody meant to stand in a cell, whatever its column means.
fn fault(text: &str) -> Option<String> {
    let (bare, shown) = (text.trim(), text.trim().chars().take(60).collect::<String>());
    if is_error_cell(bare) {
        return Some(format!("“{shown}” is a fault of the spreadsheet: mend it there, or enter what belongs here"));
    }
    if is_ditto(bare) {
        return Some(format!("“{shown}” stands for what is written above it: enter that here"));
    }
    // Lines through the letters, as they are copied from a document.
    if bare.contains(['\u{335}', '\u{336}', '\u{337}', '\u{338}']) {
        return Some(format!("“{shown}” is struck out: enter what holds, or take the row out"));
    }
    let (asked, letters) = (bare.matches('?').count(), bare.chars().filter(|c| !c.is_whitespace()).count());
    if asked > 3 && asked * 2 > letters && bare.contains("??") && bare.contains(char::is_alphanumeric)
        || asked > 7 && asked * 2 > letters
    {
        return Some(format!(
            "“{shown}” has lost its letters: the list was saved in an encoding without them. Take it from where it was written, or enter them"
        ));
    }
    entity(bare).map(|entity| {
        format!("“{shown}” was written for a web page: “{entity}” stands for a letter. Enter it as it is read")
    })
}

/// Marks and words for "the same as above".
fn is_ditto(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "ditto",
        "do.",
        "idem",
        "same",
        "same as above",
        "as above",
        "see above",
        "то же",
        "тоже",
        "то же самое",
        "та же",
        "тот же",
        "там же",
        "как выше",
        "см. выше",
        "shu",
        "shuning ozi",
        "xuddi shu",
        "osha",
        "yuqoridagidek",
        "шу",
        "худди шу",
        "ўша",
        "юқоридагидек",
        "同上",
        "〃",
        "々",
    ];
    let plain: String = text.to_lowercase().replace(['ʻ', 'ʼ', '‘', '’', '\'', '`'], "");
    let marks = |c: char| {
        matches!(c, '"' | '”' | '“' | '„' | '″' | '〃' | '«' | '»' | '\'' | '/' | '-' | '–' | '—' | ' ' | '|')
    };
    let drawn = !text.is_empty() && text.chars().all(marks);
    // A dash or a stroke alone says that there is nothing.
    let is_mark =
        drawn && (text.contains(['"', '”', '“', '„', '″', '〃']) || text.contains("''") || text.contains("//"));
    is_mark || WORDS.contains(&plain.trim())
}

/// `&amp;`, `&#1057;`: a letter as web pages write it.
fn entity(text: &str) -> Option<&str> {
    let known = |word: &str| {
        matches!(
            word,
            "amp" | "quot" | "lt" | "gt" | "nbsp" | "apos" | "laquo" | "raquo" | "ndash" | "mdash" | "eacute"
        ) || word.strip_prefix('#').is_some_and(|code| {
            let code = code.strip_prefix(['x', 'X']).unwrap_or(code);
            (1..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    text.match_indices('&').find_map(|(at, _)| {
        let end = text[at..].find(';')?;
        known(&text[at + 1..at + end]).then(|| &text[at..=at + end])
    })
}

impl Cell {
    /// As a person sees it.
    pub fn seen(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.fault.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_meant_is_a_fault() {
        for (text, words) in [
            ("\"", "stands for what is written above"),
            ("-\"-", "stands for what is written above"),
            ("- // -", "stands for what is written above"),
            ("''", "stands for what is written above"),
            ("〃", "stands for what is written above"),
            ("То же", "stands for what is written above"),
            ("o‘sha", "stands for what is written above"),
            ("A\u{336}B\u{336}1\u{336}", "is struck out"),
            ("??????? 5", "has lost its letters"),
            ("????????", "has lost its letters"),
            ("Radio &amp; case", "“&amp;” stands for a letter"),
            ("&#1056;&#1072;", "“&#1056;” stands for a letter"),
            ("#N/A", "a fault of the spreadsheet"),
        ] {
            let fault = Cell::from(text).fault.unwrap_or_default();
            assert!(fault.contains(words), "{text}: {fault}");
        }
        for sound in
            ["-", "—", "/", "?", "???", "Radio (black?)", "24\"", "R&D; set", "AT&T", "Shurtan", "the same model", ""]
        {
            assert_eq!(Cell::from(sound).fault, None, "{sound}");
        }
        assert_eq!(Cell::from("=\"00123\"").text, "00123");
        assert_eq!(Cell::from("=1+1").text, "=1+1");
    }
}
