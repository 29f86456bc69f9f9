//! One programme: its sub-programmes, the components that belong to it, and what was published about it as a whole.

use axum::extract::Path;
use domain::{Action, document, quote::Subject};
use leptos::prelude::*;
use store::{components::ComponentRow, programmes::ProgrammeRow};

use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::countries,
        documents,
        quotes::{self, Offer},
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::programmes::show(&mut tx, viewer, &code).await?;
    let about = Subject::Programme(code.clone());
    let figures = store::quotes::about(&mut tx, viewer, &about).await?;
    let published = quotes::section(&mut tx, viewer, &about, &figures, Offer::Always).await?;
    let documents = documents::section(&mut tx, viewer, document::Subject::Programme, &code).await?;
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    drop(tx);
    let programme = show.programme;
    cx.page(&format!("Programme {code}"), move || {
        let edit = format!("/programmes/{code}/edit");
        let actions = may_record.then(|| view! { <ButtonLink href=edit.clone() text="Edit"/> }.into_any());
        let kind = if programme.part_of.is_some() { "Sub-programme" } else { "Programme" };
        let title = programme.title.clone();
        let parts = sub_programmes(&show.sub_programmes);
        let steps = vec![("Programmes".to_owned(), "/programmes".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind code title actions/>
            <RecordedFacts facts=facts(&programme) add=may_record.then_some(edit)/>
            {parts}
            {components(&show.components)}
            {published}
            {documents}
        }
        .into_any()
    })
}

fn facts(programme: &ProgrammeRow) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some((code, title)) = programme.part_of_code.as_ref().zip(programme.part_of.as_ref()) {
        facts.push(Fact::link("Part of", title.clone(), format!("/programmes/{code}")));
    }
    if let Some(words) = &programme.sub_programme {
        facts.push(Fact::text("Sub-programme", words.clone()));
    }
    facts.push(Fact::text("Source", programme.source.clone()));
    facts
}

fn sub_programmes(parts: &[ProgrammeRow]) -> Option<AnyView> {
    if parts.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Sub-programme"), Column::text("Title"), Column::text("Source")];
    let rows = parts.iter().map(|part| {
        let address = format!("/programmes/{}", part.code);
        Row::new(vec![link_cell(part.code.clone(), address), cell(part.title.clone()), cell(part.source.clone())])
    });
    let rows = rows.collect();
    Some(
        view! {
            <Section title="Sub-programmes" id="sub-programmes"><DataTable caption="Sub-programmes" columns rows/></Section>
        }
        .into_any(),
    )
}

fn components(listed: &[ComponentRow]) -> AnyView {
    let content = if listed.is_empty() {
        view! { <p class="muted">"No component that is yours to read belongs to it."</p> }.into_any()
    } else {
        let columns = vec![Column::text("Component"), Column::text("Title"), Column::text("Countries")];
        let rows = listed.iter().map(|component| {
            let address = format!("/components/{}", component.code);
            Row::new(vec![
                link_cell_with(component.code.clone(), address, component.sub_programme.clone()),
                cell(component.title.clone()),
                cell(countries(&component.countries)),
            ])
        });
        let rows = rows.collect();
        view! { <DataTable caption="Components of this programme" columns rows/> }.into_any()
    };
    view! { <Section title="Components" id="components">{content}</Section> }.into_any()
}
