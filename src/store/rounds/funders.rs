//! Who paid for the lines of a round: the first link of its chain.

use domain::Viewer;

use crate::{
    Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// A donor and, for whoever may see grants, the grant.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Funder {
    pub donor: String,
    pub grant_code: Option<String>,
}

/// The funders of the lines in scope. Officers learn the donor's name, not the grant; donors learn of themselves only.
pub(crate) async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<Funder>> {
    let query = Query::new("SELECT DISTINCT d.name AS donor, ")
        .for_reader(viewer, "g.code", "CAST(NULL AS TEXT)", "g.code")
        .with(
            " AS grant_code FROM line l JOIN funding_share f ON f.item_id = l.item_id JOIN grant_agreement g ON g.id = f.grant_id
             JOIN grant_donor x ON x.grant_id = g.id JOIN donor d ON d.id = x.donor_id WHERE l.round_id = ?",
            [Bind::from(round)],
        )
        .for_reader(viewer, "", " AND l.agency_id = ?", " AND d.id = ?")
        .with(" ORDER BY 1, 2", []);
    Ok(ask!(tx, query, fetch_all)?)
}
