//! Everything that can be done with a packing list. Staff only; the store checks again.

use domain::Action::ManageRounds;
use std::{collections::BTreeMap, future::Future, pin::Pin};

use documents::table_in::{How, Kind, LARGEST_FILE, Unreadable};
use domain::packing::{Column, Mapping, Use};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::packing::{NewList, ReadAs};

use crate::{
    AppError,
    access::Rule::Needs,
    kit::count_of,
    registry::Change,
    request::{self, Done, Posted},
    upload::{self, FILE, File, Upload},
};

/// Every change of this folder, with what it needs.
pub const CHANGES: &[Change] = &[
    Change::of::<StagePacking>(Needs(ManageRounds)),
    Change::of::<ReadPackingAnew>(Needs(ManageRounds)),
    Change::of::<MapPacking>(Needs(ManageRounds)),
    Change::of::<AnswerPacking>(Needs(ManageRounds)),
    Change::of::<MendPackingRow>(Needs(ManageRounds)),
    Change::of::<KeepPackingRow>(Needs(ManageRounds)),
    Change::of::<DropPackingRow>(Needs(ManageRounds)),
    Change::of::<DiscardPacking>(Needs(ManageRounds)),
    Change::of::<ImportPacking>(Needs(ManageRounds)),
    Change::with_files("/api/upload_packing_list", Needs(ManageRounds), LIST),
];

const LIST: Upload = Upload {
    optional: false,
    fields: 20,
    files: 1,
    largest: LARGEST_FILE,
    request: 16 * 1024 * 1024,
    too_large: "is larger than 5 MB. Save the list alone, as .xlsx or .csv",
    prepare: upload::as_sent,
    fields_too: upload::nothing_more,
    work: upload_packing_list,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pasted {
    submission: String,
    round: String,
    text: String,
}

#[server(prefix = "/api", endpoint = "stage_packing", custom = Posted)]
pub async fn stage_packing(form: Pasted) -> Result<Done, AppError> {
    if form.text.trim().is_empty() {
        return Err(AppError::invalid("text", "Paste the rows of the list, with their headings"));
    }
    let list = read("pasted rows", Kind::Pasted, How::default(), form.text.into_bytes(), "text").await?;
    stage(&form.submission, form.round, list).await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uploaded {
    submission: String,
    round: String,
    /// Its name, and its digest: the submission key is bound to them.
    #[serde(rename = "file")]
    _file: String,
    #[serde(rename = "sha256")]
    _sha256: String,
}

/// The same for a file (see [`crate::upload`]).
pub fn upload_packing_list(files: Vec<File>) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send>> {
    Box::pin(async move {
        let form: Uploaded = request::form()?;
        let file = files.first().ok_or_else(|| AppError::invalid(FILE, "Choose a file"))?;
        let list = read(&file.name, Kind::of(&file.bytes), How::default(), file.bytes.to_vec(), FILE).await?;
        stage(&form.submission, form.round, list).await
    })
}

/// Reads a table in a child process; whatever is wrong with it stands under `field`.
async fn read(name: &str, kind: Kind, how: How, bytes: Vec<u8>, field: &str) -> Result<NewList, AppError> {
    let tables = request::call()?.app.tables;
    let table = tables.read(kind, &how, &bytes).await.map_err(|error| match error {
        Unreadable::Refused(words) => AppError::invalid(field, words),
        Unreadable::Internal(words) => AppError::internal(words),
    })?;
    let rows = table.rows.into_iter().map(|row| (i64::try_from(row.number).unwrap_or(i64::MAX), row.cells)).collect();
    let kind = match kind {
        Kind::Xlsx => "xlsx",
        Kind::Csv => "csv",
        Kind::Pasted => "pasted",
    };
    let read_as = ReadAs { kind: kind.to_owned(), how, reading: table.reading };
    Ok(NewList { name: name.to_owned(), read_as, rows, bytes })
}

async fn stage(submission: &str, round: String, list: NewList) -> Result<Done, AppError> {
    request::change(submission, move |tx, viewer, at| {
        Box::pin(async move {
            let rows = store::packing::stage(tx, viewer, at, &round, &list).await?;
            let rows = count_of(rows as i64, "row", "rows");
            Ok(Done::at(format!("/rounds/{round}/packing")).saying(format!("{rows} read from “{}”.", list.name)))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Anew {
    submission: String,
    round: String,
    sheet: String,
    encoding: String,
    with_hidden: String,
    /// The row that names the columns.
    head: String,
}

#[server(prefix = "/api", endpoint = "read_packing_anew", custom = Posted)]
pub async fn read_packing_anew(form: Anew) -> Result<Done, AppError> {
    let chosen = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let how =
        How { sheet: chosen(&form.sheet), encoding: chosen(&form.encoding), with_hidden: form.with_hidden == "true" };
    let head = match form.head.as_str() {
        "" => None,
        head => Some(request::hidden::<i64>(head)?),
    };
    let call = request::call()?;
    let viewer = request::viewer()?;
    let mut tx = call.app.db.read().await?;
    let kept = store::packing::file(&mut tx, &viewer, &form.round).await?;
    drop(tx);
    let asked = kept.read_as.how.clone();
    let other_sheet = how.sheet != asked.sheet && how.sheet != kept.read_as.reading.sheet;
    let other_letters = how.encoding != asked.encoding && how.encoding != kept.read_as.reading.encoding;
    let list = if other_sheet || other_letters || how.with_hidden != asked.with_hidden {
        let kind = match kept.read_as.kind.as_str() {
            "xlsx" => Kind::Xlsx,
            "pasted" => Kind::Pasted,
            _ => Kind::Csv,
        };
        Some(read(&kept.name, kind, how, kept.bytes, "encoding").await?)
    } else {
        None
    };
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            if let Some(list) = &list {
                store::packing::stage_again(tx, viewer, at, &code, list).await?;
            }
            // Another sheet has other rows: its headings are found anew.
            if let Some(head) = head.filter(|_| !other_sheet) {
                store::packing::set_head(tx, viewer, &code, head).await?;
            }
            Ok(Done::at(format!("/rounds/{code}/packing")).saying("Read anew."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    submission: String,
    round: String,
    question: String,
    answer: String,
}

#[server(prefix = "/api", endpoint = "answer_packing", custom = Posted)]
pub async fn answer_packing(form: Answer) -> Result<Done, AppError> {
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::packing::answer(tx, viewer, &code, &form.question, &form.answer).await?;
            Ok(Done::at(format!("/rounds/{code}/packing")).saying("Answered."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeptRow {
    submission: String,
    round: String,
    row: String,
    /// It is a thing after all.
    kept: String,
}

#[server(prefix = "/api", endpoint = "keep_packing_row", custom = Posted)]
pub async fn keep_packing_row(form: KeptRow) -> Result<Done, AppError> {
    let row = request::hidden(&form.row)?;
    let (code, kept) = (form.round, form.kept == "true");
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::packing::keep_row(tx, viewer, &code, row, kept).await?;
            Ok(Done::at(format!("/rounds/{code}/packing#rows")).saying(format!("Row {row} is read as a thing.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meanings {
    submission: String,
    round: String,
    columns: Vec<String>,
    for_all: BTreeMap<Column, String>,
}

#[server(prefix = "/api", endpoint = "map_packing", custom = Posted)]
pub async fn map_packing(form: Meanings) -> Result<Done, AppError> {
    let mapping = Mapping {
        // Nothing chosen is no answer.
        columns: form
            .columns
            .iter()
            .map(|word| if word.is_empty() { Use::Undecided } else { Use::from(Some(word.clone())) })
            .collect(),
        for_all: Mapping::for_all(form.for_all),
        why: Vec::new(),
    };
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::packing::remap(tx, viewer, &code, &mapping).await?;
            Ok(Done::at(format!("/rounds/{code}/packing")).saying("Read anew. What was mended by hand is kept."))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RowFields {
    submission: String,
    round: String,
    row: String,
    values: BTreeMap<Column, String>,
}

#[server(prefix = "/api", endpoint = "mend_packing_row", custom = Posted)]
pub async fn mend_packing_row(form: RowFields) -> Result<Done, AppError> {
    let row = request::hidden(&form.row)?;
    let (code, values) = (form.round, form.values);
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            let judged = store::packing::edit_row(tx, viewer, &code, row, &values).await?;
            if judged.is_ready() {
                return Ok(Done::at(format!("/rounds/{code}/packing#rows")).saying(format!("Row {row} is ready.")));
            }
            let mistakes = count_of(judged.errors.len() as i64, "mistake is", "mistakes are");
            Ok(Done::at(format!("/rounds/{code}/packing/{row}")).saying(format!("Saved. {mistakes} left in this row.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OneRow {
    submission: String,
    round: String,
    row: String,
}

#[server(prefix = "/api", endpoint = "drop_packing_row", custom = Posted)]
pub async fn drop_packing_row(form: OneRow) -> Result<Done, AppError> {
    let row = request::hidden(&form.row)?;
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::packing::drop_row(tx, viewer, &code, row).await?;
            Ok(Done::at(format!("/rounds/{code}/packing#rows")).saying(format!("Row {row} is out of the list.")))
        })
    })
    .await
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WholeList {
    submission: String,
    round: String,
    version: String,
    /// Why what is doubtful is right all the same.
    reason: String,
}

#[server(prefix = "/api", endpoint = "discard_packing", custom = Posted)]
pub async fn discard_packing(form: WholeList) -> Result<Done, AppError> {
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, _| {
        Box::pin(async move {
            store::packing::discard(tx, viewer, &code).await?;
            Ok(Done::at(format!("/rounds/{code}/packing")).saying("The list is thrown away."))
        })
    })
    .await
}

#[server(prefix = "/api", endpoint = "import_packing", custom = Posted)]
pub async fn import_packing(form: WholeList) -> Result<Done, AppError> {
    let version = request::hidden(&form.version)?;
    let (code, reason) = (form.round, form.reason);
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let lines = store::packing::import(tx, viewer, at, &code, version, &reason).await?;
            let lines = count_of(lines as i64, "line", "lines");
            Ok(Done::at(format!("/rounds/{code}#lines"))
                .saying(format!("{lines} imported. Schedule the round when it is complete.")))
        })
    })
    .await
}
