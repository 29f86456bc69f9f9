//! The tables of a statement.

use domain::{
    Money, PartialDate,
    grant::percent,
    ledger::{EventKind, Sum},
};
use store::statements::{PinnedRate, Single, Statement, SupportCheck, UseRow};

use super::{Cell, Head, Section, excludes};

pub(super) fn sources_and_uses(statement: &Statement) -> Section {
    let position = &statement.position;
    let own = |minor| Cell::Money(position.money(minor));
    let row = |label: &str, own: Cell, dollars: Cell, note: Option<String>| {
        vec![Cell::words(label), own, dollars, Cell::words(note.unwrap_or_default())]
    };
    let sum = |label: &str, sum: Sum| row(label, Cell::Nothing, Cell::Money(sum.money()), excludes(sum.unknown));
    let total = |label: &str, money: Money, note: Option<String>| row(label, Cell::Nothing, Cell::Money(money), note);
    // What is computed from a sum that leaves an event out leaves it out as well, and says so.
    let unknown = |sums: &[Sum]| sums.iter().map(|sum| sum.unknown).sum::<usize>();
    // So is what is computed from a sum that is assumed.
    let assumed = statement.assumed().map(|_| "assumed".to_owned());
    let with = |note: Option<String>, left_out: usize| -> Option<String> {
        let all: Vec<String> = [note, excludes(left_out), assumed.clone()].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join("; "))
    };
    let of_sources = unknown(&[position.received_usd, position.interest, position.exchange]);
    let of_used = unknown(&[position.spent, position.support, position.levy]);
    let of_unspent = of_sources + of_used + position.refunded_usd.unknown;
    let of_available = of_unspent + position.committed.unknown;

    let mut rows = Vec::new();
    if position.pledged != 0 {
        rows.push(row("Pledged", own(position.pledged), Cell::Nothing, None));
    }
    // A ceiling of the agreement that nobody posted is none of the ledger: no figure, and not zero.
    rows.push(if statement.promises.is_empty() && position.ceiling == 0 {
        row("Ceiling", Cell::Nothing, Cell::Nothing, Some("none is approved in the ledger".to_owned()))
    } else {
        row("Ceiling", own(position.ceiling), Cell::Nothing, None)
    });
    let received = position.received_usd;
    let note = [at_rates(statement), excludes(received.unknown), super::assumed(statement)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ");
    rows.push(row("Received", own(position.received), Cell::Money(received.money()), Some(note)));
    let rounding = receipts_rounding(statement);
    if rounding.minor != 0 {
        let note = "sum of the rounded lines less the whole at the same rate".to_owned();
        rows.push(total("of which rounding", rounding, Some(note)));
    }
    if !statement.own_part_only {
        if position.interest.events > 0 {
            rows.push(sum("Interest", position.interest));
        }
        if position.exchange.events > 0 {
            rows.push(sum("Exchange gains and losses", position.exchange));
        }
        rows.push(total("Sources", position.sources(), with(None, of_sources)));
        rows.push(sum("Spent", position.spent));
        rows.push(sum("Programme support cost", position.support));
        rows.push(sum("Coordination levy", position.levy));
        let derived = statement.own_currency_used.map_or(Cell::Nothing, Cell::Money);
        let note =
            statement.own_currency_used.map(|own| format!("{} derived pro rata of the pinned rates", own.currency));
        rows.push(row("Used", derived, Cell::Money(position.used()), with(note, of_used)));
    }
    if position.refunded_usd.events > 0 || statement.own_part_only {
        let note = excludes(position.refunded_usd.unknown);
        rows.push(row("Refunded", own(position.refunded), Cell::Money(position.refunded_usd.money()), note));
    }
    if !statement.own_part_only {
        rows.push(total("Unspent", position.unspent(), with(None, of_unspent)));
        rows.push(sum("Open commitments", position.committed));
        let note = with(Some("unspent and not committed".to_owned()), of_available);
        rows.push(total("Available", position.available(), note));
        let (due, note) = statement.terms.refund_due(position.available(), statement.day);
        rows.push(row(
            "Refund due",
            Cell::Nothing,
            due.map_or(Cell::Nothing, Cell::Money),
            with(Some(note), of_available),
        ));
    }
    Section {
        id: "sources-and-uses",
        title: "Sources and uses",
        columns: vec![
            Head::words("What"),
            Head::figure(format!("In {}", position.currency)),
            Head::figure("Booked, USD"),
            Head::words("Note"),
        ],
        rows,
        notes: Vec::new(),
    }
}

/// `at 104.50`, or how many rates there are.
fn at_rates(statement: &Statement) -> Option<String> {
    let mut rates: Vec<_> = statement.receipts.iter().filter_map(|r| r.rate.as_ref()).map(|r| r.rate).collect();
    rates.sort();
    rates.dedup();
    match rates.as_slice() {
        [] => None,
        [one] => Some(format!("at {one}")),
        many => Some(format!("at {} rates, see “Rates used”", many.len())),
    }
}

fn receipts_rounding(statement: &Statement) -> Money {
    let of_receipts = statement.rates.iter().filter(|used| used.kind == EventKind::Receipt);
    Money::new(of_receipts.map(|used| used.rounding().minor).sum(), domain::Currency::Usd)
}

pub(super) fn receipts(statement: &Statement) -> Section {
    let notes = no_rows(statement.receipts.is_empty(), "No receipt of funds is approved.");
    singles(statement, "receipts", "Receipts", &statement.receipts, notes)
}

pub(super) fn promises(statement: &Statement) -> Section {
    let notes = no_rows(statement.promises.is_empty(), "No pledge or ceiling is approved in the ledger.");
    singles(statement, "ceiling", "Ceiling and its revisions", &statement.promises, notes)
}

pub(super) fn refunds(statement: &Statement) -> Section {
    singles(statement, "refunds", "Refunds", &statement.refunds, Vec::new())
}

fn singles(statement: &Statement, id: &'static str, title: &'static str, of: &[Single], notes: Vec<String>) -> Section {
    let several = of.iter().any(|single| single.donor.is_some());
    let row = |single: &Single| {
        let mut what = single.kind.label().to_owned();
        if let Some(number) = single.reverses {
            what.push_str(&format!(", takes back {}/{number}", statement.grant_code));
        }
        let mut cells = vec![
            Cell::words(format!("{}/{}", statement.grant_code, single.number)),
            Cell::words(what),
            Cell::Day(single.day),
        ];
        cells.extend(several.then(|| Cell::some(single.donor.as_deref())));
        cells.push(Cell::Money(single.amount));
        cells.extend(rate_cells(single.rate.as_ref()));
        cells.push(booked(single.kind, single.booked));
        cells.push(Cell::words(&single.purpose));
        cells
    };
    let mut columns = vec![Head::words("Event"), Head::words("What"), Head::words("Value date")];
    columns.extend(several.then(|| Head::words("Donor")));
    columns.push(Head::figure("Amount"));
    columns.extend(rate_heads());
    columns.extend([Head::figure("Booked, USD"), Head::words("Purpose")]);
    Section { id, title, columns, rows: of.iter().map(row).collect(), notes }
}

/// Without a rate the dollars of what is in the accounts are unknown, not zero; a promise needs none.
fn booked(kind: EventKind, dollars: Option<Money>) -> Cell {
    match dollars {
        Some(money) => Cell::Money(money),
        None if kind.is_promise() => Cell::Nothing,
        None => Cell::Unknown,
    }
}

fn rate_heads() -> [Head; 3] {
    [Head::figure("Rate"), Head::words("Source of the rate"), Head::words("Effective, or stated in")]
}

fn rate_cells(rate: Option<&PinnedRate>) -> [Cell; 3] {
    let Some(rate) = rate else { return [Cell::Nothing, Cell::Nothing, Cell::Nothing] };
    let effective = match (rate.effective_on, &rate.stated) {
        (Some(day), _) => Cell::Day(day),
        (None, Some(document)) => Cell::words(document),
        (None, None) => Cell::Nothing,
    };
    [Cell::Rate(rate.rate), Cell::words(rate.source.label()), effective]
}

pub(super) fn uses(id: &'static str, title: &'static str, name: &'static str, rows: &[UseRow]) -> Section {
    let row = |row: &UseRow| {
        vec![
            Cell::words(row.name.as_deref().unwrap_or("none")),
            Cell::Money(row.spent.money()),
            Cell::Money(row.committed.money()),
            Cell::Money(row.support.money()),
            Cell::Money(row.levy.money()),
        ]
    };
    let unknown = rows.iter().map(|r| r.spent.unknown + r.committed.unknown + r.support.unknown + r.levy.unknown).sum();
    let mut notes = no_rows(rows.is_empty(), "Nothing is spent or committed yet.");
    notes.extend(excludes(unknown));
    let figures = ["Spent, USD", "Open commitments, USD", "Programme support cost, USD", "Levy, USD"];
    let columns = [Head::words(name)].into_iter().chain(figures.map(Head::figure)).collect();
    Section { id, title, columns, rows: rows.iter().map(row).collect(), notes }
}

pub(super) fn support_check(check: &SupportCheck) -> Section {
    let row = vec![
        Cell::words(format!("{} % of the expenditure", percent(check.ppm))),
        Cell::Money(check.due),
        Cell::Money(check.charged),
        Cell::Money(check.difference()),
    ];
    let figures = ["Makes, USD", "Charged, USD", "Difference, USD"];
    Section {
        id: "support-cost",
        title: "Programme support cost",
        columns: [Head::words("Basis")].into_iter().chain(figures.map(Head::figure)).collect(),
        rows: vec![row],
        notes: Vec::new(),
    }
}

pub(super) fn movements(statement: &Statement) -> Section {
    let row = |movement: &store::statements::Movement| {
        let month: Option<PartialDate> = movement.month.parse().ok();
        let sum = movement.booked;
        let dollars = Some(sum.money()).filter(|_| sum.unknown < sum.events);
        // A promise is in no sum of dollars: nothing is left out there.
        let left_out = excludes(sum.unknown).filter(|_| !movement.kind.is_promise());
        vec![
            Cell::words(month.map_or_else(|| movement.month.clone(), PartialDate::words)),
            Cell::words(movement.kind.label()),
            Cell::count(sum.events),
            Cell::Money(movement.amount),
            Cell::words(movement.amount.currency.code()),
            booked(movement.kind, dollars),
            Cell::some(left_out.as_deref()),
        ]
    };
    Section {
        id: "movements",
        title: "Movements by month",
        columns: vec![
            Head::words("Month"),
            Head::words("Kind"),
            Head::figure("Events"),
            Head::figure("Amount"),
            Head::words("Currency"),
            Head::figure("Booked, USD"),
            Head::words("Note"),
        ],
        rows: statement.movements.iter().map(row).collect(),
        notes: no_rows(statement.movements.is_empty(), "No event is approved."),
    }
}

pub(super) fn rates(statement: &Statement) -> Section {
    let row = |used: &store::statements::RateUsed| {
        let [rate, source, effective] = rate_cells(Some(&used.rate));
        vec![
            Cell::words(used.amount.currency.code()),
            rate,
            source,
            effective,
            Cell::words(used.kind.label()),
            Cell::count(used.events),
            Cell::Money(used.amount),
            Cell::Money(used.booked),
            Cell::Money(used.whole),
            Cell::Money(used.rounding()),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = statement.rates.iter().map(row).collect();
    let notes = no_rows(rows.is_empty(), "Nothing was converted.");
    if rows.len() > 1 {
        let mut total = vec![Cell::words("Rounding in all")];
        total.resize(9, Cell::Nothing);
        total.push(Cell::Money(statement.rounding));
        rows.push(total);
    }
    let columns = [Head::words("Currency")]
        .into_iter()
        .chain(rate_heads())
        .chain([Head::words("Kind"), Head::figure("Events"), Head::figure("Amount"), Head::figure("Booked, USD")])
        .chain([Head::figure("As one sum, USD"), Head::figure("Rounding, USD")])
        .collect();
    Section { id: "rates", title: "Rates used", columns, rows, notes }
}

pub(super) fn announced(statement: &Statement) -> Section {
    let row = |told: &store::statements::Announced| {
        vec![
            Cell::words(told.currency.code()),
            Cell::words(told.source.label()),
            Cell::Rate(told.pinned),
            Cell::Day(told.pinned_on),
            Cell::count(told.events),
            Cell::Rate(told.rate),
            Cell::Day(told.effective_on),
            Cell::Day(told.announced_at.day()),
            Cell::some(told.note.as_deref()),
        ]
    };
    let note = if statement.announced.is_empty() {
        "No rate was approved since that would apply where another one is pinned."
    } else {
        "For information: these rates were approved after the events had been pinned. No figure above changes."
    };
    Section {
        id: "announced",
        title: "Rates announced since",
        columns: vec![
            Head::words("Currency"),
            Head::words("Source of the rate"),
            Head::figure("Pinned rate"),
            Head::words("Effective"),
            Head::figure("Events at it"),
            Head::figure("Announced rate"),
            Head::words("Effective"),
            Head::words("Approved on"),
            Head::words("Note"),
        ],
        rows: statement.announced.iter().map(row).collect(),
        notes: vec![note.to_owned()],
    }
}

fn no_rows(none: bool, words: &str) -> Vec<String> {
    none.then(|| words.to_owned()).into_iter().collect()
}
