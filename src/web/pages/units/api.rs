//! What can be changed: a unit is recorded, and it gets a new head.

use domain::{
    Action::{ChangeHeads, ManageGrants},
    Role,
    custody::head::{HeadForm, LookedForm, NewHead},
    unit::{NewUnit, UnitForm},
};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] =
    &[Change::of::<ChangeHead>(Needs(ChangeHeads)), Change::of::<CreateUnit>(Needs(ManageGrants))];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unit {
    submission: String,
    code: String,
    kind: String,
    base: String,
    crossing: String,
    border: String,
    since: String,
    planned: String,
    aliases: String,
    areas: String,
    agencies: Vec<String>,
}

impl Unit {
    fn typed(&self) -> UnitForm<'_> {
        UnitForm {
            code: &self.code,
            kind: &self.kind,
            base: &self.base,
            crossing: &self.crossing,
            border: &self.border,
            since: &self.since,
            planned: &self.planned,
            aliases: &self.aliases,
            areas: &self.areas,
            agencies: self.agencies.iter().map(String::as_str).collect(),
        }
    }
}

/// Records a unit with its other names, areas and agencies.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_unit", custom = Posted)]
pub async fn create_unit(form: Unit) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewUnit::parse(&form.typed(), at.day())?;
            store::units::add(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/units/{}", new.code)).saying(format!("Unit {} is recorded.", new.code)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Looked {
    tag: String,
    held: String,
    missing: String,
    remark: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Head {
    submission: String,
    keeper: String,
    name: String,
    post: String,
    occurred_on: String,
    document: String,
    accepted: String,
    items: Vec<Looked>,
}

impl Head {
    fn typed(&self) -> HeadForm<'_> {
        HeadForm {
            of: &self.keeper,
            name: &self.name,
            post: &self.post,
            from: &self.occurred_on,
            document: &self.document,
            accepted: &self.accepted,
            items: self
                .items
                .iter()
                .map(|i| LookedForm { tag: &i.tag, held: &i.held, missing: &i.missing, remark: &i.remark })
                .collect(),
        }
    }
}

/// A new head accepts what the unit held on a day.
///
/// # Errors
/// Mistakes field by field; no such unit; the list is not what was held on that day.
#[server(prefix = "/api", endpoint = "change_head", custom = Posted)]
pub async fn change_head(form: Head) -> Result<Done, AppError> {
    let submission = form.submission.clone();
    request::change(&submission, move |tx, viewer, at| {
        Box::pin(async move {
            let new = NewHead::parse(&form.typed(), viewer.role == Role::Staff, at.day())?;
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

    fn read(body: &str) -> Result<Unit, serde_qs::Error> {
        serde_qs::Config::new().use_form_encoding(true).max_depth(4).deserialize_bytes(body.as_bytes())
    }

    #[test]
    fn every_ticked_agency_is_read() {
        for (ticked, expected) in
            [("", &[][..]), ("&agencies=SCC", &["SCC"]), ("&agencies=SCC&agencies=BT", &["SCC", "BT"])]
        {
            let body = format!("submission=0123456789abcdef&code=BLO-OYB&kind=BLO&border=UZ%E2%80%93TJ{ticked}");
            let form = read(&body).expect("readable");
            assert_eq!((form.typed().agencies, form.border.as_str()), (expected.to_vec(), "UZ–TJ"), "{ticked}");
        }
    }
}
