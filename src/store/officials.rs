//! Officials: who signed, witnessed or spoke, with the post of that day.
//!
//! A donor reads those of its own grants and of the rounds that it reads; officers do not read who came to a handover.

use domain::{Action, PartialDate, Viewer, official::Part};

use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    list::Scope,
    query::{Query, ask},
    units::grouped,
};

mod appearances;
mod listed;
mod offered;
mod twins;
mod write;
pub(crate) use appearances::APPEARANCE;
pub use appearances::{appearance, record, update as update_appearance, withdraw};
pub use listed::list;
pub(crate) use listed::{FOR_DONORS, FOR_STAFF, OF_DONOR};
pub use offered::{Offered, choices, offered};
pub(crate) use twins::{MERGER, PARTED};
pub use twins::{merge, moves, part, twins};
pub(crate) use write::OFFICIAL;
pub use write::{create, update};

/// An official in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    /// As other sources print the name.
    pub aliases: Vec<String>,
    /// What they did, the newest first, as far as the viewer reads it.
    pub appearances: Vec<AppearanceRow>,
}

/// An official with everything that the viewer may see of them.
#[derive(Debug, Clone)]
pub struct OfficialShow {
    pub official: OfficialRow,
    /// For those who read everything.
    pub note: Option<String>,
    pub version: i64,
}

/// What somebody did on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppearanceRow {
    pub id: i64,
    /// Code and name; `None`: the source names the post alone.
    pub official: Option<(String, String)>,
    pub part: Part,
    /// The post of that day.
    pub post: Option<String>,
    /// The day of the agreement or the round, as far as it is known.
    pub on: Option<PartialDate>,
    /// As printed: there were more than the source names.
    pub among_others: bool,
    /// Code and title.
    pub grant: Option<(String, String)>,
    pub round: Option<(String, String)>,
    /// Title and code.
    pub source: Option<(String, String)>,
    /// Why it is wrong; staff alone read such a one.
    pub withdrawn: Option<String>,
    pub version: i64,
}

impl AppearanceRow {
    /// `Nobuaki Ito, Ambassador of Japan`, or the post alone.
    pub fn words(&self) -> String {
        let name = self.official.as_ref().map(|(_, name)| name.as_str());
        [name, self.post.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    code: String,
    name: String,
    aliases: Option<String>,
}

/// Of an official `f`, who stands at the row `r` of their list.
const COLUMNS: &str = "f.id, f.code, f.name,
  (SELECT string_agg(s.name, '\n') FROM (SELECT l.name FROM official_alias l JOIN official y ON y.id = l.official_id WHERE y.as_id = f.id
     UNION SELECT y.name FROM official y WHERE y.as_id = f.id AND y.id <> f.id AND y.name <> f.name ORDER BY 1) s) AS aliases";
const JOINS: &str = "JOIN official f ON f.id = r.id";

impl Stored {
    fn row(self, appearances: Vec<AppearanceRow>) -> OfficialRow {
        let aliases = self.aliases.unwrap_or_default().lines().map(str::to_owned).collect();
        OfficialRow { id: self.id, code: self.code, name: self.name, aliases, appearances }
    }
}

/// One official.
///
/// # Errors
/// Not there, or nothing of theirs is the viewer's to read: "not found".
pub async fn show(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<OfficialShow> {
    viewer.may(Action::SeeOfficials)?;
    let known: Option<(i64, Option<String>, i64)> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT s.id, s.note, s.version FROM official f JOIN official s ON s.id = f.as_id WHERE f.code = $1"
    )
    .bind(code)
    .fetch_optional(c))?;
    let (id, note, version) = known.ok_or_else(Error::not_found)?;
    let scope = Scope::from(viewer);
    let stored: Option<Stored> = listed::list_for(scope).one(tx, scope, id).await?;
    let stored = stored.ok_or_else(Error::not_found)?;
    let appearances = of_officials(tx, viewer, &[id]).await?.into_iter().map(|(_, row)| row).collect();
    let note = note.filter(|_| viewer.sees_everything());
    Ok(OfficialShow { official: stored.row(appearances), note, version })
}

/// Who signed an agreement and before whom, in the order in which they were recorded. Callers have read the grant.
///
/// # Errors
/// The role sees no officials.
pub async fn of_grant(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<AppearanceRow>> {
    viewer.may(Action::SeeOfficials)?;
    let query = Query::new(READ).with(" AND g.code = ?", [code.into()]);
    read(tx, viewer, query, " ORDER BY a.id").await
}

/// Who spoke at a round and who came. Callers have read the round; officers do not read its guests.
///
/// # Errors
/// The database does not answer.
pub async fn of_round(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<Vec<AppearanceRow>> {
    if viewer.may(Action::SeeOfficials).is_err() {
        return Ok(Vec::new());
    }
    let query = Query::new(READ).with(" AND o.code = ?", [code.into()]);
    read(tx, viewer, query, " ORDER BY a.id").await
}

async fn of_officials(tx: &mut Tx, viewer: &Viewer, ids: &[i64]) -> Result<Vec<(i64, AppearanceRow)>> {
    let mut query = Query::new(READ).with(" AND f.id IN (", []);
    query.push_ids(ids.iter().copied());
    query.push(")", []);
    let newest = " ORDER BY COALESCE(a.occurred_on, g.signed_on, o.held_on, '') DESC, a.id DESC";
    let rows = read_stored(tx, viewer, query, newest).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.official_id?, row.into()))).collect())
}

#[derive(sqlx::FromRow)]
struct StoredAppearance {
    id: i64,
    official_id: Option<i64>,
    official_code: Option<String>,
    official_name: Option<String>,
    part: Parsed<Part>,
    post: Option<String>,
    happened_on: Option<Parsed<PartialDate>>,
    among_others: bool,
    grant_code: Option<String>,
    grant_title: Option<String>,
    round_code: Option<String>,
    round_title: Option<String>,
    source: Option<String>,
    source_code: Option<String>,
    withdrawn: Option<String>,
    version: i64,
}

const READ: &str = "SELECT a.id, f.id AS official_id, f.code AS official_code, f.name AS official_name, a.part, a.post,
   COALESCE(a.occurred_on, g.signed_on, o.held_on) AS happened_on, a.among_others, g.code AS grant_code, g.title AS grant_title,
   o.code AS round_code, o.title AS round_title, s.title AS source, s.code AS source_code, a.withdrawn, a.version
 FROM appearance a LEFT JOIN official f ON f.id = (SELECT x.as_id FROM official x WHERE x.id = a.official_id) LEFT JOIN grant_agreement g ON g.id = a.grant_id
 LEFT JOIN round o ON o.id = a.round_id LEFT JOIN source s ON s.id = a.source_id WHERE TRUE";

async fn read(tx: &mut Tx, viewer: &Viewer, query: Query, order: &'static str) -> Result<Vec<AppearanceRow>> {
    Ok(read_stored(tx, viewer, query, order).await?.into_iter().map(AppearanceRow::from).collect())
}

async fn read_stored(tx: &mut Tx, viewer: &Viewer, query: Query, order: &'static str) -> Result<Vec<StoredAppearance>> {
    crate::now::settle(tx).await?;
    let query =
        query.for_reader(viewer, "", " AND FALSE", concat!(" AND a.withdrawn IS NULL AND ", listed::of_donor!()));
    Ok(ask!(tx, query.with(order, []), fetch_all)?)
}

impl From<StoredAppearance> for AppearanceRow {
    fn from(row: StoredAppearance) -> Self {
        AppearanceRow {
            id: row.id,
            official: row.official_code.zip(row.official_name),
            part: row.part.0,
            post: row.post,
            on: row.happened_on.map(|date| date.0),
            among_others: row.among_others,
            grant: row.grant_code.zip(row.grant_title),
            round: row.round_code.zip(row.round_title),
            source: row.source.zip(row.source_code),
            withdrawn: row.withdrawn,
            version: row.version,
        }
    }
}

/// The rows of a list with what each did.
async fn completed(tx: &mut Tx, viewer: &Viewer, stored: Vec<Stored>) -> Result<Vec<OfficialRow>> {
    let ids: Vec<i64> = stored.iter().map(|row| row.id).collect();
    let mut of = grouped(of_officials(tx, viewer, &ids).await?);
    let row = |stored: Stored| {
        let own = of.remove(&stored.id).unwrap_or_default();
        stored.row(own.into_iter().filter(|row| row.withdrawn.is_none()).collect())
    };
    Ok(stored.into_iter().map(row).collect())
}
