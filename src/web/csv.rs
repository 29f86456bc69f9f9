//! Lists as CSV: exactly the rows that a list finds, all its pages together, for a spreadsheet.
//!
//! UTF-8 with a byte order mark (spreadsheets take it for another encoding otherwise), RFC 4180. Amounts are plain decimals
//! next to a column with their currency, dates are ISO as far as they are known.

use std::pin::Pin;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use csv::{Terminator, WriterBuilder};
use documents::formula::neutral;
use domain::{Money, PartialDate};
use http_body_util::{BodyExt, channel::Channel};
use leptos::prelude::*;
use store::{
    Totals, Tx,
    list::{Asked, Page},
};

use crate::{AppError, Cx, cx::PageResult, kit::ListQuery};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One field: words that people typed, or a figure of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Neutralised: it is never a formula.
    Words(String),
    /// Digits, a point, a minus sign.
    Figure(String),
}

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

    /// # Errors
    /// A bug: memory takes whatever is written.
    pub fn text(&self) -> Result<String, AppError> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(&self.head).map_err(AppError::internal)?;
        let bytes = writer.into_inner().map_err(AppError::internal)?;
        let head = String::from_utf8(bytes).map_err(AppError::internal)?;
        Ok(format!("{BYTE_ORDER_MARK}{head}{}", lines(&self.rows)?))
    }

    /// The file `grants-2019-12-12.csv`.
    ///
    /// # Errors
    /// As [`Sheet::text`].
    pub fn download(&self, name: &str, day: NaiveDate) -> Result<Response, AppError> {
        file(name, day, self.text()?.into())
    }
}

fn file(name: &str, day: NaiveDate, body: Body) -> Result<Response, AppError> {
    let disposition = format!("attachment; filename=\"{name}-{day}.csv\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(AppError::internal)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], body).into_response())
}

/// The next rows of a list, as fields, with the key of the last where there are more: see [`part`].
pub type Part<'a> = Pin<Box<dyn Future<Output = Result<(Vec<Vec<Field>>, Option<String>), AppError>> + Send + 'a>>;

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
    let (mut sender, channel) = Channel::<Bytes, std::io::Error>::new(2);
    let text = Sheet { head, rows: first }.text()?;
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
                    lines(&rows)
                }),
                Err(error) => Err(error),
            };
        }
    });
    // Compression asks once more after the end; a channel that has ended must not be asked.
    file(name, day, Body::new(channel.fuse()))
}

/// The rows without a head.
fn lines(rows: &[Vec<Field>]) -> Result<String, AppError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(Field::written)).map_err(AppError::internal)?;
    }
    String::from_utf8(writer.into_inner().map_err(AppError::internal)?).map_err(AppError::internal)
}

/// The link above a list: the same rows as a file.
pub fn link(query: &ListQuery, address: &str, rows: usize) -> Option<AnyView> {
    let href = query.address_of(address);
    (rows > 0).then(|| view! { <a href=href>"CSV"</a> }.into_any())
}

impl Field {
    pub fn words(words: impl Into<String>) -> Self {
        Field::Words(words.into())
    }

    /// Empty when there is nothing.
    pub fn some(words: Option<&str>) -> Self {
        Field::words(words.unwrap_or_default())
    }

    pub fn number(number: impl std::fmt::Display) -> Self {
        Field::Figure(number.to_string())
    }

    /// `2019-09-25`, `2016-09` or `2018`.
    pub fn date(date: Option<PartialDate>) -> Self {
        Field::Figure(date.map(|date| date.to_string()).unwrap_or_default())
    }

    /// The amount and its currency.
    pub fn money(money: Option<Money>) -> [Field; 2] {
        let currency = money.map(|money| money.currency.code()).unwrap_or_default();
        [Field::Figure(money.map(Money::input).unwrap_or_default()), Field::words(currency)]
    }

    fn written(&self) -> String {
        match self {
            Field::Words(words) => neutral(words),
            Field::Figure(figure) => figure.clone(),
        }
    }
}

/// Columns of values that may have several currencies: as many pairs of amount and currency as the fullest row needs.
pub struct Amounts {
    pairs: usize,
}

impl Amounts {
    pub fn fitting<'a>(rows: impl Iterator<Item = &'a Totals>) -> Self {
        Amounts { pairs: rows.map(|totals| totals.0.len()).max().unwrap_or(1).max(1) }
    }

    /// `Value`, `Value currency`, then `Value (2)`, `Value currency (2)` and so on.
    pub fn head(&self, label: &str) -> Vec<String> {
        let pair = |place: usize| match place {
            1 => [label.to_owned(), format!("{label} currency")],
            place => [format!("{label} ({place})"), format!("{label} currency ({place})")],
        };
        (1..=self.pairs).flat_map(pair).collect()
    }

    pub fn fields(&self, totals: &Totals) -> Vec<Field> {
        (0..self.pairs).flat_map(|place| Field::money(totals.0.get(place).copied())).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::Currency;

    use super::*;

    #[test]
    fn a_sheet_is_quoted_after_rfc_4180_and_keeps_every_script() {
        let mut sheet = Sheet::new(&["Title", "Amount", "Currency"]);
        let [amount, currency] = Field::money(Some(Money::new(-2_450_050, Currency::Usd)));
        sheet.rows.push(vec![Field::words("Boots, \"winter\"\nНукус"), amount, currency]);
        let [amount, currency] = Field::money(Some(Money::new(743_000_000, Currency::Jpy)));
        sheet.rows.push(vec![Field::words("=HYPERLINK(\"x\")"), amount, currency]);
        let [amount, currency] = Field::money(None);
        sheet.rows.push(vec![Field::some(None), amount, currency]);
        assert_eq!(
            sheet.text().expect("written"),
            "\u{feff}Title,Amount,Currency\r\n\
             \"Boots, \"\"winter\"\"\nНукус\",-24500.50,USD\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",743000000,JPY\r\n\
             ,,\r\n"
        );
    }

    #[test]
    fn two_currencies_take_two_pairs_of_columns_and_are_never_added() {
        let (yen, dollars) = (Money::new(5, Currency::Jpy), Money::new(250, Currency::Usd));
        let rows = [Totals(vec![yen, dollars]), Totals(vec![dollars]), Totals::default()];
        let amounts = Amounts::fitting(rows.iter());
        assert_eq!(amounts.head("Value"), ["Value", "Value currency", "Value (2)", "Value currency (2)"]);
        let written = |row: &Totals| amounts.fields(row).iter().map(Field::written).collect::<Vec<_>>().join(",");
        assert_eq!(rows.each_ref().map(written), ["5,JPY,2.50,USD", "2.50,USD,,", ",,,"]);
        assert_eq!(Amounts::fitting(std::iter::empty()).head("Value").len(), 2);
    }

    #[test]
    fn a_file_is_saved_and_not_shown() {
        let day = NaiveDate::from_ymd_opt(2019, 12, 12).expect("a day");
        let response = Sheet::new(&["Grant"]).download("grants", day).expect("a file");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"grants-2019-12-12.csv\"");
    }
}
