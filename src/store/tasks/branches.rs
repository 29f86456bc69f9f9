//! What waits, one branch for each kind and urgency: a static text that reads the records themselves, and the conditions that its
//! component adds. What else is to wait one day is one more branch, its kind in `domain::task`, and
//! its sentence in `web/pages/tasks/words.rs`.

use domain::task::{TaskKind, Urgency};

/// One branch of the list.
pub(super) struct Branch {
    pub kind: TaskKind,
    pub urgency: Urgency,
    /// The columns, and where they come from, ending in conditions.
    pub text: &'static str,
    /// What stands for each `?` in it.
    pub given: &'static [Given],
    /// Narrows it to a component, whose id stands for each `?`.
    pub component: &'static str,
    /// Behind all conditions.
    pub grouped: &'static str,
    /// The record itself says who looks after it, in `owner_id`.
    pub owned: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Given {
    Viewer,
    Today,
    Soon,
    Patient,
}

use Given::{Patient, Soon, Today, Viewer};

/// `place` orders tasks that are as urgent: the day, or of decisions the instant since which they wait.
macro_rules! branch {
    ($kind:ident, $urgency:ident, $given:expr, [$place:expr, $subject:expr, $day:expr, $what:expr, $who:expr, $more:expr, $agency:expr,
        $number:expr, $minor:expr, $currency:expr], $from:expr, $component:expr $(, owner: $owner:expr)? $(, grouped: $grouped:expr)?) => {
        Branch {
            kind: TaskKind::$kind,
            urgency: Urgency::$urgency,
            text: concat!(
                $place, " AS place, ", $subject, " AS subject, ", $day, " AS day, ", $what, " AS what, ", $who, " AS who, ", $more,
                " AS more, CAST(", $agency, " AS BIGINT) AS agency_id, CAST(", $number, " AS BIGINT) AS number, CAST(", $minor,
                " AS BIGINT) AS minor, ", $currency, " AS currency, ", branch!(@owner $($owner)?), " AS owner_id FROM ", $from
            ),
            given: $given,
            component: $component,
            grouped: branch!(@grouped $($grouped)?),
            owned: branch!(@owned $($owner)?),
        }
    };
    (@owner) => { "CAST(NULL AS BIGINT)" };
    (@owner $owner:expr) => { $owner };
    (@owned) => { false };
    (@owned $owner:expr) => { true };
    (@grouped) => { "" };
    (@grouped $grouped:expr) => { $grouped };
}

macro_rules! none {
    () => {
        "CAST(NULL AS TEXT)"
    };
}

macro_rules! of_round {
    ($round:literal) => {
        concat!(
            " AND EXISTS (SELECT 1 FROM round_part q WHERE q.scope = 'all' AND q.scope_id = 0 AND q.round_id = ",
            $round,
            " AND q.component_id = ?)"
        )
    };
}

macro_rules! of_item {
    ($item:literal) => {
        concat!(" AND EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = ", $item, " AND n.component_id = ?)")
    };
}

mod decisions;
mod upkeep;

/// All of a partial date lies before today.
macro_rules! over {
    ($day:literal) => {
        concat!($day, " < substr(?, 1, length(", $day, "))")
    };
}

macro_rules! rounds {
    ($late:literal, $urgency:ident) => {
        branch!(
            Round,
            $urgency,
            &[Today],
            [
                "CASE WHEN r.sort_day = '' THEN '9999' ELSE r.sort_day END",
                "o.code",
                "COALESCE(o.held_on, o.planned_on)",
                "r.status",
                none!(),
                "o.title",
                "0",
                "r.lines",
                "0",
                none!()
            ],
            concat!(
                "round_reader r JOIN round o ON o.id = r.round_id WHERE r.scope = 'all' AND r.scope_id = 0
                   AND r.status IN ('draft', 'scheduled') AND ",
                $late,
                " (r.sort_day <> '' AND ",
                over!("r.sort_day"),
                ")"
            ),
            of_round!("r.round_id")
        )
    };
}

macro_rules! counting {
    ($since:literal, $urgency:ident) => {
        branch!(
            Count,
            $urgency,
            &[Patient],
            [
                "r.sort_day",
                "o.code || '/' || g.code",
                "COALESCE(o.held_on, o.planned_on)",
                "o.code",
                none!(),
                "o.title",
                "g.id",
                "r.open_lines",
                "0",
                none!()
            ],
            concat!(
                "agency g JOIN round_reader r ON r.scope = 'agency' AND r.scope_id = g.id JOIN round o ON o.id = r.round_id
                 WHERE r.status IN ('dispatched', 'receiving') AND r.open_lines > 0 AND r.sort_day ",
                $since,
                " ?"
            ),
            " AND EXISTS (SELECT 1 FROM round_part q WHERE q.scope = 'agency' AND q.scope_id = g.id AND q.round_id = r.round_id
                AND q.component_id = ?)"
        )
    };
}

macro_rules! discrepancies {
    ($due:literal, $place:literal, $urgency:ident) => {
        branch!(
            Discrepancy,
            $urgency,
            &[Today],
            [
                $place,
                "d.public_id",
                "r.sort_day",
                "o.code",
                "CASE WHEN r.due_on = '9999' THEN NULL ELSE r.due_on END",
                "r.title",
                "r.agency_id",
                "d.quantity",
                "0",
                none!()
            ],
            concat!(
                "noun_reader r JOIN discrepancy d ON d.id = r.noun_id JOIN line l ON l.id = d.line_id JOIN round o ON o.id = l.round_id
                 WHERE r.noun = 'discrepancy' AND r.scope = 'all' AND r.scope_id = 0 AND r.state = 'open' AND r.due_on ",
                $due,
                " ?"
            ),
            of_item!("l.item_id"),
            owner: "(SELECT e.owner_id FROM discrepancy_event e WHERE e.discrepancy_id = COALESCE(d.first_id, d.id)
                AND e.kind = 'assigned' ORDER BY e.id DESC LIMIT 1)"
        )
    };
}

macro_rules! milestones {
    ($urgency:ident, $given:expr, $due:expr) => {
        branch!(
            Milestone,
            $urgency,
            $given,
            [
                "m.due_on",
                "k.code || '/' || CAST(m.id AS TEXT)",
                "m.due_on",
                "m.title",
                "k.code",
                none!(),
                "0",
                "h.number",
                "0",
                none!()
            ],
            concat!(
                "milestone m JOIN phase h ON h.id = m.phase_id JOIN component k ON k.id = h.component_id
                 WHERE m.met_on IS NULL AND m.withdrawn IS NULL AND m.due_on IS NOT NULL AND ",
                $due
            ),
            " AND k.id = ?"
        )
    };
}

/// All of them.
pub(super) fn branches() -> impl Iterator<Item = &'static Branch> {
    decisions::DECISIONS.iter().chain(STEPS).chain(upkeep::UPKEEP)
}

static STEPS: &[Branch] = &[
    counting!("<", Late),
    counting!(">=", Next),
    discrepancies!("<", "r.due_on", Late),
    discrepancies!(">=", "r.sort_day", Next),
    rounds!("", Late),
    rounds!("NOT", Next),
    branch!(
        Acts,
        Next,
        &[],
        [
            "CASE WHEN r.sort_day = '' THEN '9999' ELSE r.sort_day END",
            "o.code",
            "COALESCE(o.held_on, o.planned_on)",
            "o.code",
            none!(),
            "o.title",
            "0",
            "r.missing",
            "0",
            none!()
        ],
        "(SELECT w.round_id, w.sort_day, (SELECT COUNT(DISTINCT q.agency_id) FROM round_part q
             WHERE q.scope = 'all' AND q.scope_id = 0 AND q.round_id = w.round_id AND NOT EXISTS (SELECT 1 FROM act a
               JOIN agency g ON g.id = a.agency_id WHERE a.round_id = q.round_id AND g.as_id = q.agency_id)) AS missing
           FROM round_reader w WHERE w.scope = 'all' AND w.scope_id = 0 AND w.status IN ('dispatched', 'receiving', 'closed')) r
         JOIN round o ON o.id = r.round_id WHERE r.missing > 0",
        of_round!("r.round_id")
    ),
    // What is the viewer's to sign stands above.
    branch!(
        Act,
        Next,
        &[Viewer],
        [
            "CASE WHEN r.sort_day = '' THEN '9999' ELSE r.sort_day END",
            "a.number",
            "CASE WHEN r.sort_day = '' THEN NULL ELSE r.sort_day END",
            "a.number",
            "s.name",
            "s.post",
            "r.agency_id",
            "0",
            "0",
            none!()
        ],
        "noun_reader r JOIN act a ON a.id = r.noun_id JOIN act_version v ON v.act_id = a.id
         JOIN act_signer s ON s.act_version_id = v.id
         WHERE r.noun = 'act' AND r.scope = 'all' AND r.scope_id = 0 AND r.sort_state = '1'
           AND v.version = (SELECT MAX(n.version) FROM act_version n WHERE n.act_id = a.id)
           AND s.position = (SELECT COUNT(*) FROM act_signature x WHERE x.act_version_id = v.id)
           AND (s.person_id IS NULL OR s.side = 'receiving' OR s.person_id <> ?)",
        of_round!("r.round_id")
    ),
    milestones!(Late, &[Today], over!("m.due_on")),
    milestones!(Next, &[Today, Soon], concat!("NOT ", over!("m.due_on"), " AND m.due_on <= ?")),
    // Its day is over.
    branch!(
        Visit,
        Late,
        &[Today],
        ["v.planned_on", "v.code", "v.planned_on", "v.title", none!(), none!(), "0",
            "(SELECT COUNT(*) FROM visit_item e WHERE e.visit_id = v.id)", "0", none!()],
        "visit v WHERE v.state = 'planned' AND v.planned_on < ?",
        " AND EXISTS (SELECT 1 FROM visit_item e JOIN item_now n ON n.item_id = e.item_id WHERE e.visit_id = v.id
            AND n.component_id = ?)"
    ),
    branch!(
        Finding,
        Late,
        &[Today],
        [
            "f.due_on",
            "CAST(f.id AS TEXT)",
            "f.due_on",
            "f.words",
            none!(),
            "f.severity",
            "0",
            "0",
            "0",
            none!()
        ],
        "finding f WHERE f.closed_on IS NULL AND f.due_on < ?",
        " AND EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = f.item_id AND n.component_id = ?)",
        owner: "f.owner_id"
    ),
    // A task for each unit: whatever was due there before this month.
    branch!(
        Check,
        Late,
        &[Today],
        [
            "MIN(t.month)",
            "u.code",
            "MIN(t.month)",
            "u.kind",
            none!(),
            "COALESCE(u.base, u.crossing, u.code)",
            "0",
            "SUM(t.items)",
            "0",
            none!()
        ],
        "check_total t JOIN unit u ON u.id = t.unit_id
         WHERE t.scope = 'all' AND t.scope_id = 0 AND t.what = 'due' AND t.month < substr(?, 1, 7)",
        " AND EXISTS (SELECT 1 FROM item_reader r WHERE r.scope = 'all' AND r.scope_id = 0 AND r.unit_id = u.id
            AND r.due_on <> '' AND r.due_on < t.month || '-99' AND r.component_id = ?)",
        grouped: " GROUP BY u.id, u.code, u.kind, u.base, u.crossing"
    ),
    // Of what a unit received; one task a day and component, or every car of a round would be one.
    branch!(
        Warranty,
        Next,
        &[Today, Soon],
        [
            "i.warranty_until",
            "k.code || '/' || i.warranty_until",
            "i.warranty_until",
            "k.code",
            none!(),
            none!(),
            "0",
            "COUNT(*)",
            "0",
            none!()
        ],
        "item i JOIN item_now n ON n.item_id = i.id JOIN component k ON k.id = n.component_id
         WHERE i.warranty_until >= ? AND i.warranty_until <= ? AND n.received > 0",
        " AND k.id = ?",
        grouped: " GROUP BY k.code, i.warranty_until"
    ),
];
