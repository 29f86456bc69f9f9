//! Before it is signed: what the count comes to, differences first. What is signed is what was looked at, or nothing.

use domain::{
    Timestamp, Viewer,
    handover::draft::Deed,
    receipt::{Count, NewReceipt, Rest},
    unit::{UnitKind, UnitRef},
};

use super::{
    drafts::{self, Draft, Row},
    of_round,
    page::CountRow,
    record,
    standing::{Standing, standing},
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::sql,
    query::{Query, ask},
};

/// Differences on a page of a review.
pub const DIFFERENCES: usize = 100;

/// What would be signed.
#[derive(Debug, Clone)]
pub struct Review {
    pub draft: Draft,
    /// Names this state of the count and of the round; [`sign`] takes it and no other.
    pub stamp: String,
    /// Whatever needs a word, in the order of the form; `next`: there are more after this line.
    pub differences: Vec<Difference>,
    pub next: Option<i64>,
    /// Lines that differ, on all pages.
    pub differing: i64,
    /// Lines that are complete.
    pub complete: i64,
    /// Lines of the rest that are refused together.
    pub refused: i64,
    /// Lines and pieces that are left for later.
    pub left: i64,
    pub left_pieces: i64,
    /// Some of the lines that are left.
    pub left_first: Vec<(String, String)>,
    /// What is accepted, by its measure: pieces, pairs.
    pub accepted: Vec<(String, i64)>,
    /// Lines and accepted things of each unit.
    pub units: Vec<(UnitRef, i64, i64)>,
    /// A line that has photos and is not counted: name and tag. Nothing can be signed while there is one.
    pub photos_of: Option<(String, String)>,
}

/// A line that did not arrive as it was sent.
#[derive(Debug, Clone)]
pub struct Difference {
    pub name: String,
    pub tag: String,
    pub measure: String,
    pub unit: String,
    pub count: Count,
    pub photos: i64,
}

#[derive(sqlx::FromRow)]
struct Named {
    name: String,
    tag: String,
    unit_of_measure: String,
    unit_kind: Parsed<UnitKind>,
    unit_code: String,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    photos: i64,
    #[sqlx(flatten)]
    count: CountRow,
}

#[derive(sqlx::FromRow)]
struct Sums {
    rows: i64,
    differing: i64,
    pieces: i64,
}

#[derive(sqlx::FromRow)]
struct OfUnit {
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    lines: i64,
    accepted: i64,
}

/// The awaited lines `l` with their rows `d` of the draft; `$1` draft, `$2` round, `$3` agency.
macro_rules! counted {
    ($select:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM line l LEFT JOIN receipt_draft_line d ON d.draft_id = $1 AND d.line_id = l.id AND d.version = l.version
             JOIN item i ON i.id = l.item_id JOIN unit u ON u.id = (SELECT v_as.as_id FROM unit v_as WHERE v_as.id = l.unit_id)
             WHERE l.round_id = $2 AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $3) AND l.outstanding > 0 ",
            $rest
        )
    };
}

/// What a row `d` says besides "all arrived".
macro_rules! differs {
    () => {
        "(d.received <> d.expected OR d.surplus > 0 OR d.remark IS NOT NULL OR d.serial_found IS NOT NULL OR d.missing IS NOT NULL
           OR d.condition NOT IN ('new', 'good'))"
    };
}

/// The count as it stands, from the difference after the line `after` on.
///
/// # Errors
/// As [`drafts::find`]; nobody counts: "not found"; a colleague counts, or there is nothing to sign: a conflict.
pub async fn review(tx: &mut Tx, viewer: &Viewer, code: &str, after: i64) -> Result<Review> {
    let (stands, row) = own(tx, viewer, code).await?;
    let (draft, rest) = (row.id, row.rest.0);
    let sums: Sums = sql!(&mut *tx, |c| sqlx::query_as(concat!(
        "SELECT COUNT(*) AS rows, CAST(COALESCE(SUM(CASE WHEN ",
        differs!(),
        " THEN 1 ELSE 0 END), 0) AS BIGINT) AS differing, CAST(COALESCE(SUM(d.expected), 0) AS BIGINT) AS pieces
         FROM receipt_draft_line d JOIN line l ON l.id = d.line_id AND l.version = d.version WHERE d.draft_id = $1"
    ))
    .bind(draft)
    .fetch_one(c))?;
    let others = stands.awaited.lines - sums.rows;
    let of_rest = |word: Rest| if rest == word { others } else { 0 };
    let mut differences = differences(tx, &stands, draft, after).await?;
    let more = differences.len() > DIFFERENCES;
    differences.truncate(DIFFERENCES);
    Ok(Review {
        stamp: stamp(&row, &stands),
        next: differences.last().filter(|_| more).map(|last| last.count.line),
        differences,
        differing: sums.differing,
        complete: sums.rows - sums.differing + of_rest(Rest::Arrived),
        refused: of_rest(Rest::Refused),
        left: of_rest(Rest::Open),
        left_pieces: if rest == Rest::Open { stands.awaited.pieces - sums.pieces } else { 0 },
        left_first: if rest == Rest::Open { left(tx, &stands, draft).await? } else { Vec::new() },
        accepted: accepted(tx, &stands, draft, rest).await?,
        units: units(tx, &stands, draft, rest).await?,
        photos_of: if rest == Rest::Open { uncounted_photo(tx, &stands, draft).await? } else { None },
        draft: row.seen_by(viewer),
    })
}

/// Signs for what the review with this stamp showed. Answers how many lines were counted, and how many pieces of them are
/// short.
///
/// # Errors
/// As [`record()`]; the count was changed since, a colleague counts, or it was signed already: a conflict that says which.
pub async fn sign(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    seen: &str,
    public_id: &str,
) -> Result<(usize, i64)> {
    let (stands, row) = own(tx, viewer, code).await?;
    if stamp(&row, &stands) != seen {
        return Err(Error::conflict(format!(
            "The count has changed since this page was opened (last saved {}). Look at it as it is now, and sign then",
            Timestamp(row.saved_at).words()
        )));
    }
    let Some(day) = row.received_on.as_ref().and_then(|day| day.0.day()) else {
        return Err(Error::conflict("The day of arrival is missing: enter it on the counting page"));
    };
    let counts = counts(tx, &stands, &row).await?;
    let done = (counts.len(), counts.iter().map(|count| count.short).sum());
    let new = NewReceipt { received_on: day, counts, remark: row.remark };
    record(tx, viewer, at, code, &new, public_id).await?;
    Ok(done)
}

/// The viewer's own draft.
async fn own(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<(Standing, Row)> {
    let stands = standing(tx, viewer, code).await?;
    if let Some(row) = drafts::row(tx, &stands).await? {
        drafts::check(viewer, &stands, Some(&row), Deed::Confirm)?;
        return Ok((stands, row));
    }
    if !stands.is_done() {
        stands.must_be_counted()?;
    }
    let last = of_round(tx, viewer, stands.round).await?.into_iter().next();
    Err(Error::conflict(match last {
        Some(last) => format!(
            "Nothing is being counted any more: {} signed on {}. Open the counting page to see what is still expected",
            last.officer.as_deref().unwrap_or(&last.agency_name),
            last.recorded_at.words()
        ),
        None => "Nothing has been counted yet: open the counting page".to_owned(),
    }))
}

/// One state of the count and of the lines that it is about.
fn stamp(row: &Row, stands: &Standing) -> String {
    let of = &stands.awaited;
    format!("{}-{}-{}-{}-{}", row.id, row.revision, of.lines, of.pieces, of.versions)
}

/// Every line that is counted, in the order of the form.
async fn counts(tx: &mut Tx, stands: &Standing, row: &Row) -> Result<Vec<Count>> {
    // A row of a line that was counted since is about something else; the stamp has told that the line is another one.
    let rows: Vec<CountRow> = sql!(&mut *tx, |c| sqlx::query_as(counted!(
        "d.line_id, d.version, d.expected, d.received, d.short, d.damaged, d.refused, d.surplus, d.condition, d.remark,
           d.serial_found, d.missing",
        "AND d.line_id IS NOT NULL ORDER BY l.id"
    ))
    .bind(row.id)
    .bind(stands.round)
    .bind(stands.agency)
    .fetch_all(c))?;
    let mut counts: Vec<Count> = rows.into_iter().map(CountRow::count).collect();
    if row.rest.0 == Rest::Open {
        return Ok(counts);
    }
    let others: Vec<(i64, i64, i64)> = sql!(tx, |c| sqlx::query_as(counted!(
        "l.id, l.version, l.outstanding",
        "AND d.line_id IS NULL ORDER BY l.id"
    ))
    .bind(row.id)
    .bind(stands.round)
    .bind(stands.agency)
    .fetch_all(c))?;
    let reason = row.reason.as_deref().filter(|_| row.rest.0 == Rest::Refused);
    counts.extend(others.into_iter().map(|(line, version, expected)| {
        let whole = Count::whole(line, version, expected);
        match reason {
            Some(reason) => whole.refuse(reason),
            None => whole,
        }
    }));
    counts.sort_by_key(|count| count.line);
    Ok(counts)
}

async fn differences(tx: &mut Tx, stands: &Standing, draft: i64, after: i64) -> Result<Vec<Difference>> {
    let query = Query::new(concat!(
        counted!(
            "i.name, i.tag, i.unit_of_measure, u.kind AS unit_kind, u.code AS unit_code, u.base, u.crossing, u.border,
             (SELECT COUNT(*) FROM receipt_draft_photo f WHERE f.draft_id = d.draft_id AND f.line_id = l.id) AS photos,
             d.line_id, d.version, d.expected, d.received, d.short, d.damaged, d.refused, d.surplus, d.condition, d.remark,
             d.serial_found, d.missing",
            "AND "
        ),
        differs!(),
        " AND l.id > $4 ORDER BY l.id LIMIT $5"
    ))
    .numbered(vec![
        Bind::from(draft),
        Bind::from(stands.round),
        Bind::from(stands.agency),
        Bind::from(after),
        Bind::from(DIFFERENCES as i64 + 1),
    ]);
    let rows: Vec<Named> = ask!(tx, query, fetch_all)?;
    Ok(rows
        .into_iter()
        .map(|row| Difference {
            unit: unit(&row.unit_code, row.unit_kind.0, [&row.base, &row.crossing, &row.border]).label,
            name: row.name,
            tag: row.tag,
            measure: row.unit_of_measure,
            photos: row.photos,
            count: row.count.count(),
        })
        .collect())
}

/// The first lines that are left for later: name and tag.
async fn left(tx: &mut Tx, stands: &Standing, draft: i64) -> Result<Vec<(String, String)>> {
    Ok(sql!(tx, |c| sqlx::query_as(counted!("i.name, i.tag", "AND d.line_id IS NULL ORDER BY l.id LIMIT 10"))
        .bind(draft)
        .bind(stands.round)
        .bind(stands.agency)
        .fetch_all(c))?)
}

async fn uncounted_photo(tx: &mut Tx, stands: &Standing, draft: i64) -> Result<Option<(String, String)>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(counted!(
        "i.name, i.tag",
        "AND d.line_id IS NULL AND EXISTS (SELECT 1 FROM receipt_draft_photo f WHERE f.draft_id = $1 AND f.line_id = l.id)
         ORDER BY l.id LIMIT 1"
    ))
    .bind(draft)
    .bind(stands.round)
    .bind(stands.agency)
    .fetch_optional(c)
    })?)
}

/// What is accepted, by its measure; the largest number first.
async fn accepted(tx: &mut Tx, stands: &Standing, draft: i64, rest: Rest) -> Result<Vec<(String, i64)>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(counted!(
        "i.unit_of_measure, CAST(SUM(COALESCE(d.received, CASE WHEN $4 = 'arrived' THEN l.outstanding ELSE 0 END)) AS BIGINT)",
        "AND (d.received > 0 OR (d.line_id IS NULL AND $4 = 'arrived')) GROUP BY i.unit_of_measure ORDER BY 2 DESC, 1"
    ))
    .bind(draft)
    .bind(stands.round)
    .bind(stands.agency)
    .bind(rest.word())
    .fetch_all(c)
    })?)
}

/// What each unit gets: lines that are counted, and things that are accepted.
async fn units(tx: &mut Tx, stands: &Standing, draft: i64, rest: Rest) -> Result<Vec<(UnitRef, i64, i64)>> {
    let rows: Vec<OfUnit> = sql!(tx, |c| {
        sqlx::query_as(counted!(
        "u.code, u.kind, u.base, u.crossing, u.border, COUNT(*) AS lines,
         CAST(SUM(COALESCE(d.received, CASE WHEN $4 = 'arrived' THEN l.outstanding ELSE 0 END)) AS BIGINT) AS accepted",
        "AND (d.line_id IS NOT NULL OR $4 <> 'open') GROUP BY u.code, u.kind, u.base, u.crossing, u.border ORDER BY u.code"
    ))
    .bind(draft)
    .bind(stands.round)
    .bind(stands.agency)
    .bind(rest.word())
    .fetch_all(c)
    })?;
    let named = |row: &OfUnit| unit(&row.code, row.kind.0, [&row.base, &row.crossing, &row.border]);
    Ok(rows.into_iter().map(|row| (named(&row), row.lines, row.accepted)).collect())
}

fn unit(code: &str, kind: UnitKind, [base, crossing, border]: [&Option<String>; 3]) -> UnitRef {
    UnitRef::new(code, kind, base.as_deref(), crossing.as_deref(), border.as_deref(), false)
}
