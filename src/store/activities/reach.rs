//! Who reads an activity, as conditions on its id.

/// The agency took part, counted or named; two places.
macro_rules! activity_of_agency {
    ($activity:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM activity_agency m WHERE m.activity_id = ",
            $activity,
            " AND m.agency_id IN (SELECT g.id FROM agency g WHERE g.as_id = ?)) OR EXISTS (SELECT 1 FROM participation x WHERE x.activity_id = ",
            $activity,
            " AND x.agency_id IN (SELECT g.id FROM agency g WHERE g.as_id = ?)))"
        )
    };
}

/// One of the donor's grants pays for it or for its phase, or staff share it; three places.
macro_rules! activity_of_donor {
    ($activity:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM activity a JOIN allocation x ON x.phase_id = a.phase_id JOIN grant_donor d ON d.grant_id = x.grant_id
                WHERE a.id = ",
            $activity,
            " AND d.reader_id = ? AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal v WHERE v.allocation_id = x.id))
              OR EXISTS (SELECT 1 FROM activity_funding f JOIN activity_funding_share s ON s.funding_id = f.id
                JOIN grant_donor d ON d.grant_id = s.grant_id WHERE f.activity_id = ",
            $activity,
            " AND d.reader_id = ?
                  AND NOT EXISTS (SELECT 1 FROM activity_funding n WHERE n.activity_id = f.activity_id AND n.id > f.id))
              OR EXISTS (SELECT 1 FROM activity_release q WHERE q.activity_id = ",
            $activity,
            " AND q.donor_id = ? AND NOT EXISTS (SELECT 1 FROM activity_release_end z WHERE z.release_id = q.id)))"
        )
    };
}
/// An agency of the country took part, counted or named, or a unit that is there; six places.
macro_rules! activity_of_country {
    ($activity:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM activity_agency m JOIN agency g ON g.id = m.agency_id WHERE m.activity_id = ",
            $activity,
            " AND g.country = ?)
              OR EXISTS (SELECT 1 FROM activity_unit m JOIN unit t ON t.id = m.unit_id JOIN unit u ON u.id = t.as_id WHERE m.activity_id = ",
            $activity,
            " AND ",
            $crate::units::unit_of_country!("u"),
            ")
              OR EXISTS (SELECT 1 FROM participation x LEFT JOIN agency g ON g.id = x.agency_id LEFT JOIN unit u ON u.id = (SELECT t.as_id FROM unit t WHERE t.id = x.unit_id)
                WHERE x.activity_id = ",
            $activity,
            " AND (g.country = ? OR ",
            $crate::units::unit_of_country!("u"),
            ")))"
        )
    };
}
/// The place says where a post at the border is, by the name of its crossing or another name of the office.
macro_rules! at_post {
    ($place:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM unit w LEFT JOIN unit_alias y ON y.unit_id = w.id WHERE w.kind = 'BLO'
               AND (w.crossing <> '' AND lower(",
            $place,
            ") LIKE '%' || lower(w.crossing) || '%' OR y.alias <> '' AND lower(",
            $place,
            ") LIKE '%' || lower(y.alias) || '%'))"
        )
    };
}
pub(crate) use activity_of_agency;
pub(crate) use activity_of_country;
pub(crate) use activity_of_donor;
pub(crate) use at_post;

/// For the search, whose row is `e`.
pub(crate) const OF_DONOR: &str = concat!(" AND ", activity_of_donor!("e.noun_id"));
pub(crate) const OF_COUNTRY: &str = concat!(" AND ", activity_of_country!("e.noun_id"));
pub(crate) const OF_AGENCY: &str = concat!(" AND ", activity_of_agency!("e.noun_id"));
