//! `/components/{code}/parts.csv` and `.xlsx`: who takes part in a component, as its page shows it.

use axum::extract::Path;
use store::components::PartRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{Field, Sheet},
};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::components::show(&mut tx, viewer, &code).await?;
    drop(tx);
    let mut sheet = Sheet::new(&["Who", "Through", "As", "In", "Source", "Withdrawn"]);
    let row = |part: &PartRow| {
        vec![
            Field::words(part.who()),
            Field::some(part.office.as_deref()),
            Field::some(part.part.as_deref()),
            Field::some(part.phase.as_deref()),
            Field::some(part.source.as_deref()),
            Field::some(part.withdrawn.as_deref()),
        ]
    };
    sheet.rows = show.parts.iter().map(row).collect();
    sheet.download(&cx, &format!("{}-parts", show.component.code.to_lowercase()), cx.today())
}
