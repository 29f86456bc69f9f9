//! The map for paper: it carries its own colours, and every mark can be told apart without them.

use std::fmt::Write as _;

use store::units::OnMap;

use crate::map::{Shape, VIEW, length, placed, shapes};

const INK: &str = "#1b2733";

pub fn of(units: &[OnMap]) -> String {
    let mut svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{VIEW}\">");
    for (shape, path) in shapes() {
        let (fill, stroke) = match shape {
            Shape::Neighbour => ("#f4f6f8", "#c9d1d9"),
            Shape::Water => ("#ffffff", "#c9d1d9"),
            Shape::Region => ("#e3ecf7", "#93a4b7"),
        };
        // Writing to a string cannot fail.
        let _ = write!(svg, "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.2\"/>");
    }
    for (unit, at) in placed(units, |unit| (unit.place.as_deref(), unit.held + unit.coming)) {
        let fill = match (unit.held, unit.coming) {
            (0, _) => "#ffffff",
            (_, 0) => "#1f7a4d",
            _ => "#f3dfb3",
        };
        let (x, y, r) = (length(at.x), length(at.y), length(at.radius));
        let look = format!("fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\"2\"");
        let _ = if at.border {
            write!(svg, "<path transform=\"translate({x} {y})\" d=\"M0 -{r}L{r} 0L0 {r}L-{r} 0Z\" {look}/>")
        } else {
            write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}/>")
        };
    }
    svg.push_str("</svg>");
    svg
}
