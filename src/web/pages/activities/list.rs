//! The activities that the viewer may see.

use domain::{Action, Role, Viewer};
use leptos::prelude::*;
use store::activities::{ActivityRow, Filters, Held};

use super::{belongs_link, state_tag};
use crate::{Cx, cx::PageResult, export, kit::*, pages::agencies::agency_codes};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let asked = cx.query.asked();
    let listed = store::activities::list(&mut tx, viewer, &asked).await?;
    let held = store::activities::held(&mut tx, viewer, &asked).await?;
    let filters = store::activities::filters(&mut tx, viewer).await?;
    drop(tx);
    let (selects, more) = selects(filters);
    let nothing = nothing(viewer);
    let may_record = viewer.may(Action::ManageActivities).is_ok();
    let reads_components = viewer.may(Action::SeeComponents).is_ok();
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Activities", move || {
        let tools = export::links(&query, "/activities", paging.shown);
        let total = paging.words("activity", "activities");
        let record = may_record
            .then(|| view! { <ButtonLink href="/activities/new" text="Record an activity" primary=true/> }.into_any());
        view! {
            <PageHeader title="Activities" actions=record/>
            <FilterBar query=query.clone() search="Title, place, topic or agency" selects more sorts=orders() count=total tools/>
            {body(query, (&listed.rows, reads_components), paging, held, nothing)}
        }
        .into_any()
    })
}

fn selects(filters: Filters) -> (Vec<FilterSelect>, Vec<FilterSelect>) {
    let same = |words: Vec<String>| words.into_iter().map(|word| (word.clone(), word)).collect();
    let kinds = filters.kinds.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let states = filters.states.iter().map(|state| (state.word().to_owned(), state.label().to_owned())).collect();
    let years = filters.years.into_iter().map(|year| {
        let label = if year == "unknown" { "Date not known".to_owned() } else { year.clone() };
        (year, label)
    });
    let selects = vec![
        FilterSelect::new("kind", "Kind", kinds),
        FilterSelect::new("component", "Component", same(filters.components)),
        FilterSelect::new("year", "Year", years.collect()),
    ];
    (
        selects,
        vec![
            FilterSelect::new("state", "State", states),
            FilterSelect::new("agency", "Agency", same(filters.agencies)),
        ],
    )
}

fn orders() -> Vec<(String, String)> {
    [
        ("-date", "Newest first"),
        ("date", "Oldest first"),
        ("title", "Title"),
        ("-participations", "Most participations"),
    ]
    .map(|(key, words)| (key.to_owned(), words.to_owned()))
    .to_vec()
}

/// What an empty list says. Who reads a part cannot know that there are none.
enum Nothing {
    Recorded,
    ToRead(&'static str),
}

fn nothing(viewer: &Viewer) -> Nothing {
    if viewer.sees_everything() {
        Nothing::Recorded
    } else if viewer.is_donor() {
        Nothing::ToRead(
            "Activities stand here that your grants pay for, or that programme staff share with you. What was published about \
             others stands on the page of their component.",
        )
    } else if viewer.role == Role::Coordinator {
        Nothing::ToRead("Activities stand here in which an agency or a unit of your country took part.")
    } else {
        Nothing::ToRead("Activities stand here in which your agency took part.")
    }
}

fn body(
    query: ListQuery,
    (listed, reads_components): (&[ActivityRow], bool),
    paging: Paging,
    held: Held,
    nothing: Nothing,
) -> AnyView {
    if listed.is_empty() {
        return match (nothing, Empty::of(&query)) {
            (Nothing::ToRead(words), Empty::Yet) => view! {
                <div class="empty"><p class="empty-title">"No activities to read here"</p><p>{words}</p></div>
            }
            .into_any(),
            (Nothing::Recorded, Empty::Yet) => view! {
                <EmptyState things="activities" query action=Some(("Record an activity".to_owned(), "/activities/new".to_owned()))
                    yet="An activity is a training, a workshop, a study visit, a forum or a joint operation: when and where it was, and \
                    how many took part from which agency."/>
            }
            .into_any(),
            _ => view! { <EmptyState things="activities" query/> }.into_any(),
        };
    }
    let columns = vec![
        Column::text("Activity").sorted("title"),
        Column::text("Kind").sorted("kind"),
        Column::text("Dates").sorted("date"),
        Column::text("Place").sorted("place"),
        Column::number("Participations").sorted("participations"),
        Column::text("Component and phase"),
        Column::text("Agencies"),
    ];
    let rows = listed.iter().map(|activity| row(activity, reads_components)).collect();
    let sums = (held.activities > 0).then(|| sum(held)).into_iter().collect();
    view! { <DataTable caption="Activities" columns rows query paging=Some(paging) sums/> }.into_any()
}

/// Persons are not added up: one person can have been at several.
fn sum(held: Held) -> Sum {
    let silent = match held.silent {
        0 => String::new(),
        1 => "; 1 states no number".to_owned(),
        silent => format!("; {silent} state no number"),
    };
    let words = format!("Participations in the {} held{silent}", count_of(held.activities, "activity", "activities"));
    Sum::new(words, number_cell(held.participations))
}

fn row(activity: &ActivityRow, reads_components: bool) -> Row {
    let title = link_cell_with(activity.title.clone(), format!("/activities/{}", activity.code), activity.code.clone());
    let is_held = activity.state == domain::activity::ActivityState::Held;
    let state = (!is_held).then(|| view! { " " {state_tag(activity.state)} }.into_any());
    Row::new(vec![
        view! { {title} {state} }.into_any(),
        cell(activity.kind.label()),
        dates(activity),
        cell(activity.place.clone()),
        number_or(activity.participations, "not stated"),
        view_cell(activity.belongs_to.as_ref().map(|of| belongs_link(of, reads_components))),
        view_cell(agency_codes(activity.agencies.clone())),
    ])
}

pub(super) fn dates(activity: &ActivityRow) -> AnyView {
    match activity.dates() {
        Some(dates) => view! { <span class="nowrap">{dates}</span> }.into_any(),
        None => view! { <span class="muted">"not known"</span> }.into_any(),
    }
}

/// A source that states no number is not an activity without people.
pub(super) fn number_or(number: Option<i64>, unknown: &'static str) -> AnyView {
    match number {
        Some(number) => count(number).into_any(),
        None => view! { <span class="muted">{unknown}</span> }.into_any(),
    }
}
