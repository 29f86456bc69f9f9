//! Photos of a stage: beside it, as a browser asks for them, and the forms that add, release and withdraw one.

use std::{collections::HashMap, future::Future, pin::Pin};

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::case::{NewPhotos, StagePhotosForm};
use leptos::prelude::*;
use store::cases::PhotoRow;

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::documents::again,
    request::{self, Done},
    upload::{FILE, File},
};

/// `/results/stages/{id}/photos/{sha256}`
pub async fn file(cx: Cx, Path((stage, sha256)): Path<(i64, String)>) -> Result<Response, AppError> {
    let mut tx = cx.read().await?;
    let file = store::cases::photo_file(&mut tx, cx.viewer()?, stage, &sha256).await?;
    // It never changes and is this person's: their browser may keep it for a while.
    let headers =
        [(header::CONTENT_TYPE, file.media_type.word()), (header::CACHE_CONTROL, "private, max-age=3600, immutable")];
    Ok((headers, file.bytes).into_response())
}

/// Everything that was typed comes with the photos.
pub fn add_stage_photos(files: Vec<File>) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>> {
    Box::pin(async move {
        let form: StagePhotosForm = request::form()?;
        let new = NewPhotos::parse(&form, request::call()?.app.clock.now().day())?;
        let photos: Vec<_> = files.into_iter().map(|file| file.bytes).collect();
        request::change(&form.submission.clone(), move |tx, viewer, at| {
            Box::pin(async move {
                let stage = store::cases::stage(tx, viewer, new.stage).await?;
                let bytes: Vec<&[u8]> = photos.iter().map(|bytes| &**bytes).collect();
                let added = store::cases::add_photos(tx, viewer, at, &new, &bytes).await?;
                let said = count_of(whole(added), "photo is", "photos are");
                let words = format!("{said} kept. Donors read none of them until it is released and the case is over.");
                Ok(Done::at(format!("/results/{}#stage-{}", stage.case_code, stage.number)).saying(words))
            })
        })
        .await
    })
}

/// The photos of a stage, small, each leading to the whole one.
/// With a submission key for each that is withdrawn and can be let stand again.
pub(super) fn of_stage(photos: &[PhotoRow], may_edit: bool, keys: &HashMap<i64, String>) -> Option<AnyView> {
    if photos.is_empty() {
        return None;
    }
    let one = |photo: &PhotoRow| {
        let released = match &photo.released {
            Some((Some(name), at)) => Some(format!("released for donors by {name} on {}", at.day_words())),
            Some((None, at)) => Some(format!("released for donors on {}", at.day_words())),
            None => may_edit.then(|| "not for donors".to_owned()),
        };
        let withdrawn = photo.withdrawn.as_ref().map(|why| format!("withdrawn: {why}"));
        let actions = (may_edit && photo.withdrawn.is_none()).then(|| {
            let link = |end: &str, words: &'static str| {
                let href = format!("/results/pictures/{}/{end}", photo.id);
                let about = format!("{words}: {}", photo.caption);
                view! { <a href=href aria-label=about>{words}</a> }.into_any()
            };
            let release = if photo.released.is_some() { "Do not show to donors" } else { "Release for donors" };
            view! { <span class="below">{link("release", release)} " · " {link("withdraw", "Withdraw")}</span> }
                .into_any()
        });
        let restore = keys.get(&photo.id).map(|key| {
            let about = format!("Let it stand again: {}", photo.caption);
            view! {
                <form method="post" action="/api/restore_stage_photo">
                    <HiddenInput name="submission" value=key.clone()/>
                    <HiddenInput name="photo" value=photo.id.to_string()/>
                    <button class="button button-quiet" type="submit" aria-label=about>"Let it stand again"</button>
                </form>
            }
            .into_any()
        });
        figure(photo, [released, withdrawn].into_iter().flatten().collect(), actions.or(restore))
    };
    let list: Vec<AnyView> = photos.iter().map(one).collect();
    Some(view! { <ul class="photos">{list}</ul> }.into_any())
}

/// What donors read: what a photo shows and when, never where.
pub(super) fn for_donors(photos: &[PhotoRow]) -> Option<AnyView> {
    if photos.is_empty() {
        return None;
    }
    let one = |photo: &PhotoRow| {
        let released = photo.released.as_ref().map(|(_, at)| format!("released by UNODC on {}", at.day_words()));
        figure(photo, photo.component.clone().into_iter().chain(released).collect(), None)
    };
    let list: Vec<AnyView> = photos.iter().map(one).collect();
    let content = view! {
        <div class="stack">
            <p class="muted">"Of cases that are over, released by programme staff."</p>
            <ul class="photos">{list}</ul>
        </div>
    };
    Some(view! { <Section title="Photographs" id="photographs">{content}</Section> }.into_any())
}

fn figure(photo: &PhotoRow, below: Vec<String>, actions: Option<AnyView>) -> AnyView {
    let href = format!("/results/stages/{}/photos/{}", photo.stage, photo.sha256);
    let src = href.clone();
    let taken = photo.taken_on.map_or_else(|| "date not recorded".to_owned(), |day| day.words());
    let below = [vec![taken], below].concat().join(" · ");
    view! {
        <li>
            <a href=href><img src=src alt=photo.caption.clone() loading="lazy" width="160" height="120"/></a>
            <div>{photo.caption.clone()} <span class="below">{below}</span> {actions}</div>
        </li>
    }
    .into_any()
}

/// `/results/stages/{id}/pictures/new`
pub async fn new_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let stage = store::cases::stage(&mut tx, cx.viewer()?, id).await?;
    let form = again(cx.form(&mut tx, FormState::default()).await?);
    let submission = cx.submission_key()?;
    cx.page("Add photos of a stage", move || {
        let case = format!("/results/{}", stage.case_code);
        let back = format!("{case}#stage-{}", stage.number);
        let steps = vec![("Results".to_owned(), "/results".to_owned()), (stage.case_code.clone(), case)];
        let lead = view! { <p>"Whoever reads the stage reads them. Donors read a photo once it is released and the case is over."</p> };
        let title = format!("Add photos of stage {}", stage.number);
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Case" code=stage.case_code.clone() title lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/add_stage_photos" enctype="multipart/form-data" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="stage" value=id.to_string()/>
                <Field name="caption" label="What the photos show" state=form.clone()
                    hint="Such as “opium, weighed”. Donors may read it: name no people and no places"/>
                <DateField name="taken_on" label="Taken on" state=form.clone() partial=true optional=true/>
                <FileField name=FILE label="Photos" accept=".jpg,.jpeg,.png,image/jpeg,image/png" multiple=true state=form.clone()
                    hint="Up to 6, JPEG or PNG, up to 20 MB each. The place where a photo was taken is not kept with it"/>
                <FormActions cancel=back><SubmitButton text="Keep the photos"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// The photo and where it stands: the case, and the page to go back to.
async fn found(cx: &Cx, tx: &mut store::Tx, id: i64) -> Result<(PhotoRow, String, String), AppError> {
    let photo = store::cases::stage_photo(tx, cx.viewer()?, id).await?;
    let stage = store::cases::stage(tx, cx.viewer()?, photo.stage).await?;
    let back = format!("/results/{}#stage-{}", stage.case_code, stage.number);
    Ok((photo, stage.case_code, back))
}

/// `/results/pictures/{id}/release`: donors read it, or do not any more.
pub async fn release_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let (photo, case, back) = found(&cx, &mut tx, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let (title, then, action, button) = if photo.released.is_some() {
        (
            "Do not show the photo to donors?",
            "Donors do not read it any more.",
            "/api/hide_stage_photo",
            "Do not show it",
        )
    } else {
        (
            "Release the photo for donors?",
            "Donors whose grants pay for the component of the case read it, with what it shows and when it was taken, once the case is \
             over. They learn neither the place nor the case.",
            "/api/release_stage_photo",
            "Release the photo",
        )
    };
    cx.page(title, move || {
        view! {
            <PageHeader kind="Case" code=case title=title/>
            <ErrorSummary state=form/>
            <ul class="photos">{figure(&photo, Vec::new(), None)}</ul>
            <p>{then}</p>
            <form class="form" method="post" action=action>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="photo" value=id.to_string()/>
                <FormActions cancel=back><SubmitButton text=button/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// `/results/pictures/{id}/withdraw`
pub async fn withdraw_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let (photo, case, back) = found(&cx, &mut tx, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw a photo", move || {
        let hidden = [("submission", submission), ("photo", id.to_string())];
        view! {
            <WithdrawPage form kind="Case" code=case title="Withdraw the photo?" what=photo.caption.clone()
                then="Programme staff go on to read it as withdrawn; nobody else does." action="/api/withdraw_stage_photo"
                hidden=hidden.to_vec() button="Withdraw the photo" cancel=back/>
        }
        .into_any()
    })
}
