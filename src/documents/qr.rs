//! QR codes, drawn as SVG.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

/// White around a code, in modules: scanners ask for four.
const MARGIN: usize = 4;

/// The text as a QR code that survives a scratch (level M), black on white: one stroke for every run of black modules. (The
/// crate's own drawing says each module by itself, six times the size: a sheet of fifty labels was 377 KB.)
///
/// # Errors
/// The text is too long for a code.
pub fn svg(text: &str) -> Result<String, String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|error| error.to_string())?;
    let mut strokes = String::new();
    for row in 0..code.size {
        let mut column = 0;
        for run in code[row].chunk_by(|a, b| a.value() == b.value()) {
            if run[0].value() {
                // The middle of a stroke that is one module wide.
                write!(strokes, "M{} {}.5h{}", column + MARGIN, row + MARGIN, run.len()).map_err(|e| e.to_string())?;
            }
            column += run.len();
        }
    }
    let side = code.size + 2 * MARGIN;
    Ok(format!(
        "<svg viewBox=\"0 0 {side} {side}\" xmlns=\"http://www.w3.org/2000/svg\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path stroke=\"#000\" d=\"{strokes}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_black_module_is_drawn_once_and_nothing_else() {
        let text = "https://portal.example/items/IMT-000123";
        let code = QRBuilder::new(text).ecl(ECL::M).build().expect("short");
        let drawn = svg(text).expect("short");
        let strokes = drawn.split("d=\"").nth(2).and_then(|part| part.split('"').next()).expect("strokes");
        let mut black = vec![vec![false; code.size]; code.size];
        for stroke in strokes.split('M').skip(1) {
            let (x, rest) = stroke.split_once(' ').expect("x");
            let (y, length) = rest.split_once(".5h").expect("y");
            let read = |word: &str| word.parse::<usize>().expect("number");
            for column in read(x)..read(x) + read(length) {
                assert!(!std::mem::replace(&mut black[read(y) - MARGIN][column - MARGIN], true), "drawn twice");
            }
        }
        for (row, drawn) in black.iter().enumerate() {
            assert!(code[row].iter().map(|module| module.value()).eq(drawn.iter().copied()), "row {row}");
        }
    }
}
