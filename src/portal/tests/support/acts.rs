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
        // What stands on an act is read by the officers of its agency; terms alone by staff.
        let readers = if issued { vec![side.officer_login] } else { Vec::new() };
        let mut terms = terms(marks, side.agency, &readers);
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

fn terms(marks: &mut Marks, agency: &str, readers: &[&'static str]) -> Terms {
    // The page shows one language at a time, and the crawl reads the English one.
    let mut words = |place: &str| Wording { ru: marks.some(place, &[]), ..Wording::same(marks.put(place, readers)) };
    let signatory = |words: &mut dyn FnMut(&str) -> Wording, organisation: bool| Signatory {
        name: words("Signatory"),
        post: words("Post"),
        organisation: organisation.then(|| words("Organisation")),
        authority: Some(words("Authority")),
        person: None,
        mandate: None,
    };
    let transferring = signatory(&mut words, true);
    let mut receiving = signatory(&mut words, false);
    receiving.mandate = Some(Mandate {
        deputy: words("Deputy"),
        post: words("DeputyPost"),
        number: words("Mandate").en,
        dated: NOW.day(),
    });
    let mut witness = signatory(&mut words, true);
    // In place of whom a deputy signs is said, not in which post that person was; the authority of a witness is not printed.
    let unsaid = [Some(receiving.post.en.clone()), witness.authority.take().map(|words| words.en)];
    let terms = Terms {
        nature: Some(Nature::Title),
        risk: Some(words("Risk")),
        place: Some(words("ActPlace")),
        occasion: Some(words("ActOccasion")),
        prevailing: Some(Language::Russian),
        legal_basis: vec![words("Basis")],
        transferring: Some(transferring),
        receiving: vec![(agency.to_owned(), receiving)],
        witnesses: vec![witness],
        ..Terms::default()
    };
    for mark in marks.0.iter_mut().filter(|mark| unsaid.iter().flatten().any(|word| *word == mark.word)) {
        mark.readers.clear();
    }
    terms
}
