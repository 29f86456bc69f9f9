//! The list of officials.

use domain::{Action, Viewer};

use super::{OfficialRow, Stored, completed};
use crate::{
    Result, Tx,
    list::{Asked, Given, List, Page, Scope, Search, Sort},
};

/// What somebody did, `a`, is a donor's to read: it signed, or reads the round; two places.
macro_rules! of_donor {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = a.grant_id AND d.reader_id = ?) OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.round_id = a.round_id))"
        )
    };
}
pub(super) use of_donor;

/// For the search, whose row is `e`.
pub(crate) const OF_DONOR: &str = concat!(
    " AND EXISTS (SELECT 1 FROM appearance a WHERE a.official_id IN (SELECT x.id FROM official x WHERE x.as_id = e.noun_id) AND a.withdrawn IS NULL AND ",
    of_donor!(),
    ")"
);

macro_rules! list {
    ($from:expr, $given:expr) => {
        List {
            columns: super::COLUMNS,
            from: $from,
            given: $given,
            joins: super::JOINS,
            id: "r.id",
            sorts: &[Sort::text("name", "r.sort_name")],
            filters: &[],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

/// The officials `t` with their words `w`; conditions follow.
macro_rules! officials {
    () => {
        "(SELECT t.id, w.sort_name, w.text FROM official t JOIN register_now w ON w.noun = 'official' AND w.id = t.id
           WHERE t.as_id = t.id"
    };
}

pub(crate) static FOR_STAFF: List = list!(concat!(officials!(), ") r WHERE TRUE"), &[]);

pub(crate) static FOR_DONORS: List = list!(
    concat!(
        officials!(),
        " AND EXISTS (SELECT 1 FROM appearance a WHERE a.official_id IN (SELECT x.id FROM official x WHERE x.as_id = t.id) AND a.withdrawn IS NULL AND ",
        of_donor!(),
        ")) r WHERE TRUE"
    ),
    &[Given::Reader, Given::Reader]
);

/// Officers read none: [`Action::SeeOfficials`] is asked first.
pub(super) fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::Donor(_) => &FOR_DONORS,
        Scope::All | Scope::Agency(_) | Scope::Country(_) => &FOR_STAFF,
    }
}

/// A page of the officials in scope, by name.
///
/// # Errors
/// The role sees no officials.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<OfficialRow>> {
    viewer.may(Action::SeeOfficials)?;
    let scope = Scope::from(viewer);
    let mut page: Page<Stored> = list_for(scope).page(tx, scope, asked).await?;
    let rows = completed(tx, viewer, std::mem::take(&mut page.rows)).await?;
    Ok(page.with_rows(rows))
}
