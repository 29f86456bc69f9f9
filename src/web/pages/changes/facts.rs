//! The facts of a change, from JSON to words.

use domain::{Currency, Money, PartialDate, Timestamp};
use serde_json::{Map, Value};

/// What is known after the change, as pairs of name and words; what is empty is left out.
pub fn facts(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str(body) {
        Ok(Value::Object(map)) => pairs(&map),
        _ => vec![("Facts".to_owned(), body.to_owned())],
    }
}

fn pairs(map: &Map<String, Value>) -> Vec<(String, String)> {
    let currency = map.get("currency").and_then(Value::as_str).and_then(|code| code.parse::<Currency>().ok());
    let has_amount = currency.is_some() && map.keys().any(|key| key.ends_with("minor"));
    let left_out = |key: &str, value: &Value| is_blank(value) || (has_amount && key == "currency");
    map.iter()
        .filter(|(key, value)| !left_out(key, value))
        .map(|(key, value)| (label(key), one(key, value, currency)))
        .collect()
}

/// The same for a person to read: without the numbers by which the chain tells rows apart, and with the beginning of a
/// fingerprint alone. The files say everything.
pub fn read(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str(body) {
        Ok(Value::Object(mut map)) => {
            map.retain(|key, value| !names_a_row(key, value));
            pairs(&map).into_iter().map(|(name, words)| (name, shortened(words))).collect()
        }
        _ => facts(body),
    }
}

/// Does it say which row is meant, and nothing that a person calls it?
fn names_a_row(key: &str, value: &Value) -> bool {
    const NOUNS: [&str; 5] = ["round", "milestone", "receipt", "agency", "session"];
    matches!(key, "id" | "was" | "became")
        || key.ends_with("_id")
        || key.starts_with("allocated_")
        || (value.is_number() && (NOUNS.contains(&key) || UNSAID.contains(&key)))
}

/// `9d884e89e3bebc39f8a001c6a330b94e` → `9d884e89…`
fn shortened(words: String) -> String {
    const LONGEST: usize = 24;
    let is_fingerprint = words.len() >= LONGEST && words.bytes().all(|byte| byte.is_ascii_hexdigit());
    match words.get(..8) {
        Some(start) if is_fingerprint => format!("{start}…"),
        _ => words,
    }
}

/// Fields by which the chain names rows, or that say again what others say.
pub const UNSAID: [&str; 15] = [
    "unit_change",
    "component_part",
    "change",
    "was",
    "became",
    "withdrawn_change",
    "correction",
    "progress",
    "odometer_reading",
    "item_paper",
    "item_work",
    "takes_back",
    "round_id",
    "step_of",
    "files",
];

/// The name of a field and its value in words, as a body with the others says it.
pub fn described(key: &str, value: &Value, body: &Map<String, Value>) -> (String, String) {
    let currency = body.get("currency").and_then(Value::as_str).and_then(|code| code.parse::<Currency>().ok());
    let empty = is_blank(value);
    (label(key), if empty { "–".to_owned() } else { one(key, value, currency) })
}

fn one(key: &str, value: &Value, currency: Option<Currency>) -> String {
    match (whole(value), currency) {
        (Some(minor), Some(currency)) if key.ends_with("minor") => Money::new(minor, currency).to_string(),
        (Some(cents), _) if is_cents(key) => Money::new(cents, Currency::Usd).to_string(),
        (Some(at), _) if key.ends_with("_at") => Timestamp(at).words(),
        _ if key.ends_with("_on") || key == "as_of" => date_words(value).unwrap_or_else(|| words(value)),
        _ => words(value),
    }
}

fn date_words(value: &Value) -> Option<String> {
    Some(value.as_str()?.parse::<PartialDate>().ok()?.words())
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let comma = if list.iter().any(|v| v.is_object() || v.is_array()) { "; " } else { ", " };
            list.iter().map(words).collect::<Vec<_>>().join(comma)
        }
        Value::Object(map) => {
            let parts = pairs(map).into_iter().map(|(name, words)| format!("{} {words}", name.to_lowercase()));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

/// US cents, whatever currency stands beside them.
fn is_cents(key: &str) -> bool {
    key == "cents" || key.ends_with("_cents")
}

/// `value_minor` → `Value`, `booked_cents` → `Booked`, `planned_on` → `Planned on`.
fn label(key: &str) -> String {
    // The chain goes on to call them what they were called when its first rows were written.
    let key = match key {
        "participants" => "participations",
        "attendance" => "participations_by_agency_unit_and_sex",
        key => key,
    };
    let words = key.strip_suffix("_minor").or_else(|| key.strip_suffix("_cents")).unwrap_or(key).replace('_', " ");
    let words = if words == "minor" || words == "cents" { "amount".to_owned() } else { words };
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Amounts are written as text, so that no reader rounds them.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::{facts, read};

    #[test]
    fn a_body_reads_as_words() {
        let body = r#"{"currency":"USD","name":"Car","note":null,"illustrative":true,"value_minor":"2450000",
            "shares":[{"grant":"JP-2016","ppm":600000},{"grant":"US-2018","ppm":400000}],"expires_at":1576134000000,"held_on":"2019-09-25"}"#;
        let read: Vec<String> = facts(body).into_iter().map(|(name, words)| format!("{name}: {words}")).collect();
        assert_eq!(
            read,
            [
                "Expires at: 12 Dec 2019, 12:00",
                "Held on: 25 Sep 2019",
                "Illustrative: yes",
                "Name: Car",
                "Shares: grant JP-2016, ppm 600000; grant US-2018, ppm 400000",
                "Value: USD 24,500.00",
            ]
        );
    }

    #[test]
    fn a_person_is_spared_numbers_of_rows_and_whole_fingerprints() {
        let body = r#"{"agency":"SCC","code":"9d884e89e3bebc39f8a001c6a330b94e","id":7,"milestone":6,"phase":2,"grant_id":3,
            "round":4,"unit_change":9,"allocated_as":1,"number":"5"}"#;
        let words: Vec<String> = read(body).into_iter().map(|(name, words)| format!("{name} {words}")).collect();
        assert_eq!(words, ["Agency SCC", "Code 9d884e89…", "Number 5", "Phase 2"]);
        assert_eq!(facts(body).len(), 10);
    }

    #[test]
    fn each_part_of_a_cost_reads_as_money() {
        let body = r#"{"paid_by":[{"currency":"USD","grant":"JP-2020","ppm":625000,"value_minor":"803156"},
            {"currency":null,"grant":"US-2020","ppm":375000,"value_minor":null}]}"#;
        let words = "grant JP-2020, ppm 625000, value USD 8,031.56; grant US-2020, ppm 375000";
        assert_eq!(facts(body), [("Paid by".to_owned(), words.to_owned())]);
    }

    #[test]
    fn what_is_empty_or_unreadable_is_not_hidden_by_a_panic() {
        assert!(facts("{}").is_empty());
        assert_eq!(facts("not json"), [("Facts".to_owned(), "not json".to_owned())]);
    }
}
