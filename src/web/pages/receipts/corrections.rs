//! `/corrections`: receipts that agencies ask to correct, and what staff say to each.

use axum::extract::Path;
use leptos::prelude::*;
use store::receipts::{self, Answered, AskedRow, AskedShow};

use super::correct::{changed, photos_changed};
use crate::{Cx, cx::PageResult, kit::*};

/// How many wait, on a front page.
pub fn tile(waiting: i64) -> StatTile {
    StatTile::new("Corrections of receipts", number_cell(waiting))
        .note("agencies ask: agree or refuse")
        .href("/corrections")
}

pub async fn list(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let waiting = receipts::waiting(&mut tx, viewer).await?;
    cx.page("Corrections of receipts", move || {
        let content = if waiting.is_empty() {
            let yet = "When an agency finds a receipt wrong more than half an hour after it was signed, it asks here.";
            view! { <EmptyState things="corrections that wait" yet/> }.into_any()
        } else {
            table(&waiting)
        };
        let lead = view! { <p>"What waits for the answer of UNODC"</p> }.into_any();
        view! {
            <Breadcrumb steps=vec![("Receipts".to_owned(), "/receipts".to_owned())]/>
            <PageHeader title="Corrections of receipts" lead/>
            {content}
        }
        .into_any()
    })
}

fn table(waiting: &[AskedRow]) -> AnyView {
    let columns = vec![
        Column::text("Asked"),
        Column::text("Round"),
        Column::text("Agency"),
        Column::text("By"),
        Column::text("Why the receipt is wrong"),
    ];
    let row = |asked: &AskedRow| {
        Row::new(vec![
            link_cell(asked.recorded_at.words(), format!("/corrections/{}", asked.public_id)),
            link_cell_with(
                asked.round_code.clone(),
                format!("/rounds/{}", asked.round_code),
                asked.round_title.clone(),
            ),
            cell(asked.agency_code.clone()),
            cell(asked.person.clone()),
            cell(asked.reason.clone()),
        ])
    };
    let rows = waiting.iter().map(row).collect();
    view! { <DataTable caption="Corrections that wait" columns rows/> }.into_any()
}

/// `/corrections/{id}`
pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let asked = receipts::asked(&mut tx, viewer, cx.now(), &id).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let keys = [cx.submission_key()?, cx.submission_key()?];
    cx.page("Correction of a receipt", move || {
        let title = format!("{} asks to correct a receipt", asked.receipt.agency_name);
        view! {
            <Breadcrumb steps=vec![("Receipts".to_owned(), "/receipts".to_owned()), ("Corrections".to_owned(), "/corrections".to_owned())]/>
            <PageHeader kind="Receipt" code=asked.receipt.received_on.words() title status=status(asked.answer.as_ref())/>
            <ErrorSummary state=state.clone()/>
            {answered(asked.answer.as_ref())}
            {facts(&asked)}
            {changed(&asked.counts)}
            {photos_changed(&asked.photos, |photo| format!("/corrections/{id}/photos/{}", photo.sha256))}
            {answer(&asked, &id, &state, keys)}
        }
        .into_any()
    })
}

fn status(answer: Option<&Answered>) -> AnyView {
    let (words, tone) = match answer.map(|answer| answer.kind.as_str()) {
        None => ("Waits for UNODC", Tone::Warn),
        Some("agreed") => ("Agreed", Tone::Good),
        Some("refused") => ("Refused", Tone::Bad),
        Some(_) => ("Withdrawn", Tone::Idle),
    };
    view! { <StatusTag text=words tone/> }.into_any()
}

fn answered(answer: Option<&Answered>) -> Option<AnyView> {
    let answer = answer?;
    let who = format!("by {} on {}", answer.person, answer.recorded_at.words());
    let (title, tone) = match answer.kind.as_str() {
        "agreed" => (format!("Agreed {who}"), Tone::Good),
        "refused" => (format!("Refused {who}"), Tone::Bad),
        _ => (format!("Withdrawn {who}"), Tone::Idle),
    };
    let corrected = answer.receipt.clone().map(|receipt| {
        view! { <p><a href=format!("/receipts/{receipt}")>"Open the corrected receipt"</a></p> }.into_any()
    });
    let words = answer.words.clone().map(|words| view! { <p>{words}</p> }.into_any());
    Some(view! { <Notice tone title>{words} {corrected}</Notice> }.into_any())
}

fn facts(asked: &AskedShow) -> AnyView {
    let receipt = &asked.receipt;
    let differs = |was: String, becomes: String| {
        if was == becomes { becomes } else { format!("{becomes} (signed: {was})") }
    };
    let words = |remark: &Option<String>| remark.clone().unwrap_or_else(|| "none".to_owned());
    let facts = vec![
        Fact::text("Why the receipt is wrong", asked.reason.clone()),
        Fact::link(
            "Receipt",
            format!("signed {}", receipt.recorded_at.words()),
            format!("/receipts/{}", receipt.public_id),
        ),
        Fact::link(
            "Round",
            format!("{} · {}", receipt.round_code, receipt.round_title),
            format!("/rounds/{}", receipt.round_code),
        ),
        Fact::text("Asked by", format!("{}, {}", asked.person, asked.recorded_at.words())),
        Fact::text("Day of arrival", differs(receipt.received_on.words(), asked.received_on.words())),
        Fact::text("Remark", differs(words(&asked.was_remark), words(&asked.remark))),
    ];
    view! { <SummaryList facts/> }.into_any()
}

/// What the viewer can say: staff agree or refuse, the agency withdraws.
fn answer(asked: &AskedShow, id: &str, state: &FormState, [yes, no]: [String; 2]) -> Option<AnyView> {
    if asked.withdraws {
        return Some(
            view! {
                <form class="form" method="post" action="/api/withdraw_correction">
                    <HiddenInput name="submission" value=no/>
                    <HiddenInput name="correction" value=id.to_owned()/>
                    <FormActions><SubmitButton text="Withdraw the request" quiet=true/></FormActions>
                </form>
            }
            .into_any(),
        );
    }
    if !asked.answers {
        return None;
    }
    let agree = match asked.impossible.clone() {
        Some(why) => view! { <Notice tone=Tone::Warn title="It cannot be agreed to any more"><p>{why}</p></Notice> }.into_any(),
        None => view! {
            <form class="form" method="post" action="/api/agree_to_correction">
                <p>"The corrected version stands from then on: what is awaited, custody, discrepancies and totals follow it. An act that states the first version needs a new one."</p>
                <HiddenInput name="submission" value=yes/>
                <HiddenInput name="correction" value=id.to_owned()/>
                <FormActions><SubmitButton text="Agree to the correction"/></FormActions>
            </form>
        }
        .into_any(),
    };
    let refuse = view! {
        <form class="form" method="post" action="/api/refuse_correction" novalidate>
            <HiddenInput name="submission" value=no/>
            <HiddenInput name="correction" value=id.to_owned()/>
            <TextArea name="reason" label="Why the receipt stays as it is" state=state.clone() rows=2/>
            <SubmitButton text="Refuse it" quiet=true/>
        </form>
    }
    .into_any();
    Some(
        view! { <Section title="Your answer" id="answer"><div class="grid-2">{agree} {refuse}</div></Section> }
            .into_any(),
    )
}
