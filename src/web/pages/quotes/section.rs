//! What was published about one thing, on its page: as printed, never added up, beside what the portal itself counts.

use domain::{
    Action, Viewer,
    quote::{Counted, Published, Subject},
};
use leptos::prelude::*;
use store::{Tx, quotes::QuoteRow};

use super::withdraw::withdrawn;
use crate::{AppError, kit::*};

/// Where nothing was published: is there a place to record it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    Always,
    /// Before something was held nobody has published anything about it.
    OnlyBeside,
}

/// The figures about one thing: nothing where there is nothing to read and nothing to record.
///
/// # Errors
/// The database does not answer.
pub async fn section(
    tx: &mut Tx,
    viewer: &Viewer,
    about: &Subject,
    rows: &[QuoteRow],
    offer: Offer,
) -> Result<Option<AnyView>, AppError> {
    let withdrawn = withdrawn(tx, viewer, about).await?;
    let may_record = viewer.role.may(Action::ManageGrants);
    let nothing = rows.is_empty() && withdrawn.is_none();
    if nothing && (!may_record || offer == Offer::OnlyBeside) {
        return Ok(None);
    }
    let aside = may_record.then(|| {
        let query = ListQuery::default().with("for", about.to_string());
        view! { <ButtonLink href=format!("/quotes/new{query}") text="Record a published figure"/> }.into_any()
    });
    let content = if rows.is_empty() {
        view! { <p class="muted">"No published figure is recorded."</p> }.into_any()
    } else {
        let caption = format!("Published figures about this {}", about.noun());
        let rows: Vec<Shown> = rows.iter().map(|quote| Shown { of: None, quote, withdrawn: None }).collect();
        let (note, table) = (note(&rows, viewer), table(caption, &rows, may_record));
        view! { {note} {table} }.into_any()
    };
    Ok(Some(
        view! {
            <Section title="Published figures" id="published" aside><div class="stack">{content} {withdrawn}</div></Section>
        }
        .into_any(),
    ))
}

/// What was published of components beside a list of what is recorded of the same; nothing where nothing was.
///
/// # Errors
/// The database does not answer.
pub async fn of_components(
    tx: &mut Tx,
    viewer: &Viewer,
    counted: &[Counted],
    component: Option<&str>,
) -> Result<Option<AnyView>, AppError> {
    if viewer.may(Action::SeeComponents).is_err() {
        return Ok(None);
    }
    let found = store::quotes::of_components(tx, viewer, counted, component).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let named = |code: &String| (code.clone(), Some(format!("/components/{code}")));
    let rows: Vec<Shown> =
        found.iter().map(|(code, quote)| Shown { of: Some(named(code)), quote, withdrawn: None }).collect();
    let (note, table) = (note(&rows, viewer), table("Published totals of components".to_owned(), &rows, false));
    Ok(Some(
        view! {
            <Section title="Published totals" id="published"><div class="stack">{note} {table}</div></Section>
        }
        .into_any(),
    ))
}

/// A figure, with what it is about where that is not said already, and the address of that where the viewer has it.
pub(super) struct Shown<'a> {
    pub(super) of: Option<(String, Option<String>)>,
    pub(super) quote: &'a QuoteRow,
    /// Why it does not stand any more.
    pub(super) withdrawn: Option<&'a str>,
}

pub(super) fn note(rows: &[Shown<'_>], viewer: &Viewer) -> AnyView {
    let compared = rows.iter().any(|row| row.quote.recorded.is_some());
    let beside = match (compared, viewer.sees_everything()) {
        (false, _) => "",
        (true, true) => " What is recorded here of the same stands beside them and is counted by itself.",
        (true, false) => " Beside them stands what is recorded here of the same and is yours to read.",
    };
    view! { <p class="muted">"As their sources print them. They are not added up." {beside}</p> }.into_any()
}

/// What any of the figures says besides itself: a column without a word would only take room.
pub(super) struct Told {
    of: bool,
    when: bool,
    printed: bool,
    recorded: bool,
}

impl Told {
    pub(super) fn by(shown: &[Shown<'_>]) -> Self {
        let any = |says: fn(&Shown<'_>) -> bool| shown.iter().any(says);
        Told {
            of: any(|row| row.of.is_some()),
            when: any(|row| row.quote.words.when().is_some()),
            printed: any(|row| row.quote.words.as_published.is_some()),
            recorded: any(|row| row.quote.recorded.is_some()),
        }
    }
}

fn table(caption: String, shown: &[Shown<'_>], may_change: bool) -> AnyView {
    let told = Told::by(shown);
    let columns = columns(&told, may_change, false);
    let rows = shown.iter().map(|row| figure_row(row, &told, may_change)).collect();
    view! { <div><DataTable caption columns rows/></div> }.into_any()
}

/// In the list of all figures those that it can be ordered by are.
pub(super) fn columns(told: &Told, may_change: bool, sorted: bool) -> Vec<Column> {
    let by = |column: Column, key: &'static str| if sorted { column.sorted(key) } else { column };
    let mut columns = Vec::new();
    columns.extend(told.of.then(|| by(Column::text("About"), "about")));
    columns.extend([by(Column::text("What was published"), "what"), Column::number("Figure")]);
    columns.extend(told.when.then(|| by(Column::text("Of when"), "date")));
    columns.extend(told.printed.then(|| Column::text("As printed")));
    columns.extend(told.recorded.then(|| Column::text("Beside what is recorded here")));
    columns.push(Column::text("Source"));
    columns.extend(may_change.then(|| Column::text("Actions")));
    columns
}

pub(super) fn figure_row(row: &Shown<'_>, told: &Told, may_change: bool) -> Row {
    let (quote, words) = (row.quote, &row.quote.words);
    let topics = (!words.topics.is_empty()).then(|| words.topics.join(", "));
    let below: Vec<String> = [topics, words.note.clone()].into_iter().flatten().collect();
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below.join("; ")}</span> }.into_any());
    let of = row.of.as_ref().map(|(words, href)| link(words.clone(), href.as_deref()));
    let mut cells = Vec::new();
    cells.extend(told.of.then(|| view_cell(of)));
    cells.push(match row.withdrawn {
        Some(why) => {
            let why = format!("Withdrawn: {why}");
            view! { <span><del>{words.what.clone()}</del> <span class="below">{why}</span></span> }.into_any()
        }
        None => view! { <span>{words.what.clone()}{below}</span> }.into_any(),
    });
    cells.push(published(&quote.published));
    cells.extend(told.when.then(|| cell(words.when())));
    cells.extend(told.printed.then(|| cell(words.as_published.as_ref().map(|words| format!("“{words}”")))));
    cells.extend(told.recorded.then(|| view_cell(beside(quote))));
    cells.push(cell(quote.source.clone()));
    cells.extend(may_change.then(|| if row.withdrawn.is_some() { none() } else { actions(quote) }));
    Row::new(cells)
}

/// `over 230 kg`, `approximately USD 1,270,000`, each marked as quoted.
fn published(figure: &Published) -> AnyView {
    match figure.money() {
        Some(money) => {
            view! { <Figure money qualifier=figure.qualifier.clone() badge=Some(Badge::Quoted)/> }.into_any()
        }
        None => {
            view! { <span class="figure">{figure.to_string()} " " <BadgeTag badge=Badge::Quoted/></span> }.into_any()
        }
    }
}

/// `12 published, 3 recorded here`, and why they differ.
fn beside(quote: &QuoteRow) -> Option<AnyView> {
    let (counted, recorded) = quote.words.counted.zip(quote.recorded)?;
    let both = quote.published.beside(counted, recorded);
    let why = capital(&quote.published.explained(counted, recorded));
    Some(view! { <span>{both} <span class="below">{why}</span></span> }.into_any())
}

fn actions(quote: &QuoteRow) -> AnyView {
    let link = |end: &str, words: &'static str| {
        let about = format!("{words}: {}", quote.words.what);
        view! { <a href=format!("/quotes/{}/{end}", quote.id) aria-label=about>{words}</a> }.into_any()
    };
    view! { <span class="nowrap">{link("edit", "Edit")} " · " {link("withdraw", "Withdraw")}</span> }.into_any()
}
