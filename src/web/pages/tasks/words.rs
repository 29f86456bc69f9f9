//! Every kind of task as a sentence, with the one button that leads on.

use domain::{
    PartialDate,
    custody::movement::MovementKind,
    ledger::EventKind,
    odometer::km_words,
    phase::phase_label,
    rate::RateSource,
    round::RoundStatus,
    task::{TaskKind, Urgency},
    upkeep::{PaperKind, WorkKind},
};
use store::tasks::Task;

use crate::kit::{count, count_of};

/// A task as people read it.
pub struct Said {
    pub sentence: String,
    /// Where the record, or the form for the next step, stands.
    pub href: String,
    /// What the button does.
    pub button: String,
    /// Who entered it, what it is for.
    pub more: Option<String>,
}

pub fn said(task: &Task) -> Said {
    let subject = task.subject.as_str();
    let what = task.what.as_str();
    let on = |before: &str| task.day.map(|day| format!("{before}{}", day.words())).unwrap_or_default();
    let agency = task.agency.as_ref().map(|agency| agency.name.as_str()).unwrap_or_default();
    let who = task.who.as_deref().unwrap_or_default();
    let entered = |words: &str| task.who.as_ref().map(|who| format!("{words} {who}"));
    let (sentence, href, button, more) = match task.kind {
        TaskKind::Money => {
            let (grant, number) = subject.split_once('/').unwrap_or((subject, ""));
            let kind = what.parse::<EventKind>().map_or(what, |known| known.label()).to_lowercase();
            let amount = task.amount.map(|money| format!(" of {money}")).unwrap_or_default();
            let more = [entered("Entered by"), task.more.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            (
                format!("{subject}: {kind}{amount}{}", on(", value date ")),
                format!("/grants/{grant}/ledger/{number}"),
                "Approve or reject".to_owned(),
                Some(more),
            )
        }
        TaskKind::Rate => {
            let source = what.parse::<RateSource>().map_or(what, |known| known.label());
            let currency = task.amount.map(|money| money.currency.code()).unwrap_or_default();
            let rate = task.more.as_deref().unwrap_or_default();
            (
                format!("{source}: {rate} {currency} for USD 1{}", on(", from ")),
                format!("/rates/entry/{subject}"),
                "Approve or reject".to_owned(),
                entered("Entered by"),
            )
        }
        TaskKind::Reopening => {
            let (lock, reopening) = subject.split_once('/').unwrap_or((subject, ""));
            let from = task.more.as_deref().and_then(|day| day.parse::<PartialDate>().ok()).map(PartialDate::words);
            let of = if what.is_empty() { "all grants" } else { what };
            let days = format!("{}{}", from.unwrap_or_default(), on(" to "));
            (
                format!("{of}: {who} asks to reopen {days} for {}", count_of(task.number, "hour", "hours")),
                format!("/periods/{lock}/reopenings/{reopening}"),
                "Approve or reject".to_owned(),
                None,
            )
        }
        TaskKind::Correction => (
            format!("{what}: {agency} asks to correct its receipt{}", on(" of ")),
            format!("/corrections/{subject}"),
            "Agree or refuse".to_owned(),
            task.more.clone(),
        ),
        TaskKind::Movement => {
            let kind = what.parse::<MovementKind>().map_or(what, |known| known.label());
            let thing = task.more.as_deref().unwrap_or_default();
            let pieces = if task.number == 1 { String::new() } else { format!(", {} pieces", count(task.number)) };
            let from = if agency.is_empty() { String::new() } else { format!(", from {agency}") };
            (
                format!("{kind}: {thing}{pieces}{from}"),
                format!("/custody/{subject}"),
                "Consent or refuse".to_owned(),
                entered("Proposed by"),
            )
        }
        TaskKind::Scan => (
            format!("{what}: a scan signed by {agency}{} waits to be compared", on(" on ")),
            format!("/acts/{what}"),
            "Compare it with the act".to_owned(),
            entered("Uploaded by"),
        ),
        TaskKind::Sign => (
            format!("{what} for {agency} waits for your signature"),
            format!("/acts/{what}/sign"),
            "Read and sign".to_owned(),
            None,
        ),
        TaskKind::Count => {
            let round = what;
            let lines = count_of(task.number, "line", "lines");
            (
                format!("{round}: {agency}, {lines} open{}", on(" since ")),
                format!("/rounds/{round}"),
                "Remind".to_owned(),
                None,
            )
        }
        TaskKind::Discrepancy => {
            let thing = task.more.as_deref().unwrap_or_default();
            let due = task.who.as_deref().and_then(|day| day.parse::<PartialDate>().ok()).map(PartialDate::words);
            let due = match (due, task.urgency) {
                (Some(due), Urgency::Late) => format!(", was due {due}"),
                (Some(due), _) => format!(", due {due}"),
                (None, _) => on(", counted on "),
            };
            (
                format!("{what}: {thing}, {} of {agency}{due}", count_of(task.number, "piece", "pieces")),
                format!("/discrepancies/{subject}#settle"),
                "Settle it".to_owned(),
                None,
            )
        }
        TaskKind::Round => round(task),
        TaskKind::Acts => {
            let agencies =
                if task.number == 1 { "1 agency has" } else { &format!("{} agencies have", count(task.number)) };
            (
                format!("{what}: {agencies} no act yet{}", on(", handed over ")),
                format!("/rounds/{what}#acts"),
                format!("Prepare {}", count_of(task.number, "act", "acts")),
                task.more.clone(),
            )
        }
        TaskKind::Act => {
            let post = task.more.as_ref().map(|post| format!(", {post},")).unwrap_or_default();
            (
                format!("{what} for {agency}: {who}{post} has not signed"),
                format!("/acts/{what}"),
                "Open the act".to_owned(),
                task.day.map(|day| format!("Handed over {}", day.words())),
            )
        }
        TaskKind::Milestone => {
            let (component, id) = subject.split_once('/').unwrap_or((subject, ""));
            let due = if task.urgency == Urgency::Late { on(" was due ") } else { on(" is due ") };
            (
                format!("{component} {}: “{what}”{due}", phase_label(task.number)),
                format!("/components/{component}/milestones/{id}"),
                "Say that it is met".to_owned(),
                None,
            )
        }
        TaskKind::Question => (
            format!("{who} asks about “{what}”{}", on(" of ")),
            format!("/questions/{subject}"),
            "Answer".to_owned(),
            task.more.clone(),
        ),
        TaskKind::Visit => (
            format!(
                "{subject}: “{what}”{}, {} expected",
                on(" was planned for "),
                count_of(task.number, "thing", "things")
            ),
            format!("/visits/{subject}"),
            "Record it and close it".to_owned(),
            None,
        ),
        TaskKind::Finding => (
            format!("“{what}”{}", on(" was to be done by ")),
            format!("/findings/{subject}"),
            "Follow it up or close it".to_owned(),
            task.more.as_ref().map(|severity| format!("{severity} finding")),
        ),
        TaskKind::Check => {
            let things = count_of(task.number, "thing was", "things were");
            let place = task.more.as_deref().unwrap_or_default();
            (
                format!("{what} {place}: {things} to be checked before this month{}", on(", the first in ")),
                format!("/checks?unit={subject}&state=overdue"),
                "See what is overdue".to_owned(),
                None,
            )
        }
        TaskKind::Warranty => {
            let items = count_of(task.number, "item", "items");
            let day = subject.split_once('/').map(|(_, day)| day).unwrap_or_default();
            (
                format!("{what}: the warranty of {items} ends{}", on(" on ")),
                format!("/items?warranty={day}&component={what}"),
                format!("See {items}"),
                None,
            )
        }
        TaskKind::Paper => {
            let tag = subject.split_once('/').map_or(subject, |(tag, _)| tag);
            let name = task.more.as_deref().unwrap_or_default();
            let kind = what.parse::<PaperKind>().map_or(what, |known| known.label());
            let ends = if task.urgency == Urgency::Late { "ended" } else { "ends" };
            (
                format!("{name} {tag}: {kind} {ends}{}", on(" on ")),
                format!("/items/{tag}/upkeep"),
                "See the papers".to_owned(),
                Some(agency.to_owned()).filter(|name| !name.is_empty()),
            )
        }
        TaskKind::Service => {
            let tag = subject.split_once('/').map_or(subject, |(tag, _)| tag);
            let name = task.more.as_deref().unwrap_or_default();
            let kind = what.parse::<WorkKind>().map_or(what, |known| known.label());
            let or = if task.day.is_some() { " or" } else { "" };
            let at = if task.number > 0 { format!("{or} at {}", km_words(task.number)) } else { String::new() };
            let shown = who.parse::<i64>().ok().map(|km| format!("The odometer shows {}", km_words(km)));
            (
                format!("{name} {tag}: {kind} due{}{at}", on(" on ")),
                format!("/items/{tag}/upkeep"),
                "See what was done".to_owned(),
                shown,
            )
        }
    };
    Said { sentence, href, button, more }
}

fn round(task: &Task) -> (String, String, String, Option<String>) {
    let code = task.subject.as_str();
    let lines = count_of(task.number, "line", "lines");
    let planned = match (task.day, task.urgency) {
        (Some(day), Urgency::Late) => format!(", was planned for {}", day.words()),
        (Some(day), _) => format!(", planned for {}", day.words()),
        (None, _) => ", no day is planned".to_owned(),
    };
    let more = task.more.clone();
    if task.number == 0 {
        let add = format!("/rounds/{code}/lines/new");
        return (format!("{code}: a draft without lines{planned}"), add, "Add the first line".to_owned(), more);
    }
    match task.what.parse::<RoundStatus>() {
        Ok(RoundStatus::Scheduled) => (
            format!("{code}: {lines} scheduled{planned}"),
            format!("/rounds/{code}/dispatch"),
            format!("Dispatch {lines}"),
            more,
        ),
        _ => (
            format!("{code}: a draft of {lines}{planned}"),
            format!("/rounds/{code}"),
            "Complete and schedule".to_owned(),
            more,
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};
    use store::agencies::AgencyRef;

    use super::*;

    fn task(kind: TaskKind, urgency: Urgency, subject: &str) -> Task {
        Task {
            kind,
            urgency,
            subject: subject.into(),
            day: "2021-05-06".parse().ok(),
            what: "R-2021-05".into(),
            who: None,
            more: None,
            agency: Some(AgencyRef { code: "SCC".into(), name: "State Customs Committee".into() }),
            number: 7,
            amount: None,
            assignee: None,
            reminded_at: None,
            put_off: None,
        }
    }

    #[test]
    fn a_sentence_says_what_waits_and_its_button_leads_on() {
        let counting = said(&task(TaskKind::Count, Urgency::Late, "R-2021-05/SCC"));
        assert_eq!(counting.sentence, "R-2021-05: State Customs Committee, 7 lines open since 6 May 2021");
        assert_eq!((counting.button.as_str(), counting.href.as_str()), ("Remind", "/rounds/R-2021-05"));
        let acts = said(&Task { number: 2, ..task(TaskKind::Acts, Urgency::Next, "R-2021-05") });
        assert_eq!((acts.button.as_str(), acts.href.as_str()), ("Prepare 2 acts", "/rounds/R-2021-05#acts"));
        let money = said(&Task {
            what: "expenditure".into(),
            amount: Some(Money::new(300_000, Currency::Usd)),
            who: Some("Bakhtiyor".into()),
            more: Some("Cars".into()),
            ..task(TaskKind::Money, Urgency::Decision, "JP-2020/7")
        });
        assert_eq!(money.sentence, "JP-2020/7: expenditure of USD 3,000.00, value date 6 May 2021");
        assert_eq!(
            (money.href.as_str(), money.more.as_deref()),
            ("/grants/JP-2020/ledger/7", Some("Entered by Bakhtiyor · Cars"))
        );
        let late = said(&Task { what: "scheduled".into(), ..task(TaskKind::Round, Urgency::Late, "R-2021-05") });
        assert_eq!(late.sentence, "R-2021-05: 7 lines scheduled, was planned for 6 May 2021");
        assert_eq!(late.button, "Dispatch 7 lines");
        let paper = Task {
            what: "insurance".into(),
            more: Some("Off-road car".into()),
            ..task(TaskKind::Paper, Urgency::Late, "V-0001/insurance")
        };
        assert_eq!(said(&paper).sentence, "Off-road car V-0001: Insurance ended on 6 May 2021");
        let service = Task {
            what: "service".into(),
            number: 30_000,
            ..Task { kind: TaskKind::Service, subject: "V-0001/service".into(), ..paper }
        };
        assert_eq!(said(&service).sentence, "Off-road car V-0001: Service due on 6 May 2021 or at 30,000 km");
        assert_eq!(said(&service).href, "/items/V-0001/upkeep");
        let warranty = said(&Task { what: "IMT".into(), ..task(TaskKind::Warranty, Urgency::Next, "IMT/2021-05-06") });
        assert_eq!(warranty.sentence, "IMT: the warranty of 7 items ends on 6 May 2021");
        assert_eq!(warranty.href, "/items?warranty=2021-05-06&component=IMT");
    }
}
