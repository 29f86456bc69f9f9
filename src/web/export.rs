//! Lists as files for a spreadsheet: exactly the rows that a list finds, all its pages together, as CSV or as XLSX. A list says
//! its columns once; the end of the address says which file is made of them.
//!
//! CSV is UTF-8 with a byte order mark (spreadsheets take it for another encoding otherwise), RFC 4180 with the separator that
//! the person chose. Amounts are plain decimals next to a column with their currency, dates are ISO as far as they are known.

use std::pin::Pin;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use chrono::NaiveDate;
use http_body_util::{BodyExt, channel::Channel};
use leptos::prelude::*;
use store::{
    Tx,
    list::{Asked, Page},
};

use crate::{AppError, Cx, cx::PageResult, kit::ListQuery};

mod amounts;
mod csv;
mod field;
mod xlsx;
pub use amounts::Amounts;
pub use csv::Separator;
pub use field::Field;

/// The columns and rows of a file.
#[derive(Debug, Default)]
pub struct Sheet {
    pub head: Vec<String>,
    pub rows: Vec<Vec<Field>>,
}

impl Sheet {
    pub fn new(head: &[&str]) -> Self {
        Sheet { head: head.iter().map(|&words| words.to_owned()).collect(), rows: Vec::new() }
    }

    /// The file `grants-2019-12-12.csv` or `.xlsx`, as its address says.
    ///
    /// # Errors
    /// A bug: memory takes whatever is written.
    pub fn download(&self, cx: &Cx, name: &str, day: NaiveDate) -> PageResult {
        if !is_xlsx(cx) {
            return file(name, day, false, csv::whole(&self.head, &self.rows, cx.separator)?.into());
        }
        let mut writer = xlsx::begin(name, &self.head, cx.now())?;
        xlsx::add(&mut writer, &self.rows)?;
        file(name, day, true, writer.finish().map_err(AppError::internal)?.into())
    }
}

fn is_xlsx(cx: &Cx) -> bool {
    cx.path.ends_with(".xlsx")
}

fn file(name: &str, day: NaiveDate, is_xlsx: bool, body: Body) -> PageResult {
    let end = if is_xlsx { "xlsx" } else { "csv" };
    let disposition = format!("attachment; filename=\"{name}-{day}.{end}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(AppError::internal)?;
    let kind = HeaderValue::from_static(if is_xlsx { xlsx::KIND } else { csv::KIND });
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], body).into_response())
}

/// The next rows of a list, as fields, with the key of the last where there are more: see [`part`].
pub type Part<'a> = Pin<Box<dyn Future<Output = Result<(Vec<Vec<Field>>, Option<String>), AppError>> + Send + 'a>>;

/// A page of a list, as it is read for a file.
pub type Read<'a, R> = Pin<Box<dyn Future<Output = Result<Page<R>, AppError>> + Send + 'a>>;

/// A column: what stands over it, and what stands in it.
pub type Column<R> = (&'static str, fn(&R) -> Field);

/// A part of a list as fields.
pub fn part<R>(page: Page<R>, fields: impl Fn(&R) -> Vec<Field>) -> (Vec<Vec<Field>>, Option<String>) {
    (page.rows.iter().map(fields).collect(), page.next)
}

/// All rows of a list, for a file whose columns depend on all of them: some thousand at most.
///
/// # Errors
/// The rows cannot be read.
pub async fn whole<R>(
    cx: &Cx,
    mut page: impl for<'a> FnMut(&'a mut Tx, Asked) -> Pin<Box<dyn Future<Output = store::Result<Page<R>>> + Send + 'a>>,
) -> Result<Vec<R>, AppError> {
    let mut tx = cx.read().await?;
    let asked = cx.query.asked();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let part = page(&mut tx, asked.part(after)).await?;
        rows.extend(part.rows);
        after = part.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// A list whose columns are the same for everybody.
///
/// # Errors
/// As [`stream`].
pub async fn columns<R: 'static>(
    cx: &Cx,
    name: &str,
    columns: Vec<Column<R>>,
    mut read: impl for<'a> FnMut(&'a mut Tx, Asked) -> Read<'a, R> + Send + 'static,
) -> PageResult {
    let head = columns.iter().map(|(words, _)| (*words).to_owned()).collect();
    let columns = std::sync::Arc::new(columns);
    stream(cx, name, head, move |tx, asked| {
        let (page, columns) = (read(tx, asked), std::sync::Arc::clone(&columns));
        Box::pin(async move { Ok(part(page.await?, |row| columns.iter().map(|(_, of)| of(row)).collect())) })
    })
    .await
}

/// A list as a file that is written while it is read: a million rows take no more memory than a page. Each part has a
/// snapshot of its own: a slow line would otherwise hold one of the few readers for as long as it takes.
///
/// # Errors
/// The first rows cannot be read. What fails later breaks the file off, so that nobody takes it for a whole one.
pub async fn stream(
    cx: &Cx,
    name: &str,
    head: Vec<String>,
    rows: impl for<'a> FnMut(&'a mut Tx, Asked) -> Part<'a> + Send + 'static,
) -> PageResult {
    stream_of_day(cx, name, cx.today(), head, rows).await
}

/// The same of what stood on a day, which its name says.
///
/// # Errors
/// As [`stream`].
pub async fn stream_of_day(
    cx: &Cx,
    name: &str,
    day: NaiveDate,
    head: Vec<String>,
    mut rows: impl for<'a> FnMut(&'a mut Tx, Asked) -> Part<'a> + Send + 'static,
) -> PageResult {
    let db = cx.app.db.clone();
    let asked = cx.query.asked();
    let (first, mut next) = rows(&mut db.read().await?, asked.part(None)).await?;
    if is_xlsx(cx) {
        let mut writer = xlsx::begin(name, &head, cx.now())?;
        xlsx::add(&mut writer, &first)?;
        while let Some(key) = next.take() {
            let (part, more) = rows(&mut db.read().await?, asked.part(Some(key))).await?;
            xlsx::add(&mut writer, &part)?;
            next = more;
        }
        let bytes = tokio::task::spawn_blocking(move || writer.finish()).await.map_err(AppError::internal)?;
        return file(name, day, true, bytes.map_err(AppError::internal)?.into());
    }
    let separator = cx.separator;
    let (mut sender, channel) = Channel::<Bytes, std::io::Error>::new(2);
    let text = csv::whole(&head, &first, separator)?;
    tokio::spawn(async move {
        let mut part = Ok(text);
        loop {
            let sent = match part {
                Ok(text) => sender.send_data(Bytes::from(text)).await.is_ok(),
                Err(error) => {
                    tracing::error!(?error, "a file was broken off");
                    sender.abort(std::io::Error::other("the rest could not be read"));
                    return;
                }
            };
            // Whoever hung up needs no more of it.
            let Some(key) = next.take().filter(|_| sent) else { return };
            part = match db.read().await.map_err(AppError::from) {
                Ok(mut tx) => rows(&mut tx, asked.part(Some(key))).await.and_then(|(rows, more)| {
                    next = more;
                    csv::lines(&rows, separator)
                }),
                Err(error) => Err(error),
            };
        }
    });
    // Compression asks once more after the end; a channel that has ended must not be asked.
    file(name, day, false, Body::new(channel.fuse()))
}

/// The links above a list: the same rows as files. `address` is the one of the list.
pub fn links(query: &ListQuery, address: &str, rows: usize) -> Option<AnyView> {
    let of = |end: &str| query.address_of(&format!("{address}.{end}"));
    (rows > 0).then(|| both(of("csv"), of("xlsx")))
}

/// The same of addresses that say more.
pub fn both(csv: String, xlsx: String) -> AnyView {
    view! { <span class="files"><a href=csv>"CSV"</a>" "<a href=xlsx>"XLSX"</a></span> }.into_any()
}

#[cfg(test)]
mod tests;
