//! What became of one record, on its own page: who changed what from what to what, newest first.

use domain::{
    Timestamp, Viewer,
    change::{Deed, Entity},
};
use leptos::prelude::*;
use serde_json::{Map, Value};
use store::{Tx, changes::ChangeRow};

use super::{
    facts::{UNSAID, described},
    record::who,
};
use crate::{AppError, kit::*};

/// So many changes stand on the page of a record; the others are one step away.
const MOST: usize = 25;

/// Fields of a deed, not of the record: they say what was done once.
const OF_THE_DEED: [&str; 6] = ["reason", "changed_on", "counted_on", "number", "progress_evidence", "read_on"];

/// The history of a record for those who read the chain; nothing for others.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn history(
    tx: &mut Tx,
    viewer: &Viewer,
    entity: Entity,
    key: &str,
) -> Result<Option<AnyView>, AppError> {
    if viewer.may(domain::Action::SeeChanges).is_err() {
        return Ok(None);
    }
    let changes = store::changes::newest_of(tx, viewer, entity, key, MOST).await?;
    if changes.len() < 2 {
        // That it was recorded once is no history.
        return Ok(None);
    }
    let more = (changes.len() == MOST).then(|| {
        let href = format!("/changes?record={}&q={key}", entity.word().replace(' ', "+"));
        view! { <p><a href=href>"Earlier changes"</a></p> }.into_any()
    });
    let entries = entries(&changes);
    Ok(Some(
        view! { <Section title="History of this record" id="history"><Timeline entries/> {more}</Section> }.into_any(),
    ))
}

/// What differs is what the change before said otherwise.
fn entries(changes: &[ChangeRow]) -> Vec<Happening> {
    let mut known: Map<String, Value> = Map::new();
    let mut entries = Vec::new();
    for change in changes.iter().rev() {
        let body: Map<String, Value> = serde_json::from_str(&change.body).unwrap_or_default();
        let differences = differences(&known, &body);
        let is_first = known.is_empty();
        known.extend(body.into_iter().filter(|(key, _)| !OF_THE_DEED.contains(&key.as_str())));
        let words = match change.deed.0 {
            Deed::Changed => "Recorded what became different".to_owned(),
            deed => capital(super::record::deed_words(deed)),
        };
        let entry = Happening::at(Timestamp(change.recorded_at), words).who(who(change));
        let lines: Vec<_> = differences
            .into_iter()
            .filter(|line| !is_first || line.was.is_none())
            .map(|line| {
                let was = line.was.map(|was| view! { <del>{was}</del> " → " }.into_any());
                view! { <li>{line.label} ": " {was} <ins>{line.is}</ins></li> }.into_any()
            })
            .collect();
        entries.push(match lines.is_empty() || is_first {
            true => entry,
            false => entry.note(view! { <ul class="stack-tight differences">{lines}</ul> }.into_any()),
        });
    }
    entries.reverse();
    entries
}

struct Difference {
    label: String,
    was: Option<String>,
    is: String,
}

fn differences(known: &Map<String, Value>, body: &Map<String, Value>) -> Vec<Difference> {
    let said = body.iter().filter(|(key, _)| !UNSAID.contains(&key.as_str()));
    let line = |(key, value): (&String, &Value)| {
        let of_deed = OF_THE_DEED.contains(&key.as_str());
        let before = known.get(key).filter(|_| !of_deed);
        if before == Some(value) || (of_deed && value.is_null()) || (before.is_none() && !of_deed && value.is_null()) {
            return None;
        }
        let (label, is) = described(key, value, body);
        Some(Difference { label, was: before.map(|before| described(key, before, known).1), is })
    };
    said.filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let known = map(r#"{"base":"Termes","since":"2018","areas":["Surkhan"],"closed_on":null}"#);
        let body = map(
            r#"{"base":"Termez","since":null,"areas":["Surkhan","Denau"],"closed_on":null,"unit_change":3,"reason":"A letter"}"#,
        );
        let lines: Vec<String> = differences(&known, &body)
            .into_iter()
            .map(|line| format!("{}: {} → {}", line.label, line.was.unwrap_or_default(), line.is))
            .collect();
        assert_eq!(
            lines,
            ["Areas: Surkhan → Surkhan, Denau", "Base: Termes → Termez", "Reason:  → A letter", "Since: 2018 → –"]
        );
    }
}
