//! `/acts/{number}/{version}/pdf?languages=en-ru`: a version as a file, set anew each time; the same version with the same
//! signatures gives the same bytes.

use axum::extract::Path;
use documents::act::{self, Languages};
use store::{
    acts::{self, VersionRow},
    signing::{self, Signing},
};

use crate::{AppError, Cx, cx::PageResult, typesetter};

pub async fn file(cx: Cx, Path((number, version)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let act = acts::show(&mut tx, &viewer, &number).await?;
    let version = act.versions.iter().find(|v| v.version.to_string() == version).ok_or(AppError::NotFound)?;
    let signing = signing::signing(&mut tx, &viewer, &number, Some(version.version)).await?;
    tx.rollback().await?;
    set(&cx, version, &signing).await
}

/// The file of a version, for whoever may read it, with the signatures that are there.
pub(crate) async fn set(cx: &Cx, version: &VersionRow, signing: &Signing) -> PageResult {
    let languages = match cx.query.get("languages") {
        None | Some("en-ru") => Languages::EnglishRussian,
        Some("uz") => Languages::Uzbek,
        Some(_) => return Err(AppError::NotFound),
    };
    let data = act::of_signed(version, signing).map_err(AppError::internal)?;
    let name = format!("{}-version-{}-{}.pdf", signing.number, version.version, languages.name());
    typesetter::answer(cx, &name, cx.app.typesetter.act(data, languages).await?)
}
