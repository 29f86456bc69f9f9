//! `/receipts/{id}`: what was counted, by whom, when.

use axum::extract::Path;
use domain::{Action, handover::correction::State, item::Condition};
use leptos::prelude::*;
use store::{
    discrepancies::{self, Within},
    receipts::{self, Correctable, CountedLine, ReceiptShow},
};

use super::photos;
use crate::{Cx, cx::PageResult, kit::*, pages::discrepancies::mention};

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let receipt = receipts::show(&mut tx, &viewer, &id).await?;
    let differ = discrepancies::counts_within(&mut tx, &viewer, cx.today(), Within::Receipt(&id)).await?;
    let counts = viewer.role.may(Action::ConfirmReceipt) && receipt.still_open && receipt.head.superseded.is_none();
    let correctable = receipts::correctable(&mut tx, &viewer, cx.now(), &id).await?;
    cx.page("Receipt", move || {
        let round = format!("/rounds/{}", receipt.head.round_code);
        let missing = counts.then(|| {
            view! { <ButtonLink href=format!("{round}/receipt") text="Count what was still missing"/> }.into_any()
        });
        let correct = correctable.by_viewer.then(|| {
            view! { <ButtonLink href=format!("/receipts/{id}/correct") text="Correct this receipt"/> }.into_any()
        });
        let more = (missing.is_some() || correct.is_some()).then(|| view! { {missing} {correct} }.into_any());
        let title = format!("Received by {}", receipt.head.agency_name);
        view! {
            <PageHeader kind="Receipt" code=receipt.head.received_on.words() title=title actions=more lead=how(&correctable)/>
            <ChainStrip links=chain(&receipt)/>
            {versions(&receipt)}
            {waits(&correctable)}
            {facts(&receipt)}
            {mention(differ, format!("/discrepancies?receipt={id}"))}
            {lines(&receipt)}
            {photographed(&receipt)}
        }
        .into_any()
    })
}

/// Both versions of a receipt that was corrected lead to each other.
fn versions(receipt: &ReceiptShow) -> AnyView {
    let later = receipt.head.superseded.as_ref().map(|by| {
        let (title, href) =
            (format!("Superseded by a corrected version on {}", by.at.words()), format!("/receipts/{}", by.by));
        view! {
            <Notice tone=Tone::Warn title=title>
                <p>"What stands below was signed, and counts no more. " <a href=href>"Open the corrected version"</a></p>
            </Notice>
        }
        .into_any()
    });
    let earlier = receipt.head.supersedes.as_ref().map(|id| {
        let href = format!("/receipts/{id}");
        view! {
            <Notice tone=Tone::Accent title="This is a corrected version">
                <p>"It stands in the place of what was signed before. " <a href=href>"Open the version before"</a></p>
            </Notice>
        }
        .into_any()
    });
    view! { {later} {earlier} }.into_any()
}

/// Somebody asks for a correction.
fn waits(can: &Correctable) -> Option<AnyView> {
    let href = format!("/corrections/{}", can.waiting.as_ref()?);
    Some(
        view! {
            <Notice tone=Tone::Warn title="A correction of this receipt waits for UNODC">
                <p><a href=href>"See what is to be corrected"</a></p>
            </Notice>
        }
        .into_any(),
    )
}

/// How whoever signed it can put it right.
fn how(can: &Correctable) -> Option<AnyView> {
    let words = match can.state {
        State::Fresh => format!(
            "Something counted wrongly? You can correct it for {} more.",
            count_of(can.minutes_left, "minute", "minutes")
        ),
        _ => "Something counted wrongly? Correct it with a reason; UNODC must agree.".to_owned(),
    };
    can.by_viewer.then(|| view! { <p>{words}</p> }.into_any())
}

fn chain(receipt: &ReceiptShow) -> Vec<ChainLink> {
    let head = &receipt.head;
    let mut units: Vec<&str> = receipt.lines.iter().map(|l| l.line.unit.label.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    vec![
        ChainLink::to(format!("{} · {}", head.round_code, head.round_title), format!("/rounds/{}", head.round_code)),
        ChainLink::to(count_of(receipt.lines.len() as i64, "line", "lines"), "#lines"),
        ChainLink::here(format!("received {}", head.received_on.words())),
        ChainLink::fact(units.join(", ")),
    ]
}

fn facts(receipt: &ReceiptShow) -> AnyView {
    let head = &receipt.head;
    let facts = vec![
        Fact::link(
            "Round",
            format!("{} · {}", head.round_code, head.round_title),
            format!("/rounds/{}", head.round_code),
        ),
        Fact::text("Agency", head.agency_name.clone()),
        Fact::view("Received on", view! { <DateView date=head.received_on/> }.into_any()),
        Fact::text("Confirmed by", head.officer.clone().unwrap_or_else(|| "the agency’s logistics officer".to_owned())),
        Fact::view("Recorded", view! { <InstantView at=head.recorded_at/> }.into_any()),
        Fact::text("Remark", receipt.remark.clone()),
    ];
    view! { <SummaryList facts/> }.into_any()
}

fn lines(receipt: &ReceiptShow) -> AnyView {
    let columns = vec![
        Column::text("Item"),
        Column::text("Unit"),
        Column::number("Expected"),
        Column::number("Received"),
        Column::number("Short"),
        Column::number("Damaged"),
        Column::number("Refused"),
        Column::number("Surplus"),
        Column::text("Condition and remark"),
        Column::text("Line now"),
    ];
    let rows = receipt.lines.iter().map(row).collect();
    view! {
        <Section title="Counted lines" id="lines">
            <DataTable caption="Lines of this receipt" columns rows/>
        </Section>
    }
    .into_any()
}

/// The photos of every line, for those who get any.
fn photographed(receipt: &ReceiptShow) -> Option<AnyView> {
    let lines: Vec<AnyView> = receipt
        .lines
        .iter()
        .filter_map(|counted| {
            let line = &counted.line;
            let photos = photos(&receipt.head.public_id, &line.name, &counted.photos)?;
            Some(view! { <h3>{format!("{} · {}", line.name, line.tag)}</h3> {photos} }.into_any())
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <Section title="Photos" id="photos">{lines}</Section> }.into_any())
}

fn row(counted: &CountedLine) -> Row {
    let line = &counted.line;
    let zero_is_nothing = |n: i64| if n == 0 { none() } else { number_cell(n) };
    let condition = (counted.received > 0).then_some(counted.condition).map(Condition::label);
    let found = counted.serial_found.as_ref().map(|number| format!("Found with the number {number}"));
    let missing = (!counted.missing.is_empty()).then(|| format!("Missing: {}", counted.missing.join(", ")));
    let words: Vec<&str> = condition
        .into_iter()
        .chain(counted.remark.as_deref())
        .chain(found.as_deref())
        .chain(missing.as_deref())
        .collect();
    Row::new(vec![
        link_cell_with(line.name.clone(), format!("/items/{}", line.tag), line.tag.clone()),
        match &line.unit.code {
            Some(code) => link_cell(line.unit.label.clone(), format!("/units/{code}")),
            None => cell(line.unit.label.clone()),
        },
        number_cell(counted.expected),
        number_cell(counted.received),
        zero_is_nothing(counted.short),
        zero_is_nothing(counted.damaged),
        zero_is_nothing(counted.refused),
        zero_is_nothing(counted.surplus),
        cell(words.join(". ")),
        line_tag(line.state),
    ])
}
