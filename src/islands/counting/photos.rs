//! A photo goes to the draft as soon as it is taken, with a bar that shows how far it is. One that is lost on the way stays
//! here and can be sent again.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, File, FormData, HtmlFormElement, HtmlInputElement, ProgressEvent, Url, XmlHttpRequest};

use super::{
    dom::{query, set, set_text, text_of},
    line::Line,
};

/// Sends what was chosen, one photo after the other's start: each has its own bar and its own answer.
pub(super) fn send(form: &HtmlFormElement, line: &Line, chooser: &Element) {
    let Some(input) = chooser.dyn_ref::<HtmlInputElement>() else { return };
    let Some(files) = input.files() else { return };
    let files: Vec<File> = (0..files.length()).filter_map(|place| files.get(place)).collect();
    for file in files {
        if let Some(upload) = Upload::new(form, line, file) {
            upload.start();
        }
    }
    // They are on their way: the form itself sends none of them again.
    input.set_value("");
}

#[derive(Clone)]
struct Upload {
    form: HtmlFormElement,
    line: String,
    file: File,
    entry: Element,
}

impl Upload {
    /// With its place in the page: the picture, a bar, and what there is to say.
    fn new(form: &HtmlFormElement, line: &Line, file: File) -> Option<Self> {
        let list = query(line.element(), ".photos")?;
        let entry = element("li")?;
        let picture = element("img")?;
        set(&picture, "src", &Url::create_object_url_with_blob(&file).ok()?.into());
        set(&picture, "alt", &format!("Photo on its way: {}", file.name()).into());
        entry.append_child(&picture).ok()?;
        let bar = element("progress")?;
        entry.append_child(&bar).ok()?;
        let words = element("p")?;
        words.set_attribute("role", "status").ok()?;
        entry.append_child(&words).ok()?;
        list.append_child(&entry).ok()?;
        Some(Upload { form: form.clone(), line: line.id(), file, entry })
    }

    fn start(self) -> Option<()> {
        let request = XmlHttpRequest::new().ok()?;
        request.open("POST", "/api/add_receipt_photos").ok()?;
        request.set_request_header("accept", "application/json").ok()?;
        let value = |name: &str| {
            query(&self.form, &format!("[name='{name}']")).map(|field| text_of(&field, "value")).unwrap_or_default()
        };
        let data = FormData::new().ok()?;
        let key = format!("{}-{}", value("submission"), js_sys::Date::now());
        data.append_with_str("submission", &key).ok()?;
        data.append_with_str("round", &value("round")).ok()?;
        let name = format!("photos[{}]", self.line);
        data.append_with_blob_and_filename(&name, &self.file, &self.file.name()).ok()?;
        let bar = query(&self.entry, "progress")?;
        let moved = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            set(&bar, "max", &event.total().into());
            set(&bar, "value", &event.loaded().into());
        });
        request.upload().ok()?.set_onprogress(Some(moved.as_ref().unchecked_ref()));
        moved.forget();
        let (upload, asked) = (self.clone(), request.clone());
        let ended = Closure::<dyn FnMut()>::new(move || {
            upload.ended(asked.status().unwrap_or(0), &asked.response_text().ok().flatten().unwrap_or_default());
        });
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        ended.forget();
        self.say("On its way");
        request.send_with_opt_form_data(Some(&data)).ok()
    }

    fn ended(&self, status: u16, answer: &str) -> Option<()> {
        if status == 200 {
            // The answer leads to the photo: `…#photo-<digest>`.
            let digest = answer.split("#photo-").nth(1)?.get(..64)?;
            query(&self.entry, "progress")?.remove();
            self.entry.set_id(&format!("photo-{digest}"));
            self.say("Added");
            let button = self.button("Remove this photo")?;
            for (name, value) in [
                ("type", "submit"),
                ("formaction", "/api/remove_receipt_photo"),
                ("name", "remove"),
                ("value", &format!("{} {digest}", self.line)),
            ] {
                button.set_attribute(name, value).ok()?;
            }
            return Some(());
        }
        let message = answer.split("\"message\":\"").nth(1).and_then(|rest| rest.split('"').next());
        self.say(message.unwrap_or("Not sent: the connection was lost. The photo is still here."));
        let button = self.button("Send it again")?;
        button.set_attribute("type", "button").ok()?;
        let upload = self.clone();
        let again = Closure::<dyn FnMut()>::new(move || {
            if let Some(button) = query(&upload.entry, "button") {
                button.remove();
            }
            upload.clone().start();
        });
        button.add_event_listener_with_callback("click", again.as_ref().unchecked_ref()).ok()?;
        again.forget();
        Some(())
    }

    fn button(&self, words: &str) -> Option<Element> {
        let button = element("button")?;
        button.set_class_name("button-plain");
        set_text(&button, words);
        self.entry.append_child(&button).ok()?;
        Some(button)
    }

    fn say(&self, words: &str) {
        if let Some(place) = query(&self.entry, "p") {
            set_text(&place, words);
        }
    }
}

fn element(name: &str) -> Option<Element> {
    document().create_element(name).ok()
}
