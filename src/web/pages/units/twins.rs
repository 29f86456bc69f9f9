//! `/units/{code}/merge` says that a unit is the same as another one; `/units/{code}/twins/{twin}` takes it back.

use axum::extract::Path;
use domain::Action;
use store::merges::{self, Noun};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::FormState,
    pages::twins::{Asked, merge_form, part_form},
};

pub async fn merge_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::ManageGrants)?;
    let mut tx = cx.read().await?;
    let title = store::units::show(&mut tx, viewer, &code).await?.row.unit.label;
    let others = store::units::choices(&mut tx, viewer).await?;
    let moves = merges::moves(&mut tx, viewer, Noun::Unit, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code.clone(), title.clone(), form)?;
    let others = others.into_iter().filter(|(other, _)| *other != code);
    let others = others.map(|(code, label)| (code.clone(), format!("{label} ({code})"))).collect();
    cx.page(&format!("Merge {title}"), move || merge_form(asked, "/api/merge_unit", others, &moves))
}

pub async fn part_page(cx: Cx, Path((code, twin)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::ManageGrants)?;
    let mut tx = cx.read().await?;
    let title = store::units::show(&mut tx, viewer, &code).await?.row.unit.label;
    let twins = merges::twins(&mut tx, viewer, Noun::Unit, &code).await?;
    let twin = twins.into_iter().find(|row| row.code == twin).ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code, title, form)?;
    cx.page("Part two units", move || part_form(asked, "/api/part_unit", twin))
}

fn asked(cx: &Cx, code: String, title: String, form: FormState) -> Result<Asked, AppError> {
    let back = format!("/units/{code}");
    let steps = vec![("Units".to_owned(), "/units".to_owned()), (title.clone(), back.clone())];
    Ok(Asked { word: "unit", code, title, back, steps, form, submission: cx.submission_key()? })
}
