//! Takes a text apart into records (RFC 4180), and knows an open quotation mark from a quotation.
//!
//! (Rejected: the `csv` crate: it reads an open quotation to the end of the file, or to the next mark rows further down, and
//! says nothing.)

/// Hands out each record with the line on which it begins, counted from 1 after `skipped` lines.
///
/// # Errors
/// What `take` answers; in a file an open quotation, with its line.
pub fn records(
    text: &str,
    separator: char,
    pasted: bool,
    skipped: u64,
    take: &mut impl FnMut(u64, Vec<String>) -> Result<(), String>,
) -> Result<(), String> {
    let splitter = Splitter { text, separator, pasted, width: width(text, separator) };
    let (mut at, mut line) = (0, 1 + skipped);
    while at < text.len() {
        let record = splitter.record(at, line)?;
        let begun = line;
        line += record.lines;
        at = record.end;
        take(begun, record.cells)?;
    }
    Ok(())
}

/// Cells of a row: of the widest among the first lines that have no quotation marks.
fn width(text: &str, separator: char) -> usize {
    let plain = text.lines().take(200).filter(|line| !line.contains('"'));
    plain.map(|line| line.matches(separator).count() + 1).max().unwrap_or(0)
}

struct Splitter<'a> {
    text: &'a str,
    separator: char,
    pasted: bool,
    width: usize,
}

struct Record {
    cells: Vec<String>,
    /// The byte behind its line feed.
    end: usize,
    /// Line feeds in it and at its end.
    lines: u64,
}

impl Splitter<'_> {
    /// The record that begins here. Where marks that look like a quotation would swallow rows, they are letters, or the file
    /// is refused.
    fn record(&self, start: usize, line: u64) -> Result<Record, String> {
        let mut letters: Vec<usize> = Vec::new();
        'again: loop {
            let (mut at, mut cells) = (start, Vec::new());
            let mut over_lines = None;
            loop {
                let rest = &self.text[at..];
                let quoted = if letters.contains(&at) { None } else { self.quotation(at) };
                let (cell, end) = match quoted {
                    Some(Quotation::Sound { content, end, swallows }) => {
                        if swallows {
                            self.refuse(line + self.feeds(start, at))?;
                            letters.push(at);
                            continue 'again;
                        }
                        if content.contains('\n') {
                            over_lines = over_lines.or(Some(at));
                        }
                        (content, end)
                    }
                    Some(Quotation::Open) => {
                        self.refuse(line + self.feeds(start, at))?;
                        letters.push(at);
                        continue 'again;
                    }
                    None => {
                        let end = rest.find([self.separator, '\n']).unwrap_or(rest.len());
                        (rest[..end].to_owned(), at + end)
                    }
                };
                cells.push(cell);
                at = end;
                if self.text[at..].starts_with(self.separator) {
                    at += self.separator.len_utf8();
                    continue;
                }
                // More cells than a row has: the quotation has taken in the beginning of the next one.
                if let Some(mark) = over_lines.filter(|_| self.width > 1 && cells.len() > self.width) {
                    self.refuse(line + self.feeds(start, mark))?;
                    letters.push(mark);
                    continue 'again;
                }
                let end = (at + 1).min(self.text.len());
                return Ok(Record { cells, end, lines: self.feeds(start, end).max(1) });
            }
        }
    }

    fn feeds(&self, from: usize, to: usize) -> u64 {
        self.text[from..to].bytes().filter(|byte| *byte == b'\n').count() as u64
    }

    fn refuse(&self, line: u64) -> Result<(), String> {
        if self.pasted {
            return Ok(());
        }
        Err(format!(
            "The quotation mark in line {line} is not closed before the next row begins. Close it, or take it out"
        ))
    }

    /// A quotation that begins here, if a mark stands here.
    fn quotation(&self, start: usize) -> Option<Quotation> {
        let rest = self.text[start..].strip_prefix('"')?;
        let (mut content, mut at) = (String::new(), start + 1);
        let mut left = rest;
        loop {
            let Some(mark) = left.find('"') else { return Some(Quotation::Open) };
            content.push_str(&left[..mark]);
            at += mark + 1;
            left = &left[mark + 1..];
            if let Some(doubled) = left.strip_prefix('"') {
                content.push('"');
                left = doubled;
                at += 1;
                continue;
            }
            let closed = left.is_empty() || left.starts_with(self.separator) || left.starts_with('\n');
            if !closed {
                return Some(Quotation::Open);
            }
            let swallows = self.swallows(&content);
            return Some(Quotation::Sound { content, end: at, swallows });
        }
    }

    /// A line of it has half the cells of a row: whoever copied or wrote it did not mean one cell. No cell of a spreadsheet
    /// can be typed with a tab in it.
    fn swallows(&self, content: &str) -> bool {
        if !content.contains('\n') {
            return self.pasted && self.separator == '\t' && content.contains('\t');
        }
        let most = content.lines().map(|line| line.matches(self.separator).count()).max().unwrap_or(0);
        let tabs = self.separator == '\t' && most > 0;
        tabs || (self.width > 2 && most * 2 >= self.width - 1)
    }
}

enum Quotation {
    Sound {
        content: String,
        end: usize,
        swallows: bool,
    },
    /// Not closed, or closed in the middle of a cell.
    Open,
}
