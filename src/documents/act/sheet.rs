//! The act as a page shows it, in one language: the same blocks, labels and figures as in the file.

use serde::Deserialize;

use super::{ActData, Language, view};

/// An act in one language.
#[derive(Debug, Clone, Deserialize)]
pub struct Sheet {
    pub title: Vec<String>,
    pub hash: String,
    pub blocks: Vec<Block>,
    pub annex_1: Table,
    /// None when everything arrived whole, or nothing was counted.
    pub annex_2: Option<Table>,
}

/// One of the 15 blocks. What it does not have is empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Block {
    pub number: u32,
    pub title: Vec<String>,
    pub rows: Vec<Row>,
    /// Sentences.
    pub items: Vec<Vec<String>>,
    /// Numbered within the block.
    pub clauses: Vec<Vec<String>>,
    pub choices: Vec<Choice>,
    pub table: Option<Table>,
    pub signatures: Vec<SignBox>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    pub label: Vec<String>,
    pub value: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    pub chosen: bool,
    pub text: Vec<String>,
    pub state: Vec<String>,
}

/// A cell is a list of lines.
#[derive(Debug, Clone, Deserialize)]
pub struct Table {
    #[serde(default)]
    pub title: Vec<String>,
    pub head: Vec<Vec<String>>,
    pub rows: Vec<Vec<Vec<String>>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct SignBox {
    pub role: String,
    pub name: String,
    pub position: String,
    pub signed: Option<Signed>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Signed {
    pub way: String,
    pub at: String,
}

/// # Errors
/// Never for an act whose data holds together; a test reads one in every language.
pub fn sheet(act: &ActData, language: Language) -> Result<Sheet, String> {
    let one: &'static [Language] = match language {
        Language::English => &[Language::English],
        Language::Russian => &[Language::Russian],
        Language::Uzbek => &[Language::Uzbek],
    };
    serde_json::from_value(view::of(act, one)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::sample;

    #[test]
    fn every_block_can_be_shown_in_every_language() {
        for language in Language::ALL {
            let sheet = sheet(&sample::signed(3), language).expect("a sheet");
            assert_eq!(sheet.blocks.len(), 15);
            assert_eq!(sheet.annex_1.rows.len(), 3);
            assert!(sheet.annex_2.is_some());
            for block in &sheet.blocks {
                assert_eq!(block.title.len(), 1, "one language alone");
                let parts = block.rows.len() + block.items.len() + block.clauses.len() + block.choices.len();
                let more = usize::from(block.table.is_some()) + block.signatures.len();
                assert!(parts + more > 0, "block {} is empty", block.number);
            }
        }
        assert_eq!(sheet(&sample::act(1), Language::Russian).expect("a sheet").title, ["Акт приёма-передачи"]);
    }
}
