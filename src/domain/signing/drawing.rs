//! A signature drawn with a finger: strokes as the `d` of an SVG path, in a box of fixed proportions.
//!
//! The browser keeps the points in units of the box, not of the screen, so that turning or resizing a phone moves nothing.

/// The box in which points are whole numbers; its proportions are those of the field on the page.
pub const BOX_WIDTH: u32 = 600;
pub const BOX_HEIGHT: u32 = 200;
/// The longest path, in bytes: about 2,000 points, several times what a signature has.
pub const LONGEST_DRAWING: usize = 16_000;
/// What has fewer points or spans less, in either direction, is a slip of the finger.
const FEWEST_POINTS: usize = 5;
const SMALLEST_SPAN: u32 = 15;

/// A checked drawing: `M` and `L` with whole numbers inside the box, nothing else. It goes into pictures as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing(String);

impl Drawing {
    /// Reads `M10 20L30 40L50 60M70 80L…`.
    ///
    /// # Errors
    /// A sentence for whoever drew it.
    pub fn parse(path: &str) -> Result<Self, String> {
        let unreadable = || "The drawing could not be read. Clear it and draw again, or leave it empty".to_owned();
        if path.len() > LONGEST_DRAWING {
            return Err("The drawing is too long. Clear it and sign with fewer strokes".to_owned());
        }
        let points = points(path).ok_or_else(unreadable)?;
        let span = |axis: fn(&(u32, u32)) -> u32| {
            let (low, high) = (points.iter().map(axis).min(), points.iter().map(axis).max());
            high.unwrap_or_default() - low.unwrap_or_default()
        };
        if points.len() < FEWEST_POINTS || (span(|p| p.0) < SMALLEST_SPAN && span(|p| p.1) < SMALLEST_SPAN) {
            return Err("This is too little for a signature. Draw it larger, or clear it and sign by name".to_owned());
        }
        Ok(Drawing(path.to_owned()))
    }

    /// The `d` of the path.
    pub fn path(&self) -> &str {
        &self.0
    }
}

/// All points of all strokes; `None` when anything else stands there.
fn points(path: &str) -> Option<Vec<(u32, u32)>> {
    let strokes = path.strip_prefix('M')?;
    let mut points = Vec::new();
    for pair in strokes.split(['M', 'L']) {
        let (x, y) = pair.split_once(' ')?;
        points.push((coordinate(x, BOX_WIDTH)?, coordinate(y, BOX_HEIGHT)?));
    }
    Some(points)
}

/// Digits only: no sign, no space, no leading zeros that would make two texts of one point.
fn coordinate(text: &str, most: u32) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|value| plain && *value <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "M10 120L30 40L50 160L80 90L110 100M200 50L260 55";

    #[test]
    fn strokes_inside_the_box_are_a_drawing() {
        assert_eq!(Drawing::parse(GOOD).expect("a drawing").path(), GOOD);
        assert!(Drawing::parse("M0 0L600 200L0 200L600 0L300 100").is_ok());
    }

    #[test]
    fn nothing_but_strokes_is_accepted() {
        for bad in [
            "",
            "L10 120L30 40L50 160L80 90L110 100",
            "M10 120L30 40L50 160L80 90L601 100",
            "M10 120L30 40L50 160L80 90L110 201",
            "M10 120L30 40L50 160L80 90L-1 100",
            "M10 120L30 40L50 160L80 90L1.5 100",
            "M10 120L30 40L50 160L80 90L1e2 100",
            "M10 120L30 40L50 160L80 90L+11 100",
            "M10 120L30 40L50 160L80 90L011 100",
            "M10 120L30 40L50 160L80 90L110  100",
            "M10 120L30 40L50 160L80 90L110 100Z",
            "M10 120L30 40L50 160L80 90L110 100\"/><script>alert(1)</script>",
            "M10 120 L30 40 L50 160 L80 90 L110 100",
            "m10 120l30 40l50 160l80 90l110 100",
            "M10 120L30 40L50 160L80 90L١١ 100",
            "M10,120L30,40L50,160L80,90L110,100",
            "MM10 120L30 40L50 160L80 90L110 100",
            "M10 120L30 40L50 160L80 90L4294967297 100",
        ] {
            assert!(Drawing::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_dot_is_no_signature_and_a_novel_neither() {
        assert!(Drawing::parse("M10 120L30 40L50 160L80 90").is_err(), "four points");
        assert!(Drawing::parse("M10 10L11 11L12 12L13 13L14 14L15 15").is_err(), "a dot");
        let novel = format!("M10 10{}", "L100 100L20 20".repeat(1_200));
        assert!(Drawing::parse(&novel).is_err_and(|words| words.contains("too long")));
    }
}
