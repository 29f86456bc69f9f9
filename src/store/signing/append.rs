//! The one write of a signature, whichever way it was given.

use domain::{
    Timestamp,
    change::{Deed, Entity},
    signing::{Drawing, Way},
};

use super::{Signatory, Signing, position};
use crate::{
    Result, Tx,
    db::sql,
    error::taken,
    facts::{self, Table, ToldBy, rows},
    notices,
};

/// By whom, and how.
pub(super) enum By {
    /// Signed in.
    Person { person: i64, way: Way },
    /// With a link: no account is named, only the link.
    Link { link: i64 },
    /// On paper; this person confirmed its scan.
    Scan { scan: i64, confirmer: i64 },
}

/// Writes the signature with its audit row; when it is the last one, tells whoever should know. Callers have checked
/// everything that can be checked before.
///
/// # Errors
/// Somebody else has signed at this place meanwhile.
pub(super) async fn append(
    tx: &mut Tx,
    at: Timestamp,
    signing: &Signing,
    signatory: &Signatory,
    by: By,
    name: &str,
    drawing: Option<&Drawing>,
) -> Result<()> {
    let (way, person, link, scan) = match by {
        By::Person { person, way } => (way, Some(person), None, None),
        By::Link { link } => (Way::OneTimeLink, None, Some(link), None),
        By::Scan { scan, confirmer } => (Way::ScanOnFile, Some(confirmer), None, Some(scan)),
    };
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO act_signature (act_version_id, position, name, way, drawing, hash, person_id, link_id, scan_id, signed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(signing.version_id)
    .bind(position(signatory.position)?)
    .bind(name)
    .bind(way.word())
    .bind(drawing.map(Drawing::path))
    .bind(&signing.hash)
    .bind(person)
    .bind(link)
    .bind(scan)
    .bind(at.0)
    .fetch_one(c))
    .map_err(taken(format!("Somebody has just signed for {}", signatory.name)))?;
    facts::record(tx, person, at, Deed::Signed, &SIGNATURE, id).await?;
    if signatory.position + 1 == signing.signatories.len() {
        notices::act_signed(tx, at, signing.version_id, &signing.number, signing.version).await?;
    }
    Ok(())
}

/// Under `HA-2019-001/1/2`: the act, its version, the place in the order of signing from 1. With a link it names the link,
/// and nobody's account.
pub(crate) static SIGNATURE: Table = Table::new(
    "act_signature",
    Entity::Signature,
    ToldBy::Number("signature"),
    rows!(
        "SELECT g.id AS _id, a.number || '/' || v.version || '/' || (g.position + 1) AS _key, 'signed' AS _deed,
           CASE WHEN g.link_id IS NULL THEN g.person_id END AS _person, g.signed_at AS _at, g.id AS signature,
           g.act_version_id AS version_id, g.position, g.name, g.way, g.drawing, g.hash, k.public_id AS link,
           c.public_id AS of_scan FROM act_signature g JOIN act_version v ON v.id = g.act_version_id JOIN act a ON a.id = v.act_id
         LEFT JOIN signing_link k ON k.id = g.link_id LEFT JOIN act_scan c ON c.id = g.scan_id",
        "g.id"
    ),
);
