//! `portal verify-act FILE`: which issued version is this file, and is every byte as it was set?
//!
//! No files are kept: a version with the signatures that it had gives the same bytes again, so the file is set anew and
//! compared. Each file says in its own data which version, languages and number of signatures it shows (see [`stamp`]);
//! where that was damaged, every version is tried. What this cannot do: recognise a file that an earlier release of the
//! portal set with another template; for that, ask the release that made it (nothing in the file says which one that was).

use std::{collections::HashMap, fmt::Write as _};

use super::{
    ActData, Languages,
    compare::{Verdict, compare},
    pdf,
};
use crate::PdfError;

/// What stands before a stamp in a file.
const MARK: &str = "portal-act ";

/// A version that was issued, with its signatures, and the one that replaced it.
#[derive(Debug, Clone)]
pub struct Issued {
    pub act: ActData,
    /// In words: `11 Dec 2019`.
    pub issued_on: String,
    pub superseded_by: Option<u32>,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// `HA-2019-001, version 1, en-ru, 2 signatures`
    pub file: String,
    pub verdict: Verdict,
    pub issued_on: String,
    pub superseded_by: Option<u32>,
    /// It was set when fewer had signed than by now.
    pub signed_since: usize,
}

/// Where the file says which version it is: `portal-act HA-2019-001/1/en-ru/2;`
pub fn stamp(act: &ActData, languages: Languages) -> String {
    let content = &act.content;
    format!("{MARK}{}/{}/{}/{};", content.number, content.version, languages.name(), act.signatures.len())
}

/// The issued versions, against which files are held.
pub struct Checker {
    issued: Vec<Issued>,
    /// By place in `issued`, languages, number of signatures.
    files: HashMap<Candidate, Vec<u8>>,
}

type Candidate = (usize, &'static str, usize);

impl Checker {
    pub fn new(issued: Vec<Issued>) -> Self {
        Self { issued, files: HashMap::new() }
    }

    /// `None`: the file is like none that was issued.
    ///
    /// # Errors
    /// This program cannot set acts, or one of them contradicts itself.
    pub fn check(&mut self, given: &[u8]) -> Result<Option<Report>, PdfError> {
        let stated = self.stated(given);
        if let Some(report) = self.closest(&stated, given)? {
            return Ok(Some(report));
        }
        let every = self.every();
        self.closest(&every, given)
    }

    /// The candidate with the fewest differing bytes, if at least half of the file is like it.
    fn closest(&mut self, candidates: &[Candidate], given: &[u8]) -> Result<Option<Report>, PdfError> {
        let mut best: Option<(usize, Candidate)> = None;
        for candidate in candidates {
            let different = difference(self.file(*candidate)?, given);
            if different * 2 <= given.len() && best.is_none_or(|(least, _)| different < least) {
                best = Some((different, *candidate));
            }
        }
        let Some((_, candidate)) = best else { return Ok(None) };
        let verdict = compare(self.file(candidate)?, given);
        let (at, languages, signatures) = candidate;
        let Issued { act, issued_on, superseded_by } = &self.issued[at];
        let mut file = format!("{}, version {}, {languages}", act.content.number, act.content.version);
        let _ = write!(file, ", {signatures} {}", if signatures == 1 { "signature" } else { "signatures" });
        Ok(Some(Report {
            file,
            verdict,
            issued_on: issued_on.clone(),
            superseded_by: *superseded_by,
            signed_since: act.signatures.len() - signatures,
        }))
    }

    fn file(&mut self, candidate: Candidate) -> Result<&[u8], PdfError> {
        let (at, languages, signatures) = candidate;
        if !self.files.contains_key(&candidate) {
            let mut act = self.issued[at].act.clone();
            act.signatures.truncate(signatures);
            let languages =
                if languages == Languages::Uzbek.name() { Languages::Uzbek } else { Languages::EnglishRussian };
            self.files.insert(candidate, pdf(&act, languages)?);
        }
        Ok(self.files.get(&candidate).map_or(&[], Vec::as_slice))
    }

    /// What the stamps in the file name, as far as it was issued.
    fn stated(&self, given: &[u8]) -> Vec<Candidate> {
        let text = String::from_utf8_lossy(given);
        let stamps: Vec<&str> = text.split(MARK).skip(1).filter_map(|rest| rest.split(';').next()).collect();
        let is_stated = |candidate: &Candidate| {
            let (at, languages, signatures) = candidate;
            let content = &self.issued[*at].act.content;
            let own = format!("{}/{}/{languages}/{signatures}", content.number, content.version);
            stamps.contains(&own.as_str())
        };
        self.every().into_iter().filter(is_stated).collect()
    }

    fn every(&self) -> Vec<Candidate> {
        let versions = self.issued.iter().enumerate();
        let states = versions.flat_map(|(at, issued)| (0..=issued.act.signatures.len()).rev().map(move |n| (at, n)));
        let names = [Languages::EnglishRussian.name(), Languages::Uzbek.name()];
        states.flat_map(|(at, n)| names.map(|languages| (at, languages, n))).collect()
    }
}

/// How many bytes differ at their places, with those that only one of the two has.
fn difference(issued: &[u8], given: &[u8]) -> usize {
    let changed = issued.iter().zip(given).filter(|(a, b)| a != b).count();
    changed + issued.len().abs_diff(given.len())
}
