//! `portal verify-act FILE`

use std::path::Path;

use documents::{
    PdfError,
    act::{
        self,
        check::{Checker, Issued, Report},
        compare::Verdict,
    },
};
use store::{Db, acts, signing};

/// A file of an earlier release must not be called a forgery.
const UNKNOWN: &str = "this file is like no act that this release of the portal sets; a file that an earlier release \
                       set can only be checked with that release";

/// # Errors
/// A sentence: the file is not as it was set, is like no act that was issued, or cannot be held against any.
pub async fn run(db: &Db, file: &Path) -> Result<(), String> {
    let given = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let issued = issued(db).await?;
    // Setting a file takes a processor: not on the threads of the database.
    let work = tokio::task::spawn_blocking(move || Checker::new(issued).check(&given));
    match work.await.map_err(|e| e.to_string())? {
        Ok(Some(report)) => {
            let words = said(&report);
            if report.verdict == Verdict::Genuine {
                println!("{words}");
                Ok(())
            } else {
                Err(words)
            }
        }
        Ok(None) => Err(UNKNOWN.to_owned()),
        Err(PdfError::NotBuilt) => {
            Err("this program was built without PDF and cannot set an act again; use cargo xtask build".to_owned())
        }
        Err(PdfError::Refused(words)) => Err(words),
    }
}

async fn issued(db: &Db) -> Result<Vec<Issued>, String> {
    let words = |error: store::Error| error.to_string();
    let mut tx = db.read().await.map_err(words)?;
    let mut issued = Vec::new();
    for number in acts::numbers_from_command_line(&mut tx).await.map_err(words)? {
        let versions = acts::versions_from_command_line(&mut tx, &number).await.map_err(words)?;
        let newest = versions.iter().map(|v| v.version).max().unwrap_or_default();
        for version in versions {
            let signing = signing::signing_from_command_line(&mut tx, version.id).await.map_err(words)?;
            issued.push(Issued {
                act: act::of_signed(&version, &signing)?,
                issued_on: version.issued_at.day_words(),
                superseded_by: u32::try_from(newest).ok().filter(|_| version.version < newest),
            });
        }
    }
    Ok(issued)
}

fn said(report: &Report) -> String {
    let mut words = format!("{}. {}; issued on {}.", report.verdict, report.file, report.issued_on);
    if let Some(newest) = report.superseded_by {
        words.push_str(&format!(" Superseded by version {newest}."));
    }
    if report.signed_since > 0 {
        words.push_str(&format!(" Signatures since then: {}.", report.signed_since));
    }
    words
}
