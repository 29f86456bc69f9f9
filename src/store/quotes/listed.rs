//! The list of all published figures: each where its reader reads what it is about. Amounts of money are for whoever reads grants.

use domain::{
    Action, Viewer,
    quote::{Counted, Measure, Noun, Subject},
};

use super::{Any, QuoteRow, recorded};
use crate::{
    Error, Parsed, Result, Tx,
    activities::{activity_of_agency, activity_of_country, activity_of_donor},
    agencies::agency_of_donor,
    components::{component_of_agency, component_of_donor},
    list::{Asked, Filter, Given, List, Page, Scope, Search, Sort},
    merges::agency_as,
    units::{unit_of_agency, unit_of_country},
};

/// What a figure `qq` is about, as its form says it. (Conditions of others call tables of theirs `q`.)
macro_rules! noun {
    () => {
        "CASE WHEN qq.grant_id IS NOT NULL THEN 'grant' WHEN qq.round_id IS NOT NULL THEN 'round'
           WHEN qq.component_id IS NOT NULL THEN 'component' WHEN qq.programme_id IS NOT NULL THEN 'programme'
           WHEN qq.unit_id IS NOT NULL THEN 'unit' WHEN qq.agency_id IS NOT NULL THEN 'agency'
           WHEN qq.donor_id IS NOT NULL THEN 'donor' ELSE 'activity' END"
    };
}

/// The figures `qq` with their words `w`; conditions follow.
macro_rules! totals {
    () => {
        concat!(
            "(SELECT qq.id, ",
            noun!(),
            " AS noun, COALESCE(qq.as_of, qq.period, '') AS day, qq.counted, qq.measure, w.sort_name, w.sort_more, w.text,
               EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AS withdrawn
             FROM quote qq JOIN register_now w ON w.noun = 'quote' AND w.id = qq.id"
        )
    };
}

/// What it is about is the programme, or something that the donor reads; nine places.
macro_rules! of_donor {
    () => {
        concat!(
            "(qq.programme_id IS NOT NULL OR ",
            component_of_donor!("qq.component_id"),
            " OR (SELECT u.kind FROM unit u WHERE u.id = qq.unit_id) <> 'BLO'
              OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.round_id = qq.round_id)
              OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = qq.grant_id AND d.reader_id = ?) OR ",
            activity_of_donor!("qq.activity_id"),
            " OR ",
            agency_of_donor!("qq.agency_id"),
            " OR qq.donor_id = ?)"
        )
    };
}

/// The same for an agency, without amounts of money; eleven places.
macro_rules! of_agency {
    () => {
        concat!(
            "(qq.measure <> 'money' AND (qq.programme_id IS NOT NULL OR ",
            component_of_agency!("qq.component_id"),
            " OR ",
            unit_of_agency!("(SELECT t.as_id FROM unit t WHERE t.id = qq.unit_id)"),
            " OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.round_id = qq.round_id) OR ",
            activity_of_agency!("qq.activity_id"),
            " OR ",
            agency_as!("qq.agency_id"),
            " = ?))"
        )
    };
}

/// The same for a country: its agencies, its units, what they took part in, and the components that work in it; ten places.
macro_rules! of_country {
    () => {
        concat!(
            "(qq.measure <> 'money' AND (EXISTS (SELECT 1 FROM component_country kc WHERE kc.component_id = qq.component_id AND kc.country = ?)
              OR EXISTS (SELECT 1 FROM unit uu WHERE uu.id = (SELECT t.as_id FROM unit t WHERE t.id = qq.unit_id) AND ",
            unit_of_country!("uu"),
            ") OR ",
            activity_of_country!("qq.activity_id"),
            " OR EXISTS (SELECT 1 FROM agency y WHERE y.id = qq.agency_id AND y.country = ?)))"
        )
    };
}

/// The year, where a time is stated.
macro_rules! year {
    () => {
        "CASE r.day WHEN '' THEN 'unknown' ELSE substr(r.day, 1, 4) END"
    };
}

macro_rules! list {
    ($from:expr, $given:expr) => {
        List {
            columns: "q.id, q.round_id, q.what, q.counted, q.measure, q.amount, q.currency, q.qualifier, q.as_published, q.as_of, q.period,
              q.topics, q.note, s.title AS source, CAST(q.whole AS BIGINT) AS whole, q.version, z.reason, p.name AS person,
              z.recorded_at AS withdrawn_at, r.noun,
              COALESCE(g.code, o.code, k.code, m.code, u.code, t.code, y.code, d.code) AS code",
            from: $from,
            given: $given,
            joins: "JOIN quote q ON q.id = r.id LEFT JOIN source s ON s.id = q.source_id
              LEFT JOIN quote_withdrawal z ON z.quote_id = q.id LEFT JOIN person p ON p.id = z.person_id
              LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round o ON o.id = q.round_id
              LEFT JOIN component k ON k.id = q.component_id LEFT JOIN programme m ON m.id = q.programme_id
              LEFT JOIN unit u ON u.id = (SELECT x.as_id FROM unit x WHERE x.id = q.unit_id) LEFT JOIN activity t ON t.id = q.activity_id
              LEFT JOIN agency y ON y.id = (SELECT x.as_id FROM agency x WHERE x.id = q.agency_id) LEFT JOIN donor d ON d.id = q.donor_id",
            id: "r.id",
            sorts: &[
                Sort::text("date", "r.day").down(),
                Sort::text("what", "r.sort_name"),
                Sort::text("about", "r.sort_more"),
            ],
            filters: &[
                Filter::new("noun", "r.noun = ?"),
                Filter::new("counted", "r.counted = ?"),
                Filter::new("measure", "r.measure = ?"),
                Filter::new("year", concat!(year!(), " = ?")),
                Filter::new("state", "CASE WHEN r.withdrawn THEN 'withdrawn' ELSE 'stands' END = ?"),
            ],
            search: Some(Search::InRow("r.text")),
            sums: None,
            total: None,
        }
    };
}

/// Withdrawn ones among them.
pub(crate) static FOR_STAFF: List = list!(concat!(totals!(), ") r WHERE TRUE"), &[]);

pub(crate) static FOR_OFFICERS: List = list!(
    concat!(
        totals!(),
        " WHERE NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
        of_agency!(),
        ") r WHERE TRUE"
    ),
    &[Given::Reader; 11]
);

pub(crate) static FOR_DONORS: List = list!(
    concat!(
        totals!(),
        " WHERE NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
        of_donor!(),
        ") r WHERE TRUE"
    ),
    &[Given::Reader; 9]
);

pub(crate) static FOR_COUNTRY: List = list!(
    concat!(
        totals!(),
        " WHERE NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
        of_country!(),
        ") r WHERE TRUE"
    ),
    &[Given::Country; 10]
);

/// For the search, whose row is `e`.
pub(crate) const OF_DONOR: &str = concat!(
    " AND EXISTS (SELECT 1 FROM quote qq WHERE qq.id = e.noun_id
       AND NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
    of_donor!(),
    ")"
);
pub(crate) const OF_AGENCY: &str = concat!(
    " AND EXISTS (SELECT 1 FROM quote qq WHERE qq.id = e.noun_id
       AND NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
    of_agency!(),
    ")"
);
pub(crate) const OF_COUNTRY: &str = concat!(
    " AND EXISTS (SELECT 1 FROM quote qq WHERE qq.id = e.noun_id
       AND NOT EXISTS (SELECT 1 FROM quote_withdrawal z WHERE z.quote_id = qq.id) AND ",
    of_country!(),
    ")"
);

fn list_for(scope: Scope) -> &'static List {
    match scope {
        Scope::All => &FOR_STAFF,
        Scope::Agency(_) => &FOR_OFFICERS,
        Scope::Country(_) => &FOR_COUNTRY,
        Scope::Donor(_) => &FOR_DONORS,
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    any: Any,
    noun: String,
    code: Option<String>,
}

/// A published figure in the list of all of them.
#[derive(Debug, Clone)]
pub struct TotalRow {
    pub about: Subject,
    pub quote: QuoteRow,
    /// Why it does not stand any more: for staff alone.
    pub withdrawn: Option<String>,
}

/// A page of the published figures in scope, the newest first; those of which no time is stated last.
///
/// # Errors
/// The role sees no published figures.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<TotalRow>> {
    viewer.may(Action::SeeTotals)?;
    let scope = Scope::from(viewer);
    let mut page: Page<Row> = list_for(scope).page(tx, scope, asked).await?;
    let mut totals = Vec::new();
    for row in std::mem::take(&mut page.rows) {
        let noun: Noun = row.noun.parse().map_err(Error::Internal)?;
        let about = Subject::new(noun, row.code.unwrap_or_default());
        totals.push(TotalRow { about, withdrawn: row.any.reason, quote: row.any.quote.into() });
    }
    let standing = totals.iter_mut().filter(|row| row.withdrawn.is_none());
    let mut beside: Vec<(Noun, &mut QuoteRow)> = standing.map(|row| (row.about.noun(), &mut row.quote)).collect();
    recorded::beside_all(tx, viewer, &mut beside).await?;
    Ok(page.with_rows(totals))
}

/// What the list can be narrowed to: only what occurs.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub nouns: Vec<Noun>,
    pub counted: Vec<Counted>,
    pub measures: Vec<Measure>,
    /// The newest first; `unknown` where no time is stated.
    pub years: Vec<String>,
    pub has_withdrawn: bool,
}

/// # Errors
/// The role sees no published figures.
pub async fn filters(tx: &mut Tx, viewer: &Viewer) -> Result<Filters> {
    viewer.may(Action::SeeTotals)?;
    let scope = Scope::from(viewer);
    type Row = (Parsed<Noun>, Option<Parsed<Counted>>, Parsed<Measure>, String, bool);
    let rows: Vec<Row> = list_for(scope)
        .over(
            tx,
            scope,
            &Asked::default(),
            concat!("SELECT DISTINCT r.noun, r.counted, r.measure, ", year!(), ", r.withdrawn FROM "),
            "",
        )
        .await?;
    let mut filters = Filters::default();
    for (noun, counted, measure, year, withdrawn) in rows {
        filters.nouns.push(noun.0);
        filters.counted.extend(counted.map(|counted| counted.0));
        filters.measures.push(measure.0);
        filters.years.push(year);
        filters.has_withdrawn |= withdrawn;
    }
    filters.nouns.sort_unstable();
    filters.nouns.dedup();
    filters.counted.sort_unstable();
    filters.counted.dedup();
    filters.measures.sort_unstable();
    filters.measures.dedup();
    filters.years.sort_unstable_by(|a, b| b.cmp(a));
    filters.years.dedup();
    Ok(filters)
}
