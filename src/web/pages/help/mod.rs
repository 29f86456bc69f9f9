//! Help: `/about-the-figures` says how figures are made and what the words mean, `/first-steps` greets who is new.

mod first_steps;

use axum::routing::get;
use domain::Action;
use leptos::prelude::*;

use crate::{Cx, access::Rule::Needs, cx::PageResult, kit::*, registry::Route};

pub const ROUTES: &[Route] = &[
    ("/about-the-figures", Needs(Action::SeeOverview), || get(page)),
    ("/first-steps", Needs(Action::SeeOverview), || get(first_steps::page)),
];

/// What holds for every figure of the portal.
const RULES: &[(&str, &str)] = &[
    (
        "Two currencies are never added",
        "A sum says its currency. What has to be compared is converted, and says at which rate and of which day.",
    ),
    (
        "Nothing unknown is nought",
        "What nobody recorded is said to be not recorded. A total says what it leaves out, such as “excludes 3 events without a rate”.",
    ),
    (
        "A rate is pinned",
        "Each money event keeps the rate of its day and its source. A later rate changes no figure; a statement announces the difference.",
    ),
    (
        "Published and recorded stand beside each other",
        "A published figure is kept as it was printed and enters no sum. Where the portal counts the same thing, its own count stands beside it.",
    ),
    (
        "Every figure leads to its rows",
        "A number that counts something is a link to what it counts, in what you may read.",
    ),
    (
        "Two clocks",
        "Each fact has the day on which it happened and the moment at which it was recorded. A page as of an earlier day can be read by both.",
    ),
    (
        "Nothing is edited away",
        "A mistake is corrected by another fact that names the first one. Each change is a row in one chain, in which a row that is altered shows.",
    ),
];

async fn page(cx: Cx) -> PageResult {
    cx.page("About the figures", || {
        let rule = |(title, words): &(&'static str, &'static str)| {
            view! { <li><strong>{*title}</strong>". " {*words}</li> }.into_any()
        };
        let rules: Vec<AnyView> = RULES.iter().map(rule).collect();
        let word = |word: &Word| {
            view! {
                <div class="glossary-word" id=word.id>
                    <dt>{word.word}</dt>
                    <dd>{word.meaning}</dd>
                </div>
            }
            .into_any()
        };
        let words: Vec<AnyView> = GLOSSARY.iter().map(word).collect();
        let lead = view! { <p>"How the portal makes its figures, and what its words mean."</p> }.into_any();
        view! {
            <PageHeader title="About the figures" lead/>
            <Section title="What holds for every figure" id="rules"><ul class="stack-tight measure">{rules}</ul></Section>
            <Section title="The words" id="words"><dl class="glossary">{words}</dl></Section>
        }
        .into_any()
    })
}
