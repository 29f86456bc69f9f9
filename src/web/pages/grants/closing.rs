//! What is not done yet of a grant: for its donor what is still open, for staff also what stands between it and its closure.

use chrono::NaiveDate;
use domain::{Money, PartialDate, Viewer};
use leptos::prelude::*;
use store::{
    grants::{Funnel, GrantShow},
    statements::Statement,
};

use super::funnel::indicative;
use crate::kit::*;

/// Something that is open: what it is, and where it is settled.
type Open = (AnyView, String);

pub fn section(
    grant: &GrantShow,
    statement: &Statement,
    steps: Option<&Funnel>,
    viewer: &Viewer,
    today: NaiveDate,
) -> AnyView {
    let staff = viewer.sees_everything();
    let mut open = of_things(grant);
    open.extend(of_money(grant, statement, steps));
    if staff && statement.waiting > 0 {
        let words = counted(statement.waiting, "event waits", "events wait", "for approval");
        open.push((words, format!("/grants/{}/ledger", grant.row.code)));
    }
    let entries: Vec<_> = open
        .into_iter()
        .map(|(words, href)| view! { <li>{words} " " <a href=href>"Show"</a></li> }.into_any())
        .collect();
    let body = match (entries.is_empty(), staff) {
        (true, true) => {
            view! { <p>"Nothing that the portal knows stands in the way of closing this grant."</p> }.into_any()
        }
        (true, false) => view! { <p>"Nothing is recorded as open."</p> }.into_any(),
        (false, _) => {
            let before = staff.then(|| view! { <p>"Before it can be closed:"</p> }.into_any());
            view! { {before} <ul class="plain stack-tight">{entries}</ul> }.into_any()
        }
    };
    let until = until(grant, today);
    view! { <Section title="Still open" id="open"><div class="stack"><p>{until}</p>{body}</div></Section> }.into_any()
}

/// `Available until 27 Feb 2023: 98 days left. The unspent rest is to be refunded.`
fn until(grant: &GrantShow, today: NaiveDate) -> String {
    let (Some(to), Some(left)) = (grant.terms.available_to, grant.terms.days_left(today)) else {
        return "Until when the money is available is not recorded.".to_owned();
    };
    let until = PartialDate::words(to);
    let counted = match left {
        0 => "today is the last day".to_owned(),
        left if left > 0 => format!("{} left", count_of(left, "day", "days")),
        over => format!("over since {}", count_of(-over, "day", "days")),
    };
    let refund = match grant.terms.refund_required {
        Some(true) => " What is not spent is to be refunded.",
        Some(false) => " What is not spent need not be refunded.",
        None => "",
    };
    format!("Available until {until}: {counted}.{refund}")
}

fn of_things(grant: &GrantShow) -> Vec<Open> {
    let mut open = Vec::new();
    if grant.unsigned > 0 {
        let words = counted(grant.unsigned, "line is", "lines are", "dispatched and not signed for");
        open.push((words, format!("/grants/{}/items?sort=signed", grant.row.code)));
    }
    let unsettled = usize::try_from(grant.open_discrepancies).unwrap_or_default();
    if unsettled > 0 {
        let words = counted(unsettled, "discrepancy is", "discrepancies are", "not settled");
        open.push((words, "/discrepancies?state=open".to_owned()));
    }
    open
}

/// What is not spent, where uses are told at all.
fn of_money(grant: &GrantShow, statement: &Statement, steps: Option<&Funnel>) -> Vec<Open> {
    if statement.own_part_only {
        return Vec::new();
    }
    let position = &statement.position;
    let unspent = if position.has_uses() { "not spent" } else { "received: spending is not recorded yet" };
    [(position.unspent(), unspent), (position.committed.money(), "in open commitments")]
        .into_iter()
        .filter(|(money, _)| money.minor != 0)
        .map(|(money, what)| {
            let left_out = documents::statement::excludes(position.uses_without_rate())
                .map(|words| view! { " " <span class="muted">{words}</span> }.into_any());
            let own = own_money(money, steps);
            (
                view! { {own} <MoneyView money/> " " {what} {left_out} }.into_any(),
                format!("/grants/{}/money", grant.row.code),
            )
        })
        .collect()
}

/// Yen first for an agreement in yen: at the rate of what was received, never booked.
fn own_money(dollars: Money, steps: Option<&Funnel>) -> Option<AnyView> {
    let steps = steps?;
    let own = steps.in_own_currency(dollars).filter(|own| own.currency != dollars.currency)?;
    Some(view! { {indicative(own, steps.assumed)} " · " }.into_any())
}

fn counted(number: usize, one: &str, many: &str, end: &str) -> AnyView {
    format!("{} {end}", count_of(whole(number), one, many)).into_any()
}
