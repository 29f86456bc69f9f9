//! The briefing of a donor: on two pages what its grants became, where the things are, what is open, who was trained and what was
//! seized, with how each figure was made. It says what the donor's first page says, from the same reading of it.
//!
//! Pure: data in, bytes out. Everything but the file itself compiles without the feature `pdf`.

use domain::{Timestamp, date::PartialDate, money::Money};
use serde::Serialize;
use store::overview::{DonorOverview, NextMilestone};

mod dates;
mod drawing;
mod open;
#[cfg(feature = "pdf")]
mod render;
mod steps;
mod words;

#[cfg(feature = "pdf")]
pub use render::briefing;

/// Units that have a line of their own beside the map; the others are one line.
const MOST_PLACES: usize = 16;
/// Years of a substance that are told one by one.
const MOST_YEARS: usize = 3;

/// A language of the briefing. Names and titles stand as they were entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Japanese,
    Russian,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::English, Language::Japanese, Language::Russian];

    /// ISO 639-1, as in addresses, names of files and the PDF.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Japanese => "ja",
            Language::Russian => "ru",
        }
    }

    /// In the language itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Japanese => "日本語",
            Language::Russian => "Русский",
        }
    }

    #[must_use]
    pub fn in_english(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Japanese => "Japanese",
            Language::Russian => "Russian",
        }
    }

    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// What a briefing says, in words, in the order of its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Briefing {
    pub lang: &'static str,
    pub title: String,
    pub donor: String,
    /// `As of 6 May 2021`
    pub as_of: String,
    /// Some of what was handed over is invented for demonstration.
    pub illustrative: Option<&'static str>,
    pub agreements: Part,
    pub funnels: Vec<Steps>,
    pub open: List,
    /// The drawing is a file of its own.
    pub map: Map,
    pub handovers: Part,
    pub milestones: Part,
    pub training: List,
    pub seized: Part,
    pub notes: List,
    /// The file with the marks of the map.
    #[serde(skip)]
    pub drawing: String,
}

/// A table under its heading; in place of rows that there are not, what is said of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub title: &'static str,
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    pub none: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    pub title: &'static str,
    pub lines: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Map {
    pub title: &'static str,
    /// What the drawing shows, for whoever hears it.
    pub alt: String,
    pub places: Part,
    /// What the marks mean.
    pub legend: &'static str,
    /// Whose boundaries they are, and what they do not say.
    pub notice: &'static str,
    pub credit: &'static str,
}

/// The six steps of the grants of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Steps {
    pub title: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub name: &'static str,
    pub figures: Vec<String>,
    /// How much of what was pledged it is, in hundredths; more than a hundred is said, and drawn as a hundred.
    pub share: Option<i128>,
    pub more: String,
    /// Said in place of everything else.
    pub unknown: Option<&'static str>,
    /// What the figure rests on.
    pub basis: &'static str,
}

/// The briefing of what a donor reads on its first page; `donor` is its name, `at` the instant for which the page was read.
#[must_use]
pub fn of(overview: &DonorOverview, donor: &str, at: Timestamp, language: Language) -> Briefing {
    let say = words::in_language(language);
    Briefing {
        lang: language.code(),
        title: say(words::TITLE).to_owned(),
        donor: donor.to_owned(),
        as_of: dates::as_of(at, language),
        illustrative: is_illustrative(overview).then(|| say(words::ILLUSTRATIVE)),
        agreements: agreements(overview, language),
        funnels: overview.funnels.iter().map(|funnel| steps::of(funnel, overview, language)).collect(),
        open: open::of(overview, at, language),
        map: map(overview, language),
        handovers: handovers(overview, language),
        milestones: milestones(&overview.milestones, language),
        training: List { title: say(words::TRAINING), lines: words::training(overview.training, language) },
        seized: seized(overview, language),
        notes: List {
            title: say(words::NOTES),
            lines: words::NOTES_SAID.iter().map(|said| say(*said).to_owned()).collect(),
        },
        drawing: drawing::of(&overview.map),
    }
}

fn is_illustrative(overview: &DonorOverview) -> bool {
    overview.handovers.iter().any(|round| round.illustrative)
}

fn agreements(overview: &DonorOverview, language: Language) -> Part {
    let say = words::in_language(language);
    let row = |grant: &store::grants::GrantRow| {
        vec![
            grant.code.clone(),
            if grant.co_funded { format!("{} ({})", grant.title, say(words::TOGETHER)) } else { grant.title.clone() },
            date(grant.signed_on, language),
            grant.ceiling.map_or_else(|| say(words::NOT_PUBLISHED).to_owned(), |ceiling| ceiling.to_string()),
        ]
    };
    Part {
        title: say(words::AGREEMENTS),
        head: vec![say(words::GRANT), say(words::NAME), say(words::SIGNED), say(words::CEILING)],
        rows: overview.grants.iter().map(row).collect(),
        none: say(words::NO_GRANTS),
    }
}

fn map(overview: &DonorOverview, language: Language) -> Map {
    let say = words::in_language(language);
    let row = |label: String, held: i64, coming: i64| {
        vec![label, words::count(held, language), words::count(coming, language)]
    };
    let mut rows: Vec<Vec<String>> = overview
        .map
        .iter()
        .take(MOST_PLACES)
        .map(|unit| row(unit.unit.label.clone(), unit.held, unit.coming))
        .collect();
    let others = overview.map.get(MOST_PLACES..).unwrap_or_default();
    if !others.is_empty() {
        let (held, coming) = others.iter().fold((0, 0), |sum, unit| (sum.0 + unit.held, sum.1 + unit.coming));
        rows.push(row(format!("{} ({})", say(words::OTHERS), others.len()), held, coming));
    }
    let places = Part {
        title: say(words::PLACES),
        head: vec![say(words::UNIT), say(words::SIGNED_FOR), say(words::ON_THEIR_WAY)],
        rows,
        none: say(words::NOTHING_HANDED_OVER),
    };
    Map {
        title: say(words::PLACES),
        alt: format!("{}: {}", say(words::PLACES), say(words::SEE_TABLE)),
        places,
        legend: say(words::LEGEND),
        notice: say(words::BOUNDARIES),
        credit: crate::map::CREDIT,
    }
}

fn handovers(overview: &DonorOverview, language: Language) -> Part {
    let say = words::in_language(language);
    let row = |round: &store::rounds::Handover| {
        vec![date(round.day, language), round.title.clone(), amounts(&round.value.0), amounts(&round.confirmed.0)]
    };
    Part {
        title: say(words::HANDOVERS),
        head: vec![say(words::DATE), say(words::NAME), say(words::VALUE), say(words::SIGNED_FOR)],
        rows: overview.handovers.iter().map(row).collect(),
        none: say(words::NOTHING_HANDED_OVER),
    }
}

fn milestones(milestones: &[NextMilestone], language: Language) -> Part {
    let say = words::in_language(language);
    let row = |milestone: &NextMilestone| {
        vec![
            date(milestone.due_on, language),
            milestone.title.clone(),
            format!("{} {}", milestone.component_code, milestone.phase),
        ]
    };
    Part {
        title: say(words::MILESTONES),
        head: vec![say(words::DUE), say(words::NAME), say(words::PHASE)],
        rows: milestones.iter().map(row).collect(),
        none: say(words::NO_MILESTONES),
    }
}

fn seized(overview: &DonorOverview, language: Language) -> Part {
    let say = words::in_language(language);
    let year = |total: &store::cases::Total| {
        let year = total.year.as_deref().unwrap_or(say(words::YEAR_NOT_STATED));
        format!("{year}: {}", words::measured(total.quantity, language))
    };
    let row = |sum: &store::cases::Sums| {
        // The newest years, where there are more than a line has room for.
        let known = sum.years.len().saturating_sub(MOST_YEARS);
        let mut years: Vec<String> = sum.years.iter().skip(known).map(year).collect();
        if known > 0 {
            years.insert(0, "…".to_owned());
        }
        let what = sum.named.clone().unwrap_or_else(|| words::substance(sum.substance, language).to_owned());
        vec![what, years.join("; "), words::measured(sum.all, language)]
    };
    Part {
        title: say(words::SEIZED),
        head: vec![say(words::SUBSTANCE), say(words::YEAR), say(words::QUANTITY)],
        rows: store::cases::by_substance(&overview.seized).iter().map(row).collect(),
        none: say(words::NOTHING_SEIZED),
    }
}

fn date(day: Option<PartialDate>, language: Language) -> String {
    day.map_or_else(|| words::in_language(language)(words::NO_DATE).to_owned(), |day| dates::words(day, language))
}

/// Amounts of different currencies, never added up.
fn amounts(amounts: &[Money]) -> String {
    let said: Vec<String> = amounts.iter().map(ToString::to_string).collect();
    if said.is_empty() { "–".to_owned() } else { said.join(" · ") }
}

/// The briefing as a PDF: not in this program.
///
/// # Errors
/// Always [`crate::PdfError::NotBuilt`].
#[cfg(not(feature = "pdf"))]
pub fn briefing(_: &Briefing) -> Result<Vec<u8>, crate::PdfError> {
    Err(crate::PdfError::NotBuilt)
}

#[cfg(test)]
mod tests;
