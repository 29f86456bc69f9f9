//! The life line of a unit: planned, announced, working, closed, with what else became different, as a drawing and as a list.

use chrono::NaiveDate;
use domain::{
    AsOf, PartialDate,
    phase::MetOn,
    unit::change::{ChangeKind, Work},
};
use leptos::prelude::*;
use store::units::{ChangeRow, UnitRow};

use crate::kit::*;

/// What became of it, newest first, as far as it was known then; nothing where nothing did.
pub(super) fn section(
    code: &str,
    unit: &UnitRow,
    changes: &[ChangeRow],
    (as_of, today): (AsOf, NaiveDate),
    may_withdraw: bool,
) -> Option<AnyView> {
    let shown: Vec<&ChangeRow> =
        changes.iter().filter(|row| as_of.is_now() || (row.dated.known(as_of) && row.dated.reached(as_of))).collect();
    let mut steps: Vec<Step> = shown.iter().filter_map(|row| Step::of(row)).collect();
    steps.extend(recorded_without_a_change(unit, &steps));
    steps.sort_by_key(|step| step.on.known_from());
    let mut entries: Vec<Happening> = shown.iter().rev().map(|row| happening(code, row, may_withdraw)).collect();
    let of_record = steps.iter().rev().filter(|step| step.of_record);
    entries.extend(of_record.map(|step| Happening::met(step.on, step.kind.label())));
    if entries.is_empty() {
        return None;
    }
    let drawing = drawing(&steps, unit.closed, as_of.day.unwrap_or(today));
    Some(view! { <Section title="Life line" id="changed">{drawing} <Timeline entries/></Section> }.into_any())
}

/// A step of its life that stands.
struct Step {
    kind: ChangeKind,
    on: MetOn,
    /// With its date: `closed in May 2023`.
    words: String,
    /// It stands in the record of the unit alone.
    of_record: bool,
}

impl Step {
    fn of(row: &ChangeRow) -> Option<Self> {
        let stands = row.kind.is_of_life() && row.withdrawn.is_none();
        let words = match row.kind {
            ChangeKind::Planned => format!("planned for {}", date_words(row.dated.became.as_deref())),
            kind => kind.label().to_lowercase(),
        };
        let words = format!("{words} {}", row.dated.on.when());
        stands.then_some(Step { kind: row.kind, on: row.dated.on, words, of_record: false })
    }

    /// It stands in the record of the unit alone; of a plan the record says for when it is, and not when it was made.
    fn of_record(kind: ChangeKind, on: MetOn) -> Self {
        let words = match kind {
            ChangeKind::Planned => format!("planned for {}", on.words()),
            kind => format!("{} {}", kind.label().to_lowercase(), on.when()),
        };
        Step { kind, on, words, of_record: true }
    }
}

/// What the form of the unit says, where no dated change does.
fn recorded_without_a_change(unit: &UnitRow, steps: &[Step]) -> Vec<Step> {
    let none = |kind| steps.iter().all(|step| step.kind != kind);
    let planned = unit.planned.filter(|_| none(ChangeKind::Planned) && unit.since.is_none());
    let working = unit.since.filter(|_| none(ChangeKind::Working));
    let planned = planned.map(|on| Step::of_record(ChangeKind::Planned, on.into()));
    planned.into_iter().chain(working.map(|on| Step::of_record(ChangeKind::Working, on))).collect()
}

fn happening(code: &str, row: &ChangeRow, may_withdraw: bool) -> Happening {
    let entry = Happening::met(row.dated.on, change_words(row)).recorded(row.dated.recorded_at);
    let entry = match &row.person {
        Some(person) => entry.who(person.clone()),
        None => entry,
    };
    let source = row.source.clone().map(|title| view! { <p>"Source: " {title}</p> }.into_any());
    let reason = row.reason.clone().map(|reason| view! { <p>{reason}</p> }.into_any());
    if let Some(why) = &row.withdrawn {
        let words = format!("Withdrawn: {why}");
        return entry.tone(Tone::Bad).note(view! { {source} {reason} <p>{words}</p> }.into_any());
    }
    let entry = match row.kind {
        ChangeKind::Working => entry.tone(Tone::Good),
        _ => entry,
    };
    let withdraw = may_withdraw.then(|| {
        let about = format!("Withdraw: {}", change_words(row));
        let href = format!("/units/{code}/changes/{}/withdraw", row.id);
        view! { <p><a href=href aria-label=about>"Withdraw"</a></p> }.into_any()
    });
    if source.is_none() && reason.is_none() && withdraw.is_none() {
        return entry;
    }
    entry.note(view! { {source} {reason} {withdraw} }.into_any())
}

/// `Planned for 2020`, `Began to work`, `Moved from Termez to Denau`, `Manned by MIA, SCC (before: SCC)`.
pub(super) fn change_words(row: &ChangeRow) -> String {
    let (was, became) = (row.dated.was.clone().unwrap_or_default(), row.dated.became.clone().unwrap_or_default());
    let codes = |lines: &str| match lines {
        "" => "nobody".to_owned(),
        lines => lines.replace('\n', ", "),
    };
    let before = |words: String| if was.is_empty() { String::new() } else { format!(" (before: {words})") };
    match row.kind {
        ChangeKind::Planned => {
            format!("Planned for {}{}", date_words(Some(&became)), before(date_words(Some(&was))))
        }
        ChangeKind::Announced => format!("Announced{}", before(date_words(Some(&was)))),
        ChangeKind::Working | ChangeKind::Closed => match was.parse::<Work>().unwrap_or_default() {
            nothing if nothing == Work::default() => row.kind.label().to_owned(),
            work => format!("{} (before: {})", row.kind.label(), work.words()),
        },
        ChangeKind::Moved if was.is_empty() => format!("Moved to {became}"),
        ChangeKind::Moved => format!("Moved from {was} to {became}"),
        ChangeKind::Manned => format!("Manned by {} (before: {})", codes(&became), codes(&was)),
    }
}

fn date_words(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    text.parse::<PartialDate>().map_or(text.to_owned(), PartialDate::words)
}

// The drawing in units of its own: one row for each step under the axis, so that no words lie on others. It is narrow, so that
// they can be read on a phone.
const WIDTH: i64 = 340;
const LEFT: i64 = 8;
const RIGHT: i64 = 332;
const AXIS: i64 = 18;
const ROW: i64 = 26;
/// Of how many years the axis names each one.
const NAMED: i32 = 7;

/// One row for each step, the earliest on top: a mark where it happened, and a bar for as long as that held. What is planned has
/// its mark behind today.
fn drawing(steps: &[Step], closed: Option<PartialDate>, today: NaiveDate) -> Option<AnyView> {
    let first = steps.iter().map(|step| step.on.date.start()).min()?;
    let last = steps.iter().map(|step| step.on.date.end()).max()?.max(today);
    let axis = YearAxis::over(first, last, (LEFT, RIGHT));
    let words: Vec<&str> = steps.iter().map(|step| step.words.as_str()).collect();
    let caption = format!("Life line: {}", words.join("; "));
    let rows: Vec<_> = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let y = AXIS + ROW * i64::try_from(place).unwrap_or_default() + 22;
            row(&axis, y, step, held_until(steps, place, closed, today))
        })
        .collect();
    let height = AXIS + ROW * i64::try_from(steps.len()).unwrap_or(1) + 4;
    let view_box = format!("0 0 {WIDTH} {height}");
    Some(
        view! {
            <figure class="life">
                <svg viewBox=view_box role="img" aria-label=caption>{axis.years("life", AXIS, NAMED)} {rows}</svg>
            </figure>
        }
        .into_any(),
    )
}

/// Until when that step held, at the latest today: work until it closed (it may begin again after that), a plan and its
/// announcement until the work that they led to.
fn held_until(steps: &[Step], place: usize, closed: Option<PartialDate>, today: NaiveDate) -> NaiveDate {
    let then =
        |kind: ChangeKind| steps[place + 1..].iter().find(|step| step.kind == kind).map(|step| step.on.known_from());
    let until = match steps[place].kind {
        ChangeKind::Working => then(ChangeKind::Closed).or(closed.map(PartialDate::start)),
        ChangeKind::Closed => Some(steps[place].on.known_from()),
        _ => then(ChangeKind::Working),
    };
    until.map_or(today, |until| until.min(today))
}

fn row(axis: &YearAxis, y: i64, step: &Step, until: NaiveDate) -> AnyView {
    let from = axis.x(step.on.known_from());
    let length = (axis.x(until) - from).max(0);
    let works = step.kind == ChangeKind::Working;
    let bar = if works { "life-bar life-works" } else { "life-bar life-awaited" };
    let mark = if step.on.by { "life-mark life-by" } else { "life-mark" };
    // On whichever side of the mark there is room; under its bar.
    let (x, anchor) = if from < WIDTH / 2 { (from + 8, "start") } else { (from - 8, "end") };
    let text_y = if anchor == "start" && length > 0 { y - 7 } else { y + 4 };
    view! {
        <line class=bar x1=from.to_string() x2=(from + length).to_string() y1=y.to_string() y2=y.to_string()></line>
        <circle class=mark cx=from.to_string() cy=y.to_string() r="4"></circle>
        <text class="life-words" x=x.to_string() y=text_y.to_string() text-anchor=anchor>{step.words.clone()}</text>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: ChangeKind, on: &str, by: bool) -> Step {
        Step::of_record(kind, MetOn { date: on.parse().expect("a date"), by })
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn each_step_has_its_row_and_says_how_exactly_its_date_is_known() {
        let steps = [
            step(ChangeKind::Announced, "2020-03-03", false),
            step(ChangeKind::Working, "2020", true),
            step(ChangeKind::Closed, "2023-05", false),
        ];
        let drawn = drawing(&steps, "2023-05".parse().ok(), day("2024-06-30")).expect("drawn");
        let html = Owner::new().with(|| drawn.to_html()).replace("<!>", "");
        for part in [
            "Life line: announced on 3 Mar 2020; began to work by the end of 2020; closed in May 2023",
            "life-mark life-by",
            "life-works",
            ">2020</text>",
            ">2024</text>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(drawing(&[], None, day("2024-06-30")).is_none(), "nothing is drawn where nothing is known");
    }

    #[test]
    fn a_team_that_closed_works_again_and_is_planned_for_later() {
        let today = day("2024-06-30");
        let steps = [
            step(ChangeKind::Planned, "2016", false),
            step(ChangeKind::Working, "2018-03-01", false),
            step(ChangeKind::Closed, "2020-05-01", false),
            step(ChangeKind::Working, "2022", false),
        ];
        let until = |place| held_until(&steps, place, None, today).to_string();
        assert_eq!([until(0), until(1), until(2), until(3)], ["2018-03-01", "2020-05-01", "2020-05-01", "2024-06-30"]);

        let planned = [step(ChangeKind::Planned, "2030", false)];
        let drawn = drawing(&planned, None, today).expect("drawn");
        let html = Owner::new().with(|| drawn.to_html()).replace("<!>", "");
        assert!(html.contains("aria-label=\"Life line: planned for 2030\""), "{html}");
        assert!(html.contains(">2030</text>"), "the axis reaches it: {html}");
        let x: i64 = html.split("cx=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).expect("a mark");
        assert!((LEFT..=RIGHT).contains(&x), "{x}");
    }
}
