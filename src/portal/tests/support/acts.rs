//! Terms of the two closed rounds; the northern act is issued, the southern one can be.

use documents::act::{clauses::Template, of_facts};
use domain::{
    Viewer,
    act::{Language, Mandate, Nature, Signatory, Terms, Wording},
};
use store::{
    Tx,
    acts::{self, NewVersion},
};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH},
};

pub const CODE: &str = "00112233445566778899aabbccddeeff";

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    for (code, side, issued) in [("R-NORTH", &NORTH, true), ("R-SOUTH", &SOUTH, false)] {
        // What stands on an act is read by the officers of its agency; of terms alone they read who signs for it.
        let readers = if issued { vec![side.officer_login] } else { Vec::new() };
        let mut terms = terms(marks, side.agency, side.officer_login, &readers);
        if let Some(one) = &mut terms.transferring {
            one.person = Some(dana.person);
        }
        acts::save_terms(tx, dana, NOW, code, 0, &terms).await.expect(code);
        if issued {
            let facts = acts::facts(tx, dana, code, side.agency).await.expect(code);
            let content = of_facts(&facts, &Template::default_texts().expect("clauses")).expect("content");
            let content = serde_json::to_value(&content).expect("JSON");
            let new = NewVersion { facts: &facts, content, code: CODE, origin: "https://portal.example", reason: "" };
            acts::issue(tx, dana, NOW, &new).await.expect("issued");
        }
    }
}

fn terms(marks: &mut Marks, agency: &str, officer: &'static str, readers: &[&'static str]) -> Terms {
    // In English always, in Russian on an act.
    let who_signs = |marks: &mut Marks, place: &str| Wording {
        ru: marks.some(place, readers),
        ..Wording::same(marks.put(place, &[officer]))
    };
    let words = |marks: &mut Marks, place: &str, readers: &[&'static str]| Wording {
        ru: marks.some(place, readers),
        ..Wording::same(marks.put(place, readers))
    };
    let signatory = |name: Wording, post: Wording| Signatory {
        name,
        post,
        organisation: None,
        authority: None,
        person: None,
        mandate: None,
    };
    let mut transferring = signatory(words(marks, "Signatory", readers), words(marks, "Post", readers));
    transferring.organisation = Some(words(marks, "Organisation", readers));
    transferring.authority = Some(words(marks, "Authority", readers));
    // In place of whom a deputy signs is said, not in which post that person was.
    let mut receiving = signatory(who_signs(marks, "Signatory"), words(marks, "Post", &[]));
    receiving.authority = Some(words(marks, "Authority", readers));
    receiving.mandate = Some(Mandate {
        deputy: who_signs(marks, "Deputy"),
        post: who_signs(marks, "DeputyPost"),
        number: marks.put("Mandate", &[officer]),
        dated: NOW.day(),
        person: None,
        document: None,
    });
    let mut witness = signatory(words(marks, "Signatory", readers), words(marks, "Post", readers));
    witness.organisation = Some(words(marks, "Organisation", readers));
    Terms {
        nature: Some(Nature::Title),
        risk: Some(words(marks, "Risk", readers)),
        place: Some(words(marks, "ActPlace", readers)),
        occasion: Some(words(marks, "ActOccasion", readers)),
        prevailing: Some(Language::Russian),
        legal_basis: vec![words(marks, "Basis", readers)],
        transferring: Some(transferring),
        receiving: vec![(agency.to_owned(), receiving)],
        witnesses: vec![witness],
        ..Terms::default()
    }
}
