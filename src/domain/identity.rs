//! What identifies a thing: serial, VIN, chassis, plate and engine number, folded in one way wherever they are compared:
//! packing lists, lines by hand, receipts, search and uniqueness. The text stays as it was written; only the fold is
//! compared.
//!
//! Sources of the rules: ISO 3779 (17 characters of a VIN); Unicode UTS 39 (letters that look alike), of which the Latin,
//! Cyrillic and Greek capitals are enough here; Unicode, general category Cf (invisible).

mod labels;
mod sound;
mod twins;

pub(crate) use sound::is_error_cell;
pub use sound::{check, is_placeholder};
pub use twins::{Number, Taken, Twins};

/// Folds a number to what is compared: letter case, spaces, hyphens, full width and invisible characters do not count, and
/// a letter that looks Latin is that letter. Other marks count: `1.23` is not `12.3`.
pub fn fold(text: &str) -> String {
    let seen: String =
        labels::composed(&half_width(text)).chars().filter(|c| !is_invisible(*c) && !c.is_control()).collect();
    // A spreadsheet's mark for "this is text", which came along with it, and the word for what it is.
    labels::without_label(seen.trim_start().trim_start_matches(['\'', '’', '‘']))
        .chars()
        .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
        .flat_map(char::to_uppercase)
        .map(|c| latin_of(c).unwrap_or(c))
        .collect()
}

/// Whether two numbers are one, however they were copied.
pub fn same(one: &str, other: &str) -> bool {
    let one = fold(one);
    !one.is_empty() && one == fold(other)
}

/// Full-width letters, digits and marks (U+FF01–FF5E) as the usual ones, the wide space as a space.
pub fn half_width(text: &str) -> String {
    let usual = |c: char| match u32::from(c) {
        0x3000 => ' ',
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(usual).collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{30fc}')
}

/// Shows nothing itself: zero width, marks and changes of direction, fillers, tags.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            // A cell of braille without a dot is a space that no program trims.
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Turns around what stands behind it: what is read is not what is stored.
pub fn changes_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The Latin capital that a Cyrillic or Greek one looks like.
fn latin_of(c: char) -> Option<char> {
    Some(match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Н' | 'Η' => 'H',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'У' | 'Ү' | 'Υ' => 'Y',
        'Х' | 'Χ' => 'X',
        'І' | 'Ӏ' | 'Ι' => 'I',
        'Ԍ' => 'G',
        'Ԛ' => 'Q',
        'Ԝ' => 'W',
        'Ѕ' => 'S',
        'Ј' => 'J',
        'Ν' => 'N',
        'Ζ' => 'Z',
        _ => return None,
    })
}

/// A script that a number can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
}

impl Script {
    fn of(c: char) -> Option<Script> {
        match c {
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => Some(Script::Latin),
            '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
            '\u{370}'..='\u{3ff}' => Some(Script::Greek),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Script::Latin => "Latin",
            Script::Cyrillic => "Cyrillic",
            Script::Greek => "Greek",
        }
    }
}

/// The letters of a script, with their places from 1: `Cyrillic А in position 1, Cyrillic В in position 2`.
fn named(text: &str, wanted: impl Fn(char, Script) -> bool) -> Option<String> {
    let places = half_width(text);
    let found = places.trim().chars().zip(1..).filter_map(|(c, place)| {
        let script = Script::of(c).filter(|script| wanted(c, *script))?;
        Some(format!("{} {c} in position {place}", script.word()))
    });
    let found: Vec<String> = found.collect();
    (!found.is_empty()).then(|| found.join(", "))
}

/// The letters that are not Latin but look it, named with their places.
pub fn look_alikes(text: &str) -> Option<String> {
    named(text, |c, script| script != Script::Latin && is_look_alike(c))
}

/// The letters that are not Latin, named with their places.
pub fn foreign_letters(text: &str) -> Option<String> {
    named(text, |_, script| script != Script::Latin)
}

fn is_look_alike(c: char) -> bool {
    c.to_uppercase().any(|upper| latin_of(upper).is_some())
}

/// Latin and Cyrillic letters in one number, of which the ones only look like the others: somebody typed in the wrong
/// keyboard layout.
///
/// # Errors
/// Names the letters that must be typed anew.
pub fn check_script(text: &str) -> Result<(), String> {
    let letters: Vec<(char, Script)> =
        half_width(text).chars().filter_map(|c| Script::of(c).map(|script| (c, script))).collect();
    let latin = letters.iter().any(|(_, script)| *script == Script::Latin);
    let others: Vec<char> = letters.iter().filter(|(_, s)| *s != Script::Latin).map(|(c, _)| *c).collect();
    if !latin || others.is_empty() {
        return Ok(());
    }
    let stranger = if others.iter().all(|c| is_look_alike(*c)) {
        named(text, |_, script| script != Script::Latin).map(|where_| (where_, "Latin"))
    } else {
        // `РЦ-B1`: Ц has no Latin twin, so the number is Cyrillic and the B is the stranger; `РЦ-W1` has letters of both.
        let twins = "ABEKMHOPCTYXISJ";
        let all =
            letters.iter().filter(|(_, s)| *s == Script::Latin).all(|(c, _)| twins.contains(c.to_ascii_uppercase()));
        named(text, |_, script| script == Script::Latin).filter(|_| all).map(|where_| (where_, "Cyrillic"))
    };
    match stranger {
        Some((places, script)) => Err(format!("{places} among {script} letters: type it anew in the {script} layout")),
        None => Ok(()),
    }
}

/// Latin and Cyrillic letters in one word: typed in two layouts, or read in a wrong encoding.
///
/// # Errors
/// Names the word, and the letters of it that are not Latin.
pub fn check_words(text: &str) -> Result<(), String> {
    let mixed = |word: &&str| {
        let has = |wanted: Script| word.chars().any(|c| Script::of(c) == Some(wanted));
        has(Script::Latin) && has(Script::Cyrillic)
    };
    match text.split(|c: char| !c.is_alphanumeric()).find(mixed) {
        Some(word) => {
            let places = named(word, |_, script| script == Script::Cyrillic).unwrap_or_default();
            Err(format!("“{word}” mixes Latin and Cyrillic letters ({places}): type it anew"))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_number_are_one() {
        for copy in [
            "AB-1234",
            "ab-1234",
            "AB 1234",
            "AB1234",
            "АВ-1234",
            "ＡＢ-1234",
            "AB\u{a0}1234",
            "AB-\u{200b}1234",
            "\u{200f}AB-1234",
            "AB–1234",
            "AB-1234\u{feff}",
            "AB\r\n1234",
            "AB\u{ad}1234",
            "аB−1234",
            "'AB-1234",
            " ’AB-1234",
            "S/N: AB-1234",
            "S/N AB1234",
            "Зав. № AB-1234",
            "№ AB-1234",
            "Серийный номер: АВ-1234",
            "AB\u{2011}1234\u{fe0f}",
            "AB\u{2800}1234",
        ] {
            assert!(same(copy, "AB-1234"), "{copy}");
        }
        for other in ["AB-l234", "AB.1234", "AB-12345", "", "-", "SN-AB-1234", "AA:AB-1234"] {
            assert!(!same(other, "AB-1234"), "{other}");
        }
        assert!(!same("", ""), "nothing is no number");
        assert_eq!(fold("РЦ-1"), "PЦ1");
        assert_eq!(fold("И\u{306}-7"), fold("Й-7"), "as a telephone writes the letter");
        assert_ne!(fold("И-7"), fold("Й-7"));
    }

    #[test]
    fn letters_of_another_script_are_named_with_their_places() {
        assert_eq!(look_alikes("АВ-1234").as_deref(), Some("Cyrillic А in position 1, Cyrillic В in position 2"));
        assert_eq!(look_alikes("AB-1234"), None);
        assert_eq!(
            check_script("JTMНV05J604123456"),
            Err("Cyrillic Н in position 4 among Latin letters: type it anew in the Latin layout".to_owned())
        );
        assert_eq!(
            check_script("РЦ-B1"),
            Err("Latin B in position 4 among Cyrillic letters: type it anew in the Cyrillic layout".to_owned())
        );
        assert_eq!(
            check_words("Cаmera thermique"),
            Err("“Cаmera” mixes Latin and Cyrillic letters (Cyrillic а in position 2): type it anew".to_owned())
        );
        assert!(
            ["Caméra", "VIN-код", "Рация «Архис»", "GPS受信機", "USB кабель"]
                .iter()
                .all(|text| check_words(text).is_ok())
        );
        for sound in ["AB-1234", "РЦ-1", "ЗН-5", "АВ-1234", "РЦ-W1", "12345", "ランド-1"] {
            assert_eq!(check_script(sound), Ok(()), "{sound}");
        }
    }
}
