//! What can be changed: a unit is recorded, edited and changes on a day, and it gets a new head.

use domain::{
    Action::{ChangeHeads, ManageGrants},
    Role,
    change::Entity,
    custody::head::{HeadForm, NewHead},
    unit::{
        NewUnit, UnitForm, UnitNames,
        change::{ChangeForm, NewChange},
    },
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use super::edit::recorded;
use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
    undo::Opposite,
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<ChangeHead>(Needs(ChangeHeads)),
    Change::of::<CreateUnit>(Needs(ManageGrants)),
    Change::of::<UpdateUnit>(Needs(ManageGrants)).undone_by::<UpdateUnit>(),
    Change::of::<ChangeUnit>(Needs(ManageGrants)),
    Change::of::<WithdrawUnitChange>(Needs(ManageGrants)),
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
            Ok(Done::at(format!("/units/{}", new.code)).saying(format!("Unit {} is recorded.", new.code)))
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
            store::units::change(tx, viewer, at, &form.unit, version, &new).await?;
            let words = format!("{} {}: recorded.", new.kind.label(), new.on.when());
            Ok(Done::at(format!("/units/{}#changed", form.unit)).saying(words))
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
            store::units::withdraw_change(tx, viewer, at, &form.unit, change, &form.reason).await?;
            Ok(Done::at(format!("/units/{}#changed", form.unit)).saying("The change is withdrawn."))
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
