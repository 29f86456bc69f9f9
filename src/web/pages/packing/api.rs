//! Everything that can be done with a packing list. Staff only; the store checks again.

use domain::Action::ManageRounds;
use std::{collections::BTreeMap, future::Future, pin::Pin};

use documents::table_in::{Kind, LARGEST_FILE, Unreadable};
use domain::packing::{Column, Mapping};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use store::packing::NewList;

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
    Change::of::<MapPacking>(Needs(ManageRounds)),
    Change::of::<MendPackingRow>(Needs(ManageRounds)),
    Change::of::<DropPackingRow>(Needs(ManageRounds)),
    Change::of::<DiscardPacking>(Needs(ManageRounds)),
    Change::of::<ImportPacking>(Needs(ManageRounds)),
    Change::with_files("/api/upload_packing_list", Needs(ManageRounds), LIST),
];

const LIST: Upload = Upload {
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
    let list = read("pasted rows", Kind::Csv, form.text.as_bytes(), "text").await?;
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
        let list = read(&file.name, Kind::of(&file.bytes), &file.bytes, FILE).await?;
        stage(&form.submission, form.round, list).await
    })
}

/// Reads a table in a child process; whatever is wrong with it stands under `field`.
async fn read(name: &str, kind: Kind, bytes: &[u8], field: &str) -> Result<NewList, AppError> {
    let tables = request::call()?.app.tables;
    let rows = tables.read(kind, bytes).await.map_err(|error| match error {
        Unreadable::Refused(words) => AppError::invalid(field, words),
        Unreadable::Internal(words) => AppError::internal(words),
    })?;
    let rows = rows.into_iter().map(|row| (i64::try_from(row.number).unwrap_or(i64::MAX), row.cells)).collect();
    NewList::found_in(name, rows).map_err(|error| match AppError::from(error) {
        AppError::Invalid { fields } => {
            AppError::invalid(field, fields.into_iter().map(|f| f.message).collect::<String>())
        }
        other => other,
    })
}

async fn stage(submission: &str, round: String, list: NewList) -> Result<Done, AppError> {
    request::change(submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::packing::stage(tx, viewer, at, &round, &list).await?;
            let rows = count_of(list.rows.len() as i64, "row", "rows");
            Ok(Done::at(format!("/rounds/{round}/packing")).saying(format!("{rows} read from “{}”.", list.name)))
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
        columns: form.columns.iter().map(|word| word.parse().ok()).collect(),
        for_all: Mapping::for_all(form.for_all),
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
    let code = form.round;
    request::change(&form.submission, move |tx, viewer, at| {
        Box::pin(async move {
            let lines = store::packing::import(tx, viewer, at, &code, version).await?;
            let lines = count_of(lines as i64, "line", "lines");
            Ok(Done::at(format!("/rounds/{code}#lines"))
                .saying(format!("{lines} imported. Schedule the round when it is complete.")))
        })
    })
    .await
}
