//! One component: its phases with their milestones, what was published about it, what came of it.

use axum::extract::Path;
use chrono::NaiveDate;
use domain::{Action, PartialDate, document::Subject as Noun, phase::phase_label};
use leptos::prelude::*;
use store::{
    components::{ComponentShow, PhaseShow},
    quotes::Subject,
};

use super::{
    milestones::{Evidence, timeline},
    parts, ribbon, taken_back,
};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::{agency_names, countries},
        documents,
        quotes::{self, Offer},
        results::totals_table,
        units,
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    let marks = store::components::marks(&mut tx, viewer, &show.component).await?;
    let today = cx.today();
    let rights = Rights {
        sees_grants: viewer.may(Action::SeeGrants).is_ok(),
        manages_phases: viewer.may(Action::ManageGrants).is_ok(),
        manages_milestones: viewer.may(Action::ManageMilestones).is_ok(),
    };
    let about = Subject::Component(code.clone());
    let published = quotes::section(&mut tx, viewer, &about, &show.quotes, Offer::Always).await?;
    let groups = match viewer.may(Action::SeeUnits) {
        Ok(()) => units::groups(&mut tx, viewer, Some(&code)).await?,
        Err(_) => None,
    };
    let documents = documents::section(&mut tx, viewer, Noun::Component, &code).await?;
    let evidence = documents::evidence(&mut tx, viewer, &code).await?;
    // Each form has a key of its own.
    let withdrawn = show.phases.iter().map(|phase| phase.withdrawn.len()).sum();
    let keys: Vec<String> = (0..withdrawn).map(|_| cx.submission_key()).collect::<Result<_, _>>()?;
    cx.page(&format!("Component {code}"), move || {
        let mut keys = keys.into_iter();
        let title = show.component.title.clone();
        let links = chain(&show, rights);
        let about = facts(&show, rights.manages_phases.then(|| format!("/components/{code}/edit")));
        let parts = parts::section(&code, &show.parts, rights.manages_phases);
        let add = rights.manages_phases.then(|| phase_address(&code));
        let none = show.phases.is_empty().then(|| no_phase(add.clone()));
        let edit = format!("/components/{code}/edit");
        let add = add.map(|href| {
            view! { <ButtonLink href text="Add a phase" primary=true/> <ButtonLink href=edit text="Edit"/> }.into_any()
        });
        let ribbon = ribbon::section(&show.phases, &marks, today);
        let phases: Vec<_> = show
            .phases
            .into_iter()
            .map(|p| {
                let withdrawn = taken_back::withdrawn(&code, &p.withdrawn, rights.manages_milestones, &mut keys);
                phase(&code, p, withdrawn, &evidence, rights, today)
            })
            .collect();
        let results = (!show.results.is_empty()).then(|| {
            let table = totals_table(&show.results);
            let all = view! { <a href="/results">"All results"</a> }.into_any();
            view! { <Section title="Results" id="results" aside=all>{table}</Section> }.into_any()
        });
        view! {
            <PageHeader kind="Component" code=code title actions=add/>
            <ChainStrip links/>
            {about}
            {ribbon}
            {parts}
            {none}
            {phases}
            {published}
            {groups}
            {results}
            {documents}
            {terms(&["phase", "milestone", "allocation", "quoted", "unit"])}
        }
        .into_any()
    })
}

#[derive(Clone, Copy)]
struct Rights {
    sees_grants: bool,
    manages_phases: bool,
    manages_milestones: bool,
}

fn phase_address(code: &str) -> String {
    format!("/components/{code}/phases/new")
}

/// Where the phases would stand; `add` is where one is added.
fn no_phase(add: Option<String>) -> AnyView {
    let action = add.map(|href| ("Add a phase".to_owned(), href));
    view! {
        <EmptyState things="phases" action yet="Grants, activities and milestones hang on the phases of a component."/>
    }
    .into_any()
}

/// From the grants that pay for it to what hangs on its phases.
fn chain(show: &ComponentShow, rights: Rights) -> Vec<ChainLink> {
    let mut grants: Vec<&str> = show.phases.iter().flat_map(|p| &p.grants).map(|g| g.code.as_str()).collect();
    grants.sort_unstable();
    grants.dedup();
    let mut links: Vec<ChainLink> =
        grants.into_iter().map(|grant| ChainLink::to(grant, format!("/grants/{grant}"))).collect();
    if links.is_empty() && rights.sees_grants {
        links.push(ChainLink::waiting("waits for a grant"));
    }
    let code = &show.component.code;
    links.push(ChainLink::here(code.clone()));
    let (met, all) = (show.component.milestones_met, show.component.milestones);
    if all > 0 {
        links.push(ChainLink::fact(format!("{met} of {all} milestones met")));
    }
    links.push(ChainLink::to("Activities", format!("/activities?component={code}")));
    links
}

fn facts(show: &ComponentShow, add: Option<String>) -> AnyView {
    let component = &show.component;
    let whole = component.programme.clone();
    // Words that an earlier portal kept have no page.
    let part = component.programme_code.clone().filter(|code| whole.as_ref().is_some_and(|(whole, _)| whole != code));
    let programme = whole.map(|(code, title)| link(title, Some(&format!("/programmes/{code}"))));
    let part = part.map(|code| format!("/programmes/{code}"));
    let sub_programme = component.sub_programme.clone().map(|title| link(title, part.as_deref()));
    let facts = vec![
        Fact::view("Programme", programme),
        Fact::view("Sub-programme", sub_programme),
        Fact::text("Countries", countries(&show.component.countries)),
        Fact::view("Agencies", agency_names(show.agencies.clone())),
    ];
    view! { <RecordedFacts facts add/> }.into_any()
}

fn phase(
    code: &str,
    phase: PhaseShow,
    withdrawn: Option<AnyView>,
    evidence: &Evidence,
    rights: Rights,
    today: NaiveDate,
) -> AnyView {
    let label = phase_label(phase.number);
    let id = format!("phase-{}", phase.number);
    let mut facts =
        match (period(phase.planned_from, phase.planned_until), period(phase.actual_from, phase.actual_until)) {
            (None, None) => vec![Fact::text("Dates", "not stated")],
            (planned, actual) => vec![Fact::text("Planned", planned), Fact::text("Carried out", actual)],
        };
    if rights.sees_grants {
        let none = || view! { <span class="muted">"no grant is allocated to it"</span> }.into_any();
        facts.push(Fact::view("Paid for by", grants(&phase).unwrap_or_else(none)));
    }
    if let Some(note) = phase.note {
        facts.push(Fact::text("Note", note));
    }
    let milestones = if phase.milestones.is_empty() {
        view! { <p class="muted">"No milestone is recorded for this phase."</p> }.into_any()
    } else {
        timeline(code, phase.milestones, evidence, rights.manages_milestones, today)
    };
    let lacks = rights.manages_phases.then(|| format!("/components/{code}/phases/{}/edit", phase.number));
    let add = rights.manages_milestones.then(|| {
        let about = format!("Add a milestone to {label}");
        let href = format!("/components/{code}/milestones/new?phase={}", phase.number);
        let edit = rights.manages_phases.then(|| {
            let about = format!("Edit {label}");
            let href = format!("/components/{code}/phases/{}/edit", phase.number);
            view! { " · " <a href=href aria-label=about>"Edit"</a> }.into_any()
        });
        view! { <span><a href=href aria-label=about>"Add a milestone"</a>{edit}</span> }.into_any()
    });
    view! {
        <Section title=label id aside=add>
            <div class="stack">
                <RecordedFacts facts add=lacks/>
                <h3>"Milestones"</h3>
                {milestones}
                {withdrawn}
            </div>
        </Section>
    }
    .into_any()
}

fn grants(phase: &PhaseShow) -> Option<AnyView> {
    let grants: Vec<_> = phase
        .grants
        .iter()
        .map(|grant| {
            let words = format!("{} {}", grant.code, grant.title);
            view! { <li>{link_cell(words, format!("/grants/{}", grant.code))}</li> }.into_any()
        })
        .collect();
    (!grants.is_empty()).then(|| view! { <ul class="stack-tight">{grants}</ul> }.into_any())
}

/// `Oct 2016 to 10 Dec 2019`, `from 2020`, `until 2019`.
pub(super) fn period(from: Option<PartialDate>, until: Option<PartialDate>) -> Option<String> {
    match (from, until) {
        (Some(from), Some(until)) => Some(format!("{} to {}", from.words(), until.words())),
        (Some(from), None) => Some(format!("from {}", from.words())),
        (None, Some(until)) => Some(format!("until {}", until.words())),
        (None, None) => None,
    }
}
