//! `/questions`, the newest first.

use domain::{PartialDate, Timestamp};
use leptos::prelude::*;
use store::questions::QuestionRow;

use crate::{Cx, cx::PageResult, export, kit::*};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let listed = store::questions::list(&mut tx, viewer, &cx.query.asked()).await?;
    drop(tx);
    let paging = Paging::of(&listed);
    let donor = viewer.is_donor();
    let query = cx.query.clone();
    cx.page("Questions", move || {
        let found = paging.words("question", "questions");
        let tools = export::links(&query, "/questions", paging.shown);
        let states = [("open", "Not answered"), ("answered", "Answered")];
        let states = states.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
        let selects = vec![FilterSelect::new("state", "State", states)];
        let content = table(&query, &listed.rows, paging, donor);
        let lead = match donor {
            true => "What you asked about a figure, and the answer. “Ask about this figure” stands beside each step of a grant.",
            false => "What donors ask about a figure, and what was answered.",
        };
        view! {
            <PageHeader title="Questions" lead=view! { <p>{lead}</p> }.into_any()/>
            <FilterBar query selects count=found tools/>
            {content}
        }
        .into_any()
    })
}

fn table(query: &ListQuery, listed: &[QuestionRow], paging: Paging, donor: bool) -> AnyView {
    if paging.count.is_zero() {
        let yet =
            if donor { "What you ask about a figure stands here with its answer." } else { "No donor has asked yet." };
        return view! { <EmptyState things="questions" query=query.clone() yet/> }.into_any();
    }
    let mut columns = vec![
        Column::text("Question"),
        Column::text("Figure"),
        Column::text("Asked").sorted("asked"),
        Column::text("Answer"),
    ];
    if !donor {
        columns.insert(1, Column::text("Donor"));
    }
    let row = |row: &QuestionRow| {
        let mut cells = vec![
            link_cell(row.words.clone(), format!("/questions/{}", row.id)),
            figure(row),
            view! { <InstantView at=Timestamp(row.recorded_at)/> }.into_any(),
            match &row.answer {
                Some(answer) => cell(answer.clone()),
                None => view! { <StatusTag tone=Tone::Warn text="not answered yet"/> }.into_any(),
            },
        ];
        if !donor {
            cells.insert(1, cell(row.donor.clone()));
        }
        Row::new(cells)
    };
    let rows = listed.iter().map(row).collect();
    view! { <DataTable caption="Questions" columns rows query=query.clone() paging=Some(paging)/> }.into_any()
}

/// The figure as it was read, its day, and the way back to it.
pub fn figure(row: &QuestionRow) -> AnyView {
    let day = row.figure_day.parse::<PartialDate>().map(PartialDate::words).unwrap_or_default();
    let figure = link(row.figure.clone(), Some(&row.address));
    let grant = row.grant_code.as_ref().map(|code| format!(" · {code}")).unwrap_or_default();
    view! { <div>{figure} <span class="below">{format!("as of {day}{grant}")}</span></div> }.into_any()
}
