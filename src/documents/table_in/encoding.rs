//! Which letters the bytes of a text file stand for.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1251};

/// UTF-8 or UTF-16 by its mark, UTF-8 by its form, UTF-16 by its zeros, else Windows-1251, in which Russian spreadsheets
/// save CSV.
///
/// # Errors
/// It is no text at all.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => text.to_owned(),
            _ => guessed(bytes).decode(bytes).0.into_owned(),
        },
    };
    if text.chars().any(|c| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))) {
        return Err("This is neither a spreadsheet (.xlsx) nor a table as text (.csv)".to_owned());
    }
    Ok(text)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 0) => WINDOWS_1251,
        (even, odd) if odd > even => UTF_16LE,
        _ => UTF_16BE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_spreadsheets_save() {
        let words = "Наименование;Количество\nСапоги;40";
        assert_eq!(decode(words.as_bytes()), Ok(words.to_owned()));
        assert_eq!(decode(&[b"\xef\xbb\xbf", words.as_bytes()].concat()), Ok(words.to_owned()));
        assert_eq!(decode(&WINDOWS_1251.encode(words).0), Ok(words.to_owned()));
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&[b"\xff\xfe", little.as_slice()].concat()), Ok(words.to_owned()));
        assert_eq!(decode(&[b"\xfe\xff", big.as_slice()].concat()), Ok(words.to_owned()));
        assert_eq!((decode(&little), decode(&big)), (Ok(words.to_owned()), Ok(words.to_owned())));
    }

    #[test]
    fn a_picture_is_no_table() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_err());
        assert!(decode(b"\x7fELF\x02\x01\x01\0").is_err());
    }
}
