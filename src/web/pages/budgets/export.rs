//! `/grants/{code}/budget.csv` and `.xlsx`: the lines as a file.

use axum::extract::Path;
use domain::{AsOf, Currency, Money};
use store::budgets::BudgetRow;

use crate::{
    AppError, Cx,
    cx::PageResult,
    export::{Field, Sheet},
};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let typed = |key: &str| cx.query.get(key).unwrap_or_default();
    // A file has no place for a message: a date that cannot be read is refused.
    let as_of = AsOf::parse(typed("as_of"), typed("known")).map_err(|words| AppError::invalid("as_of", words))?;
    let mut tx = cx.read().await?;
    let lines = store::budgets::list(&mut tx, cx.viewer()?, &code, as_of).await?;
    sheet(&lines).download(&cx, &format!("budget-{}", code.to_lowercase()), as_of.day.unwrap_or(cx.today()))
}

fn sheet(lines: &[BudgetRow]) -> Sheet {
    let head = [
        "Line",
        "Title",
        "Phase",
        "Version",
        "Effective on",
        "Currency",
        "Original",
        "Revised",
        "Reprogrammed in",
        "Reprogrammed out",
        "Budget",
        "Spent",
        "Committed",
        "Balance",
        "Events without a rate",
    ];
    let mut sheet = Sheet::new(&head);
    let amount = Field::amount;
    let cents = |cents: i64| amount(Money::new(cents, Currency::Usd));
    sheet.rows = lines
        .iter()
        .map(|line| {
            let standing = &line.standing;
            vec![
                Field::words(&line.code),
                Field::words(&line.title),
                Field::some(line.phase.as_deref()),
                Field::number(line.version),
                Field::date(Some(line.effective_on)),
                Field::words("USD"),
                cents(standing.original),
                cents(standing.revised),
                cents(standing.moved_in),
                cents(standing.moved_out),
                amount(standing.budget()),
                amount(standing.spent.money()),
                amount(standing.committed.money()),
                amount(standing.balance()),
                Field::number(standing.without_rate()),
            ]
        })
        .collect();
    sheet
}
