//! What is found on some lines and not on most: another number, missing accessories, photos.

use leptos::prelude::*;

use super::{CountingLine, Lines, bare, error, error_id, error_text};

/// Folded away while there is nothing in it.
pub(super) fn more(index: usize, line: &CountingLine, all: &Lines) -> AnyView {
    let used = !line.found.is_empty()
        || line.accessories.iter().any(|(_, missing)| *missing)
        || !line.photos.is_empty()
        || line.errors.iter().any(|(part, _)| part == "serial" || part == "photos");
    let words: Vec<&str> = [
        (!line.numbers_on_it.is_empty()).then_some("another number"),
        (!line.accessories.is_empty()).then_some("missing accessories"),
        Some("photos"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut summary = words.join(", ");
    summary[..1].make_ascii_uppercase();
    view! {
        <details class="count__more" open=used>
            <summary>{summary}</summary>
            {number(index, line, all)}
            {accessories(index, line)}
            {photos(index, line, &all.round)}
        </details>
    }
    .into_any()
}

/// The number as it stands on the thing. Where it is the one of another line, that line is where it belongs.
fn number(index: usize, line: &CountingLine, all: &Lines) -> Option<AnyView> {
    if line.numbers_on_it.is_empty() {
        return None;
    }
    let (name, id) = (format!("lines[{index}][serial]"), format!("lines-{index}-serial"));
    let found = RwSignal::new(line.found.clone());
    let own = line.numbers_on_it.clone();
    let others: Vec<(usize, String, Vec<String>)> = all
        .numbers
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .map(|(other, (tag, numbers))| (other, tag.clone(), numbers.clone()))
        .collect();
    let says = move || {
        let number = bare(&found.read());
        if number.is_empty() {
            return None;
        }
        if own.contains(&number) {
            return Some(view! { <p class="hint">"This is the number that was sent."</p> }.into_any());
        }
        let other = others.iter().find(|(_, _, numbers)| numbers.contains(&number));
        Some(match other {
            Some((place, tag, _)) => view! {
                <div class="count__pair">
                    <p>{format!("This is the one of line {}: {tag}. It is awaited as well.", place + 1)}</p>
                    <button class="button button-quiet" type="submit" formaction="/api/pair_receipt_lines" name="pair" value=index.to_string()>
                        {format!("Count it there: {tag}")}
                    </button>
                </div>
            }
            .into_any(),
            None => view! { <p class="hint">"Another number than was sent: a discrepancy is opened for it."</p> }.into_any(),
        })
    };
    let error = error(line, "serial").map(|words| error_text(&id, words));
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then(|| error_id(&id));
    Some(
        view! {
            <div class="field">
                <label for=id.clone()>"Number on it, if it is another"</label>
                <p class="hint">"Serial number, VIN or chassis number as you read it"</p>
                {error}
                <input class="input w-20" type="text" name=name id=id.clone() value=line.found.clone() maxlength="100" autocomplete="off"
                    autocapitalize="characters" aria-invalid=invalid aria-describedby=described
                    on:input:target=move |event| found.set(event.target().value())/>
                <div role="status">{says}</div>
            </div>
        }
        .into_any(),
    )
}

fn accessories(index: usize, line: &CountingLine) -> Option<AnyView> {
    let boxes: Vec<AnyView> = line
        .accessories
        .iter()
        .enumerate()
        .map(|(place, (accessory, missing))| {
            let name = format!("lines[{index}][missing][{place}]");
            view! {
                <label class="choice">
                    <input type="checkbox" name=name value=accessory.clone() checked=*missing/>
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

/// Photos go to the draft at once; the plain form sends them with a button, and scripts show them before.
fn photos(index: usize, line: &CountingLine, round: &str) -> AnyView {
    let (name, id) = (format!("lines[{index}][photos]"), format!("lines-{index}-photos"));
    let kept: Vec<AnyView> = line
        .photos
        .iter()
        .enumerate()
        .map(|(place, sha256)| {
            let href = format!("/rounds/{round}/receipt/photos/{sha256}");
            let number = place + 1;
            view! {
                <li>
                    <a href=href.clone()><img src=href.clone() alt=format!("Photo {number} of {}", line.name) loading="lazy" width="160" height="120"/></a>
                    <button class="button-plain" type="submit" formaction="/api/remove_receipt_photo" name="remove" value=format!("{} {sha256}", line.line)>
                        {format!("Remove photo {number}")}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    let kept = (!kept.is_empty()).then(|| view! { <ul class="photos">{kept}</ul> }.into_any());
    let chosen = RwSignal::new(Vec::<(String, String)>::new());
    let choose = move |event: web_sys::Event| chosen.set(previews(&event));
    let shown = move || {
        let list: Vec<AnyView> = chosen
            .get()
            .into_iter()
            .map(|(address, name)| {
                view! { <li><img src=address alt=format!("Chosen: {name}") width="160" height="120"/></li> }.into_any()
            })
            .collect();
        (!list.is_empty()).then(|| view! { <ul class="photos photos--chosen">{list}</ul> }.into_any())
    };
    let words = move || match chosen.read().len() {
        0 => "Add the photos".to_owned(),
        1 => "Add 1 photo".to_owned(),
        many => format!("Add {many} photos"),
    };
    let error = error(line, "photos").map(|words| error_text(&id, words));
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then(|| error_id(&id));
    view! {
        <div class="field">
            {kept}
            <label for=id.clone()>"Photos"</label>
            <p class="hint">"Up to 6 for a line, 8 MB each. Where they were taken is not kept."</p>
            {error}
            <input class="input" type="file" name=name id=id.clone() accept="image/jpeg,image/png,image/webp" multiple=true
                aria-invalid=invalid aria-describedby=described on:change=choose/>
            {shown}
            <button class="button button-quiet" type="submit" formaction="/api/add_receipt_photos" formenctype="multipart/form-data">{words}</button>
        </div>
    }
    .into_any()
}

/// (address in this browser, name) of the chosen files. They have not left the phone.
fn previews(event: &web_sys::Event) -> Vec<(String, String)> {
    let input: web_sys::HtmlInputElement = event_target(event);
    let Some(files) = input.files() else { return Vec::new() };
    (0..files.length())
        .filter_map(|place| files.get(place))
        .filter_map(|file| Some((web_sys::Url::create_object_url_with_blob(&file).ok()?, file.name())))
        .collect()
}
