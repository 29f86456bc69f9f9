//! What stands now of receipts, discrepancies, acts and movements, for each who may read them, and the words by which all
//! other nouns are found. One table for all of them: each is a thing with a day, an agency and a state, and its list is
//! ordered by a few keys. (Rejected: a table for each noun, with the same columns, indexes and code four times.)

use std::{collections::HashMap, sync::Arc};

use super::{
    items_write::delete,
    readers::{Scope, whole_words},
};
use crate::{
    Result, Tx,
    agencies::{self, AgencyRow},
    batch::{Bind, insert_rows, row},
    query::{Query, ask},
    text::fold,
};

mod acts;
mod discrepancies;
mod movements;
mod receipts;
mod reference;
mod stale;
pub(super) use stale::{mark, mark_grant, mark_person};

const READER: &str = "noun_reader (id, noun, noun_id, scope, scope_id, handle, code, title, below, agency_id, round_id, kind, state, \
                      due_on, sort_at, sort_day, sort_code, sort_round, sort_item, sort_agency, sort_state)";

/// The due day of an open discrepancy without one: behind all days.
const NO_DAY: &str = "9999";

/// What is found by its words alone, or listed by few keys: everything but items and rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    Receipt,
    Discrepancy,
    Act,
    Movement,
    Grant,
    Donor,
    Unit,
    Agency,
    Programme,
    Component,
    Activity,
    Case,
    Document,
    Official,
    Figure,
    Question,
    Person,
}

/// Stands in the searched text of each noun of which there are few.
pub(crate) const FEW: &str = "zqfewqz";

impl Noun {
    pub(crate) const ALL: [Noun; 17] = [
        Noun::Receipt,
        Noun::Discrepancy,
        Noun::Act,
        Noun::Movement,
        Noun::Grant,
        Noun::Donor,
        Noun::Unit,
        Noun::Agency,
        Noun::Programme,
        Noun::Component,
        Noun::Activity,
        Noun::Case,
        Noun::Document,
        Noun::Official,
        Noun::Figure,
        Noun::Question,
        Noun::Person,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Noun::Receipt => "receipt",
            Noun::Discrepancy => "discrepancy",
            Noun::Act => "act",
            Noun::Movement => "movement",
            Noun::Grant => "grant",
            Noun::Donor => "donor",
            Noun::Unit => "unit",
            Noun::Agency => "agency",
            Noun::Programme => "programme",
            Noun::Component => "component",
            Noun::Activity => "activity",
            Noun::Case => "case",
            Noun::Document => "document",
            Noun::Official => "official",
            Noun::Figure => "figure",
            Noun::Question => "question",
            Noun::Person => "person",
        }
    }

    /// Whether there are few of it, however much was handed over.
    pub(crate) fn is_few(self) -> bool {
        !matches!(self, Noun::Receipt | Noun::Discrepancy | Noun::Act | Noun::Movement)
    }

    /// Stands in the searched text of this noun and in no other's.
    pub(crate) fn token(self) -> String {
        format!("zq{}qz", self.word())
    }

    /// The highest id of its table, or of what stands for it.
    pub(super) fn top(self) -> &'static str {
        macro_rules! top {
            ($table:literal, $noun:literal) => {
                concat!(
                    "SELECT COALESCE(MAX(id), 0) FROM (SELECT MAX(id) AS id FROM ",
                    $table,
                    " UNION ALL SELECT MAX(noun_id) FROM noun_reader WHERE noun = '",
                    $noun,
                    "') s"
                )
            };
        }
        match self {
            Noun::Receipt => top!("receipt", "receipt"),
            Noun::Discrepancy => top!("discrepancy", "discrepancy"),
            Noun::Act => top!("act", "act"),
            Noun::Movement => top!("movement", "movement"),
            Noun::Grant => top!("grant_agreement", "grant"),
            Noun::Donor => top!("donor", "donor"),
            Noun::Unit => top!("unit", "unit"),
            Noun::Agency => top!("agency", "agency"),
            Noun::Programme => top!("programme", "programme"),
            Noun::Component => top!("component", "component"),
            Noun::Activity => top!("activity", "activity"),
            Noun::Case => top!("seizure_case", "case"),
            Noun::Document => top!("document", "document"),
            Noun::Official => top!("official", "official"),
            Noun::Figure => top!("quote", "figure"),
            Noun::Question => top!("question", "question"),
            Noun::Person => top!("person", "person"),
        }
    }
}

/// Which of one noun are computed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pick {
    /// What is stale, up to this id.
    Stale(Noun, i64),
    /// From the one id to the other.
    Range(i64, i64),
}

impl Pick {
    /// Completes a query that ends with the column of the id.
    fn of(self, text: &'static str) -> Query {
        self.and(Query::default(), text)
    }

    /// Adds a part that ends with the column of the id, and completes it.
    fn and(self, query: Query, text: &'static str) -> Query {
        match self {
            Pick::Stale(noun, last) => query.with(text, []).with(
                " IN (SELECT noun_id FROM noun_stale WHERE noun = ? AND noun_id <= ?)",
                [Bind::from(noun.word()), Bind::from(last)],
            ),
            Pick::Range(first, last) => {
                query.with(text, []).with(" BETWEEN ? AND ?", [Bind::from(first), Bind::from(last)])
            }
        }
    }
}

/// A row of `noun_reader` with its words. What a noun does not have stays empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub of: i64,
    pub scope: Scope,
    pub handle: String,
    pub code: String,
    pub title: String,
    pub below: String,
    pub agency: i64,
    pub round: i64,
    pub kind: String,
    pub state: String,
    pub due_on: String,
    pub sort_at: i64,
    pub sort_day: String,
    pub sort_code: String,
    pub sort_round: String,
    pub sort_item: String,
    pub sort_agency: String,
    pub sort_state: String,
    pub text: String,
}

impl Entry {
    fn new(noun: Noun, of: i64, scope: Scope, handle: &str, words: &[&str]) -> Self {
        let folded = words.iter().map(|words| fold(words)).filter(|words| !words.is_empty());
        let few = noun.is_few().then(|| FEW.to_owned());
        let words: Vec<String> = std::iter::once(noun.token()).chain(few).chain(folded).collect();
        Entry { text: whole_words(scope, &words), handle: handle.to_owned(), ..Entry::empty(of, scope) }
    }

    fn empty(of: i64, scope: Scope) -> Self {
        let none = String::new;
        Entry {
            of,
            scope,
            handle: none(),
            code: none(),
            title: none(),
            below: none(),
            agency: 0,
            round: 0,
            kind: none(),
            state: none(),
            due_on: none(),
            sort_at: 0,
            sort_day: none(),
            sort_code: none(),
            sort_round: none(),
            sort_item: none(),
            sort_agency: none(),
            sort_state: none(),
            text: none(),
        }
    }

    fn row(&self, noun: Noun, id: i64) -> Vec<Bind> {
        row![
            id,
            noun.word(),
            self.of,
            self.scope.word(),
            self.scope.id(),
            self.handle.as_str(),
            self.code.as_str(),
            self.title.as_str(),
            self.below.as_str(),
            self.agency,
            self.round,
            self.kind.as_str(),
            self.state.as_str(),
            self.due_on.as_str(),
            self.sort_at,
            self.sort_day.as_str(),
            self.sort_code.as_str(),
            self.sort_round.as_str(),
            self.sort_item.as_str(),
            self.sort_agency.as_str(),
            self.sort_state.as_str(),
        ]
    }
}

/// What is read once for many entries.
pub(super) struct Known {
    agencies: Arc<HashMap<i64, AgencyRow>>,
}

impl Known {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        Ok(Known { agencies: agencies::directory(tx).await? })
    }

    /// The name on that day, its code, and every name that it ever had.
    fn agency(&self, id: i64, day: chrono::NaiveDate) -> (String, String) {
        let Some(row) = self.agencies.get(&id) else { return Default::default() };
        let names: Vec<&str> = row.names.iter().map(|name| name.dated.name.as_str()).collect();
        (row.name_on(day).to_owned(), format!("{} {}", row.code, names.join(" ")))
    }
}

/// What the facts say of these.
pub(super) async fn compute(tx: &mut Tx, noun: Noun, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    match noun {
        Noun::Receipt => receipts::compute(tx, pick, known).await,
        Noun::Discrepancy => discrepancies::compute(tx, pick, known).await,
        Noun::Act => acts::compute(tx, pick, known).await,
        Noun::Movement => movements::compute(tx, pick, known).await,
        reference => reference::compute(tx, reference, pick, known).await,
    }
}

/// Computes these anew and writes what differs.
pub(super) async fn renew(tx: &mut Tx, noun: Noun, pick: Pick, known: &Known) -> Result<()> {
    let wanted = compute(tx, noun, pick, known).await?;
    let mut stands: HashMap<(i64, Scope), (i64, Entry)> = HashMap::new();
    for (id, entry) in read(tx, noun, pick).await? {
        stands.insert((entry.of, entry.scope), (id, entry));
    }
    let (last,): (i64,) = ask!(&mut *tx, Query::new("SELECT COALESCE(MAX(id), 0) FROM noun_reader"), fetch_one)?;
    let mut next = last + 1;
    let (mut gone, mut gone_words, mut rows, mut words) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for entry in &wanted {
        let before = stands.remove(&(entry.of, entry.scope));
        if before.as_ref().is_some_and(|(_, old)| old == entry) {
            continue;
        }
        let id = before.as_ref().map_or(next, |(id, _)| *id);
        match &before {
            Some(_) => gone.push(id),
            None => next += 1,
        }
        rows.push(entry.row(noun, id));
        if before.as_ref().is_none_or(|(_, old)| old.text != entry.text) {
            gone_words.extend(before.as_ref().map(|_| id));
            words.push(row![id, entry.text.as_str()]);
        }
    }
    let strays: Vec<i64> = stands.into_values().map(|(id, _)| id).collect();
    gone.extend(&strays);
    gone_words.extend(&strays);
    delete(tx, "DELETE FROM noun_reader WHERE id IN (", &gone).await?;
    delete(tx, "DELETE FROM noun_search WHERE rowid IN (", &gone_words).await?;
    insert_rows(tx, READER, &rows).await?;
    insert_rows(tx, "noun_search (rowid, text)", &words).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    noun_id: i64,
    scope: String,
    scope_id: i64,
    handle: String,
    code: String,
    title: String,
    below: String,
    agency_id: i64,
    round_id: i64,
    kind: String,
    state: String,
    due_on: String,
    sort_at: i64,
    sort_day: String,
    sort_code: String,
    sort_round: String,
    sort_item: String,
    sort_agency: String,
    sort_state: String,
    text: Option<String>,
}

/// What stands in the tables of these, with the ids of the rows.
pub(super) async fn read(tx: &mut Tx, noun: Noun, pick: Pick) -> Result<Vec<(i64, Entry)>> {
    let query = Query::default().with(
        "SELECT r.id, r.noun_id, r.scope, r.scope_id, r.handle, r.code, r.title, r.below, r.agency_id, r.round_id, r.kind, r.state,
           r.due_on, r.sort_at, r.sort_day, r.sort_code, r.sort_round, r.sort_item, r.sort_agency, r.sort_state, s.text
         FROM noun_reader r LEFT JOIN noun_search s ON s.rowid = r.id WHERE r.noun = ?",
        [Bind::from(noun.word())],
    );
    let query = pick.and(query, " AND r.noun_id").with(" ORDER BY r.noun_id, r.scope, r.scope_id", []);
    let stored: Vec<Stored> = ask!(tx, query, fetch_all)?;
    stored.into_iter().map(|row| Ok((row.id, row.entry()?))).collect()
}

impl Stored {
    fn entry(self) -> Result<Entry> {
        Ok(Entry {
            of: self.noun_id,
            scope: Scope::read(&self.scope, self.scope_id)?,
            handle: self.handle,
            code: self.code,
            title: self.title,
            below: self.below,
            agency: self.agency_id,
            round: self.round_id,
            kind: self.kind,
            state: self.state,
            due_on: self.due_on,
            sort_at: self.sort_at,
            sort_day: self.sort_day,
            sort_code: self.sort_code,
            sort_round: self.sort_round,
            sort_item: self.sort_item,
            sort_agency: self.sort_agency,
            sort_state: self.sort_state,
            text: self.text.unwrap_or_default(),
        })
    }
}
