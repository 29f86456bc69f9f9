//! One case: its stages, how far it is, and what they add up to beside what was published.

use std::collections::HashMap;

use axum::extract::Path;
use domain::{Action, Role, change::Entity, measured::Measured};
use leptos::prelude::*;
use store::cases::CaseShow;

use super::stages::stage;
use crate::{Cx, cx::PageResult, kit::*, pages::changes::history};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::cases::show(&mut tx, viewer, &code).await?;
    let photos = store::cases::photos_of_case(&mut tx, viewer, &code).await?;
    let history = history(&mut tx, viewer, Entity::Case, &code).await?;
    let may_edit = viewer.may(Action::ManageCases).is_ok();
    let of_country = viewer.role == Role::Coordinator;
    let reads_components = viewer.may(Action::SeeComponents).is_ok();
    let mut keys = HashMap::new();
    for photo in photos.iter().filter(|photo| may_edit && photo.withdrawn.is_some()) {
        keys.insert(photo.id, cx.submission_key()?);
    }
    cx.page(&format!("Case {code}"), move || {
        let stands = shown.case.withdrawn.is_none();
        let actions = (may_edit && stands).then(|| {
            let (edit, withdraw) = (format!("/results/{code}/edit"), format!("/results/{code}/withdraw"));
            view! {
                <ButtonLink href=format!("/results/{code}/stages/new") text="Record a stage" primary=true/>
                <ButtonLink href=edit text="Edit"/>
                <ButtonLink href=withdraw text="Withdraw"/>
            }
            .into_any()
        });
        let status = if stands {
            view! { <StatusTag text=shown.case.state.label()/> }.into_any()
        } else {
            view! { <StatusTag tone=Tone::Bad text="withdrawn"/> }.into_any()
        };
        let why = shown.case.withdrawn.clone().map(|why| {
            let words = format!("Withdrawn: {why}. It counts nowhere.");
            view! { <p class="panel">{words}</p> }.into_any()
        });
        let none = shown.case.stages.is_empty().then(|| view! { <p>"No stage is recorded yet."</p> }.into_any());
        let stages: Vec<_> =
            shown.case.stages.iter().map(|one| stage(one, &photos, may_edit && stands, &keys)).collect();
        let lacks = (may_edit && stands).then(|| format!("/results/{code}/edit"));
        let steps = vec![("Results".to_owned(), "/results".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Case" code=code.clone() title=shown.case.title.clone() status=status actions/>
            {why}
            <RecordedFacts facts=facts(&shown, of_country, reads_components) add=lacks/>
            {none}
            {stages}
            {history}
        }
        .into_any()
    })
}

fn facts(shown: &CaseShow, of_country: bool, reads_components: bool) -> Vec<Fact> {
    let component = shown.case.component.as_ref().map(|code| {
        let address = format!("/components/{code}");
        link(code.clone(), reads_components.then_some(address.as_str()))
    });
    let seized = match (shown.whole, of_country) {
        (true, _) => "Seized in all",
        (false, true) => "Seized where your country acted",
        (false, false) => "Seized where your agency acted",
    };
    let mut facts = vec![Fact::text(seized, together(shown))];
    let published = shown.published.map(|published| compared(published, shown));
    facts.push(Fact::text("Published for the whole case", published));
    facts.push(Fact::view("Component", component));
    for (label, text) in [
        ("Case at", shown.case_at.clone()),
        ("Handed on to", shown.handed_to.as_ref().map(|agency| format!("{} ({})", agency.name, agency.code))),
        ("Prosecuted", shown.prosecuted.map(|number| quantity(number, "person"))),
        ("Note", shown.note.clone()),
        ("Source", shown.source.clone().map(|(title, _)| title)),
    ] {
        facts.push(Fact::text(label, text));
    }
    facts
}

/// What the stages add up to, by substance and measure.
fn sums(shown: &CaseShow) -> Vec<(String, Measured)> {
    let mut sums: Vec<(String, Measured)> = Vec::new();
    let stages = shown.case.stages.iter().filter(|stage| stage.withdrawn.is_none());
    for row in stages.flat_map(|stage| &stage.seized) {
        let known =
            |(called, all): &&mut (String, Measured)| called == row.called() && all.measure == row.quantity.measure;
        match sums.iter_mut().find(known) {
            Some((_, all)) => all.amount = all.amount.saturating_add(row.quantity.amount),
            None => sums.push((row.called().to_owned(), row.quantity)),
        }
    }
    sums
}

fn together(shown: &CaseShow) -> Option<String> {
    let sums: Vec<String> = sums(shown).iter().map(|(called, all)| format!("{called}: {all}")).collect();
    (!sums.is_empty()).then(|| sums.join("; "))
}

fn compared(published: Measured, shown: &CaseShow) -> String {
    let same = sums(shown).iter().filter(|(_, all)| all.measure == published.measure).map(|(_, all)| all.amount).sum();
    let recorded = Measured { amount: same, measure: published.measure };
    match recorded.amount {
        0 => format!("{published}: nothing of it is recorded here"),
        same if same == published.amount => format!("{published}: the stages add up to it"),
        _ => format!("{published}: the stages add up to {recorded}"),
    }
}
