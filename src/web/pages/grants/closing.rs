//! What still stands between a grant and its closure.

use chrono::NaiveDate;
use domain::PartialDate;
use leptos::prelude::*;
use store::{grants::GrantShow, statements::Statement};

use crate::kit::*;

/// Something that blocks closure: what it is, and where it is settled.
type Blocker = (AnyView, Option<String>);

pub fn section(grant: &GrantShow, statement: &Statement, today: NaiveDate) -> AnyView {
    let blockers: Vec<_> = blockers(grant, statement)
        .into_iter()
        .map(|(words, href)| {
            let more = href.map(|href| view! { " " <a href=href>"Show"</a> }.into_any());
            view! { <li>{words}{more}</li> }.into_any()
        })
        .collect();
    let body = if blockers.is_empty() {
        view! { <p>"Nothing that the portal knows stands in the way of closing this grant."</p> }.into_any()
    } else {
        view! { <p>"Before it can be closed:"</p> <ul class="plain-list">{blockers}</ul> }.into_any()
    };
    let countdown = countdown(grant, today);
    view! { <Section title="Closing" id="closing"><div class="stack"><p>{countdown}</p>{body}</div></Section> }
        .into_any()
}

/// `Available until 27 Feb 2023: 98 days left`
fn countdown(grant: &GrantShow, today: NaiveDate) -> String {
    let (Some(to), Some(left)) = (grant.terms.available_to, grant.terms.days_left(today)) else {
        return "Until when the money is available is not recorded.".to_owned();
    };
    let until = PartialDate::words(to);
    match left {
        0 => format!("Available until {until}: today is the last day."),
        left if left > 0 => format!("Available until {until}: {} left.", count_of(left, "day", "days")),
        over => format!("Available until {until}: over since {}.", count_of(-over, "day", "days")),
    }
}

fn blockers(grant: &GrantShow, statement: &Statement) -> Vec<Blocker> {
    let position = &statement.position;
    let mut blockers: Vec<Blocker> = Vec::new();
    let ledger = format!("/grants/{}/ledger", statement.grant_code);
    if !statement.own_part_only {
        for (money, what) in [(position.unspent(), "unspent"), (position.committed.money(), "in open commitments")] {
            if money.minor != 0 {
                blockers.push((view! { <MoneyView money/> " " {what} }.into_any(), Some("#money".to_owned())));
            }
        }
    }
    if grant.unsigned > 0 {
        blockers.push((
            words(grant.unsigned, "line is", "lines are", "dispatched and not signed for"),
            Some("#bought".to_owned()),
        ));
    }
    let open = usize::try_from(grant.open_discrepancies).unwrap_or_default();
    if open > 0 {
        let href = Some("/discrepancies?state=open".to_owned());
        blockers.push((words(open, "discrepancy is", "discrepancies are", "not settled"), href));
    }
    if statement.waiting > 0 {
        blockers.push((words(statement.waiting, "event waits", "events wait", "for approval"), Some(ledger)));
    }
    blockers
}

fn words(number: usize, one: &str, many: &str, end: &str) -> AnyView {
    format!("{} {end}", count_of(whole(number), one, many)).into_any()
}
