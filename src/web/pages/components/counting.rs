//! What a milestone counts and what it waits for: said on the page of its component, and entered in its forms.

use domain::phase::{Counted, Counts};
use leptos::prelude::*;
use store::components::{ComponentShow, MilestoneRow};

use crate::kit::*;

/// `12 of 13 so far`, with what was counted when it was stated as met.
pub(super) fn words(milestone: &MilestoneRow) -> Option<String> {
    let counted = milestone.counted.as_ref()?;
    let now = milestone.so_far.map(|so_far| match milestone.target {
        Some(target) => format!("{} of {} so far", count(so_far.number), count(target)),
        None => format!("{} so far", count(so_far.number)),
    });
    let reached = milestone.so_far.and_then(|so_far| so_far.reached_on);
    let reached = reached.map(|day| format!("reached {}", day.words()));
    let then = milestone.computed.map(|then| {
        let day = then.reached_on.map(|day| format!(", reached {}", day.words())).unwrap_or_default();
        format!("when it was stated as met: {}{day}", count(then.number))
    });
    let parts: Vec<String> = [now, reached, then].into_iter().flatten().collect();
    Some(format!("{}: {}", counted.label(), parts.join("; ")))
}

/// The words, with the way to what is counted, as far as the reader may open it.
pub(super) fn so_far(component: &str, milestone: &MilestoneRow) -> Option<AnyView> {
    let words = words(milestone)?;
    let href = rows_address(component, milestone.counted.as_ref()?);
    let about = format!("What is counted for: {}", milestone.title);
    Some(view! { <p>{words} ". " <a href=href aria-label=about>"What is counted"</a></p> }.into_any())
}

fn rows_address(component: &str, counted: &Counted) -> String {
    let list = |path: &str, pairs: &[(&str, &str)]| {
        let query = pairs.iter().fold(String::new(), |query, (name, value)| ListQuery::parse(&query).with(name, value));
        format!("{path}{query}")
    };
    let what = counted.what.as_str();
    match counted.counts {
        Counts::Units => list("/units", &[("kind", what), ("status", "working")]),
        Counts::Activities => list("/activities", &[("component", component), ("kind", what), ("state", "held")]),
        Counts::Documents => list("/documents", &[("component", component), ("kind", what)]),
        Counts::Lines => format!("/rounds/{what}"),
    }
}

pub(super) fn waits(milestone: &MilestoneRow) -> Option<AnyView> {
    let awaited = milestone.waits_for.as_ref().filter(|awaited| milestone.met_on.is_none() || !awaited.met)?;
    let href = format!("#milestone-{}", awaited.id);
    let state = if awaited.met { "met" } else { "not yet met" };
    Some(view! { <p>"Waits for " <a href=href>{awaited.title.clone()}</a> ", "{state}</p> }.into_any())
}

/// The round whose lines are counted.
pub(super) fn round(milestone: &MilestoneRow) -> Option<String> {
    let counted = milestone.counted.as_ref()?;
    (counted.counts == Counts::Lines).then(|| counted.what.clone())
}

/// The fields of a form; `own` is the milestone that is edited.
pub(super) fn fields(form: &FormState, show: &ComponentShow, own: Option<i64>) -> AnyView {
    let state = || form.clone();
    let lines = (Counts::Lines.word().to_owned(), Counts::Lines.label().to_owned());
    let counted: Vec<_> =
        Counted::choices().iter().map(|choice| (choice.key(), choice.label())).chain([lines]).collect();
    let others = show.phases.iter().flat_map(|phase| phase.milestones.iter().map(move |m| (&phase.label, m)));
    let others = others.filter(|(_, milestone)| Some(milestone.id) != own);
    let others: Vec<_> = others.map(|(phase, m)| (m.id.to_string(), format!("{phase}: {}", m.title))).collect();
    let waits = (!others.is_empty()).then(|| {
        view! {
            <Select name="waits_for" label="Waits for" state=state() options=others blank="Nothing" optional=true
                hint="The milestone that has to be met first"/>
        }
        .into_any()
    });
    view! {
        <Select name="counts" label="What the portal counts for it" state=state() options=counted blank="Nothing" optional=true
            hint="The number that is reached so far then stands beside the target"/>
        <Field name="round" label="Code of the round" state=state() width=Width::Short optional=true
            hint="Only where lines are counted, such as R-2019-12"/>
        {waits}
    }
    .into_any()
}
