//! What a PDF holds. Runs in the child alone.

use lopdf::{Dictionary, Document, Object};

use super::MOST_PAGES;

/// Entries and types with which a PDF does something, or carries something along (ISO 32000-1, 12.6, 7.11.4, 12.7.8, 13).
const KEYS: [(&[u8], &str); 8] = [
    (b"JS", "a script"),
    (b"JavaScript", "a script"),
    (b"AA", "an action that starts by itself"),
    (b"EmbeddedFiles", "embedded files"),
    (b"EF", "an embedded file"),
    (b"XFA", "a form with a program in it"),
    (b"RichMedia", "a film or a program"),
    (b"AF", "attached files"),
];
const ACTIONS: [(&[u8], &str); 13] = [
    (b"JavaScript", "a script"),
    (b"Launch", "an action that starts a program"),
    (b"SubmitForm", "an action that sends something"),
    (b"ImportData", "an action that reads a file"),
    (b"GoToR", "a link to another file"),
    (b"GoToE", "a link to an embedded file"),
    (b"URI", "a link to another site"),
    (b"Rendition", "a film"),
    (b"Movie", "a film"),
    (b"Sound", "a sound"),
    (b"Trans", "an action"),
    (b"Hide", "an action"),
    (b"Named", "an action"),
];
const TYPES: [(&[u8], &str); 6] = [
    (b"Filespec", "an embedded file"),
    (b"EmbeddedFile", "an embedded file"),
    (b"RichMedia", "a film or a program"),
    (b"3D", "a model"),
    (b"FileAttachment", "an embedded file"),
    (b"Screen", "a film"),
];
/// What readers that repair a damaged file would find even where the file's own table does not lead.
const ANYWHERE: [(&[u8], &str); 3] = [
    (b"/JavaScript", "a script"),
    (b"/Launch", "an action that starts a program"),
    (b"/EmbeddedFile", "an embedded file"),
];
/// Deeper than any scan; a loop of direct objects cannot be written, but a very deep one can.
const DEEPEST: usize = 64;

/// Answers how many pages there are.
pub fn look_through(bytes: &[u8]) -> Result<usize, String> {
    if !ends_as_pdf(bytes) {
        return Err("This PDF is cut off, or something stands behind it. Send it again".to_owned());
    }
    let document = Document::load_mem(bytes)
        .map_err(|_| "This PDF cannot be read: it is damaged. Scan the paper again".to_owned())?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err("This PDF is protected by a password. Send it without protection".to_owned());
    }
    // The trailer counts as well: what hangs on it directly is not among the objects.
    let holds = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let found = dictionary(&document.trailer, 0)
        .or_else(|| document.objects.values().find_map(|object| acting(object, 0)))
        .or_else(|| ANYWHERE.iter().find(|(mark, _)| holds(mark)).map(|(_, what)| *what));
    if let Some(what) = found {
        return Err(format!("This PDF holds {what}. Scan the paper to a plain PDF, or photograph its pages"));
    }
    match document.get_pages().len() {
        0 => Err("This PDF has no pages. Scan the paper again".to_owned()),
        pages if pages > MOST_PAGES => Err(format!("This PDF has {pages} pages; a scan has at most {MOST_PAGES}")),
        pages => Ok(pages),
    }
}

/// `%%EOF` and nothing but line ends behind it.
fn ends_as_pdf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(b"%%EOF")
}

/// What there is in an object that could act.
fn acting(object: &Object, depth: usize) -> Option<&'static str> {
    if depth > DEEPEST {
        return Some("objects within objects without end");
    }
    match object {
        Object::Dictionary(entries) => dictionary(entries, depth),
        Object::Stream(stream) => dictionary(&stream.dict, depth),
        Object::Array(items) => items.iter().find_map(|item| acting(item, depth + 1)),
        _ => None,
    }
}

fn dictionary(entries: &Dictionary, depth: usize) -> Option<&'static str> {
    let named = |list: &[(&[u8], &'static str)], name: &[u8]| {
        list.iter().find(|(known, _)| *known == name).map(|(_, what)| *what)
    };
    entries.iter().find_map(|(key, value)| {
        let by_key = named(&KEYS, key).filter(|_| !matches!(value, Object::Null));
        let by_value = match (key.as_slice(), value) {
            (b"S", Object::Name(name)) if is_action(entries) => named(&ACTIONS, name),
            (b"Type" | b"Subtype", Object::Name(name)) => named(&TYPES, name),
            _ => None,
        };
        by_key.or(by_value).or_else(|| acting(value, depth + 1))
    })
}

/// `S` is also the style of a border and the role of an element: only what has no such type is taken for an action.
fn is_action(entries: &Dictionary) -> bool {
    match entries.get(b"Type") {
        Ok(Object::Name(name)) => name == b"Action",
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    /// A scan of two pages; `change` can add what scans do not have.
    fn pdf(change: impl FnOnce(&mut Document, lopdf::ObjectId)) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let kids: Vec<Object> = (0..2)
            .map(|_| {
                let content = document.add_object(Stream::new(dictionary! {}, b"0 0 m".to_vec()));
                let page = dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
                document.add_object(page).into()
            })
            .collect();
        let tree = dictionary! { "Type" => "Pages", "Count" => 2, "Kids" => kids };
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        change(&mut document, catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        bytes
    }

    fn refused(bytes: &[u8]) -> String {
        look_through(bytes).expect_err("refused")
    }

    fn in_catalog(key: &'static str, value: Object) -> Vec<u8> {
        pdf(|document, catalog| {
            document.get_object_mut(catalog).and_then(Object::as_dict_mut).expect("catalog").set(key, value);
        })
    }

    #[test]
    fn a_plain_scan_is_kept() {
        assert_eq!(look_through(&pdf(|_, _| {})), Ok(2));
        assert_eq!(look_through(&in_catalog("PageMode", Object::Name(b"UseNone".to_vec()))), Ok(2));
        // Scanners say at which page a reader opens.
        let first = Object::Dictionary(dictionary! { "S" => "GoTo", "D" => vec![1.into()] });
        assert_eq!(look_through(&in_catalog("OpenAction", first)), Ok(2));
        // A border in the style S and an element with the role Trans are no actions.
        let border = dictionary! { "Type" => "Border", "S" => "Trans" };
        assert_eq!(look_through(&in_catalog("X", Object::Dictionary(border))), Ok(2));
    }

    #[test]
    fn whatever_could_act_refuses_the_file() {
        let action = |kind: &str| Object::Dictionary(dictionary! { "S" => Object::Name(kind.as_bytes().to_vec()) });
        for (key, value, what) in [
            ("OpenAction", action("Launch"), "an action that starts a program"),
            ("AA", action("Launch"), "an action that starts by itself"),
            ("X", action("Launch"), "an action that starts a program"),
            ("X", action("JavaScript"), "a script"),
            ("X", action("URI"), "a link to another site"),
            ("X", Object::Array(vec![Object::Array(vec![action("SubmitForm")])]), "an action that sends something"),
            ("Names", Object::Dictionary(dictionary! { "EmbeddedFiles" => 1 }), "embedded files"),
            ("Names", Object::Dictionary(dictionary! { "JavaScript" => 1 }), "a script"),
            ("AcroForm", Object::Dictionary(dictionary! { "XFA" => 1 }), "a form with a program in it"),
            ("X", Object::Dictionary(dictionary! { "Type" => "Filespec" }), "an embedded file"),
            ("X", Object::Dictionary(dictionary! { "Subtype" => "RichMedia" }), "a film or a program"),
        ] {
            let words = refused(&in_catalog(key, value));
            assert!(words.contains(what), "{key}: {words}");
        }
        // Hidden in an object stream of its own, or on the trailer.
        let hidden = pdf(|document, _| {
            document.add_object(dictionary! { "S" => "Launch", "F" => Object::string_literal("cmd.exe") });
        });
        assert!(refused(&hidden).contains("starts a program"));
        let trailer = pdf(|document, _| document.trailer.set("X", dictionary! { "JS" => 1 }));
        assert!(refused(&trailer).contains("a script"));
    }

    #[test]
    fn half_a_file_and_no_file_are_refused() {
        let whole = pdf(|_, _| {});
        for length in [0, 5, 100, whole.len() / 2, whole.len() - 3] {
            assert!(look_through(&whole[..length]).is_err(), "{length}");
        }
        let mut more = whole.clone();
        more.extend_from_slice(b"\n<script>alert(1)</script>");
        assert!(refused(&more).contains("something stands behind it"));
        assert!(look_through(b"%PDF-1.5\n%%EOF").is_err());
        let locked = pdf(|document, _| document.trailer.set("Encrypt", dictionary! { "Filter" => "Standard" }));
        assert!(look_through(&locked).is_err());
    }
}
