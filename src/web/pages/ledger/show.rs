//! `/grants/{code}/ledger/{number}`: one money event, with the rate that it was booked at and who stands for it.

use axum::extract::Path;
use domain::{Action, PartialDate, Viewer, ledger::Standing};
use leptos::prelude::*;
use store::ledger::{EventRow, Pinned};

use super::parts::{booked, event_href, ledger, named, standing_tag, steps};
use crate::{Cx, cx::PageResult, kit::*, pages::rates};

pub async fn page(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    let event = store::ledger::show(&mut cx.read().await?, viewer, &code, number).await?;
    let name = format!("{code}/{number}");
    cx.page(&name, || {
        let title = capital(&named(event.kind, event.amount, event.reverses));
        let actions = viewer.role.may(Action::ManageMoney).then(|| actions(viewer, &code, &event)).flatten();
        let facts = facts(viewer, &code, &event);
        let entries = history(&event);
        view! {
            <Breadcrumb steps=steps(&code, true)/>
            <PageHeader kind="Money event" code=name.clone() title status=standing_tag(event.standing) actions/>
            {whose_turn(viewer, &event)}
            <StatTiles tiles=tiles(&event)/>
            <Section title="Facts" id="facts"><SummaryList facts/></Section>
            <Section title="History" id="history"><Timeline entries/></Section>
        }
        .into_any()
    })
}

/// What staff can do with the event now; the one next step first.
fn actions(viewer: &Viewer, code: &str, event: &EventRow) -> Option<AnyView> {
    let at = |end: &str| format!("{}/{end}", event_href(code, event.number));
    let again = |number: i64| format!("{}/new?from={number}", ledger(code));
    match event.standing {
        Standing::Provisional if event.check_approver(viewer.person).is_err() => {
            let repost = event.reverses.map(again).map(post_again);
            Some(view! { <ButtonLink href=at("reject") text="Take it back"/> {repost} }.into_any())
        }
        Standing::Provisional => Some(
            view! {
                <ButtonLink href=at("approve") text="Approve" primary=true/>
                <ButtonLink href=at("reject") text="Reject"/>
            }
            .into_any(),
        ),
        // A reversal is asked for anew on the page of its event.
        Standing::Rejected if event.reverses.is_some() => None,
        Standing::Rejected => Some(view! { <ButtonLink href=again(event.number) text="Enter it again"/> }.into_any()),
        Standing::Approved => match (event.reverses, event.reversed_by) {
            (Some(original), _) => Some(post_again(again(original))),
            (None, Some(_)) => Some(post_again(again(event.number))),
            (None, None) => Some(view! { <ButtonLink href=at("reverse") text="Reverse it"/> }.into_any()),
        },
    }
}

fn post_again(href: String) -> AnyView {
    view! { <ButtonLink href text="Post the amount again"/> }.into_any()
}

/// Who acts next, while somebody has to.
fn whose_turn(viewer: &Viewer, event: &EventRow) -> Option<AnyView> {
    if event.standing != Standing::Provisional {
        return None;
    }
    let words = if event.check_approver(viewer.person).is_err() {
        "You entered this event. Another member of staff approves it; until then no total that is certified contains it, \
         and donors do not see it."
    } else {
        "Nobody has approved this event yet: no total that is certified contains it, and donors do not see it."
    };
    Some(view! { <Notice tone=Tone::Warn><p>{words}</p></Notice> }.into_any())
}

fn tiles(event: &EventRow) -> Vec<StatTile> {
    let money = event.amount;
    let mut tiles = vec![StatTile::new("Amount", view! { <MoneyView money/> }.into_any())];
    if money.currency == domain::Currency::Usd {
        return tiles;
    }
    let note = match &event.pinned {
        Some(pinned) => format!("at {}, pinned when it was posted", pinned.rate),
        None => "no rate was known when it was posted".to_owned(),
    };
    tiles.push(StatTile::new("Booked in US dollars", booked(event.booked, event.pinned.as_ref())).note(note));
    tiles
}

fn facts(viewer: &Viewer, code: &str, event: &EventRow) -> Vec<Fact> {
    let other = |label: &str, number: Option<i64>| {
        number.map(|number| Fact::link(label, format!("{code}/{number}"), event_href(code, number)))
    };
    let mut facts = vec![
        Fact::text("Kind", event.kind.label()),
        Fact::text("Purpose", event.purpose.clone()),
        Fact::view("Value date", view! { <DateView date=PartialDate::Day(event.value_date)/> }.into_any()),
    ];
    facts.extend(other("Takes back", event.reverses));
    facts.extend(other("Taken back by", event.reversed_by));
    facts.extend(event.pinned.as_ref().map(|pinned| Fact::view("Rate", rate(event, pinned))));
    if viewer.sees_everything() {
        facts.extend(event.donor_code.clone().map(|donor| Fact::text("Donor", donor)));
    }
    facts.extend([Fact::text("Phase", event.phase.clone()), Fact::text("Budget line", event.budget_line.clone())]);
    facts.extend(event.from_budget_line.clone().map(|line| Fact::text("From budget line", line)));
    facts.extend([Fact::text("Reference", event.external_ref.clone()), Fact::text("Document", event.document.clone())]);
    facts.extend(event.relates_to.map(|period| Fact::text("Relates to", period.words())));
    facts.extend(event.reason.clone().map(|why| Fact::text("Posted in spite of doubts", why)));
    facts
}

/// The rate as it was pinned, and where it stands.
pub(super) fn rate(event: &EventRow, pinned: &Pinned) -> AnyView {
    let unit = format!("{} {} for one US dollar", pinned.rate, event.amount.currency);
    view! { {unit} ", " {rate_origin(pinned)} }.into_any()
}

/// `UN operational rate, effective 1 Mar 2020`, with the way to the rates; or the document that states it.
pub(super) fn rate_origin(pinned: &Pinned) -> AnyView {
    let source = pinned.source.label();
    match (pinned.effective_on, &pinned.note) {
        (Some(day), _) => {
            let words = format!("{source}, effective {}", PartialDate::Day(day).words());
            link(words, pinned.rate_id.map(rates::address).as_deref())
        }
        (None, Some(note)) => format!("{source}, stated in “{note}”").into_any(),
        (None, None) => source.into_any(),
    }
}

fn history(event: &EventRow) -> Vec<Happening> {
    let decided = event.decided_at.map(|at| {
        let words = if event.standing == Standing::Approved { "Approved" } else { "Rejected" };
        let reason = event.decision_reason.clone().map(IntoAny::into_any);
        let tone = if event.standing == Standing::Approved { Tone::Good } else { Tone::Bad };
        Happening::at(at, words).who(event.decided_by.clone().unwrap_or_default()).note(reason).tone(tone)
    });
    let posted = Happening::at(event.recorded_at, "Posted").who(event.entered_by.clone().unwrap_or_default());
    decided.into_iter().chain([posted]).collect()
}
