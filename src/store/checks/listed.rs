//! The list of what is to be checked, for the reader who asks.

use std::collections::BTreeSet;

use domain::{
    Action, Currency, Money, PartialDate, Timestamp, Viewer,
    check::Method,
    item::ItemKind,
    task::Horizon,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Parsed, Result, Tx,
    agencies::{self, AgencyRef},
    batch::Bind,
    list::{Asked, Filter, List, Page, READER, Scope, Search, Sort},
    query::{Query, ask},
};

macro_rules! list {
    ($unit:literal) => {
        List {
            columns: "i.tag, i.name, i.make, i.model, r.kind, c.name AS category, u.code AS unit_code, u.kind AS unit_kind, u.base,
              u.crossing, u.border, r.agency_id, r.due_on, r.seen_on, r.seen_how, n.received_on, r.currency, r.confirmed_minor",
            from: "item_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.due_on <> ''",
            given: READER,
            joins: "JOIN item i ON i.id = r.item_id JOIN item_now n ON n.item_id = r.item_id JOIN unit u ON u.id = r.unit_id
              LEFT JOIN category c ON c.id = i.category_id",
            id: "r.item_id",
            sorts: &[
                Sort::text("due", "r.due_on"),
                Sort::text("name", "r.sort_name"),
                Sort::text("unit", "r.sort_unit"),
                Sort::text("value", "r.sort_value"),
            ],
            filters: &[
                Filter::new("before", "r.due_on < ?"),
                Filter::new("from", "r.due_on >= ?"),
                Filter::new("until", "r.due_on <= ?"),
                Filter::new("after", "r.due_on > ?"),
                Filter::new("month", "substr(r.due_on, 1, 7) = ?"),
                Filter::new("how", "CASE r.seen_how WHEN '' THEN 'never' ELSE r.seen_how END = ?"),
                Filter::new("unit", $unit),
                Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
                Filter::new("component", "r.component_id = (SELECT id FROM component WHERE code = ?)"),
                Filter::new(
                    "grant",
                    "EXISTS (SELECT 1 FROM grant_item y JOIN grant_agreement g ON g.id = y.grant_id
                       WHERE y.item_id = r.item_id AND g.code = ?)",
                ),
                // With those of narrower ones.
                Filter::new(
                    "category",
                    "r.item_id IN (SELECT x.id FROM item x WHERE x.category_id IN (WITH RECURSIVE w (id) AS (SELECT id FROM category
                       WHERE code = ? UNION SELECT k.id FROM category k JOIN w ON k.parent_id = w.id) SELECT id FROM w))",
                ),
            ],
            search: Some(Search::Indexed {
                found: "SELECT s.rowid FROM item_search s WHERE s.text LIKE ?",
                texts: "SELECT s.text FROM item_search s WHERE s.text LIKE ?",
                among: " AND r.id IN (",
                each: " AND EXISTS (SELECT 1 FROM item_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?",
            }),
            sums: None,
            total: None,
        }
    };
}

pub(crate) static FOR_STAFF: List = list!("r.unit_id = (SELECT as_id FROM unit WHERE code = ?)");
/// Of another agency's unit an officer has no row that is due.
pub(crate) static FOR_OFFICERS: List = list!("r.unit_id = (SELECT as_id FROM unit WHERE code = ?)");
/// Offices at the border are one for each border.
pub(crate) static FOR_DONORS: List = list!(
    "r.unit_id IN (SELECT x.id FROM unit x WHERE
       CASE WHEN x.kind = 'BLO' THEN COALESCE('BLO at the ' || x.border || ' border', 'Border Liaison Office') ELSE x.code END = ?)"
);

fn list_for(scope: Scope) -> &'static List {
    match scope {
        // A coordinator reads no items: the table of readers has none for a country.
        Scope::All | Scope::Country(_) => &FOR_STAFF,
        Scope::Agency(_) => &FOR_OFFICERS,
        Scope::Donor(_) => &FOR_DONORS,
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    tag: String,
    name: String,
    make: Option<String>,
    model: Option<String>,
    kind: Parsed<ItemKind>,
    category: Option<String>,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    agency_id: i64,
    due_on: Parsed<PartialDate>,
    seen_on: String,
    seen_how: String,
    received_on: Option<Parsed<PartialDate>>,
    currency: Parsed<Currency>,
    confirmed_minor: i64,
}

/// A thing with the day on which it is to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    pub tag: String,
    pub name: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub kind: ItemKind,
    pub category: Option<String>,
    pub unit: UnitRef,
    /// Under its present name.
    pub agency: AgencyRef,
    pub due_on: PartialDate,
    /// When something of it was seen last, and how; nothing since its receipt.
    pub seen: Option<(PartialDate, Method)>,
    pub received_on: Option<PartialDate>,
    /// What was signed for of it; of a donor its own part.
    pub value: Money,
}

/// A page of what is to be checked, what was due first on top.
///
/// # Errors
/// The role sees no items.
pub async fn list(tx: &mut Tx, viewer: &Viewer, at: Timestamp, asked: &Asked) -> Result<Page<CheckRow>> {
    viewer.may(Action::SeeItems)?;
    let scope = Scope::from(viewer);
    let page: Page<Stored> = list_for(scope).page(tx, scope, &by_day(asked, at)).await?;
    let directory = agencies::directory(tx).await?;
    Ok(page.map(|row| {
        let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
        let agency = directory.get(&row.agency_id).map(|agency| agency.mention(None));
        CheckRow {
            unit: UnitRef::new(&row.unit_code, row.unit_kind.0, base, crossing, border, viewer.is_donor()),
            agency: agency.unwrap_or_else(|| AgencyRef { code: String::new(), name: String::new() }),
            tag: row.tag,
            name: row.name,
            make: row.make,
            model: row.model,
            kind: row.kind.0,
            category: row.category,
            due_on: row.due_on.0,
            seen: row.seen_on.parse().ok().zip(row.seen_how.parse().ok()),
            received_on: row.received_on.map(|day| day.0),
            value: Money::new(row.confirmed_minor, row.currency.0),
        }
    }))
}

/// Addresses say "overdue"; the list knows days.
fn by_day(asked: &Asked, at: Timestamp) -> Asked {
    let horizon = Horizon::of(at.day());
    let (today, soon) = (horizon.today.to_string(), horizon.soon.to_string());
    let mut asked = asked.clone();
    let state = asked.filters.iter().find(|(name, _)| name == "state").map(|(_, value)| value.clone());
    // Nobody narrows it by a day of their own.
    asked.filters.retain(|(name, _)| !matches!(name.as_str(), "state" | "before" | "from" | "until" | "after"));
    let mut narrow = |name: &str, day: &str| asked.filters.push((name.to_owned(), day.to_owned()));
    match state.as_deref() {
        Some("overdue") => narrow("before", &today),
        Some("soon") => {
            narrow("from", &today);
            narrow("until", &soon);
        }
        Some("later") => narrow("after", &soon),
        _ => {}
    }
    asked
}

/// What the list can be narrowed to: value in an address, and what people read. Only what occurs is offered.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub units: Vec<(String, String)>,
    pub agencies: Vec<(String, String)>,
    pub categories: Vec<(String, String)>,
    pub grants: Vec<String>,
}

/// # Errors
/// The role sees no items.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Choices> {
    viewer.may(Action::SeeItems)?;
    let scope = Scope::from(viewer);
    let binds = || [Bind::from(scope.word()), Bind::from(scope.id())];
    type Unit = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);
    let units: Vec<Unit> = ask!(
        &mut *tx,
        Query::default().with(
            "SELECT DISTINCT u.code, u.kind, u.base, u.crossing, u.border FROM check_total t JOIN unit u ON u.id = t.unit_id
             WHERE t.scope = ? AND t.scope_id = ? AND t.what = 'due'",
            binds()
        ),
        fetch_all
    )?;
    let named = units.iter().map(|(code, kind, base, crossing, border)| {
        let unit =
            UnitRef::new(code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), viewer.is_donor());
        (unit.label.clone(), unit.code.unwrap_or(unit.label))
    });
    let units: BTreeSet<(String, String)> = named.collect();
    let words = Query::default()
        .with(
            "SELECT 'agency' AS what, g.code, g.code AS label FROM agency g WHERE g.id IN (SELECT t.agency_id FROM check_total t
               WHERE t.scope = ? AND t.scope_id = ? AND t.what = 'due')",
            binds(),
        )
        .with(" UNION ALL SELECT 'category', c.code, c.name FROM category c", [])
        .with(" UNION ALL SELECT 'grant', g.code, g.code FROM grant_agreement g", []);
    let words = match scope {
        Scope::All => words,
        Scope::Donor(donor) => words.with(
            " WHERE EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.reader_id = ?)",
            [Bind::from(donor)],
        ),
        // Whoever reads no grants is not asked for one.
        Scope::Agency(_) | Scope::Country(_) => words.with(" WHERE FALSE", []),
    };
    let words: Vec<(String, String, String)> = ask!(tx, words, fetch_all)?;
    let of = |what: &str| {
        let found = words.iter().filter(|(kind, ..)| kind == what);
        let mut found: Vec<(String, String)> = found.map(|(_, code, label)| (code.clone(), label.clone())).collect();
        found.sort_by(|a, b| a.1.cmp(&b.1));
        found
    };
    Ok(Choices {
        units: units.into_iter().map(|(label, key)| (key, label)).collect(),
        agencies: of("agency"),
        categories: of("category"),
        grants: of("grant").into_iter().map(|(code, _)| code).collect(),
    })
}
