//! What is being signed: of the northern act a link for its witness and a scan that waits; a second act for whose first
//! signatory a link is open, and whose officer has handed over to a deputy since.

use documents::act::{clauses::Template, of_facts};
use domain::{
    Timestamp, Viewer,
    act::{Language, MandateForm, Nature, Signatory, Terms, Wording, WordingForm},
    file::MediaType,
    signing::ScanForm,
};
use store::{
    Tx,
    acts::{self, NewVersion},
    people,
    signing::{self, NewLink},
};
use web::passwords::token_hash;

use super::NOW;

/// The address of the witness's link, and of the one that is open.
pub const LINK: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const OPEN_LINK: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
/// What the browser keeps that opened the second one.
pub const BROWSER: &str = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
pub const LINK_CODE: &str = "12345678";
/// Signs without an account.
pub const WITNESS: &str = "Hiroshi Tanaka";

pub async fn record(tx: &mut Tx, dana: &Viewer) {
    let northern = "HA-2019-001";
    make_link(tx, dana, northern, 2, LINK).await;
    let hash = signing::signing(tx, dana, northern, None).await.expect("the act").hash;
    let finance = people::viewer(tx, "finance").await.expect("finance");
    let form = ScanForm { signers: vec!["0".to_owned()], signed_on: "12 Dec 2019".into(), hash, ..Default::default() };
    let pages: [(MediaType, &[u8]); 1] = [(MediaType::Jpeg, b"the paper")];
    signing::record_scan(tx, &finance, NOW, (northern, 1), &form, &pages, "scan-of-the-north").await.expect("a scan");

    name_the_officer(tx, dana, NOW, "R-SHARED").await;
    let second = issue(tx, dana, NOW, "R-SHARED", "ffeeddccbbaa99887766554433221100").await;
    hand_over(tx).await;
    make_link(tx, dana, &second, 0, OPEN_LINK).await;
    let code = token_hash(&format!("{OPEN_LINK}:{LINK_CODE}"));
    signing::enter_code(tx, NOW, &token_hash(OPEN_LINK), &code, &token_hash(BROWSER)).await.expect("opened");
}

async fn make_link(tx: &mut Tx, dana: &Viewer, act: &str, place: usize, token: &str) {
    let new = NewLink {
        public_id: &token[..8],
        token_hash: &token_hash(token),
        code_hash: &token_hash(&format!("{token}:{LINK_CODE}")),
        expires_at: NOW.plus_seconds(3600),
    };
    signing::make_link(tx, dana, NOW, act, 1, place, &new).await.expect("a link");
}

/// The terms of a round that has none: for the customs their officer is named, for UNODC somebody without an account.
pub async fn name_the_officer(tx: &mut Tx, dana: &Viewer, at: Timestamp, round: &str) {
    let customs = people::viewer(tx, "customs").await.expect("customs");
    let one = |name: &str, organisation: Option<&str>| Signatory {
        name: Wording::same(name),
        post: Wording::same("Second secretary"),
        organisation: organisation.map(Wording::same),
        authority: None,
        person: None,
        mandate: None,
    };
    let terms = Terms {
        nature: Some(Nature::Title),
        place: Some(Wording::same("Tashkent")),
        prevailing: Some(Language::English),
        legal_basis: vec![Wording::same("Exchange of Notes of 27 February 2020")],
        transferring: Some(one(WITNESS, Some("UNODC"))),
        receiving: vec![("SCC".to_owned(), Signatory { person: Some(customs.person), ..one("Rustam Karimov", None) })],
        ..Terms::default()
    };
    acts::save_terms(tx, dana, at, round, 0, &terms).await.expect("terms");
}

/// The act of the customs of a round, from its terms. Answers its number.
pub async fn issue(tx: &mut Tx, dana: &Viewer, at: Timestamp, round: &str, code: &str) -> String {
    let facts = acts::facts(tx, dana, round, "SCC").await.expect("facts");
    let content = of_facts(&facts, &Template::default_texts().expect("clauses")).expect("content");
    let content = serde_json::to_value(&content).expect("JSON");
    let new = NewVersion { facts: &facts, content, code, origin: "https://portal.example", reason: "" };
    acts::issue(tx, dana, at, &new).await.expect("issued").number
}

/// After the act was issued: the officer of the customs has a deputy, who stands on its next version.
async fn hand_over(tx: &mut Tx) {
    let customs = &people::viewer(tx, "customs").await.expect("customs");
    let words = |en: &str| WordingForm { en: en.into(), ..Default::default() };
    let form = MandateForm {
        deputy: words("Dilshod Karimov"),
        deputy_post: words("Deputy head of logistics"),
        mandate: "M-17".into(),
        mandate_on: "10 Dec 2019".into(),
        deputy_person: String::new(),
        ..Default::default()
    };
    let pages: [(MediaType, &[u8]); 1] = [(MediaType::Jpeg, b"the mandate")];
    acts::hand_over(tx, customs, NOW, ("R-SHARED", "SCC", 1), &form, &pages, "mandate-of-customs")
        .await
        .expect("a deputy");
}
