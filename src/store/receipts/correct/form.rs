//! A page of the form that corrects: lines of the receipt in their order, as they were counted.

use std::collections::HashMap;

use domain::{
    PartialDate, Timestamp, Viewer,
    handover::correction::{self, Deed, State},
};

use super::{
    super::{Awaited, ON_A_PAGE, ReceiptRef, refs},
    photos::{self, CorrectedPhoto},
    prepare::{self, Line, counted},
    version,
};
use crate::{
    Error, Result, Tx,
    batch::Bind,
    now::{self, OF_THE_ROUND},
    query::{Query, ask},
    text,
};

/// What the form shows.
#[derive(Debug, Clone)]
pub struct CorrectionPage {
    pub receipt: ReceiptRef,
    pub remark: Option<String>,
    pub state: State,
    pub minutes_left: i64,
    pub lines: Vec<Awaited>,
    /// The photos of each line, by its id.
    pub photos: HashMap<i64, Vec<CorrectedPhoto>>,
    /// Lines of the receipt, and those that match what is looked for.
    pub all: i64,
    pub found: i64,
    /// The lines after these begin after this one.
    pub next: Option<i64>,
}

impl CorrectionPage {
    pub fn received_on(&self) -> PartialDate {
        self.receipt.received_on
    }
}

/// The lines after the line `after` (0: from the first one) that match `search`.
///
/// # Errors
/// Not there or out of scope: "not found"; whoever can neither correct it nor ask for that: why not.
pub async fn correction_page(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    public_id: &str,
    search: &str,
    after: i64,
) -> Result<CorrectionPage> {
    let version = version(tx, viewer, at, public_id).await?;
    let deed = if version.state == State::Fresh { Deed::Correct } else { Deed::Ask };
    correction::check(version.state, deed, version.actor)?;
    let words = text::words(search);
    if !words.is_empty() {
        now::settle(tx).await?;
    }
    let among = |query: Query| matching(query, version.row.agency_id, &words);
    let query = among(counted(version.row.id))
        .with(" AND n.id > ? ORDER BY n.id LIMIT ?", [Bind::from(after), Bind::from(ON_A_PAGE as i64 + 1)]);
    let mut lines = prepare::read(tx, query).await?;
    let more = lines.len() > ON_A_PAGE;
    lines.truncate(ON_A_PAGE);
    let all = number(tx, of_receipt(version.row.id)).await?;
    let found = if words.is_empty() { all } else { number(tx, among(of_receipt(version.row.id))).await? };
    let counted: Vec<(i64, i64)> = lines.iter().map(|line| (line.was.line, line.count_id)).collect();
    let photos = photos::shown(tx, viewer, version.row.id, &counted).await?;
    let next = lines.last().filter(|_| more).map(|line| line.count_id);
    let lines = lines.into_iter().map(Line::shown).collect();
    let (state, minutes_left) = (version.state, version.minutes_left);
    let remark = version.row.remark.clone();
    let receipt = refs(tx, viewer, vec![version.row]).await?.pop().ok_or_else(Error::not_found)?;
    Ok(CorrectionPage { receipt, remark, state, minutes_left, lines, photos, all, found, next })
}

fn of_receipt(receipt: i64) -> Query {
    Query::new("SELECT COUNT(*) FROM receipt_line n JOIN line l ON l.id = n.line_id WHERE n.receipt_id = ")
        .with("?", [Bind::from(receipt)])
}

async fn number(tx: &mut Tx, query: Query) -> Result<i64> {
    let (number,): (i64,) = ask!(tx, query, fetch_one)?;
    Ok(number)
}

/// Those in which every word is found.
fn matching(mut query: Query, agency: i64, words: &[String]) -> Query {
    if words.is_empty() {
        return query;
    }
    query.push(
        " AND EXISTS (SELECT 1 FROM item_reader r JOIN item_search s ON s.rowid = r.id
           WHERE r.scope = 'agency' AND r.scope_id = ? AND r.item_id = l.item_id",
        [Bind::from(agency)],
    );
    for word in words {
        query.push(" AND s.text LIKE ?", [Bind::from(format!("%{word}%{OF_THE_ROUND}%"))]);
    }
    query.push(")", []);
    query
}

impl Line {
    fn shown(self) -> Awaited {
        Awaited {
            line: self.was.line,
            version: self.was.version,
            expected: self.was.expected,
            quantity: self.quantity,
            again: self.sequence > 1,
            name: self.name,
            tag: self.tag,
            measure: self.measure,
            unit: self.unit,
            identity: self.identity,
            accessories: self.accessories,
            count: Some(self.was),
            photos: Vec::new(),
        }
    }
}
