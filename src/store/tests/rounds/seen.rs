//! Who sees a round, when, and how much of it.

use domain::{
    Viewer,
    grant::NewAllocation,
    round::{NewPublishedRound, PublishedRoundForm, RoundStatus},
};
use store::{Db, Tx, grants, list::Asked, rounds};

use crate::{
    chain::{HANDOVER, People, count_one_of_each, dispatch, programme},
    support::{NOW, told, whole_round},
};

/// Which of the four outside people see the handover, in the list as well as on its page.
async fn seen_by(tx: &mut Tx, people: &People) -> Vec<String> {
    let mut seen = Vec::new();
    for viewer in [&people.security, &people.customs, &people.japan, &people.usa] {
        let listed = crate::support::all_rounds(tx, viewer).await.iter().any(|r| r.code == HANDOVER);
        let answer = told(whole_round(tx, viewer, HANDOVER).await);
        assert_eq!(answer, if listed { "done" } else { "not found" }, "{}", viewer.login);
        if listed {
            seen.push(viewer.login.clone());
        }
    }
    seen
}

async fn names(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let shown = whole_round(tx, viewer, HANDOVER).await.expect("round");
    shown.lines.into_iter().map(|l| l.name).collect()
}

both_databases!(
    a_round_that_is_known_by_a_figure_enters_no_sum_and_is_read_by_the_donors_of_its_component,
    async |db: Db| {
        let people = crate::chain::programme(&db).await;
        let mut tx = db.write().await.expect("write");
        let tx = &mut tx;
        let form = PublishedRoundForm {
            code: "R-2018-06".into(),
            title: "Launch of the teams".into(),
            held_on: "Jun 2018".into(),
            amount: "190,000".into(),
            currency: "USD".into(),
            qualifier: "nearly".into(),
            things: "vehicles".into(),
            things_count: "30".into(),
            components: vec!["IMT".into()],
            source_title: "News of 2018".into(),
            ..Default::default()
        };
        let new = NewPublishedRound::parse(&form, NOW.day()).expect("a round");
        for nobody in [&people.customs, &people.japan] {
            assert_eq!(told(rounds::record_published(tx, nobody, NOW, &new).await), "forbidden", "{}", nobody.login);
        }
        let before = rounds::sums(tx, &people.dana, &Asked::default()).await.expect("sums");
        rounds::record_published(tx, &people.dana, NOW, &new).await.expect("recorded");
        assert_eq!(rounds::sums(tx, &people.dana, &Asked::default()).await.expect("sums"), before, "it enters no sum");
        let figures = ["nearly USD 190,000".to_owned(), "30 vehicles".to_owned()];
        let asked = crate::support::asked(&[("status", "published"), ("component", "IMT")]);
        let listed = rounds::list(tx, &people.dana, &asked).await.expect("rounds").rows;
        assert_eq!((listed.len(), &listed[0].published[..], listed[0].value.0.len()), (1, &figures[..], 0));
        // Nobody pays for the component yet.
        assert_eq!(told(rounds::front(tx, &people.japan, "R-2018-06").await), "not found");
        let allocation =
            NewAllocation { phase_id: crate::chain::phase(tx).await, country: None, amount: None, source: None };
        grants::record_allocation(tx, &people.dana, NOW, "JP-2020", &allocation).await.expect("allocated");
        let shown = rounds::front(tx, &people.japan, "R-2018-06").await.expect("a donor of the component");
        assert_eq!((shown.quotes.len(), shown.tally.lines, shown.components), (2, 0, vec!["IMT".to_owned()]));
        assert_eq!(rounds::list(tx, &people.japan, &asked).await.expect("rounds").rows[0].published, figures);
        whole_round(tx, &people.japan, "R-2018-06").await.expect("whole");
        for other in [&people.usa, &people.customs] {
            assert_eq!(told(rounds::front(tx, other, "R-2018-06").await), "not found", "{}", other.login);
            assert_eq!(told(whole_round(tx, other, "R-2018-06").await), "not found", "{}", other.login);
        }
        let found = store::search::search(tx, &people.japan, "Launch").await.expect("search");
        assert!(format!("{found:?}").contains("R-2018-06"));
        store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
        rounds::cancel(tx, &people.dana, NOW, "R-2018-06", "Another programme").await.expect("withdrawn");
        assert_eq!(told(rounds::front(tx, &people.japan, "R-2018-06").await), "not found");
        store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
    }
);

both_databases!(a_draft_is_for_staff_and_a_donor_waits_for_the_dispatch, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(seen_by(&mut tx, &people).await, [""; 0]);
    rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    assert_eq!(seen_by(&mut tx, &people).await, ["security", "customs"]);
    assert_eq!(names(&mut tx, &people.security).await, ["Off-road car", "Narcotics analyser"]);
    assert_eq!(names(&mut tx, &people.customs).await, ["Night-vision monocular"]);
    let early = told(rounds::lines_to_count(&mut tx, &people.customs, HANDOVER).await);
    assert_eq!(early, "This round has not been dispatched yet; there is nothing to count");

    rounds::dispatch(&mut tx, &people.dana, NOW, HANDOVER, NOW.day()).await.expect("dispatch");
    assert_eq!(seen_by(&mut tx, &people).await, ["security", "customs", "japan", "usa"]);
    assert_eq!(names(&mut tx, &people.japan).await, ["Off-road car", "Night-vision monocular"]);
    assert_eq!(names(&mut tx, &people.usa).await, ["Off-road car", "Narcotics analyser"]);
    for viewer in [&people.security, &people.customs, &people.japan, &people.usa] {
        assert_eq!(told(whole_round(&mut tx, viewer, "R-DRAFT").await), "not found", "{}", viewer.login);
    }
});

both_databases!(a_donor_reads_its_part_and_no_identity_note_or_post, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let shown = whole_round(&mut tx, &people.japan, HANDOVER).await.expect("round");
    // 62.5 % of USD 24,500 and all of USD 8,000; confirmed: the car, and one monocular of four.
    let amounts = |totals: &store::Totals| totals.0.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(amounts(&shown.value), ["USD 23,312.50"]);
    assert_eq!(amounts(&shown.confirmed), ["USD 17,312.50"]);
    assert_eq!(shown.lines.iter().map(|l| l.co_funded).collect::<Vec<_>>(), [true, false]);
    assert!(shown.steps.iter().all(|s| s.person.is_none() && s.reason.is_none()));
    assert!(shown.receipts.iter().all(|r| r.officer.is_none()) && shown.receipts.len() == 2);
    let funders: Vec<_> = shown.funders.iter().map(|f| (f.donor.as_str(), f.grant_code.as_deref())).collect();
    assert_eq!(funders, [("Government of Japan", Some("JP-2020"))]);
    let listed = crate::support::all_rounds(&mut tx, &people.japan).await;
    assert_eq!((listed[0].value.clone(), listed[0].confirmed.clone()), (shown.value.clone(), shown.confirmed.clone()));
    let sent = format!("{shown:?} {listed:?}");
    let secrets =
        ["JTMHV05J604123456", "SN-88213", "Dustlik", "Colonel", "(test)", "US-2020", "United States", "24,500"];
    for secret in secrets {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }
    assert!(!sent.contains("2450000") && !sent.contains("analyser"), "{sent}");
});

both_databases!(an_officer_reads_own_lines_with_numbers_and_notes, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let shown = whole_round(&mut tx, &people.security, HANDOVER).await.expect("round");
    let vin = shown.lines[0].identity.as_ref().and_then(|i| i.vin.as_deref());
    assert_eq!(vin, Some("JTMHV05J604123456"));
    assert!(shown.lines.iter().all(|l| l.note.is_some() && l.agency_code == "SSS"));
    assert!(shown.quotes.is_empty() && shown.funders.iter().all(|f| f.grant_code.is_none()));
    assert!(shown.steps.iter().all(|s| s.person.is_none()));
    let sent = format!("{shown:?}");
    assert!(!sent.contains("Night-vision") && !sent.contains("Customs") && !sent.contains("BLO"), "{sent}");
});

both_databases!(each_reads_the_status_of_what_concerns_them, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    let mut status = Vec::new();
    for viewer in [&people.dana, &people.security, &people.customs, &people.japan, &people.usa] {
        status.push(whole_round(&mut tx, viewer, HANDOVER).await.expect("round").status);
    }
    use RoundStatus::{Closed, Dispatched, Receiving};
    assert_eq!(status, [Receiving, Closed, Dispatched, Receiving, Closed]);
});
