//! `/officials.csv`: the list as a file.

use store::officials::OfficialRow;

use super::list::{newest_post, rounds, signed};
use crate::{
    Cx,
    csv::{self, Field},
    cx::PageResult,
};

const HEAD: [&str; 7] = ["Code", "Name", "Also printed", "Newest post", "Day", "Signed or witnessed", "Handovers"];

pub async fn export(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    csv::stream(&cx, "officials", HEAD.map(str::to_owned).to_vec(), move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(csv::part(store::officials::list(tx, &viewer, &asked).await?, fields)) })
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
