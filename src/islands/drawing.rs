//! The field in which a signature is drawn, with a finger or a mouse. Points are kept in units of the field, so that turning
//! the phone or resizing the window keeps what was drawn. Without the browser part the field is not shown: the typed name
//! is the signature then.

use leptos::{ev::PointerEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The box and the longest path that `domain::signing` accepts; a test of the web compares them. (The rules themselves would
/// bring dates and decimals along into what a phone fetches.)
pub const BOX_WIDTH: u32 = 600;
pub const BOX_HEIGHT: u32 = 200;
pub const LONGEST_DRAWING: usize = 16_000;
/// Points nearer to each other than this say nothing new.
const STEP: u32 = 3;
/// The longest pair of a command and its point: `L600 200`.
const LONGEST_POINT: usize = 8;

/// Draws into the hidden field `drawing` that stands beside it in an element of the class `pad`; what the field says already, was
/// drawn before the form came back.
#[island]
pub fn SignatureField() -> impl IntoView {
    let path = RwSignal::new(String::new());
    // The last point of the stroke under way.
    let pen: RwSignal<Option<(u32, u32)>> = RwSignal::new(None);
    let field = NodeRef::<html::Div>::new();
    let place = move |event: &PointerEvent| {
        let area = field.get_untracked()?.get_bounding_client_rect();
        let x = unit(event.client_x() - area.left() as i32, area.width() as i32, BOX_WIDTH);
        let y = unit(event.client_y() - area.top() as i32, area.height() as i32, BOX_HEIGHT);
        Some((x, y))
    };
    let begin = move |event: PointerEvent| {
        if !event.is_primary() || event.button() != 0 {
            return;
        }
        let Some((x, y)) = place(&event) else { return };
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            // The stroke goes on when the finger leaves the field; a browser that cannot do this ends it at the edge.
            let _captured = field.set_pointer_capture(event.pointer_id());
        }
        if add(path, 'M', (x, y)) && add(path, 'L', (x, y)) {
            pen.set(Some((x, y)));
        }
    };
    let go_on = move |event: PointerEvent| {
        let (Some(last), Some(point)) = (pen.get_untracked(), place(&event)) else { return };
        if last.0.abs_diff(point.0) + last.1.abs_diff(point.1) >= STEP && add(path, 'L', point) {
            pen.set(Some(point));
        }
    };
    let end = move |_: PointerEvent| pen.set(None);
    let clear = move |_| {
        pen.set(None);
        path.set(String::new());
    };
    let words = move || match path.with(String::len) {
        0 => "Nothing is drawn yet",
        length if length + LONGEST_POINT > LONGEST_DRAWING => "The field is full: clear it and sign with fewer strokes",
        _ => "Drawn. It stays when you turn the phone",
    };
    let sent = move || {
        let pad = field.get()?.closest(".pad").ok()??;
        pad.query_selector("input").ok()??.dyn_into::<HtmlInputElement>().ok()
    };
    // What the field says is taken over once, and said by it from then on.
    Effect::new(move |begun: Option<bool>| {
        let Some(input) = sent() else { return false };
        match begun {
            Some(true) => input.set_value(&path.get()),
            _ => path.set(input.value()),
        }
        path.track();
        true
    });
    view! {
        <div class="stack-tight">
            <div class="pad__box" node_ref=field on:pointerdown=begin on:pointermove=go_on on:pointerup=end on:pointercancel=end>
                <svg viewBox=format!("0 0 {BOX_WIDTH} {BOX_HEIGHT}") role="img" aria-label="What is drawn">
                    <path class="pad__rule" d=format!("M30 {base}L570 {base}", base = BOX_HEIGHT * 3 / 4)></path>
                    <path class="pad__ink" d=move || path.get()></path>
                </svg>
            </div>
            <div class="pad__foot">
                <p class="muted" role="status">{words}</p>
                <button class="button button-quiet" type="button" on:click=clear>"Clear the drawing"</button>
            </div>
        </div>
    }
    .into_any()
}

/// From pixels of the screen to whole units of the box.
fn unit(pixels: i32, of_pixels: i32, units: u32) -> u32 {
    let (pixels, of_pixels) = (i64::from(pixels.max(0)), i64::from(of_pixels.max(1)));
    u32::try_from(pixels * i64::from(units) / of_pixels).unwrap_or(units).min(units)
}

/// Appends a point, unless the drawing is as long as it may be.
fn add(path: RwSignal<String>, command: char, (x, y): (u32, u32)) -> bool {
    let fits = path.with_untracked(String::len) + LONGEST_POINT <= LONGEST_DRAWING;
    if fits {
        path.update(|path| path.push_str(&format!("{command}{x} {y}")));
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn the_same_place_has_the_same_units_on_every_screen() {
        assert_eq!([(0, 342), (171, 342), (342, 342)].map(|(x, w)| unit(x, w, 600)), [0, 300, 600]);
        assert_eq!([(0, 760), (380, 760), (760, 760)].map(|(x, w)| unit(x, w, 600)), [0, 300, 600]);
        assert_eq!([unit(-20, 342, 600), unit(900, 342, 600), unit(5, 0, 600)], [0, 600, 600]);
    }
}
