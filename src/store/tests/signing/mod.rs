//! Signing an act of the small programme: UNODC (Dana), the customs (their officer), and a witness of the embassy who has
//! no account.

mod links;
mod mandates;
mod order;
mod scans;
mod tampering;

use domain::{
    Role, Timestamp, Viewer,
    act::{Language, Nature, Signatory, Terms, Wording},
    signing::SignatureForm,
};
use serde_json::json;
use store::{
    Db, Result, Tx,
    acts::{self, NewVersion},
    signing::{self, Signed, Signing},
};

use crate::{
    chain::{HANDOVER, People, dispatch, programme},
    support::{NOW, person},
};

pub const WITNESS: &str = "Hiroshi Tanaka";
pub const DRAWN: &str = "M10 120L30 40L50 160L80 90L110 100M200 50L260 55";

pub struct World {
    pub people: People,
    /// Programme staff like Dana, named in no act.
    pub rustam: Viewer,
    /// Another officer of the customs.
    pub colleague: Viewer,
    pub number: String,
}

/// The act of the customs, issued an hour ago.
pub async fn issued(db: &Db) -> World {
    let people = programme(db).await;
    let rustam = person(db, "rustam", Role::Staff, None).await;
    let colleague = person(db, "colleague", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let terms = terms(&people);
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &terms).await.expect("terms");
    let number = issue(&mut tx, &people.dana, NOW.plus_seconds(-3600)).await;
    tx.commit().await.expect("commit");
    World { people, rustam, colleague, number }
}

pub fn terms(people: &People) -> Terms {
    let one = |name: &str, organisation: Option<&str>, person: Option<i64>| Signatory {
        name: Wording::same(name),
        post: Wording::same("Head of section"),
        organisation: organisation.map(Wording::same),
        authority: None,
        person,
        mandate: None,
    };
    let (dana, customs) = (&people.dana, &people.customs);
    Terms {
        nature: Some(Nature::Title),
        place: Some(Wording::same("Tashkent")),
        prevailing: Some(Language::English),
        legal_basis: vec![Wording::same("Exchange of Notes of 27 February 2020")],
        transferring: Some(one(&dana.name, Some("UNODC"), Some(dana.person))),
        receiving: vec![("SCC".to_owned(), one(&customs.name, None, Some(customs.person)))],
        witnesses: vec![one(WITNESS, Some("Embassy of Japan"), None)],
        ..Terms::default()
    }
}

/// The next version, which says of itself which one it is and when it was made.
pub async fn issue(tx: &mut Tx, staff: &Viewer, at: Timestamp) -> String {
    let facts = acts::facts(tx, staff, HANDOVER, "SCC").await.expect("facts");
    let content = json!({ "number": facts.number, "version": facts.version, "made_at": at.0 });
    let code = format!("code-of-version-{}", facts.version);
    let new = NewVersion {
        facts: &facts,
        content,
        code: &code,
        origin: "https://portal.example",
        reason: "The monoculars were counted",
    };
    acts::issue(tx, staff, at, &new).await.expect("issued").number
}

pub async fn current(tx: &mut Tx, world: &World) -> Signing {
    signing::signing(tx, &world.people.dana, &world.number, None).await.expect("the act")
}

/// Signs with a typed name, having read what stands there now.
pub async fn sign(tx: &mut Tx, world: &World, viewer: &Viewer, version: i64) -> Result<Signed> {
    let hash = signing::signing(tx, &world.people.dana, &world.number, Some(version)).await?.hash;
    let form = SignatureForm {
        name: viewer.name.clone(),
        agreed: "true".into(),
        drawing: "".into(),
        hash,
        ..Default::default()
    };
    signing::sign(tx, viewer, NOW, &world.number, version, &form).await
}
