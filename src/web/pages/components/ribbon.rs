//! The phase ribbon: of a component its phases, milestones, rounds, activities and results on one axis of time, as a drawing and
//! as a list that says the same. On a phone the list alone is shown.

use chrono::NaiveDate;
use domain::{
    PartialDate,
    phase::{MetOn, Standing, phase_label},
};
use leptos::prelude::*;
use store::{
    components::{Mark, MarkKind, MilestoneRow, PhaseShow},
    overview::{PaidMilestone, PaidPhase},
};

use crate::kit::*;

// The drawing in units of its own. Names of the lanes stand to the left of the axis.
const WIDTH: i64 = 960;
const LEFT: i64 = 96;
const RIGHT: i64 = 948;
const AXIS: i64 = 20;
const BAND: i64 = 28;
const LANE: i64 = 40;
/// Marks that are nearer to each other than this are set above each other, in so many rows.
const NEAR: i64 = 11;
const ROWS: i64 = 3;
/// Of how many years the axis names each one.
const NAMED: i32 = 14;

/// A phase with what is drawn of it.
struct Band {
    /// `Phase II`; where several components share an axis `IMT Phase II`.
    label: String,
    /// The page on which it stands, empty for this one, and its number there.
    page: String,
    number: i64,
    planned: Period,
    actual: Period,
    milestones: Vec<PaidMilestone>,
}

/// From a day to a day, as far as they are known.
type Period = (Option<PartialDate>, Option<PartialDate>);

/// The ribbon of one component, on its page. Nothing where no date of anything is known.
pub(super) fn section(phases: &[PhaseShow], marks: &[Mark], today: NaiveDate) -> Option<AnyView> {
    let flag = |milestone: &MilestoneRow| PaidMilestone {
        id: milestone.id,
        title: milestone.title.clone(),
        due_on: milestone.due_on,
        met_on: milestone.met_on,
        target: milestone.target,
    };
    let bands: Vec<Band> = phases
        .iter()
        .map(|phase| Band {
            label: phase.label.clone(),
            page: String::new(),
            number: phase.number,
            planned: (phase.planned_from, phase.planned_until),
            actual: (phase.actual_from, phase.actual_until),
            milestones: phase.milestones.iter().map(flag).collect(),
        })
        .collect();
    drawn(&bands, marks, today)
}

/// The ribbon of all phases that a donor pays for, with their milestones.
pub fn of_paid(phases: &[PaidPhase], today: NaiveDate) -> Option<AnyView> {
    let bands: Vec<Band> = phases
        .iter()
        .map(|phase| Band {
            label: format!("{} {}", phase.component_code, phase_label(phase.number)),
            page: format!("/components/{}", phase.component_code),
            number: phase.number,
            planned: (phase.planned_from, phase.planned_until),
            actual: (phase.actual_from, phase.actual_until),
            milestones: phase.milestones.clone(),
        })
        .collect();
    drawn(&bands, &[], today)
}

fn drawn(bands: &[Band], marks: &[Mark], today: NaiveDate) -> Option<AnyView> {
    let mut entries: Vec<Entry> = (0..).zip(bands).flat_map(|(place, band)| of_phase(place, band)).collect();
    let milestones = bands.iter().flat_map(|band| band.milestones.iter().map(move |flag| (band, flag)));
    entries.extend(milestones.filter_map(|(band, flag)| of_milestone(band, flag, today)));
    entries.extend(marks.iter().map(of_mark));
    if entries.is_empty() {
        return None;
    }
    entries.sort_by_key(|entry| (entry.from, entry.lane));
    let drawing = drawing(bands, &entries, today);
    let rows = entries.iter().map(Entry::row).collect();
    let columns = vec![Column::text("Date"), Column::text("What"), Column::text("Name"), Column::text("State")];
    Some(
        view! {
            <Section title="On one axis of time" id="ribbon">
                {drawing}
                <details class="ribbon-list">
                    <summary>"The same as a list"</summary>
                    <DataTable caption="Phases, milestones, rounds, activities and results by their dates" columns rows/>
                </details>
            </Section>
        }
        .into_any(),
    )
}

/// What stands in one line of the list, and is drawn in its lane.
struct Entry {
    lane: Lane,
    from: NaiveDate,
    until: NaiveDate,
    /// `10 Dec 2019`, `by the end of 2016`.
    when: String,
    name: String,
    state: &'static str,
    tone: Tone,
    href: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    /// Planned, and carried out, of the phase with this place.
    Planned(i64),
    Actual(i64),
    Milestones,
    Rounds,
    Activities,
    Results,
}

impl Lane {
    fn word(self) -> &'static str {
        match self {
            Lane::Planned(_) | Lane::Actual(_) => "Phase",
            Lane::Milestones => "Milestone",
            Lane::Rounds => "Round",
            Lane::Activities => "Activity",
            Lane::Results => "Result",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Lane::Planned(_) => "ribbon-planned",
            Lane::Actual(_) => "ribbon-actual",
            Lane::Milestones => "ribbon-milestone",
            Lane::Rounds => "ribbon-round",
            Lane::Activities => "ribbon-activity",
            Lane::Results => "ribbon-result",
        }
    }
}

const MARKED: [(Lane, &str); 4] = [
    (Lane::Milestones, "Milestones"),
    (Lane::Rounds, "Rounds"),
    (Lane::Activities, "Activities"),
    (Lane::Results, "Results"),
];

/// A phase that goes on has no end yet: it is drawn until today.
fn of_phase(place: i64, band: &Band) -> Vec<Entry> {
    let of = |lane: fn(i64) -> Lane, state, (from, until): Period| {
        let first = from.or(until)?;
        Some(Entry {
            lane: lane(place),
            from: from.map_or(first.start(), PartialDate::start),
            until: until.map_or(NaiveDate::MAX, PartialDate::end),
            when: super::show::period(from, until)?,
            name: band.label.clone(),
            state,
            tone: Tone::Idle,
            href: Some(format!("{}#phase-{}", band.page, band.number)),
        })
    };
    let planned = of(Lane::Planned, "planned", band.planned);
    let actual = of(Lane::Actual, "carried out", band.actual);
    [planned, actual].into_iter().flatten().collect()
}

fn of_milestone(band: &Band, milestone: &PaidMilestone, today: NaiveDate) -> Option<Entry> {
    let standing = Standing::of(milestone.met_on, milestone.due_on, today);
    let on = milestone.met_on.or(milestone.due_on.map(MetOn::from))?;
    let day = on.known_from();
    Some(Entry {
        lane: Lane::Milestones,
        from: day,
        until: if on.by { day } else { on.date.end() },
        when: super::milestones::when_of(milestone.met_on, milestone.due_on),
        name: milestone.title.clone(),
        state: standing.label(),
        tone: super::milestones::tone(standing),
        href: Some(format!("{}#milestone-{}", band.page, milestone.id)),
    })
}

fn of_mark(mark: &Mark) -> Entry {
    let (lane, list) = match mark.kind {
        MarkKind::Round => (Lane::Rounds, "rounds"),
        MarkKind::Activity => (Lane::Activities, "activities"),
        MarkKind::Result => (Lane::Results, "results"),
    };
    Entry {
        lane,
        from: mark.on.start(),
        until: mark.on.end(),
        when: mark.on.words(),
        name: mark.title.clone(),
        state: "",
        tone: Tone::Idle,
        href: Some(mark.code.as_ref().map_or("#results".to_owned(), |code| format!("/{list}/{code}"))),
    }
}

impl Entry {
    fn words(&self) -> String {
        let state = if self.state.is_empty() { String::new() } else { format!(", {}", self.state) };
        format!("{}: {}, {}{state}", self.lane.word(), self.name, self.when)
    }

    fn row(&self) -> Row {
        let state = match self.state {
            "" => none(),
            text => view! { <StatusTag tone=self.tone text/> }.into_any(),
        };
        Row::new(vec![
            view! { <span class="nowrap">{self.when.clone()}</span> }.into_any(),
            cell(self.lane.word()),
            link(self.name.clone(), self.href.as_deref()),
            state,
        ])
    }
}

/// One band for each phase, then a lane for each kind of mark.
fn drawing(bands: &[Band], entries: &[Entry], today: NaiveDate) -> AnyView {
    let first = entries.iter().map(|entry| entry.from).min().unwrap_or(today);
    let ends = entries.iter().map(|entry| if entry.until == NaiveDate::MAX { entry.from } else { entry.until });
    let last = ends.max().unwrap_or(today).max(today);
    let axis = YearAxis::over(first, last, (LEFT, RIGHT));
    let mut y = AXIS + 8;
    let mut parts: Vec<AnyView> = Vec::new();
    for (place, phase) in (0..).zip(bands) {
        let of = |e: &&Entry| matches!(e.lane, Lane::Planned(n) | Lane::Actual(n) if n == place);
        let own: Vec<&Entry> = entries.iter().filter(of).collect();
        // A phase without a date has no place on the axis.
        if own.is_empty() {
            continue;
        }
        parts.push(lane_name(&phase.label, y + BAND / 2));
        parts.extend(own.into_iter().map(|entry| band(&axis, y, entry, last)));
        y += BAND;
    }
    for (lane, name) in MARKED {
        let own: Vec<&Entry> = entries.iter().filter(|entry| entry.lane == lane).collect();
        if own.is_empty() {
            continue;
        }
        parts.push(lane_name(name, y + LANE / 2));
        let (mut before, mut row) = (i64::MIN / 2, 0);
        for entry in own {
            let x = axis.x(entry.from);
            row = if x - before < NEAR { (row + 1) % ROWS } else { 0 };
            before = x;
            parts.push(mark(&axis, y + LANE - 8 - row * NEAR, entry));
        }
        y += LANE;
    }
    let at = axis.x(today).to_string();
    let view_box = format!("0 0 {WIDTH} {}", y + 18);
    view! {
        <figure class="ribbon">
            <svg viewBox=view_box role="group" aria-label="Phases, milestones, rounds, activities and results by their dates; the list below says the same">
                {axis.years("ribbon", AXIS, NAMED)}
                <line class="ribbon-today" x1=at.clone() x2=at.clone() y1=AXIS.to_string() y2=(y + 4).to_string()></line>
                <text class="ribbon-words" x=at y=(y + 15).to_string() text-anchor="end">"today"</text>
                {parts}
            </svg>
        </figure>
    }
    .into_any()
}

fn lane_name(name: &str, y: i64) -> AnyView {
    view! { <text class="ribbon-words" x="0" y=(y + 4).to_string()>{name.to_owned()}</text> }.into_any()
}

/// A shape that leads to what it stands for, and says it.
fn linked(entry: &Entry, shape: AnyView) -> AnyView {
    let (words, title) = (entry.words(), entry.words());
    view! { <a href=entry.href.clone() aria-label=words><title>{title}</title>{shape}</a> }.into_any()
}

/// Planned as a frame, carried out as an area within it.
fn band(axis: &YearAxis, y: i64, entry: &Entry, last: NaiveDate) -> AnyView {
    let (from, until) = (axis.x(entry.from), axis.x(entry.until.min(last)));
    let (top, height) = if matches!(entry.lane, Lane::Planned(_)) { (y + 4, 20) } else { (y + 8, 12) };
    let width = (until - from).max(4);
    let shape = view! {
        <rect class=entry.lane.class() x=from.to_string() y=top.to_string() width=width.to_string() height=height.to_string() rx="2"></rect>
    };
    linked(entry, shape.into_any())
}

/// A flag, a square, a dot or a tick; behind it a line for as long as the date is not known more exactly.
fn mark(axis: &YearAxis, y: i64, entry: &Entry) -> AnyView {
    let (x, until) = (axis.x(entry.from), axis.x(entry.until));
    let class = format!("{} ribbon-{}", entry.lane.class(), entry.tone.class());
    let shape = match entry.lane {
        Lane::Rounds => {
            view! { <rect class=class x=(x - 4).to_string() y=(y - 4).to_string() width="9" height="9"></rect> }
                .into_any()
        }
        Lane::Activities => {
            view! { <circle class=class cx=x.to_string() cy=y.to_string() r="4.5"></circle> }.into_any()
        }
        Lane::Results => {
            view! { <rect class=class x=(x - 1).to_string() y=(y - 6).to_string() width="3" height="12"></rect> }
                .into_any()
        }
        _ => view! { <path class=class d=format!("M{x} {} v-11 l10 4 l-10 4", y + 5)></path> }.into_any(),
    };
    let unsure = (until - x > 4).then(|| {
        let (x, until, y) = (x.to_string(), until.to_string(), (y + 5).to_string());
        view! { <line class="ribbon-unsure" x1=x x2=until y1=y.clone() y2=y></line> }.into_any()
    });
    linked(entry, view! { {unsure} {shape} }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phase() -> PhaseShow {
        let milestone = |id, title: &str, due: &str, met: &str| MilestoneRow {
            id,
            title: title.into(),
            due_on: due.parse().ok(),
            met_on: met.parse().ok().map(|date| MetOn { date, by: false }),
            ..MilestoneRow::default()
        };
        PhaseShow {
            id: 1,
            number: 1,
            label: "Phase I".into(),
            note: None,
            planned_from: "2016".parse().ok(),
            planned_until: "2018".parse().ok(),
            actual_from: "2016-10-20".parse().ok(),
            actual_until: None,
            milestones: vec![milestone(7, "Teams at work", "", "2018"), milestone(8, "All trained", "2019-03", "")],
            withdrawn: Vec::new(),
            grants: Vec::new(),
        }
    }

    #[test]
    fn what_is_drawn_stands_in_the_list_as_well_and_leads_on() {
        let round = Mark {
            kind: MarkKind::Round,
            code: Some("R-5".into()),
            title: "Fifth round".into(),
            on: "2019-12-10".parse().expect("a day"),
        };
        let result = Mark {
            kind: MarkKind::Result,
            code: None,
            title: "Results published".into(),
            on: "2020".parse().expect("a year"),
        };
        let today = "2020-06-01".parse().expect("a day");
        let shown = section(&[phase()], &[round, result], today).expect("drawn");
        let html = Owner::new().with(|| shown.to_html()).replace("<!>", "");
        for part in [
            "Phase: Phase I, 2016 to 2018, planned",
            "Phase: Phase I, from 20 Oct 2016, carried out",
            "Milestone: Teams at work, 2018, met",
            "Milestone: All trained, due Mar 2019, late",
            "Round: Fifth round, 10 Dec 2019",
            "Result: Results published, 2020",
            "href=\"/rounds/R-5\"",
            "href=\"#milestone-8\"",
            "href=\"#results\"",
            "ribbon-milestone ribbon-bad",
            ">today<",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<tr").count(), 1 + 6, "a head and a row for each");
        assert!(section(&[], &[], today).is_none());
        let undated = PhaseShow { planned_from: None, planned_until: None, actual_from: None, ..phase() };
        let shown = section(&[undated], &[], today).expect("drawn");
        let html = Owner::new().with(|| shown.to_html());
        assert!(!html.contains(">Phase I<") && html.contains("Teams at work"), "{html}");
    }
}
