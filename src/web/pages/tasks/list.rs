//! `/to-do`

use domain::task::TaskKind;
use leptos::prelude::*;
use store::tasks;

use super::rows::{Keys, finding, rows};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let at = cx.now();
    let mut tx = cx.read().await?;
    let listed = tasks::list(&mut tx, viewer, at, &cx.query.asked()).await?;
    let components = tasks::components(&mut tx, viewer).await?;
    drop(tx);
    let paging = Paging::of(&listed.page);
    let query = cx.query.clone();
    let keys = Keys::of(&cx, &listed.page.rows)?;
    cx.page("To do", move || {
        let content = if listed.page.count.is_zero() {
            let yet = "Everything is decided, counted and signed. What waits appears here by itself.";
            view! { <EmptyState things="things to do" query=query.clone() yet/> }.into_any()
        } else {
            let list = rows(&listed.page.rows, keys, at);
            view! { {list} <Pages query=query.clone() paging=paging.clone()/> }.into_any()
        };
        let lead = view! { <p>{finding(&listed)}</p> }.into_any();
        view! {
            <PageHeader title="To do" lead/>
            <FilterBar query=query.clone() selects=selects(components) count=paging.words("thing to do", "things to do")/>
            {content}
        }
        .into_any()
    })
}

fn selects(components: Vec<(String, String)>) -> Vec<FilterSelect> {
    let pairs =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect();
    let kinds = TaskKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let components = components.into_iter().map(|(code, title)| (code.clone(), format!("{code} · {title}"))).collect();
    vec![
        FilterSelect::new("kind", "What", kinds),
        FilterSelect::new("component", "Component", components),
        FilterSelect::new("whose", "Who looks after it", pairs(&[("mine", "I do"), ("nobody", "nobody yet")])),
        FilterSelect::new("shown", "Put off", pairs(&[("later", "what is put off")])),
    ]
}
