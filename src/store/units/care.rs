//! The units of an agency as their officer looks after them: what each has, what is on its way, and what needs care.

use domain::{
    PartialDate, Viewer,
    task::Horizon,
    unit::{UnitKind, UnitRef},
};

use crate::{
    Parsed, Result, Tx,
    batch::Bind,
    now,
    query::{Query, ask},
};

/// So many are shown, those that need care first; the list of units has all of them.
pub const MOST_CARED_FOR: usize = 30;

/// A unit with what of it is the agency's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCare {
    pub unit: UnitRef,
    pub held: i64,
    /// Sent and not counted to the end.
    pub coming: i64,
    /// Last found damaged or unserviceable.
    pub broken: i64,
    /// Discrepancies that are not settled.
    pub discrepancies: i64,
    /// Missing at the last change of heads, and nobody has said where they are.
    pub missing: i64,
    /// Whose warranty ends soon, and the first of these days.
    pub warranties: i64,
    pub warranty_until: Option<PartialDate>,
}

impl UnitCare {
    /// Is there anything that needs care?
    pub fn needs_care(&self) -> bool {
        self.broken + self.discrepancies + self.missing + self.warranties > 0
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    held: i64,
    coming: i64,
    broken: i64,
    discrepancies: i64,
    missing: i64,
    warranties: i64,
    warranty_until: Option<Parsed<PartialDate>>,
}

/// The agency stands for `$1`, the first and the last day of the horizon for `$2` and `$3`, how many for `$4`.
const CARE: &str = "
  SELECT c.* FROM (
    SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, t.held, t.coming,
      (SELECT COUNT(*) FROM item_now n WHERE n.unit_id = u.id AND n.agency_id = $1 AND n.held
        AND n.condition IN ('damaged', 'unserviceable')) AS broken,
      (SELECT COUNT(*) FROM noun_reader r JOIN discrepancy d ON d.id = r.noun_id JOIN line l ON l.id = d.line_id
        JOIN unit x ON x.id = l.unit_id
        WHERE r.noun = 'discrepancy' AND r.scope = 'agency' AND r.scope_id = $1 AND r.state = 'open' AND x.as_id = u.id)
        AS discrepancies,
      (SELECT COUNT(*) FROM unit_head h JOIN unit_head_item m ON m.head_id = h.id AND m.missing > 0
        JOIN unit x ON x.id = h.unit_id JOIN agency g ON g.id = h.agency_id
        WHERE x.as_id = u.id AND g.as_id = $1 AND NOT EXISTS (SELECT 1 FROM missing_answer w WHERE w.head_item_id = m.id)) AS missing,
      (SELECT COUNT(*) FROM item i JOIN item_now n ON n.item_id = i.id WHERE i.warranty_until >= $2 AND i.warranty_until <= $3
        AND n.unit_id = u.id AND n.agency_id = $1 AND n.held) AS warranties,
      (SELECT MIN(i.warranty_until) FROM item i JOIN item_now n ON n.item_id = i.id WHERE i.warranty_until >= $2
        AND i.warranty_until <= $3 AND n.unit_id = u.id AND n.agency_id = $1 AND n.held) AS warranty_until
    FROM unit_total t JOIN unit u ON u.id = t.unit_id
    WHERE t.scope = 'agency' AND t.scope_id = $1 AND t.held + t.coming > 0) c
  ORDER BY CASE WHEN c.broken + c.discrepancies + c.missing + c.warranties > 0 THEN 0 ELSE 1 END, c.code LIMIT $4";

/// The units that have something of the officer's agency, or wait for it; those that need care first.
///
/// # Errors
/// Officers only.
pub async fn care(tx: &mut Tx, viewer: &Viewer, today: chrono::NaiveDate) -> Result<Vec<UnitCare>> {
    let agency = viewer.agency()?;
    now::settle(tx).await?;
    let horizon = Horizon::of(today);
    let most = i64::try_from(MOST_CARED_FOR).unwrap_or(i64::MAX);
    let query = Query::new(CARE).numbered(vec![
        Bind::from(agency),
        Bind::from(horizon.today.to_string()),
        Bind::from(horizon.soon.to_string()),
        Bind::from(most),
    ]);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let care = |row: Row| UnitCare {
        unit: UnitRef::new(
            &row.code,
            row.kind.0,
            row.base.as_deref(),
            row.crossing.as_deref(),
            row.border.as_deref(),
            viewer.is_donor(),
        ),
        held: row.held,
        coming: row.coming,
        broken: row.broken,
        discrepancies: row.discrepancies,
        missing: row.missing,
        warranties: row.warranties,
        warranty_until: row.warranty_until.map(|day| day.0),
    };
    Ok(rows.into_iter().map(care).collect())
}
