//! `/rounds/{code}/receipt`: the officer counts, on a phone.

use axum::extract::Path;
use domain::PartialDate;
use islands::{CountingForm, CountingLine};
use leptos::prelude::*;
use store::{LineRow, rounds};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let open = rounds::lines_to_count(&mut tx, &viewer, &code).await?;
    let round = rounds::show(&mut tx, &viewer, &code).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let today = PartialDate::Day(cx.today()).words();
    cx.page("Count what arrived", move || {
        let back = format!("/rounds/{code}");
        let header = view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), back.clone())]/>
            <PageHeader kind="Round" code=code.clone() title="Count what arrived" lead=lead(&round)/>
        };
        if open.is_empty() {
            return view! {
                {header}
                <Notice tone=Tone::Good title="Everything is counted">
                    <p>"Nothing of this round is still expected. " <a href=back>"See the round and its receipts"</a></p>
                </Notice>
            }
            .into_any();
        }
        let whole = count_of(open.len() as i64, "line", "lines");
        let lines = open.iter().map(|line| counting_line(line, &state)).collect();
        let remark = view! { <Field name="remark" label="Remark about the whole delivery" optional=true state=state.clone()/> }.into_any();
        view! {
            {header}
            <form class="form counting-form" method="post" action="/api/record_receipt" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code.clone()/>
                <DateField name="received_on" label="Day of arrival" value=today state=state.clone()/>
                <p class="count-all">
                    <button class="button button-all" type="submit" name="all" value="yes">{format!("Everything arrived as sent: confirm {whole}")}</button>
                </p>
                <p class="muted" id="lines">"Or count line by line. Lines you leave open can be counted later."</p>
                <CountingForm lines=lines>
                    {remark}
                </CountingForm>
            </form>
        }
        .into_any()
    })
}

fn lead(round: &rounds::RoundShow) -> AnyView {
    let place = round.place.clone().map(|p| format!(", {p}")).unwrap_or_default();
    let day = round.held_on.map(|d| d.words()).unwrap_or_default();
    view! { <p>{format!("{} · handed over {day}{place}", round.title)}</p> }.into_any()
}

/// The line as it is expected now, with what was typed when the form comes back.
fn counting_line(line: &LineRow, state: &FormState) -> CountingLine {
    // What was typed belongs to the line, not to its place: lines that were counted meanwhile are gone from the list.
    let typed =
        (0..state_lines(state)).find(|i| state.value(&format!("lines[{i}][line]")) == Some(&line.id.to_string()));
    let value =
        |part: &str| typed.and_then(|i| state.value(&format!("lines[{i}][{part}]"))).unwrap_or_default().to_owned();
    let errors = typed.map_or(Vec::new(), |i| {
        let start = format!("lines[{i}][");
        let own = state
            .errors()
            .iter()
            .filter_map(|e| Some((e.field.strip_prefix(&start)?.trim_end_matches(']').to_owned(), e.message.clone())));
        own.collect()
    });
    let identity = line.identity.clone().unwrap_or_default();
    let serial = [("SN", identity.serial), ("VIN", identity.vin), ("Chassis", identity.chassis)];
    let serial =
        serial.into_iter().find_map(|(word, number)| number.map(|n| format!("{word} {n}"))).unwrap_or_default();
    let again = if line.counts > 0 {
        format!(" · {} of {} still expected", line.outstanding, line.quantity)
    } else {
        String::new()
    };
    CountingLine {
        line: line.id,
        expected: line.outstanding,
        version: line.version,
        name: line.name.clone(),
        serial,
        note: format!("{} · for {}{again}", line.tag, line.unit.label),
        measure: quantity(line.outstanding, &line.unit_of_measure),
        answer: value("answer"),
        numbers: ["received", "short", "damaged", "refused", "surplus"].map(value),
        condition: value("condition"),
        remark: value("remark"),
        errors,
    }
}

/// How many lines the form had when it was sent.
fn state_lines(state: &FormState) -> usize {
    (0..).take_while(|i| state.value(&format!("lines[{i}][line]")).is_some()).count()
}
