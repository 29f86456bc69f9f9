//! The documents about something, on its page.

use std::collections::HashMap;

use domain::{Action, Viewer, document::Subject};
use leptos::prelude::*;
use store::{Tx, documents::DocumentRow};

use super::list::{languages, to_read};
use crate::{AppError, kit::*};

/// What stands on the page of `code`: nothing where there is nothing to read and nothing to record.
///
/// # Errors
/// The database does not answer.
pub async fn section(tx: &mut Tx, viewer: &Viewer, about: Subject, code: &str) -> Result<Option<AnyView>, AppError> {
    if viewer.may(Action::SeeDocuments).is_err() {
        return Ok(None);
    }
    let page = store::documents::cited(tx, viewer, about, code).await?;
    let may_record = viewer.may(Action::ManageDocuments).is_ok();
    if page.rows.is_empty() && !may_record {
        return Ok(None);
    }
    let address =
        |end: &str, word: &str, value: &str| format!("/documents{end}{}", ListQuery::default().with(word, value));
    let all = page.next.is_some().then(|| {
        let href = address("", about.word(), code);
        view! { <p><a href=href>"All documents about it"</a></p> }.into_any()
    });
    let add = may_record.then(|| {
        let href = address("/new", "for", &format!("{about} {code}"));
        view! { <ButtonLink href text="Attach a document"/> }.into_any()
    });
    let rows: Vec<_> = page.rows.iter().map(row).collect();
    let content = if rows.is_empty() {
        view! { <p class="muted">"No document is recorded."</p> }.into_any()
    } else {
        view! { <ul class="stack-tight hits">{rows}</ul> }.into_any()
    };
    Ok(Some(view! { <Section title="Documents" id="documents" aside=add>{content} {all}</Section> }.into_any()))
}

fn row(row: &DocumentRow) -> AnyView {
    let number = row.number.clone().map(|number| format!("No. {number}"));
    let below = [
        Some(row.kind.label().to_owned()),
        number,
        row.issued_on.map(|date| date.words()),
        row.issuer.clone(),
        languages(row),
        Some(to_read(row).to_owned()),
    ];
    let below: Vec<String> = below.into_iter().flatten().collect();
    let title = link_cell_with(row.title.clone(), format!("/documents/{}", row.code), below.join(" · "));
    view! { <li>{title}</li> }.into_any()
}

/// The documents that show that milestones of a component were met, by the milestone, as code and title.
///
/// # Errors
/// The database does not answer.
pub async fn evidence(
    tx: &mut Tx,
    viewer: &Viewer,
    component: &str,
) -> Result<HashMap<i64, Vec<(String, String)>>, AppError> {
    let mut of: HashMap<i64, Vec<(String, String)>> = HashMap::new();
    for document in store::documents::evidence(tx, viewer, component).await? {
        of.entry(document.milestone_id).or_default().push((document.code, document.title));
    }
    Ok(of)
}
