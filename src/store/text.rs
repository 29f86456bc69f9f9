//! How text is folded to be found and to be sorted. Rust folds, so both databases answer alike, in every script.

use domain::identity;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// As people read it when they look for something: no case, no accents, no apostrophes (`Oʻzbekiston` is typed in five
/// ways), full-width letters as usual ones, white space as one space. What SQL's `LIKE` would take for a pattern is white
/// space, so that a folded word can be asked for without escaping: an escaped pattern cannot use the index of SQLite.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)).flat_map(char::to_lowercase) {
        if identity::is_invisible(c) {
            continue;
        }
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '_' | '\\') {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push(c);
        }
    }
    folded.trim().to_owned()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʹ' | '′')
}

/// The words of a search, folded. Each has to be found. A number in the letters of another script (`АВ-1234` in Cyrillic) is
/// looked for as numbers are compared.
pub(crate) fn words(search: &str) -> Vec<String> {
    let word = |word: &str| {
        let number = word.contains(|c: char| c.is_ascii_digit()) && identity::look_alikes(word).is_some();
        fold(&if number { identity::fold(word) } else { word.to_owned() })
    };
    let folded = search.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A number of a thing as it is looked for: as written, and as numbers are compared (`AB-1234`, `ab1234`).
pub(crate) fn number(text: &str) -> String {
    let folded = fold(text);
    let compared = fold(&identity::fold(text));
    if compared == folded { folded } else { format!("{folded} {compared}") }
}

/// Digits of a number in a sort key.
const DIGITS: usize = 12;
/// Letters of a sort key: what is alike so far is sorted by its id.
const LONGEST: usize = 80;

/// As people sort: R-2 before R-10, apple before Zebra. Compared byte by byte.
pub(crate) fn sort_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len() + DIGITS);
    let mut digits = String::new();
    let put = |digits: &mut String, key: &mut String| {
        if !digits.is_empty() {
            let number = digits.trim_start_matches('0');
            key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(number.len())));
            key.push_str(number);
            digits.clear();
        }
    };
    for c in folded.chars().take(LONGEST) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            put(&mut digits, &mut key);
            key.push(c);
        }
    }
    put(&mut digits, &mut key);
    key
}

/// An amount as a sort key: by currency, then by amount. Two currencies are not compared.
pub(crate) fn money_key(currency: &str, minor: i64) -> String {
    // Negative amounts stand before the others; i64 has 19 digits.
    let shifted = i128::from(minor) - i128::from(i64::MIN);
    format!("{currency}{shifted:020}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_differently_is_folded_alike() {
        for typed in ["Oʻzbekiston", "O'zbekiston", "O‘ZBEKISTON", "O`zbekiston", "ozbekiston", "Ｏzbekiston"] {
            assert_eq!(fold(typed), "ozbekiston", "{typed}");
        }
        assert_eq!(fold("Нукус\u{a0} ЁЖ"), "нукус еж");
        assert_eq!(fold("100%_a\\b"), "100 a b");
        assert_eq!(words("  IMT  Termez "), ["imt", "termez"]);
    }

    #[test]
    fn a_number_is_found_with_and_without_its_hyphens() {
        assert_eq!(number("AB-1234"), "ab-1234 ab1234");
        assert_eq!(number("JTMHV05J604123456"), "jtmhv05j604123456");
        assert_eq!(number("АВ\u{200b}-1234"), "ав-1234 ab1234");
        assert_eq!(words("АВ-1234 Термез"), ["ab1234", "термез"]);
    }

    #[test]
    fn numbers_in_words_sort_as_numbers() {
        let mut codes = ["R-10", "R-2", "Zebra", "apple", "R-02b"].map(str::to_owned).to_vec();
        codes.sort_by_key(|code| sort_key(code));
        assert_eq!(codes, ["apple", "R-2", "R-02b", "R-10", "Zebra"]);
    }

    #[test]
    fn amounts_sort_by_currency_and_then_by_size() {
        let mut amounts = [("USD", 5), ("JPY", 700), ("USD", -20), ("JPY", 90)];
        amounts.sort_by_key(|(currency, minor)| money_key(currency, *minor));
        assert_eq!(amounts, [("JPY", 90), ("JPY", 700), ("USD", -20), ("USD", 5)]);
    }
}
