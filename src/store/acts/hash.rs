//! The hash of an act: over what it says, not over a file, so that all language versions share it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::changes::hex;

/// Names the canonical form. A change of the form gets a new name, and old acts keep theirs.
const FORM: &str = "handover-act/1\n";

/// SHA-256 in lower-case hexadecimal over the canonical form of the content: JSON without white space, members sorted by
/// name, and nothing that is absent (null or an empty list).
pub fn content_hash(content: &Value) -> String {
    let mut canonical = FORM.to_owned();
    write_canonical(content, &mut canonical);
    hex(&Sha256::digest(canonical.as_bytes()))
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut present: Vec<_> = members.iter().filter(|(_, value)| !absent(value)).collect();
            present.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, value)) in present.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

fn absent(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lets a field be added later.
    #[test]
    fn what_is_absent_does_not_count() {
        let mut text = String::new();
        write_canonical(&serde_json::json!({"b": [], "a": null, "c": {"z": 1, "y": ""}}), &mut text);
        assert_eq!(text, r#"{"c":{"y":"","z":1}}"#);
    }
}
