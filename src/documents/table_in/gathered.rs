//! Gathers rows within the limits.

use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

use super::{Cell, Limits, TableRow};

pub struct Gathered {
    limits: Limits,
    rows: Vec<TableRow>,
    text: usize,
}

impl Gathered {
    pub fn new(limits: Limits) -> Self {
        Gathered { limits, rows: Vec::new(), text: 0 }
    }

    /// Notes a row, unless it is empty.
    ///
    /// # Errors
    /// In words: beyond a limit.
    pub fn push(&mut self, number: u64, mut cells: Vec<Cell>) -> Result<(), String> {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() == self.limits.rows {
            return Err(format!("The table has more than {} rows. Split it into several lists", self.limits.rows - 1));
        }
        if cells.len() > self.limits.columns {
            return Err(format!(
                "Row {number} has more than {} columns. Remove what is not needed",
                self.limits.columns
            ));
        }
        if cells.iter().any(|cell| cell.text.chars().count() > self.limits.cell) {
            return Err(format!("A cell in row {number} has more than {} characters. Shorten it", self.limits.cell));
        }
        self.text += cells.iter().map(|cell| cell.text.len()).sum::<usize>();
        if self.text > self.limits.text {
            return Err("The table holds too much text. Split it into several lists".to_owned());
        }
        for cell in &mut cells {
            if let Some(meant) = twice_read(&cell.text) {
                let words = format!(
                    "was saved in a wrong encoding: it was “{meant}” once. Take the list from where it was written, or mend the cell"
                );
                cell.fault.get_or_insert(words);
            }
        }
        self.rows.push(TableRow { number, cells });
        Ok(())
    }

    /// # Errors
    /// There is no row.
    pub fn finish(self) -> Result<Vec<TableRow>, String> {
        if self.rows.is_empty() { Err("There is nothing in this table".to_owned()) } else { Ok(self.rows) }
    }
}

/// What a text was before somebody read its UTF-8 as an old encoding and saved that: `Ð¡Ð°Ð¿Ð¾Ð³Ð¸`, `РЎР°РїРѕРіРё`.
fn twice_read(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    [WINDOWS_1252, WINDOWS_1251].into_iter().find_map(|encoding| {
        let (bytes, _, unmappable) = encoding.encode(text);
        let meant = String::from_utf8(bytes.into_owned()).ok().filter(|_| !unmappable)?;
        // A single odd pair can be what somebody wrote.
        (meant.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() > 1).then_some(meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_in_a_wrong_encoding_before_is_recognised() {
        for (text, meant) in [
            ("Ð¡Ð°Ð¿Ð¾Ð³Ð¸", Some("Сапоги")),
            ("РЎР°РїРѕРіРё 40", Some("Сапоги 40")),
            ("Go Ê»zal CamÃ©ra", Some("Go ʻzal Caméra")),
            ("Сапоги зимние", None),
            ("Рёв, Сўз, Ўзбекистон", None),
            ("Caméra Citroën", None),
            ("無線機", None),
            ("boots", None),
        ] {
            assert_eq!(twice_read(text).as_deref(), meant, "{text}");
        }
    }
}
