//! What an act says, as HTML: the blocks of the file, readable on a phone.

use documents::act::{Block, Language, Sheet, SignBox, Table};
use leptos::prelude::*;

use crate::{Cx, kit::*};

/// The blocks and annexes in one language.
pub fn view(sheet: Sheet, language: Language) -> AnyView {
    let blocks: Vec<_> = sheet.blocks.into_iter().map(block).collect();
    let annex_2 = sheet.annex_2.map(|annex| annex_view("annex-2", annex));
    view! {
        <div class="act" lang=language.code()>
            {blocks}
            {annex_view("annex-1", sheet.annex_1)}
            {annex_2}
        </div>
    }
    .into_any()
}

fn block(block: Block) -> AnyView {
    let title = format!("{}. {}", block.number, words(&block.title));
    let facts = block.rows.iter().map(|row| Fact::text(words(&row.label), words(&row.value))).collect::<Vec<_>>();
    let facts = (!facts.is_empty()).then(|| view! { <SummaryList facts/> }.into_any());
    let items: Vec<_> = block.items.iter().map(|item| view! { <p>{words(item)}</p> }.into_any()).collect();
    let choices: Vec<_> = (block.choices.iter())
        .map(|choice| {
            let tone = if choice.chosen { Tone::Good } else { Tone::Idle };
            let (text, state) = (words(&choice.text), words(&choice.state));
            view! { <p>{text} " " <StatusTag text=state tone=tone/></p> }.into_any()
        })
        .collect();
    let clauses: Vec<_> = (block.clauses.iter().enumerate())
        .map(|(i, clause)| view! { <p>{format!("{}.{} {}", block.number, i + 1, words(clause))}</p> }.into_any())
        .collect();
    let table = block.table.map(|table| table_view(&title, table));
    let signatures: Vec<_> = block.signatures.into_iter().map(sign_box).collect();
    view! {
        <Section title=title>
            {choices}
            {facts}
            {items}
            {clauses}
            {table}
            {signatures}
        </Section>
    }
    .into_any()
}

fn sign_box(one: SignBox) -> AnyView {
    let who = format!("{}, {}", one.name, one.position);
    let (words, tone, at) = match one.signed {
        Some(signed) => (signed.way, Tone::Good, signed.at),
        None => ("not signed".to_owned(), Tone::Idle, String::new()),
    };
    let value = view! { {who} " " <StatusTag text=words tone=tone/> " " {at} }.into_any();
    view! { <SummaryList facts=vec![Fact::view(one.role, value)]/> }.into_any()
}

fn annex_view(id: &'static str, table: Table) -> AnyView {
    let title = words(&table.title);
    view! { <Section title=title.clone() id=id>{table_view(&title, table)}</Section> }.into_any()
}

fn table_view(caption: &str, table: Table) -> AnyView {
    let columns = table.head.iter().map(|head| Column::text(words(head))).collect();
    let rows = table.rows.into_iter().map(|row| Row::new(row.into_iter().map(lines).collect())).collect();
    view! { <DataTable caption=caption.to_owned() columns rows/> }.into_any()
}

fn lines(parts: Vec<String>) -> AnyView {
    let parts: Vec<_> = parts.into_iter().map(|part| view! { <span class="below">{part}</span> }.into_any()).collect();
    if parts.is_empty() { none() } else { view! { <div>{parts}</div> }.into_any() }
}

fn words(parts: &[String]) -> String {
    parts.join(" / ")
}

/// The language that the address asks for; English when it asks for none, or for one in which there are no acts.
pub(crate) fn asked_language(cx: &Cx) -> Language {
    let asked = cx.query.get("language").unwrap_or_default();
    Language::ALL.into_iter().find(|language| language.code() == asked).unwrap_or(Language::English)
}

/// The same page in another language; `page` ends where a query goes on.
pub(crate) fn languages(page: &str, language: Language) -> AnyView {
    let links: Vec<_> =
        [(Language::English, "English"), (Language::Russian, "Русский"), (Language::Uzbek, "Oʻzbekcha")]
            .into_iter()
            .map(|(one, words)| {
                let href = format!("{page}language={}", one.code());
                let current = (one == language).then_some("true");
                view! { <a href=href lang=one.code() hreflang=one.code() aria-current=current>{words}</a> " " }
                    .into_any()
            })
            .collect();
    view! { <nav class="cluster" aria-label="Language of the act">{links}</nav> }.into_any()
}
