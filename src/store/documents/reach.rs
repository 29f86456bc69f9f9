//! Whom a document concerns by what it applies to: conditions on a row `l` of `document_link`, each of them false where the row
//! names something else.

/// What it applies to is a programme, which every donor reads, a component, a phase, a milestone of one or an activity that the donor reads; or it pays for it, by an
/// agreement or for what was sent; eleven places.
macro_rules! of_donor {
    () => {
        concat!(
            "(l.programme_id IS NOT NULL OR ",
            $crate::components::component_of_donor!("l.component_id"),
            " OR EXISTS (SELECT 1 FROM phase p WHERE p.id IN (SELECT l.phase_id
                UNION ALL SELECT m.phase_id FROM milestone m WHERE m.id = l.milestone_id) AND ",
            $crate::components::phase_of_donor!("p"),
            ")
            OR EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = l.grant_id AND d.reader_id = ?)
            OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.round_id = l.round_id)
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.unit_id = (SELECT t.as_id FROM unit t WHERE t.id = l.unit_id))
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'donor' AND v.scope_id = ? AND v.item_id = l.item_id) OR ",
            $crate::activities::activity_of_donor!("l.activity_id"),
            ")"
        )
    };
}

/// What it applies to concerns an agency: a programme, which every agency reads, a component, a phase, a milestone of one or an activity that it reads, what it mans, has
/// or was sent; fourteen places.
macro_rules! of_agency {
    () => {
        concat!(
            "(l.programme_id IS NOT NULL OR ",
            $crate::merges::is_agency!("l.agency_id", "?"),
            " OR ",
            $crate::components::component_of_agency!("l.component_id"),
            " OR EXISTS (SELECT 1 FROM phase p WHERE p.id IN (SELECT l.phase_id
                UNION ALL SELECT m.phase_id FROM milestone m WHERE m.id = l.milestone_id) AND ",
            $crate::components::phase_of_agency!("p"),
            ")
            OR EXISTS (SELECT 1 FROM round_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.round_id = l.round_id)
            OR EXISTS (SELECT 1 FROM unit_agency m WHERE m.unit_id = (SELECT t.as_id FROM unit t WHERE t.id = l.unit_id) AND m.agency_id IN (SELECT t.id FROM agency t WHERE t.as_id = ?))
            OR EXISTS (SELECT 1 FROM item_holding h WHERE h.unit_id = (SELECT t.as_id FROM unit t WHERE t.id = l.unit_id) AND h.agency_id = ?)
            OR EXISTS (SELECT 1 FROM act a WHERE a.id = l.act_id AND a.agency_id IN (SELECT t.id FROM agency t WHERE t.as_id = ?))
            OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.item_id = l.item_id) OR ",
            $crate::activities::activity_of_agency!("l.activity_id"),
            ")"
        )
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
