//! `/grants/{code}/statement`: what a grant's money became, to be printed and sent; the same as CSV and XLSX.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate};
use documents::{
    statement::{Document, document},
    statement_csv, statement_xlsx,
};
use domain::{AsOf, PartialDate, Timestamp};
use leptos::prelude::*;
use store::statements::Statement;

use super::cells;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let asked = AskedAsOf::read(&cx.query, cx.today());
    let (statement, document) = made(&cx, &code, asked.as_of).await?;
    let path = format!("/grants/{}/statement", statement.grant_code);
    let day = statement.day.unwrap_or_else(|| cx.today());
    let title = format!("Statement as of {}", PartialDate::Day(day).words());
    let now = cx.now();
    cx.page(&format!("{} {title}", statement.grant_code), || {
        let grant = format!("/grants/{}", statement.grant_code);
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (statement.grant_code.clone(), grant)];
        let of = |end: &str| asked.address(&format!("{path}.{end}"));
        let (csv, xlsx) = (of("csv"), of("xlsx"));
        let body = if asked.is_wrong() { Vec::new() } else { body(&statement, &document, now) };
        let links = (!asked.is_wrong())
            .then(|| view! { <ButtonLink href=xlsx text="XLSX"/> " " <ButtonLink href=csv text="CSV"/> }.into_any());
        let title = if asked.is_wrong() { "Statement".to_owned() } else { title.clone() };
        view! {
            <p class="print-only">"United Nations Office on Drugs and Crime · Programme portal"</p>
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=statement.grant_code.clone() title actions=links
                lead=view! { <p>{statement.title.clone()}</p> }.into_any()/>
            <AsOfBar asked=asked.clone()/>
            {body}
            {terms(&["booked", "certified", "commitment", "indicative", "assumed"])}
        }
        .into_any()
    })
}

fn body(statement: &Statement, document: &Document, now: Timestamp) -> Vec<AnyView> {
    let waiting = (statement.waiting > 0).then(|| {
        let events = whole(statement.waiting);
        let words =
            format!("{} for approval and not in this statement.", count_of(events, "event waits", "events wait"));
        view! { <Notice>{words}</Notice> }.into_any()
    });
    let facts = document.facts.iter().map(|(label, cell)| Fact::view(*label, cells::view(cell))).collect();
    let facts = view! { <Section title="What it is about" id="about"><SummaryList facts/></Section> }.into_any();
    let sections = document.sections.iter().map(cells::section);
    let printed = view! { <p class="note made">"Made on " {now.words()} ", Tashkent time"</p> }.into_any();
    waiting.into_iter().chain([facts]).chain(sections).chain([printed]).collect()
}

pub async fn csv(cx: Cx, Path(code): Path<String>) -> PageResult {
    let as_of = AskedAsOf::read(&cx.query, cx.today()).checked()?;
    let (statement, document) = made(&cx, &code, as_of).await?;
    let text = statement_csv::write(&document).map_err(AppError::internal)?;
    file(&statement, as_of, cx.today(), "csv", "text/csv; charset=utf-8", text.into_bytes())
}

pub async fn xlsx(cx: Cx, Path(code): Path<String>) -> PageResult {
    let as_of = AskedAsOf::read(&cx.query, cx.today()).checked()?;
    let (statement, document) = made(&cx, &code, as_of).await?;
    let created = as_of.known.and_then(|known| DateTime::from_timestamp_millis(known.0));
    let bytes = statement_xlsx::write(&document, created).map_err(AppError::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(&statement, as_of, cx.today(), "xlsx", kind, bytes)
}

/// A statement bears a day: today, when none is asked for.
async fn made(cx: &Cx, code: &str, as_of: AsOf) -> Result<(Statement, Document), AppError> {
    let as_of = AsOf { day: as_of.day.or(Some(cx.today())), ..as_of };
    let mut tx = cx.read().await?;
    let statement = store::statements::statement(&mut tx, cx.viewer()?, code, as_of).await?;
    let document = document(&statement);
    Ok((statement, document))
}

/// `JP-2020-statement-2020-12-31.xlsx`; with the second clock `…-known-2021-01-31`.
fn file(
    statement: &Statement,
    as_of: AsOf,
    today: NaiveDate,
    end: &str,
    kind: &'static str,
    bytes: Vec<u8>,
) -> Result<Response, AppError> {
    let known = as_of.known.map(|known| format!("-known-{}", known.day())).unwrap_or_default();
    let name = format!("{}-statement-{}{known}.{end}", statement.grant_code, statement.day.unwrap_or(today));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(AppError::internal)?;
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
