//! Words that people typed never become a formula in a spreadsheet.

/// Words that a spreadsheet would read as a formula get an apostrophe before them. For CSV: a cell of an XLSX file is
/// written as a text and needs none.
pub fn neutral(words: &str) -> String {
    match words.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{words}"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_become_a_formula() {
        for bad in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠1", "=cmd|' /C calc'!A0"]
        {
            assert_eq!(neutral(bad), format!("'{bad}"));
        }
        for good in ["", "Boots", "1=1", " =1", "Нукус", "'quoted", "–", "−5"] {
            assert_eq!(neutral(good), good);
        }
    }
}
