//! Who signs for an agency, and the documents of mandates, as those read them whom they concern: programme staff and the
//! officers of that agency.

use domain::{
    Action, Refusal, Timestamp, Viewer,
    act::{MandateDeed, MandateDocument, MandateStanding, Signatory},
};

use super::{
    Account,
    mandates::accounts,
    terms::{TermsShow, signatories, stored},
};
use crate::{
    Error, Result, StoredFile, Tx, agencies,
    batch::Bind,
    db::sql,
    files,
    query::{Query, ask},
    rounds,
};

/// An officer reads the documents of its agency, `d`.
const OWN_DOCUMENTS: &str = " AND d.agency_id IN (SELECT t_as.id FROM agency t_as WHERE t_as.as_id = ?)";

/// Who signs for one agency of a round.
#[derive(Debug, Clone)]
pub struct MandateShow {
    pub round_code: String,
    pub round_title: String,
    pub agency_code: String,
    pub agency_name: String,
    /// Of the terms; a form names it.
    pub version: i64,
    /// As the terms name them, with the deputy.
    pub signatory: Option<Signatory>,
    pub act: Option<ActStand>,
    pub standing: MandateStanding,
    /// To whom the viewer can hand over; nobody, when they cannot now.
    pub accounts: Vec<Account>,
    /// Of the deputy.
    pub account: Option<String>,
    pub(crate) agency: i64,
}

impl MandateShow {
    /// # Errors
    /// Says why it cannot be done now.
    pub fn check(&self, deed: MandateDeed, viewer: &Viewer) -> std::result::Result<(), Refusal> {
        self.standing.check(deed, viewer, self.agency)
    }
}

/// The newest version of the act, as far as it concerns who signs for the agency.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ActStand {
    pub number: String,
    pub version: i64,
    /// Who stands on it.
    pub name: String,
    pub signed_at: Option<i64>,
}

/// An agency of a round with who signs for it, for the page of the round.
#[derive(Debug, Clone)]
pub struct NamedSigner {
    pub agency_code: String,
    pub agency_name: String,
    pub signatory: Signatory,
}

/// What a change of the mandate starts from.
pub(super) struct Place {
    pub round: i64,
    pub code: String,
    pub title: String,
    pub agency: i64,
    pub agency_code: String,
    pub agency_name: String,
    pub terms: TermsShow,
    pub standing: MandateStanding,
    pub act: Option<ActStand>,
}

/// Donors learn nothing of mandates, not even that there is one.
fn concerned(viewer: &Viewer) -> Result<()> {
    if viewer.is_donor() { Err(Error::not_found()) } else { Ok(viewer.may(Action::SignActs)?) }
}

/// # Errors
/// No such round, or no line of it for this agency is in scope: "not found".
pub(super) async fn place(tx: &mut Tx, viewer: &Viewer, code: &str, agency_code: &str) -> Result<Place> {
    concerned(viewer)?;
    let agency_code = agencies::read_as(tx, agency_code).await?;
    let round = rounds::stand(tx, viewer, code).await?;
    let id = round.id();
    let line = round.lines.iter().find(|line| line.agency_code == agency_code).ok_or_else(Error::not_found)?;
    let terms = stored(tx, id).await?.unwrap_or_default();
    let act = act_of(tx, id, line.agency_id).await?;
    let signatory = terms.terms.receiving(&agency_code);
    let signed = act.as_ref().filter(|act| act.signed_at.is_some());
    Ok(Place {
        standing: MandateStanding {
            named: signatory.map(|one| (one.name.en.clone(), one.person)),
            deputy: signatory.and_then(|one| one.mandate.as_ref()).map(|mandate| mandate.deputy.en.clone()),
            signed: signed.map(|act| format!("version {} of act {}", act.version, act.number)),
        },
        round: id,
        agency: line.agency_id,
        agency_code,
        agency_name: line.agency_name.clone(),
        code: round.code().to_owned(),
        title: round.title().to_owned(),
        terms,
        act,
    })
}

async fn act_of(tx: &mut Tx, round: i64, agency: i64) -> Result<Option<ActStand>> {
    Ok(sql!(tx, |c| {
        sqlx::query_as(
        "SELECT a.number, v.version, s.name, g.signed_at FROM act a JOIN act_version v ON v.act_id = a.id
         JOIN act_signer s ON s.act_version_id = v.id AND s.side = 'receiving'
         LEFT JOIN act_signature g ON g.act_version_id = v.id AND g.position = s.position
         WHERE a.round_id = $1 AND a.agency_id IN (SELECT g_as.id FROM agency g_as WHERE g_as.as_id = $2) ORDER BY v.version DESC LIMIT 1"
    )
    .bind(round)
    .bind(agency)
    .fetch_optional(c)
    })?)
}

/// # Errors
/// Staff, and officers for their own agency; everything else is not there.
pub async fn mandate(tx: &mut Tx, viewer: &Viewer, round: &str, agency: &str) -> Result<MandateShow> {
    let place = place(tx, viewer, round, agency).await?;
    let may = place.standing.check(MandateDeed::HandOver, viewer, place.agency).is_ok();
    let signatory = place.terms.terms.receiving(&place.agency_code).cloned();
    let account = signatory.as_ref().and_then(|one| one.mandate.as_ref()).and_then(|mandate| mandate.person);
    let account: Option<String> = match account {
        Some(person) => sql!(&mut *tx, |c| sqlx::query_scalar("SELECT name FROM person WHERE id = $1")
            .bind(person)
            .fetch_optional(c))?,
        None => None,
    };
    Ok(MandateShow {
        accounts: if may { accounts(tx, place.agency, viewer.person).await? } else { Vec::new() },
        account,
        signatory,
        version: place.terms.version,
        round_code: place.code,
        round_title: place.title,
        agency_code: place.agency_code,
        agency_name: place.agency_name,
        act: place.act,
        standing: place.standing,
        agency: place.agency,
    })
}

/// Of the agencies of a round in scope: who signs for them. Nobody for roles that sign nothing.
///
/// # Errors
/// The database does not answer.
pub async fn named_signers(tx: &mut Tx, viewer: &Viewer, round: &rounds::RoundShow) -> Result<Vec<NamedSigner>> {
    if !viewer.role.may(Action::SignActs) || !round.has_signatories {
        return Ok(Vec::new());
    }
    let terms = signatories(tx, round.id).await?;
    let named = |(code, signatory): (String, Signatory)| {
        let agency = round.tally.agencies.iter().find(|agency| agency.code == code)?;
        Some(NamedSigner { agency_name: agency.name.clone(), agency_code: code, signatory })
    };
    Ok(terms.receiving.into_iter().filter_map(named).collect())
}

type Page = (String, String);

fn documents(pages: Vec<Page>) -> Vec<MandateDocument> {
    let mut documents: Vec<MandateDocument> = Vec::new();
    for (id, sha256) in pages {
        match documents.last_mut() {
            Some(last) if last.id == id => last.pages.push(sha256),
            _ => documents.push(MandateDocument { id, pages: vec![sha256] }),
        }
    }
    documents
}

/// Every document of a round, whoever it is of: for callers that look up what the terms name.
pub(super) async fn of_round(tx: &mut Tx, round: i64) -> Result<Vec<MandateDocument>> {
    let pages: Vec<Page> = sql!(tx, |c| sqlx::query_as(
        "SELECT d.public_id, p.sha256 FROM mandate_document d JOIN mandate_page p ON p.document_id = d.id
         WHERE d.round_id = $1 ORDER BY d.id, p.number"
    )
    .bind(round)
    .fetch_all(c))?;
    Ok(documents(pages))
}

/// The documents that were ever kept for an agency of a round, in scope: what an act names is among them.
///
/// # Errors
/// The database does not answer. Out of scope, and for roles that sign nothing, there are none.
pub async fn mandates(tx: &mut Tx, viewer: &Viewer, round: &str, agency: &str) -> Result<Vec<MandateDocument>> {
    if !viewer.role.may(Action::SignActs) {
        return Ok(Vec::new());
    }
    let query = Query::default()
        .with(
            "SELECT d.public_id, p.sha256 FROM mandate_document d JOIN mandate_page p ON p.document_id = d.id
             JOIN round r ON r.id = d.round_id JOIN agency g ON g.id = d.agency_id
             WHERE r.code = ? AND g.as_id = (SELECT as_id FROM agency WHERE code = ?)",
            [Bind::from(round), agency.into()],
        )
        .for_reader(viewer, "", OWN_DOCUMENTS, " AND FALSE")
        .with(" ORDER BY d.id, p.number", []);
    let pages: Vec<Page> = ask!(tx, query, fetch_all)?;
    Ok(documents(pages))
}

/// A page of a document, counted from 1.
///
/// # Errors
/// Staff, and officers for their own agency; everything else is not there.
pub async fn mandate_file(tx: &mut Tx, viewer: &Viewer, public_id: &str, page: i64) -> Result<StoredFile> {
    concerned(viewer)?;
    let query = Query::default()
        .with(
            "SELECT p.sha256 FROM mandate_document d JOIN mandate_page p ON p.document_id = d.id
             WHERE d.public_id = ? AND p.number = ?",
            [Bind::from(public_id), page.into()],
        )
        .for_reader(viewer, "", OWN_DOCUMENTS, " AND FALSE");
    let sha256: Option<(String,)> = ask!(&mut *tx, query, fetch_optional)?;
    files::read(tx, &sha256.ok_or_else(Error::not_found)?.0).await
}

impl ActStand {
    /// When the agency signed it.
    pub fn signed(&self) -> Option<Timestamp> {
        self.signed_at.map(Timestamp)
    }
}
