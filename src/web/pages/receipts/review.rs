//! `/rounds/{code}/receipt/review`: what would be signed, differences first; the one place that signs.

use axum::extract::Path;
use domain::receipt::{Count, Rest};
use leptos::prelude::*;
use store::receipts::{self, Difference, Review};

use super::count::lead;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let after = cx.query.get("after").and_then(|line| line.parse::<i64>().ok()).unwrap_or_default();
    let mut tx = cx.read().await?;
    let round = receipts::counted_round(&mut tx, &viewer, &code).await?;
    let review = match receipts::review(&mut tx, &viewer, &code, after).await.map_err(AppError::from) {
        // Nothing is counted, a colleague counts, it is signed: said here, where the person is.
        Err(AppError::Conflict { message }) => Err(message),
        other => Ok(other?),
    };
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let (officer, agency) = (viewer.name.clone(), viewer.scope_name.clone().unwrap_or_default());
    cx.page("Review and sign", move || {
        let back = format!("/rounds/{code}/receipt");
        let content = match &review {
            Ok(review) => reviewed(review, &code, key, &officer, &agency),
            Err(message) => nothing_to_sign(message, back.clone()),
        };
        view! {
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{code}")), ("Count".to_owned(), back)]/>
            <PageHeader kind="Round" code=code.clone() title="Review and sign" lead=lead(&round)/>
            <ErrorSummary state/>
            {content}
        }
        .into_any()
    })
}

fn nothing_to_sign(why: &str, form: String) -> AnyView {
    view! { <Notice tone=Tone::Warn title=why.to_owned()><p><a href=form>"Open the counting page"</a></p></Notice> }
        .into_any()
}

fn reviewed(review: &Review, code: &str, key: String, officer: &str, agency: &str) -> AnyView {
    let count_page = format!("/rounds/{code}/receipt");
    view! {
        {differences(review, &count_page)}
        {complete(review)}
        {left(review, &count_page)}
        {who(review, officer, agency)}
        {sign(review, code, key, count_page)}
    }
    .into_any()
}

/// Each is named, and leads to its line of the form.
fn differences(review: &Review, form: &str) -> AnyView {
    if review.differing == 0 && review.refused == 0 {
        return view! { <p class="review-none">"No line differs from what was sent."</p> }.into_any();
    }
    let lines: Vec<AnyView> = review.differences.iter().map(|difference| one(difference, form)).collect();
    let refused = (review.refused > 0).then(|| {
        let words = format!(
            "{} refused: {}",
            count_of(review.refused, "line is", "lines are"),
            review.draft.reason.clone().unwrap_or_default()
        );
        view! { <li class="review__line"><strong>{words}</strong></li> }.into_any()
    });
    let next = review.next.map(|line| {
        view! { <p><a href=format!("{form}/review?after={line}")>"The next differences"</a></p> }.into_any()
    });
    let differing = review.differing + review.refused;
    view! {
        <Section title=count_of(differing, "line differs", "lines differ") id="differences">
            <ul class="review">{refused}{lines}</ul>
            {next}
        </Section>
    }
    .into_any()
}

fn one(difference: &Difference, form: &str) -> AnyView {
    let counted = &difference.count;
    let href = format!("{form}?q={}#{}", difference.tag, difference.tag);
    let photos = (difference.photos > 0).then(|| format!(", {}", count_of(difference.photos, "photo", "photos")));
    let words = format!("{}{}", counted_words(counted, &difference.measure), photos.unwrap_or_default());
    let remark = counted
        .remark
        .clone()
        .map(|remark| view! { <span class="review__remark">{format!("“{remark}”")}</span> }.into_any());
    view! {
        <li class="review__line">
            <a href=href>{difference.name.clone()}</a>
            <span class="muted">{format!("{} · for {}", difference.tag, difference.unit)}</span>
            <strong>{words}</strong>
            {remark}
        </li>
    }
    .into_any()
}

/// "received 3 of 4 pieces, 1 short": everything but the remark and the photos.
pub(super) fn counted_words(counted: &Count, measure: &str) -> String {
    let mut words = vec![format!("received {} of {}", count(counted.received), quantity(counted.expected, measure))];
    for (number, word) in [
        (counted.short, "short"),
        (counted.damaged, "damaged"),
        (counted.refused, "refused"),
        (counted.surplus, "surplus"),
    ] {
        if number > 0 {
            words.push(format!("{} {word}", count(number)));
        }
    }
    let condition = (counted.received > 0 && !counted.is_sound()).then(|| counted.condition.label().to_lowercase());
    words.extend(condition);
    words.extend(counted.found.serial.as_ref().map(|number| format!("found with the number {number}")));
    words.extend((!counted.found.missing.is_empty()).then(|| format!("missing: {}", counted.found.missing.join(", "))));
    words.join(", ")
}

fn complete(review: &Review) -> Option<AnyView> {
    let all = review.differing == 0 && review.left == 0 && review.refused == 0;
    let words = match review.complete {
        0 => return None,
        number if all => format!("All {} complete", count_of(number, "line is", "lines are")),
        number => format!("{} complete", count_of(number, "line is", "lines are")),
    };
    let how = (review.draft.rest == Rest::Arrived)
        .then_some("Lines that were not counted one by one count as arrived as sent.");
    Some(view! { <Notice tone=Tone::Good title=words><p>{how}</p></Notice> }.into_any())
}

fn left(review: &Review, form: &str) -> Option<AnyView> {
    if review.left == 0 {
        return None;
    }
    let title = format!("{} not counted: left for later", count_of(review.left, "line is", "lines are"));
    let links: Vec<AnyView> = review
        .left_first
        .iter()
        .map(|(name, tag)| view! { <li><a href=format!("{form}?q={tag}#{tag}")>{name.clone()}</a> <span class="muted">{tag.clone()}</span></li> }.into_any())
        .collect();
    let more = review.left - links.len() as i64;
    let more = (more > 0).then(|| view! { <li>{format!("and {} more", count(more))}</li> }.into_any());
    let stays = count_of(review.left_pieces, "piece", "pieces");
    let stays = format!("Still expected: {stays}. You can sign for them when they are counted.");
    Some(
        view! {
            <Section title=title id="left">
                <p>{stays}</p>
                <ul>{links}{more}</ul>
            </Section>
        }
        .into_any(),
    )
}

/// Who signs for what, from when.
fn who(review: &Review, officer: &str, agency: &str) -> AnyView {
    let mut facts = vec![
        Fact::text("Signs", format!("{officer}, for {agency}")),
        Fact::text("Day of arrival", review.draft.received_on.map(|day| day.words())),
        Fact::text("Accepts", accepted(review)),
    ];
    for (unit, lines, pieces) in &review.units {
        let words = format!("{} of {}", count_of(*pieces, "piece", "pieces"), count_of(*lines, "line", "lines"));
        facts.push(Fact::text(unit.label.clone(), words));
    }
    facts.push(Fact::text("Remark", review.draft.remark.clone()));
    view! { <Section title="Who signs for what" id="who"><SummaryList facts/></Section> }.into_any()
}

/// "22 pieces and 12 pairs".
fn accepted(review: &Review) -> String {
    let parts: Vec<String> = review.accepted.iter().map(|(measure, number)| quantity(*number, measure)).collect();
    match parts.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn sign(review: &Review, code: &str, key: String, form: String) -> AnyView {
    let counted = review.complete + review.differing + review.refused;
    let again = view! { <a class="cancel" href=form.clone()>"Go on counting"</a> }.into_any();
    if let Some((name, tag)) = &review.photos_of {
        let title = format!("“{name}” has photos and is not counted");
        let href = format!("{form}?q={tag}#{tag}");
        return view! {
            <Notice tone=Tone::Warn title=title>
                <p>"Nothing can be signed while a line has photos and no count. " <a href=href>"Count it, or remove its photos"</a></p>
            </Notice>
        }
        .into_any();
    }
    if counted == 0 {
        return view! { <Notice tone=Tone::Warn title="Nothing is counted yet"><p>{again}</p></Notice> }.into_any();
    }
    let button = match review.accepted.len() {
        0 => format!("Sign: nothing of {} is accepted", count_of(counted, "line", "lines")),
        1..=3 => format!("Sign for {}", accepted(review)),
        _ => {
            format!("Sign for {}", count_of(review.accepted.iter().map(|(_, number)| number).sum(), "piece", "pieces"))
        }
    };
    view! {
        <form method="post" action="/api/sign_receipt">
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <HiddenInput name="stamp" value=review.stamp.clone()/>
            <p>"After signing, what you accept is with the units above, and every difference is a discrepancy that somebody follows up."</p>
            <div class="form-actions sticky-action">
                <button class="button" type="submit">{button}</button>
                {again}
            </div>
        </form>
    }
    .into_any()
}
