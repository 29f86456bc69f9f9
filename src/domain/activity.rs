//! Activities: training, workshops, study visits, forums, joint operations. People are counted, never named.
//!
//! Two counts are never mixed. A *participation* is one person at one activity, or at one of its sessions where those are counted
//! apart; *persons* are different people. Participations can be added up over activities, persons cannot.

use crate::{
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{country_codes, optional_date},
    number::optional_count,
    source::SourceChoice,
};

mod details;
mod follow_up;
mod form;
mod funding;
mod share;
mod state;
pub use details::{DetailsForm, MOST_SESSIONS, NewDetails, NewSession, NewTest, SessionRow, TestAverage, mark};
pub use follow_up::{FollowUpForm, NewFollowUp, due};
pub use form::{ActivityForm, ParticipationRow};
pub use funding::{FundingForm, NewFunding};
pub use share::ShareForm;
pub use state::{ActivityState, NewState, StateForm};

words! {
    /// What an activity is.
    ActivityKind {
        Training = "training", "Training";
        Workshop = "workshop", "Workshop";
        StudyVisit = "study visit", "Study visit";
        Forum = "forum", "Forum";
        JointOperation = "joint operation", "Joint operation";
    }
}

words! {
    /// As recorded at the activity; never inferred.
    Sex {
        Female = "female", "Women";
        Male = "male", "Men";
        NotRecorded = "not recorded", "Not recorded";
    }
}

/// How many groups there can be of who took part, counted or named: so many the form shows again.
pub const MOST_ROWS: usize = 60;

/// The longest list of organisers, topics and the like, in characters.
const LONGEST_LIST: usize = 2_000;

/// How many participations came from which agency and unit (codes; empty when not known).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participation {
    /// The row of the form that it stood in, for messages about it.
    pub row: usize,
    pub agency_code: Option<String>,
    pub unit_code: Option<String>,
    pub sex: Sex,
    pub count: i64,
}

/// Who took part as far as no number was recorded: codes of agencies and of units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    pub agency_codes: Vec<String>,
    pub unit_codes: Vec<String>,
}

/// How many. `None`: not recorded, which is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    pub participations: Option<i64>,
    /// Different people.
    pub persons: Option<i64>,
    pub completed: Option<i64>,
    pub dropped: Option<i64>,
}

/// What an activity belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BelongsTo {
    /// By the id of the phase.
    Phase(i64),
    /// By the code of the component, where no source says the phase.
    Component(String),
}

/// An activity as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    pub code: String,
    pub kind: ActivityKind,
    /// Of a new one; of one that is there already its state has a form of its own.
    pub state: Option<ActivityState>,
    pub title: String,
    /// `None`: no source states a date.
    pub starts_on: Option<PartialDate>,
    pub ends_on: Option<PartialDate>,
    pub place: Option<String>,
    pub belongs_to: Option<BelongsTo>,
    pub organisers: Vec<String>,
    pub trainers: Vec<String>,
    pub topics: Vec<String>,
    /// Where it was held: ISO 3166-1 alpha-2.
    pub hosts: Vec<String>,
    /// From where people came: ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Bodies that took part and are no agencies here: "civil society".
    pub others: Vec<String>,
    pub numbers: Numbers,
    pub rows: Vec<Participation>,
    pub named: Named,
    pub source: Option<SourceChoice>,
}

impl NewActivity {
    /// One that was held, of which nothing else is known.
    pub fn held(kind: ActivityKind, code: &str, title: &str) -> Self {
        NewActivity {
            code: code.to_owned(),
            kind,
            state: Some(ActivityState::Held),
            title: title.to_owned(),
            starts_on: None,
            ends_on: None,
            place: None,
            belongs_to: None,
            organisers: Vec::new(),
            trainers: Vec::new(),
            topics: Vec::new(),
            hosts: Vec::new(),
            countries: Vec::new(),
            others: Vec::new(),
            numbers: Numbers::default(),
            rows: Vec::new(),
            named: Named::default(),
            source: None,
        }
    }

    /// # Errors
    /// Every field that cannot be accepted: among them more participations in the rows than there were.
    pub fn parse(form: &ActivityForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let kind = checks.take("kind", form.kind.parse::<ActivityKind>().map_err(|_| "Choose what it is"));
        let is_new = form.version.trim().is_empty();
        let asked = || form.state.parse::<ActivityState>().map_err(|_| "Say whether it is planned or was held");
        let state = if is_new { checks.take("state", asked()) } else { None };
        let title = checks.required("title", &form.title, "Enter the title of the activity");
        let (starts_on, ends_on) = dates(&mut checks, form);
        let numbers = Numbers {
            participations: count(&mut checks, "participations", &form.participations),
            persons: count(&mut checks, "persons", &form.persons),
            completed: count(&mut checks, "completed", &form.completed),
            dropped: count(&mut checks, "dropped", &form.dropped),
        };
        let rows = rows(&mut checks, &form.participation);
        let named = form.named();
        let groups = rows.len() + named.agency_codes.len() + named.unit_codes.len();
        if groups > MOST_ROWS {
            let last = form.participation.iter().rposition(|row| !row.is_blank()).unwrap_or_default();
            let words = format!("Record at most {MOST_ROWS} groups; these are {groups}: put some of them together");
            checks.fail(format!("participation[{last}][agency]"), words);
        }
        numbers.check(&mut checks, rows.iter().map(|row| row.count).sum());
        let new = code.zip(kind).map(|(code, kind)| NewActivity {
            code,
            kind,
            state,
            title,
            starts_on,
            ends_on,
            place: checks.optional("place", &form.place),
            belongs_to: belongs_to(&mut checks, &form.belongs_to),
            organisers: lines(&mut checks, "organisers", &form.organisers),
            trainers: lines(&mut checks, "trainers", &form.trainers),
            topics: lines(&mut checks, "topics", &form.topics),
            hosts: country_codes(&mut checks, "hosts", &form.hosts),
            countries: country_codes(&mut checks, "countries", &form.countries),
            others: lines(&mut checks, "others", &form.others),
            numbers,
            rows,
            named,
            source: SourceChoice::parse(&mut checks, &form.source, &form.source_title),
        });
        checks.finish_some(new)
    }
}

impl Numbers {
    /// What is counted in rows is a part of the whole, and persons are at most as many as participations.
    fn check(self, checks: &mut Checks, counted: i64) {
        let Numbers { participations, persons, completed, dropped } = self;
        if let Some(all) = participations {
            if counted > all {
                checks.fail(
                    "participations",
                    format!("The rows below add up to {counted} participations; {all} are stated"),
                );
            }
            if persons.is_some_and(|persons| persons > all) {
                checks.fail("persons", format!("Every person is at least one participation, and there were {all}"));
            }
        }
        let through = completed.unwrap_or(0) + dropped.unwrap_or(0);
        if let Some(all) = persons.or(participations)
            && through > all
        {
            checks.fail("completed", format!("Completed and dropped make {through}; {all} took part"));
        }
    }
}

fn dates(checks: &mut Checks, form: &ActivityForm) -> (Option<PartialDate>, Option<PartialDate>) {
    let starts_on = optional_date(checks, "starts_on", &form.starts_on);
    let ends_on = optional_date(checks, "ends_on", &form.ends_on);
    match (starts_on, ends_on) {
        (Some(start), Some(end)) if end.surely_before(start) => {
            checks.fail("ends_on", "The last day lies before the first");
        }
        (None, Some(_)) if !checks.failed("starts_on") => {
            checks.fail("starts_on", "Enter the first day as well, or leave both empty");
        }
        _ => {}
    }
    (starts_on, ends_on)
}

fn belongs_to(checks: &mut Checks, typed: &str) -> Option<BelongsTo> {
    let text = checks.optional("belongs_to", typed)?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return checks.take("belongs_to", text.parse().map_err(|_| "Choose from the list")).map(BelongsTo::Phase);
    }
    checks.take("belongs_to", parse_code(&text).map_err(|_| "Choose from the list")).map(BelongsTo::Component)
}

/// One a line, each once.
fn lines(checks: &mut Checks, field: &str, typed: &str) -> Vec<String> {
    distinct(checks.long_text(field, typed, LONGEST_LIST).lines())
}

fn rows(checks: &mut Checks, typed: &[ParticipationRow]) -> Vec<Participation> {
    let mut rows = Vec::new();
    for (i, ParticipationRow { agency, unit, sex, count: number }) in typed.iter().enumerate() {
        let field = |name: &str| format!("participation[{i}][{name}]");
        let Some(count) = count(checks, &field("count"), number).filter(|count| *count > 0) else { continue };
        let sex = if sex.is_empty() { Some(Sex::NotRecorded) } else { checks.take(&field("sex"), sex.parse::<Sex>()) };
        let (agency_code, unit_code) =
            (checks.optional(&field("agency"), agency), checks.optional(&field("unit"), unit));
        rows.extend(sex.map(|sex| Participation { row: i, agency_code, unit_code, sex, count }));
    }
    rows
}

/// Of people.
fn count(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    optional_count(checks, field, typed, 0..=100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(agency: &str, sex: &str, count: &str) -> ParticipationRow {
        ParticipationRow { agency: agency.into(), sex: sex.into(), count: count.into(), ..Default::default() }
    }

    fn psychoactive() -> ActivityForm {
        ActivityForm {
            code: "C-1".into(),
            kind: "training".into(),
            state: "held".into(),
            title: "New psychoactive substances".into(),
            starts_on: "Sep 2016".into(),
            participations: "19".into(),
            ..Default::default()
        }
    }

    fn wrong(form: &ActivityForm) -> Vec<String> {
        match NewActivity::parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rows_never_hold_more_participations_than_there_were() {
        let mut form = psychoactive();
        form.participation = vec![row("SCC", "female", "4"), row("MIA", "", "15"), row("", "", "")];
        let new = NewActivity::parse(&form).expect("19 of 19");
        assert_eq!((new.starts_on.map(PartialDate::words).as_deref(), new.rows.len()), (Some("Sep 2016"), 2));
        form.participation.push(row("BT", "male", "1"));
        assert_eq!(wrong(&form), ["participations"]);
    }

    #[test]
    fn three_agencies_without_numbers_are_named_and_nothing_is_counted() {
        let mut form = psychoactive();
        form.participation = vec![row("SCC", "", ""), row("BT", "not recorded", ""), row("MIA", "", "0")];
        let new = NewActivity::parse(&form).expect("accepted");
        assert_eq!(new.named.agency_codes, ["SCC", "BT", "MIA"]);
        assert!(new.rows.is_empty());
    }

    #[test]
    fn more_groups_than_the_form_shows_again_are_refused() {
        let mut form = ActivityForm { participations: String::new(), ..psychoactive() };
        form.participation = (0..MOST_ROWS).map(|_| row("SCC", "female", "1")).collect();
        form.participation.extend([row("", "", ""), row("", "not recorded", "")]);
        assert_eq!(NewActivity::parse(&form).expect("sixty").rows.len(), MOST_ROWS);
        form.participation[60] = ParticipationRow { unit: "IMT-TER".into(), ..row("MIA", "", "") };
        let Err(Refusal::Invalid(errors)) = NewActivity::parse(&form) else { panic!("accepted") };
        assert_eq!(errors[0].field, "participation[60][agency]");
        assert!(errors[0].message.contains("at most 60 groups; these are 62"), "{}", errors[0].message);
    }

    #[test]
    fn a_study_visit_needs_no_date_and_no_number() {
        let form = ActivityForm {
            kind: "study visit".into(),
            starts_on: String::new(),
            participations: String::new(),
            hosts: "IR, ES".into(),
            belongs_to: "health-kz".into(),
            topics: "Planning\n\n Delivery \nPlanning".into(),
            ..psychoactive()
        };
        let new = NewActivity::parse(&form).expect("accepted");
        assert_eq!((new.starts_on, new.numbers), (None, Numbers::default()));
        assert_eq!(
            (new.hosts, new.topics),
            (vec!["IR".to_owned(), "ES".into()], vec!["Planning".to_owned(), "Delivery".into()])
        );
        assert_eq!(new.belongs_to, Some(BelongsTo::Component("HEALTH-KZ".into())));
    }

    #[test]
    fn every_mistake_stands_under_its_field() {
        assert_eq!(wrong(&ActivityForm::default()), ["code", "kind", "state", "title"]);
        let numbers =
            ActivityForm { persons: "20".into(), completed: "15".into(), dropped: "6".into(), ..psychoactive() };
        assert_eq!(wrong(&numbers), ["persons", "completed"]);
        let backwards = ActivityForm { starts_on: "Oct 2016".into(), ends_on: "Sep 2016".into(), ..psychoactive() };
        assert_eq!(wrong(&backwards), ["ends_on"]);
        let half = ActivityForm { starts_on: String::new(), ends_on: "Sep 2016".into(), ..psychoactive() };
        assert_eq!(wrong(&half), ["starts_on"]);
        assert_eq!(wrong(&ActivityForm { hosts: "Spain".into(), ..psychoactive() }), ["hosts"]);
        assert_eq!(wrong(&ActivityForm { belongs_to: "IMT phase 2".into(), ..psychoactive() }), ["belongs_to"]);
    }

    #[test]
    fn the_state_of_one_that_is_there_has_a_form_of_its_own() {
        let form = ActivityForm { version: "3".into(), state: String::new(), ..psychoactive() };
        assert_eq!(NewActivity::parse(&form).expect("accepted").state, None);
    }
}
