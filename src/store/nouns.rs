//! What the lists of receipts, discrepancies, acts and movements have in common: each reads the rows of one noun in
//! `noun_reader`, for the reader who asks.

use domain::Viewer;

use crate::{
    Result, Tx, agencies,
    batch::Bind,
    now::{self, Noun, Scope},
    query::{Query, ask},
    text::sort_key,
};

/// The rows of one noun that a reader reads, as the table `r`; its `?` are the scope's word and id.
macro_rules! of_noun {
    ($noun:literal) => {
        concat!("noun_reader r WHERE r.noun = '", $noun, "' AND r.scope = ? AND r.scope_id = ?")
    };
}
pub(crate) use of_noun;

/// How the rows of one noun are found by their words.
macro_rules! search_noun {
    ($noun:literal) => {
        Some($crate::list::Search::Indexed {
            found: concat!("SELECT s.rowid FROM noun_search s WHERE s.text LIKE '%zq", $noun, "qz%' AND s.text LIKE ?"),
            texts: concat!("SELECT s.text FROM noun_search s WHERE s.text LIKE '%zq", $noun, "qz%' AND s.text LIKE ?"),
            among: " AND r.id IN (",
            each: " AND EXISTS (SELECT 1 FROM noun_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?",
        })
    };
}
pub(crate) use search_noun;

/// The scope in the order of the `?` of [`of_noun`].
pub(crate) async fn scope(tx: &mut Tx, viewer: &Viewer) -> Result<[Bind; 2]> {
    now::settle(tx).await?;
    let scope = Scope::from(viewer);
    Ok([Bind::from(scope.word()), Bind::from(scope.id())])
}

/// The agencies that a list can be narrowed to, code and present name: only those that occur.
pub(crate) async fn agencies(tx: &mut Tx, viewer: &Viewer, noun: Noun) -> Result<Vec<(String, String)>> {
    let [scope, id] = scope(tx, viewer).await?;
    let query = Query::default().with(
        "SELECT a.id FROM agency a WHERE EXISTS (SELECT 1 FROM noun_reader r
           WHERE r.noun = ? AND r.scope = ? AND r.scope_id = ? AND r.agency_id = a.id)",
        [Bind::from(noun.word()), scope, id],
    );
    let ids: Vec<(i64,)> = ask!(&mut *tx, query, fetch_all)?;
    let directory = agencies::directory(tx).await?;
    let named = |(id,): (i64,)| directory.get(&id).map(|row| (row.code.clone(), row.current_name().to_owned()));
    let mut agencies: Vec<(String, String)> = ids.into_iter().filter_map(named).collect();
    agencies.sort_by_cached_key(|(_, name)| sort_key(name));
    Ok(agencies)
}
