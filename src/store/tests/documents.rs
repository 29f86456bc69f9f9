//! Documents: recorded and put right by staff, cited where they apply, and read by whom they concern.

use domain::{
    Role, Viewer,
    change::Entity,
    document::{DocumentForm, NewDocument, Subject},
    file::MediaType,
    phase::{NewPart, Who},
};
use store::{
    Db, Tx, changes, components,
    components::NewMilestone,
    documents::{self, DocumentRow},
    search, verify,
};

use crate::{
    programme::programme,
    support::{NOW, asked, everything, person, told},
};

const PDF: (MediaType, &[u8]) = (MediaType::Pdf, b"%PDF-1.7 decree");

/// The decree on effective use, as somebody types it.
fn decree() -> DocumentForm {
    DocumentForm {
        code: "DECREE-2018".into(),
        kind: "decree".into(),
        title: "On measures to ensure the effective use of equipment".into(),
        issuer: "President of the Republic of Uzbekistan".into(),
        languages: vec!["uz".into(), "ru".into()],
        readers: "parties".into(),
        applies_to: "component IMT".into(),
        source: "news".into(),
        ..Default::default()
    }
}

fn form(code: &str, readers: &str, applies_to: &str) -> DocumentForm {
    DocumentForm {
        code: code.into(),
        kind: "letter".into(),
        title: format!("Letter {code}"),
        languages: vec!["en".into()],
        readers: readers.into(),
        applies_to: applies_to.into(),
        source: String::new(),
        ..decree()
    }
}

fn new(form: &DocumentForm) -> NewDocument {
    NewDocument::parse(form).expect("a document")
}

async fn record(tx: &mut Tx, dana: &Viewer, form: &DocumentForm) {
    documents::create(tx, dana, NOW, &new(form), &[]).await.expect("recorded");
}

async fn codes(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let mut codes: Vec<String> = rows(tx, viewer, &[]).await.into_iter().map(|row| row.code).collect();
    codes.sort();
    codes
}

async fn rows(tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]) -> Vec<DocumentRow> {
    documents::list(tx, viewer, &asked(pairs)).await.expect("list").rows
}

async fn cited(tx: &mut Tx, viewer: &Viewer, about: Subject, code: &str) -> Vec<String> {
    let page = documents::cited(tx, viewer, about, code).await.expect("cited");
    page.rows.into_iter().map(|row| row.code).collect()
}

both_databases!(staff_record_a_decree_with_its_file_and_correct_it, async |db: Db| {
    let dana = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    documents::create(&mut tx, &dana, NOW, &new(&decree()), &[PDF]).await.expect("recorded");
    let shown = documents::show(&mut tx, &dana, "DECREE-2018").await.expect("shown");
    assert_eq!((shown.document.number.as_deref(), shown.document.issued_on), (None, None), "neither is published");
    assert_eq!(shown.document.languages.iter().map(|l| l.label()).collect::<Vec<_>>(), ["Russian", "Uzbek"]);
    assert_eq!((shown.document.pages, shown.files[0].edition), (1, 1));
    assert_eq!(shown.links.iter().map(|link| link.code.as_str()).collect::<Vec<_>>(), ["IMT"]);
    assert_eq!(shown.source.as_ref().map(|(title, _)| title.as_str()), Some("UNODC ROCA, news of 10 December 2019"));

    let corrected = DocumentForm { number: "PP-3786".into(), issued_on: "Jun 2018".into(), ..decree() };
    documents::update(&mut tx, &dana, NOW, 1, &new(&corrected)).await.expect("corrected");
    let pages: [(MediaType, &[u8]); 2] = [(MediaType::Jpeg, b"page one"), (MediaType::Jpeg, b"page two")];
    documents::replace_file(&mut tx, &dana, NOW, "DECREE-2018", 2, &pages).await.expect("replaced");
    let shown = documents::show(&mut tx, &dana, "DECREE-2018").await.expect("shown");
    assert_eq!((shown.document.number.as_deref(), shown.version), (Some("PP-3786"), 3));
    assert_eq!(shown.document.issued_on.map(|date| date.words()).as_deref(), Some("Jun 2018"));
    let files: Vec<(i64, i64)> = shown.files.iter().map(|file| (file.edition, file.number)).collect();
    assert_eq!(files, [(2, 1), (2, 2), (1, 1)], "the earlier file stays");
    let first = documents::page(&mut tx, &dana, "DECREE-2018", 1, 1).await.expect("the file");
    assert_eq!((first.media_type, first.bytes.as_slice()), PDF);
    let history = changes::of(&mut tx, &dana, Entity::Document, "DECREE-2018").await.expect("history");
    assert_eq!(history.len(), 3);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_cannot_be_recorded_stands_under_its_field, async |db: Db| {
    let dana = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    for (form, words) in [
        (form("L-1", "all", "unit IMT-XX"), "applies_to: There is no unit “IMT-XX”: correct the code"),
        (form("L-1", "all", "milestone 77"), "applies_to: There is no milestone “77”"),
        (form("L-1", "all", "NOTHING"), "applies_to: There is no programme, component, phase, grant"),
        (decree(), "code: There is already a document with this code: choose another"),
    ] {
        let mut tx = db.write().await.expect("write");
        record(&mut tx, &dana, &decree()).await;
        let refused = told(documents::create(&mut tx, &dana, NOW, &new(&form), &[]).await);
        assert!(refused.starts_with(words), "{refused}");
    }
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &decree()).await;
    assert_eq!(told(documents::create(&mut tx, &admin, NOW, &new(&form("L-2", "all", "")), &[]).await), "forbidden");
    assert_eq!(told(documents::replace_file(&mut tx, &dana, NOW, "DECREE-2018", 1, &[]).await), "file: Choose a file");
    let late = told(documents::update(&mut tx, &dana, NOW, 7, &new(&decree())).await);
    assert!(!matches!(late.as_str(), "done" | "not found" | "forbidden"), "{late}");
    assert_eq!(told(documents::update(&mut tx, &dana, NOW, 1, &new(&form("L-9", "all", ""))).await), "not found");
});

both_databases!(each_reads_what_concerns_it, async |db: Db| {
    let dana = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let customs = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let security = person(&db, "sanjar", Role::Officer, Some("SSS")).await;
    let border = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    for (code, readers, about) in [
        ("STAFF", "staff", "component IMT"),
        ("ALL", "all", ""),
        ("IMT-PARTIES", "parties", "component IMT"),
        ("IMT-AGENCIES", "agencies", "phase IMT 1"),
        ("IMT-DONORS", "donors", "phase IMT 1"),
        ("JP-GRANT", "donors", "grant JP-2016"),
        ("UNIT-TER", "agencies", "unit IMT-TER"),
        ("AGENCY-BT", "agencies", "agency BT"),
        ("BLO-PARTIES", "parties", "component BLO"),
    ] {
        record(&mut tx, &dana, &form(code, readers, about)).await;
    }
    let all = codes(&mut tx, &dana).await;
    assert_eq!(all.len(), 9);
    assert_eq!(codes(&mut tx, &admin).await, all);
    for (viewer, own) in [
        (&customs, &["ALL", "BLO-PARTIES", "IMT-AGENCIES", "IMT-PARTIES"][..]),
        (&security, &["ALL", "IMT-AGENCIES", "IMT-PARTIES", "UNIT-TER"]),
        (&border, &["AGENCY-BT", "ALL", "BLO-PARTIES"]),
        (&japan, &["ALL", "IMT-DONORS", "IMT-PARTIES", "JP-GRANT"]),
        (&states, &["ALL", "BLO-PARTIES"]),
    ] {
        assert_eq!(codes(&mut tx, viewer).await, own, "{}", viewer.login);
        for code in &all {
            let found = told(documents::show(&mut tx, viewer, code).await);
            assert_eq!(found == "done", own.contains(&code.as_str()), "{} asks for {code}: {found}", viewer.login);
            assert!(found == "done" || found == "not found", "{found}");
        }
        let hits = search::search(&mut tx, viewer, "letter").await.expect("search").expect("words");
        let mut hits: Vec<String> = hits.kinds.into_iter().flat_map(|hits| hits.found).map(|hit| hit.handle).collect();
        hits.sort();
        assert_eq!(hits, own, "{} searches", viewer.login);
    }
});

both_databases!(who_takes_part_in_a_component_finds_it_and_reads_its_documents, async |db: Db| {
    let dana = programme(&db).await;
    let border = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let milestone = NewMilestone {
        component_code: "IMT".into(),
        phase: 2,
        title: "Seven more teams work".into(),
        due_on: None,
        met_on: None,
        target: Some(7),
        actual: None,
        evidence: None,
        source_code: None,
        counted: None,
        waits_for: None,
    };
    let milestone = components::add_milestone(&mut tx, &dana, NOW, &milestone).await.expect("milestone");
    for (code, about) in [
        ("WHOLE", "component IMT"),
        ("FIRST", "phase IMT 1"),
        ("SECOND", "phase IMT 2"),
        ("TEAMS", &*format!("milestone {milestone}")),
    ] {
        record(&mut tx, &dana, &form(code, "parties", about)).await;
    }
    let found = async |tx: &mut Tx, viewer: &Viewer, typed: &str| {
        let answer = search::search(tx, viewer, typed).await.expect("search").expect("words");
        let hits = answer.kinds.into_iter().flat_map(|hits| hits.found);
        let mut hits: Vec<String> = hits.map(|hit| hit.handle).collect();
        hits.sort();
        hits
    };
    for (viewer, who) in [(&states, Who::Donor("US".into())), (&border, Who::Agency("BT".into()))] {
        assert_eq!(codes(&mut tx, viewer).await, [""; 0], "{} has no part yet", viewer.login);
        assert_eq!(found(&mut tx, viewer, "interagency").await, [""; 0], "{}", viewer.login);
        let part = NewPart {
            component_code: "IMT".into(),
            who,
            office: None,
            part: Some("training".into()),
            phase: Some(2),
            source: None,
        };
        let part = components::record_part(&mut tx, &dana, NOW, &part).await.expect("recorded");
        assert_eq!(codes(&mut tx, viewer).await, ["SECOND", "TEAMS", "WHOLE"], "{}", viewer.login);
        assert_eq!(found(&mut tx, viewer, "letter").await, ["SECOND", "TEAMS", "WHOLE"], "{}", viewer.login);
        assert_eq!(found(&mut tx, viewer, "interagency").await, ["IMT"], "{}", viewer.login);
        assert_eq!(cited(&mut tx, viewer, Subject::Component, "IMT").await.len(), 3, "{}", viewer.login);
        components::withdraw_part(&mut tx, &dana, NOW, "IMT", part, "Another component").await.expect("withdrawn");
        assert_eq!(codes(&mut tx, viewer).await, [""; 0], "{}", viewer.login);
        assert_eq!(found(&mut tx, viewer, "interagency").await, [""; 0], "{}", viewer.login);
    }
});

both_databases!(a_reader_is_not_told_what_else_a_document_is_about, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let border = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    let about = "grant JP-2016\ngrant US-2015\nunit BLO-OYB\nunit IMT-TER\nagency BT\ncomponent BLO\nphase IMT 1";
    documents::create(&mut tx, &dana, NOW, &new(&form("L-1", "all", about)), &[PDF]).await.expect("recorded");
    documents::replace_file(&mut tx, &dana, NOW, "L-1", 1, &[PDF]).await.expect("replaced");
    let named = async |tx: &mut Tx, viewer: &Viewer| {
        let shown = documents::show(tx, viewer, "L-1").await.expect("shown");
        assert_eq!(shown.readers.is_some(), viewer.sees_everything());
        let names: Vec<String> = shown.links.iter().map(|link| link.name.clone()).collect();
        (names, shown.files.len())
    };
    assert_eq!(named(&mut tx, &dana).await.0.len(), 7);
    let (donor, files) = named(&mut tx, &japan).await;
    assert_eq!(donor, ["JP-2016 · The grant of JP", "BT · Border Troops of the State Security Service", "IMT Phase I"]);
    assert_eq!(files, 1, "the earlier file is for staff");
    assert_eq!(told(documents::page(&mut tx, &japan, "L-1", 1, 1).await), "not found");
    assert_eq!(told(documents::page(&mut tx, &japan, "L-1", 2, 1).await), "done");
    let (officer, _) = named(&mut tx, &border).await;
    assert_eq!(
        officer,
        ["BLO Oybek", "BT · Border Troops of the State Security Service", "BLO · Border Liaison Offices"]
    );
});

both_databases!(a_decree_on_a_component_is_cited_on_its_units, async |db: Db| {
    let dana = programme(&db).await;
    let security = person(&db, "sanjar", Role::Officer, Some("SSS")).await;
    let border = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &decree()).await;
    record(&mut tx, &dana, &form("L-1", "all", "component IMT")).await;
    record(&mut tx, &dana, &form("L-2", "all", "unit IMT-TER\nagency SSS")).await;
    assert_eq!(cited(&mut tx, &dana, Subject::Component, "IMT").await, ["L-1", "DECREE-2018"]);
    assert_eq!(cited(&mut tx, &dana, Subject::Unit, "IMT-TER").await, ["L-2", "DECREE-2018"]);
    assert_eq!(cited(&mut tx, &dana, Subject::Unit, "OCT").await, ["DECREE-2018"], "the coordination of the teams");
    assert_eq!(cited(&mut tx, &dana, Subject::Unit, "BLO-OYB").await, Vec::<String>::new());
    assert_eq!(cited(&mut tx, &security, Subject::Unit, "IMT-TER").await, ["L-2", "DECREE-2018"]);
    assert_eq!(cited(&mut tx, &border, Subject::Unit, "IMT-TER").await, ["L-2"], "the decree does not concern it");
    assert_eq!(cited(&mut tx, &dana, Subject::Agency, "SSS").await, ["L-2"]);
});

both_databases!(what_is_withdrawn_stays_for_staff_and_can_stand_again, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &decree()).await;
    assert_eq!(
        told(documents::withdraw(&mut tx, &dana, NOW, "DECREE-2018", 1, " ").await),
        "reason: Say why the document is withdrawn"
    );
    documents::withdraw(&mut tx, &dana, NOW, "DECREE-2018", 1, "Replaced by another").await.expect("withdrawn");
    let shown = documents::show(&mut tx, &dana, "DECREE-2018").await.expect("staff");
    assert_eq!(shown.document.withdrawn.as_deref(), Some("Replaced by another"));
    assert_eq!(told(documents::show(&mut tx, &japan, "DECREE-2018").await), "not found");
    assert_eq!(cited(&mut tx, &dana, Subject::Component, "IMT").await, Vec::<String>::new());
    assert_eq!(rows(&mut tx, &dana, &[("state", "withdrawn")]).await.len(), 1);
    let again = told(documents::withdraw(&mut tx, &dana, NOW, "DECREE-2018", 2, "Twice").await);
    assert_eq!(again, "This document is withdrawn already");
    documents::restore(&mut tx, &dana, NOW, "DECREE-2018", 2).await.expect("restored");
    assert_eq!(codes(&mut tx, &japan).await, ["DECREE-2018"]);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_document_applies_to_a_programme_which_everybody_reads, async |db: Db| {
    let dana = programme(&db).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let border = person(&db, "bobur", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &form("L-1", "parties", "programme PCA-2015")).await;
    record(&mut tx, &dana, &form("L-2", "donors", "PCA-2015")).await;
    let newest_first = ["L-2", "L-1"];
    assert_eq!(cited(&mut tx, &dana, Subject::Programme, "PCA-2015").await, newest_first);
    assert_eq!(cited(&mut tx, &states, Subject::Programme, "PCA-2015").await, newest_first);
    assert_eq!(cited(&mut tx, &border, Subject::Programme, "PCA-2015").await, ["L-1"]);
    let shown = documents::show(&mut tx, &states, "L-1").await.expect("shown");
    let names: Vec<&str> = shown.links.iter().map(|link| link.name.as_str()).collect();
    assert_eq!(names, ["PCA-2015 · UNODC Programme for Central Asia (2015-2019)"]);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_milestone_has_a_document_as_evidence, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let states = person(&db, "states", Role::Donor, Some("US")).await;
    let mut tx = db.write().await.expect("write");
    let milestone = NewMilestone {
        component_code: "IMT".into(),
        phase: 1,
        title: "Six teams work".into(),
        due_on: None,
        met_on: None,
        target: Some(6),
        actual: None,
        evidence: None,
        source_code: None,
        counted: None,
        waits_for: None,
    };
    let id = components::add_milestone(&mut tx, &dana, NOW, &milestone).await.expect("milestone");
    record(&mut tx, &dana, &form("L-1", "donors", &format!("milestone {id}"))).await;
    let shows = documents::evidence(&mut tx, &japan, "IMT").await.expect("evidence");
    assert_eq!(shows.iter().map(|e| (e.milestone_id, e.code.as_str())).collect::<Vec<_>>(), [(id, "L-1")]);
    assert!(documents::evidence(&mut tx, &states, "IMT").await.expect("evidence").is_empty());
    assert_eq!(cited(&mut tx, &japan, Subject::Component, "IMT").await, ["L-1"]);
});

both_databases!(the_list_is_narrowed_searched_and_paged, async |db: Db| {
    let dana = programme(&db).await;
    let japan = person(&db, "embassy", Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    record(&mut tx, &dana, &DocumentForm { number: "PP-3786".into(), issued_on: "2018-06".into(), ..decree() }).await;
    for (code, day) in [("L-2", "2019"), ("L-10", "2020-02-27"), ("L-1", "")] {
        record(&mut tx, &dana, &DocumentForm { issued_on: day.into(), ..form(code, "staff", "") }).await;
    }
    let found = async |tx: &mut Tx, pairs: &[(&str, &str)]| {
        rows(tx, &dana, pairs).await.into_iter().map(|row| row.code).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut tx, &[]).await, ["L-10", "L-2", "DECREE-2018", "L-1"], "newest first, without a date last");
    assert_eq!(found(&mut tx, &[("sort", "title")]).await, ["L-1", "L-2", "L-10", "DECREE-2018"]);
    assert_eq!(found(&mut tx, &[("kind", "decree")]).await, ["DECREE-2018"]);
    assert_eq!(found(&mut tx, &[("language", "en"), ("sort", "date")]).await, ["L-1", "L-2", "L-10"]);
    assert_eq!(found(&mut tx, &[("q", "pp-3786 uzbekistan")]).await, ["DECREE-2018"]);
    let filters = documents::filters(&mut tx, &japan).await.expect("filters");
    assert_eq!(
        (filters.kinds.len(), filters.languages.len(), filters.has_withdrawn),
        (1, 2, false),
        "only what it reads"
    );
    assert_eq!(documents::list(&mut tx, &japan, &everything()).await.expect("list").rows.len(), 1);
});
