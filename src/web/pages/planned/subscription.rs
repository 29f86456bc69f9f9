//! The private address under which a calendar program reads the planned handovers: made, renewed and stopped by whom it belongs to;
//! read without signing in.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::Path,
    http::{HeaderName, HeaderValue},
    response::Response,
};
use domain::Timestamp;
use leptos::prelude::*;

use super::in_a_calendar;
use crate::{
    AppError, Cx,
    clock::random_hex,
    kit::*,
    passwords::token_hash,
    request::{self, Done},
};

const END: &str = ".ics";

/// `/calendar/{token}`: what the person may read whose address it is, and nothing else.
pub async fn file(cx: Cx, Path(token): Path<String>) -> Result<Response, AppError> {
    let token = token.strip_suffix(END).ok_or(AppError::NotFound)?;
    let mut tx = cx.read().await?;
    let reader = store::calendar::reader(&mut tx, &token_hash(token)).await?;
    let planned = store::rounds::planned(&mut tx, &reader).await?;
    let mut response = in_a_calendar(planned);
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

/// On the page of planned handovers.
pub fn section(made: Option<Timestamp>, keys: (String, String)) -> AnyView {
    let said = match made {
        Some(at) => view! {
            <p>"Your calendar program can read these days under a private address, which was made on "<InstantView at/>". It was shown \
                once; another one makes it useless."</p>
        }
        .into_any(),
        None => view! {
            <p>"A calendar program can read these days by itself, under a private address of yours. Whoever knows the address reads \
                them as well; you can stop it at any time."</p>
        }
        .into_any(),
    };
    let words = if made.is_some() { "Make another address" } else { "Make an address for my calendar" };
    let stop = made.map(|_| {
        view! {
            <form method="post" action="/api/stop_calendar_address">
                <HiddenInput name="submission" value=keys.1/>
                <SubmitButton text="Stop the address" quiet=true/>
            </form>
        }
        .into_any()
    });
    view! {
        <Section title="In your calendar program" id="calendar">
            <div class="stack-tight">
                {said}
                <div class="form-actions">
                    <form method="post" action="/api/make_calendar_address">
                        <HiddenInput name="submission" value=keys.0/>
                        <SubmitButton text=words quiet=true/>
                    </form>
                    {stop}
                </div>
            </div>
        </Section>
    }
    .into_any()
}

/// Makes an address. The answer of a change is kept, and the address must not be: it is added for the request that made it.
pub async fn make(submission: &str) -> Result<Done, AppError> {
    let app = request::call()?.app;
    let token = random_hex::<32>().map_err(AppError::internal)?;
    let (hash, made) = (token_hash(&token), Arc::new(AtomicBool::default()));
    let noted = Arc::clone(&made);
    let done = request::change(submission, move |tx, viewer, at| {
        Box::pin(async move {
            store::calendar::make(tx, viewer, at, &hash).await?;
            noted.store(true, Ordering::SeqCst);
            Ok(Done::at("/planned").saying("The address was shown once, when it was made. You can make another one."))
        })
    })
    .await?;
    if !made.load(Ordering::SeqCst) {
        return Ok(done);
    }
    let address = format!("{}/calendar/{token}{END}", app.config.origin());
    Ok(done.saying(format!("Give this address to your calendar program; it is not shown again: {address}")))
}
