//! What stands under an activity: sessions and test, what came of it, what it cost, with whom it is shared.

use domain::{
    activity::{NewTest, TestAverage, due, mark},
    grant::percent,
};
use leptos::prelude::*;
use store::activities::{ActivityShow, FollowUp, Funding, SharedWith};

use crate::kit::*;

/// Sessions, and the test before and after.
pub fn details(show: &ActivityShow) -> Option<AnyView> {
    let sessions = (!show.sessions.is_empty()).then(|| sessions(show));
    let test = show.test.as_ref().map(test);
    (sessions.is_some() || test.is_some()).then(|| {
        view! { <Section title="Sessions and test" id="details"><div class="stack">{sessions}{test}</div></Section> }.into_any()
    })
}

fn sessions(show: &ActivityShow) -> AnyView {
    let columns = vec![Column::text("Session"), Column::text("Day"), Column::number("Participations")];
    let rows = show.sessions.iter().map(|session| {
        Row::new(vec![
            cell(session.title.clone()),
            cell(session.held_on.map(|date| date.words())),
            super::list::number_or(session.participations, "not recorded"),
        ])
    });
    let rows = rows.collect();
    view! { <DataTable caption="Sessions" columns rows/> }.into_any()
}

fn test(test: &NewTest) -> AnyView {
    let said = |measured: Option<TestAverage>| match measured {
        None => "not recorded".to_owned(),
        Some(TestAverage { average, tested }) => {
            let tested = tested.map_or_else(|| "number not recorded".to_owned(), |tested| format!("{tested} tested"));
            format!("average {} of {} ({tested})", mark(average), test.out_of)
        }
    };
    let facts = vec![
        Fact::text("Test, the same before and after", test.title.clone()),
        Fact::text("Before", said(test.before)),
        Fact::text("After", said(test.after)),
    ];
    view! { <SummaryList facts/> }.into_any()
}

/// What came of it; where nobody has asked yet, by when somebody should.
pub fn follow_ups(show: &ActivityShow) -> Option<AnyView> {
    let activity = &show.activity;
    let due = due(activity.state, activity.starts_on, activity.ends_on);
    let content = match (show.follow_ups.is_empty(), due) {
        (true, None) => return None,
        (true, Some(due)) => {
            let words =
                format!("Not recorded. Half a year after its last day is {}.", domain::PartialDate::Day(due).words());
            view! { <p>{words}</p> }.into_any()
        }
        (false, _) => {
            let entries: Vec<Happening> = show.follow_ups.iter().map(found).collect();
            view! { <Timeline entries/> }.into_any()
        }
    };
    Some(view! { <Section title="What came of it" id="follow-up">{content}</Section> }.into_any())
}

fn found(found: &FollowUp) -> Happening {
    let title = match (found.asked, found.applying) {
        (Some(asked), Some(applying)) => format!("{applying} of {asked} persons asked use what they learned"),
        (Some(asked), None) => format!("{} asked", count_of(asked, "person", "persons")),
        (None, Some(applying)) => format!("{} use what they learned", count_of(applying, "person", "persons")),
        (None, None) => "Asked".to_owned(),
    };
    let happening = Happening::on(found.done_on, title)
        .recorded(found.recorded_at)
        .note(view! { <p class="pre-line">{found.finding.clone()}</p> }.into_any());
    match &found.person {
        Some(person) => happening.who(person.clone()),
        None => happening,
    }
}

/// What it cost, as far as the viewer reads that.
pub fn funding(history: &[Funding]) -> Option<AnyView> {
    let (now, before) = history.split_first()?;
    let cost = match now.cost {
        Some(cost) => view! { <MoneyView money=cost/> }.into_any(),
        None => view! { <span class="muted">{if now.co_funded { "others paid as well" } else { "not known" }}</span> }
            .into_any(),
    };
    let mut facts = vec![Fact::view("Cost", cost)];
    for part in &now.parts {
        let share = format!("{} %", percent(part.ppm));
        let value = part.value.map(|money| view! { " · " <MoneyView money=money/> }.into_any());
        let label = format!("Paid by {}", part.grant);
        let href = format!("/grants/{}", part.grant);
        facts.push(Fact::view(label, view! { <a href=href>{share}</a> {value} }.into_any()));
    }
    if now.co_funded && now.cost.is_none() {
        facts.push(Fact::text("Co-funded", "by others, who are not named"));
    }
    let entries: Vec<Happening> = before.iter().filter_map(earlier).collect();
    let past = (!entries.is_empty()).then(|| {
        view! { <details><summary>"What was recorded before"</summary><Timeline entries/></details> }.into_any()
    });
    Some(view! { <Section title="Cost and who paid" id="funding"><SummaryList facts/>{past}</Section> }.into_any())
}

fn earlier(funding: &Funding) -> Option<Happening> {
    let (_, person, at) = funding.recorded.clone()?;
    let cost = funding.cost.map_or_else(|| "Cost not known".to_owned(), |cost| cost.to_string());
    let parts: Vec<String> =
        funding.parts.iter().map(|part| format!("{} {} %", part.grant, percent(part.ppm))).collect();
    let words = std::iter::once(cost).chain(parts).collect::<Vec<_>>().join(" · ");
    Some(Happening::at(at, words).who(person))
}

/// Read by those who read everything: with which donors it is shared.
pub fn shared_with(donors: &[SharedWith]) -> Option<AnyView> {
    let entries: Vec<Happening> = donors.iter().flat_map(shared).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="Shared with donors" id="shared"><Timeline entries/></Section> }.into_any())
}

fn shared(row: &SharedWith) -> Vec<Happening> {
    let begun = Happening::at(row.recorded_at, format!("Shared with {}", row.name)).who(row.person.clone());
    let ended = row.ended.clone().map(|(reason, at)| {
        Happening::at(at, format!("No longer shared with {}", row.name)).note(view! { <p>{reason}</p> }.into_any())
    });
    ended.into_iter().chain([begun]).collect()
}
