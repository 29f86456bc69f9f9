//! `/receipts/{id}/correct`: the lines of a receipt as they were counted, to be put right; and what that comes to, before it is
//! signed. One page of lines is corrected at a time: the others stay as they are.

use axum::extract::Path;
use domain::{
    FieldError,
    handover::correction::State,
    receipt::{CorrectionForm, NewCorrection},
};
use leptos::prelude::*;
use store::receipts::{
    self, ChangedCount, ChangedPhotos, Changes, CorrectedPhoto, CorrectionPage, PhotoStanding, ReceiptRef,
};

use super::{count::correcting_line, review::counted_words};
use crate::{AppError, Cx, cx::PageResult, kit::*};

/// The page of the form with these lines.
pub fn form_page(receipt: &str, q: &str, after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let asked = [("q", q.trim()), ("after", after)];
    query.extend_pairs(asked.into_iter().filter(|(_, value)| !value.is_empty() && *value != "0"));
    let query = query.finish();
    let page = format!("/receipts/{receipt}/correct");
    if query.is_empty() { page } else { format!("{page}?{query}") }
}

/// The same page with what was typed in it.
pub fn going_on(form: &CorrectionForm) -> String {
    let page = form_page(&form.receipt, &form.q, &form.after);
    format!("{page}{}change=yes", if page.contains('?') { '&' } else { '?' })
}

/// The page that shows what a correction would change.
pub fn review_page(receipt: &str) -> String {
    format!("/receipts/{receipt}/correct/review")
}

pub async fn page(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let query = cx.query.get("q").unwrap_or_default().to_owned();
    let after = cx.query.get("after").unwrap_or_default().to_owned();
    let mut tx = cx.read().await?;
    let from = after.parse().unwrap_or_default();
    let page =
        match receipts::correction_page(&mut tx, &viewer, cx.now(), &id, &query, from).await.map_err(AppError::from) {
            // It was corrected, or waits for an answer: said here, where the person is.
            Err(AppError::Conflict { message }) => return cannot(&cx, &id, message),
            other => other?,
        };
    let state = match cx.query.get("change") {
        // The mistakes of the other page are not mistakes of these fields.
        Some(_) => cx.kept(&mut tx, &review_page(&id)).await?.unwrap_or_default().with_errors(Vec::new()),
        None => cx.form(&mut tx, FormState::default()).await?,
    };
    let key = cx.submission_key()?;
    cx.page("Correct a receipt", move || {
        view! {
            <Breadcrumb steps=steps(&id)/>
            <PageHeader kind="Receipt" code=page.receipt.received_on.words() title="Correct this receipt" lead=lead(&page.receipt)/>
            <ErrorSummary state=state.clone()/>
            {how(page.state, page.minutes_left)}
            {find(&page, &id, &query)}
            {form(&page, &id, key, [query, after], &state)}
        }
        .into_any()
    })
}

fn steps(id: &str) -> Vec<(String, String)> {
    vec![("Receipts".to_owned(), "/receipts".to_owned()), ("Receipt".to_owned(), format!("/receipts/{id}"))]
}

fn lead(receipt: &ReceiptRef) -> AnyView {
    let words = format!("{} · {} · signed {}", receipt.round_title, receipt.agency_name, receipt.recorded_at.words());
    view! { <p>{words}</p> }.into_any()
}

fn cannot(cx: &Cx, id: &str, why: String) -> PageResult {
    let back = format!("/receipts/{id}");
    cx.page("Correct a receipt", move || {
        view! {
            <Breadcrumb steps=steps(id)/>
            <PageHeader title="This receipt cannot be corrected now"/>
            <Notice tone=Tone::Warn title=why><p><a href=back>"Open the receipt"</a></p></Notice>
        }
        .into_any()
    })
}

/// How long it is free, or what is asked for.
fn how(state: State, minutes_left: i64) -> AnyView {
    match state {
        State::Fresh => {
            let title = format!("You can correct it for {} more", count_of(minutes_left, "minute", "minutes"));
            view! { <Notice tone=Tone::Accent title=title><p>"The first version stays readable beside the corrected one. Nothing is signed before you have looked at it once more."</p></Notice> }
                .into_any()
        }
        _ => view! {
            <Notice tone=Tone::Warn title="UNODC has to agree">
                <p>"It was signed more than half an hour ago. Say what is right and why the receipt is wrong; until UNODC agrees it stays as it is."</p>
            </Notice>
        }
        .into_any(),
    }
}

/// On a receipt that fits on a page there is nothing to look for.
fn find(page: &CorrectionPage, id: &str, query: &str) -> Option<AnyView> {
    let asked = !query.trim().is_empty();
    let found = asked.then(|| format!("{} of {} lines match “{}”", count(page.found), count(page.all), query.trim()));
    let next = page.next.map(|line| form_page(id, query, &line.to_string()));
    (page.next.is_some() || asked || (page.lines.len() as i64) < page.all).then(|| {
        view! {
            <form class="count-find" method="get" action=form_page(id, "", "")>
                <label for="q">"Find the line that is wrong"</label>
                <span class="count-find__row">
                    <input class="input" type="search" id="q" name="q" value=query.to_owned() placeholder="Name, tag, serial number or plate" autocomplete="off"/>
                    <button class="button button-quiet" type="submit">"Find"</button>
                </span>
                <p class="hint" role="status">{found}</p>
                <p class="hint">"The lines of one page are corrected at a time; all others stay as they were signed."</p>
                {next.map(|href| view! { <p><a href=href>"The next lines"</a></p> }.into_any())}
            </form>
        }
        .into_any()
    })
}

fn form(page: &CorrectionPage, id: &str, key: String, [q, after]: [String; 2], state: &FormState) -> AnyView {
    let lines: Vec<AnyView> = page
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let photos = page.photos.get(&line.line).map(Vec::as_slice).unwrap_or_default();
            correcting_line(index, line, id, photos, state)
        })
        .collect();
    let day = page.received_on().words();
    let remark = page.remark.clone().unwrap_or_default();
    let reason = (page.state != State::Fresh).then(|| {
        view! {
            <TextArea name="reason" label="Why the receipt is wrong" hint="UNODC reads this before it agrees" state=state.clone() rows=3/>
        }
        .into_any()
    });
    view! {
        <form class="form counting-form" method="post" action="/api/check_receipt_correction" novalidate>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="receipt" value=id.to_owned()/>
            <HiddenInput name="q" value=q/>
            <HiddenInput name="after" value=after/>
            <div class="counting" id="lines">{lines}</div>
            <DateField name="received_on" label="Day of arrival" value=day state=state.clone()/>
            <Field name="remark" label="Remark about the whole delivery" optional=true value=remark state=state.clone()/>
            {reason}
            <div class="form-actions sticky-action">
                <SubmitButton text="Review the correction"/>
                <a class="cancel" href=format!("/receipts/{id}")>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// `/receipts/{id}/correct/review`
pub async fn review(cx: Cx, Path(id): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    receipts::correctable(&mut tx, &viewer, cx.now(), &id).await?;
    let Some(typed) = cx.kept(&mut tx, &cx.path).await? else {
        return cannot(
            &cx,
            &id,
            "Nothing is kept of a correction of yours: open the receipt, and correct it".to_owned(),
        );
    };
    let form = as_typed(&typed)?;
    let checked = match NewCorrection::parse(&form, cx.today()) {
        Ok(new) => {
            receipts::check_correction(&mut tx, &viewer, cx.now(), &id, &new).await.map(|changes| (new, changes))
        }
        Err(refusal) => Err(refusal.into()),
    };
    // What forbids it now stands over the page; what was refused a moment ago may be mended meanwhile.
    let (checked, mistakes) = match checked {
        Ok(checked) => (Some(checked), typed.errors().to_vec()),
        Err(error) => match AppError::from(error) {
            error @ (AppError::Invalid { .. } | AppError::Conflict { .. }) => (None, error.field_errors()),
            error => return Err(error),
        },
    };
    let key = cx.submission_key()?;
    let change = going_on(&CorrectionForm { receipt: id.clone(), ..form });
    let officer = format!("{}, for {}", viewer.name, viewer.scope_name.clone().unwrap_or_default());
    cx.page("Review the correction", move || {
        let content = match &checked {
            Some((new, changes)) => {
                let photos = photos_changed(&changes.photos, |photo| match photo.standing {
                    PhotoStanding::Added => format!("/receipts/{id}/correct/photos/{}", photo.sha256),
                    _ => format!("/receipts/{id}/photos/{}", photo.sha256),
                });
                reviewed(new, changes, photos, officer, hidden(&typed, key, &changes.stamp), change)
            }
            None => view! { <p><ButtonLink href=change text="Change something" primary=true/></p> }.into_any(),
        };
        let title = if checked.is_some() { "Review and sign the correction" } else { "Not possible now" };
        view! {
            <Breadcrumb steps=steps(&id)/>
            <PageHeader kind="Receipt" title/>
            <ErrorSummary state=over_the_page(mistakes)/>
            {content}
        }
        .into_any()
    })
}

fn reviewed(
    new: &NewCorrection,
    changes: &Changes,
    photos: Option<AnyView>,
    officer: String,
    hidden: Vec<AnyView>,
    change: String,
) -> AnyView {
    let fresh = changes.state == State::Fresh;
    let day = domain::PartialDate::Day(new.received_on);
    let differs = |was: String, becomes: String| {
        if was == becomes { becomes } else { format!("{becomes} (signed: {was})") }
    };
    let words = |remark: &Option<String>| remark.clone().unwrap_or_else(|| "none".to_owned());
    let mut facts = vec![
        Fact::text(if fresh { "Signs" } else { "Asks" }, officer),
        Fact::text("Day of arrival", differs(changes.receipt.received_on.words(), day.words())),
        Fact::text("Remark", differs(words(&changes.remark), words(&new.remark))),
    ];
    facts.extend((!fresh).then(|| Fact::text("Why the receipt is wrong", new.reason.clone())));
    let (button, then) = match fresh {
        true => (
            "Sign the correction",
            "The corrected version stands from then on: what is awaited, where things are and what differs follow it. The first version stays readable.",
        ),
        false => ("Ask UNODC to agree", "The receipt stays as it is until UNODC agrees. You are told the answer."),
    };
    view! {
        {changed(&changes.counts)}
        {photos}
        <Section title="Who signs for what" id="who"><div class="stack"><SummaryList facts/><Notice><p>{then}</p></Notice></div></Section>
        <form method="post" action="/api/correct_receipt">
            {hidden}
            <div class="form-actions sticky-action">
                <SubmitButton text=button/>
                <a class="cancel" href=change>"Change something"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Every line that becomes different: what was signed, and what is right.
pub fn changed(counts: &[ChangedCount]) -> AnyView {
    if counts.is_empty() {
        return view! { <p class="review-none">"No count of a line changes."</p> }.into_any();
    }
    let one = |changed: &ChangedCount| {
        let remark = |remark: &Option<String>| remark.as_ref().map(|remark| format!(" “{remark}”"));
        let was = format!(
            "Signed: {}{}",
            counted_words(&changed.was, &changed.measure),
            remark(&changed.was.remark).unwrap_or_default()
        );
        let becomes = format!("Right: {}", counted_words(&changed.becomes, &changed.measure));
        view! {
            <li class="review__line">
                <a href=format!("/items/{}", changed.tag)>{changed.name.clone()}</a>
                <span class="muted">{format!("{} · for {}", changed.tag, changed.unit)}</span>
                <span>{was}</span>
                <strong>{becomes}</strong>
                {remark(&changed.becomes.remark).map(|words| view! { <span class="review__remark">{words}</span> }.into_any())}
            </li>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = counts.iter().map(one).collect();
    view! {
        <Section title=count_of(lines.len() as i64, "line changes", "lines change") id="differences">
            <ul class="review">{lines}</ul>
        </Section>
    }
    .into_any()
}

/// Every line whose photos become different.
pub fn photos_changed(changed: &[ChangedPhotos], address: impl Fn(&CorrectedPhoto) -> String) -> Option<AnyView> {
    let pictures = |line: &ChangedPhotos, digests: &[String], standing: PhotoStanding, words: &'static str| {
        let list: Vec<AnyView> = digests
            .iter()
            .enumerate()
            .map(|(place, sha256)| {
                let href = address(&CorrectedPhoto { sha256: sha256.clone(), standing });
                let alt = format!("{words} {} of {}", place + 1, line.name);
                view! { <li><a href=href.clone()><img src=href.clone() alt=alt loading="lazy" width="160" height="120"/></a></li> }.into_any()
            })
            .collect();
        (!list.is_empty()).then(|| {
            let words = format!("{words}: {}", count_of(whole(list.len()), "photo", "photos"));
            view! { <p>{words}</p><ul class="photos">{list}</ul> }.into_any()
        })
    };
    let lines: Vec<AnyView> = changed
        .iter()
        .map(|line| {
            view! {
                <li class="review__line">
                    <a href=format!("/items/{}", line.tag)>{line.name.clone()}</a>
                    {pictures(line, &line.added, PhotoStanding::Added, "Added")}
                    {pictures(line, &line.taken, PhotoStanding::TakenBack, "Taken back")}
                </li>
            }
            .into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <Section title="Photos that change" id="photos">
                <p class="muted">"What is taken back stays with the version that was signed."</p>
                <ul class="review">{lines}</ul>
            </Section>
        }
        .into_any()
    })
}

/// The form as it was kept.
fn as_typed(state: &FormState) -> Result<CorrectionForm, AppError> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(state.pairs()).finish();
    let form = serde_qs::Config::new().use_form_encoding(true).max_depth(4);
    form.deserialize_str(&body).map_err(|_| AppError::unreadable(""))
}

/// The same fields again, under a key of their own.
fn hidden(typed: &FormState, key: String, photos: &str) -> Vec<AnyView> {
    // What names a photo or a file was of another button.
    let of_buttons = ["submission", "photos", "remove", "file", "sha256"];
    let fields = typed.pairs().filter(|(name, _)| !of_buttons.contains(name));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let own = [("submission".to_owned(), key), ("photos".to_owned(), photos.to_owned())];
    let all = own.into_iter().chain(fields);
    all.map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect()
}

/// The fields stand on another page: the words alone are said here.
fn over_the_page(mistakes: Vec<FieldError>) -> FormState {
    let alone = |mistake: FieldError| FieldError { field: String::new(), ..mistake };
    FormState::default().with_errors(mistakes.into_iter().map(alone).collect())
}
