//! What can be changed: an activity is recorded, corrected, becomes held or cancelled; what it showed, what came of it, what it
//! cost, and which donors read it.

use domain::{
    Action::ManageActivities,
    activity::{
        ActivityForm, DetailsForm, FollowUpForm, FundingForm, NewActivity, NewDetails, NewFollowUp, NewFunding,
        NewState, ShareForm, StateForm,
    },
    change::Entity,
};
use leptos::prelude::server;
use store::activities;

use super::{details::filled as as_details, form::filled, funding::filled as as_funding};
use crate::{
    AppError,
    access::Rule::Needs,
    kit::FormState,
    registry::Change,
    request::{self, Done, Posted},
    undo::{IN_ERROR, Opposite},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<CreateActivity>(Needs(ManageActivities)),
    Change::of::<UpdateActivity>(Needs(ManageActivities)).undone_by::<UpdateActivity>(),
    Change::of::<ChangeActivityState>(Needs(ManageActivities)).undone_by::<ChangeActivityState>(),
    Change::of::<UpdateActivityDetails>(Needs(ManageActivities)).undone_by::<UpdateActivityDetails>(),
    Change::of::<FollowUpActivity>(Needs(ManageActivities)),
    Change::of::<FundActivity>(Needs(ManageActivities)).undone_by::<FundActivity>(),
    Change::of::<ShareActivity>(Needs(ManageActivities)).undone_by::<EndActivityShare>(),
    Change::of::<EndActivityShare>(Needs(ManageActivities)).undone_by::<ShareActivity>(),
];

/// Records an activity with who took part.
///
/// # Errors
/// Mistakes field by field; the code is taken.
#[server(prefix = "/api", endpoint = "create_activity", custom = Posted)]
pub async fn create_activity(form: ActivityForm) -> Result<Done, AppError> {
    let new = NewActivity::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            activities::create(tx, viewer, at, &new).await?;
            Ok(Done::at(format!("/activities/{}", new.code)).saying(format!("{} is recorded.", new.code)))
        })
    })
    .await
}

/// Corrects an activity and who took part. Its code stays: it stands in addresses.
///
/// # Errors
/// Mistakes field by field: among them fewer than came to its sessions; somebody changed the activity since the form was opened.
#[server(prefix = "/api", endpoint = "update_activity", custom = Posted)]
pub async fn update_activity(form: ActivityForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NewActivity::parse(&form)?;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let before = filled(&activities::show(tx, viewer, &new.code).await?);
            let dropped = activities::update(tx, viewer, at, &new.code, version, &new).await?;
            let gone = match dropped.as_slice() {
                [] => String::new(),
                gone => format!(" No longer named as taking part: {}.", gone.join(", ")),
            };
            let opposite = Opposite::edit("/api/update_activity", Entity::Activity, &new.code, &before).at(version + 1);
            let done = Done::at(format!("/activities/{}", new.code)).saying(format!("{} is saved.{gone}", new.code));
            Ok(done.undone_by(opposite))
        })
    })
    .await
}

/// Records that an activity was held, is cancelled, or is planned after all.
///
/// # Errors
/// Mistakes field by field; it is so already; somebody changed the activity since the form was opened.
#[server(prefix = "/api", endpoint = "change_activity_state", custom = Posted)]
pub async fn change_activity_state(form: StateForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NewState::parse(&form)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let before = activities::show(tx, viewer, &form.code).await?.activity.state;
            activities::change_state(tx, viewer, at, &form.code, version, &new).await?;
            let words = format!("{} is recorded as {}.", form.code, new.state);
            let fields = [("code", form.code.as_str()), ("state", before.word()), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/change_activity_state", Entity::Activity, &form.code, &fields);
            let done = Done::at(format!("/activities/{}", form.code)).saying(words);
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Records sessions, the test and what equipment it qualifies for.
///
/// # Errors
/// Mistakes field by field; more were tested than took part; somebody changed the activity since the form was opened.
#[server(prefix = "/api", endpoint = "update_activity_details", custom = Posted)]
pub async fn update_activity_details(form: DetailsForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NewDetails::parse(&form)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let before = as_details(&activities::show(tx, viewer, &form.code).await?);
            activities::update_details(tx, viewer, at, &form.code, version, &new).await?;
            let opposite = Opposite::edit("/api/update_activity_details", Entity::Activity, &form.code, &before);
            let done = Done::at(format!("/activities/{}", form.code)).saying(format!("{} is saved.", form.code));
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Records what somebody found half a year later.
///
/// # Errors
/// Mistakes field by field; it was not held; somebody changed the activity since the form was opened.
#[server(prefix = "/api", endpoint = "follow_up_activity", custom = Posted)]
pub async fn follow_up_activity(form: FollowUpForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NewFollowUp::parse(&form)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            activities::follow_up(tx, viewer, at, &form.code, version, &new).await?;
            Ok(Done::at(format!("/activities/{}", form.code)).saying("The follow-up is recorded."))
        })
    })
    .await
}

/// Records what an activity cost and who paid for it.
///
/// # Errors
/// Mistakes field by field; no reason where something stood before; somebody changed the activity since the form was opened.
#[server(prefix = "/api", endpoint = "fund_activity", custom = Posted)]
pub async fn fund_activity(form: FundingForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    let new = NewFunding::parse(&form)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let before = activities::show(tx, viewer, &form.code).await?;
            activities::fund(tx, viewer, at, &form.code, version, &new).await?;
            let done = Done::at(format!("/activities/{}", form.code)).saying("The cost is recorded.");
            // The first cost has nothing before it that could stand again.
            Ok(match before.funding.is_empty() {
                true => done,
                false => done.undone_by(as_before(&form.code, &as_funding(&before)).at(version + 1)),
            })
        })
    })
    .await
}

/// What it cost before, once more.
fn as_before(code: &str, before: &FormState) -> Opposite {
    let fields: Vec<(&str, &str)> = before.pairs().chain([("code", code), ("reason", IN_ERROR)]).collect();
    Opposite::of("/api/fund_activity", Entity::Activity, code, &fields)
}

/// Lets a donor read an activity that its grants do not pay for.
///
/// # Errors
/// No such donor; it reads it already; somebody changed the activity since the page was opened.
#[server(prefix = "/api", endpoint = "share_activity", custom = Posted)]
pub async fn share_activity(form: ShareForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            activities::share(tx, viewer, at, &form.code, version, &form.donor).await?;
            let words = format!("{} is shared with {}.", form.code, form.donor);
            let fields = [("code", form.code.as_str()), ("donor", &form.donor), ("reason", IN_ERROR)];
            let opposite = Opposite::of("/api/end_activity_share", Entity::Activity, &form.code, &fields);
            let done = Done::at(format!("/activities/{}", form.code)).saying(words);
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

/// Shares it with that donor no longer.
///
/// # Errors
/// No reason; it is not shared; somebody changed the activity since the page was opened.
#[server(prefix = "/api", endpoint = "end_activity_share", custom = Posted)]
pub async fn end_activity_share(form: ShareForm) -> Result<Done, AppError> {
    let version: i64 = request::hidden(&form.version)?;
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            activities::end_share(tx, viewer, at, &form.code, version, &form.donor, &form.reason).await?;
            let words = format!("{} is shared with {} no longer.", form.code, form.donor);
            let fields = [("code", form.code.as_str()), ("donor", form.donor.as_str())];
            let opposite = Opposite::of("/api/share_activity", Entity::Activity, &form.code, &fields);
            let done = Done::at(format!("/activities/{}", form.code)).saying(words);
            Ok(done.undone_by(opposite.at(version + 1)))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<ActivityForm, serde_qs::Error> {
        serde_qs::Config::new().use_form_encoding(true).max_depth(4).deserialize_bytes(body.as_bytes())
    }

    #[test]
    fn a_posted_form_keeps_its_rows_in_their_order() {
        let mut body =
            "submission=0123456789abcdef&code=C-1&kind=training&state=held&title=Risk+assessment&starts_on=Sep+2016\
                        &participations=19"
                .to_owned();
        for index in 0..12 {
            let (agency, number) = if index == 10 { ("SCC", "4") } else { ("", "") };
            body += &format!(
                "&participation%5B{index}%5D%5Bagency%5D={agency}&participation%5B{index}%5D%5Bunit%5D=\
                 &participation%5B{index}%5D%5Bsex%5D=not+recorded&participation%5B{index}%5D%5Bcount%5D={number}"
            );
        }
        let form = read(&body).expect("readable");
        assert_eq!((form.participation.len(), form.participation[10].agency.as_str()), (12, "SCC"));
        let new = NewActivity::parse(&form).expect("accepted");
        assert_eq!((new.numbers.participations, new.rows.len()), (Some(19), 1));
    }

    #[test]
    fn a_field_that_the_form_does_not_have_is_refused() {
        assert!(read("code=C-1&recorded_at=0").is_err());
        assert!(read("participation[0][person]=A").is_err());
    }
}
