//! Somebody takes the triggers away and changes the ledger of money: `portal verify` names the event.

use store::verify;

use super::*;
use crate::support::{disarm, names_each};

/// The receipt at the rate of the table (1), an expenditure (2) and its reversal (3), one in soms at a stated rate (4), one
/// that waits (5); the transaction has no triggers.
async fn unguarded(db: &Db) -> Tx {
    let office = office(db).await;
    let mut tx = db.write().await.expect("write");
    certified(&mut tx, &office, GRANT, &receipt()).await;
    let spent = NewEvent {
        document: Some("Invoice 17".into()),
        budget_line: Some("A".into()),
        ..event(EventKind::Expenditure, usd(10_000))
    };
    let spent = certified(&mut tx, &office, GRANT, &spent).await;
    let back =
        ledger::reverse(&mut tx, &office.people.dana, NOW, GRANT, spent, NOW.day(), "Twice").await.expect("back");
    ledger::approve(&mut tx, &office.finance, NOW, GRANT, back).await.expect("approved");
    let soms = NewEvent {
        rate: stated("8350.25"),
        relates_to: "2019-08".parse().ok(),
        ..event(EventKind::Expenditure, Money::new(100_000_000, Currency::Uzs))
    };
    certified(&mut tx, &office, GRANT, &soms).await;
    posted(&mut tx, &office.people.dana, GRANT, &event(EventKind::Psc, usd(1300))).await.expect("waits");
    disarm(&mut tx, &["money_event", "money_decision"]).await;
    tx
}

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE money_event SET minor = 743000001 WHERE number = 1", "money_event JP-2020/1: differs from change"),
    ("UPDATE money_event SET booked_cents = 711004786 WHERE number = 1", "money_event JP-2020/1: differs from change"),
    ("UPDATE money_event SET rate = '104.5' WHERE number = 1", "money_event JP-2020/1: differs from change"),
    ("UPDATE money_event SET kind = 'levy' WHERE number = 2", "money_event JP-2020/2: differs from change"),
    ("UPDATE money_event SET purpose = 'Boots' WHERE number = 2", "money_event JP-2020/2: differs from change"),
    ("UPDATE money_event SET document = NULL WHERE number = 2", "money_event JP-2020/2: differs from change"),
    ("UPDATE money_event SET value_date = '2019-09-17' WHERE number = 2", "money_event JP-2020/2: differs from change"),
    ("UPDATE money_event SET recorded_at = 0 WHERE number = 2", "money_event JP-2020/2: differs from change"),
    ("UPDATE money_event SET reverses_id = NULL WHERE number = 3", "money_event JP-2020/3: differs from change"),
    ("UPDATE money_event SET number = 6 WHERE number = 5", "money_event JP-2020/6: has no audit row"),
    ("DELETE FROM money_event WHERE number = 5", "money_event JP-2020/5: is missing, but change"),
    (
        "DELETE FROM money_decision WHERE event_id = (SELECT id FROM money_event WHERE number = 1)",
        "money_decision JP-2020/1: is missing",
    ),
    (
        "UPDATE money_decision SET decision = 'rejected' WHERE event_id = (SELECT id FROM money_event WHERE number = 4)",
        "money_decision JP-2020/4: differs from change",
    ),
    (
        "UPDATE money_decision SET reason = 'x' WHERE event_id = (SELECT id FROM money_event WHERE number = 4)",
        "money_decision JP-2020/4: differs from change",
    ),
    (
        "UPDATE money_decision SET person_id = (SELECT person_id FROM money_event WHERE number = 4)
         WHERE event_id = (SELECT id FROM money_event WHERE number = 4)",
        "money_decision JP-2020/4: differs from change",
    ),
    (
        "INSERT INTO money_decision (event_id, decision, person_id, recorded_at)
         SELECT id, 'approved', (SELECT id FROM person WHERE login = 'finance'), 0 FROM money_event WHERE number = 5",
        "money_decision JP-2020/5: has no audit row",
    ),
    (
        "INSERT INTO money_event (grant_id, number, kind, minor, currency, value_date, booked_cents, purpose, person_id, recorded_at)
         SELECT grant_id, 6, kind, minor, currency, value_date, booked_cents, purpose, person_id, recorded_at
         FROM money_event WHERE number = 5",
        "money_event JP-2020/6: has no audit row",
    ),
];

both_databases!(an_altered_ledger_is_named, async |db: Db| {
    let mut tx = unguarded(&db).await;
    names_each(&mut tx, TAMPERING).await;
});

both_databases!(a_pinned_rate_that_never_applied_is_named, async |db: Db| {
    let mut tx = unguarded(&db).await;
    disarm(&mut tx, &["fx_rate"]).await;
    for change in ["units_per_usd = '104.60'", "effective_on = '2019-10-01'", "source = 'BANK'", "currency = 'EUR'"] {
        execute(&mut tx, "SAVEPOINT honest").await.expect("savepoint");
        execute(&mut tx, &format!("UPDATE fx_rate SET {change}")).await.expect(change);
        // The rate itself may be named first, once rates are verified.
        verify::verify(&mut tx).await.expect("verify").expect_err(change);
        execute(&mut tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
});
