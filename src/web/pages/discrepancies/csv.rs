//! `/discrepancies.csv`: the list as a file.

use store::discrepancies::DiscrepancyRow;

use super::{end, list::listed};
use crate::{
    Cx,
    csv::{Field, Sheet},
    cx::PageResult,
};

pub async fn export(cx: Cx) -> PageResult {
    let inside = !cx.viewer()?.is_donor();
    let rows = listed(&cx).await?.matching;
    sheet(&rows, inside).download("discrepancies", cx.today())
}

/// The columns of the table, with what is left of each.
fn sheet(rows: &[DiscrepancyRow], inside: bool) -> Sheet {
    let mut sheet = Sheet::new(&[
        "Tag",
        "Item",
        "Kind",
        "Quantity",
        "Not settled",
        "Unit of measure",
        "Round",
        "Agency",
        "Counted on",
    ]);
    if inside {
        sheet.head.extend(["Owner", "Due", "Settlement"].map(str::to_owned));
    }
    sheet.head.push("State".to_owned());
    let fields = |d: &DiscrepancyRow| {
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
    };
    sheet.rows = rows.iter().map(fields).collect();
    sheet
}
