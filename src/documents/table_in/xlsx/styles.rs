//! How cells look, as far as it changes what is read of them: number formats, letters that are struck out, raised, or white on
//! white paper.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::{
    format::built_in,
    marks::{Archive, Met, Style, Texts, attribute, each, is_on, number, walk},
};

/// A font, as far as it matters.
#[derive(Debug, Clone, Copy, Default)]
struct Font {
    struck: bool,
    white: bool,
}

/// The styles of cells in their order.
///
/// # Errors
/// The part is broken.
pub(super) fn styles(archive: &mut Archive, part: &str) -> Result<Vec<Style>, String> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let (mut fonts, mut coloured): (Vec<Font>, Vec<bool>) = (Vec::new(), Vec::new());
    let mut styles = Vec::new();
    each(archive, part, &mut |path, element| {
        // Fonts and fills of conditional formats stand elsewhere and come after these.
        let inside = |list: &str| path.iter().any(|part| part == list);
        match (path.last().map(String::as_str), element.local_name().as_ref()) {
            (_, "numFmt") => {
                if let (Some(id), Some(code)) = (number(element, "numFmtId"), attribute(element, "formatCode")) {
                    codes.insert(id as u32, code);
                }
            }
            (Some("fonts"), "font") => fonts.push(Font::default()),
            (Some("font"), "strike") if inside("fonts") && is_on(element) => {
                fonts.iter_mut().next_back().into_iter().for_each(|font| font.struck = true);
            }
            (Some("font"), "color") if inside("fonts") => {
                let white = is_white(element);
                fonts.iter_mut().next_back().into_iter().for_each(|font| font.white = white);
            }
            (Some("fills"), "fill") => coloured.push(false),
            (Some("fill"), "patternFill") if inside("fills") => {
                let pattern = attribute(element, "patternType").unwrap_or_else(|| "none".to_owned());
                coloured.iter_mut().next_back().into_iter().for_each(|fill| *fill = pattern != "none");
            }
            (Some("patternFill"), "fgColor") if inside("fills") && is_white(element) => {
                coloured.iter_mut().next_back().into_iter().for_each(|fill| *fill = false);
            }
            (Some("fill"), "gradientFill") if inside("fills") => {
                coloured.iter_mut().next_back().into_iter().for_each(|fill| *fill = true);
            }
            (Some("cellXfs"), "xf") => {
                let id = number(element, "numFmtId").unwrap_or(0) as u32;
                let font = number(element, "fontId").and_then(|id| fonts.get(id)).copied().unwrap_or_default();
                let on_white = !number(element, "fillId").and_then(|id| coloured.get(id)).copied().unwrap_or(false);
                let code = codes.get(&id).cloned().or_else(|| built_in(id).map(str::to_owned));
                styles.push(Style { code, struck: font.struck, unseen: font.white && on_white });
            }
            _ => {}
        }
    })?;
    Ok(styles)
}

/// White as a colour, as the first one of the theme, or of the old palette.
fn is_white(element: &BytesStart<'_>) -> bool {
    let tinted = attribute(element, "tint").is_some_and(|tint| !tint.trim_start_matches(['-', '0', '.']).is_empty());
    let is = |name: &str, white: &[&str]| {
        attribute(element, name).is_some_and(|value| white.iter().any(|white| value.eq_ignore_ascii_case(white)))
    };
    is("rgb", &["FFFFFFFF", "00FFFFFF", "FFFFFF"]) || is("indexed", &["1", "9"]) || (is("theme", &["0"]) && !tinted)
}

/// The shared texts of which something is to be said.
///
/// # Errors
/// The part is broken.
pub(super) fn texts(archive: &mut Archive, part: &str) -> Result<Texts, String> {
    let mut texts = Texts::default();
    let (mut count, mut run) = (0_usize, Run::default());
    walk(archive, part, &mut |path, met| match met {
        Met::Element(element) => match element.local_name().as_ref() {
            "si" => {
                count += 1;
                run = Run::default();
            }
            "strike" if is_on(element) && path.last().is_some_and(|part| part == "rPr") => {
                texts.struck.insert(count.saturating_sub(1));
            }
            "r" => run.begin(),
            "vertAlign" => run.align(element),
            _ => {}
        },
        Met::Text(text) => {
            // The reading above Japanese words is no part of them.
            run.reading = path.last().is_some_and(|part| part == "t") && !path.iter().any(|part| part == "rPh");
            if run.text(text) {
                texts.raised.insert(count.saturating_sub(1));
            }
        }
    })?;
    Ok(texts)
}

/// The letters of a text, run by run: digits that are raised behind digits make another number of it.
#[derive(Debug, Default)]
pub(super) struct Run {
    raised: bool,
    digit_before: bool,
    pub reading: bool,
}

impl Run {
    pub fn begin(&mut self) {
        self.raised = false;
    }

    pub fn align(&mut self, element: &BytesStart<'_>) {
        self.raised = attribute(element, "val").is_some_and(|value| value != "baseline");
    }

    /// Takes the next letters; whether they are digits that stand raised behind a digit.
    pub fn text(&mut self, text: &str) -> bool {
        if !self.reading || text.is_empty() {
            return false;
        }
        let found = self.raised && self.digit_before && text.trim_start().starts_with(|c: char| c.is_ascii_digit());
        self.digit_before = text.ends_with(|c: char| c.is_ascii_digit());
        found
    }
}
