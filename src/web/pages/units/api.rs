//! What can be changed: a unit is recorded, and it gets a new head.

use domain::{
    Action::{ChangeHeads, ManageGrants},
    Role,
    custody::head::{HeadForm, NewHead},
    unit::{NewUnit, UnitForm},
};
use leptos::prelude::server;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<ChangeHead>(Needs(ChangeHeads)), Change::of::<CreateUnit>(Needs(ManageGrants))];

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
