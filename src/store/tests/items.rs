//! Items: each leads back to who paid, and on to who holds it; every role reads its own part of that.

use crate::chain::{HANDOVER, People, count_one_of_each, dispatch, programme};
use crate::support::NOW;
use domain::{Refusal, Viewer, round::LineState};
use store::{Db, Error, Tx, items};

async fn names(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let mut names: Vec<String> =
        crate::support::all_items(tx, viewer).await.into_iter().map(|row| row.line.name).collect();
    names.sort();
    names
}

async fn tag(tx: &mut Tx, people: &People, name: &str) -> String {
    let all = crate::support::all_items(tx, &people.dana).await;
    all.into_iter().find(|row| row.line.name == name).expect(name).line.tag
}

async fn is_not_found(tx: &mut Tx, viewer: &Viewer, tag: &str) -> bool {
    matches!(items::show(tx, viewer, tag).await, Err(Error::Refused(Refusal::NotFound)))
}

both_databases!(drafts_are_for_staff_alone, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    for viewer in [&people.japan, &people.usa, &people.security, &people.customs] {
        assert!(names(&mut tx, viewer).await.is_empty(), "{}", viewer.login);
        let car = tag(&mut tx, &people, "Off-road car").await;
        assert!(is_not_found(&mut tx, viewer, &car).await, "{}", viewer.login);
    }
    assert!(is_not_found(&mut tx, &people.dana, "IMT-999999").await);
    assert_eq!(
        names(&mut tx, &people.dana).await,
        ["Boots", "Narcotics analyser", "Night-vision monocular", "Off-road car"]
    );
});

both_databases!(officers_are_told_when_a_round_is_scheduled_and_donors_when_it_is_sent, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    store::rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    assert!(names(&mut tx, &people.japan).await.is_empty());
    assert_eq!(names(&mut tx, &people.security).await, ["Narcotics analyser", "Off-road car"]);
    assert_eq!(names(&mut tx, &people.customs).await, ["Night-vision monocular"]);
    let day = "2019-12-10".parse().expect("day");
    store::rounds::dispatch(&mut tx, &people.dana, NOW, HANDOVER, day).await.expect("dispatch");
    assert_eq!(names(&mut tx, &people.japan).await, ["Night-vision monocular", "Off-road car"]);
    assert_eq!(names(&mut tx, &people.usa).await, ["Narcotics analyser", "Off-road car"]);
});

both_databases!(a_donor_reads_its_own_part_of_a_car_that_two_paid_for, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let analyser = tag(&mut tx, &people, "Narcotics analyser").await;
    assert!(is_not_found(&mut tx, &people.japan, &analyser).await);

    let car = tag(&mut tx, &people, "Off-road car").await;
    let shown = items::show(&mut tx, &people.japan, &car).await.expect("car");
    assert_eq!((shown.value, shown.co_funded, shown.identity.is_none()), (None, true, true));
    let [own] = shown.grants.as_slice() else { panic!("{:?}", shown.grants) };
    assert_eq!((own.code.as_deref(), own.ppm), (Some("JP-2020"), None));
    assert_eq!(own.value.map(|v| v.to_string()).as_deref(), Some("USD 15,312.50"));
    assert_eq!(own.donors, ["Government of Japan"]);
    let monoculars = tag(&mut tx, &people, "Night-vision monocular").await;
    let whole = items::show(&mut tx, &people.japan, &monoculars).await.expect("monoculars");
    assert_eq!((whole.value.map(|v| v.to_string()).as_deref(), whole.co_funded), (Some("USD 8,000.00"), false));
    assert_eq!((whole.unit.code.as_deref(), whole.unit.label.as_str()), (None, "BLO at the UZ–KG border"));
    let sent = format!("{shown:?} {whole:?} {:?}", crate::support::all_items(&mut tx, &people.japan).await);
    for secret in [
        "US-2020",
        "United States",
        "JTMHV05J604123456",
        "625000",
        "375000",
        "24,500",
        "2450000",
        "(test)",
        "Dustlik",
        "Colonel",
    ] {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }
});

both_databases!(an_officer_reads_who_paid_but_not_how_much, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let monoculars = tag(&mut tx, &people, "Night-vision monocular").await;
    assert!(is_not_found(&mut tx, &people.security, &monoculars).await);

    let car = tag(&mut tx, &people, "Off-road car").await;
    let shown = items::show(&mut tx, &people.security, &car).await.expect("car");
    let vin = shown.identity.and_then(|identity| identity.vin);
    assert_eq!(vin.as_deref(), Some("JTMHV05J604123456"));
    assert_eq!(shown.value.map(|v| v.to_string()).as_deref(), Some("USD 24,500.00"));
    let donors: Vec<&str> = shown.grants.iter().flat_map(|grant| &grant.donors).map(String::as_str).collect();
    assert_eq!(donors, ["Government of Japan", "Government of the United States"]);
    assert!(shown.grants.iter().all(|g| g.code.is_none() && g.title.is_none() && g.ppm.is_none() && g.value.is_none()));
});

both_databases!(an_item_leads_back_to_its_grants_and_on_to_its_holder, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let car = tag(&mut tx, &people, "Off-road car").await;
    let shown = items::show(&mut tx, &people.dana, &car).await.expect("car");
    let held: Vec<&str> = shown.custody.iter().map(|event| event.holder.as_str()).collect();
    assert_eq!(held, ["with UNODC, in transit to IMT Termez"]);
    assert!(shown.lines[0].receipts.is_empty() && shown.lines[0].line.state == LineState::Awaiting);

    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let shown = items::show(&mut tx, &people.dana, &car).await.expect("car");
    let parts: Vec<_> = shown.grants.iter().map(|g| (g.code.as_deref(), g.ppm, g.value.map(|v| v.minor))).collect();
    assert_eq!(
        parts,
        [(Some("JP-2020"), Some(625_000), Some(1_531_250)), (Some("US-2020"), Some(375_000), Some(918_750))]
    );
    assert_eq!((shown.component_code.as_str(), shown.phase.as_str()), ("IMT", "Phase II"));
    assert_eq!((shown.unit.code.as_deref(), shown.agency.name.as_str()), (Some("IMT-TER"), "State Security Service"));
    let last = shown.custody.last().expect("custody");
    assert_eq!(
        (last.holder.as_str(), last.quantity, last.receipt.as_deref()),
        ("IMT Termez", 1, Some("receipt-of-security"))
    );
    let receipt = &shown.lines[0].receipts[0];
    assert_eq!((receipt.received, receipt.short), (1, 0));
    assert_eq!(receipt.receipt.officer.as_deref(), Some("security (test)"));

    let monoculars = tag(&mut tx, &people, "Night-vision monocular").await;
    let shown = items::show(&mut tx, &people.customs, &monoculars).await.expect("monoculars");
    let held: Vec<(&str, i64)> = shown.custody.iter().map(|event| (event.holder.as_str(), event.quantity)).collect();
    assert_eq!(held, [("with UNODC, in transit to BLO Dustlik", 4), ("BLO Dustlik", 1)]);
    let counted = &shown.lines[0].receipts[0];
    assert_eq!((counted.expected, counted.received, counted.short), (4, 1, 3));
    assert!(counted.remark.as_deref().is_some_and(|remark| remark.contains("Dustlik")));
});
