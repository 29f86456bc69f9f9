//! `/search?q=…`: one field over everything that the person may see.

use axum::routing::get;
use domain::Action;
use leptos::prelude::*;
use store::{
    agencies, components, courses, grants, items,
    list::{Asked, Count},
    rounds, units,
};

use crate::{Cx, access::Rule::Needs, cx::PageResult, kit::*, listing::found, registry::Route};

pub const ROUTES: &[Route] = &[("/search", Needs(Action::SeeOverview), || get(page))];

/// Hits shown of each kind; the list of the kind shows all.
const SHOWN: usize = 10;

struct Hits {
    kind: &'static str,
    list: &'static str,
    found: Vec<Hit>,
    count: Count,
}

struct Hit {
    words: String,
    below: String,
    href: String,
}

async fn page(cx: Cx) -> PageResult {
    let search = cx.query.search().unwrap_or_default().to_owned();
    let kinds = if search.is_empty() { Vec::new() } else { everything(&cx, &search).await? };
    cx.page("Search", move || {
        let total: i64 = kinds.iter().map(|k| at_least(k.count)).sum();
        let over = if kinds.iter().any(|k| matches!(k.count, Count::Over(_))) { "Over " } else { "" };
        let count = if search.is_empty() {
            "Enter a code, a name, a place or a number that stands on the thing.".to_owned()
        } else {
            format!("{over}{} for “{search}”", count_of(total, "result", "results"))
        };
        let sections: Vec<AnyView> = kinds.into_iter().filter(|k| !k.found.is_empty()).map(|k| section(k, &search)).collect();
        view! {
            <PageHeader title="Search"/>
            <form class="filter-form" method="get" role="search" aria-label="Search">
                <div class="filter-search">
                    <label for="filter-q">"Search everything"</label>
                    <input class="input" type="search" id="filter-q" name="q" value=search.clone() autocomplete="off" enterkeyhint="search"/>
                </div>
                <button class="button button-quiet" type="submit">"Search"</button>
            </form>
            <p class="filter-count" role="status">{count}</p>
            {sections}
        }
        .into_any()
    })
}

fn section(kind: Hits, search: &str) -> AnyView {
    let more = at_least(kind.count) - whole(kind.found.len().min(SHOWN));
    let over = if matches!(kind.count, Count::Over(_)) { "over " } else { "" };
    let all = ListQuery::default().with("q", search);
    let more = (more > 0).then(|| {
        let words = format!("{over}{} more {}", count(more), kind.kind.to_lowercase());
        view! { <p><a href=format!("{}{all}", kind.list)>{words}</a></p> }.into_any()
    });
    let found: Vec<AnyView> = kind
        .found
        .into_iter()
        .take(SHOWN)
        .map(|hit| view! { <li>{link_cell_with(hit.words, hit.href, hit.below)}</li> }.into_any())
        .collect();
    view! { <Section title=kind.kind><ul class="stack-tight hits">{found}</ul>{more}</Section> }.into_any()
}

fn at_least(count: Count) -> i64 {
    match count {
        Count::Exactly(number) | Count::Over(number) => number,
    }
}

async fn everything(cx: &Cx, search: &str) -> Result<Vec<Hits>, crate::AppError> {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let mut kinds = Vec::new();
    if viewer.role.may(Action::SeeGrants) {
        let rows = grants::list(&mut tx, &viewer, &store::list::Asked::default()).await?.rows;
        let hits = rows
            .into_iter()
            .map(|g| Hit::new(format!("{} · {}", g.code, g.title), String::new(), format!("/grants/{}", g.code)));
        kinds.push(Hits::of("Grants", "/grants", search, hits));
    }
    let asked = Asked { search: Some(search.to_owned()), ..Asked::default() };
    let page = rounds::list(&mut tx, &viewer, &asked).await?;
    let hits = page.rows.into_iter().map(|r| {
        let below = [r.day.map(|d| d.words()), r.place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Hit::new(format!("{} · {}", r.code, r.title), below, format!("/rounds/{}", r.code))
    });
    kinds.push(Hits::searched("Rounds", "/rounds", hits, page.count));
    let page = items::list(&mut tx, &viewer, &asked).await?;
    let hits = page.rows.into_iter().map(|i| {
        let identity = i.line.identity.clone().unwrap_or_default();
        let numbers = [identity.serial, identity.vin, identity.chassis, identity.plate].into_iter().flatten();
        let below: Vec<String> = numbers.chain([i.line.unit.label.clone(), i.line.agency_name.clone()]).collect();
        Hit::new(format!("{} · {}", i.line.tag, i.line.name), below.join(" · "), format!("/items/{}", i.line.tag))
    });
    kinds.push(Hits::searched("Items", "/items", hits, page.count));
    let rows = units::all(&mut tx, &viewer).await?;
    let hits = rows.into_iter().filter_map(|u| {
        let code = u.unit.code.clone()?;
        let below: Vec<&str> = u.aliases.iter().chain(&u.areas).map(String::as_str).collect();
        Some(Hit::new(format!("{code} · {}", u.unit.label), below.join(", "), format!("/units/{code}")))
    });
    kinds.push(Hits::of("Units", "/units", search, hits));
    let rows = agencies::list(&mut tx, &viewer).await?;
    let hits = rows.into_iter().map(|a| {
        let names: Vec<&str> = a.names.iter().map(|n| n.dated.name.as_str()).collect();
        Hit::new(format!("{} · {}", a.code, a.current_name()), names.join(", "), format!("/agencies#{}", a.code))
    });
    kinds.push(Hits::of("Agencies", "/agencies", search, hits));
    let rows = components::list(&mut tx, &viewer).await?;
    let hits = rows
        .into_iter()
        .map(|c| Hit::new(format!("{} · {}", c.code, c.title), String::new(), format!("/components/{}", c.code)));
    kinds.push(Hits::of("Components", "/components", search, hits));
    let rows = courses::list(&mut tx, &viewer, &store::list::Asked::default()).await?.rows;
    let hits = rows.into_iter().map(|c| {
        let below = [Some(c.starts_on.words()), c.place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Hit::new(format!("{} · {}", c.code, c.title), below, format!("/courses/{}", c.code))
    });
    kinds.push(Hits::of("Courses", "/courses", search, hits));
    Ok(kinds)
}

impl Hit {
    fn new(words: String, below: String, href: String) -> Self {
        Hit { words, below, href }
    }
}

impl Hits {
    /// What the store found: the first page of it, and how many there are.
    fn searched(kind: &'static str, list: &'static str, hits: impl Iterator<Item = Hit>, count: Count) -> Self {
        Hits { kind, list, found: hits.take(SHOWN).collect(), count }
    }

    fn of(kind: &'static str, list: &'static str, search: &str, rows: impl Iterator<Item = Hit>) -> Self {
        let found: Vec<Hit> = rows.filter(|hit| found(search, &format!("{} {}", hit.words, hit.below))).collect();
        let count = Count::Exactly(whole(found.len()));
        Hits { kind, list, found, count }
    }
}
