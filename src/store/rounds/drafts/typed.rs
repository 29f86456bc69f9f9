//! What is doubtful of a line that a person types, besides its words and numbers: an agency that does not man the unit, a phase that
//! none of its grants is allocated to.

use domain::round::NewLine;

use crate::{
    Result, Tx,
    batch::Bind,
    query::{Query, ask},
};

/// Each doubt as the middle of a sentence.
pub(super) async fn doubts(tx: &mut Tx, new: &NewLine) -> Result<Vec<String>> {
    let mut doubts: Vec<String> = manning(tx, new).await?.into_iter().collect();
    for (grant, _) in &new.shares {
        doubts.extend(phase(tx, grant, new.phase_id).await?);
    }
    Ok(doubts)
}

/// A unit of which nobody knows who mans it is anybody's.
async fn manning(tx: &mut Tx, new: &NewLine) -> Result<Option<String>> {
    let query = Query::default().with(
        "SELECT DISTINCT g.code, (SELECT o.code FROM agency n JOIN agency o ON o.id = n.as_id WHERE n.code = ?) AS own
         FROM unit u JOIN unit x ON x.as_id = u.as_id JOIN unit_agency m ON m.unit_id = x.id
         JOIN agency a ON a.id = m.agency_id JOIN agency g ON g.id = a.as_id WHERE u.code = ? ORDER BY g.code",
        [Bind::from(new.agency_code.as_str()), Bind::from(new.unit_code.as_str())],
    );
    let codes: Vec<(String, Option<String>)> = ask!(tx, query, fetch_all)?;
    let known = codes.is_empty() || codes.iter().any(|(code, own)| own.as_ref().is_none_or(|own| own == code));
    let manning: Vec<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
    Ok((!known).then(|| format!("{} is manned by {}, not by {}", new.unit_code, manning.join(", "), new.agency_code)))
}

/// A grant of which no allocation is recorded may pay for anything.
async fn phase(tx: &mut Tx, grant: &str, phase: i64) -> Result<Option<String>> {
    let query = Query::default().with(
        "SELECT CAST(COUNT(*) AS BIGINT), COUNT(CASE WHEN b.phase_id = ? THEN 1 END)
         FROM grant_agreement g JOIN allocation b ON b.grant_id = g.id WHERE g.code = ?
           AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = b.id)",
        [Bind::from(phase), Bind::from(grant)],
    );
    let (all, own): (i64, i64) = ask!(tx, query, fetch_one)?;
    Ok((all > 0 && own == 0).then(|| format!("{grant} is allocated to other phases")))
}
