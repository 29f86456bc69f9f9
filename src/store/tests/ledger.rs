//! The ledger: what two people post and approve, what is refused and why, and who sees what on which day.

mod history;
mod read;
mod refused;
mod tampering;

use domain::{
    Currency, Money, Rate, Role, Viewer,
    budget::NewBudgetLine,
    ledger::{EventKind, NewEvent, RateChoice, Standing},
    rate::{NewRate, RateSource},
};
use store::{
    Db, Tx, grants,
    ledger::{self, Booking},
};

use crate::{
    chain::{People, phase, programme},
    support::{NOW, execute, number, person, told},
};

const GRANT: &str = "JP-2020";

/// Dana, the donors and officers of the small programme, and the second member of staff.
struct Office {
    people: People,
    finance: Viewer,
}

/// The small programme with an approved UN operational rate of 104.50 yen from 1 Mar 2019 on, the grant JP-2020 allocated
/// to its phase, and two budget lines.
async fn office(db: &Db) -> Office {
    let people = programme(db).await;
    let finance = person(db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    add_rate(&mut tx, &people.dana, &finance, "104.50", "2019-03-01").await;
    let phase = phase(&mut tx).await;
    grants::allocate(&mut tx, &people.dana, NOW, GRANT, phase, None, None).await.expect("allocated");
    for (code, title) in [("A", "Vehicles"), ("B", "Training")] {
        let line = NewBudgetLine {
            code: code.into(),
            title: title.into(),
            phase_id: None,
            amount: usd(0),
            effective_on: "2019-03-01".parse().expect("day"),
            document: None,
        };
        store::budgets::create(&mut tx, &people.dana, NOW, GRANT, &line).await.expect("budget line");
    }
    tx.commit().await.expect("commit");
    Office { people, finance }
}

/// An approved UN operational rate for the yen.
async fn add_rate(tx: &mut Tx, entered: &Viewer, approved: &Viewer, rate: &str, from: &str) {
    let new = NewRate {
        source: RateSource::UnOperational,
        currency: Currency::Jpy,
        rate: rate.parse().expect("a rate"),
        effective_on: from.parse().expect("a date"),
        published_on: None,
        source_url: None,
        note: None,
    };
    let id = store::rates::enter(tx, entered, NOW, &new).await.expect("entered");
    store::rates::approve(tx, approved, NOW, id).await.expect("approved");
}

fn yen(minor: i64) -> Money {
    Money::new(minor, Currency::Jpy)
}

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

/// An event of 16 Sep 2019 at the rate of the table.
fn event(kind: EventKind, amount: Money) -> NewEvent {
    NewEvent {
        kind,
        amount,
        value_date: "2019-09-16".parse().expect("day"),
        rate: if amount.currency == Currency::Usd {
            RateChoice::None
        } else {
            RateChoice::Table(RateSource::UnOperational)
        },
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

fn receipt() -> NewEvent {
    event(EventKind::Receipt, yen(743_000_000))
}

fn stated(rate: &str) -> RateChoice {
    let rate: Rate = rate.parse().expect("rate");
    RateChoice::Stated { source: RateSource::Implied, rate, note: "UNODC, news of 1 Dec 2019".into() }
}

/// Checks an event and posts what was shown.
async fn posted(tx: &mut Tx, viewer: &Viewer, grant: &str, new: &NewEvent) -> store::Result<i64> {
    let shown = ledger::check(tx, viewer, NOW, grant, new).await?;
    ledger::post(tx, viewer, NOW, grant, new, &shown.seal()).await
}

/// Dana posts, finance approves.
async fn certified(tx: &mut Tx, office: &Office, grant: &str, new: &NewEvent) -> i64 {
    let number = posted(tx, &office.people.dana, grant, new).await.expect("posted");
    ledger::approve(tx, &office.finance, NOW, grant, number).await.expect("approved");
    number
}

/// Rows of the ledger and of the chain: unchanged when nothing is stored.
async fn rows(tx: &mut Tx) -> (i64, i64, i64) {
    (
        number(tx, "SELECT COUNT(*) FROM money_event").await,
        number(tx, "SELECT COUNT(*) FROM money_decision").await,
        number(tx, "SELECT COUNT(*) FROM change").await,
    )
}

both_databases!(the_yen_of_2020_from_receipt_to_reversal, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let shown = ledger::check(tx, dana, NOW, GRANT, &receipt()).await.expect("checked");
    let Booking { booked, pinned, warnings, .. } = &shown;
    assert_eq!((booked, warnings.as_slice()), (&Some(usd(711_004_785)), &[][..]));
    let pinned = pinned.as_ref().expect("a rate");
    assert_eq!((pinned.rate.to_string(), pinned.source), ("104.50".into(), RateSource::UnOperational));
    assert_eq!(pinned.effective_on, "2019-03-01".parse().ok());
    assert_eq!(rows(tx).await.0, 0, "a check stores nothing");

    assert_eq!(ledger::post(tx, dana, NOW, GRANT, &receipt(), &shown.seal()).await.expect("posted"), 1);
    let event_1 = ledger::show(tx, dana, GRANT, 1).await.expect("shown");
    assert_eq!((event_1.standing, event_1.booked), (Standing::Provisional, Some(usd(711_004_785))));
    assert_eq!(
        told(ledger::approve(tx, dana, NOW, GRANT, 1).await),
        "You entered this event: another member of staff approves it."
    );
    ledger::approve(tx, finance, NOW, GRANT, 1).await.expect("approved");
    assert_eq!(
        told(ledger::approve(tx, finance, NOW, GRANT, 1).await),
        "JP-2020/1 was approved already by finance (test) on 12 Dec 2019, 12:00."
    );

    let spent = NewEvent {
        phase_id: Some(phase(tx).await),
        budget_line: Some("A".into()),
        external_ref: Some("PO 4500012345".into()),
        ..event(EventKind::Expenditure, usd(355_502_393))
    };
    assert_eq!(certified(tx, &office, GRANT, &spent).await, 2);
    let (sure, all) = ledger::positions(tx, dana, GRANT, Default::default()).await.expect("sums").expect("yen");
    assert_eq!((sure.available(), all.available()), (usd(355_502_392), usd(355_502_392)));
    assert_eq!(sure.own_currency_used(), Some(yen(371_500_001)));

    let today = NOW.day();
    assert_eq!(told(ledger::reverse(tx, dana, NOW, GRANT, 2, today, " ").await), "reason: Enter why it is reversed");
    assert_eq!(ledger::reverse(tx, dana, NOW, GRANT, 2, today, "The wrong supplier").await.expect("reversed"), 3);
    let back = ledger::show(tx, dana, GRANT, 3).await.expect("reversal");
    assert_eq!((back.amount, back.booked), (usd(-355_502_393), Some(usd(-355_502_393))));
    assert_eq!(
        (back.reverses, back.standing, back.phase.as_deref()),
        (Some(2), Standing::Provisional, Some("IMT Phase II"))
    );
    assert_eq!(back.purpose, "Reversal of JP-2020/2: The wrong supplier");
    assert_eq!((back.budget_line.as_deref(), back.external_ref.as_deref()), (Some("A"), Some("PO 4500012345")));
    assert_eq!(ledger::show(tx, dana, GRANT, 2).await.expect("original").reversed_by, Some(3));
    assert_eq!(
        told(ledger::reverse(tx, finance, NOW, GRANT, 2, today, "Again").await),
        "JP-2020/2 was reversed already by JP-2020/3."
    );
    ledger::approve(tx, finance, NOW, GRANT, 3).await.expect("approved");
    let again = NewEvent { amount: usd(355_502_300), ..spent };
    assert_eq!(certified(tx, &office, GRANT, &again).await, 4);
    let (sure, _) = ledger::positions(tx, dana, GRANT, Default::default()).await.expect("sums").expect("yen");
    assert_eq!((sure.spent.cents, sure.spent.events, sure.available()), (355_502_300, 3, usd(355_502_485)));
    let seen = store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
    assert_eq!(seen.money_events, 4);
});

both_databases!(an_unknown_rate_stays_unknown, async |db: Db| {
    let office = office(&db).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    // The rate of 1 March is later than the payment: it is not used, and nothing else is.
    let early = NewEvent { value_date: "2019-02-28".parse().expect("day"), ..receipt() };
    let shown = ledger::check(tx, &office.people.dana, NOW, GRANT, &early).await.expect("checked");
    assert_eq!((shown.booked, &shown.pinned, shown.seal().as_str()), (None, &None, "unknown"));
    assert_eq!(
        shown.warnings,
        [
            "No rate for JPY is known at or before 28 Feb 2019: the amount in US dollars stays unknown and totals leave it out."
        ]
    );
    certified(tx, &office, GRANT, &early).await;
    // A rate that comes later changes nothing.
    add_rate(tx, &office.people.dana, &office.finance, "110.00", "2019-02-01").await;
    let event = ledger::show(tx, &office.people.japan, GRANT, 1).await.expect("seen by the donor");
    assert_eq!((event.booked, event.pinned), (None, None));
    let (sure, _) =
        ledger::positions(tx, &office.people.dana, GRANT, Default::default()).await.expect("sums").expect("yen");
    assert_eq!((sure.received, sure.received_usd.cents, sure.without_rate()), (743_000_000, 0, 1));
    assert_eq!(sure.own_currency_used(), None);
    store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_is_doubtful_is_posted_with_a_reason, async |db: Db| {
    let office = office(&db).await;
    let dana = &office.people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    // The grant was signed on 27 Feb 2019; the rate is of 1 Mar 2019.
    let early = NewEvent {
        value_date: "2019-02-26".parse().expect("day"),
        reason: None,
        ..event(EventKind::Expenditure, usd(500))
    };
    let shown = ledger::check(tx, dana, NOW, GRANT, &early).await.expect("checked");
    assert_eq!(shown.doubts, ["JP-2020 was signed on 27 Feb 2019: the value date lies before it"]);
    let refused = told(ledger::post(tx, dana, NOW, GRANT, &early, &shown.seal()).await);
    assert!(refused.starts_with("reason: Look at this before you post: JP-2020 was signed"), "{refused}");
    assert_eq!(rows(tx).await.0, 0, "nothing is posted");
    let because = NewEvent { reason: Some("Paid in advance by the field office".into()), ..early };
    let number = ledger::post(tx, dana, NOW, GRANT, &because, &shown.seal()).await.expect("posted");
    let kept = ledger::show(tx, dana, GRANT, number).await.expect("shown");
    assert_eq!(kept.reason.as_deref(), Some("Paid in advance by the field office"));
    ledger::approve(tx, &office.finance, NOW, GRANT, number).await.expect("approved");
    let read = ledger::show(tx, &office.people.japan, GRANT, number).await.expect("shown to the donor");
    assert_eq!(read.reason, None, "why staff posted it is theirs");
    let old = NewEvent { value_date: "2019-06-15".parse().expect("day"), reason: None, ..receipt() };
    let shown = ledger::check(tx, dana, NOW, GRANT, &old).await.expect("checked");
    assert_eq!(shown.doubts, ["The rate is of 1 Mar 2019, 106 days before the value date"]);
    for place in 0..3 {
        let day = format!("2019-04-0{}", place + 1).parse().expect("day");
        posted(tx, dana, GRANT, &NewEvent { value_date: day, ..event(EventKind::Expenditure, usd(50_000)) })
            .await
            .expect("posted");
    }
    let far =
        NewEvent { value_date: "2019-04-09".parse().expect("day"), ..event(EventKind::Expenditure, usd(5_000_000)) };
    let shown = ledger::check(tx, dana, NOW, GRANT, &far).await.expect("checked");
    assert_eq!(shown.doubts, ["USD 50,000.00 is ten times the largest expenditure so far (USD 500.00), or more"]);
});
