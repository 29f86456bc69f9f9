//! Lists: filtered, sorted, counted and summed by the database, and paged by the key of their order, so that the ten
//! thousandth page costs what the first one costs and an address stays right while rows are added.
//!
//! A list is a constant of static texts ([`List`]); what a person asks ([`Asked`]) only chooses among them, and every value
//! is bound. Out of scope is not in the list: its `from` joins the reader's rows.

use domain::{AsOf, Currency, Money};
use sqlx::{ColumnIndex, Decode, FromRow, Type, postgres::PgRow, sqlite::SqliteRow};

use crate::{
    Parsed, Result, Totals, Tx,
    batch::Bind,
    db::once,
    now,
    query::{Query, ask},
    text,
};
pub(crate) use now::Scope;

mod asked;
mod definition;
mod held;
mod kept;
mod near;
mod plans;
pub use asked::{Asked, At, Count, Page};
pub(crate) use definition::{Filter, Given, Kept, List, READER, Search, Sort};
pub(crate) use held::{Order, Register, cut};
pub use plans::{Plan, plans_for_tests};

/// Rows on a page.
pub const PER_PAGE: usize = 50;
/// Rows that are read at a time for a file.
pub const PART: usize = 500;
/// So many are counted; where there are more, a list says "over 10,000" and offers to count them all.
pub const MOST_COUNTED: i64 = 10_000;
/// So many that a search finds are looked up by their ids; where there are more, the list is read in its order.
const FEW: i64 = 1_000;

/// Rows that both databases give.
pub(crate) trait ListRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> ListRow for R {}

/// A row with its place in the order.
pub(crate) struct Keyed<R> {
    pub row: R,
    pub key: String,
    pub id: i64,
}

impl<'r, D, R> FromRow<'r, D> for Keyed<R>
where
    D: sqlx::Row,
    R: FromRow<'r, D>,
    &'static str: ColumnIndex<D>,
    String: Decode<'r, D::Database> + Type<D::Database>,
    i64: Decode<'r, D::Database> + Type<D::Database>,
{
    fn from_row(row: &'r D) -> std::result::Result<Self, sqlx::Error> {
        Ok(Keyed { row: R::from_row(row)?, key: row.try_get("list_key")?, id: row.try_get("list_id")? })
    }
}

/// For whom a list is read, and of what it lists a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Within {
    scope: Scope,
    /// The unit, the grant … whose rows are listed; 0 where a list is of everything.
    of: i64,
    as_of: AsOf,
    /// How many there are when nothing narrows the list, where whoever asks knows it.
    counted: Option<i64>,
}

impl From<Scope> for Within {
    fn from(scope: Scope) -> Self {
        scope.within(0)
    }
}

impl Within {
    /// As it stood then.
    pub(crate) fn on(self, as_of: AsOf) -> Self {
        Within { as_of, ..self }
    }

    /// There are so many when nothing narrows the list.
    pub(crate) fn counted(self, rows: i64) -> Self {
        Within { counted: Some(rows), ..self }
    }
}

impl Scope {
    /// What this reader reads of one unit, grant, round or person.
    pub(crate) fn within(self, of: i64) -> Within {
        Within { scope: self, of, as_of: AsOf::default(), counted: None }
    }
}

impl List {
    /// The page that is asked for, with the count and the sums of the whole list; of a part of a file the rows alone.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn page<R: ListRow>(
        &self,
        tx: &mut Tx,
        within: impl Into<Within>,
        asked: &Asked,
    ) -> Result<Page<R>> {
        let within = within.into();
        let scope = within.scope;
        now::settle(tx).await?;
        let (spelt, instead) = self.spelt(tx, within, asked).await?;
        let asked = &spelt;
        let found = self.find(tx, scope, asked).await?;
        let (sort, down) = self.order(asked);
        let back = matches!(asked.at, At::Before(_));
        let most = asked.most.unwrap_or(PER_PAGE);
        let mut rows: Vec<Keyed<R>> = ask!(&mut *tx, self.question(within, asked, &found, most + 1), fetch_all)?;
        let more = rows.len() > most;
        rows.truncate(most);
        if back {
            rows.reverse();
        }
        let key = |row: Option<&Keyed<R>>| row.map(|row| format!("{}~{}", row.id, row.key));
        let (previous, next) = match asked.at {
            At::First => (false, more),
            At::After(_) => (true, more),
            At::Before(_) => (more, true),
        };
        let (previous, next) = (key(rows.first()).filter(|_| previous), key(rows.last()).filter(|_| next));
        let known = within.counted.filter(|_| self.sums.is_none() && self.is_whole(asked));
        let (count, sums) = if let Some(rows) = known {
            (Count::Exactly(rows), Totals::default())
        } else if asked.most.is_some() {
            (Count::Over(rows.len() as i64), Totals::default())
        } else if let Some(query) = self.total.as_ref().and_then(|kept| self.kept(kept, scope, asked)) {
            counted(ask!(tx, query, fetch_all)?, i64::MAX)
        } else if matches!(asked.at, At::First) && !more && self.sums.is_none() {
            (Count::Exactly(rows.len() as i64), Totals::default())
        } else {
            self.count(tx, within, asked, &found).await?
        };
        Ok(Page {
            rows: rows.into_iter().map(|row| row.row).collect(),
            count,
            sums,
            sort: (sort.key, down),
            previous,
            next,
            instead,
        })
    }

    /// The one row with this id, where it is in the list.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn one<R: ListRow>(&self, tx: &mut Tx, within: impl Into<Within>, id: i64) -> Result<Option<R>> {
        Ok(self.among(tx, within, &[id]).await?.pop())
    }

    /// The rows with these ids, as far as they are in the list; in no order.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn among<R: ListRow>(
        &self,
        tx: &mut Tx,
        within: impl Into<Within>,
        ids: &[i64],
    ) -> Result<Vec<R>> {
        now::settle(tx).await?;
        let mut query = Query::new("SELECT ").with(self.columns, []).with(" FROM (SELECT r.*", []);
        self.narrow(&mut query, within.into(), &Asked::default(), &Found::Everything);
        query.push(" AND ", []);
        query.push(self.id, []);
        query.push(" IN (", []);
        query.push_ids(ids.iter().copied());
        query.push(")) r ", []);
        query.push(self.joins, []);
        Ok(ask!(tx, query, fetch_all)?)
    }

    /// What a question says of the whole list, whose rows stand between its two parts as the table `r`; of a list that is
    /// not counted to the end, of the rows that are.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn over<R: ListRow>(
        &self,
        tx: &mut Tx,
        within: impl Into<Within>,
        asked: &Asked,
        before: &'static str,
        behind: &'static str,
    ) -> Result<Vec<R>> {
        let within = within.into();
        now::settle(tx).await?;
        let (asked, _) = self.spelt(tx, within, asked).await?;
        let asked = &asked;
        let found = self.find(tx, within.scope, asked).await?;
        let mut query = Query::new(before).with("(SELECT r.*", []);
        self.narrow(&mut query, within, asked, &found);
        query.push(" LIMIT ?) r", [Bind::from(if asked.exact { i64::MAX } else { MOST_COUNTED })]);
        query.push(behind, []);
        Ok(ask!(tx, query, fetch_all)?)
    }

    /// The question for the rows of a page.
    fn question(&self, within: Within, asked: &Asked, found: &Found, most: usize) -> Query {
        let (sort, down) = self.order(asked);
        let mut query = Query::new("SELECT ").with(self.columns, []).with(", CAST(", []).with(sort.column, []);
        for part in [" AS TEXT) AS list_key, ", self.id, " AS list_id FROM (SELECT r.*"] {
            query.push(part, []);
        }
        self.narrow(&mut query, within, asked, found);
        let (at, back) = match &asked.at {
            At::First => (None, false),
            At::After(key) => (place(key), false),
            At::Before(key) => (place(key), true),
        };
        // Backwards, the order is turned round and the rows are turned back by the caller.
        let down = down != back;
        if let Some((id, key)) = at {
            let key = if sort.number { Bind::Int(key.parse().ok().or(Some(0))) } else { Bind::from(key) };
            for part in [" AND (", sort.column, ", ", self.id] {
                query.push(part, []);
            }
            query.push(if down { ") < (?, ?)" } else { ") > (?, ?)" }, [key, Bind::from(id)]);
        }
        let order =
            [" ORDER BY ", sort.column, if down { " DESC, " } else { ", " }, self.id, if down { " DESC" } else { "" }];
        for part in order {
            query.push(part, []);
        }
        query.push(" LIMIT ?) r ", [Bind::from(most as i64)]);
        query.push(self.joins, []);
        for part in order {
            query.push(part, []);
        }
        query
    }

    async fn count(&self, tx: &mut Tx, within: Within, asked: &Asked, found: &Found) -> Result<(Count, Totals)> {
        let most = match found {
            _ if asked.exact => i64::MAX - 1,
            // Row by row through a table of words: that is not done ten thousand times to say a number.
            Found::Many(_) | Found::Short(_) if matches!(self.search, Some(Search::Indexed { .. })) => FEW,
            _ => MOST_COUNTED,
        };
        // What is found is already so many, and nothing else narrows it.
        if matches!(found, Found::Many(_)) && most == FEW && self.given == READER && !self.is_filtered(asked) {
            return Ok((Count::Over(FEW), Totals::default()));
        }
        let over = |number: i64| if number > most { Count::Over(most) } else { Count::Exactly(number) };
        let Some(columns) = self.sums else {
            let mut query = Query::new("SELECT COUNT(*) FROM (SELECT 1");
            self.narrow(&mut query, within, asked, found);
            query.push(" LIMIT ?) s", [Bind::from(most + 1)]);
            let (number,): (i64,) = ask!(tx, query, fetch_one)?;
            return Ok((over(number), Totals::default()));
        };
        let mut query =
            Query::new("SELECT currency, COUNT(*), CAST(SUM(minor) AS BIGINT) FROM (SELECT ").with(columns, []);
        self.narrow(&mut query, within, asked, found);
        query.push(" LIMIT ?) s GROUP BY currency ORDER BY currency", [Bind::from(most + 1)]);
        Ok(counted(ask!(tx, query, fetch_all)?, most))
    }

    /// Does nothing narrow this list?
    pub(crate) fn is_whole(&self, asked: &Asked) -> bool {
        asked.search.is_none() && !self.is_filtered(asked)
    }

    fn is_filtered(&self, asked: &Asked) -> bool {
        self.filters.iter().any(|filter| asked.filters.iter().any(|(name, _)| name == filter.name))
    }

    fn narrow(&self, query: &mut Query, within: Within, asked: &Asked, found: &Found) {
        query.push(" FROM ", []);
        query.push(
            self.from,
            self.given.iter().map(|given| match given {
                Given::Word => Bind::from(within.scope.word()),
                Given::Reader => Bind::from(within.scope.id()),
                Given::Country => Bind::from(within.scope.country()),
                Given::Of => Bind::from(within.of),
                Given::Day => Bind::from(within.as_of.day_text()),
                Given::Known => Bind::from(within.as_of.known_millis()),
            }),
        );
        self.filter(query, asked);
        match (found, &self.search) {
            (Found::Few(ids), Some(Search::Indexed { among, .. })) => {
                query.push(among, []);
                query.push_ids(ids.iter().copied());
                query.push(")", []);
            }
            (Found::Many(words) | Found::Short(words), Some(Search::InRow(text))) => {
                for word in words {
                    query.push(" AND ", []);
                    query.push(text, []);
                    query.push(" LIKE ?", [Bind::from(pattern(word))]);
                }
            }
            (Found::Many(words) | Found::Short(words), Some(Search::Indexed { each, .. })) => {
                query.push(each, [Bind::from(pattern(&within.scope.token()))]);
                for word in words {
                    query.push(" AND s.text || '' LIKE ?", [Bind::from(pattern(word))]);
                }
                query.push(")", []);
            }
            _ => {}
        }
    }

    async fn find(&self, tx: &mut Tx, scope: Scope, asked: &Asked) -> Result<Found> {
        let (Some(search), Some(typed)) = (&self.search, &asked.search) else { return Ok(Found::Everything) };
        let words = text::words(typed);
        if words.is_empty() {
            return Ok(Found::Everything);
        }
        // The index knows runs of three letters: shorter words narrow what it finds, and alone are looked for row by row.
        let Search::Indexed { found, .. } = search else { return Ok(Found::Short(words)) };
        if words.iter().all(|word| word.chars().count() < 3) {
            return Ok(Found::Short(words));
        }
        let mut query = Query::default().with(found, [Bind::from(pattern(&scope.token()))]);
        for word in &words {
            query.push(" AND s.text LIKE ?", [Bind::from(pattern(word))]);
        }
        query.push(" LIMIT ?", [Bind::from(FEW + 1)]);
        // A page asks for its rows, their number and its sums.
        let ids: Vec<(i64,)> = once!(tx, format!("{query:?}"), ask!(&mut *tx, query, fetch_all)?);
        Ok(if ids.len() as i64 > FEW {
            Found::Many(words)
        } else {
            Found::Few(ids.into_iter().map(|(id,)| id).collect())
        })
    }

    fn order(&self, asked: &Asked) -> (&'static Sort, bool) {
        let first = &self.sorts[0];
        match &asked.sort {
            Some((key, down)) => {
                self.sorts.iter().find(|sort| sort.key == key).map_or((first, first.down), |sort| (sort, *down))
            }
            None => (first, first.down),
        }
    }
}

/// Currency, rows and sum: how many rows there are (at most so many were looked at), and their sums.
fn counted(sums: Vec<(Parsed<Currency>, i64, i64)>, most: i64) -> (Count, Totals) {
    let rows = sums.iter().map(|(_, rows, _)| rows).sum();
    if rows > most {
        return (Count::Over(most), Totals::default());
    }
    let sums = sums.into_iter().map(|(currency, _, minor)| Money::new(minor, currency.0));
    (Count::Exactly(rows), Totals(sums.collect()))
}

/// What a search found.
enum Found {
    /// Nothing was searched for.
    Everything,
    /// The ids of the rows.
    Few(Vec<i64>),
    /// More than [`FEW`]: the words, to be asked of each row in the order of the list.
    Many(Vec<String>),
    /// Nobody has counted: no index knows such words, or the list has none. They are asked of each row likewise.
    Short(Vec<String>),
}

/// Words are folded: there is nothing in them that LIKE takes for a pattern.
fn pattern(word: &str) -> String {
    format!("%{word}%")
}

/// `17~toyota`: the id and the key of a row.
fn place(cursor: &str) -> Option<(i64, &str)> {
    let (id, key) = cursor.split_once('~')?;
    Some((id.parse().ok()?, key))
}
