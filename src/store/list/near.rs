//! A list that is searched for a word with one wrong letter: the word that was meant is looked for instead, and said.

use super::{Asked, Found, List, Search, Within};
use crate::{
    Result, Tx,
    batch::Bind,
    db::once,
    query::{Query, ask},
    text::{self, near},
};

impl List {
    /// What is looked for: what was typed; where nothing has it, with the words that were probably meant, which are answered
    /// as well.
    pub(super) async fn spelt(&self, tx: &mut Tx, within: Within, asked: &Asked) -> Result<(Asked, Option<String>)> {
        let as_typed = (asked.clone(), None);
        let Some(typed) = &asked.search else { return Ok(as_typed) };
        if self.has_any(tx, within, asked).await? {
            return Ok(as_typed);
        }
        let mut words = text::words(typed);
        let mut changed = false;
        for word in &mut words {
            let Some(ends) = near::ends(word) else { continue };
            let mut texts: Vec<String> = Vec::new();
            for end in ends {
                texts.extend(self.texts(tx, within, &end).await?);
            }
            if let Some(meant) = near::meant(word, texts.iter().map(String::as_str)) {
                *word = meant;
                changed = true;
            }
        }
        let meant = words.join(" ");
        let again = Asked { search: Some(meant.clone()), ..asked.clone() };
        if changed && self.has_any(tx, within, &again).await? { Ok((again, Some(meant))) } else { Ok(as_typed) }
    }

    async fn has_any(&self, tx: &mut Tx, within: Within, asked: &Asked) -> Result<bool> {
        let found = self.find(tx, within.scope, asked).await?;
        if matches!(&found, Found::Few(ids) if ids.is_empty()) {
            return Ok(false);
        }
        let mut query = Query::new("SELECT CAST(1 AS BIGINT)");
        self.narrow(&mut query, within, asked, &found);
        query.push(" LIMIT 1", []);
        let any: Vec<(i64,)> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?);
        Ok(!any.is_empty())
    }

    /// Texts of rows of this reader that have these letters.
    async fn texts(&self, tx: &mut Tx, within: Within, letters: &str) -> Result<Vec<String>> {
        let pattern = |word: &str| Bind::from(format!("%{word}%"));
        let mut query = match &self.search {
            Some(Search::Indexed { texts, .. }) => Query::default()
                .with(texts, [pattern(&within.scope.token())])
                .with(" AND s.text LIKE ?", [pattern(letters)]),
            Some(Search::InRow(text)) => {
                let mut query = Query::new("SELECT ").with(text, []);
                self.narrow(&mut query, within, &Asked::default(), &Found::Everything);
                query.push(" AND ", []);
                query.push(text, []);
                query.with(" LIKE ?", [pattern(letters)])
            }
            None => return Ok(Vec::new()),
        };
        query.push(" LIMIT ?", [Bind::from(near::LOOKED_AT)]);
        let texts: Vec<(String,)> = ask!(tx, query, fetch_all)?;
        Ok(texts.into_iter().map(|(text,)| text).collect())
    }
}
