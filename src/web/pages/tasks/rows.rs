//! Rows of tasks under the heading of their urgency.

use domain::{
    Timestamp,
    task::{TaskKind, Urgency},
};
use leptos::prelude::*;
use store::tasks::{Listed, Task};

use super::words::{Said, said};
use crate::{AppError, Cx, kit::*};

/// A key for each form of a page.
pub struct Keys(Vec<String>);

impl Keys {
    /// # Errors
    /// The system gives no random numbers.
    pub fn of(cx: &Cx, tasks: &[Task]) -> Result<Self, AppError> {
        tasks.iter().map(|_| cx.submission_key()).collect::<Result<_, _>>().map(Keys)
    }
}

/// `3 late · 5 for you to decide · 12 next steps`; what there is none of is not said.
pub fn finding(listed: &Listed) -> String {
    let parts = [
        (Urgency::Late, "late", "late"),
        (Urgency::Decision, "for you to decide", "for you to decide"),
        (Urgency::Next, "next step", "next steps"),
    ];
    let parts = parts.map(|(urgency, one, many)| (listed.number(urgency), one, many));
    let words: Vec<String> = parts
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count_of(*number, one, many))
        .collect();
    if words.is_empty() {
        "Nothing waits: everything is decided, counted and signed.".to_owned()
    } else {
        words.join(" · ")
    }
}

/// The tasks in their order, each urgency under its heading.
pub fn rows(tasks: &[Task], keys: Keys, at: Timestamp) -> AnyView {
    let mut sections: Vec<(Urgency, Vec<AnyView>)> = Vec::new();
    for (task, key) in tasks.iter().zip(keys.0) {
        let row = row(task, key, at);
        match sections.last_mut() {
            Some((urgency, own)) if *urgency == task.urgency => own.push(row),
            _ => sections.push((task.urgency, vec![row])),
        }
    }
    let sections: Vec<_> = sections
        .into_iter()
        .map(|(urgency, own)| {
            let id = format!("urgency-{}", urgency.word());
            view! { <Section title=urgency.label() id><ul class="tasks">{own}</ul></Section> }.into_any()
        })
        .collect();
    view! { <div>{sections}</div> }.into_any()
}

fn row(task: &Task, key: String, at: Timestamp) -> AnyView {
    let Said { sentence, href, button, more } = said(task);
    let words = sentence.clone();
    let hidden = view! { <span class="hidden">{format!(": {words}")}</span> }.into_any();
    let reminded = task.reminded_at.filter(|last| at.0 - last.0 < 86_400_000).is_some();
    let action = match task.kind {
        TaskKind::Count if !reminded => view! {
            <form method="post" action="/api/remind_agency">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="kind" value=task.kind.word()/>
                <HiddenInput name="subject" value=task.subject.clone()/>
                <button class="button button-quiet" type="submit">{button} {hidden}</button>
            </form>
        }
        .into_any(),
        TaskKind::Count => view! { <span class="muted">"Reminded today"</span> }.into_any(),
        _ => view! { <a class="button button-quiet" href=href.clone()>{button} {hidden}</a> }.into_any(),
    };
    let sentence = match task.kind {
        TaskKind::Count => link(sentence, Some(&href)),
        _ => sentence.into_any(),
    };
    let reminded = task.reminded_at.filter(|_| !reminded).map(|last| format!("Reminded {}", last.day_words()));
    let assignee = task.assignee.as_ref().map(|name| format!("{name} looks after it"));
    let put_off = task.put_off.as_ref().map(|(until, why)| format!("Put off until {}: {why}", until.words()));
    let more: Vec<String> =
        [more, reminded, assignee, put_off].into_iter().flatten().filter(|said| !said.is_empty()).collect();
    let more = more.join(" · ");
    let share = view! {
        <a class="task-share" href=address(task)>"Assign or put off" <span class="hidden">{format!(": {words}")}</span></a>
    };
    view! {
        <li class="task">
            <div class="task-words">
                <p>{sentence}</p>
                <p class="task-more">{(!more.is_empty()).then(|| format!("{more} · "))} {share}</p>
            </div>
            <div class="task-action">{action}</div>
        </li>
    }
    .into_any()
}

/// Where somebody is named for it, or it is put off.
pub fn address(task: &Task) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", task.kind.word()).append_pair("subject", &task.subject);
    format!("/to-do/task?{}", query.finish())
}
