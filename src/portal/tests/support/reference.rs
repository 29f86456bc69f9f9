//! What staff record once: donors, agencies, components, units, grants, activities, results.

use domain::{
    Currency, Money, Viewer,
    activity::{ActivityKind, ActivityState, BelongsTo, Named, NewActivity, Numbers, Participation, Sex},
    change::Entity,
    document::{DocumentForm, NewDocument},
    file::MediaType,
    grant::{Basis, NewGrant},
    phase::{MetOn, NewPart, Who},
    quote::{Measure, NewQuote, Published, QuoteWords},
    source::SourceChoice,
    unit::{
        UnitKind::{Blo, Imt},
        change::{ChangeKind, NewChange},
        known::{NewEquipment, NewGroup},
    },
};
use store::{
    Tx, activities,
    agencies::{self, NewAgency, NewAgencyName},
    changes,
    components::{self, NewComponent, NewMilestone, NewPhase},
    documents,
    donors::{self, NewDonor},
    grants,
    programmes::{self, NewProgramme},
    quotes::{self, Subject},
    sources,
    units::{self, NewUnit},
};

use super::{NOW, cases, marks::Marks, promises, signed, taken_back};

const EVERYBODY: &[&str] = &["japan", "usa", "customs", "interior"];

/// One side of the programme: who pays, who receives, and what it is called.
pub struct Side {
    pub donor: &'static str,
    pub grant: &'static str,
    pub agency: &'static str,
    pub component: &'static str,
    pub donor_login: &'static str,
    pub officer_login: &'static str,
    pub source: &'static str,
}

pub const NORTH: Side = Side {
    donor: "JP",
    grant: "JP-2020",
    agency: "SCC",
    component: "IMT",
    donor_login: "japan",
    officer_login: "customs",
    source: "north",
};
pub const SOUTH: Side = Side {
    donor: "US",
    grant: "US-2020",
    agency: "MIA",
    component: "BLO",
    donor_login: "usa",
    officer_login: "interior",
    source: "south",
};

impl Side {
    pub fn both(&self) -> Vec<&'static str> {
        vec![self.donor_login, self.officer_login]
    }

    fn is_north(&self) -> bool {
        self.donor == "JP"
    }
}

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    let title = marks.put("Programme", EVERYBODY);
    let programme = NewProgramme {
        code: "PCA".into(),
        title,
        part_of: None,
        sub_programme: marks.some("Sub", EVERYBODY),
        source: None,
    };
    programmes::add(tx, dana, NOW, &programme).await.expect("programme");
    for side in [&NORTH, &SOUTH] {
        add_parties(tx, marks, dana, side).await;
        add_component(tx, marks, dana, side).await;
        add_units(tx, marks, dana, side).await;
        add_grant(tx, marks, dana, side).await;
        add_activity(tx, marks, dana, side).await;
    }
    let joint = new_grant(marks, "JOINT-2020", &["JP", "US"], &["japan", "usa"]);
    grants::create(tx, dana, NOW, &joint).await.expect("joint grant");
    let shown = NewActivity {
        state: Some(ActivityState::Planned),
        ..NewActivity::held(ActivityKind::Forum, "C-SHOWN", &marks.put("Activity", &["usa"]))
    };
    activities::create(tx, dana, NOW, &shown).await.expect("activity");
    activities::share(tx, dana, NOW, "C-SHOWN", 1, "US").await.expect("shared");
    cases::record(tx, marks, dana).await;
    add_documents(tx, marks, dana).await;
    signed::record(tx, marks, dana).await;
}

async fn add_parties(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    // The coordinator of the country reads what was published of it, with its source.
    let mut readers = side.both();
    readers.push("nodira");
    let source = marks.put("Source", &readers);
    sources::add(tx, dana, NOW, side.source, &source).await.expect("source");
    // Customs receive the car that both paid for, so they read both names; the interior reads the American one alone.
    let readers: &[&str] = if side.is_north() { &["japan", "customs"] } else { &["usa", "interior", "customs"] };
    let name = marks.put("Donor", readers);
    let donor = NewDonor { code: side.donor.into(), name, currency: Currency::Usd, iati_ref: marks.some("Iati", &[]) };
    donors::add(tx, dana, NOW, &donor).await.expect("donor");
    // The directory of agencies is the same for everybody.
    let name = NewAgencyName {
        name: marks.put("Agency", EVERYBODY),
        note: marks.some("Printed", EVERYBODY),
        ..Default::default()
    };
    let agency = NewAgency {
        code: side.agency.into(),
        country: if side.is_north() { "UZ" } else { "TJ" }.into(),
        part: marks.some("Part", EVERYBODY),
        names: vec![name],
    };
    agencies::add(tx, dana, NOW, &agency).await.expect("agency");
}

async fn add_component(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    // The United States read the title of the northern component on the page of the car.
    let mut readers = side.both();
    readers.extend(side.is_north().then_some("usa"));
    let component = NewComponent {
        code: side.component.into(),
        title: marks.put("Component", &readers),
        programme_code: Some("PCA".into()),
        countries: vec!["UZ".into()],
        agency_codes: vec![side.agency.into()],
    };
    components::add(tx, dana, NOW, &component).await.expect("component");
    let phase = NewPhase {
        component_code: side.component.into(),
        number: 1,
        note: marks.some("Phase", &side.both()),
        planned_from: None,
        planned_until: None,
        actual_from: "2016-10-20".parse().ok(),
        actual_until: None,
    };
    components::add_phase(tx, dana, NOW, &phase).await.expect("phase");
    let part = NewPart {
        component_code: side.component.into(),
        who: Who::Agency(side.agency.into()),
        office: marks.some("PartOffice", &side.both()),
        part: marks.some("Part", &side.both()),
        phase: None,
        source: None,
    };
    components::record_part(tx, dana, NOW, &part).await.expect("part");
    for met in [None, Some(MetOn { date: "2019-09-25".parse().expect("day"), by: false })] {
        let milestone = NewMilestone {
            component_code: side.component.into(),
            phase: 1,
            title: marks.put("Milestone", &side.both()),
            due_on: "2019-12".parse().ok(),
            met_on: met,
            target: Some(13),
            actual: met.map(|_| 6),
            evidence: marks.some("Evidence", &side.both()),
            source_code: Some(side.source.into()),
            counted: None,
            waits_for: None,
        };
        let id = components::add_milestone(tx, dana, NOW, &milestone).await.expect("milestone");
        if met.is_some() {
            taken_back::milestones(tx, marks, dana, side, id, milestone).await;
        }
    }
    // Money is not for officers.
    for (measure, readers) in [(Measure::Money, vec![side.donor_login]), (Measure::Count, side.both())] {
        let subject = Subject::Component(side.component.into());
        add_quote(tx, marks, dana, side, subject, measure, &readers).await;
    }
}

pub async fn add_quote(
    tx: &mut Tx,
    marks: &mut Marks,
    dana: &Viewer,
    side: &Side,
    subject: Subject,
    measure: Measure,
    readers: &[&'static str],
) {
    let currency = (measure == Measure::Money).then_some(Currency::Usd);
    // The coordinator of the country reads all published figures of it but money.
    let mut readers = readers.to_vec();
    readers.extend((measure != Measure::Money).then_some("nodira"));
    let readers = readers.as_slice();
    let words = QuoteWords {
        what: marks.put("What", readers),
        as_published: marks.some("AsPublished", readers),
        as_of: "2019-12".parse().ok(),
        topics: vec![marks.put("Topic", readers)],
        note: marks.some("QuoteNote", readers),
        ..QuoteWords::default()
    };
    let quote = NewQuote {
        words,
        published: Published { measure, amount: 1_234_500, currency, qualifier: marks.some("Qualifier", readers) },
        source: SourceChoice::Known(side.source.into()),
        whole: false,
    };
    quotes::record(tx, dana, NOW, &subject, &quote).await.expect("quote");
}

async fn add_units(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    // Donors know the towns of the teams, and of the border offices only the border.
    let of_teams = ["japan", "usa", side.officer_login];
    let of_offices = [side.officer_login];
    let (team, office) = if side.is_north() { ("IMT-TER", "BLO-OYB") } else { ("IMT-NUK", "BLO-DUS") };
    for (code, kind, readers) in [(team, Imt, &of_teams[..]), (office, Blo, &of_offices[..])] {
        let unit = NewUnit {
            code: code.into(),
            kind,
            base: if kind == Imt { marks.some("Base", readers) } else { None },
            crossing: if kind == Blo { marks.some("Crossing", readers) } else { None },
            border: (kind == Blo).then(|| "UZ–KG".into()),
            country: None,
            since: "2018".parse::<domain::PartialDate>().ok().map(Into::into),
            planned: None,
            aliases: vec![marks.put("Alias", readers)],
            areas: vec![marks.put("Area", readers)],
            agency_codes: vec![side.agency.into()],
        };
        units::add(tx, dana, NOW, &unit).await.expect(code);
    }
    let equipment = NewEquipment {
        things: vec![marks.put("Thing", &of_teams)],
        also: marks.some("Also", &of_teams),
        as_of: None,
        source: SourceChoice::New("A newsletter".into()),
    };
    units::record_equipment(tx, dana, NOW, team, &equipment).await.expect("equipment");
    if !side.is_north() {
        let change = NewChange {
            kind: ChangeKind::Closed,
            on: "2019-12".parse::<domain::PartialDate>().expect("month").into(),
            planned_for: None,
            place: None,
            agency_codes: Vec::new(),
            reason: marks.some("ChangeReason", &[]),
            source: None,
        };
        let version = changes::version(tx, dana, Entity::Unit, office).await.expect("version");
        units::change(tx, dana, NOW, office, version, &change).await.expect("closed");
    }
}

/// Offices of the component of this side that nobody names.
async fn add_group(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    let group = NewGroup {
        component_code: Some(side.component.into()),
        kind: Blo,
        borders: vec!["KG–TJ".into()],
        as_of: "2016-12".parse().ok(),
        planned: Some(13),
        established: Some(12),
        note: marks.some("GroupNote", &side.both()),
        source: SourceChoice::Known(side.source.into()),
    };
    units::record_group(tx, dana, NOW, &group).await.expect("group");
}

async fn add_grant(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    let own = [side.donor_login];
    let new = new_grant(marks, side.grant, &[side.donor], &own);
    grants::create(tx, dana, NOW, &new).await.expect("grant");
    add_group(tx, marks, dana, side).await;
    let phase = components::phase_id(tx, side.component, 1).await.expect("phase");
    let amount = Money::new(450_000_000, Currency::Usd);
    let amount = Some((amount, marks.some("Over", &own), Basis::Quoted));
    grants::allocate(tx, dana, NOW, side.grant, phase, amount, Some(side.source)).await.expect("allocation");
    promises::instalment(tx, marks, dana, side).await;
    add_quote(tx, marks, dana, side, Subject::Grant(side.grant.into()), Measure::Money, &own).await;
    add_quote(tx, marks, dana, side, Subject::Donor(side.donor.into()), Measure::Money, &own).await;
    promises::figure_of_agency(tx, marks, dana, side).await;
}

pub fn new_grant(marks: &mut Marks, code: &str, donors: &[&str], readers: &[&'static str]) -> NewGrant {
    NewGrant {
        code: code.into(),
        title: marks.put("Grant", readers),
        donor_codes: donors.iter().map(|code| (*code).to_owned()).collect(),
        instrument: marks.some("Instrument", readers),
        signed_on: "2019-02-27".parse().ok(),
        announced_on: "2019-03".parse().ok(),
        signed_at: marks.some("SignedAt", readers),
        ceiling: Some(Money::new(743_000_000, Currency::Jpy)),
        country_codes: vec!["UZ".into()],
        terms: Default::default(),
    }
}

async fn add_activity(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    let (code, office) = if side.is_north() { ("C-NORTH", "BLO-OYB") } else { ("C-SOUTH", "BLO-DUS") };
    let row = Participation {
        row: 0,
        agency_code: Some(side.agency.into()),
        unit_code: Some(office.into()),
        sex: Sex::Female,
        count: 4,
    };
    let activity = NewActivity {
        starts_on: "2019-09".parse().ok(),
        place: marks.some("Place", &side.both()),
        organisers: vec![marks.put("Organisers", &side.both())],
        trainers: vec![marks.put("Trainers", &side.both())],
        topics: vec![marks.put("Topics", &side.both())],
        others: vec![marks.put("Others", &side.both())],
        hosts: vec!["UZ".into()],
        countries: vec!["UZ".into()],
        numbers: Numbers { participations: Some(19), persons: Some(17), completed: Some(16), dropped: Some(1) },
        belongs_to: Some(BelongsTo::Phase(components::phase_id(tx, side.component, 1).await.expect("phase"))),
        rows: vec![row],
        named: Named { agency_codes: vec![side.agency.into()], unit_codes: vec![office.into()] },
        source: Some(SourceChoice::Known(side.source.into())),
        ..NewActivity::held(ActivityKind::Training, code, &marks.put("Activity", &side.both()))
    };
    activities::create(tx, dana, NOW, &activity).await.expect("activity");
}

/// One for each side, one for everybody that is about the other side's grant, one for staff, and one that was withdrawn. The words
/// stand in the file as well.
async fn add_documents(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    let north = NORTH.both();
    let south = SOUTH.both();
    let documents: [(&str, &str, &str, &[&'static str]); 5] = [
        ("D-NORTH", "parties", "component IMT\nphase IMT 1", &north),
        ("D-SOUTH", "parties", "component BLO\nagency MIA", &south),
        ("D-ALL", "all", "grant US-2020", EVERYBODY),
        ("D-STAFF", "staff", "component IMT", &[]),
        ("D-GONE", "all", "component IMT", &[]),
    ];
    for (code, who, about, readers) in documents {
        let form = DocumentForm {
            code: code.into(),
            kind: "decree".into(),
            title: marks.put("DocumentTitle", readers),
            number: marks.put("DocumentNumber", readers),
            issued_on: "2018".into(),
            issuer: marks.put("Issuer", readers),
            languages: vec!["uz".into()],
            address: format!("https://lex.example/{}", marks.put("Address", readers)),
            note: marks.put("DocumentNote", readers),
            readers: who.into(),
            applies_to: about.into(),
            ..Default::default()
        };
        let new = NewDocument::parse(&form).expect(code);
        let first = format!("%PDF-1.7 {}", marks.put("EarlierFile", &[]));
        documents::create(tx, dana, NOW, &new, &[(MediaType::Pdf, first.as_bytes())]).await.expect(code);
        let second = format!("%PDF-1.7 {}", marks.put("File", readers));
        let second = [(MediaType::Pdf, second.as_bytes())];
        documents::replace_file(tx, dana, NOW, code, 1, &second).await.expect(code);
    }
    let reason = marks.put("WithdrawnBecause", &[]);
    documents::withdraw(tx, dana, NOW, "D-GONE", 2, &reason).await.expect("withdrawn");
}
