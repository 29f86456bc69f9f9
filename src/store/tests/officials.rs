//! Officials: who signed and spoke, in the post of that day; recorded and put right by staff, read by whom it concerns.

use domain::{
    Role, Viewer,
    official::{AppearanceForm, NewAppearance, NewOfficial},
};
use store::{Db, Tx, officials, officials::AppearanceRow, search, verify};

use crate::{
    programme::programme,
    support::{NOW, asked, everything, execute, person, told},
};

fn new(form: &AppearanceForm) -> NewAppearance {
    NewAppearance::parse(form).expect("read")
}

/// Somebody new signs the agreement of Japan.
fn signed(name: &str, post: &str) -> AppearanceForm {
    AppearanceForm {
        grant: "JP-2016".into(),
        part: "signed".into(),
        name: name.into(),
        is_new: "true".into(),
        post: post.into(),
        source: "news".into(),
        ..Default::default()
    }
}

async fn record(tx: &mut Tx, dana: &Viewer, form: &AppearanceForm) -> i64 {
    officials::record(tx, dana, NOW, &new(form)).await.expect("recorded")
}

async fn names(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let page = officials::list(tx, viewer, &everything()).await.expect("list");
    page.rows.into_iter().map(|row| row.name).collect()
}

fn words(rows: &[AppearanceRow]) -> Vec<String> {
    rows.iter().map(|row| format!("{} {}", row.part, row.words())).collect()
}

both_databases!(an_agreement_is_signed_before_a_witness, async |db: Db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &signed("Nobuaki Ito", "Ambassador of Japan")).await;
    let witness = AppearanceForm {
        part: "witnessed".into(),
        among_others: "true".into(),
        ..signed("Ahmed Mansurov", "Director")
    };
    record(&mut tx, &dana, &witness).await;
    record(&mut tx, &dana, &AppearanceForm { name: "".into(), ..signed("", "Regional Representative") }).await;
    let rows = officials::of_grant(&mut tx, &dana, "JP-2016").await.expect("signed");
    assert_eq!(
        words(&rows),
        [
            "signed Nobuaki Ito, Ambassador of Japan",
            "witnessed Ahmed Mansurov, Director",
            "signed Regional Representative"
        ]
    );
    assert_eq!(rows.iter().map(|row| row.among_others).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(rows[0].on.map(|day| day.words()).as_deref(), Some("20 Oct 2016"), "the day of the agreement");
    let shown = officials::show(&mut tx, &dana, "NOBUAKI-ITO").await.expect("shown");
    assert_eq!(shown.official.appearances[0].grant.as_ref().map(|(code, _)| code.as_str()), Some("JP-2016"));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_name_is_known_however_it_is_printed, async |db: Db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let mansurov = NewOfficial {
        code: "AHMED-MANSUROV".into(),
        name: "Ahmed Mansurov".into(),
        aliases: vec!["Akhmed Mansurov".into()],
        note: None,
    };
    officials::create(&mut tx, &dana, NOW, &mansurov).await.expect("recorded");
    let known = AppearanceForm { is_new: "".into(), ..signed("akhmed  MANSUROV", "Director") };
    let twice = AppearanceForm { part: "witnessed".into(), is_new: "true".into(), ..known.clone() };
    for form in [&known, &twice] {
        record(&mut tx, &dana, form).await;
    }
    assert_eq!(names(&mut tx, &dana).await, ["Ahmed Mansurov"], "one person");
    let stranger = AppearanceForm { is_new: "".into(), ..signed("Nobuaki Ito", "Ambassador") };
    let refused = told(officials::record(&mut tx, &dana, NOW, &new(&stranger)).await);
    assert!(refused.starts_with("name: Nobody is known here as “Nobuaki Ito”"), "{refused}");
    let twin = NewOfficial { code: "AHMED-2".into(), aliases: Vec::new(), ..mansurov };
    officials::create(&mut tx, &dana, NOW, &twin).await.expect("a namesake");
    let refused = told(officials::record(&mut tx, &dana, NOW, &new(&known_as("Ahmed Mansurov"))).await);
    assert_eq!(refused, "name: Several are called “Ahmed Mansurov”: enter the code instead, AHMED-MANSUROV or AHMED-2");
    record(&mut tx, &dana, &known_as("AHMED-2")).await;
    let found = officials::list(&mut tx, &dana, &asked(&[("q", "akhmed")])).await.expect("list").rows;
    // “Ahmed” and “Akhmed” are two spellings of one name: the namesake is found as well.
    assert_eq!(found.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["AHMED-MANSUROV", "AHMED-2"]);
});

fn known_as(name: &str) -> AppearanceForm {
    AppearanceForm { is_new: "".into(), ..signed(name, "Director") }
}

both_databases!(what_was_recorded_is_put_right, async |db: Db| {
    let dana = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    let id = record(&mut tx, &dana, &signed("Nobuaki Itto", "Ambassador")).await;
    let named = NewOfficial {
        code: "NOBUAKI-ITTO".into(),
        name: "Nobuaki Ito".into(),
        aliases: vec!["Nobuaki Itto".into()],
        note: None,
    };
    assert_eq!(told(officials::update(&mut tx, &admin, NOW, 1, &named).await), "forbidden");
    officials::update(&mut tx, &dana, NOW, 1, &named).await.expect("corrected");
    let form =
        AppearanceForm { is_new: "".into(), ..signed("Nobuaki Ito", "Ambassador Extraordinary and Plenipotentiary") };
    officials::update_appearance(&mut tx, &dana, NOW, id, 1, &new(&form)).await.expect("corrected");
    let late = told(officials::update_appearance(&mut tx, &dana, NOW, id, 1, &new(&form)).await);
    assert!(!matches!(late.as_str(), "done" | "not found" | "forbidden"), "{late}");
    let elsewhere = AppearanceForm { grant: "US-2015".into(), ..form };
    assert_eq!(told(officials::update_appearance(&mut tx, &dana, NOW, id, 2, &new(&elsewhere)).await), "not found");
    let rows = officials::of_grant(&mut tx, &japan, "JP-2016").await.expect("signed");
    assert_eq!(words(&rows), ["signed Nobuaki Ito, Ambassador Extraordinary and Plenipotentiary"]);

    assert_eq!(told(officials::withdraw(&mut tx, &dana, NOW, id, "").await), "reason: Say why it is wrong");
    officials::withdraw(&mut tx, &dana, NOW, id, "Another grant").await.expect("withdrawn");
    assert_eq!(told(officials::withdraw(&mut tx, &dana, NOW, id, "Twice").await), "This is withdrawn already");
    assert!(officials::of_grant(&mut tx, &japan, "JP-2016").await.expect("signed").is_empty());
    assert_eq!(told(officials::show(&mut tx, &japan, "NOBUAKI-ITTO").await), "not found");
    let rows = officials::of_grant(&mut tx, &dana, "JP-2016").await.expect("staff");
    assert_eq!(rows[0].withdrawn.as_deref(), Some("Another grant"));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_donor_reads_who_signed_with_it, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &signed("Nobuaki Ito", "Ambassador of Japan")).await;
    record(&mut tx, &dana, &signed("Ashita Mittal", "Regional Representative")).await;
    let theirs = AppearanceForm {
        grant: "US-2015".into(),
        is_new: "".into(),
        ..signed("Ashita Mittal", "Representative a. i.")
    };
    record(&mut tx, &dana, &theirs).await;
    let held = AppearanceForm { grant: "".into(), occurred_on: "2018".into(), ..signed("Olim Narzullaev", "Director") };
    record(&mut tx, &dana, &held).await;
    assert_eq!(names(&mut tx, &dana).await, ["Ashita Mittal", "Nobuaki Ito", "Olim Narzullaev"]);
    assert_eq!(names(&mut tx, &japan).await, ["Ashita Mittal", "Nobuaki Ito"]);
    assert_eq!(names(&mut tx, &states).await, ["Ashita Mittal"]);
    assert_eq!(told(officials::list(&mut tx, &aziz, &everything()).await), "forbidden");
    let posts = async |tx: &mut Tx, viewer: &Viewer| {
        let shown = officials::show(tx, viewer, "ASHITA-MITTAL").await.expect("shown");
        shown.official.appearances.iter().filter_map(|row| row.post.clone()).collect::<Vec<_>>()
    };
    assert_eq!(posts(&mut tx, &japan).await, ["Regional Representative"]);
    assert_eq!(posts(&mut tx, &states).await, ["Representative a. i."]);
    for code in ["NOBUAKI-ITO", "OLIM-NARZULLAEV", "NOBODY"] {
        assert_eq!(told(officials::show(&mut tx, &states, code).await), "not found", "{code}");
    }
    let hits = search::search(&mut tx, &states, "nobuaki").await.expect("search").expect("words");
    assert!(hits.kinds.is_empty(), "{hits:?}");
    assert!(officials::of_grant(&mut tx, &states, "JP-2016").await.expect("nothing").is_empty());
});

both_databases!(what_was_carried_over_is_told_by_its_grant, async |db: Db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let carried = |post: &str| {
        format!(
            "INSERT INTO appearance (part, post, grant_id, recorded_at) SELECT 'signed', '{post}', id, 0 FROM grant_agreement
             WHERE code = 'JP-2016'"
        )
    };
    // Nothing of the grant says so: whoever wrote this row wrote it by hand.
    execute(&mut tx, &carried("Somebody else")).await.expect("written");
    let found = verify::verify(&mut tx).await.expect("verify").expect_err("a finding");
    assert_eq!(found.table, "appearance");
    tx.rollback().await.expect("rollback");
    let mut tx = db.write().await.expect("write");
    // Words of the grant, as its form had them.
    execute(&mut tx, &carried("The grant of JP")).await.expect("written");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    let row = officials::of_grant(&mut tx, &dana, "JP-2016").await.expect("signed").remove(0);
    let form = AppearanceForm { name: "Nobuaki Ito".into(), ..signed("", "The grant of JP") };
    officials::update_appearance(&mut tx, &dana, NOW, row.id, row.version, &new(&form)).await.expect("named");
    verify::verify(&mut tx).await.expect("verify").expect("whoever named the official vouches for it");
});

async fn merge(tx: &mut Tx, viewer: &Viewer, code: &str, into: &str, reason: &str) -> String {
    told(officials::merge(tx, viewer, NOW, code, into, reason).await)
}

async fn handles(tx: &mut Tx, viewer: &Viewer, typed: &str) -> Vec<String> {
    let answer = search::search(tx, viewer, typed).await.expect("search").expect("a word");
    answer.kinds.into_iter().flat_map(|hits| hits.found).map(|hit| hit.handle).collect()
}

both_databases!(an_official_who_was_recorded_twice_is_one, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    record(t, &dana, &signed("Nobuaki Ito", "Ambassador of Japan")).await;
    let other = AppearanceForm { part: "witnessed".into(), ..signed("Ito Nobuaki", "Ambassador") };
    record(t, &dana, &other).await;
    assert_eq!(names(t, &japan).await.len(), 2);
    assert_eq!(merge(t, &japan, "ITO-NOBUAKI", "NOBUAKI-ITO", "Twice").await, "forbidden");
    assert_eq!(merge(t, &dana, "NOBODY", "NOBUAKI-ITO", "Twice").await, "not found");
    assert!(merge(t, &dana, "ITO-NOBUAKI", "NOBODY", "Twice").await.starts_with("into: Choose the official"));
    assert!(merge(t, &dana, "ITO-NOBUAKI", "ITO-NOBUAKI", "Twice").await.starts_with("into: Choose another"));
    assert!(merge(t, &dana, "ITO-NOBUAKI", "NOBUAKI-ITO", " ").await.contains("Say how it is known"));
    assert_eq!(merge(t, &dana, "ITO-NOBUAKI", "NOBUAKI-ITO", "The order of the names").await, "done");
    assert!(merge(t, &dana, "ITO-NOBUAKI", "NOBUAKI-ITO", "Again").await.contains("already"));
    for viewer in [&dana, &japan] {
        assert_eq!(names(t, viewer).await, ["Nobuaki Ito"], "{}", viewer.login);
        // Both codes lead to the one, with what both did and how both are printed.
        for code in ["ITO-NOBUAKI", "NOBUAKI-ITO"] {
            let shown = officials::show(t, viewer, code).await.expect(code).official;
            assert_eq!((shown.code.as_str(), shown.appearances.len()), ("NOBUAKI-ITO", 2), "{}", viewer.login);
            assert_eq!(shown.aliases, ["Ito Nobuaki"]);
        }
        let found = handles(t, viewer, "Ito Nobuaki").await;
        assert!(found.contains(&"NOBUAKI-ITO".to_owned()) && !found.contains(&"ITO-NOBUAKI".to_owned()), "{found:?}");
        let rows = officials::of_grant(t, viewer, "JP-2016").await.expect("signed");
        assert!(rows.iter().all(|row| row.words().starts_with("Nobuaki Ito")), "{:?}", words(&rows));
    }
    assert!(names(t, &states).await.is_empty());
    assert_eq!(told(officials::show(t, &states, "ITO-NOBUAKI").await), "not found");
    assert!(officials::twins(t, &japan, "NOBUAKI-ITO").await.expect("twins").is_empty(), "why is for staff");
    assert_eq!(officials::twins(t, &dana, "NOBUAKI-ITO").await.expect("twins").len(), 1);
    // The other name is known: it is nobody new.
    let spoken = AppearanceForm { is_new: String::new(), ..signed("Ito Nobuaki", "Ambassador") };
    record(t, &dana, &spoken).await;
    verify::verify(t).await.expect("verify").expect("nothing is wrong");

    assert_eq!(told(officials::part(t, &japan, NOW, "ITO-NOBUAKI", "A brother").await), "forbidden");
    assert_eq!(told(officials::part(t, &dana, NOW, "ITO-NOBUAKI", "A brother").await), "done");
    assert_eq!(names(t, &japan).await, ["Ito Nobuaki", "Nobuaki Ito"]);
    let own = officials::show(t, &dana, "ITO-NOBUAKI").await.expect("own").official;
    assert_eq!((own.appearances.len(), own.aliases.len()), (1, 0));
    let again = told(officials::part(t, &dana, NOW, "ITO-NOBUAKI", "A brother").await);
    assert!(again.contains("is not read as another official"));
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});
