//! `/rounds/{code}/packing` with a list: every row ready, or with its mistakes.

use domain::packing::{Column as Meaning, Controls, Judged};
use leptos::prelude::*;
use store::{Totals, packing::Staged, rounds::RoundShow};

use super::{
    meaning::{self, Choices},
    questions, reading, steps,
};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub fn page(cx: &Cx, round: &RoundShow, staged: Staged, choices: Choices, state: FormState) -> PageResult {
    let code = round.code.clone();
    let [of_import, of_map, of_anew, of_discard] =
        [cx.submission_key()?, cx.submission_key()?, cx.submission_key()?, cx.submission_key()?];
    let steps = steps(round);
    let things: Vec<Judged> = staged.list.things().cloned().collect();
    let controls = staged.list.controls.clone();
    let value = Totals::of(controls.value.iter().copied()).map_err(AppError::from)?;
    let (rows, ready) = (things.len(), things.iter().filter(|row| row.is_ready()).count());
    let open = staged.list.questions.len();
    let asked = questions::section(cx, &code, &staged)?;
    let aside = questions::aside(cx, &code, &staged)?;
    let stated = questions::stated(&staged);
    let stated = (!stated.is_empty()).then(|| view! { <ul>{stated}</ul> }.into_any());
    let listed = store::packing::page(&staged, &cx.query.asked());
    let paging = Paging::of(&listed);
    let query = cx.query.clone();
    cx.page("Packing list", move || {
        let import = (ready == rows && rows > 0 && open == 0).then(|| import(&code, &staged, of_import, controls.lines, state.clone()));
        let lead = format!("Read from “{}”. Nothing of it is in the round yet.", source(&staged));
        let found = paging.words("row", "rows");
        let states = vec![("wrong".to_owned(), "With mistakes".to_owned()), ("ready".to_owned(), "Ready".to_owned())];
        let selects = vec![FilterSelect::new("state", "State", states)];
        let table = table(&code, query.clone(), &listed.rows, paging);
        let meaning = meaning::section(&code, &staged, choices, state.clone(), of_map);
        let reading = reading::section(&code, &staged, state.clone(), of_anew);
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Round" code=code.clone() title="Packing list" status=status(rows - ready, rows, open) actions=import
                lead=lead.into_any()/>
            <ErrorSummary state/>
            {asked}
            <StatTiles tiles=tiles(rows, ready, &controls, &value)/>
            {stated}
            {meaning}
            <Section title="Rows" id="rows">
                <FilterBar query=query search="Search rows" selects count=found/>
                {table}
            </Section>
            {aside}
            {reading}
            <Section title="Start again">
                <form class="form" method="post" action="/api/discard_packing">
                    <HiddenInput name="submission" value=of_discard/>
                    <HiddenInput name="round" value=code.clone()/>
                    <p>"The list and what was mended in it are thrown away. The round stays as it is."</p>
                    <SubmitButton text="Throw the list away" tone=Tone::Bad/>
                </form>
            </Section>
        }
        .into_any()
    })
}

/// `list.xlsx, sheet “New list”`
fn source(staged: &Staged) -> String {
    let reading = &staged.read_as.reading;
    match (&reading.sheet, &reading.encoding) {
        (Some(sheet), _) => format!("{}”, sheet “{sheet}", staged.name),
        (None, Some(encoding)) => format!("{}”, written in “{encoding}", staged.name),
        (None, None) => staged.name.clone(),
    }
}

fn import(code: &str, staged: &Staged, key: String, lines: usize, state: FormState) -> AnyView {
    let doubtful = staged.list.doubtful() as i64;
    let reason = (doubtful > 0).then(|| {
        let rows = count_of(doubtful, "row is doubtful", "rows are doubtful");
        view! {
            <TextArea name="reason" label=format!("Look at this first: {rows}. Why are they right?") state rows=2
                hint="Kept with the import"/>
        }
        .into_any()
    });
    view! {
        <form method="post" action="/api/import_packing">
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <HiddenInput name="version" value=staged.version.to_string()/>
            {reason}
            <SubmitButton text=format!("Import {}", count_of(lines as i64, "line", "lines"))/>
        </form>
    }
    .into_any()
}

fn status(wrong: usize, rows: usize, open: usize) -> AnyView {
    match (open, wrong, rows) {
        (1.., ..) => {
            let text = count_of(open as i64, "open question", "open questions");
            view! { <StatusTag tone=Tone::Warn text=text/> }.into_any()
        }
        (_, _, 0) => view! { <StatusTag text="no rows"/> }.into_any(),
        (_, 0, _) => view! { <StatusTag tone=Tone::Good text="ready to import"/> }.into_any(),
        (_, n, _) => {
            let text = format!("{} to mend", count_of(n as i64, "row", "rows"));
            view! { <StatusTag tone=Tone::Warn text=text/> }.into_any()
        }
    }
}

fn tiles(rows: usize, ready: usize, controls: &Controls, value: &Totals) -> Vec<StatTile> {
    let number = |n: usize| count(n as i64).into_any();
    vec![
        StatTile::new("Rows", number(rows)),
        StatTile::new("With mistakes", number(rows - ready)).note(match rows > ready {
            true => "mend them or take them out; then the list can be imported",
            false => "every row is ready",
        }),
        StatTile::new("Lines", number(controls.lines)).note("of the rows that are ready"),
        StatTile::new("Pieces", count(controls.pieces).into_any()).note("of the rows that are ready"),
        StatTile::new("Value", totals(value)).note("of the rows that are ready"),
    ]
}

fn table(code: &str, query: ListQuery, listed: &[Judged], paging: Paging) -> AnyView {
    if listed.is_empty() {
        return view! { <EmptyState things="rows" query=query yet="Every row was taken out. Throw the list away and read another."/> }.into_any();
    }
    let columns = vec![
        Column::text("Row").sorted("row"),
        Column::text("Numbers"),
        Column::number("Quantity"),
        Column::number("Value"),
        Column::text("For"),
        Column::text("Paid by"),
        Column::text("State"),
    ];
    let rows = listed.iter().map(|row| table_row(code, row)).collect();
    view! { <DataTable caption="Rows of the packing list" columns rows query paging=Some(paging)/> }.into_any()
}

fn table_row(code: &str, row: &Judged) -> Row {
    let said = |column: Meaning| row.values.get(&column).map(String::as_str);
    let joined = |columns: &[Meaning], between: &str| {
        columns.iter().filter_map(|column| said(*column)).collect::<Vec<_>>().join(between)
    };
    let name = said(Meaning::Description).unwrap_or("Without a description");
    let made = joined(&[Meaning::Make, Meaning::Model], " ");
    let below =
        [format!("Row {}", row.number), made].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · ");
    let value = Totals::of(row.lines.iter().map(|line| line.value)).unwrap_or_default();
    let quantity: i64 = row.lines.iter().map(|line| line.quantity).sum();
    // What is read of a row with a mistake is the price of one; it may be the mistake.
    let price = joined(&[Meaning::Currency, Meaning::UnitPrice], " ");
    let value = match row.is_ready() {
        true => totals(&value),
        false if price.is_empty() => none(),
        false => cell(format!("{price} each")),
    };
    Row::new(vec![
        link_cell_with(name.to_owned(), format!("/rounds/{code}/packing/{}", row.number), below),
        cell(joined(&[Meaning::Serial, Meaning::Vin, Meaning::Chassis, Meaning::Plate], " · ")),
        if row.is_ready() { number_cell(quantity) } else { cell(said(Meaning::Quantity)) },
        value,
        cell(joined(&[Meaning::Unit, Meaning::Agency, Meaning::Component], " · ")),
        cell(said(Meaning::Grants)),
        state(row),
    ])
}

fn state(row: &Judged) -> AnyView {
    if row.is_ready() {
        let several = (row.lines.len() > 1).then(|| format!(" {} lines", row.lines.len()));
        let doubts: Vec<_> = row.doubts.iter().map(|words| view! { <li>{words.clone()}</li> }.into_any()).collect();
        let doubts = (!doubts.is_empty()).then(|| {
            view! { <StatusTag tone=Tone::Warn text="look at this"/> <ul class="row-notices">{doubts}</ul> }.into_any()
        });
        let notices: Vec<_> = row.notices.iter().map(|words| view! { <li>{words.clone()}</li> }.into_any()).collect();
        let notices = (!notices.is_empty()).then(|| view! { <ul class="row-notices">{notices}</ul> }.into_any());
        return view! { <div><StatusTag tone=Tone::Good text="ready"/> {several} {doubts} {notices}</div> }.into_any();
    }
    let words: Vec<_> = row.errors.iter().map(|error| view! { <li>{error.message.clone()}</li> }.into_any()).collect();
    let text = count_of(row.errors.len() as i64, "mistake", "mistakes");
    view! { <div><StatusTag tone=Tone::Bad text=text/><ul class="row-errors">{words}</ul></div> }.into_any()
}
