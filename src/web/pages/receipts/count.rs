//! `/rounds/{code}/receipt`: the officer counts, on a phone.

mod line;

use axum::extract::Path;
use domain::PartialDate;
use islands::CountingForm;
use leptos::prelude::*;
use line::Typed;
use store::{
    LineRow,
    receipts::drafts::{self, Draft},
    rounds::{self, RoundShow},
};

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let open = rounds::lines_to_count(&mut tx, &viewer, &code).await?;
    let round = rounds::show(&mut tx, &viewer, &code).await?;
    let draft = drafts::find(&mut tx, &viewer, &code).await?;
    // A form that was just refused is newer than the draft.
    let typed = draft.as_ref().map_or_else(FormState::default, |draft| FormState::from_body(draft.body.as_bytes()));
    let state = cx.form(&mut tx, typed).await?;
    let key = cx.submission_key()?;
    let today = PartialDate::Day(cx.today()).words();
    let query = cx.query.get("q").unwrap_or_default().to_owned();
    let counts = !open.is_empty() && draft.as_ref().is_none_or(|draft| draft.own);
    let page = move || {
        let back = format!("/rounds/{code}");
        let content = match draft {
            _ if open.is_empty() => everything_is_counted(back.clone()),
            Some(draft) if !draft.own => somebody_else(&code, &draft, &state, key),
            draft => form(&code, &open, draft.as_ref(), state, key, today, query),
        };
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), back)]/>
            <PageHeader kind="Round" code=code.clone() title="Count what arrived" lead=lead(&round)/>
            {content}
        }
        .into_any()
    };
    let title = "Count what arrived";
    if counts { cx.page_with_islands(title, page) } else { cx.page(title, page) }
}

fn form(
    code: &str,
    open: &[LineRow],
    draft: Option<&Draft>,
    state: FormState,
    key: String,
    today: String,
    query: String,
) -> AnyView {
    let whole = count_of(open.len() as i64, "line", "lines");
    let photos = draft.map_or(&[][..], |draft| &draft.photos);
    let typed = Typed::new(&state, photos);
    let lines = open.iter().map(|line| line::counting_line(line, &typed)).collect();
    // Whoever has begun to count line by line does not confirm everything by the first button.
    let all = (typed.answered() == 0).then(|| {
        view! {
            <p class="count-all">
                <button class="button button-all" type="submit" name="all" value="yes">{format!("Everything arrived as sent: confirm {whole}")}</button>
            </p>
            <p class="muted" id="lines">"Or count line by line. Lines you leave open can be counted later."</p>
        }
        .into_any()
    });
    let kept = draft.map(|draft| {
        let words =
            format!("You have been counting since {}. Saved last {}.", draft.since.words(), draft.saved_at.words());
        view! {
            <p class="muted count-kept">{words} " " <a href=format!("/rounds/{code}/receipt/discard")>"Throw it away"</a></p>
        }
        .into_any()
    });
    let refuse = state.value("reason").is_some_and(|reason| !reason.is_empty()) || state.error("reason").is_some();
    view! {
        {kept}
        <form class="form counting-form" method="post" action="/api/record_receipt" novalidate>
            // Enter in a field presses the first button of a form. That must save and not confirm.
            <button class="hidden" type="submit" formaction="/api/save_receipt_draft" tabindex="-1" aria-hidden="true">"Save for later"</button>
            <ErrorSummary state=state.clone()/>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <DateField name="received_on" label="Day of arrival" value=today state=state.clone()/>
            {all}
            <CountingForm round=code.to_owned() query lines>
                <Field name="remark" label="Remark about the whole delivery" optional=true state=state.clone()/>
                <details class="count-refuse" open=refuse>
                    <summary>"Refuse the whole delivery"</summary>
                    <Field name="reason" label="Why nothing is accepted" state=state.clone()/>
                    <button class="button button-bad" type="submit" name="all" value="refused">{format!("Refuse {whole}")}</button>
                </details>
            </CountingForm>
        </form>
    }
    .into_any()
}

fn everything_is_counted(round: String) -> AnyView {
    view! {
        <Notice tone=Tone::Good title="Everything is counted">
            <p>"Nothing of this round is still expected. " <a href=round>"See the round and its receipts"</a></p>
        </Notice>
    }
    .into_any()
}

/// One open receipt for each round and agency: a colleague counts, and can be relieved.
fn somebody_else(code: &str, draft: &Draft, state: &FormState, key: String) -> AnyView {
    let title = format!("{} has been counting since {}", draft.holder, draft.since.words());
    let answered = Typed::new(state, &[]).answered();
    let so_far = format!(
        "{} answered so far, {} added. Saved last {}.",
        count_of(answered as i64, "line", "lines"),
        count_of(draft.photos.len() as i64, "photo", "photos"),
        draft.saved_at.words()
    );
    let code = code.to_owned();
    let loses = format!(
        "If you take over, all of that stays and you go on with it. {} can save and confirm nothing of it any more, and is told so.",
        draft.holder
    );
    view! {
        <ErrorSummary state=state.clone()/>
        <Notice tone=Tone::Warn title=title>
            <div class="stack">
                <p>{so_far} " Nothing of it is confirmed yet."</p>
                <p>{loses}</p>
                <form method="post" action="/api/take_over_receipt_draft">
                    <HiddenInput name="submission" value=key/>
                    <HiddenInput name="round" value=code/>
                    <SubmitButton text="Take over the count"/>
                </form>
            </div>
        </Notice>
    }
    .into_any()
}

/// `/rounds/{code}/receipt/discard`
pub async fn discard(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let draft = drafts::find(&mut tx, &viewer, &code).await?.filter(|draft| draft.own).ok_or(AppError::NotFound)?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let values = vec![("submission".to_owned(), cx.submission_key()?), ("round".to_owned(), code.clone())];
    cx.page("Throw the count away", move || {
        let typed = FormState::from_body(draft.body.as_bytes());
        let answered = Typed::new(&typed, &[]).answered();
        let happens = vec![
            format!("The answers of {} are gone.", count_of(answered as i64, "line", "lines")),
            format!("{} gone.", count_of(draft.photos.len() as i64, "photo is", "photos are")),
        ];
        let form = format!("/rounds/{code}/receipt");
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (code.clone(), form.clone())]/>
            <ErrorSummary state/>
            <ConfirmPage title="Throw away what you have counted?" happens
                stays="Nothing was confirmed, so nothing that is recorded changes. The round can be counted anew."
                action="/api/discard_receipt_draft" values button="Throw the count away" danger=true cancel=form/>
        }
        .into_any()
    })
}

fn lead(round: &RoundShow) -> AnyView {
    let place = round.place.clone().map(|p| format!(", {p}")).unwrap_or_default();
    let day = round.held_on.map(|d| d.words()).unwrap_or_default();
    view! { <p>{format!("{} · handed over {day}{place}", round.title)}</p> }.into_any()
}
