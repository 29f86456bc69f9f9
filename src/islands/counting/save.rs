//! Saves the draft while somebody counts, with the function that the button calls.

use std::time::Duration;

use leptos::{html::Div, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, HtmlFormElement, RequestInit, Response, UrlSearchParams};

/// The time without typing after which it is saved.
const PAUSE: Duration = Duration::from_millis(700);

/// To be called when something was typed; `said` becomes what happened.
pub(super) fn saving(inside: NodeRef<Div>, said: RwSignal<&'static str>) -> impl Fn() + Clone + 'static {
    // Only the last of several that wait does anything; nothing waits at 0.
    let turn = StoredValue::new(0_u32);
    let last = StoredValue::new(0_u32);
    let save = move || {
        if turn.try_update_value(std::mem::take).is_some_and(|waits| waits > 0)
            && let Some(form) = form_around(inside)
        {
            spawn_local(async move {
                let offline = "Not saved: no connection. It is tried again with your next change.";
                said.try_set(send(&form).await.unwrap_or(offline));
            });
        }
    };
    Effect::new(move |_| {
        // On a phone people leave by a tap. A form that is sent says everything itself, and nothing is saved after it.
        let left = window_event_listener_untyped("pagehide", move |_| save());
        let sent = window_event_listener_untyped("submit", move |_| turn.set_value(0));
        on_cleanup(move || {
            left.remove();
            sent.remove();
        });
    });
    move || {
        let mine = last.with_value(|last| last.wrapping_add(1));
        last.set_value(mine);
        turn.set_value(mine);
        let later = move || {
            if turn.try_get_value() == Some(mine) {
                save();
            }
        };
        // Without a timer it is saved with the next change.
        set_timeout(later, PAUSE).ok();
    }
}

fn form_around(inside: NodeRef<Div>) -> Option<HtmlFormElement> {
    inside.get_untracked()?.closest("form").ok()??.dyn_into().ok()
}

/// Without the files: those go when their button is pressed.
async fn send(form: &HtmlFormElement) -> Option<&'static str> {
    let fields = UrlSearchParams::new().ok()?;
    let data = FormData::new_with_form(form).ok()?;
    for entry in data.entries() {
        let pair: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) else { continue };
        // Each saving is a form of its own: its key is the page's with the time.
        let value = if name == "submission" { format!("{value}-{}", js_sys::Date::now()) } else { value };
        // What is looked for is no part of the draft.
        if name != "q" {
            fields.append(&name, &value);
        }
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&fields);
    // It arrives although the page is left.
    js_sys::Reflect::set(&request, &"keepalive".into(), &true.into()).ok()?;
    let answer = JsFuture::from(window().fetch_with_str_and_init("/api/save_receipt_draft", &request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    Some(match answer.status() {
        200 => "Saved",
        401 => "Not saved: your session has ended. What you typed is kept when you confirm.",
        409 => "Not saved: a colleague has taken over, or a line was confirmed. Press “Save for later” to see.",
        _ => "Not saved. It is tried again with your next change.",
    })
}
