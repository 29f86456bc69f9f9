//! Grants: what a donor gave, and the way from there to every signed receipt.

use domain::{
    Action, AsOf, Currency, Money, PartialDate, Scope, Timestamp, Viewer,
    allocation::Unallocated,
    grant::{Basis, Terms},
    quote::Noun,
};

use crate::{
    Error, LineRow, Parsed, Result, Totals, Tx,
    batch::Bind,
    db::once,
    items::RoundRef,
    query::{Query, ask},
    quotes::{self, QuoteRow},
};

mod allocations;
mod bought;
mod details;
mod funnel;
mod instalments;
mod listed;
mod not_yet;
mod owner;
pub mod publication;
mod scale;
mod terms;
mod write;

pub(crate) use allocations::{ALLOCATION, WITHDRAWAL};
pub use allocations::{allocate, record_allocation, withdraw_allocation};
pub use bought::{BoughtFilters, bought, bought_filters};
pub(crate) use bought::{FOR_DONORS as BOUGHT_FOR_DONORS, FOR_STAFF as BOUGHT_FOR_STAFF};
pub(crate) use funnel::funnels;
pub use funnel::{Funnel, Step};
pub(crate) use instalments::INSTALMENT;
pub use instalments::{
    Answer, InstalmentChoices, InstalmentRow, instalment_choices, instalment_key, instalments, record_instalment,
    update_instalment, withdraw_instalment,
};
pub(crate) use listed::{FOR_DONORS, FOR_STAFF};
pub use listed::{Filters, filters, list};
pub(crate) use owner::OWNER;
pub use owner::{OwnerRow, owner, owners, set_owner};
pub(crate) use publication::{PUBLICATION, STATE};
pub(crate) use write::{GRANT, money as as_money};
pub use write::{GrantSource, create, set_sources, update};

/// A donor of a grant, as far as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DonorRef {
    pub code: String,
    pub name: String,
}

/// A grant in a list.
#[derive(Debug, Clone)]
pub struct GrantRow {
    pub code: String,
    pub title: String,
    /// All of them for staff; a donor reads its own name only.
    pub donors: Vec<DonorRef>,
    /// Several donors gave together; for a donor, who the others are stays unsaid.
    pub co_funded: bool,
    pub ceiling: Option<Money>,
    pub signed_on: Option<PartialDate>,
    /// Items it paid for, wholly or in part; for staff also those of drafts, never of cancelled rounds.
    pub items: usize,
    pub dispatched_items: usize,
    /// Items that were received whole.
    pub confirmed_items: usize,
    /// The grant's own part of what was dispatched, as entered.
    pub dispatched: Totals,
    /// The part of it that agencies signed for.
    pub confirmed: Totals,
    /// What was seen at the newest verification of each item: items seen whole, and this grant's part of what was seen.
    /// `None`: no item of it was ever checked.
    pub verified: Option<(usize, Totals)>,
}

/// A grant for a form's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct GrantChoice {
    pub code: String,
    pub title: String,
}

/// A grant with everything the viewer may see of it.
#[derive(Debug, Clone)]
pub struct GrantShow {
    /// Code, title, donors, ceiling, counts and totals.
    pub row: GrantRow,
    pub version: i64,
    pub instrument: Option<String>,
    pub announced_on: Option<PartialDate>,
    /// The place of the signing.
    pub signed_at: Option<String>,
    /// Where the ceiling is published; then where the grant is.
    pub ceiling_source: Option<String>,
    pub source: Option<String>,
    pub countries: Vec<String>,
    pub quotes: Vec<QuoteRow>,
    pub allocations: Vec<AllocationRow>,
    /// What is booked against what is allocated, once something was received.
    pub unallocated: Option<Unallocated>,
    /// Units that have something of what it bought; to a donor the offices of one border are one.
    pub units: usize,
    /// Items that were dispatched and that nobody has counted.
    pub unsigned: usize,
    /// Discrepancies of today that are not settled, of what it bought.
    pub open_discrepancies: i64,
    /// Activities that were held and that it pays for, or whose phase it pays for.
    pub activities: i64,
    /// Something that it paid for and that was sent is invented for demonstration.
    pub illustrative: bool,
    pub terms: Terms,
    /// Why nothing of it was there on the day that is asked for.
    pub not_yet: Option<NotYet>,
}

/// Why a record was not there on a past day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotYet {
    /// It was signed later.
    Unsigned(PartialDate),
    /// It was written down later.
    Unknown,
}

/// What a grant is for.
#[derive(Debug, Clone)]
pub struct AllocationRow {
    pub id: i64,
    pub component_code: String,
    pub component_title: String,
    pub phase_id: i64,
    /// `Phase II`
    pub phase: String,
    /// `UZ`; `None`: all countries of the grant.
    pub country: Option<String>,
    pub amount: Option<Money>,
    pub qualifier: Option<String>,
    pub basis: Option<Basis>,
    pub source: Option<String>,
}

/// Something the grant bought: where it is and who signed for it.
#[derive(Debug, Clone)]
pub struct GrantItem {
    /// `value` is the part that this grant paid; unit and agency are those that had it then.
    pub line: LineRow,
    /// `Lost`, `1 returned to UNODC`: what was not with a unit any more.
    pub elsewhere: Option<String>,
    pub round: RoundRef,
    /// The newest receipt of the line.
    pub signed: Option<Signature>,
}

/// Who signed for a line, and when.
#[derive(Debug, Clone)]
pub struct Signature {
    pub receipt: String,
    pub received_on: PartialDate,
    /// The agency's name on that day.
    pub agency_name: String,
    /// Said to staff only.
    pub officer: Option<String>,
    pub recorded_at: Timestamp,
}

#[derive(Clone, sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    title: String,
    instrument: Option<String>,
    signed_on: Option<Parsed<PartialDate>>,
    announced_on: Option<Parsed<PartialDate>>,
    signed_at: Option<String>,
    ceiling_minor: Option<i64>,
    ceiling_currency: Option<Parsed<Currency>>,
    ceiling_source: Option<String>,
    source: Option<String>,
    version: i64,
    donors_in_all: i64,
}

/// The columns of a grant `g` with its sources.
macro_rules! grant_columns {
    () => {
        "g.id, g.code, g.title, g.instrument, g.signed_on, g.announced_on, g.signed_at, g.ceiling_minor,
         g.ceiling_currency, w.title AS ceiling_source, s.title AS source, g.version,
         (SELECT COUNT(*) FROM grant_donor d WHERE d.grant_id = g.id) AS donors_in_all"
    };
}
use grant_columns;

/// Narrows a question about grants `g` to those in scope; it goes on with `AND`.
fn in_scope(query: Query, viewer: &Viewer) -> Query {
    match viewer.scope {
        Scope::Everything | Scope::Agency(_) => query.with(" WHERE TRUE", []),
        Scope::Country(_) => query.with(" WHERE FALSE", []),
        Scope::Donor(donor) => query.with(
            " WHERE EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = g.id AND d.reader_id = ?)",
            [Bind::from(donor)],
        ),
    }
}

/// What the ledger asks of a grant.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub ceiling: Option<Money>,
    pub ceiling_currency: Option<Currency>,
    /// How many donors gave it together.
    pub donors: i64,
    pub signed_on: Option<PartialDate>,
    pub countries: Vec<String>,
    pub terms: Terms,
    /// As far as the viewer may know them.
    pub donor_names: Vec<String>,
}

/// The grant with this code, when it is in scope.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub(crate) async fn key(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Key> {
    viewer.may(Action::SeeGrants)?;
    let found = find(tx, viewer, code).await?;
    let donor_names = found.donors().into_iter().map(|donor| donor.name).collect();
    let Found { row, countries, terms, .. } = found;
    let currency = row.ceiling_currency.map(|currency| currency.0);
    Ok(Key {
        ceiling: row.ceiling_minor.zip(currency).map(|(minor, currency)| Money::new(minor, currency)),
        ceiling_currency: currency,
        donors: row.donors_in_all,
        signed_on: row.signed_on.map(|day| day.0),
        countries: words(countries),
        terms: terms.terms(),
        donor_names,
        id: row.id,
        code: row.code,
        title: row.title,
    })
}

/// The code of a grant, when it is in scope.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn code_of(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<String> {
    Ok(key(tx, viewer, code).await?.code)
}

/// Codes and titles of the grants in scope, for a form's list.
///
/// # Errors
/// Officers see no grants.
pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<GrantChoice>> {
    viewer.may(Action::SeeGrants)?;
    let query = Query::new("SELECT g.code, g.title FROM grant_agreement g");
    Ok(ask!(tx, in_scope(query, viewer).with(" ORDER BY g.code", []), fetch_all)?)
}

/// One grant, with what it bought added up; [`bought`] lists that.
///
/// # Errors
/// Officers see no grants; not there or another donor's: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<GrantShow> {
    show_as_of(tx, viewer, code, AsOf::default()).await
}

/// One grant with what it had bought by then: what that adds up to. What the agreement says is of today; before it was signed,
/// or written down, nothing of it is said but its name.
///
/// # Errors
/// As [`show`].
pub async fn show_as_of(tx: &mut Tx, viewer: &Viewer, code: &str, as_of: AsOf) -> Result<GrantShow> {
    viewer.may(Action::SeeGrants)?;
    let found = find(tx, viewer, code).await?;
    let donors = found.donors();
    let row = found.row;
    if let Some(not_yet) = not_yet::not_yet(tx, &row, as_of).await? {
        return Ok(not_yet::nothing_yet(row, not_yet));
    }
    let bought::Bought { sums, units, open } = bought::added_up(tx, viewer, &row, as_of).await?;
    let allocations = allocations::allocations(tx, row.id).await?;
    let whole = |number: i64| usize::try_from(number).unwrap_or_default();
    Ok(GrantShow {
        units,
        unsigned: whole(sums.sent - sums.counted),
        open_discrepancies: open,
        row: row.summary(donors, sums),
        countries: words(found.countries),
        quotes: quotes::of(tx, viewer, Noun::Grant, row.id).await?,
        unallocated: allocations::unallocated(tx, viewer, &row.code, row.donors_in_all, &allocations).await?,
        allocations,
        activities: found.activities,
        illustrative: found.illustrative,
        not_yet: None,
        terms: found.terms.terms(),
        version: row.version,
        instrument: row.instrument,
        announced_on: row.announced_on.map(|d| d.0),
        signed_at: row.signed_at,
        ceiling_source: row.ceiling_source,
        source: row.source,
    })
}

/// A grant with what its page says of it in a line or two.
#[derive(Clone, sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    row: Row,
    #[sqlx(flatten)]
    terms: terms::Row,
    /// Their codes, with a space between two.
    countries: Option<String>,
    /// Activities that were held and that it pays for, or whose phase it pays for.
    activities: i64,
    /// Something that it paid for and that was sent is invented for demonstration.
    illustrative: bool,
    /// Code and name of each on a line; a donor reads its own alone.
    donors: Option<String>,
}

impl Found {
    fn donors(&self) -> Vec<DonorRef> {
        let lines = self.donors.iter().flat_map(|lines| lines.lines());
        let donor = |(code, name): (&str, &str)| DonorRef { code: code.to_owned(), name: name.to_owned() };
        lines.filter_map(|line| line.split_once(' ')).map(donor).collect()
    }
}

fn words(spaced: Option<String>) -> Vec<String> {
    spaced.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

async fn find(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Found> {
    let query = Query::new("SELECT ").with(grant_columns!(), []).with(
        ", g.available_from, g.available_to, g.psc_ppm, g.levy_ppm, CAST(g.refund_required AS BIGINT) AS refund_required,
           g.valuation_basis, g.donors_are, g.buys,
           (SELECT string_agg(y.country, ' ') FROM (SELECT c.country FROM grant_country c WHERE c.grant_id = g.id
             ORDER BY c.country) y) AS countries,
           (SELECT COUNT(*) FROM activity c WHERE c.state = 'held' AND (c.phase_id IN (SELECT a.phase_id FROM allocation a
             WHERE a.grant_id = g.id
               AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal x WHERE x.allocation_id = a.id))
             OR EXISTS (SELECT 1 FROM activity_funding f JOIN activity_funding_share s ON s.funding_id = f.id
               WHERE f.activity_id = c.id AND s.grant_id = g.id AND NOT EXISTS (SELECT 1 FROM activity_funding n
                 WHERE n.activity_id = f.activity_id AND n.id > f.id)))) AS activities,
           (EXISTS (SELECT 1 FROM item z WHERE z.illustrative) AND EXISTS (SELECT 1 FROM funding_share f
             JOIN item z ON z.id = f.item_id JOIN item_now n ON n.item_id = z.id
             WHERE f.grant_id = g.id AND z.illustrative AND n.dispatched)) AS illustrative,
           (SELECT string_agg(y.words, '\n') FROM (SELECT o.code || ' ' || o.name AS words FROM grant_donor d
             JOIN donor o ON o.id = d.donor_id WHERE d.grant_id = g.id",
        [],
    );
    let query = query.for_reader(viewer, "", "", " AND d.reader_id = ?").with(
        " ORDER BY o.code) y) AS donors FROM grant_agreement g LEFT JOIN source w ON w.id = g.ceiling_source_id LEFT JOIN source s ON s.id = g.source_id",
        [],
    );
    let query = in_scope(query, viewer).with(" AND g.code = ?", [Bind::from(code)]);
    let found: Option<Found> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_optional)?);
    found.ok_or_else(Error::not_found)
}
