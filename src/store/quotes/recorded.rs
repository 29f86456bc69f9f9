//! What the portal itself has on record of what a published figure counts: the same thing, measure and period, as far as the viewer
//! reads it. It stands beside the figure and is never added to it. One question for all figures of a page.

use std::collections::HashMap;

use domain::{
    Action, Viewer,
    quote::{Counted, Noun, Recorded},
};

use super::QuoteRow;
use crate::{
    Result, Tx,
    activities::{activity_of_agency, activity_of_country, activity_of_donor},
    batch::Bind,
    cases::{IN_SUMS_OF_AGENCY, IN_SUMS_OF_COUNTRY, IN_SUMS_OF_DONOR},
    merges::{agency_as, unit_as},
    now,
    query::{Parts, Query, ask},
    units::{unit_of_agency, unit_of_country},
};

/// Says beside each figure what the portal counts, where it counts such a thing.
pub(super) async fn beside(tx: &mut Tx, viewer: &Viewer, noun: Noun, rows: &mut [QuoteRow]) -> Result<()> {
    let mut rows: Vec<(Noun, &mut QuoteRow)> = rows.iter_mut().map(|row| (noun, row)).collect();
    beside_all(tx, viewer, &mut rows).await
}

/// The same of figures about several kinds of things, still in one question.
pub(super) async fn beside_all(tx: &mut Tx, viewer: &Viewer, rows: &mut [(Noun, &mut QuoteRow)]) -> Result<()> {
    let mut query = Query::default();
    let mut asked = false;
    for noun in Noun::ALL {
        for counted in Counted::ALL.iter().filter(|counted| is_counted(viewer, **counted, *noun)) {
            let same = rows.iter().filter(|(of, row)| of == noun && row.words.counted == Some(*counted));
            let of: Vec<i64> = same.map(|(_, row)| row.id).collect();
            if of.is_empty() {
                continue;
            }
            query.push(if asked { " UNION ALL " } else { "" }, []);
            query = question(query, viewer, *noun, *counted);
            query.push(" AND q.id IN (", []);
            query.push_ids(of);
            query.push(") GROUP BY q.id", []);
            asked = true;
        }
    }
    if !asked {
        return Ok(());
    }
    now::settle(tx).await?;
    let partly = !viewer.sees_everything();
    let found: Vec<(i64, i64, i64)> = ask!(tx, query, fetch_all)?;
    let found: HashMap<i64, Recorded> =
        found.into_iter().map(|(id, amount, aside)| (id, Recorded { amount, aside, partly })).collect();
    for (noun, row) in rows {
        // Of what there is none the database has no row.
        let none = Recorded { partly, ..Recorded::default() };
        let of = |_| found.get(&row.id).copied().unwrap_or(none);
        row.recorded = row.words.counted.filter(|counted| is_counted(viewer, *counted, *noun)).map(of);
    }
    Ok(())
}

/// Whoever reads no items is told of no sum of them, and not that there are none.
fn is_counted(viewer: &Viewer, counted: Counted, noun: Noun) -> bool {
    let of_items = matches!(counted, Counted::Vehicles | Counted::Value);
    counted.is_of(noun) && counted.is_recorded() && (!of_items || viewer.may(Action::SeeItems).is_ok())
}

fn question(query: Query, viewer: &Viewer, noun: Noun, counted: Counted) -> Query {
    match counted {
        Counted::Trainings => activities(query, viewer, noun, TRAININGS, " AND t.kind = 'training'"),
        Counted::Participations => activities(query, viewer, noun, PARTICIPATIONS, ""),
        Counted::Seized => seized(query, viewer, noun),
        Counted::MobileTeams | Counted::LiaisonOffices | Counted::PortControlUnits => units(query, viewer, counted),
        Counted::Vehicles | Counted::Value if matches!(noun, Noun::Programme | Noun::Component | Noun::Unit) => {
            received(query, viewer, noun, counted)
        }
        Counted::Vehicles => items(query, viewer, noun, VEHICLES, " AND i.kind = 'vehicle'"),
        // Nobody asks: see [`is_counted`].
        Counted::HeadCount => query,
        // Of what a grant bought, or a donor paid for, the own part counts.
        Counted::Value if matches!(noun, Noun::Grant | Noun::Donor) => {
            items(query, viewer, noun, VALUE_OF_OWN_PART, " AND y.currency = q.currency")
        }
        Counted::Value => items(query, viewer, noun, VALUE, " AND v.currency = q.currency"),
    }
}

/// The unit is the one of the figure, whichever of its twins either names.
macro_rules! of_unit {
    ($unit:literal) => {
        concat!(unit_as!($unit), " = ", unit_as!("q.unit_id"))
    };
}

/// The agency is the one of the figure, whichever of its twins either names.
macro_rules! of_agency {
    ($agency:literal) => {
        concat!(agency_as!($agency), " = ", agency_as!("q.agency_id"))
    };
}

/// A day that is a partial date is within the period of the figure, or until the day as of which it holds, as exactly as that is said.
macro_rules! within {
    ($day:literal) => {
        concat!(
            "(q.period IS NULL OR substr(",
            $day,
            ", 1, length(q.period)) = q.period) AND (q.as_of IS NULL OR substr(",
            $day,
            ", 1, length(q.as_of)) <= q.as_of)"
        )
    };
}

/// Nothing says whether such a day is.
macro_rules! undated {
    ($day:literal) => {
        concat!(
            "(",
            $day,
            " IS NULL AND COALESCE(q.period, q.as_of) IS NOT NULL) OR (length(",
            $day,
            ") < length(q.period) AND substr(q.period, 1, length(",
            $day,
            ")) = ",
            $day,
            ")"
        )
    };
}

/// A figure, how much there is within its time, and what is said beside it.
macro_rules! summed {
    ($within:expr, $amount:literal, $aside_if:expr, $aside:literal) => {
        concat!(
            "SELECT q.id, CAST(COALESCE(SUM(CASE WHEN ",
            $within,
            " THEN ",
            $amount,
            " ELSE 0 END), 0) AS BIGINT) AS amount, CAST(COALESCE(SUM(CASE WHEN ",
            $aside_if,
            " THEN ",
            $aside,
            " ELSE 0 END), 0) AS BIGINT) AS aside FROM quote q "
        )
    };
}

const TRAININGS: &str = summed!(within!("t.starts_on"), "1", undated!("t.starts_on"), "1");
const PARTICIPATIONS: &str = summed!(
    within!("t.starts_on"),
    "COALESCE(t.participations, 0)",
    concat!("t.participations IS NULL AND ", within!("t.starts_on")),
    "1"
);

/// Activities that were held.
fn activities(query: Query, viewer: &Viewer, noun: Noun, summed: &'static str, kind: &'static str) -> Query {
    let link = match noun {
        Noun::Programme => {
            "COALESCE(t.component_id, (SELECT p.component_id FROM phase p WHERE p.id = t.phase_id)) IN
               (SELECT k.id FROM component k WHERE k.programme_id IN (SELECT o.id FROM programme o WHERE q.programme_id IN (o.id, o.part_of_id)))"
        }
        Noun::Component => {
            "COALESCE(t.component_id, (SELECT p.component_id FROM phase p WHERE p.id = t.phase_id)) = q.component_id"
        }
        Noun::Unit => {
            concat!(
                "(EXISTS (SELECT 1 FROM activity_unit a WHERE a.activity_id = t.id AND ",
                of_unit!("a.unit_id"),
                ") OR EXISTS (SELECT 1 FROM participation a WHERE a.activity_id = t.id AND ",
                of_unit!("a.unit_id"),
                "))"
            )
        }
        Noun::Grant => {
            "(EXISTS (SELECT 1 FROM allocation x WHERE x.phase_id = t.phase_id AND x.grant_id = q.grant_id
                 AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = x.id))
               OR EXISTS (SELECT 1 FROM activity_funding f JOIN activity_funding_share s ON s.funding_id = f.id
                 WHERE f.activity_id = t.id AND s.grant_id = q.grant_id
                   AND NOT EXISTS (SELECT 1 FROM activity_funding n WHERE n.activity_id = f.activity_id AND n.id > f.id)))"
        }
        Noun::Activity => "t.id = q.activity_id",
        Noun::Agency => {
            concat!(
                "(EXISTS (SELECT 1 FROM activity_agency a WHERE a.activity_id = t.id AND ",
                of_agency!("a.agency_id"),
                ") OR EXISTS (SELECT 1 FROM participation a WHERE a.activity_id = t.id AND ",
                of_agency!("a.agency_id"),
                "))"
            )
        }
        Noun::Round | Noun::Donor => "FALSE",
    };
    query
        .with(summed, [])
        .with("JOIN activity t ON t.state = 'held' WHERE ", [])
        .with(link, [])
        .with(kind, [])
        .for_all_readers(
            viewer,
            Parts {
                everything: "",
                agency: concat!(" AND ", activity_of_agency!("t.id")),
                country: concat!(" AND ", activity_of_country!("t.id")),
                donor: concat!(" AND ", activity_of_donor!("t.id")),
            },
        )
}

/// Masses alone: other measures are never added to them. What several acted in counts once.
fn seized(query: Query, viewer: &Viewer, noun: Noun) -> Query {
    let link = match noun {
        Noun::Programme => {
            "z.component_id IN (SELECT k.id FROM component k WHERE k.programme_id IN (SELECT o.id FROM programme o WHERE q.programme_id IN (o.id, o.part_of_id)))"
        }
        Noun::Component => "z.component_id = q.component_id",
        Noun::Unit => {
            concat!("EXISTS (SELECT 1 FROM case_stage_unit n WHERE n.stage_id = s.id AND ", of_unit!("n.unit_id"), ")")
        }
        Noun::Agency => {
            concat!(
                "EXISTS (SELECT 1 FROM case_stage_agency n WHERE n.stage_id = s.id AND ",
                of_agency!("n.agency_id"),
                ")"
            )
        }
        Noun::Round | Noun::Grant | Noun::Activity | Noun::Donor => "FALSE",
    };
    query
        .with(summed!(within!("s.occurred_on"), "x.amount", undated!("s.occurred_on"), "x.amount"), [])
        .with(
            "JOIN seized x ON x.measure = 'grams' JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id
             WHERE s.withdrawn IS NULL AND z.withdrawn IS NULL AND ",
            [],
        )
        .with(link, [])
        .for_all_readers(
            viewer,
            Parts {
                everything: "",
                agency: IN_SUMS_OF_AGENCY,
                country: IN_SUMS_OF_COUNTRY,
                donor: IN_SUMS_OF_DONOR,
            },
        )
}

/// Units of the kind that is counted: of a period those that began to work in it, as of a day those that worked then.
fn units(query: Query, viewer: &Viewer, counted: Counted) -> Query {
    let kind = counted.unit_kind().map_or("", |kind| kind.word());
    query
        .with(
            summed!(
                concat!(
                    "u.since IS NOT NULL AND ",
                    within!("u.since"),
                    " AND (q.as_of IS NULL OR u.closed_on IS NULL OR substr(u.closed_on, 1, length(q.as_of)) > q.as_of)"
                ),
                "1",
                "u.since IS NULL AND u.closed_on IS NULL",
                "1"
            ),
            [],
        )
        .with("JOIN unit u ON u.kind = ? AND u.as_id = u.id WHERE TRUE", [Bind::from(kind)])
        .for_all_readers(
            viewer,
            Parts {
                everything: "",
                agency: concat!(" AND ", unit_of_agency!("u.id")),
                country: concat!(" AND ", unit_of_country!("u")),
                donor: "",
            },
        )
}

/// It was invented to add up to a published value.
macro_rules! illustrative {
    () => {
        concat!("i.illustrative AND ", within!("n.received_on"))
    };
}

macro_rules! illustrative_part {
    () => {
        concat!("r.illustrative AND ", within!("r.received_on"))
    };
}

const VEHICLES: &str = summed!(within!("n.received_on"), "n.received", illustrative!(), "1");
const VALUE: &str = summed!(within!("n.received_on"), "v.confirmed_minor", illustrative!(), "1");
const VALUE_OF_OWN_PART: &str = summed!(within!("n.received_on"), "y.confirmed_minor", illustrative!(), "1");

const VEHICLES_KEPT: &str = summed!(within!("r.received_on"), "r.pieces", illustrative_part!(), "r.items");
const VALUE_KEPT: &str = summed!(within!("r.received_on"), "r.confirmed_minor", illustrative_part!(), "r.items");

/// The same of a component, a programme or a unit, from what is kept by day.
fn received(query: Query, viewer: &Viewer, noun: Noun, counted: Counted) -> Query {
    let scope = now::Scope::from(viewer);
    let link = match noun {
        Noun::Programme => {
            " AND r.component_id IN (SELECT k.id FROM component k WHERE k.programme_id IN (SELECT o.id FROM programme o WHERE q.programme_id IN (o.id, o.part_of_id)))"
        }
        Noun::Component => " AND r.component_id = q.component_id",
        _ => concat!(" AND ", of_unit!("r.unit_id")),
    };
    let (summed, narrowed) = match counted {
        Counted::Vehicles => (VEHICLES_KEPT, " AND r.kind = 'vehicle'"),
        _ => (VALUE_KEPT, " AND r.currency = q.currency"),
    };
    query
        .with(summed, [])
        .with(
            "JOIN received_part r ON r.scope = ? AND r.scope_id = ?",
            [Bind::from(scope.word()), Bind::from(scope.id())],
        )
        .with(link, [])
        .with(" WHERE TRUE", [])
        .with(narrowed, [])
}

/// What agencies signed for, by the day of its newest receipt. A donor's own part of it.
fn items(query: Query, viewer: &Viewer, noun: Noun, summed: &'static str, narrowed: &'static str) -> Query {
    let scope = now::Scope::from(viewer);
    let of_grant = match noun {
        Noun::Grant => "JOIN grant_item y ON y.grant_id = q.grant_id AND y.item_id = v.item_id ",
        Noun::Donor => "JOIN item_reader y ON y.scope = 'donor' AND y.scope_id = q.donor_id AND y.item_id = v.item_id ",
        _ => "",
    };
    let link = match noun {
        // Those are kept: see `received`.
        Noun::Programme | Noun::Component | Noun::Unit => " AND FALSE",
        Noun::Round => " AND v.round_id = q.round_id",
        Noun::Grant | Noun::Donor => "",
        // To whom it was sent, whoever has it now.
        Noun::Agency => concat!(
            " AND (SELECT x.agency_id FROM line x WHERE x.id = v.line_id) IN (SELECT as_a.id FROM agency as_a WHERE as_a.as_id = ",
            agency_as!("q.agency_id"),
            ")"
        ),
        Noun::Activity => " AND FALSE",
    };
    query
        .with(summed, [])
        .with(
            "JOIN item_reader v ON v.scope = ? AND v.scope_id = ? ",
            [Bind::from(scope.word()), Bind::from(scope.id())],
        )
        .with(of_grant, [])
        .with("JOIN item_now n ON n.item_id = v.item_id JOIN item i ON i.id = v.item_id WHERE n.received > 0", [])
        .with(link, [])
        .with(narrowed, [])
}
