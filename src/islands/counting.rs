//! The officer's counting form, for a phone held in one hand: "all 4 arrived" is the first and largest control, the
//! numbers unfold only when the count differs, and the sum is checked while counting.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

mod more;
mod save;
use more::more;
use save::saving;

/// One line to count, in words that are ready to show. Nothing in it is more than the page shows anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountingLine {
    pub line: i64,
    pub expected: i64,
    pub version: i64,
    /// "Night-vision monocular"
    pub name: String,
    /// "SN 88213", or nothing for a lot.
    pub serial: String,
    /// "for IMT Termez · 1 short since 11 Dec 2019"
    pub note: String,
    /// What is expected, in words: "1 piece", "3 sets".
    pub measure: String,
    /// `all`, `differs`, or empty while it is not counted.
    pub answer: String,
    /// Received, short, damaged, refused, surplus: as typed.
    pub numbers: [String; 5],
    pub condition: String,
    pub remark: String,
    /// (part of the field name, what is wrong with it)
    pub errors: Vec<(String, String)>,
    pub tag: String,
    /// Everything by which the line is looked for, in small letters.
    pub search: String,
    /// The numbers that stand on the thing, bare (see [`bare`]); none for a lot.
    pub numbers_on_it: Vec<String>,
    /// The number as found.
    pub found: String,
    /// The accessories, and which of them are missing.
    pub accessories: Vec<(String, bool)>,
    /// The digests of the photos in the draft.
    pub photos: Vec<String>,
}

const PARTS: [(&str, &str); 5] = [
    ("received", "Received"),
    ("short", "Short"),
    ("damaged", "Damaged"),
    ("refused", "Refused"),
    ("surplus", "Surplus, beyond what was sent"),
];

const CONDITIONS: [(&str, &str); 5] =
    [("new", "New"), ("good", "Good"), ("fair", "Fair"), ("damaged", "Damaged"), ("unserviceable", "Unserviceable")];

/// The lines of the form, their progress and the button. Stands inside the page's `<form>`; `children` are the fields
/// between the lines and the button, rendered by the server alone. `query` is what is looked for.
#[island]
pub fn CountingForm(round: String, query: String, lines: Vec<CountingLine>, children: Children) -> impl IntoView {
    let total = lines.len();
    let query = RwSignal::new(query);
    let all = Lines {
        round,
        query,
        numbers: lines.iter().map(|line| (line.tag.clone(), line.numbers_on_it.clone())).collect(),
    };
    let answers: Vec<RwSignal<String>> = lines.iter().map(|line| RwSignal::new(line.answer.clone())).collect();
    let counted = {
        let answers = answers.clone();
        move || answers.iter().filter(|answer| !answer.read().is_empty()).count()
    };
    let (for_bar, for_words, for_button) = (counted.clone(), counted.clone(), counted);
    let texts: Vec<String> = lines.iter().map(|line| line.search.clone()).collect();
    let found = move || texts.iter().filter(|text| matches(text, &query.read())).count();
    let rows: Vec<AnyView> = lines
        .into_iter()
        .zip(answers)
        .enumerate()
        .map(|(index, (line, answer))| counting_line(index, line, answer, &all))
        .collect();
    let whole = NodeRef::<leptos::html::Div>::new();
    let saved = RwSignal::new("");
    let changed = saving(whole, saved);
    let (typed, chosen) = (changed.clone(), changed);
    view! {
        <div node_ref=whole on:input=move |_| typed() on:change=move |_| chosen()>
            <div class="count-find">
                <label for="q">"Find a line"</label>
                <span class="count-find__row">
                    // Enter must not confirm anything: it saves and looks.
                    <input class="input" type="search" id="q" name="q" value=query.get_untracked() placeholder="Name, tag, serial number or plate"
                        autocomplete="off" on:input:target=move |event| query.set(event.target().value())/>
                    <button class="button button-quiet" type="submit" formaction="/api/save_receipt_draft">"Find"</button>
                </span>
                <p class="hint" role="status">{move || match query.read().trim() {
                    "" => String::new(),
                    words => format!("{} of {total} lines match “{words}”; the others stay as they are", found()),
                }}</p>
            </div>
            <div class="counting">{rows}</div>
            {children()}
            <div class="sticky-action count-foot">
                <progress class="count-progress" max=total.to_string() value=move || for_bar().to_string() aria-label="Lines counted"></progress>
                <p role="status">{move || format!("{} of {total} lines counted", for_words())}</p>
                <p class="count-saved" role="status">{move || saved.get()}</p>
                <button class="button button-quiet" type="submit" formaction="/api/save_receipt_draft">"Save for later"</button>
                <button class="button" type="submit">
                    {move || match for_button() {
                        // Also the words without the browser part, which counts nothing.
                        0 => "Confirm the counted lines".to_owned(),
                        1 => "Confirm the counted line".to_owned(),
                        many => format!("Confirm {many} counted lines"),
                    }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// What a line knows of the others.
struct Lines {
    round: String,
    query: RwSignal<String>,
    /// Tag and bare numbers of every line.
    numbers: Vec<(String, Vec<String>)>,
}

/// As people copy numbers from a plate: letter case, spaces and hyphens do not count (as `domain::item` has it).
pub fn bare(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Every word of the query stands somewhere in the text.
fn matches(text: &str, query: &str) -> bool {
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn counting_line(index: usize, line: CountingLine, answer: RwSignal<String>, all: &Lines) -> AnyView {
    let field = move |part: &str| format!("lines[{index}][{part}]");
    let id = move |part: &str| format!("lines-{index}-{part}");
    let expected = line.expected;
    let numbers: [RwSignal<String>; 5] = line.numbers.clone().map(RwSignal::new);
    let steppers: Vec<AnyView> = PARTS
        .iter()
        .zip(numbers)
        .map(|((part, label), value)| stepper(field(part), id(part), label, value, error(&line, part)))
        .collect();
    let sum = move || (answer.get() == "differs").then(|| sum_words(&numbers.map(|n| n.get()), expected)).flatten();
    let arrived = if expected == 1 { "Arrived".to_owned() } else { format!("All {expected} arrived") };
    let conditions: Vec<AnyView> = CONDITIONS
        .iter()
        .map(|(word, label)| {
            let selected = if line.condition.is_empty() { *word == "good" } else { line.condition == *word };
            view! { <option value=*word selected=selected>{*label}</option> }.into_any()
        })
        .collect();
    let choose = move |word: &'static str| move |_| answer.set(word.to_owned());
    let (is_all, differs) = (line.answer == "all", line.answer == "differs");
    let serial = (!line.serial.is_empty())
        .then(|| view! { <span class="count__serial">{line.serial.clone()}</span> }.into_any());
    let answer_error = error(&line, "answer").map(|words| error_text(&id("answer"), words));
    let remark_error = error(&line, "remark").map(|words| error_text(&id("remark"), words));
    let remark_invalid = remark_error.is_some().then_some("true");
    let remark_described = remark_error.is_some().then(|| error_id(&id("remark")));
    let more = more(index, &line, all);
    let (query, text) = (all.query, line.search.clone());
    view! {
        <fieldset class="count" class:count--done=move || !answer.read().is_empty() id=id("answer")
            hidden=move || !matches(&text, &query.read())>
            <legend class="count__head" id=line.tag.clone()>
                <span class="count__name">{line.name.clone()}</span>
                {serial}
                <span class="count__note">{line.note.clone()}</span>
            </legend>
            <input type="hidden" name=field("line") value=line.line.to_string()/>
            <input type="hidden" name=field("expected") value=line.expected.to_string()/>
            <input type="hidden" name=field("version") value=line.version.to_string()/>
            {answer_error}
            <label class="count__all">
                <input type="radio" name=field("answer") value="all" checked=is_all on:change=choose("all")/>
                <span>{arrived}</span>
            </label>
            <label class="count__differs">
                <input type="radio" name=field("answer") value="differs" checked=differs on:change=choose("differs")/>
                <span>"The count differs"</span>
            </label>
            <div class="count__detail">
                <p class="hint">{format!("{} expected", line.measure)}</p>
                {steppers}
                <p class="count__sum" role="status">{sum}</p>
                <div class="count__row">
                    <label for=id("condition")>"Condition"</label>
                    <select class="input" name=field("condition") id=id("condition")>{conditions}</select>
                </div>
                <div class="field">
                    <label for=id("remark")>"Remark"</label>
                    {remark_error}
                    <input class="input" type="text" name=field("remark") id=id("remark") value=line.remark.clone() maxlength="500"
                        aria-invalid=remark_invalid aria-describedby=remark_described/>
                </div>
            </div>
            {more}
        </fieldset>
    }
    .into_any()
}

/// `−  3  +`. The number can be typed as well; without the browser part the buttons are not shown.
fn stepper(name: String, id: String, label: &'static str, value: RwSignal<String>, error: Option<String>) -> AnyView {
    let input = NodeRef::<leptos::html::Input>::new();
    // Somebody may have typed before the browser part arrived: what stands in the field counts, not what the page said.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            value.set(input.value());
        }
    });
    let step = move |by: i64| {
        move |_| {
            let now = value.get_untracked().trim().parse::<i64>().unwrap_or(0);
            let next = (now + by).clamp(0, 1_000_000).to_string();
            if let Some(input) = input.get_untracked() {
                input.set_value(&next);
            }
            value.set(next);
        }
    };
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then(|| error_id(&id));
    let error = error.map(|words| error_text(&id, words));
    view! {
        <div class="count__row">
            <label for=id.clone()>{label}</label>
            <span class="stepper">
                <button type="button" aria-label=format!("{label}: one less") on:click=step(-1)>"−"</button>
                <input type="text" inputmode="numeric" autocomplete="off" name=name id=id value=value.get_untracked() placeholder="0"
                    node_ref=input aria-invalid=invalid aria-describedby=described on:input:target=move |event| value.set(event.target().value())/>
                <button type="button" aria-label=format!("{label}: one more") on:click=step(1)>"+"</button>
            </span>
            {error}
        </div>
    }
    .into_any()
}

fn error_text(field: &str, words: String) -> AnyView {
    view! { <p class="error" id=error_id(field)><span class="hidden">"Error: "</span>{words}</p> }.into_any()
}

fn error_id(field: &str) -> String {
    format!("{field}-error")
}

fn error(line: &CountingLine, part: &str) -> Option<String> {
    line.errors.iter().find(|(p, _)| p == part).map(|(_, words)| words.clone())
}

/// What the numbers make so far: "3 + 1 = 4 of 4", or by how much they miss. Nothing while nothing was typed.
fn sum_words(numbers: &[String; 5], expected: i64) -> Option<String> {
    let typed: Vec<i64> = numbers[..4]
        .iter()
        .map(|n| if n.trim().is_empty() { Some(0) } else { n.trim().parse().ok() })
        .collect::<Option<_>>()?;
    let sum: i64 = typed.iter().sum();
    match (sum, expected - sum) {
        (0, _) => None,
        (_, 0) => Some(format!("{sum} of {expected}: adds up")),
        (_, missing) if missing > 0 => Some(format!("{sum} of {expected}: {missing} not accounted for")),
        (_, over) => {
            Some(format!("{sum} of {expected}: {} too many. What came beyond the {expected} sent is surplus", -over))
        }
    }
}
