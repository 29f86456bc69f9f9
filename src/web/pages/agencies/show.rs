//! One agency: its names over time, what it received, and what was published about it.

use axum::extract::Path;
use domain::{Action, Viewer, document::Subject as Noun, quote::Subject};
use leptos::prelude::*;
use store::agencies::{AgencyRound, AgencyShow};

use super::{country, list::names_over_time};
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    pages::{
        documents,
        quotes::{self, Offer},
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::agencies::show(&mut tx, viewer, &code).await?;
    // A twin is read as the other one.
    let code = show.agency.code.clone();
    let published = if show.in_scope {
        let about = Subject::Agency(code.clone());
        let figures = store::quotes::about(&mut tx, viewer, &about).await?;
        quotes::section(&mut tx, viewer, &about, &figures, Offer::Always).await?
    } else {
        None
    };
    let documents = if show.in_scope { documents::section(&mut tx, viewer, Noun::Agency, &code).await? } else { None };
    drop(tx);
    let may_edit = viewer.may(Action::ManageGrants).is_ok();
    cx.page(show.agency.current_name(), || {
        let name = show.agency.current_name().to_owned();
        let edit = format!("/agencies/{code}/edit");
        let rename = format!("/agencies/{code}/rename");
        let actions = may_edit.then(|| {
            view! { <ButtonLink href=edit.clone() text="Edit"/> <ButtonLink href=rename text="Rename"/> }.into_any()
        });
        view! {
            <Breadcrumb steps=vec![("Agencies".to_owned(), "/agencies".to_owned())]/>
            <PageHeader kind="Agency" code=code.clone() title=name actions/>
            <RecordedFacts facts=facts(&show) add=may_edit.then_some(edit)/>
            {elsewhere(&code, viewer, &show)}
            {received(&code, &show, viewer.agency().is_ok())}
            {published}
            {documents}
        }
        .into_any()
    })
}

fn facts(show: &AgencyShow) -> Vec<Fact> {
    let agency = &show.agency;
    let mut facts =
        vec![Fact::text("Country", country(&agency.country)), Fact::text("Part in the programme", agency.part.clone())];
    if let Some(names) = names_over_time(agency) {
        facts.push(Fact::view("Names over time", names));
    }
    if !agency.twins.is_empty() {
        let codes: Vec<&str> = agency.twins.iter().map(|twin| twin.code.as_str()).collect();
        facts.push(Fact::text("Also recorded as", codes.join(", ")));
    }
    facts
}

/// The lists of what belongs to it, as far as the viewer reads them.
fn elsewhere(code: &str, viewer: &Viewer, show: &AgencyShow) -> Option<AnyView> {
    let lists = [
        (Action::SeeRounds, "Rounds", "/rounds"),
        (Action::SeeItems, "Items", "/items"),
        (Action::SeeActivities, "Activities", "/activities"),
    ];
    let read = lists.into_iter().filter(|(action, ..)| viewer.may(*action).is_ok());
    let link = |(place, (_, words, list)): (usize, (Action, &'static str, &'static str))| {
        let between = (place > 0).then_some(" · ");
        let href = format!("{list}{}", ListQuery::default().with("agency", code));
        let about = format!("{words} of {}", show.agency.current_name());
        view! { {between}<a href=href aria-label=about>{words}</a> }.into_any()
    };
    let links: Vec<AnyView> = read.enumerate().map(link).collect();
    (show.in_scope && !links.is_empty()).then(|| view! { <p>{links}</p> }.into_any())
}

/// What rounds had for it: nothing for whoever reads none.
fn received(code: &str, show: &AgencyShow, own: bool) -> Option<AnyView> {
    let rounds = show.rounds.as_ref()?;
    let content = if rounds.is_empty() {
        view! { <p class="muted">"Nothing that is yours to read was sent to it."</p> }.into_any()
    } else {
        let money = !show.sent.0.is_empty();
        let mut columns =
            vec![Column::text("Round"), Column::text("Held on"), Column::text("Status"), Column::number("Lines")];
        columns.extend(money.then(|| Column::number("Handed over")));
        columns.extend(money.then(|| Column::number("Signed for")));
        let rows = rounds.iter().map(|round| row(round, money, own)).collect();
        let sums = money.then(|| {
            let of = if show.more { "of these rounds" } else { "in all" };
            view! {
                <p>"Handed over " {of} ": " {totals(&show.sent)} " · signed for: " {totals(&show.confirmed)}</p>
            }
            .into_any()
        });
        let all = show.more.then(|| {
            let href = format!("/rounds{}", ListQuery::default().with("agency", code));
            view! { <p><a href=href>"All rounds with something for it"</a></p> }.into_any()
        });
        view! {
            <div class="stack">
                <div><DataTable caption="Rounds with something for this agency" columns rows/></div>
                {sums}
                {all}
            </div>
        }
        .into_any()
    };
    let file = |end: &str| format!("/agencies/{code}/rounds.{end}");
    let tools = (!rounds.is_empty()).then(|| crate::export::both(file("csv"), file("xlsx")));
    Some(view! { <Section title="What it received" id="received" aside=tools>{content}</Section> }.into_any())
}

fn row(round: &AgencyRound, money: bool, own: bool) -> Row {
    let mut cells = vec![
        link_cell_with(round.code.clone(), format!("/rounds/{}", round.code), round.title.clone()),
        cell(round.held_on.map(|day| day.words())),
        if own { own_round_tag(round.status) } else { round_tag(round.status) },
        number_cell(round.lines),
    ];
    if money {
        cells.extend([totals(&round.sent), totals(&round.confirmed)]);
    }
    Row::new(cells)
}
