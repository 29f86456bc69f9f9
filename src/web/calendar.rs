//! A calendar file (RFC 5545) of whole days.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;

/// Something that is on a day.
pub struct Event {
    /// What it is called among all events of this portal: `announcement-7`.
    pub name: String,
    pub day: NaiveDate,
    pub words: String,
    /// In milliseconds.
    pub recorded_at: i64,
}

/// The file `handovers.ics`: made anew each time, it holds what stands now.
pub fn answer(of: &str, file: &'static str, events: &[Event]) -> Response {
    let mut response = calendar(of, events).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(file));
    response
}

/// Each as an event of a whole day.
pub fn calendar(of: &str, events: &[Event]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//Programme portal//{of}//EN"),
        "METHOD:PUBLISH".to_owned(),
    ];
    for one in events {
        let day = one.day;
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@portal.invalid", one.name),
            format!("DTSTAMP:{}", stamp(one.recorded_at)),
            format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")),
            format!("DTEND;VALUE=DATE:{}", day.succ_opt().unwrap_or(day).format("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&one.words)),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().flat_map(|line| [folded(line), "\r\n".to_owned()]).collect()
}

/// `20210506T120000Z`
fn stamp(millis: i64) -> String {
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}

/// A comma, a semicolon and a backslash mean something else in a value.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            ',' | ';' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

/// A line of more than 75 bytes goes on after a space.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handover_is_a_whole_day_with_escaped_words() {
        let words = format!("Boots, lamps; and {}", "колпаки ".repeat(12));
        let day = "2021-05-06".parse().expect("a day");
        let event = Event { name: "announcement-7".into(), words, day, recorded_at: 1_620_270_000_000 };
        let file = calendar("Handovers", &[event]);
        for line in [
            "DTSTART;VALUE=DATE:20210506\r\n",
            "DTEND;VALUE=DATE:20210507\r\n",
            "SUMMARY:Boots\\, lamps\\; and",
            "UID:announcement-7@",
        ] {
            assert!(file.contains(line), "{line}: {file}");
        }
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"));
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
    }
}
