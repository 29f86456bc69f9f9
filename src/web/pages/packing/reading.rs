//! How the file was read: sheet, encoding, what is hidden, the row of the headings. Each is named, and can be changed.

use documents::table_in::ENCODINGS;
use leptos::prelude::*;
use store::packing::Staged;

use crate::kit::*;

pub fn section(code: &str, staged: &Staged, refused: FormState, key: String) -> AnyView {
    let reading = &staged.read_as.reading;
    let said: Vec<_> = reading.said.iter().map(|words| view! { <li>{words.clone()}</li> }.into_any()).collect();
    let said = (!said.is_empty()).then(|| view! { <ul>{said}</ul> }.into_any());
    let state = if refused.value("head").is_some() { refused } else { stored(staged) };
    let sheets: Vec<(String, String)> = reading
        .sheets
        .iter()
        .map(|sheet| {
            let hidden = if sheet.hidden { " (hidden)" } else { "" };
            (sheet.name.clone(), format!("{}{hidden}", sheet.name))
        })
        .collect();
    let sheet = (!sheets.is_empty()).then(|| {
        view! { <Select name="sheet" label="Sheet" options=sheets state=state.clone()
        hint="The one that was open when the file was saved, unless another is chosen"/> }
        .into_any()
    });
    let encodings: Vec<(String, String)> =
        ENCODINGS.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    let encoding = reading.encoding.as_ref().map(|_| {
        view! { <Select name="encoding" label="Encoding" options=encodings state=state.clone()
        hint="If letters look wrong, another encoding reads them right"/> }
        .into_any()
    });
    let hidden = (reading.has_hidden || staged.read_as.how.with_hidden).then(|| {
        view! { <Checkbox name="with_hidden" label="Read what is hidden or struck out as well" state=state.clone()/> }.into_any()
    });
    let mut heads: Vec<(String, String)> = staged
        .first_rows
        .iter()
        .map(|(number, words)| (number.to_string(), format!("Row {number}: {words}")))
        .collect();
    heads.push(("0".to_owned(), "There are no headings".to_owned()));
    let code = code.to_owned();
    view! {
        <Section title="How the file was read" id="reading">
            {said}
            <form class="form" method="post" action="/api/read_packing_anew" novalidate>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code/>
                <div class="grid-2">
                    {sheet}
                    {encoding}
                    <Select name="head" label="Row of the headings" options=heads blank="Choose a row" state=state/>
                </div>
                {hidden}
                <FormActions><SubmitButton text="Read the file this way" quiet=true/></FormActions>
            </form>
        </Section>
    }
    .into_any()
}

fn stored(staged: &Staged) -> FormState {
    let reading = &staged.read_as.reading;
    let head = if staged.head_at < 0 { String::new() } else { staged.head_at.to_string() };
    let mut fields = vec![("head".to_owned(), head)];
    fields.extend(reading.sheet.iter().map(|sheet| ("sheet".to_owned(), sheet.clone())));
    fields.extend(reading.encoding.iter().map(|name| ("encoding".to_owned(), name.clone())));
    if staged.read_as.how.with_hidden {
        fields.push(("with_hidden".to_owned(), "true".to_owned()));
    }
    FormState::filled(fields)
}
