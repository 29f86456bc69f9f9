//! Copying the first block: one statement for each table and each span of blocks, by the database itself.

use crate::{
    Error, Result, Tx,
    db::{sql, touch},
};

use super::{
    BLOCK, COUNTRIES, Dealt,
    aftermath::{ACTIVITIES, EVENTS_OF_A_GRANT},
    block::ROUND_CODES,
    countries::{self, COUNTRIES as ALL},
};

/// What a copied number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    // Of a country: the copy of a block counts on from country to country.
    Agency,
    Unit,
    Grant,
    Person,
    // Of a block: every copy has rows of its own.
    Item,
    Round,
    Line,
    Receipt,
    Count,
    Movement,
    Answer,
    Custody,
    Discrepancy,
    DiscrepancyEvent,
    Verification,
    Transfer,
    Funding,
    Money,
    Activity,
    Participation,
    Notice,
}

impl Kind {
    const OF_A_BLOCK: [(Kind, &'static str); 17] = [
        (Kind::Item, "item"),
        (Kind::Round, "round"),
        (Kind::Line, "line"),
        (Kind::Receipt, "receipt"),
        (Kind::Count, "receipt_line"),
        (Kind::Movement, "movement"),
        (Kind::Answer, "movement_answer"),
        (Kind::Custody, "custody_event"),
        (Kind::Discrepancy, "discrepancy"),
        (Kind::DiscrepancyEvent, "discrepancy_event"),
        (Kind::Verification, "verification"),
        (Kind::Transfer, "title_transfer"),
        (Kind::Funding, "funding_change"),
        (Kind::Money, "money_event"),
        (Kind::Activity, "activity"),
        (Kind::Participation, "participation"),
        (Kind::Notice, "notice"),
    ];

    /// Of the countries, the first one's rows: what finds them.
    const OF_A_COUNTRY: [(Kind, &'static str); 4] = [
        (Kind::Agency, "SELECT MIN(a.id) FROM agency a JOIN person y ON y.agency_id = a.id WHERE y.login LIKE '__.%'"),
        (Kind::Unit, "SELECT MIN(id) FROM unit WHERE code LIKE '___-__-___'"),
        (Kind::Grant, "SELECT MIN(id) FROM grant_agreement WHERE code LIKE '%-__-2018'"),
        (Kind::Person, "SELECT MIN(id) FROM person WHERE login LIKE '__.%'"),
    ];

    pub fn is_of_country(self) -> bool {
        countries::per_country(self).is_some()
    }
}

/// The rows of the first block, or of the first country.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub first: i64,
    pub count: i64,
}

impl Span {
    fn last(self) -> i64 {
        self.first + self.count - 1
    }
}

#[derive(Debug)]
pub(super) struct Spans(Vec<(Kind, Span)>);

impl Spans {
    /// The last row of every table, before the block is written.
    pub async fn ends(tx: &mut Tx) -> Result<Vec<(Kind, i64)>> {
        let mut ends = Vec::new();
        for (kind, table) in Kind::OF_A_BLOCK {
            ends.push((kind, number(tx, &format!("SELECT COALESCE(MAX(id), 0) FROM {table}")).await?));
        }
        Ok(ends)
    }

    /// What was written since then.
    pub async fn since(tx: &mut Tx, before: &[(Kind, i64)]) -> Result<Self> {
        let mut spans = Vec::new();
        for ((kind, last), (_, table)) in before.iter().zip(Kind::OF_A_BLOCK) {
            let end = number(tx, &format!("SELECT COALESCE(MAX(id), 0) FROM {table}")).await?;
            let count = number(tx, &format!("SELECT COUNT(*) FROM {table} WHERE id > {last}")).await?;
            if end != last + count || count == 0 {
                return Err(Error::Internal(format!(
                    "the rows of the first block in {table} do not follow one another"
                )));
            }
            spans.push((*kind, Span { first: last + 1, count }));
        }
        for (kind, question) in Kind::OF_A_COUNTRY {
            let count = countries::per_country(kind).unwrap_or_default();
            spans.push((kind, Span { first: number(tx, question).await?, count }));
        }
        Ok(Spans(spans))
    }

    pub fn of(&self, kind: Kind) -> Span {
        let found = self.0.iter().find(|(own, _)| *own == kind);
        found.map_or(Span { first: 0, count: 0 }, |(_, span)| *span)
    }

    /// Where this number is in a copy.
    pub fn moved(&self, kind: Kind, id: i64, block: &super::Block) -> i64 {
        let span = self.of(kind);
        match kind.is_of_country() {
            true if (span.first..=span.last()).contains(&id) => id + block.country * span.count,
            true => id,
            false => id + block.number * span.count,
        }
    }

    fn column(&self, column: &str, kind: Kind) -> String {
        let span = self.of(kind);
        if kind.is_of_country() {
            format!(
                "CASE WHEN t.{column} BETWEEN {} AND {} THEN t.{column} + n.country * {} ELSE t.{column} END",
                span.first,
                span.last(),
                span.count
            )
        } else {
            format!("t.{column} + n.number * {}", span.count)
        }
    }
}

/// A text that a copy does not share with what it was copied from.
#[derive(Clone, Copy)]
enum Text {
    /// Ends in that many digits, which count on by so many a block.
    Numbered(usize, i64),
    /// 22 digits of its own, 10 of the block, and what follows.
    Public,
    /// Names the capital.
    Capital,
    /// Names a round by its code.
    RoundCode,
    /// A round by its number: `dispatched:12`.
    NoticeKey,
    /// A number that counts on by so many a lap.
    Lap(i64),
}

/// A table: its rows of the block are those whose first column, here, is in the span of its kind.
struct Table {
    name: &'static str,
    ids: &'static [(&'static str, Kind)],
    days: &'static [&'static str],
    texts: &'static [(&'static str, Text)],
}

const ROUNDS: i64 = ROUND_CODES.len() as i64;

/// Parents before children. Columns that are not named here are copied as they are, instants move with the days.
#[rustfmt::skip]
const TABLES: &[Table] = &[
    Table { name: "item", ids: &[("id", Kind::Item)], days: &["warranty_until"],
        texts: &[("tag", Text::Numbered(6, BLOCK)), ("serial", Text::Numbered(7, BLOCK)), ("vin", Text::Numbered(7, BLOCK))] },
    Table { name: "funding_share", ids: &[("item_id", Kind::Item), ("grant_id", Kind::Grant)], days: &[], texts: &[] },
    Table { name: "funding_change", ids: &[("id", Kind::Funding), ("item_id", Kind::Item), ("person_id", Kind::Person)],
        days: &["effective_on"], texts: &[] },
    Table { name: "funding_change_share", ids: &[("change_id", Kind::Funding), ("grant_id", Kind::Grant)], days: &[], texts: &[] },
    Table { name: "round", ids: &[("id", Kind::Round)], days: &["planned_on", "held_on"],
        texts: &[("code", Text::Numbered(5, ROUNDS)), ("title", Text::Capital), ("place", Text::Capital), ("occasion", Text::Capital)] },
    Table { name: "round_step", ids: &[("round_id", Kind::Round), ("person_id", Kind::Person)], days: &["occurred_on"], texts: &[] },
    Table { name: "line", ids: &[("id", Kind::Line), ("round_id", Kind::Round), ("item_id", Kind::Item), ("unit_id", Kind::Unit),
        ("agency_id", Kind::Agency)], days: &[], texts: &[] },
    Table { name: "receipt", ids: &[("id", Kind::Receipt), ("round_id", Kind::Round), ("agency_id", Kind::Agency),
        ("person_id", Kind::Person)], days: &["received_on"], texts: &[("public_id", Text::Public)] },
    Table { name: "receipt_line", ids: &[("id", Kind::Count), ("receipt_id", Kind::Receipt), ("line_id", Kind::Line)], days: &[],
        texts: &[] },
    Table { name: "movement", ids: &[("id", Kind::Movement), ("item_id", Kind::Item), ("giver_unit_id", Kind::Unit),
        ("giver_agency_id", Kind::Agency), ("unit_id", Kind::Unit), ("agency_id", Kind::Agency), ("person_id", Kind::Person)],
        days: &["occurred_on"], texts: &[("public_id", Text::Public)] },
    Table { name: "movement_answer", ids: &[("id", Kind::Answer), ("movement_id", Kind::Movement), ("person_id", Kind::Person)],
        days: &[], texts: &[] },
    Table { name: "custody_event", ids: &[("id", Kind::Custody), ("item_id", Kind::Item), ("line_id", Kind::Line),
        ("receipt_id", Kind::Receipt), ("unit_id", Kind::Unit), ("agency_id", Kind::Agency), ("giver_unit_id", Kind::Unit),
        ("giver_agency_id", Kind::Agency), ("movement_id", Kind::Movement), ("person_id", Kind::Person)],
        days: &["occurred_on"], texts: &[] },
    Table { name: "discrepancy", ids: &[("id", Kind::Discrepancy), ("line_id", Kind::Line), ("receipt_line_id", Kind::Count)],
        days: &[], texts: &[("public_id", Text::Public)] },
    Table { name: "discrepancy_event", ids: &[("id", Kind::DiscrepancyEvent), ("discrepancy_id", Kind::Discrepancy),
        ("owner_id", Kind::Person), ("receipt_id", Kind::Receipt), ("person_id", Kind::Person)], days: &["due_on", "occurred_on"],
        texts: &[] },
    Table { name: "verification", ids: &[("id", Kind::Verification), ("item_id", Kind::Item), ("person_id", Kind::Person)],
        days: &["checked_on"], texts: &[] },
    Table { name: "title_transfer", ids: &[("id", Kind::Transfer), ("item_id", Kind::Item), ("giver_agency_id", Kind::Agency),
        ("agency_id", Kind::Agency), ("person_id", Kind::Person)], days: &["occurred_on"], texts: &[] },
    Table { name: "money_event", ids: &[("id", Kind::Money), ("grant_id", Kind::Grant), ("person_id", Kind::Person)],
        days: &["value_date"], texts: &[("number", Text::Lap(EVENTS_OF_A_GRANT))] },
    Table { name: "money_decision", ids: &[("event_id", Kind::Money), ("person_id", Kind::Person)], days: &[], texts: &[] },
    Table { name: "activity", ids: &[("id", Kind::Activity)], days: &["starts_on", "ends_on"],
        texts: &[("code", Text::Numbered(5, ACTIVITIES)), ("title", Text::Capital), ("place", Text::Capital)] },
    Table { name: "participation", ids: &[("id", Kind::Participation), ("activity_id", Kind::Activity), ("agency_id", Kind::Agency),
        ("unit_id", Kind::Unit)], days: &[], texts: &[] },
    Table { name: "notice", ids: &[("id", Kind::Notice), ("person_id", Kind::Person)], days: &[],
        texts: &[("subject", Text::RoundCode), ("href", Text::RoundCode), ("key", Text::NoticeKey)] },
    Table { name: "notice_read", ids: &[("notice_id", Kind::Notice)], days: &[], texts: &[] },
];

/// Instants: they move with the days.
const INSTANTS: [&str; 3] = ["recorded_at", "created_at", "read_at"];

/// Adds the blocks from `first` to `last`.
pub(super) async fn copy(tx: &mut Tx, spans: &Spans, dealt: &Dealt, first: i64, last: i64) -> Result<()> {
    for table in TABLES {
        let statement = statement(tx, spans, table, dealt, first, last).await?;
        execute(tx, statement).await?;
    }
    Ok(())
}

async fn statement(tx: &mut Tx, spans: &Spans, table: &Table, dealt: &Dealt, first: i64, last: i64) -> Result<String> {
    let columns = columns(tx, table.name).await?;
    let sqlite = matches!(tx, Tx::Sqlite(..));
    let value = |column: &String| {
        let column = column.as_str();
        if let Some((_, kind)) = table.ids.iter().find(|(name, _)| *name == column) {
            spans.column(column, *kind)
        } else if let Some((_, text)) = table.texts.iter().find(|(name, _)| *name == column) {
            text.copied(column, spans)
        } else if table.days.contains(&column) && sqlite {
            format!("date(t.{column}, n.days || ' days')")
        } else if table.days.contains(&column) {
            format!("to_char(CAST(t.{column} AS DATE) + CAST(n.days AS INTEGER), 'YYYY-MM-DD')")
        } else if INSTANTS.contains(&column) {
            format!("t.{column} + n.days * 86400000")
        } else {
            format!("t.{column}")
        }
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let (key, kind) = table.ids[0];
    let span = spans.of(kind);
    // What donors are told of the first block is not told again of each copy: it names things of the first.
    let only = if table.name == "notice" { " AND t.key LIKE 'dispatched:%'" } else { "" };
    let Dealt { blocks, days } = dealt;
    Ok(format!(
        "WITH RECURSIVE blocks(number) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT number + 1 FROM blocks WHERE number < {last}),
           n AS (SELECT number, number % {COUNTRIES} AS country, number / {COUNTRIES} AS lap, number * {days} / {blocks} AS days FROM blocks)
         INSERT INTO {} ({}) SELECT {} FROM n CROSS JOIN {} t WHERE t.{key} BETWEEN {} AND {}{only}",
        table.name,
        columns.join(", "),
        values.join(", "),
        table.name,
        span.first,
        span.last(),
    ))
}

impl Text {
    fn copied(self, column: &str, spans: &Spans) -> String {
        match self {
            Text::Numbered(digits, step) => {
                let number = format!(
                    "(CAST(substr(t.{column}, length(t.{column}) - {}, {digits}) AS BIGINT) + n.number * {step})",
                    digits - 1
                );
                format!("substr(t.{column}, 1, length(t.{column}) - {digits}) || {}", padded(&number, digits))
            }
            Text::Public => {
                format!("substr(t.{column}, 1, 22) || {} || substr(t.{column}, 33)", padded("n.number", 10))
            }
            Text::Capital => {
                let arms: String = (0..).zip(&ALL).map(|(n, c)| format!(" WHEN {n} THEN '{}'", c.capital)).collect();
                format!("replace(t.{column}, '{}', CASE n.country{arms} END)", ALL[0].capital)
            }
            Text::RoundCode => (1..).zip(ROUND_CODES).fold(format!("t.{column}"), |text, (place, code)| {
                let number = format!("({place} + n.number * {ROUNDS})");
                format!("replace({text}, '{code}', 'HR-' || {})", padded(&number, 5))
            }),
            Text::NoticeKey => {
                let step = spans.of(Kind::Round).count;
                format!("'dispatched:' || CAST(CAST(substr(t.{column}, 12) AS BIGINT) + n.number * {step} AS TEXT)")
            }
            Text::Lap(step) => format!("t.{column} + n.lap * {step}"),
        }
    }
}

/// A number with zeros before it.
fn padded(number: &str, digits: usize) -> String {
    let full = 10_i64.pow(digits as u32);
    format!(
        "CASE WHEN {number} < {full} THEN substr(CAST({full} + {number} AS TEXT), 2) ELSE CAST({number} AS TEXT) END"
    )
}

async fn columns(tx: &mut Tx, table: &'static str) -> Result<Vec<String>> {
    Ok(match tx {
        Tx::Sqlite(t, _) => {
            sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
                .bind(table)
                .fetch_all(&mut **t)
                .await?
        }
        Tx::Postgres(t, _) => {
            sqlx::query_scalar(
                "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
            )
            .bind(table)
            .fetch_all(&mut **t)
            .await?
        }
    })
}

/// PostgreSQL counts rows apart from the rows: it goes on after the last copy.
pub(super) async fn count_on(tx: &mut Tx) -> Result<()> {
    for thing in ["item", "line"] {
        let statement = format!("UPDATE number_given SET last = (SELECT MAX(id) FROM {thing}) WHERE thing = '{thing}'");
        execute(tx, statement).await?;
    }
    if matches!(tx, Tx::Sqlite(..)) {
        return Ok(());
    }
    for (_, table) in Kind::OF_A_BLOCK {
        let statement =
            format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))");
        execute(tx, statement).await?;
    }
    Ok(())
}

async fn execute(tx: &mut Tx, statement: String) -> Result<()> {
    let statement = sqlx::AssertSqlSafe(statement);
    touch!(tx, |c| sqlx::query(statement).execute(c))?;
    Ok(())
}

async fn number(tx: &mut Tx, question: &str) -> Result<i64> {
    let question = sqlx::AssertSqlSafe(question.to_owned());
    Ok(sql!(tx, |c| sqlx::query_scalar(question).fetch_one(c))?)
}
