//! The fields of the counting form, and what of them is kept in a draft.

use domain::Viewer;
use store::Tx;

use crate::AppError;

/// What is kept of a posted form: everything that was typed, without keys, buttons and names of files.
pub fn kept(body: &[u8]) -> String {
    let is_typed = |name: &str| {
        matches!(name, "received_on" | "remark" | "reason")
            || (name.starts_with("lines[") && !name.ends_with("[photos]"))
    };
    let typed = form_urlencoded::parse(body).filter(|(name, value)| is_typed(name) && !value.is_empty());
    form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish()
}

/// The lines at two places exchange what was typed; what the lines are stays.
pub fn swapped(body: &str, one: usize, other: usize) -> String {
    let (of_one, of_other) = (format!("lines[{one}]["), format!("lines[{other}]["));
    let stays = |part: &str| matches!(part, "line]" | "expected]" | "version]");
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
        .map(|(name, value)| {
            let moved = |from: &str, to: &str| {
                name.strip_prefix(from).filter(|part| !stays(part)).map(|part| format!("{to}{part}"))
            };
            let name = moved(&of_one, &of_other).or(moved(&of_other, &of_one)).unwrap_or(name.into_owned());
            (name, value.into_owned())
        })
        .collect();
    // A number that was read is an answer: the thing is there.
    let answer = format!("{of_other}answer]");
    if !pairs.iter().any(|(name, _)| *name == answer) {
        pairs.push((answer, "all".to_owned()));
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A form that answers lines that were confirmed since it was opened says so, instead of keeping what cannot be used.
pub async fn refuse_stale(tx: &mut Tx, viewer: &Viewer, code: &str, answered: &[(i64, i64)]) -> Result<(), AppError> {
    let sentences = store::receipts::drafts::counted_meanwhile(tx, viewer, code, answered).await?;
    if sentences.is_empty() { Ok(()) } else { Err(AppError::Conflict { message: sentences.join(" ") }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_on_one_line_moves_to_another() {
        let body = "lines[0][line]=7&lines[0][version]=1&lines[0][serial]=SN-2&lines[1][line]=8&lines[1][version]=3&lines[1][answer]=differs";
        let after: Vec<(String, String)> =
            form_urlencoded::parse(swapped(body, 0, 1).as_bytes()).into_owned().collect();
        let value = |name: &str| after.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        assert_eq!((value("lines[0][line]"), value("lines[1][line]")), (Some("7"), Some("8")));
        assert_eq!((value("lines[0][version]"), value("lines[1][version]")), (Some("1"), Some("3")));
        assert_eq!((value("lines[1][serial]"), value("lines[1][answer]")), (Some("SN-2"), Some("all")));
        assert_eq!((value("lines[0][serial]"), value("lines[0][answer]")), (None, Some("differs")));
    }

    #[test]
    fn keys_buttons_and_names_of_files_are_not_kept() {
        let body = b"submission=x&round=R&q=boots&all=yes&lines%5B0%5D%5Bphotos%5D=a.jpg&lines%5B0%5D%5Bline%5D=7&remark=Snow&reason=";
        assert_eq!(kept(body), "lines%5B0%5D%5Bline%5D=7&remark=Snow");
    }
}
