//! Recording grants.

use domain::{
    Action, Money, Timestamp, Viewer,
    change::{Deed, Entity},
    grant::NewGrant,
};
use serde_json::{Map, Value};

use super::{publication, terms::set_terms};
use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, nest, rows},
    now, sources,
};

/// Where a grant and its ceiling are published.
#[derive(Debug, Clone, Default)]
pub struct GrantSource {
    pub source_code: Option<String>,
    pub ceiling_source_code: Option<String>,
}

/// # Errors
/// Staff only; the code is taken; no such donor.
pub async fn create(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewGrant) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO grant_agreement (code, title, instrument, signed_on, announced_on, signed_at, ceiling_minor,
           ceiling_currency, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.title)
    .bind(&new.instrument)
    .bind(new.signed_on.map(Parsed))
    .bind(new.announced_on.map(Parsed))
    .bind(&new.signed_at)
    .bind(new.ceiling.map(|m| m.minor))
    .bind(new.ceiling.map(|m| m.currency.code()))
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", "A grant with this code exists already: choose another code"))?;
    add_donors(tx, id, &new.donor_codes).await?;
    add_countries(tx, id, &new.country_codes).await?;
    set_terms(tx, id, &new.terms).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &GRANT, id).await?;
    Ok(id)
}

/// Changes a grant. `expected_version` is the one the form showed; `code` stands on documents and stays. The donors become
/// exactly those that are named.
///
/// # Errors
/// Staff only; not found; another code; no such donor; changed meanwhile by somebody else.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    new: &NewGrant,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id = id(tx, code).await?;
    if new.code != code {
        return Err(Error::invalid("code", format!("The code stands on documents and stays {code}")));
    }
    agrees_with_ledger(tx, id, new).await?;
    // A ceiling other than the published one does not keep the source that published it.
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
            "UPDATE grant_agreement SET title = $3, instrument = $4, signed_on = $5, announced_on = $6, signed_at = $7,
           ceiling_source_id = CASE WHEN ceiling_minor = $8 AND ceiling_currency = $9 THEN ceiling_source_id END,
           ceiling_minor = $8, ceiling_currency = $9, version = version + 1
         WHERE id = $1 AND version = $2",
        )
        .bind(id)
        .bind(expected_version)
        .bind(&new.title)
        .bind(&new.instrument)
        .bind(new.signed_on.map(Parsed))
        .bind(new.announced_on.map(Parsed))
        .bind(&new.signed_at)
        .bind(new.ceiling.map(|m| m.minor))
        .bind(new.ceiling.map(|m| m.currency.code()))
        .execute(c)
    })?;
    if touched == 0 {
        return Err(changes::changed_meanwhile(tx, viewer, Entity::Grant, code).await?);
    }
    let before = donors_of(tx, id).await?;
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM grant_donor WHERE grant_id = $1").bind(id).execute(c))?;
    add_donors(tx, id, &new.donor_codes).await?;
    if donors_of(tx, id).await? != before {
        now::mark_grant(tx, id).await?;
    }
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM grant_country WHERE grant_id = $1").bind(id).execute(c))?;
    add_countries(tx, id, &new.country_codes).await?;
    set_terms(tx, id, &new.terms).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &GRANT, id).await
}

async fn donors_of(tx: &mut Tx, grant: i64) -> Result<Vec<i64>> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT donor_id FROM grant_donor WHERE grant_id = $1 ORDER BY donor_id")
        .bind(grant)
        .fetch_all(c))?)
}

/// What was booked under an agreement keeps its ground: the ceiling that it was checked against, the currency that it is
/// counted in, the donors whose money it is marked as.
async fn agrees_with_ledger(tx: &mut Tx, id: i64, new: &NewGrant) -> Result<()> {
    let (minor, currency): (Option<i64>, Option<String>) = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT ceiling_minor, ceiling_currency FROM grant_agreement WHERE id = $1"
    )
    .bind(id)
    .fetch_one(c))?;
    let kept = minor == new.ceiling.map(|m| m.minor) && currency.as_deref() == new.ceiling.map(|m| m.currency.code());
    let (events, ceilings, received): (i64, i64, i64) = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN e.kind IN ('ceiling', 'ceiling_revision') THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN e.kind = 'receipt' THEN e.minor ELSE 0 END), 0) AS BIGINT)
         FROM money_event e WHERE e.grant_id = $1
           AND NOT EXISTS (SELECT 1 FROM money_decision d WHERE d.event_id = e.id AND d.decision = 'rejected')"
    )
    .bind(id)
    .fetch_one(c)
    })?;
    if !kept && ceilings > 0 {
        let words = "The ledger has this ceiling: post a ceiling revision there instead of changing it here";
        return Err(Error::invalid("ceiling", words));
    }
    if let Some(currency) =
        currency.filter(|c| events > 0 && Some(c.as_str()) != new.ceiling.map(|m| m.currency.code()))
    {
        return Err(Error::invalid("currency", format!("The ledger is kept in {currency}: the currency stays")));
    }
    if let Some(ceiling) = new.ceiling.filter(|ceiling| ceiling.minor < received) {
        let received = Money::new(received, ceiling.currency);
        return Err(Error::invalid("ceiling", format!("{received} was received: the ceiling cannot be below that")));
    }
    let marked: Vec<String> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT DISTINCT d.code FROM money_event e JOIN donor d ON d.id = e.donor_id WHERE e.grant_id = $1 ORDER BY d.code"
    )
    .bind(id)
    .fetch_all(c)
    })?;
    match marked.into_iter().find(|code| !new.donor_codes.contains(code)) {
        Some(code) => {
            Err(Error::invalid("donor", format!("Money in the ledger is marked as given by {code}: it stays a donor")))
        }
        None => Ok(()),
    }
}

/// Notes where the grant and its ceiling are published.
///
/// # Errors
/// Staff only; no such grant or source.
pub async fn set_sources(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, source: &GrantSource) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = id(tx, code).await?;
    let whole = sources::optional_id(tx, source.source_code.as_deref()).await?;
    let ceiling = sources::optional_id(tx, source.ceiling_source_code.as_deref()).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE grant_agreement SET source_id = $2, ceiling_source_id = $3 WHERE id = $1"
    )
    .bind(grant)
    .bind(whole)
    .bind(ceiling)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &GRANT, grant).await
}

async fn id(tx: &mut Tx, code: &str) -> Result<i64> {
    let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar("SELECT id FROM grant_agreement WHERE code = $1")
        .bind(code)
        .fetch_optional(c))?;
    id.ok_or_else(Error::not_found)
}

/// The donors in the order of the form, whose second field is `donor_2`.
async fn add_donors(tx: &mut Tx, grant: i64, codes: &[String]) -> Result<()> {
    if codes.is_empty() {
        return Err(Error::invalid("donor", "Choose the donor"));
    }
    for (index, code) in codes.iter().enumerate() {
        let field = if index == 0 { "donor" } else { "donor_2" };
        let touched = touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO grant_donor (grant_id, donor_id, reader_id) SELECT CAST($1 AS BIGINT), id, id FROM donor WHERE code = $2"
        )
        .bind(grant)
        .bind(code)
        .execute(c))
        .map_err(unique(field, "Name each donor once"))?;
        if touched == 0 {
            return Err(Error::invalid(field, format!("There is no “{code}”: choose from the list")));
        }
    }
    publication::set_readers(tx, grant).await
}

async fn add_countries(tx: &mut Tx, grant: i64, codes: &[String]) -> Result<()> {
    for code in codes {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO grant_country (grant_id, country) VALUES ($1, $2) ON CONFLICT (grant_id, country) DO NOTHING"
        )
        .bind(grant)
        .bind(code)
        .execute(c))?;
    }
    Ok(())
}

/// An earlier portal took away the source of a ceiling that was changed, and did not say so.
pub(crate) static GRANT: Table = Table::new(
    "grant_agreement",
    Entity::Grant,
    ToldBy::KeyWithout("allocated_to_phase"),
    rows!(
        "SELECT g.id AS _id, g.code AS _key, g.recorded_at AS _at, g.title, g.instrument, g.signed_on, g.announced_on,
           g.signed_at, g.ceiling_minor, g.ceiling_currency, g.available_from, g.available_to, g.psc_ppm,
           g.levy_ppm, g.refund_required AS \"refund_required!\", g.valuation_basis, g.donors_are, g.buys, s.code AS source, c.code AS ceiling_source,
           (SELECT string_agg(d.code, '\n') FROM grant_donor m JOIN donor d ON d.id = m.donor_id
             WHERE m.grant_id = g.id) AS \"donors{}\",
           (SELECT string_agg(m.country, '\n') FROM grant_country m WHERE m.grant_id = g.id) AS \"countries{}\"
         FROM grant_agreement g LEFT JOIN source s ON s.id = g.source_id LEFT JOIN source c ON c.id = g.ceiling_source_id",
        "g.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited])
.forgets(&[("ceiling", "ceiling_source")])
.shape(|body| {
    money(body, "ceiling", "ceiling_minor", "ceiling_currency");
    let terms =
        ["available_from", "available_to", "psc_ppm", "levy_ppm", "refund_required", "valuation_basis"].map(|f| (f, f));
    nest(body, "terms", &terms);
});

/// The amount as one field, `null` where there is none.
pub(crate) fn money(body: &mut Map<String, Value>, field: &str, minor: &str, currency: &str) {
    nest(body, field, &[("minor", minor), ("currency", currency)]);
    if body.get(field).is_some_and(|money| money["minor"].is_null() && money["currency"].is_null()) {
        body.insert(field.to_owned(), Value::Null);
    }
}
