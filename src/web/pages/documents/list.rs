//! The documents that the viewer may read.

use domain::Action;
use leptos::prelude::*;
use store::documents::{DocumentRow, Filters};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::documents::list(&mut tx, viewer, &cx.query.asked()).await?;
    let selects = selects(store::documents::filters(&mut tx, viewer).await?);
    drop(tx);
    let paging = Paging::of(&listed);
    let may_record = viewer.may(Action::ManageDocuments).is_ok();
    let query = cx.query.clone();
    cx.page("Documents", move || {
        let total = paging.words("document", "documents");
        let record = may_record
            .then(|| view! { <ButtonLink href="/documents/new" text="Record a document" primary=true/> }.into_any());
        let tools = export::links(&query, "/documents", paging.shown);
        view! {
            <PageHeader title="Documents" actions=record/>
            <FilterBar query=query.clone() search="Title, number, issuer or code" selects sorts=orders() count=total tools=tools/>
            {table(query, &listed.rows, paging, may_record)}
        }
        .into_any()
    })
}

fn selects(filters: Filters) -> Vec<FilterSelect> {
    let kinds = filters.kinds.into_iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    let languages = filters.languages.into_iter().map(|l| (l.word().to_owned(), l.label().to_owned())).collect();
    let mut selects =
        vec![FilterSelect::new("kind", "Kind", kinds), FilterSelect::new("language", "Language", languages)];
    if filters.has_withdrawn {
        let states = [("stands", "Stands"), ("withdrawn", "Withdrawn")];
        let states = states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
        selects.push(FilterSelect::new("state", "State", states));
    }
    selects
}

fn orders() -> Vec<(String, String)> {
    [("-date", "Newest first"), ("date", "Oldest first"), ("title", "Title"), ("issuer", "Issuer")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn table(query: ListQuery, listed: &[DocumentRow], paging: Paging, may_record: bool) -> AnyView {
    if paging.count.is_zero() {
        let action = may_record.then(|| ("Record the first document".to_owned(), "/documents/new".to_owned()));
        return view! {
            <EmptyState things="documents" query action yet="A document binds or explains: a decree, an Exchange of Notes, a news item."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::text("Document").sorted("title"),
        Column::text("Kind").sorted("kind"),
        Column::text("Date").sorted("date"),
        Column::text("Issuer").sorted("issuer"),
        Column::text("Languages"),
        Column::text("To read"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Documents" columns rows query paging=Some(paging)/> }.into_any()
}

fn row(row: &DocumentRow) -> Row {
    let below = match &row.number {
        Some(number) => format!("{} · No. {number}", row.code),
        None => row.code.clone(),
    };
    let withdrawn =
        row.withdrawn.as_ref().map(|_| view! { " " <StatusTag text="withdrawn" tone=Tone::Bad/> }.into_any());
    let title = link_cell_with(row.title.clone(), format!("/documents/{}", row.code), below);
    Row::new(vec![
        view! { {title} {withdrawn} }.into_any(),
        cell(row.kind.label()),
        match row.issued_on {
            Some(date) => view! { <span class="nowrap"><DateView date/></span> }.into_any(),
            None => view! { <span class="muted">"not stated"</span> }.into_any(),
        },
        cell(row.issuer.clone()),
        cell(languages(row)),
        cell(to_read(row)),
    ])
}

/// `Uzbek, Russian`
pub(super) fn languages(row: &DocumentRow) -> Option<String> {
    let words: Vec<&str> = row.languages.iter().map(|language| language.label()).collect();
    Some(words.join(", ")).filter(|words| !words.is_empty())
}

/// How somebody comes to read it.
pub(super) fn to_read(row: &DocumentRow) -> &'static str {
    match (row.pages, &row.address) {
        (0, None) => "not on file",
        (0, Some(_)) => "address",
        (_, None) => "file",
        (_, Some(_)) => "file, address",
    }
}
