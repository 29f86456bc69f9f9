//! Results: cases with their stages, and what was seized, added up.
//!
//! Who reads what: staff everything; an agency the stages in which it acted (or a unit that it mans), and the whole case where it
//! was handed on to it, whether an officer or a focal point asks; a coordinator the stages in which its country acted, without
//! the price that was asked; a donor the sums of the components that its grants pay for, never a single case, and before a case is
//! over only those of its stages in them that were published. A test goes through that table.

use domain::{
    Action, Money, PartialDate, Viewer,
    activity::Sex,
    case::{CaseState, PlaceKind, Substance},
    measured::Measured,
    unit::UnitRef,
};

use crate::{Error, Parsed, Result, Tx, agencies::AgencyRef, db::sql, list::Scope};

mod listed;
mod photos;
mod stages;
mod totals;
mod write;
mod write_stage;
pub(crate) use listed::{FOR_COUNTRY, FOR_OFFICERS, FOR_STAFF, OF_AGENCY, OF_COUNTRY, of_country};
pub use listed::{Filters, filters, list};
pub(crate) use photos::STAGE_PHOTO;
pub use photos::{
    PhotoRow, add_photos, photo_file, photos_of_case, release_photo, released_photos, restore_photo, stage_photo,
    withdraw_photo,
};
pub use stages::{of_unit, stage};
pub(crate) use totals::of_viewer;
pub use totals::{
    AgencyTotal, HeldTotal, MOST_SHOWN, Of, Sums, Total, UnitTotal, by_agency, by_component, by_substance, by_unit,
    held, totals,
};
pub(crate) use totals::{IN_SUMS_OF_AGENCY, IN_SUMS_OF_COUNTRY, IN_SUMS_OF_DONOR};
pub(crate) use write::CASE;
pub use write::{create, restore, update, withdraw};
pub(crate) use write_stage::STAGE;
pub use write_stage::{record_stage, restore_stage, update_stage, withdraw_stage};

/// A case as it stands now, with the stages that the viewer reads.
#[derive(Debug, Clone)]
pub struct CaseRow {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub component: Option<String>,
    pub state: CaseState,
    pub stages: Vec<StageRow>,
    /// Why it is wrong; staff alone read such a case.
    pub withdrawn: Option<String>,
}

/// A case with everything that the viewer may see of it.
#[derive(Debug, Clone)]
pub struct CaseShow {
    pub case: CaseRow,
    /// The viewer reads all of its stages, and not only those in which its agency acted.
    pub whole: bool,
    /// At which body it is.
    pub case_at: Option<String>,
    /// The agency that follows it up, under its present name.
    pub handed_to: Option<AgencyRef>,
    /// `None`: not stated, or for those who read the whole case.
    pub prosecuted: Option<i64>,
    /// What a source prints for the whole case; for those who read it whole, because it tells what the other stages were.
    pub published: Option<Measured>,
    /// For those who read everything.
    pub note: Option<String>,
    /// The title and the code of the source.
    pub source: Option<(String, String)>,
    pub version: i64,
}

/// A stage of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRow {
    pub id: i64,
    pub case_code: String,
    pub number: i64,
    pub occurred_on: Option<PartialDate>,
    pub date_as_published: Option<String>,
    pub place: String,
    pub place_kind: Option<PlaceKind>,
    pub units: Vec<UnitRef>,
    /// Under the names of that day.
    pub agencies: Vec<AgencyRef>,
    pub origin: Option<String>,
    pub route: Option<String>,
    pub concealment: Option<String>,
    pub note: Option<String>,
    pub seized: Vec<SeizedRow>,
    pub held: Vec<HeldRow>,
    /// The title and the code of the source.
    pub source: Option<(String, String)>,
    pub withdrawn: Option<String>,
    pub version: i64,
}

impl StageRow {
    /// The date as far as it is known, else the printed words, else that it is not stated.
    pub fn date(&self) -> String {
        let printed = || self.date_as_published.clone().unwrap_or_else(|| "date not stated".to_owned());
        self.occurred_on.map_or_else(printed, PartialDate::words)
    }
}

/// A quantity of one substance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeizedRow {
    pub substance: Substance,
    /// What the source calls it.
    pub name: Option<String>,
    pub quantity: Measured,
    pub offered: Option<Money>,
    pub note: Option<String>,
}

impl SeizedRow {
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(self.substance.label())
    }
}

/// People who were held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// `None`: not published.
    pub number: Option<i64>,
    pub nationality: Option<String>,
    pub sex: Sex,
    pub note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    title: String,
    component: Option<String>,
    state: Parsed<CaseState>,
    withdrawn: Option<String>,
}

#[derive(sqlx::FromRow)]
struct More {
    case_at: Option<String>,
    handed_to: Option<i64>,
    prosecuted: Option<i64>,
    published_amount: Option<i64>,
    published_measure: Option<Parsed<domain::measured::SeizedMeasure>>,
    note: Option<String>,
    source: Option<String>,
    source_code: Option<String>,
    version: i64,
}

/// Of a case `z`, which stands at the row `r` of its list.
const COLUMNS: &str = "z.id, z.code, z.title, k.code AS component, z.state, z.withdrawn";
const JOINS: &str = "JOIN seizure_case z ON z.id = r.id LEFT JOIN component k ON k.id = z.component_id";

impl Stored {
    fn row(self, stages: Vec<StageRow>) -> CaseRow {
        CaseRow {
            id: self.id,
            code: self.code,
            title: self.title,
            component: self.component,
            state: self.state.0,
            stages,
            withdrawn: self.withdrawn,
        }
    }
}

/// One case.
///
/// # Errors
/// Not there, or no stage of it is the viewer's to read: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<CaseShow> {
    let (stored, scope) = (find(tx, viewer, code).await?, Scope::from(viewer));
    let more: More = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT z.case_at, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = z.handed_to) AS handed_to, z.prosecuted, z.published_amount, z.published_measure, z.note, s.title AS source,
           s.code AS source_code, z.version FROM seizure_case z LEFT JOIN source s ON s.id = z.source_id WHERE z.id = $1"
    )
    .bind(stored.id)
    .fetch_one(c)
    })?;
    let stages = stages::of_cases(tx, viewer, &[stored.id]).await?.into_iter().map(|(_, stage)| stage).collect();
    let directory = crate::agencies::directory(tx).await?;
    let whole = match scope {
        Scope::All => true,
        Scope::Agency(own) => more.handed_to == Some(own),
        Scope::Donor(_) | Scope::Country(_) => false,
    };
    let measured = more.published_amount.zip(more.published_measure).filter(|_| whole);
    Ok(CaseShow {
        case: stored.row(stages),
        whole,
        case_at: more.case_at,
        handed_to: more.handed_to.and_then(|id| directory.get(&id)).map(|agency| agency.mention(None)),
        prosecuted: more.prosecuted.filter(|_| whole),
        published: measured.map(|(amount, measure)| Measured { amount, measure: measure.0 }),
        note: more.note.filter(|_| viewer.sees_everything()),
        source: more.source.zip(more.source_code),
        version: more.version,
    })
}

/// # Errors
/// Not there, or not for this viewer: "not found".
async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Stored> {
    viewer.may(Action::SeeCases)?;
    let known: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM seizure_case WHERE code = $1")
        .bind(code)
        .fetch_optional(c))?;
    let scope = Scope::from(viewer);
    let stored: Option<Stored> = listed::list_for(scope).one(tx, scope, known.ok_or_else(Error::not_found)?).await?;
    stored.ok_or_else(Error::not_found)
}
