//! `/rounds/{code}/lines/new` and `/rounds/{code}/lines/{line}`: what is handed over, to whom, at whose expense.

use axum::extract::Path;
use domain::{Currency, Viewer, grant::percent, handover::round::Deed::ChangeLines, item::ItemKind};
use leptos::prelude::*;
use store::{Tx, agencies, components, grants, rounds, units};

use crate::{AppError, Cx, cx::PageResult, kit::*, pages::categories};

/// What the selects offer.
struct Choices {
    units: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    phases: Vec<(String, String)>,
    grants: Vec<(String, String)>,
    categories: Vec<(String, String)>,
}

/// Grants that can share one item.
const SHARES: usize = 3;

pub async fn new(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    round.check(ChangeLines)?;
    let choices = choices(&mut tx, &viewer).await?;
    let like = match cx.query.get("like") {
        Some(tag) => like(&mut tx, &viewer, &code, tag).await?,
        None => FormState::default(),
    };
    let state = cx.form(&mut tx, like).await?;
    let hidden = vec![("submission", cx.submission_key()?), ("round", code.clone())];
    cx.page("Add a line", move || {
        view! {
            {steps(&round)}
            <PageHeader kind="Round" code=code.clone() title="Add a line"/>
            {form(state, choices, "/api/add_line", hidden, "Add the line", &format!("/rounds/{code}"))}
        }
        .into_any()
    })
}

pub async fn edit(cx: Cx, Path((code, line)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    round.check(ChangeLines)?;
    let row = rounds::line(&mut tx, &viewer, &code, line).await?;
    let shares = rounds::shares_of(&mut tx, &viewer, line).await?;
    let choices = choices(&mut tx, &viewer).await?;
    let state = cx.form(&mut tx, stored(&row, &shares)).await?;
    let hidden = vec![("submission", cx.submission_key()?), ("round", code.clone()), ("line", line.to_string())];
    let removal = cx.submission_key()?;
    cx.page("Change a line", move || {
        let back = format!("/rounds/{code}");
        view! {
            {steps(&round)}
            <PageHeader kind="Round" code=code.clone() title=format!("Change “{}”", row.name)/>
            {form(state, choices, "/api/replace_line", hidden, "Save the line", &back)}
            <Section title="Take it out of the round">
                <form class="form" method="post" action="/api/remove_line">
                    <HiddenInput name="submission" value=removal/>
                    <HiddenInput name="round" value=code.clone()/>
                    <HiddenInput name="line" value=line.to_string()/>
                    <p>"The line and its item are removed; the audit chain keeps what they were."</p>
                    <SubmitButton text="Remove the line" tone=Tone::Bad/>
                </form>
            </Section>
        }
        .into_any()
    })
}

fn steps(round: &rounds::RoundShow) -> AnyView {
    let steps =
        vec![("Rounds".to_owned(), "/rounds".to_owned()), (round.title.clone(), format!("/rounds/{}", round.code))];
    view! { <Breadcrumb steps/> }.into_any()
}

async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Choices, AppError> {
    let units = units::choices(tx, viewer).await?;
    let agencies = agencies::list(tx, viewer).await?;
    let phases = components::phase_choices(tx, viewer).await?;
    let grants = grants::choices(tx, viewer).await?;
    let categories = categories::choices(tx, viewer).await?;
    Ok(Choices {
        units,
        categories,
        agencies: agencies.into_iter().map(|a| (a.code.clone(), a.current_name().to_owned())).collect(),
        phases: phases.into_iter().map(|p| (p.id.to_string(), p.label)).collect(),
        grants: grants.into_iter().map(|g| (g.code.clone(), format!("{} · {}", g.code, g.title))).collect(),
    })
}

/// What the next one like it starts with: all that was said of the one before but the numbers that stand on it.
async fn like(tx: &mut Tx, viewer: &Viewer, code: &str, tag: &str) -> Result<FormState, AppError> {
    let line = rounds::line_of_tag(tx, viewer, code, tag).await?;
    let shares = rounds::shares_of(tx, viewer, line.id).await?;
    let identity = None;
    Ok(stored(&store::LineRow { identity, note: None, ..line }, &shares))
}

fn stored(line: &store::LineRow, shares: &[(String, i64)]) -> FormState {
    let identity = line.identity.clone().unwrap_or_default();
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut values: Vec<(String, String)> = [
        ("kind", line.kind.word().to_owned()),
        ("name", line.name.clone()),
        ("make", text(line.make.clone())),
        ("model", text(line.model.clone())),
        ("serial", text(identity.serial)),
        ("vin", text(identity.vin)),
        ("chassis", text(identity.chassis)),
        ("plate", text(identity.plate)),
        ("engine", text(identity.engine)),
        ("category", text(line.category_code.clone())),
        ("quantity", line.quantity.to_string()),
        ("unit_of_measure", line.unit_of_measure.clone()),
        ("unit", text(line.unit.code.clone())),
        ("agency", line.agency_code.clone()),
        ("phase", line.phase_id.to_string()),
        ("value", line.value.input()),
        ("currency", line.value.currency.code().to_owned()),
        ("year", text(line.details.year.map(|year| year.to_string()))),
        ("warranty", text(line.details.warranty_until.map(|date| date.words()))),
        ("accessories", line.details.accessories.join("\n")),
        ("unit_price", text(line.details.unit_price.map(|price| price.input()))),
        ("note", text(line.note.clone())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    for (i, (grant, ppm)) in shares.iter().enumerate() {
        values.push((format!("shares[{i}][grant]"), grant.clone()));
        values.push((format!("shares[{i}][percent]"), percent(*ppm)));
    }
    FormState::filled(values)
}

fn form(
    state: FormState,
    choices: Choices,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    button: &'static str,
    back: &str,
) -> AnyView {
    let hidden: Vec<_> =
        hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
    let kinds = ItemKind::ALL
        .iter()
        .map(|kind| {
            let hint = match kind {
                ItemKind::Vehicle => "with its VIN or chassis number",
                ItemKind::Equipment => "one piece with a serial number",
                ItemKind::Lot => "several equal things without own numbers, such as 33 borescopes",
            };
            Choice::new(kind.word(), kind.label()).hint(hint)
        })
        .collect();
    let currencies = Currency::ALL.iter().map(|c| (c.code().to_owned(), c.code().to_owned())).collect();
    let shares: Vec<AnyView> = (0..SHARES)
        .map(|i| {
            let (grant, percent) = (format!("shares[{i}][grant]"), format!("shares[{i}][percent]"));
            let label = if i == 0 { "Grant".to_owned() } else { format!("Grant {}", i + 1) };
            let blank = if i == 0 { "Choose a grant" } else { "None" };
            view! {
                <div class="grid-2">
                    <Select name=grant label=label state=state.clone() options=choices.grants.clone() blank=blank optional={i > 0}/>
                    <Field name=percent label="Share in %" optional={i > 0} width=Width::Short state=state.clone()/>
                </div>
            }
            .into_any()
        })
        .collect();
    let back = back.to_owned();
    // Asked of what is doubtful alone.
    let asked = state.value("reason").is_some() || state.errors().iter().any(|error| error.field == "reason");
    let why = asked.then(|| {
        view! { <Field name="reason" label="Why it is right" hint="It stays with the line" state=state.clone()/> }
            .into_any()
    });
    let another = (action == "/api/add_line").then(|| {
        view! { <button class="button button-quiet" type="submit" name="another" value="yes">"Add it, and another like it"</button> }
            .into_any()
    });
    // What does not apply to the kind that is chosen is folded away by the style alone; what was refused always shows.
    let numbers = view! {
        <div class="grid-2">
            <div class="only only-equipment"><Field name="serial" label="Serial number" optional=true state=state.clone()/></div>
            <div class="only only-vehicle"><Field name="vin" label="VIN" optional=true hint="17 characters" state=state.clone()/></div>
            <div class="only only-vehicle"><Field name="chassis" label="Chassis number" optional=true state=state.clone()/></div>
            <div class="only only-vehicle"><Field name="plate" label="Plate" optional=true state=state.clone()/></div>
            <div class="only only-vehicle only-equipment">
                <Field name="engine" label="Engine number" optional=true state=state.clone()/>
            </div>
        </div>
    };
    let receivers = view! {
        <Select name="unit" label="Unit that will use it" blank="Choose a unit" options=choices.units state=state.clone()/>
        <Select name="agency" label="Agency that receives it" blank="Choose an agency" options=choices.agencies state=state.clone()/>
        <Select name="phase" label="Component and phase" blank="Choose a component" options=choices.phases state=state.clone()/>
    };
    let value = view! {
        <div class="grid-2">
            <Field name="value" label="Value" hint="Such as 24,500 or 24500.50" state=state.clone()/>
            <Select name="currency" label="Currency" options=currencies value="USD" state=state.clone()/>
            <Field name="unit_price" label="Price of one" optional=true hint="The value follows from it when that is left empty" state=state.clone()/>
        </div>
        <p class="hint">"One grant pays 100 % unless you say otherwise; shares add up to 100 %."</p>
        {shares}
    };
    view! {
        <form class="form line-form" method="post" action=action novalidate>
            <ErrorSummary state=state.clone()/>
            {hidden}
            <Radios name="kind" legend="What it is" state=state.clone() choices=kinds/>
            <Field name="name" label="Description" hint="Such as “Off-road car” or “Night-vision monocular”" state=state.clone()/>
            <div class="grid-2">
                <Field name="make" label="Make" optional=true state=state.clone()/>
                <Field name="model" label="Model" optional=true state=state.clone()/>
            </div>
            <Select name="category" label="Category" options=choices.categories optional=true blank="Not said" state=state.clone()
                hint="It says which number the thing must have"/>
            <div class="only only-vehicle only-equipment"><Fieldset legend="Numbers on it" hint="Where no category says otherwise, a vehicle needs a VIN or a chassis number, equipment a serial number, a counted lot none">
                {numbers}
            </Fieldset></div>
            <div class="grid-2 only only-lot">
                <Field name="quantity" label="Quantity" value="1" width=Width::Short hint="More than 1 only for a counted lot" state=state.clone()/>
                <Field name="unit_of_measure" label="Unit of measure" value="piece" width=Width::Short state=state.clone()/>
            </div>
            <div class="grid-2">
                <Field name="year" label="Year of manufacture" optional=true width=Width::Short kind=Input::Number state=state.clone()/>
                <DateField name="warranty" label="Warranty until" optional=true partial=true state=state.clone()/>
            </div>
            <TextArea name="accessories" label="Accessories" optional=true rows=3 hint="What comes with it, one a line: a checklist for the count" state=state.clone()/>
            <Fieldset legend="For whom">
                {receivers}
            </Fieldset>
            <Fieldset legend="Value and who paid" hint="The value of the whole quantity, in the currency it was bought in">
                {value}
            </Fieldset>
            <Field name="note" label="Note" optional=true state=state.clone()/>
            {why}
            <FormActions cancel=back><SubmitButton text=button/> {another}</FormActions>
        </form>
    }
    .into_any()
}
