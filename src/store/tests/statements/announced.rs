//! Rates that come later are told; no figure moves.

use domain::{
    AsOf,
    ledger::{EventKind, RateChoice},
    rate::RateSource,
};
use store::{Db, statements::Statement};

use super::{AT, certified, event, money_people, rate, stated_for, usd, yen};

/// Everything but the section that announces rates.
fn figures(statement: &Statement) -> String {
    let without = Statement { announced: Vec::new(), ..statement.clone() };
    serde_json::to_string(&without).expect("JSON")
}

both_databases!(a_later_rate_is_announced_and_changes_nothing, async |db: Db| {
    let (people, fiona) = money_people(&db).await;
    let two = (&people.dana, &fiona);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let first = rate(t, two, AT, "104.50", "2020-06-01", None).await;
    let table = || RateChoice::Table(RateSource::UnOperational);
    let receipt = event(EventKind::Receipt, yen(1_000_000), "2020-06-20", table());
    let number = certified(t, two, AT, "JP-2020", &receipt).await;
    certified(t, two, AT, "JP-2020", &event(EventKind::Receipt, yen(2_000_000), "2020-06-05", table())).await;
    let before = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert!(before.announced.is_empty());

    let later = AT.plus_seconds(60);
    // Too late for any of them, and of another month: not theirs.
    rate(t, two, later, "108.00", "2020-07-01", None).await;
    rate(t, two, later, "90.00", "2020-05-01", None).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert_eq!(shown, before);
    // Backdated into the month: the receipt of the 20th would find it today.
    rate(t, two, later, "105.00", "2020-06-10", None).await;
    let superseding = rate(t, two, later, "104.70", "2020-06-01", Some(first)).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert_eq!(figures(&shown), figures(&before));
    let told: Vec<_> = shown.announced.iter().map(|a| (a.pinned.to_string(), a.rate.to_string(), a.events)).collect();
    assert_eq!(told, [("104.50".into(), "104.70".into(), 2), ("104.50".into(), "105.00".into(), 2)]);
    rate(t, two, later.plus_seconds(1), "104.80", "2020-06-01", Some(superseding)).await;
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert!(shown.announced.iter().any(|a| a.rate.to_string() == "104.80"));
    assert!(shown.announced.iter().all(|a| a.rate.to_string() != "104.70"));
    // As the portal stood then, none of it was known.
    let then = stated_for(t, &people.japan, "JP-2020", AsOf { day: None, known: Some(AT) }).await;
    assert_eq!((then.announced.len(), figures(&then).replace(&format!("{}", AT.0), "null")), (0, figures(&before)));

    // A reversal keeps the old rate at a later date: no rate between the two is news because of it.
    let day = "2020-12-01".parse().expect("day");
    let reversal = store::ledger::reverse(t, &people.dana, later, "JP-2020", number, day, "Posted twice").await;
    store::ledger::approve(t, &fiona, later, "JP-2020", reversal.expect("reversed")).await.expect("approved");
    let shown = stated_for(t, &people.japan, "JP-2020", AsOf::default()).await;
    assert!(shown.announced.iter().all(|a| a.rate.to_string() != "108.00"));
    assert_eq!(shown.position.received_usd.money(), usd(1_913_876));
});
