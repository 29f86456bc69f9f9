//! `/grants/{code}`: one agreement in a screenful: what became of it in six steps, and what is still open.

use axum::extract::Path;
use domain::{Action, Viewer};
use leptos::prelude::*;
use store::grants::{Funnel, GrantShow};

use super::{
    closing,
    frame::{Asked, Part},
    funnel::{Beside, funnel},
};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let about = Asked::read(&cx, &mut tx, &code).await?;
    if let Some(page) = about.before(&cx, &mut tx).await? {
        return Ok(page);
    }
    let grant = &about.grant;
    let statement = store::statements::statement(&mut tx, viewer, &code, about.asked.as_of).await?;
    let steps = if about.asked.is_wrong() { None } else { Funnel::of_grant(&grant.row, &statement)? };
    let today = about.asked.as_of.day.unwrap_or_else(|| cx.today());
    about.page(&cx, Part::Summary, || {
        let open = closing::section(grant, &statement, steps.as_ref(), viewer, today);
        let body = match &steps {
            Some(steps) => {
                let ask_at = viewer.role.may(Action::AskQuestions).then(|| format!("/grants/{}", grant.row.code));
                let illustrative = grant.illustrative;
                let beside = Beside { ask_at, illustrative, ..Beside::of_grant(&grant.row.code) };
                let steps = funnel(steps, "The", &beside);
                view! { <div class="grid-2">{steps}{open}</div> }.into_any()
            }
            None => open,
        };
        view! {
            <ChainStrip links=chain(grant, viewer)/>
            {body}
            {terms(&["ceiling", "booked", "indicative", "commitment", "discrepancy", "illustrative"])}
        }
        .into_any()
    })
}

/// `Japan › [ JP-2020 ¥743,000,000 ] › IMT Phase II › 42 items · 39 signed for › 6 units`
fn chain(grant: &GrantShow, viewer: &Viewer) -> Vec<ChainLink> {
    let row = &grant.row;
    let donor = |donor: &store::grants::DonorRef| {
        if viewer.sees_everything() {
            ChainLink::to(donor.name.clone(), format!("/grants?donor={}", donor.code))
        } else {
            ChainLink::fact(donor.name.clone())
        }
    };
    let mut links: Vec<ChainLink> = row.donors.iter().map(donor).collect();
    let ceiling = row.ceiling.map(|c| format!(" {}{}", c.currency.prefix(), c.short_figure()));
    links.push(ChainLink::here(format!("{}{}", row.code, ceiling.unwrap_or_default())));
    if grant.allocations.is_empty() {
        links.push(ChainLink::waiting("waits for a component and phase"));
    }
    links.extend(grant.allocations.iter().map(|a| {
        ChainLink::to(format!("{} {}", a.component_code, a.phase), format!("/components/{}", a.component_code))
    }));
    if row.items == 0 {
        links.push(ChainLink::waiting("waits for its first round"));
        return links;
    }
    let items = count_of(whole(row.items), "item", "items");
    links.push(ChainLink::to(
        format!("{items} · {} signed for", count(whole(row.confirmed_items))),
        format!("/grants/{}/items", row.code),
    ));
    let open = row.dispatched_items.saturating_sub(row.confirmed_items);
    if open > 0 {
        links
            .push(ChainLink::waiting(format!("{} for a signature", count_of(whole(open), "item waits", "items wait"))));
    }
    links.push(ChainLink::fact(count_of(whole(grant.units), "unit", "units")));
    links
}
