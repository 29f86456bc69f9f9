//! Dated facts, newest first: who, when, what.

use domain::{PartialDate, Timestamp, phase::MetOn};
use leptos::prelude::*;

use super::{
    status::Tone,
    text::{Slot, Text},
};

/// One entry. The two clocks are shown when they differ by a day or more: "25 Sep 2019 · recorded 2 Oct 2019".
pub struct Happening {
    when: String,
    datetime: String,
    recorded: Option<String>,
    title: AnyView,
    who: Text,
    note: Slot,
    tone: Tone,
}

impl Happening {
    /// What happened on a date that a person stated.
    pub fn on(date: PartialDate, title: impl IntoAny) -> Self {
        Self::new(date.words(), date.to_string(), title.into_any())
    }

    /// What happened on a date, or some time until it: "by the end of 2020".
    pub fn met(on: MetOn, title: impl IntoAny) -> Self {
        Self::new(on.words(), on.date.to_string(), title.into_any())
    }

    /// Something planned: "by 10 Jan 2020".
    pub fn by(date: PartialDate, title: impl IntoAny) -> Self {
        Self::new(format!("by {}", date.words()), date.to_string(), title.into_any())
    }

    /// What the system saw itself.
    pub fn at(at: Timestamp, title: impl IntoAny) -> Self {
        Self::new(at.words(), at.rfc3339(), title.into_any())
    }

    /// Something whose date is not known.
    pub fn undated(title: impl IntoAny) -> Self {
        Self::new("date not known".to_owned(), String::new(), title.into_any())
    }

    fn new(when: String, datetime: String, title: AnyView) -> Self {
        Self { when, datetime, recorded: None, title, who: Text::default(), note: Slot::default(), tone: Tone::Idle }
    }

    /// The system's clock; shown when it says another day than the person did.
    pub fn recorded(self, at: Timestamp) -> Self {
        let day = at.day_words();
        let differs = !self.when.starts_with(&day) && !self.datetime.is_empty();
        Self { recorded: differs.then(|| format!("recorded {day}")), ..self }
    }

    pub fn who(self, who: impl Into<Text>) -> Self {
        Self { who: who.into(), ..self }
    }

    pub fn note(self, note: impl Into<Slot>) -> Self {
        Self { note: note.into(), ..self }
    }

    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// Newest first is the page's business: entries are shown in the order given.
#[component]
pub fn Timeline(entries: Vec<Happening>) -> impl IntoView {
    let entries: Vec<_> = entries.into_iter().map(one_entry).collect();
    view! { <ol class="timeline">{entries}</ol> }.into_any()
}

fn one_entry(entry: Happening) -> AnyView {
    let when = match entry.datetime.is_empty() {
        true => view! { <span>{entry.when}</span> }.into_any(),
        false => view! { <time datetime=entry.datetime>{entry.when}</time> }.into_any(),
    };
    let recorded = entry.recorded.map(|recorded| format!(" · {recorded}"));
    let who = entry.who.into_option().map(|who| view! { <span class="timeline-who">" · " {who}</span> }.into_any());
    let note = entry.note.into_option().map(|note| view! { <div class="timeline-note">{note}</div> }.into_any());
    view! {
        <li class=format!("timeline-{}", entry.tone.class())>
            <p class="timeline-when">{when}{recorded}{who}</p>
            <div class="timeline-title">{entry.title}</div>
            {note}
        </li>
    }
    .into_any()
}
