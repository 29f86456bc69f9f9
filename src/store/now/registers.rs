//! By what people look for the rows of a register (units, agencies, grants, activities, cases, documents, officials, people, the
//! events of a ledger, published figures), and how these are sorted: folded in Rust, so that both databases find and sort alike in every script.
//!
//! `noun_reader` holds texts of the same records for the search. The two stay apart: there is a row here for each record, with
//! the orders of its list, and a list joins it by its key; there a row is what one kind of reader finds, with a place in one
//! index over all nouns. One table would repeat the orders for each kind of reader, and put rows that nobody searches (the
//! events of a ledger) into that index.

use std::collections::HashMap;

use domain::{
    Role,
    change::Entity,
    document::DocumentKind,
    ledger::EventKind,
    unit::{UnitKind, UnitRef},
};

use super::items::is_post;
use crate::{
    Parsed, Result, Tx,
    batch::{Bind, insert_rows, row},
    query::{Query, act, ask},
    text::{fold, sort_key},
};

/// The records that have words, by the words of their audit rows.
const NOUNS: [Entity; 10] = [
    Entity::Unit,
    Entity::Agency,
    Entity::Grant,
    Entity::Activity,
    Entity::Case,
    Entity::Document,
    Entity::Official,
    Entity::Person,
    Entity::MoneyEvent,
    Entity::Quote,
];

/// Which rows of a register.
#[derive(Debug, Clone, Copy)]
enum Rows {
    Stale,
    All,
}

/// A row, as it is looked for and sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    id: i64,
    sort_name: String,
    sort_more: String,
    text: String,
    donor_name: String,
    donor_text: String,
}

/// Notes that the words of what an audit row names have to be made anew.
pub(super) async fn mark(tx: &mut Tx, entity: Entity, key: &str) -> Result<bool> {
    // A name under which units, activities and officers are found.
    if entity == Entity::Agency {
        for statement in [
            "INSERT INTO register_stale (noun, id) SELECT 'unit', id FROM unit WHERE TRUE ON CONFLICT DO NOTHING",
            "INSERT INTO register_stale (noun, id) SELECT 'course', id FROM activity WHERE TRUE ON CONFLICT DO NOTHING",
            "INSERT INTO register_stale (noun, id) SELECT 'person', id FROM person WHERE TRUE ON CONFLICT DO NOTHING",
        ] {
            act!(&mut *tx, Query::new(statement))?;
        }
        let own = "INSERT INTO register_stale (noun, id) SELECT 'agency', id FROM agency WHERE code = ? ON CONFLICT DO NOTHING";
        act!(&mut *tx, Query::default().with(own, [Bind::from(key)]))?;
        return Ok(true);
    }
    // The code of a round, which can change, stands beside what was published about it.
    if entity == Entity::Round {
        let figures =
            "INSERT INTO register_stale (noun, id) SELECT 'quote', q.id FROM quote q JOIN round r ON r.id = q.round_id
             WHERE r.code = ? ON CONFLICT DO NOTHING";
        let touched = act!(&mut *tx, Query::default().with(figures, [Bind::from(key)]))?;
        return Ok(touched > 0);
    }
    // A name under which grants and the people of an embassy are found.
    if entity == Entity::Donor {
        for statement in [
            "INSERT INTO register_stale (noun, id) SELECT 'grant', m.grant_id FROM grant_donor m JOIN donor d ON d.id = m.donor_id
             WHERE d.code = ? ON CONFLICT DO NOTHING",
            "INSERT INTO register_stale (noun, id) SELECT 'person', p.id FROM person p JOIN donor d ON d.id = p.donor_id
             WHERE d.code = ? ON CONFLICT DO NOTHING",
        ] {
            act!(&mut *tx, Query::default().with(statement, [Bind::from(key)]))?;
        }
        return Ok(true);
    }
    let rows = match entity {
        Entity::Unit => "SELECT 'unit', id FROM unit WHERE code = ?",
        Entity::Grant => "SELECT 'grant', id FROM grant_agreement WHERE code = ?",
        Entity::Activity => "SELECT 'course', id FROM activity WHERE code = ?",
        Entity::Case => "SELECT 'case', id FROM seizure_case WHERE code = ?",
        Entity::Document => "SELECT 'document', id FROM document WHERE code = ?",
        Entity::Official => "SELECT 'official', id FROM official WHERE code = ?",
        Entity::Quote => "SELECT 'quote', id FROM quote WHERE id = CAST(? AS BIGINT)",
        Entity::Person => "SELECT 'person', id FROM person WHERE id = CAST(? AS BIGINT)",
        Entity::MoneyEvent => {
            "SELECT 'money event', e.id FROM money_event e JOIN grant_agreement g ON g.id = e.grant_id
             WHERE g.code || '/' || CAST(e.number AS TEXT) = ?"
        }
        _ => return Ok(false),
    };
    let query = Query::new("INSERT INTO register_stale (noun, id) ").with(rows, [Bind::from(key)]);
    act!(&mut *tx, query.with(" ON CONFLICT DO NOTHING", []))?;
    Ok(true)
}

/// Makes the words anew that are stale.
pub(super) async fn settle(tx: &mut Tx) -> Result<()> {
    let stale: Vec<(String,)> = ask!(&mut *tx, Query::new("SELECT DISTINCT noun FROM register_stale"), fetch_all)?;
    for noun in NOUNS.into_iter().filter(|noun| stale.iter().any(|(word,)| word == noun.word())) {
        renew(tx, noun, Rows::Stale).await?;
    }
    if !stale.is_empty() {
        act!(&mut *tx, Query::new("DELETE FROM register_stale"))?;
    }
    Ok(())
}

/// Makes all words anew.
pub(super) async fn rebuild(tx: &mut Tx) -> Result<()> {
    act!(&mut *tx, Query::new("DELETE FROM register_now"))?;
    for noun in NOUNS {
        renew(tx, noun, Rows::All).await?;
    }
    act!(&mut *tx, Query::new("DELETE FROM register_stale"))?;
    Ok(())
}

/// The first row that does not say what its facts say.
pub(super) async fn wrong(tx: &mut Tx) -> Result<Option<String>> {
    for noun in NOUNS {
        let stored: Vec<(i64, String, String, String, String, String)> = ask!(
            &mut *tx,
            Query::default().with(
                "SELECT id, sort_name, sort_more, text, donor_name, donor_text FROM register_now WHERE noun = ?",
                [Bind::from(noun.word())]
            ),
            fetch_all
        )?;
        let words = |(id, sort_name, sort_more, text, donor_name, donor_text)| {
            (id, Words { id, sort_name, sort_more, text, donor_name, donor_text })
        };
        let mut stored: HashMap<i64, Words> = stored.into_iter().map(words).collect();
        for words in read(tx, noun, Rows::All).await? {
            if stored.remove(&words.id).as_ref() != Some(&words) {
                return Ok(Some(format!("{noun} {}", words.id)));
            }
        }
        if let Some(id) = stored.keys().min() {
            return Ok(Some(format!("{noun} {id}")));
        }
    }
    Ok(None)
}

async fn renew(tx: &mut Tx, noun: Entity, which: Rows) -> Result<()> {
    let words = read(tx, noun, which).await?;
    if let Rows::Stale = which {
        let query = "DELETE FROM register_now WHERE noun = ? AND id IN (SELECT id FROM register_stale WHERE noun = ?)";
        act!(&mut *tx, Query::default().with(query, [Bind::from(noun.word()), Bind::from(noun.word())]))?;
    }
    let row = |words: Words| {
        let Words { id, sort_name, sort_more, text, donor_name, donor_text } = words;
        row![noun.word(), id, sort_name, sort_more, text, donor_name, donor_text]
    };
    let rows: Vec<_> = words.into_iter().map(row).collect();
    insert_rows(tx, "register_now (noun, id, sort_name, sort_more, text, donor_name, donor_text)", &rows).await?;
    Ok(())
}

async fn read(tx: &mut Tx, noun: Entity, which: Rows) -> Result<Vec<Words>> {
    match noun {
        Entity::Unit => units(tx, which).await,
        Entity::Agency => agencies(tx, which).await,
        Entity::Grant => grants(tx, which).await,
        Entity::Activity => activities(tx, which).await,
        Entity::Case => cases(tx, which).await,
        Entity::Document => documents(tx, which).await,
        Entity::Official => officials(tx, which).await,
        Entity::Person => people(tx, which).await,
        Entity::Quote => figures(tx, which).await,
        _ => events(tx, which).await,
    }
}

impl Rows {
    /// Completes a query that ends with the column of the id.
    fn of(self, text: &'static str, noun: Entity) -> Query {
        match self {
            Rows::Stale => Query::new(text)
                .with(" IN (SELECT s.id FROM register_stale s WHERE s.noun = ?)", [Bind::from(noun.word())]),
            Rows::All => Query::new(text).with(" > 0", []),
        }
    }
}

impl Words {
    fn new(id: i64, name: &str, more: &str, text: &[&str]) -> Self {
        let (name, text) = (sort_key(name), folded(text));
        Words {
            id,
            sort_name: name.clone(),
            sort_more: sort_key(more),
            text: text.clone(),
            donor_name: name,
            donor_text: text,
        }
    }

    /// As donors, who may know less, read and find it.
    fn for_donors(self, name: &str, text: &[&str]) -> Self {
        Words { donor_name: sort_key(name), donor_text: folded(text), ..self }
    }
}

fn folded(words: &[&str]) -> String {
    fold(&words.iter().filter(|words| !words.is_empty()).copied().collect::<Vec<_>>().join(" "))
}

#[derive(sqlx::FromRow)]
struct Unit {
    id: i64,
    code: String,
    kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    also: String,
}

/// "Gulistan" and "Syrdarya" find the same team. Of an office at the border donors know the border alone.
async fn units(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border,
           COALESCE((SELECT string_agg(s.word, ' ') FROM (SELECT l.alias AS word FROM unit_alias l WHERE l.unit_id = u.id
             UNION ALL SELECT r.area FROM unit_area r WHERE r.unit_id = u.id
             UNION ALL SELECT a.code || ' ' || n.name FROM unit_agency m JOIN agency t ON t.id = m.agency_id
               JOIN agency a ON a.as_id = t.as_id JOIN agency_name n ON n.agency_id = a.id WHERE m.unit_id = u.id
             UNION ALL SELECT t.code FROM unit t WHERE t.as_id = u.id AND t.id <> u.id ORDER BY 1) s), '') AS also
         FROM unit u WHERE u.as_id = u.id AND u.id",
        Entity::Unit,
    );
    let rows: Vec<Unit> = ask!(tx, query, fetch_all)?;
    let unit = |row: Unit| {
        let named = |donor: bool| {
            let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
            UnitRef::new(&row.code, row.kind.0, base, crossing, border, donor).label
        };
        let (label, border) = (named(false), row.border.as_deref().unwrap_or_default());
        let text = [row.code.as_str(), &label, row.kind.label(), border, &row.also];
        let place = row.base.as_deref().or(row.crossing.as_deref()).unwrap_or_default();
        let words = Words::new(row.id, &label, place, &text);
        if !is_post(row.kind.0) {
            return words;
        }
        let label = named(true);
        words.for_donors(&label, &[&label, row.kind.label(), border])
    };
    Ok(rows.into_iter().map(unit).collect())
}

/// By their codes, which stand in tables, and by the names that they have now.
async fn agencies(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT a.id, a.code, COALESCE((SELECT n.name FROM agency_name n WHERE n.agency_id = a.id
           ORDER BY COALESCE(n.valid_from, '') DESC LIMIT 1), '') AS name FROM agency a WHERE a.as_id = a.id AND a.id",
        Entity::Agency,
    );
    let rows: Vec<(i64, String, String)> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(|(id, code, name)| Words::new(id, &code, &name, &[&code, &name])).collect())
}

/// Who else gave a grant is not said to a donor.
async fn grants(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT g.id, g.code, g.title, COALESCE((SELECT string_agg(s.name, ', ') FROM (SELECT d.name FROM grant_donor m
           JOIN donor d ON d.id = m.donor_id WHERE m.grant_id = g.id ORDER BY d.code) s), '') AS donors
         FROM grant_agreement g WHERE g.id",
        Entity::Grant,
    );
    let rows: Vec<(i64, String, String, String)> = ask!(tx, query, fetch_all)?;
    let grant = |(id, code, title, donors): (i64, String, String, String)| {
        Words::new(id, &code, &donors, &[&code, &title, &donors]).for_donors(&code, &[&code, &title])
    };
    Ok(rows.into_iter().map(grant).collect())
}

/// By what was spoken of and by who held it as well.
async fn activities(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT c.id, c.code, c.title, COALESCE(c.place, '') AS place,
           c.kind || ' ' || COALESCE(c.topics, '') || ' ' || COALESCE(c.organisers, '') || ' ' || COALESCE(c.others, '') AS more,
           COALESCE((SELECT string_agg(s.word, ' ') FROM (SELECT a.code || ' ' || n.name AS word FROM agency a
             JOIN agency_name n ON n.agency_id = a.id
             WHERE a.as_id IN (SELECT t.as_id FROM agency t WHERE t.id IN (SELECT m.agency_id FROM activity_agency m
               WHERE m.activity_id = c.id UNION SELECT w.agency_id FROM participation w WHERE w.activity_id = c.id)) ORDER BY 1) s), '') AS agencies
         FROM activity c WHERE c.id",
        Entity::Activity,
    );
    let rows: Vec<(i64, String, String, String, String, String)> = ask!(tx, query, fetch_all)?;
    let activity = |(id, code, title, place, more, agencies): (i64, String, String, String, String, String)| {
        // A place can be a post at the border: donors find nothing by it.
        Words::new(id, &title, &place, &[&code, &title, &place, &more, &agencies])
            .for_donors(&title, &[&code, &title, &more, &agencies])
    };
    Ok(rows.into_iter().map(activity).collect())
}

async fn cases(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of("SELECT z.id, z.code, z.title FROM seizure_case z WHERE z.id", Entity::Case);
    let rows: Vec<(i64, String, String)> = ask!(tx, query, fetch_all)?;
    let case = |(id, code, title): (i64, String, String)| Words::new(id, &title, "", &[&code, &title]);
    Ok(rows.into_iter().map(case).collect())
}

/// By its number as well: that is what people have of a decree.
async fn documents(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT d.id, d.code, d.title, d.kind, COALESCE(d.number, '') AS number, COALESCE(d.issuer, '') AS issuer
         FROM document d WHERE d.id",
        Entity::Document,
    );
    let rows: Vec<(i64, String, String, Parsed<DocumentKind>, String, String)> = ask!(tx, query, fetch_all)?;
    let document =
        |(id, code, title, kind, number, issuer): (i64, String, String, Parsed<DocumentKind>, String, String)| {
            Words::new(id, &title, &issuer, &[&code, &title, kind.label(), &number, &issuer])
        };
    Ok(rows.into_iter().map(document).collect())
}

async fn officials(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT f.id, f.code, f.name, COALESCE((SELECT string_agg(s.name, ' ') FROM (SELECT l.name FROM official_alias l
           JOIN official y ON y.id = l.official_id WHERE y.as_id = f.id
           UNION SELECT y.code || ' ' || y.name FROM official y WHERE y.as_id = f.id AND y.id <> f.id ORDER BY 1) s), '') AS also
         FROM official f WHERE f.as_id = f.id AND f.id",
        Entity::Official,
    );
    let rows: Vec<(i64, String, String, String)> = ask!(tx, query, fetch_all)?;
    let official =
        |(id, code, name, also): (i64, String, String, String)| Words::new(id, &name, "", &[&code, &name, &also]);
    Ok(rows.into_iter().map(official).collect())
}

async fn people(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT p.id, p.name, p.login, p.role, COALESCE(a.code, d.code, p.country, '') AS code,
           COALESCE((SELECT n.name FROM agency_name n WHERE n.agency_id = a.id ORDER BY COALESCE(n.valid_from, '') DESC LIMIT 1),
             d.name, p.country, '') AS scope
         FROM person p LEFT JOIN agency a ON a.id = (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id)
         LEFT JOIN donor d ON d.id = p.donor_id WHERE p.id",
        Entity::Person,
    );
    let rows: Vec<(i64, String, String, Parsed<Role>, String, String)> = ask!(tx, query, fetch_all)?;
    let person = |(id, name, login, role, code, of): (i64, String, String, Parsed<Role>, String, String)| {
        Words::new(id, &name, &of, &[&name, &login, role.label(), &code, &of])
    };
    Ok(rows.into_iter().map(person).collect())
}

/// By what is counted and what it is about, in the words of the source.
async fn figures(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT q.id, q.what, COALESCE(g.code, r.code, k.code, o.code, u.code, t.code, y.code, d.code, '') AS code,
           COALESCE(q.as_published, '') || ' ' || COALESCE(q.topics, '') || ' ' || COALESCE(q.note, '') AS more,
           COALESCE(s.title, '') AS source
         FROM quote q LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round r ON r.id = q.round_id
         LEFT JOIN component k ON k.id = q.component_id LEFT JOIN programme o ON o.id = q.programme_id
         LEFT JOIN unit u ON u.id = q.unit_id LEFT JOIN activity t ON t.id = q.activity_id LEFT JOIN agency y ON y.id = q.agency_id
         LEFT JOIN donor d ON d.id = q.donor_id LEFT JOIN source s ON s.id = q.source_id WHERE q.id",
        Entity::Quote,
    );
    let rows: Vec<(i64, String, String, String, String)> = ask!(tx, query, fetch_all)?;
    let figure = |(id, what, code, more, source): (i64, String, String, String, String)| {
        Words::new(id, &what, &code, &[&what, &code, &more, &source])
    };
    Ok(rows.into_iter().map(figure).collect())
}

async fn events(tx: &mut Tx, which: Rows) -> Result<Vec<Words>> {
    let query = which.of(
        "SELECT e.id, e.kind, e.purpose, COALESCE(e.external_ref, '') AS reference, COALESCE(e.document, '') AS document
         FROM money_event e WHERE e.id",
        Entity::MoneyEvent,
    );
    let rows: Vec<(i64, Parsed<EventKind>, String, String, String)> = ask!(tx, query, fetch_all)?;
    let event = |(id, kind, purpose, reference, document): (i64, Parsed<EventKind>, String, String, String)| {
        Words::new(id, kind.label(), "", &[kind.label(), &purpose, &reference, &document])
    };
    Ok(rows.into_iter().map(event).collect())
}
