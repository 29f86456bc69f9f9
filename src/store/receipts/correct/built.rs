//! What was built on a receipt: it forbids to change what it was built on, and says so.

use chrono::NaiveDate;
use domain::{PartialDate, Timestamp, Viewer, discrepancy::Kind, receipt::Count};

use super::{Version, prepare, prepare::Line};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    custody::{self, Accepted},
    db::sql,
    name_for,
    query::{Query, ask},
    receipts::stands,
};

/// Can these lines become different, and the day another one?
///
/// # Errors
/// A conflict that names what was built on it, by whom and when: a later count, a settlement, an acceptance by a head of a
/// unit, a movement, an open proposal.
pub(super) async fn check(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    version: &Version,
    day: NaiveDate,
    lines: &[Line],
) -> Result<()> {
    counted_again(tx, viewer, lines).await?;
    settled(tx, viewer, version, day, lines).await?;
    let later = version.row.received_on.0 != PartialDate::Day(day);
    // Another day is another day for everything that was accepted.
    let all = match later {
        true => {
            prepare::read(tx, prepare::counted(version.row.id).with(" AND n.received > 0 ORDER BY n.id", [])).await?
        }
        false => Vec::new(),
    };
    let named = |line: &&Line| lines.iter().all(|other| other.was.line != line.was.line);
    let accepted = lines.iter().filter(|line| later || line.was.received != line.becomes.received);
    let accepted: Vec<&Line> = accepted.chain(all.iter().filter(named)).collect();
    accepted_by_heads(tx, version, &accepted).await?;
    let accepted: Vec<Accepted> = accepted.into_iter().map(Line::accepted).collect();
    let day = PartialDate::Day(day);
    custody::check_corrected(tx, viewer, at, &version.row.public_id, day, &accepted).await
}

impl Line {
    fn accepted(&self) -> Accepted {
        Accepted { item: self.item, name: self.name.clone(), keeper: self.keeper, quantity: self.becomes.received }
    }
}

/// What was short was what a later receipt counted.
async fn counted_again(tx: &mut Tx, viewer: &Viewer, lines: &[Line]) -> Result<()> {
    let short: Vec<&Line> = lines.iter().filter(|line| line.becomes.short != line.was.short).collect();
    if short.is_empty() {
        return Ok(());
    }
    let mut query = Query::new(concat!(
        "SELECT n.line_id, n.sequence, p.name, t.recorded_at FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
         JOIN person p ON p.id = t.person_id WHERE ",
        stands!(),
        " AND n.line_id IN ("
    ));
    query.push_ids(short.iter().map(|line| line.was.line));
    query.push(") ORDER BY n.line_id, n.sequence", []);
    let counts: Vec<(i64, i64, String, i64)> = ask!(tx, query, fetch_all)?;
    for line in short {
        let later = counts.iter().find(|(id, sequence, ..)| *id == line.was.line && *sequence > line.sequence);
        if let Some((_, _, officer, recorded_at)) = later {
            // Whoever reads this is of the agency that counted, or staff.
            let officer = name_for(viewer, officer.clone(), Some(line.keeper.agency), || "the agency".to_owned());
            return Err(Error::conflict(format!(
                "“{}”: the {} that {} short here {} counted by {officer} on {}. That number cannot be changed any more; if it is the later \
                 count that is wrong, correct that one",
                line.name,
                line.was.short,
                if line.was.short == 1 { "was" } else { "were" },
                if line.was.short == 1 { "was" } else { "were" },
                Timestamp(*recorded_at).words()
            )));
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Settled {
    line_id: i64,
    kind: Parsed<Kind>,
    settled_on: Parsed<PartialDate>,
    person: String,
    person_agency: Option<i64>,
    recorded_at: i64,
}

/// What was settled was a number of things that were found so.
async fn settled(tx: &mut Tx, viewer: &Viewer, version: &Version, day: NaiveDate, lines: &[Line]) -> Result<()> {
    let settled: Vec<Settled> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT d.line_id, d.kind, s.occurred_on AS settled_on, p.name AS person, (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id) AS person_agency, s.recorded_at
         FROM receipt_line n JOIN discrepancy d ON d.receipt_line_id = n.id
         JOIN discrepancy_event s ON s.discrepancy_id = COALESCE(d.first_id, d.id) AND s.kind = 'settled'
         JOIN person p ON p.id = s.person_id WHERE n.receipt_id = $1 ORDER BY d.id"
    )
    .bind(version.row.id)
    .fetch_all(c)
    })?;
    for matter in settled {
        if matter.settled_on.start() < day {
            let words = format!(
                "A discrepancy of it was settled on {}: enter that day or an earlier one",
                matter.settled_on.words()
            );
            return Err(Error::invalid("received_on", words));
        }
        let line = lines.iter().find(|line| line.was.line == matter.line_id);
        let Some(line) =
            line.filter(|line| differing(matter.kind.0, &line.was) != differing(matter.kind.0, &line.becomes))
        else {
            continue;
        };
        let who = name_for(viewer, matter.person, matter.person_agency, || "programme staff".to_owned());
        return Err(Error::conflict(format!(
            "“{}”: what was counted as “{}” was settled by {who} on {}. What was settled cannot be counted otherwise any more",
            line.name,
            matter.kind.label().to_lowercase(),
            Timestamp(matter.recorded_at).words()
        )));
    }
    Ok(())
}

/// What a discrepancy of this kind is about.
fn differing(kind: Kind, count: &Count) -> (i64, Option<&str>) {
    match kind {
        Kind::Short => (count.short, None),
        Kind::Surplus => (count.surplus, None),
        Kind::Damaged => (count.damaged, None),
        Kind::Refused => (count.refused, None),
        Kind::WrongSerial => (count.received, count.found.serial.as_deref()),
    }
}

/// A new head signed for what the unit held by this receipt.
async fn accepted_by_heads(tx: &mut Tx, version: &Version, lines: &[&Line]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut query = Query::default().with(
        "SELECT n.item_id, (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = h.unit_id),
           (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = h.agency_id), h.name, h.from_on FROM unit_head_item n JOIN unit_head h ON h.id = n.head_id
         WHERE h.recorded_at >= ? AND n.item_id IN (",
        [Bind::from(version.row.recorded_at)],
    );
    query.push_ids(lines.iter().map(|line| line.item));
    query.push(") ORDER BY h.id, n.id", []);
    let heads: Vec<(i64, i64, i64, String, Parsed<PartialDate>)> = ask!(tx, query, fetch_all)?;
    for (item, unit, agency, head, from_on) in heads {
        let line =
            lines.iter().find(|line| line.item == item && (line.keeper.unit, line.keeper.agency) == (unit, agency));
        if let Some(line) = line {
            return Err(Error::conflict(format!(
                "“{}”: {head}, head of {} from {} on, has accepted it as it was signed here. What is otherwise now is reported as lost \
                 or found, or moved",
                line.name,
                line.unit.label,
                from_on.words()
            )));
        }
    }
    Ok(())
}
