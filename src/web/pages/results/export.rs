//! `/results.csv` and `.xlsx`: the cases as a file, a row for each quantity; `/results/totals.csv` and `.xlsx`: the sums.

use domain::case::Control;
use store::cases::{CaseRow, Of, SeizedRow, StageRow};

use super::stages::held_words;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field, Sheet},
};

const HEAD: [&str; 17] = [
    "Case",
    "Title",
    "How far",
    "Component",
    "Stage",
    "Date",
    "Date as printed",
    "Place",
    "Units",
    "Agencies",
    "Substance",
    "Amount",
    "Measure",
    "Offered for",
    "Currency",
    "Held",
    "Withdrawn",
];

pub async fn cases(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    export::stream(&cx, "cases", HEAD.map(str::to_owned).to_vec(), move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let page = store::cases::list(tx, &viewer, &asked).await?;
            let next = page.next.clone();
            Ok((page.rows.iter().flat_map(of_case).collect(), next))
        })
    })
    .await
}

/// A row for each quantity; one for a stage in which nothing was seized, and for a case without stages. Who was held stands in the
/// first row of a stage alone, so that nobody is counted twice.
fn of_case(case: &CaseRow) -> Vec<Vec<Field>> {
    if case.stages.is_empty() {
        return vec![fields(case, None, None, true)];
    }
    let of_stage = |stage: &StageRow| -> Vec<Vec<Field>> {
        if stage.seized.is_empty() {
            return vec![fields(case, Some(stage), None, true)];
        }
        let rows = stage.seized.iter().enumerate();
        rows.map(|(place, row)| fields(case, Some(stage), Some(row), place == 0)).collect()
    };
    case.stages.iter().flat_map(of_stage).collect()
}

fn fields(case: &CaseRow, stage: Option<&StageRow>, seized: Option<&SeizedRow>, first: bool) -> Vec<Field> {
    let units = stage.map(|stage| joined(stage.units.iter().map(|unit| unit.label.clone())));
    let agencies = stage.map(|stage| joined(stage.agencies.iter().map(|agency| agency.code.clone())));
    let held = stage.filter(|_| first).map(|stage| joined(stage.held.iter().map(held_words)));
    let mut fields = vec![
        Field::words(&case.code),
        Field::words(&case.title),
        Field::words(case.state.label()),
        Field::some(case.component.as_deref()),
        stage.map_or(Field::some(None), |stage| Field::number(stage.number)),
        Field::date(stage.and_then(|stage| stage.occurred_on)),
        Field::some(stage.and_then(|stage| stage.date_as_published.as_deref())),
        Field::some(stage.map(|stage| stage.place.as_str())),
        Field::some(units.as_deref()),
        Field::some(agencies.as_deref()),
        Field::some(seized.map(SeizedRow::called)),
        seized.map_or(Field::some(None), |row| Field::number(row.quantity.amount)),
        Field::some(seized.map(|row| row.quantity.measure.word())),
    ];
    fields.extend(Field::money(seized.and_then(|row| row.offered)));
    fields.push(Field::some(held.as_deref()));
    fields.push(Field::some(case.withdrawn.as_deref()));
    fields
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<String>>().join("; ")
}

pub async fn totals(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let totals = store::cases::totals(&mut tx, viewer, Of::Everything).await?;
    drop(tx);
    let mut sheet = Sheet::new(&["Substance", "International list", "Year", "Component", "Amount", "Measure"]);
    for total in &totals {
        let control = total.substance.control();
        sheet.rows.push(vec![
            Field::words(total.named.as_deref().unwrap_or(total.substance.label())),
            Field::some((control != Control::None).then_some(control.word())),
            Field::some(total.year.as_deref()),
            Field::some(total.component.as_deref()),
            Field::number(total.quantity.amount),
            Field::words(total.quantity.measure.word()),
        ]);
    }
    sheet.download(&cx, "results", cx.today())
}
