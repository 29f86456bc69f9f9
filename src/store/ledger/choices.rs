//! What the form of a money event offers, and what waits for a second person.

use domain::{Action, Currency, Money, PartialDate, Timestamp, Viewer, ledger::EventKind, phase::phase_label};

use super::{Pinned, PinnedColumns};
use crate::{
    Parsed, Result, Tx,
    db::sql,
    grants,
    list::{Asked, Given, List, Page, Scope, Sort},
};

/// What can be chosen in the form of a money event of one grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The currency of the agreement, when it is known.
    pub currency: Option<Currency>,
    /// The phases that the grant is allocated to: id and `IMT Phase II`.
    pub phases: Vec<(i64, String)>,
    /// Code and name; empty unless several donors give together.
    pub donors: Vec<(String, String)>,
}

/// # Errors
/// Staff only; the grant is not there.
pub async fn choices(tx: &mut Tx, viewer: &Viewer, grant_code: &str) -> Result<Choices> {
    viewer.may(Action::ManageMoney)?;
    let grant = grants::key(tx, viewer, grant_code).await?;
    let phases: Vec<(i64, String, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT DISTINCT p.id, k.code, p.number FROM allocation a
         JOIN phase p ON p.id = a.phase_id JOIN component k ON k.id = p.component_id
         WHERE a.grant_id = $1 AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)
         ORDER BY k.code, p.number"
    )
    .bind(grant.id)
    .fetch_all(c))?;
    let donors: Vec<(String, String)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT o.code, o.name FROM donor o JOIN grant_donor d ON d.donor_id = o.id WHERE d.grant_id = $1 ORDER BY o.code"
    )
    .bind(grant.id)
    .fetch_all(c)
    })?;
    Ok(Choices {
        currency: super::own_currency(tx, &grant).await?,
        phases: phases.into_iter().map(|(id, code, number)| (id, format!("{code} {}", phase_label(number)))).collect(),
        donors: if donors.len() > 1 { donors } else { Vec::new() },
    })
}

/// A money event that nobody has approved or rejected yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingEvent {
    pub grant_code: String,
    pub number: i64,
    pub kind: EventKind,
    pub amount: Money,
    /// In US dollars at the pinned rate; `None`: unknown.
    pub booked: Option<Money>,
    /// The rate of it.
    pub pinned: Option<Pinned>,
    pub value_date: PartialDate,
    pub purpose: String,
    /// The number of the event that this one takes back.
    pub reverses: Option<i64>,
    pub entered_by: String,
    pub recorded_at: Timestamp,
    /// The viewer entered it: somebody else approves it.
    pub own: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    grant_code: String,
    number: i64,
    kind: Parsed<EventKind>,
    minor: i64,
    currency: Parsed<Currency>,
    booked_cents: Option<i64>,
    #[sqlx(flatten)]
    rate: PinnedColumns,
    value_date: Parsed<PartialDate>,
    purpose: String,
    reverses: Option<i64>,
    entered_by: String,
    person_id: i64,
    recorded_at: i64,
}

/// What nobody decided on; what the viewer may approve comes first, then the oldest.
static WAITING: List = List {
    columns: "g.code AS grant_code, e.number, e.kind, e.minor, e.currency, e.booked_cents, e.rate_id, e.rate, e.rate_source,
      e.rate_effective_on, e.rate_note, e.value_date, e.purpose, v.number AS reverses, w.name AS entered_by, e.person_id, e.recorded_at",
    from: "(SELECT x.id, CASE WHEN x.person_id = ? THEN '1' ELSE '0' END || CAST(x.recorded_at AS TEXT) AS sort_turn FROM money_event x
      WHERE NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = x.id)) r WHERE TRUE",
    given: &[Given::Of],
    joins: "JOIN money_event e ON e.id = r.id JOIN grant_agreement g ON g.id = e.grant_id JOIN person w ON w.id = e.person_id
      LEFT JOIN money_event v ON v.id = e.reverses_id",
    id: "r.id",
    sorts: &[Sort::text("turn", "r.sort_turn")],
    filters: &[],
    search: None,
    sums: None,
    total: None,
};

/// Events of all grants that wait for approval, a page of them: those that the viewer may approve first, the oldest first.
///
/// # Errors
/// Staff only.
pub async fn waiting(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<WaitingEvent>> {
    viewer.may(Action::ManageMoney)?;
    let page: Page<Row> = WAITING.page(tx, Scope::from(viewer).within(viewer.person), asked).await?;
    Ok(page.map(|row| WaitingEvent {
        grant_code: row.grant_code,
        number: row.number,
        kind: row.kind.0,
        amount: Money::new(row.minor, row.currency.0),
        booked: row.booked_cents.map(|cents| Money::new(cents, Currency::Usd)),
        pinned: row.rate.pinned(),
        value_date: row.value_date.0,
        purpose: row.purpose,
        reverses: row.reverses,
        entered_by: row.entered_by,
        recorded_at: Timestamp(row.recorded_at),
        own: row.person_id == viewer.person,
    }))
}
