//! Instalments of a grant: on its page, what each waits for and what answered it; the forms that record, correct and withdraw one.

use axum::extract::Path;
use chrono::NaiveDate;
use domain::{Currency, Money, change::Entity, instalment::InstalmentStanding as Standing};
use leptos::prelude::*;
use store::grants::{InstalmentChoices, InstalmentRow, instalment_key};

use super::parts::{currencies, source_fields, sources};
use crate::{AppError, Cx, cx::PageResult, kit::*, pages::changes::history};

/// On the page of the grant; nothing where there is none and none can be recorded.
pub fn section(
    code: &str,
    ceiling: Option<Money>,
    rows: &[InstalmentRow],
    may_record: bool,
    today: NaiveDate,
) -> Option<AnyView> {
    if rows.is_empty() && !may_record {
        return None;
    }
    let aside = may_record.then(|| {
        let href = format!("/grants/{code}/instalments/new");
        view! { <ButtonLink href text="Record an instalment"/> }.into_any()
    });
    let content = if rows.is_empty() {
        view! { <p class="muted">"No instalment is recorded."</p> }.into_any()
    } else {
        let (note, table) = (come_to(ceiling, rows), table(code, rows, may_record, today));
        view! {
            <div class="stack">
                <p class="muted">"What is to be paid. It is no received money and is never added to it. " {note}</p>
                <div>{table}</div>
            </div>
        }
        .into_any()
    };
    Some(view! { <Section title="Instalments" id="instalments" aside>{content}</Section> }.into_any())
}

/// `3 instalments come to ¥743,000,000, the ceiling.`
fn come_to(ceiling: Option<Money>, rows: &[InstalmentRow]) -> Option<String> {
    let ceiling = ceiling?;
    let amounts: Vec<Money> = rows.iter().filter(|row| row.withdrawn.is_none()).map(|row| row.amount).collect();
    if amounts.is_empty() || amounts.iter().any(|amount| amount.currency != ceiling.currency) {
        return None;
    }
    let minor = amounts.iter().try_fold(0i64, |sum, amount| sum.checked_add(amount.minor))?;
    let sum = Money::new(minor, ceiling.currency);
    let these = count_of(whole(amounts.len()), "instalment comes", "instalments come");
    let held = match sum.minor.cmp(&ceiling.minor) {
        std::cmp::Ordering::Equal => "the ceiling".to_owned(),
        std::cmp::Ordering::Less => format!("the ceiling is {}", figure(ceiling)),
        std::cmp::Ordering::Greater => format!("more than the ceiling of {}", figure(ceiling)),
    };
    Some(format!("{these} to {}: {held}.", figure(sum)))
}

/// `¥371,500,000`
fn figure(money: Money) -> String {
    format!("{}{}", money.currency.prefix(), money.short_figure())
}

fn table(code: &str, rows: &[InstalmentRow], may_change: bool, today: NaiveDate) -> AnyView {
    let several = rows.iter().any(|row| row.donor.is_some());
    let mut columns = vec![Column::number("No."), Column::number("Amount")];
    columns.extend(several.then(|| Column::text("Donor")));
    columns.extend([Column::text("Due"), Column::text("Where it stands"), Column::text("Source")]);
    columns.extend(may_change.then(|| Column::text("Actions")));
    let rows = rows.iter().map(|row| self::row(code, row, several, may_change, today)).collect();
    view! { <DataTable caption="Instalments of this grant" columns rows/> }.into_any()
}

fn row(code: &str, row: &InstalmentRow, several: bool, may_change: bool, today: NaiveDate) -> Row {
    let amount = row.amount;
    let amount = match row.withdrawn {
        Some(_) => view! { <del><MoneyView money=amount/></del> }.into_any(),
        None => view! { <MoneyView money=amount/> }.into_any(),
    };
    let note = row.note.clone().map(|note| view! { <span class="below">{note}</span> }.into_any());
    let mut cells = vec![number_cell(row.number), amount];
    cells.extend(several.then(|| cell(row.donor.clone().map(|(_, name)| name))));
    cells.push(cell(row.due_on.map(|day| day.words())));
    cells.push(view! { <span>{stands(code, row, today)} {note}</span> }.into_any());
    cells.push(cell(row.source.clone()));
    cells.extend(may_change.then(|| match row.withdrawn {
        Some(_) => none(),
        None => {
            let link = |end: &str, words: &'static str| {
                let about = format!("{words} instalment {}", row.number);
                let href = format!("/grants/{code}/instalments/{}/{end}", row.number);
                view! { <a href=href aria-label=about>{words}</a> }.into_any()
            };
            view! { <span class="nowrap">{link("edit", "Edit")} " · " {link("withdraw", "Withdraw")}</span> }.into_any()
        }
    }));
    Row::new(cells)
}

/// `received on 3 Mar 2020`, `waits for: Seven teams work, 6 of 13 so far`.
fn stands(code: &str, row: &InstalmentRow, today: NaiveDate) -> AnyView {
    if let Some(why) = &row.withdrawn {
        return format!("Withdrawn: {why}").into_any();
    }
    let answer = row.receipt.as_ref();
    let received = answer.filter(|answer| answer.stands).map(|answer| answer.value_date.end());
    // Who does not read the phase of a milestone learns that there is one.
    let milestone = row.waits.then(|| row.milestone.as_ref().and_then(|milestone| milestone.met_on));
    let standing = match Standing::of(received, milestone, row.due_on, today) {
        Standing::Received(day) => {
            let differs = answer.filter(|answer| answer.amount != row.amount);
            let differs = differs.map(|answer| format!(": {}", figure(answer.amount)));
            let number = answer.map_or(0, |answer| answer.number);
            let words = format!("received on {}", domain::PartialDate::Day(day).words());
            return view! {
                <span><StatusTag tone=Tone::Good text="received"/> " " {link(words, Some(&event(code, number)))} {differs}</span>
            }
            .into_any();
        }
        Standing::Waits => view! { <StatusTag tone=Tone::Idle text="waits"/> }.into_any(),
        Standing::CanBeAsked(_) => view! { <StatusTag tone=Tone::Warn text="can be asked for"/> }.into_any(),
        Standing::Late => view! { <StatusTag tone=Tone::Bad text="late"/> }.into_any(),
        Standing::Due => view! { <StatusTag tone=Tone::Idle text="due"/> }.into_any(),
    };
    let awaited = row.waits.then(|| awaited(row));
    let unapproved = answer.filter(|answer| !answer.stands).map(|answer| {
        let words = format!("{code}/{} is to answer it, and does not stand yet", answer.number);
        view! { <span class="below">{link(words, Some(&event(code, answer.number)))}</span> }.into_any()
    });
    view! { <span>{standing} " " {awaited} {unapproved}</span> }.into_any()
}

fn event(code: &str, number: i64) -> String {
    format!("/grants/{code}/ledger/{number}")
}

/// What it waits for and how far that has come.
fn awaited(row: &InstalmentRow) -> AnyView {
    let Some(milestone) = &row.milestone else {
        return "waits for a milestone".into_any();
    };
    let href = format!("/components/{}#milestone-{}", milestone.component_code, milestone.id);
    let title = link(milestone.title.clone(), Some(&href));
    if milestone.withdrawn {
        return view! { <span>"waits for: " <del>{title}</del> ", which is withdrawn: edit what it waits for"</span> }
            .into_any();
    }
    match milestone.met_on {
        Some(met) => view! { <span>"waited for: " {title} ", met " {met.when()}</span> }.into_any(),
        None => {
            let so_far =
                milestone.progress().map(|progress| match milestone.so_far.is_some() || milestone.actual.is_some() {
                    true => format!(", {progress} so far"),
                    false => format!(", {progress}"),
                });
            view! { <span>"waits for: " {title} {so_far}</span> }.into_any()
        }
    }
}

pub async fn new_page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let choices = store::grants::instalment_choices(&mut tx, viewer, &code).await?;
    let known = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Instalment of {code}"), move || {
        view! {
            <Breadcrumb steps=steps(&code)/>
            <PageHeader kind="Grant" code=code.clone() title="Record an instalment"/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_instalment" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                {fields(&form, &code, choices, known)}
                <FormActions cancel=back(&code)><SubmitButton text="Record the instalment"/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// The instalment with this number, where it stands.
async fn find(cx: &Cx, tx: &mut store::Tx, code: &str, number: i64) -> Result<InstalmentRow, AppError> {
    let rows = store::grants::instalments(tx, cx.viewer()?, code).await?;
    rows.into_iter().find(|row| row.number == number && row.withdrawn.is_none()).ok_or(AppError::NotFound)
}

pub async fn edit_page(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let row = find(&cx, &mut tx, &code, number).await?;
    let choices = store::grants::instalment_choices(&mut tx, viewer, &code).await?;
    let known = sources(&mut tx, viewer).await?;
    let key = instalment_key(&code, number);
    let version = store::changes::version(&mut tx, viewer, Entity::Instalment, &key).await?;
    let form = cx.form(&mut tx, filled(&row)).await?;
    let history = history(&mut tx, viewer, Entity::Instalment, &key).await?;
    let submission = cx.submission_key()?;
    cx.page(&format!("Edit instalment {key}"), move || {
        view! {
            <Breadcrumb steps=steps(&code)/>
            <PageHeader kind="Grant" code=code.clone() title=format!("Edit instalment {number}")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/update_instalment" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <HiddenInput name="number" value=number.to_string()/>
                <HiddenInput name="version" value=form.version(version)/>
                {fields(&form, &code, choices, known)}
                <FormActions cancel=back(&code)><SubmitButton text="Save the changes"/></FormActions>
            </form>
            {history}
        }
        .into_any()
    })
}

pub async fn withdraw_page(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let mut tx = cx.read().await?;
    let row = find(&cx, &mut tx, &code, number).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw an instalment", move || {
        let hidden = [("submission", submission), ("grant", code.clone()), ("number", number.to_string())];
        let when = row.due_on.map(|day| format!(", due {}", day.words())).unwrap_or_default();
        let what = format!("Instalment {number}: {}{when}", figure(row.amount));
        view! {
            <WithdrawPage form steps=steps(&code) kind="Grant" code=code.clone() title="Withdraw the instalment?" what
                then="Programme staff go on to read it as withdrawn; donors do not read it any more." action="/api/withdraw_instalment"
                hidden=hidden.to_vec() button="Withdraw the instalment" cancel=back(&code)/>
        }
        .into_any()
    })
}

fn back(code: &str) -> String {
    format!("/grants/{code}/money#instalments")
}

fn steps(code: &str) -> Vec<(String, String)> {
    vec![("Grants".to_owned(), "/grants".to_owned()), (code.to_owned(), format!("/grants/{code}"))]
}

/// As its form would say what stands there.
pub(super) fn filled(row: &InstalmentRow) -> FormState {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    FormState::filled([
        ("amount", row.amount.input()),
        ("currency", row.amount.currency.code().to_owned()),
        ("donor", row.donor.clone().map(|(code, _)| code).unwrap_or_default()),
        ("due_on", row.due_on.map(|day| day.words()).unwrap_or_default()),
        ("milestone", number(row.milestone.as_ref().map(|milestone| milestone.id))),
        ("receipt", number(row.receipt.as_ref().map(|receipt| receipt.number))),
        ("note", row.note.clone().unwrap_or_default()),
        ("source", row.source_code.clone().unwrap_or_default()),
    ])
}

fn fields(form: &FormState, code: &str, choices: InstalmentChoices, known: Vec<(String, String)>) -> AnyView {
    let state = || form.clone();
    let InstalmentChoices { currency, donors, milestones, receipts } = choices;
    let donors = (!donors.is_empty()).then(|| {
        view! { <Select name="donor" label="Donor" state=state() options=donors blank="Choose whose instalment it is"/> }.into_any()
    });
    let milestones: Vec<_> = milestones.into_iter().map(|(id, words)| (id.to_string(), words)).collect();
    let receipts: Vec<_> = receipts
        .into_iter()
        .map(|(number, day, money)| {
            (number.to_string(), format!("{code}/{number}: {} on {}", figure(money), day.words()))
        })
        .collect();
    view! {
        <Field name="amount" label="Amount" state=state() kind=Input::Amount width=Width::Medium autocomplete="off"
            hint="In digits, such as 371,500,000"/>
        {in_currency(form, currency)}
        {donors}
        <DateField name="due_on" label="Due on" state=state() partial=true optional=true
            hint="As far as it is known: a day, a month or a year"/>
        <Select name="milestone" label="Waits for the milestone" state=state() options=milestones optional=true blank="None"
            hint="Of a phase that this grant pays for"/>
        <Select name="receipt" label="Answered by the receipt of funds" state=state() options=receipts optional=true
            blank="Nothing was received yet" hint="As it stands in the ledger. The instalment itself is counted nowhere"/>
        <Field name="note" label="Note" state=state() optional=true hint="Donors of the grant read it"/>
        {source_fields(form, known, "Where the instalment is agreed: choose a source or enter a new one", true)}
    }
    .into_any()
}

/// The currency of the agreement is not asked for.
fn in_currency(form: &FormState, currency: Option<Currency>) -> AnyView {
    match currency {
        Some(currency) if form.error("currency").is_none() => {
            view! { <HiddenInput name="currency" value=currency.code().to_owned()/> <p class="hint">{format!("In {currency}, the currency of the agreement")}</p> }
                .into_any()
        }
        _ => view! { <Select name="currency" label="Currency" state=form.clone() options=currencies() blank="Choose a currency"/> }
            .into_any(),
    }
}
