//! `/periods/{id}`: one lock, and what was asked of it.

use axum::extract::Path;
use domain::{Action, Timestamp, Viewer, period::Reopening};
use leptos::prelude::*;
use store::periods::{LockRow, ReopeningRow};

use super::list::{period, scope, state};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let id: i64 = id.parse().map_err(|_| AppError::NotFound)?;
    let viewer = cx.viewer()?;
    let now = cx.now();
    let mut tx = cx.read().await?;
    let lock = store::periods::show(&mut tx, viewer, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Period {}", period(&lock)), || {
        let scope = match &lock.grant {
            Some(code) => Fact::link("Grant", code.clone(), format!("/grants/{code}")),
            None => Fact::text("Grant", scope(&lock)),
        };
        let facts = vec![
            scope,
            Fact::text("Locked by", lock.locked_by.clone()),
            Fact::view("Locked on", view! { <InstantView at=lock.locked_at/> }.into_any()),
            Fact::text("Reason", lock.reason.clone()),
        ];
        let entries: Vec<Happening> = lock.reopenings.iter().map(|row| happening(row, lock.id, viewer, now)).collect();
        let reopenings = (!entries.is_empty())
            .then(|| view! { <Section title="Reopenings" id="reopenings"><Timeline entries/></Section> }.into_any());
        view! {
            <Breadcrumb steps=vec![("Locked periods".to_owned(), "/periods".to_owned())]/>
            <PageHeader kind="Period" title=period(&lock) status=state(&lock, now)/>
            <ErrorSummary state=form.clone()/>
            <SummaryList facts/>
            {reopenings}
            {ask(viewer, &lock, now, &form, submission)}
        }
        .into_any()
    })
}

/// The form that asks, when nobody has asked and it is not open.
fn ask(viewer: &Viewer, lock: &LockRow, now: Timestamp, form: &FormState, submission: String) -> Option<AnyView> {
    let under_way =
        lock.reopenings.iter().any(|row| matches!(row.state(now), Reopening::Asked | Reopening::OpenUntil(_)));
    if under_way || !viewer.role.may(Action::ManageMoney) {
        return None;
    }
    let (state, hours) = (form.clone(), form.clone());
    let id = lock.id.to_string();
    let section = view! {
        <Section title="Ask to open it again" id="ask">
            <form class="form" method="post" action="/api/ask_reopening">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="period" value=id/>
                <Field name="hours" label="For how long" state=hours kind=Input::Number width=Width::Tiny suffix="hours"
                    hint="From 1 to 336, counted from the approval on"/>
                <TextArea name="reason" label="What has to be posted, and why it is late" state=state rows=3/>
                <FormActions><SubmitButton text="Ask another member of staff"/></FormActions>
            </form>
        </Section>
    };
    Some(section.into_any())
}

fn happening(row: &ReopeningRow, lock: i64, viewer: &Viewer, now: Timestamp) -> Happening {
    let hours = count_of(row.hours, "hour", "hours");
    let (tone, tag, words) = match row.state(now) {
        Reopening::Asked => (Tone::Accent, "asked".to_owned(), None),
        Reopening::OpenUntil(end) => (Tone::Warn, format!("open until {}", end.words()), decided(row, "Approved")),
        Reopening::EndedAt(end) => (Tone::Idle, format!("ended {}", end.words()), decided(row, "Approved")),
        Reopening::Rejected => (Tone::Bad, "rejected".to_owned(), decided(row, "Rejected")),
    };
    let words = words.map(|words| view! { <p>{words}</p> }.into_any());
    let next = (row.decided.is_none() && viewer.role.may(Action::ManageMoney)).then(|| {
        if row.asked_by_id == viewer.person {
            return view! { <p class="muted">"Another member of staff decides it."</p> }.into_any();
        }
        view! { <p><a href=format!("/periods/{lock}/reopenings/{}", row.id)>"Approve or reject"</a></p> }.into_any()
    });
    let title = view! { {format!("Asked to open it for {hours} ")} <StatusTag tone text=tag/> }.into_any();
    let note = view! { <p class="pre-line">{row.reason.clone()}</p>{words}{next} }.into_any();
    Happening::at(row.asked_at, title).who(row.asked_by.clone()).note(note).tone(tone)
}

fn decided(row: &ReopeningRow, word: &str) -> Option<String> {
    let decided = row.decided.as_ref()?;
    let reason = decided.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    Some(format!("{word} by {} on {}{reason}", decided.by, decided.at.words()))
}
