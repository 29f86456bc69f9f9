//! `/rounds/{code}/receipt`: the officer counts, on a phone. Nothing on this page signs: its one button leads to the review.

mod corrected;
mod line;

use axum::extract::Path;
pub use corrected::correcting_line;
use domain::{PartialDate, receipt::Rest};
use islands::CountingAid;
use leptos::prelude::*;
use line::counting_line;
use store::receipts::{self, CountPage, CountedRound, drafts, drafts::Draft};

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let query = cx.query.get("q").unwrap_or_default().to_owned();
    let after = cx.query.get("after").and_then(|line| line.parse::<i64>().ok()).unwrap_or_default();
    let mut tx = cx.read().await?;
    let page = receipts::count_page(&mut tx, &viewer, &code, &query, after).await?;
    let round = receipts::counted_round(&mut tx, &viewer, &code).await?;
    // A form that was just refused is newer than what is kept.
    let state = cx.form(&mut tx, FormState::default()).await?;
    let asked =
        Asked { code: code.clone(), key: cx.submission_key()?, today: cx.today(), query, after, person: viewer.person };
    let counts = page.awaited > 0 && page.draft.as_ref().is_none_or(|draft| draft.own);
    let content = move || {
        let back = format!("/rounds/{code}");
        let content = match &page.draft {
            _ if page.awaited == 0 => everything_is_counted(back.clone()),
            Some(draft) if !draft.own => somebody_else(&code, draft, &state, asked.key.clone()),
            _ => form(&page, state, &asked),
        };
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), back)]/>
            <PageHeader kind="Round" code=code.clone() title="Count what arrived" lead=lead(&round)/>
            {content}
        }
        .into_any()
    };
    let title = "Count what arrived";
    if counts { cx.page_with_islands(title, content) } else { cx.page(title, content) }
}

/// What the page was asked for.
struct Asked {
    code: String,
    key: String,
    today: chrono::NaiveDate,
    query: String,
    after: i64,
    person: i64,
}

fn form(page: &CountPage, state: FormState, asked: &Asked) -> AnyView {
    let draft = page.draft.as_ref();
    let counted = draft.map_or(0, |draft| draft.counted);
    let rest = draft.map_or(Rest::Open, |draft| draft.rest);
    let code = &asked.code;
    let lines: Vec<AnyView> =
        page.lines.iter().enumerate().map(|(index, line)| counting_line(index, line, code, &state)).collect();
    let here = page.lines.iter().filter(|line| line.count.is_some()).count() as i64;
    let day = draft.and_then(|draft| draft.received_on).unwrap_or(PartialDate::Day(asked.today)).words();
    let remark = draft.and_then(|draft| draft.remark.clone()).unwrap_or_default();
    let remark = state.value("remark").map(str::to_owned).unwrap_or(remark);
    view! {
        {draft.map(|draft| kept(code, draft))}
        <form class="form counting-form" method="post" action="/api/save_receipt_draft" novalidate
            data-keep=format!("count {code} {}", asked.person)>
            // Enter in a field presses the first button of a form: that saves, and stays here.
            <button class="hidden" type="submit" tabindex="-1" aria-hidden="true">"Save for later"</button>
            <ErrorSummary state=state.clone()/>
            <HiddenInput name="submission" value=asked.key.clone()/>
            <HiddenInput name="round" value=code.clone()/>
            <HiddenInput name="after" value=asked.after.to_string()/>
            <DateField name="received_on" label="Day of arrival" value=day state=state.clone()/>
            {whole(page, rest, counted)}
            {find(page, &asked.query)}
            <div class="counting" id="lines">{lines}</div>
            {pages(page)}
            <Field name="remark" label="Remark about the whole delivery" optional=true value=remark state=state.clone()/>
            {others(page, rest, counted)}
            {refuse(page, rest, counted, &state)}
            {foot(page, rest, counted, here)}
            <CountingAid/>
        </form>
    }
    .into_any()
}

fn kept(code: &str, draft: &Draft) -> AnyView {
    let words = format!("You have been counting since {}. Saved last {}.", draft.since.words(), draft.saved_at.words());
    view! {
        <p class="muted count-kept">{words} " " <a href=format!("/rounds/{code}/receipt/discard")>"Throw it away"</a></p>
    }
    .into_any()
}

/// One word for all lines: before anything is counted, or as it was said.
fn whole(page: &CountPage, rest: Rest, counted: i64) -> AnyView {
    let undo = |said: String| {
        view! {
            <Notice tone=Tone::Accent title=said>
                <p>"What you count one by one stands as you count it."</p>
                <button class="button button-quiet" type="submit" name="rest" value="open">"Count the others one by one"</button>
            </Notice>
        }
        .into_any()
    };
    let others = if counted == 0 { "All lines" } else { "All other lines" };
    match rest {
        Rest::Arrived => undo(format!("{others} count as arrived as sent")),
        Rest::Refused => undo(format!("{others} count as refused")),
        Rest::Open if counted > 0 => ().into_any(),
        Rest::Open => {
            let lines = count_of(page.awaited, "line", "lines");
            view! {
                <p class="count-all" data-before-counting="">
                    <button class="button button-all" type="submit" name="rest" value="arrived">{format!("Everything arrived as sent: review {lines}")}</button>
                    <span class="muted">"Or count line by line. Lines you leave open can be counted later."</span>
                </p>
            }
            .into_any()
        }
    }
}

/// On a form that fits on a page there is nothing to look for.
fn find(page: &CountPage, query: &str) -> Option<AnyView> {
    let found = (!query.trim().is_empty()).then(|| {
        format!(
            "{} of {} lines match “{}”; the others stay as they are",
            count(page.found),
            count(page.awaited),
            query.trim()
        )
    });
    (page.awaited > 2 || found.is_some()).then(|| {
        view! {
            <div class="count-find">
                <label for="q">"Find a line"</label>
                <span class="count-find__row">
                    <input class="input" type="search" id="q" name="q" value=query.to_owned() placeholder="Name, tag, serial number or plate" autocomplete="off"/>
                    <button class="button button-quiet" type="submit" name="go" value="find">"Find"</button>
                </span>
                <p class="hint" role="status">{found}</p>
            </div>
        }
        .into_any()
    })
}

/// To the lines before and after these. They are buttons: what was typed here is kept on the way.
fn pages(page: &CountPage) -> Option<AnyView> {
    let to = |line: i64, words: &'static str| {
        view! { <button class="button button-quiet" type="submit" name="go" value=line.to_string()>{words}</button> }
            .into_any()
    };
    (page.previous.is_some() || page.next.is_some()).then(|| {
        let shown =
            format!("{} of {} on this page", count(page.lines.len() as i64), count_of(page.found, "line", "lines"));
        view! {
            <p class="count-pages">
                {page.previous.map(|line| to(line, "Save, and the lines before"))}
                <span class="muted">{shown}</span>
                {page.next.map(|line| to(line, "Save, and the next lines"))}
            </p>
        }
        .into_any()
    })
}

/// After the first line that was counted.
fn others(page: &CountPage, rest: Rest, counted: i64) -> Option<AnyView> {
    (rest == Rest::Open && page.awaited > 1).then(|| {
        view! {
            <p class="count-others" data-after-counting="" hidden=counted == 0>
                <button class="button button-quiet" type="submit" name="rest" value="arrived">"All the others arrived: review"</button>
            </p>
        }
        .into_any()
    })
}

fn refuse(page: &CountPage, rest: Rest, counted: i64, state: &FormState) -> Option<AnyView> {
    let open = state.value("reason").is_some_and(|reason| !reason.is_empty()) || state.error("reason").is_some();
    (rest == Rest::Open).then(|| {
        let (summary, button) = match counted {
            0 => ("Refuse the whole delivery", format!("Refuse {}: review", count_of(page.awaited, "line", "lines"))),
            _ => ("Refuse all other lines", "Refuse all the others: review".to_owned()),
        };
        view! {
            <details class="count-refuse" open=open>
                <summary>{summary}</summary>
                <Field name="reason" label="Why nothing of it is accepted" state=state.clone()/>
                <button class="button button-bad" type="submit" name="rest" value="refused">{button}</button>
            </details>
        }
        .into_any()
    })
}

/// One bar and one button. What scripts add to it (how far the count is, whether it is saved) they find by its class.
fn foot(page: &CountPage, rest: Rest, counted: i64, here: i64) -> AnyView {
    let counted = if rest == Rest::Open { counted } else { page.awaited };
    let button = match counted {
        0 => "Review what is counted".to_owned(),
        counted => format!("Review {}", count_of(counted, "line", "lines")),
    };
    let elsewhere = if rest == Rest::Open { counted - here } else { counted };
    view! {
        <div class="sticky-action count-foot" data-total=page.awaited.to_string() data-elsewhere=elsewhere.to_string() data-rest=rest.word()>
            <progress class="count-progress" max=page.awaited.to_string() value=counted.to_string() aria-label="Lines counted"></progress>
            <p class="count-far" role="status">{format!("{} of {} lines counted", count(counted), count(page.awaited))}</p>
            <p class="count-saved" role="status"></p>
            <button class="button button-quiet" type="submit">"Save for later"</button>
            <button class="button count-review" type="submit" name="go" value="review">{button}</button>
        </div>
    }
    .into_any()
}

fn everything_is_counted(round: String) -> AnyView {
    view! {
        <Notice tone=Tone::Good title="Everything for your agency is counted">
            <p>"Nothing of this round is still expected from you. " <a href=round>"See the round and its receipts"</a></p>
        </Notice>
    }
    .into_any()
}

/// One open receipt for each round and agency: a colleague counts, and can be relieved.
fn somebody_else(code: &str, draft: &Draft, state: &FormState, key: String) -> AnyView {
    let title = format!("{} has been counting since {}", draft.holder, draft.since.words());
    let so_far = format!(
        "{} counted so far, {} added. Saved last {}.",
        count_of(draft.counted, "line", "lines"),
        count_of(draft.photos, "photo", "photos"),
        draft.saved_at.words()
    );
    let code = code.to_owned();
    let loses = format!(
        "If you take over, all of that stays and you go on with it. {} can save and sign nothing of it any more, and is told so.",
        draft.holder
    );
    view! {
        <ErrorSummary state=state.clone()/>
        <Notice tone=Tone::Warn title=title>
            <div class="stack">
                <p>{so_far} " Nothing of it is signed yet."</p>
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
        let happens = vec![
            format!("What was counted of {} is gone.", count_of(draft.counted, "line", "lines")),
            format!("{} gone.", count_of(draft.photos, "photo is", "photos are")),
        ];
        let form = format!("/rounds/{code}/receipt");
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (code.clone(), form.clone())]/>
            <ErrorSummary state/>
            <ConfirmPage title="Throw away what you have counted?" happens
                stays="Nothing was signed, so nothing that is recorded changes. The round can be counted anew."
                action="/api/discard_receipt_draft" values button="Throw the count away" danger=true cancel=form/>
        }
        .into_any()
    })
}

pub(super) fn lead(round: &CountedRound) -> AnyView {
    let place = round.place.clone().map(|p| format!(", {p}")).unwrap_or_default();
    let day = round.held_on.map(|d| d.words()).unwrap_or_default();
    view! { <p>{format!("{} · handed over {day}{place}", round.title)}</p> }.into_any()
}
