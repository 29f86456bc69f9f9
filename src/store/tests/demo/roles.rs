//! Every role finds something to do in the demonstration, and reads nothing else.

use domain::task::{TaskKind, Urgency};
use domain::{Role, round::LineState};
use store::overview::{Overview, Programme};

use super::{Db, LATER, demonstration, usd, who};

both_databases!(every_officer_has_something_to_receive, async |db: Db| {
    let mut tx = demonstration(&db).await;
    for (login, agency, open) in [
        ("security", "State Security Service", vec!["R-2021-05"]),
        ("interior", "Ministry of Internal Affairs", vec!["R-2021-05"]),
        ("customs", "State Customs Committee", vec!["R-2019-12", "R-2021-05"]),
    ] {
        let officer = who(&mut tx, login).await;
        let Overview::Officer(first) = store::overview::overview(&mut tx, &officer, LATER).await.expect(login) else {
            panic!("{login} is an officer");
        };
        let waiting: Vec<&str> = first.to_receive.iter().map(|w| w.round.code.as_str()).collect();
        assert_eq!(waiting, open, "{login}");
        assert!(first.to_receive.iter().all(|w| w.open_lines > 0 && w.open_quantity > 0));
        assert!(first.receipts.iter().all(|r| r.agency_name == agency), "{login}");
        let items = crate::support::all_items(&mut tx, &officer).await;
        assert!(!items.is_empty() && items.iter().all(|i| i.line.agency_name == agency));
    }
    let customs = who(&mut tx, "customs").await;
    let short = store::rounds::lines_to_count(&mut tx, &customs, "R-2019-12").await.expect("open lines");
    assert_eq!(short.len(), 1);
    assert_eq!(
        (short[0].name.as_str(), short[0].outstanding, short[0].state),
        ("Night-vision binoculars", 1, LineState::PartlyAccepted)
    );
});

both_databases!(each_role_reads_its_own_overview, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let Overview::Staff(first) = store::overview::overview(&mut tx, &staff, LATER).await.expect("staff") else {
        panic!("staff")
    };
    let waiting = |kind: TaskKind| first.tasks.waiting.iter().filter(|w| w.kind == kind).map(|w| w.number).sum::<i64>();
    assert_eq!((waiting(TaskKind::Count), waiting(TaskKind::Discrepancy)), (4, 1), "{:?}", first.tasks.waiting);
    let oldest = &first.tasks.page.rows[0];
    // What should have been looked at for the first time a year after the first handover.
    assert_eq!(
        (oldest.urgency, oldest.kind, oldest.day.map(|day| day.words())),
        (Urgency::Late, TaskKind::Check, Some("Jun 2019".to_owned()))
    );
    let (dispatched, confirmed) =
        (Programme::totals(&first.programme.handed_over), Programme::totals(&first.programme.confirmed));
    assert_eq!(dispatched.0, [usd(645_000 + 190_000 + 248_000 + 150_000 + 58_500 + 228_000)]);
    assert!(confirmed.0[0].minor < dispatched.0[0].minor);
    assert_eq!(first.programme.received.now, 250_000_000 + 711_004_785, "both grants of Japan");
    assert!(first.programme.assumed, "the yen of 2016 are booked at the rate of a published figure");
    assert!(first.programme.illustrative && first.programme.counted.now < first.programme.items.now);
    assert_eq!(first.changes.len(), 5);

    let administrator = who(&mut tx, "admin").await;
    let Overview::Administrator(first) =
        store::overview::overview(&mut tx, &administrator, LATER).await.expect("administrator")
    else {
        panic!("administrator")
    };
    assert_eq!((first.people.active, first.people.invited, first.people.disabled), (13, 0, 0));

    let japan = who(&mut tx, "japan").await;
    let Overview::Donor(first) = store::overview::overview(&mut tx, &japan, LATER).await.expect("donor") else {
        panic!("donor")
    };
    let codes: Vec<&str> = first.grants.iter().map(|grant| grant.code.as_str()).collect();
    assert_eq!((codes.as_slice(), first.handovers.len()), (["JP-2020", "JP-2016"].as_slice(), 7));
    assert_eq!(first.grants[0].dispatched.0, [usd(228_000)]);
    assert!(first.grants[0].confirmed.0[0].minor > 0 && first.grants[0].confirmed.0 != first.grants[0].dispatched.0);
    assert_eq!((first.grants[1].items, first.grants[1].dispatched_items), (112, 112));
    assert_eq!(first.grants[1].confirmed_items, 111, "one pair of binoculars is short");
    let milestones: Vec<&str> = first.milestones.iter().map(|m| m.component_code.as_str()).collect();
    assert_eq!(milestones, ["IMT", "BLO", "BLO", "IMT", "IMT"]);

    let russia = who(&mut tx, "russia").await;
    let Overview::Donor(first) = store::overview::overview(&mut tx, &russia, LATER).await.expect("donor") else {
        panic!("donor")
    };
    let own: Vec<_> = first.grants.iter().map(|g| (g.code.as_str(), g.donors.len(), g.co_funded, g.items)).collect();
    assert_eq!(own, [("KARAKOL-2016", 1, true, 0)]);
    assert!(first.handovers.is_empty() && first.milestones.is_empty());
});

both_databases!(what_the_grants_became_equals_the_statements_and_lists_behind_it, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let japan = who(&mut tx, "japan").await;
    let Overview::Donor(first) = store::overview::overview(&mut tx, &japan, LATER).await.expect("donor") else {
        panic!("donor")
    };
    let [funnel] = first.funnels.as_slice() else { panic!("both grants are in yen") };
    assert_eq!(
        (funnel.grants.as_slice(), funnel.promised),
        (["JP-2020".to_owned(), "JP-2016".into()].as_slice(), 1_006_000_000)
    );
    let (mut received, mut booked, mut used) = (0, 0, 0);
    for code in &funnel.grants {
        let statement = store::statements::statement(&mut tx, &japan, code, domain::AsOf::default()).await.expect(code);
        received += statement.position.received;
        booked += statement.position.received_usd.cents;
        used += statement.position.committed_or_used().minor;
    }
    assert_eq!(
        (funnel.position.received, funnel.position.received_usd.cents, funnel.position.committed_or_used().minor),
        (received, booked, used)
    );
    let grants = |of: fn(&store::grants::GrantRow) -> (usize, i64)| {
        first.grants.iter().map(of).fold((0, 0), |(items, minor), more| (items + more.0, minor + more.1))
    };
    let step = |step: &store::grants::Step| (step.items, step.value.0.iter().map(|money| money.minor).sum::<i64>());
    assert_eq!(step(&funnel.handed_over), grants(|grant| (grant.dispatched_items, grant.dispatched.0[0].minor)));
    assert_eq!(step(&funnel.signed_for), grants(|grant| (grant.confirmed_items, grant.confirmed.0[0].minor)));
    assert_eq!(funnel.checked, None, "nothing was ever checked");
    // The map has every item once, but for the binoculars of which a part is still on its way, and tells a donor of no post.
    let on_map: i64 = first.map.iter().map(|unit| unit.held + unit.coming).sum();
    assert_eq!(usize::try_from(on_map).ok(), Some(funnel.handed_over.items + 1));
    let offices: Vec<_> = first.map.iter().filter(|unit| unit.unit.code.is_none()).collect();
    assert_eq!(offices.len(), 3, "four offices at three borders: {offices:?}");
    assert_eq!((first.open.awaiting.lines > 0, first.open.awaiting.oldest_days.is_some()), (true, true));

    let russia = who(&mut tx, "russia").await;
    let Overview::Donor(first) = store::overview::overview(&mut tx, &russia, LATER).await.expect("donor") else {
        panic!("donor")
    };
    assert!(first.funnels.is_empty() && first.map.is_empty(), "no currency is known of the building in Karakol");
});

async fn bought(tx: &mut store::Tx, viewer: &domain::Viewer, code: &str) -> String {
    let all = crate::support::everything();
    format!("{:?}", store::grants::bought(tx, viewer, code, domain::AsOf::default(), &all).await.expect(code))
}

both_databases!(nothing_that_a_donor_must_not_see_is_sent, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let japan = who(&mut tx, "japan").await;
    let mut sent = String::new();
    for code in ["JP-2016", "JP-2020"] {
        sent += &format!("{:?}", store::grants::show(&mut tx, &japan, code).await.expect(code));
        sent += &bought(&mut tx, &japan, code).await;
    }
    for item in crate::support::all_items(&mut tx, &japan).await {
        sent += &format!("{:?}", store::items::show(&mut tx, &japan, &item.line.tag).await.expect("item"));
    }
    sent += &format!("{:?}", store::overview::overview(&mut tx, &japan, LATER).await.expect("overview"));
    for secret in
        ["XDEM", "DEMO-", "Logistics officer", "Dustlik", "Oybek", "BLO-DUS", "KARAKOL", "Russian", "carrying case"]
    {
        assert!(!sent.contains(secret), "{secret}");
    }
    // The same pages do hold it for staff, so the search above means something.
    let staff = who(&mut tx, "staff").await;
    let seen = bought(&mut tx, &staff, "JP-2016").await;
    for known in ["XDEM", "DEMO-", "Logistics officer", "Dustlik", "BLO-DUS"] {
        assert!(seen.contains(known), "{known}");
    }
    assert_eq!(staff.role, Role::Staff);
});
