//! Grants, donors, units, agencies, programmes, components, activities, cases, documents, officials, people: what each kind of reader may
//! find them by. There are few of them, and whether somebody may read one follows from facts about others (a line for the
//! agency, an allocation): a search
//! asks that of the few rows that it finds, as their lists do.

use domain::{
    Currency, PartialDate,
    activity::ActivityKind,
    document::DocumentKind,
    quote::{Measure, Published},
    unit::{UnitKind, UnitRef},
};

use super::{Entry, Known, Noun, Pick};
use crate::{
    Parsed, Result, Tx,
    now::Scope,
    query::ask,
    text::{fold, sort_key},
};

/// Each kind of reader.
const STAFF: Scope = Scope::All;
const OFFICERS: Scope = Scope::Agency(0);
const DONORS: Scope = Scope::Donor(0);

pub(super) async fn compute(tx: &mut Tx, noun: Noun, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    match noun {
        Noun::Grant => grants(tx, pick).await,
        Noun::Donor => donors(tx, pick).await,
        Noun::Unit => units(tx, pick).await,
        Noun::Agency => agencies(tx, pick, known).await,
        Noun::Programme => programmes(tx, pick).await,
        Noun::Component => components(tx, pick).await,
        Noun::Activity => activities(tx, pick).await,
        Noun::Case => cases(tx, pick).await,
        Noun::Document => documents(tx, pick).await,
        Noun::Official => officials(tx, pick).await,
        Noun::Figure => figures(tx, pick).await,
        Noun::Question => questions(tx, pick).await,
        Noun::Person => people(tx, pick).await,
        Noun::Receipt | Noun::Discrepancy | Noun::Act | Noun::Movement => Ok(Vec::new()),
    }
}

/// What is common to all of them: a code, which is in the address, what it is called, and what else it is found by.
fn entry(noun: Noun, id: i64, scope: Scope, code: &str, title: &str, below: &str) -> Entry {
    Entry {
        code: fold(code),
        title: format!("{code} · {title}"),
        below: below.to_owned(),
        sort_code: sort_key(code),
        ..Entry::new(noun, id, scope, code, &[code, title, below])
    }
}

async fn grants(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let query = pick.of(
        "SELECT g.id, g.code, g.title, COALESCE((SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM grant_donor d
           JOIN donor o ON o.id = d.donor_id WHERE d.grant_id = g.id), '') FROM grant_agreement g WHERE g.id",
    );
    let rows: Vec<(i64, String, String, String)> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title, donors): (i64, String, String, String)| {
        // Who else gives to a grant is not a donor's to find.
        [(STAFF, donors.as_str()), (DONORS, "")]
            .map(|(scope, below)| entry(Noun::Grant, id, scope, &code, &title, below))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn donors(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let rows: Vec<(i64, String, String)> =
        ask!(tx, pick.of("SELECT d.id, d.code, d.name FROM donor d WHERE d.id"), fetch_all)?;
    let entries = |(id, code, name): (i64, String, String)| {
        [STAFF, DONORS].map(|scope| entry(Noun::Donor, id, scope, &code, &name, ""))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn units(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Unit = (i64, String, Parsed<UnitKind>, Option<String>, Option<String>, Option<String>, String);
    let query = pick.of(
        "SELECT u.id, u.code, u.kind, u.base, u.crossing, u.border, COALESCE((SELECT string_agg(n.name, ', ' ORDER BY n.name)
           FROM (SELECT alias AS name, unit_id FROM unit_alias UNION ALL SELECT area, unit_id FROM unit_area
             UNION ALL SELECT code, as_id FROM unit WHERE as_id <> id) n
           WHERE n.unit_id = u.id), '') FROM unit u WHERE u.as_id = u.id AND u.id",
    );
    let rows: Vec<Unit> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, kind, base, crossing, border, also): Unit| {
        let unit = UnitRef::new(&code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), false).label;
        let named = move |scope| entry(Noun::Unit, id, scope, &code, &unit, &also);
        // Which post at the border an office is, donors do not read: theirs are one for each border, without a page.
        let donors = (kind.0 != UnitKind::Blo).then_some(DONORS);
        [STAFF, OFFICERS].into_iter().chain(donors).map(named).collect::<Vec<Entry>>()
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn agencies(tx: &mut Tx, pick: Pick, known: &Known) -> Result<Vec<Entry>> {
    let rows: Vec<(i64, String)> =
        ask!(tx, pick.of("SELECT a.id, a.code FROM agency a WHERE a.as_id = a.id AND a.id"), fetch_all)?;
    let entries = |(id, code): (i64, String)| {
        let row = known.agencies.get(&id);
        let current = row.map_or("", |row| row.current_name());
        let names = row.into_iter().flat_map(|row| &row.names).map(|name| name.dated.name.as_str());
        let twins = row.into_iter().flat_map(|row| &row.twins).flat_map(|twin| twin.words());
        let names = names.filter(|name| *name != current).chain(twins).collect::<Vec<&str>>().join(", ");
        [STAFF, OFFICERS, DONORS].map(|scope| entry(Noun::Agency, id, scope, &code, current, &names))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn programmes(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let query = pick.of("SELECT p.id, p.code, p.title, COALESCE(w.title, p.sub_programme, '') FROM programme p
         LEFT JOIN programme w ON w.id = p.part_of_id WHERE p.id");
    let rows: Vec<(i64, String, String, String)> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title, below): (i64, String, String, String)| {
        [STAFF, OFFICERS, DONORS].map(|scope| entry(Noun::Programme, id, scope, &code, &title, &below))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn components(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let query = pick.of("SELECT k.id, k.code, k.title FROM component k WHERE k.id");
    let rows: Vec<(i64, String, String)> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title): (i64, String, String)| {
        [STAFF, OFFICERS, DONORS].map(|scope| entry(Noun::Component, id, scope, &code, &title, ""))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn activities(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Activity = (i64, String, String, Parsed<ActivityKind>, Option<Parsed<PartialDate>>, Option<String>);
    let query = pick.of("SELECT t.id, t.code, t.title, t.kind, t.starts_on, t.place FROM activity t WHERE t.id");
    let rows: Vec<Activity> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title, kind, day, place): Activity| {
        [STAFF, OFFICERS, DONORS].map(|scope| {
            // A place can be a post at the border: donors find nothing by it.
            let place = place.clone().filter(|_| scope != DONORS);
            let parts = [Some(kind.0.label().to_owned()), day.as_ref().map(|day| day.0.words()), place];
            let below = parts.into_iter().flatten().collect::<Vec<String>>().join(" · ");
            entry(Noun::Activity, id, scope, &code, &title, &below)
        })
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

/// By its code and title. Where a stage was is not every reader's, so nobody finds a case by it in the search of everything.
async fn cases(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let query = pick.of("SELECT z.id, z.code, z.title FROM seizure_case z WHERE z.id");
    let rows: Vec<(i64, String, String)> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title): (i64, String, String)| {
        [STAFF, OFFICERS].map(|scope| entry(Noun::Case, id, scope, &code, &title, ""))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

/// By what was published and of what; the handle says what it is about, on whose page it stands.
/// Found by what was asked and answered, and about which figure; a donor finds those of its embassy.
async fn questions(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Row = (i64, String, String, String, String, String);
    let query = pick.of(
        "SELECT q.id, q.words, q.figure, COALESCE(g.code, ''), COALESCE((SELECT a.words FROM question_answer a
             WHERE a.question_id = q.id ORDER BY a.id DESC LIMIT 1), ''), o.name
         FROM question q JOIN donor o ON o.id = q.donor_id LEFT JOIN grant_agreement g ON g.id = q.grant_id WHERE q.id",
    );
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let entries = |(id, words, figure, grant, answer, donor): Row| {
        [(STAFF, donor.as_str()), (DONORS, "")].map(|(scope, donor)| Entry {
            code: fold(&grant),
            title: words.clone(),
            below: figure.clone(),
            sort_code: sort_key(&grant),
            ..Entry::new(Noun::Question, id, scope, &id.to_string(), &[&grant, &words, &figure, &answer, donor])
        })
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn figures(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Row = (i64, String, String, String, Parsed<Measure>, i64, Option<Parsed<Currency>>, Option<String>, String);
    let query = pick.of(
        "SELECT q.id, CASE WHEN q.grant_id IS NOT NULL THEN 'grant' WHEN q.round_id IS NOT NULL THEN 'round'
             WHEN q.component_id IS NOT NULL THEN 'component' WHEN q.programme_id IS NOT NULL THEN 'programme'
             WHEN q.unit_id IS NOT NULL THEN 'unit' WHEN q.agency_id IS NOT NULL THEN 'agency'
             WHEN q.donor_id IS NOT NULL THEN 'donor' ELSE 'activity' END,
           COALESCE(g.code, r.code, k.code, o.code, u.code, t.code, y.code, d.code, ''), q.what, q.measure, q.amount, q.currency,
           q.qualifier, COALESCE(q.as_published, '') || ' ' || COALESCE(q.topics, '') || ' ' || COALESCE(s.title, '')
         FROM quote q LEFT JOIN grant_agreement g ON g.id = q.grant_id LEFT JOIN round r ON r.id = q.round_id
         LEFT JOIN component k ON k.id = q.component_id LEFT JOIN programme o ON o.id = q.programme_id
         LEFT JOIN unit u ON u.id = q.unit_id LEFT JOIN activity t ON t.id = q.activity_id LEFT JOIN agency y ON y.id = q.agency_id
         LEFT JOIN donor d ON d.id = q.donor_id LEFT JOIN source s ON s.id = q.source_id WHERE q.id",
    );
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let entries = |(id, noun, code, what, measure, amount, currency, qualifier, more): Row| {
        let figure = Published { measure: measure.0, amount, currency: currency.map(|currency| currency.0), qualifier };
        let (handle, title) = (format!("{noun} {code}"), format!("{what}: {figure}"));
        [STAFF, OFFICERS, DONORS].map(|scope| Entry {
            code: fold(&code),
            title: title.clone(),
            below: handle.clone(),
            sort_code: sort_key(&code),
            ..Entry::new(Noun::Figure, id, scope, &handle, &[&code, &title, &more])
        })
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn documents(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Document =
        (i64, String, String, Parsed<DocumentKind>, Option<String>, Option<Parsed<PartialDate>>, Option<String>);
    let query =
        pick.of("SELECT d.id, d.code, d.title, d.kind, d.number, d.issued_on, d.issuer FROM document d WHERE d.id");
    let rows: Vec<Document> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, title, kind, number, day, issuer): Document| {
        let number = number.map(|number| format!("No. {number}"));
        let below = [Some(kind.label().to_owned()), number, day.map(|day| day.words()), issuer];
        let below = below.into_iter().flatten().collect::<Vec<String>>().join(" · ");
        [STAFF, OFFICERS, DONORS].map(|scope| entry(Noun::Document, id, scope, &code, &title, &below))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

async fn officials(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    let query = pick.of(
        "SELECT f.id, f.code, f.name, COALESCE((SELECT string_agg(s.name, ', ') FROM (SELECT l.name FROM official_alias l
           JOIN official y ON y.id = l.official_id WHERE y.as_id = f.id
           UNION SELECT y.code || ' ' || y.name FROM official y WHERE y.as_id = f.id AND y.id <> f.id ORDER BY 1) s), '')
         FROM official f WHERE f.as_id = f.id AND f.id",
    );
    let rows: Vec<(i64, String, String, String)> = ask!(tx, query, fetch_all)?;
    let entries = |(id, code, name, also): (i64, String, String, String)| {
        [STAFF, DONORS].map(|scope| entry(Noun::Official, id, scope, &code, &name, &also))
    };
    Ok(rows.into_iter().flat_map(entries).collect())
}

/// Administrators alone search for people.
async fn people(tx: &mut Tx, pick: Pick) -> Result<Vec<Entry>> {
    type Person = (i64, String, String, Parsed<domain::Role>);
    let rows: Vec<Person> =
        ask!(tx, pick.of("SELECT p.id, p.login, p.name, p.role FROM person p WHERE p.id"), fetch_all)?;
    let entry = |(id, login, name, role): Person| entry(Noun::Person, id, STAFF, &login, &name, role.label());
    Ok(rows.into_iter().map(entry).collect())
}
