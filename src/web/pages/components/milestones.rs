//! The milestones of a phase on a line of time: what is still to come first, then what was met, newest first.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    PartialDate,
    document::Subject,
    phase::{MetOn, Standing, progress},
};
use leptos::prelude::*;
use store::components::{MilestoneRow, ProgressRow};

use super::counting;
use crate::kit::*;

/// Documents that show it, by the milestone: code and title.
pub type Evidence = HashMap<i64, Vec<(String, String)>>;

/// `milestones` come in the order of their dates, those without one last. The kit's `Timeline` knows no "by the end of
/// 2016" and no "no date set", so the entries are written here with its classes.
pub fn timeline(
    component: &str,
    milestones: Vec<MilestoneRow>,
    evidence: &Evidence,
    may_meet: bool,
    today: NaiveDate,
) -> AnyView {
    let (met, open): (Vec<_>, Vec<_>) = milestones.into_iter().partition(|m| m.met_on.is_some());
    let entries: Vec<_> = open
        .into_iter()
        .chain(met.into_iter().rev())
        .map(|milestone| {
            let evidence = evidence.get(&milestone.id).map(Vec::as_slice).unwrap_or_default();
            entry(component, milestone, evidence, may_meet, today)
        })
        .collect();
    view! { <ol class="timeline">{entries}</ol> }.into_any()
}

/// The tone in which a milestone is told.
pub(super) fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Met => Tone::Good,
        Standing::Late => Tone::Bad,
        Standing::DueSoon => Tone::Warn,
        Standing::Open => Tone::Idle,
    }
}

fn entry(
    component: &str,
    milestone: MilestoneRow,
    evidence: &[(String, String)],
    may_meet: bool,
    today: NaiveDate,
) -> AnyView {
    let standing = Standing::of(milestone.met_on, milestone.due_on, today);
    let (tone, state) = (tone(standing), standing.label());
    let counted = counting::so_far(component, &milestone);
    let waits = counting::waits(&milestone);
    let when = match milestone.met_on {
        Some(MetOn { date, .. }) => view! { <time datetime=date.to_string()>{when(&milestone)}</time> }.into_any(),
        None => view! { <span>{when(&milestone)}</span> }.into_any(),
    };
    let due = milestone.due_on.filter(|_| milestone.met_on.is_some());
    let note: Vec<String> = [
        progress(milestone.target, milestone.actual),
        due.map(|due| format!("was due {}", due.words())),
        milestone.unmet.filter(|_| may_meet).map(|why| format!("It was stated as met: {why}")),
        milestone.evidence,
        milestone.source.map(|source| format!("Source: {source}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let note: Vec<_> = note.into_iter().map(|line| view! { <p class="pre-line">{line}</p> }.into_any()).collect();
    let address = format!("/components/{component}/milestones/{}", milestone.id);
    let over_time: Vec<_> =
        milestone.progress.iter().map(|row| said(row, may_meet.then_some(address.as_str()))).collect();
    let over_time =
        (!over_time.is_empty()).then(|| view! { <p>"So far:"</p><ul class="stack-tight">{over_time}</ul> }.into_any());
    let evidence: Vec<_> = evidence
        .iter()
        .map(|(code, title)| {
            view! { <p>"Evidence: " <a href=format!("/documents/{code}")>{title.clone()}</a></p> }.into_any()
        })
        .collect();
    let mark = may_meet.then(|| {
        let words = if milestone.met_on.is_some() { "Correct what is recorded" } else { "Mark as met" };
        let about = format!("{words}: {}", milestone.title);
        let also = |end: &str, words: &'static str| {
            let about = format!("{words}: {}", milestone.title);
            view! { " · " <a href=format!("{address}/{end}") aria-label=about>{words}</a> }.into_any()
        };
        let progress = also("progress", "How far it has come");
        let edit = also("edit", "Edit");
        let unmeet = milestone.met_on.is_some().then(|| also("unmeet", "It is not met"));
        let withdraw = also("withdraw", "Withdraw");
        let subject = ListQuery::default().with("for", format!("{} {}", Subject::Milestone, milestone.id));
        let shows = format!("Attach a document: {}", milestone.title);
        let attach =
            view! { " · " <a href=format!("/documents/new{subject}") aria-label=shows>"Attach a document"</a> }
                .into_any();
        view! { <p><a href=address.clone() aria-label=about>{words}</a> {unmeet} {progress} {edit} {attach} {withdraw}</p> }.into_any()
    });
    view! {
        <li id=format!("milestone-{}", milestone.id) class=format!("timeline-{}", tone.class())>
            <p class="timeline-when">{when} " " <StatusTag tone text=state/></p>
            <div class="timeline-title">{milestone.title}</div>
            <div class="timeline-note">{counted}{waits}{note}{over_time}{evidence}{mark}</div>
        </li>
    }
    .into_any()
}

/// How far it had come, as it was said; `address` is that of its milestone, for whoever may take it back.
fn said(row: &ProgressRow, address: Option<&str>) -> AnyView {
    let evidence = row.evidence.clone().map(|words| format!(": {words}")).unwrap_or_default();
    let words = format!("{} on {}{evidence}", count(row.number), row.counted_on.words());
    if let Some(why) = &row.withdrawn {
        let why = format!("Withdrawn: {why}");
        return view! { <li><del>{words}</del> <span class="below">{why}</span></li> }.into_any();
    }
    let withdraw = address.map(|address| {
        let about = format!("Withdraw: {words}");
        let href = format!("{address}/progress/{}/withdraw", row.id);
        view! { " · " <a href=href aria-label=about>"Withdraw"</a> }.into_any()
    });
    view! { <li>{words}{withdraw}</li> }.into_any()
}

/// `by 25 Sep 2019` for what was met; `due 2021` or `no date set` for what was not.
pub fn when(milestone: &MilestoneRow) -> String {
    when_of(milestone.met_on, milestone.due_on)
}

pub(super) fn when_of(met_on: Option<MetOn>, due_on: Option<PartialDate>) -> String {
    match (met_on, due_on) {
        (Some(met), _) => met.words(),
        (None, Some(due)) => format!("due {}", due.words()),
        (None, None) => "no date set".to_owned(),
    }
}
