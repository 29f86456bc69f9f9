//! `/rates/import/preview`: what the pasted list says, row by row, before anything is entered.

use documents::rates_in::{self, Published, Reading};
use domain::{Viewer, rate::NewRate};
use leptos::prelude::*;
use store::{Tx, rates::Known};

use super::{import, parts};
use crate::{AppError, Cx, cx::PageResult, kit::*};

/// The name under which the checked list is kept for a person. It is no address of a page, so nothing else forgets it.
pub const KEPT: &str = "/rates/import#checked";

/// Most rows that are shown; the mistaken ones come first.
const MOST_SHOWN: usize = 200;

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let kept = store::parked::find(&mut tx, viewer, KEPT).await?;
    let kept = kept.map_or_else(FormState::default, |kept| FormState::from_body(kept.body.as_bytes()));
    let form = cx.form(&mut tx, kept).await?;
    let preview = if form.value("text").is_some() { Some(Preview::of(&mut tx, viewer, &form).await?) } else { None };
    let keys = (cx.submission_key()?, cx.submission_key()?);
    cx.page("Check the list of rates", || {
        let content = match preview {
            Some(preview) => preview.view(&form, keys),
            None => {
                let yet = "Paste a list of rates first; then its rows are shown here.";
                let action = Some(("Paste a list".to_owned(), "/rates/import".to_owned()));
                view! { <EmptyState things="rows to check" yet action/> }.into_any()
            }
        };
        let steps = vec![("Rates".to_owned(), "/rates".to_owned()), ("Import".to_owned(), "/rates/import".to_owned())];
        view! {
            <Breadcrumb steps/>
            <PageHeader title="Check the list of rates"/>
            <ErrorSummary state=form.clone()/>
            {content}
        }
        .into_any()
    })
}

/// A row as it is shown.
struct Shown {
    line: u64,
    rate: Option<NewRate>,
    said: Said,
}

enum Said {
    /// With what is doubtful of it.
    Ready(Option<String>),
    Skipped(i64),
    /// With the rate that stands in the way, if there is one.
    Mistaken(String, Option<i64>),
}

struct Preview {
    reading: Result<Reading, String>,
    rows: Vec<Shown>,
}

impl Preview {
    async fn of(tx: &mut Tx, viewer: &Viewer, form: &FormState) -> Result<Self, AppError> {
        let source = form.value("source").unwrap_or_default().parse().map_err(|_| AppError::NotFound)?;
        let source_url = form.value("source_url").map(str::to_owned).filter(|url| !url.is_empty());
        let published = Published { source, source_url };
        let reading = rates_in::read(form.value("text").unwrap_or_default(), &published);
        let read = reading.as_ref().map(|reading| reading.rows.as_slice()).unwrap_or_default();
        let rates: Vec<NewRate> = read.iter().filter_map(|row| row.rate.clone().ok()).collect();
        let mut known = store::rates::compare(tx, viewer, source, &rates).await?.into_iter();
        let mut doubts = store::rates::doubts(tx, viewer, source, &rates).await?.into_iter();
        let mut rows: Vec<Shown> = read
            .iter()
            .map(|row| match &row.rate {
                Err(words) => Shown { line: row.line, rate: None, said: Said::Mistaken(words.join(". "), None) },
                Ok(rate) => {
                    let doubt = doubts.next().flatten();
                    let said = match known.next() {
                        Some(Known::Same(id)) => Said::Skipped(id),
                        Some(Known::Differs { id, words }) => Said::Mistaken(words, Some(id)),
                        Some(Known::New) | None => Said::Ready(doubt),
                    };
                    Shown { line: row.line, rate: Some(rate.clone()), said }
                }
            })
            .collect();
        rows.sort_by_key(|row| (!row.is_mistaken(), !row.is_doubtful(), row.line));
        Ok(Preview { reading, rows })
    }

    fn view(self, form: &FormState, keys: (String, String)) -> AnyView {
        let mend = import::fields(form, keys.1, "Check the list again");
        let reading = match self.reading {
            Ok(reading) => reading,
            Err(words) => return view! { <p class="error">{words}</p> {mend} }.into_any(),
        };
        let count = |is: fn(&Shown) -> bool| whole(self.rows.iter().filter(|row| is(row)).count());
        let (ready, skipped, mistaken) = (count(Shown::is_ready), count(Shown::is_skipped), count(Shown::is_mistaken));
        let doubtful = count(Shown::is_doubtful);
        let table = table(&self.rows);
        view! {
            <StatTiles tiles=vec![
                StatTile::new("To be entered", number_cell(ready)),
                StatTile::new("There already", number_cell(skipped)).note("skipped"),
                StatTile::new("To be mended", number_cell(mistaken)),
                StatTile::new("Not used by the portal", number_cell(i64::try_from(reading.not_used.len()).ok())).note("left out"),
            ]/>
            {send(form, keys.0, (ready, skipped, mistaken), doubtful)}
            {not_used(&reading)}
            {table}
            <Section title="The list as pasted" id="list">{mend}</Section>
        }
        .into_any()
    }
}

impl Shown {
    fn is_ready(&self) -> bool {
        matches!(self.said, Said::Ready(_))
    }

    fn is_doubtful(&self) -> bool {
        matches!(self.said, Said::Ready(Some(_)))
    }

    fn is_skipped(&self) -> bool {
        matches!(self.said, Said::Skipped(_))
    }

    fn is_mistaken(&self) -> bool {
        matches!(self.said, Said::Mistaken(..))
    }
}

/// The form that enters, or the reason why there is none.
fn send(form: &FormState, key: String, (ready, skipped, mistaken): (i64, i64, i64), doubtful: i64) -> AnyView {
    if mistaken > 0 {
        let rows = count_of(mistaken, "row has", "rows have");
        return view! { <p><strong>{rows}" to be mended below. "</strong>"Nothing is entered until the whole list is in order."</p> }.into_any();
    }
    if ready == 0 {
        let words = if skipped > 0 {
            "Every rate of this list is there already."
        } else {
            "The list has no rate of a currency that the portal uses."
        };
        return view! { <p><strong>{words}</strong></p> }.into_any();
    }
    let value = |name: &str| form.value(name).unwrap_or_default().to_owned();
    view! {
        <form method="post" action="/api/import_rates">
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="source" value=value("source")/>
            <HiddenInput name="source_url" value=value("source_url")/>
            <HiddenInput name="text" value=value("text")/>
            {(doubtful > 0).then(|| view! {
                <Notice tone=Tone::Warn title="Look at this before you enter it">
                    <p>{format!("{} doubtful: the reasons stand in the table.", count_of(doubtful, "rate is", "rates are"))}</p>
                </Notice>
                <TextArea name="note" label="Why they are right all the same" state=form.clone() rows=2
                    hint="Kept with each of these rates. Donors read it as well"/>
            }.into_any())}
            <p>"Each rate waits for the approval of another member of staff."</p>
            <FormActions cancel="/rates"><SubmitButton text=format!("Import {}", count_of(ready, "rate", "rates"))/></FormActions>
        </form>
    }
    .into_any()
}

fn not_used(reading: &Reading) -> Option<AnyView> {
    let codes = reading.not_used.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let left_out = (!codes.is_empty()).then(|| format!("Not used by the portal and left out: {codes}."));
    let repeated = whole(reading.repeated);
    let repeated = (repeated > 0)
        .then(|| format!(" {} an earlier one and counted once.", count_of(repeated, "line repeats", "lines repeat")));
    (left_out.is_some() || repeated.is_some()).then(|| view! { <p class="muted">{left_out}{repeated}</p> }.into_any())
}

fn table(rows: &[Shown]) -> Option<AnyView> {
    let columns = vec![
        Column::text("Line"),
        Column::text("Currency"),
        Column::number("Rate for 1 USD"),
        Column::text("Effective on"),
        Column::text("What happens"),
    ];
    let more = rows.len().saturating_sub(MOST_SHOWN);
    let more = (more > 0).then(|| {
        let words = format!("… and {} that are in order.", count_of(whole(more), "row", "rows"));
        view! { <p class="muted">{words}</p> }.into_any()
    });
    let shown = rows.iter().take(MOST_SHOWN).map(row).collect();
    (!rows.is_empty()).then(|| view! { <DataTable caption="Rows of the list" columns rows=shown/> {more} }.into_any())
}

fn row(row: &Shown) -> Row {
    let rate = row.rate.as_ref();
    let said = match &row.said {
        Said::Ready(None) => view! { <StatusTag tone=Tone::Good text="will be entered"/> }.into_any(),
        Said::Ready(Some(doubt)) => {
            view! { <StatusTag tone=Tone::Warn text="look at this"/> " " {doubt.clone()} }.into_any()
        }
        Said::Skipped(id) => {
            let there = link("is there already", Some(&parts::address(*id)));
            view! { <StatusTag text="skipped"/> " " {there} }.into_any()
        }
        Said::Mistaken(words, id) => {
            let open = id.map(|id| view! { ". " {link("Open that rate", Some(&parts::address(id)))} }.into_any());
            view! { <StatusTag tone=Tone::Bad text="to be mended"/> " " {words.clone()} {open} }.into_any()
        }
    };
    Row::new(vec![
        view! { <span class="nowrap">{format!("Line {}", row.line)}</span> }.into_any(),
        cell(rate.map(|rate| rate.currency.code())),
        cell(rate.map(|rate| rate.rate.to_string())),
        view_cell(rate.map(|rate| parts::day(rate.effective_on))),
        view! { <div>{said}</div> }.into_any(),
    ])
}
