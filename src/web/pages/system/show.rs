//! `/system`

use domain::Timestamp;
use leptos::prelude::*;
use store::system::{self, ChainCheck, Mail, SignedIn, System};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let config = cx.app.config.clone();
    let now = cx.now();
    let (idle, began) = (now.plus_seconds(-config.session.idle), now.plus_seconds(-config.session.absolute));
    let state = system::system(&mut cx.read().await?, cx.viewer()?, idle, began).await?;
    let key = cx.submission_key()?;
    cx.page("System", move || {
        let System { database, bytes, changes, changed_at, check, mail, signed_in, sessions } = state;
        let verify = view! {
            <form method="post" action="/api/check_chain">
                <HiddenInput name="submission" value=key/>
                <SubmitButton text="Verify the chain now"/>
            </form>
        }
        .into_any();
        let backup = view! {
            <span class="muted">"None is known to the portal: copies are made outside of it, as the README says"</span>
        };
        let facts = vec![
            Fact::text("Version", env!("CARGO_PKG_VERSION")),
            Fact::text("Database", format!("{database}, {}", size(bytes))),
            Fact::view("Last backup", Some(backup.into_any())),
            Fact::view("Audit chain", Some(chain(changes, changed_at))),
            Fact::view("Verified", Some(verified(check.as_ref(), changes))),
            Fact::view("Mail", Some(post(mail, config.smtp_host.as_deref()))),
        ];
        view! {
            <PageHeader title="System" actions=verify/>
            <SummaryList facts/>
            {people(signed_in, sessions)}
            {settings(&config.stated)}
        }
        .into_any()
    })
}

/// `12.4 MB`, in whole tenths.
fn size(bytes: i64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", count(tenths / 10), tenths % 10)
}

fn chain(changes: i64, changed_at: Option<Timestamp>) -> AnyView {
    let last = changed_at.map(|at| view! { ", the last one " <InstantView at/> }.into_any());
    view! { {count_of(changes, "change", "changes")} {last} }.into_any()
}

fn verified(check: Option<&ChainCheck>, changes: i64) -> AnyView {
    let Some(check) = check else {
        return view! { <span class="muted">"Never, as far as the portal knows"</span> }.into_any();
    };
    let by = check.person.clone().unwrap_or_else(|| "the command line".to_owned());
    let at = check.ended_at;
    let (tone, words) = match &check.finding {
        None => (Tone::Good, "nothing is wrong".to_owned()),
        Some(found) => (Tone::Bad, found.clone()),
    };
    let since = changes - check.changes;
    let since = (since > 0).then(|| format!(" {} since then.", count_of(since, "change", "changes")));
    view! { <StatusTag tone text=words/> " " <InstantView at/> {format!(", by {by}.")} {since} }.into_any()
}

fn post(mail: Mail, host: Option<&str>) -> AnyView {
    let carrier = match host {
        Some(host) => format!("Goes out through {host}. "),
        None => "No mail server is set: mail is put into the folder outbox of the data folder. ".to_owned(),
    };
    let parts = [(mail.waiting, "waits"), (mail.tried, "tried again"), (mail.given_up, "given up")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(*number)))
        .collect();
    let state = if parts.is_empty() { "Nothing waits. ".to_owned() } else { format!("{}. ", parts.join(", ")) };
    let sent = mail.sent_at.map(|at| view! { "The last one left " <InstantView at=Timestamp(at)/> ". " }.into_any());
    view! { {carrier} {state} {sent} <a href="/outbox">"Outbox"</a> }.into_any()
}

fn people(signed_in: Vec<SignedIn>, sessions: i64) -> AnyView {
    let columns =
        vec![Column::text("Person"), Column::text("Role"), Column::text("Signed in"), Column::text("Last seen")];
    let instant = |at: Timestamp| view! { <span class="nowrap"><InstantView at/></span> }.into_any();
    let rows = signed_in
        .into_iter()
        .map(|one| Row::new(vec![cell(one.name), cell(one.role.label()), instant(one.since), instant(one.seen_at)]))
        .collect();
    let caption = count_of(sessions, "session", "sessions");
    view! { <Section title="Who is signed in" id="signed-in"><DataTable caption columns rows/></Section> }.into_any()
}

fn settings(stated: &[(&'static str, String)]) -> AnyView {
    let columns = vec![Column::text("Setting"), Column::text("Value"), Column::text("Meaning")];
    let meaning = |key: &str| crate::config::KEYS.iter().find(|(name, ..)| *name == key).map(|(.., words)| *words);
    let rows = stated
        .iter()
        .map(|(key, value)| {
            let key_cell = view! { <span class="code">{*key}</span> }.into_any();
            Row::new(vec![key_cell, cell(Some(value.clone()).filter(|value| !value.is_empty())), cell(meaning(key))])
        })
        .collect();
    view! {
        <Section title="Settings" id="settings">
            <p>"They are read when the portal starts, from its file and its environment; they are not changed here."</p>
            <DataTable caption="Settings" columns rows/>
        </Section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_said_in_tenths_of_a_megabyte() {
        assert_eq!(
            (size(0).as_str(), size(12_450_000).as_str(), size(1_234_500_000).as_str()),
            ("0.0 MB", "12.4 MB", "1,234.5 MB")
        );
    }
}
