//! `/discrepancies.csv` and `.xlsx`: the list as a file.

use store::discrepancies::{self, DiscrepancyRow};

use super::end;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let today = cx.today();
    let inside = !viewer.is_donor();
    export::stream(&cx, "discrepancies", head(inside), move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let rows = discrepancies::list(tx, &viewer, today, &asked).await?;
            Ok(export::part(rows, |row| fields(row, inside)))
        })
    })
    .await
}

/// The columns of the table, with what is left of each.
fn head(inside: bool) -> Vec<String> {
    let mut head =
        vec!["Tag", "Item", "Kind", "Quantity", "Not settled", "Unit of measure", "Round", "Agency", "Counted on"];
    if inside {
        head.extend(["Owner", "Due", "Settlement"]);
    }
    head.push("State");
    head.into_iter().map(str::to_owned).collect()
}

fn fields(d: &DiscrepancyRow, inside: bool) -> Vec<Field> {
    let mut fields = vec![
        Field::words(&d.tag),
        Field::words(&d.item),
        Field::words(d.kind.label()),
        Field::number(d.quantity),
        Field::number(d.left),
        Field::words(&d.unit_of_measure),
        Field::words(&d.round_code),
        Field::words(&d.agency_name),
        Field::date(Some(d.counted_on)),
    ];
    if inside {
        fields.extend([
            Field::some(d.owner.as_deref()),
            Field::date(d.due_on.map(Into::into)),
            Field::some(end(d.state, d.settlement)),
        ]);
    }
    fields.push(Field::words(d.state.label()));
    fields
}
