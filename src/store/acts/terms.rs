//! The terms of a round: who signs, on what it rests, what passes. They can be changed until an act is issued; afterwards
//! they lead to its next version, and what was issued stays.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    act::{Language, Nature, Side, Signatory, Terms, Wording},
    change::{Deed, Entity},
};
use serde_json::json;

use super::mandates;
use crate::{
    Error, Parsed, Result, Tx, agencies,
    batch::Bind,
    changes,
    db::{sql, touch},
    facts::{self, Table, ToldBy, rows},
    merges::is_agency,
    query::{Query, ask},
    rounds,
};

mod read;
pub(super) use read::signatories;
pub(crate) use read::stored;
use read::written;

/// The terms with the version that a form has to name; 0 when nothing was entered yet.
#[derive(Debug, Clone, Default)]
pub struct TermsShow {
    pub terms: Terms,
    pub version: i64,
}

/// Somebody with an account who can sign.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Account {
    pub id: i64,
    pub name: String,
    /// Of an officer: the agency.
    pub agency_code: Option<String>,
}

/// # Errors
/// Staff only; there is no such round.
pub async fn terms(tx: &mut Tx, viewer: &Viewer, round: &str) -> Result<TermsShow> {
    viewer.may(Action::ManageActs)?;
    let round = rounds::id_of(tx, round).await?;
    Ok(stored(tx, round).await?.unwrap_or_default())
}

/// Staff and the officers of the agencies: whose accounts can sign.
///
/// # Errors
/// Staff only.
pub async fn accounts(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Account>> {
    viewer.may(Action::ManageActs)?;
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT p.id, p.name, a.code AS agency_code FROM person p LEFT JOIN agency a ON a.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id)
         WHERE p.disabled_at IS NULL AND p.role IN ('staff', 'officer') ORDER BY p.name, p.id"
    )
    .fetch_all(c)
    })?)
}

/// Replaces the terms. `version` is the one that the form showed.
///
/// # Errors
/// Staff only; no such round, agency or account; changed meanwhile by somebody else.
pub async fn save_terms(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    version: i64,
    new: &Terms,
) -> Result<()> {
    viewer.may(Action::ManageActs)?;
    let round = rounds::id_of(tx, code).await?;
    let known: Option<i64> =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT version FROM round_terms WHERE round_id = $1")
            .bind(round)
            .fetch_optional(c))?;
    if known.unwrap_or_default() != version {
        return Err(changes::changed_meanwhile(tx, viewer, Entity::Terms, code).await?);
    }
    let mut new = new.clone();
    if let Some(before) = stored(tx, round).await? {
        new.keep_documents(&before.terms);
    }
    let new = &new;
    write_head(tx, at, round, new).await?;
    for statement in [
        "DELETE FROM round_legal_basis WHERE round_id = $1",
        "DELETE FROM round_import_document WHERE round_id = $1",
        "DELETE FROM round_signatory WHERE round_id = $1",
    ] {
        touch!(&mut *tx, |c| sqlx::query(statement).bind(round).execute(c))?;
    }
    for (position, basis) in (0_i64..).zip(&new.legal_basis) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO round_legal_basis (round_id, position, words, words_ru, words_uz) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(round)
        .bind(position)
        .bind(&basis.en)
        .bind(&basis.ru)
        .bind(&basis.uz)
        .execute(c))?;
    }
    for (position, document) in (0_i64..).zip(&new.imports) {
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO round_import_document (round_id, position, kind, number, dated) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(round)
        .bind(position)
        .bind(document.kind.word())
        .bind(&document.number)
        .bind(document.dated.map(|day| Parsed(PartialDate::Day(day))))
        .execute(c))?;
    }
    if let Some(one) = &new.transferring {
        write_signatory(tx, (round, Side::Transferring, None, 0), one, "transferring").await?;
    }
    for (position, (agency, one)) in (0_i64..).zip(&new.receiving) {
        let field = format!("receiving[{position}]");
        let agency = agencies::id_of(tx, agency, &format!("{field}[agency]")).await?;
        write_signatory(tx, (round, Side::Receiving, Some(agency), position), one, &field).await?;
    }
    for (position, one) in (0_i64..).zip(&new.witnesses) {
        let field = format!("witnesses[{position}]");
        write_signatory(tx, (round, Side::Witness, None, position), one, &field).await?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &TERMS, round).await
}

/// Of every round that has any part of them.
pub(crate) static TERMS: Table = Table::new(
    "round_terms",
    Entity::Terms,
    ToldBy::Number("round"),
    rows!(
        "SELECT r.id AS _id, r.code AS _key, t.recorded_at AS _changed_at, r.id AS \"round\"
         FROM round r LEFT JOIN round_terms t ON t.round_id = r.id",
        "r.id",
        "(t.round_id IS NOT NULL OR EXISTS (SELECT 1 FROM round_legal_basis b WHERE b.round_id = r.id)
          OR EXISTS (SELECT 1 FROM round_import_document d WHERE d.round_id = r.id)
          OR EXISTS (SELECT 1 FROM round_signatory s WHERE s.round_id = r.id))"
    ),
)
.also("terms", |tx, round| Box::pin(async move { Ok(json!(written(tx, round).await?.map(|now| now.terms))) }));

async fn write_head(tx: &mut Tx, at: Timestamp, round: i64, new: &Terms) -> Result<()> {
    let [risk, place, occasion] = [&new.risk, &new.place, &new.occasion].map(parts);
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO round_terms (round_id, nature, risk, risk_ru, risk_uz, place, place_ru, place_uz, occasion, occasion_ru,
           occasion_uz, copies, report_days, prevailing, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (round_id) DO UPDATE SET nature = excluded.nature, risk = excluded.risk, risk_ru = excluded.risk_ru,
           risk_uz = excluded.risk_uz, place = excluded.place, place_ru = excluded.place_ru, place_uz = excluded.place_uz,
           occasion = excluded.occasion, occasion_ru = excluded.occasion_ru, occasion_uz = excluded.occasion_uz,
           copies = excluded.copies, report_days = excluded.report_days, prevailing = excluded.prevailing,
           recorded_at = excluded.recorded_at, version = round_terms.version + 1"
    )
    .bind(round)
    .bind(new.nature.map(Nature::word))
    .bind(risk[0])
    .bind(risk[1])
    .bind(risk[2])
    .bind(place[0])
    .bind(place[1])
    .bind(place[2])
    .bind(occasion[0])
    .bind(occasion[1])
    .bind(occasion[2])
    .bind(new.copies)
    .bind(new.report_days)
    .bind(new.prevailing.map(Language::word))
    .bind(at.0)
    .execute(c)
    })?;
    Ok(())
}

pub(super) fn parts(text: &Option<Wording>) -> [Option<&str>; 3] {
    text.as_ref().map_or([None; 3], |text| [Some(&*text.en), text.ru.as_deref(), text.uz.as_deref()])
}

async fn write_signatory(
    tx: &mut Tx,
    (round, side, agency, position): (i64, Side, Option<i64>, i64),
    one: &Signatory,
    field: &str,
) -> Result<()> {
    let mandate = one.mandate.as_ref();
    for (part, person) in [("person", one.person), ("deputy_person", mandate.and_then(|m| m.person))] {
        if let Some(person) = person {
            of_this_side(tx, agency, person, &format!("{field}[{part}]")).await?;
        }
    }
    let (organisation, authority) = (parts(&one.organisation), parts(&one.authority));
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO round_signatory (round_id, side, agency_id, position, name, name_ru, name_uz, post, post_ru, post_uz,
           organisation, organisation_ru, organisation_uz, authority, authority_ru, authority_uz, person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    )
    .bind(round)
    .bind(side.word())
    .bind(agency)
    .bind(position)
    .bind(&one.name.en)
    .bind(&one.name.ru)
    .bind(&one.name.uz)
    .bind(&one.post.en)
    .bind(&one.post.ru)
    .bind(&one.post.uz)
    .bind(organisation[0])
    .bind(organisation[1])
    .bind(organisation[2])
    .bind(authority[0])
    .bind(authority[1])
    .bind(authority[2])
    .bind(one.person)
    .execute(c))
    .map_err(crate::unique("", "An agency is named twice: keep one entry for it"))?;
    match (agency, mandate) {
        (Some(agency), Some(mandate)) => mandates::write(tx, round, agency, Some(mandate)).await,
        _ => Ok(()),
    }
}

/// An account of staff, or of an officer of this agency.
async fn of_this_side(tx: &mut Tx, agency: Option<i64>, person: i64, field: &str) -> Result<()> {
    let query = Query::default().with("SELECT id FROM person WHERE id = ?", [Bind::from(person)]);
    let query = match agency {
        Some(agency) => query.with(concat!(" AND ", is_agency!("agency_id", "?")), [Bind::from(agency)]),
        None => query.with(" AND role = 'staff'", []),
    };
    let known: Option<(i64,)> = ask!(tx, query, fetch_optional)?;
    known.map(|_| ()).ok_or_else(|| Error::invalid(field, "Choose an account of this side from the list"))
}
