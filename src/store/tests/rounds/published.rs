//! Past rounds of which nothing is known but what was published: to each donor the part that it pays for.

use domain::{
    Role, Viewer,
    document::{DocumentForm, NewDocument, Subject},
    round::{NewPublishedRound, PublishedRoundForm},
};
use store::{Db, Tx, documents, grants, rounds, verify};

use crate::{
    programme::programme,
    support::{NOW, asked, person, told},
};

/// Japan pays for the teams, the United States for the border offices; the launch was for both, the lamps for the teams alone.
async fn launch(db: &Db) -> (Viewer, Viewer, Viewer) {
    let dana = programme(db).await;
    let japan = person(db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    for (code, title, components, things, number) in
        [("R-2018-06", "Launch", &["IMT", "BLO"][..], "vehicles", "30"), ("R-2017", "Lamps", &["IMT"], "lamps", "200")]
    {
        let form = PublishedRoundForm {
            code: code.into(),
            title: title.into(),
            amount: "190,000".into(),
            currency: "USD".into(),
            qualifier: "nearly".into(),
            things: things.into(),
            things_count: number.into(),
            components: components.iter().map(|code| (*code).to_owned()).collect(),
            source_title: "News of 2018".into(),
            ..Default::default()
        };
        let new = NewPublishedRound::parse(&form, NOW.day()).expect("a round");
        rounds::record_published(&mut tx, &dana, NOW, &new).await.expect("recorded");
    }
    tx.commit().await.expect("commit");
    (dana, japan, states)
}

async fn listed(tx: &mut Tx, viewer: &Viewer, component: &str) -> Vec<String> {
    let asked = asked(&[("component", component), ("sort", "round")]);
    let page = rounds::list(tx, viewer, &asked).await.expect("rounds");
    page.rows.into_iter().map(|round| round.code).collect()
}

both_databases!(a_donor_of_one_component_is_not_told_of_the_others_in_a_round, async |db: Db| {
    let (dana, japan, states) = launch(&db).await;
    let mut tx = db.write().await.expect("write");
    for (viewer, components, of_teams, of_offices) in [
        (&dana, &["BLO", "IMT"][..], &["R-2017", "R-2018-06"][..], &["R-2018-06"][..]),
        (&japan, &["IMT"], &["R-2017", "R-2018-06"], &[]),
        (&states, &["BLO"], &[], &["R-2018-06"]),
    ] {
        let shown = rounds::front(&mut tx, viewer, "R-2018-06").await.expect("a round that it pays for");
        assert_eq!(shown.components, components, "{}", viewer.login);
        assert_eq!(listed(&mut tx, viewer, "IMT").await, of_teams, "{}", viewer.login);
        assert_eq!(listed(&mut tx, viewer, "BLO").await, of_offices, "{}", viewer.login);
        let choices = rounds::choices(&mut tx, viewer).await.expect("choices");
        assert_eq!(choices.components, components, "{}", viewer.login);
    }
    assert_eq!(told(rounds::front(&mut tx, &states, "R-2017").await), "not found");
    // What pays no more reads no more, and what comes to pay reads.
    let phase = store::components::phase_id(&mut tx, "BLO", 2).await.expect("phase");
    let allocation = domain::grant::NewAllocation { phase_id: phase, country: None, amount: None, source: None };
    grants::record_allocation(&mut tx, &dana, NOW, "JP-2016", &allocation).await.expect("allocated");
    assert_eq!(listed(&mut tx, &japan, "BLO").await, ["R-2018-06"]);
    let shown = rounds::front(&mut tx, &japan, "R-2018-06").await.expect("round");
    assert_eq!(shown.components, ["BLO", "IMT"]);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(the_list_says_of_each_round_what_was_published_of_it, async |db: Db| {
    let (dana, japan, states) = launch(&db).await;
    let mut tx = db.read().await.expect("read");
    let vehicles = ("R-2018-06", "nearly USD 190,000, 30 vehicles");
    let lamps = ("R-2017", "nearly USD 190,000, 200 lamps");
    for (viewer, rounds) in [(&dana, &[lamps, vehicles][..]), (&japan, &[lamps, vehicles]), (&states, &[vehicles])] {
        let page = rounds::list(&mut tx, viewer, &asked(&[("sort", "round")])).await.expect("rounds");
        let said: Vec<(&str, String)> =
            page.rows.iter().map(|round| (round.code.as_str(), round.published.join(", "))).collect();
        assert_eq!(said.iter().map(|(code, words)| (*code, words.as_str())).collect::<Vec<_>>(), rounds);
    }
});

both_databases!(the_decree_on_a_component_is_cited_on_such_a_round, async |db: Db| {
    let (dana, japan, states) = launch(&db).await;
    let mut tx = db.write().await.expect("write");
    for (code, about) in [("TEAMS", "component IMT"), ("OFFICES", "component BLO")] {
        let form = DocumentForm {
            code: code.into(),
            kind: "decree".into(),
            title: "On effective use".into(),
            languages: vec!["uz".into()],
            readers: "all".into(),
            applies_to: about.into(),
            ..Default::default()
        };
        let new = NewDocument::parse(&form).expect("a document");
        documents::create(&mut tx, &dana, NOW, &new, &[]).await.expect("recorded");
    }
    for (viewer, round, cited) in [
        (&dana, "R-2018-06", &["OFFICES", "TEAMS"][..]),
        (&dana, "R-2017", &["TEAMS"]),
        (&japan, "R-2018-06", &["TEAMS"]),
        (&states, "R-2018-06", &["OFFICES"]),
    ] {
        let page = documents::cited(&mut tx, viewer, Subject::Round, round).await.expect("cited");
        let mut codes: Vec<String> = page.rows.into_iter().map(|row| row.code).collect();
        codes.sort();
        assert_eq!(codes, cited, "{} on {round}", viewer.login);
    }
});
