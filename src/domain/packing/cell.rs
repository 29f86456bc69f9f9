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
        let fault = is_error_cell(&text).then(|| {
            format!("“{}” is a fault of the spreadsheet: mend it there, or enter what belongs here", text.trim())
        });
        Cell { text, fault, ..Cell::default() }
    }
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
