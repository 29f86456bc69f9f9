//! The paper fallback: the act is printed, signed by hand and scanned; a second person compares the scan with the act.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Progress;
use crate::{
    code::words,
    date::PartialDate,
    error::{Checks, Refusal},
};

/// The pages of one scan.
pub const MOST_PAGES: usize = 20;

words! {
    /// Where a scan stands.
    ScanState {
        Waiting = "waiting", "Waits for a second person";
        Confirmed = "confirmed", "Signed scan on file";
        Rejected = "rejected", "Rejected";
    }
}

/// Who uploaded a scan does not decide it.
///
/// # Errors
/// They are one person.
pub fn may_decide(uploader: i64, person: i64) -> Result<(), Refusal> {
    if uploader == person {
        return Err(Refusal::conflict("You uploaded this scan; a second person has to compare it with the act"));
    }
    Ok(())
}

/// What the person who uploads a scan says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScan {
    /// The places in the order of signing whose signatures are on the paper.
    pub positions: Vec<usize>,
    /// The day of the last signature on the paper.
    pub signed_on: NaiveDate,
    /// The hash that is printed on the act, as the form showed it.
    pub hash: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScanForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub act: String,
    pub version: String,
    pub hash: String,
    pub signers: Vec<String>,
    pub signed_on: String,
    /// The names and digests of the files: the submission key is bound to them.
    pub file: String,
    pub sha256: String,
}

impl NewScan {
    /// `since`: the day on which the version was issued; nothing was signed before it.
    ///
    /// # Errors
    /// Every field that cannot be accepted; signatures that leave somebody out who signs before them are one.
    pub fn parse(form: &ScanForm, progress: Progress, since: NaiveDate, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let mut positions: Vec<usize> = form.signers.iter().filter_map(|typed| typed.parse().ok()).collect();
        positions.sort_unstable();
        positions.dedup();
        if positions.is_empty() || positions.len() != form.signers.len() {
            checks.fail("signers", "Tick everybody whose signature is on the paper");
        } else if !follow(&positions, progress) {
            checks.fail("signers", "Tick whoever signs before them as well: the act is signed in order");
        }
        let signed_on = checks.take("signed_on", PartialDate::parse_day(&form.signed_on));
        if signed_on.is_some_and(|day| day > today) {
            checks.fail("signed_on", "This day lies in the future: enter the day on which the paper was signed");
        }
        if signed_on.is_some_and(|day| day < since) {
            let since = PartialDate::Day(since).words();
            checks.fail("signed_on", format!("This version was issued on {since}: enter that day or a later one"));
        }
        let hash = form.hash.trim().to_owned();
        checks.finish_some(signed_on.map(|signed_on| NewScan { positions, signed_on, hash }))
    }
}

/// Whether these places are the next ones to be signed, without a gap.
pub(super) fn follow(positions: &[usize], progress: Progress) -> bool {
    progress.next().is_some_and(|next| positions.iter().copied().eq(next..next + positions.len()))
        && positions.last().is_some_and(|last| *last < progress.expected)
}

impl Progress {
    /// Whether the signatures of a scan can be counted now: they follow those that are there.
    pub fn admits_scan(self, positions: &[usize]) -> bool {
        follow(positions, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn fields(signers: &[&str], signed_on: &str, signed: usize) -> Vec<String> {
        let signers: Vec<String> = signers.iter().map(|s| (*s).to_owned()).collect();
        let form = ScanForm { signers, signed_on: signed_on.into(), hash: "".into(), ..Default::default() };
        let progress = Progress { expected: 3, signed, superseded: false };
        match NewScan::parse(&form, progress, day("2019-12-10"), day("2019-12-20")) {
            Ok(_) => Vec::new(),
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_signatures_on_a_paper_follow_those_that_are_there() {
        for (signers, signed, good) in [
            (&["0", "1", "2"][..], 0, true),
            (&["0"], 0, true),
            (&["1", "0"], 0, true),
            (&["1", "2"], 1, true),
            (&["2"], 2, true),
            (&["1"], 0, false),
            (&["0", "2"], 0, false),
            (&["0", "1"], 1, false),
            (&["2", "3"], 2, false),
            (&["0", "0"], 0, false),
            (&["x"], 0, false),
            (&["2"], 3, false),
            (&[], 0, false),
        ] {
            assert_eq!(fields(signers, "11 Dec 2019", signed).is_empty(), good, "{signers:?} after {signed}");
        }
    }

    #[test]
    fn the_day_lies_between_the_issue_and_today() {
        for (typed, good) in
            [("10 Dec 2019", true), ("20 Dec 2019", true), ("9 Dec 2019", false), ("21 Dec 2019", false), ("", false)]
        {
            assert_eq!(fields(&["0"], typed, 0).is_empty(), good, "{typed}");
        }
    }
}
