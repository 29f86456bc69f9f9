//! The stages of a case: where, who acted, what was seized, who was held.

use std::collections::HashMap;

use leptos::prelude::*;
use store::cases::{HeldRow, PhotoRow, SeizedRow, StageRow};

use super::photos;
use crate::{
    kit::*,
    pages::{agencies::agency_names, units::unit_link},
};

pub(super) fn stage(stage: &StageRow, photos: &[PhotoRow], may_edit: bool, keys: &HashMap<i64, String>) -> AnyView {
    let title = format!("Stage {}: {}", stage.number, stage.place);
    let id = format!("stage-{}", stage.number);
    let withdrawn = stage.withdrawn.clone().map(|why| {
        let words = format!("Withdrawn: {why}");
        view! { <p><StatusTag tone=Tone::Bad text="withdrawn"/> " " {words}</p> }.into_any()
    });
    let correct = (may_edit && stage.withdrawn.is_none()).then(|| {
        let (edit, withdraw) = (format!("/results/stages/{}/edit", stage.id), format!("/results/stages/{}/withdraw", stage.id));
        let (of_edit, of_withdraw) = (format!("Edit stage {}", stage.number), format!("Withdraw stage {}", stage.number));
        let (add, of_add) = (format!("/results/stages/{}/pictures/new", stage.id), format!("Add photos of stage {}", stage.number));
        view! {
            <span><a href=add aria-label=of_add>"Add photos"</a> " · " <a href=edit aria-label=of_edit>"Edit"</a> " · " <a href=withdraw aria-label=of_withdraw>"Withdraw"</a></span>
        }
        .into_any()
    });
    let lacks = (may_edit && stage.withdrawn.is_none()).then(|| format!("/results/stages/{}/edit", stage.id));
    let facts = facts(stage);
    let own: Vec<PhotoRow> = photos.iter().filter(|photo| photo.stage == stage.id).cloned().collect();
    let photos = photos::of_stage(&own, may_edit, keys);
    view! {
        <Section title id aside=correct>
            <div class="stack">
                {withdrawn}
                <RecordedFacts facts add=lacks/>
                {photos}
            </div>
        </Section>
    }
    .into_any()
}

fn facts(stage: &StageRow) -> Vec<Fact> {
    let mut facts = vec![Fact::text("Date", stage.date()), Fact::view("Seized", seized_list(stage.seized.iter()))];
    facts.push(Fact::view("Held", held_list(&stage.held)));
    let units: Vec<_> = stage.units.iter().map(|unit| view! { <li>{unit_link(unit)}</li> }.into_any()).collect();
    let acted = |what: &str| view! { <span class="muted">{format!("no {what} is named")}</span> }.into_any();
    facts.push(Fact::view(
        "Units that acted",
        Some(if units.is_empty() { acted("unit") } else { view! { <ul class="stack-tight">{units}</ul> }.into_any() }),
    ));
    let agencies = agency_names(stage.agencies.clone()).unwrap_or_else(|| acted("agency"));
    facts.push(Fact::view("Agencies that acted", Some(agencies)));
    for (label, text) in [
        ("Kind of place", stage.place_kind.map(|kind| kind.label().to_owned())),
        ("Origin", stage.origin.clone()),
        ("Route", stage.route.clone()),
        ("Concealment", stage.concealment.clone()),
        ("Note", stage.note.clone()),
        ("Source", stage.source.clone().map(|(title, _)| title)),
    ] {
        facts.push(Fact::text(label, text));
    }
    facts
}

/// `Opium: 1 kg 681 g, offered for USD 9,100`, one a line.
pub(super) fn seized_list<'a>(seized: impl Iterator<Item = &'a SeizedRow>) -> Option<AnyView> {
    let rows: Vec<_> = seized.map(|row| view! { <li>{seized_words(row)}</li> }.into_any()).collect();
    (!rows.is_empty()).then(|| view! { <ul class="stack-tight">{rows}</ul> }.into_any())
}

pub(super) fn seized_words(row: &SeizedRow) -> String {
    let offered = row
        .offered
        .map(|money| format!(", offered for {}{}", money.currency.prefix(), money.short_figure()))
        .unwrap_or_default();
    let note = row.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    format!("{}: {}{offered}{note}", row.called(), row.quantity)
}

fn held_list(held: &[HeldRow]) -> Option<AnyView> {
    let rows: Vec<_> = held.iter().map(|row| view! { <li>{held_words(row)}</li> }.into_any()).collect();
    (!rows.is_empty()).then(|| view! { <ul class="stack-tight">{rows}</ul> }.into_any())
}

pub(super) fn held_words(row: &HeldRow) -> String {
    let number = row.number.map_or_else(|| "number not published".to_owned(), |n| quantity(n, "person"));
    let from = row.nationality.as_ref().map(|code| format!(" from {}", country(code))).unwrap_or_default();
    let sex = match row.sex {
        domain::activity::Sex::NotRecorded => String::new(),
        known => format!(", {}", known.label().to_lowercase()),
    };
    let note = row.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    format!("{number}{from}{sex}{note}")
}

fn country(code: &str) -> String {
    crate::pages::agencies::countries(&[code.to_owned()])
}

/// The newest stages in which a unit acted, on its page; `all` leads to the others where there can be any.
pub fn acted(stages: &[StageRow], all: Option<String>) -> AnyView {
    let body = if stages.is_empty() {
        view! { <p>"No seizure is recorded for this unit."</p> }.into_any()
    } else {
        let columns = vec![Column::text("Case"), Column::text("Date"), Column::text("Place"), Column::text("Seized")];
        let row = |stage: &StageRow| {
            Row::new(vec![
                link_cell(stage.case_code.clone(), format!("/results/{}#stage-{}", stage.case_code, stage.number)),
                cell(stage.date()),
                cell(stage.place.clone()),
                view_cell(seized_list(stage.seized.iter())),
            ])
        };
        let rows = stages.iter().map(row).collect();
        view! { <DataTable caption="Stages in which the unit acted" columns rows/> }.into_any()
    };
    let all = all.map(|href| view! { <p><a href=href>"All cases in which it acted"</a></p> }.into_any());
    view! { <Section title="Seizures it contributed to" id="seizures">{body} {all}</Section> }.into_any()
}
