//! A calendar file (RFC 5545) of whole days.

use store::rounds::Planned;

/// Every announcement as an event of a whole day. A later announcement of the same round is another event: the file is made anew
/// each time, and holds what stands now.
pub fn calendar(planned: &[Planned]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Programme portal//Handovers//EN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
    ];
    for one in planned {
        let day = one.day.0.start();
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:announcement-{}@portal.invalid", one.id),
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
    use store::Parsed;

    use super::*;

    #[test]
    fn a_handover_is_a_whole_day_with_escaped_words() {
        let words = format!("Boots, lamps; and {}", "колпаки ".repeat(12));
        let day = "2021-05-06".parse().expect("a day");
        let planned = Planned { id: 7, words, day: Parsed(day), recorded_at: 1_620_270_000_000, round: None };
        let file = calendar(&[planned]);
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
