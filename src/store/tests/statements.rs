//! The statement of a grant: certified figures as of two clocks, the same on both databases.

use domain::{
    AsOf, Currency, Money, Role, Timestamp, Viewer,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use store::{
    Db, Tx, ledger,
    statements::{self, Statement},
};

use crate::{
    chain::{People, programme},
    support::{execute, person, told},
};

mod announced;
mod both;

/// 1 Jan 2021, 5:00 in Tashkent.
pub const AT: Timestamp = Timestamp(1_609_459_200_000);

pub fn yen(minor: i64) -> Money {
    Money::new(minor, Currency::Jpy)
}

pub fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

pub fn stated(rate: &str) -> RateChoice {
    let note = "letter of the bank".to_owned();
    RateChoice::Stated { source: RateSource::Bank, rate: rate.parse().expect("a rate"), note }
}

pub fn event(kind: EventKind, amount: Money, day: &str, rate: RateChoice) -> NewEvent {
    NewEvent {
        kind,
        amount,
        value_date: day.parse().expect("a day"),
        rate,
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

pub async fn post(tx: &mut Tx, who: &Viewer, at: Timestamp, grant: &str, new: &NewEvent) -> i64 {
    let booking = ledger::check(tx, who, at, grant, new).await.expect("checked");
    ledger::post(tx, who, at, grant, new, &booking.seal()).await.expect("posted")
}

/// Posted by one and approved by the other.
pub async fn certified(tx: &mut Tx, two: (&Viewer, &Viewer), at: Timestamp, grant: &str, new: &NewEvent) -> i64 {
    let number = post(tx, two.0, at, grant, new).await;
    ledger::approve(tx, two.1, at, grant, number).await.expect("approved");
    number
}

/// An approved rate of the UN, straight into its tables; answers its place in them.
pub async fn rate(
    tx: &mut Tx,
    two: (&Viewer, &Viewer),
    at: Timestamp,
    units: &str,
    day: &str,
    supersedes: Option<i64>,
) -> i64 {
    let old = supersedes.map_or("NULL".to_owned(), |id| id.to_string());
    let (entered, approved, at) = (two.0.person, two.1.person, at.0);
    execute(
        tx,
        &format!(
            "INSERT INTO fx_rate (source, currency, units_per_usd, effective_on, supersedes_id, person_id, recorded_at)
             VALUES ('UNORE', 'JPY', '{units}', '{day}', {old}, {entered}, {at})"
        ),
    )
    .await
    .expect("rate");
    let id = crate::support::number(tx, "SELECT CAST(MAX(id) AS BIGINT) FROM fx_rate").await;
    execute(
        tx,
        &format!("INSERT INTO fx_rate_decision (rate_id, decision, person_id, recorded_at) VALUES ({id}, 'approved', {approved}, {at})"),
    )
    .await
    .expect("decision");
    id
}

pub async fn stated_for(tx: &mut Tx, viewer: &Viewer, grant: &str, as_of: AsOf) -> Statement {
    statements::statement(tx, viewer, grant, as_of).await.expect("a statement")
}

async fn money_people(db: &Db) -> (People, Viewer) {
    (programme(db).await, person(db, "fiona", Role::Staff, None).await)
}

both_databases!(the_vectors_of_the_reference_stand_in_a_statement, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let two = (&people.dana, &fiona);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let whole = event(EventKind::Receipt, yen(743_000_000), "2020-12-01", stated("104.50"));
    certified(t, two, AT, "JP-2020", &event(EventKind::Ceiling, yen(743_000_000), "2020-02-27", stated("104.50")))
        .await;
    certified(t, two, AT, "JP-2020", &whole).await;
    let spent = event(EventKind::Expenditure, usd(355_502_393), "2020-12-10", RateChoice::None);
    certified(t, two, AT, "JP-2020", &spent).await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Psc, usd(40_000_000), "2020-12-11", RateChoice::None)).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert_eq!(shown.receipts[0].booked, Some(usd(711_004_785)));
    assert_eq!(shown.receipts[0].rate.as_ref().and_then(|r| r.stated.as_deref()), Some("letter of the bank"));
    assert_eq!((shown.position.ceiling, shown.position.received), (743_000_000, 743_000_000));
    assert_eq!(shown.position.unspent(), usd(711_004_785 - 355_502_393 - 40_000_000));
    // ¥743,000,000 × 3,955,023.93 ÷ 7,110,047.85
    assert_eq!(shown.own_currency_used, Some(yen(413_300_001)));
    assert_eq!((shown.rounding, shown.without_rate, shown.support_check.clone()), (usd(0), 0, None));
    assert_eq!(shown.donors, ["Government of Japan"]);
    let months: Vec<_> = shown.movements.iter().map(|m| (m.month.as_str(), m.kind, m.amount)).collect();
    assert_eq!(months[0], ("2020-02", EventKind::Ceiling, yen(743_000_000)));
    assert_eq!(months.len(), 4);
    assert_eq!((shown.by_budget_line.len(), &shown.by_budget_line[0].name), (1, &None));

    let line = event(EventKind::Receipt, yen(1_000_000), "2020-12-01", stated("104.50"));
    for _ in 0..3 {
        certified(t, two, AT, "JOINT-2020", &NewEvent { donor_code: Some("JP".into()), ..line.clone() }).await;
    }
    let three = stated_for(t, &people.dana, "JOINT-2020", AsOf::default()).await;
    assert_eq!(three.receipts.iter().map(|r| r.booked).collect::<Vec<_>>(), vec![Some(usd(956_938)); 3]);
    assert_eq!((three.rates[0].booked, three.rates[0].whole), (usd(2_870_814), usd(2_870_813)));
    assert_eq!((three.rates[0].rounding(), three.rounding, three.rates[0].events), (usd(1), usd(1), 3));
});

both_databases!(both_clocks_say_what_counts, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let (two, later) = ((&people.dana, &fiona), AT.plus_seconds(86_400 * 30));
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    certified(t, two, AT, "JP-2020", &event(EventKind::Receipt, yen(743_000_000), "2020-03-01", stated("104.50")))
        .await;
    // Posted early, approved late.
    let number = post(
        t,
        &people.dana,
        AT,
        "JP-2020",
        &event(EventKind::Expenditure, usd(1_000), "2020-06-01", RateChoice::None),
    )
    .await;
    ledger::approve(t, &fiona, later, "JP-2020", number).await.expect("approved");
    certified(t, two, later, "JP-2020", &event(EventKind::Expenditure, usd(200), "2020-04-01", RateChoice::None)).await;
    let mut spent = async |day: &str, known: Option<Timestamp>| {
        let as_of = AsOf { day: day.parse().ok(), known };
        let shown = stated_for(t, &people.japan, "JP-2020", as_of).await;
        assert_eq!((shown.day, shown.known), (as_of.day, known));
        (shown.position.received, shown.position.spent.cents)
    };
    assert_eq!(spent("", None).await, (743_000_000, 1_200));
    assert_eq!(spent("2020-02-29", None).await, (0, 0));
    assert_eq!(spent("2020-05-31", None).await, (743_000_000, 200));
    assert_eq!(spent("", Some(AT)).await, (743_000_000, 0));
    assert_eq!(spent("2020-05-31", Some(AT)).await, (743_000_000, 0));
    assert_eq!(spent("", Some(Timestamp(AT.0 - 1))).await, (0, 0));
    let then = stated_for(t, &people.dana, "JP-2020", AsOf { day: None, known: Some(AT) }).await;
    assert_eq!(then.with_provisional.map(|p| p.spent.cents), Some(1_000));
});

both_databases!(what_has_no_rate_is_left_out_and_counted, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let two = (&people.dana, &fiona);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let table = || RateChoice::Table(RateSource::UnOperational);
    rate(t, two, AT, "104.50", "2020-06-01", None).await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Receipt, yen(1_000_000), "2020-05-31", table())).await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Receipt, yen(1_000_000), "2020-06-01", table())).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert_eq!((shown.position.received, shown.position.received_usd.cents), (2_000_000, 956_938));
    assert_eq!((shown.without_rate, shown.own_currency_used), (1, None));
    assert_eq!(shown.receipts.iter().map(|r| r.booked).collect::<Vec<_>>(), [None, Some(usd(956_938))]);
    let pinned = shown.receipts[1].rate.as_ref().expect("pinned");
    assert_eq!((pinned.effective_on, &pinned.stated), ("2020-06-01".parse().ok(), &None));
});

both_databases!(a_donor_reads_its_own_approved_money, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let two = (&people.dana, &fiona);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let receipt = event(EventKind::Receipt, yen(1_000_000), "2020-05-31", stated("104.50"));
    for donor in ["JP", "US"] {
        certified(t, two, AT, "JOINT-2020", &NewEvent { donor_code: Some(donor.into()), ..receipt.clone() }).await;
    }
    certified(t, two, AT, "JOINT-2020", &event(EventKind::Expenditure, usd(777), "2020-06-01", RateChoice::None)).await;
    let ours = event(EventKind::Expenditure, usd(333), "2020-06-01", RateChoice::None);
    certified(t, two, AT, "JOINT-2020", &NewEvent { donor_code: Some("JP".into()), ..ours.clone() }).await;
    post(t, &people.dana, AT, "JOINT-2020", &NewEvent { donor_code: Some("JP".into()), ..receipt }).await;
    for (donor, name) in [(&people.japan, "Government of Japan"), (&people.usa, "Government of the United States")] {
        let shown = stated_for(t, donor, "JOINT-2020", AsOf::default()).await;
        assert_eq!(
            (shown.own_part_only, shown.co_funded, shown.donors.as_slice()),
            (true, true, [name.to_owned()].as_slice())
        );
        assert_eq!((shown.position.received, shown.position.spent.events, shown.receipts.len()), (1_000_000, 0, 1));
        assert!(shown.by_budget_line.is_empty() && shown.by_phase.is_empty() && shown.with_provisional.is_none());
        assert_eq!((shown.own_currency_used, shown.movements.len()), (None, 1));
    }
    let staff = stated_for(t, &people.dana, "JOINT-2020", AsOf::default()).await;
    assert_eq!((staff.own_part_only, staff.position.received, staff.position.spent.cents), (false, 2_000_000, 1_110));
    assert_eq!(staff.with_provisional.map(|p| p.received), Some(3_000_000));
    assert_eq!(told(statements::statement(t, &people.usa, "JP-2020", AsOf::default()).await), "not found");
    assert_eq!(told(statements::statement(t, &people.customs, "JP-2020", AsOf::default()).await), "forbidden");
    assert_eq!(told(statements::statement(t, &people.dana, "JP-1999", AsOf::default()).await), "not found");
});

both_databases!(support_cost_is_checked_against_the_expenditure, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let two = (&people.dana, &fiona);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let mut grant = crate::chain::grant("JP-2020", &["JP"]);
    grant.terms.psc_ppm = Some(130_000);
    grant.terms.refund_required = Some(false);
    store::grants::update(t, &people.dana, AT, "JP-2020", 1, &grant).await.expect("changed");
    let shown = store::grants::show(t, &people.dana, "JP-2020").await.expect("shown");
    assert_eq!(shown.terms, grant.terms);
    certified(t, two, AT, "JP-2020", &event(EventKind::Receipt, yen(743_000_000), "2020-03-01", stated("104.50")))
        .await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Expenditure, usd(629_207_774), "2020-06-01", RateChoice::None))
        .await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Psc, usd(81_797_000), "2020-06-01", RateChoice::None)).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    let check = shown.support_check.expect("known");
    assert_eq!((check.ppm, check.due, check.charged), (130_000, usd(81_797_011), usd(81_797_000)));
    assert_eq!(check.difference(), usd(-11));
    assert_eq!(shown.position.available(), usd(711_004_785 - 629_207_774 - 81_797_000));
});
