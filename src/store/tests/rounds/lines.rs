//! The lines of a draft: what, for whom, and who paid.

use domain::{
    Currency, Money,
    agency::{NewAgency, NewAgencyName},
    change::Entity,
    item::ItemKind,
    round::NewLine,
};
use store::{Db, Tx, agencies, changes, items, rounds};

use crate::{
    chain::{HANDOVER, People, add_round, line, phase, programme},
    support::{NOW, number, told, whole_round},
};

const ALL_FROM_JAPAN: &[(&str, i64)] = &[("JP-2020", 1_000_000)];

async fn lamp(tx: &mut Tx) -> NewLine {
    NewLine { phase_id: phase(tx).await, ..line(ItemKind::Lot, "Head lamp", 12, 36_000, ALL_FROM_JAPAN) }
}

both_databases!(a_car_a_device_and_a_lot_for_two_units_and_two_agencies, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let shown = whole_round(&mut tx, &people.dana, HANDOVER).await.expect("round");
    let lines: Vec<_> = shown
        .lines
        .iter()
        .map(|l| (l.kind.word(), l.quantity, l.unit.label.as_str(), l.agency_name.as_str(), l.co_funded))
        .collect();
    assert_eq!(
        lines,
        [
            ("vehicle", 1, "IMT Termez", "State Security Service", true),
            ("lot", 4, "BLO Dustlik", "State Customs Committee", false),
            ("equipment", 1, "IMT Termez", "State Security Service", false),
        ]
    );
    assert_eq!(shown.value.0, [Money::new(3_350_000, Currency::Usd)]);
    let listed = crate::support::all_rounds(&mut tx, &people.dana).await;
    let row = listed.iter().find(|r| r.code == HANDOVER).expect("row");
    assert_eq!((row.lines, row.open_lines, row.agencies.len(), &row.value), (3, 0, 2, &shown.value));
});

type Slip = fn(&mut NewLine);

both_databases!(every_slip_stands_under_its_field, async |db: Db| {
    let people = programme(&db).await;
    let slips: [(&str, Slip); 9] = [
        ("unit: There is no “IMT-XX”: choose from the list", |l| l.unit_code = "IMT-XX".into()),
        ("agency: There is no “XYZ”: choose from the list", |l| l.agency_code = "XYZ".into()),
        ("phase: Choose the component and phase from the list", |l| l.phase_id = 999),
        ("shares[1][grant]: Choose a grant from the list", |l| {
            l.shares = vec![("JP-2020".into(), 500_000), ("JP-1999".into(), 500_000)];
        }),
        ("shares[0][percent]: The shares add up to 99.9999 %, not to 100 %", |l| l.shares[0].1 = 999_999),
        ("shares[0][percent]: Every grant's share must be above zero", |l| l.shares.push(("US-2020".into(), 0))),
        ("shares[0][percent]: Name each grant once", |l| {
            l.shares = vec![("JP-2020".into(), 500_000), ("JP-2020".into(), 500_000)];
        }),
        ("quantity: A single thing has quantity 1; for several equal things choose “Counted lot”", |l| {
            l.item.kind = ItemKind::Equipment;
        }),
        ("vin: VIN JTMHV05J604123456 is registered already as IMT-000001", |l| {
            l.quantity = 1;
            l.item = line(ItemKind::Vehicle, "The same car", 1, 1, ALL_FROM_JAPAN).item;
        }),
    ];
    for (expected, spoil) in slips {
        let mut tx = db.write().await.expect("write");
        let mut new = lamp(&mut tx).await;
        spoil(&mut new);
        assert_eq!(told(rounds::add_line(&mut tx, &people.dana, NOW, "R-DRAFT", &new).await), expected);
    }
    let mut tx = db.write().await.expect("write");
    let new = lamp(&mut tx).await;
    assert_eq!(told(rounds::add_line(&mut tx, &people.dana, NOW, "R-NONE", &new).await), "not found");
    assert_eq!(whole_round(&mut tx, &people.dana, "R-DRAFT").await.expect("round").lines.len(), 1);
});

both_databases!(a_line_is_taken_out_with_its_item_and_leaves_its_trace, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let boots = whole_round(&mut tx, dana, "R-DRAFT").await.expect("round").lines[0].clone();
    assert_eq!(told(rounds::remove_line(&mut tx, dana, NOW, HANDOVER, boots.id).await), "not found");
    rounds::remove_line(&mut tx, dana, NOW, "R-DRAFT", boots.id).await.expect("remove");
    assert!(whole_round(&mut tx, dana, "R-DRAFT").await.expect("round").lines.is_empty());
    assert_eq!(told(items::show(&mut tx, dana, &boots.tag).await), "not found");
    assert_eq!(told(rounds::remove_line(&mut tx, dana, NOW, "R-DRAFT", boots.id).await), "not found");
    let trace = changes::of(&mut tx, dana, Entity::Line, &boots.id.to_string()).await.expect("changes");
    assert_eq!(trace.iter().map(|c| c.deed.word()).collect::<Vec<_>>(), ["removed", "created"]);
    let none = told(rounds::schedule(&mut tx, dana, NOW, "R-DRAFT").await);
    assert_eq!(none, "Add at least one line before scheduling the round");
});

both_databases!(a_corrected_line_keeps_its_car_and_changes_what_was_wrong, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let car = whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines[0].clone();
    let shares = rounds::shares_of(&mut tx, dana, car.id).await.expect("shares");
    assert_eq!(shares, [("JP-2020".to_owned(), 625_000), ("US-2020".to_owned(), 375_000)]);
    let mut corrected = line(ItemKind::Vehicle, "Off-road car, long wheelbase", 1, 2_600_000, ALL_FROM_JAPAN);
    corrected.phase_id = phase(&mut tx).await;
    rounds::replace_line(&mut tx, dana, NOW, HANDOVER, car.id, &corrected).await.expect("the same VIN again");
    let lines = whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines;
    let now = lines.iter().find(|l| l.kind == ItemKind::Vehicle).expect("car");
    assert_eq!((lines.len(), now.value.minor, now.co_funded), (3, 2_600_000, false));
    assert!(now.name.ends_with("long wheelbase"));
    tx.commit().await.expect("commit");

    let mut tx = db.write().await.expect("write");
    let id = now.id;
    corrected.unit_code = "IMT-XX".into();
    let refused = told(rounds::replace_line(&mut tx, dana, NOW, HANDOVER, id, &corrected).await);
    assert!(refused.starts_with("unit: "), "{refused}");
    tx.rollback().await.expect("rollback");
    let mut tx = db.read().await.expect("read");
    assert!(whole_round(&mut tx, dana, HANDOVER).await.expect("round").lines.iter().any(|l| l.id == id));
});

/// (grant code, minor units) as staff read them.
async fn parts(tx: &mut Tx, people: &People, code: &str) -> Vec<(String, i64)> {
    let tag = whole_round(tx, &people.dana, code).await.expect("round").lines[0].tag.clone();
    let grants = items::show(tx, &people.dana, &tag).await.expect("item").grants;
    let mut parts: Vec<_> =
        grants.into_iter().map(|g| (g.code.unwrap_or_default(), g.value.expect("value").minor)).collect();
    parts.sort();
    parts
}

both_databases!(three_shares_of_an_odd_amount_lose_no_cent_and_no_yen, async |db: Db| {
    let people = programme(&db).await;
    let thirds = [("JP-2020", 333_333), ("US-2020", 333_333), ("JOINT-2020", 333_334)];
    let cases = [
        // 33,333.63 + 33,333.63 + 33,333.73 cents: the two largest remainders get the two missing cents.
        ("R-ODD-USD", Money::new(100_001, Currency::Usd), [33_334, 33_334, 33_333]),
        // 333.333 + 333.333 + 333.334 yen.
        ("R-ODD-JPY", Money::new(1_000, Currency::Jpy), [334, 333, 333]),
        ("R-ONE-CENT", Money::new(1, Currency::Usd), [1, 0, 0]),
    ];
    let mut tx = db.write().await.expect("write");
    for (code, value, [joint, japan, america]) in cases {
        add_round(&mut tx, &people.dana, code, "An odd amount").await;
        let new = NewLine {
            phase_id: phase(&mut tx).await,
            value,
            ..line(ItemKind::Lot, "Head lamp", 3, 0, thirds.as_slice())
        };
        rounds::add_line(&mut tx, &people.dana, NOW, code, &new).await.expect(code);
        let expected = [("JOINT-2020", joint), ("JP-2020", japan), ("US-2020", america)];
        assert_eq!(parts(&mut tx, &people, code).await, expected.map(|(g, part)| (g.to_owned(), part)), "{code}");
    }
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_doubtful_line_is_saved_with_a_reason, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let mut radio = lamp(&mut tx).await;
    (radio.item.model, radio.item.details.unit_price) = (Some("R7".into()), Some(Money::new(120_000, Currency::Usd)));
    radio.value = Money::new(120_000, Currency::Usd);
    rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &radio, "").await.expect("nothing is doubtful");
    let mut dear = NewLine { value: Money::new(1_200_000, Currency::Usd), ..radio.clone() };
    dear.item.details.unit_price = Some(Money::new(1_200_000, Currency::Usd));
    let refused = told(rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &dear, " ").await);
    assert!(refused.contains("Look at this before you save") && refused.contains("USD 1,200.00 each"), "{refused}");
    let tag =
        rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &dear, "With a satellite module").await.expect("said");
    let kept = "SELECT COUNT(*) FROM line WHERE reason = 'With a satellite module'";
    assert_eq!(number(&mut tx, kept).await, 1, "{tag}");
    // Another agency than those that man the team.
    agencies::add(&mut tx, dana, NOW, &mia()).await.expect("agency");
    let strange = NewLine { agency_code: "MIA".into(), ..radio.clone() };
    let refused = told(rounds::add_typed_line(&mut tx, dana, NOW, "R-DRAFT", &strange, "").await);
    assert!(refused.contains("not by MIA"), "{refused}");
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

fn mia() -> NewAgency {
    NewAgency {
        code: "MIA".into(),
        country: "UZ".into(),
        part: None,
        names: vec![NewAgencyName { name: "Ministry of Internal Affairs".into(), ..NewAgencyName::default() }],
    }
}
