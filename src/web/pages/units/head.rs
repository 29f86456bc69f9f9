//! `/units/{code}/head`: a new head accepts everything that the unit held on a day, in one go.

use axum::extract::Path;
use domain::{AsOf, PartialDate, Role, custody::entered::KeeperCode};
use leptos::prelude::*;
use store::{agencies::AgencyRef, heads::InventoryRow};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let unit = store::units::show(&mut tx, viewer, &code).await?.row.unit;
    let mut agencies = store::heads::agencies_at(&mut tx, viewer, &code).await?;
    let asked = cx.query.get("agency");
    let chosen = agencies.iter().position(|a| asked == Some(a.code.as_str())).or((agencies.len() == 1).then_some(0));
    let day = cx.query.get("day").and_then(|typed| PartialDate::parse_day(typed).ok());
    let day = day.filter(|day| *day <= cx.today()).unwrap_or(cx.today());
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let held = match chosen.and_then(|i| agencies.get(i)) {
        Some(agency) => {
            let of = KeeperCode { unit: code.clone(), agency: agency.code.clone() };
            let as_of = AsOf { day: Some(day), known: None };
            store::heads::inventory(&mut tx, viewer, &of, as_of).await?
        }
        None => Vec::new(),
    };
    let (officer, own) = (viewer.role == Role::Officer, viewer.name.clone());
    cx.page("Change of head", move || {
        let steps = vec![("Units".to_owned(), "/units".to_owned()), (unit.label.clone(), format!("/units/{code}"))];
        let agency = chosen.map(|i| agencies.swap_remove(i));
        let content = match agency {
            Some(agency) => {
                let asked = ask_day(&agency, day.into());
                let form = accept(&code, &agency, day.into(), &held, officer.then_some(own), &state, submission);
                view! { {asked} {form} }.into_any()
            }
            None => choose(&code, &agencies),
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Unit" code=code.clone() title=format!("New head of {}", unit.label)/>
            <ErrorSummary state=state.clone()/>
            {content}
        }
        .into_any()
    })
}

fn choose(code: &str, agencies: &[AgencyRef]) -> AnyView {
    let links: Vec<_> = agencies
        .iter()
        .map(|agency| {
            let href = format!("/units/{code}/head?agency={}", agency.code);
            view! { <li><a href=href>{agency.name.clone()}</a></li> }.into_any()
        })
        .collect();
    if links.is_empty() {
        return view! { <p>"No agency mans this unit: name one first."</p> }.into_any();
    }
    view! { <p>"Each agency has its own head and its own inventory here. For which one?"</p><ul>{links}</ul> }
        .into_any()
}

/// The list is that of a day; another day is another list.
fn ask_day(agency: &AgencyRef, day: PartialDate) -> AnyView {
    let code = agency.code.clone();
    let name = agency.name.clone();
    view! {
        <form class="form" method="get">
            <p>{name}</p>
            <HiddenInput name="agency" value=code/>
            <DateField name="day" label="Inventory of" state=FormState::default() value=day.words()/>
            <SubmitButton text="Show the list of that day" quiet=true/>
        </form>
    }
    .into_any()
}

fn accept(
    code: &str,
    agency: &AgencyRef,
    day: PartialDate,
    held: &[InventoryRow],
    own: Option<String>,
    state: &FormState,
    submission: String,
) -> AnyView {
    let items: Vec<_> = held.iter().enumerate().map(|(i, row)| looked(i, row, state)).collect();
    let list = if items.is_empty() {
        view! { <p>"The unit held nothing of this agency’s on that day."</p> }.into_any()
    } else {
        view! { <ol class="stack head-list">{items}</ol> }.into_any()
    };
    let who = match own {
        Some(name) => view! { <p>"You take over: "<strong>{name}</strong></p> }.into_any(),
        None => view! {
            <p>"Record this for a head without an account. A head with an account accepts the list in person."</p>
            <Field name="name" label="Name of the new head" state=state.clone()/>
            <Field name="document" label="Signed paper" state=state.clone() hint="Number and date of the signed acceptance"/>
        }
        .into_any(),
    };
    let pieces: i64 = held.iter().map(|row| row.quantity).sum();
    let count = count_of(whole(held.len()), "item", "items");
    let list_title = format!("{count}, {} in all, on {}", count_of(pieces, "piece", "pieces"), day.words());
    let button = format!("Accept {count}");
    view! {
        <form class="form" method="post" action="/api/change_head" novalidate>
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="keeper" value=format!("{code}/{}", agency.code)/>
            <HiddenInput name="occurred_on" value=day.to_string()/>
            {who}
            <Field name="post" label="Rank or post" state=state.clone() hint="Such as “Major, head of the team”"/>
            <h2>{list_title}</h2>
            <p>"Say of each item how many are missing. What is missing stays a question until it is found or reported."</p>
            {list}
            <Checkbox name="accepted" label="I accept everything that is not marked as missing" state=state.clone()/>
            <FormActions cancel=format!("/units/{code}")><SubmitButton text=button/></FormActions>
        </form>
    }
    .into_any()
}

fn looked(i: usize, row: &InventoryRow, state: &FormState) -> AnyView {
    let field = |name: &str| format!("items[{i}][{name}]");
    let number = row.number.clone().map(|number| format!(" · {number}")).unwrap_or_default();
    let below = format!("{}{number} · {}", row.tag, quantity(row.quantity, &row.unit_of_measure));
    view! {
        <li class="panel stack-tight">
            <p>{link_cell(row.name.clone(), format!("/items/{}", row.tag))} <span class="below">{below}</span></p>
            <HiddenInput name=field("tag") value=row.tag.clone()/>
            <HiddenInput name=field("held") value=row.quantity.to_string()/>
            <Field name=field("missing") label=format!("Missing of {}", row.tag) state=state.clone() kind=Input::Number width=Width::Tiny value="0"/>
            <Field name=field("remark") label=format!("What is known of {}", row.tag) state=state.clone() optional=true/>
        </li>
    }
    .into_any()
}
