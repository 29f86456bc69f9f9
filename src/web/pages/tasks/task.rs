//! `/to-do/task`: one task, to name somebody for it or to put it off, and what was said of it before.

use domain::task::{MarkDeed, TaskId, TaskKind};
use leptos::prelude::*;
use store::tasks::{self, MarkRow, Task};

use super::words::{Said, said};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let named = |name: &str| cx.query.get(name).map(str::to_owned);
    let form = cx.form(&mut tx, FormState::default()).await?;
    // A refused form comes back without what stood behind the question mark: it says itself which task it is of.
    let kind = named("kind").or_else(|| form.value("kind").map(str::to_owned)).unwrap_or_default();
    let subject = named("subject").or_else(|| form.value("subject").map(str::to_owned)).unwrap_or_default();
    let id = TaskId::parse(&kind, &subject).map_err(|_| AppError::NotFound)?;
    let task = tasks::find(&mut tx, viewer, cx.now(), &id).await?;
    let colleagues = tasks::colleagues(&mut tx, viewer).await?;
    let marks = tasks::marks(&mut tx, viewer, &id).await?;
    drop(tx);
    let keys = [cx.submission_key()?, cx.submission_key()?, cx.submission_key()?];
    let me = viewer.person;
    cx.page("Assign or put off", move || {
        let Said { sentence, href, button, .. } = said(&task);
        let steps = vec![("To do".to_owned(), "/to-do".to_owned())];
        let words = if task.kind == TaskKind::Count { "Open the round".to_owned() } else { button };
        let action = view! { <ButtonLink href text=words/> }.into_any();
        let [first, second, third] = keys;
        view! {
            <Breadcrumb steps/>
            <PageHeader kind=task.kind.label() title=sentence actions=action/>
            <ErrorSummary state=form.clone()/>
            {assign(&task, colleagues, me, first, &form)}
            {back(&task, third)}
            {put_off(&task, second, &form)}
            {history(marks)}
        }
        .into_any()
    })
}

/// The form of this page that was refused gets its values and mistakes back; the others stay as they are.
fn own(form: &FormState, field: &str) -> FormState {
    if form.value(field).is_some() { form.clone() } else { FormState::default() }
}

fn hidden(task: &Task, key: String) -> AnyView {
    view! {
        <HiddenInput name="submission" value=key/>
        <HiddenInput name="kind" value=task.kind.word()/>
        <HiddenInput name="subject" value=task.subject.clone()/>
    }
    .into_any()
}

fn assign(task: &Task, colleagues: Vec<(i64, String)>, me: i64, key: String, form: &FormState) -> AnyView {
    if task.kind == TaskKind::Discrepancy {
        let href = format!("/discrepancies/{}#assign", task.subject);
        let owner = task.assignee.clone().unwrap_or_else(|| "Nobody yet".to_owned());
        return view! {
            <Section title="Who looks after it" id="assign">
                <p>{owner}". A discrepancy has an owner and a day by which it is settled."</p>
                <p><ButtonLink href text="Name the owner and the day"/></p>
            </Section>
        }
        .into_any();
    }
    let state = own(form, "assignee");
    let named = |(id, name): (i64, String)| (id.to_string(), if id == me { format!("{name} (you)") } else { name });
    let mut options: Vec<(String, String)> = colleagues.into_iter().map(named).collect();
    options.push(("nobody".to_owned(), "Nobody in particular".to_owned()));
    let fields = hidden(task, key);
    let now = task.assignee.as_ref().map(|name| view! { <p>{name.clone()}" looks after it now."</p> }.into_any());
    view! {
        <Section title="Who looks after it" id="assign">
            {now}
            <form class="form" method="post" action="/api/assign_task">
                {fields}
                <Select name="assignee" label="Colleague" state options blank="Choose a person"/>
                <SubmitButton text="Assign it" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}

fn back(task: &Task, key: String) -> Option<AnyView> {
    let (until, reason) = task.put_off.clone()?;
    let fields = hidden(task, key);
    Some(
        view! {
            <Section title="It is put off" id="back">
                <p>{format!("Until {}: {reason}", until.words())}</p>
                <form method="post" action="/api/bring_back_task">
                    {fields}
                    <SubmitButton text="Bring it back now" quiet=true/>
                </form>
            </Section>
        }
        .into_any(),
    )
}

fn put_off(task: &Task, key: String, form: &FormState) -> AnyView {
    let state = own(form, "until_on");
    let fields = hidden(task, key);
    view! {
        <Section title="Put it off" id="later">
            <form class="form" method="post" action="/api/put_off_task">
                {fields}
                <DateField name="until_on" label="Until" state=state.clone() hint="On this day it is back on the list, such as 15 Jun 2021"/>
                <Field name="reason" label="What it waits for" state/>
                <SubmitButton text="Put it off" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}

fn history(marks: Vec<MarkRow>) -> Option<AnyView> {
    let entry = |mark: MarkRow| {
        let words = match (mark.deed, mark.assignee, mark.until) {
            (MarkDeed::Assigned, Some(name), _) => format!("Assigned to {name}"),
            (MarkDeed::Assigned, None, _) => "Assigned to nobody in particular".to_owned(),
            (MarkDeed::PutOff, _, Some(until)) => format!("Put off until {}", until.words()),
            (deed, ..) => deed.label().to_owned(),
        };
        let happening = Happening::at(mark.recorded_at, words).who(mark.person);
        match mark.reason {
            Some(reason) => happening.note(reason.into_any()),
            None => happening,
        }
    };
    let entries: Vec<Happening> = marks.into_iter().map(entry).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="What was said of it" id="history"><Timeline entries/></Section> }.into_any())
}
