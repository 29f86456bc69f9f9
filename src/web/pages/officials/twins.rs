//! `/officials/{code}/merge` says that an official is the same as another one; `/officials/{code}/twins/{twin}` takes it back.

use axum::extract::Path;
use store::officials;

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::FormState,
    pages::twins::{Asked, merge_form, part_form},
};

pub async fn merge_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let name = officials::show(&mut tx, viewer, &code).await?.official.name;
    let moves = officials::moves(&mut tx, viewer, &code).await?;
    let others = officials::choices(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code.clone(), name.clone(), form)?;
    let others = others.into_iter().filter(|(other, _)| *other != code);
    let others = others.map(|(code, name)| (code.clone(), format!("{name} ({code})"))).collect();
    cx.page(&format!("Merge {name}"), move || merge_form(asked, "/api/merge_official", others, &moves))
}

pub async fn part_page(cx: Cx, Path((code, twin)): Path<(String, String)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let name = officials::show(&mut tx, viewer, &code).await?.official.name;
    let twins = officials::twins(&mut tx, viewer, &code).await?;
    let twin = twins.into_iter().find(|row| row.code == twin).ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let asked = asked(&cx, code, name, form)?;
    cx.page("Part two officials", move || part_form(asked, "/api/part_official", twin))
}

fn asked(cx: &Cx, code: String, title: String, form: FormState) -> Result<Asked, AppError> {
    let back = format!("/officials/{code}");
    let steps = vec![("Officials".to_owned(), "/officials".to_owned()), (title.clone(), back.clone())];
    Ok(Asked { word: "official", code, title, back, steps, form, submission: cx.submission_key()? })
}
