//! Photos of stages. Staff read all of them; whoever reads a stage reads those that stand; a donor those that staff released, of cases
//! that are over and of components that its grants pay for, without the place and the case.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    case::{MOST_STAGE_PHOTOS, NewPhotos},
    change::{Deed, Entity},
    file::MediaType,
};

use super::{
    listed::{of_agency, of_country},
    stages,
    totals::IN_SUMS_OF_DONOR,
};
use crate::{
    Error, Parsed, Result, StoredFile, Tx,
    batch::Bind,
    db::{sql, touch},
    error::reason_given,
    facts::{self, Table, ToldBy, rows},
    files,
    query::{Parts, Query, ask},
};

/// A photo as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    pub id: i64,
    pub stage: i64,
    pub sha256: String,
    pub caption: String,
    pub taken_on: Option<PartialDate>,
    /// The code of the component of the case.
    pub component: Option<String>,
    /// Staff have released it for donors; who did, staff alone read by name.
    pub released: Option<(Option<String>, Timestamp)>,
    /// Why it does not stand any more: for staff alone.
    pub withdrawn: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    stage_id: i64,
    sha256: String,
    caption: String,
    taken_on: Option<Parsed<PartialDate>>,
    component: Option<String>,
    releaser: Option<String>,
    released_at: Option<i64>,
    withdrawn: Option<String>,
}

/// Photos `x` of stages `s` of cases `z` that the viewer reads; it goes on with `AND`.
fn in_scope(viewer: &Viewer) -> Query {
    Query::new(
        "SELECT x.id, x.stage_id, x.sha256, x.caption, x.taken_on, k.code AS component, p.name AS releaser, x.released_at, x.withdrawn
         FROM stage_photo x JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id
         LEFT JOIN component k ON k.id = z.component_id LEFT JOIN person p ON p.id = x.released_by WHERE TRUE",
    )
    .for_all_readers(
        viewer,
        Parts {
            everything: "",
            agency: concat!(" AND x.withdrawn IS NULL AND s.withdrawn IS NULL AND z.withdrawn IS NULL AND ", of_agency!()),
            // Never of a case that is not over, whatever was published of it.
            donor: " AND x.withdrawn IS NULL AND s.withdrawn IS NULL AND z.withdrawn IS NULL AND z.state = 'over'
                     AND x.released_at IS NOT NULL",
            country: concat!(" AND x.withdrawn IS NULL AND s.withdrawn IS NULL AND z.withdrawn IS NULL AND ", of_country!()),
        },
    )
    .for_all_readers(viewer, Parts { everything: "", agency: "", donor: IN_SUMS_OF_DONOR, country: "" })
}

impl Stored {
    fn row(self, viewer: &Viewer) -> PhotoRow {
        let released = self.released_at.map(|at| (self.releaser.filter(|_| viewer.sees_everything()), Timestamp(at)));
        PhotoRow {
            id: self.id,
            stage: self.stage_id,
            sha256: self.sha256,
            caption: self.caption,
            taken_on: self.taken_on.map(|day| day.0),
            component: self.component,
            released,
            withdrawn: self.withdrawn,
        }
    }
}

/// The photos of the stages of a case, as far as the viewer reads them.
///
/// # Errors
/// The role sees no cases.
pub async fn photos_of_case(tx: &mut Tx, viewer: &Viewer, case: &str) -> Result<Vec<PhotoRow>> {
    viewer.may(Action::SeeCases)?;
    let query = in_scope(viewer).with(" AND z.code = ? ORDER BY s.number, x.id", [Bind::from(case)]);
    let rows: Vec<Stored> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(|row| row.row(viewer)).collect())
}

/// So many stand on the page of results.
const MOST_SHOWN: i64 = 24;

/// The photos that staff released for donors, as a donor reads them, the newest first.
///
/// # Errors
/// The role sees no results.
pub async fn released_photos(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PhotoRow>> {
    viewer.may(Action::SeeResults)?;
    if !viewer.is_donor() {
        return Ok(Vec::new());
    }
    let query = in_scope(viewer).with(" ORDER BY x.released_at DESC, x.id DESC LIMIT ?", [Bind::from(MOST_SHOWN)]);
    let rows: Vec<Stored> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(|row| row.row(viewer)).collect())
}

/// One photo that stands, for whoever may release or withdraw it.
///
/// # Errors
/// Only staff do this; no such photo: "not found"; it is withdrawn.
pub async fn stage_photo(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<PhotoRow> {
    let row = any_photo(tx, viewer, id).await?;
    if row.withdrawn.is_some() {
        return Err(Error::conflict("This photo is withdrawn already"));
    }
    Ok(row)
}

async fn any_photo(tx: &mut Tx, viewer: &Viewer, id: i64) -> Result<PhotoRow> {
    viewer.may(Action::ManageCases)?;
    let row: Option<Stored> = ask!(tx, in_scope(viewer).with(" AND x.id = ?", [Bind::from(id)]), fetch_optional)?;
    Ok(row.ok_or_else(Error::not_found)?.row(viewer))
}

/// The bytes of a photo in scope.
///
/// # Errors
/// The role sees no results; not there or out of scope: "not found".
pub async fn photo_file(tx: &mut Tx, viewer: &Viewer, stage: i64, sha256: &str) -> Result<StoredFile> {
    viewer.may(Action::SeeResults)?;
    let query = in_scope(viewer).with(" AND x.stage_id = ? AND x.sha256 = ?", [Bind::from(stage), Bind::from(sha256)]);
    let row: Option<Stored> = ask!(&mut *tx, query, fetch_optional)?;
    files::read(tx, &row.ok_or_else(Error::not_found)?.sha256).await
}

/// Keeps photos of a stage, which were drawn anew without what does not show. Nobody but those who read the stage reads them before
/// they are released. Answers how many were not there yet.
///
/// # Errors
/// Only staff do this; no such stage: "not found"; it is withdrawn; too many.
pub async fn add_photos(
    tx: &mut Tx,
    viewer: &Viewer,
    at: Timestamp,
    new: &NewPhotos,
    jpegs: &[&[u8]],
) -> Result<usize> {
    viewer.may(Action::ManageCases)?;
    let stage = stages::stage(tx, viewer, new.stage).await?;
    if stage.withdrawn.is_some() {
        return Err(Error::conflict("This stage is withdrawn: photos are kept with another one"));
    }
    let mut added = 0;
    for jpeg in jpegs {
        let sha256 = files::keep(tx, at, MediaType::Jpeg, jpeg).await?;
        let (known, all): (bool, i64) = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM stage_photo x WHERE x.stage_id = $1 AND x.sha256 = $2),
               (SELECT COUNT(*) FROM stage_photo x WHERE x.stage_id = $1)"
        )
        .bind(stage.id)
        .bind(&sha256)
        .fetch_one(c))?;
        if known {
            continue;
        }
        if all >= MOST_STAGE_PHOTOS {
            return Err(Error::invalid(
                "file",
                format!("A stage has at most {MOST_STAGE_PHOTOS} photos: choose fewer"),
            ));
        }
        let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
            "INSERT INTO stage_photo (stage_id, sha256, caption, taken_on, person_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        )
        .bind(stage.id)
        .bind(&sha256)
        .bind(&new.caption)
        .bind(new.taken_on.map(Parsed))
        .bind(viewer.person)
        .bind(at.0)
        .fetch_one(c))?;
        facts::record(tx, Some(viewer.person), at, Deed::Uploaded, &STAGE_PHOTO, id).await?;
        added += 1;
    }
    Ok(added)
}

/// Lets donors read a photo once its case is over, or takes that back.
///
/// # Errors
/// Only staff do this; no such photo: "not found"; it is withdrawn; it is so already.
pub async fn release_photo(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, release: bool) -> Result<()> {
    let photo = stage_photo(tx, viewer, id).await?;
    if photo.released.is_some() == release {
        let words = if release { "This photo is released already" } else { "This photo is not released" };
        return Err(Error::conflict(words));
    }
    touch!(&mut *tx, |c| sqlx::query("UPDATE stage_photo SET released_by = $2, released_at = $3 WHERE id = $1")
        .bind(id)
        .bind(release.then_some(viewer.person))
        .bind(release.then_some(at.0))
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &STAGE_PHOTO, id).await
}

/// Takes a photo back. It stays for staff; nobody else reads it any more.
///
/// # Errors
/// Only staff do this; no such photo: "not found"; withdrawn already; no reason.
pub async fn withdraw_photo(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64, reason: &str) -> Result<()> {
    stage_photo(tx, viewer, id).await?;
    let reason = reason_given(reason, "Say why the photo is withdrawn")?;
    touch!(&mut *tx, |c| sqlx::query("UPDATE stage_photo SET withdrawn = $2 WHERE id = $1")
        .bind(id)
        .bind(&reason)
        .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Withdrawn, &STAGE_PHOTO, id).await
}

/// Lets a withdrawn photo stand again, as it was: a donor reads it where it had been released.
///
/// # Errors
/// Only staff do this; no such photo: "not found"; it stands.
pub async fn restore_photo(tx: &mut Tx, viewer: &Viewer, at: Timestamp, id: i64) -> Result<PhotoRow> {
    let photo = any_photo(tx, viewer, id).await?;
    if photo.withdrawn.is_none() {
        return Err(Error::conflict("This photo stands: there is nothing to take back"));
    }
    touch!(&mut *tx, |c| sqlx::query("UPDATE stage_photo SET withdrawn = NULL WHERE id = $1").bind(id).execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &STAGE_PHOTO, id).await?;
    Ok(photo)
}

pub(crate) static STAGE_PHOTO: Table = Table::new(
    "stage_photo",
    Entity::StagePhoto,
    ToldBy::Key,
    rows!(
        "SELECT x.id AS _id, x.id AS _key, x.person_id AS _person, x.recorded_at AS _at, z.code AS case_code, x.stage_id AS stage,
           x.sha256, x.caption, x.taken_on, x.person_id AS added_by, x.recorded_at AS added_at, x.released_by, x.released_at, x.withdrawn
         FROM stage_photo x JOIN case_stage s ON s.id = x.stage_id JOIN seizure_case z ON z.id = s.case_id",
        "x.id"
    ),
);
