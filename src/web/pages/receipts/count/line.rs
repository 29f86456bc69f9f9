//! A line of the counting form: what is expected now, and what was typed for it.

use islands::{CountingLine, bare};
use store::LineRow;

use crate::kit::*;

/// What was typed, and the photos that are there already.
pub struct Typed<'a> {
    state: &'a FormState,
    photos: &'a [(i64, String)],
    /// The line at each place of the form as it was sent.
    places: Vec<(usize, &'a str)>,
}

impl<'a> Typed<'a> {
    pub fn new(state: &'a FormState, photos: &'a [(i64, String)]) -> Self {
        let line = |place: usize| Some((place, state.value(&format!("lines[{place}][line]"))?));
        Typed { state, photos, places: (0..).map_while(line).collect() }
    }

    /// How many lines have an answer.
    pub fn answered(&self) -> usize {
        let answer = |(place, _): &&(usize, &str)| self.state.value(&format!("lines[{place}][answer]"));
        self.places.iter().filter(|place| answer(place).is_some_and(|answer| !answer.is_empty())).count()
    }

    /// Of a line that has been counted since: what was typed for it was about something else.
    fn is_stale(&self, place: usize, line: &LineRow) -> bool {
        self.state.value(&format!("lines[{place}][version]")).is_some_and(|version| version != line.version.to_string())
    }
}

/// The line as it is expected now, with what was typed when the form comes back.
pub fn counting_line(line: &LineRow, typed: &Typed<'_>) -> CountingLine {
    // What was typed belongs to the line, not to its place: lines that were counted meanwhile are gone from the list.
    let place = typed.places.iter().find(|(_, id)| *id == line.id.to_string()).map(|(place, _)| *place);
    let place = place.filter(|place| !typed.is_stale(*place, line));
    let state = typed.state;
    let value =
        |part: &str| place.and_then(|i| state.value(&format!("lines[{i}][{part}]"))).unwrap_or_default().to_owned();
    let errors = place.map_or(Vec::new(), |i| {
        let start = format!("lines[{i}][");
        let own = state
            .errors()
            .iter()
            .filter_map(|e| Some((e.field.strip_prefix(&start)?.trim_end_matches(']').to_owned(), e.message.clone())));
        own.collect()
    });
    let missing: Vec<String> = (0..line.details.accessories.len()).map(|k| value(&format!("missing][{k}"))).collect();
    let identity = line.identity.clone().unwrap_or_default();
    let serial = [("SN", &identity.serial), ("VIN", &identity.vin), ("Chassis", &identity.chassis)];
    let serial = serial
        .into_iter()
        .find_map(|(word, number)| number.as_ref().map(|n| format!("{word} {n}")))
        .unwrap_or_default();
    let again = if line.counts > 0 {
        format!(" · {} of {} still expected", line.outstanding, line.quantity)
    } else {
        String::new()
    };
    let plate = identity.plate.as_deref().unwrap_or_default();
    let numbers: Vec<&str> = identity.numbers().collect();
    let search = [&line.name, &line.tag, plate, &line.unit.label, &numbers.join(" ")].map(str::to_lowercase).join(" ");
    CountingLine {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        name: line.name.clone(),
        serial,
        note: format!("{} · for {}{again}", line.tag, line.unit.label),
        measure: quantity(line.outstanding, &line.unit_of_measure),
        answer: value("answer"),
        numbers: ["received", "short", "damaged", "refused", "surplus"].map(value),
        condition: value("condition"),
        remark: value("remark"),
        errors,
        tag: line.tag.clone(),
        search,
        numbers_on_it: numbers.iter().map(|number| bare(number)).collect(),
        found: value("serial"),
        accessories: line
            .details
            .accessories
            .iter()
            .map(|accessory| (accessory.clone(), missing.contains(accessory)))
            .collect(),
        photos: typed.photos.iter().filter(|(id, _)| *id == line.id).map(|(_, sha256)| sha256.clone()).collect(),
    }
}
