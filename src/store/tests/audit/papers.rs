//! Documents, and who signed and came, for the database that holds a row in every table.

use domain::{
    Viewer,
    document::{DocumentForm, NewDocument},
    file::MediaType,
    official::{AppearanceForm, NewAppearance, NewOfficial},
};
use store::{Tx, documents, officials};

use crate::{
    chain::HANDOVER,
    custody::{CAR, later},
    support::NOW,
};

/// Who signed, spoke and held a post; one was entered in error.
pub async fn who_came(t: &mut Tx, dana: &Viewer) {
    let new = NewOfficial {
        code: "AHMED-MANSUROV".into(),
        name: "Ahmed Mansurov".into(),
        aliases: vec!["Akhmed Mansurov".into()],
        note: Some("Retired".into()),
    };
    officials::create(t, dana, NOW, &new).await.expect("official");
    let form = |grant: &str, round: &str, part: &str, day: &str| AppearanceForm {
        grant: grant.into(),
        round: round.into(),
        part: part.into(),
        name: "Akhmed Mansurov".into(),
        post: "Director".into(),
        occurred_on: day.into(),
        among_others: "true".into(),
        source: "news".into(),
        ..Default::default()
    };
    for form in [form("JP-2020", "", "signed", ""), form("", HANDOVER, "spoke", ""), form("", "", "held", "2018")] {
        officials::record(t, dana, NOW, &NewAppearance::parse(&form).expect("read")).await.expect("recorded");
    }
    let somebody = AppearanceForm {
        name: "Olim Narzullaev".into(),
        is_new: "true".into(),
        ..form("US-2020", "", "witnessed", "")
    };
    let somebody = NewAppearance::parse(&somebody).expect("read");
    let wrong = officials::record(t, dana, NOW, &somebody).await.expect("recorded");
    officials::withdraw(t, dana, NOW, wrong, "Somebody else").await.expect("withdrawn");
}

/// A document about one of each kind of thing, with two files, and one that was withdrawn.
pub async fn documented(t: &mut Tx, dana: &Viewer) {
    let act = store::acts::numbers_from_command_line(t).await.expect("acts").remove(0);
    let form = DocumentForm {
        code: "D-1".into(),
        kind: "decree".into(),
        title: "On the use of equipment".into(),
        number: "PP-1".into(),
        issued_on: "2018-05".into(),
        issuer: "The President".into(),
        languages: vec!["uz".into(), "ru".into()],
        address: "https://lex.example/1".into(),
        note: "In force".into(),
        readers: "parties".into(),
        applies_to: format!(
            "component IMT\nphase IMT 2\ngrant JP-2020\nround {HANDOVER}\nunit IMT-TER\nact {act}\nitem {CAR}\nmilestone 1\n\
             agency SCC\nactivity C-1"
        ),
        source: "news".into(),
        ..Default::default()
    };
    let new = NewDocument::parse(&form).expect("a document");
    documents::create(t, dana, NOW, &new, &[(MediaType::Pdf, b"%PDF-1.7 one")]).await.expect("recorded");
    let pages: [(MediaType, &[u8]); 2] = [(MediaType::Jpeg, b"first page"), (MediaType::Jpeg, b"second page")];
    documents::replace_file(t, dana, later(3), "D-1", 1, &pages).await.expect("replaced");
    let again = DocumentForm { code: "D-2".into(), source: String::new(), applies_to: "component BLO".into(), ..form };
    let again = NewDocument::parse(&again).expect("a document");
    documents::create(t, dana, NOW, &again, &[]).await.expect("recorded");
    documents::withdraw(t, dana, NOW, "D-2", 1, "Entered twice").await.expect("withdrawn");
}
