//! Lists of rates: all or nothing.

use domain::{
    Currency,
    rate::{NewRate, RateSource},
};
use store::{
    Db,
    rates::{self, Known},
};

use super::{approved, day, rate, two, yen};
use crate::support::{NOW, number, told};

const UN: RateSource = RateSource::UnOperational;

both_databases!(an_import_enters_what_is_new_and_skips_what_is_there, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let there = approved(&mut tx, (&dana, &finance), &yen("109.50", "2020-03-01")).await;
    // The same number with other digits is the same rate.
    let rows = [
        yen("109.5", "2020-03-01"),
        rate(Currency::Uzs, "9524.10", "2020-03-01"),
        rate(Currency::Kzt, "380.1", "2020-03-01"),
    ];
    assert_eq!(
        rates::compare(&mut tx, &dana, UN, &rows).await.expect("compared"),
        [Known::Same(there), Known::New, Known::New]
    );
    let done = rates::import(&mut tx, &dana, NOW, UN, &rows).await.expect("imported");
    assert_eq!((done.entered.len(), done.skipped), (2, 1));
    let again = rates::import(&mut tx, &dana, NOW, UN, &rows).await.expect("imported");
    assert_eq!((again.entered.len(), again.skipped), (0, 3));

    let waits = async |tx: &mut store::Tx| {
        rates::applying(tx, UN, Currency::Uzs, day("2020-03-02"), None).await.expect("lookup")
    };
    assert_eq!(waits(&mut tx).await, None, "each waits for approval");
    assert!(told(rates::approve_all(&mut tx, &dana, NOW, &done.entered).await).contains("You entered"));
    assert!(told(rates::approve_all(&mut tx, &finance, NOW, &[]).await).contains("Choose the rates"));
    assert_eq!(rates::approve_all(&mut tx, &finance, NOW, &done.entered).await.expect("approved"), 2);
    assert_eq!(waits(&mut tx).await.map(|found| found.rate.to_string()).as_deref(), Some("9524.10"));
});

both_databases!(one_row_that_differs_stops_all, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    approved(&mut tx, (&dana, &finance), &yen("109.52", "2020-03-01")).await;
    let before = number(&mut tx, "SELECT COUNT(*) FROM fx_rate").await;
    let euro = rate(Currency::Eur, "0.92", "2020-03-01");
    let bank = NewRate { source: RateSource::Bank, ..euro.clone() };
    for (rows, words) in [
        (vec![euro.clone(), yen("109.53", "2020-03-01")], "There is already a rate for JPY, 1 Mar 2020"),
        (vec![euro.clone(), euro.clone()], "stands twice"),
        (vec![bank], "of another source"),
    ] {
        let answer = told(rates::import(&mut tx, &dana, NOW, UN, &rows).await);
        assert!(answer.starts_with("text: ") && answer.contains(words), "{answer}");
        assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM fx_rate").await, before);
    }
});

both_databases!(a_list_in_mid_month_leaves_the_other_currencies_in_force, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let monthly = [
        yen("109.52", "2020-03-01"),
        rate(Currency::Uzs, "9524.10", "2020-03-01"),
        rate(Currency::Eur, "0.92", "2020-03-01"),
    ];
    let changed = [yen("104.50", "2020-03-16")];
    for rows in [&monthly[..], &changed[..]] {
        let done = rates::import(&mut tx, &dana, NOW, UN, rows).await.expect("imported");
        rates::approve_all(&mut tx, &finance, NOW, &done.entered).await.expect("approved");
    }
    for (currency, expected) in [(Currency::Jpy, "104.50"), (Currency::Uzs, "9524.10"), (Currency::Eur, "0.92")] {
        let found = rates::applying(&mut tx, UN, currency, day("2020-03-31"), None).await.expect("lookup");
        assert_eq!(found.map(|found| found.rate.to_string()).as_deref(), Some(expected));
    }
});

both_databases!(a_rate_that_was_turned_round_is_looked_at_and_its_reason_kept, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    approved(&mut tx, (&dana, &finance), &yen("104.50", "2020-12-01")).await;
    let turned = yen("0.0095", "2021-03-01");
    let said = told(rates::import(&mut tx, &dana, NOW, UN, std::slice::from_ref(&turned)).await);
    assert!(said.starts_with("note: Look at") && said.contains("11,000 times smaller"), "{said}");
    let by_hand = told(rates::enter(&mut tx, &dana, NOW, &turned).await);
    assert!(by_hand.starts_with("note: Look at the rate again: It is 11,000 times smaller"), "{by_hand}");
    let meant = NewRate { note: Some("The yen was redenominated".into()), ..turned };
    let done = rates::import(&mut tx, &dana, NOW, UN, &[meant]).await.expect("it is no refusal");
    let kept = rates::show(&mut tx, &dana, done.entered[0]).await.expect("the rate").note;
    assert_eq!(kept.as_deref(), Some("The yen was redenominated"));
});
