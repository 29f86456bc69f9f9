//! What can be changed: a unit is recorded, edited and changes on a day, and it gets a new head.

mod known;

pub use known::CHANGES as CHANGES_OF_WHAT_IS_KNOWN;

use domain::{
    Action::{ChangeHeads, ManageGrants},
    AsOf, PartialDate, Role,
    change::Entity,
    custody::head::{HeadForm, NewHead},
    unit::{
        NewUnit, UnitForm, UnitNames,
        change::{Aspect, ChangeForm, NewChange},
    },
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::{
    merges::{self, Noun},
    units::ChangeRow,
};

use super::edit::recorded;
use crate::{
    AppError,
    access::Rule::Needs,
    pages::{
        account::{EntryForm, TakeBackEntry},
        grants::source_code,
        twins::{Merging, Parting},
    },
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<ChangeHead>(Needs(ChangeHeads)),
    Change::of::<CreateUnit>(Needs(ManageGrants)).undone_by::<TakeBackEntry>(),
    Change::of::<UpdateUnit>(Needs(ManageGrants)).undone_by::<UpdateUnit>(),
    Change::of::<ChangeUnit>(Needs(ManageGrants)).undone_by::<WithdrawUnitChange>(),
    Change::of::<WithdrawUnitChange>(Needs(ManageGrants)).undone_by::<ChangeUnit>(),
    Change::of::<MergeUnit>(Needs(ManageGrants)).undone_by::<PartUnit>(),
    Change::of::<PartUnit>(Needs(ManageGrants)),
];

/// Records a unit with its other names, areas and agencies.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_unit", custom = Posted)]
pub async fn create_unit(form: UnitForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewUnit::parse(&form, at.day())?;
            store::units::add(tx, viewer, at, &new).await?;
            let done = Done::at(format!("/units/{}", new.code)).saying(format!("Unit {} is recorded.", new.code));
            Ok(done.undone_by(EntryForm::opposite(Entity::Unit, &new.code)))
        })
    })
    .await
}

/// Puts right what was entered wrongly of a unit.
///
/// # Errors
/// Mistakes field by field; somebody changed the unit since the form was opened.
#[server(prefix = "/api", endpoint = "update_unit", custom = Posted)]
pub async fn update_unit(form: UnitForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewUnit::parse(&form, at.day())?;
            let names = UnitNames::parse(&form)?;
            let unit = store::units::show(tx, viewer, &new.code).await?.row;
            let before = recorded(&unit, &store::units::names(tx, viewer, &new.code).await?);
            store::units::update(tx, viewer, at, version, &new, &names).await?;
            let opposite = Opposite::edit("/api/update_unit", Entity::Unit, &new.code, &before);
            let done = Done::at(format!("/units/{}", new.code)).saying(format!("Unit {} is put right.", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Records what became different of a unit on a day.
///
/// # Errors
/// Mistakes field by field; it is so already; somebody changed the unit since the form was opened.
#[server(prefix = "/api", endpoint = "change_unit", custom = Posted)]
pub async fn change_unit(form: ChangeForm) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewChange::parse(&form, at.day())?;
            let change = store::units::change(tx, viewer, at, &form.unit, version, &new).await?.to_string();
            let words = format!("{} {}: recorded.", new.kind.label(), new.on.when());
            let fields = [("unit", form.unit.as_str()), ("change", &change), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_unit_change", Entity::Unit, &form.unit, &fields);
            Ok(Done::at(format!("/units/{}#changed", form.unit)).saying(words).undone_by(opposite))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeWithdrawal {
    submission: String,
    unit: String,
    change: String,
    reason: String,
}

/// Takes back a change of a unit that was recorded in error.
///
/// # Errors
/// No reason; a later change stands on it.
#[server(prefix = "/api", endpoint = "withdraw_unit_change", custom = Posted)]
pub async fn withdraw_unit_change(form: ChangeWithdrawal) -> Result<Done, AppError> {
    let change: i64 = request::hidden(&form.change)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let (_, changed) = store::units::show_as_of(tx, viewer, &form.unit, AsOf::default()).await?;
            store::units::withdraw_change(tx, viewer, at, &form.unit, change, &form.reason).await?;
            let done = Done::at(format!("/units/{}#changed", form.unit)).saying("The change is withdrawn.");
            Ok(match changed.iter().find(|row| row.id == change) {
                Some(row) => {
                    done.undone_by(anew(&form.unit, row, source_code(tx, viewer, row.source.as_deref()).await?))
                }
                None => done,
            })
        })
    })
    .await
}

/// The change recorded as it was.
fn anew(unit: &str, row: &ChangeRow, source: String) -> Opposite {
    let became = row.dated.became.as_deref().unwrap_or_default();
    let said = |aspect| if row.dated.aspect == aspect { became } else { "" };
    let planned = said(Aspect::Plan).parse().map(PartialDate::words).unwrap_or_default();
    let day = row.dated.on.date.words();
    let mut fields = vec![
        ("unit", unit),
        ("kind", row.kind.word()),
        ("planned_for", &planned),
        ("place", said(Aspect::Place)),
        ("by_then", if row.dated.on.by { "true" } else { "" }),
        ("reason", row.reason.as_deref().unwrap_or_default()),
        ("source", &source),
        ("changed_on", &day),
    ];
    fields.extend(said(Aspect::Agencies).lines().map(|code| ("agencies", code)));
    Opposite::of("/api/change_unit", Entity::Unit, unit, &fields).in_the_chain()
}

/// Records that a unit is the same as another one.
///
/// # Errors
/// Something has to be done first, which is said; no reason.
#[server(prefix = "/api", endpoint = "merge_unit", custom = Posted)]
pub async fn merge_unit(form: Merging) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = merges::merge(tx, viewer, at, Noun::Unit, &form.code, &form.into, &form.reason).await?;
            let words = format!("{} is read as {into} from now on.", form.code);
            let fields = [("code", form.code.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/part_unit", Entity::Unit, &form.code, &fields);
            Ok(Done::at(format!("/units/{into}#twins")).saying(words).undone_by(opposite))
        })
    })
    .await
}

/// Records that two that were merged are two after all.
///
/// # Errors
/// It is not read as another one; no reason.
#[server(prefix = "/api", endpoint = "part_unit", custom = Posted)]
pub async fn part_unit(form: Parting) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let into = merges::part(tx, viewer, at, Noun::Unit, &form.code, &form.reason).await?;
            let words = format!("{} and {into} are two again.", form.code);
            Ok(Done::at(format!("/units/{into}#twins")).saying(words))
        })
    })
    .await
}

/// A new head accepts what the unit held on a day.
///
/// # Errors
/// Mistakes field by field; no such unit; the list is not what was held on that day.
#[server(prefix = "/api", endpoint = "change_head", custom = Posted)]
pub async fn change_head(form: HeadForm) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewHead::parse(&form, viewer.role == Role::Staff, at.day())?;
            store::heads::change(tx, viewer, at, &new).await?;
            let missing: i64 = new.items.iter().map(|item| item.missing).sum();
            let words = match missing {
                0 => "Accepted. Nothing is missing.".to_owned(),
                missing => format!("Accepted. {missing} missing: that stays a question under “Movements”."),
            };
            Ok(Done::at(format!("/units/{}#heads", new.of.unit)).saying(words))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<UnitForm, serde_qs::Error> {
        serde_qs::Config::new().use_form_encoding(true).max_depth(4).deserialize_bytes(body.as_bytes())
    }

    #[test]
    fn every_ticked_agency_is_read() {
        for (ticked, expected) in
            [("", &[][..]), ("&agencies=SCC", &["SCC"]), ("&agencies=SCC&agencies=BT", &["SCC", "BT"])]
        {
            let body = format!("submission=0123456789abcdef&code=BLO-OYB&kind=BLO&border=UZ%E2%80%93TJ{ticked}");
            let form = read(&body).expect("readable");
            assert_eq!(form.border, "UZ–TJ", "{ticked}");
            assert_eq!(form.agencies, expected, "{ticked}");
        }
    }
}
