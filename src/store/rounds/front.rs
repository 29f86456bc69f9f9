//! A round as its page shows it: what its lines add up to, without reading them one by one.

use std::collections::BTreeMap;

use domain::{Action, Currency, Money, Viewer, agency::name_on, phase::phase_label, round::RoundStatus};

use super::{RoundShow, actor, find, line_filters, of_lines, steps_of};
use crate::{
    Error, LineRow, Parsed, Result, Totals, Tx, agencies,
    batch::Bind,
    list::Scope,
    now,
    query::{Query, ask},
};

/// What the lines of a round add up to, as far as the viewer may see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub lines: i64,
    /// Lines that are counted to the end.
    pub counted: i64,
    /// Lines that are dispatched and not counted to the end, and their pieces.
    pub open_lines: i64,
    pub expected: i64,
    /// Pieces that were short, damaged or refused.
    pub missing: i64,
    /// Component and phase of what paid.
    pub phases: Vec<(String, String)>,
    /// By code.
    pub agencies: Vec<TallyAgency>,
    /// What the viewer reads of the units.
    pub units: Vec<String>,
}

/// An agency that a round is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyAgency {
    pub code: String,
    /// Under which it stands in the round.
    pub name: String,
    /// All of its lines are counted to the end.
    pub done: bool,
}

impl Tally {
    pub(super) fn of(lines: &[LineRow]) -> Self {
        let open = || lines.iter().filter(|line| line.dispatched && line.outstanding > 0);
        let mut agencies: BTreeMap<&str, TallyAgency> = BTreeMap::new();
        for line in lines {
            let (code, name) = (line.agency_code.clone(), line.agency_name.clone());
            let agency = agencies.entry(&line.agency_code).or_insert(TallyAgency { code, name, done: true });
            agency.done &= line.outstanding == 0;
        }
        let mut phases: Vec<(String, String)> =
            lines.iter().map(|line| (line.component_code.clone(), line.phase.clone())).collect();
        let mut units: Vec<String> = lines.iter().map(|line| line.unit.label.clone()).collect();
        phases.sort_unstable();
        phases.dedup();
        units.sort_unstable();
        units.dedup();
        Tally {
            lines: lines.len() as i64,
            counted: lines.iter().filter(|line| line.outstanding == 0).count() as i64,
            open_lines: open().count() as i64,
            expected: open().map(|line| line.outstanding).sum(),
            missing: lines.iter().map(|l| l.counted.short + l.counted.damaged + l.counted.refused).sum(),
            phases,
            agencies: agencies.into_values().collect(),
            units,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Counts {
    status: Parsed<RoundStatus>,
    lines: i64,
    counted: i64,
    open_lines: i64,
    expected: i64,
    missing: i64,
}

/// One round without its lines, which [`super::lines`] lists.
///
/// # Errors
/// Not there, or none of its lines is in scope: "not found".
pub async fn front(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<RoundShow> {
    viewer.may(Action::SeeRounds)?;
    now::settle(tx).await?;
    let round = find(tx, code).await?;
    let scope = Scope::from(viewer);
    let of = |text: &'static str, end: &'static str| {
        let binds = [Bind::from(scope.word()), Bind::from(scope.id()), Bind::from(round.id)];
        Query::default().with(text, binds).with(end, [])
    };
    let counts: Option<Counts> = ask!(
        &mut *tx,
        of(
            "SELECT z.status, z.lines, COUNT(CASE WHEN n.outstanding = 0 THEN 1 END) AS counted,
               COUNT(CASE WHEN n.dispatched AND n.outstanding > 0 THEN 1 END) AS open_lines,
               CAST(COALESCE(SUM(CASE WHEN n.dispatched THEN n.outstanding ELSE 0 END), 0) AS BIGINT) AS expected,
               CAST(COALESCE(SUM(n.damaged + n.refused + CASE WHEN n.counts > 0 THEN n.outstanding ELSE 0 END), 0) AS BIGINT) AS missing
             FROM round_reader z
             LEFT JOIN item_reader r ON r.scope = z.scope AND r.scope_id = z.scope_id AND r.round_id = z.round_id AND r.of_line
             LEFT JOIN item_now n ON n.item_id = r.item_id
             WHERE z.scope = ? AND z.scope_id = ? AND z.round_id = ?",
            " GROUP BY z.status, z.lines"
        ),
        fetch_optional
    )?;
    let counts = counts.ok_or_else(Error::not_found)?;
    let sums: Vec<(Parsed<Currency>, i64, i64)> = ask!(
        &mut *tx,
        of(
            "SELECT q.currency, CAST(SUM(q.value_minor) AS BIGINT), CAST(SUM(q.confirmed_minor) AS BIGINT) FROM round_part q
             WHERE q.scope = ? AND q.scope_id = ? AND q.round_id = ?",
            " GROUP BY q.currency ORDER BY q.currency"
        ),
        fetch_all
    )?;
    let phases: Vec<(String, i64)> = ask!(
        &mut *tx,
        of(
            "SELECT DISTINCT k.code, p.number FROM item_reader r JOIN phase p ON p.id = r.phase_id
             JOIN component k ON k.id = p.component_id
             WHERE r.scope = ? AND r.scope_id = ? AND r.round_id = ? AND r.of_line",
            " ORDER BY k.code, p.number"
        ),
        fetch_all
    )?;
    let agencies: Vec<(i64, String, i64)> = ask!(
        &mut *tx,
        of(
            "SELECT a.id, a.code, COUNT(CASE WHEN n.outstanding <> 0 THEN 1 END) FROM item_reader r JOIN line l ON l.id = r.line_id
             JOIN agency a ON a.id = l.agency_id JOIN item_now n ON n.item_id = r.item_id
             WHERE r.scope = ? AND r.scope_id = ? AND r.round_id = ? AND r.of_line",
            " GROUP BY a.id, a.code ORDER BY a.code"
        ),
        fetch_all
    )?;
    let names = agencies::names(tx).await?;
    // Until it is sent, the day that is planned names the agencies; then the day on which it was.
    let day = if counts.status.0.is_planned() { round.planned_on } else { round.held_on.or(round.planned_on) };
    let day = day.map_or(chrono::NaiveDate::MAX, |day| day.start());
    let agency = |(id, code, open): (i64, String, i64)| {
        let name = names.get(&id).and_then(|names| name_on(names, day)).unwrap_or(&code).to_owned();
        TallyAgency { code, name, done: open == 0 }
    };
    let units = line_filters(tx, viewer, code).await?.units;
    let steps = steps_of(tx, round.id).await?;
    let tally = Tally {
        lines: counts.lines,
        counted: counts.counted,
        open_lines: counts.open_lines,
        expected: counts.expected,
        missing: counts.missing,
        phases: phases.into_iter().map(|(component, number)| (component, phase_label(number))).collect(),
        agencies: agencies.into_iter().map(agency).collect(),
        units: units.into_iter().map(|(_, label)| label).collect(),
    };
    let totals = |pick: fn(&(Parsed<Currency>, i64, i64)) -> i64| {
        Totals(sums.iter().map(|sum| Money::new(pick(sum), sum.0.0)).collect())
    };
    let (value, confirmed) = (totals(|sum| sum.1), totals(|sum| sum.2));
    let actor = actor(viewer, &steps, tally.lines > 0);
    of_lines(tx, viewer, round, steps, (counts.status.0, actor), (Vec::new(), tally), (value, confirmed)).await
}
