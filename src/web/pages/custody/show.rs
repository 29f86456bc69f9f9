//! `/custody/{id}`: one movement, with what the viewer can say to it.

use axum::extract::Path;
use domain::custody::movement::{AnswerKind, MovementKind};
use leptos::prelude::*;
use store::custody::{AnswerRow, MovementRow};

use super::parts::state_tag;
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let movement = store::custody::show(&mut tx, viewer, &id).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let keys = [cx.submission_key()?, cx.submission_key()?];
    let title = format!("{}: {}", movement.kind.label(), movement.item);
    cx.page(&title.clone(), move || {
        let steps = vec![("Movements".to_owned(), "/custody".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Movement" code=movement.tag.clone() title status=state_tag(movement.state)/>
            <ErrorSummary state=state.clone()/>
            {facts(&movement)}
            {answers(&movement, &state, keys)}
            {timeline(&movement)}
        }
        .into_any()
    })
}

fn facts(m: &MovementRow) -> AnyView {
    let mut facts = vec![
        Fact::link("Item", format!("{} · {}", m.item, m.tag), format!("/items/{}", m.tag)),
        Fact::text("Quantity", quantity(m.quantity, &m.unit_of_measure)),
        Fact::text("From", m.from.clone()),
        Fact::text("To", m.to.clone()),
        Fact::text("Reason", m.reason.clone()),
    ];
    facts.extend(m.condition.map(|c| Fact::text("Condition", c.label())));
    facts.extend(m.document.clone().map(|document| Fact::text("Document", document)));
    facts.extend(m.occurred_on.map(|day| Fact::text("Day of the decision", day.words())));
    let waits: Vec<String> = m.missing.iter().map(|(_, who)| who.clone()).collect();
    if !waits.is_empty() {
        facts.push(Fact::text("Waits for", waits.join(", ")));
    }
    view! { <SummaryList facts/> }.into_any()
}

/// One button for each thing to confirm, and one form to say no.
fn answers(m: &MovementRow, state: &FormState, keys: [String; 2]) -> Option<AnyView> {
    let [yes, no] = keys;
    let confirm = m.open_to_viewer.iter().find(|say| !is_end(**say)).map(|say| {
        let (id, words) = (m.public_id.clone(), confirmation(m, *say));
        let happens = if m.missing.len() == 1 {
            "This is the last confirmation: custody passes with it."
        } else {
            "Custody passes once everybody has confirmed."
        };
        view! {
            <form class="form" method="post" action="/api/answer_movement">
                <p>{happens}</p>
                <HiddenInput name="submission" value=yes/>
                <HiddenInput name="movement" value=id/>
                <HiddenInput name="answer" value=say.word()/>
                <FormActions><SubmitButton text=words/></FormActions>
            </form>
        }
        .into_any()
    });
    let end = m.open_to_viewer.iter().rev().find(|say| is_end(**say)).map(|say| {
        let id = m.public_id.clone();
        let (words, why) = match say {
            AnswerKind::Withdrawn => ("Withdraw it", "Why it is withdrawn"),
            _ => ("Refuse it", "Why not"),
        };
        view! {
            <form class="form" method="post" action="/api/answer_movement" novalidate>
                <HiddenInput name="submission" value=no/>
                <HiddenInput name="movement" value=id/>
                <HiddenInput name="answer" value=say.word()/>
                <TextArea name="reason" label=why state=state.clone() rows=2/>
                <SubmitButton text=words quiet=true/>
            </form>
        }
        .into_any()
    });
    let title = if confirm.is_none() && m.open_to_viewer.contains(&AnswerKind::Withdrawn) {
        "Withdraw it"
    } else {
        "Your answer"
    };
    (confirm.is_some() || end.is_some())
        .then(|| view! { <Section title id="answer"><div class="grid-2">{confirm} {end}</div></Section> }.into_any())
}

fn is_end(say: AnswerKind) -> bool {
    matches!(say, AnswerKind::Refused | AnswerKind::Withdrawn)
}

fn confirmation(m: &MovementRow, say: AnswerKind) -> String {
    match (say, m.kind) {
        (AnswerKind::Giving, _) => format!("Confirm for {}", m.from),
        (AnswerKind::Receiving, _) => format!("Confirm for {}", m.to),
        (_, MovementKind::Reassignment) => "Consent for the programme".to_owned(),
        (_, MovementKind::Return) => "Accept into store".to_owned(),
        (_, MovementKind::WriteOff) => "Approve the write-off".to_owned(),
    }
}

fn timeline(m: &MovementRow) -> AnyView {
    let proposed = Happening::at(m.recorded_at, "Proposed").who(m.proposer.clone()).tone(Tone::Accent);
    let entries = m.answers.iter().rev().map(said).chain([proposed]).collect();
    view! { <Section title="Timeline" id="timeline"><Timeline entries/></Section> }.into_any()
}

fn said(answer: &AnswerRow) -> Happening {
    let tone = match answer.kind {
        AnswerKind::Giving | AnswerKind::Receiving | AnswerKind::Programme => Tone::Good,
        AnswerKind::Refused | AnswerKind::Ended => Tone::Bad,
        AnswerKind::Withdrawn => Tone::Idle,
    };
    let words = answer.words.clone().map(|words| view! { <p>{words}</p> }.into_any());
    Happening::at(answer.recorded_at, answer.kind.label()).who(answer.person.clone()).note(words).tone(tone)
}
