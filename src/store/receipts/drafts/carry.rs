//! Drafts of an earlier portal, which kept the form as one text, become rows when the portal starts.

use std::collections::BTreeMap;

use domain::{
    PartialDate,
    receipt::{CountForm, DraftEdit, ReceiptForm},
};

use super::save;
use crate::{
    Db, Parsed, Result,
    db::{sql, touch},
};

/// Takes the forms apart. A line that did not add up yet, as a person may leave it while typing, is counted anew.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn carry_over(db: &Db) -> Result<()> {
    let mut tx = db.upkeep().await?;
    let earlier: Vec<(i64, String)> =
        sql!(&mut tx, |c| sqlx::query_as("SELECT id, earlier FROM receipt_draft WHERE earlier IS NOT NULL")
            .fetch_all(c))?;
    if earlier.is_empty() {
        return tx.rollback().await;
    }
    for (draft, body) in earlier {
        let (head, lines) = taken_apart(&body);
        save::keep(&mut tx, draft, &lines).await?;
        touch!(&mut tx, |c| sqlx::query(
            "UPDATE receipt_draft SET received_on = $2, remark = $3, earlier = NULL WHERE id = $1"
        )
        .bind(draft)
        .bind(head.received_on.map(|day| Parsed(PartialDate::Day(day))))
        .bind(head.remark)
        .execute(c))?;
    }
    tx.commit().await
}

/// What a form says: its head, and its lines as far as each of them adds up.
fn taken_apart(body: &str) -> (DraftEdit, Vec<domain::receipt::CountEdit>) {
    let mut head = ReceiptForm::default();
    let mut lines: BTreeMap<usize, CountForm> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let value = value.into_owned();
        match name.as_ref() {
            "received_on" => head.received_on = value,
            "remark" => head.remark = Some(value),
            name => {
                let part = name.strip_prefix("lines[").and_then(|rest| rest.split_once("]["));
                if let Some((place, part)) = part
                    && let Ok(place) = place.parse()
                {
                    set(lines.entry(place).or_default(), part, value);
                }
            }
        }
    }
    // Whatever the day was when it was typed, it has come since.
    let parse = |form: &ReceiptForm| DraftEdit::parse(form, chrono::NaiveDate::MAX).unwrap_or_default();
    let edits =
        lines.into_values().flat_map(|line| parse(&ReceiptForm { lines: vec![line], ..ReceiptForm::default() }).lines);
    (parse(&head), edits.filter(|edit| edit.count.is_some()).collect())
}

fn set(line: &mut CountForm, part: &str, value: String) {
    match part.trim_end_matches(']') {
        "line" => line.line = value,
        "expected" => line.expected = value,
        "version" => line.version = value,
        // The numbers say it themselves now.
        "answer" => line.answer = if value == "all" { value } else { String::new() },
        "received" => line.received = value,
        "short" => line.short = value,
        "damaged" => line.damaged = value,
        "refused" => line.refused = value,
        "surplus" => line.surplus = value,
        "condition" => line.condition = value,
        "remark" => line.remark = value,
        "serial" => line.serial = value,
        part if part.starts_with("missing") => line.missing.push(value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_an_earlier_portal_is_taken_apart() {
        let body = "received_on=11+Dec+2019&remark=Snow&lines[0][line]=7&lines[0][expected]=4&lines[0][version]=1&lines[0][answer]=differs\
                    &lines[0][received]=3&lines[0][short]=1&lines[1][line]=8&lines[1][expected]=1&lines[1][version]=1\
                    &lines[2][line]=9&lines[2][expected]=2&lines[2][version]=3&lines[2][answer]=all&lines[2][missing][0]=Charger\
                    &lines[3][line]=10&lines[3][expected]=2&lines[3][version]=1&lines[3][answer]=differs&lines[3][received]=1";
        let (head, lines) = taken_apart(body);
        assert_eq!((head.remark.as_deref(), head.received_on), (Some("Snow"), "2019-12-11".parse().ok()));
        let counts: Vec<_> = lines.iter().filter_map(|edit| edit.count.as_ref()).collect();
        assert_eq!(counts.iter().map(|c| (c.line, c.received, c.short)).collect::<Vec<_>>(), [(7, 3, 1), (9, 2, 0)]);
        assert_eq!(counts[1].found.missing, ["Charger"]);
    }
}
