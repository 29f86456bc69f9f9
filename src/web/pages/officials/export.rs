//! `/officials.csv` and `.xlsx`: the list as a file.

use store::officials::OfficialRow;

use super::list::{newest_post, rounds, signed};
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
};

const HEAD: [&str; 7] = ["Code", "Name", "Also printed", "Newest post", "Day", "Signed or witnessed", "Handovers"];

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    export::stream(&cx, "officials", HEAD.map(str::to_owned).to_vec(), move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(export::part(store::officials::list(tx, &viewer, &asked).await?, fields)) })
    })
    .await
}

fn fields(row: &OfficialRow) -> Vec<Field> {
    let newest = newest_post(row);
    vec![
        Field::words(&row.code),
        Field::words(&row.name),
        Field::words(row.aliases.join(", ")),
        Field::some(newest.and_then(|one| one.post.as_deref())),
        Field::date(newest.and_then(|one| one.on)),
        Field::number(signed(row)),
        Field::number(rounds(row)),
    ]
}
