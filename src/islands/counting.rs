//! What a browser adds to the counting form: steppers whose numbers always add up, saving while somebody counts, photos that
//! go at once. The form is the page's own HTML, and all that is counted stands in its fields: nothing is rendered twice, and
//! what was typed before this part arrived counts. (Rejected: lines as reactive views. A phone fetched every line twice, as
//! HTML and as the data of the views, and half again as much program.)

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement};

mod dom;
mod line;
mod photos;
mod queue;
mod steps;

use dom::{attribute, hide, query, query_all, set_text};
use line::Line;
use queue::Queue;

/// Stands at the end of the page's `<form>`, whose `data-keep` is the name under which this browser keeps what is not saved yet;
/// another person's count in the same browser has another one. (Properties of an island travel as JSON, and its reader would be a
/// tenth of what a phone fetches.)
#[island]
pub fn CountingAid() -> impl IntoView {
    let here = NodeRef::<leptos::html::Span>::new();
    Effect::new(move |_| {
        let form = here.get().and_then(|here| here.closest("form").ok()?);
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            let keep = attribute(&form, "data-keep");
            begin(form, keep);
        }
    });
    view! { <span node_ref=here hidden=true></span> }.into_any()
}

fn begin(form: HtmlFormElement, keep: String) {
    let queue = StoredValue::new_local(Queue::new(form.clone(), keep));
    let form = StoredValue::new_local(form);
    for send in form.with_value(|form| query_all(form, ".camera-send")) {
        hide(&send, true);
    }
    queue.with_value(Queue::restore);
    form.with_value(progress);
    let changed = move |line: Option<Line>| {
        if let Some(line) = &line {
            line.show();
        }
        form.with_value(progress);
        queue.with_value(|queue| queue.changed(line.as_ref()));
    };
    let clicked = window_event_listener(ev::click, move |event| {
        let Some(button) = target(&event).and_then(|target| target.closest("[data-step]").ok()?) else { return };
        let Some(line) = Line::around(&button) else { return };
        if line.step(&button) {
            changed(Some(line));
        }
    });
    let typed = window_event_listener(ev::input, move |event| {
        let Some(target) = target(&event).filter(|target| belongs(form, target)) else { return };
        // What is looked for is no part of the count, and files go by themselves.
        if matches!(attribute(&target, "type").as_str(), "search" | "file") || attribute(&target, "name") == "reason" {
            return;
        }
        let line = Line::around(&target);
        if let Some(line) = &line {
            line.typed(&target);
        }
        changed(line);
    });
    let chosen = window_event_listener(ev::change, move |event| {
        let Some(target) = target(&event).filter(|target| attribute(target, "type") == "file") else { return };
        if let Some(line) = Line::around(&target) {
            form.with_value(|form| photos::send(form, &line, &target));
        }
    });
    // On a phone people leave by a tap.
    let left = window_event_listener_untyped("pagehide", move |_| queue.with_value(Queue::leave));
    let back = window_event_listener_untyped("online", move |_| queue.with_value(Queue::send));
    let sent = window_event_listener_untyped("submit", move |event| {
        if target(&event).is_some_and(|target| belongs(form, &target)) {
            queue.with_value(|queue| queue.before(&event));
        }
    });
    on_cleanup(move || {
        clicked.remove();
        typed.remove();
        chosen.remove();
        left.remove();
        back.remove();
        sent.remove();
    });
    queue.with_value(Queue::send);
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn belongs(form: StoredValue<HtmlFormElement, LocalStorage>, target: &Element) -> bool {
    form.with_value(|form| form.contains(Some(target)))
}

/// How far the count is, and what the button says.
fn progress(form: &HtmlFormElement) {
    let Some(foot) = query(form, ".count-foot") else { return };
    let number = |name: &str| attribute(&foot, name).parse::<usize>().unwrap_or(0);
    let (total, elsewhere) = (number("data-total"), number("data-elsewhere"));
    let here = query_all(form, "[data-line]").into_iter().filter(|line| Line::new(line.clone()).is_counted()).count();
    let counted = if attribute(&foot, "data-rest") == "open" { here + elsewhere } else { total };
    if let Some(bar) = query(&foot, "progress") {
        dom::set(&bar, "value", &(counted as u32).into());
    }
    if let Some(far) = query(&foot, ".count-far") {
        set_text(&far, &format!("{counted} of {total} lines counted"));
    }
    if let Some(button) = query(&foot, ".count-review") {
        let words = match counted {
            0 => "Review what is counted".to_owned(),
            1 => "Review 1 line".to_owned(),
            many => format!("Review {many} lines"),
        };
        set_text(&button, &words);
    }
    for words in query_all(form, "[data-before-counting]") {
        hide(&words, counted > 0);
    }
    for words in query_all(form, "[data-after-counting]") {
        hide(&words, counted == 0 || counted >= total);
    }
}
