//! Files: their encodings, what is none, and what nobody sees.

use super::*;

#[test]
fn every_usual_encoding_is_recognised_and_named() {
    let text = String::from_utf8(rows(&["Тепловизор «Заря»;Лира;ЗН-7;1;900", "Шкаф;Ёлка;ЩЪ-8;1;900"])).expect("text");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8", format!("\u{feff}sep=;\r\n{}", text.replace('\n', "\r\n")).into_bytes()),
        ("windows-1251", encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()),
        ("UTF-16LE", utf16),
    ] {
        let list = csv(bytes);
        assert_eq!((list.encoding.as_deref(), list.lines.len()), (Some(name), 2), "{:?}", list.words());
        assert_eq!(list.lines[0], "1 Тепловизор «Заря» [ЗН-7] USD 900.00");
    }
    let latin = String::from_utf8(rows(&["Caméra élevée;Étoile;CE-1;1;900"])).expect("text");
    assert_eq!(
        csv(encoding_rs::WINDOWS_1252.encode(&latin).0.into_owned()).lines,
        ["1 Caméra élevée [CE-1] USD 900.00"]
    );
    let japanese = String::from_utf8(rows(&["携帯無線機 カメラ;東芝;TS-1;1;900"])).expect("text");
    let list = csv(encoding_rs::SHIFT_JIS.encode(&japanese).0.into_owned());
    assert_eq!(
        (list.encoding.as_deref(), list.lines[0].as_str()),
        (Some("Shift_JIS"), "1 携帯無線機 カメラ [TS-1] USD 900.00")
    );
    // Read in a wrong encoding before it came here, or damaged on its way.
    let before = csv(rows(&["Ð¡Ð°Ð¿Ð¾Ð³Ð¸;Lyra;C-1;1;900"]));
    assert!(before.errors[0].contains("was saved in a wrong encoding: it was “Сапоги” once"), "{:?}", before.words());
    let mut cut = rows(&["Сапоги зимние;Lyra;C-1;1;900"]);
    cut.retain({
        let mut seen = 0;
        move |byte| {
            seen += usize::from(*byte == 0xd0);
            !(*byte == 0xd0 && seen == 3)
        }
    });
    assert!(refused(Kind::Csv, cut).contains("UTF-8, but not all of it"));
}

#[test]
fn what_is_no_list_is_refused_with_what_to_do() {
    for (bytes, words) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"[..], "an older Excel, or one with a password"),
        (b"<html><table><tr><td>Description</td></tr></table>", "a web page that was given the name of a spreadsheet"),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis", "damaged"),
        (b"", "nothing in this table"),
    ] {
        let refused = refused(Kind::of(bytes), bytes);
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn invisible_characters_and_long_words_change_nothing_unseen() {
    let list = csv(rows(&[
        "Lamp \u{202e}gnihton;Lyra;C-1;1;900",
        "Long\u{ad}word kit;Lyra;C-2;1;900",
        "=SUM(A1);@x;+C-3;1;900",
    ]));
    assert!(list.errors[0].contains("U+202E"), "{:?}", list.words());
    assert_eq!(list.lines[0], "1 Longword kit [C-2] USD 900.00");
    assert_eq!(list.lines[1], "1 =SUM(A1) [+C-3] USD 900.00", "a text, and nothing that is computed");
}
