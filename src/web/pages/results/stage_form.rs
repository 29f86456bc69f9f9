//! The forms that record and correct a stage of a case.

use axum::extract::Path;
use domain::{
    Currency, Viewer,
    activity::Sex,
    case::{PlaceKind, Substance},
    change::Entity,
};
use leptos::prelude::*;
use store::{Tx, cases::StageRow};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        changes::history,
        grants::{source_fields, sources},
    },
};

/// Free rows of each kind, of which the first stands open.
const FREE_ROWS: usize = 5;

pub async fn new_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let shown = store::cases::show(&mut tx, viewer, &code).await?;
    let choices = Choices::load(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let hidden = vec![("submission", cx.submission_key()?), ("case", shown.case.code.clone())];
    let number = i64::try_from(shown.case.stages.len()).unwrap_or(i64::MAX).saturating_add(1);
    let title = format!("Record stage {number}");
    page(&cx, &title, shown.case.code.clone(), form, hidden, (choices, None), ("/api/record_stage", "Record the stage"))
}

pub async fn edit_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let stage = store::cases::stage(&mut tx, viewer, id).await?;
    let history = history(&mut tx, viewer, Entity::Stage, &id.to_string()).await?;
    let choices = Choices::load(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&stage)).await?;
    let hidden = vec![
        ("submission", cx.submission_key()?),
        ("case", stage.case_code.clone()),
        ("stage", id.to_string()),
        ("version", form.version(stage.version)),
    ];
    let title = format!("Edit stage {}", stage.number);
    page(
        &cx,
        &title,
        stage.case_code.clone(),
        form,
        hidden,
        (choices, history),
        ("/api/update_stage", "Save the stage"),
    )
}

fn page(
    cx: &Cx,
    title: &str,
    case: String,
    form: FormState,
    hidden: Vec<(&'static str, String)>,
    (choices, history): (Choices, Option<AnyView>),
    (action, button): (&'static str, &'static str),
) -> PageResult {
    cx.page(title, || {
        let back = format!("/results/{case}");
        let steps = vec![("Results".to_owned(), "/results".to_owned()), (case.clone(), back.clone())];
        let hidden: Vec<_> =
            hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Case" code=case title=title.to_owned()/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action=action>
                {hidden}
                {fields(&form, choices)}
                <FormActions cancel=back><SubmitButton text=button/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

struct Choices {
    agencies: Vec<Choice>,
    sources: Vec<(String, String)>,
}

impl Choices {
    async fn load(tx: &mut Tx, viewer: &Viewer) -> Result<Self, AppError> {
        let agencies = store::agencies::list(tx, viewer).await?;
        let agency = |agency: &store::agencies::AgencyRow| {
            Choice::new(&agency.code, format!("{} ({})", agency.current_name(), agency.code))
        };
        Ok(Choices { agencies: agencies.iter().map(agency).collect(), sources: sources(tx, viewer).await? })
    }
}

/// As its form would say what stands there.
pub(super) fn filled(stage: &StageRow) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let units: Vec<String> = stage.units.iter().filter_map(|unit| unit.code.clone()).collect();
    let mut values: Vec<(String, String)> = [
        ("occurred_on", stage.occurred_on.map(|date| date.words()).unwrap_or_default()),
        ("date_as_published", text(&stage.date_as_published)),
        ("place", stage.place.clone()),
        ("place_kind", stage.place_kind.map(|kind| kind.word().to_owned()).unwrap_or_default()),
        ("units", units.join("\n")),
        ("origin", text(&stage.origin)),
        ("route", text(&stage.route)),
        ("concealment", text(&stage.concealment)),
        ("note", text(&stage.note)),
        ("source", stage.source.clone().map(|(_, code)| code).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    values.extend(stage.agencies.iter().map(|agency| ("agencies".to_owned(), agency.code.clone())));
    for (row, seized) in stage.seized.iter().enumerate() {
        values.extend([
            (field("seized", row, "substance"), seized.substance.word().to_owned()),
            (field("seized", row, "name"), text(&seized.name)),
            (field("seized", row, "quantity"), seized.quantity.typed()),
            (field("seized", row, "offered"), seized.offered.map(|money| money.input()).unwrap_or_default()),
            (
                field("seized", row, "currency"),
                seized.offered.map(|m| m.currency.code().to_owned()).unwrap_or_default(),
            ),
            (field("seized", row, "note"), text(&seized.note)),
        ]);
    }
    for (row, held) in stage.held.iter().enumerate() {
        values.extend([
            (field("held", row, "any"), "true".to_owned()),
            (field("held", row, "number"), held.number.map(|number| number.to_string()).unwrap_or_default()),
            (field("held", row, "nationality"), text(&held.nationality)),
            (field("held", row, "sex"), held.sex.word().to_owned()),
            (field("held", row, "note"), text(&held.note)),
        ]);
    }
    FormState::filled(values)
}

fn field(of: &str, row: usize, name: &str) -> String {
    format!("{of}[{row}][{name}]")
}

fn fields(form: &FormState, choices: Choices) -> AnyView {
    let state = || form.clone();
    let kinds = PlaceKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    view! {
        <DateField name="occurred_on" label="Date" state=state() partial=true optional=true/>
        <Field name="date_as_published" label="Date as printed" state=state() optional=true
            hint="Where the day is not known: “17 April (year not stated)”"/>
        <Field name="place" label="Place" state=state() hint="As the source names it"/>
        <Select name="place_kind" label="Kind of place" state=state() options=kinds optional=true blank="Not stated"/>
        {rows(form, "seized", "Seized", "A row for each quantity. A substance in two measures has two rows.", seized_row)}
        {rows(form, "held", "Held", "People are counted, never named. What is not stated stays empty.", held_row)}
        <Checkboxes name="agencies" legend="Agencies that acted" state=state() choices=choices.agencies optional=true/>
        <TextArea name="units" label="Units that acted" state=state() optional=true rows=2
            hint="Their codes, one a line, such as IMT-BUK. None where the source names none"/>
        <Field name="origin" label="Origin" state=state() optional=true/>
        <Field name="route" label="Route" state=state() optional=true/>
        <Field name="concealment" label="Concealment" state=state() optional=true/>
        <TextArea name="note" label="Note" state=state() optional=true rows=2/>
        {source_fields(form, choices.sources, "Where it was published. Before its case is over, a stage without a source is in no sum of a donor", true)}
    }
    .into_any()
}

/// The rows that are filled, one that is free, and more behind a fold.
fn rows(
    form: &FormState,
    of: &'static str,
    legend: &'static str,
    hint: &'static str,
    row: fn(usize, &FormState) -> AnyView,
) -> AnyView {
    let filled = form
        .pairs()
        .filter(|(name, value)| !value.trim().is_empty() && !name.ends_with("[sex]") && !name.ends_with("[currency]"))
        .filter_map(|(name, _)| name.strip_prefix(of)?.strip_prefix('[')?.split(']').next()?.parse::<usize>().ok())
        .max()
        .map_or(0, |last| last + 1)
        .min(domain::case::MOST_ROWS - 1);
    let open: Vec<_> = (0..=filled).map(|index| row(index, form)).collect();
    let more = filled + 1..(filled + FREE_ROWS).min(domain::case::MOST_ROWS);
    let more: Vec<_> = more.map(|index| row(index, form)).collect();
    view! {
        <Fieldset legend=legend hint=hint>
            <div class="stack">
                {open}
                <details>
                    <summary>"More rows"</summary>
                    <div class="stack">{more}</div>
                </details>
            </div>
        </Fieldset>
    }
    .into_any()
}

fn seized_row(index: usize, form: &FormState) -> AnyView {
    let name = |one: &str| field("seized", index, one);
    let state = || form.clone();
    let substances = Substance::ALL.iter().map(|one| (one.word().to_owned(), one.label().to_owned())).collect();
    let currencies = Currency::ALL.iter().map(|one| (one.code().to_owned(), one.code().to_owned())).collect();
    view! {
        <fieldset>
            <legend class="strong">{format!("Quantity {}", index + 1)}</legend>
            <div class="cluster">
                <Select name=name("substance") label="Substance" state=state() options=substances blank="Choose" optional=true/>
                <Field name=name("quantity") label="Quantity" state=state() width=Width::Medium optional=true
                    hint="“3 kg 689 g”, “250 ml”, “40 tablets”"/>
                <Field name=name("name") label="What the source calls it" state=state() width=Width::Medium optional=true/>
                <Field name=name("offered") label="Price offered" state=state() kind=Input::Amount width=Width::Short optional=true/>
                <Select name=name("currency") label="Currency" state=state() options=currencies blank="–" optional=true/>
                <Field name=name("note") label="Note" state=state() optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn held_row(index: usize, form: &FormState) -> AnyView {
    let name = |one: &str| field("held", index, one);
    let state = || form.clone();
    let sexes = Sex::ALL.iter().map(|sex| (sex.word().to_owned(), sex.label().to_owned())).collect();
    view! {
        <fieldset>
            <legend class="strong">{format!("Group {}", index + 1)}</legend>
            <div class="cluster">
                <Checkbox name=name("any") label="People were held, even where nothing else is stated" state=state()/>
                <Field name=name("number") label="Number" state=state() kind=Input::Number width=Width::Tiny optional=true/>
                <Field name=name("nationality") label="Nationality" state=state() width=Width::Tiny optional=true hint="Two letters: AF"/>
                <Select name=name("sex") label="Sex" state=state() options=sexes value=Sex::NotRecorded.word()/>
                <Field name=name("note") label="Note" state=state() optional=true hint="No names"/>
            </div>
        </fieldset>
    }
    .into_any()
}
