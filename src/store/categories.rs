//! Categories of things, in a tree: which number a thing must have, or which reason stands for it.

use std::collections::HashMap;

use domain::{
    Action, Timestamp, Viewer,
    category::{Care, Needs, NewCategory},
    change::{Deed, Entity},
    check::Tier,
    item::Identity,
    packing::{Known, KnownCategory},
};

use crate::{
    Error, Parsed, Result, Tx, changes,
    db::{sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    list::{Asked, Order, Page, Register},
    text::sort_key,
};

/// A category of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    /// The code and the name of the wider one.
    pub parent: Option<(String, String)>,
    /// How many stand above it.
    pub depth: usize,
    pub needs: Needs,
    /// Why a thing of it can be without that number.
    pub instead: Option<String>,
    /// As it says itself.
    pub care: Care,
    /// When its things are checked: as it says, or a wider one.
    pub tier: Option<Tier>,
    /// Things of it, without those of narrower ones.
    pub items: i64,
    /// Its place in the tree: the names above it, and its own.
    path: String,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    name: String,
    parent_id: Option<i64>,
    needs: Parsed<Needs>,
    instead: Option<String>,
    check_first: Option<i64>,
    check_every: Option<i64>,
    trained: i64,
    consent: i64,
    questions: Option<String>,
    items: i64,
}

/// A few dozen: read whole.
const REGISTER: Register<CategoryRow> = Register {
    text: |row| {
        let own = [row.code.as_str(), &row.name, row.instead.as_deref().unwrap_or_default()];
        own.into_iter().chain(row.parent.as_ref().map(|(_, name)| name.as_str())).collect::<Vec<_>>().join(" ")
    },
    filters: &[("needs", |row, needs| row.needs.word() == needs)],
    orders: &[
        Order::words("tree", |row| &row.path),
        Order::words("name", |row| &row.name),
        Order::words("code", |row| &row.code),
    ],
    id: |row| row.id,
};

/// A page of the categories, as they stand in the tree.
///
/// # Errors
/// Only staff read them as a register.
pub async fn page(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<CategoryRow>> {
    Ok(REGISTER.page(list(tx, viewer).await?, asked))
}

/// Every category: a wider one stands before its narrower ones, which stand by name.
///
/// # Errors
/// Only staff read them as a register.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<CategoryRow>> {
    viewer.may(Action::ManageRounds)?;
    let stored: Vec<Stored> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT c.id, c.code, c.name, c.parent_id, c.needs, c.instead, c.check_first, c.check_every, c.trained, c.consent, c.questions,
           (SELECT COUNT(*) FROM item i WHERE i.category_id = c.id) AS items FROM category c ORDER BY c.id"
    )
    .fetch_all(c)
    })?;
    let by_id: HashMap<i64, &Stored> = stored.iter().map(|row| (row.id, row)).collect();
    let mut rows: Vec<CategoryRow> = stored.iter().map(|row| row.placed(&by_id)).collect();
    rows.sort_by_cached_key(|row| sort_key(&row.path));
    Ok(rows)
}

impl Stored {
    fn placed(&self, by_id: &HashMap<i64, &Stored>) -> CategoryRow {
        let parent = self.parent_id.and_then(|id| by_id.get(&id));
        let above = above(self, by_id);
        let tier = self.care().tier().or_else(|| above.iter().find_map(|row| row.care().tier()));
        let mut names: Vec<&str> = above.iter().map(|row| row.name.as_str()).collect();
        names.reverse();
        names.push(&self.name);
        CategoryRow {
            id: self.id,
            code: self.code.clone(),
            name: self.name.clone(),
            parent: parent.map(|row| (row.code.clone(), row.name.clone())),
            depth: above.len(),
            needs: self.needs.0,
            instead: self.instead.clone(),
            care: self.care(),
            tier,
            items: self.items,
            path: names.join(" "),
        }
    }

    fn care(&self) -> Care {
        Care {
            first: self.check_first,
            every: self.check_every,
            trained: self.trained == 1,
            consent: self.consent == 1,
            questions: self.questions.clone(),
        }
    }
}

/// The wider categories, the nearest first. Writers see to it that there is no circle; a damaged database ends as well.
fn above<'a>(row: &Stored, by_id: &HashMap<i64, &'a Stored>) -> Vec<&'a Stored> {
    let next = |row: &&'a Stored| row.parent_id.and_then(|id| by_id.get(&id).copied());
    let first = row.parent_id.and_then(|id| by_id.get(&id).copied());
    std::iter::successors(first, next).take(by_id.len()).collect()
}

/// Records a category.
///
/// # Errors
/// Only staff do this; the code is taken; no such wider one.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewCategory) -> Result<i64> {
    viewer.may(Action::ManageRounds)?;
    let parent = parent_id(tx, new).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO category (code, name, parent_id, needs, instead, check_first, check_every, trained, consent, questions, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.name)
    .bind(parent)
    .bind(new.needs.word())
    .bind(&new.instead)
    .bind(new.care.first)
    .bind(new.care.every)
    .bind(i64::from(new.care.trained))
    .bind(i64::from(new.care.consent))
    .bind(&new.care.questions)
    .bind(at.0)
    .fetch_one(c))
    .map_err(unique("code", "There is already a category with this code"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &CATEGORY, id).await?;
    Ok(id)
}

/// Puts a category right. What is recorded of its things stays; what is recorded from then on needs what it says now.
///
/// # Errors
/// Only staff do this; no such category; no such wider one, or it is a part of this one; somebody changed it meanwhile.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewCategory) -> Result<()> {
    let rows = list(tx, viewer).await?;
    let own = rows.iter().find(|row| row.code == new.code).ok_or_else(Error::not_found)?;
    changes::unless_changed(tx, viewer, Entity::Category, &new.code, version).await?;
    let parent = parent_id(tx, new).await?;
    let mut wider = new.parent.clone();
    for _ in 0..rows.len() {
        let Some(code) = wider else { break };
        if code == new.code {
            let words = format!("It is a part of {} already: choose another one", own.name);
            return Err(Error::invalid("parent", words));
        }
        wider = rows.iter().find(|row| row.code == code).and_then(|row| row.parent.clone()).map(|(code, _)| code);
    }
    touch!(&mut *tx, |c| {
        sqlx::query(
        "UPDATE category SET name = $2, parent_id = $3, needs = $4, instead = $5, check_first = $6, check_every = $7, trained = $8,
           consent = $9, questions = $10 WHERE id = $1"
    )
    .bind(own.id)
    .bind(&new.name)
    .bind(parent)
    .bind(new.needs.word())
    .bind(&new.instead)
    .bind(new.care.first)
    .bind(new.care.every)
    .bind(i64::from(new.care.trained))
    .bind(i64::from(new.care.consent))
    .bind(&new.care.questions)
    .execute(c)
    })?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &CATEGORY, own.id).await
}

async fn parent_id(tx: &mut Tx, new: &NewCategory) -> Result<Option<i64>> {
    let Some(code) = &new.parent else { return Ok(None) };
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM category WHERE code = $1").bind(code).fetch_optional(c))?;
    id.map(Some).ok_or_else(|| Error::invalid("parent", format!("There is no category “{code}”: choose from the list")))
}

/// What a category asks of its things.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub id: i64,
    needs: Needs,
    instead: Option<String>,
}

impl Rule {
    /// # Errors
    /// The number that it must have is missing, and no reason stands for it.
    pub fn check(&self, identity: &Identity) -> Result<()> {
        match self.needs.missing(identity) {
            Some((field, words)) if self.instead.is_none() => Err(Error::invalid(field, words)),
            _ => Ok(()),
        }
    }
}

/// What each category asks, by its code.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn rules(tx: &mut Tx) -> Result<HashMap<String, Rule>> {
    let rows: Vec<(String, i64, Parsed<Needs>, Option<String>)> =
        sql!(tx, |c| sqlx::query_as("SELECT code, id, needs, instead FROM category").fetch_all(c))?;
    Ok(rows.into_iter().map(|(code, id, needs, instead)| (code, Rule { id, needs: needs.0, instead })).collect())
}

/// What is asked at each check of a thing, one a line: by the widest category first.
pub(crate) async fn checklists(tx: &mut Tx) -> Result<HashMap<i64, String>> {
    let rows: Vec<(i64, Option<i64>, Option<String>)> =
        sql!(tx, |c| sqlx::query_as("SELECT id, parent_id, questions FROM category").fetch_all(c))?;
    let by_id: HashMap<i64, &(i64, Option<i64>, Option<String>)> = rows.iter().map(|row| (row.0, row)).collect();
    let whole = |id: i64| {
        let mut lines: Vec<&str> = Vec::new();
        let mut at = by_id.get(&id).copied();
        for _ in 0..rows.len() {
            let Some((_, parent, questions)) = at else { break };
            lines.extend(questions.as_deref());
            at = parent.and_then(|parent| by_id.get(&parent).copied());
        }
        lines.reverse();
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    Ok(rows.iter().filter_map(|(id, ..)| Some((*id, whole(*id)?))).collect())
}

/// The same of one category.
pub(crate) async fn checklist(tx: &mut Tx, category: Option<i64>) -> Result<Option<String>> {
    let Some(category) = category else { return Ok(None) };
    Ok(checklists(tx).await?.remove(&category))
}

/// Every category as a packing list can name it.
pub(crate) async fn known(tx: &mut Tx) -> Result<Vec<KnownCategory>> {
    let rows: Vec<(String, String, Parsed<Needs>, Option<String>)> =
        sql!(tx, |c| sqlx::query_as("SELECT code, name, needs, instead FROM category ORDER BY id").fetch_all(c))?;
    let category = |(code, name, needs, instead): (String, String, Parsed<Needs>, Option<String>)| KnownCategory {
        known: Known { code, names: vec![name] },
        needs: needs.0,
        instead,
    };
    Ok(rows.into_iter().map(category).collect())
}

pub(crate) static CATEGORY: Table = Table::new(
    "category",
    Entity::Category,
    ToldBy::Key,
    rows!(
        "SELECT c.id AS _id, c.code AS _key, c.recorded_at AS _at, c.name, p.code AS parent, c.needs, c.instead,
           c.check_first, c.check_every, c.trained AS \"trained!\", c.consent AS \"consent!\", c.questions
         FROM category c LEFT JOIN category p ON p.id = c.parent_id",
        "c.id"
    ),
)
.deeds(&[Deed::Created, Deed::Edited]);
