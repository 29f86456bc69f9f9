//! What waits for a decision: of these, `place` is the instant since which it waits.

use domain::task::{TaskKind, Urgency};

use super::{Branch, Given::Viewer};

macro_rules! since {
    ($column:literal) => {
        concat!("CAST(", $column, " AS TEXT)")
    };
}

macro_rules! of_grant {
    ($grant:literal) => {
        concat!(
            " AND EXISTS (SELECT 1 FROM allocation b JOIN phase h ON h.id = b.phase_id WHERE b.grant_id = ",
            $grant,
            " AND h.component_id = ? AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = b.id))"
        )
    };
}

pub(super) static DECISIONS: &[Branch] = &[
    // Who entered it does not approve it: it waits for the others.
    branch!(
        Money,
        Decision,
        &[Viewer],
        [
            since!("e.recorded_at"),
            "g.code || '/' || CAST(e.number AS TEXT)",
            "e.value_date",
            "e.kind",
            "p.name",
            "e.purpose",
            "0",
            "0",
            "e.minor",
            "e.currency"
        ],
        "money_event e JOIN grant_agreement g ON g.id = e.grant_id JOIN person p ON p.id = e.person_id
         WHERE e.person_id <> ? AND NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = e.id)",
        of_grant!("e.grant_id")
    ),
    branch!(
        Rate,
        Decision,
        &[Viewer],
        [
            since!("r.recorded_at"),
            "CAST(r.id AS TEXT)",
            "r.effective_on",
            "r.source",
            "p.name",
            "r.units_per_usd",
            "0",
            "0",
            "0",
            "r.currency"
        ],
        "fx_rate r JOIN person p ON p.id = r.person_id
         WHERE r.person_id <> ? AND NOT EXISTS (SELECT 1 FROM fx_rate_decision d WHERE d.rate_id = r.id)",
        // A rate is of no component.
        " AND ? < 0"
    ),
    branch!(
        Reopening,
        Decision,
        &[Viewer],
        [
            since!("q.recorded_at"),
            "CAST(l.id AS TEXT) || '/' || CAST(q.id AS TEXT)",
            "l.until_on",
            "COALESCE(g.code, '')",
            "p.name",
            "l.from_on",
            "0",
            "q.hours",
            "0",
            none!()
        ],
        "period_reopening q JOIN period_lock l ON l.id = q.lock_id LEFT JOIN grant_agreement g ON g.id = l.grant_id
         JOIN person p ON p.id = q.person_id
         WHERE q.person_id <> ? AND NOT EXISTS (SELECT 1 FROM period_reopening_decision d WHERE d.reopening_id = q.id)",
        of_grant!("l.grant_id")
    ),
    branch!(
        Correction,
        Decision,
        &[],
        [
            since!("c.recorded_at"),
            "c.public_id",
            "t.received_on",
            "o.code",
            none!(),
            "c.reason",
            "g.as_id",
            "0",
            "0",
            none!()
        ],
        "receipt_correction c JOIN receipt t ON t.id = c.receipt_id JOIN round o ON o.id = t.round_id
         JOIN agency g ON g.id = t.agency_id
         WHERE NOT EXISTS (SELECT 1 FROM receipt_correction_answer a WHERE a.correction_id = c.id)",
        of_round!("t.round_id")
    ),
    // Staff consent to what leaves an agency, and to returns and write-offs; whoever proposed a write-off does not approve it.
    branch!(
        Movement,
        Decision,
        &[Viewer],
        [
            since!("m.recorded_at"),
            "m.public_id",
            "m.occurred_on",
            "m.kind",
            "p.name",
            "i.name || ' · ' || i.tag",
            "COALESCE(m.giver_agency_id, 0)",
            "m.quantity",
            "0",
            none!()
        ],
        "noun_reader r JOIN movement m ON m.id = r.noun_id JOIN item i ON i.id = m.item_id JOIN person p ON p.id = m.person_id
         WHERE r.noun = 'movement' AND r.scope = 'all' AND r.scope_id = 0 AND r.sort_state = '1'
           AND (m.kind <> 'reassignment' OR m.giver_agency_id <> m.agency_id)
           AND NOT EXISTS (SELECT 1 FROM movement_answer n WHERE n.movement_id = m.id AND n.kind = 'programme')
           AND (m.kind <> 'write-off' OR m.person_id <> ?)",
        of_item!("m.item_id")
    ),
    // Whoever uploaded a scan does not compare it with the act.
    branch!(
        Scan,
        Decision,
        &[Viewer],
        [
            since!("c.recorded_at"),
            "c.public_id",
            "c.signed_on",
            "a.number",
            "p.name",
            "o.code",
            "g.as_id",
            "0",
            "0",
            none!()
        ],
        "act_scan c JOIN act_version v ON v.id = c.act_version_id JOIN act a ON a.id = v.act_id JOIN round o ON o.id = a.round_id
         JOIN agency g ON g.id = a.agency_id JOIN person p ON p.id = c.person_id
         WHERE c.person_id <> ? AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
           AND NOT EXISTS (SELECT 1 FROM act_scan_decision d WHERE d.scan_id = c.id)",
        of_round!("a.round_id")
    ),
    // As `signing::waiting`: the next signature is the viewer's.
    branch!(
        Sign,
        Decision,
        &[Viewer, Viewer],
        [
            since!("v.recorded_at"),
            "a.number",
            "o.held_on",
            "a.number",
            none!(),
            "o.code",
            "g.as_id",
            "0",
            "0",
            none!()
        ],
        "act_signer s JOIN act_version v ON v.id = s.act_version_id JOIN act a ON a.id = v.act_id JOIN round o ON o.id = a.round_id
         JOIN agency g ON g.id = a.agency_id
         WHERE s.person_id = ? AND s.side <> 'receiving'
           AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
           AND s.position = (SELECT COUNT(*) FROM act_signature x WHERE x.act_version_id = v.id)
           AND NOT EXISTS (SELECT 1 FROM act_signature x
             WHERE x.act_version_id = v.id AND x.person_id = ? AND x.way <> 'scan on file')",
        of_round!("a.round_id")
    ),
    branch!(
        Question,
        Decision,
        &[],
        [
            since!("a.recorded_at"),
            "CAST(a.id AS TEXT)",
            "a.figure_day",
            "a.figure",
            "o.name",
            "a.words",
            "0",
            "0",
            "0",
            none!()
        ],
        "question a JOIN donor o ON o.id = a.donor_id
         WHERE NOT EXISTS (SELECT 1 FROM question_answer n WHERE n.question_id = a.id)",
        of_grant!("a.grant_id")
    ),
];
