//! Locked periods: nothing gets a value date inside them, and opening them again takes two people and ends by itself.

use chrono::NaiveDate;
use domain::{
    AsOf, Currency, Money, Role, Timestamp, Viewer,
    ledger::{EventKind, NewEvent, RateChoice},
    period::Reopening,
};
use store::{Db, Tx, ledger, periods, verify};

use crate::{
    chain::{People, programme},
    support::{NOW, disarm, names_each, person, told},
};

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// An event in US dollars.
pub fn event(kind: EventKind, cents: i64, value_date: &str) -> NewEvent {
    NewEvent {
        kind,
        amount: Money::new(cents, Currency::Usd),
        value_date: day(value_date),
        rate: RateChoice::None,
        purpose: "Boots for the northern posts".into(),
        donor_code: None,
        phase_id: None,
        budget_line: None,
        from_budget_line: None,
        external_ref: None,
        document: None,
        relates_to: None,
        reason: Some("As the paper says".to_owned()),
    }
}

/// Posts an event as it was shown.
pub async fn post(tx: &mut Tx, viewer: &Viewer, at: Timestamp, grant: &str, new: &NewEvent) -> store::Result<i64> {
    let seal = ledger::check(tx, viewer, at, grant, new).await?.seal();
    ledger::post(tx, viewer, at, grant, new, &seal).await
}

/// Posts an event, and another person approves it.
pub async fn book(tx: &mut Tx, people: &People, finance: &Viewer, grant: &str, new: &NewEvent) -> i64 {
    let number = post(tx, &people.dana, NOW, grant, new).await.expect("posted");
    ledger::approve(tx, finance, NOW, grant, number).await.expect("approved");
    number
}

pub async fn finance(db: &Db) -> Viewer {
    person(db, "finance", Role::Staff, None).await
}

async fn lock(tx: &mut Tx, viewer: &Viewer, grant: Option<&str>) -> store::Result<i64> {
    let (from, until) = (day("2019-01-01"), day("2019-06-30"));
    periods::lock(tx, viewer, NOW, grant, from, until, "The statement of the half-year is certified").await
}

both_databases!(a_lock_keeps_its_grant_and_its_days_closed, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    lock(&mut tx, &people.dana, Some("JP-2020")).await.expect("locked");
    for (inside, grant, value_date) in [
        (true, "JP-2020", "2019-01-01"),
        (true, "JP-2020", "2019-06-30"),
        (false, "JP-2020", "2018-12-31"),
        (false, "JP-2020", "2019-07-01"),
        (false, "US-2020", "2019-03-01"),
    ] {
        let new = event(EventKind::Expenditure, 100, value_date);
        let answer = told(ledger::check(&mut tx, &people.dana, NOW, grant, &new).await);
        let words = "value_date: 1 Jan 2019 to 30 Jun 2019 is locked (by dana (test) on 12 Dec 2019: The statement";
        assert_eq!(answer.starts_with(words), inside, "{grant} {value_date}: {answer}");
        assert_eq!(answer == "done", !inside, "{grant} {value_date}: {answer}");
    }
    // A late fact goes into an open period and says where it belongs.
    let mut late = event(EventKind::Expenditure, 100, "2019-07-01");
    late.relates_to = "2019-06".parse().ok();
    let number = post(&mut tx, &people.dana, NOW, "JP-2020", &late).await.expect("late");
    let shown = ledger::show(&mut tx, &people.dana, "JP-2020", number).await.expect("shown");
    assert_eq!(shown.relates_to.map(|d| d.words()).as_deref(), Some("Jun 2019"));
});

both_databases!(a_lock_of_all_grants_closes_every_one, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    lock(&mut tx, &people.dana, None).await.expect("locked");
    for grant in ["JP-2020", "US-2020", "JOINT-2020"] {
        let new = event(EventKind::Expenditure, 100, "2019-03-01");
        let answer = told(ledger::check(&mut tx, &people.dana, NOW, grant, &new).await);
        assert!(answer.contains("is locked"), "{grant}: {answer}");
    }
    // Of two locks each keeps the period closed for itself.
    let own = lock(&mut tx, &people.dana, Some("JP-2020")).await.expect("its own lock as well");
    assert_eq!(periods::show(&mut tx, &people.dana, own).await.expect("shown").grant.as_deref(), Some("JP-2020"));
});

both_databases!(what_cannot_be_locked_says_why, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let dana = &people.dana;
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(told(lock(&mut tx, nobody, None).await), "forbidden");
        assert_eq!(told(periods::list(&mut tx, nobody).await), "forbidden");
        assert_eq!(told(periods::show(&mut tx, nobody, 1).await), "forbidden");
        assert_eq!(told(periods::ask_reopening(&mut tx, nobody, NOW, 1, 2, "x").await), "forbidden");
        assert_eq!(told(periods::approve_reopening(&mut tx, nobody, NOW, 1).await), "forbidden");
    }
    let (from, until) = (day("2019-01-01"), day("2019-06-30"));
    assert_eq!(told(periods::lock(&mut tx, dana, NOW, Some("JP-1999"), from, until, "x").await), "not found");
    assert_eq!(
        told(periods::lock(&mut tx, dana, NOW, None, until, from, "x").await),
        "until_on: The last day lies before the first one"
    );
    let ahead = told(periods::lock(&mut tx, dana, NOW, None, from, day("2019-12-13"), "x").await);
    assert!(ahead.starts_with("until_on: Only a period that is over can be locked: enter 12 Dec 2019"), "{ahead}");
    assert_eq!(
        told(periods::lock(&mut tx, dana, NOW, None, from, until, " ").await),
        "reason: Enter why the period is locked"
    );

    let first = post(&mut tx, dana, NOW, "JP-2020", &event(EventKind::Expenditure, 100, "2019-06-30")).await;
    let second = post(&mut tx, dana, NOW, "US-2020", &event(EventKind::Expenditure, 100, "2019-01-01")).await;
    let waits = |words: &str| format!("until_on: {words} in this period: approve or reject ");
    assert_eq!(told(lock(&mut tx, dana, None).await), waits("2 events wait for approval") + "them first");
    assert_eq!(told(lock(&mut tx, dana, Some("US-2020")).await), waits("1 event waits for approval") + "it first");
    assert_eq!(told(lock(&mut tx, dana, Some("JOINT-2020")).await), "done");
    ledger::reject(&mut tx, dana, NOW, "JP-2020", first.expect("one"), "Twice").await.expect("rejected");
    ledger::reject(&mut tx, dana, NOW, "US-2020", second.expect("two"), "Twice").await.expect("rejected");
    lock(&mut tx, dana, None).await.expect("locked");
    let again = told(lock(&mut tx, dana, None).await);
    assert_eq!(again, "This period was locked already by dana (test) on 12 Dec 2019, 12:00.");
});

both_databases!(another_person_opens_a_period_for_some_hours, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let dana = &people.dana;
    let id = lock(tx, dana, Some("JP-2020")).await.expect("locked");
    let ask = "The invoice of March came late";
    assert_eq!(told(periods::ask_reopening(tx, dana, NOW, id + 9, 2, ask).await), "not found");
    assert_eq!(told(periods::ask_reopening(tx, &admin, NOW, id, 2, ask).await), "forbidden");
    for hours in [0, 337, -1] {
        let answer = told(periods::ask_reopening(tx, dana, NOW, id, hours, ask).await);
        assert_eq!(answer, "hours: Enter whole hours from 1 to 336");
    }
    let asked = periods::ask_reopening(tx, dana, NOW, id, 2, ask).await.expect("asked");
    let twice = told(periods::ask_reopening(tx, &finance, NOW, id, 2, ask).await);
    assert_eq!(twice, "dana (test) asked already on 12 Dec 2019, 12:00.");
    let own = "You asked for this: another member of staff decides it.";
    assert_eq!(told(periods::approve_reopening(tx, dana, NOW, asked).await), own);
    assert_eq!(told(periods::reject_reopening(tx, dana, NOW, asked, "x").await), own);
    let march = event(EventKind::Expenditure, 100, "2019-03-01");
    assert!(told(ledger::check(tx, dana, NOW, "JP-2020", &march).await).contains("is locked"), "asking opens nothing");

    let later = NOW.plus_seconds(3600);
    assert_eq!(periods::approve_reopening(tx, &finance, later, asked).await.expect("approved"), id);
    let again = told(periods::reject_reopening(tx, &finance, later, asked, "x").await);
    assert_eq!(again, "It was approved already by finance (test) on 12 Dec 2019, 13:00.");
    let open = told(periods::ask_reopening(tx, dana, later, id, 2, ask).await);
    assert_eq!(open, "The period is open already, until 12 Dec 2019, 15:00.");
    let row = periods::show(tx, &admin, id).await.expect("administrators read it");
    let end = later.plus_seconds(2 * 3600);
    assert_eq!((row.reopenings[0].state(later), row.open_until(later)), (Reopening::OpenUntil(end), Some(end)));

    // Open to the last millisecond, locked from the end on.
    let last = Timestamp(end.0 - 1);
    let number = post(tx, dana, last, "JP-2020", &march).await.expect("posted while it is open");
    assert!(told(ledger::check(tx, dana, end, "JP-2020", &march).await).contains("is locked"));
    assert!(
        told(ledger::approve(tx, &finance, end, "JP-2020", number).await)
            .starts_with("This event waits for its period"),
        "approving as well"
    );
    ledger::approve(tx, &finance, last, "JP-2020", number).await.expect("approved while it is open");
    assert_eq!(periods::list(tx, dana).await.expect("list")[0].reopenings[0].state(end), Reopening::EndedAt(end));

    let rejected = periods::ask_reopening(tx, dana, end, id, 336, ask).await.expect("asked again");
    let why = told(periods::reject_reopening(tx, &finance, end, rejected, " ").await);
    assert_eq!(why, "reason: Enter why the period stays locked");
    periods::reject_reopening(tx, &finance, end, rejected, "Post it in July").await.expect("rejected");
    let row = periods::show(tx, dana, id).await.expect("shown");
    assert_eq!(row.reopenings[0].state(end), Reopening::Rejected);
    assert!(told(ledger::check(tx, dana, end, "JP-2020", &march).await).contains("is locked"));
    assert_eq!(
        ledger::list(tx, dana, "JP-2020", AsOf::default(), &crate::support::everything())
            .await
            .expect("ledger")
            .rows
            .len(),
        1
    );
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});

/// (what is done, what is named)
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE period_lock SET until_on = '2019-05-31'", "period_lock 1: differs from change"),
    ("UPDATE period_lock SET from_on = '2018-05-31'", "period_lock 1: differs from change"),
    ("UPDATE period_lock SET grant_id = NULL", "period_lock 1: differs from change"),
    ("UPDATE period_lock SET reason = 'x'", "period_lock 1: differs from change"),
    ("UPDATE period_lock SET person_id = person_id + 1", "period_lock 1: differs from change"),
    ("UPDATE period_reopening SET hours = 336", "period_reopening 1: differs from change"),
    ("UPDATE period_reopening_decision SET recorded_at = recorded_at + 1", "period_reopening_decision 1: differs"),
    ("DELETE FROM period_reopening_decision", "period_reopening_decision 1: is missing"),
    ("DELETE FROM period_reopening_decision; DELETE FROM period_reopening", "period_reopening 1: is missing"),
    (
        "DELETE FROM period_reopening_decision; DELETE FROM period_reopening; DELETE FROM period_lock",
        "period_lock 1: is missing",
    ),
    (
        "INSERT INTO period_reopening (lock_id, reason, hours, person_id, recorded_at)
         SELECT lock_id, reason, hours, person_id, recorded_at FROM period_reopening",
        "period_reopening 2: has no audit row",
    ),
    ("UPDATE budget_revision SET cents = cents + 1 WHERE version = 2", "budget_revision JP-2020/CARS/2: differs"),
    ("UPDATE budget_revision SET reason = 'x' WHERE version = 2", "budget_revision JP-2020/CARS/2: differs"),
    ("UPDATE budget_revision SET effective_on = '2019-07-01'", "budget_revision JP-2020/CARS/1: differs"),
    ("UPDATE budget_line SET title = 'x'", "budget_line JP-2020/CARS: differs"),
    ("UPDATE budget_line SET code = 'VANS'", "budget_line JP-2020/VANS: has no audit row"),
    ("DELETE FROM budget_revision WHERE version = 2", "budget_revision JP-2020/CARS/2: is missing"),
    ("UPDATE budget_revision SET version = 3 WHERE version = 2", "budget_revision JP-2020/CARS/3: has no audit row"),
];

both_databases!(what_was_altered_is_named, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let mut tx = db.write().await.expect("write");
    let id = lock(&mut tx, &people.dana, Some("JP-2020")).await.expect("locked");
    let asked = periods::ask_reopening(&mut tx, &people.dana, NOW, id, 2, "A late invoice").await.expect("asked");
    periods::approve_reopening(&mut tx, &finance, NOW, asked).await.expect("approved");
    crate::budgets::cars(&mut tx, &people.dana).await;
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    disarm(&mut tx, &["period_lock", "period_reopening", "period_reopening_decision", "budget_revision"]).await;
    names_each(&mut tx, TAMPERING).await;
});
