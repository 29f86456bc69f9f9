//! What the reader of values does not say of a spreadsheet: formats, struck-out letters, what is hidden or merged, formulas
//! without a value. The parts of the file are read once more for it, with the XML reader that it brings along.

use std::{
    collections::{HashMap, HashSet},
    io::{BufReader, Cursor},
    ops::RangeInclusive,
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::styles::{self, Run};

pub(super) type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// Cells with something to say; a list has 5,000 rows of at most 60.
const MOST_MARKS: usize = 400_000;

/// A sheet as the book names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub hidden: bool,
    part: String,
}

impl Named {
    pub fn has_cells(&self) -> bool {
        !self.part.is_empty()
    }
}

/// The book: its sheets, the one that was open, and what its styles mean.
#[derive(Debug, Default)]
pub struct Book {
    pub sheets: Vec<Named>,
    pub active: usize,
    pub(super) styles: Vec<Style>,
    texts: Texts,
}

/// How cells of a style look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// Of the number format.
    pub code: Option<String>,
    pub struck: bool,
    /// White letters on white paper.
    pub unseen: bool,
}

/// Shared texts of which a part is struck out, or is digits raised behind others.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub struck: HashSet<usize>,
    pub raised: HashSet<usize>,
}

/// What is to be said of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    pub style: usize,
    pub formula: bool,
    pub value: bool,
    /// It holds letters, and no number that a format would show otherwise.
    pub text: bool,
    /// A part of its letters is struck out.
    pub struck: bool,
    /// Digits stand raised or lowered behind others: `40¹` is not 401.
    pub raised: bool,
}

/// What is to be said of a sheet. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub struct Sheet {
    pub cells: HashMap<(u32, u32), Mark>,
    pub hidden_rows: HashSet<u32>,
    pub hidden_columns: Vec<RangeInclusive<u32>>,
    /// First and last row, first column.
    pub merged: Vec<(u32, u32, u32)>,
}

impl Book {
    /// # Errors
    /// A part of the file is missing or broken.
    pub fn open(archive: &mut Archive) -> Result<Self, String> {
        let root = relations(archive, "_rels/.rels", "")?;
        let part = root.values().find(|(kind, _)| kind == "officeDocument").map(|(_, part)| part.clone());
        let part = part.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let parts = relations(archive, &format!("{inside}_rels/{file}.rels"), &inside)?;
        let mut book = Book::default();
        each(archive, &part, &mut |_, element| {
            match element.local_name().as_ref() {
                "workbookView" => book.active = number(element, "activeTab").unwrap_or(0),
                "sheet" => {
                    let id = attribute(element, "id").unwrap_or_default();
                    let Some((kind, part)) = parts.get(&id) else { return };
                    let hidden = attribute(element, "state").is_some_and(|state| state != "visible");
                    // Charts and dialogues have no cells; they keep their place among the tabs.
                    let part = if kind == "worksheet" { part.clone() } else { String::new() };
                    book.sheets.push(Named { name: attribute(element, "name").unwrap_or_default(), hidden, part });
                }
                _ => {}
            }
        })?;
        if let Some((_, part)) = parts.values().find(|(kind, _)| kind == "styles") {
            book.styles = styles::styles(archive, part)?;
        }
        if let Some((_, part)) = parts.values().find(|(kind, _)| kind == "sharedStrings") {
            book.texts = styles::texts(archive, part)?;
        }
        Ok(book)
    }

    /// How a cell looks.
    pub fn style(&self, style: usize) -> Option<&Style> {
        self.styles.get(style)
    }

    /// What is to be said of a sheet.
    ///
    /// # Errors
    /// It is missing, broken, or says too much.
    pub fn sheet(&self, archive: &mut Archive, name: &str, columns: u32) -> Result<Sheet, String> {
        let part = self.sheets.iter().find(|sheet| sheet.name == name).map(|sheet| sheet.part.clone());
        let part = part.filter(|part| !part.is_empty()).ok_or("This spreadsheet has no sheet to read")?;
        let file = archive.by_name(&part).map_err(|_| BROKEN)?;
        let mut reading = SheetReading {
            book: self,
            sheet: Sheet::default(),
            hidden_by_default: false,
            row: 0,
            column: 0,
            at: None,
            shared: false,
            in_value: false,
            run: Run::default(),
        };
        let mut reader = Reader::from_reader(BufReader::new(file));
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer).map_err(|_| BROKEN)? {
                Event::Start(element) => reading.begin(&element, columns),
                Event::Empty(element) => {
                    reading.begin(&element, columns);
                    reading.end(element.local_name().as_ref());
                }
                Event::Text(text) => reading.text(&text),
                Event::End(element) => reading.end(element.local_name().as_ref()),
                Event::Eof => break,
                _ => {}
            }
            if reading.sheet.cells.len() > MOST_MARKS {
                return Err("The table has more cells than are read. Split it into several lists".to_owned());
            }
            buffer.clear();
        }
        Ok(reading.sheet)
    }
}

const BROKEN: &str = "This spreadsheet cannot be read. Save it again as .xlsx or .csv";

struct SheetReading<'a> {
    book: &'a Book,
    sheet: Sheet,
    hidden_by_default: bool,
    row: u32,
    column: u32,
    at: Option<(u32, u32)>,
    shared: bool,
    in_value: bool,
    run: Run,
}

impl SheetReading<'_> {
    fn begin(&mut self, element: &BytesStart<'_>, columns: u32) {
        match element.local_name().as_ref() {
            "sheetFormatPr" => self.hidden_by_default = is_true(element, "zeroHeight"),
            "col" => {
                let width = attribute(element, "width").and_then(|width| width.parse::<f64>().ok());
                if (is_true(element, "hidden") || width == Some(0.0))
                    && let (Some(first), Some(last)) = (number(element, "min"), number(element, "max"))
                    && first > 0
                {
                    self.sheet.hidden_columns.push(first as u32 - 1..=last as u32 - 1);
                }
            }
            "row" => {
                self.row = number(element, "r")
                    .map_or(self.row + u32::from(self.at.is_some()), |r| (r as u32).saturating_sub(1));
                self.column = 0;
                self.at = Some((self.row, 0));
                let height = attribute(element, "ht").and_then(|height| height.parse::<f64>().ok());
                let by_default = self.hidden_by_default && height.is_none();
                if is_true(element, "hidden") || height == Some(0.0) || by_default {
                    self.sheet.hidden_rows.insert(self.row);
                }
            }
            "c" => {
                if let Some((row, column)) = attribute(element, "r").and_then(|place| place_of(&place)) {
                    (self.row, self.column) = (row, column);
                }
                let at = (self.row, self.column);
                self.at = Some(at);
                let kind = attribute(element, "t").unwrap_or_default();
                self.shared = kind == "s";
                self.run = Run::default();
                let text = matches!(kind.as_str(), "s" | "str" | "inlineStr");
                if self.column < columns {
                    let style = number(element, "s").unwrap_or(0);
                    let struck = self.book.style(style).is_some_and(|style| style.struck);
                    self.sheet.cells.insert(at, Mark { style, struck, text, ..Mark::default() });
                }
            }
            "f" => self.mark(|mark| mark.formula = true),
            "v" => self.in_value = true,
            "is" => self.mark(|mark| mark.value = true),
            "strike" if is_on(element) => self.mark(|mark| mark.struck = true),
            "r" => self.run.begin(),
            "vertAlign" => self.run.align(element),
            "t" => self.run.reading = true,
            "mergeCell" => {
                let ends = attribute(element, "ref").and_then(|range| {
                    let (first, last) = range.split_once(':')?;
                    Some((place_of(first)?, place_of(last)?))
                });
                if let Some(((first, column), (last, _))) = ends.filter(|(first, last)| first.0 < last.0) {
                    self.sheet.merged.push((first, last, column));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.run.text(text) {
            self.mark(|mark| mark.raised = true);
        }
        if !self.in_value || text.trim().is_empty() {
            return;
        }
        let place = text.trim().parse::<usize>().ok().filter(|_| self.shared);
        let is_in = |texts: &HashSet<usize>| place.is_some_and(|place| texts.contains(&place));
        let (struck, raised) = (is_in(&self.book.texts.struck), is_in(&self.book.texts.raised));
        self.mark(|mark| {
            mark.value = true;
            mark.struck |= struck;
            mark.raised |= raised;
        });
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" => self.in_value = false,
            "t" => self.run.reading = false,
            "c" => self.column += 1,
            _ => {}
        }
    }

    fn mark(&mut self, say: impl FnOnce(&mut Mark)) {
        if let Some(mark) = self.at.and_then(|at| self.sheet.cells.get_mut(&at)) {
            say(mark);
        }
    }
}

/// Id → the last word of its kind, and the part that it leads to.
fn relations(archive: &mut Archive, part: &str, inside: &str) -> Result<HashMap<String, (String, String)>, String> {
    let mut found = HashMap::new();
    each(archive, part, &mut |_, element| {
        if element.local_name().as_ref() != "Relationship" {
            return;
        }
        let of = |name| attribute(element, name).unwrap_or_default();
        let (kind, target) = (of("Type"), of("Target"));
        let target = target.strip_prefix('/').map_or_else(|| format!("{inside}{target}"), str::to_owned);
        found.insert(of("Id"), (kind.rsplit('/').next().unwrap_or_default().to_owned(), target));
    })?;
    Ok(found)
}

/// What is met on the way through a part.
pub(super) enum Met<'a, 'b> {
    Element(&'a BytesStart<'b>),
    Text(&'a str),
}

/// Hands out each element of a part with the names around it. Prefixes do not count.
pub(super) fn each(
    archive: &mut Archive,
    part: &str,
    take: &mut dyn FnMut(&[String], &BytesStart<'_>),
) -> Result<(), String> {
    walk(archive, part, &mut |path, met| {
        if let Met::Element(element) = met {
            take(path, element);
        }
    })
}

/// The same with the texts between.
pub(super) fn walk(
    archive: &mut Archive,
    part: &str,
    take: &mut dyn FnMut(&[String], Met<'_, '_>),
) -> Result<(), String> {
    let Ok(file) = archive.by_name(part) else { return Ok(()) };
    let mut reader = Reader::from_reader(BufReader::new(file));
    let (mut buffer, mut path) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| BROKEN)? {
            Event::Start(element) => {
                take(&path, Met::Element(&element));
                if path.len() > 64 {
                    return Err(BROKEN.to_owned());
                }
                path.push(element.local_name().as_ref().to_owned());
            }
            Event::Empty(element) => take(&path, Met::Element(&element)),
            Event::Text(text) => take(&path, Met::Text(&text)),
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attributes = element.attributes();
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.trim().parse().ok()
}

fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// `<strike/>` and `<strike val="1"/>`
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// `C5` as row 4, column 2.
fn place_of(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = text[..letters].bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row: u32 = text[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn places_are_read() {
        assert_eq!(place_of("A1"), Some((0, 0)));
        assert_eq!(place_of("$AB$12"), Some((11, 27)));
        assert_eq!((place_of("12"), place_of("A0"), place_of("ZZZZZZZZ1")), (None, None, None));
    }
}
