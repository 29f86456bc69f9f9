//! What the terms of a round say, as they are stored: who signs of twins is the agency that the other is read as.

use domain::{
    PartialDate,
    act::{ImportDocument, ImportKind, Language, Mandate, MandateDocument, Nature, Side, Signatory, Terms, Wording},
};

use super::TermsShow;
use crate::{Parsed, Result, Tx, acts::mandate_reads, agencies, db::sql};

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
pub(super) async fn written(tx: &mut Tx, round: i64) -> Result<Option<TermsShow>> {
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
pub(in crate::acts) async fn signatories(tx: &mut Tx, round: i64) -> Result<Terms> {
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
