//! What staff record of documents.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
    document::{Language, NewDocument},
    file::MediaType,
};

use super::{files, find, links};
use crate::{
    Error, Parsed, Result, Tx,
    changes::changed_meanwhile,
    db::{sql, touch},
    error::{reason_given, unique},
    facts::{self, Table, ToldBy, list, rows},
    sources,
};

const TAKEN: &str = "There is already a document with this code: choose another";

/// Records a document, with its file where there is one: one PDF, or a picture of each page, both looked at before.
///
/// # Errors
/// Only staff do this; the code is taken; nothing has the code of what it applies to.
pub async fn create(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    new: &NewDocument,
    pages: &[(MediaType, &[u8])],
) -> Result<i64> {
    viewer.may(Action::ManageDocuments)?;
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO document (code, kind, title, number, issued_on, issuer, address, note, readers, source_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.kind.word())
    .bind(&new.title)
    .bind(&new.number)
    .bind(new.issued_on.map(Parsed))
    .bind(&new.issuer)
    .bind(&new.address)
    .bind(&new.note)
    .bind(new.readers.word())
    .bind(source)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", TAKEN))?;
    set_languages(tx, id, &new.languages).await?;
    links::set(tx, id, &new.applies_to).await?;
    files::keep(tx, viewer, at, id, pages).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &DOCUMENT, id).await?;
    Ok(id)
}

/// Corrects a document. Its code stays: it stands in addresses.
///
/// # Errors
/// Only staff do this; no such document; somebody changed it since `expected_version` was read; nothing has the code of what
/// it applies to.
pub async fn update(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    expected_version: i64,
    new: &NewDocument,
) -> Result<()> {
    viewer.may(Action::ManageDocuments)?;
    let known = find(tx, viewer, &new.code).await?;
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    let touched = touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE document SET kind = $3, title = $4, number = $5, issued_on = $6, issuer = $7, address = $8, note = $9,
           readers = $10, source_id = $11, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(known.id)
    .bind(expected_version)
    .bind(new.kind.word())
    .bind(&new.title)
    .bind(&new.number)
    .bind(new.issued_on.map(Parsed))
    .bind(&new.issuer)
    .bind(&new.address)
    .bind(&new.note)
    .bind(new.readers.word())
    .bind(source)
    .execute(c)
    })?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Document, &new.code).await?);
    }
    set_languages(tx, known.id, &new.languages).await?;
    links::set(tx, known.id, &new.applies_to).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &DOCUMENT, known.id).await
}

/// Keeps a file as the next edition of a document. Earlier ones stay for staff.
///
/// # Errors
/// Only staff do this; no such document; no file; somebody changed it since `expected_version` was read.
pub async fn replace_file(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    pages: &[(MediaType, &[u8])],
) -> Result<()> {
    viewer.may(Action::ManageDocuments)?;
    let known = find(tx, viewer, code).await?;
    if pages.is_empty() {
        return Err(Error::invalid("file", "Choose a file"));
    }
    grow(tx, viewer, known.id, code, expected_version).await?;
    files::keep(tx, viewer, at, known.id, pages).await?;
    facts::record(tx, Some(viewer.person), at, Deed::Uploaded, &DOCUMENT, known.id).await
}

/// Withdraws a document that does not stand any more, or was entered in error. Staff go on to read it, with the reason.
///
/// # Errors
/// Only staff do this; no such document; no reason; withdrawn already; somebody changed it since `expected_version` was read.
pub async fn withdraw(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    code: &str,
    expected_version: i64,
    reason: &str,
) -> Result<()> {
    viewer.may(Action::ManageDocuments)?;
    let known = find(tx, viewer, code).await?;
    if known.withdrawn.is_some() {
        return Err(Error::conflict("This document is withdrawn already"));
    }
    let reason = reason_given(reason, "Say why the document is withdrawn")?;
    grow(tx, viewer, known.id, code, expected_version).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE document SET withdrawn = $2 WHERE id = $1")
        .bind(known.id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &DOCUMENT, known.id).await
}

/// Lets a withdrawn document stand again.
///
/// # Errors
/// Only staff do this; no such document; it stands; somebody changed it since `expected_version` was read.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, at: Timestamp, code: &str, expected_version: i64) -> Result<()> {
    viewer.may(Action::ManageDocuments)?;
    let known = find(tx, viewer, code).await?;
    if known.withdrawn.is_none() {
        return Err(Error::conflict("This document stands: there is nothing to take back"));
    }
    grow(tx, viewer, known.id, code, expected_version).await?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE document SET withdrawn = NULL WHERE id = $1").bind(known.id).execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &DOCUMENT, known.id).await
}

/// Whoever changes a document has seen it as it stands.
async fn grow(tx: &mut Tx, viewer: &Viewer, id: i64, code: &str, expected_version: i64) -> Result<()> {
    let touched =
        touch!(&mut *tx, |c| sqlx::query("UPDATE document SET version = version + 1 WHERE id = $1 AND version = $2")
            .bind(id)
            .bind(expected_version)
            .execute(c))?;
    if touched == 0 {
        return Err(changed_meanwhile(tx, viewer, Entity::Document, code).await?);
    }
    Ok(())
}

async fn set_languages(tx: &mut Tx, document: i64, languages: &[Language]) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM document_language WHERE document_id = $1")
        .bind(document)
        .execute(c))?;
    for language in languages {
        let statement = "INSERT INTO document_language (document_id, language) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(document).bind(language.word()).execute(c))?;
    }
    Ok(())
}

/// Of rounds, whose code a draft can change, the number stands there. Activities were called courses when the first rows were
/// written, and the chain is never rewritten.
pub(crate) static DOCUMENT: Table = Table::new(
    "document",
    Entity::Document,
    ToldBy::Key,
    rows!(
        "SELECT d.id AS _id, d.code AS _key, d.recorded_at AS _at, d.kind, d.title, d.number, d.issued_on, d.issuer, d.address,
           d.note, d.readers, d.withdrawn, s.code AS source,
           (SELECT string_agg(g.language, '\n') FROM document_language g WHERE g.document_id = d.id) AS \"languages{}\",
           (SELECT string_agg(COALESCE('programme ' || o.code, '') || COALESCE('component ' || k.code, '') || COALESCE('phase ' || j.code || ' ' || CAST(p.number AS TEXT), '')
               || COALESCE('grant ' || g.code, '') || COALESCE('round no. ' || CAST(l.round_id AS TEXT), '')
               || COALESCE('unit ' || u.code, '') || COALESCE('act ' || a.number, '') || COALESCE('item ' || i.tag, '')
               || COALESCE('milestone no. ' || CAST(l.milestone_id AS TEXT), '') || COALESCE('agency ' || y.code, '')
               || COALESCE('course ' || c.code, ''), '\n')
             FROM document_link l LEFT JOIN programme o ON o.id = l.programme_id LEFT JOIN component k ON k.id = l.component_id LEFT JOIN phase p ON p.id = l.phase_id
             LEFT JOIN component j ON j.id = p.component_id LEFT JOIN grant_agreement g ON g.id = l.grant_id
             LEFT JOIN unit u ON u.id = l.unit_id LEFT JOIN act a ON a.id = l.act_id LEFT JOIN item i ON i.id = l.item_id
             LEFT JOIN agency y ON y.id = l.agency_id LEFT JOIN activity c ON c.id = l.activity_id
             WHERE l.document_id = d.id) AS \"applies_to{}\"
         FROM document d LEFT JOIN source s ON s.id = d.source_id",
        "d.id"
    ),
)
.lists(&[list!(
    "files",
    "SELECT f.document_id AS _of, f.edition, f.number, f.sha256, f.person_id AS person, f.recorded_at FROM document_file f",
    "f.document_id",
    "f.edition, f.number"
)]);
