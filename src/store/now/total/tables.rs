//! The tables of sums: how a row is added to, and what each should say.

/// A table of sums.
pub(super) struct Table {
    pub name: &'static str,
    /// Takes a row, and adds it to the one that is there.
    pub add: &'static str,
    /// Takes away what has come to nothing.
    pub sweep: &'static str,
    pub empty: &'static str,
    pub into: &'static str,
    pub kept: &'static str,
    /// What should be kept.
    pub added_up: &'static str,
}

pub(super) const READERS: Table = Table {
    name: "reader_total",
    add: "INSERT INTO reader_total (scope, scope_id, currency, items, value_minor) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, currency) DO UPDATE SET items = reader_total.items + excluded.items,
        value_minor = reader_total.value_minor + excluded.value_minor",
    sweep: "DELETE FROM reader_total WHERE items = 0",
    empty: "DELETE FROM reader_total",
    into: "INSERT INTO reader_total (scope, scope_id, currency, items, value_minor) ",
    kept: "SELECT scope, scope_id, currency, items, value_minor FROM reader_total",
    added_up: "SELECT scope, scope_id, currency, COUNT(*), CAST(SUM(value_minor) AS BIGINT) FROM item_reader
      GROUP BY scope, scope_id, currency",
};

pub(super) const UNITS: Table = Table {
    name: "unit_total",
    add: "INSERT INTO unit_total (scope, scope_id, unit_id, held, coming, checked) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, unit_id) DO UPDATE SET held = unit_total.held + excluded.held,
        coming = unit_total.coming + excluded.coming, checked = unit_total.checked + excluded.checked",
    sweep: "DELETE FROM unit_total WHERE held = 0 AND coming = 0",
    empty: "DELETE FROM unit_total",
    into: "INSERT INTO unit_total (scope, scope_id, unit_id, held, coming, checked) ",
    kept: "SELECT scope, scope_id, unit_id, held, coming, checked FROM unit_total",
    added_up: "SELECT * FROM (SELECT r.scope, r.scope_id, r.unit_id,
        CAST(SUM(CASE WHEN n.held AND n.received > 0 THEN 1 ELSE 0 END) AS BIGINT) AS held,
        CAST(SUM(CASE WHEN n.dispatched AND n.outstanding > 0 THEN 1 ELSE 0 END) AS BIGINT) AS coming,
        CAST(SUM(CASE WHEN n.held AND n.received > 0 AND n.verified_on IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS checked
      FROM item_reader r JOIN item_now n ON n.item_id = r.item_id
      WHERE r.state <> 'cancelled' AND (r.scope <> 'agency' OR r.agency_id = r.scope_id)
      GROUP BY r.scope, r.scope_id, r.unit_id) s WHERE s.held > 0 OR s.coming > 0",
};

pub(super) const GRANTS: Table = Table {
    name: "grant_total",
    add: "INSERT INTO grant_total (grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor,
        confirmed_minor, seen_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (grant_id, currency) DO UPDATE SET items = grant_total.items + excluded.items,
        sent = grant_total.sent + excluded.sent, counted = grant_total.counted + excluded.counted,
        whole = grant_total.whole + excluded.whole, checked = grant_total.checked + excluded.checked,
        seen_whole = grant_total.seen_whole + excluded.seen_whole, sent_minor = grant_total.sent_minor + excluded.sent_minor,
        confirmed_minor = grant_total.confirmed_minor + excluded.confirmed_minor,
        seen_minor = grant_total.seen_minor + excluded.seen_minor",
    sweep: "DELETE FROM grant_total WHERE items = 0",
    empty: "DELETE FROM grant_total",
    into: "INSERT INTO grant_total (grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor,
      confirmed_minor, seen_minor) ",
    kept: "SELECT grant_id, currency, items, sent, counted, whole, checked, seen_whole, sent_minor, confirmed_minor, seen_minor
      FROM grant_total",
    added_up: "SELECT grant_id, currency, COUNT(*), COUNT(CASE WHEN sent THEN 1 END), COUNT(CASE WHEN sent AND counted THEN 1 END),
        COUNT(CASE WHEN sent AND whole THEN 1 END), COUNT(CASE WHEN sent AND checked THEN 1 END),
        COUNT(CASE WHEN sent AND seen_whole THEN 1 END),
        CAST(SUM(CASE WHEN sent THEN value_minor ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN sent THEN confirmed_minor ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN sent THEN seen_minor ELSE 0 END) AS BIGINT)
      FROM grant_item GROUP BY grant_id, currency",
};

pub(super) const PARTS: Table = Table {
    name: "reader_part",
    add: "INSERT INTO reader_part (scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency,
        items, value_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency)
      DO UPDATE SET items = reader_part.items + excluded.items, value_minor = reader_part.value_minor + excluded.value_minor",
    sweep: "DELETE FROM reader_part WHERE items = 0",
    empty: "DELETE FROM reader_part",
    into: "INSERT INTO reader_part (scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency,
      items, value_minor) ",
    kept: "SELECT scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency, items,
        value_minor FROM reader_part",
    added_up: "SELECT scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency, COUNT(*),
        CAST(SUM(value_minor) AS BIGINT) FROM item_reader
      GROUP BY scope, scope_id, unit_id, agency_id, component_id, phase_id, delivered_phase_id, kind, state, currency",
};

pub(super) const RECEIVED: Table = Table {
    name: "received_part",
    add: "INSERT INTO received_part (scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative, items, pieces,
        confirmed_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative)
      DO UPDATE SET items = received_part.items + excluded.items, pieces = received_part.pieces + excluded.pieces,
        confirmed_minor = received_part.confirmed_minor + excluded.confirmed_minor",
    sweep: "DELETE FROM received_part WHERE items = 0",
    empty: "DELETE FROM received_part",
    into: "INSERT INTO received_part (scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative, items, pieces,
      confirmed_minor) ",
    kept: "SELECT scope, scope_id, component_id, unit_id, kind, currency, received_on, illustrative, items, pieces, confirmed_minor
      FROM received_part",
    added_up: "SELECT r.scope, r.scope_id, r.component_id, r.unit_id, n.kind, r.currency, n.received_on, i.illustrative, COUNT(*),
        CAST(SUM(n.received) AS BIGINT), CAST(SUM(r.confirmed_minor) AS BIGINT)
      FROM item_reader r JOIN item_now n ON n.item_id = r.item_id JOIN item i ON i.id = r.item_id
      WHERE n.received > 0 AND n.received_on IS NOT NULL
      GROUP BY r.scope, r.scope_id, r.component_id, r.unit_id, n.kind, r.currency, n.received_on, i.illustrative",
};

pub(super) const BOUGHT: Table = Table {
    name: "grant_part",
    add: "INSERT INTO grant_part (grant_id, unit_id, agency_id, state, sent, currency, items, value_minor)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (grant_id, unit_id, agency_id, state, sent, currency) DO UPDATE SET items = grant_part.items + excluded.items,
        value_minor = grant_part.value_minor + excluded.value_minor",
    sweep: "DELETE FROM grant_part WHERE items = 0",
    empty: "DELETE FROM grant_part",
    into: "INSERT INTO grant_part (grant_id, unit_id, agency_id, state, sent, currency, items, value_minor) ",
    kept: "SELECT grant_id, unit_id, agency_id, state, sent, currency, items, value_minor FROM grant_part",
    added_up: "SELECT grant_id, unit_id, agency_id, state, sent, currency, COUNT(*), CAST(SUM(value_minor) AS BIGINT) FROM grant_item
      GROUP BY grant_id, unit_id, agency_id, state, sent, currency",
};

/// Of the readers' own rows, and of those of an agency what it has itself.
pub(super) const CHECKS: Table = Table {
    name: "check_total",
    add: "INSERT INTO check_total (scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, scope_id, what, month, unit_id, agency_id, currency)
      DO UPDATE SET items = check_total.items + excluded.items, value_minor = check_total.value_minor + excluded.value_minor",
    sweep: "DELETE FROM check_total WHERE items = 0",
    empty: "DELETE FROM check_total",
    into: "INSERT INTO check_total (scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor) ",
    kept: "SELECT scope, scope_id, what, month, unit_id, agency_id, currency, items, value_minor FROM check_total",
    added_up: "SELECT s.scope, s.scope_id, s.what, s.month, s.unit_id, s.agency_id, s.currency, COUNT(*),
        CAST(SUM(s.confirmed_minor) AS BIGINT)
      FROM (SELECT r.scope, r.scope_id, 'held' AS what, '' AS month, r.unit_id, r.agency_id, r.currency, r.confirmed_minor
          FROM item_reader r JOIN item_now n ON n.item_id = r.item_id
          WHERE n.held AND n.received > 0 AND r.state <> 'cancelled' AND (r.scope <> 'agency' OR r.agency_id = r.scope_id)
        UNION ALL SELECT r.scope, r.scope_id, 'due', substr(r.due_on, 1, 7), r.unit_id, r.agency_id, r.currency, r.confirmed_minor
          FROM item_reader r WHERE r.due_on <> ''
        UNION ALL SELECT r.scope, r.scope_id, r.seen_how, substr(r.seen_on, 1, 7), r.unit_id, r.agency_id, r.currency,
            r.confirmed_minor
          FROM item_reader r WHERE r.seen_on <> '') s
      GROUP BY s.scope, s.scope_id, s.what, s.month, s.unit_id, s.agency_id, s.currency",
};

pub(super) const TABLES: [&Table; 7] = [&READERS, &UNITS, &GRANTS, &PARTS, &RECEIVED, &BOUGHT, &CHECKS];
