//! Documents on the pages of what they apply to.

use domain::{Action, Viewer, document::Subject};

use super::{DocumentRow, Stored, listed::list_for};
use crate::{
    Result, Tx,
    list::{Asked, Page, Scope},
};

/// So many stand on the page of something; the list has the others.
const SHOWN: usize = 20;

/// The documents about one thing, the newest first: those that name it, and of a unit, a round or an act the decrees on its
/// components. The first of them; `next` says that there are more.
///
/// # Errors
/// The role sees no documents.
pub async fn cited(tx: &mut Tx, viewer: &Viewer, about: Subject, code: &str) -> Result<Page<DocumentRow>> {
    viewer.may(Action::SeeDocuments)?;
    let asked = Asked {
        filters: vec![(about.word().to_owned(), code.to_owned()), ("state".to_owned(), "stands".to_owned())],
        most: Some(SHOWN),
        ..Asked::default()
    };
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, &asked).await?;
    Ok(page.map(DocumentRow::from))
}

/// A document that shows that a milestone was met.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Evidence {
    pub milestone_id: i64,
    pub code: String,
    pub title: String,
}

/// The documents that name milestones of a component.
///
/// # Errors
/// The role sees no documents.
pub async fn evidence(tx: &mut Tx, viewer: &Viewer, component: &str) -> Result<Vec<Evidence>> {
    viewer.may(Action::SeeDocuments)?;
    let scope = Scope::from(viewer);
    let asked = Asked {
        filters: vec![("component".to_owned(), component.to_owned()), ("state".to_owned(), "stands".to_owned())],
        ..Asked::default()
    };
    let behind =
        " JOIN document_link l ON l.document_id = r.id AND l.milestone_id IS NOT NULL JOIN document d ON d.id = r.id
       ORDER BY d.id, l.milestone_id";
    list_for(scope).over(tx, scope, &asked, "SELECT l.milestone_id, d.code, d.title FROM ", behind).await
}
