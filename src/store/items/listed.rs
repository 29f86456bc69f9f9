//! The list of items: what stands now, for the reader who asks.

use std::collections::BTreeSet;

use domain::{
    Action, PartialDate, Viewer,
    phase::phase_label,
    unit::{UnitKind, UnitRef},
};

use super::{ItemRow, RoundRef};
use crate::{
    LineRow, Parsed, Result, Tx, agencies,
    batch::Bind,
    lines::{Phases, Row, day_of_keeper, day_of_round, line_now, line_now_joins},
    list::{Asked, Filter, Kept, List, Page, READER, Scope, Search, Sort},
    query::{Query, ask},
};

macro_rules! list {
    ($unit:literal) => {
        List {
            columns: concat!(
                // Of what was moved unit and agency are those that have it now, under their present name.
                line_now!("r", "r", day_of_keeper!()),
                ", r.of_line, o.code AS round_code, o.title AS round_title, ",
                day_of_round!(),
                " AS round_day, (n.state = 'cancelled') AS cancelled, n.elsewhere, n.held"
            ),
            from: "item_reader r WHERE r.scope = ? AND r.scope_id = ?",
            given: READER,
            joins: concat!("JOIN line l ON l.id = r.line_id ", line_now_joins!("r", "r.unit_id", "r.agency_id")),
            id: "r.item_id",
            sorts: &[
                Sort::number("tag", "r.item_id").down(),
                Sort::text("name", "r.sort_name"),
                Sort::text("unit", "r.sort_unit"),
                Sort::text("value", "r.sort_value"),
            ],
            filters: &[
                Filter::new("unit", $unit),
                Filter::new("state", "r.state = ?"),
                Filter::new("component", "r.component_id = (SELECT id FROM component WHERE code = ?)"),
                Filter::new("kind", "r.kind = ?"),
                Filter::new("warranty", "r.item_id IN (SELECT id FROM item WHERE warranty_until = ?)"),
                Filter::new("agency", "r.agency_id = (SELECT as_id FROM agency WHERE code = ?)"),
                Filter::new(
                    "funded",
                    "r.phase_id = (SELECT x.id FROM phase x JOIN component y ON y.id = x.component_id
                       WHERE y.code || '-' || CAST(x.number AS TEXT) = ?)",
                ),
                Filter::new(
                    "delivered",
                    "r.delivered_phase_id = (SELECT x.id FROM phase x JOIN component y ON y.id = x.component_id
                       WHERE y.code || '-' || CAST(x.number AS TEXT) = ?)",
                ),
            ],
            search: Some(Search::Indexed {
                found: "SELECT s.rowid FROM item_search s WHERE s.text LIKE ?",
                texts: "SELECT s.text FROM item_search s WHERE s.text LIKE ?",
                among: " AND r.id IN (",
                each: " AND EXISTS (SELECT 1 FROM item_search s WHERE s.rowid = r.id AND s.text || '' LIKE ?",
            }),
            sums: Some("r.currency AS currency, r.value_minor AS minor"),
            total: Some(Kept {
                whole: "SELECT currency, items, value_minor FROM reader_total WHERE scope = ? AND scope_id = ? ORDER BY currency",
                parts: "reader_part r WHERE r.scope = ? AND r.scope_id = ?",
                not: &["warranty"],
            }),
        }
    };
}

pub(crate) static FOR_STAFF: List = list!("r.unit_id = (SELECT as_id FROM unit WHERE code = ?)");
/// Which unit of another agency has it is that agency's own matter.
pub(crate) static FOR_OFFICERS: List =
    list!("r.unit_id = (SELECT as_id FROM unit WHERE code = ?) AND r.agency_id = r.scope_id");
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
struct Listed {
    #[sqlx(flatten)]
    line: Row,
    of_line: bool,
    round_code: String,
    round_title: String,
    round_day: Option<Parsed<PartialDate>>,
    cancelled: bool,
    elsewhere: Option<String>,
    held: bool,
}

/// A page of the items in scope; by default the newest tag first.
///
/// # Errors
/// The role sees no items.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ItemRow>> {
    viewer.may(Action::SeeItems)?;
    let scope = Scope::from(viewer);
    let page: Page<Listed> = list_for(scope).page(tx, scope, &by_number(asked)).await?;
    let words = Words::read(tx, viewer).await?;
    Ok(page.map(|row| words.item(row)))
}

/// Addresses name a phase as people read it, `IMT Phase II`; the list knows it as `IMT-2`.
fn by_number(asked: &Asked) -> Asked {
    let number = |label: &str| (1..=99).find(|number| phase_label(*number) == label);
    let mut asked = asked.clone();
    for (name, value) in &mut asked.filters {
        if matches!(name.as_str(), "funded" | "delivered")
            && let Some((component, number)) =
                value.split_once(' ').and_then(|(code, label)| Some((code, number(label)?)))
        {
            *value = format!("{component}-{number}");
        }
    }
    asked
}

/// What lines are worded with.
struct Words {
    own: Option<i64>,
    for_donor: bool,
    names: std::collections::HashMap<i64, Vec<domain::agency::DatedName>>,
    phases: Phases,
}

impl Words {
    async fn read(tx: &mut Tx, viewer: &Viewer) -> Result<Self> {
        Ok(Words {
            own: viewer.agency().ok(),
            for_donor: viewer.is_donor(),
            names: agencies::names(tx).await?,
            phases: Phases::read(tx).await?,
        })
    }

    fn line(&self, row: Row) -> LineRow {
        let mut line = row.cut(self.for_donor, &self.names, &self.phases);
        if self.own.is_some_and(|own| own != line.agency_id) {
            line.unit = UnitRef { code: None, label: line.agency_name.clone() };
        }
        line
    }

    fn item(&self, row: Listed) -> ItemRow {
        // Reassigned to this agency: nothing of the round in which another one received it.
        let round = if row.of_line {
            RoundRef {
                code: row.round_code,
                title: row.round_title,
                day: row.round_day.map(|day| day.0),
                cancelled: row.cancelled,
            }
        } else {
            RoundRef::default()
        };
        ItemRow { line: self.line(row.line), round, elsewhere: row.elsewhere, held: row.held }
    }
}

/// What the list of items can be narrowed to: value in an address, and what people read. Only what occurs is offered.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub units: Vec<(String, String)>,
    pub components: Vec<String>,
    pub agencies: Vec<String>,
    /// Words of `LineState`, or `cancelled`.
    pub states: Vec<String>,
    /// `IMT Phase I`: of the components that occur.
    pub phases: Vec<String>,
    /// Those of them whose dates are known: nothing can be said to be delivered in another one.
    pub dated: Vec<String>,
}

/// # Errors
/// The role sees no items.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Choices> {
    viewer.may(Action::SeeItems)?;
    let scope = Scope::from(viewer);
    let binds = || [Bind::from(scope.word()), Bind::from(scope.id())];
    type Unit = (String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>);
    let units = match scope {
        Scope::Agency(_) => {
            "SELECT u.code, u.kind, u.base, u.crossing, u.border FROM unit u WHERE EXISTS
               (SELECT 1 FROM reader_part r WHERE r.scope = ? AND r.scope_id = ? AND r.unit_id = u.id AND r.agency_id = r.scope_id)"
        }
        Scope::All | Scope::Donor(_) | Scope::Country(_) => {
            "SELECT u.code, u.kind, u.base, u.crossing, u.border FROM unit u WHERE EXISTS
               (SELECT 1 FROM reader_part r WHERE r.scope = ? AND r.scope_id = ? AND r.unit_id = u.id)"
        }
    };
    let units: Vec<Unit> = ask!(&mut *tx, Query::default().with(units, binds()), fetch_all)?;
    let named = units.iter().map(|(code, kind, base, crossing, border)| {
        let unit =
            UnitRef::new(code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), viewer.is_donor());
        (unit.label.clone(), unit.code.unwrap_or(unit.label))
    });
    let units: BTreeSet<(String, String)> = named.collect();
    // Words of four kinds in one question, each found by one look into an index.
    let words = Query::default()
        .with(
            "SELECT 'agency' AS what, a.code FROM agency a WHERE EXISTS
               (SELECT 1 FROM item_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.agency_id = a.id)",
            binds(),
        )
        .with(
            " UNION ALL SELECT 'component', k.code FROM component k WHERE EXISTS
               (SELECT 1 FROM item_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.component_id = k.id)",
            binds(),
        )
        .with(
            " UNION ALL SELECT 'state', w.word FROM (SELECT 'planned' AS word UNION ALL SELECT 'awaiting receipt'
                 UNION ALL SELECT 'accepted' UNION ALL SELECT 'accepted with remarks' UNION ALL SELECT 'partly accepted'
                 UNION ALL SELECT 'refused' UNION ALL SELECT 'cancelled') w WHERE EXISTS
               (SELECT 1 FROM item_reader r WHERE r.scope = ? AND r.scope_id = ? AND r.state = w.word)",
            binds(),
        );
    let words: Vec<(String, String)> = ask!(&mut *tx, words, fetch_all)?;
    let phases: Vec<(String, i64, bool)> = ask!(
        &mut *tx,
        Query::new(
            "SELECT k.code, p.number, (COALESCE(p.planned_from, p.planned_until, p.actual_from, p.actual_until) IS NOT NULL) AS dated
             FROM phase p JOIN component k ON k.id = p.component_id ORDER BY k.code, p.number"
        ),
        fetch_all
    )?;
    let of = |what: &str| {
        let found = words.iter().filter(|(kind, _)| kind == what).map(|(_, word)| word.clone());
        found.collect::<BTreeSet<String>>().into_iter().collect::<Vec<String>>()
    };
    let components = of("component");
    let offered = phases.into_iter().filter(|(code, ..)| components.contains(code));
    let offered: Vec<(bool, String)> =
        offered.map(|(code, number, dated)| (dated, format!("{code} {}", phase_label(number)))).collect();
    Ok(Choices {
        units: units.into_iter().map(|(label, key)| (key, label)).collect(),
        agencies: of("agency"),
        states: of("state"),
        dated: offered.iter().filter(|(dated, _)| *dated).map(|(_, phase)| phase.clone()).collect(),
        phases: offered.into_iter().map(|(_, phase)| phase).collect(),
        components,
    })
}
