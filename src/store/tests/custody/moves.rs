//! Movements that several people decide.

use domain::{
    AsOf,
    change::Entity,
    custody::entered::{Gone, NewReassignment, NewReturn, NewWriteOff, Source},
    item::Condition,
    phase::MetOn,
    unit::change::{ChangeKind, NewChange},
};
use store::{Db, changes, custody, items, units};

use super::{CAR, MONOCULARS, at, handed_over, inventory, later, nothing_is_wrong, on, places, say, stolen, to_termez};
use crate::support::{NOW, told, whole_round};

both_databases!(within_an_agency_two_people_confirm_and_lots_go_in_parts, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, aziz) = (&all.people.customs, &all.aziz);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(3), "m1").await.expect("proposed");
    let waiting = |rows: Vec<custody::MovementRow>| rows.into_iter().map(|m| m.public_id).collect::<Vec<_>>();
    assert!(waiting(custody::waiting(t, customs).await.expect("list")).is_empty());
    assert_eq!(waiting(custody::waiting(t, aziz).await.expect("list")), ["m1"]);
    assert_eq!(places(t, customs, MONOCULARS, AsOf::default()).await, "4 with BLO Dustlik (SCC)", "nothing moved yet");
    assert_eq!(
        told(say(t, customs, "m1", "receiving", "").await),
        "You confirmed for the other unit; somebody else has to confirm for this one"
    );
    assert_eq!(say(t, aziz, "m1", "receiving", "").await.expect("confirmed"), "done");
    assert_eq!(told(say(t, aziz, "m1", "receiving", "").await), "Everybody has confirmed this; custody has passed");
    assert_eq!(inventory(t, customs, "BLO-DUS", AsOf::default()).await, ["1 × IMT-000002 (SCC)"]);
    assert_eq!(inventory(t, customs, "IMT-TER", AsOf::default()).await, ["3 × IMT-000002 (SCC)"]);
    // The day before, and as it was known before: still at Dustlik.
    assert_eq!(inventory(t, customs, "BLO-DUS", on("2019-12-12")).await, ["4 × IMT-000002 (SCC)"]);
    let known = AsOf { day: None, known: Some(NOW) };
    assert_eq!(inventory(t, customs, "IMT-TER", known).await, [""; 0]);
    // Counts stay where the receipt was; the list of items says where it is.
    let listed = crate::support::all_items(t, &all.people.dana).await;
    let row = listed.iter().find(|row| row.line.tag == MONOCULARS).expect("listed");
    assert_eq!((row.line.unit.label.as_str(), row.line.counted.received), ("IMT Termez", 4));
    nothing_is_wrong(t).await;
});

both_databases!(who_has_the_smaller_part_of_a_lot_can_be_given_more_of_it, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, dana) = (&all.people.customs, &all.people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(1), "m1").await.expect("proposed");
    assert_eq!(say(t, &all.aziz, "m1", "receiving", "").await.expect("confirmed"), "done");
    // Customs do not man the team any more; one monocular of theirs is still there, and three at Dustlik.
    let change = NewChange {
        kind: ChangeKind::Manned,
        on: MetOn { date: "2019-12-12".parse().expect("day"), by: false },
        planned_for: None,
        place: None,
        agency_codes: vec!["SSS".into()],
        reason: None,
        source: None,
    };
    let version = changes::version(t, dana, Entity::Unit, "IMT-TER").await.expect("version");
    units::change(t, dana, NOW, "IMT-TER", version, &change).await.expect("manned by others");
    let keys = |keepers: Vec<(String, String)>| keepers.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(custody::keepers(t, customs).await.expect("keepers")), ["BLO-DUS/SCC", "IMT-TER/SCC"]);
    assert_eq!(told(custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(1), "m2").await), "done");
    // Where it has nothing left, nothing is given to it.
    say(t, &all.aziz, "m2", "receiving", "").await.expect("confirmed");
    let back = NewReassignment { from: at("IMT-TER", "SCC"), to: at("BLO-DUS", "SCC"), ..to_termez(2) };
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &back, "m3").await.expect("proposed");
    say(t, &all.aziz, "m3", "receiving", "").await.expect("confirmed");
    assert_eq!(keys(custody::keepers(t, customs).await.expect("keepers")), ["BLO-DUS/SCC"]);
    nothing_is_wrong(t).await;
});

both_databases!(outside_the_agency_the_programme_consents_and_the_receiver_reads_the_item, async |db: Db| {
    let all = handed_over(&db).await;
    let (security, customs, dana) = (&all.people.security, &all.people.customs, &all.people.dana);
    let car = NewReassignment {
        from: at("IMT-TER", "SSS"),
        to: at("BLO-DUS", "SCC"),
        quantity: 1,
        reason: "The post has no car".into(),
        document: None,
    };
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    // The wrong agency first: the car looks as if it were not there.
    assert_eq!(told(custody::propose_reassignment(t, customs, NOW, CAR, &car, "m0").await), "not found");
    assert_eq!(told(custody::propose_reassignment(t, &all.people.japan, NOW, CAR, &car, "m0").await), "forbidden");
    custody::propose_reassignment(t, security, NOW, CAR, &car, "m1").await.expect("proposed");
    assert_eq!(told(items::show(t, customs, CAR).await), "not found");
    assert_eq!(say(t, customs, "m1", "receiving", "").await.expect("confirmed"), "open");
    assert_eq!(told(say(t, &all.timur, "m1", "giving", "").await), "forbidden");
    assert_eq!(say(t, dana, "m1", "programme", "").await.expect("consent"), "done");
    let seen = items::show(t, customs, CAR).await.expect("the receiver reads it");
    assert!(seen.lines.is_empty(), "and nothing of the round in which another agency got it");
    assert_eq!(told(whole_round(t, &all.people.usa, "R-DRAFT").await.map(drop)), "not found");
    assert_eq!(inventory(t, dana, "BLO-DUS", AsOf::default()).await, ["1 × IMT-000001 (SCC)", "4 × IMT-000002 (SCC)"]);
    assert_eq!(inventory(t, security, "IMT-TER", AsOf::default()).await, ["1 × IMT-000003 (SSS)"]);
    assert_eq!(places(t, security, CAR, AsOf::default()).await, "1 with State Customs Committee");
    assert_eq!(places(t, &all.people.japan, CAR, AsOf::default()).await, "1 with BLO at the UZ–KG border");
    nothing_is_wrong(t).await;
});

both_databases!(nobody_proposes_more_than_is_free, async |db: Db| {
    let all = handed_over(&db).await;
    let customs = &all.people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(
        told(custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(5), "m0").await),
        "quantity: 4 are with BLO Dustlik (SCC): enter at most 4"
    );
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(3), "m1").await.expect("proposed");
    assert_eq!(
        told(custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(2), "m2").await),
        "quantity: 4 are with BLO Dustlik (SCC); open proposals leave 1 of them: enter at most 1"
    );
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(1), "m3").await.expect("the last one");
    assert!(
        told(custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(1), "m4").await)
            .starts_with("4 are with BLO Dustlik (SCC), and an open proposal speaks for them already")
    );
    // Withdrawn by a colleague: free again. Refused by the other side as well.
    assert_eq!(say(t, &all.aziz, "m1", "withdrawn", "Needed here").await.expect("withdrawn"), "withdrawn");
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(3), "m5").await.expect("free again");
    assert_eq!(say(t, &all.aziz, "m5", "refused", "No room").await.expect("refused"), "refused");
    assert_eq!(
        told(say(t, &all.aziz, "m5", "receiving", "").await),
        "This was refused and cannot be answered any more"
    );
    // What is stolen meanwhile ends what speaks for it, with the reason.
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(3), "m6").await.expect("proposed");
    custody::report_loss(t, &all.aziz, later(1), MONOCULARS, &stolen(2, "2019-12-12")).await.expect("stolen");
    let ended = custody::show(t, customs, "m6").await.expect("movement");
    assert_eq!(ended.state.word(), "ended");
    assert_eq!(
        ended.answers.last().and_then(|a| a.words.as_deref()),
        Some("Stolen, 12 Dec 2019: 2. Now only 2 are with BLO Dustlik (SCC)")
    );
    assert_eq!(
        custody::show(t, customs, "m3").await.expect("movement").state.word(),
        "open",
        "the older one is served"
    );
    assert_eq!(told(custody::show(t, &all.people.security, "m6").await.map(drop)), "not found");
    nothing_is_wrong(t).await;
});

both_databases!(a_return_is_accepted_and_a_write_off_approved_by_a_second_person, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, dana) = (&all.people.customs, &all.people.dana);
    let back = NewReturn {
        from: at("BLO-DUS", "SCC"),
        quantity: 1,
        condition: Condition::Damaged,
        reason: "The lens is broken".into(),
    };
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(told(custody::propose_return(t, dana, NOW, MONOCULARS, &back, "r0").await), "forbidden");
    custody::propose_return(t, customs, NOW, MONOCULARS, &back, "r1").await.expect("offered");
    assert_eq!(told(say(t, customs, "r1", "programme", "").await), "forbidden");
    assert_eq!(say(t, dana, "r1", "programme", "").await.expect("accepted"), "done");
    let all_places = "1 with UNODC, in store, 3 with BLO Dustlik (SCC)";
    assert_eq!(places(t, dana, MONOCULARS, AsOf::default()).await, all_places);
    let item = items::show(t, &all.people.japan, MONOCULARS).await.expect("item");
    let last = item.custody.last().expect("event");
    assert_eq!((last.kind.word(), last.words.as_deref(), last.condition), ("returned", None, Some(Condition::Damaged)));

    let decided = |from, day: &str| NewWriteOff {
        from,
        quantity: 1,
        document: "PSB 14/2019".into(),
        decided_on: day.parse().expect("day"),
        reason: "Beyond repair".into(),
    };
    let gone = Source::Gone(Gone { stolen: false, from: None });
    assert!(
        told(custody::propose_write_off(t, dana, later(1), MONOCULARS, &decided(gone, "2019-12-12"), "w0").await)
            .starts_with("Nothing of it is lost while with UNODC")
    );
    assert_eq!(
        told(
            custody::propose_write_off(t, customs, NOW, MONOCULARS, &decided(Source::Store, "2019-12-12"), "w0").await
        ),
        "forbidden"
    );
    custody::propose_write_off(t, dana, later(1), MONOCULARS, &decided(Source::Store, "2019-12-12"), "w1")
        .await
        .expect("proposed");
    assert_eq!(
        told(say(t, dana, "w1", "programme", "").await),
        "You proposed this write-off; a second person of the staff has to approve it"
    );
    // The decision is older than the return: on that day UNODC had none of it.
    assert!(told(say(t, &all.timur, "w1", "programme", "").await).starts_with("On 12 Dec 2019 none of it was"));
    tx.rollback().await.expect("rollback");
});

both_databases!(a_write_off_ends_what_was_returned, async |db: Db| {
    let all = handed_over(&db).await;
    let (dana, timur) = (&all.people.dana, &all.timur);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let new = NewWriteOff {
        from: Source::Unit(at("BLO-DUS", "SCC")),
        quantity: 4,
        document: "PSB 15/2019".into(),
        decided_on: "2019-12-12".parse().expect("day"),
        reason: "Burnt".into(),
    };
    custody::propose_write_off(t, dana, NOW, MONOCULARS, &new, "w1").await.expect("proposed");
    assert_eq!(say(t, timur, "w1", "programme", "").await.expect("approved"), "done");
    assert_eq!(places(t, &all.people.customs, MONOCULARS, AsOf::default()).await, "4 written off");
    assert_eq!(places(t, &all.people.customs, MONOCULARS, on("2019-12-11")).await, "4 with BLO Dustlik (SCC)");
    let listed = crate::support::all_items(t, &all.people.japan).await;
    let row = listed.iter().find(|row| row.line.tag == MONOCULARS).expect("listed");
    assert_eq!((row.elsewhere.as_deref(), row.held), (Some("Written off"), false));
    nothing_is_wrong(t).await;
});
