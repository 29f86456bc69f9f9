//! The list of units, with what they hold.

use domain::{Action, Viewer};

use super::{Lists, Stored, UnitRow, columns};
use crate::{
    Result, Tx,
    list::{Asked, Filter, Given, List, Page, READER, Scope, Search, Sort},
    merges::{is_agency, is_unit},
};

/// A unit in the list; for donors all offices of one border are one.
#[derive(Debug, Clone)]
pub struct ListedUnit {
    pub row: UnitRow,
    /// Items of the viewer's that it has.
    pub held: i64,
    /// Items that were sent to it and are not counted to the end.
    pub coming: i64,
}

/// A step of its life for the order and the filter of the list.
macro_rules! stage {
    ($closed:literal, $working:literal, $announced:literal, $planned:literal, $none:literal) => {
        concat!(
            "CASE WHEN r.closed_on IS NOT NULL THEN ",
            $closed,
            " WHEN r.since IS NOT NULL THEN ",
            $working,
            " WHEN r.announced_on IS NOT NULL THEN ",
            $announced,
            " WHEN r.planned IS NOT NULL THEN ",
            $planned,
            " ELSE ",
            $none,
            " END"
        )
    };
}

macro_rules! list {
    ($from:expr, $given:expr) => {
        List {
            columns: concat!(columns!(), ", r.held, r.coming, r.offices"),
            from: $from,
            given: $given,
            joins: "JOIN unit u ON u.id = r.id",
            id: "r.id",
            sorts: &[
                Sort::text("kind", "r.rank || r.sort_name"),
                Sort::text("unit", "r.sort_name"),
                Sort::text("place", "r.sort_place"),
                // The working ones by their years, then what is to come, then those of which nothing is stated, the closed ones last.
                Sort::text(
                    "status",
                    stage!("'5' || r.closed_on", "'1' || r.since", "'2' || r.announced_on", "'3' || r.planned", "'4'"),
                ),
                Sort::number("held", "r.held"),
            ],
            filters: &[
                Filter::new("kind", "r.kind = ?"),
                Filter::new(
                    "status",
                    concat!(stage!("'closed'", "'working'", "'announced'", "'planned'", "'not-stated'"), " = ?"),
                ),
                Filter::new("country", "r.country = ?"),
                Filter::new("year", "? BETWEEN substr(r.since, 1, 4) AND COALESCE(substr(r.closed_on, 1, 4), '9999')"),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

/// Every unit with what the reader's items there add up to; more conditions can follow.
macro_rules! named {
    () => {
        named!("t.scope = ? AND t.scope_id = ?")
    };
    ($total:literal) => {
        concat!("(SELECT u.id, u.kind, w.sort_more AS sort_place, u.since, u.announced_on, u.planned, u.closed_on, u.country,
            CASE u.kind WHEN 'IMT' THEN '1' WHEN 'OCT' THEN '2' WHEN 'BLO' THEN '3' WHEN 'PCU' THEN '4' ELSE '5' END AS rank,
            w.sort_name, w.text,
            COALESCE(t.held, 0) AS held, COALESCE(t.coming, 0) AS coming, CAST(1 AS BIGINT) AS offices
          FROM unit u JOIN register_now w ON w.noun = 'unit' AND w.id = u.id
          LEFT JOIN unit_total t ON ", $total, " AND t.unit_id = u.id")
    };
}

pub(crate) static FOR_STAFF: List = list!(concat!(named!(), ") r WHERE TRUE"), READER);

/// An officer sees the units that its agency mans, where it has something, or that were announced goods for it.
pub(crate) static FOR_OFFICERS: List = list!(
    concat!(
        named!(),
        " WHERE EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = u.id AND ",
        is_agency!("m.agency_id", "?"),
        ") OR EXISTS (SELECT 1 FROM item_holding h WHERE h.unit_id = u.id AND h.agency_id = ?)
          OR EXISTS (SELECT 1 FROM line l JOIN item_reader v ON v.line_id = l.id AND v.item_id = l.item_id
            WHERE ",
        is_unit!("l.unit_id", "u.id"),
        " AND ",
        is_agency!("l.agency_id", "?"),
        " AND v.scope = 'agency' AND v.scope_id = ? AND v.of_line)) r WHERE TRUE"
    ),
    &[Given::Word, Given::Reader, Given::Reader, Given::Reader, Given::Reader, Given::Reader]
);

/// A coordinator sees the units of its country; what they hold is not told by donor or agency.
pub(crate) static FOR_COUNTRY: List = list!(
    concat!(named!("t.scope = 'all' AND t.scope_id = 0"), " WHERE ", unit_of_country!("u"), ") r WHERE TRUE"),
    &[Given::Country, Given::Country]
);

/// A donor sees one row for the Border Liaison Offices of each border: how many there are. What is said of one of them, its
/// country as well, is not said of the row.
pub(crate) static FOR_DONORS: List = list!(
    "(SELECT u.id, u.kind, CASE WHEN u.kind <> 'BLO' THEN w.sort_more ELSE '' END AS sort_place,
        CASE WHEN u.kind <> 'BLO' THEN u.since END AS since, CASE WHEN u.kind <> 'BLO' THEN u.planned END AS planned,
        CASE WHEN u.kind <> 'BLO' THEN u.announced_on END AS announced_on,
        CASE WHEN u.kind <> 'BLO' THEN u.closed_on END AS closed_on,
        CASE WHEN u.kind <> 'BLO' THEN u.country END AS country,
        CASE u.kind WHEN 'IMT' THEN '1' WHEN 'OCT' THEN '2' WHEN 'BLO' THEN '3' WHEN 'PCU' THEN '4' ELSE '5' END AS rank,
        w.donor_name AS sort_name,
        w.donor_text AS text, COALESCE(t.held, 0) AS held, COALESCE(t.coming, 0) AS coming, COALESCE(o.offices, 1) AS offices
      FROM (SELECT MIN(x.id) AS id, COUNT(*) AS offices FROM unit x WHERE x.as_id = x.id
        GROUP BY CASE WHEN x.kind = 'BLO' THEN 'BLO ' || COALESCE(x.border, '') ELSE x.code END) o
      JOIN unit u ON u.id = o.id JOIN register_now w ON w.noun = 'unit' AND w.id = u.id
      LEFT JOIN (SELECT MIN(x.id) AS id, CAST(SUM(s.held) AS BIGINT) AS held, CAST(SUM(s.coming) AS BIGINT) AS coming
        FROM unit x LEFT JOIN unit_total s ON s.scope = ? AND s.scope_id = ? AND s.unit_id = x.id
        GROUP BY CASE WHEN x.kind = 'BLO' THEN 'BLO ' || COALESCE(x.border, '') ELSE x.code END) t ON t.id = u.id) r WHERE TRUE",
    READER
);

/// For the search, whose row is `e`.
pub(crate) const OF_COUNTRY: &str =
    concat!(" AND EXISTS (SELECT 1 FROM unit x WHERE x.id = e.noun_id AND ", unit_of_country!("x"), ")");

#[derive(sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    unit: Stored,
    held: i64,
    coming: i64,
    offices: i64,
}

/// A page of the units in scope, by default teams before offices.
///
/// # Errors
/// The role sees no units.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ListedUnit>> {
    viewer.may(Action::SeeUnits)?;
    let scope = Scope::from(viewer);
    let page: Page<Listed> = list_for(scope).page(tx, scope, asked).await?;
    let mut lists = Lists::of(tx, &page.rows.iter().map(|row| row.unit.id).collect::<Vec<_>>()).await?;
    Ok(page.map(|row| ListedUnit { held: row.held, coming: row.coming, row: lists.cut(row.unit, row.offices, viewer) }))
}

/// How many units the list has: to a donor the offices of one border are one row of it.
///
/// # Errors
/// The role sees no units.
pub async fn count(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<i64> {
    viewer.may(Action::SeeUnits)?;
    let scope = Scope::from(viewer);
    let counts: Vec<(i64,)> =
        list_for(scope).over(tx, scope, asked, "SELECT CAST(COALESCE(SUM(r.offices), 0) AS BIGINT) FROM ", "").await?;
    Ok(counts.first().map_or(0, |(count,)| *count))
}

/// The units in scope to choose from, teams before offices: code and name.
///
/// # Errors
/// The role sees no units.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>> {
    viewer.may(Action::SeeUnits)?;
    let scope = Scope::from(viewer);
    let asked = Asked { most: Some(10_000), ..Asked::default() };
    let page: Page<Listed> = list_for(scope).page(tx, scope, &asked).await?;
    let mentions = page.rows.into_iter().map(|row| row.unit.mention(viewer));
    Ok(mentions.filter_map(|unit| Some((unit.code?, unit.label))).collect())
}

/// The units in scope with everything that they are called, teams before offices.
///
/// # Errors
/// The role sees no units.
pub async fn all(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<UnitRow>> {
    let asked = Asked { most: Some(10_000), ..Asked::default() };
    Ok(list(tx, viewer, &asked).await?.rows.into_iter().map(|unit| unit.row).collect())
}

fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        Scope::Agency(_) => &FOR_OFFICERS,
        Scope::Donor(_) => &FOR_DONORS,
        Scope::Country(_) => &FOR_COUNTRY,
    }
}
