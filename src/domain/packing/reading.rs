//! How a file was read, and what a person wants of it.

use serde::{Deserialize, Serialize};

/// What a person chose of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct How {
    /// The sheet; else the one that was open when the file was saved.
    pub sheet: Option<String>,
    /// The encoding of a text file; else the one that it seems to have.
    pub encoding: Option<String>,
    /// Hidden and struck-out rows and hidden columns are read as well.
    pub with_hidden: bool,
}

/// A sheet of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Of a spreadsheet.
    pub sheets: Vec<Sheet>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// The encoding in which a text was read.
    pub encoding: Option<String>,
    /// Something hidden or struck out is there.
    pub has_hidden: bool,
    /// What was left out, filled in or passed over, in sentences.
    pub said: Vec<String>,
}
