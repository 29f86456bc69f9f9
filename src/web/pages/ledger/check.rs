//! `/grants/{code}/ledger/check`: what an event would book, before it is posted.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{Currency, FieldError, PartialDate, ledger::NewEvent};
use leptos::prelude::*;
use store::ledger::{Booking, Choices};

use super::{
    parts::{FIELDS, as_typed, booked, ledger, named, noun, steps},
    show::rate_origin,
};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let choices = store::ledger::choices(&mut tx, viewer, &code).await?;
    let Some(typed) = cx.kept(&mut tx, &cx.path).await? else {
        return Ok(Redirect::to(&format!("{}/new", ledger(&code))).into_response());
    };
    let checked = match NewEvent::parse(&as_typed(&typed), cx.today()) {
        Ok(new) => store::ledger::check(&mut tx, viewer, cx.now(), &code, &new).await.map(|booking| (new, booking)),
        Err(refusal) => Err(refusal.into()),
    };
    // What forbids to post it now stands over the page; what was refused a moment ago may be mended meanwhile.
    let (checked, mistakes) = match checked {
        Ok(checked) => (Some(checked), typed.errors().to_vec()),
        Err(error) => match AppError::from(error) {
            error @ (AppError::Invalid { .. } | AppError::Conflict { .. }) => (None, error.field_errors()),
            error => return Err(error),
        },
    };
    let submission = cx.submission_key()?;
    cx.page(&format!("Check before you post to {code}"), || {
        let change = format!("{}/new?change=yes", ledger(&code));
        let content = match &checked {
            Some((new, booking)) => {
                let facts = facts(new, booking, &choices);
                let words = named(new.kind, new.amount, None);
                view! {
                    <StatTiles tiles=tiles(booking)/>
                    {warnings(booking)}
                    {doubtful(booking)}
                    <div class="stack">
                    <SummaryList facts/>
                    <Notice><p>"The event stays provisional until another member of staff approves it. After that it can be reversed, never edited."</p></Notice>
                    </div>
                    <form class="form" method="post" action="/api/post_money_event" novalidate>
                        {why(booking, &typed)}
                        <div class="form-actions sticky-action">
                        <HiddenInput name="submission" value=submission/>
                        <HiddenInput name="grant" value=code.clone()/>
                        <HiddenInput name="seen" value=booking.seal()/>
                        {hidden(&typed)}
                        <SubmitButton text=format!("Post the {words}")/>
                        <a class="cancel" href=change>"Change something"</a>
                        </div>
                    </form>
                }
                .into_any()
            }
            None => view! { <p><ButtonLink href=change text="Change something" primary=true/></p> }.into_any(),
        };
        let title = checked
            .as_ref()
            .map_or("Not possible now".to_owned(), |(new, _)| format!("Post this {}?", noun(new.kind)));
        view! {
            <Breadcrumb steps=steps(&code, true)/>
            <PageHeader kind="Grant" code=code.clone() title/>
            <ErrorSummary state=over_the_page(mistakes)/>
            {content}
        }
        .into_any()
    })
}

/// The fields stand on another page: the words alone are said here.
fn over_the_page(mistakes: Vec<FieldError>) -> FormState {
    let alone = |mistake: FieldError| FieldError { field: String::new(), ..mistake };
    FormState::default().with_errors(mistakes.into_iter().map(alone).collect())
}

fn hidden(typed: &FormState) -> Vec<AnyView> {
    let field = |name: &&str| {
        let value = typed.value(name).unwrap_or_default().to_owned();
        view! { <HiddenInput name=*name value/> }.into_any()
    };
    FIELDS.iter().map(field).collect()
}

fn tiles(booking: &Booking) -> Vec<StatTile> {
    let money = booking.amount;
    let mut tiles = vec![StatTile::new("Amount", view! { <MoneyView money/> }.into_any())];
    if money.currency == Currency::Usd {
        return tiles;
    }
    let note = if booking.booked.is_some() { "rounded once, to the cent" } else { "totals leave it out" };
    let rate = match &booking.pinned {
        Some(pinned) => StatTile::new("Rate", pinned.rate.to_string().into_any())
            .note(format!("{} for one US dollar", money.currency)),
        None => StatTile::new("Rate", none()).note("none is known at or before the value date"),
    };
    tiles.extend([
        rate,
        StatTile::new("Booked in US dollars", booked(booking.booked, booking.pinned.as_ref())).note(note),
    ]);
    tiles
}

fn warnings(booking: &Booking) -> Option<AnyView> {
    let lines: Vec<_> = booking.warnings.iter().map(|line| view! { <p>{line.clone()}</p> }.into_any()).collect();
    (!lines.is_empty())
        .then(|| view! { <Notice tone=Tone::Warn title="Look at this before you post">{lines}</Notice> }.into_any())
}

/// What can be right and mostly is not.
fn doubtful(booking: &Booking) -> Option<AnyView> {
    let lines: Vec<_> = booking.doubts.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()).collect();
    (!lines.is_empty())
        .then(|| view! { <Notice tone=Tone::Warn title="Is this right?"><ul>{lines}</ul></Notice> }.into_any())
}

/// Whoever posts it all the same says why.
fn why(booking: &Booking, typed: &FormState) -> Option<AnyView> {
    (!booking.doubts.is_empty()).then(|| {
        view! { <Field name="reason" label="Why it is right" state=typed.clone() hint="It stays with the event"/> }
            .into_any()
    })
}

/// Everything that was typed, as it was understood.
fn facts(new: &NewEvent, booking: &Booking, choices: &Choices) -> Vec<Fact> {
    let mut facts =
        vec![Fact::text("Kind", new.kind.label()), Fact::text("Value date", PartialDate::Day(new.value_date).words())];
    facts.extend(booking.pinned.as_ref().map(|pinned| Fact::view("Rate from", rate_origin(pinned))));
    facts.push(Fact::text("Purpose", new.purpose.clone()));
    let donor = new.donor_code.as_ref().and_then(|code| choices.donors.iter().find(|(known, _)| known == code));
    facts.extend(donor.map(|(_, name)| Fact::text("Donor", name.clone())));
    let phase = new.phase_id.and_then(|id| choices.phases.iter().find(|(known, _)| *known == id));
    let told = [
        ("Reference in the accounts", new.external_ref.clone()),
        ("Document", new.document.clone()),
        ("Phase", phase.map(|(_, words)| words.clone())),
        ("Budget line", new.budget_line.clone()),
        ("From budget line", new.from_budget_line.clone()),
        ("Relates to", new.relates_to.map(PartialDate::words)),
    ];
    facts.extend(
        told.into_iter().filter(|(_, words)| words.is_some()).map(|(label, words)| Fact::text(capital(label), words)),
    );
    facts
}
