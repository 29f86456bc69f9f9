//! Where the map of the programme is drawn from: regions and neighbours, and where towns and borders are. The page and the
//! briefing draw from the same.

use std::{collections::HashMap, sync::LazyLock};

/// Made by `style/map/make.mjs`, which says where they are from.
const BOUNDARIES: &str = include_str!("boundaries.txt");
/// What is drawn, as a view box of SVG: the country with a little of its neighbours.
pub const VIEW: &str = "-20 -14 833 575";
/// The United Nations print it under their maps.
pub const NOTICE: &str = "The boundaries and names shown and the designations used on this map do not imply official endorsement \
                          or acceptance by the United Nations.";
/// Whose work the boundaries are.
pub const CREDIT: &str = "Regions after MapSVG (CC BY 4.0), neighbours from Natural Earth.";
/// The least and the greatest radius of a mark, and how far marks at one place stand apart; in tenths, like every length here.
pub const LEAST: i64 = 110;
const GREATEST: i64 = 300;
const BESIDE: i64 = 340;

/// What a line around an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Neighbour,
    Water,
    Region,
}

/// The middle of a mark, and its radius, in tenths of a unit of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub x: i64,
    pub y: i64,
    pub radius: i64,
    /// A section of a border, where no post is told.
    pub border: bool,
}

struct Boundaries {
    shapes: Vec<(Shape, &'static str)>,
    /// Where a town or a border is, and whether it is a border.
    places: HashMap<&'static str, (i64, i64, bool)>,
}

static DRAWN: LazyLock<Boundaries> = LazyLock::new(|| {
    let mut drawn = Boundaries { shapes: Vec::new(), places: HashMap::new() };
    for line in BOUNDARIES.lines() {
        let mut parts = line.splitn(4, '|');
        let (Some(what), Some(code), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        match what {
            "country" => drawn.shapes.push((Shape::Neighbour, rest)),
            "water" => drawn.shapes.push((Shape::Water, rest)),
            "region" => drawn.shapes.push((Shape::Region, rest)),
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

/// 2706 is `270.6`, as SVG writes it.
#[must_use]
pub fn length(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", (tenths / 10).abs(), (tenths % 10).abs())
}

/// Can the map show what is there? A town, or a border such as `UZ–TJ`.
#[must_use]
pub fn is_on_map(place: &str) -> bool {
    DRAWN.places.contains_key(place)
}

/// Every area, with its outline as the path of an SVG.
pub fn shapes() -> impl Iterator<Item = (Shape, &'static str)> {
    DRAWN.shapes.iter().copied()
}

/// The marks that the map can show, what is large before what is small, so that nothing is hidden under another. `marks` are where
/// each one is and how many it stands for; two at one place stand side by side.
pub fn placed<'a, M>(marks: &'a [M], of: impl Fn(&'a M) -> (Option<&'a str>, i64)) -> Vec<(&'a M, At)> {
    let most = marks.iter().map(|mark| of(mark).1).max().unwrap_or_default().max(1);
    let mut taken: HashMap<&str, i64> = HashMap::new();
    let mut placed: Vec<(&M, i64, At)> = marks
        .iter()
        .filter_map(|mark| {
            let (place, number) = of(mark);
            let place = place?;
            let (x, y, border) = *DRAWN.places.get(place)?;
            let beside = taken.entry(place).or_default();
            *beside += 1;
            Some((mark, number, At { x: x + BESIDE * (*beside - 1), y, radius: radius(number, most), border }))
        })
        .collect();
    placed.sort_by_key(|(_, number, _)| std::cmp::Reverse(*number));
    placed.into_iter().map(|(mark, _, at)| (mark, at)).collect()
}

/// The area of a mark is in the measure of what is there.
fn radius(number: i64, most: i64) -> i64 {
    LEAST.max((GREATEST * GREATEST * number / most.max(1)).isqrt())
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
    fn marks_are_as_large_as_what_they_stand_for_and_stand_side_by_side() {
        let marks = [("Tashkent", 1), ("Tashkent", 100), ("UZ–AF", 25), ("Atlantis", 7)];
        let placed = placed(&marks, |(place, number)| (Some(place), *number));
        let told: Vec<_> = placed.iter().map(|((place, number), at)| (*place, *number, at.radius, at.border)).collect();
        assert_eq!(told, [("Tashkent", 100, GREATEST, false), ("UZ–AF", 25, 150, true), ("Tashkent", 1, LEAST, false)]);
        assert_eq!(placed[0].1.x, placed[2].1.x + BESIDE);
        assert_eq!(
            (in_tenths("270.6"), in_tenths("612"), length(2706), length(-5)),
            (Some(2706), Some(6120), "270.6".into(), "-0.5".into())
        );
    }
}
