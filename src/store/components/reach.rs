//! Who reads a component and its phases, as conditions on a component's id and on a row of `phase`. Whoever reads one by these
//! finds it by search and reads the documents that apply to it.
//!
//! A part opens the component, not what its money made: results (`cases/totals.rs`) and rounds that are known from what was
//! published alone (`now/rounds.rs`) are read by those whose grants pay.

/// A grant of the donor is allocated to a phase of the component. The donor is an expression, or `?`.
macro_rules! component_paid_by {
    ($component:literal, $donor:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM phase h JOIN allocation x ON x.phase_id = h.id JOIN grant_donor d ON d.grant_id = x.grant_id
               WHERE h.component_id = ",
            $component,
            " AND d.reader_id = ",
            $donor,
            " AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))"
        )
    };
}

/// The donor pays for it or takes part in it; two places.
macro_rules! component_of_donor {
    ($component:literal) => {
        concat!(
            "(",
            $crate::components::component_paid_by!($component, "?"),
            " OR EXISTS (SELECT 1 FROM component_part y WHERE y.donor_id = ? AND y.component_id = ",
            $component,
            " AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id)))"
        )
    };
}

/// The agency belongs to it, takes part in it, or was announced goods for it; three places.
macro_rules! component_of_agency {
    ($component:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM component_agency b WHERE b.component_id = ",
            $component,
            " AND b.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?))
              OR EXISTS (SELECT 1 FROM component_part y WHERE y.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?) AND y.component_id = ",
            $component,
            " AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id))
              OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.component_id = ",
            $component,
            " AND v.of_line))"
        )
    };
}

/// The donor pays for the phase, or takes part in it or in the whole component; two places.
macro_rules! phase_of_donor {
    ($phase:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM allocation x JOIN grant_donor d ON d.grant_id = x.grant_id WHERE x.phase_id = ",
            $phase,
            ".id AND d.reader_id = ? AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))
              OR EXISTS (SELECT 1 FROM component_part y WHERE y.donor_id = ? AND y.component_id = ",
            $phase,
            ".component_id AND COALESCE(y.phase_id, ",
            $phase,
            ".id) = ",
            $phase,
            ".id AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id)))"
        )
    };
}

/// The agency takes part in the phase or in the whole component, belongs to it, or was announced goods for it; three places.
macro_rules! phase_of_agency {
    ($phase:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM component_agency b WHERE b.component_id = ",
            $phase,
            ".component_id AND b.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?))
              OR EXISTS (SELECT 1 FROM component_part y WHERE y.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = ?) AND y.component_id = ",
            $phase,
            ".component_id AND COALESCE(y.phase_id, ",
            $phase,
            ".id) = ",
            $phase,
            ".id AND NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = y.id))
              OR EXISTS (SELECT 1 FROM item_reader v WHERE v.scope = 'agency' AND v.scope_id = ? AND v.component_id = ",
            $phase,
            ".component_id AND v.of_line))"
        )
    };
}
pub(crate) use {component_of_agency, component_of_donor, component_paid_by, phase_of_agency, phase_of_donor};

/// For the search, whose row is `e`.
pub(crate) const OF_DONOR: &str = concat!(" AND ", component_of_donor!("e.noun_id"));
pub(crate) const OF_AGENCY: &str = concat!(" AND ", component_of_agency!("e.noun_id"));
