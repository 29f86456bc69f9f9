//! The map of the programme: regions and neighbours as a drawing that needs no script, with a mark for each place. Whatever
//! it says stands in a list beside it as well.

use std::{collections::HashMap, sync::LazyLock};

use leptos::prelude::*;

use super::figure::count;

/// Made by `style/map/make.mjs`, which says where they are from.
const BOUNDARIES: &str = include_str!("map/boundaries.txt");
/// What is drawn: the country with a little of its neighbours.
const VIEW: &str = "-20 -14 833 575";
/// The United Nations print it under their maps.
const NOTICE: &str = "The boundaries and names shown and the designations used on this map do not imply official endorsement or \
                      acceptance by the United Nations.";
const CREDIT: &str = "Regions after MapSVG (CC BY 4.0), neighbours from Natural Earth.";
/// The least and the greatest radius of a mark, and how far marks at one place stand apart; in tenths, like every length here.
const LEAST: i64 = 110;
const GREATEST: i64 = 300;
const BESIDE: i64 = 340;
/// From this radius on a mark has room for its share.
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

struct Boundaries {
    /// The class of each path, its name, and the path.
    shapes: Vec<(&'static str, &'static str, &'static str)>,
    /// Where a town or a border is, and whether it is a border.
    places: HashMap<&'static str, (i64, i64, bool)>,
}

static DRAWN: LazyLock<Boundaries> = LazyLock::new(|| {
    let mut drawn = Boundaries { shapes: Vec::new(), places: HashMap::new() };
    for line in BOUNDARIES.lines() {
        let mut parts = line.splitn(4, '|');
        let (Some(what), Some(code), Some(name), Some(rest)) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        match what {
            "country" => drawn.shapes.push(("map-neighbour", name, rest)),
            "water" => drawn.shapes.push(("map-water", name, rest)),
            "region" => drawn.shapes.push(("map-region", name, rest)),
            _ => {
                let at = rest.split_once(' ').and_then(|(x, y)| in_tenths(x).zip(in_tenths(y)));
                if let Some((x, y)) = at {
                    drawn.places.insert(code, (x, y, what == "border"));
                }
            }
        }
    }
    drawn
});

/// `270.6` is 2706, `612` is 6120.
fn in_tenths(typed: &str) -> Option<i64> {
    let (whole, tenth) = typed.split_once('.').unwrap_or((typed, "0"));
    format!("{whole}{tenth}").parse().ok()
}

/// 2706 is `270.6`.
fn length(tenths: impl Into<i128>) -> String {
    let tenths: i128 = tenths.into();
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// Can the map show what is there?
pub fn is_on_map(place: &str) -> bool {
    DRAWN.places.contains_key(place)
}

/// `what` says what a mark counts: "items signed for".
pub fn map(title: &str, what: &str, marks: &[MapMark]) -> AnyView {
    let shapes: Vec<_> =
        DRAWN.shapes.iter().map(|(class, _, path)| view! { <path class=*class d=*path></path> }).collect();
    let most = marks.iter().map(|mark| mark.whole).max().unwrap_or_default().max(1);
    let mut taken: HashMap<&str, i64> = HashMap::new();
    let mut placed: Vec<_> = marks
        .iter()
        .filter_map(|mark| {
            let place = mark.place.as_deref()?;
            let (x, y, border) = *DRAWN.places.get(place)?;
            let beside = taken.entry(place).or_default();
            *beside += 1;
            Some((mark, x + BESIDE * (*beside - 1), y, border))
        })
        .collect();
    // What is small stands before what is large.
    placed.sort_by_key(|(mark, ..)| std::cmp::Reverse(mark.whole));
    let drawn: Vec<_> = placed.into_iter().map(|(mark, x, y, border)| draw(mark, what, most, (x, y), border)).collect();
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

fn draw(mark: &MapMark, what: &str, most: i64, (x, y): (i64, i64), border: bool) -> AnyView {
    let size = radius(mark.whole, most);
    let radius = length(size);
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
    let place = format!("translate({} {})", length(x), length(y));
    let shape = if border {
        let path = format!("M0 -{radius}L{radius} 0L0 {radius}L-{radius} 0Z");
        view! { <path d=path></path> }.into_any()
    } else {
        view! { <circle r=radius></circle> }.into_any()
    };
    // A small mark has no room for words; the list has them.
    let share = share.filter(|_| size >= ROOM);
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

/// The area of a mark is in the measure of what is there.
fn radius(whole: i64, most: i64) -> i64 {
    LEAST.max((GREATEST * GREATEST * whole / most.max(1)).isqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_and_place_of_the_file_is_read() {
        assert_eq!(DRAWN.shapes.len() + DRAWN.places.len(), BOUNDARIES.lines().count());
        for place in ["Tashkent", "Nukus", "Gulistan", "UZ–AF"] {
            assert!(is_on_map(place), "{place}");
        }
        assert!(!is_on_map("Atlantis"));
        // It is part of a page that a phone reads.
        assert!(BOUNDARIES.len() < 40_000, "{} bytes", BOUNDARIES.len());
    }

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
        assert_eq!((radius(25, 100), radius(1, 1_000_000), radius(100, 100)), (150, LEAST, GREATEST));
        assert_eq!(
            (in_tenths("270.6"), in_tenths("612"), length(2706), length(-5)),
            (Some(2706), Some(6120), "270.6".into(), "-0.5".into())
        );
    }
}
