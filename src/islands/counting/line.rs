//! One line of the form: its fields as they stand.

use web_sys::Element;

use super::{
    dom::{attribute, is, query, query_all, set, set_text, text_of},
    steps::{Numbers, PARTS, step, sum_words},
};

#[derive(Clone)]
pub(super) struct Line(Element);

impl Line {
    pub(super) fn new(element: Element) -> Self {
        Line(element)
    }

    pub(super) fn around(inside: &Element) -> Option<Self> {
        inside.closest("[data-line]").ok()?.map(Line)
    }

    pub(super) fn id(&self) -> String {
        attribute(&self.0, "data-line")
    }

    pub(super) fn element(&self) -> &Element {
        &self.0
    }

    /// Every field that has a name in the form, by the part of the name that is its own: `received`, `missing][0`.
    fn fields(&self) -> Vec<(String, Element)> {
        let part = |name: &str| Some(name.strip_suffix(']')?.split_once("][")?.1.to_owned());
        query_all(&self.0, "[name^='lines[']")
            .into_iter()
            .filter(|field| attribute(field, "type") != "file")
            .filter_map(|field| Some((part(&attribute(&field, "name"))?, field)))
            .collect()
    }

    fn field(&self, part: &str) -> Option<Element> {
        query(&self.0, &format!("[name$='[{part}]']"))
    }

    fn value(&self, part: &str) -> String {
        self.field(part).map(|field| text_of(&field, "value")).unwrap_or_default()
    }

    pub(super) fn version(&self) -> String {
        self.value("version")
    }

    fn expected(&self) -> i64 {
        self.value("expected").parse().unwrap_or(0)
    }

    /// `None`: something that is no number was typed.
    fn numbers(&self) -> Option<Numbers> {
        let mut numbers = [0; 5];
        for (place, part) in PARTS.iter().enumerate() {
            let typed = self.value(part);
            let typed = typed.trim();
            numbers[place] = if typed.is_empty() { 0 } else { typed.parse().ok()? };
        }
        Some(numbers)
    }

    fn is_ticked(&self) -> bool {
        self.field("answer").is_some_and(|field| is(&field, "checked"))
    }

    fn tick(&self, ticked: bool) {
        if let Some(field) = self.field("answer") {
            set(&field, "checked", &ticked.into());
        }
    }

    pub(super) fn is_counted(&self) -> bool {
        let differs = self.numbers().is_some_and(|numbers| numbers != [self.expected(), 0, 0, 0, 0]);
        self.is_ticked() || differs
    }

    fn put(&self, numbers: Numbers) {
        for (place, part) in PARTS.iter().enumerate() {
            if let Some(field) = self.field(part) {
                let nothing = numbers[place] == 0 && place > 0;
                let words = if nothing { String::new() } else { numbers[place].to_string() };
                set(&field, "value", &words.into());
            }
        }
    }

    /// Whether a press of a stepper's button changed anything.
    pub(super) fn step(&self, button: &Element) -> bool {
        let field = button.parent_element().and_then(|stepper| query(&stepper, "input"));
        let part = field.and_then(|field| {
            let name = attribute(&field, "name");
            PARTS.iter().position(|part| name.ends_with(&format!("[{part}]")))
        });
        let (Some(part), Some(numbers)) = (part, self.numbers()) else { return false };
        let next = step(numbers, part, attribute(button, "data-step").parse().unwrap_or(0));
        if next == numbers {
            return false;
        }
        self.put(next);
        // All of it is there again, and somebody has looked: it is counted.
        self.tick(next[0] == self.expected());
        true
    }

    /// Ticked and numbers say one thing: whoever ticks "all arrived" takes the numbers back, whoever types one unticks it.
    pub(super) fn typed(&self, field: &Element) {
        let name = attribute(field, "name");
        if name.ends_with("[answer]") {
            if self.is_ticked() {
                let surplus = self.numbers().map_or(0, |numbers| numbers[4]);
                self.put([self.expected(), 0, 0, 0, surplus]);
            }
        } else if PARTS[..4].iter().any(|part| name.ends_with(&format!("[{part}]"))) {
            self.tick(self.is_ticked() && self.numbers().is_some_and(|numbers| numbers[0] == self.expected()));
        }
    }

    /// What follows from the fields: the sum in words, the edge, and the folds that are needed.
    pub(super) fn show(&self) {
        let numbers = self.numbers();
        let words = match numbers {
            Some(numbers) => sum_words(numbers, self.expected()),
            None => "Enter whole numbers".to_owned(),
        };
        let differs = numbers.is_none_or(|numbers| numbers[..4] != [self.expected(), 0, 0, 0]);
        if let Some(sum) = query(&self.0, ".count__sum") {
            set_text(&sum, &words);
        }
        let class = if self.is_counted() { "count count--done" } else { "count" };
        self.0.set_class_name(class);
        if differs && let Some(why) = query(&self.0, ".count__why") {
            set(&why, "open", &true.into());
        }
    }

    /// Says what is wrong with it, or that nothing is any more.
    pub(super) fn say(&self, words: &str) {
        if let Some(sum) = query(&self.0, ".count__sum") {
            set_text(&sum, words);
        }
        self.0.set_class_name("count count--wrong");
    }

    /// The fields as text, as a form sends them: `received=3&short=1`.
    pub(super) fn text(&self) -> String {
        let is_off = |field: &Element| attribute(field, "type") == "checkbox" && !is(field, "checked");
        let pair = |(part, field): (String, Element)| {
            let value = text_of(&field, "value");
            format!("{part}={}", String::from(js_sys::encode_uri_component(&value)))
        };
        self.fields().into_iter().filter(|(_, field)| !is_off(field)).map(pair).collect::<Vec<_>>().join("&")
    }

    /// Fills the fields with a text that was kept.
    pub(super) fn fill(&self, text: &str) {
        let decoded = |value: &str| js_sys::decode_uri_component(value).map(String::from).unwrap_or_default();
        let pairs: Vec<(&str, String)> = text
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(part, value)| (part, decoded(value)))
            .collect();
        for (part, field) in self.fields() {
            let value = pairs.iter().find(|(name, _)| *name == part).map(|(_, value)| value.clone());
            if attribute(&field, "type") == "checkbox" {
                set(&field, "checked", &value.is_some().into());
            } else {
                set(&field, "value", &value.unwrap_or_default().into());
            }
        }
        self.show();
    }
}
