//! `/items.csv` and `.xlsx`: the list as a file.

use domain::Viewer;
use store::{LineRow, items::ItemRow};

use super::{
    list::value_label,
    parts::{delivered_phase, full_name, phase_name, standing},
};
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let numbers = !viewer.is_donor();
    let head = head(&viewer, numbers);
    export::stream(&cx, "items", head, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let items = store::items::list(tx, &viewer, &asked).await?;
            Ok(export::part(items, |row| fields(row, numbers)))
        })
    })
    .await
}

/// The columns of the table, its first cell taken apart. The numbers of single things are not for donors.
fn head(viewer: &Viewer, numbers: bool) -> Vec<String> {
    let value = value_label(viewer);
    let mut head: Vec<String> = ["Tag", "Item", "Quantity", "Unit of measure"].map(str::to_owned).to_vec();
    if numbers {
        head.extend(["VIN", "Chassis", "Plate", "Serial", "Engine"].map(str::to_owned));
    }
    let more = ["Kind", "Funded in phase", "Delivered in phase", "Unit", "Agency", "Status", value];
    head.extend(more.map(str::to_owned));
    head.extend([format!("{value} currency"), format!("{value} marked")]);
    head
}

fn fields(row: &ItemRow, numbers: bool) -> Vec<Field> {
    let line = &row.line;
    let mut fields = vec![
        Field::words(&line.tag),
        Field::words(full_name(&line.name, line.make.as_deref(), line.model.as_deref())),
        Field::number(line.quantity),
        Field::words(&line.unit_of_measure),
    ];
    if numbers {
        let known = line.identity.clone().unwrap_or_default();
        fields.extend(
            [known.vin, known.chassis, known.plate, known.serial, known.engine].map(|n| Field::some(n.as_deref())),
        );
    }
    fields.extend([
        Field::words(line.kind.label()),
        Field::words(phase_name(line)),
        Field::some(delivered_phase(line).as_deref()),
        Field::words(&line.unit.label),
        Field::words(&line.agency_code),
        Field::words(standing(line, &row.round).1),
    ]);
    fields.extend(Field::money(Some(line.value)));
    fields.push(Field::words(marked(line)));
    fields
}

/// What stands under the value in the table.
fn marked(line: &LineRow) -> String {
    let words = [line.co_funded.then_some("co-funded"), line.illustrative.then_some("illustrative")];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
