//! What staff record of instalments, put right and take back.

use domain::{
    Action, Currency, Timestamp, Viewer,
    change::{Deed, Entity},
    instalment::NewInstalment,
};

use super::{
    super::{Key, key, write::money as as_money},
    paid_for, receipts,
};
use crate::{
    Error, Parsed, Result, Tx,
    changes::unless_changed,
    db::{sql, touch},
    donors,
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    ledger, sources,
};

/// The ids that an instalment names.
struct Links {
    donor: Option<i64>,
    receipt: Option<i64>,
    source: Option<i64>,
}

async fn links(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant: &Key, new: &NewInstalment) -> Result<Links> {
    let offered = ledger::choices(tx, viewer, &grant.code).await?;
    if let Some(currency) = offered.currency.filter(|currency| *currency != new.amount.currency) {
        let words = format!("{} is an agreement in {currency}: its instalments are in that currency", grant.code);
        return Err(Error::invalid("currency", words));
    }
    let donor = match (&new.donor, offered.donors.is_empty()) {
        (None, false) => {
            return Err(Error::invalid("donor", "Several donors give this grant: choose whose instalment it is"));
        }
        (Some(code), false) if offered.donors.iter().any(|(known, _)| known == code) => {
            Some(donors::id_of(tx, code).await?)
        }
        (Some(_), _) => return Err(Error::invalid("donor", "Choose a donor from the list")),
        (None, true) => None,
    };
    if let Some(milestone) = new.milestone {
        let known: Vec<(i64, String)> =
            sql!(&mut *tx, |c| sqlx::query_as(paid_for!("m.id, k.code", " AND m.id = $2"))
                .bind(grant.id)
                .bind(milestone)
                .fetch_all(c))?;
        if known.is_empty() {
            return Err(Error::invalid("milestone", "Choose a milestone of a phase that this grant pays for"));
        }
    }
    let receipt = match new.receipt {
        Some(number) => Some(receipt(tx, grant, new, donor, number).await?),
        None => None,
    };
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    Ok(Links { donor, receipt, source })
}

/// The receipt of funds that answers it.
async fn receipt(tx: &mut Tx, grant: &Key, new: &NewInstalment, donor: Option<i64>, number: i64) -> Result<i64> {
    let known: Option<(i64, Parsed<Currency>, Option<i64>)> =
        sql!(tx, |c| sqlx::query_as(receipts!("e.id, e.currency, e.donor_id", " AND e.number = $2"))
            .bind(grant.id)
            .bind(number)
            .fetch_optional(c))?;
    let (id, currency, of) =
        known.ok_or_else(|| Error::invalid("receipt", "Choose a receipt of funds of this grant from the list"))?;
    if currency.0 != new.amount.currency {
        return Err(Error::invalid(
            "receipt",
            format!("{}/{number} is in {}: choose another one", grant.code, currency.0),
        ));
    }
    if donor.is_some() && of != donor {
        return Err(Error::invalid(
            "receipt",
            format!("{}/{number} is of another donor: choose another one", grant.code),
        ));
    }
    Ok(id)
}

/// Records an instalment. Answers its number within the grant.
///
/// # Errors
/// Staff only; no such grant; another currency than the agreement's; a milestone of a phase that it does not pay for; a receipt that is
/// not one of the grant; of a shared grant without whose it is.
pub async fn record_instalment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    new: &NewInstalment,
) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let Links { donor, receipt, source } = links(tx, viewer, at, &grant, new).await?;
    let (id, number): (i64, i64) = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "INSERT INTO instalment (grant_id, number, minor, currency, donor_id, due_on, milestone_id, receipt_id, note, source_id,
           person_id, recorded_at)
         VALUES ($1, (SELECT COALESCE(MAX(i.number), 0) + 1 FROM instalment i WHERE i.grant_id = $1), $2, $3, $4, $5, $6, $7, $8, $9,
           $10, $11) RETURNING id, number"
    )
    .bind(grant.id)
    .bind(new.amount.minor)
    .bind(new.amount.currency.code())
    .bind(donor)
    .bind(new.due_on.map(Parsed))
    .bind(new.milestone)
    .bind(receipt)
    .bind(&new.note)
    .bind(source)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &INSTALMENT, id).await?;
    Ok(number)
}

/// The key of an instalment in the audit chain: `JP-2020/1`.
pub fn instalment_key(grant_code: &str, number: i64) -> String {
    format!("{grant_code}/{number}")
}

/// An instalment that stands.
async fn standing(tx: &mut Tx, grant: &Key, number: i64) -> Result<i64> {
    let known: Option<(i64, Option<String>)> =
        sql!(tx, |c| sqlx::query_as("SELECT id, withdrawn FROM instalment WHERE grant_id = $1 AND number = $2")
            .bind(grant.id)
            .bind(number)
            .fetch_optional(c))?;
    match known.ok_or_else(Error::not_found)? {
        (_, Some(_)) => Err(Error::conflict("This instalment is withdrawn already")),
        (id, None) => Ok(id),
    }
}

/// Puts an instalment right, or says which receipt of funds answers it.
///
/// # Errors
/// As [`record_instalment`]; no such instalment: "not found"; it is withdrawn; somebody changed it meanwhile.
pub async fn update_instalment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    number: i64,
    version: i64,
    new: &NewInstalment,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let id = standing(tx, &grant, number).await?;
    unless_changed(tx, viewer, Entity::Instalment, &instalment_key(grant_code, number), version).await?;
    let Links { donor, receipt, source } = links(tx, viewer, at, &grant, new).await?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE instalment SET minor = $2, currency = $3, donor_id = $4, due_on = $5, milestone_id = $6, receipt_id = $7, note = $8,
           source_id = $9 WHERE id = $1"
    )
    .bind(id)
    .bind(new.amount.minor)
    .bind(new.amount.currency.code())
    .bind(donor)
    .bind(new.due_on.map(Parsed))
    .bind(new.milestone)
    .bind(receipt)
    .bind(&new.note)
    .bind(source)
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &INSTALMENT, id).await
}

/// Takes an instalment back. It stays on record; donors read it no more.
///
/// # Errors
/// Staff only; no such instalment: "not found"; withdrawn already; no reason.
pub async fn withdraw_instalment(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    grant_code: &str,
    number: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let grant = key(tx, viewer, grant_code).await?;
    let id = standing(tx, &grant, number).await?;
    let reason = reason_given(reason, "Say why the instalment is withdrawn")?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE instalment SET withdrawn = $2 WHERE id = $1")
        .bind(id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &INSTALMENT, id).await
}

pub(crate) static INSTALMENT: Table = Table::new(
    "instalment",
    Entity::Instalment,
    ToldBy::Key,
    rows!(
        "SELECT i.id AS _id, g.code || '/' || CAST(i.number AS TEXT) AS _key, i.person_id AS _person, i.recorded_at AS _at, i.minor,
           i.currency, o.code AS donor, i.due_on, i.milestone_id AS milestone, e.number AS receipt, i.note, s.code AS source,
           i.withdrawn
         FROM instalment i JOIN grant_agreement g ON g.id = i.grant_id LEFT JOIN donor o ON o.id = i.donor_id
         LEFT JOIN money_event e ON e.id = i.receipt_id LEFT JOIN source s ON s.id = i.source_id",
        "i.id"
    ),
)
.shape(|body| as_money(body, "amount", "minor", "currency"));
