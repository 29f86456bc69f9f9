//! Ranges of serial numbers: `100-105` is six, `SN0098–SN0103` as well, `110, ~+3` is 110 and the next three.

use crate::identity::half_width;

/// Serial numbers of one row.
const MOST: u64 = 500;

/// The single numbers that a text stands for. A text that only looks like a range (`2019-0042`) is one number.
///
/// # Errors
/// Nothing stands before `~+3`, or there are more than a row may hold.
pub fn expand(typed: &str) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = Vec::new();
    let typed = in_signs(&half_width(typed));
    let parts = typed.split([',', ';', '\n', '、', '|']).map(without_words).collect::<Vec<_>>();
    for part in parts.iter().flat_map(|part| slashed(part)).map(str::trim).filter(|part| !part.is_empty()) {
        let more = match part.strip_prefix('~') {
            Some(next) => following(all.last(), next)?,
            None => range(part)?.unwrap_or_else(|| vec![part.to_owned()]),
        };
        all.extend(more);
        if all.len() as u64 > MOST {
            return Err(too_many(all.len() as u64));
        }
    }
    Ok(all)
}

/// `с 101 по 103`, `№№ 101–103`, `from 101 to 103 incl.`, `101 dan 103 gacha` without the words that frame it.
fn without_words(typed: &str) -> String {
    let mut words: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
    let is = |word: Option<&&str>, all: &[&str]| {
        word.is_some_and(|word| all.contains(&word.trim_end_matches(['.', ':']).to_lowercase().as_str()))
    };
    if words.len() < 2 {
        return typed.to_owned();
    }
    while is(words.first(), &["с", "from", "№", "№№", "от", "номера"]) && words.len() > 1 {
        words.remove(0);
    }
    while is(words.last(), &["incl", "inclusive", "вкл", "включительно", "gacha", "гача"]) && words.len() > 1
    {
        words.pop();
    }
    words.join(" ")
}

/// Words and dots between numbers as the signs that they stand for: `123 to 125`, `A1..A3`, `123 и 124`.
fn in_signs(typed: &str) -> String {
    let text =
        ["...", "..", "…", "÷", "→", "〜", "=>"].iter().fold(typed.to_owned(), |text, dots| text.replace(dots, "–"));
    let text = text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2015}', '\u{2212}'], "-");
    let text = waves(&text);
    let sign = |word: &str| match word.trim_end_matches('.').to_lowercase().as_str() {
        "to" | "till" | "until" | "through" | "thru" | "по" | "до" | "dan" | "дан" => "–",
        "and" | "и" | "va" | "ва" | "&" | "+" => ",",
        _ => "",
    };
    let words: Vec<&str> = text.split(' ').collect();
    let between = |place: usize| {
        let numbered = |word: Option<&&str>| word.is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()));
        numbered(place.checked_sub(1).and_then(|before| words.get(before))) && numbered(words.get(place + 1))
    };
    let read = |(place, word): (usize, &&str)| match sign(word) {
        sign if !sign.is_empty() && between(place) => sign.to_owned(),
        _ => (*word).to_owned(),
    };
    words.iter().enumerate().map(read).collect::<Vec<_>>().join(" ")
}

/// `101~103` as a range; the `~+3` behind a number stays.
fn waves(text: &str) -> String {
    let place = |at: usize| {
        let before = text[..at].trim_end().ends_with(char::is_alphanumeric);
        before && text[at + 1..].trim_start().starts_with(char::is_alphanumeric)
    };
    text.char_indices().map(|(at, c)| if c == '~' && place(at) { '–' } else { c }).collect()
}

/// `SN123/SN124`, `123 124 125` and `123+124` are several numbers, `12/345`, `A7/3` and `AB 123` are one: each is as long as the
/// first, begins alike and is higher.
fn slashed(part: &str) -> Vec<&str> {
    let signed: Vec<&str> = part.split(['/', '\\', '+']).map(str::trim).collect();
    let pieces = if signed.len() > 1 { signed } else { part.split_whitespace().collect() };
    let counted: Option<Vec<(&str, u64)>> =
        pieces.iter().map(|piece| numbered(piece).and_then(|(prefix, n)| Some((prefix, n.parse().ok()?)))).collect();
    let alike = |counted: &Vec<(&str, u64)>| {
        counted.windows(2).all(|two| two[0].0 == two[1].0 && two[0].1 < two[1].1)
            && pieces.iter().all(|piece| piece.len() == pieces[0].len() && piece.len() >= 3)
    };
    if pieces.len() > 1 && !is_date(part) && counted.as_ref().is_some_and(alike) { pieces } else { vec![part] }
}

fn too_many(count: u64) -> String {
    format!("These are {count} serial numbers; a row takes at most {MOST}. Check the range, or split it")
}

/// `~+3`: the three after the last one.
fn following(last: Option<&String>, next: &str) -> Result<Vec<String>, String> {
    let unclear = || "Put the number to count on from before “~+3”, such as “110, ~+3”".to_owned();
    let count: u64 = next.trim().strip_prefix('+').and_then(|n| n.trim().parse().ok()).ok_or_else(unclear)?;
    let (prefix, digits) = last.and_then(|last| numbered(last)).ok_or_else(unclear)?;
    let from: u64 = digits.parse().map_err(|_| unclear())?;
    if count > MOST {
        return Err(too_many(count));
    }
    Ok((from + 1..=from + count).map(|n| format!("{prefix}{n:0width$}", width = digits.len())).collect())
}

/// Whether a text could be several numbers, and these: a range, or numbers with commas between. A date is always one.
///
/// # Errors
/// As [`expand`].
pub fn several(typed: &str) -> Result<Option<Vec<String>>, String> {
    let all = expand(typed)?;
    Ok(Some(all).filter(|all| all.len() > 1))
}

/// `2026-03-12`, `19-03-12`, `12.03.2026`: three numbers that can be a day, a month and a year in some order.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '–', '—', '.', '/']).map(str::trim).collect();
    let digits =
        parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.len() == 3 && digits
}

/// Every place where the text could fall into first and last is tried; a hyphen is part of many serial numbers.
fn range(text: &str) -> Result<Option<Vec<String>>, String> {
    if is_date(text) {
        return Ok(None);
    }
    for (at, dash) in text.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '—')) {
        let (first, last) = (text[..at].trim(), text[at + dash.len_utf8()..].trim());
        let Some((prefix, from)) = numbered(first) else { continue };
        let to = last.strip_prefix(prefix).filter(|_| !prefix.is_empty()).unwrap_or(last);
        let digits = digits_only(to);
        // 1001-05 leaves out what stays the same.
        let (kept, to) = match from.len().checked_sub(to.len()) {
            Some(kept) if kept > 0 && to.len() > 1 && digits_only(to) => {
                (&from[..kept], format!("{}{to}", &from[..kept]))
            }
            _ => ("", to.to_owned()),
        };
        let to = to.as_str();
        // 99-105 counts on over a border; 12-0034 and 2019-0042 do not.
        let same_width = to.len() == from.len();
        let grows =
            to.len() > from.len() && !from.starts_with('0') && !to.starts_with('0') && to.len() == from.len() + 1;
        if !digits || !(same_width || grows) {
            continue;
        }
        let (Ok(from_number), Ok(to_number)) = (from.parse::<u64>(), to.parse::<u64>()) else { continue };
        if to_number <= from_number {
            continue;
        }
        let count = to_number - from_number + 1;
        if count > MOST && !kept.is_empty() {
            continue;
        }
        if count > MOST {
            return Err(too_many(count));
        }
        let number = |n: u64| format!("{prefix}{n:0width$}", width = from.len());
        return Ok(Some((from_number..=to_number).map(number).collect()));
    }
    Ok(None)
}

fn digits_only(text: &str) -> bool {
    !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit())
}

/// What stands before the digits at the end, and these; at most 18 of them.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, digits) = text.split_at(text.len() - digits);
    (!digits.is_empty() && digits.len() <= 18).then_some((prefix, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_counted_out() {
        for (typed, expected) in [
            ("100-105", "100 101 102 103 104 105"),
            ("98–101", "98 99 100 101"),
            ("0098-0100", "0098 0099 0100"),
            ("SN-100-102", "SN-100 SN-101 SN-102"),
            ("SN-100 - SN-102", "SN-100 SN-101 SN-102"),
            ("110, ~+3", "110 111 112 113"),
            ("A09, ~+2, B1", "A09 A10 A11 B1"),
            ("100-102, 110; ~+1", "100 101 102 110 111"),
            ("123 to 125", "123 124 125"),
            ("с-1 и с-2", "с-1 с-2"),
            ("A1..A3", "A1 A2 A3"),
            ("100 по 102", "100 101 102"),
            ("SN123/SN124", "SN123 SN124"),
            ("123 / 124 / 125", "123 124 125"),
            ("12/345", "12/345"),
            ("с 101 по 103", "101 102 103"),
            ("from SN-1 to SN-3", "SN-1 SN-2 SN-3"),
            ("№№ 101–103 вкл.", "101 102 103"),
            ("101 dan 103 gacha", "101 102 103"),
            ("101÷103", "101 102 103"),
            ("101\u{2011}103", "101 102 103"),
            ("101 〜 103", "101 102 103"),
            ("101～103", "101 102 103"),
            ("№ 101, № 105", "101 105"),
            ("1001-05", "1001 1002 1003 1004 1005"),
            ("SN-1001-03", "SN-1001 SN-1002 SN-1003"),
            ("101 102 103", "101 102 103"),
            ("SN101+SN102", "SN101 SN102"),
            ("101、102", "101 102"),
            ("１０１，１０２", "101 102"),
            ("A7/3", "A7/3"),
            ("01/02/2026", "01/02/2026"),
            ("88213", "88213"),
        ] {
            assert_eq!(expand(typed).expect(typed).join(" "), expected, "{typed}");
        }
    }

    #[test]
    fn a_number_with_a_hyphen_stays_one() {
        for one in [
            "2019-0042",
            "SN-88213",
            "12-3456",
            "AB-12-CD",
            "EC-20261",
            "105-100",
            "7-7",
            "2026-03-12",
            "19-03-12",
            "12.03.2026",
            "AB 123",
            "SN 4410",
            "356 938 035",
            "12 34 56",
            "2019-18",
            "A1+B2",
        ] {
            assert_eq!(expand(one), Ok(vec![one.to_owned()]), "{one}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_said() {
        for (typed, words) in [
            ("~+3", "before “~+3”"),
            ("ABC, ~+3", "before “~+3”"),
            ("110, ~3", "before “~+3”"),
            ("1000-9999", "9000 serial numbers"),
            ("1, ~+18446744073709551615", "serial numbers"),
            ("100-400, 401-800", "701 serial numbers"),
        ] {
            let refused = expand(typed).expect_err(typed);
            assert!(refused.contains(words), "{typed}: {refused}");
        }
    }
}
