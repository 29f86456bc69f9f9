//! Who paid for the lines of a round: the first link of its chain.

use domain::Viewer;

use crate::{Binds, Result, Tx, db::sql};

/// A donor and, for whoever may see grants, the grant.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Funder {
    pub donor: String,
    pub grant_code: Option<String>,
}

/// The funders of the lines in scope. Officers learn the donor's name, not the grant; donors learn of themselves only.
pub(crate) async fn of_round(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<Funder>> {
    let scope = Binds::from(viewer);
    Ok(sql!(tx, |c| sqlx::query_as(
        "SELECT DISTINCT d.name AS donor, CASE WHEN $3 < 0 THEN g.code END AS grant_code
         FROM line l JOIN funding_share f ON f.item_id = l.item_id JOIN grant_agreement g ON g.id = f.grant_id
         JOIN grant_donor x ON x.grant_id = g.id JOIN donor d ON d.id = x.donor_id
         WHERE l.round_id = $4 AND ($1 OR l.agency_id = $3 OR d.id = $2) ORDER BY 1, 2"
    )
    .bind(scope.all)
    .bind(scope.donor)
    .bind(scope.agency)
    .bind(round)
    .fetch_all(c))?)
}
