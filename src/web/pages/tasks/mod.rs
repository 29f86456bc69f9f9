//! What waits: one sentence and one button a row, the most serious and the oldest first.

mod api;
mod list;
mod rows;
mod task;
mod words;

use axum::routing::get;
use domain::Action::{SeeTasks, ShareTasks};

use crate::{access::Rule::Needs, registry::Route};

pub use api::CHANGES;
pub use rows::{Keys, finding, rows};

pub const ROUTES: &[Route] =
    &[("/to-do", Needs(SeeTasks), || get(list::page)), ("/to-do/task", Needs(ShareTasks), || get(task::page))];
