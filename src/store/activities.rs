//! Activities: training, workshops, study visits, forums, joint operations. People are counted, never named.
//!
//! Who may read one follows from facts about others (an allocation, the agencies that took part): it is asked when it is read,
//! as for documents; there are few of them.

use domain::{
    PartialDate, Timestamp,
    activity::{ActivityKind, ActivityState, NewSession, NewTest, Numbers, Sex},
    phase::phase_label,
    unit::UnitRef,
};

use crate::{Parsed, agencies::AgencyRef};

mod details;
mod fact;
mod follow_up;
mod funding;
mod listed;
mod reach;
mod share;
mod show;
mod state;
mod write;
pub use details::update_details;
pub(crate) use fact::ACTIVITY;
pub use follow_up::{FollowUp, follow_up};
pub use funding::{Funding, FundingPart, fund};
pub(crate) use listed::{FOR_COUNTRY, FOR_DONORS, FOR_OFFICERS, FOR_STAFF};
pub use listed::{Filters, Held, filters, held, list};
pub(crate) use reach::{
    OF_AGENCY, OF_COUNTRY, OF_DONOR, activity_of_agency, activity_of_country, activity_of_donor, at_post,
};
pub use share::{SharedWith, end_share, share};
pub(crate) use show::key;
pub use show::show;
pub use state::change_state;
pub use write::{create, update};

/// An activity in a list.
#[derive(Debug, Clone)]
pub struct ActivityRow {
    pub id: i64,
    pub code: String,
    pub kind: ActivityKind,
    pub state: ActivityState,
    pub title: String,
    /// `None`: no source states a date.
    pub starts_on: Option<PartialDate>,
    pub ends_on: Option<PartialDate>,
    pub place: Option<String>,
    /// `None`: the source does not state a number.
    pub participations: Option<i64>,
    pub belongs_to: Option<Belongs>,
    /// The agencies that took part, under the names of the first day.
    pub agencies: Vec<AgencyRef>,
}

/// What an activity belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongs {
    /// The code of the component.
    pub component: String,
    /// The id and the number of the phase, where that is known.
    pub phase: Option<(i64, i64)>,
}

/// An activity with everything the viewer may see of it.
#[derive(Debug, Clone)]
pub struct ActivityShow {
    pub activity: ActivityRow,
    pub numbers: Numbers,
    pub organisers: Vec<String>,
    pub trainers: Vec<String>,
    pub topics: Vec<String>,
    /// Where it was held: ISO 3166-1 alpha-2.
    pub hosts: Vec<String>,
    /// From where people came: ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Bodies that took part and are no agencies here.
    pub others: Vec<String>,
    /// The units that took part; for donors without exact posts.
    pub units: Vec<UnitRef>,
    pub rows: Vec<ParticipationRow>,
    pub sessions: Vec<NewSession>,
    pub test: Option<NewTest>,
    /// Kinds of equipment.
    pub qualifies_for: Vec<String>,
    /// The newest first.
    pub follow_ups: Vec<FollowUp>,
    /// What stands first, then what was known before; cut to the viewer.
    pub funding: Vec<Funding>,
    /// With which donors it is or was shared: told to those who read everything.
    pub shared_with: Vec<SharedWith>,
    /// What became of it, the newest first; the last is how it was recorded.
    pub states: Vec<StateEntry>,
    /// The title and the code of the source.
    pub source: Option<(String, String)>,
    pub version: i64,
}

/// How many participations of one sex came from one agency and unit, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipationRow {
    pub agency: Option<AgencyRef>,
    pub unit: Option<UnitRef>,
    pub sex: Sex,
    pub count: i64,
}

/// One recorded state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateEntry {
    pub state: ActivityState,
    pub stated_on: Option<PartialDate>,
    /// Why, and who recorded it: told to those who read everything.
    pub reason: Option<String>,
    /// Nobody of how it was recorded: that stands in its history.
    pub person: Option<String>,
    pub recorded_at: Timestamp,
}

impl ActivityRow {
    /// `15 Apr 2019 to 17 Apr 2019`, `Sep 2016`; `None`: no source states a date.
    pub fn dates(&self) -> Option<String> {
        let start = self.starts_on?;
        Some(match self.ends_on.filter(|end| *end != start) {
            Some(end) => format!("{} to {}", start.words(), end.words()),
            None => start.words(),
        })
    }
}

impl Belongs {
    /// `IMT · Phase I`, or `CCP` alone.
    pub fn label(&self) -> String {
        match self.phase {
            Some((_, number)) => format!("{} · {}", self.component, phase_label(number)),
            None => self.component.clone(),
        }
    }
}

impl ActivityShow {
    /// How many participations of this sex the rows hold.
    pub fn count(&self, sex: Sex) -> i64 {
        self.rows.iter().filter(|row| row.sex == sex).map(|row| row.count).sum()
    }
}

#[derive(Clone, sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    kind: Parsed<ActivityKind>,
    state: Parsed<ActivityState>,
    title: String,
    starts_on: Option<Parsed<PartialDate>>,
    ends_on: Option<Parsed<PartialDate>>,
    place: Option<String>,
    participations: Option<i64>,
    phase_id: Option<i64>,
    component_code: Option<String>,
    phase_number: Option<i64>,
}

/// Of an activity `t`, which stands at the row `r` of its list.
macro_rules! columns {
    ($place:expr) => {
        concat!(
            "t.id, t.code, t.kind, t.state, t.title, t.starts_on, t.ends_on, ",
            $place,
            " AS place, t.participations, t.phase_id, k.code AS component_code, p.number AS phase_number"
        )
    };
}
const COLUMNS: &str = columns!("t.place");
/// Donors read of a border office which border it stands at, and no more.
const COLUMNS_FOR_DONORS: &str = columns!(concat!("CASE WHEN ", at_post!("t.place"), " THEN NULL ELSE t.place END"));
const JOINS: &str = "JOIN activity t ON t.id = r.id LEFT JOIN phase p ON p.id = t.phase_id
  LEFT JOIN component k ON k.id = COALESCE(p.component_id, t.component_id)";

impl Stored {
    /// `agencies` took part.
    fn row(self, agencies: Vec<AgencyRef>) -> ActivityRow {
        let phase = self.phase_id.zip(self.phase_number);
        ActivityRow {
            id: self.id,
            code: self.code,
            kind: self.kind.0,
            state: self.state.0,
            title: self.title,
            starts_on: self.starts_on.map(|date| date.0),
            ends_on: self.ends_on.map(|date| date.0),
            place: self.place,
            participations: self.participations,
            belongs_to: self.component_code.map(|component| Belongs { component, phase }),
            agencies,
        }
    }

    fn first_day(&self) -> Option<chrono::NaiveDate> {
        self.starts_on.as_ref().map(|date| date.0.start())
    }
}
