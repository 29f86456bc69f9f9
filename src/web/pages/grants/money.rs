//! The money of a grant on its page: sources and uses, published against booked.

use documents::statement::document;
use domain::{
    Money,
    quote::Published,
    reconcile::{Cause, InLedger, Reconciliation},
};
use leptos::prelude::*;
use store::{
    grants::GrantShow,
    statements::{Single, Statement},
};

use super::cells;
use crate::kit::*;

pub fn sources_and_uses(statement: &Statement, asked: &AskedAsOf) -> AnyView {
    let code = &statement.grant_code;
    let path = format!("/grants/{code}");
    let (ledger, full) = (format!("{path}/ledger"), asked.address(&format!("{path}/statement")));
    let aside = view! { <a href=ledger>"Ledger"</a> " · " <a href=full>"Statement"</a> }.into_any();
    let body = if asked.is_wrong() {
        ().into_any()
    } else {
        let alone = statement.own_part_only.then(|| {
            view! { <p class="note">"Several donors give this grant together: only what is marked as yours is shown, and no uses."</p> }
                .into_any()
        });
        let tables = document(statement);
        let nothing = statement.position.received_usd.events == 0 && !statement.position.has_uses();
        let table = tables.sections.first().filter(|_| !nothing).map(cells::rows);
        // A zero would say that somebody knows.
        let unknown = match (statement.own_part_only, nothing) {
            (true, true) => Some("No receipt of funds is marked as yours yet."),
            (false, true) => Some("No receipt of funds and no spending is recorded yet."),
            (false, false) if !statement.position.has_uses() => {
                Some("Spending is not recorded yet: what is shown as available is what was received.")
            }
            _ => None,
        };
        let unknown = unknown.map(|words| view! { <p class="note">{words}</p> }.into_any());
        let left_out = documents::statement::excludes(statement.without_rate)
            .map(|words| view! { <p class="note">{format!("Sums in US dollars: {words}.")}</p> }.into_any());
        view! {
            <p class="note">"Approved events as of " {asked.as_of.to_string()} " " <BadgeTag badge=Badge::Booked/> {assumed_tag(statement)}</p>
            {alone}
            {table}{unknown}{left_out}
            {provisional(statement)}
        }
        .into_any()
    };
    view! {
        <Section title="Sources and uses" id="money" aside>{body}</Section>
    }
    .into_any()
}

/// Beside what is booked, where some of it is assumed.
fn assumed_tag(statement: &Statement) -> Option<AnyView> {
    statement.assumed().map(|_| view! { <BadgeTag badge=Badge::Assumed/> }.into_any())
}

/// For staff: the same table with what waits for approval, apart from what is certified.
fn provisional(statement: &Statement) -> Option<AnyView> {
    let position = statement.with_provisional.clone()?;
    let waiting = whole(statement.waiting);
    let with = Statement { own_currency_used: position.own_currency_used(), position, ..statement.clone() };
    let table = document(&with).sections.first().map(cells::rows);
    let words = format!("With {} for approval", count_of(waiting, "event that waits", "events that wait"));
    Some(
        view! {
            <details class="provisional">
                <summary>{words} " " <StatusTag tone=Tone::Warn text="provisional"/></summary>
                {table}
            </details>
        }
        .into_any(),
    )
}

/// Published figures of the whole grant beside what is booked; nothing when there are none, or when a donor sees a part
/// of the ledger only.
pub fn reconciliation(grant: &GrantShow, statement: &Statement) -> Option<AnyView> {
    let position = &statement.position;
    if statement.own_part_only || position.received_usd.unknown > 0 {
        return None;
    }
    let ledger = InLedger {
        agreed: grant.row.ceiling.or_else(|| (position.ceiling != 0).then(|| position.money(position.ceiling))),
        received: position.money(position.received),
        booked: position.received_usd.money(),
        derived: statement.derived(),
    };
    let held: Vec<(&Published, Reconciliation, Option<String>)> = grant
        .quotes
        .iter()
        .filter(|quote| quote.whole)
        .filter_map(|q| Some((&q.published, Reconciliation::of(q.published.money()?, ledger)?, q.source.clone())))
        .collect();
    if held.is_empty() {
        return None;
    }
    let pinned = pinned(&statement.receipts);
    let rows =
        held.iter().map(|(figure, held, source)| held_row(figure, held, source.clone(), &pinned, ledger)).collect();
    let columns = vec![
        Column::text("Published"),
        Column::number("Precision"),
        Column::number("Implied rate"),
        Column::number("Booked"),
        Column::number("Difference"),
        Column::text("Cause"),
    ];
    Some(
        view! {
            <Section title="Published against booked" id="reconciliation">
                <DataTable caption="Published figures of the whole grant beside what is booked" columns rows/>
            </Section>
        }
        .into_any(),
    )
}

fn held_row(figure: &Published, held: &Reconciliation, source: Option<String>, pinned: &str, ledger: InLedger) -> Row {
    let published =
        view! { <Figure money=held.quoted qualifier=figure.qualifier.clone() badge=Some(Badge::Quoted)/> }.into_any();
    let below = source.map(|source| view! { <span class="below">{source}</span> }.into_any());
    let precision =
        if held.precision.minor == 0 { "to the cent".to_owned() } else { format!("± {}", short(held.precision)) };
    let difference = match held.difference.minor {
        _ if held.cause == Cause::Derived => "–".to_owned(),
        0 => "0.00".to_owned(),
        minor => {
            let sign = if minor > 0 { "+" } else { "" };
            format!("{sign}{} ({}\u{a0}%)", held.difference.figure(), held.percent())
        }
    };
    let cause = match held.cause {
        Cause::Same => "Same to the cent".to_owned(),
        Cause::Derived => "Not compared: what is booked follows from this figure".to_owned(),
        Cause::Rounding => format!("Within the rounding of the printed figure (± {})", short(held.precision)),
        Cause::OtherRate => match held.implied {
            Some(implied) => format!("Other rate: the figure implies {}, pinned is {pinned}", implied.short()),
            None => "Other amount".to_owned(),
        },
        Cause::OtherAmount => {
            let agreed = ledger.agreed.map(|agreed| format!(" of {agreed}")).unwrap_or_default();
            format!("Other amount: {}{agreed} is received", ledger.received)
        }
    };
    Row::new(vec![
        view! { <div>{published} {below}</div> }.into_any(),
        precision.into_any(),
        cell(held.implied.map(|rate| rate.short())),
        view! { <MoneyView money=held.booked/> }.into_any(),
        difference.into_any(),
        cell(cause),
    ])
}

fn short(money: Money) -> String {
    format!("{}{}", money.currency.prefix(), money.short_figure())
}

/// `104.50 (UN operational rate, effective 1 Dec 2020)`; several are joined.
fn pinned(receipts: &[Single]) -> String {
    let mut told: Vec<String> = Vec::new();
    for rate in receipts.iter().filter_map(|receipt| receipt.rate.as_ref()) {
        let since = rate.effective_on.map(|day| format!(", effective {}", domain::PartialDate::Day(day).words()));
        let stated = rate.stated.as_ref().map(|document| format!(", stated in: {document}"));
        let words = format!("{} ({}{})", rate.rate, rate.source.label(), since.or(stated).unwrap_or_default());
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told.join(" and ")
}
