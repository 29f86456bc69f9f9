//! One finding: what it is, what was done about it, and what closes it.

use axum::extract::Path;
use domain::{Action, change::Entity};
use leptos::prelude::*;
use store::findings::{FindingRow, NoteRow};

use super::{
    form::steps,
    list::{severity_tag, state_tag},
};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{changes::history, items::unit_view},
};

pub async fn page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let (row, notes) = store::findings::show(&mut tx, &viewer, id).await?;
    let history = history(&mut tx, &viewer, Entity::Finding, &id.to_string()).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let (key, other) = (cx.submission_key()?, cx.submission_key()?);
    let today = cx.today();
    let may = viewer.may(Action::ManageFindings).is_ok();
    cx.page("Finding", move || {
        let open = row.closed.is_none();
        let actions = (may && open).then(|| {
            view! {
                <ButtonLink href=format!("/findings/{id}/close") text="Close it" primary=true/>
                <ButtonLink href=format!("/findings/{id}/edit") text="Edit"/>
            }
            .into_any()
        });
        let again = (may && !open).then(|| {
            view! {
                <form method="post" action="/api/reopen_finding">
                    <HiddenInput name="submission" value=other/>
                    <HiddenInput name="number" value=id.to_string()/>
                    <HiddenInput name="version" value=row.version.to_string()/>
                    <SubmitButton text="Open it again" quiet=true/>
                </form>
            }
            .into_any()
        });
        let note = (may && open).then(|| {
            view! {
                <form class="form" method="post" action="/api/follow_finding" novalidate>
                    <HiddenInput name="submission" value=key/>
                    <HiddenInput name="number" value=id.to_string()/>
                    <TextArea name="words" label="What was done so far" state=form.clone() rows=2/>
                    <FormActions cancel="/findings"><SubmitButton text="Write it down"/></FormActions>
                </form>
            }
            .into_any()
        });
        let done = done(&notes);
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Finding" code=id.to_string() title=row.words.clone() status=Some(state_tag(&row, today)) actions/>
            <ErrorSummary state=form/>
            <RecordedFacts facts=facts(&row)/>
            {again}
            <Section title="What was done" id="done"><div class="stack">{done} {note}</div></Section>
            {history}
        }
        .into_any()
    })
}

fn facts(row: &FindingRow) -> Vec<Fact> {
    let mut facts =
        vec![Fact::view("Severity", Some(severity_tag(row.severity))), Fact::view("Unit", unit_view(&row.unit))];
    facts.extend(
        row.item.clone().map(|(tag, name)| Fact::link("Item", format!("{tag} · {name}"), format!("/items/{tag}"))),
    );
    facts.extend(row.visit.clone().map(|code| Fact::link("Visit", code.clone(), format!("/visits/{code}"))));
    facts.push(Fact::text("Looked after by", row.looked_after_by.1.clone()));
    facts.push(Fact::view("To be done by", view! { <DateView date=Some(row.due_on)/> }.into_any()));
    facts.push(Fact::view("Recorded", view! { <InstantView at=row.recorded_at/> }.into_any()));
    if let Some((day, evidence)) = &row.closed {
        facts.push(Fact::view("Closed on", view! { <DateView date=Some(*day)/> }.into_any()));
        facts.push(Fact::text("What shows that it is done", evidence.clone()));
    }
    facts
}

fn done(notes: &[NoteRow]) -> AnyView {
    if notes.is_empty() {
        return view! { <p class="muted">"Nothing is written down yet."</p> }.into_any();
    }
    let entry =
        |note: &NoteRow| Happening::at(note.recorded_at, note.words.clone().into_any()).who(note.person.clone());
    let entries: Vec<Happening> = notes.iter().map(entry).collect();
    view! { <Timeline entries/> }.into_any()
}

/// `/findings/{id}/close`: what shows that it is done.
pub async fn close_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let (row, _) = store::findings::show(&mut tx, viewer, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Close the finding", move || {
        let version = form.version(row.version);
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader kind="Finding" code=id.to_string() title="Close the finding?"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{row.words}</p>
            <form class="form" method="post" action="/api/close_finding" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="number" value=id.to_string()/>
                <HiddenInput name="version" value=version/>
                <TextArea name="evidence" label="What shows that it is done" state=form rows=3
                    hint="Such as the number of a letter, a document, or what was seen and when"/>
                <FormActions cancel=format!("/findings/{id}")><SubmitButton text="Close the finding"/></FormActions>
            </form>
        }
        .into_any()
    })
}
