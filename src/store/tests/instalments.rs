//! Instalments of a grant: who keeps and reads them, what they wait for, and what answers them.

use domain::{
    Viewer,
    change::Entity,
    grant::NewAllocation,
    instalment::{InstalmentForm, NewInstalment},
    phase::{Counted, Counts, MetOn, NewMilestone},
};
use store::{Db, Tx, changes, components, grants, ledger, verify};

use crate::{
    allocations::receive,
    chain::{grant, phase, programme},
    periods::finance,
    support::{NOW, told},
};

fn form() -> InstalmentForm {
    InstalmentForm {
        amount: "743,000,000".into(),
        currency: "JPY".into(),
        due_on: "2020".into(),
        source_title: "Exchange of Notes".into(),
        ..Default::default()
    }
}

fn parsed(form: &InstalmentForm) -> NewInstalment {
    NewInstalment::parse(form).expect("an instalment")
}

async fn record(tx: &mut Tx, viewer: &Viewer, form: &InstalmentForm) -> String {
    told(grants::record_instalment(tx, viewer, NOW, "JP-2020", &parsed(form)).await.map(drop))
}

async fn seven_teams(tx: &mut Tx, dana: &Viewer) -> i64 {
    let milestone = NewMilestone {
        component_code: "IMT".into(),
        phase: 2,
        title: "Seven teams work".into(),
        due_on: None,
        met_on: None,
        target: Some(7),
        actual: None,
        evidence: None,
        source_code: None,
        counted: Some(Counted { counts: Counts::Units, what: "IMT".into() }),
        waits_for: None,
    };
    components::add_milestone(tx, dana, NOW, &milestone).await.expect("milestone")
}

both_databases!(an_instalment_waits_for_a_milestone_until_a_receipt_answers_it, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let milestone = seven_teams(t, dana).await;
    let waits = InstalmentForm { due_on: String::new(), milestone: milestone.to_string(), ..form() };
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(record(t, nobody, &waits).await, "forbidden");
    }
    // Of a phase that the grant does not pay for.
    assert_eq!(record(t, dana, &waits).await, "milestone: Choose a milestone of a phase that this grant pays for");
    let allocation = NewAllocation { phase_id: phase(t).await, country: None, amount: None, source: None };
    grants::record_allocation(t, dana, NOW, "JP-2020", &allocation).await.expect("allocated");
    let dollars = InstalmentForm { currency: "USD".into(), ..form() };
    assert_eq!(
        record(t, dana, &dollars).await,
        "currency: JP-2020 is an agreement in JPY: its instalments are in that currency"
    );
    let answered = InstalmentForm { receipt: "1".into(), ..form() };
    assert_eq!(record(t, dana, &answered).await, "receipt: Choose a receipt of funds of this grant from the list");
    assert_eq!(record(t, dana, &waits).await, "done");
    assert_eq!(record(t, dana, &form()).await, "done");

    let rows = grants::instalments(t, &people.japan, "JP-2020").await.expect("read by its donor");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2]);
    let awaited = rows[0].milestone.as_ref().expect("what it waits for");
    assert_eq!((awaited.title.as_str(), awaited.progress().as_deref()), ("Seven teams work", Some("0 of 7")));
    assert_eq!(told(grants::instalments(t, &people.usa, "JP-2020").await.map(drop)), "not found");
    assert_eq!(told(grants::instalments(t, &people.customs, "JP-2020").await.map(drop)), "forbidden");

    let gone = components::withdraw_milestone(t, dana, NOW, milestone, 1, "No such plan").await;
    assert!(told(gone).starts_with("Instalment JP-2020/1 waits for it: say first when that one is due"));
    receive(t, &people, &finance).await;
    let offered = grants::instalment_choices(t, dana, "JP-2020").await.expect("choices");
    let (number, ..) = *offered.receipts.first().expect("a receipt");
    let right = parsed(&InstalmentForm { receipt: number.to_string(), ..waits.clone() });
    let version = changes::version(t, dana, Entity::Instalment, "JP-2020/1").await.expect("version");
    grants::update_instalment(t, dana, NOW, "JP-2020", 1, version, &right).await.expect("answered");
    let late = grants::update_instalment(t, dana, NOW, "JP-2020", 1, version, &right).await;
    assert!(told(late).starts_with("Changed meanwhile"));
    let rows = grants::instalments(t, &people.japan, "JP-2020").await.expect("rows");
    let answer = rows[0].receipt.as_ref().expect("the receipt");
    assert!(answer.stands && answer.number == number && answer.value_date.words() == "16 Mar 2019", "{answer:?}");
    // What is promised adds nothing to what was received.
    let position = ledger::positions(t, dana, "JP-2020", Default::default()).await.expect("positions").expect("ledger");
    assert_eq!(position.0.received_usd.cents, 711_004_785);

    grants::withdraw_instalment(t, dana, NOW, "JP-2020", 2, "Entered twice").await.expect("withdrawn");
    let again = grants::withdraw_instalment(t, dana, NOW, "JP-2020", 2, "Entered twice").await;
    assert_eq!(told(again), "This instalment is withdrawn already");
    assert_eq!(grants::instalments(t, &people.japan, "JP-2020").await.expect("rows").len(), 1);
    assert_eq!(grants::instalments(t, dana, "JP-2020").await.expect("rows").len(), 2);
    let met = MetOn::from("2019-11".parse::<domain::PartialDate>().expect("a month"));
    components::meet_milestone(t, dana, NOW, milestone, 1, met, Some(7), None).await.expect("met");
    let rows = grants::instalments(t, &people.japan, "JP-2020").await.expect("rows");
    assert_eq!(rows[0].milestone.as_ref().and_then(|milestone| milestone.met_on), Some(met));
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(of_a_shared_grant_each_donor_reads_its_own_instalments, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    grants::create(t, dana, NOW, &grant("JOINT-1", &["JP", "US"])).await.expect("grant");
    let unsaid = grants::record_instalment(t, dana, NOW, "JOINT-1", &parsed(&form())).await;
    assert_eq!(told(unsaid.map(drop)), "donor: Several donors give this grant: choose whose instalment it is");
    for donor in ["JP", "US"] {
        let new = parsed(&InstalmentForm { donor: donor.into(), ..form() });
        grants::record_instalment(t, dana, NOW, "JOINT-1", &new).await.expect("recorded");
    }
    for (viewer, number) in [(&people.japan, 1), (&people.usa, 2)] {
        let rows = grants::instalments(t, viewer, "JOINT-1").await.expect("rows");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [number]);
    }
});
