//! What can be changed of an item: who paid for it, that it was checked where it stands, what its odometer shows,
//! its papers, and what was done to it.

use domain::{
    Action::{KeepUp, ManageMoney, ManageRounds, ReadOdometers, VerifyItems},
    change::Entity,
    item::correction::CorrectionForm,
    odometer::{NewReading, ReadingForm},
    share::{NewShares, SharesForm},
    upkeep::{NewPaper, NewWork, PaperForm, WorkForm},
    verification::{NewVerification, VerificationForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::correct::recorded;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<ChangeShares>(Needs(ManageMoney)),
    Change::of::<CorrectItem>(Needs(ManageRounds)).undone_by::<CorrectItem>(),
    Change::of::<CategoriseItem>(Needs(ManageRounds)).undone_by::<CategoriseItem>(),
    Change::of::<RecordVerification>(Needs(VerifyItems)),
    Change::of::<RecordOdometer>(Needs(ReadOdometers)),
    Change::of::<RecordPaper>(Needs(KeepUp)),
    Change::of::<RecordWork>(Needs(KeepUp)),
    Change::of::<TakeBackPaper>(Needs(KeepUp)),
    Change::of::<TakeBackWork>(Needs(KeepUp)),
];

/// From a day on other grants, or other parts of them, pay for an item.
#[server(prefix = "/api", endpoint = "change_shares", custom = Posted)]
pub async fn change_shares(form: SharesForm) -> Result<Done, AppError> {
    let new = NewShares::parse(&form)?;
    let tag = form.tag;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::items::change_shares(tx, viewer, at, &tag, &new).await?;
            let day = domain::PartialDate::Day(new.effective_on).words();
            let said = format!("Shares of {tag} changed from {day} on.");
            Ok(Done::at(format!("/items/{tag}#funding")).saying(said))
        })
    })
    .await
}

/// Corrects the numbers, the plate, the make or the model of an item.
///
/// # Errors
/// Mistakes field by field; another thing has this number; somebody corrected it since the form was opened.
#[server(prefix = "/api", endpoint = "correct_item", custom = Posted)]
pub async fn correct_item(form: CorrectionForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, before) = store::items::to_correct(tx, viewer, &form.tag).await?;
            store::items::correct(tx, viewer, at, version, &form).await?;
            let before = recorded(&before);
            let own = [("tag", form.tag.as_str()), ("reason", IN_ERROR)];
            let fields: Vec<_> = before.pairs().chain(own).collect();
            let opposite = Opposite::of("/api/correct_item", Entity::Item, &form.tag, &fields).in_the_chain();
            let done = Done::at(format!("/items/{}#corrections", form.tag));
            Ok(done.saying(format!("{} is corrected.", form.tag)).undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CategoryOfItem {
    submission: String,
    tag: String,
    /// What the form showed.
    was: String,
    category: String,
}

/// Puts an item into another category, or into none.
///
/// # Errors
/// No such category; the number that it asks for is not recorded; it is in it already; somebody was faster.
#[server(prefix = "/api", endpoint = "categorise_item", custom = Posted)]
pub async fn categorise_item(form: CategoryOfItem) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let some = |code: &'_ str| (!code.is_empty()).then(|| code.to_owned());
            let (was, becomes) = (some(&form.was), some(&form.category));
            store::items::categorise(tx, viewer, at, &form.tag, was.as_deref(), becomes.as_deref()).await?;
            let (_, line) = store::items::category_of(tx, viewer, &form.tag).await?;
            let before = [("tag", form.tag.as_str()), ("was", form.category.as_str()), ("category", form.was.as_str())];
            let opposite = Opposite::of("/api/categorise_item", Entity::Line, &line.to_string(), &before);
            let said = match becomes {
                Some(code) => format!("{} is in the category {code} now.", form.tag),
                None => format!("{} is in no category now.", form.tag),
            };
            Ok(Done::at(format!("/items/{}", form.tag)).saying(said).undone_by(opposite))
        })
    })
    .await
}

/// Records a check of an item.
///
/// # Errors
/// Mistakes field by field; no such item; it was not handed over yet.
#[server(prefix = "/api", endpoint = "record_verification", custom = Posted)]
pub async fn record_verification(form: VerificationForm) -> Result<Done, AppError> {
    let tag = form.item.clone();
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            // How many can be seen is known only with the item.
            let item = store::items::show(tx, viewer, &tag).await?;
            let new = NewVerification::parse(&form, item.quantity, at.day())?;
            store::verifications::record(tx, viewer, at, &tag, &new).await?;
            Ok(Done::at(format!("/items/{tag}#verifications")).saying("Verification recorded."))
        })
    })
    .await
}

/// Records what the odometer of a vehicle showed.
///
/// # Errors
/// Mistakes field by field; no such item, or no vehicle; the agency does not have it.
#[server(prefix = "/api", endpoint = "record_odometer", custom = Posted)]
pub async fn record_odometer(form: ReadingForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewReading::parse(&form, at.day())?;
            store::odometer::record(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}#odometer", form.item)).saying("Reading recorded."))
        })
    })
    .await
}

/// Records a paper of an item.
///
/// # Errors
/// Mistakes field by field; no such item; the agency does not have it.
#[server(prefix = "/api", endpoint = "record_paper", custom = Posted)]
pub async fn record_paper(form: PaperForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let (kind, _) = store::upkeep::kind_of(tx, viewer, &form.item).await?;
            let new = NewPaper::parse(&form, kind, at.day())?;
            store::upkeep::record_paper(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}/upkeep#papers", form.item)).saying("Paper recorded."))
        })
    })
    .await
}

/// Records what was done to an item.
///
/// # Errors
/// As [`record_paper`].
#[server(prefix = "/api", endpoint = "record_work", custom = Posted)]
pub async fn record_work(form: WorkForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let (kind, _) = store::upkeep::kind_of(tx, viewer, &form.item).await?;
            let new = NewWork::parse(&form, kind, at.day())?;
            store::upkeep::record_work(tx, viewer, at, &form.item, &new).await?;
            Ok(Done::at(format!("/items/{}/upkeep#works", form.item)).saying("Work recorded."))
        })
    })
    .await
}

/// What takes a paper or a work back: which, and why.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TakeBackForm {
    pub submission: String,
    pub item: String,
    pub number: String,
    pub reason: String,
}

/// Takes a paper back that was recorded in error.
///
/// # Errors
/// No such paper of this item; taken back already; no reason.
#[server(prefix = "/api", endpoint = "take_back_paper", custom = Posted)]
pub async fn take_back_paper(form: TakeBackForm) -> Result<Done, AppError> {
    let paper = request::hidden(&form.number)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            store::upkeep::take_back_paper(tx, viewer, at, &form.item, paper, &form.reason).await?;
            Ok(Done::at(format!("/items/{}/upkeep#papers", form.item)).saying("The paper is taken back."))
        })
    })
    .await
}

/// Takes work back that was recorded in error.
///
/// # Errors
/// As [`take_back_paper`].
#[server(prefix = "/api", endpoint = "take_back_work", custom = Posted)]
pub async fn take_back_work(form: TakeBackForm) -> Result<Done, AppError> {
    let work = request::hidden(&form.number)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            store::upkeep::take_back_work(tx, viewer, at, &form.item, work, &form.reason).await?;
            Ok(Done::at(format!("/items/{}/upkeep#works", form.item)).saying("It is taken back."))
        })
    })
    .await
}
