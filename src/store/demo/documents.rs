//! Who signed and who spoke, and the documents of the programme.

use domain::{
    Refusal, Timestamp, Viewer,
    document::{DocumentForm, NewDocument},
    official::{AppearanceForm, NewAppearance, NewOfficial, Part},
};

use super::data::{Document, Facts, Signing};
use crate::{Result, Tx, documents, officials};

/// Before the agreements and rounds that name them.
pub(super) async fn load_officials(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for official in &facts.official {
        let new = NewOfficial {
            code: official.code.clone(),
            name: official.name.clone(),
            aliases: official.also_printed.clone(),
            note: None,
        };
        officials::create(tx, staff, at, &new).await?;
    }
    Ok(())
}

/// Who signed a grant, or spoke at a round: one of the two is empty.
pub(super) async fn load_signing(
    tx: &mut Tx,
    staff: &Viewer,
    at: Timestamp,
    (grant, round): (&str, &str),
    (part, who): (Part, &[Signing]),
    source: Option<&str>,
) -> Result<()> {
    for one in who {
        let form = AppearanceForm {
            grant: grant.to_owned(),
            round: round.to_owned(),
            part: part.word().to_owned(),
            name: one.name.clone(),
            post: one.post.clone(),
            among_others: if one.among_others { "true".to_owned() } else { String::new() },
            source: source.unwrap_or_default().to_owned(),
            ..AppearanceForm::default()
        };
        officials::record(tx, staff, at, &NewAppearance::parse(&form)?).await?;
    }
    Ok(())
}

/// Once what they apply to is there. None of their files is the portal's to give away.
pub(super) async fn load_documents(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for document in &facts.document {
        documents::create(tx, staff, at, &new_document(document)?, &[]).await?;
    }
    Ok(())
}

fn new_document(document: &Document) -> std::result::Result<NewDocument, Refusal> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    NewDocument::parse(&DocumentForm {
        code: document.code.clone(),
        kind: document.kind.word().to_owned(),
        title: document.title.clone(),
        number: text(&document.number),
        issued_on: document.date.map(|date| date.to_string()).unwrap_or_default(),
        issuer: text(&document.issuer),
        languages: document.languages.clone(),
        note: text(&document.note),
        readers: document.readers.word().to_owned(),
        applies_to: document.applies_to.join("\n"),
        source: text(&document.source),
        ..DocumentForm::default()
    })
}
