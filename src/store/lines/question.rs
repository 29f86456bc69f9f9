//! The question for lines as they stood on a day: put together from what is asked for, by whom, and whether today is meant.

use domain::{AsOf, Scope};

use crate::{
    batch::Bind,
    items::{paid_as_of, paid_now},
    merges::{agency_as, is_agency, is_unit, unit_as},
    query::Query,
    receipts::stands,
};

/// Had somebody taken one of these steps with the round `r` by then?
macro_rules! took {
    ($step:literal, $day:literal, $known:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM round_step s WHERE s.round_id = r.id AND s.step IN (",
            $step,
            ") AND COALESCE(s.occurred_on, '') <= ",
            $day,
            " AND s.recorded_at <= ",
            $known,
            ")"
        )
    };
}
pub(crate) use took;

/// A line for everybody but donors, who read no numbers of things and only the part of the value that their grants paid.
/// `$1` is the last day and `$2` the last instant that count; the parameter says who had paid by then.
macro_rules! open {
    ($paid:ident ( $($by:literal),* )) => { concat!("i.serial, i.vin, i.chassis, i.plate, i.engine, i.unit_price_minor, i.value_minor,
    -- Pairs of grant and donor: more than one.
    (SELECT COUNT(*) FROM ", $paid!($($by),*), " f JOIN grant_donor d ON d.grant_id = f.grant_id) > 1 AS co_funded") };
}

/// The same for the donor `$4`.
macro_rules! for_donor {
    ($paid:ident ( $($by:literal),* )) => { concat!("CAST(NULL AS TEXT) AS serial, CAST(NULL AS TEXT) AS vin,
    CAST(NULL AS TEXT) AS chassis, CAST(NULL AS TEXT) AS plate, CAST(NULL AS TEXT) AS engine, CAST(NULL AS BIGINT) AS unit_price_minor,
    CAST((SELECT COALESCE(SUM(f.value_minor), 0) FROM ", $paid!($($by),*), " f
      JOIN grant_donor d ON d.grant_id = f.grant_id WHERE d.reader_id = $4) AS BIGINT) AS value_minor,
    -- Any pair of grant and donor that is not its own.
    (SELECT COUNT(*) FROM ", $paid!($($by),*), " f JOIN grant_donor d ON d.grant_id = f.grant_id
      WHERE d.reader_id <> $4) > 0 AS co_funded") };
}

/// Donors see dispatched lines of items that their grants paid for.
macro_rules! donor_sees {
    ($paid:ident ( $($by:literal),* )) => { concat!(took!("'dispatched'", "$1", "$2"), "
        AND EXISTS (SELECT 1 FROM ", $paid!($($by),*), " f JOIN grant_donor d ON d.grant_id = f.grant_id WHERE d.reader_id = $4)") };
}

/// The grant `$3` had paid for it by then.
macro_rules! grant_paid {
    ($paid:ident ( $($by:literal),* )) => { concat!("EXISTS (SELECT 1 FROM ", $paid!($($by),*), " f WHERE f.grant_id = $3)") };
}

const COLUMNS: &str = concat!(
    "l.id, l.round_id, l.item_id, i.tag, i.kind, i.name, i.make, i.model, i.year, i.warranty_until, i.accessories,
    (SELECT y.code FROM category y WHERE y.id = i.category_id) AS category_code,
    (SELECT y.name FROM category y WHERE y.id = i.category_id) AS category,
    l.quantity, i.unit_of_measure,
    l.quantity - COALESCE(n.received, 0) - COALESCE(n.damaged, 0) - COALESCE(n.refused, 0) AS outstanding, l.version,
    u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing, u.border,
    a.id AS agency_id, a.code AS agency_code, k.code AS component_code, i.phase_id, p.number AS phase_number, p.component_id,
    (SELECT t.received_on FROM receipt_line x JOIN receipt t ON t.id = x.receipt_id
      WHERE x.line_id = l.id AND t.received_on <= $1 AND t.recorded_at <= $2 AND ",
    stands!("$2"),
    " ORDER BY x.sequence DESC LIMIT 1) AS received_on,
    i.currency, ",
    took!("'dispatched'", "$1", "$2"),
    " AS dispatched, CASE WHEN ",
    took!("'dispatched'", "$1", "$2"),
    " THEN COALESCE(r.held_on, r.planned_on) ELSE r.planned_on END AS day,
    COALESCE(n.received, 0) AS received, COALESCE(n.damaged, 0) AS damaged, COALESCE(n.refused, 0) AS refused,
    COALESCE(n.surplus, 0) AS surplus, COALESCE(n.remarks, 0) AS remarks, COALESCE(n.counts, 0) AS counts,
    i.illustrative, l.note, "
);

/// What was counted of the lines that are asked for, and of no others: see [`Of::lines`], which follows.
const COUNTS: &str = concat!(
    "
  FROM line l
  JOIN round r ON r.id = l.round_id
  JOIN item i ON i.id = l.item_id
  JOIN unit u ON u.id = ",
    unit_as!("l.unit_id"),
    "
  JOIN agency a ON a.id = ",
    agency_as!("l.agency_id"),
    "
  JOIN phase p ON p.id = i.phase_id
  JOIN component k ON k.id = p.component_id
  LEFT JOIN (SELECT x.line_id, CAST(SUM(x.received) AS BIGINT) AS received, CAST(SUM(x.damaged) AS BIGINT) AS damaged,
      CAST(SUM(x.refused) AS BIGINT) AS refused, CAST(SUM(x.surplus) AS BIGINT) AS surplus,
      CAST(SUM(CASE WHEN x.remark IS NULL AND x.missing IS NULL AND x.serial_found IS NULL AND x.condition IN ('new', 'good')
        THEN 0 ELSE 1 END) AS BIGINT) AS remarks,
      COUNT(*) AS counts
    FROM line l JOIN receipt_line x ON x.line_id = l.id JOIN receipt t ON t.id = x.receipt_id
    WHERE t.received_on <= $1 AND t.recorded_at <= $2 AND ",
    stands!("$2"),
    " AND "
);

/// Officers see lines for their agency from the scheduling on, and nothing of cancelled rounds.
const AGENCY_SEES: &str = concat!(
    "(a.id = $4 AND ",
    took!("'scheduled', 'dispatched'", "$1", "$2"),
    " AND NOT ",
    took!("'cancelled'", "$1", "$2"),
    ")"
);

/// What was reassigned to their agency as well: where a thing is matters then, not only where it was sent.
const CAME_TO_AGENCY: &str = concat!(
    "EXISTS (SELECT 1 FROM custody_event e WHERE e.item_id = l.item_id AND e.line_id IS NULL AND ",
    is_agency!("e.agency_id", "$4"),
    " AND e.occurred_on <= $1 AND e.recorded_at <= $2)"
);

/// Which lines.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Round(i64),
    Item(i64),
    /// Counted in this receipt.
    Receipt(i64),
    Grant(i64),
    /// Sent to the unit, or reassigned to it.
    Unit(i64),
}

impl Of {
    /// The condition on the line `l`, with `$3` as its id; found by an index.
    fn lines(self) -> (&'static str, i64) {
        match self {
            Of::Round(id) => ("l.round_id = $3", id),
            Of::Item(id) => ("l.item_id = $3", id),
            Of::Receipt(id) => ("l.id IN (SELECT m.line_id FROM receipt_line m WHERE m.receipt_id = $3)", id),
            Of::Grant(id) => (
                "l.item_id IN (SELECT o.item_id FROM funding_share o WHERE o.grant_id = $3
                   UNION SELECT h.item_id FROM funding_change h JOIN funding_change_share v ON v.change_id = h.id
                     WHERE v.grant_id = $3)",
                id,
            ),
            Of::Unit(id) => (
                concat!(
                    "(",
                    is_unit!("l.unit_id", "$3"),
                    " OR l.item_id IN (SELECT e.item_id FROM custody_event e WHERE ",
                    is_unit!("e.unit_id", "$3"),
                    " AND e.line_id IS NULL AND e.occurred_on <= $1 AND e.recorded_at <= $2))"
                ),
                id,
            ),
        }
    }

    /// Where an item is matters, not only where it was sent.
    fn follows_things(self) -> bool {
        matches!(self, Of::Item(_) | Of::Unit(_))
    }
}

pub(super) fn question(scope: Scope, of: Of, as_of: AsOf) -> Query {
    let (which, id) = of.lines();
    let now = as_of.is_now();
    let (money, donor_sees, paid) = if now {
        let money =
            if matches!(scope, Scope::Donor(_)) { for_donor!(paid_now("i.id")) } else { open!(paid_now("i.id")) };
        (money, donor_sees!(paid_now("i.id")), grant_paid!(paid_now("i.id")))
    } else {
        let money = if matches!(scope, Scope::Donor(_)) {
            for_donor!(paid_as_of("i.id", "$1", "$2"))
        } else {
            open!(paid_as_of("i.id", "$1", "$2"))
        };
        (money, donor_sees!(paid_as_of("i.id", "$1", "$2")), grant_paid!(paid_as_of("i.id", "$1", "$2")))
    };
    let mut query = Query::new("SELECT ");
    for part in [
        COLUMNS,
        money,
        COUNTS,
        which,
        " GROUP BY x.line_id) n ON n.line_id = l.id WHERE i.recorded_at <= $2 AND ",
        which,
    ] {
        query.push(part, []);
    }
    if matches!(of, Of::Grant(_)) {
        query.push(" AND ", []);
        query.push(paid, []);
    }
    let mut binds = vec![Bind::from(as_of.day_text()), Bind::from(as_of.known_millis()), Bind::from(id)];
    match scope {
        Scope::Everything => {}
        Scope::Country(_) => query.push(" AND FALSE", []),
        Scope::Agency(agency) => {
            let parts = if of.follows_things() {
                [" AND (", AGENCY_SEES, " OR ", CAME_TO_AGENCY, ")"]
            } else {
                [" AND ", AGENCY_SEES, "", "", ""]
            };
            for part in parts {
                query.push(part, []);
            }
            binds.push(Bind::from(agency));
        }
        Scope::Donor(donor) => {
            query.push(" AND ", []);
            query.push(donor_sees, []);
            binds.push(Bind::from(donor));
        }
    }
    query.push(" ORDER BY l.round_id, l.id", []);
    query.numbered(binds)
}
