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

/// So many that wait for somebody are shown, the oldest first: they share a page with the list.
const MOST_SHOWN: usize = 50;
/// So many movements are looked through at once for those that wait for somebody.
const AT_ONCE: i64 = 100;

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

/// Those that wait for a confirmation of the viewer's, the oldest first: so many as share a page with the list.
///
/// # Errors
/// The role sees none.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<MovementRow>> {
    let mut waiting: Vec<MovementRow> = Vec::new();
    let mut after = 0;
    while let Some((rows, last)) = candidates(tx, viewer, after).await? {
        waiting.extend(shown(tx, viewer, rows).await?.into_iter().filter(MovementRow::waits_for_viewer));
        match last {
            Some(last) if waiting.len() < MOST_SHOWN => after = last,
            _ => break,
        }
    }
    waiting.truncate(MOST_SHOWN);
    Ok(waiting)
}

/// How many wait for a confirmation of the viewer's.
///
/// # Errors
/// The role sees none.
pub async fn count_waiting(tx: &mut Tx, viewer: &Viewer) -> Result<usize> {
    let (mut count, mut after) = (0, 0);
    while let Some((rows, last)) = candidates(tx, viewer, after).await? {
        let told = told(tx, &rows).await?;
        count += told.iter().filter(|(movement, _)| waits(&movement.open_to(party(viewer)))).count();
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    Ok(count)
}

/// Some of the open movements after this one, the oldest first, among which are all that wait for the viewer; and the last of
/// them where more may follow. Nothing: there are none. What is left for the rules to tell is who heads a unit, and who has
/// confirmed for the other.
async fn candidates(tx: &mut Tx, viewer: &Viewer, after: i64) -> Result<Option<(Vec<Row>, Option<i64>)>> {
    viewer.may(Action::SeeMovements)?;
    if viewer.may(Action::MoveItems).is_err() {
        return Ok(None);
    }
    let query = Query::new("SELECT ")
        .with(COLUMNS, [])
        .with(" FROM (SELECT r.noun_id FROM ", [])
        .with(of_noun!("movement"), nouns::scope(tx, viewer).await?)
        .with(" AND r.sort_state = '1' AND r.noun_id > ?", [after.into()]);
    let query = match viewer.agency() {
        Ok(agency) => query.with(OWN, [agency.into(), agency.into()]),
        Err(_) if viewer.role == Role::Staff => query.with(OF_STAFF, []),
        Err(_) => query,
    };
    let query = query
        .with(" ORDER BY r.noun_id LIMIT ?) r JOIN movement m ON m.id = r.noun_id", [AT_ONCE.into()])
        .with(JOINS, [])
        .with(" ORDER BY m.id", []);
    let rows: Vec<Row> = ask!(&mut *tx, query, fetch_all)?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() as i64 == AT_ONCE);
    Ok((!rows.is_empty()).then_some((rows, last)))
}

/// Staff consent to what leaves an agency, and to returns and write-offs; most movements are none of theirs.
const OF_STAFF: &str = " AND EXISTS (SELECT 1 FROM movement x WHERE x.id = r.noun_id
    AND (x.kind <> 'reassignment' OR x.giver_agency_id <> x.agency_id)
    AND NOT EXISTS (SELECT 1 FROM movement_answer n WHERE n.movement_id = x.id AND n.kind = 'programme'))";

/// An officer confirms for the unit that gives or for the one that gets, once.
const OWN: &str = " AND EXISTS (SELECT 1 FROM movement x WHERE x.id = r.noun_id AND (
    (x.giver_agency_id = ? AND NOT EXISTS (SELECT 1 FROM movement_answer n WHERE n.movement_id = x.id AND n.kind = 'giving'))
    OR (x.agency_id = ? AND NOT EXISTS (SELECT 1 FROM movement_answer n WHERE n.movement_id = x.id AND n.kind = 'receiving'))))";
