//! What can be said of a task: who looks after it, until when it is put off; and that an agency is reminded.

use domain::{
    Action::ShareTasks,
    PartialDate,
    task::{AssignForm, PutOff, PutOffForm, TaskForm, TaskId, parse_assignee},
};
use leptos::prelude::server;

use crate::{
    AppError,
    access::Rule::Needs,
    registry::Change,
    request::{self, Done, Posted},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<AssignTask>(Needs(ShareTasks)),
    Change::of::<PutOffTask>(Needs(ShareTasks)),
    Change::of::<BringBackTask>(Needs(ShareTasks)),
    Change::of::<RemindAgency>(Needs(ShareTasks)),
];

const LIST: &str = "/to-do";

/// Names who looks after a task.
///
/// # Errors
/// Nobody was chosen; it does not wait.
#[server(prefix = "/api", endpoint = "assign_task", custom = Posted)]
pub async fn assign_task(form: AssignForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let id = TaskId::parse(&form.kind, &form.subject)?;
            let assignee = parse_assignee(&form.assignee)?;
            let name = store::tasks::assign(tx, viewer, at, &id, assignee).await?;
            let name = name.unwrap_or_else(|| "Nobody in particular".to_owned());
            Ok(Done::at(LIST).saying(format!("{name} looks after it now.")))
        })
    })
    .await
}

/// Takes a task off the list until a day.
///
/// # Errors
/// Mistakes field by field; it does not wait.
#[server(prefix = "/api", endpoint = "put_off_task", custom = Posted)]
pub async fn put_off_task(form: PutOffForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let id = TaskId::parse(&form.kind, &form.subject)?;
            let new = PutOff::parse(&form, at.day())?;
            store::tasks::put_off(tx, viewer, at, &id, &new).await?;
            let until = PartialDate::Day(new.until).words();
            Ok(Done::at(LIST).saying(format!("Put off: it is back on the list on {until}.")))
        })
    })
    .await
}

/// Puts a task back on the list before its day.
///
/// # Errors
/// It does not wait, or is on the list.
#[server(prefix = "/api", endpoint = "bring_back_task", custom = Posted)]
pub async fn bring_back_task(form: TaskForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let id = TaskId::parse(&form.kind, &form.subject)?;
            store::tasks::bring_back(tx, viewer, at, &id).await?;
            Ok(Done::at(LIST).saying("It is back on the list."))
        })
    })
    .await
}

/// Reminds the officers of an agency that a round waits for their count.
///
/// # Errors
/// Nothing waits there; it was reminded today; nobody of it can be told.
#[server(prefix = "/api", endpoint = "remind_agency", custom = Posted)]
pub async fn remind_agency(form: TaskForm) -> Result<Done, AppError> {
    request::change(&form.submission.clone(), move |tx, viewer, at| {
        Box::pin(async move {
            let id = TaskId::parse(&form.kind, &form.subject)?;
            let agency = store::tasks::remind(tx, viewer, at, &id).await?;
            Ok(Done::at(LIST).saying(format!("{agency} is reminded.")))
        })
    })
    .await
}
