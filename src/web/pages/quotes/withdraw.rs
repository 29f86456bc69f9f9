//! `/quotes/{id}/withdraw`: a published figure that was entered in error; and those that were withdrawn, for staff.

use axum::extract::Path;
use leptos::prelude::*;
use store::{
    Tx,
    quotes::{Subject, WithdrawnQuote},
};

use super::address;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let (quote, of) = store::quotes::find(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw a published figure", || {
        let what = format!("{}: {}", quote.words.what, quote.published);
        let hidden = [("submission", submission), ("quote", id.to_string())];
        view! {
            <WithdrawPage form kind="Published figure" title="Withdraw a figure that was entered in error?" what
                then="It counts nowhere any more, and donors do not read it. Staff go on to read it as withdrawn. What is right is \
                    recorded anew."
                action="/api/withdraw_quote" hidden=hidden.to_vec() button="Withdraw the figure" cancel=address(&of)/>
        }
        .into_any()
    })
}

/// What was withdrawn about a subject; nothing for whoever does not read it, or where nothing was.
pub(super) async fn withdrawn(tx: &mut Tx, viewer: &domain::Viewer, of: &Subject) -> Result<Option<AnyView>, AppError> {
    let rows = store::quotes::withdrawn(tx, viewer, of).await?;
    let rows: Vec<AnyView> = rows.into_iter().map(one).collect();
    let words = format!("Withdrawn: {}", count_of(whole(rows.len()), "figure", "figures"));
    Ok((!rows.is_empty())
        .then(|| view! { <details><summary>{words}</summary><ul class="stack-tight">{rows}</ul></details> }.into_any()))
}

fn one(row: WithdrawnQuote) -> AnyView {
    let figure = format!("{}: {}", row.quote.words.what, row.quote.published);
    let why = format!("{} · {} · {}", row.reason, row.person, row.recorded_at.day_words());
    view! { <li><del>{figure}</del> <span class="below">{why}</span></li> }.into_any()
}
