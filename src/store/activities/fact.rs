//! What the audit chain says of an activity. Its first rows were written of courses: their fields keep their names.

use domain::change::Entity;

use crate::facts::{Table, ToldBy, list, rows};

pub(crate) static ACTIVITY: Table = Table::new(
    "activity",
    Entity::Activity,
    ToldBy::Key,
    rows!(
        "SELECT c.id AS _id, c.code AS _key, c.recorded_at AS _at, c.kind, c.state, c.title, c.starts_on, c.ends_on, c.place,
           c.organisers, c.trainers, c.participations AS participants, c.phase_id, s.code AS source, k.code AS \"component?\",
           c.topics AS \"topics?\", c.others AS \"others?\", c.persons AS \"persons?\", c.completed AS \"completed?\",
           c.dropped AS \"dropped?\", c.qualifies_for AS \"qualifies_for?\",
           (SELECT string_agg(a.code, '\n') FROM activity_agency m JOIN agency a ON a.id = m.agency_id
             WHERE m.activity_id = c.id) AS \"agencies{}\",
           (SELECT string_agg(u.code, '\n') FROM activity_unit m JOIN unit u ON u.id = m.unit_id
             WHERE m.activity_id = c.id) AS \"units{}\",
           (SELECT string_agg(m.country, '\n') FROM activity_country m WHERE m.activity_id = c.id) AS \"countries{}\",
           (SELECT string_agg(m.country, '\n') FROM activity_host m WHERE m.activity_id = c.id) AS \"hosts{}\"
         FROM activity c LEFT JOIN source s ON s.id = c.source_id LEFT JOIN component k ON k.id = c.component_id",
        "c.id"
    ),
)
.lists(&[
    list!(
        "attendance",
        "SELECT t.activity_id AS _of, a.code AS agency, u.code AS unit, t.sex, t.count FROM participation t
         LEFT JOIN agency a ON a.id = t.agency_id LEFT JOIN unit u ON u.id = t.unit_id",
        "t.activity_id",
        "t.id"
    ),
    list!(
        "states?",
        "SELECT t.activity_id AS _of, t.was, t.state, t.stated_on, t.reason, t.person_id AS person, t.recorded_at FROM activity_state t",
        "t.activity_id",
        "t.id"
    ),
    list!(
        "sessions?",
        "SELECT t.activity_id AS _of, t.title, t.held_on, t.participations FROM activity_session t",
        "t.activity_id",
        "t.id"
    ),
    list!(
        "test?",
        "SELECT t.activity_id AS _of, t.title, t.out_of, t.before_average, t.before_tested, t.after_average, t.after_tested
         FROM activity_test t",
        "t.activity_id",
        "t.activity_id"
    ),
    list!(
        "follow_ups?",
        "SELECT t.activity_id AS _of, t.done_on, t.asked, t.applying, t.finding, t.person_id AS person, t.recorded_at
         FROM activity_follow_up t",
        "t.activity_id",
        "t.id"
    ),
    list!(
        "funding?",
        "SELECT t.activity_id AS _of, CAST(t.cost_minor AS TEXT) AS cost_minor, t.currency, t.reason, t.person_id AS person,
           t.recorded_at FROM activity_funding t",
        "t.activity_id",
        "t.id"
    ),
    // A list of its own, so that each part is an object with its money; `recorded_at` says of which cost it is.
    list!(
        "paid_by?",
        "SELECT t.activity_id AS _of, g.code AS \"grant\", s.ppm, CAST(s.value_minor AS TEXT) AS value_minor, t.currency,
           t.recorded_at FROM activity_funding_share s
         JOIN activity_funding t ON t.id = s.funding_id JOIN grant_agreement g ON g.id = s.grant_id",
        "t.activity_id",
        "t.id, g.code"
    ),
    list!(
        "shown_to?",
        "SELECT t.activity_id AS _of, d.code AS donor, t.person_id AS person, t.recorded_at, e.reason AS ended, e.person_id AS ended_by,
           e.recorded_at AS ended_at
         FROM activity_release t JOIN donor d ON d.id = t.donor_id LEFT JOIN activity_release_end e ON e.release_id = t.id",
        "t.activity_id",
        "t.id"
    ),
]);
