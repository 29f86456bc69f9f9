//! `/activities.csv` and `.xlsx`: the list as a file.

use store::activities::ActivityRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Column, Field},
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let columns: Vec<Column<ActivityRow>> = vec![
        ("Code", |activity| Field::words(&activity.code)),
        ("Activity", |activity| Field::words(&activity.title)),
        ("Kind", |activity| Field::words(activity.kind.label())),
        ("State", |activity| Field::words(activity.state.word())),
        // Nothing stands for a date that is not known: a cell of a date column holds no words.
        ("From", |activity| Field::date(activity.starts_on)),
        ("Until", |activity| Field::date(activity.ends_on.or(activity.starts_on))),
        ("Place", |activity| Field::some(activity.place.as_deref())),
        // A source that states no number is not an activity without people.
        ("Participations", |activity| {
            activity.participations.map_or_else(|| Field::words("not stated"), Field::number)
        }),
        ("Component and phase", |activity| {
            Field::some(activity.belongs_to.as_ref().map(|belongs| belongs.label()).as_deref())
        }),
        ("Agencies", |activity| {
            Field::words(activity.agencies.iter().map(|agency| agency.code.as_str()).collect::<Vec<_>>().join(", "))
        }),
    ];
    export::columns(&cx, "activities", columns, move |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { Ok(store::activities::list(tx, &viewer, &asked).await?) })
    })
    .await
}
