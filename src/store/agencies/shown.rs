//! One agency: its names, and what was handed over to it, as far as the viewer reads it.

use domain::{Action, Currency, Money, PartialDate, Refusal, Scope, Viewer, round::RoundStatus};

use super::{AgencyRow, directory, reach::agency_of_donor};
use crate::{
    Error, Parsed, Result, Totals, Tx,
    batch::Bind,
    now,
    query::{Parts, Query, ask},
};

/// So many rounds stand on the page of an agency; the list of rounds has all of them.
const MOST_ROUNDS: i64 = 25;

/// A round in which something was handed over to an agency.
#[derive(Debug, Clone)]
pub struct AgencyRound {
    pub code: String,
    pub title: String,
    pub held_on: Option<PartialDate>,
    pub status: RoundStatus,
    pub lines: i64,
    /// For whoever reads grants; a donor's own part.
    pub sent: Totals,
    pub confirmed: Totals,
}

/// An agency with what it received.
#[derive(Debug, Clone)]
pub struct AgencyShow {
    pub agency: AgencyRow,
    /// Whoever reads no more than its names reads neither rounds nor figures of it.
    pub in_scope: bool,
    /// The newest first; `None`: the viewer reads no rounds.
    pub rounds: Option<Vec<AgencyRound>>,
    /// There are more rounds than these.
    pub more: bool,
    /// Over the rounds that stand there, by currency.
    pub sent: Totals,
    pub confirmed: Totals,
}

/// The id of an agency of which the viewer reads more than the names. A twin is read as the other one.
///
/// # Errors
/// The role sees no agencies; not there or out of scope: "not found".
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    viewer.may(Action::SeeAgencies)?;
    now::settle(tx).await?;
    let query =
        Query::default().with("SELECT a.as_id FROM agency a WHERE a.code = ?", [Bind::from(code)]).for_all_readers(
            viewer,
            Parts {
                everything: "",
                agency: " AND a.as_id = ?",
                donor: concat!(" AND ", agency_of_donor!("a.id")),
                country: " AND a.country = ?",
            },
        );
    let id: Option<(i64,)> = ask!(tx, query, fetch_optional)?;
    id.map(|(id,)| id).ok_or_else(Error::not_found)
}

/// One agency, under its code or that of a twin.
///
/// # Errors
/// The role sees no agencies; there is none: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<AgencyShow> {
    viewer.may(Action::SeeAgencies)?;
    let agency = directory(tx).await?.values().find(|agency| agency.has_code(code)).cloned();
    let agency = agency.ok_or_else(Error::not_found)?;
    let in_scope = match key(tx, viewer, &agency.code).await {
        Ok(_) => true,
        Err(Error::Refused(Refusal::NotFound)) => false,
        Err(error) => return Err(error),
    };
    let mut show = AgencyShow {
        in_scope,
        rounds: None,
        more: false,
        sent: Totals::default(),
        confirmed: Totals::default(),
        agency,
    };
    if !in_scope || viewer.may(Action::SeeRounds).is_err() || matches!(viewer.scope, Scope::Country(_)) {
        return Ok(show);
    }
    let reads_money = viewer.may(Action::SeeGrants).is_ok();
    let mut rounds: Vec<AgencyRound> = Vec::new();
    for part in parts(tx, viewer, show.agency.id).await? {
        if rounds.last().is_none_or(|round| round.code != part.code) {
            if rounds.len() as i64 == MOST_ROUNDS {
                show.more = true;
                break;
            }
            rounds.push(AgencyRound {
                code: part.code,
                title: part.title,
                held_on: part.held_on.map(|day| day.0),
                status: part.status.0,
                lines: 0,
                sent: Totals::default(),
                confirmed: Totals::default(),
            });
        }
        let Some(round) = rounds.last_mut() else { continue };
        round.lines += part.lines;
        if reads_money {
            let (sent, confirmed) =
                (Money::new(part.value_minor, part.currency.0), Money::new(part.confirmed_minor, part.currency.0));
            round.sent.add(sent)?;
            round.confirmed.add(confirmed)?;
            show.sent.add(sent)?;
            show.confirmed.add(confirmed)?;
        }
    }
    show.rounds = Some(rounds);
    Ok(show)
}

#[derive(sqlx::FromRow)]
struct Part {
    code: String,
    title: String,
    held_on: Option<Parsed<PartialDate>>,
    status: Parsed<RoundStatus>,
    currency: Parsed<Currency>,
    lines: i64,
    value_minor: i64,
    confirmed_minor: i64,
}

/// What rounds that were dispatched had for it, a row for each currency.
async fn parts(tx: &mut Tx, viewer: &Viewer, agency: i64) -> Result<Vec<Part>> {
    let scope = now::Scope::from(viewer);
    let query = Query::default().with(
        "SELECT o.code, o.title, o.held_on, r.status, p.currency, CAST(SUM(p.lines) AS BIGINT) AS lines,
           CAST(SUM(p.value_minor) AS BIGINT) AS value_minor, CAST(SUM(p.confirmed_minor) AS BIGINT) AS confirmed_minor
         FROM round_part p JOIN round_reader r ON r.scope = p.scope AND r.scope_id = p.scope_id AND r.round_id = p.round_id
         JOIN round o ON o.id = p.round_id
         WHERE p.scope = ? AND p.scope_id = ? AND p.agency_id IN (SELECT a.id FROM agency a WHERE a.as_id = ?)
           AND r.status IN ('dispatched', 'receiving', 'closed')
         GROUP BY o.id, o.code, o.title, o.held_on, r.status, r.sort_day, p.currency
         ORDER BY r.sort_day DESC, o.id DESC, p.currency LIMIT 200",
        [Bind::from(scope.word()), Bind::from(scope.id()), Bind::from(agency)],
    );
    Ok(ask!(tx, query, fetch_all)?)
}
