//! A round as its page shows it: what its lines add up to, without reading them one by one.

use std::collections::BTreeMap;

use domain::{Action, Currency, Money, Viewer, agency::name_on, phase::phase_label};

use super::{RoundShow, actor, find, of_lines, parts, steps_of};
use crate::{LineRow, Result, Totals, Tx, agencies};

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

/// One round without its lines, which [`super::lines`] lists.
///
/// # Errors
/// Not there, or none of its lines is in scope: "not found".
pub async fn front(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<RoundShow> {
    viewer.may(Action::SeeRounds)?;
    let round = find(tx, code).await?;
    let parts = parts::of_round(tx, viewer, round.id).await?;
    let names = agencies::names(tx).await?;
    // Until it is sent, the day that is planned names the agencies; then the day on which it was.
    let day = if parts.status.is_planned() { round.planned_on } else { round.held_on.or(round.planned_on) };
    let day = day.map_or(chrono::NaiveDate::MAX, |day| day.start());
    let agency = |(id, code, open): &(i64, String, i64)| {
        let name = names.get(id).and_then(|names| name_on(names, day)).unwrap_or(code).to_owned();
        TallyAgency { code: code.clone(), name, done: *open == 0 }
    };
    let tally = Tally {
        lines: parts.lines,
        counted: parts.counted,
        open_lines: parts.open_lines,
        expected: parts.expected,
        missing: parts.missing,
        phases: parts.phases.iter().map(|(component, number)| (component.clone(), phase_label(*number))).collect(),
        agencies: parts.agencies.iter().map(agency).collect(),
        units: parts.units.iter().map(|(_, label)| label.clone()).collect(),
    };
    let totals = |pick: fn(&(Currency, i64, i64)) -> i64| {
        Totals(parts.sums.iter().map(|sum| Money::new(pick(sum), sum.0)).collect())
    };
    let (value, confirmed) = (totals(|sum| sum.1), totals(|sum| sum.2));
    let steps = steps_of(tx, round.id).await?;
    let actor = actor(viewer, &steps, tally.lines > 0);
    of_lines(tx, viewer, round, steps, (parts.status, actor), (Vec::new(), tally), (value, confirmed)).await
}
