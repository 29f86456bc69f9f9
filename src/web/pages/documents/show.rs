//! One document: what it is, where it can be read, what it applies to.

use axum::extract::Path;
use domain::{Action, change::Entity, document::Subject, file::MediaType};
use leptos::prelude::*;
use store::documents::{DocumentShow, FileRow, LinkRow};

use super::list::languages;
use crate::{Cx, cx::PageResult, kit::*, pages::changes::history};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::documents::show(&mut tx, viewer, &code).await?;
    let history = history(&mut tx, viewer, Entity::Document, &code).await?;
    let may_edit = viewer.may(Action::ManageDocuments).is_ok();
    let key = cx.submission_key()?;
    let refused = cx.form(&mut tx, FormState::default()).await?;
    cx.page(&shown.document.title.clone(), move || {
        let document = &shown.document;
        let actions = may_edit.then(|| actions(&shown));
        let status = document.withdrawn.as_ref().map(|_| view! { <StatusTag text="withdrawn" tone=Tone::Bad/> }.into_any());
        let steps = vec![("Documents".to_owned(), "/documents".to_owned())];
        let lacks = (may_edit && document.withdrawn.is_none()).then(|| format!("/documents/{code}/edit"));
        let withdrawn = withdrawn(&shown, may_edit, key);
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=document.kind.label() code=code.clone() title=document.title.clone() status=status actions=actions/>
            <ErrorSummary state=refused/>
            {withdrawn}
            <RecordedFacts facts=facts(&shown) add=lacks/>
            {applies_to(&shown)}
            {earlier(&shown)}
            {history}
        }
        .into_any()
    })
}

fn actions(shown: &DocumentShow) -> AnyView {
    let to = |end: &str| format!("/documents/{}/{end}", shown.document.code);
    let (edit, replace) = (to("edit"), to("file"));
    let file = if shown.document.pages == 0 { "Add the file" } else { "Replace the file" };
    let withdraw =
        shown.document.withdrawn.is_none().then(|| view! { <a href=to("withdraw")>"Withdraw"</a> }.into_any());
    view! {
        <ButtonLink href=edit text="Edit"/>
        <Menu label="More">
            <a href=replace>{file}</a>
            {withdraw}
        </Menu>
    }
    .into_any()
}

/// Staff read why, and can take it back.
fn withdrawn(shown: &DocumentShow, may_edit: bool, key: String) -> Option<AnyView> {
    let reason = shown.document.withdrawn.clone()?;
    let restore = may_edit.then(|| {
        view! {
            <form method="post" action="/api/restore_document">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="code" value=shown.document.code.clone()/>
                <HiddenInput name="version" value=shown.version.to_string()/>
                <SubmitButton text="Let it stand again" quiet=true/>
            </form>
        }
        .into_any()
    });
    Some(
        view! {
            <Notice tone=Tone::Bad title="Withdrawn: programme staff alone read it">
                <div class="stack-tight"><p>{reason}</p>{restore}</div>
            </Notice>
        }
        .into_any(),
    )
}

fn facts(shown: &DocumentShow) -> Vec<Fact> {
    let document = &shown.document;
    let not_published = || view! { <span class="muted">"not published"</span> }.into_any();
    let number = document.number.clone().map_or_else(not_published, IntoAny::into_any);
    let date = match document.issued_on {
        Some(date) => view! { <DateView date/> }.into_any(),
        None => view! { <span class="muted">"not stated"</span> }.into_any(),
    };
    let newest = shown.files.first().map_or(0, |file| file.edition);
    let pages: Vec<&FileRow> = shown.files.iter().filter(|file| file.edition == newest).collect();
    let file = (!pages.is_empty()).then(|| files(&document.code, &pages));
    let address = document.address.clone().map(|address| outside(address.clone(), &address));
    let mut facts = vec![
        Fact::view("Number", number),
        Fact::view("Date", date),
        Fact::text("Issuer", document.issuer.clone()),
        Fact::text("Languages", languages(document)),
    ];
    if file.is_some() || address.is_none() {
        facts.push(Fact::view("File", file));
    }
    facts.extend(address.map(|address| Fact::view("Address", address)));
    facts
        .extend(shown.note.clone().map(|note| Fact::view("Note", view! { <p class="pre-line">{note}</p> }.into_any())));
    facts.push(Fact::text("Source", shown.source.clone().map(|(title, _)| title)));
    facts.extend(shown.readers.map(|readers| Fact::text("Who may read it", readers.label())));
    facts
}

/// Always saved, never shown inside the portal.
fn files(code: &str, pages: &[&FileRow]) -> AnyView {
    let links: Vec<_> = pages
        .iter()
        .map(|file| {
            let kind = match file.media_type {
                MediaType::Pdf => "PDF",
                MediaType::Jpeg | MediaType::Png => "picture",
            };
            let words = match pages.len() {
                1 => format!("The document, {kind}, {}", size(file.bytes)),
                _ => format!("Page {}, {kind}, {}", file.number, size(file.bytes)),
            };
            let href = format!("/documents/{code}/files/{}/{}", file.edition, file.number);
            view! { <li><a href=href>{words}</a></li> }.into_any()
        })
        .collect();
    view! { <ul class="stack-tight plain">{links}</ul> }.into_any()
}

/// `48 KB`, `2.4 MB`
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn applies_to(shown: &DocumentShow) -> AnyView {
    let links: Vec<_> = shown.links.iter().map(applies).collect();
    let content = if links.is_empty() {
        view! { <p class="muted">"Nothing in particular."</p> }.into_any()
    } else {
        view! { <ul class="stack-tight">{links}</ul> }.into_any()
    };
    view! { <Section title="What it applies to" id="applies-to">{content}</Section> }.into_any()
}

fn applies(row: &LinkRow) -> AnyView {
    let code = &row.code;
    let component = row.component.clone().unwrap_or_default();
    let href = match row.subject {
        Subject::Component => format!("/components/{code}"),
        Subject::Phase => {
            format!("/components/{component}#phase-{}", code.rsplit(' ').next().unwrap_or_default())
        }
        Subject::Programme => format!("/programmes/{code}"),
        Subject::Grant => format!("/grants/{code}"),
        Subject::Round => format!("/rounds/{code}"),
        Subject::Unit => format!("/units/{code}"),
        Subject::Act => format!("/acts/{code}"),
        Subject::Item => format!("/items/{code}"),
        Subject::Milestone => format!("/components/{component}#milestone-{code}"),
        Subject::Agency => format!("/agencies/{code}"),
        Subject::Activity => format!("/activities/{code}"),
    };
    let name = link(row.name.clone(), row.has_page.then_some(href.as_str()));
    view! { <li><span class="muted">{row.subject.label()}</span> " " {name}</li> }.into_any()
}

/// Editions that another one replaced; staff and administrators have them.
fn earlier(shown: &DocumentShow) -> Option<AnyView> {
    let newest = shown.files.first()?.edition;
    let editions: Vec<_> = (1..newest)
        .rev()
        .map(|edition| {
            let pages: Vec<&FileRow> = shown.files.iter().filter(|file| file.edition == edition).collect();
            let day = pages.first().map(|file| file.recorded_at.day_words()).unwrap_or_default();
            let words = format!("Kept on {day}");
            view! { <li>{words} {files(&shown.document.code, &pages)}</li> }.into_any()
        })
        .collect();
    (shown.readers.is_some() && !editions.is_empty()).then(|| {
        view! { <Section title="Earlier files" id="earlier"><ul class="stack-tight">{editions}</ul></Section> }
            .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_said_as_people_know_it() {
        assert_eq!([size(812), size(48_200), size(2_450_000)], ["812 bytes", "48 KB", "2.4 MB"]);
    }
}
