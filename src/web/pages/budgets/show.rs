//! `/grants/{code}/budget`: each line from its original budget to what is left of it.

use axum::extract::Path;
use domain::{Action, AsOf, Money, budget::Standing, grant::percent};
use leptos::prelude::*;
use store::budgets::{BudgetRow, Means};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let asked = AskedAsOf::read(&cx.query, cx.today());
    let as_of = asked.as_of;
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let lines = store::budgets::list(&mut tx, viewer, &code, as_of).await?;
    let means = store::budgets::means(&mut tx, viewer, &code, as_of).await?;
    let may_change = viewer.role.may(Action::ManageMoney);
    let assumed = store::ledger::is_assumed(&mut tx, viewer, &code).await?;
    cx.page(&format!("Budget of {code}"), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), format!("/grants/{code}"))];
        let new = format!("/grants/{code}/budget/new");
        let actions =
            may_change.then(|| view! { <ButtonLink href=new text="Add a budget line" primary=true/> }.into_any());
        let total = Standing::total(lines.iter().map(|line| &line.standing));
        let lead = view! { <p>{format!("In US dollars, as of {as_of}. Approved events only.")}</p> }.into_any();
        let tools = export::links(&cx.query, &format!("/grants/{code}/budget"), lines.len());
        let partial = means.partial.then(|| {
            view! { <Notice><p>"Several donors give this grant together: spent and committed count only what is marked as yours."</p></Notice> }
                .into_any()
        });
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=code.clone() title="Budget" lead actions/>
            {partial}
            <StatTiles tiles=tiles(&means, &total, assumed)/>
            <AsOfBar asked/>
            <Section title="Lines" id="lines" aside=tools>{table(&lines, &total, &code, may_change, as_of)}</Section>
        }
        .into_any()
    })
}

fn money(money: Money) -> AnyView {
    view! { <MoneyView money/> }.into_any()
}

/// The budget against what came in, less the support cost where its rate is known.
fn tiles(means: &Means, total: &Standing, assumed: bool) -> Vec<StatTile> {
    let budget = total.budget();
    let received = StatTile::new("Received", money(means.received.money())).note(match means.received.unknown {
        0 if assumed => "assumed: booked at a rate that follows from a published figure".to_owned(),
        0 => "booked at the pinned rates".to_owned(),
        unknown => {
            format!("without {}", count_of(whole(unknown), "receipt that has no rate", "receipts that have no rate"))
        }
    });
    let (limit, mut tiles) = match means.programmable {
        Some((ppm, programmable, support)) => {
            let from = if assumed { "assumed: received" } else { "received" };
            let note = format!("{from} less {support} support cost ({} %)", percent(ppm));
            (programmable, vec![received, StatTile::new("Can be programmed", money(programmable)).note(note)])
        }
        None => (means.received.money(), vec![received]),
    };
    let over = budget.minor - limit.minor;
    let note = match over {
        0 => "all of it is budgeted".to_owned(),
        over if over > 0 => format!("{} more than there is", Money::new(over, budget.currency)),
        over => format!("{} is not budgeted", Money::new(-over, budget.currency)),
    };
    tiles.push(StatTile::new("Budget", money(budget)).note(note));
    tiles.push(StatTile::new("Balance", money(total.balance())).note("neither spent nor committed"));
    tiles
}

fn table(lines: &[BudgetRow], total: &Standing, code: &str, may_change: bool, as_of: AsOf) -> AnyView {
    if lines.is_empty() {
        let yet = if as_of.is_now() {
            "A budget line says how much of the grant is meant for what."
        } else {
            "No line was in force on that day."
        };
        let action = (may_change && as_of.is_now())
            .then(|| ("Add the first line".to_owned(), format!("/grants/{code}/budget/new")));
        return view! { <EmptyState things="budget lines" yet action/> }.into_any();
    }
    let mut columns = vec![Column::text("Line")];
    columns.extend(["Original", "Revised", "Reprogrammed", "Spent", "Committed", "Balance"].map(Column::number));
    columns.extend(may_change.then(|| Column::text("Change")));
    let rows = lines.iter().map(|line| row(line, code, may_change)).collect();
    let sum = |label: &str, value: Money| Sum::new(label, money(value));
    let usd = |cents: i64| Money::new(cents, domain::Currency::Usd);
    let mut sums = vec![
        sum("Original, all lines", usd(total.original)),
        sum("Revised, all lines", usd(total.revised)),
        sum("Reprogrammed, comes to", total.moved()),
        sum("Spent, all lines", total.spent.money()),
        sum("Committed, all lines", total.committed.money()),
        sum("Balance, all lines", total.balance()),
    ];
    let unknown = total.without_rate();
    if unknown > 0 {
        let words = count_of(whole(unknown), "event without a rate", "events without a rate");
        sums.push(Sum::new("Left out of the sums", words.into_any()));
    }
    view! { <DataTable caption="Budget lines" columns rows sums/> }.into_any()
}

fn row(line: &BudgetRow, code: &str, may_change: bool) -> Row {
    let standing = &line.standing;
    let usd = |cents: i64| money(Money::new(cents, domain::Currency::Usd));
    let below = line.phase.as_ref().map(|phase| format!(" · {phase}")).unwrap_or_default();
    let below = format!("{}{below}", line.title);
    let name = view! { <div><span class="code">{line.code.clone()}</span> <span class="below">{below}</span></div> };
    let revised = if line.version == 1 {
        none()
    } else {
        let note = format!("version {}, {}", line.version, line.effective_on.words());
        view! { <div>{usd(standing.revised)} <span class="below">{note}</span></div> }.into_any()
    };
    let mut cells = vec![
        name.into_any(),
        usd(standing.original),
        revised,
        reprogrammed(standing),
        money(standing.spent.money()),
        money(standing.committed.money()),
        money(standing.balance()),
    ];
    cells.extend(may_change.then(|| {
        let about = format!("Revise {}", line.code);
        let href = format!("/grants/{code}/budget/{}/revise", line.code);
        view! { <a href=href aria-label=about>"Revise"</a> }.into_any()
    }));
    Row::new(cells)
}

/// `+ USD 114,000.00`, in and out apart.
fn reprogrammed(standing: &Standing) -> AnyView {
    if (standing.moved_in, standing.moved_out) == (0, 0) {
        return none();
    }
    let part = |words: &'static str, cents: i64| {
        let amount = Money::new(cents, domain::Currency::Usd);
        (cents != 0).then(|| view! { <div>{words} " " {money(amount)}</div> }.into_any())
    };
    view! { {part("in", standing.moved_in)}{part("out", standing.moved_out)} }.into_any()
}
