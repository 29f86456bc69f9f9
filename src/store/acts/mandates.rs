//! Mandates: an officer hands over to a deputy, with the document, and takes it back. Both change the terms of the round;
//! an act that was issued stays as it is.

use domain::{
    Timestamp, Viewer,
    act::{Mandate, MandateDeed, MandateDocument, MandateForm},
    change::{Deed, Entity},
    file::MediaType,
    signing::MOST_PAGES,
};

use super::{
    Account,
    mandate_reads::{Place, place},
    terms::{TERMS, parts, stored},
};
use crate::{
    Error, Parsed, Result, Tx,
    db::{sql, touch},
    facts::{self, Table, ToldBy, rows},
    files, notices,
};

/// Hands over to a deputy. `version` is that of the terms which the form showed; `pages` are pictures that were drawn anew,
/// or one PDF that was looked through.
///
/// # Errors
/// Only whoever the terms name as signing for the agency, and not after the agency has signed; changed meanwhile; mistakes
/// field by field.
pub async fn hand_over(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    (round, agency, version): (&str, &str, i64),
    form: &MandateForm,
    pages: &[(MediaType, &[u8])],
    public_id: &str,
) -> Result<()> {
    let place = permitted(tx, viewer, (round, agency, version), MandateDeed::HandOver).await?;
    let mut mandate = Mandate::parse(form, at.day())?;
    if let Some(person) = mandate.person {
        let known = accounts(tx, place.agency, viewer.person).await?;
        if known.iter().all(|account| account.id != person) {
            return Err(Error::invalid("deputy_person", "Choose an account of your agency from the list"));
        }
    }
    if pages.is_empty() || pages.len() > MOST_PAGES {
        return Err(Error::invalid("file", format!("A mandate has 1 to {MOST_PAGES} pages")));
    }
    mandate.document = Some(keep(tx, viewer, at, &place, pages, public_id).await?);
    write(tx, place.round, place.agency, Some(&mandate)).await?;
    changed(tx, viewer, at, &place).await
}

/// The named officer signs again.
///
/// # Errors
/// As for handing over; no deputy stands in.
pub async fn withdraw_mandate(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    (round, agency, version): (&str, &str, i64),
) -> Result<()> {
    let place = permitted(tx, viewer, (round, agency, version), MandateDeed::Withdraw).await?;
    write(tx, place.round, place.agency, None).await?;
    changed(tx, viewer, at, &place).await
}

/// Who may do it comes first: nobody else learns whether the terms changed.
async fn permitted(
    tx: &mut Tx,
    viewer: &Viewer,
    (round, agency, version): (&str, &str, i64),
    deed: MandateDeed,
) -> Result<Place> {
    let place = place(tx, viewer, round, agency).await?;
    place.standing.admit(viewer, place.agency)?;
    if place.terms.version != version {
        return Err(Error::conflict(
            "The terms of this round have changed since you opened this page. What stands there now is shown below: compare it, \
             and send it again if it is still right",
        ));
    }
    place.standing.check(deed, viewer, place.agency)?;
    Ok(place)
}

/// The accounts of an agency to which its officer can hand over.
pub(super) async fn accounts(tx: &mut Tx, agency: i64, officer: i64) -> Result<Vec<Account>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT p.id, p.name, b.code AS agency_code FROM person p JOIN agency a ON a.id = p.agency_id JOIN agency b ON b.id = a.as_id
         WHERE a.as_id = $1 AND p.id <> $2 AND p.role = 'officer' AND p.disabled_at IS NULL ORDER BY p.name, p.id"
    )
    .bind(agency)
    .bind(officer)
    .fetch_all(c)
    })?)
}

/// The document with its pages and its audit row; it stays when the mandate is withdrawn, as acts name it.
async fn keep(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    place: &Place,
    pages: &[(MediaType, &[u8])],
    public_id: &str,
) -> Result<MandateDocument> {
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO mandate_document (public_id, round_id, agency_id, person_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(public_id)
    .bind(place.round)
    .bind(place.agency)
    .bind(viewer.person)
    .bind(at.0)
    .fetch_one(c))?;
    let mut document = MandateDocument { id: public_id.to_owned(), pages: Vec::new() };
    for (number, (media_type, bytes)) in (1_i64..).zip(pages) {
        let sha256 = files::keep(tx, at, *media_type, bytes).await?;
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO mandate_page (document_id, number, sha256) VALUES ($1, $2, $3)"
        )
        .bind(id)
        .bind(number)
        .bind(&sha256)
        .execute(c))?;
        document.pages.push(sha256);
    }
    facts::record(tx, Some(viewer.person), at, Deed::Uploaded, &MANDATE, id).await?;
    Ok(document)
}

/// The files stand there by their digests, in the order of the pages.
pub(crate) static MANDATE: Table = Table::new(
    "mandate_document",
    Entity::Mandate,
    ToldBy::Number("mandate"),
    rows!(
        "SELECT d.id AS _id, d.public_id AS _key, 'uploaded' AS _deed, d.person_id AS _person, d.recorded_at AS _at,
           d.id AS mandate, d.public_id, d.round_id AS \"round\", d.agency_id AS agency,
           (SELECT string_agg(p.sha256, '\n' ORDER BY p.number) FROM mandate_page p WHERE p.document_id = d.id) AS \"pages[]\",
           r.code || ', ' || g.code AS \"of~\"
         FROM mandate_document d JOIN round r ON r.id = d.round_id JOIN agency g ON g.id = d.agency_id",
        "d.id"
    ),
);

/// Writes who stands in for the agency's signatory into the terms: with `None` nobody.
pub(super) async fn write(tx: &mut Tx, round: i64, agency: i64, mandate: Option<&Mandate>) -> Result<()> {
    let (deputy, post) = (mandate.map(|m| m.deputy.clone()), mandate.map(|m| m.post.clone()));
    let (deputy, post) = (parts(&deputy), parts(&post));
    touch!(tx, |c| {
        sqlx::query(
            "UPDATE round_signatory SET deputy = $3, deputy_ru = $4, deputy_uz = $5, deputy_post = $6, deputy_post_ru = $7,
               deputy_post_uz = $8, mandate_number = $9, mandate_on = $10, deputy_person_id = $11, mandate_document_id =
                 (SELECT d.id FROM mandate_document d WHERE d.public_id = $12 AND d.round_id = $1 AND d.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2))
             WHERE round_id = $1 AND agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2)",
        )
        .bind(round)
        .bind(agency)
        .bind(deputy[0])
        .bind(deputy[1])
        .bind(deputy[2])
        .bind(post[0])
        .bind(post[1])
        .bind(post[2])
        .bind(mandate.map(|m| &m.number))
        .bind(mandate.map(|m| Parsed(domain::PartialDate::Day(m.dated))))
        .bind(mandate.and_then(|m| m.person))
        .bind(mandate.and_then(|m| m.document.as_ref()).map(|document| &document.id))
        .execute(c)
    })?;
    Ok(())
}

/// The terms have another version now, with its audit row. Where an act was issued from them before, staff are told: its
/// next version is theirs to issue.
async fn changed(tx: &mut Tx, viewer: &Viewer, at: Timestamp, place: &Place) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE round_terms SET version = version + 1, recorded_at = $2 WHERE round_id = $1"
    )
    .bind(place.round)
    .bind(at.0)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &TERMS, place.round).await?;
    let now = stored(tx, place.round).await?.ok_or_else(Error::not_found)?;
    match &place.act {
        Some(act) => {
            let key = format!("mandate:{}:{}:{}", place.round, place.agency, now.version);
            notices::signatory_changed(tx, at, &act.number, (&place.code, &place.agency_code), &key).await
        }
        None => Ok(()),
    }
}
