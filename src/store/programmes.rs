//! Programmes and their sub-programmes, to which components belong. Whoever reads components reads which programmes there are; of
//! the components of one, those in scope.

use domain::{
    Action, Timestamp, Viewer,
    change::{Deed, Entity},
};

pub use domain::programme::NewProgramme;

use crate::{
    Error, Result, Tx, changes,
    components::{self, ComponentRow},
    db::{once, sql, touch},
    error::unique,
    facts::{self, Table, ToldBy, rows},
    list::{Asked, Order, Page, Register},
    sources,
};

/// A programme, or a sub-programme of one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProgrammeRow {
    pub id: i64,
    pub code: String,
    pub title: String,
    /// The code and the title of the programme of which it is a part.
    pub part_of_code: Option<String>,
    pub part_of: Option<String>,
    /// The sub-programme in words alone, as earlier portals kept it.
    pub sub_programme: Option<String>,
    /// The code and the title of the source.
    pub source_code: Option<String>,
    pub source: Option<String>,
    /// How many components in scope belong to it or to a sub-programme of it.
    #[sqlx(skip)]
    pub components: i64,
}

/// A programme with what belongs to it.
#[derive(Debug, Clone)]
pub struct ProgrammeShow {
    pub programme: ProgrammeRow,
    pub sub_programmes: Vec<ProgrammeRow>,
    /// Those in scope, of its sub-programmes as well.
    pub components: Vec<ComponentRow>,
}

/// A handful: read whole.
const REGISTER: Register<ProgrammeRow> = Register {
    text: |row| {
        let also = [&row.part_of_code, &row.part_of, &row.sub_programme, &row.source];
        let also = also.into_iter().flatten().map(String::as_str);
        [row.code.as_str(), &row.title].into_iter().chain(also).collect::<Vec<_>>().join(" ")
    },
    filters: &[("part_of", |row, code| row.part_of_code.as_deref() == Some(code))],
    orders: &[Order::words("code", |row| &row.code), Order::words("title", |row| &row.title)],
    id: |row| row.id,
};

/// A page of the programmes.
///
/// # Errors
/// The role sees no components.
pub async fn page(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<ProgrammeRow>> {
    let mut rows = list(tx, viewer).await?;
    let components = components::list(tx, viewer).await?;
    for row in &mut rows {
        row.components = components.iter().filter(|component| belongs(component, &row.code)).count() as i64;
    }
    Ok(REGISTER.page(rows, asked))
}

/// Every programme, by its code.
///
/// # Errors
/// The role sees no components.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<ProgrammeRow>> {
    viewer.may(Action::SeeComponents)?;
    let statement = "SELECT p.id, p.code, p.title, w.code AS part_of_code, w.title AS part_of, p.sub_programme,
           s.code AS source_code, s.title AS source
         FROM programme p LEFT JOIN programme w ON w.id = p.part_of_id LEFT JOIN source s ON s.id = p.source_id ORDER BY p.code";
    Ok(once!(tx, statement.to_owned(), sql!(&mut *tx, |c| sqlx::query_as(statement).fetch_all(c))?))
}

/// It belongs to the programme itself or to a sub-programme of it.
fn belongs(component: &ComponentRow, programme: &str) -> bool {
    let whole = component.programme.as_ref().map(|(code, _)| code.as_str());
    [component.programme_code.as_deref(), whole].contains(&Some(programme))
}

/// One programme, its sub-programmes, and their components in scope.
///
/// # Errors
/// The role sees no components; no such programme: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<ProgrammeShow> {
    let rows = list(tx, viewer).await?;
    let programme = rows.iter().find(|row| row.code == code).cloned().ok_or_else(Error::not_found)?;
    let sub_programmes = rows.into_iter().filter(|row| row.part_of_code.as_deref() == Some(code)).collect();
    let mut components = components::list(tx, viewer).await?;
    components.retain(|component| belongs(component, code));
    Ok(ProgrammeShow { programme, sub_programmes, components })
}

/// # Errors
/// Only staff do this; the code is taken; no such source; no such programme of which it would be a part, or that is a part itself.
pub async fn add(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewProgramme) -> Result<i64> {
    viewer.may(Action::ManageGrants)?;
    let part_of = whole(tx, new).await?;
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    let id: i64 = sql!(&mut *tx, |c| sqlx::query_scalar(
        "INSERT INTO programme (code, title, part_of_id, sub_programme, source_id) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(&new.code)
    .bind(&new.title)
    .bind(part_of)
    .bind(&new.sub_programme)
    .bind(source)
    .fetch_one(c))
    .map_err(unique("code", "There is already a programme with this code"))?;
    facts::record(tx, Some(viewer.person), at, Deed::Created, &PROGRAMME, id).await?;
    Ok(id)
}

/// Puts right what was recorded of a programme. The code stands in addresses and stays.
///
/// # Errors
/// Only staff do this; no such programme: "not found"; as [`add`]; it has sub-programmes and would be a part itself; somebody changed
/// it meanwhile.
pub async fn update(tx: &mut Tx, viewer: &Viewer, at: Timestamp, version: i64, new: &NewProgramme) -> Result<()> {
    viewer.may(Action::ManageGrants)?;
    let id: Option<i64> = sql!(&mut *tx, |c| sqlx::query_scalar("SELECT id FROM programme WHERE code = $1")
        .bind(&new.code)
        .fetch_optional(c))?;
    let id = id.ok_or_else(Error::not_found)?;
    changes::unless_changed(tx, viewer, Entity::Programme, &new.code, version).await?;
    let part_of = whole(tx, new).await?;
    let has_parts: bool =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM programme p WHERE p.part_of_id = $1)")
            .bind(id)
            .fetch_one(c))?;
    if part_of.is_some() && has_parts {
        let words = "It has sub-programmes of its own: a sub-programme has none. Leave this empty";
        return Err(Error::invalid("part_of", words));
    }
    let source = sources::chosen(tx, viewer, at, new.source.as_ref()).await?;
    touch!(&mut *tx, |c| sqlx::query(
        "UPDATE programme SET title = $2, part_of_id = $3, sub_programme = $4, source_id = $5 WHERE id = $1"
    )
    .bind(id)
    .bind(&new.title)
    .bind(part_of)
    .bind(&new.sub_programme)
    .bind(source)
    .execute(c))?;
    facts::record(tx, Some(viewer.person), at, Deed::Edited, &PROGRAMME, id).await
}

/// The programme of which it is a part.
async fn whole(tx: &mut Tx, new: &NewProgramme) -> Result<Option<i64>> {
    let Some(code) = &new.part_of else { return Ok(None) };
    if *code == new.code {
        return Err(Error::invalid("part_of", "It is not a part of itself: choose another one"));
    }
    let known: Option<(i64, Option<i64>)> =
        sql!(tx, |c| sqlx::query_as("SELECT id, part_of_id FROM programme WHERE code = $1")
            .bind(code)
            .fetch_optional(c))?;
    match known {
        None => Err(Error::invalid("part_of", format!("There is no programme “{code}”: choose from the list"))),
        Some((_, Some(_))) => Err(Error::invalid(
            "part_of",
            format!("{code} is a sub-programme itself: choose the programme it is a part of"),
        )),
        Some((id, None)) => Ok(Some(id)),
    }
}

/// The id of the programme that a component names.
///
/// # Errors
/// There is no such programme.
pub(crate) async fn chosen(tx: &mut Tx, code: Option<&str>) -> Result<Option<i64>> {
    let Some(code) = code else { return Ok(None) };
    let id: Option<i64> =
        sql!(tx, |c| sqlx::query_scalar("SELECT id FROM programme WHERE code = $1").bind(code).fetch_optional(c))?;
    let unknown = || Error::invalid("programme", format!("There is no programme “{code}”: choose from the list"));
    id.map(Some).ok_or_else(unknown)
}

pub(crate) static PROGRAMME: Table = Table::new(
    "programme",
    Entity::Programme,
    ToldBy::Key,
    rows!(
        "SELECT p.id AS _id, p.code AS _key, p.title, w.code AS part_of, p.sub_programme, s.code AS source
         FROM programme p LEFT JOIN programme w ON w.id = p.part_of_id LEFT JOIN source s ON s.id = p.source_id",
        "p.id"
    ),
);
