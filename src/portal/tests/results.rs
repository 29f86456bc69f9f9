//! What happens in cases of others changes nothing on the pages of a donor, down to the last byte.

use domain::case::{CaseForm, NewCase, NewStage, SeizedFields, StageForm};
use store::{cases, people};

use crate::{both_databases, sample, support::*};

/// What Japan reads of results, and the component that it pays for.
const PAGES: [&str; 5] = ["/results", "/results/totals.csv", "/components/IMT", "/", "/briefing/pack.zip"];

async fn pages(portal: &Portal) -> Vec<String> {
    let mut pages = Vec::new();
    for page in PAGES {
        pages.push(portal.get(&japan(), page).await.steady());
    }
    pages
}

both_databases!(
    cases_of_others_and_what_nobody_published_leave_a_donors_pages_as_they_were,
    async |portal: &Portal| {
        let before = pages(portal).await;
        assert!(before[0].contains("3 kg 689 g"), "the northern case is in the sums: {}", before[0]);
        let mut tx = portal.db.write().await.expect("write");
        let dana = people::viewer(&mut tx, "dana").await.expect("dana");
        for number in 0..sample::figure("PORTAL_TEST_CHANGES", 60, 500) as i64 {
            let code = format!("CASE-{number}");
            // Of the other component, published or over; or of the own one, running and published by nobody.
            let foreign = number % 2 == 0;
            let case = CaseForm {
                code: code.clone(),
                title: format!("Case {number}"),
                component: if foreign { "BLO" } else { "IMT" }.into(),
                state: if foreign && number % 4 == 0 { "over" } else { "running" }.into(),
                published: "20 kg".into(),
                source: "south".into(),
                ..Default::default()
            };
            cases::create(&mut tx, &dana, NOW, &NewCase::parse(&case).expect("a case")).await.expect("recorded");
            let opium =
                SeizedFields { substance: "opium".into(), quantity: format!("{} g", number + 1), ..Default::default() };
            let stage = StageForm {
                occurred_on: format!("{}", 2001 + number % 20),
                place: "Oybek".into(),
                units: if foreign { "BLO-DUS" } else { "IMT-TER" }.into(),
                seized: vec![opium],
                source: if foreign { "south" } else { "" }.into(),
                ..Default::default()
            };
            let stage = NewStage::parse(&stage).expect("a stage");
            let id = cases::record_stage(&mut tx, &dana, NOW, &code, &stage).await.expect("recorded");
            match number % 3 {
                0 => cases::update_stage(&mut tx, &dana, NOW, id, 1, &stage).await.expect("corrected"),
                1 => drop(cases::withdraw_stage(&mut tx, &dana, NOW, id, 1, "Entered twice").await.expect("withdrawn")),
                _ => cases::withdraw(&mut tx, &dana, NOW, &code, 1, "Entered twice").await.expect("withdrawn"),
            }
        }
        tx.commit().await.expect("commit");
        assert_eq!(pages(portal).await, before);
    }
);
