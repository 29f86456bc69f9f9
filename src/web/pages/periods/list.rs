//! `/periods`: what is locked, for which grant, by whom and why.

use domain::{Action, Timestamp, period::Reopening};
use leptos::prelude::*;
use store::periods::LockRow;

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let locks = store::periods::list(&mut tx, viewer).await?;
    let may_lock = viewer.role.may(Action::ManageMoney);
    cx.page("Locked periods", || {
        let actions = may_lock
            .then(|| view! { <ButtonLink href="/periods/new" text="Lock a period" primary=true/> }.into_any());
        let lead = view! {
            <p>"Nothing is posted or approved with a value date inside a locked period. A late fact goes into an open one and says which period it relates to."</p>
            {export::links(&cx.query, "/periods", locks.len())}
        }
        .into_any();
        view! {
            <PageHeader title="Locked periods" lead actions/>
            {table(&locks, cx.now(), may_lock)}
        }
        .into_any()
    })
}

fn table(locks: &[LockRow], now: Timestamp, may_lock: bool) -> AnyView {
    if locks.is_empty() {
        let yet = "A period is locked once its statement is certified.";
        let action = may_lock.then(|| ("Lock the first period".to_owned(), "/periods/new".to_owned()));
        return view! { <EmptyState things="locked periods" yet action/> }.into_any();
    }
    let columns = ["Period", "Of", "State", "Locked by", "Reason"].map(Column::text).to_vec();
    let rows = locks.iter().map(|lock| row(lock, now)).collect();
    view! { <DataTable caption="Locked periods" columns rows/> }.into_any()
}

fn row(lock: &LockRow, now: Timestamp) -> Row {
    Row::new(vec![
        link_cell(period(lock), format!("/periods/{}", lock.id)),
        cell(scope(lock)),
        state(lock, now),
        cell(format!("{}, {}", lock.locked_by, lock.locked_at.day_words())),
        cell(lock.reason.clone()),
    ])
}

/// `1 Jan 2020 to 30 Jun 2020`
pub fn period(lock: &LockRow) -> String {
    format!("{} to {}", lock.from.words(), lock.until.words())
}

pub fn scope(lock: &LockRow) -> String {
    lock.grant.clone().unwrap_or_else(|| "all grants".to_owned())
}

/// Whether the period is locked now, and what waits.
pub fn state(lock: &LockRow, now: Timestamp) -> AnyView {
    if let Some(end) = lock.open_until(now) {
        return view! { <StatusTag tone=Tone::Warn text=format!("open until {}", end.words())/> }.into_any();
    }
    let asked = lock.reopenings.iter().any(|reopening| reopening.state(now) == Reopening::Asked);
    let asked = asked.then(|| view! { " " <StatusTag tone=Tone::Accent text="reopening asked"/> }.into_any());
    view! { <span><StatusTag tone=Tone::Good text="locked"/>{asked}</span> }.into_any()
}
