//! `/rounds/{code}/packing/{row}`: what one row says, with the mistakes under its fields.

use axum::extract::Path;
use domain::{
    FieldError,
    item::ItemKind,
    packing::{Column as Meaning, Judged},
};
use leptos::prelude::*;
use store::rounds;

use super::{
    meaning::{self, Choices},
    steps,
};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let staged = store::packing::find(&mut tx, &viewer, &code).await?.ok_or(AppError::NotFound)?;
    let row = staged.list.rows.into_iter().find(|row| row.number == number).ok_or(AppError::NotFound)?;
    let choices = meaning::choices(&mut tx, &viewer).await?;
    let state = cx.form(&mut tx, stored(&row)).await?;
    let (key, removal) = (cx.submission_key()?, cx.submission_key()?);
    let title = format!("Row {number}");
    cx.page(&title.clone(), move || {
        let list = format!("/rounds/{code}/packing");
        let mut steps = steps(&round);
        steps.push(("Packing list".to_owned(), list.clone()));
        let name = row.values.get(&Meaning::Description).cloned();
        let status = if row.is_ready() {
            view! { <StatusTag tone=Tone::Good text="ready"/> }.into_any()
        } else {
            view! { <StatusTag tone=Tone::Bad text=count_of(row.errors.len() as i64, "mistake", "mistakes")/> }.into_any()
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Packing list" code=code.clone() title=title status=status lead=name.map(IntoAny::into_any)/>
            {form(&code, number, &choices, state, key, list)}
            <Section title="Take it out of the list">
                <form class="form" method="post" action="/api/drop_packing_row">
                    <HiddenInput name="submission" value=removal/>
                    <HiddenInput name="round" value=code.clone()/>
                    <HiddenInput name="row" value=number.to_string()/>
                    <p>"For sums, headings and whatever else is no thing to hand over."</p>
                    <SubmitButton text="Take the row out" tone=Tone::Bad/>
                </form>
            </Section>
        }
        .into_any()
    })
}

/// The name of a field: the words of a row are sent as a map.
fn name(column: Meaning) -> String {
    format!("values[{}]", column.word())
}

fn stored(row: &Judged) -> FormState {
    let values = row.values.iter().map(|(column, value)| (name(*column), value.clone()));
    let errors = row
        .errors
        .iter()
        .map(|error| FieldError { field: format!("values[{}]", error.field), message: error.message.clone() });
    FormState::filled(values).with_errors(errors.collect())
}

fn form(code: &str, number: i64, choices: &Choices, state: FormState, key: String, list: String) -> AnyView {
    let state = &state;
    let field = |column: Meaning, hint: &'static str| {
        let optional = !matches!(column, Meaning::Description | Meaning::UnitPrice | Meaning::Grants);
        view! { <Field name=name(column) label=column.label() hint=hint optional=optional state=state.clone()/> }
            .into_any()
    };
    let select = |column: Meaning, blank: &'static str| {
        let typed = state.value(&name(column)).unwrap_or_default();
        let (options, meant) = choices.options(column, typed).unwrap_or_default();
        // The list shows what the typed words mean.
        let state = FormState::filled([(name(column), meant)]).with_errors(state.errors().to_vec());
        view! { <Select name=name(column) label=column.label() blank=blank options state/> }.into_any()
    };
    let kinds = ItemKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect::<Vec<_>>();
    let kinds = other_kind(kinds, state.value(&name(Meaning::Kind)));
    let category = select(Meaning::Category, "Not said");
    let serials = "One, or a range: 100-105, or 110, ~+3. Each becomes a line of its own";
    let grants = "Such as JP-2020, or JP-2020 60%; JP-2016 40%";
    let numbers = vec![
        field(Meaning::Serial, serials),
        field(Meaning::Vin, "17 characters"),
        field(Meaning::Chassis, ""),
        field(Meaning::Plate, ""),
        field(Meaning::Engine, ""),
    ];
    let receivers = vec![
        select(Meaning::Unit, "Choose a unit"),
        select(Meaning::Agency, "Choose an agency"),
        select(Meaning::Component, "Choose a component"),
    ];
    let money = vec![
        field(Meaning::UnitPrice, "The value is the price times the quantity"),
        field(Meaning::Total, "Of all pieces. Beside the price of one it is only compared"),
        select(Meaning::Currency, "Choose a currency"),
    ];
    let grants = field(Meaning::Grants, grants);
    view! {
        <form class="form line-form" method="post" action="/api/mend_packing_row" novalidate>
            <ErrorSummary state=state.clone()/>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="round" value=code.to_owned()/>
            <HiddenInput name="row" value=number.to_string()/>
            {field(Meaning::Description, "Such as “Off-road car” or “Night-vision monocular”")}
            <Select name=name(Meaning::Kind) label="What it is" options=kinds blank="As its numbers say" state=state.clone() optional=true
                hint="A VIN, chassis number or plate makes it a vehicle, a serial number equipment, none a counted lot"/>
            {category}
            <div class="grid-2">{field(Meaning::Make, "")} {field(Meaning::Model, "")}</div>
            <Fieldset legend="Numbers on it"><div class="grid-2">{numbers}</div></Fieldset>
            <div class="grid-2">{field(Meaning::Quantity, "Needed for a counted lot; a single thing is 1")} {field(Meaning::Measure, "")}</div>
            <Fieldset legend="For whom">{receivers}</Fieldset>
            <Fieldset legend="Value and who paid">
                <div class="grid-2">{money}</div>
                {grants}
            </Fieldset>
            <div class="grid-2">{field(Meaning::Year, "")} {field(Meaning::Warranty, "For example 31 Mar 2027, Mar 2027 or 2027")}</div>
            <TextArea name=name(Meaning::Accessories) label="Accessories" optional=true rows=3 state=state.clone()
                hint="What comes with it, one a line or with semicolons between"/>
            {field(Meaning::Note, "")}
            <FormActions cancel=list><SubmitButton text="Save the row"/></FormActions>
        </form>
    }
    .into_any()
}

/// A kind that is none stays among the options.
fn other_kind(mut kinds: Vec<(String, String)>, typed: Option<&str>) -> Vec<(String, String)> {
    if let Some(typed) = typed.filter(|typed| !typed.is_empty() && !kinds.iter().any(|(word, _)| word == typed)) {
        kinds.insert(0, (typed.to_owned(), format!("“{typed}”")));
    }
    kinds
}
