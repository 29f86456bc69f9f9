//! Photos of a receipt: stored files, named by the counted line. Staff and the agency see them, donors do not.

use std::collections::HashMap;

use domain::{Action, Timestamp, Viewer, file::MediaType};

use super::drafts::DraftPhoto;
use crate::{
    Error, Result, StoredFile, Tx,
    batch::Bind,
    db::touch,
    files,
    query::{Query, ask},
    units::grouped,
};

/// A photo of a receipt.
///
/// # Errors
/// No such receipt in scope, or no such photo of it, or a donor asks: "not found".
pub async fn photo(tx: &mut Tx, viewer: &Viewer, receipt: &str, sha256: &str) -> Result<StoredFile> {
    viewer.may(Action::SeeReceipts)?;
    let query = Query::default()
        .with(
            "SELECT t.id FROM receipt_photo f JOIN receipt_line n ON n.id = f.receipt_line_id
             JOIN receipt t ON t.id = n.receipt_id WHERE t.public_id = ? AND f.sha256 = ?",
            [Bind::from(receipt), sha256.into()],
        )
        .for_reader(
            viewer,
            "",
            " AND t.agency_id IN (SELECT t_as.id FROM agency t_as WHERE t_as.as_id = ?)",
            " AND FALSE",
        )
        .with(" LIMIT 1", []);
    let found: Option<(i64,)> = ask!(&mut *tx, query, fetch_optional)?;
    found.ok_or_else(Error::not_found)?;
    files::read(tx, sha256).await
}

/// The digests of the photos of counted lines, in their order; none for donors. Callers have checked that the lines are in scope.
pub(crate) async fn of_counts(
    tx: &mut Tx,
    viewer: &Viewer,
    receipt_lines: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Vec<String>>> {
    if viewer.is_donor() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("SELECT receipt_line_id, sha256 FROM receipt_photo WHERE receipt_line_id IN (");
    query.push_ids(receipt_lines);
    query.push(") ORDER BY receipt_line_id, place, sha256", []);
    let photos: Vec<(i64, String)> = ask!(tx, query, fetch_all)?;
    Ok(grouped(photos))
}

/// The photos of a draft, in their order, become those of the receipt that was made of it.
pub(super) async fn keep(tx: &mut Tx, at: Timestamp, receipt: i64, photos: &[DraftPhoto]) -> Result<()> {
    let (mut line, mut place) = (0, 0_i64);
    for photo in photos {
        place = if photo.line == line { place + 1 } else { 1 };
        line = photo.line;
        let sha256 = files::keep(tx, at, MediaType::Jpeg, &photo.bytes).await?;
        touch!(&mut *tx, |c| sqlx::query(
            "INSERT INTO receipt_photo (receipt_line_id, sha256, place)
             SELECT id, $3, $4 FROM receipt_line WHERE receipt_id = $1 AND line_id = $2"
        )
        .bind(receipt)
        .bind(line)
        .bind(&sha256)
        .bind(place)
        .execute(c))?;
    }
    Ok(())
}
