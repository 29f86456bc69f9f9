//! `/notices`

use domain::Timestamp;
use leptos::prelude::*;
use store::notices::{self, NoticeRow};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let mut tx = cx.read().await?;
    let listed = notices::list(&mut tx, cx.viewer()?, &cx.query.asked()).await?;
    let new = notices::unread(&mut tx, cx.viewer()?).await?.unwrap_or_default();
    drop(tx);
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    let key = cx.submission_key()?;
    cx.page("Notices", move || {
        let read = (new > 0).then(|| {
            view! {
                <form method="post" action="/api/read_notices">
                    <HiddenInput name="submission" value=key/>
                    <SubmitButton text=format!("Mark {} as read", count_of(new, "notice", "notices"))/>
                </form>
            }
            .into_any()
        });
        let files = export::links(&query, "/notices", paging.shown);
        let lead = view! { <p><a href="/account#notices">"Choose what you are told"</a>" "{files}</p> }.into_any();
        let content = if paging.count.is_zero() {
            let yet = "What waits for you appears here.";
            view! { <EmptyState things="notices" query=query.clone() yet/> }.into_any()
        } else {
            table(&query, &listed.rows, paging)
        };
        view! {
            <PageHeader title="Notices" lead actions=read/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &[NoticeRow], paging: Paging) -> AnyView {
    let columns = vec![Column::text("Notice"), Column::text("Since").sorted("since"), Column::text("State")];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Notices" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
}

fn row(notice: &NoticeRow) -> Row {
    let state = match notice.read_at {
        None => view! { <StatusTag tone=Tone::Accent text="new"/> }.into_any(),
        Some(_) => view! { <StatusTag text="read"/> }.into_any(),
    };
    Row::new(vec![
        link_cell(notice.subject.clone(), &notice.href),
        view! { <span class="nowrap"><InstantView at=Timestamp(notice.created_at)/></span> }.into_any(),
        state,
    ])
}
