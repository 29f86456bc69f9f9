//! Components, phases and milestones as pages show them, and as they are stored.

use domain::{
    PartialDate,
    phase::{Counted, Counts, MetOn, phase_label},
};

use super::{counted::SoFar, edit::ProgressRow, parts::PartRow};
use crate::{Parsed, agencies::AgencyRef, cases::Total, quotes::QuoteRow};

/// A component in a list; phases and milestones are counted as far as the viewer sees them.
#[derive(Debug, Clone)]
pub struct ComponentRow {
    pub id: i64,
    pub code: String,
    pub title: String,
    /// The programme or sub-programme that it names.
    pub programme_code: Option<String>,
    /// Code and title of the programme as a whole.
    pub programme: Option<(String, String)>,
    /// `1: Countering transnational organized crime …`
    pub sub_programme: Option<String>,
    pub countries: Vec<String>,
    pub phases: Vec<PhaseChoice>,
    pub milestones: usize,
    pub milestones_met: usize,
}

/// A phase for choosing from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseChoice {
    pub id: i64,
    pub component_code: String,
    pub number: i64,
    /// `IMT · Phase II`
    pub label: String,
}

/// A component with everything the viewer may see of it.
#[derive(Debug, Clone)]
pub struct ComponentShow {
    pub component: ComponentRow,
    /// The agencies that take part, under their present names.
    pub agencies: Vec<AgencyRef>,
    /// Who takes part as what, and through which office.
    pub parts: Vec<PartRow>,
    pub phases: Vec<PhaseShow>,
    /// Published figures, cumulative ones among them; without amounts of money for officers.
    pub quotes: Vec<QuoteRow>,
    /// What was seized, added up.
    pub results: Vec<Total>,
}

#[derive(Debug, Clone)]
pub struct PhaseShow {
    pub id: i64,
    pub number: i64,
    /// `Phase II`
    pub label: String,
    pub note: Option<String>,
    pub planned_from: Option<PartialDate>,
    pub planned_until: Option<PartialDate>,
    pub actual_from: Option<PartialDate>,
    pub actual_until: Option<PartialDate>,
    /// In the order of their dates; those without a date last.
    pub milestones: Vec<MilestoneRow>,
    /// Those that were recorded in error, for staff.
    pub withdrawn: Vec<MilestoneRow>,
    /// The grants allocated to it: a donor's own, and none for officers.
    pub grants: Vec<PhaseGrant>,
}

/// A grant that pays for a phase.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PhaseGrant {
    pub code: String,
    pub title: String,
}

#[derive(Debug, Clone, Default)]
pub struct MilestoneRow {
    pub id: i64,
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub met_on: Option<MetOn>,
    pub target: Option<i64>,
    pub actual: Option<i64>,
    pub evidence: Option<String>,
    /// The title of the source.
    pub source: Option<String>,
    pub source_code: Option<String>,
    pub version: i64,
    /// How far it had come, the oldest first.
    pub progress: Vec<ProgressRow>,
    /// What the portal counts for it, and what there is of that now as far as the viewer reads it.
    pub counted: Option<Counted>,
    pub so_far: Option<SoFar>,
    /// What was counted when it was stated as met.
    pub computed: Option<SoFar>,
    pub waits_for: Option<Awaited>,
    /// Why it is none; staff alone read such a one.
    pub withdrawn: Option<String>,
    /// Why it was stated as met and is not.
    pub unmet: Option<String>,
}

/// The milestone that has to be met first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    pub id: i64,
    pub title: String,
    pub met: bool,
}

#[derive(sqlx::FromRow)]
pub(super) struct StoredPhase {
    pub(super) id: i64,
    pub(super) component_id: i64,
    pub(super) component_code: String,
    pub(super) number: i64,
    pub(super) note: Option<String>,
    pub(super) planned_from: Option<Parsed<PartialDate>>,
    pub(super) planned_until: Option<Parsed<PartialDate>>,
    pub(super) actual_from: Option<Parsed<PartialDate>>,
    pub(super) actual_until: Option<Parsed<PartialDate>>,
}

#[derive(sqlx::FromRow)]
pub(super) struct StoredMilestone {
    pub(super) id: i64,
    pub(super) phase_id: i64,
    pub(super) title: String,
    pub(super) due_on: Option<Parsed<PartialDate>>,
    pub(super) met_on: Option<Parsed<PartialDate>>,
    pub(super) met_by: bool,
    pub(super) target: Option<i64>,
    pub(super) actual: Option<i64>,
    pub(super) evidence: Option<String>,
    pub(super) source: Option<String>,
    pub(super) source_code: Option<String>,
    pub(super) version: i64,
    pub(super) counts: Option<Parsed<Counts>>,
    pub(super) counts_what: Option<String>,
    pub(super) computed: Option<i64>,
    pub(super) computed_on: Option<Parsed<PartialDate>>,
    pub(super) awaited: Option<i64>,
    pub(super) awaited_title: Option<String>,
    pub(super) awaited_met: bool,
    pub(super) told_progress: bool,
    pub(super) withdrawn: Option<String>,
    pub(super) unmet: Option<String>,
}

impl StoredMilestone {
    pub(super) fn counted(&self) -> Option<Counted> {
        let counts = self.counts.as_ref().map(|counts| counts.0)?;
        Some(Counted { counts, what: self.counts_what.clone()? })
    }
}

impl StoredPhase {
    pub(super) fn choice(&self) -> PhaseChoice {
        let label = format!("{} · {}", self.component_code, phase_label(self.number));
        PhaseChoice { id: self.id, component_code: self.component_code.clone(), number: self.number, label }
    }

    pub(super) fn with(
        self,
        milestones: Vec<MilestoneRow>,
        withdrawn: Vec<MilestoneRow>,
        grants: Vec<PhaseGrant>,
    ) -> PhaseShow {
        let date = |date: Option<Parsed<PartialDate>>| date.map(|d| d.0);
        PhaseShow {
            id: self.id,
            number: self.number,
            label: phase_label(self.number),
            note: self.note,
            planned_from: date(self.planned_from),
            planned_until: date(self.planned_until),
            actual_from: date(self.actual_from),
            actual_until: date(self.actual_until),
            milestones,
            withdrawn,
            grants,
        }
    }
}

impl From<StoredMilestone> for MilestoneRow {
    fn from(row: StoredMilestone) -> Self {
        MilestoneRow {
            counted: row.counted(),
            so_far: None,
            computed: row
                .computed
                .map(|number| SoFar { number, reached_on: row.computed_on.as_ref().map(|day| day.0) }),
            waits_for: row.awaited.zip(row.awaited_title).map(|(id, title)| Awaited {
                id,
                title,
                met: row.awaited_met,
            }),
            id: row.id,
            title: row.title,
            due_on: row.due_on.map(|d| d.0),
            met_on: row.met_on.map(|d| MetOn { date: d.0, by: row.met_by }),
            target: row.target,
            actual: row.actual,
            evidence: row.evidence,
            source: row.source,
            source_code: row.source_code,
            version: row.version,
            progress: Vec::new(),
            withdrawn: row.withdrawn,
            unmet: row.unmet,
        }
    }
}
