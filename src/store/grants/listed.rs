//! The list of grants, with what they bought and what of that was signed for.

use std::collections::HashMap;

use domain::{Action, Currency, Money, Viewer};

use super::{DonorRef, GrantRow, Row, details::donors_of, grant_columns};
use crate::{
    Parsed, Result, Totals, Tx,
    batch::Bind,
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    now,
    query::{Query, ask},
};

macro_rules! list {
    ($from:literal, $given:expr, $donor:literal) => {
        List {
            columns: grant_columns!(),
            from: $from,
            given: $given,
            joins: "JOIN grant_agreement g ON g.id = r.id LEFT JOIN source w ON w.id = g.ceiling_source_id
              LEFT JOIN source s ON s.id = g.source_id",
            id: "r.id",
            sorts: &[
                Sort::text("signed", "r.signed_on").down(),
                Sort::text("code", "r.sort_name"),
                Sort::text("donor", "r.sort_more"),
                Sort::number("items", "r.items"),
            ],
            filters: &[Filter::new("donor", $donor), Filter::new("currency", "r.ceiling_currency = ?")],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!(
    "(SELECT x.id, COALESCE(x.signed_on, '') AS signed_on, x.ceiling_currency, n.sort_name, n.sort_more, n.text,
        CAST(COALESCE((SELECT SUM(t.items) FROM grant_total t WHERE t.grant_id = x.id), 0) AS BIGINT) AS items
      FROM grant_agreement x JOIN register_now n ON n.noun = 'grant' AND n.id = x.id) r WHERE TRUE",
    &[],
    "EXISTS (SELECT 1 FROM grant_donor d JOIN donor y ON y.id = d.donor_id WHERE d.grant_id = r.id AND y.code = ?)"
);

/// A donor sees its own grants, and of them what was handed over.
pub(crate) static FOR_DONORS: List = list!(
    "(SELECT x.id, d.donor_id, COALESCE(x.signed_on, '') AS signed_on, x.ceiling_currency, n.donor_name AS sort_name,
        '' AS sort_more, n.donor_text AS text,
        CAST(COALESCE((SELECT SUM(t.sent) FROM grant_total t WHERE t.grant_id = x.id), 0) AS BIGINT) AS items
      FROM grant_donor d JOIN grant_agreement x ON x.id = d.grant_id JOIN register_now n ON n.noun = 'grant' AND n.id = x.id
      WHERE d.reader_id = ?) r WHERE TRUE",
    &[Given::Reader],
    "EXISTS (SELECT 1 FROM donor y WHERE y.id = r.donor_id AND y.code = ?)"
);

/// A page of the grants in scope, by default the newest signature first.
///
/// # Errors
/// Officers see no grants.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<GrantRow>> {
    viewer.may(Action::SeeGrants)?;
    let scope = Scope::from(viewer);
    let list = if matches!(scope, Scope::Donor(_)) { &FOR_DONORS } else { &FOR_STAFF };
    let page: Page<Row> = list.page(tx, scope, asked).await?;
    let ids: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
    let mut donors = donors_of(tx, viewer, &ids).await?;
    let mut sums = Sums::of(tx, viewer, &ids).await?;
    Ok(page.map(|row| {
        let donors = donors.remove(&row.id).unwrap_or_default();
        let sums = sums.remove(&row.id).unwrap_or_default();
        row.summary(donors, sums)
    }))
}

/// What the list of grants can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Code and name; a donor has none to choose from.
    pub donors: Vec<(String, String)>,
    pub currencies: Vec<String>,
}

/// # Errors
/// Officers see no grants.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeGrants)?;
    let currencies =
        Query::new("SELECT DISTINCT g.ceiling_currency FROM grant_agreement g WHERE g.ceiling_currency IS NOT NULL");
    let (donors, currencies) = match Scope::from(viewer) {
        Scope::Donor(donor) => {
            let own = " AND EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.reader_id = ?)";
            (Vec::new(), currencies.with(own, [Bind::from(donor)]))
        }
        Scope::All | Scope::Agency(_) | Scope::Country(_) => {
            let query =
                "SELECT o.code, o.name FROM donor o WHERE EXISTS (SELECT 1 FROM grant_donor d WHERE d.donor_id = o.id)
               ORDER BY o.name";
            (ask!(&mut *tx, Query::new(query), fetch_all)?, currencies)
        }
    };
    let currencies: Vec<(String,)> = ask!(tx, currencies.with(" ORDER BY 1", []), fetch_all)?;
    Ok(Filters { donors, currencies: currencies.into_iter().map(|(code,)| code).collect() })
}

/// What the items of a grant add up to, as a viewer sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub items: i64,
    pub sent: i64,
    pub counted: i64,
    pub whole: i64,
    pub checked: i64,
    pub seen_whole: i64,
    pub dispatched: Totals,
    pub confirmed: Totals,
    pub seen: Totals,
}

/// What is kept of a grant in one currency.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Stored {
    pub(super) items: i64,
    pub(super) sent: i64,
    pub(super) counted: i64,
    pub(super) whole: i64,
    pub(super) checked: i64,
    pub(super) seen_whole: i64,
    pub(super) sent_minor: i64,
    pub(super) confirmed_minor: i64,
    pub(super) seen_minor: i64,
}

#[derive(sqlx::FromRow)]
struct OfGrant {
    grant_id: i64,
    currency: Parsed<Currency>,
    #[sqlx(flatten)]
    stored: Stored,
}

impl Sums {
    /// Grant → its sums. To a donor there is what was sent, and nothing else.
    pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, grants: &[i64]) -> Result<HashMap<i64, Sums>> {
        now::settle(tx).await?;
        let mut query = Query::new(
            "SELECT grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor, confirmed_minor, seen_minor
             FROM grant_total WHERE grant_id IN (",
        );
        query.push_ids(grants.iter().copied());
        let rows: Vec<OfGrant> = ask!(tx, query.with(") ORDER BY grant_id, currency", []), fetch_all)?;
        let mut by_grant: HashMap<i64, Sums> = HashMap::new();
        for row in rows {
            by_grant.entry(row.grant_id).or_default().add(viewer, row.currency.0, &row.stored)?;
        }
        Ok(by_grant)
    }

    /// One more currency.
    pub(super) fn add(&mut self, viewer: &Viewer, currency: Currency, row: &Stored) -> Result<()> {
        self.items += if viewer.is_donor() { row.sent } else { row.items };
        self.sent += row.sent;
        self.counted += row.counted;
        self.whole += row.whole;
        self.checked += row.checked;
        self.seen_whole += row.seen_whole;
        let of = |minor: i64| Money::new(minor, currency);
        if row.sent > 0 {
            self.dispatched.add(of(row.sent_minor))?;
            self.confirmed.add(of(row.confirmed_minor))?;
        }
        if row.checked > 0 {
            self.seen.add(of(row.seen_minor))?;
        }
        Ok(())
    }
}

impl Row {
    pub(super) fn summary(&self, donors: Vec<DonorRef>, sums: Sums) -> GrantRow {
        let count = |number: i64| usize::try_from(number).unwrap_or_default();
        GrantRow {
            code: self.code.clone(),
            title: self.title.clone(),
            donors,
            co_funded: self.donors_in_all > 1,
            ceiling: self.ceiling_minor.zip(self.ceiling_currency).map(|(minor, c)| Money::new(minor, c.0)),
            signed_on: self.signed_on.map(|d| d.0),
            items: count(sums.items),
            dispatched_items: count(sums.sent),
            confirmed_items: count(sums.whole),
            dispatched: sums.dispatched,
            confirmed: sums.confirmed,
            verified: (sums.checked > 0).then(|| (count(sums.seen_whole), sums.seen)),
        }
    }
}
