//! `/search?q=…`: one field over everything that the person may see.

use axum::routing::get;
use domain::Action;
use domain::Viewer;
use leptos::prelude::*;
use store::{
    list::Count,
    search::{Answer, Hit, Hits, Kind, Noun},
};

mod commands;

use crate::{Cx, access::Rule::Needs, cx::PageResult, kit::*, pages::quotes, registry::Route};

pub const ROUTES: &[Route] = &[("/search", Needs(Action::SeeOverview), || get(page))];

async fn page(cx: Cx) -> PageResult {
    let search = cx.query.search().unwrap_or_default().to_owned();
    let found = if search.is_empty() {
        None
    } else {
        store::search::search(&mut cx.read().await?, cx.viewer()?, &search).await?
    };
    let viewer = cx.viewer()?.clone();
    let role = viewer.role;
    cx.page("Search", move || {
        let actions = commands::section("What you can do", &commands::found(commands::ACTIONS, role, &search));
        let pages = commands::section("Pages", &commands::found(commands::PAGES, role, &search));
        let words = match &found {
            None if search.is_empty() => {
                "Enter a code, a name, a place or a number that stands on the thing, or what you want to do.".to_owned()
            }
            None => "Enter at least three letters or digits in a row.".to_owned(),
            Some(Answer { kinds, instead }) => {
                let total: i64 = kinds.iter().map(|kind| at_least(kind.count)).sum();
                let over = if kinds.iter().any(|k| matches!(k.count, Count::Over(_))) { "Over " } else { "" };
                let results = format!("{over}{} for", count_of(total, "result", "results"));
                match instead {
                    Some(meant) => format!("{results} “{meant}”: nothing has “{search}”"),
                    None => format!("{results} “{search}”"),
                }
            }
        };
        let answer = found.unwrap_or_default();
        let looked_for = answer.instead.clone().unwrap_or_else(|| search.clone());
        let sections: Vec<AnyView> = answer.kinds.into_iter().map(|hits| section(hits, &looked_for, &viewer)).collect();
        view! {
            <PageHeader title="Search"/>
            <form class="filter-form" method="get" role="search" aria-label="Search">
                <div class="filter-search">
                    <label for="filter-q">"Search everything"</label>
                    <input class="input" type="search" id="filter-q" name="q" value=search.clone() autocomplete="off" enterkeyhint="search"/>
                </div>
                <button class="button button-quiet" type="submit">"Search"</button>
            </form>
            <p class="filter-count" role="status">{words}</p>
            // The dialog of the keyboard shows this part alone (`page.js`).
            <div id="found">{actions} {pages} {sections}</div>
        }
        .into_any()
    })
}

fn section(hits: Hits, search: &str, viewer: &Viewer) -> AnyView {
    let (title, list) = named(hits.kind);
    let more = at_least(hits.count) - whole(hits.found.len());
    let over = if matches!(hits.count, Count::Over(_)) { "over " } else { "" };
    let all = ListQuery::default().with("q", search);
    let more = (more > 0).then(|| {
        let words = format!("{over}{} more {}", count(more), title.to_lowercase());
        view! { <p><a href=format!("{list}{all}")>{words}</a></p> }.into_any()
    });
    let kind = hits.kind;
    let found: Vec<AnyView> = hits
        .found
        .into_iter()
        .map(|hit| {
            let href = href(kind, &hit, viewer);
            view! { <li>{link_cell_with(hit.title, href, hit.below)}</li> }.into_any()
        })
        .collect();
    view! { <Section title><ul class="stack-tight hits">{found}</ul>{more}</Section> }.into_any()
}

/// What they are called together, and where all of them are.
fn named(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Item => ("Items", "/items"),
        Kind::Round => ("Rounds", "/rounds"),
        Kind::Other(noun) => match noun {
            Noun::Receipt => ("Receipts", "/receipts"),
            Noun::Discrepancy => ("Discrepancies", "/discrepancies"),
            Noun::Act => ("Acts", "/acts"),
            Noun::Movement => ("Movements", "/custody"),
            Noun::Grant => ("Grants", "/grants"),
            Noun::Donor => ("Donors", "/grants"),
            Noun::Unit => ("Units", "/units"),
            Noun::Agency => ("Agencies", "/agencies"),
            Noun::Figure => ("Published totals", "/totals"),
            Noun::Programme => ("Programmes", "/programmes"),
            Noun::Component => ("Components", "/components"),
            Noun::Activity => ("Activities", "/activities"),
            Noun::Case => ("Results", "/results"),
            Noun::Document => ("Documents", "/documents"),
            Noun::Official => ("Officials", "/officials"),
            Noun::Question => ("Questions", "/questions"),
            Noun::Person => ("People", "/people"),
        },
    }
}

fn href(kind: Kind, hit: &Hit, viewer: &Viewer) -> String {
    let (_, list) = named(kind);
    let handle = &hit.handle;
    match kind {
        Kind::Other(Noun::Figure) => {
            handle.parse().ok().and_then(|about| quotes::address_for(viewer, &about)).unwrap_or_else(|| list.to_owned())
        }
        Kind::Other(Noun::Person) => format!("/people{}", ListQuery::default().with("q", handle)),
        Kind::Other(Noun::Donor) => format!("/donors/{handle}"),
        _ => format!("{list}/{handle}"),
    }
}

fn at_least(count: Count) -> i64 {
    match count {
        Count::Exactly(number) | Count::Over(number) => number,
    }
}
