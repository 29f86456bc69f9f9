//! What is counted and not saved yet: kept in this browser, so that neither a reload nor a lost connection loses it, and sent
//! when the line is back, with the function that the button calls. Saving the same twice changes nothing.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use js_sys::Reflect;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, RequestInit, Response, Storage};

use super::{
    dom::{query, query_all, set_text, text_of},
    line::Line,
};

/// The time without typing after which it is saved, and after which a lost connection is tried again.
const PAUSE: Duration = Duration::from_millis(700);
const AGAIN: Duration = Duration::from_secs(10);
/// Lines that are sent at once: far below the largest form that is read.
const AT_ONCE: usize = 100;
/// The key of the fields above and below the lines.
const HEAD: &str = "head";

const OFFLINE: &str = "Not saved yet: no connection. It is kept in this browser, and sent when the connection is back.";

#[derive(Clone)]
pub(super) struct Queue(Rc<Inside>);

struct Inside {
    form: HtmlFormElement,
    keep: String,
    /// The text of every line that is not saved yet, by its number.
    waiting: RefCell<BTreeMap<String, String>>,
    /// Only the last of several that wait does anything.
    turn: RefCell<u32>,
    under_way: RefCell<bool>,
    /// All that waited has gone: the form follows.
    passing: RefCell<bool>,
}

impl Queue {
    pub(super) fn new(form: HtmlFormElement, keep: String) -> Self {
        let inside = Inside {
            form,
            keep,
            waiting: RefCell::default(),
            turn: RefCell::default(),
            under_way: RefCell::default(),
            passing: RefCell::default(),
        };
        Queue(Rc::new(inside))
    }

    /// What this browser kept comes back into the form. A line that is another one by now was confirmed meanwhile.
    pub(super) fn restore(&self) {
        let kept = storage().and_then(|storage| storage.get_item(&self.0.keep).ok()?).unwrap_or_default();
        let mut waiting = self.0.waiting.borrow_mut();
        for (id, text) in kept.lines().filter_map(|line| line.split_once(' ')) {
            if let Some(line) = self.line(id) {
                if !text.split('&').any(|pair| pair == format!("version={}", line.version())) {
                    continue;
                }
                line.fill(text);
            }
            waiting.insert(id.to_owned(), text.to_owned());
        }
        drop(waiting);
        self.write();
    }

    /// `None`: a field above or below the lines.
    pub(super) fn changed(&self, line: Option<&Line>) {
        let (id, text) = line.map_or((HEAD.to_owned(), "head".to_owned()), |line| (line.id(), line.text()));
        self.0.waiting.borrow_mut().insert(id, text);
        self.write();
        self.say("Not saved yet");
        self.later(PAUSE);
    }

    fn later(&self, pause: Duration) {
        let mine = self.turn();
        let queue = self.clone();
        // Without a timer it is saved with the next change.
        set_timeout(
            move || {
                if *queue.0.turn.borrow() == mine {
                    queue.send();
                }
            },
            pause,
        )
        .ok();
    }

    /// The form is about to be sent. What waits goes first, so that without a connection the person stays on this page with
    /// all that was typed; whatever else the server says of it, it says to the form as well.
    pub(super) fn before(&self, event: &Event) {
        if *self.0.passing.borrow() || self.0.waiting.borrow().is_empty() {
            return;
        }
        event.prevent_default();
        self.turn();
        let button =
            Reflect::get(event, &"submitter".into()).ok().and_then(|button| button.dyn_into::<HtmlElement>().ok());
        let sent = self.first();
        let queue = self.clone();
        spawn_local(async move {
            if post(&queue.body(&sent)).await.is_none() {
                queue.say(OFFLINE);
                return queue.later(AGAIN);
            }
            queue.0.waiting.borrow_mut().retain(|id, _| id != HEAD && queue.line(id).is_none());
            queue.write();
            *queue.0.passing.borrow_mut() = true;
            queue.0.form.request_submit_with_submitter(button.as_ref()).ok();
        });
    }

    fn turn(&self) -> u32 {
        let mine = self.0.turn.borrow().wrapping_add(1);
        *self.0.turn.borrow_mut() = mine;
        mine
    }

    fn first(&self) -> Vec<(String, String)> {
        self.0.waiting.borrow().iter().take(AT_ONCE).map(|(id, text)| (id.clone(), text.clone())).collect()
    }

    /// Whatever still waits goes now; what does not arrive is kept.
    pub(super) fn leave(&self) {
        *self.0.under_way.borrow_mut() = false;
        self.send();
    }

    pub(super) fn send(&self) {
        if self.0.waiting.borrow().is_empty() || *self.0.under_way.borrow() {
            return;
        }
        *self.0.under_way.borrow_mut() = true;
        let queue = self.clone();
        let sent = self.first();
        spawn_local(async move {
            let answer = post(&queue.body(&sent)).await;
            *queue.0.under_way.borrow_mut() = false;
            queue.answered(&sent, answer);
        });
    }

    fn answered(&self, sent: &[(String, String)], answer: Option<(u16, JsValue)>) {
        let Some((status, told)) = answer else {
            self.say(OFFLINE);
            return self.later(AGAIN);
        };
        match status {
            200 => {
                self.drop_sent(sent);
                if self.0.waiting.borrow().is_empty() { self.say("Saved") } else { self.later(Duration::ZERO) }
            }
            401 => self.say("Not saved yet: your session has ended. Sign in again; the count is kept in this browser."),
            409 => {
                // Of lines that are not on this page nothing can be done here; the ones on it are sent with the next change.
                self.0.waiting.borrow_mut().retain(|id, _| id == HEAD || self.line(id).is_some());
                self.write();
                self.say(&format!("Not saved. {}", text_at(&told, "message")));
            }
            422 => self.refused(sent, &told),
            404 => {
                self.0.waiting.borrow_mut().clear();
                self.write();
                self.say("Not saved: this round is not yours to count any more.");
            }
            _ => {
                self.say("Not saved yet. It is tried again in a moment.");
                self.later(AGAIN);
            }
        }
    }

    /// Says at each line what is wrong with it. One mistake keeps no other line from being saved: those go by themselves.
    fn refused(&self, sent: &[(String, String)], told: &JsValue) {
        let fields = Reflect::get(told, &"fields".into()).map(|fields| js_sys::Array::from(&fields));
        let lines: Vec<&(String, String)> = sent.iter().filter(|(id, _)| id != HEAD).collect();
        let mut wrong = Vec::new();
        let mut words = String::new();
        for mistake in fields.unwrap_or_default() {
            let (field, message) = (text_at(&mistake, "field"), text_at(&mistake, "message"));
            let place = field.strip_prefix("lines[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
            match place.and_then(|place| lines.get(place)) {
                Some((id, _)) => {
                    if let Some(line) = self.line(id) {
                        line.say(&message);
                    }
                    wrong.push(id.clone());
                }
                None => words = message,
            }
        }
        let others: Vec<(String, String)> = sent.iter().filter(|(id, _)| !wrong.contains(id)).cloned().collect();
        let say = if words.is_empty() { "Not saved yet: mend what is marked." } else { words.as_str() };
        self.say(say);
        if !wrong.is_empty() && !others.is_empty() && words.is_empty() {
            let queue = self.clone();
            spawn_local(async move {
                if let Some((200, _)) = post(&queue.body(&others)).await {
                    queue.drop_sent(&others);
                }
            });
        }
    }

    /// What was sent and is still as it was when it was sent.
    fn drop_sent(&self, sent: &[(String, String)]) {
        self.0.waiting.borrow_mut().retain(|id, text| !sent.iter().any(|(i, t)| i == id && t == text));
        self.write();
    }

    fn body(&self, sent: &[(String, String)]) -> String {
        // Each saving is a form of its own: its key is the page's with the time.
        let key = format!("{}-{}", self.head("submission"), js_sys::Date::now());
        let mut parts = vec![format!("submission={}", encoded(&key))];
        for name in ["round", "received_on", "remark"] {
            parts.push(format!("{name}={}", encoded(&self.head(name))));
        }
        for (place, (_, text)) in sent.iter().filter(|(id, _)| id != HEAD).enumerate() {
            let own = text.split('&').filter_map(|pair| pair.split_once('='));
            parts.extend(own.map(|(part, value)| format!("{}={value}", encoded(&format!("lines[{place}][{part}]")))));
        }
        parts.join("&")
    }

    fn head(&self, name: &str) -> String {
        query(&self.0.form, &format!("[name='{name}']")).map(|field| text_of(&field, "value")).unwrap_or_default()
    }

    fn line(&self, id: &str) -> Option<Line> {
        let of_page = |line: &Element| line.get_attribute("data-line").as_deref() == Some(id);
        query_all(&self.0.form, "[data-line]").into_iter().find(of_page).map(Line::new)
    }

    fn say(&self, words: &str) {
        if let Some(place) = query(&self.0.form, ".count-saved") {
            set_text(&place, words);
        }
    }

    /// A browser that keeps nothing loses nothing while the page is open.
    fn write(&self) {
        let Some(storage) = storage() else { return };
        let waiting = self.0.waiting.borrow();
        let text: Vec<String> = waiting.iter().map(|(id, text)| format!("{id} {text}")).collect();
        if text.is_empty() {
            storage.remove_item(&self.0.keep)
        } else {
            storage.set_item(&self.0.keep, &text.join("\n"))
        }
        .ok();
    }
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn text_at(value: &JsValue, name: &str) -> String {
    Reflect::get(value, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Status and answer; `None` when there is no connection.
async fn post(body: &str) -> Option<(u16, JsValue)> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&body.into());
    let headers = js_sys::Object::new();
    Reflect::set(&headers, &"content-type".into(), &"application/x-www-form-urlencoded".into()).ok()?;
    request.set_headers(&headers);
    // It arrives although the page is left.
    Reflect::set(&request, &"keepalive".into(), &true.into()).ok()?;
    let answer = JsFuture::from(window().fetch_with_str_and_init("/api/save_receipt_draft", &request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let told = match answer.json() {
        Ok(told) => JsFuture::from(told).await.unwrap_or(JsValue::NULL),
        Err(_) => JsValue::NULL,
    };
    Some((answer.status(), told))
}
