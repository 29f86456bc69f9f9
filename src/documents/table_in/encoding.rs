//! Which letters the bytes of a text file stand for.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Encodings that can be chosen, by the names of the WHATWG: those in which spreadsheets of the region and of the donors are
/// saved.
pub const ENCODINGS: &[&str] = &[
    "UTF-8",
    "windows-1251",
    "windows-1252",
    "windows-1254",
    "KOI8-R",
    "IBM866",
    "Shift_JIS",
    "EUC-JP",
    "UTF-16LE",
    "UTF-16BE",
];

/// The text and the name of its encoding: as chosen; else UTF-8 or UTF-16 by its mark, UTF-8 by its form, UTF-16 by its
/// zeros, else what the letters make likely.
///
/// # Errors
/// It is no text at all, or not one in the encoding that was chosen.
pub fn decode(bytes: &[u8], chosen: Option<&str>) -> Result<(String, &'static str), String> {
    let encoding = match chosen {
        Some(name) => known(name)?,
        None if is_damaged(bytes) => {
            return Err(
                "Some letters of this file are damaged: it is UTF-8, but not all of it. Save it anew".to_owned()
            );
        }
        None => guessed(bytes),
    };
    let (text, encoding, broken) = encoding.decode(bytes);
    let odd = |c: char| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\t' | '\r' | '\n'));
    if broken || text.chars().any(odd) {
        return Err(match chosen {
            Some(name) => format!("This file is not written in {name}. Choose another encoding"),
            None => "This is neither a spreadsheet (.xlsx) nor a table as text (.csv)".to_owned(),
        });
    }
    Ok((text.into_owned(), encoding.name()))
}

fn known(name: &str) -> Result<&'static Encoding, String> {
    let listed = ENCODINGS.contains(&name);
    let encoding = Encoding::for_label(name.as_bytes()).filter(|_| listed);
    encoding.ok_or_else(|| "Choose an encoding from the list".to_owned())
}

/// UTF-8 for the most part, with bytes between that are none: cut off, or put together from two files. In another encoding
/// hardly any two letters in a row look like one of UTF-8.
fn is_damaged(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken > 0 && sound >= 3 * broken && !bytes.contains(&0)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    match (std::str::from_utf8(bytes), zeros(0), zeros(1)) {
        (Ok(_), 0, 0) => return UTF_8,
        (_, 0, 0) => {}
        (_, even, odd) if odd > even => return UTF_16LE,
        _ => return UTF_16BE,
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        decode(bytes, None).expect("text")
    }

    #[test]
    fn reads_what_spreadsheets_save() {
        let words = "Наименование;Количество\nСапоги;40";
        assert_eq!(read(words.as_bytes()), (words.to_owned(), "UTF-8"));
        assert_eq!(read(&[b"\xef\xbb\xbf", words.as_bytes()].concat()), (words.to_owned(), "UTF-8"));
        assert_eq!(read(&WINDOWS_1251.encode(words).0), (words.to_owned(), "windows-1251"));
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&[b"\xff\xfe", little.as_slice()].concat()).0, words);
        assert_eq!(read(&[b"\xfe\xff", big.as_slice()].concat()).0, words);
        assert_eq!((read(&little).0, read(&big).0), (words.to_owned(), words.to_owned()));
        for (words, encoding) in [
            ("Description;Make\nCaméra thermique;Citroën", WINDOWS_1252),
            ("Description;Make\nランドクルーザー 防弾仕様;トヨタ", SHIFT_JIS),
        ] {
            assert_eq!(read(&encoding.encode(words).0), (words.to_owned(), encoding.name()));
        }
    }

    #[test]
    fn another_encoding_can_be_chosen() {
        let bytes = WINDOWS_1251.encode("Сапоги").0.into_owned();
        assert_eq!(decode(&bytes, Some("windows-1251")), Ok(("Сапоги".to_owned(), "windows-1251")));
        assert_eq!(decode(&bytes, Some("windows-1252")).map(|(text, _)| text), Ok("Ñàïîãè".to_owned()));
        assert!(decode(&bytes, Some("UTF-8")).is_err_and(|words| words.contains("not written in UTF-8")));
        assert!(decode(&bytes, Some("UTF-7")).is_err());
    }

    #[test]
    fn a_picture_is_no_table() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None).is_err());
        assert!(decode(b"\x7fELF\x02\x01\x01\0", None).is_err());
    }
}
