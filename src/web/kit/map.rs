//! The map of the programme: regions and neighbours as a drawing that needs no script, with a mark for each place. Whatever
//! it says stands in a list beside it as well.

use documents::map::{At, CREDIT, NOTICE, Shape, VIEW, length, placed, shapes};
use leptos::prelude::*;

use super::figure::count;

pub use documents::map::is_on_map;

/// From this radius on a mark has room for its share; in tenths, like every length here.
const ROOM: i64 = 200;

/// Something at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapMark {
    pub label: String,
    pub href: Option<String>,
    /// A town, or a border such as `UZ–TJ`.
    pub place: Option<String>,
    /// How many of how many; the mark is as large as `whole`, and as full as `part` of it.
    pub part: i64,
    pub whole: i64,
}

/// `what` says what a mark counts: "items signed for".
pub fn map(title: &str, what: &str, marks: &[MapMark]) -> AnyView {
    let shapes: Vec<_> = shapes().map(|(shape, path)| view! { <path class=class_of(shape) d=path></path> }).collect();
    let placed = placed(marks, |mark| (mark.place.as_deref(), mark.whole));
    let drawn: Vec<_> = placed.into_iter().map(|(mark, at)| draw(mark, what, at)).collect();
    view! {
        <figure class="map">
            <svg viewBox=VIEW role="group" aria-label=title.to_owned()>
                <g aria-hidden="true">{shapes}</g>
                {drawn}
            </svg>
            <figcaption class="note">
                <span class="map-key">
                    <span><i class="map-swatch map-none"></i>"none"</span>
                    <span><i class="map-swatch map-some"></i>"some"</span>
                    <span><i class="map-swatch map-all"></i>{format!("all {what}")}</span>
                </span>
                <span>"The larger a mark, the more items; a diamond is a section of the border. "{NOTICE}" "{CREDIT}</span>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn class_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Neighbour => "map-neighbour",
        Shape::Water => "map-water",
        Shape::Region => "map-region",
    }
}

fn draw(mark: &MapMark, what: &str, at: At) -> AnyView {
    let radius = length(at.radius);
    let class = match mark.part {
        0 => "map-mark map-none",
        part if part >= mark.whole => "map-mark map-all",
        _ => "map-mark map-some",
    };
    let share = (mark.part * 100).checked_div(mark.whole).map(|share| format!("{share}\u{a0}%"));
    // What is written on the mark is in its name, for whoever says what they see.
    let told = format!(
        "{}: {} of {} {what}{}",
        mark.label,
        count(mark.part),
        count(mark.whole),
        share.as_ref().map(|share| format!(", {share}")).unwrap_or_default()
    );
    let place = format!("translate({} {})", length(at.x), length(at.y));
    let shape = if at.border {
        let path = format!("M0 -{radius}L{radius} 0L0 {radius}L-{radius} 0Z");
        view! { <path d=path></path> }.into_any()
    } else {
        view! { <circle r=radius></circle> }.into_any()
    };
    // A small mark has no room for words; the list has them.
    let share = share.filter(|_| at.radius >= ROOM);
    let inside = view! {
        <title>{told.clone()}</title>
        {shape}
        <text class="map-share" text-anchor="middle" dy="4" aria-hidden="true">{share}</text>
    };
    match mark.href.clone() {
        Some(href) => view! { <g class=class transform=place><a href=href aria-label=told>{inside}</a></g> }.into_any(),
        None => view! { <g class=class transform=place role="img" aria-label=told>{inside}</g> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_how_many_of_how_many() {
        let mark = |label: &str, place: &str, part, whole| MapMark {
            label: label.into(),
            href: (place != "UZ–AF").then(|| format!("/units/{label}")),
            place: Some(place.into()),
            part,
            whole,
        };
        let marks = [
            mark("IMT Termez", "Termez", 2, 3),
            mark("the border", "UZ–AF", 4, 4),
            mark("elsewhere", "Atlantis", 1, 1),
        ];
        let html = map("Where the items are", "items signed for", &marks).to_html();
        assert!(
            html.contains("IMT Termez: 2 of 3 items signed for") && html.contains("href=\"/units/IMT Termez\""),
            "{html}"
        );
        assert!(html.contains("map-mark map-some") && html.contains("map-mark map-all") && !html.contains("Atlantis"));
    }
}
