//! `/briefing/pack.zip`: the briefing and the files behind it, made by the same functions as each of them alone, with a manifest of
//! their digests. The same data at the same moment give the same bytes.

use std::io::{Cursor, Write};

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use documents::briefing::Language;
use domain::Timestamp;
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use store::overview::DonorOverview;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    AppError, Cx,
    clock::hex,
    cx::PageResult,
    pages::{activities, grants, items, receipts, results, rounds},
};

/// What is in it, as its page says it.
pub const CONTENTS: &[(&str, &str)] = &[
    ("briefing-en.pdf, -ja, -ru", "the briefing in English, Japanese and Russian"),
    ("statements/…xlsx", "the statement of each grant"),
    ("items.csv", "each item, where it is and how far it came, without the numbers of single things"),
    ("rounds.csv", "each handover"),
    ("receipts.csv", "which agency signed for something of which handover, and when"),
    ("acts/…txt", "each act of handover, without names, numbers of single things and what others paid"),
    ("activities.csv", "training and other activities"),
    ("results.csv", "what was seized, by substance and year"),
    ("manifest.json, SHA256SUMS", "the length and the SHA-256 of each file"),
];

/// A pack is made anew so often when something is recorded while it is made.
const TRIES: usize = 3;

pub async fn file(cx: Cx) -> PageResult {
    let at = cx.now();
    for _ in 0..TRIES {
        let before = newest(&cx).await?;
        let bytes = made(&cx, at).await?;
        // Each file reads for itself; only together they have to be of one state.
        if newest(&cx).await? == before {
            let disposition = format!("attachment; filename=\"pack-{}.zip\"", at.day());
            let disposition = HeaderValue::from_str(&disposition).map_err(AppError::internal)?;
            let kind = HeaderValue::from_static("application/zip");
            return Ok(
                ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
            );
        }
    }
    Err(AppError::Busy)
}

async fn newest(cx: &Cx) -> Result<i64, AppError> {
    let mut tx = cx.read().await?;
    Ok(store::changes::newest(&mut tx).await?)
}

async fn made(cx: &Cx, at: Timestamp) -> Result<Vec<u8>, AppError> {
    let overview = super::read(cx, at).await?;
    let mut pack = Pack::default();
    for language in Language::ALL {
        // A program without the typesetter makes a pack without it.
        if let Some(bytes) = super::set(cx, &overview, at, language).await? {
            pack.begin(format!("briefing-{}.pdf", language.code()))?;
            pack.add(&bytes)?;
        }
    }
    statements(cx, &overview, &mut pack).await?;
    pack.answer("items.csv", items::file(cx.of("/items.csv")).await?).await?;
    pack.answer("rounds.csv", rounds::file(cx.of("/rounds.csv")).await?).await?;
    pack.answer("receipts.csv", receipts::file(cx.of("/receipts.csv")).await?).await?;
    acts(cx, &mut pack).await?;
    pack.answer("activities.csv", activities::file(cx.of("/activities.csv")).await?).await?;
    pack.answer("results.csv", results::totals_file(cx.of("/results/totals.csv")).await?).await?;
    pack.finish(super::donor(cx)?, at)
}

async fn statements(cx: &Cx, overview: &DonorOverview, pack: &mut Pack) -> Result<(), AppError> {
    for grant in &overview.grants {
        let of = cx.of(&format!("/grants/{}/statement.xlsx", grant.code));
        let answer = grants::statement_xlsx(of, Path(grant.code.clone())).await?;
        pack.answer(&format!("statements/{}.xlsx", grant.code), answer).await?;
    }
    Ok(())
}

/// The acts of what the donor paid for, with what is not its own left out.
async fn acts(cx: &Cx, pack: &mut Pack) -> Result<(), AppError> {
    let mut tx = cx.read().await?;
    let acts = store::acts::for_donor(&mut tx, cx.viewer()?).await?;
    drop(tx);
    for act in &acts {
        if let Some(text) = documents::act::redacted(act).map_err(AppError::internal)? {
            pack.begin(format!("acts/{}.txt", act.number.replace('/', "-")))?;
            pack.add(text.as_bytes())?;
        }
    }
    Ok(())
}

/// A pack while it is filled. Only what is compressed is held: a list goes through it part by part.
struct Pack {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    done: Vec<Entry>,
    open: Option<Open>,
}

struct Open {
    name: String,
    bytes: u64,
    digest: Sha256,
}

#[derive(serde::Serialize)]
struct Entry {
    name: String,
    bytes: u64,
    sha256: String,
}

impl Default for Pack {
    fn default() -> Self {
        Pack { zip: ZipWriter::new(Cursor::new(Vec::new())), done: Vec::new(), open: None }
    }
}

impl Pack {
    /// The next file. Its time in the archive is the first that the format knows, whenever it is made.
    fn begin(&mut self, name: String) -> Result<(), AppError> {
        self.close();
        self.zip.start_file(&name, SimpleFileOptions::default()).map_err(AppError::internal)?;
        self.open = Some(Open { name, bytes: 0, digest: Sha256::new() });
        Ok(())
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        if let Some(open) = &mut self.open {
            open.bytes += bytes.len() as u64;
            open.digest.update(bytes);
        }
        self.zip.write_all(bytes).map_err(AppError::internal)
    }

    /// A file as it is downloaded alone, part by part as it comes.
    async fn answer(&mut self, name: &str, answer: Response) -> Result<(), AppError> {
        self.begin(name.to_owned())?;
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            if let Ok(bytes) = frame.map_err(AppError::internal)?.into_data() {
                self.add(&bytes)?;
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().map(|open| Entry {
            name: open.name,
            bytes: open.bytes,
            sha256: hex(&open.digest.finalize()),
        }));
    }

    fn finish(mut self, donor: &str, at: Timestamp) -> Result<Vec<u8>, AppError> {
        self.close();
        let files = std::mem::take(&mut self.done);
        let sums: String = files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        let manifest = serde_json::json!({ "donor": donor, "as_of": at.words(), "files": files });
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(AppError::internal)?;
        self.begin("manifest.json".to_owned())?;
        self.add(&manifest)?;
        // As `sha256sum -c` reads it.
        self.begin("SHA256SUMS".to_owned())?;
        self.add(sums.as_bytes())?;
        Ok(self.zip.finish().map_err(AppError::internal)?.into_inner())
    }
}
