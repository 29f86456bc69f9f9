//! Published figures: shown as printed, never added up.

use domain::quote::{Measure, Published};
use leptos::prelude::*;
use store::quotes::QuoteRow;

use crate::{kit::*, pages::grants::withdraw_link};

pub fn published(quotes: Vec<QuoteRow>, may_withdraw: bool) -> AnyView {
    let mut columns = vec![
        Column::text("What was published"),
        Column::number("Figure"),
        Column::text("As of"),
        Column::text("Source"),
    ];
    columns.extend(may_withdraw.then(|| Column::text("Actions")));
    let rows = quotes.into_iter().map(|quote| figure_row(quote, may_withdraw)).collect();
    view! {
        <Section title="Published figures" id="published">
            <div class="stack">
                <p class="muted">"As their sources print them. They are not added up."</p>
                <DataTable caption="Published figures" columns rows/>
            </div>
        </Section>
    }
    .into_any()
}

fn figure_row(quote: QuoteRow, may_withdraw: bool) -> Row {
    let withdraw = may_withdraw.then(|| withdraw_link(&quote));
    let printed = quote.as_published.map(|words| format!("printed as “{words}”"));
    let below: Vec<String> = [printed, quote.note].into_iter().flatten().collect();
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below.join("; ")}</span> }.into_any());
    let mut cells = vec![
        view! { <span>{quote.what}{below}</span> }.into_any(),
        figure(quote.published),
        cell(quote.as_of.map(|date| date.words())),
        cell(quote.source),
    ];
    cells.extend(withdraw);
    Row::new(cells)
}

/// `over 230 kg`, `approximately USD 1,270,000`, each marked as quoted.
fn figure(published: Published) -> AnyView {
    match (published.measure, published.money()) {
        (Measure::Money, Some(money)) => {
            view! { <Figure money qualifier=published.qualifier badge=Some(Badge::Quoted)/> }.into_any()
        }
        _ => {
            view! { <span class="figure">{published.to_string()} " " <BadgeTag badge=Badge::Quoted/></span> }.into_any()
        }
    }
}
