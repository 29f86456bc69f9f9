//! What almost every record mentions, a few dozen rows: the agencies with their names, and the phases of the components with
//! the time in which they ran. One question for both, once in a transaction.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use domain::{PartialDate, agency::DatedName};

use crate::{
    Parsed, Result, Tx,
    agencies::{AgencyName, AgencyRow, TwinName},
    db::sql,
    lines::Phases,
};

/// Agencies and phases by their ids.
#[derive(Debug)]
pub(crate) struct Reference {
    pub agencies: Arc<HashMap<i64, AgencyRow>>,
    pub phases: Phases,
}

/// An agency with one of its names, or a phase with its component.
#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    /// What an agency is read as.
    as_id: i64,
    /// `None`: a phase.
    code: Option<String>,
    country: Option<String>,
    part: Option<String>,
    name: Option<String>,
    note: Option<String>,
    valid_from: Option<Parsed<PartialDate>>,
    valid_until: Option<Parsed<PartialDate>>,
    component_id: i64,
    number: i64,
    planned_from: Option<Parsed<PartialDate>>,
    planned_until: Option<Parsed<PartialDate>>,
}

/// Of a phase `valid_from` and `valid_until` are the days on which it began and ended.
const BOTH: &str = "SELECT a.id, a.as_id, a.code, a.country, a.part, n.name, n.note, n.valid_from, n.valid_until,
    CAST(0 AS BIGINT) AS component_id, COALESCE(n.id, 0) AS number, CAST(NULL AS TEXT) AS planned_from,
    CAST(NULL AS TEXT) AS planned_until
  FROM agency a LEFT JOIN agency_name n ON n.agency_id = a.id
  UNION ALL SELECT p.id, p.id, NULL, NULL, NULL, NULL, NULL, p.actual_from, p.actual_until, p.component_id, p.number, p.planned_from,
    p.planned_until FROM phase p ORDER BY valid_from NULLS FIRST, number";

/// Both, read once in a transaction.
pub(crate) async fn read(tx: &mut Tx) -> Result<Arc<Reference>> {
    if let Some(known) = &tx.pending().reference {
        return Ok(Arc::clone(known));
    }
    let rows: Vec<Row> = sql!(&mut *tx, |c| sqlx::query_as(BOTH).fetch_all(c))?;
    let mut agencies: HashMap<i64, AgencyRow> = HashMap::new();
    let (mut phases, mut read_as) = (Phases::default(), BTreeMap::new());
    for row in rows {
        let (Some(code), Some(country)) = (row.code, row.country) else {
            let span = |from: Option<Parsed<PartialDate>>, until: Option<Parsed<PartialDate>>| {
                (from.map(|day| day.0), until.map(|day| day.0))
            };
            let (planned, ran) = (span(row.planned_from, row.planned_until), span(row.valid_from, row.valid_until));
            phases.add(row.component_id, row.id, row.number, planned, ran);
            continue;
        };
        let (id, part) = (row.id, row.part);
        if row.as_id != id {
            read_as.insert(id, row.as_id);
        }
        let agency = agencies.entry(id).or_insert_with(|| {
            let (names, twins) = Default::default();
            AgencyRow { id, code, country, part, names, twins }
        });
        let day = |date: Option<Parsed<PartialDate>>| date.map(|d| d.start());
        let (from, until, note) = (day(row.valid_from), day(row.valid_until), row.note);
        agency.names.extend(row.name.map(|name| AgencyName { dated: DatedName { name, from, until }, note }));
    }
    under_both(&mut agencies, &read_as);
    let reference = Arc::new(Reference { agencies: Arc::new(agencies), phases });
    tx.pending().reference = Some(Arc::clone(&reference));
    Ok(reference)
}

/// Under the id of a twin stands what it is read as, which knows the names of its twins.
fn under_both(agencies: &mut HashMap<i64, AgencyRow>, read_as: &BTreeMap<i64, i64>) {
    for (twin, survivor) in read_as {
        let Some(AgencyRow { code, names, .. }) = agencies.remove(twin) else { continue };
        let names = names.into_iter().map(|name| name.dated.name).collect();
        agencies.entry(*survivor).and_modify(|row| row.twins.push(TwinName { code, names }));
    }
    for (twin, survivor) in read_as {
        if let Some(row) = agencies.get(survivor).cloned() {
            agencies.insert(*twin, row);
        }
    }
}
