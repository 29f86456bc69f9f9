//! One's own account: who I am here, where I am signed in, how pages look.

use domain::{Action, Timestamp, Viewer};
use leptos::prelude::*;
use store::sessions::SessionRow;

use super::{device::device_words, notices, password};
use crate::{
    Cx,
    cx::PageResult,
    export::Separator,
    kit::{
        Choice, Column, DataTable, ErrorSummary, Fact, FormState, HiddenInput, InstantView, PageHeader, Radios, Row,
        Section, StatusTag, SubmitButton, SummaryList, Theme, Tone, cell, none,
    },
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let sessions = store::sessions::own(&mut tx, &viewer, cx.now(), cx.app.config.session).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let told = viewer.role.may(Action::SeeNotices);
    let settings = if told { Some(store::notices::settings(&mut tx, &viewer).await?) } else { None };
    let choices = cx.submission_key()?;
    let (key, theme, back, separator) = (cx.submission_key()?, cx.theme, cx.path.clone(), cx.separator);
    cx.page("Your account", move || {
        view! {
            <ErrorSummary state=state.clone()/>
            <PageHeader title="Your account"/>
            {who(&viewer)}
            {signed_in(&viewer, sessions, key)}
            {password::section(state.clone())}
            {settings.map(|settings| {
                let form = if state.value("email").is_some() { state } else { notices::filled(&settings) };
                notices::section(&settings, choices, form)
            })}
            {files(separator)}
            {colours(theme, back)}
        }
        .into_any()
    })
}

fn who(viewer: &Viewer) -> AnyView {
    let belongs = viewer.scope_name.clone().unwrap_or_else(|| "The whole programme".to_owned());
    let facts = vec![
        Fact::text("Name", viewer.name.clone()),
        Fact::text("Login", viewer.login.clone()),
        Fact::text("Role", viewer.role.label()),
        Fact::text("You see what belongs to", belongs),
    ];
    view! { <SummaryList facts/> }.into_any()
}

fn signed_in(viewer: &Viewer, sessions: Vec<SessionRow>, key: String) -> AnyView {
    let columns =
        vec![Column::text("Device"), Column::text("Signed in"), Column::text("Last seen"), Column::text("Which")];
    let own = viewer.session;
    let rows = sessions.into_iter().map(|session| session_row(session, own)).collect();
    view! {
        <Section title="Where you are signed in">
            <DataTable caption="Your sessions" columns rows/>
            <form class="form-actions" method="post" action="/api/sign_out_everywhere">
                <HiddenInput name="submission" value=key/>
                <SubmitButton text="Sign out everywhere" quiet=true/>
                <span class="muted">"Ends all of these, this one too. Do it when a device is lost."</span>
            </form>
        </Section>
    }
    .into_any()
}

fn session_row(session: SessionRow, own: i64) -> Row {
    let instant = |at: i64| view! { <InstantView at=Timestamp(at)/> }.into_any();
    let device = session.device.as_deref().map(device_words);
    let which =
        if session.id == own { view! { <StatusTag tone=Tone::Accent text="this one"/> }.into_any() } else { none() };
    Row::new(vec![
        cell(device.unwrap_or_else(|| "Unknown device".to_owned())),
        instant(session.created_at),
        instant(session.seen_at),
        which,
    ])
}

/// Every list is there as CSV and as XLSX; of the first, people's spreadsheets expect two kinds.
fn files(separator: Separator) -> AnyView {
    let choices = vec![
        Choice::new(Separator::Comma.word(), "Comma"),
        Choice::new(Separator::Semicolon.word(), "Semicolon")
            .hint("For a spreadsheet that writes decimals with a comma"),
    ];
    view! {
        <Section title="Files for spreadsheets" id="files">
            <form method="post" action="/api/choose_separator">
                <Radios name="separator" legend="Between the columns of a CSV file" state=FormState::default() choices value=separator.word()/>
                <SubmitButton text="Write CSV files so" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}

fn colours(theme: Theme, back: String) -> AnyView {
    let choices = vec![
        Choice::new(Theme::System.word(), "As my device"),
        Choice::new(Theme::Light.word(), "Light"),
        Choice::new(Theme::Dark.word(), "Dark"),
    ];
    view! {
        <Section title="How pages look">
            <form method="post" action="/api/choose_theme">
                <HiddenInput name="back" value=back/>
                <Radios name="theme" legend="Colours" state=FormState::default() choices value=theme.word()/>
                <SubmitButton text="Use these colours" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}
