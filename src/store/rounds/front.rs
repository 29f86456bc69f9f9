//! A round as its page shows it: what its lines add up to, without reading them one by one.

use domain::{
    Action, Currency, Money, Timestamp, Viewer, agency::name_on, phase::phase_label, quote::Noun, round::RoundStatus,
};

use super::{RoundShow, StepRow, TakenStep, actor, find, parts, published, said_to, steps_of};
use crate::{Result, Totals, Tx, agencies, quotes, receipts};

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
    let told = round.quoted && viewer.agency().is_err();
    let quotes = if told { quotes::of(tx, viewer, Noun::Round, round.id).await? } else { Vec::new() };
    let receipts = receipts::of_round(tx, viewer, round.id).await?;
    let components = match parts.status {
        RoundStatus::Published => published::components_of(tx, viewer, round.id).await?,
        _ => Vec::new(),
    };
    Ok(RoundShow {
        components,
        status: parts.status,
        actor,
        value,
        confirmed,
        tally,
        steps: steps.into_iter().map(|step| step.cut(viewer)).collect(),
        quotes,
        receipts,
        funders: parts.funders,
        illustrative: parts.illustrative,
        id: round.id,
        code: round.code,
        number: round.number,
        title: round.title,
        planned_on: round.planned_on.map(|d| d.0),
        held_on: round.held_on.map(|d| d.0),
        place: said_to(viewer, round.place),
        occasion: round.occasion,
        guests: round.guests.filter(|_| viewer.agency().is_err()),
        present: round.present.filter(|_| viewer.agency().is_err()),
        shown: round.shown.filter(|_| viewer.agency().is_err()),
        receiving_agencies: round.receiving_agencies.filter(|_| viewer.agency().is_err()),
        source: round.source,
        version: round.version,
        has_acts: round.acted,
        has_signatories: round.signatories,
        has_appearances: round.appeared,
    })
}

impl TakenStep {
    fn cut(self, viewer: &Viewer) -> StepRow {
        StepRow {
            step: self.step.0,
            occurred_on: self.occurred_on.map(|d| d.0),
            reason: self.reason.filter(|_| viewer.sees_everything()),
            person: Some(self.person).filter(|_| viewer.sees_everything()),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}
