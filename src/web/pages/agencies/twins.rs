//! `/agencies/{code}/merge` says that an agency is the same as another one; `/agencies/{code}/twins/{twin}` takes it back.

use axum::extract::Path;
use store::merges::{self, Noun};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::FormState,
    pages::twins::{Asked, merge_form, part_form},
};

pub async fn merge_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let mut agencies = store::agencies::list(&mut tx, viewer).await?;
    let place = agencies.iter().position(|agency| agency.code == code).ok_or(AppError::NotFound)?;
    let title = agencies.remove(place).current_name().to_owned();
    let others = agencies.iter().map(|agency| {
        let words = format!("{} ({})", agency.current_name(), agency.code);
        (agency.code.clone(), words)
    });
    let others = others.collect();
    let moves = merges::moves(&mut tx, viewer, Noun::Agency, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code, title.clone(), form)?;
    cx.page(&format!("Merge {title}"), move || merge_form(asked, "/api/merge_agency", others, &moves))
}

pub async fn part_page(cx: Cx, Path((code, twin)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let agencies = store::agencies::list(&mut tx, viewer).await?;
    let agency = agencies.into_iter().find(|agency| agency.code == code).ok_or(AppError::NotFound)?;
    let twins = merges::twins(&mut tx, viewer, Noun::Agency, &code).await?;
    let twin = twins.into_iter().find(|row| row.code == twin).ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code, agency.current_name().to_owned(), form)?;
    cx.page("Part two agencies", move || part_form(asked, "/api/part_agency", twin))
}

fn asked(cx: &Cx, code: String, title: String, form: FormState) -> Result<Asked, AppError> {
    let (back, list) = (format!("/agencies#{code}"), "/agencies".to_owned());
    let steps = vec![("Agencies".to_owned(), list)];
    Ok(Asked { word: "agency", code, title, back, steps, form, submission: cx.submission_key()? })
}
