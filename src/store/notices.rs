//! Notices: written with the fact that causes them, in the same transaction. They are not facts of the programme and leave
//! no row in the audit chain; what a person chooses about them does.

use domain::{
    Action, PartialDate, Timestamp, Viewer,
    notice::{Kind, Preference, REMINDED_AFTER},
};

use crate::{
    Parsed, Result, Tx,
    db::{sql, touch},
    list::{Asked, Given, List, Page, Scope, Sort},
    outbox,
};

mod choose;
mod donors;
mod remind;
pub use choose::{Settings, choose, settings};
pub(crate) use donors::{handover_announced, loss_reported, question_answered, question_asked};
pub use remind::remind;

/// A notice as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NoticeRow {
    pub id: i64,
    pub kind: Parsed<Kind>,
    pub subject: String,
    pub href: String,
    pub created_at: i64,
    pub read_at: Option<i64>,
}

/// What somebody is told. `subject` holds codes and dates only: it is mailed.
pub(crate) struct Told<'a> {
    pub kind: Kind,
    pub subject: &'a str,
    pub href: &'a str,
    /// What it is about: the same person is told once.
    pub key: &'a str,
}

pub(crate) static LIST: List = List {
    columns: "n.id, n.kind, n.subject, n.href, n.created_at, q.read_at",
    from: "notice r WHERE r.person_id = ? AND r.in_portal = 1",
    given: &[Given::Of],
    joins: "JOIN notice n ON n.id = r.id LEFT JOIN notice_read q ON q.notice_id = r.id",
    id: "r.id",
    sorts: &[Sort::number("since", "r.created_at").down()],
    filters: &[],
    search: None,
    sums: None,
    total: None,
};

/// A page of one's own notices, newest first.
///
/// # Errors
/// The role is never told anything.
pub async fn list(tx: &mut Tx, viewer: &Viewer, asked: &Asked) -> Result<Page<NoticeRow>> {
    viewer.may(Action::SeeNotices)?;
    LIST.page(tx, Scope::from(viewer).within(viewer.person), asked).await
}

/// How many of one's own were not read; `None` for a role that is never told anything.
///
/// # Errors
/// The database does not answer.
pub async fn unread(tx: &mut Tx, viewer: &Viewer) -> Result<Option<i64>> {
    if !viewer.role.may(Action::SeeNotices) {
        return Ok(None);
    }
    let count: i64 = sql!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM notice n WHERE n.person_id = $1 AND n.in_portal = 1
           AND NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id)"
    )
    .bind(viewer.person)
    .fetch_one(c))?;
    Ok(Some(count))
}

/// Marks all of one's own as read. Answers how many were not.
///
/// # Errors
/// The role is never told anything.
pub async fn read_all(tx: &mut Tx, viewer: &Viewer, at: Timestamp) -> Result<u64> {
    viewer.may(Action::SeeNotices)?;
    Ok(touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO notice_read (notice_id, read_at) SELECT n.id, $2 FROM notice n WHERE n.person_id = $1 AND n.in_portal = 1
           AND NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id)"
    )
    .bind(viewer.person)
    .bind(at.0)
    .execute(c)
    })?)
}

/// Tells the officers of the receiving agencies that a round was dispatched.
pub(crate) async fn dispatched(tx: &mut Tx, at: Timestamp, round: i64, code: &str) -> Result<()> {
    let officers: Vec<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT p.id FROM person p WHERE p.role = 'officer' AND p.disabled_at IS NULL
           AND (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id)
             IN (SELECT g.as_id FROM line l JOIN agency g ON g.id = l.agency_id WHERE l.round_id = $1) ORDER BY p.id"
    )
    .bind(round)
    .fetch_all(c))?;
    let (subject, href) = (format!("Round {code} was sent to you: count what arrived"), format!("/rounds/{code}"));
    let key = format!("dispatched:{round}");
    for officer in officers {
        let told = Told { kind: Kind::ToReceive, subject: &subject, href: &href, key: &key };
        tell(tx, at, officer, &told).await?;
    }
    Ok(())
}

/// Tells the officers of an agency once more that a round waits for their count, because staff ask; not twice in a day. Answers how
/// many officers the agency has.
pub(crate) async fn ask_again(tx: &mut Tx, at: Timestamp, round: &str, agency: &str) -> Result<usize> {
    let officers: Vec<(i64, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT p.id, o.id FROM person p JOIN agency g ON g.id = p.agency_id, round o
         WHERE p.role = 'officer' AND p.disabled_at IS NULL AND o.code = $1 AND g.as_id = (SELECT as_id FROM agency WHERE code = $2)
         ORDER BY p.id"
    )
    .bind(round)
    .bind(agency)
    .fetch_all(c)
    })?;
    let (subject, href) = (format!("Round {round} waits for your count: UNODC asks"), format!("/rounds/{round}"));
    for (officer, id) in &officers {
        let key = format!("asked:{id}:{}", at.day());
        let told = Told { kind: Kind::Waiting, subject: &subject, href: &href, key: &key };
        tell(tx, at, *officer, &told).await?;
    }
    Ok(officers.len())
}

/// Tells staff and the officers of the agency that a version of its act was replaced.
pub(crate) async fn superseded(tx: &mut Tx, at: Timestamp, act: i64, number: &str, version: i64) -> Result<()> {
    let subject = format!("Act {number}: version {version} replaces version {}", version - 1);
    let (href, key) = (format!("/acts/{number}"), format!("superseded:{act}:{version}"));
    for person in of_act(tx, number).await? {
        let told = Told { kind: Kind::DocumentSuperseded, subject: &subject, href: &href, key: &key };
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}

/// Tells staff that what an act states was corrected: a new version is needed.
pub(crate) async fn receipt_corrected(tx: &mut Tx, at: Timestamp, receipt: i64) -> Result<()> {
    let acts: Vec<(String, i64)> = sql!(&mut *tx, |c| {
        sqlx::query_as(
        "SELECT a.number, MAX(v.version) FROM receipt t JOIN act a ON a.round_id = t.round_id AND a.agency_id = t.agency_id
         JOIN act_version v ON v.act_id = a.id WHERE t.id = $1 GROUP BY a.number"
    )
    .bind(receipt)
    .fetch_all(c)
    })?;
    for (number, version) in acts {
        let subject =
            format!("Act {number}: a receipt that version {version} states was corrected; a new version is needed");
        let (href, key) = (format!("/acts/{number}"), format!("corrected:{receipt}:{number}"));
        let told = Told { kind: Kind::DocumentSuperseded, subject: &subject, href: &href, key: &key };
        tell_staff(tx, at, &told).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Correction {
    public_id: String,
    round: String,
    agency: String,
    received_on: Parsed<PartialDate>,
    officer: i64,
    /// The word of its answer, and the corrected version.
    answer: Option<String>,
    corrected: Option<String>,
}

/// Tells staff that an agency asks for the correction of a receipt.
pub(crate) async fn correction_asked(tx: &mut Tx, at: Timestamp, correction: i64) -> Result<()> {
    let asked = correction_of(tx, correction).await?;
    let subject =
        format!("Round {}: {} asks to correct its receipt of {}", asked.round, asked.agency, asked.received_on.words());
    let (href, key) = (format!("/corrections/{}", asked.public_id), format!("correction:{correction}"));
    tell_staff(tx, at, &Told { kind: Kind::Correction, subject: &subject, href: &href, key: &key }).await
}

/// Tells the officer who asked for a correction what staff say.
pub(crate) async fn correction_answered(tx: &mut Tx, at: Timestamp, correction: i64) -> Result<()> {
    let asked = correction_of(tx, correction).await?;
    let day = asked.received_on.words();
    let (subject, href) = match asked.corrected {
        Some(receipt) => {
            (format!("Round {}: your receipt of {day} is corrected", asked.round), format!("/receipts/{receipt}"))
        }
        None => {
            let answer = asked.answer.unwrap_or_default();
            let subject = format!("Round {}: the correction of your receipt of {day} was {answer}", asked.round);
            (subject, format!("/corrections/{}", asked.public_id))
        }
    };
    let key = format!("correction answered:{correction}");
    tell(tx, at, asked.officer, &Told { kind: Kind::Correction, subject: &subject, href: &href, key: &key }).await
}

async fn correction_of(tx: &mut Tx, correction: i64) -> Result<Correction> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT c.public_id, r.code AS round, g.code AS agency, t.received_on, c.person_id AS officer, a.kind AS answer,
           o.public_id AS corrected
         FROM receipt_correction c JOIN receipt t ON t.id = c.receipt_id JOIN round r ON r.id = t.round_id
         JOIN agency g ON g.id = t.agency_id LEFT JOIN receipt_correction_answer a ON a.correction_id = c.id
         LEFT JOIN receipt o ON o.id = a.receipt_id WHERE c.id = $1"
    )
    .bind(correction)
    .fetch_one(c)
    })?)
}

async fn tell_staff(tx: &mut Tx, at: Timestamp, told: &Told<'_>) -> Result<()> {
    let staff: Vec<i64> = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT id FROM person WHERE role = 'staff' AND disabled_at IS NULL ORDER BY id"
    )
    .fetch_all(c))?;
    for person in staff {
        tell(tx, at, person, told).await?;
    }
    Ok(())
}

/// Tells staff that another person signs for an agency than its act names: what the act was made from was replaced.
pub(crate) async fn signatory_changed(
    tx: &mut Tx,
    at: Timestamp,
    number: &str,
    (round, agency): (&str, &str),
    key: &str,
) -> Result<()> {
    let subject = format!("Act {number}: another person signs for {agency} now; a new version is needed");
    let href = format!("/rounds/{round}/acts/{agency}");
    tell_staff(tx, at, &Told { kind: Kind::DocumentSuperseded, subject: &subject, href: &href, key }).await
}

/// Tells staff, the officers of the agency and the donors of its lines that everybody has signed a version of an act.
pub(crate) async fn act_signed(tx: &mut Tx, at: Timestamp, version_id: i64, number: &str, version: i64) -> Result<()> {
    let subject = format!("Act {number}, version {version}: everybody has signed");
    let (href, key) = (format!("/acts/{number}"), format!("signed:{version_id}"));
    for person in of_act(tx, number).await? {
        let told = Told { kind: Kind::ActSigned, subject: &subject, href: &href, key: &key };
        tell(tx, at, person, &told).await?;
    }
    donors::act_signed(tx, at, version_id, number).await
}

/// Whom an act concerns: staff, and the officers of its agency.
async fn of_act(tx: &mut Tx, number: &str) -> Result<Vec<i64>> {
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT p.id FROM person p WHERE p.disabled_at IS NULL
           AND (p.role = 'staff' OR p.role = 'officer' AND (SELECT g_as.as_id FROM agency g_as WHERE g_as.id = p.agency_id)
             = (SELECT g.as_id FROM act a JOIN agency g ON g.id = a.agency_id WHERE a.number = $1))
         ORDER BY p.id"
    )
    .bind(number)
    .fetch_all(c)
    })?)
}

/// When an agency has counted every line of a round once, what asked its officers to do so is read.
pub(crate) async fn answered(tx: &mut Tx, at: Timestamp, round: i64, agency: i64) -> Result<()> {
    // Another reminder needs another place in the query: this line says so when the array grows.
    let [first, last] = REMINDED_AFTER.map(|days| remind::waiting_key(round, days));
    touch!(tx, |c| {
        sqlx::query(
        "INSERT INTO notice_read (notice_id, read_at) SELECT n.id, $3 FROM notice n JOIN person p ON p.id = n.person_id
         WHERE p.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) AND (n.key IN ($4, $5, $6) OR n.key LIKE $7)
           AND NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id)
           AND NOT EXISTS (SELECT 1 FROM line l WHERE l.round_id = $1 AND l.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2)
             AND NOT EXISTS (SELECT 1 FROM receipt_line c WHERE c.line_id = l.id))"
    )
    .bind(round)
    .bind(agency)
    .bind(at.0)
    .bind(format!("dispatched:{round}"))
    .bind(first)
    .bind(last)
    .bind(format!("asked:{round}:%"))
    .execute(c)
    })?;
    Ok(())
}

/// Tells a person, in the ways that the person chose; nothing when neither was, or when it was told before.
pub(crate) async fn tell(tx: &mut Tx, at: Timestamp, person: i64, told: &Told<'_>) -> Result<()> {
    let (email, wanted) = wanted(tx, person, told.kind).await?;
    let email = email.filter(|_| wanted.by_email);
    if !wanted.in_portal && email.is_none() {
        return Ok(());
    }
    let id: Option<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO notice (person_id, kind, subject, href, key, in_portal, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id, key) DO NOTHING RETURNING id"
    )
    .bind(person)
    .bind(told.kind.word())
    .bind(told.subject)
    .bind(told.href)
    .bind(told.key)
    .bind(i64::from(wanted.in_portal))
    .bind(at.0)
    .fetch_optional(c)
    })?;
    match (id, email) {
        (Some(id), Some(email)) => outbox::write(tx, at, id, &email, told.subject).await,
        _ => Ok(()),
    }
}

/// The address of a person, and what was chosen about this kind.
async fn wanted(tx: &mut Tx, person: i64, kind: Kind) -> Result<(Option<String>, Preference)> {
    type Chosen = (Option<String>, Option<i64>, Option<i64>);
    let (email, in_portal, by_email): Chosen = sql!(tx, |c| sqlx::query_as(
        "SELECT p.email, f.in_portal, f.by_email FROM person p
         LEFT JOIN notice_preference f ON f.person_id = p.id AND f.kind = $2 WHERE p.id = $1"
    )
    .bind(person)
    .bind(kind.word())
    .fetch_one(c))?;
    Ok((email, Preference { kind, in_portal: in_portal != Some(0), by_email: by_email != Some(0) }))
}
