//! The few things that are asked of the page. Properties are read by name: a type of its own for each kind of element would
//! be most of the program.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

pub(super) fn query(inside: &Element, selector: &str) -> Option<Element> {
    inside.query_selector(selector).ok()?
}

pub(super) fn query_all(inside: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = inside.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}

pub(super) fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// A property that an element always has.
pub(super) fn set(element: &Element, property: &str, value: &JsValue) {
    Reflect::set(element, &property.into(), value).ok();
}

pub(super) fn text_of(element: &Element, property: &str) -> String {
    Reflect::get(element, &property.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

pub(super) fn is(element: &Element, property: &str) -> bool {
    Reflect::get(element, &property.into()).is_ok_and(|value| value.is_truthy())
}

pub(super) fn set_text(element: &Element, words: &str) {
    element.set_text_content(Some(words));
}

pub(super) fn hide(element: &Element, hidden: bool) {
    element.toggle_attribute_with_force("hidden", hidden).ok();
}
