//! A line of the counting form: what is expected now, and what was counted of it. Plain HTML; the browser part finds its
//! pieces by their names (`islands/counting`).

use domain::item::Condition;
use leptos::prelude::*;
use store::receipts::Awaited;

use crate::kit::*;

const DIFFERENCES: [(&str, &str); 3] = [("short", "Short"), ("damaged", "Damaged"), ("refused", "Refused")];

/// What stands in the fields of a line, and what is wrong with them.
pub(super) struct Fields<'a> {
    pub(super) index: usize,
    pub(super) line: &'a Awaited,
    pub(super) state: &'a FormState,
    /// The place in the form that was sent, if it comes back.
    pub(super) place: Option<usize>,
    /// Numbers are counted up and down by a browser's part of the page.
    pub(super) steps: bool,
}

/// The line as it is expected now. `index`: its place in the form.
pub fn counting_line(index: usize, line: &Awaited, code: &str, state: &FormState) -> AnyView {
    let fields = Fields { index, line, state, place: place_of(line, state, true), steps: true };
    let id = format!("lines-{index}-answer");
    let expected = line.expected;
    let arrived = if expected == 1 { "Arrived".to_owned() } else { format!("All {} arrived", count(expected)) };
    let done = if line.count.is_some() { "count count--done" } else { "count" };
    let serial = serial(line);
    let checked = fields.value("answer") == "all";
    view! {
        <fieldset class=done id=format!("line-{}", line.line) data-line=line.line.to_string()>
            <legend class="count__head" id=line.tag.clone()>
                <span class="count__name">{line.name.clone()}</span>
                {serial.map(|serial| view! { <span class="count__serial">{serial}</span> }.into_any())}
                <span class="count__note">{note(line)}</span>
            </legend>
            <input type="hidden" name=fields.name("line") value=line.line.to_string()/>
            <input type="hidden" name=fields.name("expected") value=expected.to_string()/>
            <input type="hidden" name=fields.name("version") value=line.version.to_string()/>
            {fields.error("answer")}
            <div class="count__main">
                <label class="count__all">
                    <input type="checkbox" id=id name=fields.name("answer") value="all" checked=checked/>
                    <span>{arrived}</span>
                </label>
                {stepper(&fields, "received", "Received")}
            </div>
            <p class="count__sum" role="status">{sum_words(line)}</p>
            {why(&fields)}
            {more(&fields)}
            {photos(&fields, code)}
        </fieldset>
    }
    .into_any()
}

/// What was typed belongs to the line, not to its place, and to the line as it is expected now.
pub(super) fn place_of(line: &Awaited, state: &FormState, as_expected: bool) -> Option<usize> {
    let typed = |place: usize, part: &str| state.value(&format!("lines[{place}][{part}]"));
    let place =
        (0..).map_while(|place| Some((place, typed(place, "line")?))).find(|(_, id)| *id == line.line.to_string())?.0;
    (!as_expected || typed(place, "version")? == line.version.to_string()).then_some(place)
}

impl Fields<'_> {
    pub(super) fn name(&self, part: &str) -> String {
        format!("lines[{}][{part}]", self.index)
    }

    pub(super) fn id(&self, part: &str) -> String {
        format!("lines-{}-{part}", self.index)
    }

    /// As typed, or as counted, or as expected.
    fn value(&self, part: &str) -> String {
        if let Some(place) = self.place {
            return self.state.value(&format!("lines[{place}][{part}]")).unwrap_or_default().to_owned();
        }
        let number = |n: i64| if n == 0 { String::new() } else { n.to_string() };
        let Some(count) = &self.line.count else {
            return if part == "received" { self.line.expected.to_string() } else { String::new() };
        };
        match part {
            "answer" if count.received == count.expected => "all".to_owned(),
            "received" => count.received.to_string(),
            "short" => number(count.short),
            "damaged" => number(count.damaged),
            "refused" => number(count.refused),
            "surplus" => number(count.surplus),
            "condition" => count.condition.word().to_owned(),
            "remark" => count.remark.clone().unwrap_or_default(),
            "serial" => count.found.serial.clone().unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn is_missing(&self, accessory: &str, place: usize) -> bool {
        match self.place {
            Some(_) => self.value(&format!("missing][{place}")) == accessory,
            None => self.line.count.as_ref().is_some_and(|count| count.found.missing.iter().any(|a| a == accessory)),
        }
    }

    fn mistake(&self, part: &str) -> Option<&str> {
        self.state.error(&format!("lines[{}][{part}]", self.place?))
    }

    pub(super) fn error(&self, part: &str) -> Option<AnyView> {
        let words = self.mistake(part)?.to_owned();
        let id = format!("{}-error", self.id(part));
        Some(view! { <p class="error" id=id><span class="hidden">"Error: "</span>{words}</p> }.into_any())
    }

    /// For a field that has a mistake: `aria-invalid`, and what describes it.
    pub(super) fn aria(&self, part: &str) -> (Option<&'static str>, Option<String>) {
        let wrong = self.mistake(part).is_some();
        (wrong.then_some("true"), wrong.then(|| format!("{}-error", self.id(part))))
    }
}

pub(super) fn serial(line: &Awaited) -> Option<String> {
    let identity = &line.identity;
    let numbers = [("SN", &identity.serial), ("VIN", &identity.vin), ("Chassis", &identity.chassis)];
    numbers.into_iter().find_map(|(word, number)| number.as_ref().map(|n| format!("{word} {n}")))
}

fn note(line: &Awaited) -> String {
    let again = if line.again {
        format!(" · {} of {} still expected", count(line.expected), count(line.quantity))
    } else {
        String::new()
    };
    format!("{} · for {}{again}", line.tag, line.unit.label)
}

/// "1 short, 2 damaged": what is not as it was sent.
pub(super) fn sum_words(line: &Awaited) -> Option<String> {
    let count = line.count.as_ref()?;
    let parts =
        [(count.short, "short"), (count.damaged, "damaged"), (count.refused, "refused"), (count.surplus, "surplus")];
    let words: Vec<String> =
        parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// `−  3  +`. The number can be typed as well; without scripts the buttons are not shown.
pub(super) fn stepper(fields: &Fields<'_>, part: &'static str, label: &'static str) -> AnyView {
    let id = fields.id(part);
    let (invalid, described) = fields.aria(part);
    view! {
        <div class="count__row">
            <label for=id.clone()>{label}</label>
            <span class="stepper">
                {fields.steps.then(|| view! { <button type="button" data-step="-1" aria-label=format!("{label}: one less")>"−"</button> }.into_any())}
                <input type="text" inputmode="numeric" autocomplete="off" name=fields.name(part) id=id value=fields.value(part) placeholder="0"
                    aria-invalid=invalid aria-describedby=described/>
                {fields.steps.then(|| view! { <button type="button" data-step="1" aria-label=format!("{label}: one more")>"+"</button> }.into_any())}
            </span>
            {fields.error(part)}
        </div>
    }
    .into_any()
}

/// Open where the count differs.
pub(super) fn why(fields: &Fields<'_>) -> AnyView {
    let used = DIFFERENCES.iter().any(|(part, _)| !matches!(fields.value(part).as_str(), "" | "0"))
        || !fields.value("remark").is_empty()
        || ["received", "short", "damaged", "refused", "remark"].iter().any(|part| fields.mistake(part).is_some());
    let steppers: Vec<AnyView> = DIFFERENCES.iter().map(|(part, label)| stepper(fields, part, label)).collect();
    let id = fields.id("remark");
    let (invalid, described) = fields.aria("remark");
    view! {
        <details class="count__more count__why" open=used>
            <summary>"Short, damaged or refused"</summary>
            {steppers}
            <div class="field">
                <label for=id.clone()>"Remark"</label>
                {fields.error("remark")}
                <input class="input" type="text" name=fields.name("remark") id=id value=fields.value("remark") maxlength="500"
                    aria-invalid=invalid aria-describedby=described/>
            </div>
        </details>
    }
    .into_any()
}

/// What is found on some lines and not on most.
pub(super) fn more(fields: &Fields<'_>) -> AnyView {
    let line = fields.line;
    let numbered = line.identity.numbers().next().is_some();
    let condition = fields.value("condition");
    let used = fields.value("surplus").parse::<i64>().is_ok_and(|surplus| surplus > 0)
        || !matches!(condition.as_str(), "" | "good")
        || !fields.value("serial").is_empty()
        || line.accessories.iter().enumerate().any(|(place, accessory)| fields.is_missing(accessory, place))
        || ["surplus", "condition", "serial"].iter().any(|part| fields.mistake(part).is_some());
    let mut words = vec!["Surplus", "condition"];
    words.extend(numbered.then_some("another number"));
    words.extend((!line.accessories.is_empty()).then_some("missing accessories"));
    let options: Vec<AnyView> = Condition::ALL
        .iter()
        .map(|one| {
            let selected = if condition.is_empty() { *one == Condition::Good } else { condition == one.word() };
            view! { <option value=one.word() selected=selected>{one.label()}</option> }.into_any()
        })
        .collect();
    let id = fields.id("condition");
    view! {
        <details class="count__more" open=used>
            <summary>{words.join(", ")}</summary>
            {stepper(fields, "surplus", "Surplus, beyond what was sent")}
            <div class="count__row">
                <label for=id.clone()>"Condition"</label>
                <select class="input" name=fields.name("condition") id=id>{options}</select>
                {fields.error("condition")}
            </div>
            {numbered.then(|| number(fields))}
            {accessories(fields)}
        </details>
    }
    .into_any()
}

/// The number as it stands on the thing. Where it is the one of another line, that line is where it belongs.
fn number(fields: &Fields<'_>) -> AnyView {
    let id = fields.id("serial");
    let (invalid, described) = fields.aria("serial");
    view! {
        <div class="field">
            <label for=id.clone()>"Number on it, if it is another"</label>
            <p class="hint">"Serial number, VIN or chassis number as you read it"</p>
            {fields.error("serial")}
            <input class="input w-20" type="text" name=fields.name("serial") id=id value=fields.value("serial") maxlength="100" autocomplete="off"
                autocapitalize="characters" aria-invalid=invalid aria-describedby=described/>
            {fields.steps.then(|| view! {
                <button class="button-plain" type="submit" formaction="/api/pair_receipt_lines" name="pair" value=fields.index.to_string()>
                    "It is the number of another line: count it there"
                </button>
            }.into_any())}
        </div>
    }
    .into_any()
}

fn accessories(fields: &Fields<'_>) -> Option<AnyView> {
    let boxes: Vec<AnyView> = fields
        .line
        .accessories
        .iter()
        .enumerate()
        .map(|(place, accessory)| {
            let name = fields.name(&format!("missing][{place}"));
            let missing = fields.is_missing(accessory, place);
            view! {
                <label class="choice">
                    <input type="checkbox" name=name value=accessory.clone() checked=missing/>
                    <span>{accessory.clone()}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    (!boxes.is_empty()).then(|| {
        view! { <fieldset class="fieldset count__missing"><legend>"Tick the accessories that are missing"</legend>{boxes}</fieldset> }
            .into_any()
    })
}

/// Photos go to the draft at once; the plain form sends them with a button.
fn photos(fields: &Fields<'_>, code: &str) -> AnyView {
    let line = fields.line;
    let kept: Vec<AnyView> = line
        .photos
        .iter()
        .enumerate()
        .map(|(place, sha256)| {
            let href = format!("/rounds/{code}/receipt/photos/{sha256}");
            let number = place + 1;
            view! {
                <li id=format!("photo-{sha256}")>
                    <a href=href.clone()><img src=href.clone() alt=format!("Photo {number} of {}", line.name) loading="lazy" width="160" height="120"/></a>
                    <button class="button-plain" type="submit" formaction="/api/remove_receipt_photo" name="remove" value=format!("{} {sha256}", line.line)>
                        {format!("Remove photo {number}")}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    let id = fields.id("photos");
    let (invalid, described) = fields.aria("photos");
    view! {
        <div class="count__photos">
            <ul class="photos">{kept}</ul>
            {fields.error("photos")}
            <label class="button button-quiet camera">
                <span>"Add photos"</span>
                <input type="file" name=fields.name("photos") id=id accept="image/jpeg,image/png,image/webp" multiple=true
                    aria-invalid=invalid aria-describedby=described/>
            </label>
            <button class="button button-quiet camera-send" type="submit" formaction="/api/add_receipt_photos" formenctype="multipart/form-data">"Send the photos"</button>
        </div>
    }
    .into_any()
}
