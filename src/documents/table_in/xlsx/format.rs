//! What a spreadsheet shows of a number: its format code, read as far as identifiers and dates need it (ECMA-376 part 1,
//! 18.8.30 and 18.8.31).

use rust_decimal::Decimal;

/// How exactly a date format shows the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Day,
    Month,
    Year,
    /// Without the year, or a time alone.
    Less,
}

/// The code of a format that is built in; `None`: it shows the number as it is, or as text.
pub fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 | 30 => "m/d/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18..=21 | 32 | 33 | 45..=47 => "h:mm:ss",
        22 => "m/d/yyyy h:mm",
        27 | 36 | 50 | 57 => "[$-411]ge.m.d",
        28 | 29 | 51 | 54 | 58 => "[$-411]ggge\"年\"m\"月\"d\"日\"",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        34 | 52 | 55 => "yyyy\"年\"m\"月\"",
        35 | 53 | 56 => "m\"月\"d\"日\"",
        37..=40 => "#,##0",
        48 => "##0.0E+0",
        _ => return None,
    })
}

/// A part of the first section of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Text that is shown as it stands.
    Words(String),
    /// A letter or sign that means something.
    Sign(char),
}

/// The first section: what stands behind `;` is for negative numbers, zero and text.
fn parts(code: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let words = |parts: &mut Vec<Part>, text: &str| match parts.last_mut() {
        Some(Part::Words(last)) => last.push_str(text),
        _ => parts.push(Part::Words(text.to_owned())),
    };
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            ';' => break,
            '"' => {
                let text: String = rest.by_ref().take_while(|c| *c != '"').collect();
                words(&mut parts, &text);
            }
            '\\' => {
                let next = rest.next().map(String::from).unwrap_or_default();
                words(&mut parts, &next);
            }
            // The width of a letter, and a letter that fills the cell.
            '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let elapsed =
                    !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                if elapsed {
                    parts.push(Part::Sign('h'));
                } else if let Some(currency) = inside.strip_prefix('$').and_then(|text| text.split('-').next())
                    && !currency.is_empty()
                {
                    parts.push(Part::Sign('$'));
                }
            }
            '0' | '#' | '?' | '.' | ',' | '%' | '@' | '/' => parts.push(Part::Sign(c)),
            '$' | '¥' | '€' | '£' => parts.push(Part::Sign('$')),
            'E' | 'e' if matches!(rest.clone().next(), Some('+' | '-')) => parts.push(Part::Sign('E')),
            c if c.is_ascii_alphabetic() => parts.push(Part::Sign(c.to_ascii_lowercase())),
            other => words(&mut parts, &other.to_string()),
        }
    }
    parts
}

/// How exactly a code shows a date.
pub fn date(code: &str) -> Shows {
    let signs: Vec<char> = parts(code)
        .into_iter()
        .filter_map(|part| match part {
            Part::Sign(c) => Some(c),
            Part::Words(_) => None,
        })
        .collect();
    let clock = signs.iter().any(|c| matches!(c, 'h' | 's'));
    let has = |letters: &[char]| signs.iter().any(|c| letters.contains(c));
    let year = has(&['y', 'e', 'g']);
    match (year, has(&['m']), has(&['d'])) {
        (true, _, true) => Shows::Day,
        // Beside a clock `m` can be the minutes.
        (true, true, false) if !clock => Shows::Month,
        (true, false, false) => Shows::Year,
        _ => Shows::Less,
    }
}

/// What is shown of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The number itself.
    Same,
    As(String),
    /// With an exponent.
    Scientific,
}

/// The section of a code for this number: by its condition, else the first for what is above zero, the second below, the third for
/// zero.
fn section<'a>(code: &'a str, plain: &str) -> &'a str {
    let sections = sections(code);
    let number = plain.parse::<Decimal>().unwrap_or_default();
    let condition = |section: &str| -> Option<bool> {
        let inside = section.split('[').skip(1).filter_map(|rest| rest.split(']').next());
        inside
            .filter_map(|inside| {
                let at = inside.find(|c: char| c.is_ascii_digit() || c == '-')?;
                let limit = inside[at..].parse::<Decimal>().ok()?;
                match &inside[..at] {
                    "<" => Some(number < limit),
                    "<=" => Some(number <= limit),
                    ">" => Some(number > limit),
                    ">=" => Some(number >= limit),
                    "=" => Some(number == limit),
                    "<>" => Some(number != limit),
                    _ => None,
                }
            })
            .next()
    };
    if sections.iter().any(|section| condition(section).is_some()) {
        let holds = sections.iter().find(|section| condition(section).unwrap_or(true));
        return holds.copied().unwrap_or_default();
    }
    let at = match (sections.len(), number.is_sign_negative() && !number.is_zero(), number.is_zero()) {
        (2.., true, _) => 1,
        (3.., _, true) => 2,
        _ => 0,
    };
    sections.get(at).copied().unwrap_or_default()
}

/// The parts of a code between semicolons that are no text.
fn sections(code: &str) -> Vec<&str> {
    let (mut sections, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[from..]);
    sections
}

/// What a code shows of letters, where that is something else: `"SN-"@`. Nothing where the section for letters is empty.
pub fn text(code: &str, text: &str) -> Option<String> {
    let sections = sections(code);
    let section = match sections.as_slice() {
        [one] if one.contains('@') => one,
        [_, _, _, letters] => letters,
        _ => return None,
    };
    let shown = parts(section).into_iter().map(|part| match part {
        Part::Words(words) => words,
        Part::Sign('@') => text.to_owned(),
        Part::Sign(other) => other.to_string(),
    });
    let shown = shown.collect::<String>();
    let shown = shown.trim();
    (shown != text.trim()).then(|| shown.to_owned())
}

/// What a code shows of a number that is written out without an exponent.
pub fn number(code: &str, plain: &str) -> Shown {
    let section = section(code, plain);
    if section.trim().is_empty() && !code.trim().is_empty() {
        return Shown::As(String::new());
    }
    let general = section.to_lowercase().find("general");
    if let Some(at) = general {
        // `"SN-"General`: the number as it is, between words.
        let words = |code: &str| -> String {
            let words = parts(code).into_iter().filter_map(|part| match part {
                Part::Words(words) => Some(words),
                Part::Sign(_) => None,
            });
            words.collect()
        };
        let shown = format!("{}{plain}{}", words(&section[..at]), words(section.get(at + 7..).unwrap_or_default()));
        let shown = shown.trim();
        return if shown == plain { Shown::Same } else { Shown::As(shown.to_owned()) };
    }
    let parts = parts(section);
    let sign = |wanted: char| parts.contains(&Part::Sign(wanted));
    if sign('E') {
        return Shown::Scientific;
    }
    if sign('%') {
        let percent = plain.parse::<Decimal>().ok().and_then(|number| number.checked_mul(Decimal::ONE_HUNDRED));
        return percent.map_or(Shown::Same, |percent| Shown::As(format!("{}%", percent.normalize())));
    }
    let whole = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
    // Separators, decimals, fractions and currencies show an amount, which is taken by its value.
    let amount = [',', '.', '/', '$', '@'].into_iter().any(sign);
    let places = parts.iter().filter(|part| matches!(part, Part::Sign('0' | '#' | '?'))).count();
    if places == 0 && !amount && parts.iter().any(|part| matches!(part, Part::Words(_))) {
        // Words alone: `"on request"`, `;;"–"` for zero.
        let words = parts.into_iter().filter_map(|part| match part {
            Part::Words(words) => Some(words),
            Part::Sign(_) => None,
        });
        return Shown::As(words.collect::<String>().trim().to_owned());
    }
    if !whole || amount || places == 0 {
        return Shown::Same;
    }
    let shown = spread(&parts, plain, places);
    if shown == plain { Shown::Same } else { Shown::As(shown) }
}

/// The digits from the right into their places; what is too many stands in the first one.
fn spread(parts: &[Part], digits: &str, places: usize) -> String {
    let mut left = places;
    let mut shown = String::new();
    for part in parts {
        match part {
            Part::Words(words) => shown.push_str(words),
            Part::Sign(sign @ ('0' | '#' | '?')) => {
                let from = digits.len().checked_sub(left);
                match from {
                    Some(from) if left == places => shown.push_str(&digits[..=from]),
                    Some(from) => shown.push_str(&digits[from..=from]),
                    None if *sign == '0' => shown.push('0'),
                    None => {}
                }
                left -= 1;
            }
            Part::Sign(other) => shown.push(*other),
        }
    }
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (code, plain, shown) in [
            ("00000000", "1234", "00001234"),
            ("0000", "12345", "12345"),
            ("\"SN-\"0000", "12", "SN-0012"),
            ("000\\-000\\-000", "12345678", "012-345-678"),
            ("000-0000", "1234567", "123-4567"),
            ("0%", "0.6", "60%"),
            ("0.00%", "0.625", "62.5%"),
            ("\"SN-\"General", "12", "SN-12"),
            ("General\" шт\"", "12", "12 шт"),
            ("[<=9999999]###-####;(###) ###-####", "5551234", "555-1234"),
            ("[<=9999999]###-####;(###) ###-####", "5551234567", "(555) 123-4567"),
            ("[>=1000]\"K\"0000;[<1000]\"X\"000", "7", "X007"),
            ("0000;-0000;\"none\"", "0", "none"),
            (";;;", "1234", ""),
            ("0;-0;;@", "0", ""),
            ("[Red]0000;[Blue]-0", "7", "0007"),
        ] {
            let expected = if shown == plain { Shown::Same } else { Shown::As(shown.to_owned()) };
            assert_eq!(number(code, plain), expected, "{code}");
        }
        for same in ["0", "#,##0.00", "General", "@", "[$$-409]#,##0.00", "# ?/?"] {
            assert_eq!(number(same, "1234"), Shown::Same, "{same}");
        }
        assert_eq!(number("0.00E+00", "1234"), Shown::Scientific);
    }

    #[test]
    fn letters_are_shown_as_their_section_says() {
        assert_eq!(text("\"SN-\"@", "12"), Some("SN-12".to_owned()));
        assert_eq!(text("0;-0;0;", "AB"), Some(String::new()));
        assert_eq!((text("@", "12"), text("0000", "12")), (None, None));
    }

    #[test]
    fn dates_are_as_exact_as_they_show() {
        for (code, shows) in [
            ("yyyy-mm-dd", Shows::Day),
            ("DD.MM.YYYY", Shows::Day),
            ("dd.mm.yyyy hh:mm", Shows::Day),
            ("[$-419]d mmm yyyy \"г.\";@", Shows::Day),
            ("[$-ja-JP]ggge\"年\"m\"月\"d\"日\";@", Shows::Day),
            ("mmm-yy", Shows::Month),
            ("[$-409]mmmm\\ yyyy", Shows::Month),
            ("yyyy", Shows::Year),
            ("d-mmm", Shows::Less),
            ("h:mm", Shows::Less),
            ("\"day\" mmm-yy", Shows::Month),
        ] {
            assert_eq!(date(code), shows, "{code}");
        }
        assert_eq!(date(built_in(17).expect("a code")), Shows::Month);
    }
}
