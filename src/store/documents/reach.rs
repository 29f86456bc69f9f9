//! Whom a document concerns by what it applies to: conditions on a row `l` of `document_link`, each of them false where the row
//! names something else.

/// What it applies to is paid for by a donor: by an allocation that stands, an agreement, or what was sent; or it is an
/// activity that the donor reads; eight places.
macro_rules! of_donor {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM allocation x JOIN grant_donor d ON d.grant_id = x.grant_id
              WHERE x.phase_id IN (SELECT l.phase_id UNION ALL SELECT p.id FROM phase p WHERE p.component_id = l.component_id
                  UNION ALL SELECT m.phase_id FROM milestone m WHERE m.id = l.milestone_id)
                AND d.donor_id = ? AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))
            OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = l.grant_id AND d.donor_id = ?)
            OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.round_id = l.round_id)
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.unit_id = l.unit_id)
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.item_id = l.item_id) OR ",
            $crate::activities::activity_of_donor!("l.activity_id"),
            ")"
        )
    };
}

/// What it applies to concerns an agency: it takes part, mans it, has or was sent it; ten places.
macro_rules! of_agency {
    () => {
        concat!("(l.agency_id = ?
            OR EXISTS (SELECT 1 FROM component_agency m WHERE m.agency_id = ? AND m.component_id IN (SELECT l.component_id
                UNION ALL SELECT p.component_id FROM phase p WHERE p.id = l.phase_id
                UNION ALL SELECT p.component_id FROM milestone n JOIN phase p ON p.id = n.phase_id WHERE n.id = l.milestone_id))
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.of_line
                AND v.component_id IN (SELECT l.component_id
                  UNION ALL SELECT p.component_id FROM phase p WHERE p.id = l.phase_id))
            OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.round_id = l.round_id)
            OR EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = l.unit_id AND m.agency_id = ?)
            OR EXISTS (SELECT 1 FROM item_holding h WHERE h.unit_id = l.unit_id AND h.agency_id = ?)
            OR EXISTS (SELECT 1 FROM act a WHERE a.id = l.act_id AND a.agency_id = ?)
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.item_id = l.item_id) OR ",
            $crate::activities::activity_of_agency!("l.activity_id"),
            ")")
    };
}
pub(super) use {of_agency, of_donor};

/// For the search, whose row is `e`.
pub(crate) const OF_DONOR: &str = concat!(
    " AND EXISTS (SELECT 1 FROM document t WHERE t.id = e.noun_id AND t.withdrawn IS NULL AND (t.readers = 'all'
       OR (t.readers IN ('donors', 'parties') AND EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = t.id AND ",
    of_donor!(),
    "))))"
);
pub(crate) const OF_AGENCY: &str = concat!(
    " AND EXISTS (SELECT 1 FROM document t WHERE t.id = e.noun_id AND t.withdrawn IS NULL AND (t.readers = 'all'
       OR (t.readers IN ('agencies', 'parties') AND EXISTS (SELECT 1 FROM document_link l WHERE l.document_id = t.id AND ",
    of_agency!(),
    "))))"
);
