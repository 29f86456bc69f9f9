//! The list of documents.

use domain::{
    Action, Viewer,
    document::{DocumentKind, Language},
};

use super::{
    DocumentRow, Stored,
    reach::{of_agency, of_donor},
};
use crate::{
    Parsed, Result, Tx,
    list::{Asked, Filter, Given, List, Page, READER, Scope, Search, Sort},
    rounds::component_read_by,
};

/// The documents `t` with their words `w` and the reader for whom they are listed; conditions follow.
macro_rules! documents {
    () => {
        "(SELECT t.id, t.code, t.kind, t.withdrawn, COALESCE(t.issued_on, '') AS issued_on, w.sort_name, w.sort_more, w.text,
            ? AS scope, CAST(? AS BIGINT) AS scope_id
          FROM document t JOIN register_now w ON w.noun = 'document' AND w.id = t.id"
    };
}

/// A decree that applies to one of these components.
macro_rules! decree_of {
    ($($components:expr),+) => {
        concat!(
            "(r.kind = 'decree' AND EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = r.id AND l.component_id IN (",
            $($components,)+
            ")))"
        )
    };
}

/// It names just this.
macro_rules! linked {
    ($condition:literal) => {
        concat!("EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = r.id AND ", $condition, ")")
    };
}

macro_rules! list {
    ($from:expr, $given:expr) => {
        List {
            columns: super::COLUMNS,
            from: $from,
            given: $given,
            joins: super::JOINS,
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.issued_on").down(),
                Sort::text("title", "r.sort_name"),
                Sort::text("issuer", "r.sort_more"),
                Sort::text("kind", "r.kind"),
            ],
            filters: &[
                Filter::new("kind", "r.kind = ?"),
                Filter::new(
                    "language",
                    "EXISTS (SELECT 1 FROM document_language g WHERE g.document_id = r.id AND g.language = ?)",
                ),
                Filter::new("state", "CASE WHEN r.withdrawn IS NULL THEN 'stands' ELSE 'withdrawn' END = ?"),
                Filter::new(
                    "component",
                    concat!(
                        "EXISTS (SELECT 1 FROM component o WHERE o.code = ? AND ",
                        linked!(
                            "(l.component_id = o.id OR l.phase_id IN (SELECT p.id FROM phase p WHERE p.component_id = o.id)
                              OR l.milestone_id IN (SELECT m.id FROM milestone m JOIN phase p ON p.id = m.phase_id
                                WHERE p.component_id = o.id))"
                        ),
                        ")"
                    ),
                ),
                Filter::new(
                    "programme",
                    concat!("EXISTS (SELECT 1 FROM programme o WHERE o.code = ? AND ", linked!("l.programme_id = o.id"), ")"),
                ),
                Filter::new(
                    "grant",
                    concat!("EXISTS (SELECT 1 FROM grant_agreement o WHERE o.code = ? AND ", linked!("l.grant_id = o.id"), ")"),
                ),
                // What its lines belong to, or what was published of it, as far as the reader reads them.
                Filter::new(
                    "round",
                    concat!(
                        "EXISTS (SELECT 1 FROM round o WHERE o.code = ? AND (",
                        linked!("l.round_id = o.id"),
                        " OR ",
                        decree_of!(
                            "SELECT q.component_id FROM round_part q WHERE q.scope = r.scope AND q.scope_id = r.scope_id
                               AND q.round_id = o.id"
                        ),
                        " OR ",
                        decree_of!(
                            "SELECT m.component_id FROM round_component m WHERE m.round_id = o.id AND ",
                            component_read_by!("m.component_id")
                        ),
                        "))"
                    ),
                ),
                // The component of its kind, and those of what it has or is sent.
                Filter::new(
                    "unit",
                    concat!(
                        "EXISTS (SELECT 1 FROM unit o WHERE o.code = ? AND (",
                        linked!("l.unit_id IN (SELECT t.id FROM unit t WHERE t.as_id = o.as_id)"),
                        " OR ",
                        decree_of!(
                            "SELECT k.id FROM component k WHERE k.code = CASE o.kind WHEN 'OCT' THEN 'IMT' WHEN 'PCU' THEN 'CCP' ELSE o.kind END
                             UNION ALL SELECT v.component_id FROM item_reader v WHERE v.scope = r.scope AND v.scope_id = r.scope_id
                               AND v.unit_id = o.as_id"
                        ),
                        "))"
                    ),
                ),
                Filter::new(
                    "act",
                    concat!(
                        "EXISTS (SELECT 1 FROM act o WHERE o.number = ? AND (",
                        linked!("l.act_id = o.id"),
                        " OR (r.kind = 'decree' AND ",
                        linked!("l.round_id = o.round_id"),
                        ") OR ",
                        decree_of!(
                            "SELECT q.component_id FROM round_part q WHERE q.scope = r.scope AND q.scope_id = r.scope_id
                               AND q.round_id = o.round_id"
                        ),
                        "))"
                    ),
                ),
                Filter::new(
                    "item",
                    concat!("EXISTS (SELECT 1 FROM item o WHERE o.tag = ? AND ", linked!("l.item_id = o.id"), ")"),
                ),
                Filter::new(
                    "agency",
                    concat!("EXISTS (SELECT 1 FROM agency o WHERE o.code = ? AND ", linked!("l.agency_id IN (SELECT t.id FROM agency t WHERE t.as_id = o.as_id)"), ")"),
                ),
                Filter::new(
                    "activity",
                    concat!("EXISTS (SELECT 1 FROM activity o WHERE o.code = ? AND ", linked!("l.activity_id = o.id"), ")"),
                ),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

/// Withdrawn ones among them.
pub(crate) static FOR_STAFF: List = list!(concat!(documents!(), ") r WHERE TRUE"), READER);

pub(crate) static FOR_OFFICERS: List = list!(
    concat!(
        documents!(),
        " WHERE t.withdrawn IS NULL AND (t.readers = 'all' OR (t.readers IN ('agencies', 'parties')
            AND EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = t.id AND ",
        of_agency!(),
        ")))) r WHERE TRUE"
    ),
    &[
        Given::Word,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
    ]
);

pub(crate) static FOR_DONORS: List = list!(
    concat!(
        documents!(),
        " WHERE t.withdrawn IS NULL AND (t.readers = 'all' OR (t.readers IN ('donors', 'parties')
            AND EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = t.id AND ",
        of_donor!(),
        ")))) r WHERE TRUE"
    ),
    &[
        Given::Word,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
        Given::Reader,
    ]
);

pub(super) fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        // A coordinator reads no documents: none concerns the agency that there is not.
        Scope::Agency(_) | Scope::Country(_) => &FOR_OFFICERS,
        Scope::Donor(_) => &FOR_DONORS,
    }
}

/// A page of the documents that the viewer may read, the newest first; those without a date last.
///
/// # Errors
/// The role sees no documents.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<DocumentRow>> {
    viewer.may(Action::SeeDocuments)?;
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    Ok(page.map(DocumentRow::from))
}

/// What the list can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub kinds: Vec<DocumentKind>,
    pub languages: Vec<Language>,
    pub has_withdrawn: bool,
}

/// # Errors
/// The role sees no documents.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeDocuments)?;
    let scope = Scope::from(viewer);
    let (list, all) = (list_for(scope), Asked::default());
    let kinds: Vec<(Parsed<DocumentKind>,)> =
        list.over(tx, scope, &all, "SELECT DISTINCT r.kind FROM ", " ORDER BY 1").await?;
    let languages: Vec<(Parsed<Language>,)> = list
        .over(
            tx,
            scope,
            &all,
            "SELECT DISTINCT g.language FROM ",
            " JOIN document_language g ON g.document_id = r.id ORDER BY 1",
        )
        .await?;
    let withdrawn: Vec<(i64,)> = list.over(tx, scope, &all, "SELECT COUNT(r.withdrawn) FROM ", "").await?;
    let mut languages: Vec<Language> = languages.into_iter().map(|(language,)| language.0).collect();
    languages.sort_unstable();
    Ok(Filters {
        kinds: kinds.into_iter().map(|(kind,)| kind.0).collect(),
        languages,
        has_withdrawn: withdrawn.iter().any(|(number,)| *number > 0),
    })
}
