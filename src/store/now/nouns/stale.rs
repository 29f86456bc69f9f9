//! Which of them a row of the audit chain makes stale.

use domain::change::Entity;

use super::Noun;
use crate::{
    Result, Tx,
    batch::Bind,
    query::{Query, act},
};

/// Questions for the ids, each with the key of the audit row in all its places.
fn stale(entity: Entity) -> &'static [(Noun, &'static str)] {
    match entity {
        Entity::Receipt => &[
            // With the version that it corrects.
            (Noun::Receipt, "SELECT id FROM receipt WHERE public_id = ?"),
            (
                Noun::Receipt,
                "SELECT supersedes_id AS id FROM receipt WHERE public_id = ? AND supersedes_id IS NOT NULL",
            ),
            // Those that it opened, and those that an earlier count of its lines did.
            (
                Noun::Discrepancy,
                "SELECT d.id FROM receipt t JOIN receipt_line n ON n.receipt_id = t.id JOIN discrepancy d ON d.line_id = n.line_id
                 WHERE t.public_id = ?",
            ),
            (
                Noun::Act,
                "SELECT a.id FROM receipt t JOIN act a ON a.round_id = t.round_id AND a.agency_id = t.agency_id
                 WHERE t.public_id = ?",
            ),
        ],
        // With all versions of it.
        Entity::Discrepancy => &[
            (Noun::Discrepancy, "SELECT id FROM discrepancy WHERE public_id = ?"),
            (
                Noun::Discrepancy,
                "SELECT v.id FROM discrepancy d JOIN discrepancy v ON v.first_id = d.id WHERE d.public_id = ?",
            ),
        ],
        Entity::Act | Entity::Signature => &[(Noun::Act, "SELECT id FROM act WHERE number = ?")],
        Entity::Movement => &[(Noun::Movement, "SELECT id FROM movement WHERE public_id = ?")],
        Entity::Round => &[
            (Noun::Receipt, "SELECT t.id FROM receipt t JOIN round r ON r.id = t.round_id WHERE r.code = ?"),
            (
                Noun::Discrepancy,
                "SELECT d.id FROM round r JOIN line l ON l.round_id = r.id JOIN discrepancy d ON d.line_id = l.id WHERE r.code = ?",
            ),
            (Noun::Act, "SELECT a.id FROM act a JOIN round r ON r.id = a.round_id WHERE r.code = ?"),
            (Noun::Figure, "SELECT q.id FROM quote q JOIN round r ON r.id = q.round_id WHERE r.code = ?"),
        ],
        // Who paid for it.
        Entity::Item => &[
            (
                Noun::Receipt,
                "SELECT n.receipt_id AS id FROM item i JOIN line l ON l.item_id = i.id JOIN receipt_line n ON n.line_id = l.id
                 WHERE i.tag = ?",
            ),
            (
                Noun::Discrepancy,
                "SELECT d.id FROM item i JOIN line l ON l.item_id = i.id JOIN discrepancy d ON d.line_id = l.id WHERE i.tag = ?",
            ),
        ],
        // A name under which they are found.
        Entity::Agency => &[
            (Noun::Receipt, "SELECT c.id FROM receipt c WHERE c.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)"),
            (
                Noun::Discrepancy,
                "SELECT d.id FROM line l JOIN discrepancy d ON d.line_id = l.id WHERE l.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)",
            ),
            (Noun::Act, "SELECT x.id FROM act x WHERE x.agency_id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)"),
            (
                Noun::Movement,
                "SELECT m.id FROM movement m JOIN agency a ON a.id IN (m.agency_id, m.giver_agency_id)
                 WHERE a.id IN (SELECT t.id FROM agency o JOIN agency t ON t.as_id = o.as_id WHERE o.code = ?)",
            ),
            (Noun::Agency, "SELECT id FROM agency WHERE code = ?"),
        ],
        Entity::Grant => &[(Noun::Grant, "SELECT id FROM grant_agreement WHERE code = ?")],
        Entity::Donor => &[
            (Noun::Donor, "SELECT id FROM donor WHERE code = ?"),
            (
                Noun::Grant,
                "SELECT m.grant_id AS id FROM grant_donor m JOIN donor d ON d.id = m.donor_id WHERE d.code = ?",
            ),
        ],
        Entity::Unit => &[(Noun::Unit, "SELECT id FROM unit WHERE code = ?")],
        // A programme is named behind its sub-programmes.
        Entity::Programme => &[
            (Noun::Programme, "SELECT id FROM programme WHERE code = ?"),
            (
                Noun::Programme,
                "SELECT c.id FROM programme p JOIN programme c ON c.part_of_id = p.id WHERE p.code = ?",
            ),
        ],
        Entity::Component => &[(Noun::Component, "SELECT id FROM component WHERE code = ?")],
        Entity::Activity => &[(Noun::Activity, "SELECT id FROM activity WHERE code = ?")],
        Entity::Case => &[(Noun::Case, "SELECT id FROM seizure_case WHERE code = ?")],
        Entity::Document => &[(Noun::Document, "SELECT id FROM document WHERE code = ?")],
        Entity::Official => &[(Noun::Official, "SELECT id FROM official WHERE code = ?")],
        Entity::Question => &[(Noun::Question, "SELECT id FROM question WHERE id = CAST(? AS BIGINT)")],
        Entity::Quote => &[(Noun::Figure, "SELECT id FROM quote WHERE id = CAST(? AS BIGINT)")],
        Entity::Person => &[(Noun::Person, "SELECT id FROM person WHERE id = CAST(? AS BIGINT)")],
        _ => &[],
    }
}

/// Notes what this row makes stale. Answers whether there is any.
pub(crate) async fn mark(tx: &mut Tx, entity: Entity, key: &str) -> Result<bool> {
    let questions = stale(entity);
    // A signature is named `HA-2019-001/1/2`: under its act.
    let key = if entity == Entity::Signature { key.split('/').next().unwrap_or(key) } else { key };
    for (noun, ids) in questions {
        insert(tx, *noun, ids, Bind::from(key)).await?;
    }
    Ok(!questions.is_empty())
}

/// The receipts and discrepancies of what a grant pays for, or ever paid for, are stale: it has other donors.
pub(crate) async fn mark_grant(tx: &mut Tx, grant: i64) -> Result<()> {
    const RECEIPTS: &str =
        "SELECT n.receipt_id AS id FROM line l JOIN receipt_line n ON n.line_id = l.id WHERE l.item_id IN (
       SELECT item_id FROM funding_share WHERE grant_id = ? UNION SELECT h.item_id FROM funding_change_share v
         JOIN funding_change h ON h.id = v.change_id WHERE v.grant_id = ?)";
    const DISCREPANCIES: &str = "SELECT d.id FROM line l JOIN discrepancy d ON d.line_id = l.id WHERE l.item_id IN (
       SELECT item_id FROM funding_share WHERE grant_id = ? UNION SELECT h.item_id FROM funding_change_share v
         JOIN funding_change h ON h.id = v.change_id WHERE v.grant_id = ?)";
    insert(tx, Noun::Receipt, RECEIPTS, Bind::from(grant)).await?;
    insert(tx, Noun::Discrepancy, DISCREPANCIES, Bind::from(grant)).await
}

/// What a person signed, answers for or proposed is stale: the person has another name. (Not by the audit rows of people: each
/// sign-in is one.)
///
/// # Errors
/// The database does not answer.
pub(crate) async fn mark_person(tx: &mut Tx, person: i64) -> Result<()> {
    for (noun, ids) in [
        (Noun::Receipt, "SELECT id FROM receipt WHERE person_id = ?"),
        (
            Noun::Discrepancy,
            "SELECT d.id FROM discrepancy_event e JOIN discrepancy d ON e.discrepancy_id IN (d.id, d.first_id) WHERE e.owner_id = ?",
        ),
        (Noun::Movement, "SELECT id FROM movement WHERE person_id = ?"),
    ] {
        insert(tx, noun, ids, Bind::from(person)).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, noun: Noun, ids: &'static str, key: Bind) -> Result<()> {
    let keys = std::iter::repeat_n(key, ids.matches('?').count());
    let query = Query::default()
        .with("INSERT INTO noun_stale (noun, noun_id) SELECT ?, s.id FROM (", [Bind::from(noun.word())])
        .with(ids, keys)
        // The `WHERE TRUE` keeps SQLite from reading ON CONFLICT as part of a join.
        .with(") s WHERE TRUE ON CONFLICT DO NOTHING", []);
    act!(&mut *tx, query)?;
    Ok(())
}
