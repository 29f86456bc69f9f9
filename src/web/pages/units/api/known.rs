//! What can be changed of units that are not named, and of equipment without numbers. Staff only.

use domain::{
    Action::ManageGrants,
    unit::known::{EquipmentForm, GroupForm, NewEquipment, NewGroup},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::units;

use crate::{
    AppError,
    access::Rule::Needs,
    pages::units::{equipment, groups},
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of these, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordUnitGroup>(Needs(ManageGrants)),
    Change::of::<UpdateUnitGroup>(Needs(ManageGrants)),
    Change::of::<WithdrawUnitGroup>(Needs(ManageGrants)),
    Change::of::<RecordUnitEquipment>(Needs(ManageGrants)),
    Change::of::<UpdateUnitEquipment>(Needs(ManageGrants)),
    Change::of::<WithdrawUnitEquipment>(Needs(ManageGrants)),
];

/// Records units whose names are not published.
///
/// # Errors
/// Mistakes field by field; no such component.
#[server(prefix = "/api", endpoint = "record_unit_group", custom = Posted)]
pub async fn record_unit_group(form: GroupForm) -> Result<Done, AppError> {
    let new = NewGroup::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            units::record_group(tx, viewer, at, &new).await?;
            Ok(Done::at(groups::address(new.component_code.as_deref())).saying("The group is recorded."))
        })
    })
    .await
}

/// Puts right what was entered wrongly of a group.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_unit_group", custom = Posted)]
pub async fn update_unit_group(form: GroupForm) -> Result<Done, AppError> {
    let new = NewGroup::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.group)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            units::update_group(tx, viewer, at, id, version, &new).await?;
            Ok(Done::at(groups::address(new.component_code.as_deref())).saying("The group is put right."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KnownWithdrawal {
    submission: String,
    known: String,
    reason: String,
}

/// Withdraws a group that was recorded in error.
///
/// # Errors
/// No reason; no such group; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_unit_group", custom = Posted)]
pub async fn withdraw_unit_group(form: KnownWithdrawal) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.known)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let component = units::group(tx, viewer, id).await?.component;
            units::withdraw_group(tx, viewer, at, id, &form.reason).await?;
            Ok(Done::at(groups::address(component.as_deref())).saying("The group is withdrawn."))
        })
    })
    .await
}

/// Records what a unit is known to have got, without numbers.
///
/// # Errors
/// Mistakes field by field; no such unit.
#[server(prefix = "/api", endpoint = "record_unit_equipment", custom = Posted)]
pub async fn record_unit_equipment(form: EquipmentForm) -> Result<Done, AppError> {
    let new = NewEquipment::parse(&form)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            units::record_equipment(tx, viewer, at, &form.unit, &new).await?;
            Ok(Done::at(equipment::address(&form.unit)).saying("It is recorded, without numbers."))
        })
    })
    .await
}

/// Puts right what was entered wrongly of such equipment.
///
/// # Errors
/// Mistakes field by field; somebody changed it since the form was opened.
#[server(prefix = "/api", endpoint = "update_unit_equipment", custom = Posted)]
pub async fn update_unit_equipment(form: EquipmentForm) -> Result<Done, AppError> {
    let new = NewEquipment::parse(&form)?;
    let (id, version): (i64, i64) = (request::hidden(&form.equipment)?, request::hidden(&form.version)?);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let unit = units::update_equipment(tx, viewer, at, id, version, &new).await?;
            Ok(Done::at(equipment::address(&unit)).saying("It is put right."))
        })
    })
    .await
}

/// Withdraws such equipment that was recorded in error.
///
/// # Errors
/// No reason; no such equipment; withdrawn already.
#[server(prefix = "/api", endpoint = "withdraw_unit_equipment", custom = Posted)]
pub async fn withdraw_unit_equipment(form: KnownWithdrawal) -> Result<Done, AppError> {
    let id: i64 = request::hidden(&form.known)?;
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let unit = units::withdraw_equipment(tx, viewer, at, id, &form.reason).await?;
            Ok(Done::at(equipment::address(&unit)).saying("It is withdrawn."))
        })
    })
    .await
}
