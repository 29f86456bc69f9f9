//! `/units/{code}/edit` puts right what was misspelt; `/units/{code}/change` says what became different on a day;
//! `/units/{code}/changes/{id}/withdraw` takes such a word back.

use axum::extract::Path;
use domain::{
    Action,
    change::Entity,
    unit::{UnitKind, UnitNames, change::ChangeKind},
};
use leptos::prelude::*;
use store::units::{ChangeRow, UnitRow};

use super::{
    form::{manned, times, what, whereabouts},
    life::change_words,
};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        agencies::agency_choices,
        grants::{source_fields, sources},
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::ManageGrants)?;
    let mut tx = cx.read().await?;
    let unit = store::units::show(&mut tx, viewer, &code).await?.row;
    // Of a twin, the one that it is read as.
    let code = unit.unit.code.clone().unwrap_or(code);
    let names = store::units::names(&mut tx, viewer, &code).await?;
    let version = store::changes::version(&mut tx, viewer, Entity::Unit, &code).await?;
    let agencies = agency_choices(store::agencies::list(&mut tx, viewer).await?);
    let form = cx.form(&mut tx, recorded(&unit, &names)).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit {}", unit.unit.label), move || {
        let back = format!("/units/{code}");
        let lead = view! {
            <p>
                "Put right here what was entered wrongly. What became different on a day is "
                <a href=format!("/units/{code}/change")>"a change"</a> ": it leaves what was before."
            </p>
        };
        let version = form.version(version);
        view! {
            <Breadcrumb steps=steps(&code, &unit)/>
            <PageHeader kind=unit.kind.label() code=code.clone() title=format!("Edit {}", unit.unit.label) lead=lead.into_any()/>
            <ErrorSummary state=form.clone()/>
            <form method="post" action="/api/update_unit" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code/>
                <HiddenInput name="version" value=version/>
                {what(&form, true)}
                {whereabouts(form.clone())}
                {times(&form)}
                {manned(&form, agencies)}
                {other_languages(form)}
                <FormActions cancel=back><SubmitButton text="Save the changes"/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn other_languages(form: FormState) -> AnyView {
    let state = move || form.clone();
    view! {
        <Fieldset legend="In other languages" hint="As acts print it; empty: the English words.">
            <Field name="name_ru" label="Name in Russian" state=state() optional=true/>
            <Field name="name_uz" label="Name in Uzbek" state=state() optional=true/>
            <Field name="place_ru" label="Place in Russian" state=state() optional=true/>
            <Field name="place_uz" label="Place in Uzbek" state=state() optional=true/>
        </Fieldset>
    }
    .into_any()
}

/// What the form that edits it shows.
pub(super) fn recorded(unit: &UnitRow, names: &UnitNames) -> FormState {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<domain::PartialDate>| date.map(|date| date.words()).unwrap_or_default();
    let place = if unit.kind == UnitKind::Blo { "crossing" } else { "base" };
    let mut values = vec![
        ("kind", unit.kind.word().to_owned()),
        (place, text(&unit.place)),
        ("border", text(&unit.border)),
        ("country", text(&unit.country)),
        ("since", date(unit.since.map(|since| since.date))),
        ("planned", date(unit.planned)),
        ("aliases", unit.aliases.join(", ")),
        ("areas", unit.areas.join(", ")),
        ("name_ru", text(&names.name_ru)),
        ("name_uz", text(&names.name_uz)),
        ("place_ru", text(&names.place_ru)),
        ("place_uz", text(&names.place_uz)),
    ];
    values.extend(unit.since.filter(|since| since.by).map(|_| ("since_by", "true".to_owned())));
    values.extend(unit.agencies.iter().map(|agency| ("agencies", agency.code.clone())));
    FormState::filled(values)
}

fn steps(code: &str, unit: &UnitRow) -> Vec<(String, String)> {
    vec![("Units".to_owned(), "/units".to_owned()), (unit.unit.label.clone(), format!("/units/{code}"))]
}

pub async fn change_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::ManageGrants)?;
    let mut tx = cx.read().await?;
    let unit = store::units::show(&mut tx, viewer, &code).await?.row;
    // Of a twin, the one that it is read as.
    let code = unit.unit.code.clone().unwrap_or(code);
    let version = store::changes::version(&mut tx, viewer, Entity::Unit, &code).await?;
    let agencies = agency_choices(store::agencies::list(&mut tx, viewer).await?);
    let sources = sources(&mut tx, viewer).await?;
    let manning = unit.agencies.iter().map(|agency| ("agencies", agency.code.clone()));
    let form = cx.form(&mut tx, FormState::filled(manning)).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("What changed of {}", unit.unit.label), move || {
        let back = format!("/units/{code}");
        let state = || form.clone();
        let kinds = ChangeKind::ALL.iter().map(|kind| Choice::new(kind.word(), kind.label())).collect();
        let lead = view! {
            <p>"Pages as of an earlier day go on to say what was before. An agency that does not man it any more still reads what it received."</p>
        };
        view! {
            <Breadcrumb steps=steps(&code, &unit)/>
            <PageHeader kind=unit.kind.label() code=code.clone() title=format!("What changed of {}", unit.unit.label)
                lead=lead.into_any()/>
            <ErrorSummary state=state()/>
            <form method="post" action="/api/change_unit" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="unit" value=code/>
                <HiddenInput name="version" value=form.version(version)/>
                <Radios name="kind" legend="What became different" state=state() choices=kinds/>
                <DateField name="changed_on" label="On" state=state() partial=true
                    hint="The day, the month or the year, such as 3 Mar 2021 or 2021"/>
                <Checkbox name="by_then" label="Some time until then: the source does not say when" state=state()/>
                <DateField name="planned_for" label="Planned for" state=state() partial=true optional=true
                    hint="Where it was planned: when it is to work, such as 2027"/>
                <Field name="place" label="Where it stands from then on" state=state() optional=true
                    hint="Where it moved: the town of a team, the crossing of an office"/>
                <Checkboxes name="agencies" legend="Manned from then on by" state=state() choices=agencies optional=true
                    hint="Where other agencies man it"/>
                <Field name="reason" label="How it is known" state=state() optional=true
                    hint="Such as a letter or a visit. Staff alone read it"/>
                {source_fields(&form, sources, "Where it was published, for everybody who reads the unit: choose a source or enter a new one", true)}
                <FormActions cancel=back><SubmitButton text="Record the change"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn withdraw_page(cx: Cx, Path((code, id)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    viewer.may(Action::ManageGrants)?;
    let mut tx = cx.read().await?;
    let (unit, changes) = store::units::show_as_of(&mut tx, viewer, &code, domain::AsOf::default()).await?;
    let stands = |row: &ChangeRow| row.id == id && row.withdrawn.is_none();
    let change = changes.into_iter().find(stands).ok_or(AppError::NotFound)?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw a change", move || {
        let back = format!("/units/{code}#changed");
        let what = format!("{}, {}", change_words(&change), change.dated.on.words());
        let hidden = [("submission", submission), ("unit", code.clone()), ("change", id.to_string())];
        view! {
            <WithdrawPage form steps=steps(&code, &unit.row) kind=unit.row.kind.label() code
                title="Withdraw a change that was recorded in error?" what
                then="What was before stands again. The change stays on record as withdrawn."
                action="/api/withdraw_unit_change" hidden=hidden.to_vec() button="Withdraw the change" cancel=back/>
        }
        .into_any()
    })
}
