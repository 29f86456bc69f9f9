//! Groups of units whose members are not named: a section of the list of units and of the page of a component, and their forms.

use axum::extract::Path;
use domain::{
    Action, Viewer,
    change::Entity,
    unit::{UnitKind, known::how_many},
};
use leptos::prelude::*;
use store::{Tx, units::GroupRow};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        changes::history,
        grants::{source_fields, sources},
    },
};

/// The groups of a component, or all: nothing where there is none and none can be recorded.
///
/// # Errors
/// The database does not answer.
pub async fn section(tx: &mut Tx, viewer: &Viewer, component: Option<&str>) -> Result<Option<AnyView>, AppError> {
    let may_record = viewer.may(Action::ManageGrants).is_ok();
    let groups = store::units::groups(tx, viewer, component).await?;
    if groups.is_empty() && !may_record {
        return Ok(None);
    }
    let add = may_record.then(|| {
        let query = component.map(|code| ListQuery::default().with("component", code));
        let href = format!("/unit-groups/new{}", query.map(|query| query.to_string()).unwrap_or_default());
        view! { <ButtonLink href text="Record a group"/> }.into_any()
    });
    let content = if groups.is_empty() {
        view! { <p class="muted">"No group of units is recorded whose members are not named."</p> }.into_any()
    } else {
        let table = table(&groups, component.is_none(), may_record);
        view! {
            <p class="muted">"As published. They are in no count of units; those that are named stand in the list of units."</p>
            <div>{table}</div>
        }
        .into_any()
    };
    Ok(Some(
        view! { <Section title="Units that are not named" id="groups" aside=add><div class="stack">{content}</div></Section> }
            .into_any(),
    ))
}

fn table(groups: &[GroupRow], with_component: bool, may_change: bool) -> AnyView {
    let borders = groups.iter().any(|group| !group.borders.is_empty());
    let mut columns = vec![Column::text("Kind")];
    columns.extend(with_component.then(|| Column::text("Component")));
    columns.push(Column::text("How many"));
    columns.extend(borders.then(|| Column::text("Borders")));
    columns.extend([Column::number("Named here"), Column::text("Source")]);
    columns.extend(may_change.then(|| Column::text("Actions")));
    let rows = groups.iter().map(|group| row(group, with_component, borders, may_change)).collect();
    view! { <DataTable caption="Units that are not named" columns rows/> }.into_any()
}

fn row(group: &GroupRow, with_component: bool, borders: bool, may_change: bool) -> Row {
    let numbers = how_many(group.planned, group.established);
    let as_of = group.as_of.map(|date| format!("as of {}", date.words()));
    let first = numbers.clone().or_else(|| group.note.clone());
    let below: Vec<String> = [as_of, group.note.clone().filter(|_| numbers.is_some())].into_iter().flatten().collect();
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below.join("; ")}</span> }.into_any());
    let said = match &group.withdrawn {
        Some(why) => {
            let why = format!("Withdrawn: {why}");
            view! { <span><del>{first}</del> <span class="below">{why}</span></span> }.into_any()
        }
        None => view! { <span>{first}{below}</span> }.into_any(),
    };
    let component = group.component.as_ref().map(|code| link_cell(code.clone(), format!("/components/{code}")));
    let mut cells = vec![cell(group.kind.label())];
    cells.extend(with_component.then(|| view_cell(component)));
    cells.push(said);
    cells.extend(borders.then(|| cell(group.borders.join(", "))));
    cells.extend([number_cell(group.named), cell(group.source.0.clone())]);
    cells.extend(may_change.then(|| match group.withdrawn {
        Some(_) => none(),
        None => {
            let link = |end: &str, words: &'static str| {
                let about = format!("{words}: {}", group.kind.label());
                view! { <a href=format!("/unit-groups/{}/{end}", group.id) aria-label=about>{words}</a> }.into_any()
            };
            view! { <span class="nowrap">{link("edit", "Edit")} " · " {link("withdraw", "Withdraw")}</span> }.into_any()
        }
    }));
    Row::new(cells)
}

/// Where a group stands.
pub(super) fn address(component: Option<&str>) -> String {
    component.map_or_else(|| "/units#groups".to_owned(), |code| format!("/components/{code}#groups"))
}

fn steps() -> Vec<(String, String)> {
    vec![("Units".to_owned(), "/units".to_owned())]
}

async fn components(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let components = store::components::list(tx, viewer).await?;
    Ok(components.into_iter().map(|component| (component.code.clone(), component.code)).collect())
}

pub async fn new_page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let component = cx.query.get("component").unwrap_or_default().to_owned();
    let components = components(&mut tx, viewer).await?;
    let sources = sources(&mut tx, viewer).await?;
    let back = address(Some(component.as_str()).filter(|code| !code.is_empty()));
    let form = cx.form(&mut tx, FormState::filled([("component", component)])).await?;
    let submission = cx.submission_key()?;
    cx.page("Units that are not named", move || {
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="Record units that are not named"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_unit_group" novalidate>
                <HiddenInput name="submission" value=submission/>
                {fields(&form, components, sources)}
                <FormActions cancel=back><SubmitButton text="Record the group"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn edit_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let group = store::units::group(&mut tx, viewer, id).await?;
    if group.withdrawn.is_some() {
        return Err(AppError::NotFound);
    }
    let components = components(&mut tx, viewer).await?;
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, filled(&group)).await?;
    let history = history(&mut tx, viewer, Entity::UnitGroup, &id.to_string()).await?;
    let version = form.version(group.version);
    let submission = cx.submission_key()?;
    cx.page("Edit units that are not named", move || {
        view! {
            <Breadcrumb steps=steps()/>
            <PageHeader title="Edit units that are not named"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_unit_group" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="group" value=id.to_string()/>
                <HiddenInput name="version" value=version/>
                {fields(&form, components, sources)}
                <FormActions cancel=address(group.component.as_deref())><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

/// As its form would say what stands there.
pub(super) fn filled(group: &GroupRow) -> FormState {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    FormState::filled([
        ("component", group.component.clone().unwrap_or_default()),
        ("kind", group.kind.word().to_owned()),
        ("borders", group.borders.join("\n")),
        ("as_of", group.as_of.map(|date| date.words()).unwrap_or_default()),
        ("planned", number(group.planned)),
        ("established", number(group.established)),
        ("note", group.note.clone().unwrap_or_default()),
        ("source", group.source.1.clone()),
    ])
}

fn fields(form: &FormState, components: Vec<(String, String)>, sources: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    let kinds = UnitKind::ALL.iter().map(|kind| (kind.word().to_owned(), kind.label().to_owned())).collect();
    view! {
        <Select name="kind" label="Kind of units" state=state() options=kinds blank="Choose the kind"/>
        <Select name="component" label="Component" state=state() options=components blank="None" optional=true
            hint="Its donors and agencies read the group"/>
        <Field name="planned" label="How many were planned" state=state() kind=Input::Number width=Width::Tiny optional=true/>
        <Field name="established" label="How many are established" state=state() kind=Input::Number width=Width::Tiny optional=true/>
        <DateField name="as_of" label="As of" state=state() optional=true partial=true/>
        <TextArea name="borders" label="Borders" state=state() optional=true rows=3
            hint="Two countries each, one border a line, such as KG–TJ"/>
        <TextArea name="note" label="Note" state=state() optional=true rows=2
            hint="Such as “posts outside Uzbekistan are not named”"/>
        {source_fields(form, sources, "Where it was published: choose a source or enter a new one", false)}
    }
    .into_any()
}

pub async fn withdraw_page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let group = store::units::group(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw units that are not named", || {
        let numbers = how_many(group.planned, group.established).or(group.note).unwrap_or_default();
        let what = format!("{}: {numbers}", group.kind.label());
        let hidden = [("submission", submission), ("known", id.to_string())];
        view! {
            <WithdrawPage form steps=steps() title="Withdraw what was recorded in error?" what
                then="Programme staff go on to read it as withdrawn; nobody else does."
                action="/api/withdraw_unit_group" hidden=hidden.to_vec() button="Withdraw it"
                cancel=address(group.component.as_deref())/>
        }
        .into_any()
    })
}
