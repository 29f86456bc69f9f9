//! One search over everything that a person may see: the words of each noun stand in an index, folded and for each reader apart,
//! so that nobody finds by a word what they may not read.

use domain::{Action, PartialDate, Viewer, unit::UnitKind, unit::UnitRef};

pub use crate::now::Noun;
use crate::{
    Parsed, Result, Tx, activities, agencies,
    batch::Bind,
    cases, components, documents,
    list::Count,
    now::{self, Scope},
    officials,
    query::{Query, ask},
    quotes, text,
    units::{self, unit_of_agency},
};

mod near;
mod nouns;

/// Hits shown of each kind; the list of the kind has all.
const SHOWN: i64 = 10;
/// So many that are found of a kind are ranked and counted.
const MOST: i64 = 1_000;
/// So many that hold what was typed as a whole word are ranked before any others.
const MOST_WHOLE: i64 = 50;
/// More words than anybody types.
const MOST_WORDS: usize = 8;
/// The index knows runs of so many letters.
const SHORTEST: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Item,
    Round,
    Other(Noun),
}

/// What was found of one kind, the best first: what has just this code or number, then what has this word, then what has a word
/// that begins so.
#[derive(Debug, Clone)]
pub struct Hits {
    pub kind: Kind,
    pub found: Vec<Hit>,
    pub count: Count,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// How its address names it.
    pub handle: String,
    pub title: String,
    pub below: String,
}

/// What somebody typed, as the index is asked for it.
struct Typed {
    /// All of it, folded.
    whole: String,
    /// Each has to be found.
    words: Vec<String>,
    /// More is found than is ranked: what has all of it as a whole word is sought for itself, and is ranked in any case. That
    /// costs as much again, so it is not done where everything is ranked anyway.
    too_many: bool,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub kinds: Vec<Hits>,
    /// The words that were looked for instead, where nothing has what was typed.
    pub instead: Option<String>,
}

/// Everything in scope that has these words; where nothing has, what has them with a letter put right. `None`: there is no word
/// of at least three letters or digits to look for.
///
/// # Errors
/// The database does not answer.
pub async fn search(tx: &mut Tx, viewer: &Viewer, typed: &str) -> Result<Option<Answer>> {
    viewer.may(Action::SeeOverview)?;
    now::settle(tx).await?;
    let mut words = text::words(typed);
    words.truncate(MOST_WORDS);
    if words.iter().all(|word| word.chars().count() < SHORTEST) {
        return Ok(None);
    }
    let kinds = kinds(tx, viewer, &words).await?;
    if kinds.is_empty()
        && let Some(meant) = near::meant(tx, viewer, &words).await?
    {
        let kinds = self::kinds(tx, viewer, &meant).await?;
        let instead = (!kinds.is_empty()).then(|| meant.join(" "));
        return Ok(Some(Answer { kinds, instead }));
    }
    Ok(Some(Answer { kinds, instead: None }))
}

async fn kinds(tx: &mut Tx, viewer: &Viewer, words: &[String]) -> Result<Vec<Hits>> {
    let mut typed = Typed { whole: words.join(" "), words: words.to_vec(), too_many: false };
    let mut hits = found(tx, viewer, &typed, &ORDER).await?;
    let over: Vec<Kind> =
        hits.iter().filter(|hits| matches!(hits.count, Count::Over(_))).map(|hits| hits.kind).collect();
    if !over.is_empty() {
        typed.too_many = true;
        hits.retain(|hits| !over.contains(&hits.kind));
        hits.extend(found(tx, viewer, &typed, &over).await?);
    }
    hits.retain(|hits| !hits.found.is_empty());
    // As people think of them: the money, what it bought, who has it, what was signed.
    hits.sort_by_key(|hits| ORDER.iter().position(|kind| *kind == hits.kind));
    Ok(hits)
}

async fn found(tx: &mut Tx, viewer: &Viewer, typed: &Typed, kinds: &[Kind]) -> Result<Vec<Hits>> {
    let mut hits = nouns::found(tx, viewer, typed, kinds).await?;
    if kinds.contains(&Kind::Round) && viewer.may(Action::SeeRounds).is_ok() {
        hits.push(rounds(tx, viewer, typed).await?);
    }
    if kinds.contains(&Kind::Item) && viewer.may(Action::SeeItems).is_ok() {
        hits.push(items(tx, viewer, typed).await?);
    }
    Ok(hits)
}

const ORDER: [Kind; 19] = [
    Kind::Other(Noun::Grant),
    Kind::Other(Noun::Donor),
    Kind::Round,
    Kind::Item,
    Kind::Other(Noun::Receipt),
    Kind::Other(Noun::Act),
    Kind::Other(Noun::Discrepancy),
    Kind::Other(Noun::Movement),
    Kind::Other(Noun::Unit),
    Kind::Other(Noun::Agency),
    Kind::Other(Noun::Programme),
    Kind::Other(Noun::Component),
    Kind::Other(Noun::Activity),
    Kind::Other(Noun::Case),
    Kind::Other(Noun::Document),
    Kind::Other(Noun::Official),
    Kind::Other(Noun::Figure),
    Kind::Other(Noun::Question),
    Kind::Other(Noun::Person),
];

impl Typed {
    /// The rows of an index with these tokens and all words, as the table `f`: at most so many.
    fn rows(&self, query: &mut Query, index: &'static str, tokens: &[String]) {
        query.push("(", []);
        if self.too_many {
            query.push("SELECT w.id FROM (", []);
            self.matching(query, index, tokens);
            query.push(" AND s.text LIKE ? LIMIT ?) w", [Bind::from(format!("% {} %", self.whole)), MOST_WHOLE.into()]);
            query.push(" UNION ", []);
        }
        query.push("SELECT a.id FROM (", []);
        self.matching(query, index, tokens);
        query.push(" LIMIT ?) a) f", [Bind::from(MOST + 1)]);
    }

    fn matching(&self, query: &mut Query, index: &'static str, tokens: &[String]) {
        query.push(index, []);
        for word in tokens.iter().chain(&self.words) {
            query.push(" AND s.text LIKE ?", [Bind::from(format!("%{word}%"))]);
        }
    }

    /// How good a hit is, by its code and its text.
    fn rank(&self, query: &mut Query, code: &'static str) {
        query.push("CAST(CASE WHEN ", []);
        query.push(code, []);
        query.push(" = ? THEN 0 ELSE ", [Bind::from(self.whole.as_str())]);
        self.rank_of_text(query);
        query.push(" END AS BIGINT)", []);
    }

    /// The same by its text alone.
    fn rank_of_text(&self, query: &mut Query) {
        query.push("CASE WHEN s.text LIKE ? THEN 1 WHEN ", [Bind::from(format!("% {} %", self.whole))]);
        query.push("s.text LIKE ? THEN 2 ELSE 3 END", [Bind::from(format!("% {}%", self.whole))]);
    }
}

fn count(number: i64) -> Count {
    if number > MOST { Count::Over(MOST) } else { Count::Exactly(number) }
}

/// Which rows `e` of a noun an officer, a donor and a coordinator find: nothing more is asked where the row itself says who reads it.
#[derive(Clone, Copy)]
struct Findable {
    noun: Noun,
    action: Action,
    officer: &'static str,
    donor: &'static str,
    coordinator: &'static str,
}

const fn findable(noun: Noun, action: Action, officer: &'static str, donor: &'static str) -> Findable {
    Findable { noun, action, officer, donor, coordinator: " AND FALSE" }
}

impl Findable {
    const fn coordinator(self, coordinator: &'static str) -> Self {
        Findable { coordinator, ..self }
    }
}

// Of components, activities, cases, documents and officials the file of each says who reads it.
const FINDABLE: [Findable; 17] = [
    findable(Noun::Receipt, Action::SeeReceipts, "", ""),
    findable(Noun::Discrepancy, Action::SeeDiscrepancies, "", ""),
    findable(Noun::Act, Action::SeeActs, "", ""),
    findable(Noun::Movement, Action::SeeMovements, "", ""),
    findable(
        Noun::Grant,
        Action::SeeGrants,
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM grant_donor d WHERE d.grant_id = e.noun_id AND d.reader_id = ?)",
    ),
    findable(Noun::Donor, Action::SeeGrants, " AND FALSE", " AND e.noun_id = ?"),
    findable(Noun::Unit, Action::SeeUnits, concat!(" AND ", unit_of_agency!("e.noun_id")), "")
        .coordinator(units::OF_COUNTRY),
    findable(Noun::Agency, Action::SeeAgencies, "", "").coordinator(""),
    findable(Noun::Programme, Action::SeeComponents, "", ""),
    findable(Noun::Component, Action::SeeComponents, components::OF_AGENCY, components::OF_DONOR),
    findable(Noun::Activity, Action::SeeActivities, activities::OF_AGENCY, activities::OF_DONOR)
        .coordinator(activities::OF_COUNTRY),
    findable(Noun::Case, Action::SeeCases, cases::OF_AGENCY, " AND FALSE").coordinator(cases::OF_COUNTRY),
    findable(Noun::Document, Action::SeeDocuments, documents::OF_AGENCY, documents::OF_DONOR),
    findable(Noun::Official, Action::SeeOfficials, " AND FALSE", officials::OF_DONOR),
    findable(Noun::Figure, Action::SeeTotals, quotes::OF_AGENCY, quotes::OF_DONOR).coordinator(quotes::OF_COUNTRY),
    findable(
        Noun::Question,
        Action::SeeQuestions,
        " AND FALSE",
        " AND EXISTS (SELECT 1 FROM question q WHERE q.id = e.noun_id AND q.donor_id = ?)",
    ),
    findable(Noun::Person, Action::ManagePeople, "", ""),
];

/// Receipts and the like have rows for each who may read them; the others for each kind of reader.
fn scope_of(viewer: &Viewer, noun: Noun) -> Scope {
    match (noun, Scope::from(viewer)) {
        (Noun::Receipt | Noun::Discrepancy | Noun::Act | Noun::Movement, scope) => scope,
        // By what staff find it, of the rows that are the coordinator's.
        (_, Scope::All | Scope::Country(_)) => Scope::All,
        (_, Scope::Agency(_)) => Scope::Agency(0),
        (_, Scope::Donor(_)) => Scope::Donor(0),
    }
}

async fn rounds(tx: &mut Tx, viewer: &Viewer, typed: &Typed) -> Result<Hits> {
    let mut query =
        Query::new("SELECT o.code, o.title, COALESCE(o.held_on, o.planned_on), o.place, COUNT(*) OVER () AS number, ");
    typed.rank(&mut query, "LOWER(o.code)");
    query.push(" AS place_in_order FROM ", []);
    typed.rows(&mut query, "SELECT s.rowid AS id FROM round_search s WHERE TRUE", &[Scope::from(viewer).token()]);
    query.push(
        " JOIN round_search s ON s.rowid = f.id JOIN round_reader r ON r.id = f.id JOIN round o ON o.id = r.round_id
          ORDER BY place_in_order, r.sort_day DESC, r.round_id DESC LIMIT ?",
        [Bind::from(SHOWN)],
    );
    type Row = (String, String, Option<Parsed<PartialDate>>, Option<String>, i64, i64);
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let number = rows.first().map_or(0, |row| row.4);
    let hit = |(code, title, day, place, ..): Row| {
        // A place is free text and can name an exact post: donors do not get it.
        let place = place.filter(|_| !viewer.is_donor());
        let below = [day.map(|day| day.words()), place].into_iter().flatten().collect::<Vec<String>>().join(" · ");
        Hit { title: format!("{code} · {title}"), handle: code, below }
    };
    Ok(Hits { kind: Kind::Round, found: rows.into_iter().map(hit).collect(), count: count(number) })
}

#[derive(sqlx::FromRow)]
struct Found {
    tag: String,
    name: String,
    serial: Option<String>,
    vin: Option<String>,
    chassis: Option<String>,
    plate: Option<String>,
    engine: Option<String>,
    unit_code: String,
    unit_kind: Parsed<UnitKind>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
    agency_id: i64,
    number: i64,
}

async fn items(tx: &mut Tx, viewer: &Viewer, typed: &Typed) -> Result<Hits> {
    let mut query = Query::new(
        "SELECT i.tag, i.name, CASE WHEN r.scope <> 'donor' THEN i.serial END AS serial,
           CASE WHEN r.scope <> 'donor' THEN i.vin END AS vin, CASE WHEN r.scope <> 'donor' THEN i.chassis END AS chassis,
           CASE WHEN r.scope <> 'donor' THEN i.plate END AS plate, CASE WHEN r.scope <> 'donor' THEN i.engine END AS engine, u.code AS unit_code, u.kind AS unit_kind, u.base, u.crossing,
           u.border, r.agency_id, g.number FROM (SELECT f.id, COUNT(*) OVER () AS number, ",
    );
    // Of a thousand only the best are looked up: by what they are called, a hit on a tag is one on a word as well.
    typed.rank_of_text(&mut query);
    query.push(" AS place FROM ", []);
    typed.rows(&mut query, "SELECT s.rowid AS id FROM item_search s WHERE TRUE", &[Scope::from(viewer).token()]);
    query.push(
        " JOIN item_search s ON s.rowid = f.id ORDER BY place, f.id DESC LIMIT ?) g JOIN item_reader r ON r.id = g.id
          JOIN item i ON i.id = r.item_id JOIN unit u ON u.id = r.unit_id
          ORDER BY CASE WHEN LOWER(i.tag) = ? THEN 0 ELSE g.place END, r.item_id DESC LIMIT ?",
        [Bind::from(MOST_WHOLE + SHOWN), typed.whole.as_str().into(), SHOWN.into()],
    );
    let rows: Vec<Found> = ask!(&mut *tx, query, fetch_all)?;
    let number = rows.first().map_or(0, |row| row.number);
    let agencies = agencies::directory(tx).await?;
    let hit = |row: Found| {
        let agency = agencies.get(&row.agency_id).map_or("", |agency| agency.current_name());
        // Which unit of another agency has it is that agency's own matter.
        let foreign = viewer.agency().is_ok_and(|own| own != row.agency_id);
        let unit = (!foreign).then(|| {
            let (base, crossing, border) = (row.base.as_deref(), row.crossing.as_deref(), row.border.as_deref());
            UnitRef::new(&row.unit_code, row.unit_kind.0, base, crossing, border, viewer.is_donor()).label
        });
        let numbers = [row.serial, row.vin, row.chassis, row.plate, row.engine].into_iter().flatten();
        let below: Vec<String> = numbers.chain(unit).chain([agency.to_owned()]).collect();
        Hit { title: format!("{} · {}", row.tag, row.name), handle: row.tag, below: below.join(" · ") }
    };
    Ok(Hits { kind: Kind::Item, found: rows.into_iter().map(hit).collect(), count: count(number) })
}
