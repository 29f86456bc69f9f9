//! How text is folded to be found and to be sorted. Rust folds, so both databases answer alike, in every script.

use std::sync::LazyLock;

use domain::identity;
use icu_collator::{
    CollatorBorrowed, CollatorPreferences, options::CollatorOptions, preferences::CollationNumericOrdering,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

pub(crate) mod near;

/// As people read it when they look for something: no case, no accents, no apostrophes (`Oʻzbekiston` is typed in five
/// ways), full-width letters as usual ones, one spelling for Cyrillic and Latin, white space as one space. What SQL's `LIKE`
/// would take for a pattern is white space, so that a folded word can be asked for without escaping: an escaped pattern cannot
/// use the index of SQLite.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase).filter(|c| !identity::is_invisible(*c)) {
        if let Some(latin) = latin(c) {
            folded.push_str(latin);
            continue;
        }
        for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)) {
            if c.is_whitespace() || c.is_control() || matches!(c, '%' | '_' | '\\') {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            } else {
                folded.push_str(latin(c).unwrap_or(c.encode_utf8(&mut [0; 4])));
            }
        }
    }
    one_spelling(folded.trim())
}

/// Cyrillic letters of the languages of the region, as they are written in Latin.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' | 'ґ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' | 'є' => "e",
        'ж' | 'ҷ' | 'җ' => "j",
        'з' => "z",
        'и' | 'й' | 'і' | 'ы' => "i",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ў' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ү' | 'ұ' => "u",
        'ф' => "f",
        'х' | 'ҳ' | 'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        // Letters that are no other letter with a mark.
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

/// A name is written in Latin in several ways (Bukhara and Buxara, Qarshi and Karshi, Navoi and Navoiy): one of them stands for
/// all.
fn one_spelling(text: &str) -> String {
    let mut one = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            'q' => 'k',
            'x' => 'h',
            'y' => 'i',
            c => c,
        };
        match (c, one.chars().next_back()) {
            ('h', Some('k')) => {
                one.pop();
                one.push('h');
            }
            ('h', Some('z')) => {
                one.pop();
                one.push('j');
            }
            ('i', Some('i')) => {}
            _ => one.push(c),
        }
    }
    one
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '´'
            | '‘'
            | '’'
            | '‛'
            | 'ʻ'
            | 'ʼ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | 'ʹ'
            | 'ˈ'
            | 'ˊ'
            | 'ˋ'
            | '′'
            | '‵'
            | '՚'
            | '＇'
    )
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

/// Letters of a sort key: what is alike so far is sorted by its id.
const LONGEST: usize = 60;

/// The order of the Unicode consortium for all scripts together, numbers by their size. It is compiled in, and its crate is
/// pinned: the keys are stored, so another release of it is another `now::VERSION`.
#[expect(clippy::expect_used, reason = "the data is part of the program: there is nothing to be missing")]
static ORDER: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    let mut numbers = CollatorPreferences::default();
    numbers.numeric_ordering = Some(CollationNumericOrdering::True);
    CollatorBorrowed::try_new(numbers, CollatorOptions::default()).expect("the order of all scripts")
});

/// As people sort: R-2 before R-10, apple before Zebra, Е before Ё before Ж. Compared letter by letter as they are: a key is
/// hexadecimal, which every collation of a database leaves in its order. (Rejected: to let the databases sort. SQLite knows
/// no order of scripts, and that of PostgreSQL changes with the machine.)
pub(crate) fn sort_key(text: &str) -> String {
    // All ways to type Oʻzbekiston stand together; what nobody sees orders nothing.
    let seen: String =
        text.trim().chars().filter(|c| !is_apostrophe(*c) && !identity::is_invisible(*c)).take(LONGEST).collect();
    let mut key = Vec::with_capacity(seen.len() * 2);
    let Ok(()) = ORDER.write_sort_key_to(&seen, &mut key);
    let mut hex = String::with_capacity(key.len() * 2);
    for byte in key {
        for half in [byte >> 4, byte & 15] {
            hex.push(char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 }));
        }
    }
    hex
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
        for typed in [
            "Oʻzbekiston",
            "O'zbekiston",
            "O‛zbekiston",
            "Oʾzbekiston",
            "O＇zbekiston",
            "O‘ZBEKISTON",
            "O`zbekiston",
            "ozbekiston",
            "Ｏzbekiston",
        ] {
            assert_eq!(fold(typed), "ozbekiston", "{typed}");
        }
        assert_eq!(fold("Нукус\u{a0} ЁЖ"), "nukus ej");
        for (one, other) in [
            ("Термез", "Termez"),
            ("Бухара", "BUKHARA"),
            ("Сырдарья", "Syrdarya"),
            ("Қўқон", "Qoʻqon"),
            ("Қўқон", "Қу\u{306}қон"),
            ("Қарши", "Karshi"),
            ("Навоий", "Navoi"),
            ("Жиззах", "Jizzakh"),
            ("Фарғона", "Fargʻona"),
            ("Ёлка", "елка"),
            ("CAFÉ", "cafe\u{301}"),
            ("İSTANBUL", "istanbul"),
            ("Søren Straße", "soren strasse"),
            ("Моторола", "Motorola"),
            ("ﾗﾝﾄﾞ", "ランド"),
            ("Ⅳ", "iv"),
            ("Мегафон\u{a0}— 2", "мегафон — 2"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        assert_eq!(fold("100%_a\\b"), "100 a b");
        assert_eq!(words("  IMT  Termez "), ["imt", "termez"]);
    }

    #[test]
    fn a_number_is_found_with_and_without_its_hyphens() {
        assert_eq!(number("AB-1234"), "ab-1234 ab1234");
        assert_eq!(number("JTMHV05J604123456"), "jtmhv05j604123456");
        assert_eq!(number("АВ\u{200b}-1234"), "av-1234 ab1234");
        assert_eq!(words("АВ-1234 Термез"), ["ab1234", "termez"]);
    }

    #[test]
    fn words_sort_as_people_sort_them() {
        let sorted = [
            "",
            "007",
            "12 boots",
            "100 boots",
            "Äpfel",
            "apple",
            "banana",
            "Oʻlmas",
            "O'ltin",
            "R-2",
            "R-02b",
            "R-10",
            "zebra",
            "Zebra",
            "Ели",
            "Ёлка",
            "Ель",
            "Жук",
            "Ива",
            "Йод",
            "Карши",
            "Қарши",
            "Ўзбекистон",
            "Уфа",
            "Хива",
            "Ҳазорасп",
        ];
        let mut words = sorted.to_vec();
        words.reverse();
        words.sort_by_key(|word| sort_key(word));
        assert_eq!(words, sorted);
        assert_eq!(sort_key("Oʻzbekiston"), sort_key(" O'zbek\u{200b}iston"));
        assert!(sort_key(&"Ж".repeat(5_000)).len() < 500, "an index holds it");
    }

    #[test]
    fn amounts_sort_by_currency_and_then_by_size() {
        let mut amounts = [("USD", 5), ("JPY", 700), ("USD", -20), ("JPY", 90)];
        amounts.sort_by_key(|(currency, minor)| money_key(currency, *minor));
        assert_eq!(amounts, [("JPY", 90), ("JPY", 700), ("USD", -20), ("USD", 5)]);
    }
}
