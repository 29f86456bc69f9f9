//! The terms of a round: who signs, on what it rests, what passes. They can be changed until an act is issued; afterwards
//! they lead to its next version, and what was issued stays.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    act::{ImportDocument, ImportKind, Language, Mandate, MandateDocument, Nature, Side, Signatory, Terms, Wording},
    change::{Deed, Entity},
};
use serde_json::json;

use super::{mandate_reads, mandates};
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

#[derive(sqlx::FromRow)]
struct Head {
    nature: Option<Parsed<Nature>>,
    risk: Option<String>,
    risk_ru: Option<String>,
    risk_uz: Option<String>,
    place: Option<String>,
    place_ru: Option<String>,
    place_uz: Option<String>,
    occasion: Option<String>,
    occasion_ru: Option<String>,
    occasion_uz: Option<String>,
    copies: i64,
    report_days: i64,
    prevailing: Option<Parsed<Language>>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct Signs {
    side: Parsed<Side>,
    agency_code: Option<String>,
    name: String,
    name_ru: Option<String>,
    name_uz: Option<String>,
    post: String,
    post_ru: Option<String>,
    post_uz: Option<String>,
    organisation: Option<String>,
    organisation_ru: Option<String>,
    organisation_uz: Option<String>,
    authority: Option<String>,
    authority_ru: Option<String>,
    authority_uz: Option<String>,
    person_id: Option<i64>,
    deputy: Option<String>,
    deputy_ru: Option<String>,
    deputy_uz: Option<String>,
    deputy_post: Option<String>,
    deputy_post_ru: Option<String>,
    deputy_post_uz: Option<String>,
    mandate_number: Option<String>,
    mandate_on: Option<Parsed<PartialDate>>,
    deputy_person_id: Option<i64>,
    document: Option<String>,
}

/// The terms as they stand; `None` when nothing was entered.
pub(crate) async fn stored(tx: &mut Tx, round: i64) -> Result<Option<TermsShow>> {
    let Some(mut show) = written(tx, round).await? else { return Ok(None) };
    read_as(tx, &mut show.terms).await?;
    Ok(Some(show))
}

/// The same with the agencies for which they were written.
async fn written(tx: &mut Tx, round: i64) -> Result<Option<TermsShow>> {
    let head: Option<Head> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT nature, risk, risk_ru, risk_uz, place, place_ru, place_uz, occasion, occasion_ru, occasion_uz, copies,
           report_days, prevailing, version FROM round_terms WHERE round_id = $1"
    )
    .bind(round)
    .fetch_optional(c)
    })?;
    let Some(head) = head else { return Ok(None) };
    let listed: Vec<Listed> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT 1 AS part, position, words, words_ru, words_uz, CAST(NULL AS TEXT) AS kind, CAST(NULL AS TEXT) AS dated
         FROM round_legal_basis WHERE round_id = $1
         UNION ALL SELECT 2, position, number, NULL, NULL, kind, dated FROM round_import_document WHERE round_id = $1
         ORDER BY part, position"
    )
    .bind(round)
    .fetch_all(c)
    })?;
    let mut terms = Terms {
        nature: head.nature.map(|n| n.0),
        risk: wording(head.risk, head.risk_ru, head.risk_uz),
        place: wording(head.place, head.place_ru, head.place_uz),
        occasion: wording(head.occasion, head.occasion_ru, head.occasion_uz),
        copies: head.copies,
        report_days: head.report_days,
        prevailing: head.prevailing.map(|l| l.0),
        ..written_signatories(tx, round).await?
    };
    for row in listed {
        match row.kind {
            None => terms.legal_basis.push(Wording { en: row.words, ru: row.words_ru, uz: row.words_uz }),
            Some(kind) => {
                let dated = row.dated.and_then(|day| day.0.day());
                terms.imports.push(ImportDocument { kind: kind.0, number: row.words, dated });
            }
        }
    }
    Ok(Some(TermsShow { terms, version: head.version }))
}

/// A legal basis, or a document of import, whose number is its words.
#[derive(sqlx::FromRow)]
struct Listed {
    words: String,
    words_ru: Option<String>,
    words_uz: Option<String>,
    kind: Option<Parsed<ImportKind>>,
    dated: Option<Parsed<PartialDate>>,
}

/// The terms of a round as far as they say who signs.
pub(super) async fn signatories(tx: &mut Tx, round: i64) -> Result<Terms> {
    let mut terms = written_signatories(tx, round).await?;
    read_as(tx, &mut terms).await?;
    Ok(terms)
}

/// Of twins the one that the other is read as signs.
async fn read_as(tx: &mut Tx, terms: &mut Terms) -> Result<()> {
    if terms.receiving.is_empty() {
        return Ok(());
    }
    let directory = agencies::directory(tx).await?;
    for (code, _) in &mut terms.receiving {
        if let Some(agency) = directory.values().find(|agency| agency.has_code(code)) {
            agency.code.clone_into(code);
        }
    }
    Ok(())
}

async fn written_signatories(tx: &mut Tx, round: i64) -> Result<Terms> {
    let signs: Vec<Signs> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT s.side, a.code AS agency_code, s.name, s.name_ru, s.name_uz, s.post, s.post_ru, s.post_uz, s.organisation,
           s.organisation_ru, s.organisation_uz, s.authority, s.authority_ru, s.authority_uz, s.person_id, s.deputy, s.deputy_ru,
           s.deputy_uz, s.deputy_post, s.deputy_post_ru, s.deputy_post_uz, s.mandate_number, s.mandate_on, s.deputy_person_id,
           d.public_id AS document
         FROM round_signatory s LEFT JOIN agency a ON a.id = s.agency_id
         LEFT JOIN mandate_document d ON d.id = s.mandate_document_id WHERE s.round_id = $1 ORDER BY s.side, s.position"
    )
    .bind(round)
    .fetch_all(c)
    })?;
    let any = signs.iter().any(|one| one.document.is_some());
    let documents = if any { mandate_reads::of_round(tx, round).await? } else { Default::default() };
    let mut terms = Terms::default();
    for one in signs {
        let (side, agency) = (one.side.0, one.agency_code.clone());
        match (side, agency) {
            (Side::Transferring, _) => terms.transferring = Some(one.signatory(&documents)),
            (Side::Witness, _) => terms.witnesses.push(one.signatory(&documents)),
            (Side::Receiving, agency) => terms.receiving.push((agency.unwrap_or_default(), one.signatory(&documents))),
        }
    }
    Ok(terms)
}

fn wording(en: Option<String>, ru: Option<String>, uz: Option<String>) -> Option<Wording> {
    en.map(|en| Wording { en, ru, uz })
}

impl Signs {
    fn signatory(self, documents: &[MandateDocument]) -> Signatory {
        let document = documents.iter().find(|document| Some(&document.id) == self.document.as_ref());
        let deputy = wording(self.deputy, self.deputy_ru, self.deputy_uz);
        let post = wording(self.deputy_post, self.deputy_post_ru, self.deputy_post_uz);
        let mandate = deputy.zip(post).zip(self.mandate_number).zip(self.mandate_on.and_then(|d| d.0.day()));
        Signatory {
            name: Wording { en: self.name, ru: self.name_ru, uz: self.name_uz },
            post: Wording { en: self.post, ru: self.post_ru, uz: self.post_uz },
            organisation: wording(self.organisation, self.organisation_ru, self.organisation_uz),
            authority: wording(self.authority, self.authority_ru, self.authority_uz),
            person: self.person_id,
            mandate: mandate.map(|(((deputy, post), number), dated)| Mandate {
                deputy,
                post,
                number,
                dated,
                person: self.deputy_person_id,
                document: document.cloned(),
            }),
        }
    }
}
