//! What stands now: tables beside the facts that lists, searches and sums read, so that a page costs what it shows.
//!
//! Facts stay the truth. Whatever writes one appends an audit row, and that row names what has to be computed anew
//! ([`mark`]); before the transaction is committed, or reads what stands now itself, [`settle`] does it. Everything is
//! computed from facts alone, never from the row that stood there before, so a rebuild gives the same rows and
//! `portal verify` compares the two. (Rejected: triggers of the database: folding, phases and the arithmetic of parts are
//! rules in Rust, and two dialects of triggers would be a second copy of them.)

use domain::change::Entity;

use crate::{
    Db, Result, Tx,
    batch::Bind,
    db::{sql, touch},
    query::{Query, act, ask},
};

mod check;
mod grants;
mod items;
mod items_write;
mod nouns;
mod readers;
mod registers;
mod rounds;
mod total;

pub(crate) use check::check;
pub(crate) use nouns::FEW;
pub use nouns::Noun;
pub(crate) use readers::{OF_THE_ROUND, Scope};

/// The rules by which the rows are made. A database whose rows were made by others is rebuilt when the portal starts:
/// change this number whenever a row of what stands now comes to say something else.
const VERSION: i64 = 12;

/// Items computed together: few enough to stay small, enough to be quick.
const BATCH: i64 = 500;

/// Notes what rows of the audit chain make stale. The keys are those of the audit rows.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn mark(tx: &mut Tx, entity: Entity, keys: &[&str]) -> Result<()> {
    // Lines that were added together have ids in a row: one question marks them all.
    let lines = || keys.iter().filter_map(|key| key.parse::<i64>().ok());
    if let (Entity::Line, Some(first), Some(last)) = (entity, lines().min(), lines().max())
        && first < last
    {
        return mark_lines(tx, first, last).await;
    }
    for key in keys {
        mark_one(tx, entity, key).await?;
    }
    Ok(())
}

async fn mark_one(tx: &mut Tx, entity: Entity, key: &str) -> Result<()> {
    if matches!(entity, Entity::Agency | Entity::Phase) {
        tx.pending().reference = None;
    }
    let nouns = nouns::mark(tx, entity, key).await?;
    let registers = registers::mark(tx, entity, key).await?;
    tx.pending().now |= nouns || registers;
    let (items, rounds): (Option<&str>, Option<&str>) = match entity {
        Entity::Line => (
            Some(
                "SELECT item_id FROM line WHERE id = CAST(? AS BIGINT) UNION SELECT item_id FROM item_now WHERE line_id = CAST(? AS BIGINT)",
            ),
            Some(
                "SELECT round_id FROM line WHERE id = CAST(? AS BIGINT) UNION SELECT round_id FROM item_now WHERE line_id = CAST(? AS BIGINT)",
            ),
        ),
        Entity::Round => (
            Some("SELECT l.item_id FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = ?"),
            Some("SELECT id FROM round WHERE code = ?"),
        ),
        Entity::Receipt => (
            Some(
                "SELECT l.item_id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id JOIN line l ON l.id = n.line_id WHERE t.public_id = ?",
            ),
            None,
        ),
        Entity::Item | Entity::Custody | Entity::Verification => (Some("SELECT id FROM item WHERE tag = ?"), None),
        // When its things are checked, and those of narrower ones.
        Entity::Category => (
            Some(
                "SELECT i.id FROM item i WHERE i.category_id IN (WITH RECURSIVE w (id) AS (SELECT id FROM category WHERE code = ?
                   UNION SELECT c.id FROM category c JOIN w ON c.parent_id = w.id) SELECT id FROM w)",
            ),
            None,
        ),
        // A name under which its items and rounds, and those of its twins, are found.
        Entity::Agency => (
            Some(
                "SELECT l.item_id FROM line l WHERE l.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)
                 UNION SELECT n.item_id FROM item_now n WHERE n.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)",
            ),
            Some("SELECT l.round_id FROM line l WHERE l.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)"),
        ),
        // A place or another name under which its items are found and sorted.
        Entity::Unit => (
            Some(
                "SELECT l.item_id FROM line l WHERE l.unit_id IN (SELECT t.id FROM unit o JOIN unit t ON t.as_id = o.as_id WHERE o.code = ?)
                 UNION SELECT n.item_id FROM item_now n WHERE n.unit_id IN (SELECT t.id FROM unit o JOIN unit t ON t.as_id = o.as_id WHERE o.code = ?)
                 UNION SELECT e.item_id FROM custody_event e WHERE e.unit_id IN (SELECT t.id FROM unit o JOIN unit t ON t.as_id = o.as_id WHERE o.code = ?)",
            ),
            None,
        ),
        // Who pays for a component reads the rounds of it that are known from what was published alone. An allocation that was
        // withdrawn is among those that are asked: who paid by it reads them no more.
        Entity::Grant => (
            None,
            Some(
                "SELECT DISTINCT m.round_id FROM grant_agreement g JOIN allocation x ON x.grant_id = g.id
                 JOIN phase p ON p.id = x.phase_id JOIN round_component m ON m.component_id = p.component_id WHERE g.code = ?",
            ),
        ),
        // The phase in which something was delivered.
        Entity::Phase => (
            Some(
                "SELECT n.item_id FROM item_now n JOIN phase p ON p.component_id = n.component_id
                 WHERE p.id = CAST(? AS BIGINT) AND n.received_on IS NOT NULL",
            ),
            None,
        ),
        _ => return Ok(()),
    };
    for (items, into) in [(items, "INSERT INTO item_stale (item_id)"), (rounds, "INSERT INTO round_stale (round_id)")] {
        let Some(items) = items else { continue };
        // The `WHERE TRUE` keeps SQLite from reading ON CONFLICT as part of a join.
        let query = Query::new(into).with(" SELECT * FROM (", []).with(items, repeated(items, key));
        act!(&mut *tx, query.with(") s WHERE TRUE ON CONFLICT DO NOTHING", []))?;
    }
    tx.pending().now = true;
    Ok(())
}

/// The key for each of its places in the text.
fn repeated(text: &str, key: &str) -> impl Iterator<Item = Bind> {
    std::iter::repeat_n(Bind::from(key), text.matches('?').count())
}

/// The items that a grant paid for are stale, with their receipts: it has other donors.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn mark_grant(tx: &mut Tx, grant: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO item_stale (item_id) SELECT item_id FROM funding_share WHERE grant_id = $1 ON CONFLICT DO NOTHING"
    )
    .bind(grant)
    .execute(c))?;
    nouns::mark_grant(tx, grant).await?;
    tx.pending().now = true;
    Ok(())
}

/// What bears the name of a person is stale.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn mark_person(tx: &mut Tx, person: i64) -> Result<()> {
    nouns::mark_person(tx, person).await?;
    tx.pending().now = true;
    Ok(())
}

/// Lines from the one id to the other are stale, and so are their rounds.
async fn mark_lines(tx: &mut Tx, first: i64, last: i64) -> Result<()> {
    touch!(&mut *tx, |c| sqlx::query(
        "INSERT INTO item_stale (item_id) SELECT item_id FROM line WHERE id BETWEEN $1 AND $2 ON CONFLICT DO NOTHING"
    )
    .bind(first)
    .bind(last)
    .execute(c))?;
    touch!(&mut *tx, |c| {
        sqlx::query(
        "INSERT INTO round_stale (round_id) SELECT DISTINCT round_id FROM line WHERE id BETWEEN $1 AND $2 ON CONFLICT DO NOTHING"
    )
    .bind(first)
    .bind(last)
    .execute(c)
    })?;
    tx.pending().now = true;
    Ok(())
}

/// Computes anew what this transaction made stale; nothing is done where it made nothing stale. Reads of what stands now
/// call it first, so that a transaction reads what it wrote.
///
/// # Errors
/// The database does not answer; then nothing must be committed.
pub(crate) async fn settle(tx: &mut Tx) -> Result<()> {
    if !tx.pending().now {
        return Ok(());
    }
    while let Some(last) = last_of_batch(
        tx,
        "SELECT MAX(item_id) FROM (SELECT item_id FROM item_stale ORDER BY item_id LIMIT $1) s",
        BATCH,
    )
    .await?
    {
        items::renew(tx, Which::Stale(last)).await?;
        touch!(&mut *tx, |c| sqlx::query("DELETE FROM item_stale WHERE item_id <= $1").bind(last).execute(c))?;
    }
    while let Some(last) = last_of_batch(
        tx,
        "SELECT MAX(round_id) FROM (SELECT round_id FROM round_stale ORDER BY round_id LIMIT $1) s",
        50,
    )
    .await?
    {
        rounds::renew(tx, Which::Stale(last)).await?;
        touch!(&mut *tx, |c| sqlx::query("DELETE FROM round_stale WHERE round_id <= $1").bind(last).execute(c))?;
    }
    settle_nouns(tx).await?;
    registers::settle(tx).await?;
    tx.pending().now = false;
    Ok(())
}

async fn settle_nouns(tx: &mut Tx) -> Result<()> {
    let stale: Vec<(String,)> = ask!(&mut *tx, Query::new("SELECT DISTINCT noun FROM noun_stale"), fetch_all)?;
    if stale.is_empty() {
        return Ok(());
    }
    let known = nouns::Known::read(tx).await?;
    for noun in Noun::ALL.into_iter().filter(|noun| stale.iter().any(|(word,)| word == noun.word())) {
        loop {
            let query =
                "SELECT MAX(noun_id) FROM (SELECT noun_id FROM noun_stale WHERE noun = $2 ORDER BY noun_id LIMIT $1) s";
            let last: Option<i64> =
                sql!(&mut *tx, |c| sqlx::query_scalar(query).bind(BATCH).bind(noun.word()).fetch_one(c))?;
            let Some(last) = last else { break };
            nouns::renew(tx, noun, nouns::Pick::Stale(noun, last), &known).await?;
            let done = "DELETE FROM noun_stale WHERE noun = $1 AND noun_id <= $2";
            touch!(&mut *tx, |c| sqlx::query(done).bind(noun.word()).bind(last).execute(c))?;
        }
    }
    Ok(())
}

async fn last_of_batch(tx: &mut Tx, query: &'static str, most: i64) -> Result<Option<i64>> {
    Ok(sql!(tx, |c| sqlx::query_scalar(query).bind(most).fetch_one(c))?)
}

/// Which items, or which rounds, are computed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// What is stale, up to this id.
    Stale(i64),
    /// From the one id to the other.
    Range(i64, i64),
}

/// How much was made anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub items: i64,
    pub rounds: i64,
}

/// Makes everything anew that stands now, in steps that each are one transaction: whoever reads meanwhile reads rows that
/// were right before or are right now.
///
/// # Errors
/// The database does not answer; the rows that were made so far stay.
pub async fn rebuild(db: &Db) -> Result<Rebuilt> {
    let mut tx = db.upkeep().await?;
    touch!(&mut tx, |c| sqlx::query("DELETE FROM now_made").execute(c))?;
    tx.commit().await?;
    // Of tables that were filled at once the database knows nothing yet, and chooses ways that take minutes.
    analyze(db).await?;
    let mut first = 1;
    loop {
        let mut tx = db.upkeep().await?;
        // Rows of things that are not there any more are in the range as well.
        let top = number(&mut tx, "SELECT MAX(COALESCE((SELECT MAX(id) FROM item), 0), COALESCE((SELECT MAX(item_id) FROM item_reader), 0))", "SELECT GREATEST(COALESCE((SELECT MAX(id) FROM item), 0), COALESCE((SELECT MAX(item_id) FROM item_reader), 0))").await?;
        if first > top {
            tx.commit_as_is().await?;
            break;
        }
        let which = Which::Range(first, first + 2 * BATCH - 1);
        remove_strays(&mut tx, which).await?;
        items::renew(&mut tx, which).await?;
        tx.commit_as_is().await?;
        first += 2 * BATCH;
    }
    let mut tx = db.upkeep().await?;
    let top = number(&mut tx, "SELECT MAX(COALESCE((SELECT MAX(id) FROM round), 0), COALESCE((SELECT MAX(round_id) FROM round_reader), 0))", "SELECT GREATEST(COALESCE((SELECT MAX(id) FROM round), 0), COALESCE((SELECT MAX(round_id) FROM round_reader), 0))").await?;
    tx.commit_as_is().await?;
    for first in (1..=top).step_by(50) {
        let mut tx = db.upkeep().await?;
        rounds::renew(&mut tx, Which::Range(first, first + 49)).await?;
        tx.commit_as_is().await?;
    }
    rebuild_nouns(db).await?;
    let mut tx = db.upkeep().await?;
    registers::rebuild(&mut tx).await?;
    total::renew(&mut tx).await?;
    for statement in [
        "DELETE FROM item_stale",
        "DELETE FROM round_stale",
        "DELETE FROM noun_stale",
        "DELETE FROM noun_search WHERE rowid NOT IN (SELECT id FROM noun_reader)",
        "DELETE FROM item_search WHERE rowid NOT IN (SELECT id FROM item_reader)",
        "DELETE FROM round_search WHERE rowid NOT IN (SELECT id FROM round_reader)",
        "DELETE FROM round_part WHERE NOT EXISTS (SELECT 1 FROM round_reader r WHERE r.round_id = round_part.round_id
           AND r.scope = round_part.scope AND r.scope_id = round_part.scope_id)",
    ] {
        touch!(&mut tx, |c| sqlx::query(statement).execute(c))?;
    }
    touch!(&mut tx, |c| sqlx::query("INSERT INTO now_made (version) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(VERSION)
        .execute(c))?;
    let count = "SELECT (SELECT COUNT(*) FROM item_now), (SELECT COUNT(*) FROM round_reader WHERE scope = 'all')";
    let (items, rounds) = sql!(&mut tx, |c| sqlx::query_as(count).fetch_one(c))?;
    tx.commit().await?;
    analyze(db).await?;
    Ok(Rebuilt { items, rounds })
}

async fn rebuild_nouns(db: &Db) -> Result<()> {
    for noun in Noun::ALL {
        let mut tx = db.upkeep().await?;
        let (top,): (i64,) = ask!(&mut tx, Query::new(noun.top()), fetch_one)?;
        tx.commit_as_is().await?;
        for first in (1..=top).step_by(BATCH as usize) {
            let mut tx = db.upkeep().await?;
            let known = nouns::Known::read(&mut tx).await?;
            nouns::renew(&mut tx, noun, nouns::Pick::Range(first, first + BATCH - 1), &known).await?;
            tx.commit_as_is().await?;
        }
    }
    Ok(())
}

/// Rows of readers, places and grants whose item has none: somebody wrote into the tables by hand.
async fn remove_strays(tx: &mut Tx, which: Which) -> Result<()> {
    let Which::Range(first, last) = which else { return Ok(()) };
    let words =
        "DELETE FROM item_search WHERE rowid IN (SELECT r.id FROM item_reader r WHERE r.item_id BETWEEN $1 AND $2
                   AND NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = r.item_id))";
    touch!(&mut *tx, |c| sqlx::query(words).bind(first).bind(last).execute(c))?;
    let strays = [
        ("DELETE FROM grant_item", " AND NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = grant_item.item_id)"),
        ("DELETE FROM item_reader", " AND NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = item_reader.item_id)"),
        (
            "DELETE FROM item_holding",
            " AND NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = item_holding.item_id)",
        ),
        ("DELETE FROM item_number", " AND NOT EXISTS (SELECT 1 FROM item_now n WHERE n.item_id = item_number.item_id)"),
    ];
    for (table, without) in strays {
        let range = [Bind::from(first), Bind::from(last)];
        act!(&mut *tx, Query::new(table).with(" WHERE item_id BETWEEN ? AND ?", range).with(without, []))?;
    }
    Ok(())
}

/// Rebuilds where the rows were made by other rules, or never: the migration of existing data.
///
/// # Errors
/// As [`rebuild`].
pub async fn rebuild_if_old(db: &Db) -> Result<Option<Rebuilt>> {
    let mut tx = db.read().await?;
    let made: Option<i64> = sql!(&mut tx, |c| sqlx::query_scalar("SELECT MAX(version) FROM now_made").fetch_one(c))?;
    tx.commit_as_is().await?;
    if made == Some(VERSION) {
        return Ok(None);
    }
    rebuild(db).await.map(Some)
}

/// Both databases choose their way through a list by what they know of the tables; of a programme without items there is nothing
/// to know.
async fn analyze(db: &Db) -> Result<()> {
    let mut tx = db.upkeep().await?;
    const ANY: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM item LIMIT 1) s";
    if number(&mut tx, ANY, ANY).await? == 0 {
        return tx.commit_as_is().await;
    }
    touch!(&mut tx, |c| sqlx::query("ANALYZE").execute(c))?;
    tx.commit().await
}

async fn number(tx: &mut Tx, sqlite: &'static str, postgres: &'static str) -> Result<i64> {
    let query = if matches!(tx, Tx::Sqlite(..)) { sqlite } else { postgres };
    Ok(sql!(tx, |c| sqlx::query_scalar(query).fetch_one(c))?)
}
