//! What a milestone counts, where it counts something that the portal knows.

use crate::{
    activity::ActivityKind,
    code::{parse_code, words},
    document::DocumentKind,
    error::Checks,
    unit::UnitKind,
};

words! {
    /// The closed list of what can be counted.
    Counts {
        /// Of the kind that is named, that work.
        Units = "units", "Units that work";
        /// Of the kind that is named, of the component of the milestone, that were held.
        Activities = "activities", "Activities that were held";
        /// Of the kind that is named, that apply to the component or a phase of it.
        Documents = "documents", "Documents";
        /// Of the round that is named, that were accepted, with or without remarks.
        Lines = "lines", "Lines of a round that were accepted";
    }
}

/// `units` of `IMT`; `lines` of the round `R-2019-12`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub counts: Counts,
    /// The word of a kind of unit, activity or document, or the code of a round.
    pub what: String,
}

impl Counted {
    /// Everything that a form offers to choose from, but rounds: a round is named by its code.
    pub fn choices() -> Vec<Counted> {
        let of = |counts: Counts, words: Vec<&'static str>| {
            words.into_iter().map(move |word| Counted { counts, what: word.to_owned() })
        };
        let units = of(Counts::Units, UnitKind::ALL.iter().map(|kind| kind.word()).collect());
        let activities = of(Counts::Activities, ActivityKind::ALL.iter().map(|kind| kind.word()).collect());
        let documents = of(Counts::Documents, DocumentKind::ALL.iter().map(|kind| kind.word()).collect());
        units.chain(activities).chain(documents).collect()
    }

    /// As it stands in a form: `units:IMT`; `lines` alone, because the round has a field of its own.
    pub fn key(&self) -> String {
        match self.counts {
            Counts::Lines => Counts::Lines.word().to_owned(),
            counts => format!("{counts}:{}", self.what),
        }
    }

    /// `Units that work: Interagency Mobile Team`, `Lines of a round that were accepted: R-2019-12`.
    pub fn label(&self) -> String {
        let kind = match self.counts {
            Counts::Units => self.what.parse().map(UnitKind::label),
            Counts::Activities => self.what.parse().map(ActivityKind::label),
            Counts::Documents => self.what.parse().map(DocumentKind::label),
            Counts::Lines => Err(String::new()),
        };
        format!("{}: {}", self.counts.label(), kind.unwrap_or(&self.what))
    }

    /// What was typed into `counts` and `round`; nothing where both are empty.
    pub(super) fn parse(checks: &mut Checks, counts: &str, round: &str) -> Option<Self> {
        let round = checks.optional("round", round);
        if counts.trim().is_empty() {
            if round.is_some() {
                checks.fail("counts", "Choose “Lines of a round that were accepted”, or leave the round empty");
            }
            return None;
        }
        if counts == Counts::Lines.word() {
            let Some(typed) = round else {
                checks.fail("round", "Enter the code of the round whose lines are counted");
                return None;
            };
            let code = checks.take("round", parse_code(&typed))?;
            return Some(Counted { counts: Counts::Lines, what: code });
        }
        if round.is_some() {
            checks.fail("round", "A round goes with its lines alone: leave this empty");
        }
        let chosen = Self::choices().into_iter().find(|choice| choice.key() == counts);
        checks.take("counts", chosen.ok_or("Choose what is counted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(counts: &str, round: &str) -> (Option<Counted>, bool) {
        let mut checks = Checks::default();
        let counted = Counted::parse(&mut checks, counts, round);
        (counted, checks.finish(()).is_ok())
    }

    #[test]
    fn what_is_counted_comes_from_the_closed_list() {
        let teams = Counted { counts: Counts::Units, what: "IMT".into() };
        assert_eq!(parsed("units:IMT", ""), (Some(teams.clone()), true));
        assert_eq!(teams.label(), "Units that work: Interagency Mobile Team");
        let lines = Counted { counts: Counts::Lines, what: "R-2019-12".into() };
        assert_eq!(parsed("lines", "r-2019-12"), (Some(lines.clone()), true));
        assert_eq!(lines.label(), "Lines of a round that were accepted: R-2019-12");
        assert_eq!(parsed("", ""), (None, true));
        for (counts, round) in [("units:TANK", ""), ("lines", ""), ("", "R-1"), ("units:IMT", "R-1"), ("rounds", "")] {
            assert!(!parsed(counts, round).1, "{counts} {round}");
        }
    }
}
