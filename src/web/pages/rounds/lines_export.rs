//! `/rounds/{code}/lines.csv` and `.xlsx`: the lines of a round as a file.

use axum::extract::Path;
use domain::round::LineState;
use store::LineRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

const HEAD: [&str; 6] = ["Tag", "Item", "Make", "Model", "Unit", "Agency"];
const NUMBERS: [&str; 5] = ["VIN", "Chassis", "Plate", "Serial", "Engine"];
const COUNTED: [&str; 9] =
    ["Sent", "Unit of measure", "Received", "Short", "Damaged", "Refused", "Surplus", "Value", "Value currency"];
const MARKS: [&str; 2] = ["Value marked", "Status"];

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    // A round that is out of scope is not there, and not an empty list.
    store::rounds::front(&mut cx.read().await?, &viewer, &code).await?;
    // The numbers of single things are not for donors.
    let numbers = !viewer.is_donor();
    let own = NUMBERS.into_iter().filter(|_| numbers);
    let head = HEAD.into_iter().chain(own).chain(COUNTED).chain(MARKS).map(str::to_owned).collect();
    export::stream(&cx, &format!("{code}-lines"), head, move |tx, asked| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move {
            let lines = store::rounds::lines(tx, &viewer, &code, &asked).await?;
            Ok(export::part(lines, |line| fields(line, numbers)))
        })
    })
    .await
}

fn fields(line: &LineRow, numbers: bool) -> Vec<Field> {
    let mut fields = vec![
        Field::words(&line.tag),
        Field::words(&line.name),
        Field::some(line.make.as_deref()),
        Field::some(line.model.as_deref()),
        Field::words(&line.unit.label),
        Field::words(&line.agency_name),
    ];
    if numbers {
        let known = line.identity.clone().unwrap_or_default();
        fields.extend(
            [known.vin, known.chassis, known.plate, known.serial, known.engine].map(|n| Field::some(n.as_deref())),
        );
    }
    fields.extend([Field::number(line.quantity), Field::words(&line.unit_of_measure)]);
    // Nothing is said of what was not counted.
    let is_counted = line.state != LineState::Planned && line.counts > 0;
    let c = &line.counted;
    for number in [c.received, c.short, c.damaged, c.refused, c.surplus] {
        fields.push(if is_counted { Field::number(number) } else { Field::some(None) });
    }
    fields.extend(Field::money(Some(line.value)));
    let marks = [line.co_funded.then_some("co-funded"), line.illustrative.then_some("illustrative")];
    fields.push(Field::words(marks.into_iter().flatten().collect::<Vec<_>>().join(", ")));
    fields.push(Field::words(line.state.label()));
    fields
}
