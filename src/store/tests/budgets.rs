//! Budget lines: every revision stays, one person revises at a time, and reprogramming makes no money.

use domain::{
    AsOf, Currency, Money, Viewer,
    budget::{NewBudgetLine, NewRevision, Standing},
    ledger::{EventKind, NewEvent},
};
use store::{Db, Tx, budgets, ledger, periods, verify};

use crate::{
    chain::programme,
    periods::{book, day, event, finance, post},
    support::{NOW, execute, told},
};

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

fn line(code: &str, title: &str, cents: i64) -> NewBudgetLine {
    NewBudgetLine {
        code: code.into(),
        title: title.into(),
        phase_id: None,
        amount: usd(cents),
        effective_on: day("2019-03-01"),
        document: Some("Budget of 1 March 2019".into()),
    }
}

fn revision(cents: i64, effective_on: &str) -> NewRevision {
    let reason = "Fewer cars, more lamps".into();
    NewRevision { amount: usd(cents), effective_on: day(effective_on), reason, document: None }
}

/// A line of JP-2020 with one revision.
pub async fn cars(tx: &mut Tx, dana: &Viewer) {
    let new = line("CARS", "Off-road cars", 50_000_000);
    budgets::create(tx, dana, NOW, "JP-2020", &new).await.expect("line");
    let version = budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 1, &revision(40_000_000, "2019-09-01")).await;
    assert_eq!(version.expect("revised"), 2);
}

async fn standing(tx: &mut Tx, viewer: &Viewer, grant: &str, code: &str, as_of: AsOf) -> Standing {
    let lines = budgets::list(tx, viewer, grant, as_of).await.expect("lines");
    lines.into_iter().find(|line| line.code == code).expect(code).standing
}

both_databases!(every_revision_stays, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    cars(tx, dana).await;
    let now = standing(tx, dana, "JP-2020", "CARS", AsOf::default()).await;
    assert_eq!((now.original, now.revised, now.balance()), (50_000_000, 40_000_000, usd(40_000_000)));
    let before = AsOf { day: Some(day("2019-08-31")), known: None };
    assert_eq!(standing(tx, dana, "JP-2020", "CARS", before).await.revised, 50_000_000);
    let not_yet = AsOf { day: Some(day("2019-02-28")), known: None };
    assert!(budgets::list(tx, dana, "JP-2020", not_yet).await.expect("lines").is_empty());
    let unknown = AsOf { day: None, known: Some(NOW.plus_seconds(-1)) };
    assert!(budgets::list(tx, dana, "JP-2020", unknown).await.expect("lines").is_empty());

    let history = budgets::history(tx, &people.japan, "JP-2020", "CARS").await.expect("a donor reads its own");
    let read: Vec<_> = history.iter().map(|v| (v.version, v.amount.minor, v.reason.as_deref())).collect();
    assert_eq!(read, [(2, 40_000_000, Some("Fewer cars, more lamps")), (1, 50_000_000, None)]);
    assert!(history.iter().all(|v| v.recorded_by.is_none()), "without names");
    assert_eq!(
        budgets::choices(tx, dana, "JP-2020").await.expect("choices"),
        [("CARS".into(), "Off-road cars".into())]
    );
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_cannot_be_budgeted_says_why, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    cars(tx, dana).await;
    for nobody in [&people.japan, &people.customs] {
        let new = line("LAMPS", "Lamps", 1);
        assert_eq!(told(budgets::create(tx, nobody, NOW, "JP-2020", &new).await), "forbidden");
        let answer = budgets::revise(tx, nobody, NOW, "JP-2020", "CARS", 2, &revision(1, "2019-10-01")).await;
        assert_eq!(told(answer), "forbidden");
    }
    assert_eq!(told(budgets::list(tx, &people.customs, "JP-2020", AsOf::default()).await), "forbidden");
    assert_eq!(told(budgets::choices(tx, &people.customs, "JP-2020").await), "forbidden");
    assert_eq!(told(budgets::list(tx, &people.usa, "JP-2020", AsOf::default()).await), "not found");
    assert_eq!(told(budgets::history(tx, &people.usa, "JP-2020", "CARS").await), "not found");
    assert_eq!(told(budgets::means(tx, &people.usa, "JP-2020", AsOf::default()).await), "not found");
    let stale = told(budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 1, &revision(1, "2019-10-01")).await);
    assert!(stale.starts_with("Changed meanwhile by dana (test) on 12 Dec 2019"), "{stale}");
    let absent = told(budgets::revise(tx, dana, NOW, "JP-2020", "BOOTS", 1, &revision(1, "2019-10-01")).await);
    assert_eq!(absent, "not found");
    let earlier = told(budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 2, &revision(1, "2019-08-31")).await);
    assert_eq!(earlier, "effective_on: Version 2 applies from 1 Sep 2019: enter that date or a later one");
    let ahead = told(budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 2, &revision(1, "2019-12-13")).await);
    assert_eq!(ahead, "effective_on: The date lies in the future");
    let below = told(budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 2, &revision(-1, "2019-10-01")).await);
    assert_eq!(below, "amount: A budget cannot be below zero");

    periods::lock(tx, dana, NOW, Some("JP-2020"), day("2019-10-01"), day("2019-10-31"), "Certified")
        .await
        .expect("lock");
    let locked = told(budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 2, &revision(1, "2019-10-31")).await);
    assert!(locked.starts_with("effective_on: 1 Oct 2019 to 31 Oct 2019 is locked"), "{locked}");
    budgets::revise(tx, dana, NOW, "JP-2020", "CARS", 2, &revision(1, "2019-11-01")).await.expect("outside of it");
    let twice = told(budgets::create(tx, dana, NOW, "JP-2020", &line("CARS", "Cars", 1)).await);
    assert!(twice.starts_with("code: This grant has a budget line with this code already"), "{twice}");
});

fn on(code: &str, new: NewEvent) -> NewEvent {
    NewEvent { budget_line: Some(code.into()), ..new }
}

/// From training to protective equipment, with the donor's agreement.
fn reprogramming(cents: i64) -> NewEvent {
    NewEvent {
        from_budget_line: Some("TRAINING".into()),
        document: Some("No objection of 3 April 2019".into()),
        ..on("COVID", event(EventKind::Reprogramming, cents, "2019-04-03"))
    }
}

// Reference §7 case 5: five times USD 22,800.
both_databases!(reprogramming_moves_what_a_line_holds_and_makes_none, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    for new in [line("TRAINING", "Training", 12_000_000), line("COVID", "Protective equipment", 0)] {
        budgets::create(tx, dana, NOW, "JP-2020", &new).await.expect("line");
    }
    book(tx, &people, &finance, "JP-2020", &on("TRAINING", event(EventKind::Expenditure, 500_000, "2019-04-01"))).await;
    let too_much = told(ledger::check(tx, dana, NOW, "JP-2020", &reprogramming(11_500_001)).await);
    let words = "amount: Budget line TRAINING holds USD 115,000.00: no more than that can be reprogrammed";
    assert_eq!(too_much, words);
    let number = post(tx, dana, NOW, "JP-2020", &reprogramming(5 * 2_280_000)).await.expect("posted");
    let meanwhile = told(ledger::check(tx, dana, NOW, "JP-2020", &reprogramming(100_001)).await);
    assert!(meanwhile.contains("holds USD 1,000.00"), "what waits for approval has left already: {meanwhile}");
    assert_eq!(standing(tx, dana, "JP-2020", "COVID", AsOf::default()).await.moved_in, 0, "provisional moves nothing");
    ledger::approve(tx, &finance, NOW, "JP-2020", number).await.expect("approved");

    let covid = standing(tx, &people.japan, "JP-2020", "COVID", AsOf::default()).await;
    let training = standing(tx, &people.japan, "JP-2020", "TRAINING", AsOf::default()).await;
    assert_eq!((covid.budget(), covid.balance()), (usd(11_400_000), usd(11_400_000)));
    assert_eq!((training.budget(), training.spent.cents, training.balance()), (usd(600_000), 500_000, usd(100_000)));
    let total = Standing::total([&covid, &training]);
    assert_eq!((total.moved(), total.budget(), total.original), (usd(0), usd(12_000_000), 12_000_000));
    let before = AsOf { day: Some(day("2019-04-02")), known: None };
    assert_eq!(standing(tx, dana, "JP-2020", "COVID", before).await.budget(), usd(0));
    let less =
        told(budgets::revise(tx, dana, NOW, "JP-2020", "TRAINING", 1, &revision(11_399_999, "2019-05-01")).await);
    assert_eq!(less, "amount: USD 114,000.00 more was reprogrammed out of this line than into it: enter at least that");

    let back = ledger::reverse(tx, dana, NOW, "JP-2020", number, day("2019-05-01"), "Withdrawn").await.expect("back");
    ledger::approve(tx, &finance, NOW, "JP-2020", back).await.expect("approved");
    assert_eq!(standing(tx, dana, "JP-2020", "COVID", AsOf::default()).await.budget(), usd(0));
    assert_eq!(standing(tx, dana, "JP-2020", "TRAINING", AsOf::default()).await.balance(), usd(11_500_000));
});

both_databases!(spent_and_committed_are_approved_events_of_the_line, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    cars(tx, &people.dana).await;
    for new in [
        event(EventKind::Expenditure, 2_450_000, "2019-10-01"),
        event(EventKind::Psc, 318_500, "2019-10-01"),
        event(EventKind::Commitment, 4_900_000, "2019-10-02"),
        event(EventKind::Release, 900_000, "2019-10-03"),
    ] {
        book(tx, &people, &finance, "JP-2020", &on("CARS", new)).await;
    }
    post(tx, &people.dana, NOW, "JP-2020", &on("CARS", event(EventKind::Expenditure, 1, "2019-10-04")))
        .await
        .expect("waits");
    let cars = standing(tx, &people.japan, "JP-2020", "CARS", AsOf::default()).await;
    assert_eq!((cars.spent.cents, cars.committed.cents), (2_768_500, 4_000_000));
    assert_eq!(cars.balance(), usd(40_000_000 - 2_768_500 - 4_000_000));

    // Of a joint grant a donor counts its own events only, and is told so.
    budgets::create(tx, &people.dana, NOW, "JOINT-2020", &line("CARS", "Cars", 10_000_000)).await.expect("line");
    let ours = on("CARS", event(EventKind::Expenditure, 1_000, "2019-10-01"));
    book(tx, &people, &finance, "JOINT-2020", &ours).await;
    book(tx, &people, &finance, "JOINT-2020", &NewEvent { donor_code: Some("JP".into()), ..ours }).await;
    for (viewer, spent, partial) in [(&people.dana, 2_000, false), (&people.japan, 1_000, true), (&people.usa, 0, true)]
    {
        assert_eq!(standing(tx, viewer, "JOINT-2020", "CARS", AsOf::default()).await.spent.cents, spent);
        assert_eq!(budgets::means(tx, viewer, "JOINT-2020", AsOf::default()).await.expect("means").partial, partial);
    }
});

both_databases!(what_can_be_programmed_is_received_less_the_support_cost, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    crate::allocations::receive(tx, &people, &finance).await;
    let means = budgets::means(tx, &people.japan, "JP-2020", AsOf::default()).await.expect("means");
    assert_eq!((means.received.cents, means.programmable), (711_004_785, None));
    execute(tx, "UPDATE grant_agreement SET psc_ppm = 130000").await.expect("rate");
    let means = budgets::means(tx, &people.japan, "JP-2020", AsOf::default()).await.expect("means");
    assert_eq!(means.programmable, Some((130_000, usd(629_207_774), usd(81_797_011))));
});
