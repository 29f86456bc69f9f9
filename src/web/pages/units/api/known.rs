//! What can be changed of units that are not named, and of equipment without numbers. Staff only.

use domain::{
    Action::ManageGrants,
    change::Entity,
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
    undo::{IN_ERROR, Opposite},
};

/// Every change of these, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<RecordUnitGroup>(Needs(ManageGrants)).undone_by::<WithdrawUnitGroup>(),
    Change::of::<UpdateUnitGroup>(Needs(ManageGrants)).undone_by::<UpdateUnitGroup>(),
    Change::of::<WithdrawUnitGroup>(Needs(ManageGrants)).undone_by::<RecordUnitGroup>(),
    Change::of::<RecordUnitEquipment>(Needs(ManageGrants)).undone_by::<WithdrawUnitEquipment>(),
    Change::of::<UpdateUnitEquipment>(Needs(ManageGrants)).undone_by::<UpdateUnitEquipment>(),
    Change::of::<WithdrawUnitEquipment>(Needs(ManageGrants)).undone_by::<RecordUnitEquipment>(),
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
            let id = units::record_group(tx, viewer, at, &new).await?.to_string();
            let fields = [("known", id.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_unit_group", Entity::UnitGroup, &id, &fields);
            let done = Done::at(groups::address(new.component_code.as_deref())).saying("The group is recorded.");
            Ok(done.undone_by(opposite))
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
            let before = groups::filled(&units::group(tx, viewer, id).await?);
            units::update_group(tx, viewer, at, id, version, &new).await?;
            let fields: Vec<_> = before.pairs().chain([("group", form.group.as_str())]).collect();
            let opposite = Opposite::of("/api/update_unit_group", Entity::UnitGroup, &form.group, &fields);
            let done = Done::at(groups::address(new.component_code.as_deref())).saying("The group is put right.");
            Ok(done.undone_by(opposite.at(version + 1)))
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
            let group = units::group(tx, viewer, id).await?;
            units::withdraw_group(tx, viewer, at, id, &form.reason).await?;
            let before = groups::filled(&group);
            let fields: Vec<_> = before.pairs().collect();
            let opposite = Opposite::of("/api/record_unit_group", Entity::UnitGroup, &form.known, &fields);
            let done = Done::at(groups::address(group.component.as_deref())).saying("The group is withdrawn.");
            Ok(done.undone_by(opposite))
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
            let id = units::record_equipment(tx, viewer, at, &form.unit, &new).await?.to_string();
            let fields = [("known", id.as_str()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/withdraw_unit_equipment", Entity::UnitEquipment, &id, &fields);
            let done = Done::at(equipment::address(&form.unit)).saying("It is recorded, without numbers.");
            Ok(done.undone_by(opposite))
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
            let before = equipment::filled(&units::equipment(tx, viewer, id).await?);
            let unit = units::update_equipment(tx, viewer, at, id, version, &new).await?;
            let fields: Vec<_> = before.pairs().chain([("equipment", form.equipment.as_str())]).collect();
            let opposite = Opposite::of("/api/update_unit_equipment", Entity::UnitEquipment, &form.equipment, &fields);
            Ok(Done::at(equipment::address(&unit)).saying("It is put right.").undone_by(opposite.at(version + 1)))
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
            let before = equipment::filled(&units::equipment(tx, viewer, id).await?);
            let unit = units::withdraw_equipment(tx, viewer, at, id, &form.reason).await?;
            let fields: Vec<_> = before.pairs().chain([("unit", unit.as_str())]).collect();
            let opposite = Opposite::of("/api/record_unit_equipment", Entity::UnitEquipment, &form.known, &fields);
            Ok(Done::at(equipment::address(&unit)).saying("It is withdrawn.").undone_by(opposite))
        })
    })
    .await
}
