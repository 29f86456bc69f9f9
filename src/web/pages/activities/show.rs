//! One activity.

use axum::extract::Path;
use domain::{Action, activity::ActivityState, change::Entity, document::Subject, unit::UnitRef};
use leptos::prelude::*;
use store::activities::{ActivityShow, StateEntry};

use super::{
    belongs_address, belongs_link,
    list::{dates, number_or},
    participation::participation,
    sections, state_tag,
};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::{agency_names, countries},
        changes::history,
        documents,
        units::unit_link,
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::activities::show(&mut tx, viewer, &code).await?;
    let documents = documents::section(&mut tx, viewer, Subject::Activity, &code).await?;
    let history = history(&mut tx, viewer, Entity::Activity, &code).await?;
    let may_edit = viewer.may(Action::ManageActivities).is_ok();
    let reads_components = viewer.may(Action::SeeComponents).is_ok();
    cx.page(&show.activity.title.clone(), move || {
        let activity = &show.activity;
        let actions = may_edit.then(|| actions(&code, activity.state));
        let chain = chain(&show).filter(|_| reads_components).map(|links| view! { <ChainStrip links/> }.into_any());
        let steps = vec![("Activities".to_owned(), "/activities".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=activity.kind.label() code=code.clone() title=activity.title.clone()
                status=Some(state_tag(activity.state)) actions=actions/>
            {chain}
            {facts(&show, may_edit, reads_components)}
            {participation(&show)}
            {sections::details(&show)}
            {sections::follow_ups(&show)}
            {sections::funding(&show.funding)}
            {states(&show.states)}
            {sections::shared_with(&show.shared_with)}
            {documents}
            {history}
        }
        .into_any()
    })
}

fn actions(code: &str, state: ActivityState) -> AnyView {
    let to = |end: &str| format!("/activities/{code}/{end}");
    let held = |end: &str, words: &'static str| {
        (state == ActivityState::Held).then(|| view! { <a href=to(end)>{words}</a> }.into_any())
    };
    let (follow_up, certificate) =
        (held("follow-up", "Record a follow-up"), held("certificate.pdf", "Certificate to print"));
    let (edit, state, details) = (to("edit"), to("state"), to("details"));
    let (funding, share) = (to("funding"), to("readers"));
    view! {
        <ButtonLink href=edit text="Edit"/>
        <Menu label="More">
            <a href=state>"Held, planned or cancelled"</a>
            <a href=details>"Sessions, test, equipment"</a>
            {follow_up}
            <a href=funding>"Cost and who paid"</a>
            <a href=share>"Share with a donor"</a>
            {certificate}
        </Menu>
    }
    .into_any()
}

/// From the phase or the component that it belongs to.
fn chain(show: &ActivityShow) -> Option<Vec<ChainLink>> {
    let belongs = show.activity.belongs_to.as_ref()?;
    let above = ChainLink::to(belongs.label(), belongs_address(belongs));
    Some(vec![above, ChainLink::here(show.activity.code.clone())])
}

/// What is recorded; of what is not, staff read where to add it.
fn facts(show: &ActivityShow, may_edit: bool, reads_components: bool) -> AnyView {
    let activity = &show.activity;
    let numbers = show.numbers;
    let number = |number: Option<i64>| number.map(|number| count(number).into_any());
    let facts = vec![
        // These two are said even where they are not known: a reader would look for them.
        Fact::view("Dates", dates(activity)),
        Fact::view("Participations", number_or(numbers.participations, "not stated")),
        Fact::text("Place", activity.place.clone()),
        Fact::text("Host countries", countries(&show.hosts)),
        Fact::view("Component and phase", activity.belongs_to.as_ref().map(|of| belongs_link(of, reads_components))),
        Fact::view("Persons", number(numbers.persons)),
        Fact::view("Completed", number(numbers.completed)),
        Fact::view("Dropped out", number(numbers.dropped)),
        Fact::view("Agencies", agency_names(activity.agencies.clone())),
        Fact::view("Units", units(&show.units)),
        Fact::view("Also took part", lines(&show.others)),
        Fact::text("Countries of those who took part", countries(&show.countries)),
        Fact::view("Organisers", lines(&show.organisers)),
        Fact::view("Trainers", lines(&show.trainers)),
        Fact::view("Topics", lines(&show.topics)),
        Fact::view("Qualifies for", lines(&show.qualifies_for)),
        Fact::text("Source", show.source.clone().map(|(title, _)| title)),
    ];
    let add = may_edit.then(|| format!("/activities/{}/edit", activity.code));
    let named = (!activity.agencies.is_empty()).then_some(activity.starts_on).flatten().map(|day| {
        let words = format!("Agencies under the names of {}.", day.words());
        view! { <p class="muted small">{words}</p> }.into_any()
    });
    view! { <div class="stack-tight"><RecordedFacts facts add/>{named}</div> }.into_any()
}

fn lines(lines: &[String]) -> Option<AnyView> {
    match lines {
        [] => None,
        [one] => Some(one.clone().into_any()),
        several => {
            let items: Vec<_> = several.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()).collect();
            Some(view! { <ul class="stack-tight">{items}</ul> }.into_any())
        }
    }
}

fn units(units: &[UnitRef]) -> Option<AnyView> {
    let units: Vec<_> = units.iter().map(|unit| view! { <li>{unit_link(unit)}</li> }.into_any()).collect();
    (!units.is_empty()).then(|| view! { <ul class="stack-tight">{units}</ul> }.into_any())
}

/// What became of it, where anything did.
fn states(states: &[StateEntry]) -> Option<AnyView> {
    if states.len() < 2 {
        return None;
    }
    let (first, became) = states.split_last()?;
    let mut entries: Vec<Happening> = became.iter().map(entry).collect();
    entries.push(Happening::at(first.recorded_at, format!("Recorded as {}", first.state)));
    Some(view! { <Section title="Planned, held, cancelled" id="states"><Timeline entries/></Section> }.into_any())
}

fn entry(entry: &StateEntry) -> Happening {
    let title = entry.state.label();
    let happening = match entry.stated_on {
        Some(day) => Happening::on(day, title).recorded(entry.recorded_at),
        None => Happening::at(entry.recorded_at, title),
    };
    let happening = match &entry.person {
        Some(person) => happening.who(person.clone()),
        None => happening,
    };
    match &entry.reason {
        Some(reason) => happening.note(view! { <p class="pre-line">{reason.clone()}</p> }.into_any()),
        None => happening,
    }
}
