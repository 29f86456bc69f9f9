//! The demonstration data hold the published facts, figure by figure, and can be worked with by every role.

use std::collections::HashMap;

use domain::{
    Money, Refusal, Timestamp, Viewer,
    agency::name_on,
    item::ItemKind,
    reconcile::{Cause, InLedger, Reconciliation},
};
use store::{Db, Error, Tx, demo};

use crate::support::whole_round;

mod readback;
mod roles;
mod scale;

/// 1 June 2021, after the last published handover.
pub const LATER: Timestamp = Timestamp(1_622_530_800_000);

fn hashes() -> HashMap<String, String> {
    demo::SIGN_INS.iter().map(|(login, ..)| ((*login).to_owned(), format!("hash of {login}"))).collect()
}

/// A database with the demonstration in it, open for reading.
pub async fn demonstration(db: &Db) -> Tx {
    let mut tx = db.write().await.expect("write");
    demo::load(&mut tx, LATER, &hashes()).await.expect("load");
    tx.commit().await.expect("commit");
    db.read().await.expect("read")
}

pub async fn who(tx: &mut Tx, login: &str) -> Viewer {
    store::people::viewer(tx, login).await.expect(login)
}

fn usd(whole: i64) -> Money {
    Money::new(whole * 100, domain::Currency::Usd)
}

both_databases!(a_database_that_holds_data_is_refused, async |db: Db| {
    crate::support::staff(&db).await;
    let mut tx = db.write().await.expect("write");
    assert!(!demo::is_empty(&mut tx).await.expect("is empty"));
    let refused = demo::load(&mut tx, LATER, &hashes()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Conflict(_)))), "{refused:?}");
});

both_databases!(the_published_grants_reconcile, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let japan = who(&mut tx, "japan").await;
    for (code, yen, cents, rate) in
        [("JP-2016", 263_000_000, 250_000_000, "105.20"), ("JP-2020", 743_000_000, 711_004_785, "104.50")]
    {
        let shown = store::statements::statement(&mut tx, &japan, code, domain::AsOf::default()).await.expect(code);
        let position = &shown.position;
        assert_eq!((position.ceiling, position.received, position.received_usd.cents), (yen, yen, cents), "{code}");
        assert_eq!((shown.rates[0].rate.rate.to_string().as_str(), shown.rounding.minor), (rate, 0));
        assert!(shown.rates[0].rate.stated.is_some() && shown.receipts[0].purpose.contains("not published"));
        let grant = store::grants::show(&mut tx, &japan, code).await.expect(code);
        let ledger = InLedger {
            agreed: grant.row.ceiling,
            received: position.money(position.received),
            booked: position.received_usd.money(),
            derived: shown.derived(),
        };
        // Of the receipt of 2016 the rate follows from the approximate figure: the dollars are assumed.
        assert_eq!(shown.assumed(), (code == "JP-2016").then(|| usd(2_500_000)), "{code}");
        let held =
            grant.quotes.iter().filter(|q| q.whole).filter_map(|q| Reconciliation::of(q.published.money()?, ledger));
        let causes: Vec<(Cause, String)> = held.map(|held| (held.cause, held.percent())).collect();
        let expected = match code {
            "JP-2016" => vec![(Cause::Derived, "0.00".to_owned())],
            _ => vec![(Cause::OtherRate, "+4.56".to_owned()), (Cause::Derived, "0.00".to_owned())],
        };
        assert_eq!(causes, expected, "{code}");
    }
});

both_databases!(it_is_loaded_once_and_whole, async |db: Db| {
    let mut tx = db.write().await.expect("write");
    assert!(demo::is_empty(&mut tx).await.expect("is empty"));
    let mut without_japan = hashes();
    without_japan.remove("japan");
    let refused = demo::load(&mut tx, LATER, &without_japan).await;
    assert!(matches!(&refused, Err(Error::Internal(words)) if words.contains("japan")), "{refused:?}");
    tx.rollback().await.expect("rollback");

    demonstration(&db).await.rollback().await.expect("done reading");
    let mut tx = db.write().await.expect("write");
    let twice = demo::load(&mut tx, LATER, &hashes()).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::Conflict(_)))), "{twice:?}");

    let verified = store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    assert_eq!((verified.rounds, verified.receipts), (6, 18));
    for (login, _, role, _) in demo::SIGN_INS {
        let credentials = store::people::credentials(&mut tx, login).await.expect("read").expect(login);
        assert_eq!(credentials.password_hash, Some(format!("hash of {login}")));
        assert_eq!(who(&mut tx, login).await.role, *role);
    }
});

both_databases!(invented_lines_add_up_to_what_was_published, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    for (code, value) in
        [("R-2019-06", 190_000), ("R-2019-09", 248_000), ("R-2019-12", 150_000), ("R-2021-05", 228_000)]
    {
        let round = whole_round(&mut tx, &staff, code).await.expect(code);
        assert_eq!(round.value.0, [usd(value)], "{code}");
        assert_eq!(round.quotes[0].published.money(), Some(usd(value)), "{code}");
        assert!(round.lines.iter().all(|line| line.illustrative), "{code}");
    }
    let launch = whole_round(&mut tx, &staff, "R-2018-06").await.expect("launch");
    assert_eq!(launch.lines.iter().filter(|line| line.kind == ItemKind::Vehicle).count(), 30);
    assert!(launch.quotes.iter().all(|quote| quote.published.money().is_none()), "no value was published");
    assert!(
        launch.lines.iter().all(|l| { l.note.as_deref().is_some_and(|n| n.contains("not published; illustrative")) })
    );
    let mut invented = 0;
    for code in ["R-2018-06", "R-2019-06", "R-2019-09", "R-2019-12"] {
        let lines = whole_round(&mut tx, &staff, code).await.expect(code).lines;
        invented += lines.iter().filter(|line| line.component_code == "IMT").map(|line| line.value.minor).sum::<i64>();
    }
    assert!(invented < usd(1_270_000).minor, "the known rounds do not fill the cumulative figure: {invented}");
    let unknown = whole_round(&mut tx, &staff, "R-BEFORE-5").await.expect("one of the first four");
    assert_eq!((unknown.number, unknown.held_on, unknown.lines.len(), unknown.quotes.len()), (None, None, 0, 0));
    let borescopes = whole_round(&mut tx, &staff, "R-2020-02").await.expect("borescopes");
    let lot = borescopes.lines.iter().find(|line| line.kind == ItemKind::Lot).expect("lot");
    assert_eq!((lot.name.as_str(), lot.quantity), ("Borescope", 33));
    assert_eq!(borescopes.lines.iter().filter(|line| line.kind == ItemKind::Vehicle).count(), 1);
    let fifth = whole_round(&mut tx, &staff, "R-2019-12").await.expect("fifth");
    let mut agencies: Vec<&str> = fifth.lines.iter().map(|line| line.agency_code.as_str()).collect();
    agencies.sort_unstable();
    agencies.dedup();
    assert_eq!((fifth.number, fifth.receiving_agencies, agencies.len()), (Some(5), Some(4), 4));
});

both_databases!(every_item_is_paid_for_to_the_last_part, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let items = crate::support::all_items(&mut tx, &staff).await;
    assert!(items.len() > 100);
    let mut vins = std::collections::HashSet::new();
    for row in &items {
        let item = store::items::show(&mut tx, &staff, &row.line.tag).await.expect("item");
        assert_eq!(item.grants.iter().filter_map(|g| g.ppm).sum::<i64>(), 1_000_000, "{}", item.tag);
        let parts = item.grants.iter().filter_map(|g| g.value).map(|v| v.minor).sum::<i64>();
        assert_eq!(Some(parts), item.value.map(|v| v.minor), "{}", item.tag);
        if item.kind == ItemKind::Vehicle {
            let vin = item.identity.and_then(|i| i.vin).expect("VIN");
            assert_eq!(domain::item::check_vin(&vin), Ok(()));
            assert!(vins.insert(vin));
        }
    }
});

both_databases!(the_examples_of_the_programme_hold, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let first = store::grants::show(&mut tx, &staff, "JP-2016").await.expect("JP-2016");
    assert_eq!(first.row.ceiling.map(|c| c.to_string()).as_deref(), Some("¥263,000,000"));
    assert_eq!(first.quotes[0].published.to_string(), "approximately USD 2,500,000");
    let second = store::grants::show(&mut tx, &staff, "JP-2020").await.expect("JP-2020");
    let split: Vec<_> = second
        .allocations
        .iter()
        .map(|a| (a.component_code.as_str(), a.phase.as_str(), a.amount, a.qualifier.as_deref()))
        .collect();
    assert_eq!(
        split,
        [("BLO", "Phase II", Some(usd(4_500_000)), Some("over")), ("IMT", "Phase II", Some(usd(2_300_000)), None)]
    );

    let september = whole_round(&mut tx, &staff, "R-2019-09").await.expect("September");
    let mut components: Vec<&str> = september.lines.iter().map(|line| line.component_code.as_str()).collect();
    components.sort_unstable();
    components.dedup();
    assert_eq!(components, ["BLO", "IMT"]);
    let quoted: Vec<String> = september.quotes.iter().map(|quote| quote.published.to_string()).collect();
    assert_eq!(quoted, ["USD 248,000", "nearly USD 250,000"]);
    assert_eq!(september.quotes[0].words.as_published.as_deref(), Some("total value of 248,000 USD"));

    let units = store::units::all(&mut tx, &staff).await.expect("units");
    for words in ["gulistan", "syrdarya"] {
        let found = store::units::list(&mut tx, &staff, &crate::support::asked(&[("q", words)])).await.expect("units");
        assert_eq!(found.rows.iter().map(|u| u.row.unit.code.as_deref()).collect::<Vec<_>>(), [Some("IMT-SYR")]);
    }
    let teams: Vec<_> = units.iter().filter(|u| u.kind == domain::unit::UnitKind::Imt).collect();
    let in_2019 = crate::support::asked(&[("kind", "IMT"), ("year", "2019")]);
    let in_2019 = store::units::count(&mut tx, &staff, &in_2019).await.expect("count");
    assert_eq!((teams.len(), in_2019), (13, 6));

    let agencies = store::agencies::list(&mut tx, &staff).await.expect("agencies");
    let security = agencies.iter().find(|a| a.code == "SSS").expect("SSS");
    let names = store::agencies::names(&mut tx).await.expect("names").remove(&security.id).expect("names of SSS");
    let printed = |day: &str| name_on(&names, day.parse().expect("day")).map(str::to_owned);
    assert_eq!(printed("2016-10-20").as_deref(), Some("National Security Service"));
    assert_eq!(printed("2019-09-25").as_deref(), Some("State Security Service"));

    let activity = store::activities::show(&mut tx, &staff, "C-2016-09").await.expect("activity");
    let activity = activity.activity;
    assert_eq!(activity.starts_on.map(|date| date.precision()), Some("month"));
    assert_eq!((activity.dates().as_deref(), activity.participations), (Some("Sep 2016"), Some(19)));
});
