//! The map for paper: it carries its own colours, and every mark can be told apart without them.

use std::fmt::Write as _;

use store::units::OnMap;

use crate::map::{Shape, VIEW, length, placed, shapes};

const INK: &str = "#1b2733";
const GREEN: &str = "#1f7a4d";

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
        let all = unit.held > 0 && unit.coming == 0;
        let half = unit.held > 0 && unit.coming > 0;
        let (x, y, r) = (length(at.x), length(at.y), length(at.radius));
        let look = format!("fill=\"{}\" stroke=\"{INK}\" stroke-width=\"2\"", if all { GREEN } else { "#ffffff" });
        // The right half, for some of it.
        let (shape, right) = if at.border {
            (format!("<path d=\"M0 -{r}L{r} 0L0 {r}L-{r} 0Z\" {look}/>"), format!("M0 -{r}L{r} 0L0 {r}Z"))
        } else {
            (format!("<circle r=\"{r}\" {look}/>"), format!("M0 -{r}A{r} {r} 0 0 1 0 {r}Z"))
        };
        let right = if half { format!("<path d=\"{right}\" fill=\"{GREEN}\"/>") } else { String::new() };
        let _ = write!(svg, "<g transform=\"translate({x} {y})\">{shape}{right}</g>");
    }
    svg.push_str("</svg>");
    svg
}
