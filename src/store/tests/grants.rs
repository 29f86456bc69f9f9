//! Grants: recorded once, changed by one person at a time, and followed to a signed receipt.

use crate::chain::{HANDOVER, count_one_of_each, dispatch, grant, programme};
use crate::support::NOW;
use domain::{AsOf, Currency, Money, Refusal, Viewer, grant::Basis, round::LineState};
use store::{
    Db, Error,
    grants::{self, GrantItem, GrantSource},
    list::Asked,
};

fn usd(cents: i64) -> Vec<Money> {
    vec![Money::new(cents, Currency::Usd)]
}

/// The field and message of a refused form.
fn refused_field<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Refused(Refusal::Invalid(errors))) => errors[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

fn is_not_found<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::NotFound)))
}

fn is_forbidden<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::Forbidden)))
}

both_databases!(a_grant_is_recorded_by_staff_with_a_code_of_its_own, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let new = grant("JP-2016", &["JP"]);
    assert!(is_forbidden(&grants::create(&mut tx, &people.japan, NOW, &new).await));
    assert!(is_forbidden(&grants::create(&mut tx, &people.customs, NOW, &new).await));
    assert_eq!(refused_field(grants::create(&mut tx, &people.dana, NOW, &grant("JP-2017", &["XX"])).await), "donor");
    assert_eq!(refused_field(grants::create(&mut tx, &people.dana, NOW, &grant("JP-2018", &[])).await), "donor");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    assert_eq!(refused_field(grants::create(&mut tx, &people.dana, NOW, &grant("JP-2020", &["JP"])).await), "code");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    grants::create(&mut tx, &people.dana, NOW, &new).await.expect("recorded");
    let shown = grants::show(&mut tx, &people.dana, "JP-2016").await.expect("shown");
    assert_eq!(shown.row.ceiling.map(|c| c.to_string()).as_deref(), Some("¥743,000,000"));
    assert_eq!((shown.row.donors[0].name.as_str(), shown.version), ("Government of Japan", 1));
});

both_databases!(of_two_who_change_a_grant_the_second_is_told, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let mut first = grant("JP-2020", &["JP"]);
    first.title = "Phase II".into();
    assert!(is_forbidden(&grants::update(&mut tx, &people.japan, NOW, "JP-2020", 1, &first).await));
    assert!(is_not_found(&grants::update(&mut tx, &people.dana, NOW, "JP-1999", 1, &first).await));
    let renamed = grant("JP-2021", &["JP"]);
    assert_eq!(refused_field(grants::update(&mut tx, &people.dana, NOW, "JP-2020", 1, &renamed).await), "code");

    grants::update(&mut tx, &people.dana, NOW, "JP-2020", 1, &first).await.expect("first");
    match grants::update(&mut tx, &people.dana, NOW, "JP-2020", 1, &grant("JP-2020", &["JP"])).await {
        Err(Error::Refused(Refusal::Conflict(words))) => {
            assert!(words.contains("dana (test)") && words.contains("12 Dec 2019"), "{words}");
        }
        other => panic!("{other:?}"),
    }
    let shown = grants::show(&mut tx, &people.dana, "JP-2020").await.expect("shown");
    assert_eq!((shown.row.title.as_str(), shown.version), ("Phase II", 2));
});

both_databases!(a_changed_ceiling_loses_the_source_that_published_it, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    store::sources::add(&mut tx, &people.dana, NOW, "mofa", "Release of the ministry").await.expect("source");
    let unknown = GrantSource { source_code: Some("rumour".into()), ceiling_source_code: None };
    assert!(grants::set_sources(&mut tx, &people.dana, NOW, "JP-2020", &unknown).await.is_err());
    let source = GrantSource { source_code: Some("mofa".into()), ceiling_source_code: Some("mofa".into()) };
    grants::set_sources(&mut tx, &people.dana, NOW, "JP-2020", &source).await.expect("sources");

    let mut new = grant("JP-2020", &["JP"]);
    grants::update(&mut tx, &people.dana, NOW, "JP-2020", 1, &new).await.expect("same ceiling");
    let shown = grants::show(&mut tx, &people.dana, "JP-2020").await.expect("shown");
    assert_eq!(shown.ceiling_source.as_deref(), Some("Release of the ministry"));
    new.ceiling = Some(Money::new(744_000_000, Currency::Jpy));
    grants::update(&mut tx, &people.dana, NOW, "JP-2020", 2, &new).await.expect("another ceiling");
    let shown = grants::show(&mut tx, &people.dana, "JP-2020").await.expect("shown");
    assert_eq!((shown.ceiling_source, shown.source.as_deref()), (None, Some("Release of the ministry")));
});

both_databases!(a_grant_says_what_it_is_for, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let phase = store::components::phase_id(&mut tx, "IMT", 2).await.expect("phase");
    let amount = Some((Money::new(450_000_000, Currency::Usd), Some("over".to_owned()), Basis::Quoted));
    let unknown = grants::allocate(&mut tx, &people.dana, NOW, "JP-2020", phase + 99, amount.clone(), None).await;
    assert_eq!(refused_field(unknown), "phase");
    assert!(is_forbidden(&grants::allocate(&mut tx, &people.usa, NOW, "US-2020", phase, None, None).await));
    grants::allocate(&mut tx, &people.dana, NOW, "JP-2020", phase, amount, None).await.expect("allocated");

    let shown = grants::show(&mut tx, &people.japan, "JP-2020").await.expect("shown");
    let allocation = &shown.allocations[0];
    assert_eq!((allocation.component_code.as_str(), allocation.phase.as_str()), ("IMT", "Phase II"));
    assert_eq!(allocation.amount.map(|a| a.to_string()).as_deref(), Some("USD 4,500,000.00"));
    assert_eq!((allocation.qualifier.as_deref(), allocation.basis), (Some("over"), Some(Basis::Quoted)));
});

both_databases!(a_donor_sees_its_own_grants_and_its_own_name, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    assert!(is_forbidden(&grants::list(&mut tx, &people.customs, &Asked::default()).await));
    assert!(is_forbidden(&grants::choices(&mut tx, &people.customs).await));
    assert!(is_forbidden(&grants::show(&mut tx, &people.customs, "JP-2020").await));
    assert!(is_not_found(&grants::show(&mut tx, &people.japan, "US-2020").await));
    assert!(is_not_found(&grants::show(&mut tx, &people.japan, "NO-SUCH").await));

    let codes: Vec<String> =
        grants::choices(&mut tx, &people.japan).await.expect("choices").into_iter().map(|c| c.code).collect();
    assert_eq!(codes, ["JOINT-2020", "JP-2020"]);
    let joint = grants::show(&mut tx, &people.japan, "JOINT-2020").await.expect("joint").row;
    assert!(joint.co_funded && !format!("{joint:?}").contains("United States"));
    let joint = grants::show(&mut tx, &people.dana, "JOINT-2020").await.expect("joint").row;
    assert_eq!(joint.donors.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["JP", "US"]);
});

both_databases!(a_grant_has_exactly_the_donors_that_are_named, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let same = grant("JOINT-2020", &["JP", "US"]);
    grants::update(&mut tx, &people.dana, NOW, "JOINT-2020", 1, &same).await.expect("the same two");
    assert!(grants::show(&mut tx, &people.usa, "JOINT-2020").await.is_ok());
    grants::update(&mut tx, &people.dana, NOW, "JOINT-2020", 2, &grant("JOINT-2020", &["JP"])).await.expect("one");
    assert!(is_not_found(&grants::show(&mut tx, &people.usa, "JOINT-2020").await));
    let body = store::changes::of(&mut tx, &people.dana, domain::change::Entity::Grant, "JOINT-2020").await;
    assert!(body.expect("history")[0].body.contains(r#""donors":["JP"]"#));
    grants::update(&mut tx, &people.dana, NOW, "JOINT-2020", 3, &grant("JOINT-2020", &["US", "JP"]))
        .await
        .expect("two");
    assert!(grants::show(&mut tx, &people.usa, "JOINT-2020").await.is_ok());
    let unknown =
        grants::update(&mut tx, &people.dana, NOW, "JOINT-2020", 4, &grant("JOINT-2020", &["JP", "XX"])).await;
    assert_eq!(refused_field(unknown), "donor_2");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    let twice = grants::create(&mut tx, &people.dana, NOW, &grant("TWICE-2020", &["JP", "JP"])).await;
    assert_eq!(refused_field(twice), "donor_2");
});

/// What JP-2020 bought, by name.
async fn bought(tx: &mut store::Tx, viewer: &Viewer) -> Vec<GrantItem> {
    let by_value = Asked { sort: Some(("value".into(), true)), ..Asked::default() };
    grants::bought(tx, viewer, "JP-2020", AsOf::default(), &by_value).await.expect("bought").rows
}

both_databases!(a_grant_leads_to_who_signed_for_what_it_bought, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    assert!(bought(&mut tx, &people.japan).await.is_empty());
    let planned = grants::show(&mut tx, &people.dana, "JP-2020").await.expect("planned").row;
    assert_eq!((planned.items, planned.dispatched_items, planned.dispatched.0), (3, 0, Vec::new()));

    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let shown = grants::show(&mut tx, &people.japan, "JP-2020").await.expect("JP-2020");
    let items = bought(&mut tx, &people.japan).await;
    let names: Vec<&str> = items.iter().map(|item| item.line.name.as_str()).collect();
    assert_eq!(names, ["Off-road car", "Night-vision monocular"]);
    // 62.5 % of 24,500 and all of 8,000; of the monoculars one of four was signed for.
    assert_eq!((shown.row.dispatched.0, shown.row.confirmed.0), (usd(1_531_250 + 800_000), usd(1_531_250 + 200_000)));
    assert_eq!((shown.row.dispatched_items, shown.row.confirmed_items), (2, 1));
    let [car, monoculars] = items.as_slice() else { panic!("two items") };
    assert_eq!((car.line.state, car.line.co_funded), (LineState::AcceptedWithRemarks, true));
    assert_eq!((car.round.code.as_str(), car.line.unit.label.as_str()), (HANDOVER, "IMT Termez"));
    let signed = car.signed.as_ref().expect("signed");
    assert_eq!((signed.agency_name.as_str(), signed.officer.as_deref()), ("State Security Service", None));
    assert_eq!((signed.received_on.words().as_str(), signed.receipt.as_str()), ("11 Dec 2019", "receipt-of-security"));
    assert_eq!((monoculars.line.unit.code.as_deref(), monoculars.line.co_funded), (None, false));

    let shown = grants::show(&mut tx, &people.usa, "US-2020").await.expect("US-2020");
    assert_eq!(shown.row.dispatched.0, usd(918_750 + 100_000));
    assert!(!format!("{shown:?}").contains("JP-2020") && !format!("{shown:?}").contains("JTMHV05J604123456"));

    let shown = grants::show(&mut tx, &people.dana, "JP-2020").await.expect("for staff");
    let items = bought(&mut tx, &people.dana).await;
    let car = items.iter().find(|item| item.line.name == "Off-road car").expect("the car");
    let officer = car.signed.as_ref().and_then(|s| s.officer.as_deref());
    assert_eq!(officer, Some("security (test)"));
    let listed = grants::list(&mut tx, &people.dana, &Asked::default()).await.expect("list").rows;
    let row = listed.iter().find(|row| row.code == "JP-2020").expect("JP-2020");
    assert_eq!((row.items, row.dispatched_items, row.confirmed_items), (3, 2, 1));
    assert_eq!((&row.dispatched, &row.confirmed), (&shown.row.dispatched, &shown.row.confirmed));
});
