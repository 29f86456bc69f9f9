//! Who reads what is said of an agency besides its names, which everybody reads.

/// Something that the donor pays for was sent to the agency; one place. Twins are one.
macro_rules! agency_of_donor {
    ($agency:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM round_part w JOIN agency wa ON wa.id = w.agency_id WHERE w.scope = 'donor' AND w.scope_id = ? AND wa.as_id = ",
            $crate::merges::agency_as!($agency),
            ")"
        )
    };
}
pub(crate) use agency_of_donor;
