//! Which units an officer reads.

/// The agency mans it, has something there, or was announced goods for it; four places.
macro_rules! unit_of_agency {
    ($unit:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = ",
            $unit,
            " AND ",
            $crate::merges::is_agency!("m.agency_id", "?"),
            ") OR EXISTS (SELECT 1 FROM item_holding h WHERE h.unit_id = ",
            $unit,
            " AND h.agency_id = ?)
              OR EXISTS (SELECT 1 FROM line l JOIN item_reader v ON v.line_id = l.id AND v.item_id = l.item_id WHERE ",
            $crate::merges::is_unit!("l.unit_id", $unit),
            " AND ",
            $crate::merges::is_agency!("l.agency_id", "?"),
            " AND v.scope = 'agency' AND v.scope_id = ? AND v.of_line))"
        )
    };
}
pub(crate) use unit_of_agency;
