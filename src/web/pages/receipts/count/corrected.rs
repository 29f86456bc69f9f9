//! A line of a receipt that is corrected, with its photos. Plain HTML: no browser part works on it.

use leptos::prelude::*;
use store::receipts::{Awaited, CorrectedPhoto, PhotoStanding};

use super::line::{Fields, more, place_of, serial, stepper, sum_words, why};
use crate::kit::*;

/// The line as it was counted, to be corrected.
pub fn correcting_line(
    index: usize,
    line: &Awaited,
    receipt: &str,
    photos: &[CorrectedPhoto],
    state: &FormState,
) -> AnyView {
    let fields = Fields { index, line, state, place: place_of(line, state, false), steps: false };
    view! {
        <fieldset class="count" id=format!("line-{}", line.line)>
            <legend class="count__head" id=line.tag.clone()>
                <span class="count__name">{line.name.clone()}</span>
                {serial(line).map(|serial| view! { <span class="count__serial">{serial}</span> }.into_any())}
                <span class="count__note">{format!("{} · for {}", line.tag, line.unit.label)}</span>
            </legend>
            <input type="hidden" name=fields.name("line") value=line.line.to_string()/>
            <input type="hidden" name=fields.name("expected") value=line.expected.to_string()/>
            {stepper(&fields, "received", "Received")}
            <p class="muted">{format!("Expected: {}. As signed: {}", quantity(line.expected, &line.measure), signed_words(line))}</p>
            {why(&fields)}
            {more(&fields)}
            {photos_of(&fields, receipt, photos)}
        </fieldset>
    }
    .into_any()
}

/// "3 received, 1 short"
fn signed_words(line: &Awaited) -> String {
    let received = line.count.as_ref().map_or(0, |signed| signed.received);
    let rest = sum_words(line).map(|words| format!(", {words}"));
    format!("{} received{}", count(received), rest.unwrap_or_default())
}

/// Those that were signed, those that are added, and a way to add more.
fn photos_of(fields: &Fields<'_>, receipt: &str, photos: &[CorrectedPhoto]) -> AnyView {
    let line = fields.line;
    let shown: Vec<AnyView> =
        photos.iter().enumerate().map(|(place, photo)| one(line, receipt, place + 1, photo)).collect();
    let id = fields.id("photos");
    let (invalid, described) = fields.aria("photos");
    view! {
        <div class="count__photos">
            <ul class="photos">{shown}</ul>
            <div class="field">
                <label for=id.clone()>"Add photos"</label>
                {fields.error("photos")}
                <input class="input" type="file" name=fields.name("photos") id=id accept="image/jpeg,image/png,image/webp" multiple=true
                    aria-invalid=invalid aria-describedby=described/>
            </div>
            <button class="button button-quiet" type="submit" formaction="/api/add_correction_photos" formenctype="multipart/form-data">"Send the photos"</button>
        </div>
    }
    .into_any()
}

fn one(line: &Awaited, receipt: &str, number: usize, photo: &CorrectedPhoto) -> AnyView {
    let sha256 = photo.sha256.clone();
    let folder = if photo.standing == PhotoStanding::Added { "correct/photos" } else { "photos" };
    let href = format!("/receipts/{receipt}/{folder}/{sha256}");
    let (note, action, words) = match photo.standing {
        PhotoStanding::Signed => (None, "/api/remove_correction_photo", format!("Take back photo {number}")),
        PhotoStanding::Added => (Some("added"), "/api/remove_correction_photo", format!("Remove photo {number}")),
        PhotoStanding::TakenBack => {
            (Some("taken back"), "/api/keep_correction_photo", format!("Keep photo {number} after all"))
        }
    };
    let note = note.map(|note| view! { <span class="muted">{note}</span> }.into_any());
    let about = format!("{words} of {}", line.name);
    view! {
        <li id=format!("photo-{sha256}")>
            <a href=href.clone()><img src=href.clone() alt=format!("Photo {number} of {}", line.name) loading="lazy" width="160" height="120"/></a>
            {note}
            <button class="button-plain" type="submit" formaction=action name="remove" value=format!("{} {sha256}", line.line) aria-label=about>{words.clone()}</button>
        </li>
    }
    .into_any()
}
