//! The list of movements: what stands now, for the reader who asks.

use domain::{Action, Role, Viewer};

use super::{
    MovementRow,
    movements::{COLUMNS, JOINS, Row, party, shown, told, waits},
};
use crate::{
    Result, Tx,
    list::{Asked, Filter, List, Page, READER, Scope, Sort},
    nouns::{self, of_noun, search_noun},
    query::{Query, ask},
};

/// So many movements are looked through for those that wait for somebody, the oldest first: they share a page with the list.
const MOST_WAITING: i64 = 100;

pub(crate) static LIST: List = List {
    columns: COLUMNS,
    from: of_noun!("movement"),
    given: READER,
    joins: "JOIN movement m ON m.id = r.noun_id JOIN item i ON i.id = m.item_id JOIN person p ON p.id = m.person_id",
    id: "r.noun_id",
    sorts: &[
        Sort::number("proposed", "r.sort_at").down(),
        Sort::text("item", "r.sort_item"),
        // What is open first.
        Sort::text("state", "r.sort_state"),
    ],
    filters: &[Filter::new("state", "r.state = ?"), Filter::new("kind", "r.kind = ?")],
    search: search_noun!("movement"),
    sums: None,
    total: None,
};

/// A page of the movements in scope; by default the newest first.
///
/// # Errors
/// The role sees none.
pub async fn movements(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<MovementRow>> {
    viewer.may(Action::SeeMovements)?;
    let mut page: Page<Row> = LIST.page(tx, Scope::from(viewer), asked).await?;
    let rows = shown(tx, viewer, std::mem::take(&mut page.rows)).await?;
    Ok(page.with_rows(rows))
}

/// Those that wait for a confirmation of the viewer's, the oldest first: found among the oldest hundred that are open.
///
/// # Errors
/// The role sees none.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<MovementRow>> {
    let rows = candidates(tx, viewer).await?;
    let mut rows = shown(tx, viewer, rows).await?;
    rows.retain(MovementRow::waits_for_viewer);
    Ok(rows)
}

/// How many there are of [`waiting`].
///
/// # Errors
/// The role sees none.
pub async fn count_waiting(tx: &mut Tx, viewer: &Viewer) -> Result<usize> {
    let rows = candidates(tx, viewer).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let told = told(tx, &rows).await?;
    Ok(told.iter().filter(|(movement, _)| waits(&movement.open_to(party(viewer)))).count())
}

/// Open movements, the oldest first, among which are all that wait for the viewer.
async fn candidates(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Row>> {
    viewer.may(Action::SeeMovements)?;
    if viewer.may(Action::MoveItems).is_err() {
        return Ok(Vec::new());
    }
    // Staff consent to what leaves an agency, and to returns and write-offs; most movements are none of theirs.
    let own = if viewer.role == Role::Staff {
        " AND EXISTS (SELECT 1 FROM movement x WHERE x.id = r.noun_id
            AND (x.kind <> 'reassignment' OR x.giver_agency_id <> x.agency_id)
            AND NOT EXISTS (SELECT 1 FROM movement_answer n WHERE n.movement_id = x.id AND n.kind = 'programme'))"
    } else {
        ""
    };
    let query = Query::new("SELECT ")
        .with(COLUMNS, [])
        .with(" FROM (SELECT r.noun_id FROM ", [])
        .with(of_noun!("movement"), nouns::scope(tx, viewer).await?)
        .with(" AND r.sort_state = '1'", [])
        .with(own, [])
        .with(" ORDER BY r.noun_id LIMIT ?) r JOIN movement m ON m.id = r.noun_id", [MOST_WAITING.into()])
        .with(JOINS, [])
        .with(" ORDER BY m.id", []);
    Ok(ask!(&mut *tx, query, fetch_all)?)
}
