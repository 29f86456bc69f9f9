//! The act of the demonstration: the third-quarter handover of 2019 to the State Customs Committee. Day, place and the
//! Exchange of Notes are published; who signed is not, so that signatories are marked as illustrative.

use documents::act::{clauses::Template, of_facts};
use domain::{
    Timestamp,
    act::{Language, Nature, Signatory, Terms, Wording},
};
use store::{
    Tx,
    acts::{self, NewVersion},
    people,
};

const ROUND: &str = "R-2019-09";
const AGENCY: &str = "SCC";

/// `code`: 128 random bits; `origin`: where the portal is reached.
///
/// # Errors
/// A slip in the data; then nothing must be committed.
pub async fn issue(tx: &mut Tx, at: Timestamp, code: &str, origin: &str) -> Result<(), String> {
    let words = |error: store::Error| format!("the act of the demonstration: {error}");
    let staff = people::viewer(tx, "staff").await.map_err(words)?;
    acts::save_terms(tx, &staff, at, ROUND, 0, &terms()).await.map_err(words)?;
    let facts = acts::facts(tx, &staff, ROUND, AGENCY).await.map_err(words)?;
    let content = of_facts(&facts, &Template::default_texts()?)?;
    let content = serde_json::to_value(&content).map_err(|e| e.to_string())?;
    let new = NewVersion { facts: &facts, content, code, origin, reason: "" };
    acts::issue(tx, &staff, at, &new).await.map_err(words)?;
    Ok(())
}

fn terms() -> Terms {
    let three = |en: &str, ru: &str, uz: &str| Wording { en: en.into(), ru: Some(ru.into()), uz: Some(uz.into()) };
    let signatory = |en: &str, ru: &str, uz: &str| Signatory {
        name: three(
            "Name not published (illustrative)",
            "Имя не опубликовано (пример)",
            "Ismi eʼlon qilinmagan (namuna)",
        ),
        post: three(en, ru, uz),
        organisation: None,
        authority: None,
        person: None,
        mandate: None,
    };
    let unodc = Signatory {
        organisation: Some(three(
            "United Nations Office on Drugs and Crime, Regional Office for Central Asia",
            "Управление Организации Объединённых Наций по наркотикам и преступности, Региональное представительство в Центральной Азии",
            "Birlashgan Millatlar Tashkilotining Giyohvandlik va jinoyatchilik boʻyicha boshqarmasi, Markaziy Osiyodagi mintaqaviy vakolatxonasi",
        )),
        ..signatory(
            "UNODC Regional Representative for Central Asia",
            "Региональный представитель УНП ООН в Центральной Азии",
            "BMT GJBning Markaziy Osiyodagi mintaqaviy vakili",
        )
    };
    let witness = Signatory {
        organisation: Some(three(
            "Embassy of Japan in Uzbekistan",
            "Посольство Японии в Узбекистане",
            "Yaponiyaning Oʻzbekistondagi elchixonasi",
        )),
        ..signatory(
            "Ambassador of Japan to Uzbekistan",
            "Посол Японии в Узбекистане",
            "Yaponiyaning Oʻzbekistondagi elchisi",
        )
    };
    Terms {
        nature: Some(Nature::Title),
        place: Some(three(
            "UNODC Regional Office for Central Asia, Tashkent",
            "Региональное представительство УНП ООН в Центральной Азии, г. Ташкент",
            "BMT GJBning Markaziy Osiyodagi mintaqaviy vakolatxonasi, Toshkent shahri",
        )),
        occasion: Some(three(
            "Equipment for mobile teams and border offices (illustrative: the list of items is not published)",
            "Оборудование для мобильных групп и пограничных отделений (пример: перечень имущества не опубликован)",
            "Mobil guruhlar va chegara boʻlimlari uchun jihozlar (namuna: mol-mulk roʻyxati eʼlon qilinmagan)",
        )),
        prevailing: Some(Language::English),
        legal_basis: vec![three(
            "Exchange of Notes between Japan and UNODC of 20 October 2016",
            "Обмен нотами между Японией и УНП ООН от 20 октября 2016 г.",
            "Yaponiya va BMT GJB oʻrtasida 2016-yil 20-oktabrdagi nota almashinuvi",
        )],
        transferring: Some(unodc),
        receiving: vec![(
            AGENCY.to_owned(),
            signatory(
                "Logistics officer, customs (demonstration)",
                "Офицер снабжения, таможня (пример)",
                "Taʼminot ofitseri, bojxona (namuna)",
            ),
        )],
        witnesses: vec![witness],
        ..Terms::default()
    }
}
