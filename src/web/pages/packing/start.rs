//! `/rounds/{code}/packing` before there is a list: paste rows, or upload a file.

use domain::packing::Column as Meaning;
use leptos::prelude::*;
use store::rounds::RoundShow;

use super::steps;
use crate::{Cx, cx::PageResult, kit::*};

pub fn page(cx: &Cx, round: &RoundShow, state: FormState) -> PageResult {
    let (of_file, of_text) = (cx.submission_key()?, cx.submission_key()?);
    let code = round.code.clone();
    let steps = steps(round);
    cx.page("Import a packing list", move || {
        let lead = view! {
            "Nothing is written to the round before you have seen every row. Then the whole list is imported, or nothing of it."
        };
        let columns: Vec<&str> = Meaning::ALL.iter().map(|column| column.label()).collect();
        let upload = upload(&code, of_file, state.clone());
        let paste = paste(&code, of_text, state.clone());
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Round" code=code title="Import a packing list" lead=lead.into_any()/>
            <ErrorSummary state/>
            <div class="grid-2">
                <Section title="Upload a file" id="upload">{upload}</Section>
                <Section title="Or paste rows" id="paste">{paste}</Section>
            </div>
            <Section title="What a list can say">
                <p>"One row for each thing or counted lot, under a row of headings in English, Russian or Uzbek. Each column is shown with what it was taken for; what is not clear is asked."</p>
                <p>{format!("Columns: {}.", columns.join(" · "))}</p>
                <ul>
                    <li>"Serial numbers can be ranges: “100-105” with quantity 6, “110, ~+3” for 110 and the next three. Each becomes a line of its own; without a quantity it is asked first."</li>
                    <li>"Grants and their shares: “JP-2020”, or “JP-2020 60%; JP-2016 40%”."</li>
                    <li>"Accessories of a kit, with semicolons between: “Charger; hard case; 2 batteries”. They become its checklist."</li>
                    <li>"What no column says, such as the agency or the currency, can be said once for every row."</li>
                </ul>
            </Section>
        }
        .into_any()
    })
}

fn upload(code: &str, key: String, state: FormState) -> AnyView {
    let back = format!("/rounds/{code}");
    view! {
        <form class="form" method="post" action="/api/upload_packing_list" enctype="multipart/form-data" novalidate>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <FileField name="file" label="Spreadsheet or CSV file" accept=".xlsx,.csv,.tsv,.txt" state
                hint="Excel (.xlsx) or CSV, at most 5 MB and 5,000 rows. What is hidden or struck out is left out, and said"/>
            <FormActions cancel=back><SubmitButton text="Read the file"/></FormActions>
        </form>
    }
    .into_any()
}

fn paste(code: &str, key: String, state: FormState) -> AnyView {
    view! {
        <form class="form" method="post" action="/api/stage_packing" novalidate>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <TextArea name="text" label="Rows with their headings" rows=8 state
                hint="Select the table in a spreadsheet, copy it, and paste it here"/>
            <div class="form-actions"><SubmitButton text="Read the rows" quiet=true/></div>
        </form>
    }
    .into_any()
}
