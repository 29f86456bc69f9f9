//! Losses, finds and title.

use domain::{
    AsOf,
    custody::{
        entered::{NewFind, NewLoss},
        title::NewTitle,
    },
    item::Condition,
};
use store::{Db, custody, items, titles, verify};

use super::{CAR, MONOCULARS, at, handed_over, inventory, later, nothing_is_wrong, on, places, stolen, to_termez};
use crate::support::{NOW, disarm, execute, told};

both_databases!(a_theft_counts_at_once_and_on_both_clocks, async |db: Db| {
    let all = handed_over(&db).await;
    let customs = &all.people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let report = async |t: &mut store::Tx, new: &NewLoss| {
        told(custody::report_loss(t, customs, later(9), MONOCULARS, new).await)
    };
    assert_eq!(
        told(custody::report_loss(t, &all.people.security, NOW, MONOCULARS, &stolen(1, "2019-12-12")).await),
        "not found"
    );
    assert_eq!(
        told(custody::report_loss(t, &all.people.dana, NOW, MONOCULARS, &stolen(1, "2019-12-12")).await),
        "forbidden"
    );
    assert!(report(t, &stolen(1, "2019-12-31")).await.starts_with("occurred_on: This lies in the future"));
    assert_eq!(
        report(t, &stolen(1, "2019-12-10")).await,
        "occurred_on: On 10 Dec 2019 none of it was with BLO Dustlik (SCC); it was: 4 with UNODC, in transit to BLO Dustlik (SCC)"
    );
    assert_eq!(
        report(t, &stolen(5, "2019-12-13")).await,
        "quantity: On 13 Dec 2019 only 4 were with BLO Dustlik (SCC): enter at most 4"
    );
    assert_eq!(report(t, &stolen(1, "2019-12-13")).await, "done");
    // It happened on the 13th and was recorded on the 21st.
    let customs_read = async |t: &mut store::Tx, as_of| places(t, customs, MONOCULARS, as_of).await;
    assert_eq!(customs_read(t, on("2019-12-12")).await, "4 with BLO Dustlik (SCC)");
    let whole = "3 with BLO Dustlik (SCC), 1 stolen from BLO Dustlik (SCC)";
    assert_eq!(customs_read(t, on("2019-12-13")).await, whole);
    let known = AsOf { day: on("2019-12-31").day, known: Some(later(3)) };
    assert_eq!(customs_read(t, known).await, "4 with BLO Dustlik (SCC)");
    // A donor reads where it is, at the level of the border, and nothing of how.
    let read = items::show(t, &all.people.japan, MONOCULARS).await.expect("item");
    let last = read.custody.last().expect("event");
    assert_eq!(last.holder, "stolen from BLO at the UZ–KG border");
    assert!(last.words.is_none() && last.police_report.is_none() && last.person.is_none());

    let found = NewFind {
        stolen: true,
        from: Some(at("BLO-DUS", "SCC")),
        to_store: false,
        quantity: 1,
        occurred_on: "2019-12-20".parse().expect("day"),
        condition: Condition::Fair,
        circumstances: "Seized at a market in Andijan".into(),
    };
    let early = NewFind { occurred_on: "2019-12-12".parse().expect("day"), ..found.clone() };
    assert!(
        told(custody::report_find(t, customs, later(9), MONOCULARS, &early).await)
            .starts_with("occurred_on: On 12 Dec 2019 none of it was stolen from")
    );
    custody::report_find(t, customs, later(9), MONOCULARS, &found).await.expect("found");
    assert_eq!(customs_read(t, AsOf::default()).await, "4 with BLO Dustlik (SCC)");
    nothing_is_wrong(t).await;
});

both_databases!(title_passes_by_a_document_and_moves_nothing, async |db: Db| {
    let all = handed_over(&db).await;
    let dana = &all.people.dana;
    let new = |quantity, from: Option<&str>, to: &str, day: &str| NewTitle {
        from_code: from.map(Into::into),
        agency_code: to.into(),
        quantity,
        occurred_on: day.parse().expect("day"),
        document: "Act R-TERMEZ-SCC, version 1".into(),
    };
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let before = places(t, dana, MONOCULARS, AsOf::default()).await;
    assert_eq!(
        told(titles::record(t, &all.people.customs, NOW, MONOCULARS, &new(1, None, "SCC", "2019-12-11")).await),
        "forbidden"
    );
    titles::record(t, dana, NOW, MONOCULARS, &new(3, None, "SCC", "2019-12-11")).await.expect("passed");
    assert_eq!(
        told(titles::record(t, dana, NOW, MONOCULARS, &new(2, None, "SSS", "2019-12-12")).await),
        "quantity: On 12 Dec 2019 UNODC owned 1: enter at most 1"
    );
    assert!(
        told(titles::record(t, dana, NOW, MONOCULARS, &new(1, None, "SSS", "2019-12-31")).await).contains("future")
    );
    assert_eq!(places(t, dana, MONOCULARS, AsOf::default()).await, before);
    let read = titles::of_item(t, &all.people.japan, MONOCULARS, AsOf::default()).await.expect("title");
    let owners: Vec<_> = read.owners.iter().map(|(name, _, owned)| (name.as_str(), *owned)).collect();
    assert_eq!(owners, [("UNODC", 1), ("State Customs Committee", 3)]);
    assert!(read.transfers[0].document.is_none() && read.transfers[0].person.is_none());
    let earlier = titles::of_item(t, dana, MONOCULARS, on("2019-12-10")).await.expect("title");
    assert!(earlier.transfers.is_empty() && earlier.owners.len() == 1);
    assert_eq!(told(titles::of_item(t, &all.people.customs, CAR, AsOf::default()).await.map(drop)), "not found");
    nothing_is_wrong(t).await;
});

both_databases!(what_is_wrong_with_one_item_concerns_that_item_alone, async |db: Db| {
    let all = handed_over(&db).await;
    let dana = &all.people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    custody::report_loss(t, &all.aziz, later(1), MONOCULARS, &stolen(1, "2019-12-12")).await.expect("reported");
    disarm(t, &["custody_event"]).await;
    execute(t, "UPDATE custody_event SET quantity = 99 WHERE holder = 'stolen'").await.expect("99 of 4 were stolen");

    let bad = items::show(t, dana, MONOCULARS).await.expect("its page opens");
    assert!(!bad.adds_up && bad.held.is_empty() && !bad.custody.is_empty(), "its history is there to be looked at");
    let good = items::show(t, dana, CAR).await.expect("another item's page");
    assert!(good.adds_up && good.held.len() == 1);
    assert_eq!(places(t, dana, CAR, AsOf::default()).await, "1 with IMT Termez (SSS)");
    let listed = items::list(t, dana, &store::list::Asked::default()).await.expect("the list");
    assert_eq!(listed.rows.len(), 4);
    assert_eq!(inventory(t, dana, "IMT-TER", AsOf::default()).await.len(), 2);
    assert_eq!(inventory(t, dana, "BLO-DUS", AsOf::default()).await, [""; 0]);
    // Nothing more is recorded about it before somebody has looked.
    let refused = told(custody::propose_reassignment(t, &all.aziz, later(1), MONOCULARS, &to_termez(2), "m1").await);
    assert!(refused.contains("does not add up"), "{refused}");
    let found = verify::verify(t).await.expect("verify").expect_err("named").to_string();
    assert!(found.contains(MONOCULARS) || found.starts_with("custody_event "), "{found}");
});
