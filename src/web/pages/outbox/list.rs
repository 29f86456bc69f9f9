//! `/outbox`

use domain::Timestamp;
use leptos::prelude::*;
use store::outbox::{self, MailRow};

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let listed = outbox::list(&mut cx.read().await?, cx.viewer()?, &cx.query.asked()).await?;
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    let carrier = match &cx.app.config.smtp_host {
        Some(host) => format!("Mail goes out through {host}."),
        None => "No mail server is set: mail is put into the folder outbox of the data folder.".to_owned(),
    };
    cx.page("Outbox", move || {
        let states = ["waiting", "tried", "sent", "given up"].map(|word| (word.to_owned(), word.to_owned()));
        let selects = vec![FilterSelect::new("state", "State", states.to_vec())];
        let tools = export::links(&query, "/outbox", paging.shown);
        let count = paging.words("message", "messages");
        let content = if paging.count.is_zero() {
            let yet = "Notices to people who gave an address appear here.";
            view! { <EmptyState things="mail" query=query.clone() yet/> }.into_any()
        } else {
            table(&query, &listed.rows, paging)
        };
        view! {
            <PageHeader title="Outbox" lead=view! { <p>{carrier}</p> }.into_any()/>
            <FilterBar query=query.clone() search="Subject or address" selects count tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &[MailRow], paging: Paging) -> AnyView {
    let columns = vec![
        Column::text("Subject"),
        Column::text("To"),
        Column::text("Written").sorted("written"),
        Column::number("Attempts"),
        Column::text("State"),
    ];
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Mail" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
}

fn row(mail: &MailRow) -> Row {
    let (word, tone) = state(mail);
    let when = match word {
        "sent" => mail.sent_at.map(|at| Timestamp(at).words()),
        "tried" => Some(format!("next attempt {}", Timestamp(mail.next_attempt_at).words())),
        _ => None,
    };
    let below = [when, mail.last_error.clone()].into_iter().flatten();
    let below: Vec<_> = below.map(|words| view! { <span class="below">{words}</span> }.into_any()).collect();
    Row::new(vec![
        cell(mail.subject.clone()),
        view! { <div>{mail.person.clone()} <span class="below">{mail.address.clone()}</span></div> }.into_any(),
        view! { <span class="nowrap"><InstantView at=Timestamp(mail.created_at)/></span> }.into_any(),
        number_cell(mail.attempts),
        view! { <div><StatusTag tone text=word/> {below}</div> }.into_any(),
    ])
}

pub(super) fn state(mail: &MailRow) -> (&'static str, Tone) {
    match (mail.sent_at, mail.given_up_at, mail.attempts) {
        (Some(_), ..) => ("sent", Tone::Good),
        (None, Some(_), _) => ("given up", Tone::Bad),
        (None, None, 0) => ("waiting", Tone::Idle),
        (None, None, _) => ("tried", Tone::Warn),
    }
}
