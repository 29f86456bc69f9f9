//! A search for a word with one wrong letter: the words that were probably meant.

use domain::{Action, Viewer};

use super::{FINDABLE, scope_of};
use crate::{
    Result, Tx,
    batch::Bind,
    now::Scope,
    query::{Query, ask},
    text::near,
};

/// So many misspelt words of a search are mended.
const MOST: usize = 3;

/// The words with those that nothing has put right, by the texts that this person can find. `None`: none of them is near one
/// that there is.
pub(super) async fn meant(tx: &mut Tx, viewer: &Viewer, words: &[String]) -> Result<Option<Vec<String>>> {
    let misspelt: Vec<&String> = words.iter().filter(|word| near::ends(word).is_some()).take(MOST).collect();
    let mut query = Query::default();
    let pattern = |word: &str| Bind::from(format!("%{word}%"));
    let mut first = true;
    for word in &misspelt {
        for end in near::ends(word).into_iter().flatten() {
            let mut add = |index: &'static str, tokens: Vec<String>| {
                query.push(if first { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" }, []);
                first = false;
                query.push(index, []);
                for token in tokens {
                    query.push(" AND s.text LIKE ?", [pattern(&token)]);
                }
                query.push(" AND s.text LIKE ? LIMIT ?) q", [pattern(&end), Bind::from(near::LOOKED_AT)]);
            };
            for noun in FINDABLE.iter().filter(|of| viewer.may(of.action).is_ok()).map(|of| of.noun) {
                add("SELECT s.text FROM noun_search s WHERE TRUE", vec![scope_of(viewer, noun).token(), noun.token()]);
            }
            let own = Scope::from(viewer).token();
            if viewer.may(Action::SeeRounds).is_ok() {
                add("SELECT s.text FROM round_search s WHERE TRUE", vec![own.clone()]);
            }
            if viewer.may(Action::SeeItems).is_ok() {
                add("SELECT s.text FROM item_search s WHERE TRUE", vec![own]);
            }
        }
    }
    if first {
        return Ok(None);
    }
    let texts: Vec<(String,)> = ask!(tx, query, fetch_all)?;
    let mut changed = false;
    let mut mend = |word: &String| match near::meant(word, texts.iter().map(|(text,)| text.as_str())) {
        Some(meant) if misspelt.contains(&word) => {
            changed = true;
            meant
        }
        _ => word.clone(),
    };
    let words = words.iter().map(&mut mend).collect();
    Ok(changed.then_some(words))
}
