//! What donors are told, and what staff are told of them.

use domain::{PartialDate, Timestamp, notice::Kind};

use super::{Told, tell, tell_staff};
use crate::{Parsed, Result, Tx, db::sql};

/// Tells whoever looks after the grant that its donor asks; where nobody does, all staff.
pub(crate) async fn question_asked(tx: &mut Tx, at: Timestamp, question: i64) -> Result<()> {
    type Row = (Option<String>, Parsed<PartialDate>, Option<i64>);
    let (grant, day, owner): Row = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT g.code, q.figure_day, (SELECT p.id FROM grant_owner n JOIN person p ON p.id = n.owner_id
           WHERE n.grant_id = q.grant_id AND p.disabled_at IS NULL AND p.role = 'staff'
             AND NOT EXISTS (SELECT 1 FROM grant_owner x WHERE x.grant_id = n.grant_id AND x.id > n.id))
         FROM question q LEFT JOIN grant_agreement g ON g.id = q.grant_id WHERE q.id = $1"
    )
    .bind(question)
    .fetch_one(c))?;
    let about = grant.map(|code| format!(" about {code}")).unwrap_or_default();
    let subject = format!("A donor asks{about}: a figure of {}", day.0.words());
    let (href, key) = (format!("/questions/{question}"), format!("question:{question}"));
    let told = Told { kind: Kind::Question, subject: &subject, href: &href, key: &key };
    match owner {
        Some(owner) => tell(tx, at, owner, &told).await,
        None => tell_staff(tx, at, &told).await,
    }
}

/// Tells whoever asked that there is an answer.
pub(crate) async fn question_answered(tx: &mut Tx, at: Timestamp, question: i64, answer: i64) -> Result<()> {
    let (person, day): (i64, Parsed<PartialDate>) =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT person_id, figure_day FROM question WHERE id = $1")
            .bind(question)
            .fetch_one(c))?;
    let subject = format!("Your question about a figure of {} is answered", day.0.words());
    let (href, key) = (format!("/questions/{question}"), format!("answer:{answer}"));
    tell(tx, at, person, &Told { kind: Kind::Answer, subject: &subject, href: &href, key: &key }).await
}

/// Tells the donors whose grants pay for something of the round that its handover is planned, or no more.
pub(crate) async fn handover_announced(tx: &mut Tx, at: Timestamp, announcement: i64) -> Result<()> {
    let (round, day, withdrawn): (i64, Parsed<PartialDate>, i64) =
        sql!(&mut *tx, |c| sqlx::query_as("SELECT round_id, day, withdrawn FROM round_announcement WHERE id = $1")
            .bind(announcement)
            .fetch_one(c))?;
    let day = day.0.words();
    let subject = match withdrawn {
        0 => format!("A handover is planned for {day}"),
        _ => format!("The handover of {day} is not planned any more"),
    };
    let key = format!("announcement:{announcement}");
    let told = Told { kind: Kind::HandoverPlanned, subject: &subject, href: "/planned", key: &key };
    for person in of_round(tx, round).await? {
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}

/// Tells the donors that paid for an item that it was reported lost or stolen; each day of reports once.
pub(crate) async fn loss_reported(tx: &mut Tx, at: Timestamp, item: i64) -> Result<()> {
    let tag: String =
        sql!(&mut *tx, |c| sqlx::query_scalar("SELECT tag FROM item WHERE id = $1").bind(item).fetch_one(c))?;
    let people: Vec<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT DISTINCT p.id FROM funding_share s JOIN grant_donor d ON d.grant_id = s.grant_id
         JOIN person p ON p.donor_id = d.reader_id WHERE s.item_id = $1 AND p.role = 'donor' AND p.disabled_at IS NULL ORDER BY p.id"
    )
    .bind(item)
    .fetch_all(c)
    })?;
    let subject = format!("Item {tag}: a loss was reported");
    let (href, key) = (format!("/items/{tag}"), format!("loss:{item}:{}", at.day()));
    for person in people {
        let told = Told { kind: Kind::LossReported, subject: &subject, href: &href, key: &key };
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}

/// Tells the donors of what an act states that everybody has signed a version. They read no act: it leads to the round.
pub(super) async fn act_signed(tx: &mut Tx, at: Timestamp, version_id: i64, number: &str) -> Result<()> {
    let code: String = sql!(&mut *tx, |c| sqlx::query_scalar(
        "SELECT r.code FROM act a JOIN round r ON r.id = a.round_id WHERE a.number = $1"
    )
    .bind(number)
    .fetch_one(c))?;
    let people: Vec<i64> = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "SELECT DISTINCT p.id FROM act a JOIN line l ON l.round_id = a.round_id
         JOIN agency g ON g.id = l.agency_id JOIN agency o ON o.id = a.agency_id AND o.as_id = g.as_id
         JOIN funding_share s ON s.item_id = l.item_id JOIN grant_donor d ON d.grant_id = s.grant_id
         JOIN person p ON p.donor_id = d.reader_id WHERE a.number = $1 AND p.role = 'donor' AND p.disabled_at IS NULL ORDER BY p.id"
    )
    .bind(number)
    .fetch_all(c)
    })?;
    let subject = format!("Round {code}: an act of handover is signed");
    let (href, key) = (format!("/rounds/{code}"), format!("signed:{version_id}"));
    for person in people {
        let told = Told { kind: Kind::ActSigned, subject: &subject, href: &href, key: &key };
        tell(tx, at, person, &told).await?;
    }
    Ok(())
}

/// The people of the donors whose grants pay for something of a round.
async fn of_round(tx: &mut Tx, round: i64) -> Result<Vec<i64>> {
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT DISTINCT p.id FROM line l JOIN funding_share s ON s.item_id = l.item_id JOIN grant_donor d ON d.grant_id = s.grant_id
         JOIN person p ON p.donor_id = d.reader_id WHERE l.round_id = $1 AND p.role = 'donor' AND p.disabled_at IS NULL ORDER BY p.id"
    )
    .bind(round)
    .fetch_all(c)
    })?)
}
