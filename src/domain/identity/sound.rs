//! What is no number of a thing: words for nothing, and what a spreadsheet made of a number.

use super::{check_script, half_width};

/// Written where there is no number: `-`, `N/A`, `б/н`, `нет`, `yoʻq` …
pub fn is_placeholder(text: &str) -> bool {
    if is_error_cell(text) {
        return false;
    }
    let bare: String = half_width(text)
        .chars()
        .filter(|c| c.is_alphanumeric() && !matches!(c, 'ʻ' | 'ʼ'))
        .flat_map(char::to_lowercase)
        .collect();
    let none = [
        "na",
        "none",
        "no",
        "nil",
        "null",
        "unknown",
        "notavailable",
        "notapplicable",
        "noserial",
        "noserialnumber",
        "nonumber",
        "without",
        "withoutnumber",
        "withoutserialnumber",
        "tbd",
        "tbc",
        "tba",
        "pending",
        "seelist",
        "seeattached",
        "missing",
        "absent",
        "nan",
        "noserialno",
        "nosn",
        "nosnumber",
        "notknown",
        "notprovided",
        "notgiven",
        "nodata",
        "illegible",
        "unreadable",
        "tobeconfirmed",
        "tobeprovided",
        "later",
        "бн",
        "бсн",
        "нет",
        "нетномера",
        "неуказан",
        "неуказано",
        "неизвестно",
        "отсутствует",
        "безномера",
        "нд",
        "нп",
        "безсерийногономера",
        "безсерийного",
        "неприменимо",
        "на",
        "нету",
        "нетданных",
        "неимеется",
        "неимеет",
        "нетребуется",
        "неопределен",
        "неопределён",
        "нечитается",
        "неразборчиво",
        "уточняется",
        "будетпозже",
        "безсн",
        "без",
        "см",
        "прочерк",
        "yoq",
        "yo",
        "yuq",
        "raqamsiz",
        "raqamiyoq",
        "mavjudemas",
        "berilmagan",
        "nomalum",
        "номаълум",
        "мавжудэмас",
        "йўқ",
        "йук",
        "йуқ",
        "рақамсиз",
        "なし",
        "無し",
        "無",
        "不明",
    ];
    let first = half_width(text).trim().to_lowercase();
    let elsewhere = ["см. ", "см.", "см ", "смотри ", "see "].iter().any(|word| first.starts_with(word));
    bare.is_empty()
        || elsewhere
        || bare.bytes().all(|byte| byte == b'0')
        || bare.chars().all(|c| matches!(c, 'x' | 'х'))
        || none.contains(&bare.as_str())
}

/// What a spreadsheet shows where it could not compute, in English, Russian and Japanese.
pub fn is_error_cell(text: &str) -> bool {
    let text = text.trim();
    let known = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#Н/Д",
        "#ССЫЛКА!",
        "#ЗНАЧ!",
        "#ИМЯ?",
        "#ДЕЛ/0!",
        "#ЧИСЛО!",
        "#ПУСТО!",
        "#ПЕРЕНОС!",
        "#ВЫЧИСЛ!",
    ];
    known.iter().any(|word| text.eq_ignore_ascii_case(word) || text.to_uppercase() == *word)
        // `####`: the column is too narrow, and the text was copied as it showed.
        || (text.len() >= 3 && text.chars().all(|c| c == '#'))
}

/// What a spreadsheet makes of a long number: `8.99E+18`, `3,56938E+14`.
pub fn is_scientific(text: &str) -> bool {
    let text = text.trim();
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let signed = exponent.strip_prefix(['+', '-']);
    // `1E5` without a sign is as well a number that a maker chose.
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && signed.is_some_and(|n| !n.is_empty() && n.len() <= 3 && digits(n))
}

/// What cannot be a number of a thing, whoever wrote it there.
///
/// # Errors
/// A sentence that says what it is and what to do.
pub fn check(text: &str) -> Result<(), String> {
    let text = text.trim();
    if is_error_cell(text) {
        return Err(format!("“{text}” is a fault of the spreadsheet, not a number: enter what stands on the thing"));
    }
    if is_scientific(text) {
        return Err(format!(
            "“{text}” is a number that the spreadsheet has shortened; its digits are lost: copy it from the thing, and format the column as text"
        ));
    }
    check_script(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_no_numbers() {
        for nothing in [
            "",
            "-",
            "—",
            "N/A",
            "n.a.",
            "None",
            "б/н",
            "Б.Н.",
            "нет",
            "yoʻq",
            "yo'q",
            "0",
            "000",
            "xxx",
            "?",
            "なし",
            "без номера",
            "NaN",
            "<NA>",
            "no S/N",
            "не имеется",
            "Без №",
            "noma'lum",
            "…",
            "***",
        ] {
            assert!(is_placeholder(nothing), "{nothing}");
        }
        for number in ["1", "NA-1", "0001", "NO7", "БН-12", "X1"] {
            assert!(!is_placeholder(number), "{number}");
        }
    }

    #[test]
    fn what_a_spreadsheet_damaged_is_no_number() {
        for damaged in [
            "#N/A",
            "#n/a",
            "#REF!",
            "#ЗНАЧ!",
            "#Н/Д",
            "####",
            "8,99E+18",
            "8.99980123456789E+18",
            "3.56938E+14",
            "1E+5",
        ] {
            assert!(check(damaged).is_err(), "{damaged}");
        }
        for sound in ["1E5", "12E+3", "#12", "SN-88213", "E+5"] {
            assert_eq!(check(sound), Ok(()), "{sound}");
        }
    }
}
